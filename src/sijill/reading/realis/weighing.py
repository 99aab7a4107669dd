"""Weighing an act: how likely it is that a careful coder would make a row of it.

The rules of this room decide each by itself; here all that an act shows, none of which decides alone, is added up: a logistic model over
its word, the words around it and the parts it has.  An act that the rules let pass is left out where it is more likely none, and one that a rule
leaves out is taken back where much speaks for it.  The weights are a table, ``codable.tsv`` of a pack, fitted to the coded rounds by
``tools/weigh_acts.py``, which measures each round under weights fitted to the others.  A null is better than a guess, and
``intercept`` and the two thresholds are there to be moved by whoever wants to miss less or to check less.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sijill.errors import KnowledgeError
from sijill.knowledge.bits import CLASSES, OTHERS
from sijill.knowledge.tables import rows
from sijill.reading.act.draft import Draft
from sijill.reading.act.triggers import asked
from sijill.reading.document import Document

_AROUND: Final = 6
"""How many tokens before and behind the word the classes of words are looked at."""
_PARTS: Final = 3
"""More triggers, or further words of one, than this weigh alike."""
_OWN: Final = ("intercept", "threshold=kept", "threshold=left")
_NUMBERS: Final = ("0", "1", "2", "3", "4", "5")
_SINGLE: Final = (
    "lemma", "type", "told", "frame", "form", "clitics", "voice", "mark", "modality", "rule", "triggers", "words", "parts",
    "pronoun", "definite", "weak", "near", "borrowed", "sourced", "habit", "headline", "question", "opens",
    "agent", "target", "place", "figure", "date",
)  # fmt: skip
"""What has one value, in the order in which ``_single`` lists it: the word and its form, what the rules say of it, what it has."""
_MANIFOLD: Final = (
    "also", "agent.class", "agent.kind", "agent.rule", "target.class", "target.kind", "target.rule", "place.kind", "place.relation",
    "figure.measure", "figure.rule", "date.role", "led",
)  # fmt: skip
"""What has as many values as there are, in the order in which ``_manifold`` lists it."""
_WINDOWS: Final = ("behind", "before", "after")
"""Where the classes of words are looked at, in the order of ``_windows``: the word right before, those before it, those after it."""
_CLASSES: Final = [*CLASSES.items(), ("others", OTHERS)]


class Weigher:
    """The weights by feature (``lemma=قصف``); see the module's text. With none, nothing is weighed."""

    def __init__(self, weights: dict[str, float]) -> None:
        self.weights = weights
        self.intercept = weights.get("intercept", 0.0)
        self.kept, self.left = weights.get("threshold=kept", 0.0), weights.get("threshold=left", 0.0)
        self.single = [self._column(name) for name in _SINGLE]
        self.manifold = [self._column(name) for name in _MANIFOLD]
        self.windows = [[(bit, own[cls]) for cls, bit in _CLASSES if cls in own] for own in [self._column(name) for name in _WINDOWS]]
        """The weight of each class that has one, by its bit."""

    def _column(self, name: str) -> dict[str, float]:
        return {feature[len(name) + 1 :]: weight for feature, weight in self.weights.items() if feature.startswith(f"{name}=")}

    def unlikely(self, doc: Document, draft: Draft) -> bool:
        """True where an act that the rules let pass is more likely none."""
        return bool(self.weights) and self.odds(doc, draft, "") < self.kept

    def likely(self, doc: Document, draft: Draft, rule: str) -> bool:
        """True where much speaks for an act that ``rule`` leaves out."""
        return bool(self.weights) and self.odds(doc, draft, rule) > self.left

    def odds(self, doc: Document, draft: Draft, rule: str) -> float:
        """The log-odds that the act is a row of its type."""
        total = self.intercept
        values = _single(doc, draft, rule)
        for k in range(len(values)):
            weight = self.single[k].get(values[k])
            if weight is not None:
                total += weight
        listed = _manifold(doc, draft)
        for k in range(len(listed)):
            for value in listed[k]:
                weight = self.manifold[k].get(value)
                if weight is not None:
                    total += weight
        masks = _windows(doc, draft)
        for k in range(len(masks)):
            mask = masks[k]
            for bit, own in self.windows[k]:
                if mask & bit:
                    total += own
        return total


def features(doc: Document, draft: Draft, rule: str) -> list[str]:
    """What an act shows, as ``name=value``; ``rule`` is the one that leaves it out, "" where none does."""
    out = [f"{name}={value}" for name, value in zip(_SINGLE, _single(doc, draft, rule), strict=True)]
    out += [f"{name}={value}" for name, values in zip(_MANIFOLD, _manifold(doc, draft), strict=True) for value in values]
    for name, mask in zip(_WINDOWS, _windows(doc, draft), strict=True):
        out += [f"{name}={cls}" for cls, bit in _CLASSES if mask & bit]
    return out


def _single(doc: Document, draft: Draft, rule: str) -> list[str]:
    t = draft.trigger
    sense, form = t.sense, t.sense.form
    agent, target, place, figure, date = bool(draft.agents), bool(draft.targets), bool(draft.places), bool(draft.figures), bool(draft.dates)
    sentence = doc.text.sentences[draft.sentence]
    return [
        sense.lemma, draft.type, sense.lemma + "/" + draft.type, t.frame, sense.pos + form.tense + form.number, sense.clitics,
        ("verb" if t.passive is None else "passive" if t.passive else "active") if t.verbal else "noun",
        draft.modality_rule, draft.modality, rule,
        _NUMBERS[min(_PARTS, len(draft.triggers))], _NUMBERS[min(_PARTS, len(sense.rest))], _NUMBERS[agent + target + place + figure + date],
        _yes(sense.pronoun != ""), _yes(t.definite), _yes(t.weak), _yes(t.near is not None), _yes(draft.borrowed), _yes(bool(draft.sources)),
        _yes(draft.habitual), _yes(doc.in_headline(draft.sentence)), _yes(asked(doc, sentence)), _yes(t.i == sentence.first),
        _yes(agent), _yes(target), _yes(place), _yes(figure), _yes(date),
    ]  # fmt: skip


def _manifold(doc: Document, draft: Draft) -> list[list[str]]:
    """The values of each column, none of them twice."""
    i = draft.trigger.i
    agents, targets, places, figures = draft.agents, draft.targets, draft.places, draft.figures
    return [
        _once([o.sense.lemma for o in draft.triggers]) if len(draft.triggers) > 1 else [],
        _once([m.cls for m in agents]), _once([m.kind for m in agents]), _once([m.rule for m in agents]),
        _once([m.cls for m in targets]), _once([m.kind for m in targets]), _once([m.rule for m in targets]),
        _once([p.kind for p in places]), _once([p.relation for p in places]),
        _once([f.measure for f in figures]), _once([f.rule for f in figures]),
        _once([d.role for d in draft.dates]),
        _once([s.key for s in doc.info[i - 1].particles]) if i > 0 else [],
    ]  # fmt: skip


def _windows(doc: Document, draft: Draft) -> list[int]:
    i, last = draft.trigger.i, draft.trigger.last
    before = after = 0
    for k in range(max(0, i - _AROUND), i):
        before |= doc.info[k].mask
    for k in range(last, min(last + _AROUND, len(doc.info))):
        after |= doc.info[k].mask
    return [doc.info[i - 1].mask if i > 0 else 0, before, after]


def _yes(answer: bool) -> str:
    return "yes" if answer else "no"


def _once(values: list[str]) -> list[str]:
    return values if len(values) < 2 else list(dict.fromkeys(values))


def load(folders: Sequence[Path]) -> Weigher:
    """The weights of all packs; a later pack's row replaces an earlier one's. Raises ``KnowledgeError``."""
    weights: dict[str, float] = {}
    for folder in folders:
        path = folder / "codable.tsv"
        if not path.is_file():
            continue
        for number, (feature, weight) in rows(path, ("feature", "weight")):
            if "=" not in feature and feature not in _OWN:
                raise KnowledgeError(f"{path}:{number}: {feature!r} is no feature; write name=value, or intercept")
            try:
                weights[feature] = float(weight)
            except ValueError:
                raise KnowledgeError(f"{path}:{number}: the weight {weight!r} is no number; write one such as -0.35") from None
    return Weigher(weights)
