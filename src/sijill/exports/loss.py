"""The loss report: what a format cannot carry, what was flattened or left out, by which policy, and what was hidden."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from sijill.labels import label
from sijill.version import VERSION

_SHOWN = 40
"""How many records of one kind the page for people lists; the JSON file has all."""


class Loss:
    """Gathers what an export loses while it is written. ``cannot``: what the format has no place for, in words."""

    def __init__(self, format_: str, cannot: Sequence[str]) -> None:
        self.format, self.cannot = format_, list(cannot)
        self.flattened: list[tuple[str, str]] = []
        self.dropped: list[tuple[str, str]] = []
        self.hidden: Counter[str] = Counter()
        self.incidents = self.unreviewed = 0

    def flat(self, record: str, how: str) -> None:
        """Note that a record was made simpler than it is."""
        self.flattened.append((record, how))

    def drop(self, record: str, why: str) -> None:
        """Note that a record was left out."""
        self.dropped.append((record, why))

    def rests(self, looked: bool) -> None:
        """Note an incident that was gathered, and whether a person has looked at a reading that it rests on."""
        self.incidents += 1
        self.unreviewed += not looked

    def told(self, rows: int, sha256: str, policy: str, redacted: bool, asked: Mapping[str, Any], at: str) -> dict[str, Any]:
        """The report as JSON."""
        return {
            "tool": f"sijill/{VERSION}",
            "made": at,
            "format": self.format,
            "rows": rows,
            "sha256": sha256,
            "policy": policy,
            "redacted": redacted,
            "incidents": self.incidents,
            "unreviewed": self.unreviewed,
            "hidden": dict(sorted(self.hidden.items())),
            "filter": dict(asked),
            "cannot_carry": self.cannot,
            "flattened": [{"record": record, "how": how} for record, how in self.flattened],
            "dropped": [{"record": record, "why": why} for record, why in self.dropped],
        }


def rest(told: Mapping[str, Any]) -> str:
    """How many incidents nobody has looked at, as a sentence; empty for a format that is not made of incidents."""
    if not told.get("incidents"):
        return ""
    return f"{told['unreviewed']:,} of {told['incidents']:,} incidents rest on readings that no person has looked at"


def page(told: Mapping[str, Any], name: str) -> str:
    """The report for people, as Markdown, headings in English and Arabic."""
    asked = ", ".join(f"{k} = {v}" for k, v in told["filter"].items()) or "everything · الكل"
    lines = [
        f"# What {name} does not say · ما لا يقوله هذا الملف",
        "",
        f"- format · الصيغة: {told['format']}; rows · الصفوف: {told['rows']:,}; made · التاريخ: {told['made']} by {told['tool']}",
        f"- policy for figures · سياسة الأعداد: {told['policy'] or '-'}",
        f"- asked for · المطلوب: {asked}",
        f"- SHA-256: `{told['sha256']}`",
        *((f"- {said} · {arabic(said)}",) if (said := rest(told)) else ()),
        "",
        "## Hidden · المحجوب",
        "",
    ]
    if told["redacted"]:
        lines += [f"- {what}: {count:,}" for what, count in told["hidden"].items()] or ["- nothing had to be hidden · لا شيء"]
        lines += ["", "Names that the reader did not take for persons may stand in free text: read it before you publish.",
                  "قد تبقى في النص أسماء لم يتعرف عليها القارئ: راجعه قبل النشر."]  # fmt: skip
    else:
        lines.append("- **Nothing: this file was asked for unredacted. · لا شيء: طُلب هذا الملف من دون حجب.**")
    lines += ["", "## What the format cannot carry · ما لا تتسع له الصيغة", "", *(f"- {c}" for c in told["cannot_carry"])]
    lines += _listed("## Left out · ما تُرك", [(d["record"], d["why"]) for d in told["dropped"]])
    lines += _listed("## Made simpler · ما بُسِّط", [(d["record"], d["how"]) for d in told["flattened"]])
    return "\n".join(lines) + "\n"


def _listed(head: str, pairs: Sequence[tuple[str, str]]) -> list[str]:
    lines = ["", f"{head} ({len(pairs):,})", ""]
    by_reason: dict[str, list[str]] = {}
    for record, why in pairs:
        by_reason.setdefault(why, []).append(record)
    for why, records in sorted(by_reason.items(), key=lambda item: (-len(item[1]), item[0])):
        more = f" and {len(records) - _SHOWN:,} more (in the JSON)" if len(records) > _SHOWN else ""
        lines.append(f"- {why}: {', '.join(records[:_SHOWN])}{more}")
    return lines if pairs else [*lines, "- nothing · لا شيء"]


def arabic(text: str) -> str:
    """A sentence of a loss report in Arabic (``losses.tsv``); one that is not in the table stands for itself."""
    for pattern, said in _arabic():
        if (found := pattern.fullmatch(text)) is not None:
            for group in found.groups():
                said = said.replace("{}", _coded(group), 1)
            return said
    return text


def _coded(code: str) -> str:
    return next((said for kind in ("type", "modality") if (said := label(kind, code)) != code), code)


@cache
def _arabic() -> tuple[tuple[re.Pattern[str], str], ...]:
    lines = (files("sijill.exports") / "losses.tsv").read_text(encoding="utf-8").splitlines()
    cells = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return tuple((re.compile(re.escape(en).replace(r"\{\}", "(.+)")), ar) for en, ar in cells)
