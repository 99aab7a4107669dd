"""The register on both databases: what goes in stays as it was, and every change of it is noticed."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from sijill.errors import RegisterError
from sijill.register import Register

from .conftest import item

ONE = "دمشق - 5 آذار 2021\nقتل ثلاثة مدنيين بقصف مدفعي لقوات النظام على بلدة كفرنبل جنوبي إدلب أمس، وفق الدفاع المدني."
TWO = "إدلب - 6 آذار 2021\nقضى أربعة أشخاص في قصف مدفعي طال بلدة كفرنبل في 4 آذار، بحسب المرصد السوري."
THREE = "بغداد - 5 آذار 2021\nاعتقلت القوات العراقية خمسة مسلحين في كركوك اليوم."


def fill(register: Register) -> None:
    assert [o.what for o in register.add([item("one", ONE), item("two", TWO), item("three", THREE)])] == ["added"] * 3
    assert all(not o.why for o in register.read())
    register.link()


def test_what_is_added_twice_is_there_once(register: Register) -> None:
    fill(register)
    before = register.counts()
    outcomes = list(register.add([item("one", ONE), item("again", TWO), item("new", ONE + "\nتتمة.")]))
    assert [o.what for o in outcomes] == ["duplicate", "duplicate", "added"]
    assert register.counts()["report"] == before["report"] + 1
    assert len(list(register.read())) == 1
    assert list(register.read()) == []


def test_one_bad_item_does_not_stop_the_others(register: Register) -> None:
    bad = RegisterError("x.txt: binary")
    outcomes = list(register.add([item("one", ONE), bad, item("two", TWO)]))
    assert [o.what for o in outcomes] == ["added", "failed", "added"]
    assert outcomes[1].why == "x.txt: binary"


def test_an_open_register_must_be_there(database: str, tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="there is no register"):
        Register.open(database)
    Register.open(database, create=True, evidence=tmp_path / "e").close()
    Register.open(database, evidence=tmp_path / "e").close()


def test_a_password_is_never_shown() -> None:
    with pytest.raises(RegisterError) as error:
        Register.open("postgresql://me:secret@localhost:1/none")
    assert "secret" not in str(error.value)
    assert "***" in str(error.value)
    with pytest.raises(RegisterError, match="mysql:// is no database known here"):
        Register.open("mysql://localhost/x")


def test_claims_of_one_incident_are_joined_and_keep_their_number(register: Register) -> None:
    from sijill.register.models import Incident, Member

    fill(register)
    shared = [i for i in Incident.objects.all() if i.members.count() > 1]
    assert [sorted(m.event.report.doc for m in i.members.all()) for i in shared] == [["one", "two"]]
    number = shared[0].pk
    later = ONE.replace("دمشق", "حلب").replace("ثلاثة مدنيين", "خمسة مدنيين")
    list(register.add([item("four", later)]))
    list(register.read())
    outcome = register.link()
    assert outcome.claims >= 1
    assert {m.event.report.doc for m in Member.objects.filter(incident_id=number)} == {"one", "two", "four"}


def test_a_judgement_outranks_the_score_and_survives(register: Register) -> None:
    from sijill.register import links
    from sijill.register.models import EventRow, Member

    fill(register)
    a = EventRow.objects.get(report__doc="one", member__incident__in=Member.objects.filter(event__report__doc="two").values("incident_id"))
    b = EventRow.objects.get(report__doc="two", member__incident=a.member.incident)
    links.judge(a, b, "not_same", "two different days")
    assert EventRow.objects.get(pk=a.pk).member.incident_id != EventRow.objects.get(pk=b.pk).member.incident_id
    list(register.add([item("five", TWO + "\nوأضاف أن الجرحى نقلوا.")]))
    list(register.read())
    register.link()
    assert EventRow.objects.get(pk=a.pk).member.incident_id != EventRow.objects.get(pk=b.pk).member.incident_id
    other = EventRow.objects.filter(report__doc="three").first()
    assert other is not None
    links.judge(a, other, "same")
    assert EventRow.objects.get(pk=a.pk).member.incident_id == EventRow.objects.get(pk=other.pk).member.incident_id
    with pytest.raises(ValueError, match="no judgement"):
        links.judge(a, b, "maybe")
    assert list(register.verify()) == []


def test_linking_piece_by_piece_ends_where_linking_at_once_ends(register: Register) -> None:
    from sijill.register.models import Member

    for name, text in (("one", ONE), ("two", TWO), ("three", THREE)):
        list(register.add([item(name, text)]))
        list(register.read())
        register.link()
    groups: dict[int, set[str]] = {}
    for member in Member.objects.select_related("event__report"):
        groups.setdefault(member.incident_id, set()).add(f"{member.event.report.doc}:{member.event.ident}")
    assert sorted(sorted(g) for g in groups.values() if len(g) > 1) == [["one:e1", "two:e1"]]
    assert register.link() == (0, 0, 1)


def test_a_newer_reading_is_added_and_incidents_keep_their_numbers(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    from sijill.register import readings
    from sijill.register.models import Member, Reading

    fill(register)
    before = {(m.event.report.doc, m.event.start): m.incident_id for m in Member.objects.select_related("event__report")}
    monkeypatch.setattr(readings, "READER", "sijill-rules/newer")
    assert len(list(register.read())) == 3
    register.link()
    assert Reading.objects.count() == 6
    after = {(m.event.report.doc, m.event.start): m.incident_id for m in Member.objects.select_related("event__report")}
    assert after == before
    assert list(register.verify()) == []


def test_lists_go_on_from_page_to_page_with_the_undated_last(register: Register) -> None:
    from sijill.register.models import Incident
    from sijill.register.queries import Filter, incidents

    fill(register)
    template = Incident.objects.filter(claims__gt=0).first()
    assert template is not None
    days = [737000, None, 737002, None, 737001, None]
    Incident.objects.all().update(claims=0)
    for day in days:
        Incident.objects.create(made=template.made, claims=1, type="arrest", last_day=day, first_day=day)
    everything = incidents(Filter(), limit=None)
    assert [row.last_day for row in everything] == [737002, 737001, 737000, None, None, None]
    for size in (1, 2, 4, 5):
        pages = [incidents(Filter(), limit=size, after=at) for at in range(0, 8, size)]
        assert [row.pk for page in pages for row in page] == [row.pk for row in everything]


def test_a_sound_register_has_no_fault(register: Register) -> None:
    fill(register)
    assert list(register.verify()) == []


# -- tampering --------------------------------------------------------------------------------------------


def flipped(value: str, dice: random.Random) -> str:
    """The text with one character changed."""
    k = dice.randrange(len(value))
    return value[:k] + chr(ord(value[k]) ^ 1) + value[k + 1 :]


TAMPERED = {
    "Evidence": ("size", "media_type", "name", "added"),
    "Report": ("key", "doc", "locator", "text", "text_sha256", "published", "outlet", "url", "title", "extractor", "added"),
    "Reading": ("reader", "packs", "record", "record_sha256", "published", "outlet", "made"),
    "Judgement": ("a_start", "a_type", "b_start", "b_type", "verdict", "who", "why", "made"),
    "Entry": ("at", "who", "action", "subject", "detail", "before", "hash"),
}
NAMED = {"Evidence": "evidence", "Report": "report", "Reading": "reading of", "Judgement": "judgement", "Entry": "audit entry"}


def altered(was: object, dice: random.Random) -> object:
    """The value with one character, or its last digit, changed."""
    if isinstance(was, str):
        return flipped(was, dice)
    return was ^ 1 if isinstance(was, int) else was + timedelta(microseconds=1)  # type: ignore[operator]


@pytest.mark.parametrize("seed", range(2))
def test_every_changed_byte_is_named(register: Register, seed: int) -> None:
    """A byte of evidence, or a value in any column that is kept for ever, changed one at a time. ``SIJILL_CHANGES`` says how often (50)."""
    from sijill.register import links, models

    fill(register)
    beside = {"published": "2021-03-05", "outlet": "شبكة النهر", "url": "https://example.org/1", "title": "عنوان", "locator": "3"}
    list(register.add([item("beside", THREE + "\nتتمة.", **beside)]))
    list(register.read())
    one, two = models.EventRow.objects.order_by("pk")[:2]
    links.judge(one, two, "not_same", "يومان مختلفان")
    assert list(register.verify()) == []
    dice = random.Random(seed)
    columns = [("bytes", "")] * 12 + [(table, field) for table, fields in TAMPERED.items() for field in fields]
    for k in range(int(os.environ.get("SIJILL_CHANGES", "50"))):
        table, field = columns[(k * 7 + seed) % len(columns)]
        if table == "bytes":
            path = register.store.path(dice.choice(list(models.Evidence.objects.values_list("pk", flat=True))))
            path.chmod(0o600)
            whole = path.read_bytes()
            at = dice.randrange(len(whole))
            path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << dice.randrange(8))]) + whole[at + 1 :])
            found = list(register.verify())
            path.write_bytes(whole)
            assert found[0].startswith(f"evidence {path.parent.name}{path.name}"), found
            continue
        model = getattr(models, table)
        row = dice.choice([row for row in model.objects.order_by("pk") if getattr(row, field) not in (None, "")])
        was = getattr(row, field)
        model.objects.filter(pk=row.pk).update(**{field: altered(was, dice)})
        found = list(register.verify())
        model.objects.filter(pk=row.pk).update(**{field: was})
        assert found, (table, field)
        assert found[0].startswith(f"audit entry {row.pk}:" if table == "Entry" else NAMED[table]), (table, field, found)
    assert list(register.verify()) == []


def test_entries_dropped_or_moved_are_noticed(register: Register) -> None:
    from sijill.register.models import Entry

    fill(register)
    rows = list(Entry.objects.order_by("number"))
    Entry.objects.filter(pk=rows[1].pk).delete()
    assert next(register.verify()).startswith("audit entry 2: missing")
    Entry.objects.create(**{f: getattr(rows[2], f) for f in ("at", "who", "action", "subject", "detail", "before", "hash")}, number=2)
    Entry.objects.filter(pk=3).delete()
    Entry.objects.create(**{f: getattr(rows[1], f) for f in ("at", "who", "action", "subject", "detail", "before", "hash")}, number=3)
    assert next(register.verify()).startswith("audit entry 2: does not follow")


def test_a_report_slipped_in_or_taken_out_is_noticed(register: Register) -> None:
    from sijill.register.models import EventRow, ProfileRow, Reading, Report

    fill(register)
    gone = Report.objects.get(doc="three")
    for table in (EventRow, ProfileRow, Reading):
        table.objects.filter(report=gone).delete()
    Report.objects.filter(pk=gone.pk).delete()
    found = list(register.verify())
    assert any(f.startswith(f"report {gone.key[:12]}: the audit chain has it") for f in found)
    copy = Report.objects.get(doc="one")
    copy.pk, copy.key, copy.doc = None, "0" * 64, "slipped in"
    copy.save(force_insert=True)
    assert any("slipped in" in f for f in register.verify())
    missing = register.store.path(Report.objects.get(doc="two").evidence_id)
    missing.chmod(0o600)
    missing.unlink()
    assert any(f.startswith("evidence") and "missing" in f for f in register.verify())


def test_two_that_add_and_read_at_once_wait_for_one_another(database: str, tmp_path: Path) -> None:
    """The same reports by two processes, which both also read them."""
    script = """
import sys
from pathlib import Path
from sijill.ingest import Item
from sijill.register import Register
with Register.open(sys.argv[1], evidence=Path(sys.argv[2])) as register:
    def items():
        for k in range(100):
            text = f"اعتقلت القوات العراقية خمسة مسلحين في كركوك اليوم. وهذا هو الخبر رقم {k}."
            yield Item(name=str(k), source="x", data=text.encode(), media_type="text/plain", text=text, extractor="text/1")
    counts = [o.what for o in register.add(items())]
    read = [o.why for o in register.read()]
    assert not any(read), read
    print(counts.count("added"), len(read))
"""
    Register.open(database, create=True, evidence=tmp_path / "evidence").close()
    command = [sys.executable, "-c", script, database, str(tmp_path / "evidence")]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    told = [process.communicate() for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    added, read = zip(*(map(int, out.split()) for out, _ in told), strict=True)
    assert sum(added) == 100
    assert sum(read) == 100
    with Register.open(database, evidence=tmp_path / "evidence") as register:
        assert list(register.verify()) == []
