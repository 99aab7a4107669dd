"""What pages of this room call the states of reports and jobs."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

STATES = (
    ("waiting", _("waiting to be read")),
    ("unread", _("not coded yet")),
    ("coded", _("coded")),
    ("in_review", _("in review")),
    ("returned", _("returned")),
    ("verified", _("verified")),
)
ORDERS = (("newest", _("newest first")), ("doubtful", _("doubtful first")), ("published", _("by day of publication")))
KINDS = {"add": _("Taking in"), "feed": _("Looking at a feed"), "reread": _("Reading again"), "export": _("Export"), "link": _("Forming incidents anew")}
JOBS = {"waiting": _("waiting"), "running": _("under way"), "done": _("done"), "failed": _("failed")}
STEPS = {"add": _("taking in"), "fetch": _("fetching"), "read": _("reading"), "link": _("linking to incidents")}
INTERVALS = {"15m": _("15 minutes"), "30m": _("30 minutes"), "1h": _("hour"), "6h": _("6 hours"), "1d": _("day")}
