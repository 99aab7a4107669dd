"""A place as the gazetteer has it and as reports tell of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from html import escape
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from sijill.arabic import fold_word
from sijill.desk import policy, private
from sijill.desk.bodies import known, listing
from sijill.desk.models import Tally, User
from sijill.desk.shown import digits
from sijill.exports.pages.svg import Point, Signs, Town, world_map
from sijill.knowledge.gazetteer import KINDS, PlaceEntry
from sijill.records import Event, Place
from sijill.register import naming
from sijill.register.models import Incident, Term
from sijill.register.queries import latest, tell
from sijill.register.readings import record
from sijill.register.registry import plain

SORTS: dict[str, Any] = {
    "facility": _("facility"), "base": _("military base"), "airport": _("airport"), "crossing": _("crossing"), "field": _("field"), "neighbourhood": _("neighbourhood"),
    "camp": _("camp"), "front": _("front line"), "road": _("road"), "river": _("river"), "village": _("village"), "town": _("town"), "city": _("city"), "mountain": _("mountain"),
    "subdistrict": _("subdistrict"), "district": _("district"), "coast": _("coast"), "desert": _("desert"), "region": _("region"), "governorate": _("governorate"), "country": _("country"),
}  # fmt: skip
RELATIONS: dict[str, Any] = {
    "in": _("in it"), "near": _("near it"), "from": _("from it"), "to": _("to it"), "along": _("along it"), "between": _("between it and another"), "north_of": _("north of it"),
    "south_of": _("south of it"), "east_of": _("east of it"), "west_of": _("west of it"), "north_east_of": _("north-east of it"), "north_west_of": _("north-west of it"),
    "south_east_of": _("south-east of it"), "south_west_of": _("south-west of it"),
}  # fmt: skip

_LOOKED_AT = 200
"""Claims, the latest, whose words are looked into."""
INCIDENTS = 20
_STEP, _WALKED = 40, 400
"""Incidents that are looked through for those in sight, so many at a time."""
_TOWNS = 300
_WRITTEN = re.compile(r">([^<>]+)<")
"""What a drawing has written, between its tags."""


class Known(NamedTuple):
    """A place of an address: an entry of the gazetteer, or (``entry`` null) a name that none was decided for. ``spelled``: the terms that claims are found by."""

    key: str
    name: str
    entry: PlaceEntry | None
    spelled: frozenset[str]


class Candidate(NamedTuple):
    """A place that a name may mean: its path, widest first, and in how many claims reports tell of it."""

    entry: PlaceEntry
    path: list[str]
    claims: int


class Telling(NamedTuple):
    """How claims name a place: relation and distance in km (null for none told), how many, and the latest of them as report and event."""

    relation: str
    said: str
    km: float | None
    claims: int
    report: int
    ident: str
    start: int


def find(name: str) -> Known:
    """The place of an address: an id of the gazetteer, or a name in any spelling; of a name that people said means a place, that place."""
    places = private.gazetteer()
    kept = known.meant("place", name)
    entry = places.by_id.get(kept) or places.by_id.get(name)
    if entry is not None:
        same = naming.alike("place", entry.id)
        return Known(entry.id, entry.name, entry, frozenset({entry.id, *(fold_word(n) for n in same)}))
    key = plain(kept) or fold_word(kept)
    row = listing.row("place", key)
    spelled = {fold_word(kept), fold_word(name), *(fold_word(n) for n in naming.alike("place", kept)), *(fold_word(n) for n in (row.spelled if row is not None else ()))}
    return Known(key, row.name if row is not None else kept, None, frozenset(spelled))


def written(place: Known) -> list[str]:
    """How reports write a name that none was decided for."""
    row = listing.row("place", place.key)
    return list(row.spelled) if row is not None else [place.name]


def path(entry: PlaceEntry) -> list[PlaceEntry]:
    """What it lies in, the widest first."""
    return list(reversed(private.gazetteer().ancestors(entry)))


def candidates(user: User, place: Known) -> list[Candidate]:
    """The places that a name may mean: for an entry its namesakes; those told of most often first."""
    places = private.gazetteer()
    if place.entry is not None:
        called = [n.lstrip("?~") for n in (place.entry.name, *place.entry.aliases)]
        found = {e.id: e for name in called for e in places.lookup(name) if e.id != place.entry.id}
    else:
        row = listing.row("place", place.key)
        listed = row.candidates.strip("|").split("||") if row is not None else []
        found = {c: places.by_id[c] for c in listed if c in places.by_id}
        for name in place.spelled:
            found.update({e.id: e for e in places.lookup(name)})
    counts = listing.lines(user, "place", list(found))
    out = [Candidate(e, places.path(e)[:-1], counts[e.id].claims if e.id in counts else 0) for e in found.values()]
    return sorted(out, key=lambda c: (-c.claims, -KINDS[c.entry.kind][0], -c.entry.population, c.entry.id))[:50]


def unresolved(user: User, place: Known) -> list[listing.Line]:
    """Names that nothing was decided for and that may mean this place."""
    if place.entry is None:
        return []
    called = {plain(n.lstrip("?~")) for n in (place.entry.name, *place.entry.aliases)}
    fits = Q(key__in=called)
    found = Tally.objects.filter(Q(kind="place", scope=0, section="unlisted") & (fits | Q(candidates__contains=f"|{place.entry.id}|"))).order_by("-claims")[:20]
    lines = listing.lines(user, "place", [row.key for row in found])
    return [lines[row.key] for row in found if row.key in lines and (policy.sees_all(user) or listing.in_sight(user, "place", row.key))]


def incidents(user: User, place: Known) -> list[Incident]:
    """The latest incidents there, or in what lies within it; told of the claims in sight."""
    terms = Term.objects.filter(kind="place", term__in=place.spelled)
    of = Incident.objects.filter(Exists(terms.filter(incident_id=OuterRef("pk"))), merged_into=None, claims__gt=0)
    few = list(terms.values_list("incident_id", flat=True)[:3001])
    found: QuerySet[Incident] = of if len(few) > 3000 else Incident.objects.filter(pk__in=set(few), merged_into=None, claims__gt=0)
    if policy.sees_all(user):
        return latest(found, limit=INCIDENTS + 1)
    there: list[Incident] = []
    for after in range(0, _WALKED, _STEP):
        rows = latest(found, limit=_STEP, after=after)
        told = {t.incident.pk: t for t in tell([r.pk for r in rows], seen=policy.events(user))}
        there += [told[r.pk].incident for r in rows if r.pk in told and any(_there(place, p) for c in told[r.pk].claims for p in c.event.places)]
        if len(there) > INCIDENTS or len(rows) < _STEP:
            break
    return there[: INCIDENTS + 1]


def _there(place: Known, one: Place) -> bool:
    return one.id in place.spelled or not place.spelled.isdisjoint(fold_word(n) for n in (*one.names, *one.within, *one.path))


def told(user: User, place: Known) -> list[Telling]:
    """How the latest claims in sight name the place, the commonest first."""
    fits = Q()
    for one in sorted(place.spelled):
        fits |= Q(places__contains=f"|{one}|")
    numbers = list(Term.objects.filter(kind="place", term__in=place.spelled).order_by("-incident_id").values_list("incident_id", flat=True)[: _LOOKED_AT * 2])
    rows = policy.events(user).filter(fits, member__incident_id__in=numbers).select_related("reading").order_by("-pk")[:_LOOKED_AT]
    counts: Counter[tuple[str, str, float | None]] = Counter()
    latest_: dict[tuple[str, str, float | None], tuple[int, str, int]] = {}
    records = {}
    for row in rows:
        if row.reading_id not in records:
            records[row.reading_id] = {e.id: e for e in record(row.reading).events}
        for direct in _direct(place, records[row.reading_id].get(row.ident)):
            told_ = direct.relation, direct.names[0], direct.distance_km
            counts[told_] += 1
            latest_.setdefault(told_, (row.report_id, row.ident, direct.start))
    return [Telling(*key, n, *latest_[key]) for key, n in counts.most_common(30)]


def _direct(place: Known, event: Event | None) -> Sequence[Place]:
    """The places of an event that are this one itself, not within it."""
    if event is None:
        return ()
    if place.entry is not None:
        return [p for p in event.places if p.id == place.entry.id or (p.id is None and not place.spelled.isdisjoint(map(fold_word, p.names)))]
    return [p for p in event.places if p.id is None and not place.spelled.isdisjoint(map(fold_word, p.names))]


def exists(user: User, place: Known) -> bool:
    """Whether the person may know that reports name such a place: entries of the gazetteer are no secret."""
    return place.entry is not None or listing.in_sight(user, "place", place.key) or any(listing.in_sight(user, "place", one) for one in sorted(place.spelled))


def drawn(entry: PlaceEntry, label: str) -> SafeString:
    """The place on a small map, as wide as its point is sure; nothing where no point is known."""
    if entry.lat is None or entry.lon is None:
        return mark_safe("")
    near = [
        e for e in private.gazetteer().by_id.values()
        if e.kind in ("city", "town") and e.id != entry.id and e.lat is not None and e.lon is not None and abs(e.lat - entry.lat) < 2.5 and abs(e.lon - entry.lon) < 3.5
    ]  # fmt: skip
    near.sort(key=lambda e: (-KINDS[e.kind][0], -e.population, abs((e.lat or 0) - (entry.lat or 0)) + abs((e.lon or 0) - (entry.lon or 0))))
    arabic = get_language() == "ar"
    towns = [Town(e.lat or 0, e.lon or 0, e.name if arabic else e.en or e.name, "") for e in near[:_TOWNS]]
    signs = Signs("ش", "° ش", "° ق", " كم") if arabic else Signs()
    svg = world_map([Point(entry.lat, entry.lon, entry.precision, label)], towns, 360, signs)
    svg = _WRITTEN.sub(lambda m: f">{digits(m[1])}<", svg)
    return mark_safe(svg.replace('role="img"', f'role="img" aria-label="{escape(gettext("Map: %(name)s") % {"name": label})}"', 1))
