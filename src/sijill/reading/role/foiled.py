"""Foiled attacks: أحبط الجيش هجوماً لداعش، كسر هجوم للمليشيا. Who foils was attacked; who attacked follows the attack."""

from __future__ import annotations

from typing import Final

from sijill.knowledge.bits import G_IN, G_REL, G_WITH
from sijill.ontology import FAMILIES
from sijill.reading.act.draft import Draft
from sijill.reading.act.scene import Scene, same_party
from sijill.reading.clauses import function
from sijill.reading.party.mention import ActorMention
from sijill.reading.role.phrases import coordinated, joined, opening

_ATTACKS: Final = frozenset(("attack", "attack_on_civilians", "armed_clash", *FAMILIES["remote_violence"]))
_FLYING: Final = frozenset(("drone", "missile", "rocket", "air_strike"))
"""What is shot down when an attack with it is foiled; another attack foiled is still an attack."""
_WITHIN: Final = 9
"""Tokens between the word of foiling and the attack: أفشل مرابطو الهيئة ثلاث محاولات لاقتحام."""
_AGENT: Final = frozenset(("by", "ل", "from", "direct", "genitive"))


def turn(scene: Scene, draft: Draft) -> None:
    """Where an attack was foiled, whoever foiled it becomes its target, and those named behind it its agents."""
    at = _attack(scene, draft)
    if at is None:
        return
    foil, noun = at
    doc = scene.doc
    end = next((t.i for t in scene.triggers if t.i > noun and t.verbal and t not in draft.triggers and not t.sense.pronoun), scene.sentence.last)
    behind = [m for m in scene.actors if noun < m.first < end]
    agents: list[ActorMention] = []
    struck: list[ActorMention] = []
    slot = ""
    previous: ActorMention | None = None
    for m in behind:
        if not joined(scene, m, previous):
            first, clitics = opening(scene, m)
            slot = "nisba" if m.cls == "nisba" else function(doc, first, clitics, noun + 1)
            if slot in ("comma", "clause") and not any(s.pronoun for k in range(noun + 1, m.first) for s in doc.senses(k, "g") if s.key == "light"):
                break
        previous = m
        if slot == "on":
            struck.append(m)
        elif m.armed and (slot in _AGENT or slot in ("nisba", "clause", "comma")) and not same_party(m, agents):
            agents.append(m)
    between = [m for m in scene.actors if foil < m.first < noun and m.armed and m.cls != "nisba"]
    told = [m for m in [*draft.agents, *draft.targets] if m.armed and m.first < noun]
    before = [m for m in scene.actors if m.last <= foil and m.armed and m.cls != "nisba"]
    foiling = [m.under("actors.foiled") for m in coordinated(scene, told or between or before[-1:]) if not same_party(m, agents)]
    if draft.type == "interception":
        if not _FLYING.isdisjoint(draft.means) or not agents:
            return  # shot down, or a plot of nobody that is named
        draft.type = "attack"
    if draft.type == "armed_clash" and draft.trigger.type == "armed_clash":
        draft.agents, draft.targets = foiling or draft.agents, agents or draft.targets
    elif foiling or agents:
        draft.agents = agents
        draft.targets = [*foiling, *(m for m in struck if not same_party(m, foiling))]


def _attack(scene: Scene, draft: Draft) -> tuple[int, int] | None:
    """Tokens of the word of foiling and of the attack it governs; None where nothing was foiled."""
    if draft.type not in _ATTACKS:
        return None
    t = draft.trigger
    if scene.doc.sense(t.i, "foil") is not None:
        noun = next((k for k in range(t.i + 1, min(t.i + _WITHIN, scene.sentence.last)) if _names_attack(scene, k)), None)
        return (t.i, noun) if noun is not None else None
    if t.verbal:
        return None
    for k in range(t.i - 1, max(scene.sentence.first, t.i - _WITHIN) - 1, -1):
        if scene.doc.sense(k, "foil") is not None:
            return k, t.i
        if scene.doc.text.kinds[k] == "p" or scene.doc.plays(k, G_IN | G_WITH | G_REL):
            return None
    return None


def _names_attack(scene: Scene, k: int) -> bool:
    return any(s.pos == "n" and s.key in _ATTACKS for s in scene.doc.senses(k, "trigger"))
