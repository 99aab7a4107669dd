"""Text with marks on it: values overlap, marks cannot, so the text is cut at every edge.

The one cutting that the offline page and the desk's reading page share.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar


class Span(Protocol):
    """What a mark stands for: code points ``[start, end)`` of the text."""

    @property
    def start(self) -> int:
        """The first of them."""
        ...

    @property
    def end(self) -> int:
        """Behind the last of them."""
        ...


S = TypeVar("S", bound=Span)


def pieces(length: int, found: Iterable[S], start: int = 0) -> Iterator[tuple[int, int, list[S]]]:
    """The pieces ``(start, end, over)`` of the characters ``[start, length)`` of a text, none of them empty, one behind the other.

    Spans that hold no characters, or lie outside of the text, are left out; those that reach over an end of it count as far as it goes.
    """
    edges: dict[int, tuple[list[S], list[S]]] = {}
    for span in found:
        first, last = max(span.start, start), min(span.end, length)
        if 0 <= span.start < span.end and first < last:
            edges.setdefault(first, ([], []))[0].append(span)
            edges.setdefault(last, ([], []))[1].append(span)
    over: dict[int, S] = {}
    done = start
    for edge in sorted(edges):
        if edge > done:
            yield done, edge, list(over.values())
        done = edge
        opening, closing = edges[edge]
        for span in closing:
            del over[id(span)]
        over.update((id(span), span) for span in opening)
    if done < length:
        yield done, length, []


def shortest(over: Iterable[S]) -> S:
    """The span that gives a piece its colour: the shortest says most about it."""
    return min(over, key=lambda span: span.end - span.start)
