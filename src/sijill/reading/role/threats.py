"""Threats and warnings: who threatens is who would act, and what is threatened with is what a coder records."""

from __future__ import annotations

from typing import Final

from sijill.knowledge.bits import G_REL, G_THAT
from sijill.reading.act.draft import Draft
from sijill.reading.act.scene import Scene, same_party
from sijill.reading.role.filing import frame_of

_TO_COME: Final = ("hypothetical", "planned")
_CONDITIONS: Final = ("if", "if_done")
THREATENED: Final = "realis.threatened"
"""The rule of an act threatened with on no condition, which a date makes a plan."""
THREATENED_IF: Final = "realis.threatened_if"
"""The rule of an act threatened with on a condition."""


def threat_of(scene: Scene, act: Draft, drafts: list[Draft]) -> Draft | None:
    """The threat or warning that names an act in its own clause: هدد التنظيم بمهاجمة البلدة، حذّر المجلس من مجزرة.

    What is threatened with in a clause of its own (توعد: سنضرب، توعد بأن المجزرة لن تمر) stands beside the threat.
    """
    if act.type == "statement" or act.trigger.verbal or act.modality not in _TO_COME:
        return None
    threat = next((d for d in drafts if d.type == "statement" and d.trigger.i == act.modality_token), None)
    if threat is None or any(scene.doc.plays(k, G_THAT | G_REL) for k in range(threat.trigger.last, act.trigger.i)):
        return None
    return threat


def impend(scene: Scene, drafts: list[Draft]) -> None:
    """Give acts that somebody threatens with their doer: دفعت الفرقة بتعزيزات، وهددت بالاقتحام."""
    for act in drafts:
        threat = threat_of(scene, act, drafts)
        if threat is None or threat.trigger.sense.has("warning"):
            continue  # whoever warns tells what others may do
        frame = frame_of(scene, act.trigger)
        if not act.agents and frame is not None and (frame.subject in ("agent", "party") or frame.genitive == "target"):
            act.agents = [m for m in threat.agents if not same_party(m, act.targets)]
        conditional = any(scene.doc.sense(k, "polar", key) is not None for k in scene.doc.having("polar", scene.sentence.first, scene.sentence.last) for key in _CONDITIONS)
        act.modality_rule = THREATENED_IF if conditional else THREATENED


def told_as_acts(scene: Scene, coded: list[Draft]) -> list[Draft]:
    """The threats that are told as the act they name: of one with a day or a condition a coder records what is to come.

    A threat with neither (هدد باستهداف القوات) remains a statement.
    """
    acts = [d for d in coded if d.modality_rule == THREATENED_IF or (d.modality_rule == THREATENED and any(m.first > d.trigger.i for m in d.dates))]
    found = [threat_of(scene, act, coded) for act in acts]
    return [d for d in coded if any(d is threat for threat in found)]
