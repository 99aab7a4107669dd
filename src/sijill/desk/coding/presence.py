"""Who has a report open at the same time."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from sijill.desk.models import Presence, User
from sijill.register.models import Report

POLL = 10
"""Seconds between two signs of life."""
GONE = timedelta(seconds=3 * POLL)


def here(report: Report, user: User) -> list[str]:
    """Note that a person has a report open; the names of the others who do."""
    now = timezone.now()
    Presence.objects.update_or_create(report=report, user=user, defaults={"seen": now})
    others = Presence.objects.filter(report=report, seen__gt=now - GONE).exclude(user=user).select_related("user").order_by("user__username")[:20]
    return [p.user.get_short_name() for p in others]
