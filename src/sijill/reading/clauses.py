"""Clauses: which function a noun phrase has beside a predicate, and how far a predicate reaches."""

from __future__ import annotations

from typing import Final, Protocol

from sijill.arabic import fold_word, governing
from sijill.arabic.ordered import bisect_left
from sijill.knowledge.bits import (
    ACTS,
    G_ABOUT,
    G_AGAINST,
    G_BETWEEN,
    G_BY,
    G_FROM,
    G_IN,
    G_ON,
    G_THAT,
    G_TO,
    G_WITH,
    HEAD,
    MEANS,
    OPPOSED,
    PEOPLE,
    PLATFORM,
    POST,
    ROLES,
    SPEECH,
    THING,
    TIE,
    TOLL,
    TRIGGER,
    G,
)
from sijill.knowledge.lexicon import NO_SENSES
from sijill.reading.document import Document

_PREPOSITIONS: Final = ("by", "on", "in", "from", "to", "with", "against", "between", "about")
_GOVERNS: Final = G_BY | G_ON | G_IN | G_FROM | G_TO | G_WITH | G_AGAINST | G_BETWEEN | G_ABOUT
_NOUNS: Final = ("trigger", "thing", "people", "head", "means", "toll", "post")
_NOUN: Final = TRIGGER | THING | PEOPLE | HEAD | MEANS | TOLL | POST
"""Words that a glued preposition shows to be governed."""
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
    rest = governing(clitics)
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
        known = doc.info[k]
        mask = known.mask
        form = forms[k]
        if mask & G and form not in _WITH_PRONOUN:
            if doc.plays(k, _GOVERNS):
                for key in _PREPOSITIONS:
                    if doc.plays(k, ROLES[key]):
                        return "in" if key == "from" and forms[k - 1] in _ACCOMPANYING else key
            if doc.plays(k, G_THAT):
                return "genitive" if genitive else "direct"
        if form.removeprefix("و") in _ACCOMPANYING:
            return "in"
        if form in ("ل", "ب", "ك"):
            return form
        if k == first - 1 and "ال" not in clitics and len(form) > 4 and form.startswith(("بال", "وبال")) and not mask & TIE:
            continue  # استهدفوا بالرصاص مزارعين: a definite word governs no indefinite one
        if mask & PLATFORM and forms[k - 1] in ("علي", "عبر", "في"):
            skipped = k - 1
            continue
        verbs = acts = 0
        if mask & ACTS:
            for s in known.by["trigger"]:
                acts += 1
                if s.pos == "v" and not (s.pronoun == "ه" and doc.text.slice(k, k + 1).endswith("ة")):
                    verbs += 1
        if mask & SPEECH or verbs:
            if genitive:
                return "genitive"
            return "clause" if verbs and verbs == acts else "direct"
        if mask & _NOUN and form[0] in "وفبل":
            for cls in _NOUNS:
                for sense in known.by.get(cls, NO_SENSES):
                    cut = governing(sense.clitics)
                    if cut.startswith(("ب", "ل")) and sense.pos != "v":
                        return cut[0]
        if len(form) > 4 and form.startswith(("بال", "وبال")):
            return "ب"
        if len(form) > 4 and form.startswith(("لل", "ولل")):
            return "ل"
        if kinds[k] == "w" and not mask & G:
            genitive = True
    return "genitive" if genitive else "direct"


def _breaks(doc: Document) -> list[int]:
    if doc.breaks is None:
        doc.breaks = found = []
        for k, word in enumerate(doc.text.words):
            if word.clause < 0:
                word.clause = 1 if word.form in _BREAKING else 0
            if word.clause:
                found.append(k)
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
