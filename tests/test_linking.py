"""Linking: which claims are one incident, what counts once, where claims differ, what follows for the figures."""

from __future__ import annotations

import itertools
import math
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from msgspec.structs import replace

from sijill.errors import KnowledgeError
from sijill.knowledge.tables import pack_folders
from sijill.linking import blocks, clusters
from sijill.linking.body_conflicts import of_bodies
from sijill.linking.claims import Claim, Key, claims, span_of
from sijill.linking.clusters import Judgement, Link, candidates, incidents, joined
from sijill.linking.conflicts import main_figures, of_incident, shown
from sijill.linking.estimates import estimate, grade
from sijill.linking.likeness import Likeness, Weights, likeness, telling
from sijill.linking.origins import Origins, independent, near_copies
from sijill.linking.statements import Powers, shared
from sijill.reading.reader import default_reader
from sijill.records import Figure, Reading, Source

WEIGHTS = Weights(pack_folders(()))

STRIKE = {
    "syria": "دمشق - 5 آذار 2021\nقتل ثلاثة مدنيين بقصف مدفعي لقوات النظام على بلدة كفرنبل أمس، وفق الدفاع المدني.",
    "observer": "إدلب - 6 آذار 2021\nقضى أربعة مدنيين في قصف مدفعي طال بلدة كفرنبل في 4 آذار، بحسب المرصد السوري لحقوق الإنسان.",
    "quoted": "بيروت - 7 آذار 2021\nقال المرصد السوري لحقوق الإنسان إن خمسة مدنيين قتلوا في قصف مدفعي على كفرنبل في 4 آذار.",
    "other": "حلب - 6 آذار 2021\nقتل جنديان بانفجار لغم قرب مدينة الباب يوم الجمعة.",
}


def read(texts: dict[str, str]) -> list[Reading]:
    return [default_reader().read(text, doc=doc) for doc, text in texts.items()]


def linked(texts: dict[str, str], *judged: Judgement) -> tuple[list[Reading], list[list[Claim]]]:
    readings = read(texts)
    told = list(claims(readings))
    by_key = {c.key: c for c in told}
    groups, _ = incidents(told, WEIGHTS, judged)
    return readings, [[by_key[k] for k in group] for group in groups]


def test_reports_of_one_strike_are_one_incident() -> None:
    _, groups = linked(STRIKE)
    assert [{c.doc for c in group} for group in groups] == [{"syria", "observer", "quoted"}]


def test_every_link_can_be_explained() -> None:
    told = list(claims(read(STRIKE)))
    links = list(candidates(told, WEIGHTS))
    assert len(links) == 3
    for link in links:
        assert link.likeness.score == pytest.approx(sum(points for _, points in link.likeness.parts))
        assert {part for part, _ in link.likeness.parts} <= set(WEIGHTS.points)
        assert {"place", "day"} <= {part for part, _ in link.likeness.parts}


def test_what_one_report_keeps_apart_is_never_joined() -> None:
    twice = STRIKE["syria"] + "\nوقتل طفل بقصف مدفعي ثان على كفرنبل في اليوم نفسه."
    readings = read({"a": twice, "b": STRIKE["observer"], "c": STRIKE["quoted"]})
    groups, _ = incidents(list(claims(readings)), WEIGHTS)
    for group in groups:
        docs = [doc for doc, _ in group]
        assert len(docs) == len(set(docs))


@pytest.mark.parametrize(
    "told",
    [
        "إدلب - 20 آذار 2021\nقتل ثلاثة مدنيين بقصف مدفعي لقوات النظام على بلدة كفرنبل أمس.",  # another day
        "دمشق - 5 آذار 2021\nقتل ثلاثة مدنيين بقصف مدفعي لقوات النظام على مدينة درعا أمس.",  # another place
        "دمشق - 5 آذار 2021\nاعتقلت قوات النظام ثلاثة مدنيين في بلدة كفرنبل أمس.",  # another deed
        "دمشق - 3 آذار 2021\nتعتزم قوات النظام شن قصف مدفعي على بلدة كفرنبل غداً.",  # not done yet
    ],
)
def test_others_stay_apart(told: str) -> None:
    _, groups = linked({"a": STRIKE["syria"], "b": told})
    assert groups == []


def test_a_judgement_outranks_the_score() -> None:
    readings = read(STRIKE)
    key = {r.doc: (r.doc, r.events[0].id) for r in readings}
    told = list(claims(readings))
    groups, _ = incidents(told, WEIGHTS, [Judgement(key["syria"], key["observer"], "not_same")])
    assert all(not {"syria", "observer"} <= {doc for doc, _ in group} for group in groups)
    groups, _ = incidents(told, WEIGHTS, [Judgement(key["syria"], key["other"], "same")])
    assert any({"syria", "other"} <= {doc for doc, _ in group} for group in groups)
    assert incidents(told, WEIGHTS, [Judgement(key["syria"], key["other"], "unsure")]) == incidents(told, WEIGHTS)


def test_a_crowded_day_is_narrowed_and_loses_no_pair_that_shares_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "CROWD", 8)
    told = {f"crowd{k}": f"دمشق - 5 آذار 2021\nأصيب {n} مدنيين بقصف مدفعي على مدينة دمشق أمس." for k, n in enumerate(range(20, 80, 4))}
    told |= {f"two{k}": f"دمشق - 5 آذار 2021\nقتل {n} مدنيين بغارة جوية على مدينة دمشق أمس." for k, n in enumerate((3, 3))}
    found = {(link.a[0], link.b[0]) for link in candidates(list(claims(read(told))), WEIGHTS)}
    assert ("two0", "two1") in found
    monkeypatch.setattr(blocks, "ROUNDS", 0)
    assert ("two0", "two1") not in {(link.a[0], link.b[0]) for link in candidates(list(claims(read(told))), WEIGHTS)}


def crowd(count: int) -> list[Claim]:
    """Claims of one kind, place and day, three of each incident, which only its number tells from others."""
    told = next(claims(read({"one": "دمشق - 5 آذار 2021\nأصيب 20 مدنيين بقصف مدفعي على مدينة دمشق أمس."})))
    figure = told.event.figures[0]
    numbers = [float(5 + k // 3) for k in range(count)]
    events = (replace(told.event, figures=[replace(figure, low=n, best=n, high=n)]) for n in numbers)
    return [told._replace(doc=f"r{k}", event=event) for k, event in enumerate(events)]


def test_work_grows_as_a_crowd_does(monkeypatch: pytest.MonkeyPatch) -> None:
    weighed = Counter[int]()
    for count in (1500, 3000):

        def counted(a: Claim, b: Claim, weights: Weights, count: int = count) -> Likeness:
            weighed[count] += 1
            return likeness(a, b, weights)

        monkeypatch.setattr(clusters, "likeness", counted)
        groups, links = incidents(crowd(count), WEIGHTS)
        assert [len(group) for group in groups] == [3] * (count // 3)
        assert len(links) == count
    assert weighed[1500] >= 1500 and weighed[3000] <= 2.2 * weighed[1500]


class Doc(str):
    """A name that counts how often it is looked for."""

    asked = 0

    def __hash__(self) -> int:
        Doc.asked += 1
        return super().__hash__()


def test_joining_looks_at_a_link_a_few_times_however_many_there_are() -> None:
    keys = [(Doc(f"r{k}"), "e1") for k in range(3000)]
    links = [Link(keys[a], keys[b], Likeness(5 + (a * b) % 7 / 10, ())) for a in range(3000) for b in range(a % 30, a, 30)]
    Doc.asked = 0
    groups, used = joined(keys, 4.0, (), links)
    assert [len(group) for group in groups] == [100] * 30
    assert len(used) == len(links) == 30 * 100 * 99 // 2
    assert Doc.asked < 10 * len(links)


def test_joining_follows_its_rules_to_the_letter() -> None:
    dice = random.Random(4)
    for _ in range(150):
        keys = [(f"r{dice.randrange(12)}", f"e{k}") for k in range(16)]
        pairs = [(a, b) for a, b in itertools.combinations(keys, 2) if a[0] != b[0] and dice.random() < 0.7]
        links = [Link(a, b, Likeness(4 + dice.randrange(300) / 100, ())) for a, b in pairs]
        said = [Judgement(*dice.sample(keys, 2), dice.choice(("same", "not_same", "unsure"))) for _ in range(3)]
        assert joined(keys, 4.0, said, links) == by_the_rules(keys, 4.0, said, links)


def by_the_rules(keys: list[Key], threshold: float, judgements: list[Judgement], links: list[Link]) -> tuple[list[list[Key]], list[Link]]:
    """``joined``, every pair of two groups looked at each time, in whole numbers of hundredths."""
    home = {key: {key} for key in keys}
    scores = {frozenset((n.a, n.b)): round(n.likeness.score * 100) for n in links}
    apart = {frozenset((j.a, j.b)) for j in judgements if j.verdict == "not_same"}

    def join(a: Key, b: Key) -> None:
        both = home[a] | home[b]
        home.update(dict.fromkeys(both, both))

    for judgement in judgements:
        if judgement.verdict == "same":
            join(judgement.a, judgement.b)
    used = []
    for link in sorted(links, key=lambda n: (-n.likeness.score, keys.index(n.a), keys.index(n.b))):
        ours, theirs = home[link.a], home[link.b]
        pairs = [frozenset((a, b)) for a in ours for b in theirs]
        alike = sum(scores.get(pair, round(threshold * 50)) for pair in pairs) >= 75 * threshold * len(pairs)
        if ours is not theirs and alike and apart.isdisjoint(pairs) and {doc for doc, _ in ours}.isdisjoint(doc for doc, _ in theirs):
            join(link.a, link.b)
        if home[link.a] is home[link.b]:
            used.append(link)
    groups = {frozenset(group) for group in home.values() if len(group) > 1}
    return sorted((sorted(group, key=keys.index) for group in groups), key=lambda group: keys.index(group[0])), used


def test_blocks_have_the_same_numbers_in_every_process() -> None:
    told = next(claims(read({"syria": STRIKE["syria"]})))
    code = "from tests.test_linking import *; print(sorted(blocks.blocks(blocks.keys(next(claims(read({'syria': STRIKE['syria']}))), WEIGHTS))))"
    ours = sorted(blocks.blocks(blocks.keys(told, WEIGHTS)))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[1]), *sys.path]), "PYTHONHASHSEED": "7"}
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True).stdout.strip() == str(ours)
    assert len(set(ours)) == len(ours) > 10


def test_the_order_of_reports_changes_nothing() -> None:
    docs = list(STRIKE)
    expected = None
    for order in itertools.permutations(docs):
        _, groups = linked({doc: STRIKE[doc] for doc in order})
        found = sorted(sorted(c.doc for c in group) for group in groups)
        expected = expected or found
        assert found == expected


def test_likeness_is_the_same_from_both_sides() -> None:
    told = list(claims(read(STRIKE)))
    for a, b in itertools.permutations(told, 2):
        one, two = likeness(a, b, WEIGHTS), likeness(b, a, WEIGHTS)
        assert one.score == two.score or (math.isinf(one.score) and math.isinf(two.score))


# -- what counts once -------------------------------------------------------------------------------------


def test_two_outlets_that_quote_one_observatory_are_one_origin() -> None:
    readings, (group,) = linked(STRIKE)
    origins = Origins.of_readings(readings)
    found = independent((c.key, origins.of_event(c.doc, c.event)) for c in group)
    assert sorted(len(keys) for keys in found.values()) == [1, 2]


def test_near_copies_and_excerpts_are_one_origin() -> None:
    agency = "قال شهود إن قصفاً مدفعياً استهدف السوق الشعبية في البلدة صباح اليوم وأدى إلى وقوع قتلى وجرحى بين المدنيين ونقلوا إلى المشفى."
    copied = "وكالات: " + agency + " وطالب الأهالي بوقف القصف."
    texts = {"a": agency, "b": copied, "c": "اعتقلت القوات الأمنية خمسة أشخاص في مدينة أخرى بتهمة التهريب أمس الأول وفق بيان."}
    pairs = list(itertools.combinations(texts, 2))
    assert near_copies(texts, pairs) == [["a", "b"]]
    assert near_copies(texts, []) == []
    readings = read(texts)
    origins = Origins.of_readings(readings, [["a", "b"]])
    assert origins.of("a", []) == origins.of("b", [])
    assert origins.of("a", []) != origins.of("c", [])


# -- conflicts --------------------------------------------------------------------------------------------


def test_a_rising_toll_is_an_update() -> None:
    _, (group,) = linked(STRIKE)
    (found,) = [c for c in of_incident(group) if c.kind == "figure"]
    assert found.what == "killed"
    assert found.update
    assert [s.value for s in found.sayings] == ["3", "4", "5"]


def test_a_falling_toll_is_a_conflict() -> None:
    texts = {"a": STRIKE["syria"].replace("ثلاثة", "تسعة"), "b": STRIKE["observer"]}
    _, (group,) = linked(texts)
    (found,) = [c for c in of_incident(group) if c.kind == "figure"]
    assert not found.update


def test_more_than_the_whole_is_no_part_and_a_speaker_gives_one_toll() -> None:
    text = "دمشق - 5 آذار 2021\nقتل سبعة مدنيين بقصف مدفعي لقوات النظام على بلدة كفرنبل أمس."
    (claim,) = [c for c in claims(read({"a": text})) if c.event.type == "shelling"]
    (figure,) = [f for f in claim.event.figures if f.measure == "killed"]
    source = Source(names=["المشفى"], kind="medical", start=0, end=4, rule="test")

    def toll(count: int, attributes: list[str], *by: Source) -> Figure:
        return replace(figure, low=count, best=count, high=count, attributes=attributes, attribution=list(by))

    def whole(*figures: Figure) -> list[str]:
        return [shown(f) for f in main_figures(claim._replace(event=replace(claim.event, figures=list(figures))), "killed")]

    assert whole(toll(3, []), toll(17, ["fighters"]), toll(2, ["fighters"])) == ["17"]
    assert whole(toll(9, []), toll(2, ["fighters"])) == ["9"]
    assert whole(toll(22, []), toll(13, [], source), toll(7, [], source)) == ["22", "13"]


@pytest.mark.parametrize(
    ("told", "shown_as"),
    [
        ("قتل سبعة مدنيين بينهم طفلة بقصف مدفعي لقوات النظام على بلدة كفرنبل أمس.", ["7"]),
        ("قتل ثلاثة أطفال وأربع نساء بقصف مدفعي لقوات النظام على بلدة كفرنبل أمس.", []),
        ("قتل تسعة أشخاص بينهم طفلة بقصف مدفعي لقوات النظام على بلدة كفرنبل أمس.", ["9"]),
    ],
)
def test_the_toll_of_all_is_told_from_its_parts(told: str, shown_as: list[str]) -> None:
    (claim,) = [c for c in claims(read({"a": "دمشق - 5 آذار 2021\n" + told})) if c.event.type == "shelling"]
    assert [shown(f) for f in main_figures(claim, "killed")] == shown_as


def test_doers_dates_and_denials_are_typed() -> None:
    denied = "دمشق - 6 آذار 2021\nنفى الجيش السوري قصف بلدة كفرنبل بالمدفعية في 4 آذار."
    blamed = "إدلب - 6 آذار 2021\nقصفت هيئة تحرير الشام بلدة كفرنبل بالمدفعية في 4 آذار فقتل أربعة مدنيين."
    readings = read({"a": STRIKE["syria"], "b": blamed, "c": denied})
    told = [c for c in claims(readings) if c.event.type == "shelling"]
    kinds = {c.kind for c in of_incident(told)}
    assert {"agent", "modality"} <= kinds


def test_statements_about_a_body_are_set_side_by_side() -> None:
    texts = {
        "a": "تأسس لواء القدس عام 2013 ويتلقى الدعم من روسيا.",
        "b": "لواء القدس المدعوم من إيران تأسس عام 2014.",
        "c": "تأسس لواء القدس في أيار 2014.",
    }
    found = {c.what: c for c in of_bodies(read(texts))}
    assert [s.value for s in found["founded"].sayings] == ["2013", "2014", "2014-05"]
    assert {s.value for s in found["backed_by"].sayings} == {"روسيا", "إيران"}
    agreed = of_bodies(read({"b": texts["b"], "c": texts["c"]}))
    assert [c.what for c in agreed] == []


def test_friend_of_a_state_and_at_war_with_its_people() -> None:
    texts = {
        "a": "لواء القدس المدعوم من إيران ينتشر في حلب.",
        "b": "هاجمت الميليشيات الإيرانية مقراً لـ لواء القدس في مدينة البوكمال أمس.",
        "c": "هاجمت القوات التركية مقراً لـ لواء القدس في مدينة تل رفعت أمس.",
    }
    powers = Powers(pack_folders(()))
    (found,) = [c for c in of_bodies(read(texts), powers) if c.what == "stance"]
    assert {key[0] for saying in found.sayings for key in saying.claims} == {"a", "b"}
    assert not [c for c in of_bodies(read({"a": texts["a"], "c": texts["c"]}), powers) if c.what == "stance"]


def test_a_part_is_no_second_strength() -> None:
    texts = {"a": "يبلغ عدد مقاتلي لواء القدس نحو 7000 مقاتل، بينهم 800 مقاتل فلسطيني.", "b": "يبلغ عدد مقاتلي لواء القدس 3000 مقاتل."}
    assert [c for c in of_bodies(read({"a": texts["a"]})) if c.what == "strength"] == []
    (found,) = [c for c in of_bodies(read(texts)) if c.what == "strength"]
    assert [s.value for s in found.sayings] == ["7000", "3000"]


def test_the_dead_and_the_hurt_are_no_rivals() -> None:
    def losses(doc: str, measure: str, count: int) -> Reading:
        (row,) = read({doc: "خسر لواء القدس أكثر من 600 مقاتل منذ تأسيسه."})[0].profile
        assert row.figure is not None
        figure = replace(row.figure, measure=measure, low=count, best=count, high=count)
        return replace(read({doc: "لا شيء."})[0], profile=[replace(row, figure=figure)])

    assert of_bodies([losses("a", "killed", 600), losses("b", "injured", 900)]) == []
    (found,) = of_bodies([losses("a", "killed", 600), losses("b", "killed", 900)])
    assert (found.what, found.nature) == ("total_losses", "contradiction")


def test_areas_that_may_both_hold_are_a_variety() -> None:
    texts = {"a": "ينتشر لواء القدس في محافظة حلب.", "b": "ينتشر لواء القدس في محافظة دير الزور."}
    (found,) = [c for c in of_bodies(read(texts)) if c.what == "operates_in"]
    assert (found.nature, len(found.sayings)) == ("variety", 2)


def test_one_leader_spelled_twice_is_named_and_no_conflict() -> None:
    texts = {"a": "يقود لواء القدس محمد السعيد.", "b": "يقود لواء القدس محمد سعيد."}
    found = [c for c in of_bodies(read(texts)) if "led_by" in c.what]
    assert [(c.kind, c.nature) for c in found] == [("name", "variety")]


def test_statements_of_several_reports_that_agree() -> None:
    texts = {
        "a": "لواء القدس المدعوم من روسيا تأسس عام 2013.",
        "b": "تأسس لواء القدس عام 2014 ويتلقى الدعم من روسيا.",
        "c": "تأسس لواء الباقر عام 2014.",
    }
    readings = read(texts)
    told = {(r.doc, row.id): row.relation for r in readings for row in r.profile}
    assert [sorted({(key[0], told[key]) for key in group}) for group in shared(readings)] == [[("a", "backed_by"), ("b", "backed_by")]]


# -- open times and round numbers ------------------------------------------------------------------------


def test_undated_news_is_of_the_day_that_another_report_names() -> None:
    undated = "دمشق - 5 آذار 2021\nقصف مدفعي لقوات النظام على بلدة كفرنبل أوقع ثلاثة قتلى مدنيين."
    groups, _ = incidents(list(claims(read({"a": undated, "b": STRIKE["observer"]}))), WEIGHTS)
    assert len(groups) == 1


def test_numbers_that_everybody_says_prove_little() -> None:
    assert telling(277) > 2 * telling(100) > 0
    assert telling(5) > telling(1) == 0


# -- estimates --------------------------------------------------------------------------------------------


def test_estimates_show_policy_origins_and_claims() -> None:
    readings, (group,) = linked(STRIKE)
    origins = Origins.of_readings(readings)
    found = estimate(group, "killed", origins)
    assert found is not None
    # The observatory counts once, with what it said last.
    assert (found.low, found.high, found.origins) == (3, 5, 2)
    assert found.best == 5
    assert found.policy == "most_origins"
    only = estimate(group, "killed", origins, "range_only")
    assert only is not None
    assert (only.low, only.best, only.high) == (3, None, 5)
    assert estimate(group, "displaced", origins) is None
    with pytest.raises(KeyError):
        estimate(group, "killed", origins, "dice")
    key = origins.of_event(group[0].doc, group[0].event).key
    preferred = estimate(group, "killed", origins, "prefer_source", key)
    assert preferred is not None
    assert preferred.best == 3


def test_grades_name_their_rule() -> None:
    readings, (group,) = linked(STRIKE)
    origins = Origins.of_readings(readings)
    assert grade(group, origins).name in ("fair", "contested")
    assert grade(group[:1], origins) == ("weak", "it has one origin")
    denied = [c._replace(event=c.event.__class__(**{f: getattr(c.event, f) for f in c.event.__struct_fields__} | {"modality": "denied"})) for c in group[:1]]
    assert grade(denied, origins).name == "discounted"


# -- tables and time --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edtf", "days", "is_open"),
    [("2021-03-04", 1, False), ("2021-03", 31, False), ("2021-03-04/2021-03-06", 3, False), ("../2021-03-04", 31, True), ("2021-03-04/..", 31, True)],
)
def test_spans(edtf: str, days: int, is_open: bool) -> None:
    span = span_of(edtf)
    assert span is not None
    assert (span.days, span.open) == (days, is_open)
    assert span_of("XXXX-03-04") is None
    assert span_of(None) is None


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("linking.tsv", "part\tpoints\twhen\nday\tmany\t\n", "linking.tsv:2: 'many' is no number"),
        ("kin_types.tsv", "group\ttypes\nx\tattack|picnic\n", "kin_types.tsv:2: no event type 'picnic'"),
    ],
)
def test_a_bad_table_is_named(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=said):
        Weights([tmp_path])
