"""What the register says, in the person's language: why a grade, why a figure, the sides of a conflict, why a judgement cannot be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sijill.desk.shown import digits
from sijill.desk.templatetags.desk import said
from sijill.errors import RegisterError
from sijill.exports.pages.words import parted, phrase
from sijill.register.judgements import Held, Refused

_NAMED = 6
_NUMBER = re.compile(r"[\d.]+")


def sentence(text: str, outlets: Mapping[str, str] = MappingProxyType({})) -> str:
    """A sentence of the register: its numbers in the person's digits, names in it as they are. ``outlets``: of a report's name, what it is shown by."""

    def kept(part: str) -> str:
        return digits(part) if _NUMBER.fullmatch(part) else isolated(outlets.get(part, part))

    found = phrase(text, kept)
    return found[0 if get_language() == "ar" else 1] if found is not None else text


def side(text: str) -> str:
    """One side of a conflict: a number with its bound, an event with its other side, else the name as it is."""
    if phrase(text) is not None:
        return sentence(text)
    code, kind, rest, way, other = parted(text)
    if not kind:
        return digits(text) if text[:1].isdigit() else isolated(text) or "–"
    if way:
        return f"{said(code, kind)} {said('of_by' if way == 'by' else way)} {isolated(other)}"
    return f"{said(code, kind)} {isolated(rest)}".strip()


def isolated(name: str) -> str:
    """A name of a report within a sentence of ours, so that neither turns the other around."""
    return f"\u2068{name}\u2069" if name else ""


def refused(error: RegisterError) -> str:
    """Why a judgement cannot be."""
    if not isinstance(error, Refused):
        return str(error)
    claims = _some([isolated(one) for one in error.claims])
    held = _some([_held(one) for one in error.judgements])
    return {
        "few": _("Name another incident; both are one already."),
        "apart": _("One report tells of these as two, so that their incidents cannot become one: %(claims)s. Split one of them off first, or reject it on its reading page where the report tells of one event only."),
        "judged": _("People judged claims of these incidents not to be the same: %(held)s. Take that back first."),
        "contradicted": _("%(claims)s: these are judged not to be the same, but other judgements make them one: %(held)s. Take one of those back first."),
        "twice": _("%(claims)s: one report keeps these apart, but judgements would make them one: %(held)s."),
        "strange": _("Some of what you chose is no claim of this incident any more: %(claims)s. Look at the page again."),
        "all": _("To split, choose some of the claims, but not all."),
        "nothing": _("Nobody has judged these, so there is nothing to take back."),
        "missing": _("There is no such judgement."),
        "over": _("This holds no longer: somebody has said otherwise since. Look at the history, and take back the latest."),
    }.get(error.reason, str(error)) % {"claims": claims, "held": held}


def _held(one: Held) -> str:
    return _("%(a)s and %(b)s (%(who)s)") % {"a": isolated(one.a), "b": isolated(one.b), "who": isolated(one.who)}


def _some(names: list[str]) -> str:
    join = "، " if get_language() == "ar" else ", "
    return join.join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
