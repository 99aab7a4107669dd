"""Where the acts of a report happened: binding within a sentence, carrying over, references."""

from __future__ import annotations

import pytest

from sijill.reading.reader import Reader, default_reader


@pytest.fixture(scope="module")
def reader() -> Reader:
    return default_reader()


def where(reader: Reader, text: str) -> list[tuple[str, list[str]]]:
    """Per event its type and places as ``relation:last name``."""
    events = reader.read(text, published="2023-05-10").events
    return [(e.type, sorted(f"{p.relation}:{p.names[-1]}" for p in e.places)) for e in events]


def places(reader: Reader, text: str, kind: str) -> list[str]:
    found = [p for t, p in where(reader, text) if t.startswith(kind)]
    assert found, f"no {kind} was read"
    return found[0]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        # a road between two places, and its ends
        (
            "انفجرت عبوة ناسفة على طريق الرقة - الطبقة وأصيب مدنيان.",
            "ied_explosion",
            ["along:الرقة - الطبقة", "between:الرقة", "between:الطبقة"],
        ),
        # whoever lives there protests and mourns there
        ("تظاهر مئات من سكان كفربطنا مطالبين بفك الحصار.", "protest", ["in:كفر بطنا"]),
        ("خرج العشرات من أهالي أبو حمام في مظاهرة طالبت بتحسين الخدمات.", "protest", ["in:أبو حمام"]),
        ("شيع أهالي قرية تل تمر جثمان الشاب في مدينة القامشلي.", "funeral", ["in:القامشلي"]),
        # where fire and convoys come from
        ("أطلقت الجماعة صاروخين من تل رفعت سقطا في بلدة نوى أمس.", "missile_strike", ["from:تل رفعت", "in:نوى"]),
        ("قتل في القصف ثلاثة مدنيين من مدينة حلب.", "shelling", []),
        # a date and an outlet behind the place of a dateline
        (
            "غازي عنتاب (تركيا) 7 أكتوبر/تشرين الأول (وكالة الضفة) - قتل خمسة بانفجار شاحنة ملغومة في بلدة نوى.",
            "planted_bombing",
            ["in:نوى"],
        ),
        ("بيروت 31-12-2020 (وكالة السفح) - قتل 39 جندياً في هجوم للتنظيم قرب بلدة السخنة.", "attack", ["near:السخنة"]),
        # what a pronoun leads back to was left
        ("سيطرت الفصائل على مدينة سراقب بعد انسحاب قوات النظام منها أمس.", "withdrawal", ["from:سراقب"]),
        ("قتل ثلاثة في نوى، منهم طفل، وانسحب الجيش إلى تسيل.", "withdrawal", ["to:تسيل"]),
        # the goal of a movement is the scene of what it is made for
        ("دفع الجيش بتعزيزات إلى محيط بلدة السخنة تمهيداً لعملية تمشيط.", "sweep", ["in:السخنة"]),
        # the origin of those taken, where the raid's place is said
        ("داهمت الدورية سوق الهال في الحسكة واعتقلت 17 شاباً من أبناء الشدادي.", "arrest", ["in:سوق الهال"]),
        # the object of a verbal noun behind ل
        ("استمر حصار الجيش لمخيم اليرموك أمس.", "siege", ["in:مخيم اليرموك"]),
        # where people who flee are from, and where to
        ("سجلت المنظمة نزوح ألف من سكان تل تمر نحو جنوب الحسكة.", "displacement", ["from:تل تمر", "south_of:الحسكة"]),
        # a list goes with one act
        (
            "ألقت الوكالة القبض على ستة متهمين في محافظات بغداد ونينوى وصلاح الدين، أحدهم متورط بقتل مختار.",
            "arrest",
            ["in:بغداد", "in:محافظة صلاح الدين", "in:محافظة نينوى"],
        ),
        # the compass word of a container is no place of the act
        (
            "قتل ثلاثة جنود في كمين في قرية كباجب ببادية الشولا جنوبي دير الزور.",
            "ambush",
            ["in:كباجب"],
        ),
        # where a party's superior sits
        ("قتل عنصران من مجموعة تابعة للأمن العسكري في دمشق بهجوم في بلدة نوى.", "attack", ["in:نوى"]),
        # where the source is
        ("قال مصدر أمني في محافظة ديالى إن مسلحين هاجموا قرية الرشاد أمس.", "attack", ["in:الرشاد"]),
        # people's origin beside the scene
        ("اعتقلت دورية شابين من بلدة نوى على حاجز في مدينة درعا.", "arrest", ["in:درعا"]),
        # people taken from a place, nothing else said
        ("اعتقلت دورية ثلاثة شبان من حي برزة أمس.", "arrest", ["in:حي برزة"]),
        # from and to
        ("نزحت مئتا عائلة من سنجة إلى القضارف أمس.", "displacement", ["from:سنجة", "to:القضارف"]),
        # contrast: what follows إلا أن is another matter
        ("قصف الجيش بلدة نوى أمس، إلا أن خلايا التنظيم تنشط بين الرقة وحمص.", "shelling", ["in:نوى"]),
        # the backer of a party
        ("هاجمت الميليشيات المدعومة من إيران مواقع في بلدة نوى أمس.", "attack", ["in:نوى"]),
    ],
)
def test_binding(reader: Reader, text: str, kind: str, expected: list[str]) -> None:
    assert [p.replace("طريق ", "") for p in places(reader, text, kind)] == expected


def test_an_act_after_displacement_was_where_people_left(reader: Reader) -> None:
    text = "لجأت عشرات العائلات من قرية الرشاد إلى بعقوبة هرباً من هجمات شنها مسلحون أمس."
    assert places(reader, text, "displacement") == ["from:الرشاد", "to:بعقوبة"]
    attack = [p for t, p in where(reader, text) if t.startswith("attack")]
    assert attack == [["in:الرشاد"]]


def test_village_refers_to_the_village(reader: Reader) -> None:
    text = "هاجم مسلحون قرية كوجو جنوبي سنجار أمس.\nوقتلوا في القرية خمسة مدنيين."
    assert all("in:كوجو" in p or "in:قرية كوجو" in p for _, p in where(reader, text))


def test_body_name_is_no_town(reader: Reader) -> None:
    text = "هاجم مسلحون مقراً للواء القدس في مدينة حلب أمس.\nواعتقلت الشرطة في المدينة خمسة أشخاص."
    assert places(reader, text, "arrest") == ["in:حلب"]


def test_pronoun_area(reader: Reader) -> None:
    text = "قصفت الطائرات مدينة حلب أمس.\nوقتل ثلاثة مدنيين في قصف مدفعي على ريفها الغربي."
    assert ["in:ريف حلب"] in [p for _, p in where(reader, text)]


def test_sum_over_a_period_is_the_countrys(reader: Reader) -> None:
    text = (
        "اعتقلت دورية شاباً في مدينة درعا أمس.\n"
        "وبذلك أحصى المرصد ما لا يقل عن 480 حالة اعتقال منذ مطلع العام."
    )
    assert [p for t, p in where(reader, text) if t == "arrest"] == [["in:درعا"], ["in:سوريا"]]


def test_nothing_is_carried_from_what_was_denied(reader: Reader) -> None:
    text = "نفت الوزارة وقوع هجوم على بلدة نوى.\nواعتقلت الشرطة خمسة أشخاص أمس."
    assert ["in:نوى"] not in [p for t, p in where(reader, text) if t == "arrest"]
