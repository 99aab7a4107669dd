"""The check of packs: a small bad pack for every kind of finding, and none in the shipped packs."""

from __future__ import annotations

from pathlib import Path

import pytest

from sijill.knowledge.check import Problem, check
from sijill.knowledge.tables import pack_folders
from sijill.ontology import FAMILY

ACTORS = "id\tname\taliases\ten\tkind\tcountry\tparent\tbackers\tled_by\twikidata\tacled"
OUTLETS = "id\tname\taliases\ten\tkind\tcountry\tdomain"
PLACES = "id\tname\taliases\ten\tkind\twithin\tlat\tlon\tprecision\tflags\tsource"
LEXICON = "class\tkey\tpos\tforms\tframe\tfeatures"
GOOD_ACTOR = "zz-1\tلواء المثال الأول\t\tExample Brigade\tarmed_group\tSO"


def found(folder: Path, files: dict[str, str | bytes]) -> list[Problem]:
    """The findings about a pack with these tables; nothing about the shipped ones."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    problems = check(pack_folders((folder,)), FAMILY)
    assert all(problem.where.startswith(str(folder)) for problem in problems)
    assert all(problem.message and problem.remedy for problem in problems)
    return problems


def test_the_shipped_packs_have_no_errors() -> None:
    assert [problem for problem in check(pack_folders(), FAMILY) if not problem.warning] == []


def test_a_good_pack_is_clean(tmp_path: Path) -> None:
    files = {
        "actors.tsv": f"{ACTORS}\n{GOOD_ACTOR}\nzz-2\tسرية المثال الأولى\tسرية المثال?\t\tarmed_group\tSO\tzz-1\n",
        "places.tsv": f"{PLACES}\nso.x\tبلدة المثال\t~مثالية\tExample\ttown\tSO\t2.05\t45.3\t\t\tme\n",
        "lexicon/words.tsv": f"{LEXICON}\ntrigger\tattack\tv\tتكالب/يتكالب~قرية\tattack\n",
    }
    assert found(tmp_path, files) == []


ONE_ROW = [
    ("actors.tsv", ACTORS, "ZZ 1\tلواء المثال\t\t\tarmed_group", "id"),
    ("actors.tsv", ACTORS, "zz-1\t\t\t\tarmed_group", "no_name"),
    ("actors.tsv", ACTORS, "zz-1\tلواء المثال\t\t\tchoir", "kind"),
    ("actors.tsv", ACTORS, "zz-1\tلواء المثال\t\t\tarmed_group\tSomalia", "country"),
    ("actors.tsv", ACTORS, "zz-1\tلواء المثال\t?المثال العام\t\tarmed_group", "mark"),
    ("actors.tsv", ACTORS, "zz-1\tلواء المثال\tلِواء المثال\t\tarmed_group", "name_twice"),
    ("actors.tsv", ACTORS, "zz-1\tلواء المثال\t\t\tarmed_group\t\tnobody", "orphan"),
    ("actors.tsv", ACTORS, "zz-1\tلواء المثال\t\t\tarmed_group\t\t\tnobody@2015/..", "orphan"),
    ("actors.tsv", ACTORS, "zz-1\tلواء المثال\t\t\tarmed_group\t\tzz-1", "circle"),
    ("actors.tsv", ACTORS, "zz-1\tلواء المثال\t\t\tarmed_group\t\t\t\t\tWikipedia", "wikidata"),
    ("actors.tsv", ACTORS, "zz-1\tلواء المثال\tحزب الله\t\tarmed_group", "shared_name"),
    ("actors.tsv", ACTORS, "zz-1\tلواء المثال\tقصف\t\tarmed_group", "everyday_word"),
    ("actors.tsv", ACTORS, "zz-1\tلواء المثال\tمقديشو\t\tarmed_group\nzz-2\tمقديشو\t\t\tarmed_group", "shared_name"),
    ("actors.tsv", ACTORS, "zz-1\tلواء\u200f المثال\t\t\tarmed_group", "hidden_character"),
    ("actors.tsv", ACTORS, "zz-1\tلواء\u00a0المثال\t\t\tarmed_group", "hidden_character"),
    ("actors.tsv", ACTORS, "zz-1\tلوای المثال\t\t\tarmed_group".replace("ی", "\u06cc"), "foreign_letter"),
    ("actors.tsv", ACTORS, "zz-1\tلواء المثال" + "\t" * 12, "cells"),
    ("actors.tsv", ACTORS, f"{GOOD_ACTOR}\n{GOOD_ACTOR}", "row_twice"),
    ("actors.tsv", ACTORS, f"{GOOD_ACTOR}\n{GOOD_ACTOR.replace('الأول', 'الثاني')}", "id_twice"),
    ("actors.tsv", ACTORS, f"{GOOD_ACTOR}\n{GOOD_ACTOR.replace('الأول', 'الثاني').replace('zz-1', 'zz-2')}", "near_duplicate"),
    ("actors.tsv", ACTORS, "zz-1\tلواء أ\t\t\tarmed_group\t\tzz-2\nzz-2\tلواء ب\t\t\tarmed_group\t\tzz-1", "circle"),
    ("actors.tsv", ACTORS + "\tcolour", GOOD_ACTOR, "unknown_column"),
    ("actors.tsv", "", GOOD_ACTOR, "header"),
    ("actor.tsv", ACTORS, GOOD_ACTOR, "unknown_table"),
    ("outlets.tsv", OUTLETS, "zz-o\tموقع المثال\t\t\toutlet\tSO\thttps://example.org/x", "domain"),
    ("outlets.tsv", OUTLETS, "zz-o\tموقع المثال\tحزب الله\t\toutlet\tSO", "ambiguous"),
    ("nisba.tsv", "form\tname\tkind\tid", "صومالي\tالصومال\tstate\tnobody", "orphan"),
    ("nisba.tsv", "form\tname\tkind\tid", "روسي\tروسيا\tland\trussia", "kind"),
    ("places.tsv", PLACES, "so.x\tبلدة المثال\t\t\thamlet\tSO", "kind"),
    ("places.tsv", PLACES, "so.x\tبلدة المثال\tمثالية?\t\ttown\tSO", "mark"),
    ("places.tsv", PLACES, "so.x\tبلدة المثال\tأ||ب\t\ttown\tSO\t\t\t\t\t", "mark"),
    ("places.tsv", PLACES, "so.x\tبلدة المثال\t\t\ttown\tnowhere", "orphan"),
    ("places.tsv", PLACES, "so.x\tبلدة المثال\t\t\ttown\t", "orphan"),
    ("places.tsv", PLACES, "so.x\tبلدة المثال\t\t\ttown\tso.x", "circle"),
    ("places.tsv", PLACES, "so.x\tبلدة المثال\t\t\ttown\tSO\t2.05\tعرض", "point"),
    ("places.tsv", PLACES, "so.x\tبلدة المثال\t\t\ttown\tSO\t45.3\t2.05", "swapped"),
    ("places.tsv", PLACES, "so.x\tبلدة المثال\t\t\ttown\tSO\t36.2\t37.1", "outside"),
    ("places.tsv", PLACES, "so.x\tبلدة المثال\t\t\ttown\tSO\t2.05\t45.3\t9", "number"),
    ("places.tsv", PLACES + "\tpopulation", "so.x\tبلدة المثال\t\t\ttown\tSO\t2.05\t45.3\t\t\t\tmany", "number"),
    ("places.tsv", PLACES, "so.x\tبلدة المثال\t\t\ttown\tSO\t2.05\t45.3\t\tfaint", "flag"),
    ("places.tsv", PLACES, "so.x\tالمثال\t\t\tvillage\tSO\t2.05\t45.3\nso.y\tالمثال\t\t\tvillage\tSO\t2.06\t45.3", "near_duplicate"),
    ("places.tsv", PLACES, "so.x\tالمثال\t\t\tvillage\tSO\nso.y\tحي المثال\t\t\tcity\tso.x", "narrow_container"),
    ("places.tsv", PLACES, "so.x\tحزب الله\t\t\ttown\tSO", "ambiguous"),
    ("bounds.tsv", "country\tsouth\twest\tnorth\teast", "ZZ\t9\t1\t5\t4", "number"),
    ("lexicon/w.tsv", LEXICON, "trigger\tattak\tn\tتكالب\tattack", "event_type"),
    ("lexicon/w.tsv", LEXICON, "trigger\tattack\tn\tتكالب\tatack", "frame"),
    ("lexicon/w.tsv", LEXICON, "trigger\tattack\tx\tتكالب\tattack", "pos"),
    ("lexicon/w.tsv", LEXICON, "trigger\tattack\tv\tتكالب\tattack", "verb"),
    ("lexicon/w.tsv", LEXICON, "trigger\tattack\tn\t\tattack", "no_name"),
    ("lexicon/w.tsv", LEXICON, "triger\tattack\tn\tتكالب", "class"),
    ("lexicon/w.tsv", LEXICON, "people\taliens\tn\tمريخي", "key"),
    ("lexicon/w.tsv", LEXICON, "trigger\tattack\tn\tتكالب\tattack\tlose", "feature"),
    ("lexicon/w.tsv", LEXICON, "trigger\tfuneral\tn\tاشتباك\tclash", "trigger_conflict"),
    ("lexicon/w.tsv", LEXICON, "trigger\tarmed_clash\tn\tاشتباك\tclash", "trigger_twice"),
    ("frames.tsv", "frame\tsubject", "zz\tagent", "unused"),
    ("frames.tsv", "frame\tsubject", "act\tactor", "slot"),
    ("frames.tsv", "frame\tsubject", "act\tagent\nact\ttarget", "id_twice"),
    ("titles.tsv", "word\tclass", "المثال\tprize", "class"),
    ("furniture.tsv", "kind\topening", "start\tاقرأ هنا", "class"),
    ("numbers.tsv", "unit\tone\tواحدة", "", "number"),
    ("numbers.tsv", "unitt\t1\tواحدة", "", "class"),
    ("place_words.tsv", "قرية", "", "cells"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "header", "rows", "kind"), ONE_ROW, ids=[f"{row[0]}-{row[3]}-{n}" for n, row in enumerate(ONE_ROW)])
def test_each_kind_of_finding(tmp_path: Path, file: str, header: str, rows: str, kind: str) -> None:
    problems = found(tmp_path, {file: f"{header}\n{rows}\n" if header and rows else f"{header or rows}\n"})
    assert kind in {problem.kind for problem in problems}, problems
    # whatever else follows from the mistake, nothing is told of a place that has none
    for problem in problems:
        line = problem.where.rpartition(":")[2]
        assert not line.isdigit() or int(line) >= 1


def test_a_file_that_is_not_utf_8(tmp_path: Path) -> None:
    (problem,) = found(tmp_path, {"actors.tsv": f"{ACTORS}\n{GOOD_ACTOR}".encode("cp1256")})
    assert (problem.kind, problem.where) == ("encoding", f"{tmp_path}/actors.tsv")


def test_one_mistake_does_not_hide_the_next(tmp_path: Path) -> None:
    rows = "so.x\tبلدة المثال\t\t\thamlet\tSO\nso.y\tبلدة أخرى\t\t\ttown\tnowhere\nso.z\tبلدة ثالثة\t\t\ttown\tSO\t45.3\t2.05"
    problems = found(tmp_path, {"places.tsv": f"{PLACES}\n{rows}\n", "actors.tsv": f"{ACTORS}\nzz-1\tلواء المثال\t\t\tchoir\n"})
    told = [(Path(p.where).name, p.kind) for p in problems]
    assert told == [("actors.tsv:2", "kind"), ("places.tsv:2", "kind"), ("places.tsv:3", "orphan"), ("places.tsv:4", "swapped")]


def test_warnings_are_told_from_errors(tmp_path: Path) -> None:
    (problem,) = found(tmp_path, {"actors.tsv": f"{ACTORS}\nzz-1\tلواء المثال\tقصف\t\tarmed_group\n"})
    assert problem.warning
