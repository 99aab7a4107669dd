"""Attribution and the publishing outlet, on sentences of our own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

import sijill.reading.corpora
from sijill.arabic import Text, fold_word
from sijill.evaluation import same_name
from sijill.knowledge.actors import Registry
from sijill.knowledge.lexicon import Lexicon
from sijill.knowledge.tables import pack_folders, rows
from sijill.reading.document import Document
from sijill.reading.party import actors
from sijill.reading.source import sources
from sijill.reading.source.outlet import find_outlet

CORPUS = Path(next(iter(sijill.reading.corpora.__path__))) / "sources.tsv"


@lru_cache(maxsize=1)
def packs() -> tuple[Lexicon, Registry]:
    folders = pack_folders()
    return Lexicon(folders), Registry(folders)


def document(text: str) -> Document:
    return Document(Text(text.replace(" // ", "\n")), packs()[0])


def read(text: str, own: tuple[str, ...] = ()) -> tuple[Document, list[sources.SourceMention]]:
    doc = document(text)
    return doc, sources.find(doc, actors.find(doc, packs()[1], set(), set()), set(), own)


def token(doc: Document, word: str) -> int:
    """The token of a word, with or without an attached preposition or conjunction; the last one that stands so."""
    want = fold_word(word)
    forms = doc.text.forms
    for heads in (("",), ("و", "ب", "ل", "ف")):
        at = [i for i, form in enumerate(forms) if any(form == head + want for head in heads)]
        if at:
            return at[0]
    raise AssertionError(f"{word} does not stand in the text")


def corpus() -> Iterator[tuple[int, list[str]]]:
    yield from rows(CORPUS, ("text", "probe", "sources"))


def described(mention: sources.SourceMention, name: str) -> str:
    held = {fold_word(n) for n in mention.names}
    return f"{mention.kind}:{name if fold_word(name) in held else mention.names[0]}"


@pytest.mark.parametrize(("line", "cells"), [pytest.param(n, c, id=str(n)) for n, c in corpus()])
def test_corpus(line: int, cells: list[str]) -> None:
    text, probe, want = cells
    doc, mentions = read(text)
    found = sources.for_token(mentions, token(doc, probe))
    wanted = [] if want == "-" else want.replace(" + ", " < ").split(" < ")
    names = [w.partition(":")[2] for w in wanted] + [""] * len(found)
    assert [described(m, n) for m, n in zip(found, names, strict=False)] == wanted, f"{CORPUS.name}:{line}"


def test_corpus_is_wide_enough() -> None:
    assert len(list(corpus())) >= 80


# ---------------------------------------------------------------------- whom it was told


def test_the_publisher_is_not_added_to_what_it_was_told() -> None:
    text = "قال مصدر طبي لراديو الوادي إن قصفاً طال السوق."
    doc, told = read(text)
    assert [m.names[0] for m in sources.for_token(told, token(doc, "قصفاً"))] == ["مصدر طبي", "راديو الوادي"]
    doc, own = read(text, ("راديو الوادي", "الوادي"))
    assert [m.names[0] for m in sources.for_token(own, token(doc, "قصفاً"))] == ["مصدر طبي"]


def test_a_reference_keeps_the_full_name_first() -> None:
    doc, mentions = read("وثّق مرصد السهل لحقوق الإنسان مقتل طفل. وذكر المرصد أن غارة طالت المدرسة.")
    last = mentions[-1]
    assert last.carried
    assert last.names[0] == "مرصد السهل لحقوق الإنسان"
    assert "المرصد" in last.names
    assert doc.text.slice(last.first, last.last) == "المرصد"


def test_spans_are_the_phrase_and_the_cue() -> None:
    doc, (mention,) = read("أفاد مصدر أمني في محافظة الديوانية بارتفاع الحصيلة.")
    assert doc.text.slice(mention.first, mention.last) == "مصدر أمني في محافظة الديوانية"
    assert doc.text.word(mention.cue) == "أفاد"
    assert mention.scope == (mention.last, len(doc.text) - 1)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("قال مصدر إن القصف توقف.", "say"),
        ("وزعم المتحدث أن القصف توقف.", "doubt"),
        ("أعلنت وزارة الصحة مقتل تسعة.", "announce"),
        ("ونفت وزارة الصحة مقتل تسعة.", "deny"),
        ("وأحصى الدفاع المدني تسعة قتلى.", "doc"),
        ("قتل تسعة وفق مصدر طبي.", "according"),
        ("نقل مرصد السهل عن سكان أن القصف توقف.", "quote"),
        ("وتبنت «سرايا الرياح» التفجير.", "claim"),
    ],
)
def test_verb_keys(text: str, key: str) -> None:
    _, mentions = read(text)
    assert [m.verb_key for m in mentions] == [key]


def test_a_quotation_of_several_sentences_belongs_to_its_speaker() -> None:
    doc, mentions = read("وقال ناج: «صرخ الجندي. ثم انهمر الرصاص على الناس». وانسحبت القوات.")
    assert sources.for_token(mentions, token(doc, "الرصاص"))[0].names[0] == "ناج"
    assert sources.for_token(mentions, token(doc, "انسحبت")) == []


def test_a_list_goes_on_for_the_body_that_counted() -> None:
    doc, mentions = read(
        "وثّق مرصد السهل خمسين حالة اعتقال. // وتوزعت الحالات كما يأتي: // - القوات: ثلاثون حالة. // - الفصائل: عشرون حالة. // وتظاهر سكان."
    )
    assert sources.for_token(mentions, token(doc, "عشرون"))[0].names[0] == "مرصد السهل"
    assert sources.for_token(mentions, token(doc, "تظاهر")) == []


def test_independent_sources_both_count_and_chains_do_not_repeat() -> None:
    a, b, c = (sources.SourceMention(0, 1, 0, [n], "anonymous", "say", "t") for n in "ابج")
    for m in (a, b, c):
        m.scope = (2, 9)
    a.chain = [b]
    assert [m.names[0] for m in sources.for_token([b, a, c], 4)] == ["ا", "ب", "ج"]
    assert sources.for_token([a], 9) == []


# ---------------------------------------------------------------------- the publishing outlet


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("قتلى بقصف // حمص-سانا // قتل تسعة أشخاص أمس.", "سانا"),
        ("قتلى بقصف // بغداد: «المسار اليومي» // قتل تسعة أشخاص أمس.", "المسار اليومي"),
        ("قتلى بقصف // صور ـ «بوابة الساحل» // قتل تسعة أشخاص أمس.", "بوابة الساحل"),
        ("قتلى بقصف // تعز - خاص «نداء السهل» // قتل تسعة أشخاص أمس.", "نداء السهل"),
        ("قتلى بقصف // طرابلس - بوابة الخليج، الخميس 17 آب 2023 // قتل تسعة أشخاص أمس.", "بوابة الخليج"),
        ("قتلى بقصف // دمشق - وكالة السهل الرسمية للأنباء (سهل) // قتل تسعة.", "سهل"),
        ("قتلى بقصف // جنين 23-2-2023 وكالة دار للأنباء- قتل تسعة أشخاص أمس.", "وكالة دار للأنباء"),
        ("قتلى بقصف // أربيل (العراق) 4 كانون الأول 2021 (وكالة ميديا الجبل) // شيعت المدينة قتلاها.", "وكالة ميديا الجبل"),
        ("قتلى بقصف // كتب المحرر الأمني - «صوت الحي» - الجمعة 15 تشرين الأول 2021 // نامت المدينة.", "صوت الحي"),
        ("قتلى بقصف // نبض السهل - خاص // قتل تسعة، بحسب مراسل نبض السهل.", "نبض السهل"),
        ("قتلى بقصف // نبض التل | 14 آذار // خطفت عصابة شابين. // #نبض_التل", "نبض التل"),
        ("النزوح من الولاية - تحديث رقم 7 // مكتب الأمم المتحدة لتنسيق الشؤون الإنسانية // نزحت ألف أسرة.", "مكتب الأمم المتحدة لتنسيق الشؤون الإنسانية"),
        ("خلية الإعلام الأمني: ضبط نفق جنوبي المدينة // بغداد / 20 أيار 2019 // باشرت القوات عملية تفتيش.", "خلية الإعلام الأمني"),
        ("لجان مقاومة السهل: بيان رقم 3 // اجتاحت المليشيا القرية.", "لجان مقاومة السهل"),
        ("قتل تسعة أشخاص. // #شبكة_صوت_النهر_المحلية", "صوت النهر"),
        ("خرجت المليشيا دفعة. // وأفادت مراسلة راديو الوادي بمقتل تسعة.", "راديو الوادي"),
        ("قتل تسعة. // وقال مراسل (البلد نت) إن القصف توقف.", "البلد نت"),
        ("رأي - زاوية يكتبها ثلاثة من كتّاب «المسار اليومي» // في كل صباح نستيقظ.", "المسار اليومي"),
    ],
)
def test_outlet(text: str, name: str) -> None:
    found = find_outlet(document(text), packs()[1])
    assert found is not None
    assert name in found[0]
    assert found[1] is not None
    assert found[2] is not None
    assert found[1] < found[2]


@pytest.mark.parametrize(
    "text",
    [
        "قتلى بقصف // بورتسودان - وكالات // قتل تسعة أشخاص أمس.",
        "قتلى بقصف // دير الزور - خاص // قتل تسعة أشخاص في #دير_الزور أمس.",
        "قتلى بقصف // تونس (وكالات) - 4 جويلية 2019 // قتل تسعة أشخاص أمس.",
        "قتلى بقصف // صنعاء، 15 تشرين الأول 2020 - بدأ الطرفان تبادل الأسرى.",
        "قتلى بقصف // بعقوبة / أفاد مصدر أمني بمقتل تسعة.",
        "قتلى بقصف // دمشق - القسم الاقتصادي // واصلت الليرة هبوطها.",
        "ثلاثية في المرمى // رياضة - ملعب النهر // فاز الفريق.",
        "بدأت مليشيا عملية، أطلقت عليها اسم “فجر البادية”، أمس.",
        "المرصد: تسعة قتلى // قتل تسعة أشخاص أمس.",
        "السودان: تسعة قتلى // قتل تسعة أشخاص أمس. // #غزة",
    ],
)
def test_no_outlet(text: str) -> None:
    assert find_outlet(document(text), packs()[1]) is None


def test_metadata_comes_first_and_is_looked_up() -> None:
    doc = document("حمص-سانا // قتل تسعة.")
    found = find_outlet(doc, packs()[1], "عنب بلدي")
    assert found is not None
    assert found[0][0] == "عنب بلدي"
    assert found[1:3] == (None, None)


# ---------------------------------------------------------------------- against reference records


def test_reference_records(shared: Path) -> None:
    """Who speaks at the trigger of every reference event; several places of a trigger count as the best."""
    hit = wanted = found = 0
    for folder, texts in (("gold/seeds", "seeds"), ("practice/gold", "practice/reports")):
        for path in sorted((shared / folder).glob("*.json")):
            record = json.loads(path.read_text(encoding="utf-8"))
            report = shared / texts / f"{path.stem}.txt"
            if "events" not in record or not report.exists():
                continue
            doc = Document(Text(report.read_text(encoding="utf-8")), packs()[0])
            mentions = sources.find(doc, actors.find(doc, packs()[1], set(), set()), set())
            for event in record["events"]:
                best = max(
                    (agreement(event["attribution"], sources.for_token(mentions, i)) for i in places(doc, event["trigger"])),
                    key=lambda c: (2 * c[0] / (c[1] + c[2]) if c[1] + c[2] else 1.0, -c[2]),
                    default=(0, len(event["attribution"]), 0),
                )
                hit, wanted, found = hit + best[0], wanted + best[1], found + best[2]
    assert 2 * hit / (wanted + found) >= 0.85


def places(doc: Document, trigger: str) -> list[int]:
    words = Text(trigger).forms
    return [i for i in range(len(doc.text) - len(words) + 1) if doc.text.forms[i : i + len(words)] == words]


def agreement(gold: list[dict[str, list[str]]], system: list[sources.SourceMention]) -> tuple[int, int, int]:
    """Sources named by both, in the reference, and in the reading."""
    named = [{"names": m.names} for m in system]
    return sum(any(same_name(g, s) for s in named) for g in gold), len(gold), len(system)
