"""What people say of claims and of names: obeyed, told why where it cannot be, and taken back without a trace in the incidents; on both databases."""

from __future__ import annotations

import csv
import io
import json

import pytest
from typer.testing import CliRunner

from sijill.cli import app
from sijill.errors import RegisterError
from sijill.register import Register

from .conftest import item
from .test_asking import TEXTS
from .test_register import ONE, THREE, TWO

FOUR = ONE.replace("دمشق", "حلب").replace("ثلاثة مدنيين", "خمسة مدنيين")
BOTH = (
    "حمص - 8 آذار 2021\nقصفت قوات النظام بالمدفعية بلدة كفرنبل جنوبي إدلب في 4 آذار ما أدى إلى مقتل أربعة مدنيين.\n"
    "وفي حادثة أخرى، اعتقلت القوات العراقية خمسة مسلحين في كركوك في 5 آذار."
)
TOLD = {"one": ONE, "two": TWO, "four": FOUR, "three": THREE, "raid": TEXTS["raid"], "raid-2": TEXTS["raid-2"]}


def fill(register: Register, told: dict[str, str]) -> None:
    list(register.add([item(name, text) for name, text in told.items()]))
    assert all(not o.why for o in register.read())
    register.link()


def together() -> dict[int, list[str]]:
    """The claims of every incident by its number."""
    from sijill.register.models import Member

    out: dict[int, list[str]] = {}
    for number, doc, ident in Member.objects.order_by("incident_id", "event__report__doc").values_list("incident_id", "event__report__doc", "event__ident"):
        out.setdefault(number, []).append(f"{doc}:{ident}")
    return out


def listed() -> list[tuple[object, ...]]:
    """What lists show of the incidents, and what they are found by."""
    from sijill.register.models import Incident, Term

    rows = Incident.objects.filter(merged_into=None, claims__gt=0).order_by("pk").values_list("pk", "claims", "origins", "grade", "first_day", "last_day", "type")
    return [*rows, *Term.objects.filter(incident__merged_into=None).order_by("incident_id", "kind", "term").values_list("incident_id", "kind", "term")]


def claim(name: str):  # type: ignore[no-untyped-def]
    from sijill.register.models import EventRow

    doc, ident = name.split(":")
    return EventRow.objects.select_related("report").get(report__doc=doc, ident=ident)


def number_of(name: str) -> int:
    return next(number for number, names in together().items() if name in names)


def test_merging_and_taking_it_back(register: Register) -> None:
    from sijill.register import judgements
    from sijill.register.models import Incident, Judgement

    fill(register, TOLD)
    before, shown = together(), listed()
    shelled, raided = number_of("one:e1"), number_of("raid:e1")
    assert {"one:e1", "two:e1", "four:e1"} <= set(before[shelled]) and {"raid:e1", "raid-2:e1"} <= set(before[raided])
    ids = judgements.merge([raided, shelled], "one operation", "amal")
    assert set(together()[shelled]) == {*before[shelled], *before[raided]}
    assert Incident.objects.get(pk=raided).merged_into_id == shelled
    assert 1 <= len(ids) < len(before[shelled]) + len(before[raided])
    assert {(j.verdict, j.why, j.who) for j in Judgement.objects.filter(pk__in=ids)} == {("same", "one operation", "amal")}
    # None of the judgements is one too many: without it, a claim is elsewhere.
    standing = []
    for one in ids:
        back = judgements.undo([one], "amal")
        assert set(together()[shelled]) != {*before[shelled], *before[raided]}
        standing += judgements.undo(back, "amal")
        assert set(together()[shelled]) == {*before[shelled], *before[raided]}
    judgements.undo(standing, "samir")
    assert together() == before
    assert listed() == shown
    assert Incident.objects.get(pk=raided).merged_into_id is None
    assert list(register.verify()) == []


def test_splitting_and_taking_it_back(register: Register) -> None:
    from sijill.register import judgements
    from sijill.register.models import Incident, Judgement

    fill(register, TOLD)
    before, shown = together(), listed()
    number = number_of("one:e1")
    out = [claim(name) for name in ("one:e1", "four:e1")]
    ids = judgements.split(number, out, "another day", "amal")
    assert len(ids) == 2 * (len(before[number]) - 2)
    # Those that stay keep the number, even where more were taken out.
    assert together()[number] == [name for name in before[number] if name not in ("one:e1", "four:e1")]
    assert number_of("one:e1") == number_of("four:e1") not in before
    deed = judgements.history([claim("two:e1").pk])[0]
    assert (deed.act, deed.who, deed.why, deed.standing) == ("split", "amal", "another day", {j.pk for j in deed.judgements})
    undone = judgements.undo(ids, "samir")
    assert together() == before
    assert listed() == shown
    assert Incident.objects.get(merged_into=number).claims == 0
    assert {j.verdict for j in Judgement.objects.filter(pk__in=undone)} == {"withdrawn"}
    acts = [(d.act, d.who, bool(d.standing)) for d in judgements.history([claim("two:e1").pk])]
    assert acts == [("undo", "samir", False), ("split", "amal", False)]
    # What was taken back can be brought back, by taking that back.
    judgements.undo(undone, "amal")
    assert number_of("one:e1") != number_of("two:e1")
    assert list(register.verify()) == []


def test_a_split_lasts_when_more_comes(register: Register) -> None:
    from sijill.register import judgements

    fill(register, TOLD)
    judgements.split(number_of("one:e1"), [claim("one:e1")])
    list(register.add([item("five", TWO + "\nوأضاف أن الجرحى نقلوا.")]))
    list(register.read())
    register.link()
    assert number_of("one:e1") != number_of("two:e1")


def test_what_cannot_be_obeyed_is_told_and_changes_nothing(register: Register) -> None:
    from sijill.register import judgements
    from sijill.register.models import Entry, Judgement

    fill(register, {**TOLD, "both": BOTH})
    arrest = number_of("three:e1")
    shelled = number_of("one:e1")
    assert {"both:e1", "both:e2"} <= {*together()[arrest], *together()[shelled]}
    before = together()
    with pytest.raises(RegisterError, match=r"both:e\d and both:e\d: one report tells of them as two"):
        judgements.merge([arrest, shelled])
    with pytest.raises(RegisterError, match="there is no incident 999"):
        judgements.merge([arrest, 999])
    with pytest.raises(RegisterError, match=f"all that were named are incident {arrest} now"):
        judgements.merge([arrest, arrest])
    with pytest.raises(RegisterError, match="not among the claims of incident"):
        judgements.split(arrest, [claim("one:e1")])
    with pytest.raises(RegisterError, match="but not all"):
        judgements.split(shelled, [claim(name) for name in before[shelled]])
    with pytest.raises(RegisterError, match="nobody has judged them"):
        judgements.judge(claim("one:e1"), claim("raid:e1"), "withdrawn")
    with pytest.raises(RegisterError, match="there is no judgement 4711"):
        judgements.undo([4711])
    assert not Judgement.objects.exists()

    first = judgements.judge(claim("raid:e1"), claim("raid-2:e1"), "same", "", "amal")
    second = judgements.judge(claim("raid-2:e1"), claim("one:e1"), "same", "", "samir")
    entries, said = Entry.objects.count(), Judgement.objects.count()
    with pytest.raises(RegisterError, match=rf"judgement {first} \(raid:e1 and raid-2:e1, amal\), judgement {second} \(raid-2:e1 and one:e1, samir\)|judgement {second}.*judgement {first}"):
        judgements.judge(claim("raid:e1"), claim("one:e1"), "not_same")
    with pytest.raises(RegisterError, match="one report keeps them apart"):
        judgements.judge_all([
            judgements.Said(claim("one:e1"), claim("both:e1"), "same"), judgements.Said(claim("raid:e1"), claim("both:e2"), "same"),
        ])  # fmt: skip
    assert (Entry.objects.count(), Judgement.objects.count()) == (entries, said)
    assert number_of("raid:e1") == number_of("one:e1")
    third = judgements.judge(claim("raid-2:e1"), claim("one:e1"), "not_same", "", "samir")
    with pytest.raises(RegisterError, match=rf"judgement {second} .*holds no longer: judgement {third} \(not_same, samir\)"):
        judgements.undo([second])
    with pytest.raises(RegisterError, match=rf"not to be the same: judgement {third}"):
        judgements.merge([number_of("raid:e1"), number_of("one:e1")])
    assert list(register.verify()) == []


def test_a_judgement_taken_back_brings_back_the_one_before(register: Register) -> None:
    from sijill.register import judgements
    from sijill.register.filters import Filter, claims

    fill(register, TOLD)
    before = together()
    one, other = claim("one:e1"), claim("raid:e1")
    judgements.judge(one, other, "same", "", "amal")
    joined = together()
    assert joined != before
    changed = judgements.judge(other, one, "not_same", "", "samir")
    judgements.undo([changed], "samir")
    assert together() == joined
    judged = claims(Filter(review="judged"))
    assert judged is not None and {r.pk for r in judged} == {one.pk, other.pk}
    judgements.judge(one, other, "withdrawn", "", "amal")
    assert together() == before
    judged, untouched = claims(Filter(review="judged")), claims(Filter(review="none"))
    assert judged is not None and not judged.exists()
    assert untouched is not None and {one.pk, other.pk} <= {r.pk for r in untouched}
    assert list(register.verify()) == []


# -- names ------------------------------------------------------------------------------------------------

NAMES = {
    "name-1": "حلب - 9 آذار 2021\nقتل عنصران من كتائب الوادي بانفجار لغم في بادية السخنة في 8 آذار.",
    "name-2": "حمص - 12 آذار 2021\nاعتقلت كتائب السهل ثلاثة مدنيين في مدينة تدمر أمس.",
}


def found(**asked: str) -> set[int]:
    from sijill.register.filters import Filter, claims, narrowed

    numbers = {row.pk for row in narrowed(Filter(**asked))}  # type: ignore[arg-type]
    rows = claims(Filter(**asked))  # type: ignore[arg-type]
    assert rows is not None and {row.member.incident_id for row in rows} == numbers
    return numbers


def test_names_that_mean_the_same_find_one_another(register: Register) -> None:
    from sijill.register import naming
    from sijill.register.models import EventRow, Naming
    from sijill.register.search.finding import parties

    fill(register, NAMES)
    one, two = found(actor="كتائب الوادي"), found(actor="كتائب السهل")
    assert one and two and not one & two, list(EventRow.objects.values_list("parties", flat=True))
    first = naming.same("party", "كتائب السهل", "كتائب الوادي", "one body", "amal")
    assert found(actor="كتائب الوادي") == found(actor="كتائب السهل") == one | two
    assert {p.told.incident.pk for p in register.dossier("كتائب السهل").incidents} == one | two
    assert register.dossier("كتائب السهل").sums() == register.dossier("كتائب الوادي").sums()
    assert [(p.name, p.incidents) for p in parties("السهل")] == [("كتايب الوادي", len(one | two))]
    # A chain: the name that was kept comes to mean a third; spelling makes no difference.
    naming.same("party", "كتائب الوادى", "ألوية البادية")
    assert found(actor="ألوية البادية") == one | two
    assert naming.main("party", "كتائب السهل") == "ألوية البادية"
    assert found(place="بادية السخنة") and not found(place="بادية السخنة") & found(place="تدمر")
    place = naming.same("place", "بادية السخنة", "تدمر")
    assert found(place="بادية السخنة") == found(place="تدمر") == one | two
    naming.undo(place, "samir", "two towns")
    assert found(place="بادية السخنة") == one
    with pytest.raises(RegisterError, match="holds no longer"):
        naming.undo(place)
    with pytest.raises(RegisterError, match="cannot mean"):
        naming.same("party", "ألوية البادية", "كتائب السهل")
    with pytest.raises(RegisterError, match=r"take that back first, or say it of كتائب الوادي"):
        naming.same("party", "كتائب السهل", "لواء القدس")
    with pytest.raises(RegisterError, match="one name already"):
        naming.same("party", "إدلب", "ادلب")
    naming.undo(first)
    assert found(actor="كتائب السهل") == two
    assert found(actor="ألوية البادية") == one
    assert [n.of for n in naming.standing()] == ["ألوية البادية"]
    assert len(naming.history("party", "كتائب الوادي")) == 3
    assert list(register.verify()) == []
    Naming.objects.filter(pk=first).update(of="لواء القدس")
    assert [fault for fault in register.verify() if "naming 1" in fault]
    Naming.objects.filter(pk=first).update(of="كتائب الوادي")
    Naming.objects.filter(pk=Naming.objects.latest("pk").pk).delete()
    assert list(register.verify()) == ["naming 5: the audit chain has it, the register does not"]


def test_names_by_command(register: Register, database: str) -> None:
    run = CliRunner()
    fill(register, NAMES)
    register.close()

    def call(*arguments: str) -> tuple[int, str, str]:
        answer = run.invoke(app, [*arguments, "--database", database])
        return answer.exit_code, answer.stdout, answer.stderr

    code, _, told = call("names", "same", "كتائب السهل", "كتائب الوادي", "--why", "one body", "--who", "amal")
    assert (code, told) == (0, "sijill: noted as naming 1: كتائب السهل means كتائب الوادي, and incidents are formed by it; `sijill names undo 1` takes it back\n")
    rows = json.loads(call("names", "list", "--format", "json")[1])
    assert [(r["naming"], r["kind"], r["name"], r["means"], r["who"], r["why"]) for r in rows] == [(1, "party", "كتائب السهل", "كتائب الوادي", "amal", "one body")]
    several = csv.DictReader(io.StringIO(call("incidents", "--actor", "كتائب السهل", "--format", "csv")[1]))
    assert len(list(several)) == 2
    assert call("names", "undo", "1")[0] == 0
    code, _, told = call("names", "undo", "1")
    assert code == 2 and "holds no longer" in told
    assert "nobody has said of any name" in call("names", "list")[2]
    assert call("names", "same", "", "كتائب الوادي")[0] == 2


# -- who says so ------------------------------------------------------------------------------------------


COPIED = {
    "a": ("شبكة النهر", "إدلب - 5 آذار 2020\nقتل ثلاثة مدنيين بقصف مدفعي لقوات النظام على بلدة كفرنبل أمس. وقال سكان إنهم سمعوا دويا قويا استمر ساعتين كاملتين حتى المساء في القرى المجاورة كلها."),
    "b": ("وكالة الجسر", "إدلب - 5 آذار 2020\nقتل ثلاثة مدنيين بقصف مدفعي لقوات النظام على بلدة كفرنبل أمس. وقال سكان إنهم سمعوا دويا قويا استمر ساعتين كاملتين حتى المساء في القرى المجاورة كلها. وقتل جنديان أمس بانفجار لغم في مدينة الباب."),
    "c": ("شبكة النهر", "حلب - 6 آذار 2020\nقتل جنديان بانفجار لغم في مدينة الباب في 4 آذار."),
}  # fmt: skip
"""What one outlet copies of another, and a report of that other one about what only the copy tells besides."""


def test_a_copy_is_the_word_of_the_first_that_tells_of_something_else(register: Register) -> None:
    from sijill.register import queries, summaries
    from sijill.register.forming import claims_of
    from sijill.register.models import Copy, EventRow, Incident

    assert all(o.what == "added" for o in register.add([item(name, text, outlet=outlet) for name, (outlet, text) in COPIED.items()]))
    assert all(not o.why for o in register.read())
    register.link()
    assert list(Copy.objects.values_list("report__doc", "of__doc")) == [("b", "a")]
    both, other = (n for n, told in together().items() if len(told) == 2)
    assert (together()[both], together()[other]) == (["a:e1", "b:e1"], ["b:e2", "c:e1"])
    for number in (both, other):
        # Alone, so that no incident beside it brings the outlet along.
        summaries.refresh([number], claims_of(EventRow.objects.filter(member__incident_id=number)))
        assert Incident.objects.get(pk=number).origins == 1
        shown = queries.incident(number)
        assert {shown.origins.of(told.doc, ()).name for told in shown.claims} == {"شبكة النهر"}
    # Who may not see the first is not told of it.
    (narrowed,) = queries.tell([other], seen=EventRow.objects.exclude(report__doc="a"))
    assert {narrowed.origins.of(told.doc, ()).name for told in narrowed.claims} == {"شبكة النهر", "وكالة الجسر"}


ATTACKS = {
    "valley": "حمص - 8 آذار 2021\nهاجمت كتائب الوادي حاجزا للجيش قرب بلدة السخنة في 5 آذار ما أدى إلى مقتل أربعة جنود.\n",
    "plain": "دمشق - 8 آذار 2021\nشنت كتائب السهل هجوما على حاجز قرب بلدة السخنة في 5 آذار، وقتل سبعة جنود.\n",
    "far": "دمشق - 9 آذار 2021\nشنت كتائب السهل هجوما في ريف حمص في 5 آذار.\n",
}


def links() -> list[tuple[str, str, float]]:
    from sijill.register.models import Link

    return sorted(Link.objects.values_list("a__report__doc", "b__report__doc", "score"))


def test_equated_names_are_one_to_linking_conflicts_and_incidents(register: Register) -> None:
    from sijill.register import conflicts, naming
    from sijill.register.filters import Filter
    from sijill.register.models import Incident

    fill(register, {**TOLD, **ATTACKS})

    def shown() -> tuple[list[str], list[str], str, list[int | None]]:
        row = Incident.objects.get(pk=number_of("valley:e1"))
        return row.summary["agents"], row.summary["conflicts"], row.grade, [c.incident for c in conflicts.conflicts(Filter(), "agent")]

    before = (together(), listed(), links())
    apart = shown()
    assert (len(apart[0]), apart[2]) == (2, "contested") and "agent" in apart[1] and apart[3]
    said = naming.same("party", "كتائب السهل", "كتائب الوادي", "one body", "amal")
    assert register.link().claims == 2, "only what names the body is compared anew"
    one = shown()
    assert (len(one[0]), *one[1:]) == (1, ["killed"], "fair", [])
    scores = {(a, b): score for a, b, score in links()}
    assert scores["valley", "plain"] > {(a, b): score for a, b, score in before[2]}["valley", "plain"]
    assert register.link().claims == 0, "nothing was said since"

    # As if it had been said before the register was ever linked.
    from sijill.register.models import EventRow, Link, Member

    now = (sorted(together().values()), links())
    Link.objects.all().delete()
    Member.objects.all().delete()
    EventRow.objects.update(linked=False)
    register.link()
    assert (sorted(together().values()), links()) == now

    naming.undo(said, "samir")
    register.link()
    assert sorted(together().values()) == sorted(before[0].values())
    assert set(before[2]) <= set(links()), "each pair has its points back"
    assert shown()[:3] == apart[:3]
    assert list(register.verify()) == []


def test_what_is_said_of_a_body_goes_by_its_names(register: Register) -> None:
    from sijill.register import naming
    from sijill.register.statements import groups

    fill(register, {"one": ONE})
    rows = [(1, "|كتايب السهل|"), (2, "|كتايب الوادي|"), (3, "|الويه الباديه|")]
    assert groups(rows) == [[1], [2], [3]]
    naming.same("party", "كتائب السهل", "كتائب الوادي")
    naming.same("party", "كتائب الوادي", "ألوية البادية")
    assert groups(rows) == [[1, 2, 3]]
