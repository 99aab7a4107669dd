"""Linking an archive: the stages one after another, each over the workers. What a killed run had done is not done again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from itertools import accumulate
from pathlib import Path
from typing import Any, cast

import msgspec
import numpy as np
import pyarrow as pa

from sijill.archive import cluster, files, manifest
from sijill.archive.link import copies, grouping, meeting, ordering, scoring, summing
from sijill.archive.link.layout import WORK, Layout
from sijill.archive.link.pieces import Array
from sijill.archive.link.sketch import SKETCH
from sijill.archive.schema import LINKED
from sijill.linking.blocks import ROUNDS
from sijill.version import VERSION

FORMAT = 1

CHUNK = 4096
"""Claims of a chunk, about."""

RANGE = 500_000
"""Rows of a range of blocks, about."""

Counting = Callable[[str, int], AbstractContextManager[Callable[[], None]]]
"""What makes a function that is called after each task, given the name of the stage and how many tasks it has."""


class Linked(msgspec.Struct, frozen=True):
    """What OUT/link.json says: what was linked by which rules, what it gave; ``content`` is the SHA-256 over the sorted lines ``PATH SHA-256``."""

    format: int
    archive: str
    rules: str
    """SHA-256 over the points and kin types, and the version of Sijill."""
    events: int
    pairs: int
    """How many were weighed."""
    links: int
    incidents: int
    shared: int
    """Incidents that more than one report tells of."""
    copies: int
    content: str


class Run:
    """The linking of the archive ``out``. ``packs`` are folders beside the built-in packs. Raises ``InputError`` where OUT is no whole archive."""

    def __init__(self, out: str, packs: Sequence[Path] = ()) -> None:
        self.out = files.absolute(out)
        self.archive = manifest.load(self.out)
        self.layout = Layout(self.out, tuple(files.absolute(str(p)) for p in packs), self.archive.parts)
        weights = self.layout.weights
        said = msgspec.json.encode([FORMAT, VERSION, pa.__version__, CHUNK, weights.points, {k: sorted(v) for k, v in weights.groups.items()}], order="sorted")
        self.rules = hashlib.sha256(said).hexdigest()

    def finished(self) -> Linked | None:
        """What an earlier run of the same gave, if it came to its end."""
        data = files.read(files.under(self.out, "link.json"))
        found = msgspec.json.decode(data, type=Linked) if data is not None else None
        return found if found is not None and (found.archive, found.rules) == (self.archive.content, self.rules) else None

    def link(self, client: Any, tell: Callable[[str], None], counting: Counting) -> Linked:
        """Link; what is there of another run, of other reports or rules, is thrown away first."""
        begun, mine = files.under(self.out, WORK, "begun"), f"{self.archive.content} {self.rules}\n".encode()
        if files.read(begun) != mine:
            for name in (WORK, *LINKED):
                files.remove(files.under(self.out, name))
            files.write(begun, mine)
        stages = _Stages(client, tell, counting)
        layout = self._ordered(stages)
        pairs, places = self._met(stages, layout)
        shares = [(chunk, k, n) for chunk, count in enumerate(pairs) for n in (max(1, -(-count // scoring.MANY)),) for k in range(n)]
        weighed = [scoring.Weighed(*w) for w in stages.each("weigh", scoring.scored, layout, [(places, *one) for one in shares])]
        listed = [layout.place("links", chunk, share) for chunk, share, _ in shares]
        by_chunk = [[layout.place("links", chunk, share) for chunk, share, _ in shares if chunk == own] for own in range(layout.chunks)]
        self._grouped(stages, layout, listed, by_chunk)
        stages.each("texts", copies.texts, layout, _numbers(layout.parts))
        stages.each("copies", copies.copied, layout, _numbers(layout.chunks))
        _once(layout, "firsts", lambda: _write(layout.place("firsts"), copies.firsts(layout)))
        sums = stages.each("incidents", summing.summed, layout, _numbers(layout.chunks))
        copied = stages.each("names", summing.named, layout, _numbers(layout.parts))
        made = Linked(
            FORMAT, self.archive.content, self.rules, layout.claims, sum(w.pairs for w in weighed), sum(w.links for w in weighed), sum(s["incidents"] for s in sums), sum(s["shared"] for s in sums),
            sum(copied), self._content(),
        )  # fmt: skip
        files.write(files.under(self.out, "link.json"), msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n")
        files.remove(files.under(self.out, WORK))
        return made

    def _ordered(self, stages: _Stages) -> Layout:
        """Claims in the order of time, and where everything begins."""
        layout = self.layout
        samples = sorted(key for own in stages.each("look", ordering.sampled, layout, _numbers(layout.parts)) for key in own)
        step = max(1, CHUNK // ordering.EVERY)
        layout = msgspec.structs.replace(layout, cuts=sorted(set(samples[step::step])))
        dealt = [ordering.Dealt(*d) for d in stages.each("claims", ordering.dealt, layout, _numbers(layout.parts))]
        layout = msgspec.structs.replace(
            layout,
            first_report=_sums(d.reports for d in dealt),
            first_claim=_sums(sum(d.claims) for d in dealt),
            first_rank=_sums(sum(d.claims[k] for d in dealt) for k in range(layout.chunks)),
            ranges=max(1, -(-sum(d.rows for d in dealt) // RANGE)),
        )
        stages.each("order", ordering.gathered, layout, _numbers(layout.chunks))
        _once(layout, "sketched", lambda: _joined(layout))
        return layout

    def _met(self, stages: _Stages, layout: Layout) -> tuple[list[int], list[str]]:
        """Pairs of each chunk that are worth weighing, counted as often as they met, and the files that they stand in."""
        pairs, places = np.zeros(layout.chunks, np.int64), []
        for turn in range(ROUNDS + 1):
            stage = meeting.stages(turn + 1)[-1]
            if turn:
                stages.each(f"narrow {turn}", meeting.narrower, layout, [(turn, chunk) for chunk in range(layout.chunks)])
            counted = [meeting.Counted(*c) for c in stages.each(f"blocks {turn}", meeting.counted, layout, [(stage, k) for k in range(layout.ranges)])]
            shares = [(stage, k, share, n) for k, c in enumerate(counted) for n in (-(-c.pairs // meeting.SHARE),) for share in range(n)]
            for found in stages.each(f"pairs {turn}", meeting.met, layout, shares):
                pairs += np.array(found)
            places += [layout.place(f"{stage}-pairs", k, share) for _, k, share, _ in shares]
            if not any(c.crowds for c in counted):
                break
        return [int(n) for n in pairs], places

    def _grouped(self, stages: _Stages, layout: Layout, listed: list[str], by_chunk: list[list[str]]) -> None:
        """Incidents and their numbers, and which texts are to be compared."""
        _once(layout, "components", lambda: grouping.write_components(layout, grouping.connected(layout.claims, grouping.LinkFiles(listed))))
        stages.each("groups", grouping.grouped, layout, [(by_chunk, chunk) for chunk in range(layout.chunks)])
        _once(layout, "homes", lambda: copies.wanted(layout, *grouping.numbered(layout)))

    def _content(self) -> str:
        lines = []
        for name in LINKED:
            for file in files.names(files.under(self.out, name)):
                with files.opened(files.under(self.out, name, file)) as stream:
                    lines.append(f"{name}/{file} {hashlib.file_digest(cast(Any, stream), 'sha256').hexdigest()}\n")
        return hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()


class _Stages:
    """Tasks over the workers; what a task gave is kept beside what it wrote."""

    def __init__(self, client: Any, tell: Callable[[str], None], counting: Counting) -> None:
        self.client, self.tell, self.counting = client, tell, counting

    def each(self, stage: str, work: Callable[..., Any], layout: Layout, tasks: Sequence[tuple[Any, ...]]) -> list[Any]:
        """What the work gave for each task, in their order."""
        names = ["-".join(f"{k:05}" if isinstance(k, int) else k for k in task if isinstance(k, int | str)) for task in tasks]
        out: dict[str, Any] = {}
        for name in names:
            data = files.read(_marker(layout, stage, name))
            if data is not None:
                out[name] = msgspec.json.decode(data)
        left = [(work, layout, task, stage, name) for task, name in zip(tasks, names, strict=True) if name not in out]
        with self.counting(stage, len(left)) as step:
            for job, found in cluster.run(self.client, _done, left, self.tell):
                out[job[-1]] = found
                step()
        return [out[name] for name in names]


def _done(job: tuple[Callable[..., Any], Layout, tuple[Any, ...], str, str], deaths: int) -> Any:
    work, layout, task, stage, name = job
    found = work(layout, *task)
    files.write(_marker(layout, stage, name), msgspec.json.encode(found))
    return found


def _marker(layout: Layout, stage: str, name: str) -> str:
    return files.under(layout.out, WORK, "done", stage.replace(" ", "-"), f"{name}.json")


def _numbers(count: int) -> list[tuple[int]]:
    return [(k,) for k in range(count)]


def _sums(counts: Iterable[int]) -> list[int]:
    return [0, *accumulate(counts)]


def _once(layout: Layout, stage: str, make: Callable[[], None]) -> None:
    """Make a file that is not there."""
    if files.stat(layout.place(stage)) is None:
        make()


def _write(place: str, numbers: Array) -> None:
    files.write(place, numbers.tobytes())


def _joined(layout: Layout) -> None:
    """All sketches in one file, and what of them is asked for alone."""
    with (
        files.writing(layout.place("sketched")) as stream,
        files.writing(layout.place("number")) as number,
        files.writing(layout.place("report")) as report,
    ):
        for chunk in range(layout.chunks):
            data = files.read(layout.place("sketches", chunk)) or b""
            own = np.frombuffer(data, SKETCH)
            stream.write(data)
            number.write(own["number"].tobytes())
            report.write(own["report"].tobytes())
