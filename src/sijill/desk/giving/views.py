"""The pages of exports: the form and the log, one export with what it lost, the file."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sijill.desk import outgoing, policy
from sijill.desk.asked import FIELDS, choices, query
from sijill.desk.asked import asked as filter_of
from sijill.desk.giving import words
from sijill.desk.models import Given, Job, User
from sijill.desk.paging import paged, start
from sijill.desk.policy import Capability, person
from sijill.errors import RegisterError
from sijill.exports.giving import POLICIES, WHOLE, lacking
from sijill.exports.loss import arabic, rest

_SIZE = 50
_SHOWN = 12
"""How many incidents of one reason the page of losses names."""
_COUNTED = 1000
"""Up to how many incidents the form counts."""


class Lost(NamedTuple):
    """Incidents that one reason holds for: how many, the first of them by number."""

    why: str
    many: int
    some: list[int]


@require_http_methods(["GET", "HEAD", "POST"])
def exports(request: HttpRequest) -> HttpResponse:
    """The form with the log under it; a POST asks for an export and leads to its page."""
    user = person(request)
    said: dict[str, str] = {k: str(v) for k, v in (request.POST if request.method == "POST" else request.GET).items()}
    fault = ""
    if request.method == "POST":
        unredacted = said.get("names") == "open"
        try:
            job = outgoing.ask(
                user, said.get("format", ""), {name: said.get(name, "") for name in FIELDS}, by=said.get("policy", ""), prefer=said.get("prefer", "").strip(),
                unredacted=unredacted, why=said.get("why", "") if unredacted else "",
            )  # fmt: skip
        except RegisterError as error:
            fault = str(error)
        else:
            return redirect("giving:one", job.pk)
    formats = _formats(user)
    if said.get("format") not in [code for code, _what, library in formats if not library]:
        said["format"] = next(code for code, _what, library in formats if not library)
    after = start(request)
    rows = list(outgoing.listed(user).order_by("-pk")[after : after + _SIZE + 1])
    own = {
        "said": {"names": "hidden", **said}, "fault": fault, "formats": formats, "seen": _seen(user, said), "policies": POLICIES, "page": paged(request, rows, outgoing.listed(user), _SIZE),
        **choices(said), "files": [_line(user, given) for given in rows[:_SIZE]],
        "waiting": Job.objects.filter(user=user, kind=outgoing.KIND, state__in=("waiting", "running")).order_by("-pk")[:10], "everybody": policy.may(user, Capability.AUDIT),
    }  # fmt: skip
    return render(request, "desk/giving/list.html", own, status=400 if fault else 200)


@require_GET
def export(request: HttpRequest, job: int) -> HttpResponse:
    """One export: how far it is, or what it holds, what it lost and where the file is."""
    user = person(request)
    asked = _job(user, job)
    given = Given.objects.select_related("user").filter(job=asked).first()
    own: dict[str, Any] = {"job": asked, "format": asked.asked.get("format", ""), "said": _filters(asked.asked.get("filter") or {})}
    if given is None:
        return render(request, "desk/giving/parts/progress.html" if request.htmx else "desk/giving/waiting.html", own)
    if request.htmx:
        return HttpResponse(headers={"HX-Refresh": "true"})
    may = outgoing.opens(user, given)
    own |= {"given": given, "opens": may, "here": outgoing.path(given) is not None, "said": _filters(given.filters)}
    if may:
        own |= {
            "rest": _sentence(rest(given.loss)),
            "cannot": [_sentence(c) for c in given.loss.get("cannot_carry", [])], "dropped": _lost(given.loss.get("dropped", []), "why"),
            "flattened": _lost(given.loss.get("flattened", []), "how"), "hidden": [(_sentence(k), n) for k, n in given.loss.get("hidden", {}).items()],
        }  # fmt: skip
    return render(request, "desk/giving/one.html", own)


@require_GET
def download(request: HttpRequest, job: int) -> HttpResponse:
    """The file. Its place is worked out of the export's number; no name comes from the address."""
    user = person(request)
    return outgoing.answer(user, _job(user, job))


@require_POST
def delete(request: HttpRequest, job: int) -> HttpResponse:
    """Delete a file that is no longer needed; the log keeps what it was."""
    user = person(request)
    given = Given.objects.filter(job=_job(user, job)).first()
    if given is None:
        raise Http404
    outgoing.discard(user, given)
    messages.success(request, _("The file is deleted; the log keeps what it was."))
    return redirect("giving:one", job)


def _job(user: User, number: int) -> Job:
    """An export that the person asked for, or anybody's for whoever reads the audit chain. Raises ``Http404`` alike for others and for none."""
    found = Job.objects.select_related("user").filter(pk=number, kind=outgoing.KIND).first()
    if found is None or not (found.user_id == user.pk or policy.may(user, Capability.AUDIT)):
        raise Http404
    return found


def _formats(user: User) -> list[tuple[str, Any, str]]:
    """Those that the person may ask for, with the library that one needs and this desk lacks."""
    whole = policy.may(user, Capability.AUDIT) and policy.sees_all(user)
    return [(code, said, lacking(code)) for code, said in words.FORMATS.items() if code != WHOLE or whole]


def _seen(user: User, said: dict[str, str]) -> dict[str, Any]:
    """How many of the chosen incidents people have said anything of, each count up to ``_COUNTED``, and the address of those; empty where that cannot be asked."""
    try:
        found = filter_of(said)
        if found.review is not None:
            return {}
        people = found._replace(review="any")
        own = {"all": policy.incidents(user, found), "people": policy.incidents(user, people)}
        counts = {name: rows.order_by()[: _COUNTED + 1].count() for name, rows in own.items()}
    except RegisterError:
        return {}
    return {**{name: min(count, _COUNTED) for name, count in counts.items()}, **{f"more_{name}": count > _COUNTED for name, count in counts.items()}, "query": urlencode(query(people))}


def _line(user: User, given: Given) -> dict[str, Any]:
    return {"given": given, "said": _filters(given.filters), "opens": outgoing.opens(user, given), "here": outgoing.path(given) is not None}


def _filters(asked: dict[str, Any]) -> list[tuple[Any, str]]:
    """What was asked for, as pairs of field and value."""
    return [(words.FILTERS.get(name, name), "" if value in ("1", True) else str(value)) for name, value in asked.items()]


def _sentence(text: str) -> str:
    return arabic(text) if translation.get_language() == "ar" else text


def _lost(pairs: list[dict[str, str]], why: str) -> list[Lost]:
    """By reason, the most frequent first."""
    held: defaultdict[str, list[int]] = defaultdict(list)
    for pair in pairs:
        number = str(pair.get("record", "")).rpartition("-")[2]
        held[str(pair.get(why, ""))].append(int(number) if number.isascii() and number.isdigit() else 0)
    return [Lost(_sentence(text), len(n), [k for k in n[:_SHOWN] if k]) for text, n in sorted(held.items(), key=lambda item: (-len(item[1]), item[0]))]
