"""The numeral: digits and number words to a value, with no regard to what stands around them.

``NumeralReader`` holds one text and reads the cardinal, the ordinal or the vague number that starts at a
token. What bounds it and what it counts is the business of ``numbers``.
"""

from __future__ import annotations

from typing import Final

from sijill.arabic import Text
from sijill.reading.number import number_lexicon as lx
from sijill.reading.number.number_lexicon import Entry, lexicon
from sijill.reading.number.numerals import Number, integral, numeral

_OPEN: Final = float("inf")
_SCALES: Final = frozenset((lx.SCALE, lx.SCALE_PLURAL, lx.SCALE_OPEN))
TEEN_TAILS: Final = frozenset(("عشر", "عشره"))
# The second of time, which is written like the ordinal.
SECONDS: Final = frozenset(("ثانيه",))


class Numeral:
    """A numeral as read: value (or low..high), end, ending scale (1 if none), kind and rule."""

    __slots__ = ("high", "kind", "last", "rule", "unit", "value")

    def __init__(self, last: int, value: Number, high: Number, unit: Number, kind: str, rule: str) -> None:
        self.last, self.value, self.high, self.unit, self.kind, self.rule = last, value, high, unit, kind, rule


class NumeralReader:
    """Reads numerals out of one text; all positions are token indexes, ends exclusive."""

    __slots__ = ("forms", "kinds", "lexicon", "size", "table", "text")

    def __init__(self, text: Text) -> None:
        self.text = text
        self.forms = text.forms
        self.kinds = text.kinds
        self.size = len(text.forms)
        self.lexicon = lexicon()
        self.table = self.lexicon.entries

    def digits(self, i: int) -> tuple[Number, int] | None:
        """Value and end of the digit token ``i``, with groups set off by spaces or the Arabic comma."""
        form = self.forms[i]
        text = self.text
        if form.isdigit():
            end = i + 1
            if len(form) <= 3 and end < self.size:
                form, end = self.grouped(form, i)
            value = numeral(form, "." in form)
            return None if value is None else (value, end)
        decimal = "." in form and "٫" in text.word(i)
        value = numeral(form, decimal)
        if value is not None and value >= 1000 and not decimal and self.scale_follows(i + 1):
            # 2.125 مليون: nobody counts thousands of millions, so the separator is decimal.
            value = numeral(form, True)
        return None if value is None else (value, i + 1)

    def grouped(self, form: str, i: int) -> tuple[str, int]:
        """Join ``40 000`` and ``1،234،567``: groups of three, one sign apart."""
        text, end, groups = self.text, i + 1, form
        while end < self.size and groups[0] != "0" and groups.isdigit():
            k = end + 1 if self.forms[end] == "،" else end
            if k >= self.size or self.kinds[k] != "n" or text.starts[k] != text.ends[end - 1] + 1:
                break
            group, _, rest = self.forms[k].replace(".", ",").partition(",")
            if len(group) != 3 or "," in rest:
                break
            groups += group + ("." + rest if rest else "")
            end = k + 1
        return groups, end

    def scale_follows(self, j: int) -> bool:
        if j >= self.size:
            return False
        entry = self.table.get(self.forms[j])
        return entry is not None and entry.kind in _SCALES and not entry.conjunction and not entry.preposition

    def plain(self, j: int, *kinds: int) -> Entry | None:
        """The entry of token ``j`` if it is of one of ``kinds`` and carries no و and no preposition."""
        if j >= self.size:
            return None
        entry = self.table.get(self.forms[j])
        if entry is None or entry.kind not in kinds or entry.conjunction or entry.preposition:
            return None
        return entry

    def joined(self, j: int) -> tuple[int, Entry | None, bool] | None:
        """What continues a numeral at ``j``: its token, its entry (None for digits) and whether و joins it."""
        if j >= self.size:
            return None
        entry = self.table.get(self.forms[j])
        if entry is not None:
            # واحد before عشر is وأحد عشر, whose hamza folding has removed.
            eleven = self.forms[j] == "واحد" and self.forms[j + 1 : j + 2] == ["عشر"]
            return None if entry.preposition else (j, entry, entry.conjunction or eleven)
        if self.forms[j] != "و" or j + 1 >= self.size:
            return None
        if self.kinds[j + 1] == "n":
            return j + 1, None, True
        entry = self.table.get(self.forms[j + 1])
        if entry is None or entry.conjunction or entry.preposition:
            return None
        return j + 1, entry, True

    def compose(self, i: int) -> Numeral | None:
        """The longest well-formed cardinal that starts at token ``i``.

        A numeral is a sum of falling scales (ثلاثة ملايين ومئتا ألف وخمسة); below a thousand, hundreds come
        first, then units, then tens (مئة وخمسة وعشرين). A conjunct that fits no lower slot is a new number
        (مئة ومئتي), and so is one that turns out, at its scale word, not to be lower (خمسة آلاف وستة آلاف).
        """
        total: Number = 0
        below: Number = 0
        value: Number
        limit: Number = _OPEN
        parts = 0
        kind = "cardinal"
        saved: tuple[Number, int] | None = None
        digits = definite = False
        j = i
        first = True
        if self.kinds[i] == "n":
            read = self.digits(i)
            if read is None:
                return None
            below, j = read
            digits = True
            first = False
        while True:
            if first:
                entry: Entry | None = self.table.get(self.forms[i])
                k, joined = i, False
                if entry is None:
                    return None
                definite = entry.article
            else:
                step = self.joined(j)
                if step is None:
                    break
                k, entry, joined = step
            if entry is None:
                read = self.digits(k)
                if read is None or digits:
                    break
                if below and not below % 100 and read[0] < 100:
                    below, j = below + read[0], read[1]
                elif not below and total and read[0] < limit:
                    saved = (total, j)
                    below, j = read
                else:
                    break
                digits = True
                continue
            what = entry.kind
            if entry.article and not first and not definite:
                break
            lower = first or (joined and not digits and bool(below or total))
            if what in (lx.UNIT, lx.TEEN_HEAD):
                end = k + 1
                if lower and joined and below % 100 and (part := self.plain(end, lx.FRACTION_UNIT)):
                    below, j = below + entry.value * part.fraction, end + 1
                    break
                if not lower or below % 100:
                    break
                add = entry.value
                if end < self.size and self.forms[end] in TEEN_TAILS:
                    add, end = add + 10, end + 1
                elif what == lx.TEEN_HEAD:
                    break
                elif joined and (part := self.plain(end, lx.FRACTION_UNIT)):
                    below, j = below + add * part.fraction, end + 1
                    break
                elif 3 <= add <= 9 and not below and self.plain(end, lx.HUNDRED, lx.HUNDRED_PLURAL):
                    add, end = add * 100, end + 1
                if not first and not below:
                    saved = (total, j)
                below, j = below + add, end
            elif what in (lx.TENS, lx.TEN, lx.TEEN):
                if not lower or below % 100 > (9 if what == lx.TENS else 0):
                    break
                if not first and not below:
                    saved = (total, j)
                below, j = below + entry.value, k + 1
            elif what in (lx.HUNDRED, lx.HUNDREDS):
                if first or (joined and not below and total):
                    if not first:
                        saved = (total, j)
                    below = entry.value
                elif not joined and digits and below < 100 and what == lx.HUNDRED:
                    below, digits = integral(below * 100), False
                else:
                    break
                j = k + 1
            elif what in _SCALES:
                scale = entry.value
                if first:
                    if what == lx.SCALE_PLURAL:
                        return None
                    total = scale * (2 if what == lx.SCALE_OPEN and self.construct(i) else 1)
                elif joined:
                    if what == lx.SCALE_PLURAL or below or not total or scale >= limit:
                        break
                    total += scale
                elif below:
                    if scale >= limit:
                        if saved:
                            total, j = saved
                            below = 0
                        break
                    total, below = integral(total + below * scale), 0
                elif total and parts == 1 and scale > limit:
                    total *= scale
                    parts = 0
                else:
                    break
                parts += 1
                limit, j, digits, saved = scale, k + 1, False, None
            elif what == lx.SCALE_DUAL:
                if not first and (not joined or below or not total or entry.value >= limit):
                    break
                total, limit, j = total + 2 * entry.value, entry.value, k + 1
                parts += 1
            elif what in (lx.FRACTION, lx.FRACTION_TAIL):
                if first or not joined or entry.article:
                    break
                if not below:
                    total = integral(total + entry.fraction * limit)
                    j = k + 1
                    same = self.plain(j, lx.SCALE)
                    if same and same.value == limit:
                        j += 1
                else:
                    below, j = below + entry.fraction, k + 1
                break
            elif what == lx.FRACTION_UNIT:
                if first or joined or total or not 1 < below < 1000:
                    break
                below, j, kind = below * entry.fraction, k + 1, "fraction"
                break
            elif what == lx.POINT:
                behind = self.compose(k + 1) if not joined and not first and k + 1 < self.size else None
                if behind is None or behind.value != int(behind.value):
                    break
                below, j = float(f"{int(below)}.{int(behind.value)}"), behind.last
                continue
            elif what == lx.ORDINAL and joined and entry.article and definite and not below % 100:
                ordinal, j = self.ordinal(k, entry) or (0, j)
                below += ordinal
                kind = "ordinal"
                break
            elif what == lx.ZERO and first:
                j = k + 1
                break
            else:
                break
            first = False
        if j == i:
            return None
        value = integral(total + below)
        unit = limit if total and not below and parts == 1 and limit < _OPEN else 1
        if kind == "cardinal" and isinstance(value, float):
            kind = "decimal"
        if not digits and kind == "cardinal" and j < self.size and self.kinds[j] == "n" and (again := self.digits(j)) is not None and again[0] == value:
            j = again[1]  # ثلاثة (3) مدنيين
        written = self.kinds[i:j]
        rule = "numbers.words" if "n" not in written else "numbers.digits" if j == i + 1 else "numbers.mixed"
        return Numeral(j, value, value, unit, kind, rule)

    def construct(self, i: int) -> bool:
        """ألفا before a noun is two thousand; with its tanwin, or with no noun, it is the accusative thousand."""
        return not self.text.word(i).endswith(("\u064b", "\u064bا")) and self.noun(i + 1, False) is not None

    def vague(self, i: int, entry: Entry) -> Numeral | None:
        """Numbers without a numeral: عشرات، مئات الآلاف، بضع مئات، بضعة عشر."""
        what, j = entry.kind, i + 1
        if what == lx.SCALE_PLURAL:
            if entry.value < 1000:
                return None
            low, high = 2 * entry.value, 10 * entry.value - 1
        else:
            low, high = entry.value, entry.high
        if what == lx.FEW:
            joined = self.joined(j)
            if j < self.size and self.forms[j] in TEEN_TAILS:
                low, high, j = low + 10, high + 10, j + 1
            elif joined and joined[1] and joined[2] and joined[1].kind == lx.TENS:
                low, high, j = low + joined[1].value, high + joined[1].value, joined[0] + 1
            elif unit := self.plain(j, lx.VAGUE, lx.HUNDRED_PLURAL):
                factor = unit.value // 2
                low, high, j = low * factor, high * factor, j + 1
        scale = self.plain(j, lx.SCALE_PLURAL, lx.SCALE, lx.SCALE_OPEN)
        if scale and (what != lx.SCALE_PLURAL or scale.value > entry.value):
            low, high, j = low * scale.value, high * scale.value, j + 1
        return Numeral(j, low, high, 1, "vague", "numbers.vague")

    def ordinal(self, i: int, entry: Entry) -> tuple[int, int] | None:
        """Value and end of the ordinal at ``i``: الخامس، الخامس عشر، الحادي والعشرين."""
        j = i + 1
        if j < self.size and self.forms[j] in TEEN_TAILS:
            return entry.value + 10, j + 1
        step = self.joined(j)
        # الثالث وعشرون is an ordinal and another number: both carry the article or neither does.
        tens = step[1] if step and step[2] else None
        if step and tens and tens.kind == lx.TENS and entry.value < 10 and tens.article == entry.article:
            return entry.value + tens.value, step[0] + 1
        return None if entry.kind == lx.ORDINAL_HEAD else (entry.value, j)

    def noun(self, j: int, definite: bool) -> int | None:
        """Token ``j`` if it can be a counted noun; ``definite`` admits the article (عشرات القتلى)."""
        if j >= self.size or self.kinds[j] != "w":
            return None
        form = self.forms[j]
        contexts = self.lexicon.contexts
        if form in contexts["not_noun"] or form in contexts["month"] or form in self.lexicon.after:
            return None
        if len(form) < 2 or form.endswith("وا"):
            return None
        entry = self.table.get(form)
        if entry is not None and entry.kind != lx.DUAL and form not in SECONDS:
            return None
        if entry is not None and entry.preposition:
            return None
        letter = form[0]
        if letter == "و" and form not in contexts["noun_in_waw"]:
            return None
        if letter == "ب" and form not in contexts["noun_in_ba"] and entry is None:
            return None
        if letter in "لكف" and form.startswith(("لل", "كال", "فال")):
            return None
        if not definite and self.definite(j):
            return None
        return j

    def definite(self, j: int) -> bool:
        """True where word ``j`` carries the article; ألغام and its like only begin with the same letters."""
        form = self.forms[j]
        if not form.startswith("ال") or len(form) < 4:
            return False
        return self.text.raw[self.text.starts[j]] == "ا" and form not in self.lexicon.contexts["noun_in_al"]
