"""The API itself: how errors are said, what a page of a list is, what all routes share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer
from ninja.throttling import UserRateThrottle

from sijill.desk.api.answers import refusal, sentence
from sijill.desk.asked import asked as filter_of
from sijill.errors import SijillError
from sijill.register.filters import Filter


class _Plain(JSONRenderer):
    """JSON in UTF-8: Arabic as it is written, at a third of the size."""

    json_dumps_params = {"ensure_ascii": False}  # noqa: RUF012


api = NinjaAPI(
    title="Sijill", version="1", urls_namespace="api", openapi_url=None, docs_url=None, renderer=_Plain(),
    description="Reports, what was read from them, incidents with their claims, exports. Every value points to the characters it was read from (code points of the report's text, end exclusive); a claim is not a fact.",
)  # fmt: skip
"""Routes are added by the modules beside this one."""


class _Reads(UserRateThrottle):
    scope = "api-reads"


class _Changes(UserRateThrottle):
    scope = "api-changes"


class _Files(UserRateThrottle):
    scope = "api-files"


READS, CHANGES, FILES = _Reads("1200/m"), _Changes("300/m"), _Files("60/h")
"""How often an account may ask, change something, have a file made."""


@api.exception_handler(SijillError)
def _wrong(request: HttpRequest, error: Exception) -> HttpResponse:
    return refusal(400, *sentence(str(error)))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = [{"where": ".".join(str(part) for part in one.get("loc", ())), "what": str(one.get("msg", ""))} for one in error.errors[:50]]
    return refusal(422, fields=fields)


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    response = refusal(error.status_code)
    wait = getattr(error, "wait", None)
    if wait is not None:
        response["Retry-After"] = str(int(wait) + 1)
    return response


@api.exception_handler(Http404)
def _none(request: HttpRequest, error: Exception) -> HttpResponse:
    return refusal(404)


@api.exception_handler(PermissionDenied)
def _forbidden(request: HttpRequest, error: Exception) -> HttpResponse:
    return refusal(403)


def narrowed(given: Mapping[str, Any]) -> Filter:
    """The filter of a request. Raises ``RegisterError`` for values that cannot be meant."""
    return filter_of({name: "1" if value is True else "" if value is False else str(value) for name, value in given.items()})


def paged(rows: Sequence[Any], size: int, number: Callable[[Any], int]) -> tuple[Sequence[Any], int | None]:
    """The rows of a page of which one more than ``size`` were asked for, and what ``after`` is for the next."""
    return rows[:size], number(rows[size - 1]) if len(rows) > size else None


def unchanged(request: HttpRequest, response: HttpResponse, *parts: object) -> HttpResponse | None:
    """Note on the answer what version it is; the answer "not modified" where whoever asks has that one already."""
    tag = f'"{sha256(repr(parts).encode()).hexdigest()[:32]}"'
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    held = {part.strip().removeprefix("W/") for part in request.headers.get("If-None-Match", "").split(",")}
    if tag not in held:
        return None
    answer = HttpResponseNotModified()
    answer["ETag"] = tag
    return answer


def day(ordinal: int | None) -> str | None:
    """A day as ISO 8601."""
    return None if ordinal is None else date.fromordinal(ordinal).isoformat()
