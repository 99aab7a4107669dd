"""What incidents are asked for by; lists and exports take the same filters."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from sijill.cli.terminal import usage

Since = Annotated[str | None, typer.Option(metavar="DATE", help="Not before this day (2021-03-05).")]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Not after this day.")]
PlaceName = Annotated[str | None, typer.Option(metavar="NAME", help="In this place or governorate; a name or a gazetteer id.")]
Near = Annotated[str | None, typer.Option(metavar="LAT,LON,KM", help="Within so many kilometres of a point.")]
ActorName = Annotated[str | None, typer.Option(metavar="NAME", help="With this party; a name or a registry id.")]
TypeName = Annotated[str | None, typer.Option("--type", metavar="TYPE", help="Of this event type.")]
MeasureName = Annotated[str | None, typer.Option(metavar="MEASURE", help="With a figure of this measure (killed).")]
OutletName = Annotated[str | None, typer.Option(metavar="NAME", help="Told by this outlet.")]
GradeName = Annotated[str | None, typer.Option(metavar="GRADE", help="confirmed, fair, weak, contested or discounted.")]
Several = Annotated[bool, typer.Option("--several", help="Told by more than one report.")]
Conflicting = Annotated[bool, typer.Option("--conflicting", help="Told differently.")]


def day(value: str | None, option: str) -> date | None:
    """The day an option names."""
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        usage(f"{option} {value}: no date; write 2021-03-05")


def point(value: str | None) -> tuple[float, float, float] | None:
    """Latitude, longitude and kilometres of ``--near``."""
    if value is None:
        return None
    try:
        lat, lon, km = (float(part) for part in value.split(","))
    except ValueError:
        usage(f"--near {value}: write latitude, longitude and kilometres, such as 35.6,36.7,20")
    if not (-90 <= lat <= 90 and -180 <= lon <= 180 and km > 0):
        usage(f"--near {value}: no point on earth, or no distance")
    return lat, lon, km
