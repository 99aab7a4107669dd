"""Mentions of parties: names, patterns, people as they are described, references to bodies."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

import pytest

from sijill.arabic import Text, fold_word
from sijill.knowledge.actors import Registry
from sijill.knowledge.lexicon import Lexicon
from sijill.knowledge.tables import pack_folders
from sijill.reading.act.trace import Trace
from sijill.reading.document import Document
from sijill.reading.party.actors import ActorMention, find
from sijill.reading.reader import default_reader


@lru_cache(maxsize=1)
def packs() -> tuple[Lexicon, Registry]:
    folders = pack_folders()
    return Lexicon(folders), Registry(folders)


def mentions(text: str) -> list[ActorMention]:
    return find(Document(Text(text), packs()[0]), packs()[1], set(), set())


def one(text: str, name: str) -> ActorMention:
    """The only mention that has the name."""
    want = fold_word(name)
    found = [m for m in mentions(text) if want in {fold_word(n) for n in m.names}]
    assert len(found) == 1, [m.names for m in mentions(text)]
    return found[0]


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("هاجم تنظيم داعش القرية", "داعش", "armed_group"),
        ("وأعلنت وزارة الدفاع التركية ذلك", "وزارة الدفاع التركية", "state"),
        ("قُتل ثلاثة عناصر من لواء القدس", "لواء القدس", "armed_group"),
        ("انشق مقاتلون في قسد أمس", "قسد", "armed_group"),
        ("هجوم على جامعي كمأة في البادية", "جامعي كمأة", "civilians"),
        ("احتج سائقو الحافلات الصغيرة", "سائقو الحافلات الصغيرة", "civilians"),
        ("اعتقل ناشطاً إعلامياً", "ناشطاً إعلامياً", "civilians"),
        ("اغتيل شيخ من مشايخ العقل", "شيخ من مشايخ العقل", "civilians"),
        ("خطفت عصابة مسلحة شابين", "شابين", "civilians"),
        ("ودخلت دورية تابعة للفرقة الرابعة", "الفرقة الرابعة", "state_force"),
    ],
)
def test_names_and_kinds(text: str, name: str, kind: str) -> None:
    assert one(text, name).kind == kind


def test_a_describing_participle_is_no_party() -> None:
    assert not any(fold_word("مسلح") in map(fold_word, m.names) for m in mentions("اندلع اشتباك مسلح قرب البلدة"))
    assert any(fold_word("مسلح") in map(fold_word, m.names) for m in mentions("قُتل مسلح قرب البلدة"))


def test_people_of_a_country_are_not_the_country() -> None:
    assert one("أفرجوا عن أمريكيين اثنين", "أمريكيين").id is None


def test_a_reference_names_the_body_before() -> None:
    found = mentions("وصل لواء القدس إلى حلب. ثم انسحب اللواء منها.")
    assert [m.id for m in found] == [found[0].id] * 2
    assert found[1].cls == "reference"


def test_a_body_in_passing_takes_no_reference_from_the_subject() -> None:
    text = "لواء الباقر في حلب. درب لواء الباقر عناصره. انسحب لواء الباقر. وهو خصم لواء القدس. ثم هدد اللواء بالرد."
    last = mentions(text)[-1]
    assert fold_word("لواء الباقر") in map(fold_word, last.names)


def test_a_pronoun_agrees_with_its_body() -> None:
    found = mentions("هاجمت ميليشيا الباقر لواء القدس وقتلت عدداً من عناصره")
    assert fold_word("لواء القدس") in map(fold_word, found[-1].names)


def test_mentions_do_not_overlap_and_stand_in_order() -> None:
    text = "قال قائد قسد مظلوم عبدي إن عناصر من تنظيم داعش هاجموا حاجزاً لقوات سوريا الديمقراطية والأسايش."
    found = mentions(text)
    assert len(found) >= 4
    assert all(a.last <= b.first for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("text", "name", "ident"),
    [
        ("انسحب الجيش من ود مدني والفاشر والدويم.\nوقصف الجيش أحياء أم درمان بعد ذلك.", "الجيش", "saf"),
        ("انسحب الجيش من بعلبك.\nوقصف الجيش أطراف بلدة رأس بعلبك بعد ذلك.", "الجيش", "lebanese-army"),
        ("انسحب الجيش من تدمر.\nوقصف الجيش أطراف إدلب بعد ذلك.", "الجيش", None),
        ("قال الدفاع المدني إن القصف على خان يونس وجباليا مستمر.", "الدفاع المدني", "gaza-civil-defense"),
        ("قال الدفاع المدني إن القصف على سراقب ومعرة النعمان مستمر.", "الدفاع المدني", "white-helmets"),
        ("أعلن الجيش العراقي أنه في سوريا. وتوجه الجيش إلى تدمر وحمص وحلب.", "الجيش العراقي", "iraqi-army"),
    ],
)
def test_a_name_of_several_bodies_is_that_of_the_country_the_report_is_about(text: str, name: str, ident: str | None) -> None:
    want = fold_word(name)
    trace = Trace()
    default_reader().read(text, trace=trace)
    assert {m.id for m in trace.mentions.actors if want in {fold_word(n) for n in m.names}} == {ident}
