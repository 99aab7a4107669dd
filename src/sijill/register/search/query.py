"""What a person types to search: words that must all be there, in any spelling and order.

    غارة الميادين          both words
    "لواء القدس"           these words next to one another
    غارة -حلب              not this one
    قصف|غارة               either
    كفرن*                  whatever begins so
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sijill.arabic.letters import fold
from sijill.errors import RegisterError
from sijill.register.search.index import Term
from sijill.register.search.words import Keys, forms, keys

_PART = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')
_MOST_WORDS = 40


class Query(NamedTuple):
    """``must``: terms that have to be there; ``phrases``: their numbers in ``must`` that stand next to one another; ``must_not``; ``without``:
    phrases that must not be there."""

    must: tuple[Term, ...]
    phrases: tuple[tuple[Term, ...], ...]
    must_not: tuple[Term, ...]
    without: tuple[tuple[Term, ...], ...]


def parse(text: str) -> Query:
    """The query that ``text`` means. Raises ``RegisterError`` where there is nothing to look for."""
    must: list[Term] = []
    must_not: list[Term] = []
    phrases: list[tuple[Term, ...]] = []
    without: list[tuple[Term, ...]] = []
    # Folding makes every kind of quotation mark one.
    for match in _PART.finditer(fold(text).text):
        minus, quoted, plain = match.groups()
        if quoted is not None:
            phrase = tuple(_term([form]) for form in forms(quoted))
            if len(phrase) > 1:
                (without if minus else phrases).append(phrase)
            if not minus:
                must += phrase
            elif len(phrase) == 1:
                must_not += phrase
        else:
            for term in _terms(plain):
                (must_not if minus else must).append(term)
    if not must:
        raise RegisterError(f"{text!r}: no word to look for; write at least one that must be there")
    if len(must) + len(must_not) > _MOST_WORDS:
        raise RegisterError(f"the query has more than {_MOST_WORDS} words; leave some out")
    return Query(tuple(dict.fromkeys(must)), tuple(phrases), tuple(dict.fromkeys(must_not)), tuple(without))


def _terms(plain: str) -> Iterator[Term]:
    """The terms of what stands between two blanks: with bars between, one that any of them fulfils."""
    if "|" in plain:
        either = [form for part in plain.split("|") for form in forms(part)]
        if either:
            yield _term(either)
        return
    found = forms(plain)
    for number, form in enumerate(found, 1):
        if number == len(found) and plain.endswith("*"):
            yield Term((keys(form).word,), prefix=True)
        else:
            yield _term([form])


def _term(found: Sequence[str]) -> Term:
    return Term(tuple(dict.fromkeys(k for form in found for k in keys(form).all)))


def answers(term: Term, found: Keys) -> bool:
    """Whether a word of a text answers a term."""
    if term.prefix:
        return any(k.startswith(term.words[0]) for k in found.all)
    return not frozenset(term.words).isdisjoint(found.all)
