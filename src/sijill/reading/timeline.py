"""When: the time of each draft, from its own date, the date carried over, or the bound by publication."""

from __future__ import annotations

from sijill.reading import calendar
from sijill.reading.calendar import DateMention, Published
from sijill.reading.document import Document
from sijill.reading.draft import Draft

_BACKGROUND = frozenset(("وكان", "وكانت", "كان", "كانت", "يذكر", "وسبق", "وشهد", "وشهدت"))


class Timed:
    """A draft with its time resolved."""

    __slots__ = ("draft", "mention", "own_places", "rule", "time")

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.time: str | None = None
        self.mention: DateMention | None = None
        self.rule = ""
        self.own_places = bool(draft.places) and not draft.borrowed


def resolve(doc: Document, drafts: list[Draft], published: Published) -> list[Timed]:
    """Times of the drafts, in text order; undated news gets an open interval up to publication."""
    out: list[Timed] = []
    context: str | None = None
    for draft in drafts:
        timed = Timed(draft)
        best: tuple[float, str, DateMention] | None = None
        for m in draft.dates:
            if m.role == "since" and any(doc.text.forms[k] in ("حين", "عندما", "يوم") for k in range(m.last, min(m.last + 3, len(doc.text)))):
                m = m._replace(role="at")  # منذ آب 2014، حين أعدم: the act is at the date
            if m.spec.op == "later" or (m.role == "since" and m.spec.op in ("window", "ago") and m.spec.n == 0):
                continue  # بعد أشهر على …, منذ سنوات: no date of the act itself
            value = calendar.resolve(m, published, context)
            if value is None:
                continue
            distance = min(abs(m.first - t.i) for t in draft.triggers)
            cost = distance + (0 if m.anchor != "context" else 6)
            if best is None or cost < best[0]:
                best = (cost, value, m)
        if best is not None:
            _, timed.time, timed.mention = best
            timed.rule = draft.date_rule or timed.mention.rule
            context = timed.time
        out.append(timed)
    return out


def undated(doc: Document, timed: list[Timed], published: Published) -> None:
    """Give the events without a date the date of the act they go on from, or the bound by publication.

    Within a paragraph the last date holds on; a recent one (the news of the report) also over paragraphs.
    """
    pub = published.edtf
    known = bool(pub) and "X" not in str(pub) and "/" not in str(pub)
    last: Timed | None = None
    recent: Timed | None = None
    main: Timed | None = None
    for t in timed:
        draft = t.draft
        if t.time is not None:
            if draft.family != "politics" and draft.modality in ("reported", "claimed"):
                last = t
                if known and is_recent(t.time, str(pub)):
                    recent = t
                    main = main or t
            continue
        if draft.habitual:
            continue
        if draft.modality in ("planned", "hypothetical"):
            if known:
                t.time, t.rule = f"{pub}/..", "time.ahead"
            elif pub and pub.endswith("/.."):
                t.time, t.rule = pub, "time.ahead"
            continue
        if draft.family != "politics" and draft.modality != "denied":
            if main is None:
                main = recent
            source = last if last is not None and continues(doc, last.draft, draft, last is recent) else main if last is None or (main is not None and last.time == main.time) else None
            if source is not None and not background(doc, draft):
                t.time, t.mention, t.rule = source.time, source.mention, "time.carried"
                continue
        if known:
            t.time, t.rule = f"../{pub}", "time.undated_news"


def is_recent(value: str, published: str) -> bool:
    """True for a date in the week before publication."""
    day, _, _ = calendar.parse_edtf(bare(value))
    pub, _, _ = calendar.parse_edtf(published)
    return day is not None and pub is not None and 0 <= (pub.hi - day.hi).days <= 7 and (day.hi - day.lo).days <= 3


def background(doc: Document, draft: Draft) -> bool:
    """True when the sentence steps back into what was before (وكان، سبق أن، يذكر أن)."""
    return doc.text.forms[doc.text.sentences[draft.sentence].first] in _BACKGROUND


def continues(doc: Document, before: Draft, draft: Draft, recent: bool) -> bool:
    """True when a draft goes on from the one before: same sentence, or the next in the paragraph of fresh news."""
    if before.sentence == draft.sentence:
        return before.modality == "reported"
    a, b = doc.text.sentences[before.sentence], doc.text.sentences[draft.sentence]
    return a.line == b.line and recent and 0 <= draft.sentence - before.sentence <= 1 and before.modality == "reported"


def bare(value: str) -> str:
    return value.replace("?", "").replace("~", "")
