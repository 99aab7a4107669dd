"""The place reader: its corpus, references, namesakes, blocked names, offsets."""

from __future__ import annotations

import itertools
import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sijill.reading.place.places as places
from sijill.arabic import Text, fold_word
from sijill.knowledge.gazetteer import Gazetteer, load_places
from sijill.knowledge.lexicon import Lexicon
from sijill.reading.document import Document
from sijill.reading.place.places import PlaceMention, find

PACKS = Path(places.__file__).parents[2] / "packs"
CORPUS = Path(places.__file__).parents[1] / "corpora" / "places.tsv"


def all_packs() -> Gazetteer:
    return load_places(sorted(folder for folder in PACKS.iterdir() if folder.is_dir()))


GAZETTEER = all_packs()
LEXICON = Lexicon(sorted(folder for folder in PACKS.iterdir() if folder.is_dir()))


def read(raw: str, blocked: set[int] | None = None) -> list[PlaceMention]:
    text = Text(raw)
    return find(text, GAZETTEER, blocked, Document(text, LEXICON).info)


def corpus() -> list[tuple[str, str]]:
    lines = CORPUS.read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if not line.startswith("#")]  # type: ignore[misc]


def told(mention: PlaceMention) -> str:
    marks = "".join(
        letter
        for letter, on in (("c", mention.container), ("o", mention.origin), ("p", mention.part_of_name))
        if on
    )
    cells = [
        mention.names[0],
        mention.relation,
        str(mention.distance_km or ""),
        ", ".join(mention.within),
        mention.id or "",
        marks,
    ]
    return " / ".join(cells).rstrip(" /")


def test_corpus_is_large_enough() -> None:
    assert len(corpus()) >= 150


@pytest.mark.parametrize(("phrase", "expected"), corpus(), ids=[phrase for phrase, _ in corpus()])
def test_corpus(phrase: str, expected: str) -> None:
    assert " ; ".join(told(mention) for mention in read(phrase)) == expected


def only(raw: str, name: str) -> PlaceMention:
    """The one mention that bears the name."""
    found = [m for m in read(raw) if fold_word(name) in {fold_word(n) for n in m.names}]
    assert len(found) == 1, [m.names for m in read(raw)]
    return found[0]


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        ("قصفت الطائرات مخيم النيرب في محافظة حلب", "sy.nayrab-camp"),
        ("وصلت التعزيزات إلى النيرب في ريف إدلب الشرقي", "sy.nayrab-idlib"),
        ("قصف على مدينة أريحا في ريف إدلب", "sy.ariha"),
        ("اقتحمت القوات مدينة أريحا في الضفة الغربية", "ps.jericho"),
        ("اشتباكات في طرابلس بعد اجتماع في بنغازي ومصراتة", "ly.tripoli"),
        ("اشتباكات في طرابلس وعكار ثم في بيروت", "lb.tripoli-lebanon"),
    ],
)
def test_namesakes_are_told_apart_by_what_is_around(raw: str, place: str) -> None:
    assert place in [mention.id for mention in read(raw)]


def test_namesakes_without_any_hint_stay_open() -> None:
    gazetteer = GAZETTEER
    candidates = gazetteer.lookup("حي القصور")
    assert len(candidates) > 1
    mention = read("في حي القصور")[0]
    assert mention.id is None and mention.lat is None
    assert set(mention.candidates) == {entry.id for entry in candidates}


def test_names_taken_by_others_are_no_places() -> None:
    raw = "هاجم لواء القدس قرية الطيانة"
    text = Text(raw)
    taken = {text.forms.index("القدس")}
    assert [mention.names[0] for mention in find(text, GAZETTEER, taken)] == ["قرية الطيانة"]


def test_definite_reference_takes_the_last_place_of_its_kind() -> None:
    raw = "هاجموا قرية الطيانة من جهة مدينة الميادين.\nثم دخلوا القرية وعادوا إلى المدينة."
    names = [mention.names for mention in read(raw)]
    assert names[2][0] == "القرية" and "قرية الطيانة" in names[2]
    assert names[3][0] == "المدينة" and "مدينة الميادين" in names[3]


def test_reference_without_antecedent_is_dropped() -> None:
    assert read("دخلوا القرية عند الفجر") == []


def test_site_is_meant_again_only_by_its_own_noun() -> None:
    raw = "قصفوا سجن صيدنايا ثم نقلوا الجرحى إلى المستشفى"
    assert [mention.names[0] for mention in read(raw)] == ["سجن صيدنايا"]


def test_capital_means_the_capital_spoken_of() -> None:
    mention = read("اشتباكات في طرابلس وبنغازي.\nوعاد الهدوء إلى العاصمة.")[-1]
    assert mention.names[0] == "العاصمة" and mention.id == "ly.tripoli"


def test_container_of_a_coordination_holds_for_all_members() -> None:
    raw = "في قريتي مراط وحطلة بريف دير الزور"
    assert [mention.within[0] for mention in read(raw)[:2]] == ["ريف دير الزور"] * 2


def test_dateline_is_no_place_of_an_event() -> None:
    mentions = read("بغداد / ١٢ شباط ٢٠٢٢\nانفجرت عبوة في كركوك.")
    assert [(m.id, m.dateline, m.is_event_place) for m in mentions] == [
        ("iq.baghdad", True, False),
        ("iq.kirkuk", False, True),
    ]


@pytest.mark.parametrize(
    "raw",
    [
        "فتح الباب أمام الحوار",
        "على الصعيد السياسي",
        "نشرت صور من المكان",
        "بأسلحة روسية حديثة",
        "مدعوم روسياً",
        "عن طريق وسطاء",
        "وأدى القصف إلى أضرار",
        "في آب 2014",
        "شبكات محلية ومواقع",
        "في قاعدة البيانات",
    ],
)
def test_everyday_words_are_no_places(raw: str) -> None:
    assert read(raw) == []


def test_point_path_and_precision_come_from_the_gazetteer() -> None:
    village = only("في قرية محكان", "محكان")
    assert village.path == ["سوريا", "دير الزور", "محكان"]
    assert village.lat == pytest.approx(34.98, abs=0.1)
    assert village.precision == 1 and village.resolved
    assert only("قرب قرية محكان", "محكان").precision == 2
    assert only("في ريف حمص الشرقي", "ريف حمص").precision == 4
    assert only("في محافظة ديالى", "ديالى").precision == 4


def test_unlisted_place_keeps_its_name_and_has_no_point() -> None:
    mention = only("في قرية تل الزنبور بريف حماة", "تل الزنبور")
    assert (mention.kind, mention.id, mention.lat, mention.resolved) == ("village", None, None, False)
    assert mention.within[0] == "ريف حماة"


@given(st.lists(st.sampled_from([phrase for phrase, _ in corpus()]), min_size=1, max_size=6), st.integers(0, 40))
@settings(max_examples=60, deadline=None)
def test_any_text_gives_ordered_spans_inside_it(phrases: list[str], cut: int) -> None:
    text = Text("، ".join(phrases)[cut:])
    mentions = find(text, GAZETTEER)
    for mention in mentions:
        assert 0 <= mention.first <= mention.name_first < mention.name_last <= len(text)
        assert mention.last <= len(text)
        assert mention.names and all(mention.names)
    starts = [mention.name_first for mention in mentions]
    assert all(b >= a - 8 for a, b in itertools.pairwise(starts))


def test_same_text_gives_the_same_answer_twice() -> None:
    raw = "اشتباكات في حلب ودير الزور وعتق ثم في المدينة"
    # a compiled class has no __slots__ to ask; its values are those of its names that cannot be called
    names = [name for name in dir(PlaceMention) if not name.startswith("_")]
    first, second = ([{name: value for name in names if not callable(value := getattr(m, name))} for m in read(raw)] for _ in range(2))
    assert first
    assert first == second
    assert {"names", "id", "within"} <= first[0].keys()


@pytest.mark.skipif(os.environ.get("SIJILL_NO_GOLD") == "1", reason="gold switched off")
def test_gold_places_are_found(shared: Path) -> None:
    """Nine in ten places of the annotated reports turn up as mentions under an accepted name."""
    wanted = found = 0
    for gold, reports in (
        (shared / "gold" / "seeds", shared / "seeds"),
        (shared / "practice" / "gold", shared / "practice" / "reports"),
    ):
        for file in sorted(gold.glob("*.json")):
            report = reports / f"{file.stem}.txt"
            record = json.loads(file.read_text(encoding="utf-8"))
            if not report.exists() or "events" not in record:
                continue
            names = {fold_word(n) for m in read(report.read_text(encoding="utf-8")) for n in m.names}
            entries = {tuple(p["names"]) for event in record["events"] for p in event["places"]}
            wanted += len(entries)
            found += sum(any(fold_word(name) in names for name in entry) for entry in entries)
    assert found / wanted >= 0.9
