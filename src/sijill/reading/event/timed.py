"""A draft with its time, and how two acts of a report stand to each other in time and place."""

from __future__ import annotations

from typing import Final

from sijill.arabic import name_keys
from sijill.knowledge.bits import TRIGGER
from sijill.knowledge.lexicon import NO_SENSES
from sijill.reading.act.draft import Draft
from sijill.reading.act.scene import same_party
from sijill.reading.clauses import breaks_between
from sijill.reading.date.calendar import DateMention
from sijill.reading.date.timespan import Clock, onward, up_to
from sijill.reading.document import Document
from sijill.reading.event.time_links import habitual, link

SEQUELS: Final = frozenset(("release", "arrest", "displacement", "body_recovery", "funeral", "manhunt", "reinforcement"))
"""Acts that come after the act they are told with, on that day or later."""
DAMAGE: Final = frozenset(("looting", "property_destruction", "execution", "massacre", "siege"))
"""Acts that a report tells of further down as parts of its incident, with those of ``ACTS``."""
DEEDS: Final = frozenset(("protest", "visit", "aid_delivery", "denial_of_aid", "agreement", "ceasefire"))
"""Acts of politics that are done, not said."""
_AMID: Final = 12
"""How far from an act the words may stand that tell what it was part of."""
_AROUND: Final = 8
"""How many tokens from a trigger its people may stand."""
_BACKGROUND: Final = frozenset(("وكان", "وكانت", "كان", "كانت", "يذكر", "وسبق", "وشهد", "وشهدت"))
_BEFORE_VERB: Final = frozenset(("ان", "لم", "لن", "لا", "ولم", "ولن", "ولا", "قد", "كي", "حتي"))


class Timed:
    """A draft with its time resolved; ``said`` is when it was told, where only that is known."""

    __slots__ = ("draft", "governed", "mention", "own_places", "rule", "said", "time")

    def __init__(self, draft: Draft, governed: str = "") -> None:
        self.draft = draft
        self.time: str | None = None
        self.mention: DateMention | None = None
        self.rule = ""
        self.said: tuple[str, DateMention] | None = None
        self.own_places = bool(draft.places) and not draft.borrowed
        self.governed = governed
        """What leads the act in: ``after`` (it came before the act of its clause), ``before``, ``until`` or ``since``."""

    @property
    def led_in(self) -> bool:
        """True for an act led in by بعد, عقب and the like."""
        return self.governed == "after"

    @property
    def happened(self) -> bool:
        """True for an act that can date others: told as fact, and done, not said."""
        return (self.draft.family != "politics" or self.draft.type in DEEDS) and self.draft.modality in ("reported", "claimed")

    def take(self, other: Timed, time: str, rule: str) -> None:
        """Date the act by another one."""
        self.time, self.mention, self.rule = time, other.mention, rule


def may_lend(donor: Timed, t: Timed) -> bool:
    if t.happened and donor.happened:
        return True
    same = donor.draft.modality == t.draft.modality and (donor.draft.family == "politics") == (t.draft.family == "politics")
    return same and (not t.draft.agents or any(same_party(m, donor.draft.agents) for m in t.draft.agents))


def broken(doc: Document, a: Draft, b: Draft) -> bool:
    return breaks_between(doc, min(a.trigger.i, b.trigger.i), max(a.trigger.i, b.trigger.i)) > 0


def follow(doc: Document, donor: Timed, t: Timed, clock: Clock) -> str | None:
    """Time of an act told in one sentence with a dated one; None where they are two matters."""
    a, b = donor.draft, t.draft
    assert donor.time is not None
    if t.led_in and not donor.led_in:
        return donor.time if clock.recent(donor.time) else up_to(donor.time)
    if donor.led_in and not t.led_in:
        return onward(donor.time, clock) if b.type in SEQUELS else donor.time
    if b.trigger.sense.clitics.startswith("ف"):
        return donor.time
    if (apart(donor, t) or _another(donor, t)) and not (background(doc, b) and a.sentence == b.sentence and a.trigger.i < b.trigger.i):
        return None
    if b.type == "arrest" and a.type == "release":
        return up_to(donor.time)
    if b.type in SEQUELS and (a.trigger.i > b.trigger.i or _then(doc, b.trigger.i)) and a.type not in SEQUELS | {b.type}:
        return onward(donor.time, clock)
    if b.type in ("release", "arrest") and a.family in ("detention", "violence_against_people") and b.type != a.type:
        return onward(donor.time, clock)
    return donor.time


def _then(doc: Document, i: int) -> bool:
    return i > 0 and link(doc, i - 1) == "then"


def apart(a: Timed, b: Timed) -> bool:
    """True when two acts have places of their own, none shared, and no party in common."""
    x, y = a.draft, b.draft
    if not (a.own_places and b.own_places) or y.type == "medical_evacuation":
        return False
    here, there = ([p for p in d.places if p.relation not in ("to", "from")] for d in (x, y))
    if not here or not there:
        return False
    for p in here:
        for q in there:
            if {*p.names} & {*q.names, *q.within} or {*q.names} & {*p.within}:
                return False
    return not any(same_party(m, [*x.agents, *x.targets]) for m in [*y.agents, *y.targets])


def _another(donor: Timed, t: Timed) -> bool:
    """True for a blast or strike told with a verb and a place of its own behind an act of another kind."""
    a, b = donor.draft, t.draft
    return (
        b.family == "remote_violence" != a.family and b.trigger.verbal and b.trigger.sense.clitics.startswith("و")
        and (t.own_places or bool(b.figures)) and a.trigger.i < b.trigger.i
    )


def meets(a: Timed, b: Timed) -> bool:
    """True when two acts have places of their own and share one."""
    if not (a.own_places and b.own_places):
        return False
    names = name_keys(n for p in a.draft.places for n in p.names)
    return any(names & name_keys(p.names) for p in b.draft.places)


def amid(doc: Document, t: Timed, mentioned: dict[int, Timed], main: Timed | None) -> Timed | None:
    """The act that an undated one is told to be part of (خطفوا نساءً خلال الهجوم، قُتل أثناء انسحابهم)."""
    i = t.draft.trigger.i
    sentence = doc.sentence(i)
    for k in range(max(sentence.first, i - _AMID), min(sentence.last - 1, i + _AMID)):
        if link(doc, k) != "during":
            continue
        j = k + 1
        whole = mentioned.get(j)
        if whole is not None and whole.mention is not None:
            near = t.happened or whole.draft.sentence == t.draft.sentence
            return whole if whole is not t and whole.happened and near else None
        if not t.happened:
            continue
        if link(doc, j) == "episode":
            return main
        noun = next((s for s in doc.senses(j, "trigger") if s.pos != "v" and ("ال" in s.clitics or s.pronoun)), None)
        if noun is not None:
            return main
    return None


def others_harm(main: Timed, t: Timed) -> bool:
    """True for damage done by another party than that of the incident."""
    x, y = main.draft, t.draft
    return y.type in DAMAGE and bool(x.agents and y.agents) and not any(same_party(m, [*x.agents, *x.targets]) for m in y.agents)


def leans(doc: Document, d: Draft) -> bool:
    """True when the sentence counts from the act already told of (وبعد التفجير بنحو ساعة)."""
    sentence = doc.text.sentences[d.sentence]
    if link(doc, sentence.first) != "after" or d.trigger.i <= sentence.first + 1:
        return False
    return any(doc.text.forms[k].startswith("ا") and doc.text.forms[k][1:2] == "ل" and doc.info[k].mask & TRIGGER for k in range(sentence.first + 1, min(sentence.first + 3, sentence.last)))


def refers(doc: Document, d: Draft) -> bool:
    """True when the act takes up people already told of (المهاجمون، الجرحى، الخاطفين)."""
    if any("ال" in m.clitics and m.cls == "people" for m in [*d.agents, *d.targets]):
        return True
    sentence = doc.sentence(d.trigger.i)
    for k in range(max(sentence.first, d.trigger.i - _AROUND), min(sentence.last, d.trigger.i + _AROUND)):
        by = doc.info[k].by
        if any("ال" in s.clitics and s.has("ref_agent") for s in by.get("people", NO_SENSES)) or any("ال" in s.clitics for s in by.get("toll", NO_SENSES)):
            return True
    return False


def background(doc: Document, draft: Draft) -> bool:
    """True when the sentence steps back into what was before (وكان، سبق أن، يذكر أن)."""
    return doc.text.forms[doc.text.sentences[draft.sentence].first] in _BACKGROUND


def ongoing(doc: Document, d: Draft) -> bool:
    """True for what is told as going on at the time of the report (تحشد، تواصل تجنيد)."""
    if d.family == "politics" or doc.text.sentences[d.sentence].line == 0:
        return False
    i = d.trigger.i
    if d.trigger.verbal:
        return present(doc, d)
    return any(s.key == "ongoing" and s.form.tense == "impf" for k in range(max(i - 4, doc.sentence(i).first), i) for s in doc.senses(k, "time"))


def goes_on(doc: Document, d: Draft) -> bool:
    """True for what is told to go on from now (ستواصل القوات تمشيط البادية)."""
    i = d.trigger.i
    return any(s.key == "ongoing" and "س" in s.clitics for k in range(max(i - _AROUND, doc.sentence(i).first), i) for s in doc.senses(k, "time"))


def plain(d: Draft) -> bool:
    """True for the plain present of news (داعش يخطف أطفالاً), which says that it happened; بيحشد، عم يحشد is going on."""
    return d.trigger.verbal and "ب" not in d.trigger.sense.clitics


def present(doc: Document, d: Draft) -> bool:
    """True for a verb in the present tense on its own feet."""
    t = d.trigger
    return t.verbal and t.sense.form.tense == "impf" and "ل" not in t.sense.clitics and (t.i == 0 or doc.text.forms[t.i - 1] not in _BEFORE_VERB)


def we_say(d: Draft) -> bool:
    """True where the report itself speaks (ننفي، نحمّل، نطالب): a statement of its own day."""
    form = d.trigger.sense.form
    return d.type in ("statement", "accusation") and d.trigger.verbal and form.tense == "impf" and form.form.startswith("ن")


def habitual_act(doc: Document, d: Draft) -> bool:
    """True for what happens again and again."""
    return habitual(doc, d.trigger.i)


def foretold(draft: Draft) -> bool:
    """True where the words leave room for a future date: a verb in the present tense, or a noun."""
    return not draft.trigger.verbal or draft.trigger.sense.form.tense == "impf"
