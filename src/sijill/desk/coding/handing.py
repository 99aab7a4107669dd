"""What follows when a coding is handed in: the incidents are brought to it."""

from __future__ import annotations

from collections.abc import Callable

from sijill.desk import jobs
from sijill.desk.models import Job
from sijill.register import links

KIND = "link"


def link(job: Job, tell: Callable[[int, int, str], None]) -> dict[str, object]:
    """Compare what is new with what is there."""
    tell(0, 0, "link")
    return {"linked": links.link(who=job.user.username)._asdict()}


jobs.HANDLERS[KIND] = link
