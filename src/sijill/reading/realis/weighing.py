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
_COLUMNS: Final = (
    "lemma", "type", "told", "frame", "form", "clitics", "voice", "mark", "modality", "rule", "triggers", "words", "parts",
    "pronoun", "definite", "weak", "near", "borrowed", "sourced", "habit", "headline", "question", "opens",
    "agent", "target", "place", "figure", "date", "also", "agent.class", "agent.kind", "agent.rule", "target.class", "target.kind",
    "target.rule", "place.kind", "place.relation", "figure.measure", "figure.rule", "date.role", "behind", "led", "before", "after",
)  # fmt: skip
"""What is looked at, in the order in which ``_shown`` lists it: the word and its form, what the rules say of it, what it has, the words around it."""


class Weigher:
    """The weights by feature (``lemma=قصف``); see the module's text. With none, nothing is weighed."""

    def __init__(self, weights: dict[str, float]) -> None:
        self.weights = weights
        self.intercept = weights.get("intercept", 0.0)
        self.kept, self.left = weights.get("threshold=kept", 0.0), weights.get("threshold=left", 0.0)
        self.tables: list[dict[str, float]] = [{f[len(name) + 1 :]: w for f, w in weights.items() if f.startswith(f"{name}=")} for name in _COLUMNS]

    def unlikely(self, doc: Document, draft: Draft) -> bool:
        """True where an act that the rules let pass is more likely none."""
        return bool(self.weights) and self.odds(doc, draft, "") < self.kept

    def likely(self, doc: Document, draft: Draft, rule: str) -> bool:
        """True where much speaks for an act that ``rule`` leaves out."""
        return bool(self.weights) and self.odds(doc, draft, rule) > self.left

    def odds(self, doc: Document, draft: Draft, rule: str) -> float:
        """The log-odds that the act is a row of its type."""
        total, tables = self.intercept, self.tables
        shown = _shown(doc, draft, rule)
        for k in range(len(shown)):
            table = tables[k]
            for value in shown[k]:
                weight = table.get(value)
                if weight is not None:
                    total += weight
        return total


def features(doc: Document, draft: Draft, rule: str) -> list[str]:
    """What an act shows, as ``name=value``; ``rule`` is the one that leaves it out, "" where none does."""
    return [f"{name}={value}" for name, values in zip(_COLUMNS, _shown(doc, draft, rule), strict=True) for value in values]


def _shown(doc: Document, draft: Draft, rule: str) -> list[list[str]]:
    """The values of each column, none of them twice."""
    t = draft.trigger
    sense, form = t.sense, t.sense.form
    first = doc.text.sentences[draft.sentence].first
    voice = "" if t.passive is None else "passive" if t.passive else "active"
    out = [
        [sense.lemma], [draft.type], [sense.lemma + "/" + draft.type], [t.frame], [sense.pos + "/" + form.tense + "/" + form.number], [sense.clitics],
        [("verb " if t.verbal else "noun ") + voice], [draft.modality_rule], [draft.modality], [rule],
        [_NUMBERS[min(_PARTS, len(draft.triggers))]], [_NUMBERS[min(_PARTS, len(sense.rest))]],
    ]
    has = (bool(draft.agents), bool(draft.targets), bool(draft.places), bool(draft.figures), bool(draft.dates))
    out.append([_NUMBERS[has[0] + has[1] + has[2] + has[3] + has[4]]])
    for answer in (
        sense.pronoun != "", t.definite, t.weak, t.near is not None, draft.borrowed, bool(draft.sources), draft.habitual,
        doc.in_headline(draft.sentence), asked(doc, doc.text.sentences[draft.sentence]), t.i == first, *has,
    ):  # fmt: skip
        out.append(_YES if answer else _NO)
    out.append(_once([o.sense.lemma for o in draft.triggers[1:]]))
    for party in (draft.agents, draft.targets):
        out += [_once([m.cls for m in party]), _once([m.kind for m in party]), _once([m.rule for m in party])]
    out += [_once([p.kind for p in draft.places]), _once([p.relation for p in draft.places])]
    out += [_once([f.measure for f in draft.figures]), _once([f.rule for f in draft.figures]), _once([d.role for d in draft.dates])]
    behind: list[str] = []
    led: list[str] = []
    if t.i > 0:
        info = doc.info[t.i - 1]
        behind = list(info.classes)
        led = _once([s.key for s in info.particles])
    out += [behind, led, _classes(doc, max(0, t.i - _AROUND), t.i), _classes(doc, t.last, min(t.last + _AROUND, len(doc.info)))]
    return out


_YES: Final = ["yes"]
_NO: Final = ["no"]


def _once(values: list[str]) -> list[str]:
    return values if len(values) < 2 else list(dict.fromkeys(values))


def _classes(doc: Document, first: int, last: int) -> list[str]:
    """The classes of the words ``[first, last)``."""
    out: list[str] = []
    for k in range(first, last):
        for cls in doc.info[k].classes:
            if cls not in out:
                out.append(cls)
    return out


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
