"""What the readers of attribution hand to each other: mentions, phrases, and the record of a cue."""

from __future__ import annotations


class SourceMention:
    """One source of what a report says.

    Tokens ``[first, last)`` are its noun phrase, ``cue`` the token of the verb or preposition that brings it, ``scope``
    the token range ``[a, b)`` it speaks for.  ``names``: as in the text, then known variants; ``kind`` as in the record
    format.  ``chain`` holds the sources that pass its words on, outermost last.  ``verb_key``: say, doubt, announce, add,
    doc, deny, quote, claim or according; ``carried`` is True where the text only refers to a source named before.
    """

    __slots__ = ("carried", "chain", "cue", "first", "kind", "last", "names", "rule", "scope", "verb_key")

    def __init__(
        self, first: int, last: int, cue: int, names: list[str], kind: str, verb_key: str, rule: str, carried: bool = False
    ) -> None:
        self.first, self.last, self.cue = first, last, cue
        self.names, self.kind, self.verb_key, self.rule, self.carried = names, kind, verb_key, rule, carried
        self.scope = (last, last)
        self.chain: list[SourceMention] = []

    def __repr__(self) -> str:
        return f"<{self.kind} {self.names[:2]} {self.verb_key} {self.scope}{' < ' + repr(self.chain) if self.chain else ''}>"


class Phrase:
    """A noun phrase that can speak, tokens ``[first, last)``.

    ``group`` is what references to it must fit: source (المصدر، المصادر), organisation, paper …; ``definite`` True for a bare
    definite noun (المصدر، المراسل) or one with a pronoun (مراسلنا); ``rank`` 2 for a listed head or known body, 1 for people, 0 for
    any noun; ``outlet`` True for an outlet or a quoted name, to whom something may have been told; ``hearer`` the token of the
    hearer that stands behind the phrase (لراديو الكل), or -1.
    """

    __slots__ = ("definite", "first", "group", "hearer", "kind", "last", "names", "outlet", "rank")

    def __init__(
        self, first: int, last: int, names: list[str], kind: str, group: str = "", definite: bool = False, rank: int = 2,
        outlet: bool = False, hearer: int = -1,
    ) -> None:
        self.first, self.last, self.names, self.kind, self.group = first, last, names, kind, group
        self.definite, self.rank, self.outlet, self.hearer = definite, rank, outlet, hearer

    def over(self, first: int, last: int, names: list[str], hearer: int) -> Phrase:
        """The same over other tokens, with other names."""
        return Phrase(first, last, names, self.kind, self.group, self.definite, self.rank, self.outlet, hearer)


class Record:
    """A mention while its scope is not known yet.

    ``style``: verb, aside (، يقول المصدر،), prep, headline, fixed; what is said begins at token ``start``.
    """

    __slots__ = ("group", "mention", "spread", "start", "style")

    def __init__(self, mention: SourceMention, style: str, start: int, group: str, spread: bool = False) -> None:
        self.mention, self.style, self.start, self.group, self.spread = mention, style, start, group, spread
