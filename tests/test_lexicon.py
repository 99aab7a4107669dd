"""Word tables: inflected forms, clitics, multi-word entries, and the caches in front of them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.arabic import Text, fold_word
from sijill.errors import KnowledgeError
from sijill.knowledge.actors import PhraseTable, Registry
from sijill.knowledge.lexicon import Lexicon
from sijill.knowledge.tables import pack_folders
from sijill.reading.document import Document


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    return Lexicon(pack_folders())


@lru_cache(maxsize=1)
def registry() -> Registry:
    return Registry(pack_folders())


def document(text: str) -> Document:
    return Document(Text(text), lexicon())


def pack(folder: Path, rows: str) -> list[Path]:
    (folder / "lexicon").mkdir()
    (folder / "lexicon" / "words.tsv").write_text("class\tkey\tpos\tforms\tframe\tfeatures\n" + rows, encoding="utf-8")
    return [folder]


@pytest.mark.parametrize(
    ("word", "cls", "key"),
    [
        ("قُتلوا", "trigger", "killing"),
        ("وقُتل", "trigger", "killing"),
        ("بالقصف", "trigger", "shelling"),
        ("والمدنيين", "people", "civilians"),
        ("للجنود", "people", "state"),
        ("اغتالوه", "trigger", "assassination"),
    ],
)
def test_inflected_words_with_clitics(word: str, cls: str, key: str) -> None:
    assert any(sense.key == key for sense in lexicon().info(fold_word(word)).by.get(cls, ())), word


@pytest.mark.parametrize("word", ["", "سماء", "قتلمون", "x"])
def test_other_words_are_unknown(word: str) -> None:
    assert "trigger" not in lexicon().info(fold_word(word)).by


def test_looking_up_again_gives_the_same_object() -> None:
    assert lexicon().info("بالقصف") is lexicon().info("بالقصف")


def test_further_words_must_follow(tmp_path: Path) -> None:
    small = Lexicon(pack(tmp_path, "thing\tweapons\tn\tعبوة ناسفة\t\t\n"))
    assert Document(Text("انفجار عبوة ناسفة"), small).sense(1, "thing") is not None
    assert Document(Text("انفجار العبوة الناسفة"), small).sense(1, "thing") is not None
    assert Document(Text("انفجار عبوة غاز"), small).sense(1, "thing") is None
    assert Document(Text("انفجار عبوة"), small).sense(1, "thing") is None


@pytest.mark.parametrize("row", ["thing\tweapons\tx\tعبوة\t\t\n", "thing\tweapons\tn\t\t\t\n"])
def test_a_mistake_is_told_with_its_place(tmp_path: Path, row: str) -> None:
    with pytest.raises(KnowledgeError, match=r"words\.tsv:2"):
        Lexicon(pack(tmp_path, row))


def test_hits_by_class_are_all_hits_in_order() -> None:
    doc = document("قتل ثلاثة مدنيين وأصيب جنديان بقصف مدفعي على حلب.\nوقتل مدني بغارة.")
    for cls in ("trigger", "people", "g", "nothing of the kind"):
        expected = [i for i, info in enumerate(doc.info) if cls in info.by]
        assert doc.having(cls) == expected
        assert doc.having(cls, 2, 7) == [i for i in expected if 2 <= i < 7]
    assert doc.having("trigger"), "the sentence has triggers to be found"


def test_every_token_knows_its_sentence() -> None:
    doc = document("قتل مدني. أصيب آخر\nانتهى")
    for number, sentence in enumerate(doc.text.sentences):
        assert all(doc.sentence(i) == doc.text.sentences[number] for i in range(sentence.first, sentence.last))


@pytest.mark.parametrize(("word", "expected"), [("ضابطاً", True), ("ضابطا", True), ("ضابط", False), ("سوريا", False), ("قواتها", False)])
def test_accusatives_with_and_without_their_mark(word: str, expected: bool) -> None:
    assert document(word).accusative(0) is expected


WORDS = st.sampled_from(sorted({w for e in registry().actors.values() for name in e.names for w in fold_word(name).split()})[:3000])


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(["", "و", "ل", "ب", "ال", "وال", "لل"]), WORDS)
def test_names_by_second_word_are_the_names_by_first(clitics: str, word: str) -> None:
    """The quick table holds the same names, longest first, as the plain one."""
    for table in (registry().table, registry().outlet_table):
        plain, quick = table.starts(clitics + word), table.opening(clitics + word)
        if quick is None:
            assert not plain
            continue
        assert [p for p in plain if not p[1].rest] == list(quick.single)
        for second, pairs in quick.longer.items():
            assert [p for p in plain if p[1].rest[:1] == (second,)] == list(pairs)
        assert len(plain) == len(quick.single) + sum(map(len, quick.longer.values()))


def test_a_word_of_no_table_is_silent_and_names_are_not() -> None:
    names = registry()
    assert names.silent("يستقلون")
    for word in ("حزب", "وحزب", "النظام", "محمد", "ابو", "روسي", "الروسي"):
        assert not names.silent(fold_word(word)), word


def test_an_empty_table_opens_nothing() -> None:
    assert PhraseTable().opening("حزب") is None
