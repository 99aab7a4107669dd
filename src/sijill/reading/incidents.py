"""From drafts to incidents: what one report tells in headline, lead and detail becomes one event.

Dates, places and sources carry over from sentence to sentence; denials meet what they deny.
"""

from __future__ import annotations

from sijill.reading import calendar
from sijill.knowledge.gazetteer import Gazetteer
from sijill.reading.calendar import DateMention, Published
from sijill.reading.document import Document
from sijill.reading.draft import KINETIC, Draft
from sijill.reading.events import same_party
from sijill.reading.places import PlaceMention

_GENERIC = frozenset(("attack", "killing", "attack_on_civilians", "massacre", "casualty_announcement"))
_SEPARATE = frozenset(("statement", "accusation", "visit", "appointment", "video_release", "aid_delivery", "denial_of_aid"))
_THRESHOLD = 3.4
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
    day, _, _ = calendar.parse_edtf(_bare(value))
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


def names_of(place: PlaceMention) -> set[str]:
    return set(place.names)


def share_place(a: Draft, b: Draft) -> bool | None:
    """True when a place is shared, None when either has none, False when all differ."""
    if not a.places or not b.places:
        return None
    for p in a.places:
        for q in b.places:
            if (p.id is not None and p.id == q.id) or set(p.names) & set(q.names):
                return True
            if set(p.names) & {*q.within, *q.path} or set(q.names) & {*p.within, *p.path}:
                return True
    return None if a.borrowed or b.borrowed else False


def likeness(doc: Document, a: Timed, b: Timed) -> float:
    """How surely two drafts of one report tell of one act; negative when they cannot."""
    x, y = a.draft, b.draft
    if x.modality != y.modality and {x.modality, y.modality} & {"planned", "hypothetical"}:
        return -1
    score = 0.0
    if x.type == y.type:
        score += 2
    elif x.type in KINETIC and y.type in KINETIC and (x.type in _GENERIC or y.type in _GENERIC):
        first = doc.text.sentences[x.sentence].line == 0 or toll_only(x)
        if y.type not in _GENERIC and not (first or y.trigger.definite):
            return -1
        if x.type not in _GENERIC and not (y.trigger.definite or toll_only(y) or first):
            return -1
        score += 1.2
    elif x.family == y.family and x.family in ("battle", "remote_violence") and y.trigger.definite:
        score += 0.8
    elif {x.type, y.type} <= {"funeral", "body_recovery"}:
        return -1
    else:
        return -1
    if x.type in _SEPARATE or y.type in _SEPARATE:
        if x.type == y.type and doc.text.sentences[x.sentence].line == 0 and x.trigger.sense.lemma == y.trigger.sense.lemma:
            return 4
        if x.type == y.type and same_all(x, y) and x.trigger.sense.lemma == y.trigger.sense.lemma:
            return 4
        return -1
    own = a.mention is not None and b.mention is not None
    if own and a.time and b.time:
        if a.time == b.time:
            score += 1.2
        elif not overlap(a.time, b.time):
            return -1
    place = share_place(x, y)
    headline = doc.text.sentences[x.sentence].line == 0
    if place is True:
        score += 1.5
    elif place is False and a.own_places and b.own_places and not headline:
        return -1
    if x.agents and y.agents:
        if any(same_party(m, x.agents) for m in y.agents):
            score += 1
        elif not headline and all(m.cls in ("registry", "unit", "reference") for m in (*x.agents, *y.agents)):
            if x.type != "armed_clash":
                return -1
    if x.targets and y.targets:
        score += 0.8 if any(same_party(m, x.targets) for m in y.targets) else -0.4
    values = {f.value() for f in x.figures if (f.best or f.low or 0) >= 3}
    if any(f.value() in values for f in y.figures):
        score += 1.5
    if y.trigger.definite and not y.trigger.verbal:
        score += 1.5
    if headline:
        score += 1.4
    if any("updated" in f.attributes for f in (*x.figures, *y.figures)) and x.figures and y.figures:
        score += 0.8
    if y.sentence - x.sentence <= 1:
        score += 0.4
    if toll_only(y) and not own and y.sentence - x.sentence <= 3 and x.type in KINETIC and place is not False:
        score += 2.0
    if y.sentence == x.sentence and x.type == y.type:
        score += 1.0
    if headline and not b.own_places and b.mention is None and x.type in KINETIC and y.type in KINETIC and y.modality == "reported" and not y.trigger.weak:
        score += 0.9  # the act of the headline is told again without naming where and when
    if y.trigger.weak and not own and y.targets and all("ال" in m.clitics and m.cls == "people" for m in y.targets) and y.sentence - x.sentence <= 1:
        score += 2.0  # وقضى الطفل في …: a victim already told of
    return score


def toll_only(d: Draft) -> bool:
    """True for a draft that is only a toll (الحصيلة بلغت 180 قتيلاً), whose act is told elsewhere."""
    return d.type == "killing" and (not d.trigger.verbal or bool(d.sources)) and not d.agents and bool(d.figures) and not d.means


def same_all(x: Draft, y: Draft) -> bool:
    return bool(x.agents and y.agents) and any(same_party(m, x.agents) for m in y.agents)


def overlap(a: str, b: str) -> bool:
    """True when two EDTF values may share a day."""
    (x, x_left, x_right), (y, y_left, y_right) = calendar.parse_edtf(_bare(a)), calendar.parse_edtf(_bare(b))
    if x is None or y is None:
        return True
    return (y_left or x_right or x.hi >= y.lo) and (x_left or y_right or y.hi >= x.lo)


def _bare(value: str) -> str:
    return value.replace("?", "").replace("~", "")


def merge(doc: Document, timed: list[Timed]) -> list[Timed]:
    """Join the drafts that tell of one act; the first mention keeps its place in the order."""
    out: list[Timed] = []
    for t in timed:
        best: Timed | None = None
        score = _THRESHOLD
        for before in out:
            value = likeness(doc, before, t)
            if value >= score:
                best, score = before, value
        if best is None and toll_only(t.draft) and doc.text.sentences[t.draft.sentence].line == 0 and len(timed) > 1:
            continue  # a headline that sums up what is told below
        if best is None:
            out.append(t)
        else:
            absorb(doc, best, t)
    return out


def absorb(doc: Document, into: Timed, other: Timed) -> None:
    """Take over what the other mention of the act adds."""
    a, b = into.draft, other.draft
    headline = doc.text.sentences[a.sentence].line == 0 and b.sentence != a.sentence
    if a.type != b.type and (a.type in _GENERIC and b.type not in _GENERIC or a.type == "killing" or (a.type == "attack" and b.type in ("attack_on_civilians", "massacre"))):
        a.type = b.type
        a.triggers = [*b.triggers, *a.triggers]
    elif headline and b.type not in _GENERIC:
        a.type = b.type
        a.triggers = [*b.triggers, *a.triggers]
    else:
        a.triggers = [*a.triggers, *b.triggers]
    for m in b.agents:
        if not same_party(m, a.agents) and not same_party(m, a.targets) and (not a.agents or a.type == "armed_clash"):
            a.agents.append(m)
    for m in b.targets:
        if not same_party(m, a.targets) and not same_party(m, a.agents):
            a.targets.append(m)
    known = {n for p in a.places for n in p.names}
    if other.own_places:
        for p in b.places:
            if not (set(p.names) & known):
                a.places.append(p)
    values = {f.value() for f in a.figures}
    for f in b.figures:
        if f.value() not in values:
            a.figures.append(f)
            f.event = a
            if b.sources and a.sources and f.sources == [] and b.sources[0].names != a.sources[0].names:
                f.sources = b.sources
    if not a.sources:
        a.sources = b.sources
    for key, token in b.means.items():
        a.means.setdefault(key, token)
    if into.mention is None and other.mention is not None:
        into.time, into.mention, into.rule = other.time, other.mention, other.rule
    into.own_places = into.own_places or other.own_places
    a.negated = a.negated and b.negated


_WIDE = frozenset(("country", "governorate", "region", "district"))


def narrow(timed: list[Timed], gazetteer: Gazetteer) -> None:
    """One entry a place, the most specific: a wider place that only contains another goes to its ``within``."""
    for t in timed:
        kept: list[PlaceMention] = []
        places = t.draft.places
        for p in places:
            wider = False
            for q in places:
                if q is p or p.relation not in ("in", "near") or q.relation in ("to", "from"):
                    continue
                inside = {*q.within, *q.path}
                if set(p.names) & inside or (p.kind in _WIDE and q.kind not in _WIDE and q.relation in ("in", "near") and p.first < q.first + 14 and not joined(p, q)):
                    wider = True
                    if p.names and not set(p.names) & set(q.within):
                        q.within.append(p.names[0])
                    break
            same = any((p.id is not None and p.id == q.id and p.relation == q.relation) or set(p.names) & set(q.names) and p.relation == q.relation for q in kept)
            if not wider and not same:
                kept.append(p)
        t.draft.places = kept


def joined(p: PlaceMention, q: PlaceMention) -> bool:
    """True for two places in coordination (في حمص وتدمر)."""
    return abs(p.last - q.first) <= 0 or abs(q.last - p.first) <= 0


def refer(timed: list[Timed], places: list[PlaceMention]) -> None:
    """القرية، البلدة، المنطقة: the last named place that can be meant."""
    for p in places:
        if p.kind != "reference" or len(p.names) > 1:
            continue
        before = [q for q in places if q.last <= p.first and q.kind not in ("reference", "country", "road") and (q.kind not in _WIDE or "محافظه" in p.names[0])]
        if before:
            q = before[-1]
            p.names = [*p.names, *q.names]
            p.id, p.lat, p.lon, p.precision, p.path, p.within = q.id, q.lat, q.lon, q.precision, q.path, q.within


def bulleted(doc: Document, draft: Draft) -> bool:
    """True when the draft's sentence is an item of a list."""
    first = doc.text.sentences[draft.sentence].first
    return doc.text.forms[first] in ("-", "*") or (first > 0 and doc.text.forms[first - 1] in ("•", "▪", "-", "*", "●"))


def carry_lists(timed: list[Timed], doc: Document) -> None:
    """The items of a list share the agent, place and date of the act that the list is headed by."""
    head: Timed | None = None
    for t in timed:
        d = t.draft
        if not bulleted(doc, d):
            if d.agents and d.family != "politics":
                head = t
            continue
        if head is None or doc.text.sentences[d.sentence].line - doc.text.sentences[head.draft.sentence].line > 8:
            continue
        forms = doc.text.forms
        if doc.text.sentences[d.sentence].first > 0 and forms[doc.text.sentences[d.sentence].first] not in ("-", "*"):
            continue
        if not d.agents:
            d.agents = list(head.draft.agents)
        if not d.places:
            d.places = list(head.draft.places)
        if t.time is None:
            t.time, t.mention, t.rule = head.time, head.mention, "time.list"


def carry_places(timed: list[Timed], doc: Document) -> None:
    """An act without a place happened where the act it goes on from did."""
    previous: Draft | None = None
    for t in timed:
        draft = t.draft
        if draft.places:
            previous = draft
        elif previous is not None and draft.family not in ("politics",):
            near = doc.text.sentences[draft.sentence].line - doc.text.sentences[previous.sentence].line
            if near <= 1:
                draft.places = [p for p in previous.places if p.relation not in ("to", "from")]


def denials(timed: list[Timed]) -> list[Timed]:
    """A denied act that the report asserts elsewhere leaves the denier's statement; one only denied keeps itself."""
    asserted = {t.draft.type for t in timed if t.draft.modality in ("reported", "claimed")}
    out: list[Timed] = []
    kept_sentences: set[int] = set()
    for t in timed:
        d = t.draft
        if d.modality == "denied":
            if d.type in asserted:
                continue
            kept_sentences.add(d.sentence)
        out.append(t)
    return [
        t for t in out
        if not (t.draft.type == "statement" and t.draft.sentence in kept_sentences and t.draft.trigger.sense.lemma == "نفي")
    ]
