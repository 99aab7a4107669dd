"""The names behind a number: ثلاثة شبان هم فلان وفلان, كلاً من فلان وفلان, عشرة قتلى بينهم القائد فلان."""

from __future__ import annotations

from typing import Final

from sijill.knowledge.bits import G_NEW, G_REL, G_RESULT, M_FAMILIES, M_KIN, SPEECH
from sijill.reading.act.draft import KINETIC, Draft
from sijill.reading.act.scene import Scene, same_party
from sijill.reading.party.actors import ActorMention
from sijill.reading.role.filing import frame_of
from sijill.reading.role.phrases import opening

_BEFALLS: Final = KINETIC | {
    "arrest", "abduction", "capture", "release", "torture", "body_recovery", "funeral", "raid", "recruitment", "child_recruitment",
    "appointment", "casualty_announcement", "mine_explosion", "manhunt",
}
"""Acts that befall people who have names."""
_REACH: Final = 24
"""Tokens from an act to the word that leads in the names."""
_OFFICE: Final = 9
"""Tokens from the word that leads in to the name, filled by what the man is: بينهم قائد القاعدة اللواء فلان."""
_BETWEEN: Final = 7
"""Tokens between one name and the next: an age in brackets, a title, where he is from."""


def listed(scene: Scene, draft: Draft) -> None:
    """File those whom a list names: in place of the group that they are, beside the group that they belong to."""
    if draft.type not in _BEFALLS or draft.modality == "hypothetical":
        return
    frame = frame_of(scene, draft.trigger)
    if frame is None or "target" not in (frame.object, frame.subject, frame.genitive, frame.on, frame.about):
        return
    doc = scene.doc
    first = min(t.last for t in draft.triggers)
    for k in doc.having("names", first, min(first + _REACH, scene.sentence.last)):
        sense = doc.sense(k, "names")
        if sense is None or (sense.key != "each" and not _of_group(scene, draft, first, k)) or _another(scene, draft, first, k):
            continue
        found = _names(scene, k + 1 + len(sense.rest))
        found = [m for m in found if not same_party(m, draft.agents)]
        if not found:
            continue
        if sense.key in ("are", "each"):
            draft.targets = [m for m in draft.targets if m.cls == "person" and m.last <= k]
        draft.targets.extend(m.under("actors.listed") for m in found if not same_party(m, draft.targets))
        return


def _of_group(scene: Scene, draft: Draft, first: int, k: int) -> bool:
    """True where people stand before the pronoun: those struck, or a number of those."""
    return any(m.last <= k and m.first >= first - _BETWEEN for m in draft.targets) or any(
        f.last <= k and f.first > first - _BETWEEN for f in scene.figures
    )


def _another(scene: Scene, draft: Draft, first: int, k: int) -> bool:
    """True where an act of its own stands between an act and the word that leads in the names."""
    return any(t not in draft.triggers and first <= t.i < k and not t.casualty for t in scene.triggers)


def _names(scene: Scene, k: int) -> list[ActorMention]:
    """The persons named from token ``k`` on."""
    found: list[ActorMention] = []
    for m in scene.actors:
        if m.cls != "person" or m.first < k:
            continue
        if not _leads(scene, k, m, bool(found)):
            break
        found.append(m)
        k = m.last
    return found


def _leads(scene: Scene, k: int, m: ActorMention, listed_before: bool) -> bool:
    """True where nothing but what names are told with stands between ``k`` and a person."""
    doc = scene.doc
    first, clitics = opening(scene, m)
    if first - k > (_BETWEEN if listed_before else _OFFICE):
        return False
    depth, parted = 0, not listed_before or clitics.startswith("و") or doc.text.forms[first].startswith("و")
    for j in range(k, first):
        form = doc.text.forms[j]
        if form in ("(", "[", "«", '"'):
            depth += form in "(["
        elif form in (")", "]"):
            depth -= 1
        elif depth > 0:
            continue
        elif doc.text.kinds[j] == "p":
            if form not in ("،", ",", ":", "-", "–", "/", "*", "•", "»", "“", "”"):
                return False
            parted = parted or form in ("،", ",")
        elif form.startswith("و"):
            parted = True
        elif any(s.marks & M_FAMILIES or s.marks & M_KIN for s in doc.senses(j, "people")):
            return False  # تسعة منهم من أسرة فلان: the head of the house
        elif any(s.pos == "v" for s in doc.senses(j, "trigger")) or doc.info[j].mask & SPEECH or doc.plays(j, G_NEW | G_REL | G_RESULT):
            return False
    return parted
