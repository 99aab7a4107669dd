"""What the codes of the record format are called on the reading page, in the person's language; what can be chosen where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import get_language, gettext, gettext_noop, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sijill.exports.pages.words import pair
from sijill.ontology import FAMILIES
from sijill.register.people import values

DIMENSIONS: Mapping[str, Any] = {
    "event": pgettext_lazy("field", "Event"), "statement": pgettext_lazy("field", "Lasting statement"), "type": pgettext_lazy("field", "Type"), "modality": pgettext_lazy("field", "Modality"), "time": pgettext_lazy("field", "Time"), "places": pgettext_lazy("field", "Place"),
    "agent": pgettext_lazy("field", "Agent"), "target": pgettext_lazy("field", "Target"), "figures": pgettext_lazy("field", "Figures"), "means": pgettext_lazy("field", "Means"), "attribution": pgettext_lazy("field", "Source"), "mentions": pgettext_lazy("field", "Told again"),
    "published": pgettext_lazy("field", "Published"), "outlet": pgettext_lazy("field", "Outlet"), "relation": pgettext_lazy("field", "Relation"), "subject": pgettext_lazy("field", "Subject"), "object": pgettext_lazy("field", "Object"), "figure": pgettext_lazy("field", "Figure"),
}  # fmt: skip
"""What each field is called."""

LEGEND = ("type", "time", "places", "agent", "target", "figures", "means", "attribution")
"""The dimensions as the legend lists them; the digit of each is its key."""

MODALITY: Mapping[str, Any] = {
    "reported": _("told as having happened"), "claimed": _("the text keeps its distance, or only an interested party says so"), "planned": _("announced, has not happened"),
    "denied": _("said not to have happened"), "hypothetical": _("feared, possible, conditional"),
}  # fmt: skip
"""What each modality means."""

PLACE_RELATION: Mapping[str, Any] = {
    "in": pgettext_lazy("place", "in"), "near": pgettext_lazy("place", "near"), "north_of": pgettext_lazy("place", "north of"),
    "south_of": pgettext_lazy("place", "south of"), "east_of": pgettext_lazy("place", "east of"), "west_of": pgettext_lazy("place", "west of"),
    "north_east_of": pgettext_lazy("place", "north-east of"), "north_west_of": pgettext_lazy("place", "north-west of"),
    "south_east_of": pgettext_lazy("place", "south-east of"), "south_west_of": pgettext_lazy("place", "south-west of"),
    "between": pgettext_lazy("place", "between"), "along": pgettext_lazy("place", "along"), "from": pgettext_lazy("place", "from"), "to": pgettext_lazy("place", "to"),
}  # fmt: skip
PRECISION: Mapping[int, Any] = {
    1: pgettext_lazy("precision", "exact place"), 2: pgettext_lazy("precision", "near a known place"), 3: pgettext_lazy("precision", "the district only"), 4: pgettext_lazy("precision", "the governorate only"), 5: pgettext_lazy("precision", "a line or an area without clear borders"),
    6: pgettext_lazy("precision", "the country only"), 7: pgettext_lazy("precision", "international waters or air"),
}  # fmt: skip
ACTOR_KIND: Mapping[str, Any] = {
    "armed_group": pgettext_lazy("party", "armed group"), "state_force": pgettext_lazy("party", "state forces"), "state": pgettext_lazy("party", "state"), "organisation": pgettext_lazy("party", "organisation"), "person": pgettext_lazy("party", "person"),
    "civilians": pgettext_lazy("party", "civilians"), "unknown": pgettext_lazy("party", "unknown"),
}  # fmt: skip
SOURCE_KIND: Mapping[str, Any] = {
    "outlet": pgettext_lazy("source", "outlet"), "correspondent": pgettext_lazy("source", "correspondent"), "organisation": pgettext_lazy("source", "organisation"), "official": pgettext_lazy("source", "official"), "armed_group": pgettext_lazy("source", "armed group"),
    "social_media": pgettext_lazy("source", "social media"), "witness": pgettext_lazy("source", "witness"), "anonymous": pgettext_lazy("source", "unnamed"), "state_media": pgettext_lazy("source", "state media"),
}  # fmt: skip
MEASURE: Mapping[str, Any] = {
    "killed": pgettext_lazy("measure", "killed"), "injured": pgettext_lazy("measure", "injured"), "killed_or_injured": pgettext_lazy("measure", "killed or injured"), "captured": pgettext_lazy("measure", "captured"), "arrested": pgettext_lazy("measure", "arrested"),
    "released": pgettext_lazy("measure", "released"), "missing": pgettext_lazy("measure", "missing"), "abducted": pgettext_lazy("measure", "abducted"), "recruited": pgettext_lazy("measure", "recruited"), "trained": pgettext_lazy("measure", "trained"), "deserted": pgettext_lazy("measure", "deserted"),
    "defected": pgettext_lazy("measure", "defected"), "deployed": pgettext_lazy("measure", "deployed"), "bodies_recovered": pgettext_lazy("measure", "bodies recovered"), "displaced": pgettext_lazy("measure", "displaced"), "attacks": pgettext_lazy("measure", "attacks"),
    "vehicles": pgettext_lazy("measure", "vehicles"), "buildings": pgettext_lazy("measure", "buildings"), "fighters": pgettext_lazy("measure", "fighters"), "weapons": pgettext_lazy("measure", "weapons"), "money": pgettext_lazy("measure", "money"), "distance": pgettext_lazy("measure", "distance"),
    "other": pgettext_lazy("measure", "other"),
}  # fmt: skip
ATTRIBUTE: Mapping[str, Any] = {
    "under_18": pgettext_lazy("who is counted", "under 18"), "women": pgettext_lazy("who is counted", "women"), "men": pgettext_lazy("who is counted", "men"), "civilians": pgettext_lazy("who is counted", "civilians"), "fighters": pgettext_lazy("who is counted", "fighters"), "commander": pgettext_lazy("who is counted", "commanders"),
    "foreign": pgettext_lazy("who is counted", "foreign"), "unidentified": pgettext_lazy("who is counted", "unidentified"), "families": pgettext_lazy("who is counted", "families"), "bodies": pgettext_lazy("who is counted", "bodies"), "total": pgettext_lazy("who is counted", "a total"), "updated": pgettext_lazy("who is counted", "updated"),
}  # fmt: skip
MEANS: Mapping[str, Any] = {
    "air_strike": pgettext_lazy("means", "aircraft"), "ambush": pgettext_lazy("means", "ambush"), "arson": pgettext_lazy("means", "fire"), "artillery": pgettext_lazy("means", "artillery"), "drone": pgettext_lazy("means", "drone"), "ied": pgettext_lazy("means", "explosive device"),
    "knife": pgettext_lazy("means", "knife"), "mine": pgettext_lazy("means", "mine"), "missile": pgettext_lazy("means", "missile"), "rocket": pgettext_lazy("means", "rocket"), "small_arms": pgettext_lazy("means", "small arms"), "suicide_attack": pgettext_lazy("means", "suicide attack"),
    "tunnel": pgettext_lazy("means", "tunnel"), "vehicle_bomb": pgettext_lazy("means", "vehicle bomb"), "suffocation": pgettext_lazy("means", "suffocation"), "chemical": pgettext_lazy("means", "chemical weapons"), "cluster_munition": pgettext_lazy("means", "cluster munitions"),
}  # fmt: skip
KIND_OF_PLACE: Mapping[str, Any] = {
    "facility": pgettext_lazy("kind of place", "facility"), "base": pgettext_lazy("kind of place", "base"), "airport": pgettext_lazy("kind of place", "airport"), "crossing": pgettext_lazy("kind of place", "crossing"), "field": pgettext_lazy("kind of place", "field"), "neighbourhood": pgettext_lazy("kind of place", "neighbourhood"),
    "camp": pgettext_lazy("kind of place", "camp"), "front": pgettext_lazy("kind of place", "front line"), "road": pgettext_lazy("kind of place", "road"), "river": pgettext_lazy("kind of place", "river"), "village": pgettext_lazy("kind of place", "village"), "town": pgettext_lazy("kind of place", "town"), "city": pgettext_lazy("kind of place", "city"),
    "mountain": pgettext_lazy("kind of place", "mountain"), "subdistrict": pgettext_lazy("kind of place", "subdistrict"), "district": pgettext_lazy("kind of place", "district"), "coast": pgettext_lazy("kind of place", "coast"), "desert": pgettext_lazy("kind of place", "desert"), "region": pgettext_lazy("kind of place", "region"),
    "governorate": pgettext_lazy("kind of place", "governorate"), "country": pgettext_lazy("kind of place", "country"),
}  # fmt: skip
VERDICT: Mapping[str, Any] = {
    "accepted": pgettext_lazy("verdict", "accepted"), "corrected": pgettext_lazy("verdict", "corrected"), "rejected": pgettext_lazy("verdict", "rejected"), "added": pgettext_lazy("verdict", "added"), "undone": pgettext_lazy("verdict", "taken back"),
}  # fmt: skip

_REASONS: Mapping[str, Any] = {
    "no metadata, and nothing in the text dates or bounds it": _("no metadata, and nothing in the text dates or bounds it"),
    "the text does not show its publisher": _("the text does not show its publisher"),
    "no place stands with the trigger or before it in the paragraph": _("no place stands with the trigger or before it in the paragraph"),
    "no party stands in the agent's position": _("no party stands in the agent's position"),
    "no party stands in the target's position": _("no party stands in the target's position"),
    "no number counts anything of this event": _("no number counts anything of this event"),
    "the sentence names no source": _("the sentence names no source"),
    "bounded by the publication date given as metadata": _("bounded by the publication date given as metadata"),
    "no date in the sentence, and the publication date is not known": _("no date in the sentence, and the publication date is not known"),
    "whoever added the event gave none": _("whoever added the event gave none"),
    "given beside the text": _("given beside the text"),
    "no word sets it apart from what happened": _("no word sets it apart from what happened"),
    "bounded by the report": _("bounded by the report"),
    "implied by the type": _("implied by the type"),
}  # fmt: skip

_WHYS: Mapping[str, Sequence[str]] = {
    "rejected": (gettext_noop("not said in the text"), gettext_noop("belongs to another event"), gettext_noop("told twice"), gettext_noop("only background")),
    "corrected": (gettext_noop("wrong words read"), gettext_noop("wrong place, party or date"), gettext_noop("wrong kind"), gettext_noop("not complete")),
    "decided": (gettext_noop("decided between two"),),
}
"""Common reasons, a digit each; kept in English, so that everybody reads them in their own language."""

_TABLES: Mapping[str, Mapping[Any, Any]] = {
    "place_relation": PLACE_RELATION, "precision": PRECISION, "actor_kind": ACTOR_KIND, "source_kind": SOURCE_KIND, "measure": MEASURE, "attribute": ATTRIBUTE,
    "means": MEANS, "place_kind": KIND_OF_PLACE, "dimension": DIMENSIONS, "verdict": VERDICT,
}  # fmt: skip


def term(kind: str, code: Any) -> str:
    """A code in the person's language; one that has no name here stands for itself."""
    table = _TABLES.get(kind)
    if table is None:
        return pair(str(code), kind)[0 if get_language() == "ar" else 1] if code else ""
    found = table.get(code)
    return str(found) if found is not None else str(code).replace("_", " ")


def reason(text: str) -> str:
    """Why there is no value, in the person's language as far as it is a sentence of the reader's."""
    found = _REASONS.get(text)
    if found is not None:
        return str(found)
    if text.startswith("a person rejected what was read"):
        return gettext("rejected: what was read here does not hold")
    if text.startswith("a person gave it without pointing to characters"):
        return gettext("given by a person, who points to no words")
    return text


def whys(verdict: str) -> list[tuple[str, str]]:
    """Common reasons for a verdict: as they are kept, and in the person's language."""
    return [(why, gettext(why)) for why in _WHYS[verdict]]


def why(said: str) -> str:
    """A reason that somebody gave, in the person's language where it is a common one."""
    return gettext(said) if any(said in common for common in _WHYS.values()) else said


def choices(kind: str) -> list[tuple[str, str]]:
    """``(code, name)`` of what can be chosen: of a place_relation, actor_kind, source_kind, measure, attribute, means, modality, relation."""
    codes: Sequence[str] = {
        "place_relation": values.PLACE_RELATIONS, "actor_kind": values.ACTOR_KINDS, "source_kind": values.SOURCE_KINDS, "measure": values.MEASURES,
        "attribute": values.ATTRIBUTES, "modality": values.MODALITIES, "relation": values.RELATIONS, "means": tuple(MEANS),
    }[kind]  # fmt: skip
    return [(code, term(kind, code)) for code in codes]


def types() -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Families with their event types: code, name in the person's language, name in the other one (to type ahead in either)."""
    here = 0 if get_language() == "ar" else 1
    return [(pair(family, "family")[here], [(code, pair(code, "type")[here], pair(code, "type")[1 - here]) for code in codes]) for family, codes in FAMILIES.items()]
