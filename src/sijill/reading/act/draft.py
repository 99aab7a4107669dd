"""Events and figures while they are being put together."""

from __future__ import annotations

from typing import Final

from sijill.ontology import FAMILIES, FAMILY
from sijill.reading.act.triggers import Trigger
from sijill.reading.date.dates import DateMention
from sijill.reading.number.numerals import Number
from sijill.reading.party.actors import ActorMention
from sijill.reading.place.places import PlaceMention
from sijill.reading.source.sources import SourceMention

_FAMILY: Final = FAMILY
KINETIC: Final = frozenset((
    "armed_clash", "ambush", "attack", *FAMILIES["remote_violence"], "killing", "execution", "assassination", "massacre",
    "attack_on_civilians",
)) - {"interception"}
"""Acts of one moment that a report may call by several names; sieges, captures and abductions are their own."""
ACTS: Final = KINETIC | {"raid", "torture"}
"""Acts that can have casualties."""
VIOLENT: Final = frozenset(FAMILIES["battle"] + FAMILIES["remote_violence"] + FAMILIES["violence_against_people"])


class FigureDraft:
    """A number with what it counts; tokens ``[first, last)``."""

    __slots__ = (
        "approx", "attributes", "best", "event", "first", "governor", "hedge", "high", "last", "low", "measure", "noun", "of", "rule",
        "sources", "subset",
    )

    def __init__(
        self, first: int, last: int, measure: str, low: Number | None, best: Number | None, high: Number | None, rule: str,
        *, approx: bool = False, hedge: str | None = None, noun: int | None = None,
    ) -> None:
        self.first, self.last, self.measure, self.rule = first, last, measure, rule
        self.low, self.best, self.high = low, best, high
        self.approx, self.hedge, self.noun = approx, hedge, noun
        self.attributes: set[str] = set()
        self.of: list[str] = []
        self.sources: list[SourceMention] = []
        self.subset = False
        self.event: Draft | None = None
        self.governor: Trigger | None = None
        """The trigger whose words the number is part of; None where a noun of its own tells the measure."""

    def value(self) -> tuple[str, Number | None, Number | None, Number | None]:
        """What two figures must share to be the same."""
        return self.measure, self.low, self.best, self.high


class Draft:
    """An event under construction."""

    __slots__ = (
        "agents", "base", "borrowed", "date_rule", "dates", "denier", "figures", "habitual", "lead", "means", "modality", "modality_rule", "modality_token", "negated", "places",
        "sentence", "share", "sources", "targets", "triggers", "type",
    )

    def __init__(self, trigger: Trigger) -> None:
        self.type = trigger.type
        self.triggers = [trigger]
        self.sentence = trigger.sentence
        self.agents: list[ActorMention] = []
        self.targets: list[ActorMention] = []
        self.places: list[PlaceMention] = []
        self.dates: list[DateMention] = []
        self.figures: list[FigureDraft] = []
        self.means: dict[str, int] = {}
        self.sources: list[SourceMention] = []
        self.modality = "reported"
        self.modality_token: int | None = None
        self.modality_rule = ""
        """The rule of the room realis that found the modality; its token is the mark it leans on."""
        self.denier: ActorMention | None = None
        self.negated = False
        self.date_rule = ""
        self.borrowed = False
        self.habitual = False
        """True for what is done again and again; it has no time."""
        self.base: Draft | None = None
        """The total that the draft is a share of."""
        self.share = False
        """True for one party's share in a total."""
        self.lead = False
        """True for an act that the headline tells of."""
        """True when the places were taken over from another act of the sentence."""

    @property
    def trigger(self) -> Trigger:
        """The trigger that names the event best."""
        return self.triggers[0]

    @property
    def placed(self) -> bool:
        """True when the draft has a place of its own."""
        return bool(self.places) and not self.borrowed

    @property
    def family(self) -> str:
        """The family of the type."""
        return _FAMILY[self.type]

    def __repr__(self) -> str:
        return f"<Draft {self.type} {self.trigger} A{self.agents} T{self.targets} P{[p.names[:1] for p in self.places]}>"
