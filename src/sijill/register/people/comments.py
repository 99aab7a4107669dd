"""Remarks on a report, an event or a value, and answers to them. Added, never changed."""

from __future__ import annotations

from django.db import transaction

from sijill.errors import RegisterError
from sijill.register.audit import Chain, now
from sijill.register.models import Comment, Report
from sijill.register.people import trail, values


def add(report: Report, text: str, who: str, ident: str = "", dimension: str = "", answers: int | None = None) -> Comment:
    """Remark something. ``answers``: the number of the comment of the same report that this one answers; it is then of what that one is of.

    Raises ``RegisterError`` for an empty text and a comment to answer that there is none of.
    """
    text = values.words(text, "comment").strip()
    if not text:
        raise RegisterError("the comment is empty; write something")
    with transaction.atomic():
        chain = Chain(values.name(who))
        first = Comment.objects.filter(report=report, pk=answers).first() if answers is not None else None
        if answers is not None and first is None:
            raise RegisterError(f"comment {answers}: there is none such of {report.doc}")
        if first is not None:
            ident, dimension = first.ident, first.dimension
        made = Comment.objects.create(
            report=report, ident=values.words(ident, "ident", 20), dimension=values.words(dimension, "dimension", 30), answers=first,
            text=text, who=who, made=now(),
        )  # fmt: skip
        trail.note(chain, "comment", made)
        chain.write()
    return made


def of(report: Report, ident: str | None = None) -> list[Comment]:
    """The comments of a report, oldest first; ``ident``: only those of that event or statement, empty for those of the report itself."""
    found = Comment.objects.filter(report=report).order_by("pk")
    return list(found if ident is None else found.filter(ident=ident))
