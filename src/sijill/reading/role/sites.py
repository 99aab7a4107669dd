"""Whose house, office or post was struck, stormed or taken: the owner named behind it is whom the act befell."""

from __future__ import annotations

from typing import Final

from sijill.reading.act.draft import Draft
from sijill.reading.act.scene import Scene, same_party
from sijill.reading.party.actors import ActorMention
from sijill.reading.role.filing import put
from sijill.reading.role.phrases import coordinated

_AT_SITES: Final = frozenset((
    "raid", "territorial_capture", "attack", "attack_on_facility", "air_strike", "drone_strike", "shelling", "missile_strike",
    "planted_bombing", "siege", "looting", "property_destruction",
))
_STRUCK: Final = frozenset(("attack", "attack_on_facility", "air_strike", "drone_strike", "shelling", "missile_strike", "property_destruction", "raid", "siege"))
_FAR: Final = 12
"""Tokens from the act to the site it strikes."""
_NEXT: Final = 3
"""Tokens from the site to its owner, with an adjective and a tie between them (مقراً سابقاً تابعاً للفرقة)."""
_ONTO: Final = frozenset(("علي", "الي"))
_WHERE: Final = ("conj", "cause", "from", "in", "by", "with", "between", "new")


def owners(scene: Scene, draft: Draft) -> None:
    """داهمت قوة منزل الناشط فلان, سيطر اللواء على مقار الكتيبة, قصفت مبنى هيئة الأركان."""
    if draft.type not in _AT_SITES or draft.targets or draft.modality == "hypothetical":
        return
    if draft.type in _STRUCK and (house := institution(scene, draft)) is not None:
        draft.targets.append(house)
        return
    for t in draft.triggers:
        end = min(t.last + _FAR, scene.sentence.last)
        for k in range(t.last, end):
            if scene.doc.text.kinds[k] == "p" and scene.doc.text.forms[k] in "،؛:.":
                break
            if any(o.i == k and o not in draft.triggers and o.verbal and not o.weak for o in scene.triggers):
                break
            if not _site(scene, k, draft.type != "territorial_capture") or _beside(scene, k, t.last):
                continue
            m = _owner(scene, k)
            if m is None or same_party(m, draft.agents) or (draft.type == "territorial_capture" and m.kind == "civilians"):
                continue
            for x in coordinated(scene, [m]):
                if x.first >= m.first and x.cls != "nisba" and not same_party(x, draft.agents):
                    put(scene, draft, x, "target")
            return


def institution(scene: Scene, draft: Draft) -> ActorMention | None:
    """قصفت مستشفى العودة، اقتحموا القنصلية الإيرانية, تعرض المستشفى الوطني للقصف: it is struck under its own name."""
    doc, t = scene.doc, draft.trigger
    begin = t.i
    if (light := next((k for k in reversed(doc.light(max(scene.sentence.first, t.i - _FAR), t.i))), None)) is not None and any(s.has("undergoes") for s in doc.info[light].particles):
        begin = light
    for k in doc.having("institution", begin, min(t.last + _FAR // 2, scene.sentence.last)):
        sense = doc.sense(k, "institution")
        place = next((p for p in scene.places if p.name_first <= k < p.name_last and p.name_last > k + 1), None)
        if sense is None or sense.pronoun or place is None or (sense.key == "care" and begin == t.i) or sense.clitics.replace("ال", "") not in ("", "ل"):
            continue
        if any(doc.text.kinds[j] == "p" and doc.text.forms[j] in "،؛:." for j in range(min(t.last, k), max(t.i, k))) or (k >= t.last and _beside(scene, k, t.last) and not (t.near is not None and doc.text.forms[k - 1] == "في")):
            continue
        return ActorMention(k, place.name_last, k, [doc.text.slice(k, place.name_last), *place.names], "organisation", "unit", "actors.institution")
    return None


def _site(scene: Scene, k: int, houses: bool) -> bool:
    """True for a word for a house, office or post that no pronoun makes somebody's: منزل، مقار، حاجزاً; ground is taken by posts alone."""
    by = scene.doc.info[k].by
    return any(
        not s.pronoun and (cls != "thing" or s.key == "buildings") and not s.clitics.startswith(("و", "ف"))
        for cls in ("post", "thing", "premises") if cls in by and (houses or cls != "thing")
        for s in by[cls]
    )


def _beside(scene: Scene, k: int, stop: int) -> bool:
    """True for a site that only tells where: أمام مقر الحزب، قرب حاجز، في سجن، من مواقع."""
    doc = scene.doc
    while k > stop:
        if doc.bare(k - 1, "whole"):
            k -= 1
        elif k - 2 >= stop and doc.text.forms[k - 1] == "من" and doc.sense(k - 2, "whole") is not None:
            k -= 2  # عدداً من المنازل العائدة لمطلوبين
        else:
            break
    if k <= stop:
        return False
    if doc.text.forms[k - 1] in _ONTO:
        return False
    return doc.is_one_g(k - 1, _WHERE) or doc.info[k - 1].first("outskirts") is not None


def _owner(scene: Scene, k: int) -> ActorMention | None:
    """The party in the genitive of a site, or tied to it by ل or تابع."""
    doc = scene.doc
    for m in scene.actors:
        if m.first <= k:
            continue
        if m.first - k > _NEXT:
            break
        if m.cls in ("nisba", "outlet"):
            return None
        if "و" in m.clitics[:1] or "ب" in m.clitics:
            return None
        tied = "ل" in m.clitics or doc.info[m.first - 1].first("tie") is not None or doc.text.forms[m.first - 1] == "ل"
        if m.first == k + 1:
            if m.clitics.replace("ال", "") and not tied:
                return None
            if doc.accusative(k) and not tied:
                return None
        elif not tied or any(doc.text.kinds[j] == "p" or "g" in doc.info[j].by for j in range(k + 1, m.first - 1)):
            return None
        if m.cls == "person" and any(p.name_first <= m.first < p.name_last for p in scene.places):
            return None
        return m if "ref_agent" not in m.attributes else None
    return _housed(scene, k)


def _housed(scene: Scene, k: int) -> ActorMention | None:
    """مبنى هيئة الأركان: a body that is known only as the name of its seat."""
    doc = scene.doc
    name = next((p for p in scene.places if p.name_first == k and p.name_last > k + 2), None)
    head = doc.sense(k + 1, "head") if name is not None else None
    if name is None or head is None or head.clitics or head.pronoun:
        return None
    whole = doc.text.slice(k + 1, name.name_last)
    return ActorMention(k + 1, name.name_last, k + 1, [whole], head.key, "unit", "actors.seat")
