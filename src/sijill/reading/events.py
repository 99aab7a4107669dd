"""Events of a sentence: triggers grouped, their arguments filled through frames, their type settled.

What happens across sentences (one incident told three times, dates and places carried on) is the work of
``incidents``.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sijill.reading import realis
from sijill.reading.actors import ActorMention
from sijill.reading.clauses import conjunct, function, is_break
from sijill.reading.dates import DateMention
from sijill.reading.document import Document
from sijill.reading.draft import FAMILY, KINETIC, VIOLENT, Draft, FigureDraft
from sijill.reading.frames import Frame
from sijill.reading.places import PlaceMention
from sijill.reading.sources import SourceMention, for_token
from sijill.reading.triggers import Trigger

_MEANS_TYPE = {
    "drone": "drone_strike", "missile": "missile_strike", "artillery": "shelling", "rocket": "shelling",
    "air_strike": "air_strike", "ied": "ied_explosion", "mine": "mine_explosion", "vehicle_bomb": "planted_bombing",
    "suicide_attack": "suicide_attack", "ambush": "ambush",
}
_LONE = {"killing": "killed", "assassination": "killed", "arrest": "arrested", "abduction": "abducted", "release": "released", "execution": "killed"}
_WIDE = frozenset(("country", "governorate", "region", "state", "district"))
_NOBODY = frozenset("شخصا شخص اشخاص شخصين شخصان اشخاصا ضحايا ناس رجلان رجلين مواطن مواطنا".split())
_SETTLED = frozenset(("village", "town", "camp", "neighbourhood", "market", "facility"))
_GENERIC = frozenset(("attack", "killing", "attack_on_civilians", "massacre"))
_PEOPLE_TYPES = frozenset(("arrest", "abduction", "release", "killing", "assassination", "execution"))
_GROUP = KINETIC | {"raid", "torture"}


@dataclass
class Mentions:
    """Everything the dimension readers found, in text order."""

    actors: list[ActorMention] = field(default_factory=list)
    places: list[PlaceMention] = field(default_factory=list)
    dates: list[DateMention] = field(default_factory=list)
    figures: list[FigureDraft] = field(default_factory=list)
    sources: list[SourceMention] = field(default_factory=list)
    triggers: list[Trigger] = field(default_factory=list)
    marks: list[realis.Mark] = field(default_factory=list)
    speaker: ActorMention | None = None
    """The publisher, for a text that speaks of itself in the first person (نحمّل، ندعو)."""


def find(doc: Document, mentions: Mentions, frames: dict[str, Frame]) -> list[Draft]:
    """Draft events in text order, one or more a sentence, arguments filled from their own sentence."""
    out: list[Draft] = []
    by_sentence: dict[int, list[Trigger]] = {}
    for trigger in mentions.triggers:
        by_sentence.setdefault(trigger.sentence, []).append(trigger)
    for number in range(len(doc.text.sentences)):
        triggers = by_sentence.get(number)
        figures = [f for f in mentions.figures if doc.sentence_of[f.first] == number]
        if not triggers and not figures:
            continue
        out.extend(_Sentence(doc, number, triggers or [], figures, mentions, frames, out).run())
    return out


class _Sentence:
    def __init__(
        self, doc: Document, number: int, triggers: list[Trigger], figures: list[FigureDraft], mentions: Mentions,
        frames: dict[str, Frame], before: list[Draft],
    ) -> None:
        self.doc, self.number, self.triggers, self.figures, self.frames, self.before = doc, number, triggers, figures, frames, before
        self.sentence = doc.text.sentences[number]
        first, last = self.sentence.first, self.sentence.last
        self.actors = [m for m in mentions.actors if first <= m.first < last]
        self.places = [m for m in mentions.places if first <= m.first < last]
        self.dates = [m for m in mentions.dates if first <= m.first < last]
        self.sources = mentions.sources
        self.marks = mentions.marks
        self.speaker = mentions.speaker
        inside = {k for t in triggers if t.last - t.i > 1 for k in range(t.i, t.last)}
        self.actors = [m for m in self.actors if m.first not in inside or m.last > m.first + 1]
        self.cues = {s.cue for s in mentions.sources}
        self.speakers = {k for s in mentions.sources if first <= s.first < last for k in range(s.first, s.last)}

    # ------------------------------------------------------------------ grouping

    def run(self) -> list[Draft]:
        drafts = self.group()
        for draft in drafts:
            self.arguments(draft, drafts)
        self.assign_figures(drafts)
        self.assign_places(drafts)
        self.assign_dates(drafts)
        self.share_parties(drafts)
        self.claims(drafts)
        for draft in drafts:
            self.prune(draft)
            self.settle(draft)
        return [d for d in drafts if self.counts(d)]

    def group(self) -> list[Draft]:
        """Casualty words join the act that caused them; a repeated name of one act is one act."""
        strong = [t for t in self.triggers if not (t.weak and t.casualty)]
        weak = [t for t in self.triggers if t.weak and t.casualty]
        drafts: list[Draft] = []
        for t in strong:
            twin = next((d for d in reversed(drafts) if self.same_act(d, t)), None)
            if twin is not None:
                if twin.trigger.weak and not t.weak:
                    twin.type = t.type
                    twin.triggers.insert(0, t)
                else:
                    twin.triggers.append(t)
            else:
                drafts.append(Draft(t))
        for t in weak:
            cause = self.cause(t, drafts)
            if cause is not None:
                cause.triggers.append(t)
            else:
                drafts.append(Draft(t))
        drafts.sort(key=lambda d: min(t.i for t in d.triggers))
        return drafts

    def same_act(self, draft: Draft, t: Trigger) -> bool:
        last = draft.triggers[-1]
        if any(is_break(self.doc, k) for k in range(last.i, t.i)):
            return False
        if draft.type == t.type:
            return True
        if t.weak and draft.type in KINETIC and 0 <= t.i - last.last <= 6:
            return True  # غارة استهدفت سيارة
        if draft.trigger.weak and draft.type == "attack" and t.type in KINETIC and ("ب" in t.sense.clitics or t.i - last.last <= 2):
            return True  # استهدف الطيران المدينة بغارة
        if FAMILY[draft.type] == FAMILY[t.type] == "battle" and {draft.type, t.type} & {"attack"} and t.i - last.last <= 6 and not t.verbal:
            return {draft.type, t.type} in ({"attack", "ambush"},)
        if {draft.type, t.type} <= {"suicide_attack", "planted_bombing", "attack"} and t.i - last.last <= 3:
            if t.type == "suicide_attack":
                draft.type = t.type
            return True
        return False

    def cause(self, weak: Trigger, drafts: list[Draft]) -> Draft | None:
        """The violent act in the sentence that a casualty word tells the outcome of."""
        best: Draft | None = None
        score = 0
        for draft in drafts:
            if draft.type not in _GROUP and not (draft.trigger.weak and draft.trigger.verbal):
                continue
            t = draft.triggers[0]
            if t.weak and not weak.weak:
                continue
            lo, hi = sorted((t.i, weak.i))
            breaks = sum(is_break(self.doc, k) for k in range(lo + 1, hi))
            commas = sum(self.doc.text.forms[k] in "،," for k in range(lo + 1, hi))
            value = 100 - 40 * breaks - 4 * commas - (hi - lo)
            if t.i > weak.i and self.linked(t):
                value += 30
            if t.i < weak.i and any(self.doc.is_g(k, "result") for k in range(t.i, weak.i)):
                value += 30
            if draft.type == "killing" and (breaks or not self.joined(t, weak)):
                continue
            if value > score:
                best, score = draft, value
        return best if score > 25 else None

    def joined(self, a: Trigger, b: Trigger) -> bool:
        """قتل … وأصيب: two casualty words in coordination tell of one act."""
        first, second = sorted((a, b), key=lambda t: t.i)
        return second.sense.clitics[:1] == "و" or any(self.doc.text.forms[k] in ("فيما", "بينما") for k in range(first.i, second.i)) or second.casualty == "injured"

    def linked(self, t: Trigger) -> bool:
        """A cause behind its outcome is led in by في، إثر، جراء، بـ، خلال …"""
        if any(c in t.sense.clitics for c in "ب"):
            return True
        for k in range(t.i - 1, max(t.i - 4, self.sentence.first) - 1, -1):
            if self.doc.is_g(k, "in", "cause", "because") or self.doc.text.forms[k] in ("خلال", "في"):
                return True
        return False

    # ------------------------------------------------------------------ arguments

    def domain(self, t: Trigger) -> tuple[int, int]:
        """Tokens over which a trigger may look for its parties."""
        start, end = self.sentence.first, self.sentence.last
        for other in self.triggers:
            if other.i < t.i and (other.verbal or not t.verbal) and not (other.weak and t.weak):
                start = max(start, other.last)
            elif other.i > t.i and (other.verbal and not other.weak or not t.verbal):
                end = min(end, other.i)
                break
        for k in range(t.i - 1, start, -1):
            if is_break(self.doc, k):
                start = k + 1
                break
        for k in range(t.last, end):
            if is_break(self.doc, k):
                end = k
                break
        return start, end

    def arguments(self, draft: Draft, drafts: list[Draft]) -> None:
        for t in draft.triggers:
            self.fill(draft, t)
        for t in draft.triggers:
            start, end = t.i - 6, min(t.last + 14, self.sentence.last)
            for k in range(max(start, self.sentence.first), end):
                sense = self.doc.sense(k, "means")
                if sense is not None and not any(o is not t and o.i <= k < o.last and o not in draft.triggers for o in self.triggers):
                    draft.means.setdefault(sense.key, k)
        if draft.type == "interception" and not draft.targets:
            self.put_object(draft)
        draft.sources = for_token(self.sources, draft.trigger.i)
        modality, token = realis.modality(self.doc, draft.trigger, self.marks)
        if token is not None and not draft.agents and not draft.trigger.verbal and modality in ("planned", "hypothetical"):
            # لوّحت وزارة الداخلية بإطلاق سراح …: who plans or threatens is who would act
            near = [m for m in self.actors if 0 <= m.first - token <= 3 and m.last <= draft.trigger.i] or [m for m in self.actors if 0 <= token - m.last <= 1]
            for m in near[:1]:
                self.put(draft, m, "agent" if self.frames[draft.trigger.frame].subject in ("agent", "party") or self.frames[draft.trigger.frame].genitive == "target" else "")
        draft.modality, draft.modality_token = modality, token
        draft.negated = realis.negated(self.doc, draft.trigger)

    def fill(self, draft: Draft, t: Trigger) -> None:
        frame = self.frames.get(t.frame)
        if frame is None:
            return
        start, end = self.domain(t)
        actors = self.actors
        if t.frame not in ("say", "accuse", "deal", "release_media", "refuse", "aid"):
            actors = [m for m in actors if m.head not in self.speakers]
        after = [m for m in actors if t.i <= m.first < end]
        prior = [m for m in actors if start <= m.first and m.last <= t.i]
        if t.verbal:
            self.fill_verb(draft, t, frame, after, prior, start)
        else:
            self.fill_noun(draft, t, frame, after, prior, start, end)

    def fill_verb(self, draft: Draft, t: Trigger, frame: Frame, after: list[ActorMention], prior: list[ActorMention], start: int) -> None:
        bare: list[ActorMention] = []
        roles: list[tuple[ActorMention, str]] = []
        role = ""
        previous: ActorMention | None = None
        for m in after:
            if previous is not None and conjunct(m.clitics) and m.first - previous.last <= 2:
                roles.append((m, role))
                previous = m
                continue
            role = function(self.doc, m.first, m.clitics, t.last)
            if role == "comma":
                break
            if m.cls == "nisba" and role in ("direct", "genitive"):
                role = "nisba"
            roles.append((m, role))
            previous = m
        bare = [m for m, r in roles if r in ("direct", "genitive")]
        passive = t.passive
        relative = self.antecedent(t, prior)
        if passive is None:
            passive = self.guess_passive(t, frame, roles, relative, prior)
        if t.sense.pronoun and frame.object and relative is not None and not passive:
            # هجوم شنه X, شاب قتله X: the pronoun is the antecedent, what follows is the subject
            self.put(draft, relative, frame.object)
            for m in bare:
                self.put(draft, m, frame.subject)
        elif passive:
            for m in bare or ([relative] if relative else prior[-1:] if not self.speech_only(prior) else []):
                self.put(draft, m, frame.object or frame.subject)
        else:
            subject: ActorMention | None = relative
            queue = list(bare)
            if subject is None and prior and self.doc.is_g(prior[-1].first - 1, "that") and prior[-1].cls != "nisba":
                subject = prior[-1]  # أن تنظيمات إرهابية هاجمت
            elif subject is None and len(prior) > 1 and self.doc.is_g(prior[0].first - 1, "that") and prior[0].cls != "nisba" and not t.sense.clitics:
                subject = prior[0]
            if subject is None and queue and (queue[0].first - t.last <= 6):
                subject = queue.pop(0)
            if subject is None and prior:
                candidates = [m for m in prior if function(self.doc, m.first, m.clitics, start) in ("direct", "comma", "genitive") and m.cls != "nisba" and not self.speech_only([m])]
                subject = candidates[-1] if candidates else None
            if subject is not None:
                self.put(draft, subject, frame.subject)
                for m in [x for x, r in roles if conjunct(x.clitics) and x in bare]:
                    if m in queue and subject in bare and m.first - subject.last <= 2:
                        self.put(draft, m, frame.subject)
                        queue.remove(m)
                        subject = m
            for m in queue:
                self.put(draft, m, frame.object)
        if t.frame in ("say", "accuse", "deal", "call") and t.sense.form.tense == "impf" and t.sense.form.form.startswith("ن") and self.speaker is not None:
            for m in list(draft.agents):
                draft.agents.remove(m)
                if frame.object:
                    self.put(draft, m, frame.object)
            draft.agents = [self.speaker]
        if t.frame in ("say", "accuse"):
            named = next((s for s in self.sources if t.last <= s.first <= t.last + 2 and not s.carried), None)
            if named is not None:
                body = next((m for m in self.actors if m.cls == "person" and named.first <= m.first < named.last), None)
                whole = ActorMention(named.first, named.last, named.first, list(dict.fromkeys([*named.names, *(body.names if body else [])])), body.kind if body else "unknown", "people", "actors.speaker")
                draft.agents = [whole]
                draft.targets = [m for m in draft.targets if not (named.first <= m.first < named.last)]
        if t.frame in ("say", "accuse") and not any(-6 <= m.first - t.i <= 6 for m in draft.agents):
            draft.agents = []
            speaker = self.phrase(t.last) or self.earlier_speaker(t)
            if speaker is not None:
                self.put(draft, speaker, "agent")
        for m, r in roles:
            if r in ("direct", "genitive"):
                continue
            self.put(draft, m, self.prepositional(frame, r, m, t))

    def earlier_speaker(self, t: Trigger) -> ActorMention | None:
        """قالت مصادر عشائرية … ونفت: the source that spoke before in the sentence."""
        before = [s for s in self.sources if self.sentence.first <= s.first and s.last <= t.i and not s.carried]
        if not before or t.sense.clitics[:1] != "و":
            return None
        s = before[-1]
        return ActorMention(s.first, s.last, s.first, list(s.names), "unknown", "people", "actors.speaker")

    def put_object(self, draft: Draft) -> None:
        """The thing acted upon, as a phrase: أسقطت طائرة استطلاع سعودية."""
        t = draft.trigger
        k = next((i for i in range(t.last, min(t.last + 6, self.sentence.last)) if self.doc.sense(i, "means") is not None or self.doc.text.forms[i].lstrip("ل") in ("اهداف", "هدف", "اهدافا")), None)
        if k is None:
            return
        end = k + 1
        while end < self.sentence.last and end < k + 3 and self.doc.text.kinds[end] == "w" and "g" not in self.doc.info[end].by and not any(p.first <= end < p.last for p in self.places):
            end += 1
        draft.targets.append(ActorMention(k, end, k, [self.doc.text.slice(k, end), self.doc.text.word(k)], "unknown", "thing", "actors.object"))
        draft.agents = [m for m in draft.agents if not k <= m.first < end]

    def phrase(self, k: int) -> ActorMention | None:
        """An unlisted speaker as a noun phrase: مصدر في اللواء الثامن، منسقة الشؤون الإنسانية."""
        if k >= self.sentence.last or self.doc.text.kinds[k] != "w":
            return None
        source = self.doc.sense(k, "source") or self.doc.sense(k, "people")
        if source is None or source.clitics or self.doc.text.kinds[k] != "w":
            return None
        end = k + 1
        while end < self.sentence.last and end < k + 6 and self.doc.text.kinds[end] == "w" and not self.doc.is_g(end, "that", "new", "rel", "on", "about", "to") and not any(m.first <= end < m.last for m in self.dates):
            end += 1
        return ActorMention(k, end, k, [self.doc.text.slice(k, end), self.doc.text.slice(k, min(end, k + 2)), self.doc.text.word(k)], source.key if source.cls == "people" else "unknown", "people", "actors.speaker")

    def prepositional(self, frame: Frame, role: str, m: ActorMention, t: Trigger) -> str:
        if role == "by":
            return "agent"
        if role == "nisba":
            return "agent" if t.type in VIOLENT else ""
        if role == "ب":
            before = self.doc.info[m.first - 1].by if m.first else {}
            if "means" in before or "trigger" in before or m.first == t.last + 1:
                return "agent" if "means" in before or "trigger" in before else frame.by
            return frame.by
        if role == "ل":
            return "agent" if not t.verbal and m.armed else frame.to
        if role == "in":
            return ""
        return frame.slot(role) if role in ("on", "with", "against", "between", "from", "to", "about") else ""

    def speech_only(self, found: list[ActorMention]) -> bool:
        """True when the nearest party before the trigger is the speaker, not a party of the act."""
        return bool(found) and all(k in self.speakers for k in range(found[-1].first, found[-1].last))

    def antecedent(self, t: Trigger, prior: list[ActorMention]) -> ActorMention | None:
        """The noun that a relative clause hangs on: المليشيات الإيرانية التي طردت, هجوم شنه."""
        k = t.i - 1
        if k > 0 and self.doc.is_g(k, "rel"):
            near = [m for m in prior if k - m.last <= 3]
            return near[-1] if near else None
        if t.verbal and not t.sense.clitics and prior and prior[-1].last == t.i and "ال" not in prior[-1].clitics and prior[-1].cls == "people":
            return prior[-1]
        return None

    def guess_passive(
        self, t: Trigger, frame: Frame, roles: list[tuple[ActorMention, str]], relative: ActorMention | None, prior: list[ActorMention]
    ) -> bool:
        """Voice of an unmarked verb from what follows it (قتل ثلاثة جنود / قتل المسلحون ثلاثة جنود)."""
        if frame.subject == "target" or not frame.object:
            return False
        bare = [m for m, r in roles if r in ("direct", "genitive")]
        if t.type == "killing" or t.sense.has("casualty"):
            if t.sense.pronoun:
                return False
            if any(r in ("by",) for _, r in roles):
                return True
            numbers = [f for f in self.figures if t.last <= f.first <= t.last + 3]
            if len(bare) >= 2 and bare[0].armed and not (numbers and numbers[0].first <= bare[0].first):
                return False
            if bare and bare[0].armed and bare[0].cls in ("registry", "unit", "reference") and any(f.first >= bare[0].last for f in self.figures if f.first - bare[0].last <= 3):
                return False
            if relative is not None and relative.armed and self.figures and t.i > 0 and self.doc.is_g(t.i - 1, "rel"):
                return bool(not bare and not numbers)
            return True
        if not bare and not prior and not relative:
            return bool(self.places and self.places[0].first >= t.last) and t.sense.form.tense == "perf" and t.type in ("shelling",)
        if bare and bare[0].kind in ("civilians", "person", "unknown") and not bare[0].armed and len(bare) == 1 and t.type in ("arrest", "abduction", "release", "assassination", "execution") and not prior:
            return True
        return False

    def fill_noun(
        self, draft: Draft, t: Trigger, frame: Frame, after: list[ActorMention], prior: list[ActorMention], start: int, end: int
    ) -> None:
        support = self.support(t, start, end)
        role = ""
        previous: ActorMention | None = None
        genitive_done = False
        for m in after:
            if previous is not None and conjunct(m.clitics) and m.first - previous.last <= 2:
                slot = role
            elif m.cls == "nisba":
                slot = "agent" if m.first - t.last <= 3 and t.type in VIOLENT | {"training", "sweep_operation"} else ""
            elif support is not None and support[0] < m.first and support[1] and m.first - support[0] <= 4 and not m.clitics.strip("وال"):
                slot = frame.subject or "agent"
            else:
                f = function(self.doc, m.first, m.clitics, t.last)
                if f == "comma":
                    if previous is None:
                        break
                    previous = None
                    break
                if f in ("direct", "genitive") and not genitive_done and m.first - t.last <= 4 and not self.doc.is_g(m.first - 1, "rel"):
                    slot = self.genitive(t, frame, m)
                    genitive_done = True
                elif f in ("direct", "genitive"):
                    slot = "" if genitive_done and draft.targets else frame.object if m.first - t.last <= 6 else ""
                else:
                    slot = self.prepositional(frame, f, m, t)
            role = slot
            previous = m
            self.put(draft, m, slot)
        if support is not None and not support[1]:
            # شن X هجوماً, تعرض X لهجمات
            verb = support[0]
            subjects = [m for m in self.actors if start <= m.first < t.i and function(self.doc, m.first, m.clitics, verb if m.first > verb else start) in ("direct", "genitive", "comma") and not self.speech_only([m])]
            after_verb = [m for m in subjects if m.first > verb]
            chosen = after_verb or subjects[-1:]
            lemma = self.doc.info[verb].by["g"][0].lemma
            slot = "target" if lemma in ("تعرض", "شهد") else frame.subject or "agent"
            if frame.subject == "party":
                slot = "party"
            if lemma in ("اندلع", "دار", "وقع", "جري", "حصل", "شهد", "تجدد", "استمر", "نشب", "تواصل"):
                chosen = []
            for m in chosen:
                self.put(draft, m, slot)

    def genitive(self, t: Trigger, frame: Frame, m: ActorMention) -> str:
        slot = frame.genitive
        if slot == "side":
            if t.sense.has("gentarget"):
                return "target"
            return "agent" if m.armed and m.cls not in ("people",) or m.kind in ("armed_group", "state_force") and not m.attributes & {"commander"} else "target"
        if slot == "genitive_moved":
            return "agent" if m.cls in ("registry", "unit", "reference") else ""
        return slot

    def support(self, t: Trigger, start: int, end: int) -> tuple[int, bool] | None:
        """The light verb that carries a noun: ``(token, follows)``; شن X هجوماً / هجوم شنه X."""
        for k in range(t.last, min(t.last + 5, end)):
            for sense in self.doc.info[k].by.get("g", ()):
                if sense.key == "light" and (sense.pronoun or (k > 0 and self.doc.is_g(k - 1, "rel"))):
                    return k, True
        for k in range(t.i - 1, max(start, t.i - 14) - 1, -1):
            for sense in self.doc.info[k].by.get("g", ()):
                if sense.key == "light" and not sense.pronoun:
                    return k, False
        return None

    def put(self, draft: Draft, m: ActorMention, slot: str) -> None:
        """File a party; ``party`` fills the two sides of a clash or deal in turn."""
        if not slot or slot in ("place", "from", "to", "ignore"):
            return
        if m.cls == "outlet" and slot != "agent":
            return
        if slot == "party":
            if draft.type in ("agreement", "ceasefire", "prisoner_exchange"):
                slot = "agent"
            else:
                slot = "target" if draft.agents and not same_party(m, draft.agents) else "agent"
        side = draft.agents if slot == "agent" else draft.targets
        if any(m.first <= x.first < m.last or x.first <= m.first < x.last for x in (*draft.agents, *draft.targets)):
            return
        if same_party(m, side):
            return
        side.append(m)

    # ------------------------------------------------------------------ figures, places, dates

    def assign_figures(self, drafts: list[Draft]) -> None:
        """Each figure goes to the act whose words govern it."""
        previous: FigureDraft | None = None
        for f in self.figures:
            draft: Draft | None = None
            if f.subset and previous is not None:
                draft = previous.event
            if draft is None:
                draft = self.owner(f, drafts)
            if draft is None and previous is not None and previous.event is not None and f.measure in ("killed", "injured", "killed_or_injured", "missing"):
                draft = previous.event
            if draft is not None:
                f.event = draft
                draft.figures.append(f)
            elif f.measure in ("killed", "injured", "killed_or_injured"):
                draft = self.bare_toll(f)
                drafts.append(draft)
            previous = f

    def owner(self, f: FigureDraft, drafts: list[Draft]) -> Draft | None:
        from sijill.reading.figures import MEASURE_OF_TYPE

        best: Draft | None = None
        score = -1000
        toll = f.measure in ("killed", "injured", "killed_or_injured", "missing", "bodies_recovered")
        for draft in drafts:
            for t in draft.triggers:
                value = -abs(f.first - t.i) - (8 if f.first < t.i else 0)
                lo, hi = sorted((t.i, f.first))
                value -= 15 * sum(is_break(self.doc, k) for k in range(lo + 1, hi))
                if MEASURE_OF_TYPE.get(draft.type) == f.measure or t.casualty == f.measure:
                    value += 25
                elif f.measure == "bodies_recovered" and draft.type in ("funeral", "body_recovery", "mass_grave"):
                    value += 25
                elif toll and draft.type in _GROUP:
                    value += 15
                elif toll:
                    value -= 40
                if f.first in range(t.i, t.last):
                    value += 30
                if value > score:
                    best, score = draft, value
        return best if score > -30 else None

    def bare_toll(self, f: FigureDraft) -> Draft:
        """A toll without a predicate (18 قتيلاً في بادية كباجب): the noun itself is the trigger."""
        i = f.noun if f.noun is not None else f.first
        sense = next(s for s in self.doc.lexicon.info("مقتل").by["trigger"] if not s.rest)
        t = Trigger(i, i + 1, sense, False, None, self.number, None)
        draft = Draft(t)
        draft.figures.append(f)
        f.event = draft
        self.arguments(draft, [])
        return draft

    def assign_places(self, drafts: list[Draft]) -> None:
        for p in self.places:
            if getattr(p, "origin", False) or getattr(p, "part_of_name", False):
                continue
            draft = self.nearest(p.first, drafts)
            if draft is not None and p not in draft.places:
                draft.places.append(p)
        for draft in drafts:
            if draft.type in ("statement", "accusation"):
                draft.places = []
        # an act without a place of its own takes that of the sentence
        for draft in drafts:
            if draft.places or draft.family == "politics":
                continue
            if draft.trigger.definite and not draft.trigger.verbal and not draft.trigger.sense.pronoun and not draft.figures:
                continue  # الهجوم: what it refers to has the place
            near = [d for d in drafts if d.places]
            if near:
                closest = min(near, key=lambda d: abs(d.trigger.i - draft.trigger.i))
                draft.places = [p for p in closest.places if p.relation not in ("to",)]
                draft.borrowed = True

    def nearest(self, first: int, drafts: list[Draft]) -> Draft | None:
        """The act that an adverbial belongs to: the last before it in its clause, else the next."""
        best: Draft | None = None
        score = -10_000
        for draft in drafts:
            for t in draft.triggers:
                if t.weak and len(draft.triggers) > 1:
                    pass
                value = -(first - t.i) if t.i < first else -2 * (t.i - first) - 3
                lo, hi = sorted((t.i, first))
                value -= 12 * sum(is_break(self.doc, k) for k in range(lo + 1, hi))
                if draft.family == "politics":
                    value -= 6
                if value > score:
                    best, score = draft, value
        return best

    def spoken(self, m: DateMention) -> bool:
        """True when the date tells when something was said: أعلنت اليوم, حسب ما أعلنته اليوم وزارة العدل."""
        for k in range(m.first - 1, max(m.first - 9, self.sentence.first) - 1, -1):
            if any(t.i <= k < t.last for t in self.triggers):
                return False
            if k in self.cues or self.doc.text.forms[k].removeprefix("ال") in ("صدر", "صادر", "صادره"):
                return True
        return False

    def assign_dates(self, drafts: list[Draft]) -> None:
        for m in self.dates:
            if any(k in self.speakers for k in range(m.first, m.last)):
                continue
            if m.anchor == "report" and m.kind in ("day", "weekday", "part_of_day", "relative") and self.spoken(m) and not any(c in self.doc.text.slice(m.first, m.last) for c in ("أمس", "مبارح")):
                continue
            draft = self.nearest(m.first, drafts)
            if draft is not None:
                draft.dates.append(m)
        for draft in drafts:
            if draft.dates:
                continue
            near = [d for d in drafts if d.dates and not any(is_break(self.doc, k) for k in range(min(d.trigger.i, draft.trigger.i), max(d.trigger.i, draft.trigger.i)))]
            if near:
                closest = min(near, key=lambda d: abs(d.trigger.i - draft.trigger.i))
                draft.dates = list(closest.dates)
                draft.date_rule = "time.same_clause"

    # ------------------------------------------------------------------ type and validity

    def prune(self, draft: Draft) -> None:
        """Counted victims are figures, not parties; a counted agent is no figure."""
        agents = {k for m in draft.agents for k in range(m.first, m.last)}
        for f in list(draft.figures):
            if f.noun in agents and f.measure in ("killed", "injured", "abducted", "arrested", "killed_or_injured"):
                draft.figures.remove(f)
        counted = {f.noun for f in draft.figures if f.subset}
        if not draft.figures and draft.type in _LONE and draft.modality in ("reported", "claimed", "denied"):
            for m in draft.targets[:1]:
                if m.cls == "person" and m.of is None or m.cls == "person" and "commander" in m.attributes:
                    f = FigureDraft(m.first, m.last, _LONE[draft.type], 1, 1, 1, "figures.named_victim", noun=None)
                    f.attributes = {"commander"} if "commander" in m.attributes else set()
                    f.event = draft
                    draft.figures.append(f)
        draft.targets = [
            m for m in draft.targets
            if m.head not in counted
            and not (m.cls == "people" and m.of is None and self.doc.text.forms[m.head].removeprefix("ال") in _NOBODY)
            and not all(k in self.speakers for k in range(m.first, m.last))
        ]

    def settle(self, draft: Draft) -> None:
        """The most specific type that the arguments allow."""
        means = draft.means
        t0 = draft.trigger
        if draft.type in _GENERIC or draft.type in ("air_strike", "shelling") and "drone" in means:
            for key in ("suicide_attack", "vehicle_bomb", "drone", "mine", "ied", "missile", "artillery", "air_strike", "ambush"):
                if key in means and (draft.type in _GENERIC or key == "drone"):
                    if key in ("artillery", "missile") and draft.type == "attack" and "small_arms" in means:
                        continue
                    draft.type = _MEANS_TYPE[key]
                    break
        if draft.type == "funeral":
            for f in draft.figures:
                if f.measure in ("bodies_recovered", "killed"):
                    f.measure = "other"
                    f.attributes.add("bodies")
        civil = any(m.kind == "civilians" for m in draft.targets)
        armed = any(m.armed for m in draft.targets)
        if not draft.targets and any(p.kind in _SETTLED and "علي" in (self.doc.text.forms[p.first], self.doc.text.forms[p.first - 1]) for p in draft.places if p.first):
            civil = True
        if draft.type == "attack" and civil and not armed:
            draft.type = "attack_on_civilians"
        if draft.type == "killing" and any("torture" == t.type for t in self.triggers):
            draft.type = "torture"
        if draft.type == "killing" and "small_arms" in means and (any(m.kind == "person" for m in draft.targets) or any("unidentified" in m.attributes or m.kind == "unknown" for m in draft.agents)) and len(draft.figures) <= 2:
            draft.type = "assassination"
        if t0.sense.has("shots"):
            if any(f.measure == "killed" for f in draft.figures):
                draft.type = "killing"
            elif armed and not civil:
                draft.type = "attack"
        if draft.type == "killing" and "small_arms" in means and any(m.kind in ("state_force", "armed_group", "state") and m.cls in ("registry", "unit", "reference", "nisba") for m in draft.agents) and not armed and not any(m.kind == "person" for m in draft.targets):
            draft.type = "attack_on_civilians"
        if draft.type in ("recruitment", "training") and (any("under_18" in m.attributes for m in (*draft.targets, *draft.agents)) or any("under_18" in f.attributes for f in draft.figures)):
            draft.type = "child_recruitment"
        if draft.type == "desertion":
            people = [*draft.agents, *draft.targets]
            if people and not any(m.armed for m in people) and any(m.kind == "civilians" for m in people):
                draft.type = "displacement"
                draft.targets, draft.agents = draft.agents + draft.targets, []
        if draft.type == "agreement" and any("وقف" in self.doc.text.forms[k] for k in range(draft.trigger.i, min(draft.trigger.i + 4, self.sentence.last))):
            draft.type = "ceasefire"

    def share_parties(self, drafts: list[Draft]) -> None:
        """A coordinated verb without a subject of its own has the subject of the verb before it."""
        previous: Draft | None = None
        last = next((d for d in reversed(self.before) if d.agents and d.family != "politics" and self.number - d.sentence <= 2), None)
        for draft in drafts:
            t = draft.trigger
            source = previous if previous is not None and previous.agents else last
            if source is not None and source.agents and draft.agents and all("ref_agent" in m.attributes for m in draft.agents):
                draft.agents = list(source.agents)  # المهاجمون: those who attacked before
            if not draft.agents and source is not None and source.agents:
                frame = self.frames[t.frame]
                verb = t.verbal and not t.passive and frame.subject == "agent" and t.frame not in ("say", "accuse", "fire") and not self.open_subject(t)
                owner = not t.verbal and t.sense.pronoun and (frame.genitive == "agent" or frame.name in ("take", "control", "pull", "leave"))
                if (verb and (not t.weak or t.sense.pronoun)) or owner:
                    draft.agents = [m for m in source.agents if not same_party(m, draft.targets)]
                elif draft.type == "armed_clash" and draft.targets and previous is not None and previous.family != "politics":
                    draft.agents = [m for m in previous.agents if not same_party(m, draft.targets)]
            if t.sense.pronoun and t.verbal and not t.passive and not draft.targets and source is not None and self.frames[t.frame].object == "target":
                draft.targets = [m for m in source.targets if not same_party(m, draft.agents)]
            if not t.verbal and t.sense.pronoun and not draft.targets and self.frames[t.frame].genitive == "target" and source is not None:
                draft.targets = [m for m in (source.targets or []) if not same_party(m, draft.agents)]
            if draft.agents or draft.targets:
                previous = draft

    def claims(self, drafts: list[Draft]) -> None:
        """تبناه التنظيم: a claim of responsibility names the agent of the act before it."""
        for s in self.sources:
            if s.verb_key == "claim" and self.sentence.first <= s.cue < self.sentence.last:
                acts = [d for d in (*self.before[-3:], *drafts) if d.type in KINETIC and d.trigger.i < s.cue and not d.agents]
                found = next((m for m in self.actors if m.first <= s.first < m.last), None)
                if acts and found is not None:
                    acts[-1].agents.append(found)
                    acts[-1].targets = [m for m in acts[-1].targets if m is not found]

    def open_subject(self, t: Trigger) -> bool:
        """True when the verb has a subject of its own behind it that is no listed party."""
        k = t.last
        while k < self.sentence.last and any(m.first <= k < m.last for m in self.dates):
            k += 1
        if k >= self.sentence.last or self.doc.text.kinds[k] != "w":
            return False
        if t.sense.form.number == "p":
            return False
        return not self.doc.is_g(k, "on", "in", "from", "to", "with", "against", "about", "by", "conj", "between", "cause") and t.sense.form.number == "s" and not any(p.first <= k < p.last for p in self.places) and self.doc.sense(k, "thing") is None and not self.doc.text.forms[k].startswith(("ب", "ل"))

    def counts(self, draft: Draft) -> bool:
        """An act is codable when something ties it down: a party, a figure or a place."""
        if draft.negated:
            return False
        t = draft.trigger
        if t.sense.has("objperson") and not any(m.kind in ("person", "civilians", "unknown") or m.armed for m in draft.targets):
            return False
        if t.frame == "clash" and t.verbal and t.sense.has("loose") and not draft.dates:
            return False  # التي قاتلت في دارفور: what a body did once
        if t.frame == "clash" and "ل" in t.sense.clitics and not draft.figures:
            return False  # للقتال إلى جانب: a purpose, not a clash
        if draft.type == "territorial_capture" and t.verbal and t.sense.form.tense == "impf" and draft.modality == "reported" and self.doc.text.forms[t.i - 1] not in ("ان", "لم"):
            return False  # يسيطر: a state, told in the profile
        tied = bool(draft.agents) + bool(draft.targets) + bool(draft.figures) + bool(draft.places)
        if draft.type in ("statement", "accusation"):
            return bool(draft.agents) and any(-4 <= m.first - t.i <= 6 for m in draft.agents)
        if t.sense.has("loose") or draft.family == "politics":
            return bool(draft.agents or draft.targets or draft.figures)
        if draft.modality == "hypothetical":
            return bool(draft.agents) and bool(draft.targets or draft.places)
        return tied > 0


def same_party(m: ActorMention, others: list[ActorMention]) -> bool:
    """True when one of the others names the same body."""
    for x in others:
        if m is x or (m.id is not None and m.id == x.id):
            return True
        if m.names[0] == x.names[0] or set(m.names) & set(x.names):
            return True
    return False
