"""When: which act of a sentence each date belongs to.

A date keeps what the sentence makes of it in its ``role``: ``said`` is when the act was told of, not when it
happened; ``since`` is also a date behind منذ and a beginning (منذ اندلاعها ليل السبت).
"""

from __future__ import annotations

from typing import Final

from sijill.knowledge.bits import M_WEAK
from sijill.reading.act.draft import Draft
from sijill.reading.act.scene import Scene
from sijill.reading.act.triggers import Trigger
from sijill.reading.clauses import breaks_between
from sijill.reading.date.dates import DateMention
from sijill.reading.document import Document
from sijill.reading.event.time_links import (
    counted_among,
    crossed,
    embedded,
    head_of,
    link,
    looks_back,
    opens_clause,
)
from sijill.reading.event.timed import DEEDS
from sijill.reading.realis import modality

_WHEN: Final = frozenset(("حين", "حينما", "عندما", "يوم", "لما"))
_THAT: Final = frozenset(("ان", "انه", "انها", "انهم", "بان", "بانه", "بانها"))
_TELLING: Final = frozenset(("day", "weekday", "part_of_day", "relative", "month"))
_ISSUED: Final = frozenset(("صدر", "صادر", "صادره"))
_STATE: Final = 6
"""How far before a "since" date the participle of a state may stand."""
_BEGINNING: Final = 11
"""How far behind منذ the date of a beginning may stand (منذ سقوط النظام في الثامن من كانون الأول)."""
_REFERENCE_REACH: Final = 8
"""How far behind بعد ثلاثة أيام على … the act may stand from which is counted."""
_ONSET: Final = 3
"""How far before its date the verb may stand that says that something began."""
_FAR: Final = -10_000


def spoken(scene: Scene, m: DateMention) -> bool:
    """True when the date tells when something was said: أعلنت اليوم, حسب ما أعلنته اليوم وزارة العدل."""
    forms = scene.doc.text.forms
    after = m.last + 1 if m.last < len(forms) and forms[m.last] in ("،", ",") else m.last
    that = after < scene.sentence.last and forms[after] in _THAT
    reach = 20 if that else 8
    for k in range(m.first - 1, max(m.first - 1 - reach, scene.sentence.first - 1), -1):
        if forms[k] in _THAT or any(t.i <= k < t.last for t in scene.triggers):
            return False
        if k in scene.cues or (forms[k].removeprefix("ال") in _ISSUED):
            return True
    return False


def assign_dates(scene: Scene, drafts: list[Draft]) -> None:
    """Give each date of the sentence to the act it dates."""
    if not scene.dates or not drafts:
        return
    owners = {t.i: d for d in drafts for t in d.triggers}
    triggers = [(t, d) for d in drafts for t in d.triggers]
    if len(triggers) > 1:
        triggers.sort(key=lambda pair: pair[0].i)
    shared: list[tuple[Draft, DateMention]] = []
    for m in scene.dates:
        if any(k in scene.speakers for k in range(m.first, m.last)) or m.spec.op == "now":
            continue
        if m.spec.op == "later" and m.role == "after":
            _counted_from(scene, m, triggers)
            continue
        if m.role == "at" and _began(scene, m, owners):
            m = m.told(role="since")
            if looks_back(scene.doc, m.first):
                continue
        elif m.kind in _TELLING and m.spec.op in ("date", "unit") and (m.kind != "month" or _that(scene, m)) and spoken(scene, m):
            _told(scene, m, triggers)
            continue
        if _founding(scene, m, owners):
            continue
        pool = triggers
        when = m.role in ("since", "at") and _when_clause(scene, m)
        if when and m.role == "at" and _acted(scene, m, triggers):
            then = next((draft for t, draft in triggers if m.last <= t.i), None)
            if then is not None:
                shared.append((then, m))
        elif when:
            pool = [pair for pair in triggers if pair[0].i >= m.last] or triggers
            m = m.told(role="at")
        elif m.rule == "anniversary":
            pool = [pair for pair in triggers if pair[0].i >= m.last]
        elif (m.role == "since" and looks_back(scene.doc, m.first)) or (m.role == "during" and counted_among(scene.doc, m.first)):
            continue
        if m.role == "since" and (state := _state(scene, m)) is not None:
            pool = [pair for pair in pool if state - 2 <= pair[0].last - 1 <= state]
            if not pool:
                continue
        draft = _lasting(m, pool) if m.rule == "until_part" else _owner(scene, m, pool)
        if draft is not None and m not in draft.dates:
            draft.dates.append(m)
    for then, m in shared:
        if not then.dates:
            then.dates.append(m)
    _share(scene, drafts)


def _state(scene: Scene, m: DateMention) -> int | None:
    """The participle before a "since" date that says how a thing has been (ذويهم المحتجزين منذ 2022، المواجهات الدائرة منذ الفجر)."""
    for k in range(m.first - 1, max(m.first - _STATE, scene.sentence.first) - 1, -1):
        if scene.doc.text.kinds[k] == "p":
            return None
        if link(scene.doc, k) == "state":
            return k
    return None


def _lasting(m: DateMention, pool: list[tuple[Trigger, Draft]]) -> Draft | None:
    """استمرت حتى الفجر: the end of the last act before it that has a day."""
    before = [draft for t, draft in pool if t.i < m.first]
    return next((draft for draft in reversed(before) if any(x.role == "at" for x in draft.dates)), before[-1] if before else None)


def _share(scene: Scene, drafts: list[Draft]) -> None:
    """An act without a date keeps those of the nearest act of its clause, which may turn out to be no event."""
    dated = [d for d in drafts if d.dates]
    if not dated or len(dated) == len(drafts):
        return
    for draft in drafts:
        if draft.dates:
            continue
        i = draft.trigger.i
        near = [d for d in dated if not breaks_between(scene.doc, min(d.trigger.i, i), max(d.trigger.i, i))]
        near = [d for d in near if not embedded(scene.doc, d.trigger.i, draft.trigger.i)]
        near = [d for d in near if not any(draft.trigger.i < m.first < d.trigger.i and opens_clause(scene.doc, m) for m in d.dates)]
        if near:
            closest = min(near, key=lambda d: abs(d.trigger.i - draft.trigger.i))
            dates = [m for m in closest.dates if m.role != "said" and m.spec.op != "later" and (m.spec.offset or 0) <= 0]
            if _since(scene, draft, closest):
                if looks_back(scene.doc, closest.trigger.i):
                    continue
                dates = [m.told(role="since") for m in dates if m.role == "at" and m.first > closest.trigger.i]
            draft.dates = dates
            draft.date_rule = "time.same_clause"


def _since(scene: Scene, draft: Draft, dated: Draft) -> bool:
    """True where the dated act is what the other is counted from (نزحوا منذ احتلال المدينة في آذار 2018)."""
    first, last = min(draft.trigger.i, dated.trigger.i), max(draft.trigger.i, dated.trigger.i)
    return dated.trigger.i == last and crossed(scene.doc, first, last, ("since",))


def _told(scene: Scene, m: DateMention, triggers: list[tuple[Trigger, Draft]]) -> None:
    """When something was said goes to every act told behind it; a decree's own date (الصادر في) to none."""
    if any(scene.doc.text.forms[k].removeprefix("ال") in _ISSUED for k in range(max(m.first - 3, scene.sentence.first), m.first)):
        return
    told = m.told(role="said")
    behind = {id(d): d for t, d in triggers if t.i > m.first}
    if not behind and (owner := _owner(scene, m, triggers)) is not None:
        behind[id(owner)] = owner
    for draft in behind.values():
        draft.dates.append(told)


def _founding(scene: Scene, m: DateMention, owners: dict[int, Draft]) -> bool:
    """True for the date of a founding (تأسست عام 2012), which is a row of the profile and no act."""
    for k in range(m.first - 1, max(m.first - 9, scene.sentence.first - 1), -1):
        if k in owners:
            return False
        if any(s.frame in ("founded", "founder") and s.pos == "v" and not s.marks & M_WEAK for s in scene.doc.senses(k, "profile")):
            return True
    return False


def _counted_from(scene: Scene, m: DateMention, triggers: list[tuple[Trigger, Draft]]) -> None:
    """بعد ثلاثة أيام على اختطافه: the abduction is three days earlier, and the act of the clause three days later."""
    forms = scene.doc.text.forms
    verbs = [pair for pair in triggers if pair[0].verbal and pair[0].i < m.first]
    act = _owner(scene, m, verbs or triggers)
    if m.last < scene.sentence.last and (forms[m.last] in ("علي", "من") or m.rule == "morrow"):
        end = next((k for k in range(m.last, scene.sentence.last) if forms[k] in ("،", ",")), scene.sentence.last)
        for t, draft in triggers:
            if m.last - (m.rule == "morrow") < t.i <= m.last + _REFERENCE_REACH and t.i < end and not t.verbal:
                if _told_before(scene, t):
                    act = next((d for u, d in triggers if u.verbal and u.i > t.i), None) if act is draft else act
                    break
                draft.dates.append(m.told(spec=m.spec.but(shift="past")))
                before = [d for u, d in (verbs or triggers) if u.i < m.first and d is not draft]
                act = before[-1] if before else None
                break
    if act is not None:
        act.dates.append(m)


def _told_before(scene: Scene, t: Trigger) -> bool:
    """True for the noun with the article of an act told of before (بعد ساعات من الهجوم), not of one told now (من الهجوم على …)."""
    if not t.sense.clitics.endswith("ال") or t.type in ("armed_clash", "siege"):
        return False  # بعد أسبوعين من المعارك: how long they lasted
    return t.last >= scene.sentence.last or scene.doc.text.kinds[t.last] == "p" or any(u.i == t.last and u.verbal for u in scene.triggers)


def _when_clause(scene: Scene, m: DateMention) -> bool:
    """True where the act follows in a clause of its own (منذ آب 2014، حين أعدم …)."""
    forms = scene.doc.text.forms
    return any(forms[k] in _WHEN for k in range(m.last, min(m.last + 2, scene.sentence.last)))


def _that(scene: Scene, m: DateMention) -> bool:
    """True where what was said follows the date (قدّرت في نيسان أن الغارات …)."""
    forms = scene.doc.text.forms
    after = m.last + 1 if m.last < len(forms) and forms[m.last] in ("،", ",") else m.last
    return after < scene.sentence.last and forms[after] in _THAT


def _acted(scene: Scene, m: DateMention, triggers: list[tuple[Trigger, Draft]]) -> bool:
    """True where an act stands before the date in its own clause (خُطف في الرقة في 29 تموز، حين دخل المقر)."""
    return any(t.i < m.first and not any(scene.doc.text.forms[k] in ("،", ",") for k in range(t.i, m.first)) for t, _ in triggers)


def _began(scene: Scene, m: DateMention, owners: dict[int, Draft]) -> bool:
    """True for the date of a beginning behind منذ, where the beginning is no act of its own."""
    for k in range(m.first - 1, max(m.first - _BEGINNING, scene.sentence.first) - 1, -1):
        if k in owners or (scene.doc.text.kinds[k] == "p" and scene.doc.text.forms[k] not in "()"):
            return False
        if link(scene.doc, k) == "since":
            return k < m.first - 1
        if link(scene.doc, k) == "onset" and m.first - k <= 4:
            return any(link(scene.doc, j) == "since" or scene.doc.text.forms[j] == "من" for j in (k - 1,))
    return False


def _goes_on(doc: Document, k: int) -> bool:
    """True where a clause of its own follows the comma: تظاهر المئات، الجمعة، وأطلق مسلحون النار."""
    return link(doc, k) in ("then", "onward") or any(s.pos == "v" and s.clitics.startswith(("و", "ف")) for s in doc.senses(k, "trigger"))


def _owner(scene: Scene, m: DateMention, triggers: list[tuple[Trigger, Draft]]) -> Draft | None:
    """The act that a date belongs to: the last before it in its clause, else the next."""
    doc, first, forms = scene.doc, m.first, scene.doc.text.forms
    ahead = m.spec.shift in ("next", "ahead")
    end = scene.sentence.last
    # between commas, أمس الخميس، closes the clause before it; at its head it opens the one behind
    closing = m.last < end and forms[m.last] in ("،", ",")
    onward = closing and m.last + 1 < end and _goes_on(doc, m.last + 1)
    head = head_of(doc, m)
    fresh = opens_clause(doc, m)
    opening = fresh or head == scene.sentence.first or doc.text.kinds[head - 1] != "w" or forms[head] in ("وفي", "و")
    if m.spec.op == "context" and m.spec.part == "near":
        clause = next((k for k in range(first - 1, scene.sentence.first - 1, -1) if forms[k] in ("،", ",")), scene.sentence.first)
        if all(t.i < clause for t, _ in triggers):
            return None  # انسحب الجيش، ما أثار حينها موجة انتقادات: leans on the act itself
    best: Draft | None = None
    score = _FAR
    for t, draft in triggers:
        lo, hi = min(t.i, first), max(t.i, first)
        value = -12 * breaks_between(doc, lo + 1, hi)
        if draft.family == "politics" and draft.type not in DEEDS:
            value -= 4
            if t.i < first and doc.having("doing", t.last, first) and any(u.i > m.last for u, _ in triggers):
                value -= 12  # تدين إقدام الجماعة، صباح أمس، على إعدام تسعة: when it was done
        if ahead:
            sure = draft.type not in ("statement", "accusation") and modality.judge(doc, t, scene.marks).modality in ("planned", "hypothetical")
            value += 12 if sure else -12
        if t.i < first:
            value -= first - t.i + (12 if fresh else 0)
            if not closing:
                value -= 2 * sum(forms[k] in "،," for k in range(lo + 1, hi))
            led = next((k for k in range(first - 1, t.last - 1, -1) if link(doc, k) in ("after", "before")), None)
            if led is not None and not any(led < u.i < first for u, _ in triggers):
                continue  # بدأت عملية بعد نشاط الخلايا منذ مطلع العام: dates what came before the act
        else:
            value -= 3 + (2 if opening else 3) * (t.i - first)
            if t.sense.led_by("ب") and any(link(doc, k) == "onset" for k in range(max(first - _ONSET, scene.sentence.first), first)):
                value += 16  # تصعيد بدأ يوم الاثنين بهجوم
            if closing and (not opening or onward):
                value -= 4 if not onward else 8
            if crossed(doc, m.last, t.i, ("after",)):
                value -= 12  # أُجلي الأطفال في 2 يوليو بعد أن اقتحم مسلحون الدار
        if value > score:
            best, score = draft, value
    return best
