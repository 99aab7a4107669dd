"""The number grammar: every quantity of a text with its bounds, hedge and counted noun.

One look-up a token finds the number words (``number_lexicon``); a small grammar then reads on from each
hit: the numeral itself, the range it opens, the hedge before or after it, the noun it counts. The
corpus beside the grammar (``corpora/numbers.tsv``) shows every construction with its value.
"""

from __future__ import annotations

import re
from typing import Final

from sijill.arabic import Text
from sijill.arabic.ordered import bisect_left
from sijill.reading.number import number_lexicon as lx
from sijill.reading.number.number_lexicon import Entry, Key
from sijill.reading.number.number_reader import SECONDS, TEEN_TAILS, Numeral, NumeralReader
from sijill.reading.number.numerals import Number, integral, numeral

# Classes whose word alone is a numeral with the value of its entry.
_WHOLE: Final = frozenset((lx.UNIT, lx.TEN, lx.TEEN, lx.TENS, lx.HUNDRED, lx.HUNDREDS, lx.SCALE))
_ARTICLE: Final = frozenset(("ال", "وال", "بال", "لل", "فال"))
_PREPOSITIONS: Final = frozenset("بلك")
_TO: Final = frozenset(("الي", "حتي", "-", "~"))
_ONE_OF: Final = frozenset(("من", "منهم", "منها", "منهن", "منهما"))
# A dual whose vowel is written: a fatha (with or without shadda) before the ين that ends the word.
_MARKED_DUAL: Final = re.compile("[\u0621-\u064a]{2}(?:\u064e\u0651?|\u0651\u064e)ي\u0652?ن[\u064b-\u0652]?(?![\u0621-\u0652])")
_ADDRESS: Final = re.compile(r"[a-z]+://\S+")
_HEDGE_RULES: Final = {
    kind: f"numbers.{kind}" for kind in ("about", "more_than", "at_least", "less_than", "up_to")
}
_LOWER_RULES: Final = frozenset(("numbers.more_than", "numbers.at_least"))
_TRAIL_REACH: Final = 4
_GAP: Final = 4


class Quantity:
    """A number phrase of a text. All positions are token indexes, ends exclusive.

    ``[first, last)`` is the phrase with its hedge and bound words (but without a hedge that follows the
    counted noun); ``[core_first, core_last)`` the bare numeral. ``low``/``best``/``high`` follow the
    record format: null for an open bound, ``best`` null in ranges. ``hedge`` is the hedge as written.
    ``kind`` is cardinal, ordinal, vague, dual, percent, fraction or decimal; percentages keep their
    face value (63 %: 63). ``noun`` is the token of the counted noun: the word after the phrase, the dual
    itself, or the word before it where the numeral is an attribute (قتيل واحد، القتلى الثلاثة).
    """

    __slots__ = ("approx", "best", "core_first", "core_last", "first", "hedge", "high", "kind", "last", "low", "noun", "rule")

    def __init__(
        self, first: int, last: int, core_first: int, core_last: int, low: Number | None, best: Number | None, high: Number | None,
        approx: bool, hedge: str | None, kind: str, noun: int | None, rule: str,
    ) -> None:
        self.first, self.last, self.core_first, self.core_last = first, last, core_first, core_last
        self.low, self.best, self.high = low, best, high
        self.approx, self.hedge, self.kind, self.noun, self.rule = approx, hedge, kind, noun, rule

    def bounded(self, low: Number | None, best: Number | None, high: Number | None, approx: bool) -> Quantity:
        """The same phrase with other bounds."""
        return Quantity(
            self.first, self.last, self.core_first, self.core_last, low, best, high, approx, self.hedge, self.kind, self.noun, self.rule
        )

    def __repr__(self) -> str:
        return f"<{self.kind} {self.low}..{self.best}..{self.high} {self.first}-{self.last} {self.rule}>"


_CLITIC: Final = 3
"""Letters that may stand before digits without a space and yet be no name: ب24، ال24، بال24."""


def find(text: Text) -> list[Quantity]:
    """Every quantity of ``text``, in text order, none overlapping another."""
    return _Finder(text).run()


def parse(phrase: str) -> Quantity | None:
    """The quantity of a phrase that holds exactly one, else None."""
    found = find(Text(phrase))
    return found[0] if len(found) == 1 else None


def _marked_duals(raw: str) -> list[int]:
    """Where the duals end whose vowel is written; looked for at the vowel, which stands behind two letters and perhaps a shadda."""
    out: list[int] = []
    at = raw.find("\u064e")
    while at >= 0:
        if raw.startswith(("ي", "\u0651ي"), at + 1):
            for start in (at - 2, at - 3):
                found = _MARKED_DUAL.match(raw, start) if start >= 0 else None
                if found is not None:
                    out.append(found.end())
                    break
        at = raw.find("\u064e", at + 1)
    return out


class _Finder(NumeralReader):
    """The state of one pass over one text."""

    __slots__ = ("conjoined", "marked", "opener", "out", "pos")

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.out: list[Quantity] = []
        self.conjoined: list[bool] = []
        self.pos = 0
        self.opener = -1
        self.marked: frozenset[int] = frozenset()

    def run(self) -> list[Quantity]:
        table, kinds, forms = self.table, self.kinds, self.forms
        hits: list[int] = []
        for i, word in enumerate(self.text.words):
            if word.number < 0:
                word.number = 1 if word.kind == "n" or word.form in table else 0
            if word.number:
                hits.append(i)
        if "\u064eي" in self.text.raw or "\u064e\u0651ي" in self.text.raw:
            self.marked = self._marked_duals()
            hits = sorted({*hits, *self.marked})
        if "://" in self.text.raw:
            hits = self._outside_addresses(hits)
        for i in hits:
            if i < self.pos:
                continue
            if kinds[i] == "n":
                self._digits_at(i)
                continue
            entry = table.get(forms[i])
            if entry is None:
                self._dual(i, None, "numbers.dual_marked")
            elif entry.kind == lx.DUAL:
                self._dual(i, entry, "numbers.dual_definite" if entry.article else "numbers.dual")
            elif entry.kind == lx.TRAIL:
                self._trail(i)
            elif entry.kind == lx.OPENER:
                self.opener = i
            else:
                self._word_at(i, entry)
        return self.out

    def _outside_addresses(self, hits: list[int]) -> list[int]:
        """The hits that are no part of a web address."""
        starts = self.text.starts
        spans = [match.span() for match in _ADDRESS.finditer(self.text.raw)]
        return [i for i in hits if not any(start <= starts[i] < end for start, end in spans)]

    # -- one hit ---------------------------------------------------------------------------------------

    def _digits_at(self, i: int) -> None:
        forms, text = self.forms, self.text
        if i and self.kinds[i - 1] == "w" and len(forms[i - 1]) > _CLITIC and text.ends[i - 1] == text.starts[i]:
            return  # دير الزور24: part of a name
        j = i + 1
        if j < self.size and self.kinds[j] == "p":
            sign = forms[j]
            glued = text.starts[j] == text.ends[i]
            if sign == ":" and glued and self._glued_number(j + 1):
                # Clock times and scores: skipped with all their parts.
                self.pos = j + 2
                while self.pos + 1 < self.size and forms[self.pos] == ":" and self._glued_number(self.pos + 1):
                    self.pos += 2
                return
            if sign == "/" and glued and self._glued_number(j + 1) and self._written_fraction(i):
                return
            if self._list_marker(i):
                self.pos = j + 1
                return
        form = forms[i]
        if (j == self.size or self._ends_numeral(j)) and form.isdigit():
            value = int(form)
            core: Numeral | None = Numeral(j, value, value, 1, "cardinal", "numbers.digits")
        else:
            core = self.compose(i)
        if core is None:
            return
        first = i
        if i and self.kinds[i - 1] == "p" and forms[i - 1] in ".-" and text.ends[i - 1] == text.starts[i]:
            core, first = self._signed(i, core)
        self._emit(i, first, core, None)

    def _ends_numeral(self, j: int) -> bool:
        """True where token ``j`` is a word that continues no numeral, which is the usual case."""
        form = self.forms[j]
        return self.kinds[j] == "w" and form != "و" and form not in self.table

    def _glued_number(self, i: int) -> bool:
        return i < self.size and self.kinds[i] == "n" and self.text.starts[i] == self.text.ends[i - 1]

    def _list_marker(self, i: int) -> bool:
        """``1-`` or ``(2)`` or ``3.`` before the text of a line counts nothing."""
        head = i == 0 or self.kinds[i - 1] == "l" or (
            self.forms[i - 1] == "(" and (i == 1 or self.kinds[i - 2] == "l")
        )
        return (
            head
            and len(self.forms[i]) <= 2
            and self.forms[i + 1] in "-)."
            and self.text.starts[i + 1] == self.text.ends[i]
            and i + 2 < self.size
            and self.kinds[i + 2] == "w"
        )

    def _written_fraction(self, i: int) -> bool:
        """``3/4``: a proper fraction that no date word introduces; True if it was taken."""
        end = i + 3
        value, over = numeral(self.forms[i]), numeral(self.forms[i + 2])
        contexts = self.lexicon.contexts
        before = self.forms[i - 1] if i else ""
        if (
            not value
            or not over
            or value >= over
            or before in ("(", "/")
            or (before in contexts["date_head"] and not self._bounded_before(i))
            or (end < self.size and (self.forms[end] in "/)" or self.forms[end] in contexts["month"]))
        ):
            return False
        value = integral(value / over)
        core, first = Numeral(end, value, value, 1, "fraction", "numbers.fraction"), i
        if before == "-":
            core, first = self._signed(i, core)
        self._emit(i, first, core, None)
        return True

    def _bounded_before(self, i: int) -> bool:
        hedge = self._hedge_at(i, None)
        return hedge is not None and hedge[1] in ("more_than", "less_than", "at_least", "about")

    def _signed(self, i: int, core: Numeral) -> tuple[Numeral, int]:
        """A sign or a decimal point that stands free before the digits: -5, .77."""
        text, forms, k = self.text, self.forms, i - 1
        value: Number = core.value
        if forms[k] == "." and forms[i].isdigit() and core.last == i + 1 and not self._touches(k):
            value = integral(float("0." + forms[i]))
            i = k
            k -= 1
        if k >= 0 and forms[k] == "-" and text.ends[k] == text.starts[i] and not self._touches(k):
            # A hyphen that opens a line before a noun is a bullet.
            bullet = (k == 0 or self.kinds[k - 1] == "l") and self.noun(core.last, False) is not None
            if not bullet and not (k and self.kinds[k - 1] == "n"):
                value, i = -value, k
        kind = core.kind if isinstance(value, int) or core.kind == "fraction" else "decimal"
        return Numeral(core.last, value, value, core.unit, kind, core.rule), i

    def _touches(self, k: int) -> bool:
        """True where token ``k`` is written against the token before it."""
        return k > 0 and self.kinds[k - 1] != "l" and self.forms[k - 1] not in "<>=" and self.text.ends[k - 1] == self.text.starts[k]

    def _word_at(self, i: int, entry: Entry) -> None:
        forms = self.forms
        what = entry.kind
        before = forms[i - 1] if i else ""
        contexts = self.lexicon.contexts
        if what in (lx.ORDINAL, lx.ORDINAL_HEAD):
            read = self.ordinal(i, entry)
            if read and not self._no_ordinal(i, before):
                order, end = read
                self._emit(i, i, Numeral(end, order, order, 1, "ordinal", "numbers.ordinal"), entry)
            return
        if f"{before} {forms[i]}" in contexts["idiom"] or (what == lx.UNIT and self._weekday(i, entry, before)):
            return
        if what == lx.FRACTION:
            self._fraction(i, entry)
            return
        if what == lx.MINUS:
            core = self.compose(i + 1) if i + 1 < self.size else None
            if core and not entry.conjunction:
                self._emit(i + 1, i, Numeral(core.last, -core.value, -core.value, core.unit, core.kind, core.rule), None)
            return
        core = self.vague(i, entry) if what in (lx.VAGUE, lx.HUNDRED_PLURAL, lx.SCALE_PLURAL, lx.FEW) else None
        if core is None:
            if what in _WHOLE and (i + 1 == self.size or self._ends_numeral(i + 1)):
                value = entry.value
                core = Numeral(i + 1, value, value, value if what == lx.SCALE else 1, "cardinal", "numbers.words")
            else:
                core = self.compose(i)
            if core is None or self._homograph(i, entry, core):
                return
            if what == lx.UNIT and entry.value == 2 and core.last == i + 1 and self._seals_dual(i, entry):
                return
            if core.last == i + 1 and not entry.article:
                of = self.lexicon.fraction_of.get(forms[i])
                if of and self.noun(core.last, True) is not None and self.noun(core.last, False) is None:
                    core = Numeral(core.last, of, of, 1, "fraction", "numbers.fraction")
        self._emit(i, i, core, entry)

    def _no_ordinal(self, i: int, before: str) -> bool:
        """Months, ranks and time words that hold an ordinal, the adverbs (ثانياً:), and the second of time."""
        contexts = self.lexicon.contexts
        after = self.forms[i + 1] if i + 1 < self.size else ""
        return (
            before in contexts["month_head"]
            or before in contexts["ordinal_after"]
            or after in contexts["ordinal_before"]
            or (self.forms[i].endswith("ا") and (i == 0 or self.kinds[i - 1] != "w"))
        )

    def _weekday(self, i: int, entry: Entry, before: str) -> bool:
        """الاثنين is Monday unless a definite dual stands before it (القتيلين الاثنين) or a tens word follows."""
        if entry.flag != "monday" or not entry.article:
            return False
        step = self.joined(i + 1)
        if step and step[1] and step[2] and step[1].kind == lx.TENS:
            return False
        if i + 1 < self.size and self.forms[i + 1] in TEEN_TAILS:
            return False
        return not (before.startswith("ال") and before.endswith(("ين", "ان")))

    def _homograph(self, i: int, entry: Entry, core: Numeral) -> bool:
        """Words that are numbers only in the company of numbers (مية، ميت، ألف كتاباً)."""
        if core.last > i + 1:
            return entry.flag == "scale" and not self.scale_follows(i + 1)
        if entry.flag == "scale":
            return True
        if entry.flag == "hamza":
            return "ئ" not in self.text.word(i) and self._hedge(i, entry) is None
        if entry.kind == lx.SCALE and entry.value == 1000 and not entry.article and core.last < self.size:
            # ألّف كتاباً، ألّف الكتاب: the noun of a thousand is an indefinite genitive.
            after = self.forms[core.last]
            tanwin = self.text.word(core.last).endswith(("\u064b", "\u064bا"))
            return (tanwin or self.definite(core.last)) and after not in self.table
        return False

    def _fraction(self, i: int, entry: Entry) -> None:
        j = i + 1
        if j < self.size and self.forms[j] in self.lexicon.contexts["fraction_before"]:
            return
        value, kind = entry.fraction, "fraction"
        scale = self.plain(j, lx.SCALE)
        if scale:
            value, kind, j = integral(value * scale.value), "cardinal", j + 1
        self._emit(i, i, Numeral(j, value, value, 1, kind, "numbers.fraction"), entry)

    # -- the phrase around the numeral ---------------------------------------------------------------------

    def _emit(self, i: int, first: int, core: Numeral, entry: Entry | None) -> None:
        """Add the quantity of the numeral ``core`` at ``i``: at once where nothing around it bears on it."""
        forms, end = self.forms, core.last
        gates = self.lexicon.gates
        conjoined = entry is not None and entry.conjunction
        before = forms[first - 1] if first else ""
        if before == "و":
            conjoined = True
            before = forms[first - 2] if first > 1 else ""
        self.conjoined.append(conjoined)
        if entry is None and self._dated(first, core):
            value = core.value
            self.out.append(Quantity(i, end, i, end, value, value, value, False, None, core.kind, None, "numbers.label"))
            self.pos = end
            return
        if (
            before in gates
            or (end < self.size and forms[end] in gates)
            or (entry is not None and (entry.preposition or (entry.article and core.kind != "ordinal")))
            or (self.opener >= 0 and first - self.opener <= _GAP + 2)
            or _yearlike(core)
        ):
            self._emit_bounded(i, first, core, entry)
            return
        value, high, kind = core.value, core.high, core.kind
        best = value if value == high else None
        noun = self._counted(i, end, kind, entry)
        self.out.append(Quantity(first, end, i, end, value, best, high, False, None, kind, noun, core.rule))
        self.pos = end
        if noun == end and forms[end] in SECONDS:
            self.pos = end + 1

    def _emit_bounded(self, i: int, first: int, core: Numeral, entry: Entry | None) -> None:
        """Add the quantity of the numeral ``core`` at ``i`` with its range, hedge, percent sign and noun."""
        hedges = self._hedge(first, entry)
        kind, rule, end = core.kind, core.rule, core.last
        low: Number | None = core.value
        high: Number | None = core.high
        best: Number | None = core.value if core.value == core.high else None
        core_last = end
        head, approx, bound = hedges if hedges else (first, False, "")
        if kind in ("cardinal", "decimal") and end < self.size:
            other = self._range(i, core, bound)
            if other:
                other_core, factor, rule, blurred = other
                low, best, high = integral(core.value * factor), None, other_core.value
                end = core_last = other_core.last
                approx = approx or blurred
                core = Numeral(core.last, core.value, core.high, other_core.unit, core.kind, core.rule)
        percent = self._percent(end)
        if percent:
            kind, end = "percent", percent
        elif i and first == i and self._percent_before(i):
            kind, first = "percent", i - 1
        noun = None if percent else self._counted(i, end, kind, entry)
        hedge_kind = bound
        span: tuple[int, int] | None = (head, first) if head < first else None
        if span and self._is_until(span, core, noun, kind):
            hedge_kind, span = "", None
        if hedge_kind in ("", "about") and (behind := self._behind(end)):
            hedge_kind, last = behind
            span = (end, last) if span is None else (span[0], last)
            end = last
        if best is not None or kind == "vague":
            if hedge_kind in ("between", "from"):
                hedge_kind, span = "about" if approx else "", span if approx else None
            if hedge_kind:
                low, best, high = _bounded(hedge_kind, low, best, high)
                approx = True
                if rule != "numbers.vague":
                    rule = _HEDGE_RULES[hedge_kind]
        elif hedge_kind and hedge_kind not in ("between", "from"):
            approx = True
        if kind == "cardinal" and entry is not None and not percent and self._reads_as_ordinal(entry, core, span, noun):
            kind, noun, rule = "ordinal", None, "numbers.ordinal"
        if span is None and self._labelled(first):
            noun, rule = None, "numbers.label"
        ranged = best is None and low is not None and rule.startswith("numbers.range")
        hedge = None
        if span and (hedge_kind not in ("between", "from") or approx):
            hedge = self.text.written(*span)
        if span and span[0] < first:
            first = span[0]
        elif ranged and head < first:
            first = head
        if hedge_kind in ("less_than", "up_to") and self._closes(first, high):
            low, first = self.out[-1].low, self.out[-1].first
            hedge, approx, rule = self.text.written(first, i), False, "numbers.range_bounds"
            self.out.pop()
            del self.conjoined[-2]
        self.out.append(
            Quantity(first, end, i, core_last, low, best, high, approx, hedge, kind, noun, rule)
        )
        self.pos = end
        if noun == end and self.forms[end] in SECONDS:
            self.pos = end + 1

    def _closes(self, first: int, high: Number | None) -> bool:
        """True where an upper bound completes the lower one just read: أكثر من 20 وأقل من 30."""
        if not self.out or high is None:
            return False
        held = self.out[-1]
        gap = first - held.last
        joined = self.forms[first][0] == "و" if gap == 0 else gap == 1 and self.forms[held.last] == "و"
        return joined and held.rule in _LOWER_RULES and held.low is not None and held.low < high

    def _range(self, i: int, core: Numeral, bound: str) -> tuple[Numeral, Number, str, bool] | None:
        """The second numeral of a range, the factor the first one shares with it, rule, and if it is blurred."""
        forms, j = self.forms, core.last
        sign = forms[j]
        if bound == "between":
            step = self.joined(j)
            if step and step[2]:
                k, rule = step[0], "numbers.range_between"
            elif sign in _TO or (sign == "و" and j + 1 < self.size):
                k, rule = j + 1, "numbers.range_between"
            elif sign[0] == "و" and len(sign) > 1 and (sign in _ARTICLE or sign[1:] in self.lexicon.before):
                # وحوالي 30، والـ 30
                k, rule = j + (sign in _ARTICLE), "numbers.range_between"
            else:
                return None
        elif sign in ("-", "~"):
            if not self._dash_range(i, core):
                return None
            k, rule = j + 1, "numbers.range_dash"
        elif sign == "الي" or (sign == "حتي" and bound == "from"):
            if self._after_change(i):
                return None
            k, rule = j + 1, "numbers.range_to"
        elif sign == "او":
            k, rule = j + 1, "numbers.range_or"
        else:
            return None
        blurred = False
        if k < self.size and (forms[k] in ("ال", "نحو", "حوالي", "قرابه", "ونحو", "وحوالي", "وقرابه")):
            blurred = forms[k] != "ال"
            k += 1
        if k >= self.size:
            return None
        second = self.table.get(forms[k])
        if self.kinds[k] != "n" and (
            second is None or second.preposition or second.kind in (lx.FRACTION, lx.MINUS)
            or (second.conjunction and bound != "between")
        ):
            return None
        other = self.compose(k)
        if other is None or other.kind not in ("cardinal", "decimal"):
            return None
        factor: Number = 1
        if core.unit == 1 and other.unit > 1 and core.value < other.value / other.unit:
            factor = other.unit
        if core.value * factor >= other.value or (_yearlike(core) and _yearlike(other) and factor == 1
                                                  and self.noun(other.last, False) is None):
            return None
        return other, factor, rule, blurred

    def _dash_range(self, i: int, core: Numeral) -> bool:
        """``15-20`` or ``15 - 20``, evenly spaced, no link of a longer chain (dates, telephone numbers)."""
        text, forms, dash = self.text, self.forms, core.last
        k = dash + 1
        if k >= self.size or self.kinds[k] != "n" or self.kinds[dash - 1] != "n" or forms[i][0] == "0":
            return False
        tight = text.starts[dash] == text.ends[dash - 1]
        if tight != (text.starts[k] == text.ends[dash]):
            return False
        if i and forms[i - 1] in "-/+" and text.ends[i - 1] == text.starts[i]:
            return False
        after = k + 1
        chained = after < self.size and forms[after] in "-/" and text.starts[after] == text.ends[k]
        other = numeral(forms[k])
        return not chained and other is not None and other <= 10 * core.value

    def _after_change(self, i: int) -> bool:
        """True where a word of change stands before: ارتفعت الحصيلة من 5 إلى 7 tells two figures, no range."""
        change = self.lexicon.contexts["change"]
        for k in range(i - 1, max(-1, i - 9), -1):
            if self.kinds[k] in "lp":
                return False
            if self.forms[k] in change:
                return True
        return False

    def _percent(self, j: int) -> int | None:
        """The end of a percent mark at ``j``: %, بالمئة, في المئة."""
        if j >= self.size:
            return None
        form = self.forms[j]
        if form == "%":
            return j + 1
        if form == "في":
            entry = self.plain(j + 1, lx.HUNDRED)
            return j + 2 if entry and entry.article else None
        entry = self.plain(j, lx.PERCENT)
        return j + 1 if entry else None

    def _percent_before(self, i: int) -> bool:
        """The sign before its number (%63, بالمئة 10) that does not belong to a number before it."""
        if i > 1 and self._starts_number(i - 2):
            return False
        return self.forms[i - 1] == "%" or self.plain(i - 1, lx.PERCENT) is not None

    def _hedge(self, i: int, entry: Entry | None) -> tuple[int, bool, str] | None:
        """The hedges before the numeral at ``i``: where they begin, if one blurs it, and the bounding kind."""
        found = self._hedge_at(i, entry)
        if found is None:
            opened = self._opened(i) if not (entry and entry.conjunction) else None
            return (opened[0], True, opened[1]) if opened else None
        start, kind = found
        outer = self._hedge_at(start, None) if kind in ("about", "between", "from") else None
        if outer is None or outer[1] == "outright":
            return start, kind == "about", kind
        if kind == "about":
            return outer[0], True, outer[1]
        if outer[1] == "about" or kind == "between":
            return outer[0], outer[1] != "from", kind
        return start, False, kind

    def _hedge_at(self, i: int, entry: Entry | None) -> tuple[int, str] | None:
        """The hedge that ends right before token ``i`` (or in its glued preposition): start and kind."""
        forms = self.forms
        if entry is not None and (entry.preposition or entry.conjunction):
            key, end = entry.preposition or "و", i
        elif i == 0:
            return None
        else:
            key, end = forms[i - 1], i - 1
            if key == "ال" and end:
                key, end = forms[end - 1], end - 1
            elif key in ("بال", "لل") and end:
                key = key[0]
        node = self.lexicon.before.get(key)
        return None if node is None else self._match_key(node, end)

    def _match_key(self, node: Key, end: int) -> tuple[int, str] | None:
        """The longest hedge of ``node`` whose words before the key end at ``end``; a gap holds words only."""
        forms = self.forms
        if end:
            for hedge in node.previous.get(forms[end - 1], ()):
                start = self._match_back(hedge.tail, end)
                if start is not None:
                    return None if hedge.kind == "outright" else (start, hedge.kind)
        if node.bare:
            return None if node.bare.kind == "outright" else (end, node.bare.kind)
        if node.gapped:
            for k in range(end - 1, max(0, end - _GAP - 1), -1):
                if self.kinds[k] != "w":
                    return None
                for hedge in node.gapped.get(forms[k - 1], ()):
                    start = self._match_back(hedge.head, k)
                    if start is not None:
                        return start, hedge.kind
        return None

    def _match_back(self, words: tuple[str, ...], end: int) -> int | None:
        """Where ``words`` (last first) begin if they end at token ``end``, exclusive."""
        start = end - len(words)
        if start < 0:
            return None
        for word in words:
            end -= 1
            if self.forms[end] != word:
                return None
        return start

    def _opened(self, i: int) -> tuple[int, str] | None:
        """A bounding verb before its subject: يتجاوز عدد القتلى 30."""
        opener = self.opener
        if not 0 <= opener < i - 1 or i - opener > _GAP + 2 or not self._words(opener, i):
            return None
        if self.forms[opener + 1] not in self.lexicon.contexts["count"]:
            return None
        for hedge in self.lexicon.openers[self.forms[opener]]:
            start = self._match_back(hedge.tail, opener)
            if start is not None:
                return start, hedge.kind
        return None

    def _is_until(self, span: tuple[int, int], core: Numeral, noun: int | None, kind: str) -> bool:
        """"Until" and not "up to": حتى before a year, an hour or a day of the month."""
        if span[1] - span[0] > 2 or not self.forms[span[0]].endswith("حتي"):
            return False
        counted = noun is not None and self.forms[noun] not in self.lexicon.contexts["month"]
        return not (counted or core.unit > 1 or kind == "percent" or (core.value > 31 and not _yearlike(core)))

    def _behind(self, j: int) -> tuple[str, int] | None:
        """A hedge written right after the numeral: عشرين ونيف، 30 أو أكثر."""
        if j >= self.size:
            return None
        for kind, rest in self.lexicon.after.get(self.forms[j], ()):
            last = j + 1 + len(rest)
            if tuple(self.forms[j + 1 : last]) == rest and not (rest and self.forms[last : last + 1] == ["من"]):
                return kind, last
        return None

    def _trail(self, i: int) -> None:
        """A hedge after the counted noun bounds the last quantity, على الأقل all those joined to it by و."""
        if not self.out:
            return
        for hedge in self.lexicon.trailing[self.forms[i]]:
            start = self._match_back(hedge.tail, i)
            if start is None:
                continue
            quantity = self.out[-1]
            if start - quantity.core_last > _TRAIL_REACH or quantity.hedge or not self._words(quantity.last, start):
                return
            if start > quantity.last and i + 1 < self.size and self._starts_number(i + 1):
                return
            self.out[-1] = self._trailed(quantity, hedge.kind, start, i + 1)
            k = len(self.out) - 1
            while hedge.kind == "at_least" and k and self.conjoined[k]:
                gap, k = self.out[k].core_first, k - 1
                quantity = self.out[k]
                if gap - quantity.last > _TRAIL_REACH or quantity.hedge or not self._words(quantity.last, gap):
                    return
                self.out[k] = self._trailed(quantity, hedge.kind, start, i + 1)
            return

    def _trailed(self, quantity: Quantity, kind: str, start: int, end: int) -> Quantity:
        if quantity.kind == "ordinal":
            return quantity
        low, best, high = _bounded(kind, quantity.low, quantity.best, quantity.high)
        last = end if start == quantity.last else quantity.last
        hedge = self.text.written(start, end)
        return Quantity(
            quantity.first, last, quantity.core_first, quantity.core_last, low, best, high, True, hedge, quantity.kind, quantity.noun,
            _HEDGE_RULES[kind],
        )

    def _words(self, first: int, last: int) -> bool:
        return all(kind == "w" for kind in self.kinds[first:last])

    def _starts_number(self, i: int) -> bool:
        if self.kinds[i] == "n":
            return True
        entry = self.table.get(self.forms[i])
        return entry is not None and not entry.conjunction and entry.kind <= lx.SCALE_OPEN

    # -- nouns ---------------------------------------------------------------------------------------------

    def _counted(self, i: int, end: int, kind: str, entry: Entry | None) -> int | None:
        """The counted noun: after the phrase, or before a numeral that stands as an attribute."""
        if kind == "ordinal":
            return None
        noun = self.noun(end, kind in ("vague", "fraction"))
        if noun is not None or not i:
            return noun
        before = i - 1
        if entry is None:
            definite = self.forms[before] in _ARTICLE
            before -= definite
        else:
            definite = entry.article
        if before < 0 or self.kinds[before] != "w":
            return None
        if definite:
            return before if self.definite(before) else None
        if entry is not None and entry.kind == lx.UNIT and entry.value == 1 and end == i + 1:
            if entry.conjunction or entry.preposition or (end < self.size and self.forms[end] in _ONE_OF):
                return None
            return self.noun(before, False)
        return None

    def _reads_as_ordinal(self, entry: Entry, core: Numeral, span: tuple[int, int] | None, noun: int | None) -> bool:
        """العشرون, الحادي… and المئة alone are ordinals; hedged or before their noun they count."""
        if not entry.article or span is not None:
            return False
        if noun is not None and (
            noun >= core.last
            or self.forms[noun].endswith(("ات", "ين", "ون", "اء"))
            or self.forms[noun] in self.lexicon.contexts["plural"]
        ):
            return False
        return entry.kind in (lx.TENS, lx.HUNDRED, lx.HUNDREDS, lx.SCALE, lx.TEEN_HEAD) or (
            entry.kind == lx.UNIT and (entry.value == 1 or (entry.value == 2 and 10 < core.value < 20)) and core.value > 2
        )

    def _dated(self, first: int, core: Numeral) -> bool:
        """True for the day before its month and the year after its month or a word like عام, in digits."""
        if core.rule != "numbers.digits":
            return False
        forms, contexts = self.forms, self.lexicon.contexts
        if core.value <= 31:
            month = forms[core.last] if core.last < self.size else ""
            return month in contexts["month"] and month in contexts["year_head"]
        if not first or not 1900 <= core.value <= 2100:
            return False
        return forms[first - 1] in contexts["year_head"] or (first > 1 and forms[first - 2] in contexts["month_head"])

    def _labelled(self, first: int) -> bool:
        """True for numbers that name and do not count: القرار 2254, اللواء 444."""
        forms, contexts = self.forms, self.lexicon.contexts
        if not first:
            return False
        before = forms[first - 1]
        if before in ("ال", "(") and first > 1:
            before = forms[first - 2]
        return before in contexts["label"]

    # -- duals ---------------------------------------------------------------------------------------------

    def _dual(self, i: int, entry: Entry | None, rule: str) -> None:
        """A dual noun with an optional اثنين after it; the adjectives that agree with it are passed over."""
        if entry is not None and entry.flag == "construct" and self.noun(i + 1, False) is None:
            return
        end = i + 1
        two = self.plain(end, lx.UNIT)
        if two and two.value == 2:
            end += 1
        hedges = self._hedge(i, entry)
        low: Number | None = 2
        best: Number | None = 2
        high: Number | None = 2
        first, hedge, approx = i, None, False
        if hedges and hedges[2] in _HEDGE_RULES:
            first, approx, rule = hedges[0], True, _HEDGE_RULES[hedges[2]]
            hedge = self.text.written(first, i) if first < i else None
            low, best, high = _bounded(hedges[2], low, best, high)
        self.conjoined.append(entry is not None and entry.conjunction)
        self.out.append(Quantity(first, end, i, end, low, best, high, approx, hedge, "dual", i, rule))
        while end < self.size and (end in self.marked or self.plain(end, lx.DUAL)):
            end += 1
        self.pos = end

    def _seals_dual(self, i: int, entry: Entry) -> bool:
        """اثنين after a noun in -ين or -ان makes it a dual, whatever its plural: أمريكيين اثنين."""
        if entry.conjunction or entry.preposition or not i:
            return False
        held = self.out[-1] if self.out else None
        if held and held.kind == "dual" and i - held.last <= 1 and self._words(held.last, i):
            # An adjective may stand between: جنديين أمريكيين اثنين.
            self.out[-1] = Quantity(
                held.first, i + 1, held.core_first, i + 1, held.low, held.best, held.high, held.approx, held.hedge, held.kind, held.noun,
                held.rule,
            )
            self.pos = i + 1
            return True
        noun = self.forms[i - 1]
        if (
            self.noun(i - 1, entry.article) is None
            or len(noun) < 5
            or not noun.endswith(("ين", "ان"))
            or noun in self.lexicon.never_dual
        ):
            return False
        self.pos = i - 1
        self._dual(i - 1, None, "numbers.dual_counted")
        return True

    def _marked_duals(self) -> frozenset[int]:
        """Tokens whose written vowels show a dual (أمريكيَّين), names and time units left out."""
        starts, found = self.text.starts, set()
        for end in _marked_duals(self.text.raw):
            i = bisect_left(starts, end) - 1
            form = self.forms[i]
            bare = form[1:] if form[0] in _PREPOSITIONS or form[0] == "و" else form
            never = self.lexicon.never_dual
            if len(form) > 4 and form not in never and bare not in never and not form.startswith("ال"):
                entry = self.table.get(form)
                if entry is None or entry.kind == lx.DUAL:
                    found.add(i)
        return frozenset(found)


def _yearlike(core: Numeral) -> bool:
    return core.rule == "numbers.digits" and 1900 <= core.value <= 2100


def _bounded(
    kind: str, low: Number | None, best: Number | None, high: Number | None
) -> tuple[Number | None, Number | None, Number | None]:
    """Low, best and high under a hedge of ``kind``."""
    if kind in ("more_than", "at_least"):
        return low, best, None
    if kind in ("less_than", "up_to"):
        return None, None, high
    return low, best, high
