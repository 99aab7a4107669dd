"""What templates say values with."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.template import Library
from django.utils import translation
from django.utils.safestring import SafeString

from sijill.desk import policy, shown
from sijill.exports.pages.words import codes, pair

register = Library()

register.filter("number", shown.number)
register.filter("day", shown.day)
register.filter("moment", shown.moment)
register.filter("edtf", shown.edtf)
register.filter("digits", lambda text: shown.digits(str(text)))


@register.filter
def said(code: Any, kind: str = "") -> str:
    """A code of the records (shelling, claimed, most_origins) in the language of the page; ``kind``: type, modality, relation, dimension."""
    return pair(str(code), kind)[0 if translation.get_language() == "ar" else 1] if code else ""


@register.filter
def counted(measure: str) -> str:
    """What a figure counts, as it is said before the figure: killed, in Arabic with its article."""
    return pair(f"count_{measure}" if f"count_{measure}" in codes() else measure)[0 if translation.get_language() == "ar" else 1]


@register.simple_tag
def amount(low: float | None, best: float | None, high: float | None) -> str:
    """A figure with its bounds, in the person's language and digits."""
    return shown.amount(low, best, high)


@register.filter
def role_name(role: str) -> str:
    """A role in the language of the page."""
    return str(policy.ROLE_NAMES.get(role, role))


@register.filter
def role_help(role: str) -> str:
    """What a role may do, in the language of the page."""
    return str(policy.ROLE_HELP.get(role, ""))


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changed: Any) -> str:
    """The query of this page with some fields changed; None takes one out. Leads back to the first page."""
    request: HttpRequest = context["request"]
    given = request.GET.copy()
    given.pop("after", None)
    for name, value in changed.items():
        if value is None:
            given.pop(name, None)
        else:
            given[name] = str(value)
    return SafeString("?" + urlencode([(k, v) for k, vs in given.lists() for v in vs])) if given else SafeString("?")
