"""The bytes that a report came as, given out so that no browser runs or shows them."""

from __future__ import annotations

import re
from typing import Any

from django.http import FileResponse, Http404

from sijill.desk import policy
from sijill.register.models import Report
from sijill.register.register import Register


def original(user: Any, report: Report) -> FileResponse:
    """The evidence as a download.

    Raises ``Http404`` where it is missing, or holds other reports that the person may not see.
    """
    beside = Report.objects.filter(evidence=report.evidence_id)
    if not policy.every_collection(user) and beside.exclude(pk__in=policy.reports(user).filter(evidence=report.evidence_id).values("pk")).exists():
        raise Http404
    try:
        opened = Register.connected().store.path(report.evidence_id).open("rb")
    except OSError:
        raise Http404 from None
    # The type is never the one the file claims: what opens it shall be the person's own program.
    answer = FileResponse(opened, as_attachment=True, filename=name(report), content_type="application/octet-stream")
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def name(report: Report) -> str:
    """A file name made of the one the evidence came under, without anything that a system could take for a path or a command."""
    last = re.split(r"[\\/]", report.evidence.name)[-1].split("?")[0]
    plain = "".join(c for c in last if c.isprintable() and c not in '<>:"|*;`$&').strip(". ")
    return plain[-120:] or f"{report.evidence_id[:12]}.bin"
