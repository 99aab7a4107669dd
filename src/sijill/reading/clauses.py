"""Clauses: which function a noun phrase has beside a predicate, and how far a predicate reaches."""

from __future__ import annotations

from typing import Final, Protocol

from sijill.arabic import fold_word
from sijill.arabic.ordered import bisect_left
from sijill.knowledge.bits import G_THAT, OPPOSED
from sijill.knowledge.lexicon import NO_SENSES
from sijill.reading.document import Document

_PREPOSITIONS: Final = ("by", "on", "in", "from", "to", "with", "against", "between", "about")
_WITH_PRONOUN: Final = frozenset(("فيها", "فيه", "عليها", "عليه", "عليهم", "منها", "منه"))
_ACCOMPANYING: Final = frozenset(fold_word(w) for w in (
    "بحضور", "بقيادة", "بدعم", "بمشاركة", "برفقة", "بإسناد", "بالتنسيق", "برعاية", "بإشراف", "بمساندة", "برئاسة", "بمساعدة",
))
"""Words that lead in a party who stood by: no party of the act itself."""
_SEPARATORS: Final = frozenset(("فيما", "بينما", "حين", "كما", "ثم", "اما", "لكن", "غير", "حيث", "بعدما", "عندما", "اذ"))
_BREAKING: Final = frozenset(("؛", ":", *_SEPARATORS, *("و" + word for word in _SEPARATORS)))


class Phrase(Protocol):
    """Anything that covers tokens ``[first, last)``."""

    first: int
    last: int


def conjunct(clitics: str) -> bool:
    """True when the phrase is joined with و."""
    return clitics.startswith("و")


def function(doc: Document, first: int, clitics: str, stop: int) -> str:
    """Grammatical function of a noun phrase at ``first``, read leftwards no further than ``stop``.

    One of ``on in from to with against between about by ب ل ك comma clause genitive direct``; ``genitive`` when a
    noun stands between it and what governs it and no preposition was met, ``clause`` when another verb does.
    """
    rest = clitics.replace("ال", "").replace("لل", "ل").lstrip("وف")
    if rest:
        if rest[0] in "لب" and first > stop and doc.info[first - 1].mask & OPPOSED:
            return "against"  # المظاهرات المناهضة لإيران
        return rest[0] if rest[0] in "بلك" else "direct"
    forms, kinds = doc.text.forms, doc.text.kinds
    genitive = False
    skipped = -1
    for k in range(first - 1, max(stop - 1, first - 6), -1):
        if k == skipped:
            continue  # قال على تويتر: where it was said governs nothing
        if kinds[k] == "p":
            return "genitive" if genitive else "comma"
        info = doc.info[k].by
        form = forms[k]
        if "g" in info and form not in _WITH_PRONOUN:
            for key in _PREPOSITIONS:
                if doc.is_g(k, key):
                    return "in" if key == "from" and forms[k - 1] in _ACCOMPANYING else key
            if doc.plays(k, G_THAT):
                return "genitive" if genitive else "direct"
        if form.removeprefix("و") in _ACCOMPANYING:
            return "in"
        if form in ("ل", "ب", "ك"):
            return form
        if k == first - 1 and "ال" not in clitics and len(form) > 4 and form.startswith(("بال", "وبال")) and "tie" not in info:
            continue  # استهدفوا بالرصاص مزارعين: a definite word governs no indefinite one
        if "platform" in info and forms[k - 1] in ("علي", "عبر", "في"):
            skipped = k - 1
            continue
        verbs = [s for s in info.get("trigger", NO_SENSES) if s.pos == "v" and not (s.pronoun == "ه" and doc.text.slice(k, k + 1).endswith("ة"))]
        if "speech" in info or verbs:
            if genitive:
                return "genitive"
            return "clause" if verbs and len(verbs) == len(info["trigger"]) else "direct"
        for cls in ("trigger", "thing", "people", "head", "means", "toll", "post"):
            for sense in info.get(cls, NO_SENSES):
                cut = sense.clitics.replace("ال", "").replace("لل", "ل").lstrip("وف")
                if cut.startswith(("ب", "ل")) and sense.pos != "v":
                    return cut[0]
        if len(form) > 4 and form.startswith(("بال", "وبال")):
            return "ب"
        if len(form) > 4 and form.startswith(("لل", "ولل")):
            return "ل"
        if kinds[k] == "w" and "g" not in info:
            genitive = True
    return "genitive" if genitive else "direct"


def _breaks(doc: Document) -> list[int]:
    if doc.breaks is None:
        doc.breaks = [k for k, form in enumerate(doc.text.forms) if form in _BREAKING]
    return doc.breaks


def breaks_between(doc: Document, start: int, end: int) -> int:
    """How many main clauses begin at the tokens ``[start, end)``."""
    found = _breaks(doc)
    return max(0, bisect_left(found, end) - bisect_left(found, start))


def last_break(doc: Document, start: int, end: int) -> int | None:
    """The last token of ``[start, end)`` that begins a new main clause."""
    found = _breaks(doc)
    at = bisect_left(found, end) - 1
    return found[at] if at >= 0 and found[at] >= start else None


def reach(doc: Document, start: int, end: int) -> int:
    """First token at or after ``start`` that begins a new main clause, at most ``end``."""
    found = _breaks(doc)
    at = bisect_left(found, start)
    return found[at] if at < len(found) and found[at] < end else end
