"""A mention of a party: the noun phrase, and the party behind it."""

from __future__ import annotations

from typing import Final

from sijill.arabic import fold_word
from sijill.knowledge.actors import Naming

_MANY: Final = 24
"""Pairs of names up to which each is compared with each."""


class ActorMention:
    """A noun phrase that names a party. Tokens ``[first, last)``; ``head`` is the token of its head noun."""

    __slots__ = ("_keyed", "_keys", "attributes", "clitics", "cls", "first", "head", "id", "kind", "last", "names", "naming", "number", "of", "rule")

    def __init__(
        self, first: int, last: int, head: int, names: list[str], kind: str, cls: str, rule: str,
        id: str | None = None, attributes: frozenset[str] = frozenset(), number: str = "?", clitics: str = "",
        of: ActorMention | None = None,
    ) -> None:
        self.first, self.last, self.head = first, last, head
        self.names, self.kind, self.cls, self.rule = names, kind, cls, rule
        self.id, self.attributes, self.number, self.clitics, self.of = id, attributes, number, clitics, of
        self._keys: list[str] = []
        self._keyed = self._keys
        self.naming: Naming | None = None
        """The names and their keys together, where an entry of the registry gave them."""

    def folded(self) -> list[str]:
        """The names folded, in their order; made again only where names were added."""
        names = self.names
        if self._keyed is not names or len(self._keys) != len(names):
            self._keyed, self._keys = names, [fold_word(name) for name in names]
        return self._keys

    def shares_name(self, other: ActorMention) -> bool:
        """True when one of the names, folded, is one of the other's."""
        few, many = self.folded(), other.folded()
        if len(few) * len(many) > _MANY:  # great bodies have dozens of names
            return not set(few).isdisjoint(many)
        for key in few:
            for name in many:
                if key == name:
                    return True
        return False

    def known_as(self, naming: Naming) -> ActorMention:
        """The mention with the names of an entry, whose keys are known."""
        self.naming, self.names, self._keys = naming, naming.names.copy(), naming.keys
        self._keyed = self.names
        return self

    def still_named(self) -> Naming | None:
        """The names of its entry with their keys, unless names were added."""
        return self.naming if self._keyed is self.names and len(self._keys) == len(self.names) else None

    @property
    def armed(self) -> bool:
        """True for bodies and people that fight."""
        return self.kind in ("armed_group", "state_force", "state") or "fighters" in self.attributes

    def under(self, rule: str) -> ActorMention:
        """The same mention read by another rule."""
        return ActorMention(
            self.first, self.last, self.head, self.names, self.kind, self.cls, rule,
            self.id, self.attributes, self.number, self.clitics, self.of,
        )

    def __repr__(self) -> str:
        return f"<{self.cls} {self.names[:2]} {self.kind} {self.first}-{self.last}>"
