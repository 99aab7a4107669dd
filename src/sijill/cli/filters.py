"""What incidents and claims are asked for by: every list, export and page takes the same filters."""

from __future__ import annotations

import inspect
import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from sijill.cli.terminal import usage

if TYPE_CHECKING:
    from sijill.register.filters import Filter

_YEAR_OR_MONTH = re.compile(r"\d{4}(-\d{2})?", re.ASCII)
_REVIEWS = "none, any, accepted, corrected, rejected, judged or unsure"


class Given(NamedTuple):
    """The filters as options gave them."""

    since: date | None
    until: date | None
    place: str | None
    near: tuple[float, float, float] | None
    actor: str | None
    type: str | None
    measure: str | None
    outlet: str | None
    grade: str | None
    several: bool
    conflicting: bool
    review: str | None

    def filter(self) -> Filter:
        """As the register takes them; it must be open, since its tables can be named only then."""
        from sijill.register.filters import Filter

        return Filter(**self._asdict())


def _options(
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Not before this day (2021-03-05), month (2021-03) or year.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Not after this day, month or year.")] = None,
    place: Annotated[str | None, typer.Option(metavar="NAME", help="In this place or governorate; a name or a gazetteer id.")] = None,
    near: Annotated[str | None, typer.Option(metavar="LAT,LON", help="Near a point; with --km, or kilometres behind a third comma.")] = None,
    km: Annotated[float | None, typer.Option(metavar="N", help="Within so many kilometres of --near.")] = None,
    actor: Annotated[str | None, typer.Option(metavar="NAME", help="With this party; a name or a registry id.")] = None,
    type_: Annotated[str | None, typer.Option("--type", metavar="TYPE", help="Of this event type, or of this family of types.")] = None,
    measure: Annotated[str | None, typer.Option(metavar="MEASURE", help="With a figure of this measure (killed).")] = None,
    outlet: Annotated[str | None, typer.Option(metavar="NAME", help="Told by this outlet.")] = None,
    grade: Annotated[str | None, typer.Option(metavar="GRADE", help="confirmed, fair, weak, contested or discounted.")] = None,
    several: Annotated[bool, typer.Option("--several", help="Told by more than one report.")] = False,
    conflicting: Annotated[bool, typer.Option("--conflicting", help="Told differently.")] = False,
    review: Annotated[str | None, typer.Option(metavar="STATE", help=f"What people said of it: {_REVIEWS}.")] = None,
) -> Given:
    first, end = _day(since, "--since"), _day(until, "--until", last=True)
    if first is not None and end is not None and first > end:
        usage(f"--since {since} is after --until {until}; exchange them")
    return Given(
        first, end, place, _point(near, km), actor, type_, measure, outlet, grade, several, conflicting, review
    )


def filtered(command: Callable[..., None]) -> Callable[..., None]:
    """A command that takes the filters as options and has them as its parameter ``asked``."""
    options = inspect.signature(_options, eval_str=True).parameters
    own = inspect.signature(command, eval_str=True).parameters
    kept = [p for p in own.values() if p.name != "asked"]
    taken = [p for p in options.values() if p.name not in own]
    # Arguments first, then filters, then what the command has besides.
    required = [p for p in kept if p.default is inspect.Parameter.empty]
    parameters = [*required, *taken, *(p for p in kept if p not in required)]

    @wraps(command)
    def taking(**given: Any) -> None:
        asked = _options(**{p.name: given.pop(p.name) for p in taken})
        command(asked=asked, **given)

    signature = inspect.Signature([p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in parameters])
    taking.__signature__ = signature  # type: ignore[attr-defined]
    taking.__annotations__ = {p.name: p.annotation for p in parameters}
    return taking


def _day(value: str | None, option: str, *, last: bool = False) -> date | None:
    """A day; of a month or a year the first day, or the last."""
    if not value:
        return None
    try:
        if _YEAR_OR_MONTH.fullmatch(value) is None:
            return date.fromisoformat(value)
        year, month = int(value[:4]), int(value[5:] or (12 if last else 1))
        return date(year, month, monthrange(year, month)[1] if last else 1)
    except ValueError:
        usage(f"{option} {value}: no date; write 2021-03-05, 2021-03 or 2021")


def _point(value: str | None, km: float | None) -> tuple[float, float, float] | None:
    """Latitude, longitude and kilometres."""
    if value is None:
        if km is not None:
            usage("--km: says how far from a point; name the point with --near LAT,LON")
        return None
    try:
        lat, lon, *rest = (float(part) for part in value.split(","))
        (reach,) = rest or ([] if km is None else [km])
    except ValueError:
        usage(f"--near {value}: write latitude, longitude and kilometres, such as --near 35.6,36.7 --km 20")
    if not (-90 <= lat <= 90 and -180 <= lon <= 180 and reach > 0):
        usage(f"--near {value}: no point on earth, or no distance")
    return lat, lon, reach
