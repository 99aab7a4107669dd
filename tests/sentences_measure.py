"""How the reader does on the banks of short texts in ``corpus/sentences`` (its README tells the columns).

``python tests/sentences_measure.py [BANK…]`` prints F1 of each part of each bank; ``--misses`` lists what is missed, extra
or wrong on the lines that may be looked at (``dev``).  The held lines are never listed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from sijill.evaluation import evaluate
from sijill.evaluation.measures import Score, compare
from sijill.knowledge.tables import rows
from sijill.reading.reader import default_reader

FOLDER = Path(__file__).resolve().parent.parent / "corpus" / "sentences"
COLUMNS = ("split", "text", "type", "modality", "time", "place", "agent", "target", "figures")
PUBLISHED = "2024-05-15"
MEASURES = ("event", "event_family", "time_overlap", "places", "agents", "targets", "figures", "modality")

Record = dict[str, Any]


def banks(names: list[str] | None = None) -> list[Path]:
    """The files of the banks, or of those named."""
    return [path for path in sorted(FOLDER.glob("*.tsv")) if not names or path.stem in names]


def texts(bank: Path) -> Iterator[tuple[int, str, str, Record]]:
    """``(line number, split, text, gold record)`` of each text of a bank."""
    now: tuple[int, str, str, Record] | None = None
    for number, (split, text, kind, modality, time, place, agent, target, figures) in rows(bank, COLUMNS):
        if text or now is None:
            if now is not None:
                yield now
            now = (number, split, text, {"doc": str(number), "published": PUBLISHED, "events": [], "profile": []})
        if kind == "-":
            continue
        events = now[3]["events"]
        events.append(
            {
                "id": f"e{len(events) + 1}",
                "type": kind,
                "trigger": "",
                "modality": modality or "reported",
                "time": time or None,
                "places": [{"names": names} for names in _names(place)],
                "agent": [{"names": names} for names in _names(agent)],
                "target": [{"names": names} for names in _names(target)],
                "figures": [_figure(cell) for cell in figures.split("|") if cell],
                "attribution": [],
            }
        )
    if now is not None:
        yield now


def _names(cell: str) -> list[list[str]]:
    return [[name.strip() for name in names.split("/")] for names in cell.split("|") if names.strip()]


def _figure(cell: str) -> Record:
    measure, _, number = cell.strip().partition("=")
    low, dash, high = number.partition("-")
    return {
        "measure": measure,
        "low": int(low) if low else None,
        "best": None if dash and high else int(low),
        "high": (int(high) if high else None) if dash else int(low),
        "of": [],
        "attributes": [],
    }


def read(bank: Path, split: str) -> tuple[dict[str, Record], dict[str, Record], dict[str, str]]:
    """Gold records, readings and texts of one part of a bank, by line number.  Times that are not coded are left out."""
    gold: dict[str, Record] = {}
    system: dict[str, Record] = {}
    words: dict[str, str] = {}
    for number, part, text, record in texts(bank):
        if part != split:
            continue
        doc = str(number)
        reading = msgspec.to_builtins(default_reader().read(text, doc=doc, published=PUBLISHED))
        gold[doc], system[doc], words[doc] = record, reading, text
        if all(event["time"] is None for event in record["events"]):
            for event in reading["events"]:
                event["time"] = None
    return gold, system, words


def table(names: list[str]) -> str:
    """F1 of each measure for both parts of each bank, and how many texts each has."""
    out = [f"{'':24}{'texts':>6}" + "".join(f"{m:>14}" for m in MEASURES) + f"{'precision':>12}{'recall':>10}\n"]
    for bank in banks(names):
        for split in ("dev", "held"):
            gold, system, _ = read(bank, split)
            scores: dict[str, Score] = evaluate(gold, system)
            event = scores["event"]
            out.append(
                f"{bank.stem + ' ' + split:24}{len(gold):>6}"
                + "".join(f"{scores[m].f1:>14.3f}" for m in MEASURES)
                + f"{event.precision:>12.3f}{event.recall:>10.3f}\n"
            )
    return "".join(out)


def misses(names: list[str]) -> str:
    """What differs on the dev texts, a text at a time: expected (``<``) and read (``>``)."""
    out = []
    for bank in banks(names):
        gold, system, words = read(bank, "dev")
        for comparison in compare(gold, system):
            lines = []
            for ours, theirs in comparison.events:
                told = [_told(e) for e in (ours, theirs)]
                if told[0] != told[1]:
                    lines += [f"    {sign} {line}" for sign, line in zip("<>", told, strict=True) if line]
            if lines:
                out.append("\n".join((f"{bank.stem}:{comparison.doc} {words[comparison.doc]}", *lines)) + "\n")
    return "".join(out)


def _told(event: Any) -> str:
    if event is None:
        return ""
    cells = [event["type"], event["modality"], event["time"] or ""]
    cells += ["/".join(item["names"][0] for item in event[key]) for key in ("places", "agent", "target")]
    cells.append(" ".join(f"{f['measure']}={f['low']}/{f['best']}/{f['high']}" for f in event["figures"]))
    return " · ".join(cells)


if __name__ == "__main__":
    chosen = [a for a in sys.argv[1:] if not a.startswith("-")]
    sys.stdout.write(misses(chosen) if "--misses" in sys.argv else table(chosen))
