"""What pages of this room call things."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STATES = {
    "unread": pgettext_lazy("state of a report", "not coded yet"), "coded": pgettext_lazy("state of a report", "coded"), "in_review": pgettext_lazy("state of a report", "in review"),
    "returned": pgettext_lazy("state of a report", "returned"), "verified": pgettext_lazy("state of a report", "verified"),
}  # fmt: skip
"""How far a coding has come."""

TABS = (("waiting", _("Waiting for a second reader")), ("returned", _("Returned to me")), ("mine", _("Assigned to me")), ("all", _("All assignments")))
"""The lists of the queue."""
FOR_REVIEWERS = ("waiting", "all")

DIMENSIONS = {
    "presence": _("Whether there is an event"), "type": _("Type"), "modality": _("Modality"), "time": _("Time"), "places": _("Place"), "agent": _("Agent"), "target": _("Target"),
    "figures": _("Figures"), "means": _("Means"), "attribution": _("Source"), "published": _("Published"), "outlet": _("Outlet"),
}  # fmt: skip
"""What is compared."""

RELATIONS = {
    "near": pgettext_lazy("place", "near"), "north_of": pgettext_lazy("place", "north of"), "south_of": pgettext_lazy("place", "south of"), "east_of": pgettext_lazy("place", "east of"),
    "west_of": pgettext_lazy("place", "west of"), "north_east_of": pgettext_lazy("place", "north-east of"), "north_west_of": pgettext_lazy("place", "north-west of"),
    "south_east_of": pgettext_lazy("place", "south-east of"), "south_west_of": pgettext_lazy("place", "south-west of"), "between": pgettext_lazy("place", "between"),
    "along": pgettext_lazy("place", "along"), "from": pgettext_lazy("place", "from"), "to": pgettext_lazy("place", "to"),
}  # fmt: skip
"""How an event lies to a place."""
