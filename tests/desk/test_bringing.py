"""Tables that go out, are corrected in a spreadsheet and come back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation

from sijill.desk import jobs
from sijill.desk.giving import bringing, meant, sheet
from sijill.desk.models import Job, User
from sijill.errors import RegisterError
from sijill.exports.cases import Names
from sijill.exports.corrections import COLUMNS, guarded, unguarded
from sijill.labels import labels
from sijill.register.models import Collection, Entry, Report, Review
from sijill.register.people.acts import Act, say
from sijill.register.people.coding import coded
from sijill.register.people.collections import place
from sijill.register.people.values import MEASURES

AsRole = Callable[..., Client]
Row = dict[str, str]


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path) -> Any:
    """The desk's folder of this test alone."""
    before = settings.DESK_FOLDER
    settings.DESK_FOLDER = tmp_path / "desk"
    yield
    settings.DESK_FOLDER = before


def table(client: Client, **where: str) -> list[Row]:
    """A table as it is downloaded, its cells as a spreadsheet shows them to be saved again."""
    address = client.post("/exports/", {"format": "table", **where})["Location"]
    jobs.run_waiting()
    data = b"".join(client.get(f"{address}file").streaming_content)  # type: ignore[attr-defined]
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def written(rows: list[Row], encoding: str = "utf-8-sig", mark: str = ",") -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=mark, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def sent(client: Client, data: bytes, name: str = "table.csv") -> Job:
    """Bring a table back and have it compared."""
    answer = client.post("/import/", {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.content.decode()
    jobs.run_waiting()
    return Job.objects.filter(kind="table").order_by("-pk")[0]


def test_a_table_that_nobody_touched_changes_nothing(filled: str, as_role: AsRole) -> None:
    coder = as_role("coder")
    rows = table(coder)
    assert len(rows) > 100 and tuple(rows[0]) == COLUMNS
    for data in (written(rows), written(rows, "utf-16"), written(rows, mark=";"), written(rows, mark="\t"), written([{k: unguarded(v) for k, v in r.items()} for r in rows])):
        job = sent(coder, data)
        assert (job.state, job.told["rows"], bringing.changes(job)) == ("done", len(rows), [])
    assert "nothing to change" in coder.get(f"/import/{job.pk}/").content.decode()
    assert not Review.objects.exists()


def test_corrections_are_shown_written_and_taken_back(filled: str, as_role: AsRole) -> None:
    coder = as_role("coder")
    rows = table(coder)
    first = next(r for r in rows if " | " in r["figures"] and r["agent"] and r["places"] and "█" not in r["places"] + r["agent"])
    other = next(r for r in rows if r["id"].partition(":")[0] != first["id"].partition(":")[0] and r["time"] and r["type"] != "attack")
    report = Report.objects.get(key=first["id"].partition(":")[0])
    ident = first["id"].partition(":")[2]
    was = {r.pk: coded(r).record for r in Report.objects.all()}
    figures = first["figures"].split(" | ")
    first.update(figures=" | ".join(["killed=6..٨ best 7 [women]", *figures[1:-1]]), places="سراقب [near]", agent="", means="ambush", reviewed="accepted")
    other.update(type="attack", time="2021-04")
    job = sent(coder, written([other, first]), "../../مراجعة نيسان.csv")
    shown = {(c["line"], c["column"]): c for c in bringing.changes(job)}
    assert {c["kind"] for c in shown.values()} == {"change"}
    assert {(2, "type"), (2, "time"), (3, "figures"), (3, "places"), (3, "agent"), (3, "reviewed")} <= set(shown)
    assert shown[2, "time"]["after"] == "2021-04" and shown[2, "time"]["before"]
    page = coder.get(f"/import/{job.pk}/").content.decode()
    assert "<ins>2021-04</ins>" in page and "<del>" in page and "Nothing was written yet" in page and "<h1><bdi>مراجعة نيسان.csv" in page
    assert not Review.objects.exists(), "nothing is written before it is said"
    assert coder.post(f"/import/{job.pk}/apply").status_code == 302
    coder.post(f"/import/{job.pk}/apply")
    jobs.run_waiting()
    done = Job.objects.get(kind="bring")
    assert done.state == "done" and not done.told["faults"] and done.told["said"] == Review.objects.count() == sum(len(c["acts"]) for c in shown.values())
    event = next(e for e in coded(report).record.events if e.id == ident)
    figure = event.figures[0]
    assert (figure.measure, figure.low, figure.best, figure.high, figure.attributes) == ("killed", 6, 7, 8, ["women"]) and len(event.figures) == len(figures) - 1
    assert [(p.names[0], p.relation) for p in event.places] == [("سراقب", "near")] and event.places[0].lat is not None and event.agent == []
    assert event.means == ["ambush"]
    assert {r.why for r in Review.objects.all()} == {"import مراجعة نيسان.csv row 2", "import مراجعة نيسان.csv row 3"}
    assert Entry.objects.filter(action="review", who="coder").count() == Review.objects.count()
    written_now = Review.objects.count()
    assert "Take everything back" in coder.get(f"/import/{job.pk}/").content.decode()
    coder.post(f"/import/{job.pk}/undo")
    coder.post(f"/import/{job.pk}/undo")
    jobs.run_waiting()
    assert Job.objects.get(kind="unbring").told == {"taken": written_now, "faults": []}
    assert {r.pk: coded(r).record for r in Report.objects.all()} == was
    assert Review.objects.count() == 2 * written_now, "nothing is deleted"


def test_what_is_not_allowed_is_named_with_line_column_and_remedy(filled: str, as_role: AsRole) -> None:
    coder = as_role("coder")
    rows = table(coder)
    plain = [r for r in rows if "█" not in "".join(r.values()) and r["time"] and r["figures"] and r["agent"]]
    masked = next(r for r in rows if "█" in r["agent"] + r["target"])
    column = "agent" if "█" in masked["agent"] else "target"
    changed = [dict(r) for r in plain[:9]]
    for row, (name, value) in zip(changed, (
        ("type", "shellling"), ("modality", "sure"), ("time", "05/04/2021"), ("time", "yesterday"), ("figures", "killed=many"), ("figures", "killed=9..3"), ("agent", "X [army]"), ("type", ""), ("reviewed", "perhaps"),
    ), strict=True):  # fmt: skip
        row[name] = value
    changed.append({**masked, column: "█████ بن أحمد [person]"})
    changed.append({**plain[9], "id": f"{'0' * 64}:e1", "type": "attack"})
    changed.append({**plain[10], "id": plain[10]["id"].partition(":")[0] + ":e999"})
    changed.append({**plain[11], "check": "r1"})
    changed.append({**plain[12], "id": "x"})
    changed.append(dict(changed[0]))
    for language, remedy in (("en", "write"), ("ar", "اكتب")):
        client = as_role("coder", language="")  # nobody chose one: the browser's
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
        job = sent(client, written(changed))
        listed = bringing.changes(job)
        faults = {c["line"]: c for c in listed}
        assert job.state == "done", job.told
        assert len(faults) == len(changed) and not [c for c in listed if c["kind"] == "change"]
        assert [faults[n]["column"] for n in range(2, 11)] == ["type", "modality", "time", "time", "figures", "figures", "agent", "type", "reviewed"]
        assert all(remedy in faults[n]["problem"] for n in (2, 3, 4, 5, 6, 8)), [faults[n]["problem"] for n in range(2, 11)]
        assert "shelling" in faults[2]["problem"] and (faults[12]["kind"], faults[13]["kind"]) == ("unknown", "unknown")
        page = client.get(f"/import/{job.pk}/").content.decode()
        assert all(f["problem"].replace("'", "&#x27;").replace('"', "&quot;") in page for f in faults.values())
    coder.post(f"/import/{job.pk}/apply")
    jobs.run_waiting()
    assert not Review.objects.exists() and not Job.objects.filter(kind="bring").exists()


def test_what_others_changed_meanwhile_is_a_conflict(filled: str, as_role: AsRole) -> None:
    coder = as_role("coder")
    rows = [r for r in table(coder) if r["time"]]
    row, untouched = rows[0], rows[1]
    report, ident = Report.objects.get(key=row["id"].partition(":")[0]), row["id"].partition(":")[2]
    other, other_ident = Report.objects.get(key=untouched["id"].partition(":")[0]), untouched["id"].partition(":")[2]
    say(report, [Act(ident, "time", "corrected", value="2001", why="seen it")], "amal")
    say(other, [Act(other_ident, "type", "corrected", value="attack", why="seen it")], "amal")
    row.update(time="2002", modality="denied" if row["modality"] != "denied" else "reported")
    job = sent(coder, written([row, untouched]))
    found = {c["column"]: c for c in bringing.changes(job)}
    assert set(found) == {"time", "modality"}, "a cell that was not touched asks for nothing"
    assert found["time"]["kind"] == "conflict" and "amal" in found["time"]["problem"] and found["time"]["before"] == "2001"
    assert found["modality"]["kind"] == "change"
    # Between the look and the writing somebody speaks of the modality, too: kept, contested, not in force.
    say(report, [Act(ident, "modality", "corrected", value="planned", why="seen it")], "amal")
    coder.post(f"/import/{job.pk}/apply")
    jobs.run_waiting()
    done = Job.objects.get(kind="bring")
    assert (done.told["said"], done.told["contested"]) == (1, 1)
    event = next(e for e in coded(report).record.events if e.id == ident)
    assert (event.time, event.modality) == ("2001", "planned")
    assert "too late" in coder.get(f"/import/{job.pk}/").content.decode()


def test_what_is_closed_neither_goes_out_nor_comes_in(filled: str, as_role: AsRole) -> None:
    rows = table(as_role("admin"))
    report = Report.objects.get(key=rows[0]["id"].partition(":")[0])
    place([report], Collection.objects.create(name="closed", made=timezone.now()), "test")
    coder = as_role("coder", every_collection=False)
    assert not [r for r in table(coder) if report.key in r["id"]]
    rows[0]["type"] = "attack" if rows[0]["type"] != "attack" else "ambush"
    job = sent(coder, written(rows[:1]))
    assert [(c["kind"], c["doc"], c["before"]) for c in bringing.changes(job)] == [("unknown", "", "")]
    assert as_role("publisher").get("/import/").status_code == 403
    assert as_role("publisher").post("/exports/", {"format": "table"}).status_code == 403
    assert as_role("reviewer").get(f"/import/{job.pk}/").status_code == 404, "a table is its sender's"


def test_whoever_codes_blind_sees_nobody_elses_words(filled: str, as_role: AsRole) -> None:
    from sijill.register.people import assigning

    rows = table(as_role("coder"))
    report, ident = Report.objects.get(key=rows[0]["id"].partition(":")[0]), rows[0]["id"].partition(":")[2]
    say(report, [Act(ident, "time", "corrected", value="2001", why="seen it")], "amal")
    assigning.assign(report, "coder", "admin", blind=True)
    coder = as_role("coder")
    assert not [r for r in table(coder) if report.key in r["id"]] and [r for r in table(as_role("reviewer")) if report.key in r["id"]]
    rows[0]["time"] = "2002"
    assert [(c["kind"], c["before"]) for c in bringing.changes(sent(coder, written(rows[:1])))] == [("fault", "")]
    assert coder.get(f"/api/reports/{report.pk}/reviews").json() == {"items": []}
    made = coder.post(f"/api/reports/{report.pk}/reviews", json.dumps({"ident": ident, "dimension": "time", "verdict": "corrected", "value": "2003", "why": "x"}), content_type="application/json")
    assert made.status_code == 201 and Review.objects.get(pk=made.json()["review"]["id"]).lane == "coder"


def test_a_job_done_for_somebody_who_may_no_longer(filled: str, as_role: AsRole) -> None:
    coder = as_role("coder")
    rows = table(coder)
    rows[0]["type"] = "attack" if rows[0]["type"] != "attack" else "ambush"
    job = sent(coder, written(rows[:1]))
    coder.post(f"/import/{job.pk}/apply")
    User.objects.filter(username="coder").update(role="viewer")
    jobs.run_waiting()
    assert Job.objects.get(kind="bring").state == "failed" and not Review.objects.exists()


def test_a_job_broken_off_goes_on_without_saying_anything_twice(filled: str, as_role: AsRole) -> None:
    coder = as_role("coder")
    rows = table(coder)
    for row in rows[:40]:
        row["type"] = "attack" if row["type"] != "attack" else "ambush"
    job = sent(coder, written(rows[:40]))
    coder.post(f"/import/{job.pk}/apply")
    jobs.run_waiting()
    assert Review.objects.count() == 40
    Job.objects.filter(kind="bring").update(state="waiting", told={})
    jobs.run_waiting()
    assert Review.objects.count() == 40 and len(Job.objects.get(kind="bring").told["reviews"]) == 40


def test_formulas_sleep_in_the_file_and_come_back_as_they_were() -> None:
    for text in ("=1+1", "+1", "-1", "@x", "\tx", "\rx", "'", "''", "'=1", "2021-04-05", "2021", "", "x", "عربي", "= "):
        assert unguarded(guarded(text)) == text
        assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_name_that_is_a_formula_stays_a_name(filled: str, as_role: AsRole) -> None:
    row = table(as_role("coder"))[0]
    report, ident = Report.objects.get(key=row["id"].partition(":")[0]), row["id"].partition(":")[2]
    evil = '=HYPERLINK("http://example.org";"x")'
    say(report, [Act(ident, "agent", "added", value={"names": [evil], "kind": "unknown"}, why="hostile")], "amal")
    fresh = next(r for r in table(as_role("coder")) if r["id"] == row["id"])
    assert evil in fresh["agent"] and (fresh["agent"].startswith("'=") or " | " in fresh["agent"])
    assert bringing.changes(sent(as_role("coder"), written([fresh]))) == []


@pytest.mark.parametrize(("data", "line"), [
    (b"", "Line 1"), (b"\x00\x00\x00", "Line 1"), ("الاسم,القيمة\r\nأ,ب\r\n".encode("cp1256"), "Line 1"), (b"id,check,type\r\n\xc7\xe1,x,y\r\n", "Line 2"), (b"id,check,type\r\na,b,\"cut o", "Line 2"),
    (b"id,check,type\r\n", "no row"), (b"a,b,c\r\n1,2,3\r\n", "Line 1"), (b"id,check,type,type\r\n1,2,3,4\r\n", "Line 1"), (b"id,check\r\n1,2\r\n", "Line 1"), (b"," * 1_000_000, "Line 1"),
    (b"id,check,type" + b",x" * 500 + b"\r\n1,2\r\n", "columns"), (b"id,check,type\r\n" + b"\"" + b"x" * 200_000 + b"\",b,c\r\n", "Line 2"), (b"PK\x03\x04" + bytes(range(256)), "Line"),
    (b"id,check,type\r\n" + b"1,2,3\r\n" * 20_002, "20,000"), (b"\xff\xfe\x00", "Line 1"),
])  # fmt: skip
def test_a_file_that_is_no_table_is_refused_with_line_and_remedy(data: bytes, line: str) -> None:
    csv.field_size_limit(1 << 24)  # as taking in large tables in the same process leaves it
    with pytest.raises(RegisterError) as refused:
        sheet.read(data)
    assert line in str(refused.value) and ";" in str(refused.value)


def test_rows_that_are_damaged_are_told_in_their_place() -> None:
    found = sheet.read(b"id,check,type\r\na,b\r\n\r\na,b,c,d\r\n\"a\nb\",c,d\r\nlast,x,y\r\n")
    assert [(line.number, bool(line.fault)) for line in found.lines] == [(2, True), (4, True), (5, False), (7, False)]


def test_a_file_that_is_no_table_fails_on_its_page(filled: str, as_role: AsRole) -> None:
    coder = as_role("coder")
    job = sent(coder, b"a,b\r\n1,2\r\n", "<script>alert(1)</script>.csv")
    page = coder.get(f"/import/{job.pk}/").content.decode()
    assert job.state == "failed" and "Line 1" in page and "<script>alert" not in page
    assert coder.post("/import/", {}).status_code == 400
    assert coder.post("/import/", {"file": SimpleUploadedFile("x.csv", b"x" * (sheet.LARGEST + 1))}).status_code == 400
    for token in ("../../secret", "", "x" * 43 + "/.."):
        other = Job.objects.create(kind="table", user=User.objects.get(username="coder"), asked={"token": token, "name": "x"})
        jobs.run_waiting()
        other.refresh_from_db()
        assert other.state == "failed"


def test_no_private_name_in_a_table(filled: str, as_role: AsRole) -> None:
    whole = json.dumps(table(as_role("coder")), ensure_ascii=False)
    assert not [name for name in ("إسليم", "عبد الغني", "بعارة", "الساجوري") if name in whole] and "█" in whole
    assert as_role("admin").post("/exports/", {"format": "table", "names": "open", "why": "because"}).status_code == 400


def test_what_cells_mean() -> None:
    names = Names()
    for text, low, best, high, tags in (("killed=3", 3, 3, 3, []), ("killed = 1,200", 1200, 1200, 1200, []), ("killed=6..8", 6, None, 8, []), ("killed=30.. best 30", 30, 30, None, []), ("killed=..8 [women, under_18]", None, None, 8, ["women", "under_18"]), ("killed=٣", 3, 3, 3, [])):
        made = meant.item("figures", text, None, names)
        assert (made["low"], made["best"], made["high"], made["attributes"]) == (low, best, high, tags), text
    for text in ("killed", "killed=", "killed=..", "killed=x", "dead=3", "killed=3 [children]", "killed=5..2", "killed=3 killed=4", "killed=1.2.3.4"):
        with pytest.raises(meant.Meaningless):
            meant.item("figures", text, None, names)
    assert meant.item("places", "دمشق [near]", None, names)["relation"] == "near"
    assert meant.item("agent", "لواء كذا [armed_group]", None, names) == {"names": ["لواء كذا"], "kind": "armed_group"}
    assert meant.same_day("05/04/2021", "2021-04-05") and meant.same_day("4/5/2021", "2021-04-05") and not meant.same_day("6/5/2021", "2021-04-05")


def test_cells_may_say_arabic_labels_and_digits_of_any_script() -> None:
    names = Names()
    for text, measure, low, best, high, tags in (
        ("قتلى=٥", "killed", 5, 5, 5, []), ("قتلى وجرحى = ۱۲", "killed_or_injured", 12, 12, 12, []), ("قتلى=٦..٨ الأرجح ٧ [نساء]", "killed", 6, 7, 8, ["women"]),
        ("killed=٦..८ best 7", "killed", 6, 7, 8, []), ("\u200fقتلى=١٬٢٠٠", "killed", 1200, 1200, 1200, []),
    ):  # fmt: skip
        made = meant.item("figures", text, None, names)
        assert (made["measure"], made["low"], made["best"], made["high"], made["attributes"]) == (measure, low, best, high, tags), text
    for code, label in ((c, said) for (kind, c), said in labels().items() if kind == "type"):
        assert meant.scalar("type", label) == code, label
    assert meant.scalar("modality", "منفي") == "denied" and meant.scalar("time", "٢٠٢١-٠٤-٠٥") == "2021-04-05"
    with pytest.raises(meant.Meaningless):
        meant.scalar("type", "قصفف")
    with translation.override("ar"):
        assert meant.shown("figures", "killed=6..8 best 7 [women]") == "قتلى=6..8 الأرجح 7 [نساء]"
        for measure in MEASURES:
            shown = meant.shown("figures", f"{measure}=3")
            assert meant.coded("figures", shown) == f"{measure}=3" and not shown.isascii(), measure


def test_arabic_labels_are_changes_and_shown_as_labels(filled: str, as_role: AsRole) -> None:
    coder = as_role("coder", language="ar")
    rows = table(coder)
    changed = next(r for r in rows if r["type"] not in ("shelling", "") and r["modality"])
    same = next(r for r in rows if r["type"] == "shelling" and r["id"] != changed["id"])
    changed["type"] = same["type"] = labels()["type", "shelling"]
    changed["figures"] = "قتلى=٥"
    job = sent(coder, written([changed, same]))
    found = {(c["line"], c["column"]): c for c in bringing.changes(job)}
    assert set(found) == {(2, "type"), (2, "figures")} and {c["kind"] for c in found.values()} == {"change"}, "the same said in Arabic changes nothing"
    assert found[2, "type"]["after"] == "shelling" and found[2, "figures"]["after"] == "killed=5"
    page = coder.get(f"/import/{job.pk}/").content.decode()
    assert f"<ins>{labels()['type', 'shelling']}</ins>" in page and "<ins>قتلى=5</ins>" in page
