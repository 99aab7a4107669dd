"""A whole run: the plan that fixes the partitions once, the partitions over the workers, the manifest. Started again, it goes on where it stopped."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any, cast

import msgspec

from sijill.archive import cluster, files, inputs, manifest
from sijill.archive.inputs import File, Options, Part, Surveyed
from sijill.archive.manifest import FORMAT, Done, Manifest, Plan, Versions
from sijill.archive.part import Job, here, read_part
from sijill.archive.schema import SCHEMAS
from sijill.errors import InputError

Tell = Callable[[str], None]


class Run:
    """Inputs on their way into the archive ``out``. ``packs`` are folders beside the built-in packs."""

    def __init__(self, given: Sequence[str], out: str, packs: Sequence[Path] = (), options: Options | None = None) -> None:
        self.given, self.out, self.options = list(given), files.absolute(out), options or Options()
        self.packs = [files.absolute(str(p)) for p in packs]
        self.versions = here(tuple(Path(p) for p in self.packs))
        self.changed: dict[str, str] = {}

    def finished(self) -> Manifest | None:
        """The manifest, where an earlier run of the same came to its end. Raises ``InputError`` where another was begun in this place."""
        if (plan := manifest.plan(self.out)) is None:
            for name in SCHEMAS:
                if files.names(files.under(self.out, name)):
                    raise InputError(f"{self.out}: holds files in {name}/ that no run of this kind began; name an empty folder")
            return None
        self._same(plan)
        if len(manifest.done(self.out, SCHEMAS)) < plan.parts or files.stat(files.under(self.out, "manifest.json")) is None:
            return None
        return manifest.load(self.out)

    def plan(self, client: Any, tell: Tell) -> Plan:
        """The plan of the run, made where there is none."""
        return manifest.plan(self.out) or self._planned(client, tell)

    def read(self, client: Any, plan: Plan, tell: Tell) -> Iterator[Done]:
        """Read the partitions that are not done; first those that are, then each as it is done."""
        already = manifest.done(self.out, SCHEMAS)
        yield from already.values()
        job = Job(self.out, self.versions, self.packs, self.options)
        left = ((job, self._as_it_is(part)) for part in manifest.parts(self.out) if part.number not in already)
        for _, done in cluster.run(client, _read, left, tell):
            if files.stat(files.under(self.out, "_parts", f"part-{done.part:05}.json")) is None:
                raise InputError(f"{self.out}: a worker wrote its files, and they are not here; name a place that all workers share")
            yield done

    def finish(self, plan: Plan) -> Manifest:
        """Write the manifest. Raises ``InputError`` where a partition is missing."""
        found = manifest.done(self.out, SCHEMAS)
        if len(found) < plan.parts:
            raise InputError(f"{self.out}: {plan.parts - len(found):,} partitions are missing; give the same command again")
        for name in (*SCHEMAS, "_parts", "_plan"):
            files.sweep(files.under(self.out, name))
        return manifest.finish(self.out, plan, (found[k] for k in sorted(found)))

    def _planned(self, client: Any, tell: Tell) -> Plan:
        counted = _Counted()
        with (
            files.writing(files.under(self.out, "inputs.jsonl")) as listing,
            files.writing(files.under(self.out, "_plan", "parts.jsonl")) as cut,
        ):
            number = -1
            for part in inputs.parts(counted.through(_in_order(self._surveys(client, tell)), listing)):
                number = part.number
                cut.write(msgspec.json.encode(part) + b"\n")
        if not counted.files:
            raise InputError(f"{' '.join(self.given)}: there is nothing to read")
        files.write(manifest.repeated(self.out), counted.repeated())
        made = Plan(
            FORMAT, self.versions, self.options, self.packs, number + 1, counted.files, counted.bytes, counted.digest.hexdigest(), counted.reports,
        )  # fmt: skip
        files.write(files.under(self.out, "_plan", "plan.json"), msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n")
        return made

    def _surveys(self, client: Any, tell: Tell) -> Iterator[tuple[int, list[Surveyed]]]:
        batches = enumerate(inputs.batches(inputs.listed(self.given, self.out)))
        for (number, _), found in cluster.run(client, _Survey(self.options), batches, tell):
            yield number, found

    def _same(self, plan: Plan) -> None:
        """Raises ``InputError`` where what the run in OUT began with is not what it would go on with."""
        if plan.versions != self.versions:
            raise InputError(f"{self.out}: was begun with {_said(plan.versions)}, and this is {_said(self.versions)}; go on with that, or read into another folder")
        if plan.options != self.options:
            raise InputError(f"{self.out}: was begun with other options ({msgspec.json.encode(plan.options).decode()}); give the same, or read into another folder")
        for old, new in zip_longest(manifest.inputs(self.out), inputs.listed(self.given, self.out)):
            if old is None or new is None or old.place != new.place:
                which = f"{new.place} was not there" if new is not None and (old is None or new.place < old.place) else f"{old.place} is gone"
                raise InputError(f"{self.out}: was begun with other inputs ({which}); give the same, or read into another folder")
            if old.error:
                continue
            now = files.stat(old.place)
            if now is None or now.size != old.size or (now.stamp != old.stamp and _sha256(old.place) != old.sha256):
                raise InputError(f"{old.place}: was changed since the run in {self.out} began; put it back as it was, or read into another folder")
            if now.stamp != old.stamp:
                self.changed[old.place] = now.stamp

    def _as_it_is(self, part: Part) -> Part:
        """The partition with the present stamps of files that were written anew with the same bytes."""
        if not any(f.place in self.changed for f in part.files):
            return part
        return msgspec.structs.replace(part, files=[msgspec.structs.replace(f, stamp=self.changed.get(f.place, f.stamp)) for f in part.files])


def _read(job: tuple[Job, Part], deaths: int) -> Done:
    return read_part(*job, deaths)


class _Survey:
    """A look through a batch of files, as a function that workers can be sent."""

    __name__ = "survey"

    def __init__(self, options: Options) -> None:
        self.options = options

    def __call__(self, batch: tuple[int, list[File]], deaths: int) -> list[Surveyed]:
        return inputs.survey(batch[1], self.options)


class _Counted:
    """What goes by while a plan is made."""

    def __init__(self) -> None:
        self.files = self.bytes = 0
        self.reports: int | None = 0
        self.digest, self.names = hashlib.sha256(), array("Q")

    def through(self, surveys: Iterable[Surveyed], listing: files.Hashing) -> Iterator[Surveyed]:
        """The same, each file noted in the list of inputs."""
        for one in surveys:
            self.files += 1
            self.bytes += one.file.size
            self.digest.update(f"{one.file.sha256} {one.file.source}\n".encode())
            self.names.frombytes(one.names)
            if self.reports is not None:
                self.reports = None if one.kind == "files" else self.reports + sum(c.reports for c in one.cuts)
            listing.write(msgspec.json.encode(one.file) + b"\n")
            yield one

    def repeated(self) -> bytes:
        """The hashes of the names that came more than once."""
        import numpy

        names = numpy.frombuffer(self.names, dtype=numpy.uint64)
        names.sort()  # in place: there may be many millions
        return numpy.unique(names[1:][names[1:] == names[:-1]]).astype("<u8").tobytes()


def _in_order(surveys: Iterable[tuple[int, list[Surveyed]]]) -> Iterator[Surveyed]:
    waiting: dict[int, list[Surveyed]] = {}
    expected = 0
    for number, batch in surveys:
        waiting[number] = batch
        while expected in waiting:
            yield from waiting.pop(expected)
            expected += 1


def _sha256(place: str) -> str:
    with files.opened(place) as stream:
        return hashlib.file_digest(cast(Any, stream), "sha256").hexdigest()


def _said(versions: Versions) -> str:
    return f"{versions.reader}, packs {versions.packs[:12]}, pyarrow {versions.pyarrow}"
