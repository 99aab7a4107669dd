"""Why an event was missed, why one is too many, why a type differs: asked from what the reader did with the words."""

from __future__ import annotations

from typing import NamedTuple

from sijill.evaluation.case import Case, Phrase
from sijill.evaluation.measures import Record, kinship, same_name, same_time
from sijill.evaluation.spots import Span
from sijill.knowledge.lexicon import Sense
from sijill.ontology import FAMILY
from sijill.reading.act.triggers import Trigger


class Cause(NamedTuple):
    """A cause by its code, the reader's rule where one decided, and a note in few words."""

    code: str
    rule: str = ""
    note: str = ""


_UNREAL = frozenset(("uncoded.negated", "uncoded.demanded", "uncoded.habitual", "incident.denial_told"))
_NO_MODALITY = frozenset(("neg", "fail", "habit"))
"""Marks that make an act no event rather than give it a modality."""
_NAMED = 3
"""How many needed words a note names."""


def missed(case: Case, gold: Record) -> Cause:
    """Why the reading has no counterpart of a gold event."""
    spot = case.gold_spots.get(id(gold))
    if spot is None:
        return Cause("event.not_in_text")
    tokens = case.tokens(spot)
    if not tokens:
        return Cause("event.furniture")
    found = [t for t in case.trace.mentions.triggers if t.i < tokens.stop and tokens.start < t.last]
    if found:
        return min((_found(case, gold, t) for t in found), key=lambda cause: _ORDER.index(cause.code))
    for i in tokens:
        if i in case.trace.passed:
            return _passed(case, i)
    known = [cls for i in tokens for cls in case.doc.info[i].classes if cls != "g"]
    if known:
        return Cause("event.other_class", note=", ".join(dict.fromkeys(known)))
    return Cause("event.no_word")


_ORDER = ("event.other_type", "event.unpaired", "event.merged", "event.unreal", "event.judged_none", "event.absorbed")
"""Which of several triggers inside the gold words says most."""


def _found(case: Case, gold: Record, trigger: Trigger) -> Cause:
    event = case.teller(trigger)
    if event is not None:
        if id(event) in case.partner:
            across = any(token == trigger.i for _, _, token in case.trace.joined)
            return Cause("event.merged", "incident.joined" if across else "incident.same_sentence", case.named(event))
        same = event.get("type") == gold.get("type")
        return Cause("event.unpaired" if same else "event.other_type", str(event.get("rule", "")), case.named(event))
    dropped = case.dropped(trigger)
    if dropped is None:
        return Cause("event.absorbed", note=case.words(_Words(trigger.i, trigger.last)))
    draft, rule = dropped
    said = draft.modality if draft.modality_token is None else case.text.word(draft.modality_token)
    return Cause("event.unreal" if rule in _UNREAL else "event.judged_none", rule, said if rule in _UNREAL else draft.type)


class _Words(NamedTuple):
    first: int
    last: int


def _passed(case: Case, i: int) -> Cause:
    rule = case.trace.passed[i]
    if rule == "trigger.in_name":
        mentions: list[Phrase] = [*case.trace.mentions.actors, *case.trace.places]
        inside = next((case.words(m) for m in mentions if m.first <= i < m.last), "")
        return Cause("event.in_name", rule, inside)
    if rule != "trigger.condition":
        return Cause("event.position", rule, case.text.word(i))
    senses = case.doc.info[i].by.get("trigger", [])
    return Cause("event.condition", rule, _needs(senses))


def _needs(senses: list[Sense]) -> str:
    """What the senses ask for, in the writing of the tables: further words, words near, or a numeral."""
    out: list[str] = []
    for sense in senses:
        if sense.rest:
            out.append(f"{sense.lemma} {' '.join(sense.rest)}")
        if sense.near:
            near = sorted(sense.near)
            out.append(f"~{'،'.join(near[:_NAMED])}{'…' if len(near) > _NAMED else ''}")
        if sense.has("counted"):
            out.append("counted")
    return "; ".join(list(dict.fromkeys(out))[:_NAMED])


def extra(case: Case, system: Record) -> Cause:
    """Why the reading has an event that gold does not."""
    spots = [(e, case.gold_spots.get(id(e))) for e in case.gold.get("events") or []]
    own = [case.text.span(t.i, t.last) for t in case.triggers(system)]
    rule = str(system.get("rule", ""))
    for event, spot in spots:
        if spot is None or not any(_touch(spot, span) for span in own):
            continue
        counterpart = case.partner.get(id(event))
        if counterpart is None:
            return Cause("event.counterpart", rule, str(event.get("type")))
        return Cause("event.split", rule, case.named(counterpart))
    for event, _ in spots:
        counterpart = case.partner.get(id(event))
        if counterpart is not None and event.get("type") == system.get("type") and _alike(event, system):
            return Cause("event.duplicate", rule, case.named(counterpart))
    here = case.sentences(None, system)
    neighbours = [event for event, spot in spots if spot is not None and case.sentence(spot[0]) in here]
    kin = [event for event in neighbours if id(event) in case.partner and kinship(event, system)]
    if kin:
        return Cause("event.split", rule, case.named(case.partner[id(kin[0])]))
    if system.get("modality", "reported") != "reported":
        return Cause("event.unreal_read", f"realis.{system.get('modality')}", _mark(case, system))
    if not neighbours:
        return Cause("event.background", rule)
    if FAMILY.get(str(system.get("type"))) not in {FAMILY.get(str(event.get("type"))) for event in neighbours}:
        return Cause("event.not_coded", rule, ", ".join(dict.fromkeys(str(e.get("type")) for e in neighbours)))
    return Cause("event.extra", rule)


def _alike(gold: Record, system: Record) -> bool:
    """True when an event could tell of the gold event: a place or party in common, or the same time and no place apart."""
    for key in ("places", "agent", "target"):
        for x in gold.get(key) or []:
            if any(same_name(x, y) for y in system.get(key) or []):
                return True
    return same_time(gold.get("time"), system.get("time")) and not (gold.get("places") and system.get("places"))


def _mark(case: Case, system: Record) -> str:
    found = (system.get("evidence") or {}).get("modality") or []
    return " ".join(case.raw[e["start"] : e["end"]] for e in found)


def differs(gold: Record, system: Record) -> Cause:
    """Why the types of a pair differ: gold's type stands in the note."""
    return Cause("type.kin" if kinship(gold, system) else "type.other", str(system.get("rule", "")))


def _touch(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def modality(case: Case, gold: Record, system: Record) -> Cause:
    """Why the modality of a pair differs: a mark not known, out of reach, or taken for one."""
    ours, theirs = gold.get("modality", "reported"), system.get("modality", "reported")
    if theirs != "reported":
        shown = (system.get("evidence") or {}).get("modality") or [{}]
        rule = str(shown[0].get("rule") or f"realis.{theirs}")
        return Cause("modality.overreach" if ours == "reported" else "modality.other", rule, _mark(case, system))
    here = case.sentences(gold, system)
    marks = [m for m in case.trace.mentions.marks if case.doc.sentence_of[m.i] in here and m.key not in _NO_MODALITY]
    if marks:
        return Cause("modality.unreached", f"realis.{marks[0].key}", case.text.word(marks[0].i))
    return Cause("modality.unmarked")
