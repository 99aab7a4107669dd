"""Every value of every reading stands on its characters; the same text gives the same bytes, always."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from checks import SAMPLES, check, spans
from sijill.reading.reader import default_reader


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_values_stand_on_characters(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    check(text, default_reader().read(text, doc=path.stem))


def test_the_samples_have_values_to_check() -> None:
    """The property above would hold of a reader that reads nothing."""
    counts = {"Event": 0, "Figure": 0, "Place": 0, "Actor": 0, "Source": 0, "Evidence": 0, "ProfileClaim": 0}
    for path in SAMPLES:
        for item in spans(default_reader().read(path.read_text(encoding="utf-8"))):
            counts[type(item).__name__] += 1
    assert all(count >= 8 for count in counts.values()), counts


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_offsets_are_those_of_the_text_given(path: Path) -> None:
    """A text moved by a blank line moves every span by that line and nothing else."""
    text = path.read_text(encoding="utf-8")
    plain, moved = default_reader().read(text), default_reader().read("\n" + text)
    assert [text[i.start : i.end] for i in spans(plain)] == [("\n" + text)[i.start : i.end] for i in spans(moved)]
    check("\n" + text, moved)


def test_reading_twice_gives_the_same_bytes() -> None:
    for path in SAMPLES:
        text = path.read_text(encoding="utf-8")
        first, second = (msgspec.json.encode(default_reader().read(text)) for _ in range(2))
        assert first == second, path.stem


def test_the_order_of_reading_does_not_matter() -> None:
    """What was read before (caches) leaves no trace in what is read next."""
    texts = [path.read_text(encoding="utf-8") for path in SAMPLES]
    forth = [msgspec.json.encode(default_reader().read(text)) for text in texts]
    back = [msgspec.json.encode(default_reader().read(text)) for text in reversed(texts)]
    assert forth == back[::-1]


def test_other_processes_give_the_same_bytes() -> None:
    """No value depends on the hash seed of the process."""
    script = (
        "import sys, msgspec\n"
        "from sijill.reading.reader import default_reader\n"
        "for name in sys.argv[1:]:\n"
        "    text = open(name, encoding='utf-8').read()\n"
        "    sys.stdout.buffer.write(msgspec.json.encode(default_reader().read(text)) + b'\\n')\n"
    )
    source = str(Path(__file__).resolve().parents[1] / "src")
    outputs = set()
    for seed in ("0", "1", "4711"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (source, os.environ.get("PYTHONPATH"))))
        done = subprocess.run(
            [sys.executable, "-c", script, *map(str, SAMPLES)], capture_output=True, check=True, env=environment
        )
        outputs.add(done.stdout)
    assert len(outputs) == 1
    here = [msgspec.json.encode(default_reader().read(p.read_text(encoding="utf-8"))) for p in SAMPLES]
    assert outputs == {b"\n".join([*here, b""])}


@pytest.mark.parametrize("text", ["", " ", "\n\n", ".", "«»", "؟!", "ـ", "\u200f", "123", "a" * 5000, "و" * 5000, "قتل " * 800])
def test_texts_without_a_report(text: str) -> None:
    check(text, default_reader().read(text))


def test_a_long_report_costs_in_proportion() -> None:
    """Sixteen times the text takes no more than thirty times as long (quadratic would be 256)."""
    import time

    ring = "\n".join(path.read_text(encoding="utf-8") for path in SAMPLES)
    small, large = ring, "\n".join([ring] * 16)
    reader = default_reader()
    reader.read(small)

    def seconds(text: str) -> float:
        started = time.process_time()
        reader.read(text)
        return time.process_time() - started

    assert seconds(large) <= 30 * min(seconds(small) for _ in range(3))


def test_a_line_without_plain_blanks_is_read_whole() -> None:
    """Numbers in brackets between no-break blanks, as many as would take minutes if each join cut the lists behind it."""
    from sijill.arabic.text import Text

    count = 64_000
    tokens = Text("«قتل»\u00a0(5)\u00a0" * count + "مدنيين")
    assert tokens.forms == ["قتل", "5"] * count + ["مدنيين"]
    assert len(tokens.pre) + len(tokens.post) == 2 * count
