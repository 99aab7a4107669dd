"""The publication date: given, read from the text, or bounded by it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sijill.arabic.text import Text
from sijill.reading.date.calendar import Published
from sijill.reading.date.dates import find
from sijill.reading.date.published import find_published

BODY = "قُتل أربعة عناصر في كمين قرب الجسر، بحسب مصدر محلي."


def published(raw: str, given: str | None = None) -> Published:
    text = Text(raw)
    return find_published(text, find(text), given)


@pytest.mark.parametrize(
    ("raw", "edtf", "rule"),
    [
        # the first line is nothing but place, network or agency, and date
        (f"دمشق - 5 آذار 2021\n{BODY}", "2021-03-05", "dateline"),
        (f"دمشق (أ ف ب) - 5 آذار 2021\n{BODY}", "2021-03-05", "dateline"),
        (f"صنعاء - 5 مارس 2021 (سبأ)\n{BODY}", "2021-03-05", "dateline"),
        (f"بغداد 5 آذار 2021\n{BODY}", "2021-03-05", "dateline"),
        (f"شبكة أخبار إدلب | 5/3/2021 14:30\n{BODY}", "2021-03-05", "dateline"),
        # but a headline may end with a date too
        (f"الذكرى العاشرة لمجزرة الحولة التي وقعت في ريف حمص - 25 أيار 2012\n{BODY}", "2012-05-25/..", "bound"),
        # a full date beside the word for today, yesterday, tomorrow
        (f"عنوان\n{BODY} وأعلنت الوزارة اليوم الجمعة 6 تشرين الأول 2023 الحصيلة.", "2023-10-06", "told_today"),
        (f"عنوان\n{BODY} وقالت اليوم (الجمعة) 6 أكتوبر (تشرين الأول) ٢٠٢٣ إنها ترد.", "2023-10-06", "told_today"),
        (f"عنوان\n{BODY} وبلغ العدد حتى اليوم، الأحد 28 حزيران 2020، ألفاً.", "2020-06-28", "told_today"),
        (f"عنوان\n{BODY} في تقرير صدر اليوم السبت 21 شعبان 1445هـ (2 مارس 2024).", "2024-03-02", "told_today"),
        (f"عنوان\n{BODY} ووقع ذلك أمس الخميس 5 تشرين الأول 2023.", "2023-10-06", "told_yesterday"),
        (f"عنوان\n{BODY} وتصل البعثة غداً السبت 7 تشرين الأول 2023.", "2023-10-06", "told_yesterday"),
        # without its year
        (f"عنوان\n{BODY} وقال المصدر يوم أمس، 11 تموز، إن العدد ارتفع.", "XXXX-07-12", "told_today_without_year"),
        # a year of the text and a weekday leave one year only
        (
            f"عنوان\n{BODY} وقال اليوم الجمعة 6 تشرين الأول إن الهجوم يشبه هجوم عام 2021.",
            "2023-10-06",
            "told_today_without_year",
        ),
        # datelines
        (f"عنوان\nالأربعاء ٥ يونيو ٢٠٢٤م\n{BODY}", "2024-06-05", "dateline"),
        (f"عنوان\nبغداد / ٢٠ أيار ٢٠١٩\n{BODY}", "2019-05-20", "dateline"),
        (f"عنوان\nتونس (وكالات) - 4 جويلية 2019\n{BODY}", "2019-07-04", "dateline"),
        (f"عنوان\nالمدينة - بوابة الساحل، الخميس 17 أوت 2023\n{BODY}", "2023-08-17", "dateline"),
        (f"عنوان\nصنعاء، 15 تشرين الأول/أكتوبر 2020 - {BODY}", "2020-10-15", "dateline"),
        (f"عنوان\n(بيروت، 5 يونيو/حزيران 2017) – {BODY}", "2017-06-05", "dateline"),
        (f"عنوان\nعرسال (لبنان) في 3 آب/أغسطس 2017 - ت. س: {BODY}", "2017-08-03", "dateline"),
        (f"سرت (ليبيا)، 21-2-2015 / المرصد العربي / {BODY}", "2015-02-21", "dateline"),
        (f"الفاشر: أبو شوك: 25 أغسطس 2025: إذاعة السهل\n{BODY}", "2025-08-25", "dateline"),
        (f"نشرة إعلامية\nالبلدة: الوضع حتى 26 مايو/أيار 2011\n{BODY}", "2011-05-26", "dateline"),
        (f"تحديث عاجل: التصعيد في الإقليم (حتى 6 تشرين الثاني/نوفمبر 2025)\n{BODY}", "2025-11-06", "dateline"),
        (f"عنوان\nالجمعة 4 ذو القعدة 1443هـ\n{BODY}", "2022-06-03", "dateline"),
        (f"تحديث رقم 7 (5 أغسطس/آب 2024)\nالمكتب\n{BODY}", "2024-08-05", "dateline"),
        (f"عنوان\n2023/10/06 - 14:30\n{BODY}", "2023-10-06", "dateline"),
        (f"عنوان\nشبكة النهر | ١٤ آذار\n{BODY}", "XXXX-03-14", "dateline_without_year"),
        (f"{BODY}\n{BODY}\nتاريخ النشر: 6-10-2023\n", "2023-10-06", "label"),
        # place and day in brackets, behind "in", parted by strokes
        (f"عنوان\n(تونس، 5 يونيو/حزيران 2017) – {BODY}", "2017-06-05", "dateline"),
        (f"(أربيل - 5 حزيران 2017): {BODY}", "2017-06-05", "dateline"),
        (f"[صنعاء، في 12 آب 2021]\n{BODY}", "2021-08-12", "dateline"),
        (f"حمص (سوريا) في 3 آب/أغسطس 2017 - {BODY}", "2017-08-03", "dateline"),
        (f"الخرطوم في 12 أبريل 2023 (سونا) — {BODY}", "2023-04-12", "dateline"),
        (f"درنة (ليبيا)، 21-2-2015 / وكالة النهر / {BODY}", "2015-02-21", "dateline"),
        (f"بغداد/ 5 أيار 2020/ {BODY}", "2020-05-05", "dateline"),
        (f"عنوان\nريف حلب | 5 أيار 2019 | {BODY}", "2019-05-05", "dateline"),
        (f"نشرة إعلامية\nأبيي: الوضع حتى 26 مايو/أيار 2011\n{BODY}", "2011-05-26", "dateline"),
        (f"وكالة الإغاثة\nالموقف الميداني لغاية 26 مايو 2011\n{BODY}", "2011-05-26", "dateline"),
        # but the day of what is told stands in brackets behind it, and a truce that holds up to a day is no state of things
        (f"عنوان\nقُصف السوق (تلدو، 5 أيار 2018) - بحسب شهود. {BODY}", "2018-05-05/..", "bound"),
        (f"هجوم على حاجز في 5 أيار 2014 - تفاصيل\n{BODY}", "2014-05-05/..", "bound"),
        (f"عنوان\nهدنة في الأحياء حتى 26 مايو 2011\n{BODY}", None, "none"),
        # the state of things up to a day; the place and the day of a communiqué
        (f"تقرير عاجل رقم 4\nحتى 12 تشرين الأول/أكتوبر 2019 (الساعة 15:00)\n{BODY}", "2019-10-12", "dateline"),
        (f"وزارة الدفاع\nدمشق في 3 ذو القعدة 1446هـ الموافق 1/5/2025م\n{BODY}", "2025-05-01", "dateline"),
        # a digest is out on the last of the days that it covers
        (f"حصاد أسبوع في درعا (13 - 19 نيسان 2025)\nإعداد: قسم الرصد\n{BODY}", "2025-04-19", "period"),
        (f"النشرة الأسبوعية\nمن السبت 24 تموز إلى الجمعة 30 تموز 2021\n{BODY}", "2021-07-30", "period"),
        (f"أبرز الانتهاكات خلال الفترة من 1 إلى 7 مارس 2023\n{BODY}", "2023-03-07", "period"),
        (f"حصيلة\n{BODY} وقُتل بين 3 و9 آذار 2024 عشرة.", "2024-03-03/..", "bound"),
        # a day beside a count back
        (f"مجلة النهر\nالعدد 61 - تموز 2020\n{BODY} قبل يومين، في الثامن عشر من تموز، انتهى العمل.", "2020-07-20", "counted_back"),
        (f"عنوان\n{BODY} قبل أسبوع، أي في 5 آب 2022، بدأ العمل.", "2022-08-12", "counted_back"),
        # the day of the news with its weekday in the lead
        (f"عنوان\nقُتل اثنان، السبت 5 أكتوبر/تشرين الأول 2024، حين انفجر لغم. {BODY}", "2024-10-05", "lead"),
        # bounds
        (f"عنوان\n{BODY} وكان السوق قد قُصف في تموز 2019.", "2019-07/..", "bound"),
        (f"عنوان\n{BODY} وبدأ القتال في 15 نيسان 2023 وتأسست القوة عام 2013.", "2023-04-15/..", "bound"),
        ("عنوان\nجُرح ثلاثة أمس الاثنين. وفي 25 آذار 2021 بثت القناة تسجيلاً.", "2021-03-30/..", "bound_by_weekday"),
        (
            f"عنوان\nنشروا أمس الأحد تسجيلات. {BODY}\nconvoy arrives (@observer) March 3, 2024\n",
            "2024-03-04",
            "bound_meets_weekday",
        ),
        (
            "عنوان\nانتشلت فرق الإنقاذ الجثث بعد أربعة أعوام على مقتلهم عام 2016. وقالت اليوم الثلاثاء إنها تستعد.",
            "2020",
            "anniversary",
        ),
        # nothing
        (f"عنوان\n{BODY} ووقع ذلك الأسبوع الماضي.", None, "none"),
        (f"عنوان\n{BODY}", None, "none"),
        # a plan, a comment and a copyright line bound nothing
        (f"عنوان\n{BODY} ومن المقرر أن تنتهي الخطة بحلول كانون الأول 2030.", None, "none"),
        (f"عنوان\n{BODY}\nالتعليقات (1)\n·منذ 3 سنوات\n", None, "none"),
        (f"عنوان\n{BODY}\nجميع الحقوق محفوظة 2025\n", None, "none"),
    ],
)
def test_rules(raw: str, edtf: str | None, rule: str) -> None:
    found = published(raw)
    assert (found.edtf, found.rule) == (edtf, rule)


@pytest.mark.parametrize(
    ("given", "edtf"),
    [("2023-10-06", "2023-10-06"), ("2023-10-06T14:30:00+03:00", "2023-10-06"), ("2023-10", "2023-10"), ("2023", "2023")],
)
def test_given_wins(given: str, edtf: str) -> None:
    for raw in (f"عنوان\nبغداد / ٢٠ أيار ٢٠١٩\n{BODY}", ""):
        found = published(raw, given)
        assert (found.edtf, found.rule, found.first) == (edtf, "given", None)


@pytest.mark.parametrize("given", ["yesterday", "2023-13-40", "06/10/2023x", ""])
def test_unreadable_metadata_is_ignored(given: str) -> None:
    assert published(f"عنوان\nبغداد / ٢٠ أيار ٢٠١٩\n{BODY}", given).edtf == "2019-05-20"


def test_evidence_is_shown() -> None:
    raw = f"عنوان\nبغداد / ٢٠ أيار ٢٠١٩\n{BODY}"
    text = Text(raw)
    found = find_published(text, find(text))
    assert found.first is not None and found.last is not None
    assert text.slice(found.first, found.last) == "٢٠ أيار ٢٠١٩"
    assert found.weekday == 0


def test_gold(shared: Path) -> None:
    """At least nine in ten of the gold records have exactly this publication date."""
    wrong, total = [], 0
    for gold, reports in (("gold/seeds", "seeds"), ("practice/gold", "practice/reports")):
        for file in sorted((shared / gold).glob("*.json")):
            record = json.loads(file.read_text(encoding="utf-8"))
            report = shared / reports / f"{file.stem}.txt"
            if "events" not in record or not report.exists():
                continue
            total += 1
            found = published(report.read_text(encoding="utf-8")).edtf
            if found != record["published"]:
                wrong.append((file.stem, record["published"], found))
    assert total >= 30
    assert len(wrong) <= total // 10, wrong


def test_a_digest_with_a_day_of_its_own_keeps_what_it_covers() -> None:
    found = published(f"عفرين | الحصاد الأسبوعي (19 - 25 آذار)\nالسبت 26 آذار 2022\n{BODY}")
    assert (found.edtf, found.period) == ("2022-03-26", "2022-03-19/2022-03-25")
