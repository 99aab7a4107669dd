"""Where: which act of a sentence each place belongs to."""

from __future__ import annotations

from typing import Final

from sijill.arabic import fold_word
from sijill.arabic.ordered import bisect_left
from sijill.reading.act.draft import Draft
from sijill.reading.act.scene import Scene
from sijill.reading.clauses import breaks_between
from sijill.reading.document import Document
from sijill.reading.place.place_mentions import COMPASS_RELATIONS, PlaceMention, width_of

PLACELESS: Final = frozenset(("statement", "accusation", "appointment", "video_release"))
"""Acts of speech and office: where they were said or signed is no place of a conflict."""
_LEAVING: Final = frozenset((
    "displacement", "withdrawal", "desertion", "deployment", "reinforcement", "child_recruitment", "recruitment",
    "medical_evacuation", "expulsion", "release", "arrest", "abduction", "raid", "body_recovery", "capture", "defection",
    "weapons_seizure", "looting",
))  # fmt: skip
"""Acts that people or things are taken or go away from."""
_THERE: Final = frozenset((
    "child_recruitment", "recruitment", "expulsion", "release", "arrest", "abduction", "raid", "body_recovery", "capture",
    "weapons_seizure", "looting",
))
"""Of these, the acts that happen where the people are taken from (اعتقل شاباً من حي …)."""
_LAUNCHED: Final = frozenset((
    "aid_delivery", "missile_strike", "shelling", "drone_strike", "attack", "interception", "denial_of_aid",
))  # fmt: skip
"""Acts that start from somewhere: convoys, fire, assaults (أطلقت من، هاجموا من جهة)."""
_DEPARTURES: Final = frozenset(("withdrawal", "displacement", "desertion", "expulsion"))
_GOING: Final = frozenset((
    "displacement", "reinforcement", "deployment", "medical_evacuation", "withdrawal", "visit", "desertion",
    "child_recruitment", "denial_of_aid", "aid_delivery", "sweep_operation", "manhunt", "protest", "missile_strike",
    "shelling", "attack", "attack_on_civilians", "territorial_capture", "air_strike", "drone_strike", "training", "recruitment",
    "prisoner_exchange", "release", "expulsion", "raid", "funeral",
))  # fmt: skip
"""Acts that go or aim somewhere."""
_ON_PLACES: Final = frozenset(("siege", "shelling", "air_strike", "attack", "territorial_capture"))
"""Acts whose object is a place."""
_BY_RESIDENTS: Final = frozenset(("protest", "funeral"))
"""Acts of people where they live (تظاهر سكان …)."""
_AGAINST_PEOPLE: Final = frozenset(("massacre", "execution", "abduction", "siege", "attack_on_civilians", "killing", "displacement", "arrest"))
_HOMES: Final = frozenset(("village", "town", "neighbourhood", "camp", "city"))
_SETTLED: Final = frozenset(("city", "town", "village"))
_SEATS: Final = frozenset(("مقرا", "معقلا", "مركزا", "منطلقا"))
_UNDER: Final = frozenset(("تابع", "تابعه", "التابع", "التابعه", "التابعين", "التابعون", "تابعين"))
_FRAMES: Final = frozenset(("city", "town", "governorate", "camp"))
_WIDE: Final = _FRAMES | {"district", "subdistrict", "region"}
_WITHIN: Final = frozenset(("in", "near", "along"))
_NAMELESS_SITES: Final = frozenset(("place.bare_site", "place.described", "place.reference"))
_SITES: Final = frozenset(("facility", "base", "airport", "neighbourhood"))
_STOPS: Final = frozenset((":", "-", "–", "—", "•", "|", "؛", "*", "▪"))
_VAGUE: Final = frozenset(("place.described", "place.reference"))
_AFTER: Final = frozenset(("عقب", "بعد", "اثر", "قبل", "منذ", "غداه", "وبعد", "وعقب"))
_BUT: Final = frozenset(("لكن", "ولكن", "بيد"))
_BUT_THAT: Final = frozenset(("الا", "غير"))
_TURNS: Final = _BUT | _BUT_THAT
STATIC: Final = frozenset(("in", "near", "along", "between", *COMPASS_RELATIONS))


def assign_places(scene: Scene, drafts: list[Draft]) -> None:
    """Give every place of the sentence to the act that it locates, then lend places to acts without one."""
    if not drafts:
        return
    places = located(scene)
    cuts = contrasts(scene) if places else []
    last: PlaceMention | None = None
    owner: Draft | None = None
    for p in places:
        if p.relation == "to" and besieged(scene, p, drafts):
            p = there(p)
        draft = nearest(scene, p, drafts, cuts)
        if last is not None and owner is not None and listed(last, p) and accepts(owner, p):
            draft = owner
        last, owner = p, draft
        if draft is None or p in draft.places:
            continue
        draft.places.append(p)
    for draft in drafts:
        if draft.type in PLACELESS or raided_before(draft, drafts):
            draft.places = []
        else:
            draft.places = [*departed(scene, draft), *nested(scene, unframed(scene, draft, sifted(draft)))]
    lend(scene, drafts)


def raided_before(draft: Draft, drafts: list[Draft]) -> bool:
    """True where only the origin of those taken is said, and a scene before (داهمت السوق واعتقلت شباناً من أبناء …)."""
    if draft.type not in _THERE or not draft.places or not all(p.origin for p in draft.places):
        return False
    at = draft.trigger.i
    return any(d.trigger.i < at and any(p.relation in STATIC and not p.origin and p.last <= at for p in d.places) for d in drafts)


def besieged(scene: Scene, p: PlaceMention, drafts: list[Draft]) -> bool:
    """True for the object of a verbal noun that ل leads to (حصار الجيش للمخيم)."""
    if p.first != p.name_first:
        return False
    return any(not d.trigger.verbal and d.type in _ON_PLACES and 0 < p.first - d.trigger.i <= 5 for d in drafts)


def departed(scene: Scene, draft: Draft) -> list[PlaceMention]:
    """The places named before that a pronoun says were left (سيطروا على سراقب بعد انسحاب الجيش منها)."""
    if draft.type not in _DEPARTURES or any(p.relation == "from" for p in draft.places):
        return []
    t = draft.trigger
    end = next((k for k in range(t.last, scene.sentence.last) if scene.doc.text.kinds[k] == "p"), scene.sentence.last)
    away = scene.doc.having("away", t.last, min(end, t.last + 6))
    if not away or any(o.i > t.i and o.i < away[0] for o in scene.triggers):
        return []
    before = [p for p in scene.places if p.last <= t.i and p.relation in STATIC and not p.origin]
    out: list[PlaceMention] = []
    for p in reversed(before):
        if out and p.last != out[-1].first:
            break
        out.append(p)
    return [left(p) for p in reversed(out)]


def listed(before: PlaceMention, p: PlaceMention) -> bool:
    """True for the next place of a list, and for the ends of a road: they go with the place before."""
    if p.rule == "place.range_end":
        return before.relation in ("along", "between")
    return p.first == before.last and p.relation in STATIC and before.relation in STATIC | {p.relation}


def located(scene: Scene) -> list[PlaceMention]:
    """The places of the sentence that can locate an act."""
    out: list[PlaceMention] = []
    places = scene.places
    speaking = [s.last for s in scene.sources]
    for k, p in enumerate(places):
        if p.part_of_name or p.rule == "place.road_end":
            continue  # طريق نوى – الشيخ سعد is known as one place
        if p.rule == "place.bare_site" and not p.explicit and any(q.relation in STATIC and q.explicit for q in places if q is not p):
            continue  # شهد مقر الحركة في …: who, not where
        if home(scene, p):
            continue
        if p.rule == "place.bare_site" and len(places) > 1 and kind_only(scene, p):
            continue
        if p.origin and p.rule == "place.reference":
            continue
        if not p.explicit and p.relation == "in" and bracketed(scene, p):
            continue  # (التي ترفع شعارات تحرير …): what is said of a party
        following = places[k + 1] if k + 1 < len(places) else None
        if p.rule in _VAGUE and following is not None and following.relation == "between" and following.first - p.last <= 1:
            continue  # في الأحياء الفاصلة بين س وص
        if scene.doc.text.forms[p.first - 1] == "خارج" or (len(places) > 1 and seat(scene, p)):
            continue
        before = places[k - 1] if k else None
        if before is not None and before in out and around(scene, p, before):
            if following is not None and following.first == p.last and before.rule == "place.bare_site":
                out[-1] = p  # نقاط تفتيش في ناحيتي الرشاد والرياض
                continue
            before.within = [*before.within, *p.names]
            if before.rule == "place.bare_site":  # مزرعة أحدهم بقرية السكرية: named by where it stands
                before.names = [_whole(scene, before, p), *before.names]
            continue
        if stationed(scene, p, places):
            out.append(left(p))
            continue  # قوات X المتمركزة في …: where the fire comes from
        if before is not None and before in out and subordinate(scene, p, before):
            before.within = [*before.within, *(n for n in p.names if n not in before.within)]
            continue
        if p.relation in COMPASS_RELATIONS and before is not None and measured(scene, p, before):
            continue  # جلولاء (70 كلم) شمال شرق بعقوبة: says where the town lies
        if p.relation in COMPASS_RELATIONS and before is not None and p.first < p.name_first and p.first - before.last <= 1:
            if bracketed(scene, p) or (before in out and before.relation in COMPASS_RELATIONS):
                continue  # المقدادية (40 كم شمال شرق بعقوبة): only says where the container lies
        if inside_source(scene, p):
            continue
        if any(0 <= p.first - last <= 1 for last in speaking) and ((p.kind == "facility" and scene.doc.text.forms[p.first] == "في") or not any(t.i < p.first for t in scene.triggers)):
            continue  # أفاد مصدر في محافظة …, على ما أفاد مصدر طبي في مستشفى …: where the source is
        out.append(p)
    return out


def inside_source(scene: Scene, p: PlaceMention) -> bool:
    """True for where a source works: أفاد مصدر طبي في مستشفى الثورة, وفق مصدر بمشفى المدينة."""
    if p.kind != "facility":
        return False  # سكان في حي التضامن: there it happened
    glued = scene.doc.text.forms[p.first].startswith("ب")
    return any((s.first < p.first and p.name_last <= s.last) or (glued and s.last == p.name_first) for s in scene.sources)


def _whole(scene: Scene, site: PlaceMention, p: PlaceMention) -> str:
    """A site with the settlement that names it, without what is glued before it."""
    text = scene.doc.text
    whole, own = text.slice(site.name_first, p.last).strip(), site.names[-1].split(" ", 1)[0]
    at = whole.find(own)
    return whole[at:] if 0 < at <= 3 else whole


def subordinate(scene: Scene, p: PlaceMention, before: PlaceMention) -> bool:
    """True for the district that the place before belongs to (قرية العبارة التابعة لقضاء بعقوبة)."""
    if p.relation != "to" or not 0 < p.first - before.last <= 3:
        return False
    forms, kinds = scene.doc.text.forms, scene.doc.text.kinds
    k = before.last
    while k < p.first and (forms[k] in "()" or kinds[k] != "w"):
        k += 1
    return forms[k] in _UNDER


def stationed(scene: Scene, p: PlaceMention, places: list[PlaceMention]) -> bool:
    """True for where a body stands that fires at another place: قصفت قوات X المتمركزة في سراقب بلدة النيرب."""
    k = p.first - 1
    if p.relation != "in" or k <= scene.sentence.first:
        return False
    if scene.doc.text.forms[k] == "في":
        k -= 1
    if not any(s.key == "operates_in" and s.frame == "adj_in" for s in scene.doc.senses(k, "profile")):
        return False
    if not any(q.first > p.last and q.relation in STATIC and q.kind in _HOMES and not bracketed(scene, q) for q in places):
        return False
    body = next((m for m in scene.actors if m.last == k), None)
    if body is None:
        return False
    before = any(t.verbal and t.last == body.first for t in scene.triggers)
    return before or any(t.verbal and 0 <= t.i - p.last <= 1 for t in scene.triggers)


def measured(scene: Scene, p: PlaceMention, before: PlaceMention) -> bool:
    """True where only a bracketed distance stands between a place and the compass word behind it."""
    forms = scene.doc.text.forms
    if p.first >= p.name_first or not 2 < p.first - before.last <= 6:
        return False
    return forms[before.last] == "(" and forms[p.first - 1] == ")"


def kind_only(scene: Scene, p: PlaceMention) -> bool:
    """True for a site told only by its kind (أمام محطة وقود)."""
    k = p.last
    if k - p.name_first > 1 or k >= scene.sentence.last or scene.doc.text.kinds[k] != "w":
        return False
    return not scene.doc.text.forms[k].startswith("ال") and not scene.doc.info[k].by


def home(scene: Scene, p: PlaceMention) -> bool:
    """True for a party's seat (يتخذ من الحي … مقراً له)."""
    forms, kinds = scene.doc.text.forms, scene.doc.text.kinds
    for k in range(p.last, min(p.last + 4, scene.sentence.last)):
        if kinds[k] != "w":
            return False
        if forms[k] in _SEATS:
            return True
    return False


def around(scene: Scene, p: PlaceMention, site: PlaceMention) -> bool:
    """True for the settlement that a site with an epithet stands in (المركز الصحي الوحيد في المخيم)."""
    nameless = site.rule == "place.bare_site"
    if site.id is not None or site.kind != "facility" or not (nameless or site.relation in ("in", "to", "from")) or p.relation != "in":
        return False
    if not 0 < p.first - site.last <= 3 + nameless or p.kind not in _HOMES:
        return False
    return all(scene.doc.text.kinds[k] == "w" and scene.doc.text.forms[k][0] != "و" for k in range(site.last, p.first)) and not any(
        site.last <= t.i < p.first for t in scene.triggers
    )


def seat(scene: Scene, p: PlaceMention) -> bool:
    """True for where the superior of a party has its seat (مجموعة تابعة للشعبة … في دمشق)."""
    if p.relation != "in" or p.first == p.name_first:
        return False
    first = max(scene.sentence.first, p.first - 7)
    forms = scene.doc.text.forms
    at = next((k for k in range(p.first - 1, first - 1, -1) if forms[k] in _UNDER), None)
    if at is None or any(at <= t.i < p.first for t in scene.triggers):
        return False
    return not any(scene.doc.text.kinds[k] == "p" for k in range(at, p.first))


def bracketed(scene: Scene, p: PlaceMention) -> bool:
    """True for a place phrase inside round brackets."""
    first = max(scene.sentence.first, p.first - 8)
    for k in range(p.first - 1, first - 1, -1):
        form = scene.doc.text.forms[k]
        if form in "()":
            return form == "("
    return False


def sifted(draft: Draft) -> list[PlaceMention]:
    """The places of a draft without those that its kind of act does not have."""
    taken = draft.type in _THERE
    scene = [p for p in draft.places if p.relation in STATIC or (taken and p.relation == "from" and not p.origin)]
    moved = draft.type in _LEAVING and not taken and any(p.relation in ("from", "to") for p in draft.places)
    out: list[PlaceMention] = []
    for p in draft.places:
        if p.origin and draft.type != "displacement" and ((taken and p.kind == "country") or any(not holds(q, p) for q in scene)):
            continue  # خطف شابين من بلدة … على طريق …: where they come from
        if p.kind == "country" and ((taken and p.relation == "from") or (moved and p.relation == "in")):
            continue
        if p.rule == "place.bare_site" and p.relation == "in" and " " not in p.names[0] and len(draft.places) > 1:
            continue  # عند نقطة في جولة …: the named place says more
        out.append(there(p) if taken and p.relation == "from" else p)
    return out


def unframed(scene: Scene, draft: Draft, places: list[PlaceMention]) -> list[PlaceMention]:
    """The places of an act without the town that only opens the sentence (وفي بغداد، احتشد العشرات أمام المبنى)."""
    if len(places) < 2:
        return places
    for p in places:
        if p.relation != "in" or p.kind not in _FRAMES or not opening(scene, p):
            continue
        headed = scene.doc.text.forms[p.last : p.last + 1] == [":"]  # في شبوة: عبوة على طريق …
        inner = [q for q in places if q.first > p.last and (q.relation == "in" or (q.relation in _WITHIN and (headed or q.kind in _HOMES))) and width_of(q.kind) < width_of(p.kind)]
        inner = inner if headed else [q for q in inner if not any(scene.doc.text.kinds[k] == "p" for k in range(draft.trigger.last, q.first))]
        if not inner or any(q.first == p.last for q in inner):
            continue
        for q in inner:
            q.within = [*q.within, *(n for n in p.names[:1] if n not in q.within)]
        return [q for q in places if q is not p]
    return places


def nested(scene: Scene, places: list[PlaceMention]) -> list[PlaceMention]:
    """The places of an act without those that another of them lies in (احتفلت القيادة في نيالا … في معسكر دومايا)."""
    if len(places) < 2:
        return places
    out = list(places)
    for p in places:
        if p.relation != "in" or p.origin or p.kind not in _WIDE:
            continue
        inner = [q for q in out if q is not p and q.relation in _WITHIN and not q.origin and not joined(scene, p, q) and encloses(scene, p, q)]
        if not inner:
            continue
        for q in inner:
            q.within = [*q.within, *(n for n in p.names[:1] if n not in q.within)]
        out.remove(p)
    return out


def encloses(scene: Scene, p: PlaceMention, q: PlaceMention) -> bool:
    """True where the second place is known to lie in the first, or is a site without a place of its own that is told with the first."""
    if holds(p, q):
        return True
    if q.id is not None or q.within or q.kind not in _SITES or p.kind not in _FRAMES or q.rule in _NAMELESS_SITES:
        return False
    lo, hi = sorted((p.first, q.first))
    return not breaks_between(scene.doc, lo + 1, hi)


def joined(scene: Scene, p: PlaceMention, q: PlaceMention) -> bool:
    """True for two places of a list, one of them behind و or a comma."""
    later = q if q.first > p.first else p
    earlier = p if later is q else q
    forms, k = scene.doc.text.forms, later.first
    if forms[k].startswith("و") or (k and forms[k - 1] == "و"):
        return True
    return later.first - earlier.last <= 2 and any(scene.doc.text.kinds[x] == "p" for x in range(earlier.last, k))


def opening(scene: Scene, p: PlaceMention) -> bool:
    """True for a place that heads its sentence or a clause of it, with في or before a colon."""
    forms, first = scene.doc.text.forms, scene.sentence.first
    if p.first == p.name_first and not forms[p.first].startswith(("ب", "وب", "فب")):
        return p.last < scene.sentence.last and forms[p.last] == ":"
    before = forms[p.first - 1] if p.first > first else ""
    return p.first == first or before in _STOPS or forms[p.first] == "ففي"


def holds(wide: PlaceMention, p: PlaceMention) -> bool:
    """True when the first place is known to contain the second.

    A path names governorates, so حمص the city is no part of itself and holds no other settlement.
    """
    return not (wide.kind in _SETTLED and p.kind in _SETTLED) and named_around(wide, p)


def named_around(wide: PlaceMention, p: PlaceMention) -> bool:
    """True when a name of the first is that of something around the second."""
    own = p.folded()
    keys = [key for key in wide.folded() if key not in own]
    return bool(keys) and (named_in(keys, p.within) or named_in(keys, p.path))


def named_in(keys: list[str], names: list[str]) -> bool:
    """True when one of the names is among folded ones."""
    for name in names:
        if fold_word(name) in keys:
            return True
    return False


def backward(doc: Document, draft: Draft) -> bool:
    """True for an act that is told only as what went before (عقب مذبحة …)."""
    i = draft.trigger.i
    return i > 0 and doc.text.forms[i - 1] in _AFTER


def steady(scene: Scene, draft: Draft) -> bool:
    """True for a state rather than an act (يسيطرون على صنعاء منذ …); a headline's present tense tells an act."""
    t = draft.trigger
    return scene.sentence.line > 0 and draft.type == "territorial_capture" and t.verbal and t.sense.form.tense == "impf"


def accepts(draft: Draft, p: PlaceMention) -> bool:
    """Whether that kind of act can have a place in that relation."""
    if draft.type in PLACELESS:
        return p.relation in STATIC  # it takes the place away from the other acts, and drops it
    if p.relation == "from" and not p.origin and draft.type in _LAUNCHED:
        return True
    if p.relation == "from" or p.origin:
        return draft.type in _LEAVING
    return p.relation != "to" or draft.type in _GOING


def lend(scene: Scene, drafts: list[Draft]) -> None:
    """An act without a place of its own happened where its neighbour in the sentence did.

    Where the sentence has no place of an act, one against people happened where they live (المئات من أهالي …).
    """
    lenders = [d for d in drafts if scene_places(d) and not steady(scene, d)]
    lenders = [d for d in lenders if not backward(scene.doc, d)] or lenders
    home = [p for p in scene.places if p.origin and p.relation == "from" and p.kind in _HOMES] if not lenders else []
    for draft in drafts:
        if not draft.places and draft.type in _BY_RESIDENTS:
            draft.places = residents(scene, draft)
        if not draft.places and purpose(draft):
            draft.places = [there(p) for d in drafts if d.trigger.i < draft.trigger.i for p in d.places if p.relation == "to"]
        if draft.places or draft.family == "politics" or draft.type == "release" or not (lenders or home):
            continue  # who is freed is freed elsewhere than where he was seized
        if draft.trigger.definite and not draft.trigger.verbal and not draft.trigger.sense.pronoun and not draft.figures:
            continue  # الهجوم: what it refers to has the place
        if lenders:
            near = [d for d in lenders if d.type != "displacement" or d.trigger.i < draft.trigger.i]
            if not near:
                continue
            closest = min(near, key=lambda d: abs(d.trigger.i - draft.trigger.i))
            if draft.type == "funeral" and backward(scene.doc, closest):
                continue  # تشييع … بعد انتشالهم من …: found there, buried elsewhere
            draft.places = scene_places(closest)
            draft.borrowed = True
        elif draft.type in _AGAINST_PEOPLE:
            draft.places = [there(p) for p in home[:1]]


def purpose(draft: Draft) -> bool:
    """True for what a movement is made for (دفع بتعزيزات إلى المحيط تمهيداً لعملية تمشيط)."""
    return not draft.trigger.verbal and draft.trigger.sense.led_by("ل")


def residents(scene: Scene, draft: Draft) -> list[PlaceMention]:
    """Where those who act live (تظاهر مئات من سكان …), told close to the act."""
    at = draft.trigger.i
    found = [p for p in scene.places if p.origin and p.relation == "from" and p.kind in _HOMES and -5 <= p.first - at <= 6]
    return [there(p) for p in found[:1]]


def scene_places(draft: Draft) -> list[PlaceMention]:
    """Where an act was; for one that people fled from, the places that they left."""
    static = [p for p in draft.places if p.relation in STATIC]
    if static or draft.type != "displacement":
        return static
    return [there(p) for p in draft.places if p.relation == "from"]


def there(p: PlaceMention) -> PlaceMention:
    """The same place as the scene of an act."""
    q = p.copied()
    q.relation, q.origin = "in", False
    return q


def left(p: PlaceMention) -> PlaceMention:
    """The same place as the one that people went away from."""
    q = p.copied()
    q.relation = "from"
    return q


def nearest(scene: Scene, p: PlaceMention, drafts: list[Draft], cuts: list[int]) -> Draft | None:
    """The act that a place phrase belongs to: the last before it in its clause, else the next."""
    best: Draft | None = None
    score = -10_000
    first = p.first
    for draft in drafts:
        if not accepts(draft, p):
            continue
        for t in draft.triggers:
            value = -(first - t.i) if t.i < first else -2 * (t.i - first) - 3
            lo, hi = min(t.i, first), max(t.i, first)
            if bisect_left(cuts, lo + 1) < bisect_left(cuts, hi):
                continue
            value -= 12 * breaks_between(scene.doc, lo + 1, hi)
            if draft.family == "politics":
                value -= 6
            if value > score:
                best, score = draft, value
    return best


def contrasts(scene: Scene) -> list[int]:
    """The tokens at which إلا أن، غير أن، لكن lead to another matter."""
    forms = scene.doc.text.forms
    first, last = scene.sentence.first, scene.sentence.last
    if _TURNS.isdisjoint(forms[first:last]):
        return []
    return [
        k for k in range(first, last)
        if forms[k] in _BUT or (forms[k] in _BUT_THAT and k + 1 < last and forms[k + 1][:2] == "ان")
    ]  # fmt: skip
