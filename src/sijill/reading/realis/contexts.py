"""Contexts: surroundings in which a violent word tells of no event.

A verdict is no execution, a law against torture no torture, a building that collapses kills nobody's enemy.  The words that
make such surroundings are data (``packs/core/lexicon/contexts.tsv``), each row with its reach, the acts it concerns, and what
shows that the act is told after all; this module only reads those three columns.
"""

from __future__ import annotations

from typing import Final

from sijill.knowledge.bits import M_CASUALTY, M_CLUB, M_EXECUTION, M_FOR, M_GENERIC, M_GIFT, M_TALK, M_WAR
from sijill.knowledge.lexicon import Sense
from sijill.ontology import FAMILIES
from sijill.reading.act.draft import VIOLENT, Draft
from sijill.reading.act.scene import Scene
from sijill.reading.act.triggers import Trigger, near_word
from sijill.reading.document import Document
from sijill.reading.party.mention import ActorMention

_AHEAD: Final = 10
_NEXT: Final = 2
_BEHIND: Final = 2
"""How many tokens a word governs what follows, stands before what it heads, and follows what it describes."""
_CASUALTY: Final = frozenset((
    "killing", "casualty_announcement", "body_recovery", "property_destruction", "medical_evacuation", "displacement", "planted_bombing",
))
_WAR: Final = frozenset(FAMILIES["battle"] + FAMILIES["remote_violence"] + ("property_destruction", "killing", "assassination", "execution", "massacre", "attack_on_civilians"))
_HELD: Final = frozenset(FAMILIES["detention"] + FAMILIES["aftermath"] + FAMILIES["property"] + FAMILIES["personnel"])
_TOLL: Final = frozenset(("killed", "injured", "killed_or_injured", "arrested", "abducted", "captured", "missing"))
_GIFTS: Final = frozenset(("aid_delivery",))
_CLUB: Final = frozenset(FAMILIES["personnel"] + ("withdrawal", "expulsion", "looting", "protest", "agreement", "visit", "statement", "accusation"))
_TALK: Final = frozenset(("statement", "accusation", "agreement", "visit", "training", "appointment"))
NAMED: Final = frozenset(("registry", "unit", "person", "reference", "nisba"))


def context(scene: Scene, draft: Draft) -> str:
    """The name of the context that makes the act no event, "" where none does."""
    denied = draft.modality == "denied"
    doc, t = scene.doc, draft.trigger
    words = scene.contexts
    if words is None:
        words = scene.contexts = _words(scene)
    for k, senses in words:
        if t.i <= k < t.last:
            continue
        for sense in senses:
            if denied and not sense.has("denied"):
                continue  # what is denied was told
            if not (_concerns(sense, draft) and _reaches(doc, sense, k, t) and not _told(scene, sense, draft)):
                continue
            if sense.near and near_word(doc, k, sense) is None:
                continue
            return f"context.{sense.key}"
    return ""


def _words(scene: Scene) -> list[tuple[int, list[Sense]]]:
    """The words of the sentence that make a context, by token, with those of their senses whose further words follow; none in names of places."""
    doc = scene.doc
    out: list[tuple[int, list[Sense]]] = []
    for k in doc.having("context", scene.sentence.first, scene.sentence.last):
        if any(p.id is not None and p.name_first <= k < p.name_last for p in scene.places):
            continue
        senses = [s for s in doc.info[k].by["context"] if not s.lead or doc.complete(k, s)]
        if senses:
            out.append((k, senses))
    return out


def _concerns(sense: Sense, draft: Draft) -> bool:
    """True for an act of the kind that the row is about."""
    t = draft.trigger
    if sense.marks & M_CLUB:
        return draft.type in _CLUB
    if sense.marks & M_TALK:
        return draft.type in _TALK or (sense.marks & M_CASUALTY != 0 and draft.type in _CASUALTY)
    if sense.marks & M_GIFT:
        return draft.type in _GIFTS
    if draft.type in ("statement", "accusation") or (draft.family == "politics" and sense.frame in ("here", "behind")):
        return False
    impf = t.verbal and t.sense.form.tense == "impf"
    if sense.marks & M_CASUALTY or sense.marks & M_WAR:
        return (sense.marks & M_CASUALTY != 0 and draft.type in _CASUALTY) or (sense.marks & M_WAR != 0 and draft.type in _WAR)
    if sense.marks & M_EXECUTION:
        return draft.type == "execution" and (not t.verbal or impf)
    if sense.marks & M_FOR:
        return not t.verbal and t.sense.led_by("ل")
    if sense.has("definite"):
        return not t.verbal and t.sense.clitics == "ال"
    if sense.has("impf"):
        return impf
    if sense.has("noun"):
        return not t.verbal
    if sense.marks & M_GENERIC:
        return not t.verbal or impf
    return True


def _reaches(doc: Document, sense: Sense, k: int, t: Trigger) -> bool:
    """True where the word at ``k`` stands to the act as its row asks."""
    end = k + 1 + len(sense.rest)
    if sense.frame == "here":
        return True
    if sense.frame == "next":
        return end <= t.i <= end + _NEXT - 1 and not _parted(doc, end, t.i)
    if sense.frame == "behind":
        return not sense.pronoun and not sense.clitics.startswith(("و", "ف")) and t.last <= k < t.last + _BEHIND and not _parted(doc, t.last, k)
    return end <= t.i <= k + _AHEAD and not _parted(doc, end, t.i)


def _parted(doc: Document, start: int, end: int) -> bool:
    """True where a mark or a verb in the perfect begins something else between."""
    for k in range(start, end):
        if doc.text.kinds[k] == "p" and doc.text.forms[k] in ("،", ",", "؛", ":", "."):
            return True
        if doc.sense(k, "mood", "behind") is not None:
            return True
        if any(s.pos == "v" and s.form.tense == "perf" and not s.near for s in doc.senses(k, "trigger")):
            return True
    return False


def fights(m: ActorMention) -> bool:
    """True for a body under arms, a state with its name, and settlers; «the government» wages wars on prices, too."""
    return (m.armed and (m.kind != "state" or m.id is not None)) or "settlers" in m.attributes


def counted(draft: Draft) -> bool:
    """True when people or attacks are counted: no money, and no lone victim that the text only mentions."""
    return any(f.measure not in ("money", "distance", "other", "weapons") and (f.best != 1 or f.high != 1) for f in draft.figures)


def _told(scene: Scene, sense: Sense, draft: Draft) -> bool:
    """True where the act has what the row accepts as a sign that it is told after all."""
    parties = [*draft.agents, *draft.targets]
    return (
        (sense.has("unless-armed") and any(fights(m) for m in parties))
        or (sense.has("unless-war") and any(o.type in VIOLENT or o.type in _HELD for o in scene.triggers if o not in draft.triggers and o.type not in _TALK))
        or (sense.has("unless-fighters") and any(m.armed and m.kind != "state" and (m.kind == "armed_group" or m.last - m.first > 1) for m in parties))
        or (sense.has("unless-agent") and any(fights(m) for m in draft.agents))
        or (sense.has("unless-weapon") and bool(draft.means))
        or (sense.has("unless-dated") and bool(draft.dates))
        or (sense.has("unless-counted") and counted(draft))
        or (sense.has("unless-toll") and any(f.measure in _TOLL and (f.best != 1 or f.high != 1) for f in draft.figures))
        or (sense.has("unless-placed") and draft.placed and any(p.id is not None or p.within for p in draft.places))
        or (sense.has("unless-named") and any(m.id is not None or m.cls in NAMED for m in parties))
        or (sense.has("unless-real") and bool(scene.doc.having("real", draft.trigger.i, draft.trigger.last + _BEHIND)))
        or (sense.has("unless-carried") and bool(scene.doc.having("carried", scene.sentence.first, draft.trigger.i)))
    )
