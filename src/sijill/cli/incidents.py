"""``incidents`` and ``incident``: what the register knows of what happened."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sijill.cli.answers import Shape, Shaped, bounds, write_rows
from sijill.cli.filters import Given, filtered
from sijill.cli.opening import opened
from sijill.cli.options import Database
from sijill.cli.terminal import usage

if TYPE_CHECKING:
    from sijill.register.models import Incident
    from sijill.register.queries import Told


def attach(app: typer.Typer) -> None:
    """Add the commands to the program's."""
    app.command()(incidents)
    app.command()(incident)


@filtered
def incidents(
    asked: Given,
    limit: Annotated[int, typer.Option(metavar="N", help="How many at most; 0 for all.", min=0)] = 50,
    format_: Shaped = Shape.table,
    database: Database = None,
) -> None:
    """List incidents, the latest first.

    \b
    Examples:
      sijill incidents --since 2021-03-01 --place إدلب --measure killed
      sijill incidents --near 35.6,36.7 --km 20 --conflicting
      sijill incidents --actor "لواء القدس" --limit 0 --format csv > incidents.csv
      sijill incidents --review none --type air_strike
    """
    with opened(database):
        from sijill.register.queries import incidents as find

        rows = [line(row) for row in find(asked.filter(), limit=limit or None)]
    write_rows(rows, COLUMNS, format_)


def incident(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="An incident's number.")],
    policy: Annotated[str, typer.Option(metavar="NAME", help="most_origins, prefer_source, range_only or pending.")] = "most_origins",
    prefer: Annotated[str, typer.Option(metavar="SOURCE", help="The source that --policy prefer_source takes.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Write it as JSON.")] = False,
    database: Database = None,
) -> None:
    """Show an incident: its claims side by side, where they differ, what follows for the figures, and how it is graded.

    \b
    Examples:
      sijill incident 12
      sijill incident 12 --policy range_only --json
      sijill incident 12 --policy prefer_source --prefer "عنب بلدي"
    """
    from sijill.linking.estimates import POLICIES

    if policy not in POLICIES:
        usage(f"--policy {policy}: no such policy; say one of {', '.join(POLICIES)}")
    if (policy == "prefer_source") != bool(prefer):
        usage("--policy prefer_source and --prefer SOURCE go together")
    with opened(database):
        from sijill.register.queries import incident as find

        told = find(number, policy, prefer)
        print(json.dumps(_whole(told), ensure_ascii=False, indent=1) if as_json else _page(told))


COLUMNS = ("incident", "time", "type", "places", "agents", "targets", "figures", "claims", "origins", "grade", "conflicts")


def line(row: Incident) -> dict[str, Any]:
    """An incident as a row of a list."""
    said = row.summary
    return {
        "incident": row.pk,
        "time": said.get("time") or "",
        "type": row.type,
        "places": "; ".join(said.get("places", [])),
        "agents": "; ".join(said.get("agents", [])),
        "targets": "; ".join(said.get("targets", [])),
        "figures": "; ".join(f"{measure} {bounds(*ends)}" for measure, ends in said.get("figures", {}).items()),
        "claims": row.claims,
        "origins": row.origins,
        "grade": row.grade,
        "conflicts": "; ".join(said.get("conflicts", [])),
    }


def _whole(told: Told) -> dict[str, Any]:
    import msgspec

    def name(key: tuple[str, str]) -> str:
        return f"{told.docs[key[0]]}:{key[1]}"

    return {
        "incident": told.incident.pk,
        "grade": told.grade.name,
        "because": told.grade.because,
        "claims": [
            {"claim": name(c.key), "origin": told.origins.of_event(c.doc, c.event).name, "event": msgspec.to_builtins(c.event)} for c in told.claims
        ],
        "conflicts": [
            {"kind": c.kind, "what": c.what, "update": c.update, "sayings": [{"value": s.value, "claims": [name(k) for k in s.claims]} for s in c.sayings]}
            for c in told.conflicts
        ],
        "estimates": [
            {"measure": e.measure, "low": e.low, "best": e.best, "high": e.high, "policy": e.policy, "origins": e.origins,
             "because": e.because, "claims": [name(k) for k in e.claims]}
            for e in told.estimates
        ],
    }  # fmt: skip


def _page(told: Told) -> str:
    whole = _whole(told)
    lines = [f"incident {told.incident.pk}: {told.incident.type}, {whole['grade']} ({whole['because']})", "", "claims"]
    for claim, said in zip(told.claims, whole["claims"], strict=True):
        e = claim.event
        shown = [
            said["claim"], e.type, f"«{e.trigger}»", e.modality, e.time or "no time",
            "at " + ("; ".join(p.names[0] for p in e.places) or "-"), "by " + ("; ".join(a.names[0] for a in e.agent) or "-"),
            "on " + ("; ".join(a.names[0] for a in e.target) or "-"), "; ".join(f"{f.measure} {bounds(f.low, f.best, f.high)}" for f in e.figures) or "-",
            f"from {said['origin']}",
        ]  # fmt: skip
        lines.append("  " + " | ".join(" ".join(part.split()) for part in shown))
    for conflict in whole["conflicts"]:
        lines += ["", f"{'update' if conflict['update'] else 'conflict'}: {conflict['what']}"]
        lines += [f"  {s['value'] or '-'}: {', '.join(s['claims'])}" for s in conflict["sayings"]]
    if whole["estimates"]:
        lines += ["", f"figures by the policy {whole['estimates'][0]['policy']}"]
        lines += [f"  {e['measure']} {bounds(e['low'], e['best'], e['high'])}: {e['because']}" for e in whole["estimates"]]
    return "\n".join(lines)
