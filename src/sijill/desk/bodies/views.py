"""The pages of actors and places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sijill.desk import policy, private
from sijill.desk.bodies import dossiers, drawing, listing, losses, relations, tally
from sijill.desk.bodies import places as gazetted
from sijill.desk.bodies.profile import line, profile
from sijill.desk.models import User
from sijill.register import naming
from sijill.register.registry import Known, registry

_LONGEST = 300
_LISTED = 20
"""Incidents that a page lists, the latest."""


@require_safe
def actors(request: HttpRequest) -> HttpResponse:
    """``/actors/``: a page of actors, those told of most often first."""
    return _list(request, "party", "desk/bodies/actors.html")


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """``/places/``: the same of places."""
    return _list(request, "place", "desk/bodies/places.html")


def _list(request: HttpRequest, kind: str, template: str) -> HttpResponse:
    user = policy.person(request)
    state = tally.fresh(user)
    sections = listing.sections(user, kind)
    words = request.GET.get("q", "")[:_LONGEST]
    section = request.GET.get("in", "")
    section = section if section in sections else tally.LISTED
    page = listing.page(request, user, kind, section, words)
    told = {
        "page": page, "sections": sections, "section": section, "words": words, "state": state, "whole": policy.sees_all(user), "sorts": gazetted.SORTS,
        "elsewhere": _elsewhere(request, kind, words, section, sections) if words and not page.rows else [],
    }  # fmt: skip
    return render(request, template, told)


def _elsewhere(request: HttpRequest, kind: str, words: str, section: str, sections: dict[str, Any]) -> list[tuple[str, Any]]:
    """The other sections in which the words are found."""
    user = policy.person(request)
    return [(code, name) for code, name in sections.items() if code != section and listing.page(request, user, kind, code, words).rows]


# -- an actor -------------------------------------------------------------------------------------------


@require_safe
def actor(request: HttpRequest, name: str) -> HttpResponse:
    """``/actors/NAME/``: names, what is lastingly said and by whom; incidents, losses and relations are asked for by the page."""
    user = policy.person(request)
    tally.fresh(user)
    found = _found(request, name)
    if found.id and found.id != name:
        return redirect("bodies:actor", found.id)
    if private.is_private(found):
        return _private(request, found)
    said, of_others = dossiers.statements(user, found)
    row = dossiers.row_of(found)
    told = {
        "actor": found, "key": dossiers.key_of(found), "row": row, "country": private.gazetteer().by_id.get(found.country), "parent": registry().by_id.get(found.parent),
        "backers": [(registry().by_id.get(p.of), p) for p in row.backers] if row is not None else [], "names": dossiers.names(user, found, said), "profile": profile(said),
        "of_others": [line(one) for one in of_others], "history": _history(user, "party", found), "kept": naming.main("party", name), "may_judge": policy.may(user, policy.Capability.JUDGE),
        "back": reverse("bodies:actor", args=[dossiers.key_of(found)]), "counted": listing.lines(user, "party", [dossiers.key_of(found)]).get(dossiers.key_of(found)),
    }  # fmt: skip
    return render(request, "desk/bodies/actor.html", told)


@require_safe
def told(request: HttpRequest, name: str) -> HttpResponse:
    """``/actors/told/NAME/``: its incidents, losses and relations; a part of its page, or a page of its own without JavaScript."""
    user = policy.person(request)
    found = _found(request, name)
    if private.is_private(found):
        raise Http404
    asked = {name: request.GET.get(name, "") for name in ("measure", "policy", "by")}
    measure = asked["measure"] if asked["measure"] in losses.MEASURES else "killed"
    chosen = asked["policy"] if asked["policy"] in losses.POLICIES else "most_origins"
    deeds = dossiers.deeds(user, found)
    said, of_others = dossiers.statements(user, found)
    counted = losses.counted(found, deeds.parts, measure, chosen, asked["by"] if asked["by"] in ("month", "year") else "")
    others = relations.relations(found, said, of_others, deeds.parts)
    shown = {
        "actor": found, "key": dossiers.key_of(found), "deeds": deeds, "looked": len(deeds.parts), "incidents": deeds.parts[:_LISTED], "losses": counted, "measure": measure,
        "policy": chosen, "policies": losses.POLICIES.items(), "measures": losses.MEASURES, "losses_drawn": drawing.losses(counted), "relations": others,
        "relation_names": relations.KINDS, "relations_drawn": drawing.relations(found.name, others), "types": _types(deeds.parts),
    }  # fmt: skip
    return render(request, "desk/bodies/told.html" if request.htmx else "desk/bodies/told_page.html", shown)


def _types(parts: Sequence[Any]) -> list[tuple[str, int, int]]:
    """Of each type of incident, in how many it was the doer and in how many the target; the commonest first."""
    out: dict[str, list[int]] = {}
    for part in parts:
        counts = out.setdefault(part.told.incident.type, [0, 0])
        counts[0] += part.role in ("agent", "both")
        counts[1] += part.role in ("target", "both")
    return [(code, did, suffered) for code, (did, suffered) in sorted(out.items(), key=lambda item: -sum(item[1]))]


def _found(request: HttpRequest, name: str) -> Known:
    """The actor of an address. Raises ``Http404`` where there is none or nothing of it is in sight."""
    if len(name) > _LONGEST:
        raise Http404
    found = dossiers.find(name)
    if not dossiers.visible(policy.person(request), found):
        raise Http404
    return found


def _private(request: HttpRequest, found: Known) -> HttpResponse:
    """Of a private person no dossier is made: to those who code, the claims that name them; to others only why there is no more."""
    user = policy.person(request)
    codes = policy.may(user, policy.Capability.CODE)
    return render(request, "desk/bodies/private.html", {"actor": found if codes else None, "claims": dossiers.claims(user, found) if codes else []}, status=200 if codes else 403)


def _history(user: User, kind: str, found: Any) -> list[Any]:
    rows = list({row.pk: row for name in (found.name, getattr(found, "id", "") or getattr(found, "key", "")) if name for row in naming.history(kind, name)}.values())
    return listing.may_know(user, kind, rows)


# -- a place --------------------------------------------------------------------------------------------


@require_safe
def place(request: HttpRequest, name: str) -> HttpResponse:
    """``/places/NAME/``: a place of the gazetteer, or a name that none was decided for."""
    user = policy.person(request)
    if len(name) > _LONGEST:
        raise Http404
    tally.fresh(user)
    found = gazetted.find(name)
    if not gazetted.exists(user, found):
        raise Http404
    entry = found.entry
    if entry is not None and entry.id != name:
        return redirect("bodies:place", entry.id)
    there = gazetted.incidents(user, found)
    told = {
        "place": found, "entry": entry, "sort": gazetted.SORTS.get(entry.kind, entry.kind) if entry is not None else "", "path": gazetted.path(entry) if entry is not None else [],
        "variants": [n.lstrip("?~") for n in entry.aliases] if entry is not None else gazetted.written(found), "said": dossiers.standing(user, "place", (found.name, found.key)),
        "drawn": gazetted.drawn(entry, found.name) if entry is not None else "", "precision": f"precision_{entry.precision}" if entry is not None else "",
        "candidates": gazetted.candidates(user, found), "unresolved": gazetted.unresolved(user, found), "told": gazetted.told(user, found), "relations": gazetted.RELATIONS,
        "incidents": there[: gazetted.INCIDENTS], "more": len(there) > gazetted.INCIDENTS, "sorts": gazetted.SORTS, "history": _history(user, "place", found),
        "counted": listing.lines(user, "place", [found.key]).get(found.key), "may_judge": policy.may(user, policy.Capability.JUDGE), "back": reverse("bodies:place", args=[found.key]),
    }  # fmt: skip
    return render(request, "desk/bodies/place.html", told)
