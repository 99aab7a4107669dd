"""What one reading did, for whoever asks why: the words passed over, the drafts dropped, the drafts joined.

A reading that nobody asks makes none of this; every place that notes something first looks whether a trace is there.
"""

from __future__ import annotations

from sijill.reading.act.draft import Draft
from sijill.reading.act.scene import Mentions
from sijill.reading.act.triggers import Trigger
from sijill.reading.date.calendar import DateMention, Published
from sijill.reading.document import Document
from sijill.reading.place.place_mentions import PlaceMention


class Trace:
    """The steps of one reading. Give an empty one to ``Reader.read``; it is filled while the report is read."""

    def __init__(self) -> None:
        self.doc: Document | None = None
        self.mentions = Mentions()
        """Everything that the dimension readers found."""
        self.places: list[PlaceMention] = []
        """The place mentions with those that cannot be places of an event (origins, parts of names)."""
        self.passed: dict[int, str] = {}
        """Tokens that are known trigger words and yet no trigger, with the rule."""
        self.dropped: list[tuple[Draft, str]] = []
        """Drafts that are no event, with the rule."""
        self.joined: list[tuple[Draft, Draft, int]] = []
        """``(kept, joined to it, token of its trigger)`` for mentions told of one incident in several sentences."""
        self.drafts: list[Draft] = []
        """The events in the order of the record, as they were put together."""
        self.told: list[list[Trigger]] = []
        """The triggers of every event in the order of the record (``e1`` first)."""
        self.times: list[tuple[str, DateMention | None]] = []
        """The rule of every event's time and the date it was read from, in the same order."""
        self.published: Published | None = None
        """The publication date that relative dates were counted from."""

    def drop(self, before: list[Draft], after: list[Draft], rule: str) -> None:
        """Note the drafts that a step took away."""
        kept = {id(d) for d in after}
        self.dropped += [(d, rule) for d in before if id(d) not in kept]
