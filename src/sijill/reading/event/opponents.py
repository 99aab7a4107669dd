"""Opponents: the side that an act does not name, where the report knows one opponent of its agent and no other.

A coder fills the target of a search or the loser of a town from the rest of the report; so does this module, but
only where one answer is possible, and the mention that is filed is the one that names the opponent.
"""

from __future__ import annotations

from typing import Final

from sijill.reading.act.draft import Draft
from sijill.reading.act.scene import same_party
from sijill.reading.event.timeline import Timed
from sijill.reading.party.actors import ActorMention

_AGAINST: Final = frozenset(("sweep_operation", "weapons_seizure", "expulsion"))
"""Acts that are done to an enemy in any case, however far back he is named."""
_NEAR_ONLY: Final = frozenset((
    "territorial_capture", "siege", "raid", "attack", "air_strike", "shelling", "drone_strike", "missile_strike", "armed_clash",
))
"""Acts that may as well have met a third party: the opponent is theirs only if the words beside them tell of him."""


def fill(timed: list[Timed]) -> None:
    """Give acts of a party with exactly one known opponent that opponent as target."""
    drafts = [t.draft for t in timed]
    known: dict[str, list[_Rival]] = {}
    for d in drafts:
        if d.modality in ("reported", "claimed", "planned") and d.family not in ("politics", "personnel"):
            _note(known, d)
    for d in drafts:
        if d.targets or not d.agents or not (d.type in _AGAINST or d.type in _NEAR_ONLY):
            continue
        if d.family == "remote_violence" and any(f.measure in ("killed", "injured") and "fighters" not in f.attributes for f in d.figures):
            continue  # a strike that is told by its victims hit them, whoever they were
        found: list[_Rival] = []
        for m in d.agents:
            for rival in known.get(_key(m), ()):
                if not same_party(rival.mention, d.agents) and not any(same_party(rival.mention, [x.mention]) for x in found):
                    found.append(rival)
        if len(found) == 1 and (d.type in _AGAINST or d.sentence in found[0].sentences):
            d.targets.append(found[0].mention.under("actors.opponent"))  # a reviewer tells it from what the act itself says


class _Rival:
    """Whom a party is told to fight, and the sentences that tell so."""

    __slots__ = ("mention", "sentences")

    def __init__(self, mention: ActorMention, sentence: int) -> None:
        self.mention = mention
        self.sentences = {sentence}


def _note(known: dict[str, list[_Rival]], d: Draft) -> None:
    for a in d.agents:
        for b in d.targets:
            if not (_body(a) and _body(b)) or same_party(a, [b]):
                continue
            for x, y in ((a, b), (b, a)):
                rivals = known.setdefault(_key(x), [])
                told = next((r for r in rivals if same_party(y, [r.mention])), None)
                if told is None:
                    rivals.append(_Rival(y, d.sentence))
                else:
                    told.sentences.add(d.sentence)


def _body(m: ActorMention) -> bool:
    named = m.id is not None or m.of is not None or m.cls in ("registry", "unit", "reference")
    return named and m.kind in ("armed_group", "state_force", "state") and "unidentified" not in m.attributes


def _key(m: ActorMention) -> str:
    target = m.of or m
    return m.id or target.id or target.names[0]
