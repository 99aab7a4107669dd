"""Noun phrases around a party: where the phrase that counts or contains it begins, speakers and things no list names."""

from __future__ import annotations

from typing import Final

from sijill.arabic import fold_word
from sijill.knowledge.bits import (
    G_ABOUT,
    G_AGAINST,
    G_BY,
    G_FROM,
    G_IN,
    G_NEW,
    G_ON,
    G_REL,
    G_THAT,
    G_TO,
    G_WITH,
    M_BODIES,
    M_BODY,
    M_PERSON,
    MEANS,
    SPEECH,
    G,
)
from sijill.knowledge.lexicon import NO_SENSES
from sijill.reading.act.draft import Draft
from sijill.reading.act.scene import Scene
from sijill.reading.act.triggers import Trigger
from sijill.reading.clauses import conjunct, function
from sijill.reading.document import Document
from sijill.reading.party.actors import ActorMention

_QUANTIFIERS: Final = frozenset(fold_word(w) for w in (
    "عدد", "عدداً", "عشرات", "مئات", "آلاف", "العشرات", "المئات", "الآلاف", "كثير", "كثيراً", "العديد", "بعض", "أحد", "اثنين", "اثنان",
    "مجموعة", "دفعة", "حشد", "تجمع", "جمع", "حشداً", "جمعاً", "جزء", "جزءاً", "كل", "واحد", "واحداً",
))
_BODIES: Final = frozenset(("official", "organisation"))
"""Kinds of sources that are bodies and speak with their article alone: الخارجية، المنظمة."""
_BEFORE: Final = 5
"""How far before his verb the phrase of an unlisted speaker may begin."""
_OF_ORIGIN: Final = ("يه", "ي")
"""Endings of the adjectives that go on a body's name."""
_OF_OFFICE: Final = 8
"""Tokens between the word for an office and who holds it."""
_OTHERS: Final = ("on", "to", "with", "against", "about", "by", "between", "that", "new", "rel", "result", "cause")
_GOVERNED: Final = frozenset(("in", "from", "ل", "genitive"))
_SATED: Final = frozenset(("in", "from", "on", "to", "about"))
_OBJECTS: Final = frozenset(fold_word(w) for w in ("أهداف", "هدف", "أهدافاً", "طائرة", "طائرات"))


def opening(scene: Scene, m: ActorMention) -> tuple[int, str]:
    """First token and clitics of the phrase a party is counted in: *ثمانية من* رجال القبائل, *عدد من* الأهالي."""
    key = m.first, m.head, m.clitics
    found = scene.openings.get(key)
    if found is None:
        found = scene.openings[key] = _opening(scene, m)
    return found


def _opening(scene: Scene, m: ActorMention) -> tuple[int, str]:
    first, clitics = m.first, m.clitics
    forms = scene.doc.text.forms
    for f in scene.figures:
        if f.first < m.first and (f.noun == m.head or (f.last >= m.first and not conjunct(m.clitics))) and m.first - f.last <= 1:
            if f.noun is not None and f.noun != m.head and any(x.head == f.noun for x in scene.actors):
                continue  # اختطف ثلاثة مستوطنين الفتى فلاناً: the number is of those before
            first = f.first
    if first - 3 >= scene.sentence.first and forms[first - 1] == "من":
        for back in (2, 3):
            word = forms[first - back]
            if any(word.startswith(head) and word[len(head):] in _QUANTIFIERS for head in ("", "و", "ب", "ل")):
                first -= back  # عدد كبير من الأهالي
                break
    if first == m.first:
        thing = owned(scene, m)
        if thing is not None:
            first = thing
    if first != m.first:
        word = forms[first]
        clitics = "و" if scene.doc.text.kinds[first] == "n" and first > scene.sentence.first and forms[first - 1] == "و" else ""  # و18 عنصراً
        if word.startswith("و") and word not in ("واحد", "واحدا"):
            clitics, word = "و", word[1:]
        if word.startswith(("ب", "ل")) and not word.startswith("بضع") and len(word) > 3:
            clitics += word[0]
    return first, clitics


def owned(scene: Scene, m: ActorMention) -> int | None:
    """The thing struck or held that the party owns or rides: نقطة للقوات التركية، سيارة تابعة للفرقة، سيارة تقل قيادياً."""
    doc, k = scene.doc, m.first - 1
    forms = doc.text.forms
    begin = max(scene.sentence.first, m.first - 5)
    to = m.clitics.removesuffix("ال").endswith("ل")
    if k >= begin and forms[k] in ("ل", "الي") and not m.clitics:
        to, k = True, k - 1
    if to:
        while k >= begin and doc.info[k].first("tie") is not None:
            k -= 1
    elif k >= begin and doc.bare(k, "carrying"):
        k -= 1
    elif k > begin and forms[k] == "من" and not m.clitics:
        return next((c for c in (k - 1, k - 2) if c >= begin and doc.bare(c, "column") and not doc.info[k - 1].mask & G), None)
    else:
        return None
    back = k
    while back >= begin and back > k - 3 and doc.text.kinds[back] == "w":
        by = doc.info[back].by
        if "g" in by or any(s.pos == "v" for s in by.get("trigger", NO_SENSES)):
            return None
        if "post" in by or any(s.key in ("vehicles", "buildings") for s in by.get("thing", NO_SENSES)):
            return back
        if "trigger" in by:
            return None
        back -= 1
    return None


def role(scene: Scene, m: ActorMention, stop: int) -> str:
    """Function of a party beside a predicate that ends at ``stop``, read from where its phrase begins."""
    first, clitics = opening(scene, m)
    found = function(scene.doc, first, clitics, stop)
    if found != "comma" and any(scene.doc.sense(k, "profile_word", "subjected") is not None for k in scene.doc.having("profile_word", stop, first) if scene.doc.text.forms[k].startswith("ال")):
        return "clause"  # في محافظة درعا الخاضعة لسيطرة قوات النظام: who holds the ground
    if found == "ب" and m.cls == "person" and not m.clitics and (tool := instrument(scene, first, stop)) is not None:
        return function(scene.doc, tool, "", stop)  # استهدف مجهولون بالرصاص المباشر القيادي فلاناً
    if m.cls == "person" and not m.clitics and found in _GOVERNED and (held := office(scene, first, stop)) is not None:
        return function(scene.doc, held, scene.doc.senses(held, "member")[0].clitics if scene.doc.senses(held, "member") else "", stop)
    if found in ("genitive", "direct") and first - 2 >= scene.sentence.first and scene.doc.text.forms[first - 1] == "لدي" and held_there(scene, first - 2):
        return "by"  # محتجز لدى الجماعة
    if found in _SATED:
        if first - 1 > stop and any(s.marks & M_BODIES for s in scene.doc.senses(first - 1, "toll")):
            return role_of_bodies(scene, first - 1, found, stop)
        now = next((d.first for d in scene.dates if d.last == first and d.first > stop), first)  # هاجمت مجموعة من التنظيم أمس نقطة للجيش
        if any(stop <= p.first and p.last == first for p in scene.places):
            return "direct"  # طالبت ناشطة من سنجار الحكومة: the preposition has its place
        before = next((x for x in scene.actors if x.last == now and stop <= x.first and x is not m), None)
        if before is not None and before.last - before.first > 1 and m.cls in ("people", "person") and not m.clitics:
            return function(scene.doc, *opening(scene, before), stop)  # خطف عناصر من المليشيا تاجراً: the preposition is theirs
        if m.cls == "person" and first - 2 >= stop and scene.doc.text.forms[first - 1].startswith("ال") and scene.doc.plays(first - 2, G_IN):
            return function(scene.doc, first - 2, "", stop)  # توفي في المستشفى الشيخ فلان: a definite word governs no name
        if any(stop <= x.first and x.last == now and any(scene.doc.is_g(k, found) for k in range(x.first + 1, x.last)) for x in scene.actors):
            return "direct"  # اقتحمت مجموعة من الهيئة نقطة للجيش: the preposition is one of the party before
    return found


def office(scene: Scene, first: int, stop: int) -> int | None:
    """The word for the office that a name stands behind, with the body or place it is of: العميد في الحرس الثوري فلان."""
    doc = scene.doc
    for k in range(first - 1, max(stop, first - _OF_OFFICE) - 1, -1):
        form = doc.text.forms[k]
        if doc.text.kinds[k] == "p" and form not in ("«", "»", '"'):
            return None
        if k < first - 1 and any(not s.pronoun and s.clitics in ("", "ال") for s in doc.senses(k, "member")):
            return k
        if any(s.pos == "v" for s in doc.senses(k, "trigger")) or doc.info[k].mask & SPEECH or (form not in ("في", "من", "ل") and doc.is_one_g(k, _OTHERS)):
            return None
    return None


def held_there(scene: Scene, k: int) -> bool:
    """True for a word of detention: رهن الاحتجاز لدى X, محتجز لدى X."""
    doc = scene.doc
    return any(s.key in ("arrest", "abduction", "capture") for s in doc.senses(k, "trigger")) or any(s.has("detained") for s in doc.senses(k, "people"))


def role_of_bodies(scene: Scene, k: int, found: str, stop: int) -> str:
    """Function of the dead by that of their bodies at token ``k``: شُيّعت في بغداد جثامين ستة من المقاتلين."""
    if any(stop <= p.first and p.last == k for p in scene.places) or any(d.last == k for d in scene.dates):
        return "direct"
    return found


def instrument(scene: Scene, first: int, stop: int) -> int | None:
    """The first token of a weapon told by ب that ends right before ``first``: بالرصاص المباشر."""
    doc, k = scene.doc, first - 1
    while k > stop and k > first - 4 and doc.text.forms[k].startswith("ال"):
        k -= 1
    return k if k >= stop and doc.text.forms[k].startswith("بال") and doc.info[k].mask & MEANS else None


def joined(scene: Scene, m: ActorMention, previous: ActorMention | None) -> bool:
    """True when the party is coordinated with the one before it (الجيش والشرطة، 234 عائلة وعشرات الأطباء)."""
    if previous is None:
        return False
    first, clitics = opening(scene, m)
    if first < m.first and "ل" in m.clitics and conjunct(clitics) and opening(scene, previous)[0] == previous.first and owned(scene, m) == first:
        return False  # أحرق X مركبة ومنزلين لفلسطينيين: the houses are joined to the car
    last = scene.led.get(previous.last, previous.last)  # بين الكتيبة 166 بقيادة محمد الحصان، وقوة الردع
    return conjunct(clitics) and 0 <= first - last <= 2 and not any(
        scene.doc.text.kinds[k] == "w" and scene.doc.plays(k, G_ON | G_IN | G_FROM | G_TO | G_WITH | G_AGAINST | G_ABOUT | G_BY) for k in range(last, first)
    )


def coordinated(scene: Scene, found: list[ActorMention]) -> list[ActorMention]:
    """The parties with all that stand in one coordination with them: الجيش والشرطة."""
    out = list(found)
    known = scene.actors
    while out and out[0] in known and (at := known.index(out[0])) and joined(scene, out[0], known[at - 1]):
        out.insert(0, known[at - 1])
    while out and out[-1] in known and (at := known.index(out[-1]) + 1) < len(known) and joined(scene, known[at], out[-1]):
        out.append(known[at])
    return out


def past_aside(scene: Scene, k: int) -> int:
    """The token behind an aside between commas: نفى، في اتصال هاتفي، متحدث باسم المجلس."""
    forms = scene.doc.text.forms
    if k < scene.sentence.last and forms[k] in "،,":
        close = next((c for c in range(k + 1, min(k + 9, scene.sentence.last)) if forms[c] in "،,"), None)
        if close is not None and close + 1 < scene.sentence.last:
            return close + 1
    return k


def before_aside(scene: Scene, t: Trigger) -> ActorMention | None:
    """الحميداوي، الأمين العام للكتائب، يتوعد: the speaker before the aside that stands between him and his verb."""
    forms = scene.doc.text.forms
    if t.sense.clitics or t.i - 1 <= scene.sentence.first or forms[t.i - 1] not in ("،", ","):
        return None
    return next((m for m in scene.actors if 0 < t.i - m.last <= 10 and forms[m.last] in ("،", ",") and m.last < t.i - 1), None)


def phrase(scene: Scene, k: int) -> ActorMention | None:
    """An unlisted speaker as a noun phrase: مصدر في اللواء الثامن، منسقة الشؤون الإنسانية."""
    doc = scene.doc
    if k >= scene.sentence.last or doc.text.kinds[k] != "w":
        return None
    source = doc.sense(k, "source") or doc.sense(k, "people")
    if source is None or source.clitics not in ("", "ال", "و") or doc.text.kinds[k] != "w":
        return None
    if source.pronoun and k > scene.sentence.first and doc.text.forms[k - 1].removeprefix("و") == "من":
        return None  # من جهته توعّد التنظيم: on his part
    end = k + 1
    if source.clitics == "ال":
        body = source.marks & M_BODY != 0 and source.key in _BODIES
        if source.cls != "source" or not (body or (source.key == "official" and source.marks & M_PERSON)):
            return None
        # المبعوث الأممي، الخارجية السودانية: an office or body with its article takes adjectives only
        while end < scene.sentence.last and end < k + 4 and doc.text.forms[end].startswith("ال") and not doc.info[end].mask & G and not (body and not doc.text.forms[end].endswith(_OF_ORIGIN)):
            if any(m.first == end and m.cls in ("registry", "unit") for m in scene.actors):
                break  # دعا المبعوث الأممي الحوثيين: whom he speaks to
            end += 1
        names = [doc.text.slice(k, end), doc.text.slice(k, k + 1)]
        if body and end == k + 1:
            names = [*_told_by(scene, k), *names]
        return ActorMention(k, end, k, names, "organisation" if body else "person", "people", "actors.speaker")
    while end < scene.sentence.last and end < k + 6 and doc.text.kinds[end] == "w" and not doc.plays(end, G_THAT | G_NEW | G_REL | G_ON | G_ABOUT | G_TO) and not any(m.first <= end < m.last for m in scene.dates):
        end += 1
    names = [doc.text.slice(k, end), doc.text.slice(k, min(end, k + 2)), doc.text.slice(k, k + 1)]
    return ActorMention(k, end, k, names, source.key if source.cls == "people" else "unknown", "people", "actors.speaker")


def _told_by(scene: Scene, k: int) -> list[str]:
    """The names of the source told of before that «المنظمة» stands for, by the first word of its name."""
    head = scene.doc.text.forms[k].removeprefix("ال")
    for s in reversed(scene.sources):
        if s.last <= k and not s.carried and any(fold_word(name.split()[0]).removeprefix("ال") == head for name in s.names):
            return list(s.names)
    return []


def earlier_speaker(scene: Scene, t: Trigger) -> ActorMention | None:
    """قالت مصادر عشائرية … ونفت: the source that spoke before in the sentence."""
    before = [s for s in scene.sources if scene.sentence.first <= s.first and s.last <= t.i and not s.carried]
    if not before:
        return just_before(scene, t) or (opens(scene, t) if t.sense.clitics.startswith("و") else None)
    s = before[-1]
    return ActorMention(s.first, s.last, s.first, list(s.names), "unknown", "people", "actors.speaker")


def opens(scene: Scene, t: Trigger) -> ActorMention | None:
    """المفوضية توثق مقتل 16 متظاهراً، وتطالب بسحب القوات: the body at the head of the sentence goes on speaking."""
    doc = scene.doc
    start = scene.sentence.first
    colon = next((k for k in range(start, min(start + 6, scene.sentence.last)) if doc.text.forms[k] in (":", "-", "–", "|")), None)
    heads = [m for m in scene.actors if m.first - (start if colon is None else colon + 1) in (0, 1) and m.last < t.i and m.cls in ("registry", "unit", "outlet", "person")]
    if not heads or heads[0].kind == "civilians":
        return None
    return heads[0].under("actors.speaker")


def just_before(scene: Scene, t: Trigger) -> ActorMention | None:
    """ومصدر عسكري ينفي دخولهم: an unlisted speaker right before his verb."""
    if t.sense.clitics or t.sense.form.number == "p":
        return None
    for k in range(max(scene.sentence.first, t.i - _BEFORE), t.i):
        found = phrase(scene, k)
        if found is None or found.last < t.i:
            continue
        words = " ".join(scene.doc.text.slice(k, t.i).split())
        names = [words, words.split()[0]]
        noun = scene.doc.sense(k, "source") or scene.doc.sense(k, "people")
        if noun is not None and noun.clitics == "و":
            names = [name[1:] for name in names]
        return ActorMention(k, t.i, k, names, found.kind, "people", "actors.speaker")
    return None


def begins_another(doc: Document, k: int) -> bool:
    """True for an act or thing joined by و to what stands before: تصدت لصواريخ العدوان وأسقطت بعضها."""
    return any(s.clitics.startswith(("و", "ف")) for cls in ("trigger", "thing", "people", "toll") for s in doc.senses(k, cls))


def bare_of_l(name: str) -> str:
    """A name without the ل that leads it in: لأهداف معادية, للصواريخ."""
    if name.startswith("لل"):
        return "ال" + name[2:]
    return name[1:] if name.startswith("ل") else name


def put_object(scene: Scene, draft: Draft) -> None:
    """The thing acted upon, as a phrase: أسقطت طائرة استطلاع سعودية."""
    t = draft.trigger
    doc = scene.doc
    k = next((i for i in range(t.i + 1, min(t.last + 6, scene.sentence.last)) if not any(m.first < i < m.last for m in draft.agents) and (doc.sense(i, "means") is not None or doc.text.forms[i].removeprefix("ل") in _OBJECTS)), None)
    if k is None or doc.text.forms[k].startswith("ب"):
        return
    end = k + 1
    while end < scene.sentence.last and end < k + 3 and doc.text.kinds[end] == "w" and not doc.info[end].mask & G and not begins_another(doc, end) and not any(p.first <= end < p.last for p in scene.places):
        end += 1
    names = [doc.text.slice(k, end), doc.text.slice(k, k + 1)]
    if doc.text.forms[k].startswith("لل") or doc.text.forms[k].removeprefix("ل") in _OBJECTS or any(s.led_by("ل") for s in doc.senses(k, "means")):
        names = [bare_of_l(name) for name in names]
    draft.targets.append(ActorMention(k, end, k, names, "unknown", "thing", "actors.object"))
    draft.agents = [m for m in draft.agents if not k <= m.first < end]
