"""Loading packs of places, paths, choice between namesakes, and the messages for mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

import sijill.knowledge.gazetteer as module
from sijill.errors import KnowledgeError
from sijill.knowledge.gazetteer import AMBIGUOUS, KINDS, Gazetteer, distance_km, load_places

PACKS = Path(module.__file__).parents[1] / "packs"
FOLDERS = sorted(folder for folder in PACKS.iterdir() if folder.is_dir())
HEADER = "id\tname\taliases\ten\tkind\twithin\tlat\tlon\tprecision\tflags\tsource"


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_places(FOLDERS)


def pack(folder: Path, *lines: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "places.tsv").write_text("\n".join((HEADER, *lines)) + "\n", encoding="utf-8")
    return folder


def test_packs_are_complete(gazetteer: Gazetteer) -> None:
    counts = {
        country: sum(e.kind == "governorate" and e.within == country for e in gazetteer.by_id.values())
        for country in ("SY", "IQ", "YE", "SD", "LB")
    }
    assert counts == {"SY": 14, "IQ": 19, "YE": 22, "SD": 18, "LB": 8}
    hand_written = [e for e in gazetteer.by_id.values() if e.source == "sijill"]
    assert len(hand_written) >= 1500


def test_core_stands_alone() -> None:
    assert load_places([PACKS / "core"]).lookup("دير الزور")


def test_every_point_lies_near_its_governorate(gazetteer: Gazetteer) -> None:
    far = [
        (entry.id, round(distance_km(entry.lat, entry.lon, up.lat, up.lon)))
        for entry in gazetteer.by_id.values()
        if entry.source == "sijill" and entry.lat is not None and entry.lon is not None
        for up in gazetteer.ancestors(entry)
        if up.kind == "governorate" and up.lat is not None and up.lon is not None
        if distance_km(entry.lat, entry.lon, up.lat, up.lon) > 560
    ]
    assert far == []


def test_kinds_flags_and_containers_are_sound(gazetteer: Gazetteer) -> None:
    for entry in gazetteer.by_id.values():
        assert entry.kind in KINDS
        assert set(entry.flags) <= {"ambiguous", "weak", "capital"}
        assert 1 <= entry.precision <= 7
        path = gazetteer.path(entry)
        assert path[-1] == entry.name and len(path) == len(gazetteer.ancestors(entry)) + 1


@pytest.mark.parametrize("name", ["ديرالزور", "دير الزور", "#دير_الزور", "دير الزّور"])
def test_spellings_fold_together(gazetteer: Gazetteer, name: str) -> None:
    assert "SY-DY" in {entry.id for entry in gazetteer.lookup(name)}


def test_three_places_called_nayrab(gazetteer: Gazetteer) -> None:
    names = ("النيرب", "مخيم النيرب")
    ids = {entry.id for name in names for entry in gazetteer.lookup(name)}
    assert {"sy.nayrab-camp", "sy.nayrab-aleppo", "sy.nayrab-idlib"} <= ids


def test_everyday_names_are_guarded(gazetteer: Gazetteer) -> None:
    assert gazetteer.guards["عين"] == AMBIGUOUS
    assert "محكان" not in gazetteer.guards


def test_choice_by_container_then_nearness_then_size(tmp_path: Path) -> None:
    gazetteer = load_places([
        pack(
            tmp_path,
            "A\tأرض\t\tA\tcountry\t\t10\t10\t\t\tt",
            "A1\tإقليم أول\t\tA1\tgovernorate\tA\t10\t10\t\t\tt",
            "A2\tإقليم ثان\t\tA2\tgovernorate\tA\t14\t10\t\t\tt",
            "p1\tزهرة\t\tp1\tvillage\tA1\t10.1\t10\t\t\tt",
            "p2\tزهرة\t\tp2\tvillage\tA2\t14.1\t10\t\t\tt",
            "q1\tوردة\t\tq1\tcity\tA1\t10\t10\t\t\tt",
            "q2\tوردة\t\tq2\tvillage\tA2\t14\t10\t\t\tt",
        )
    ])  # fmt: skip
    both = gazetteer.lookup("زهره")
    assert gazetteer.disambiguate(both, {"A2"}).id == "p2"  # type: ignore[union-attr]
    assert gazetteer.disambiguate(both, {"اقليم اول"}).id == "p1"  # type: ignore[union-attr]
    assert gazetteer.disambiguate(both, (), [(13.9, 10.0)]).id == "p2"  # type: ignore[union-attr]
    assert gazetteer.disambiguate(both) is None
    assert gazetteer.disambiguate(gazetteer.lookup("وردة")).id == "q1"  # type: ignore[union-attr]
    assert gazetteer.disambiguate([]) is None


def test_one_unguarded_namesake_is_the_principal_one(tmp_path: Path) -> None:
    gazetteer = load_places([
        pack(tmp_path, "p1\tنوار\t\t\tvillage\t\t\t\t\t\tt", "p2\t?نوار\tنوار الغربية\t\tvillage\t\t\t\t\t\tt")
    ])
    assert gazetteer.principal["نوار"].id == "p1"
    assert gazetteer.by_id["p2"].name == "نوار"
    assert gazetteer.disambiguate(gazetteer.lookup("نوار"), principal=gazetteer.principal["نوار"]).id == "p1"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("p1\tاسم\t\tx", "columns"),
        ("p1\tاسم\t\tx\tplanet\t\t\t\t\t\tt", "unknown kind 'planet'"),
        ("p1\tاسم\t\tx\tvillage\tnowhere\t\t\t\t\tt", "container 'nowhere'"),
        ("p1\tاسم\t\tx\tvillage\t\tten\t10\t\t\tt", "decimal degrees"),
        ("p1\tاسم\t\tx\tvillage\t\t99\t10\t\t\tt", "no point on Earth"),
        ("p1\tاسم\t\tx\tvillage\t\t9\t\t\t\tt", "no point on Earth"),
        ("p1\tاسم\tا||ب\tx\tvillage\t\t\t\t\t\tt", "empty alias"),
        ("\tاسم\t\tx\tvillage\t\t\t\t\t\tt", "empty id"),
        ("p0\tاسم\t\tx\tvillage\t\t\t\t\t\tt", "already used"),
    ],
)
def test_mistakes_name_file_line_and_remedy(tmp_path: Path, line: str, words: str) -> None:
    folder = pack(tmp_path, "p0\tأول\t\tx\tvillage\t\t\t\t\t\tt", line)
    with pytest.raises(KnowledgeError) as caught:
        load_places([folder])
    message = str(caught.value)
    assert words in message and "places.tsv:3" in message and ";" in message


def test_unknown_column_is_named(tmp_path: Path) -> None:
    (tmp_path / "places.tsv").write_text("id\tname\tkind\tcolour\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="colour"):
        load_places([tmp_path])


def test_malformed_place_word(tmp_path: Path) -> None:
    (tmp_path / "place_words.tsv").write_text("قرية\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"place_words\.tsv:1"):
        load_places([tmp_path])


def test_distance() -> None:
    assert distance_km(33.513, 36.292, 36.202, 37.16) == pytest.approx(309, abs=3)
