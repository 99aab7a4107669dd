"""Statements of where a body sits, works and rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sijill.knowledge.bits import G
from sijill.knowledge.lexicon import Sense
from sijill.reading.party.actors import ActorMention
from sijill.reading.statement.profile_rows import Book, Phrase
from sijill.reading.statement.profile_view import View, prepositions


class Places:
    """One method a construction; ``PLACES`` maps the lexicon's names to them."""

    def __init__(self, view: View, book: Book) -> None:
        self.view, self.book, self.forms = view, book, view.forms

    # ------------------------------------------------------------------ seats

    def seat(self, i: int, sense: Sense) -> None:
        """يتخذ من X مقراً له."""
        view = self.view
        stop = min(i + 12, view.end(i))
        j = next((k for k in range(i + 1, stop) if self.forms[k] == "من"), None)
        if j is None or not view.real(i, sense):
            return
        place = view.territory(j + 1, named=False)
        if place is not None and any(view.is_word(k, "seat") for k in range(place.last, stop)):
            self.book.add(view.subject(i, sense), sense.key, i, place.last, "seat", place)

    def home(self, i: int, sense: Sense) -> None:
        """مقره في X; مقر اللواء بحي X; X، آخر معاقل Y."""
        view = self.view
        m = view.at(i + 1) if not sense.pronoun else None
        body = view.topic(i, sense.pronoun) if sense.pronoun else view.body(m)
        if body is None or (m is not None and m.clitics.startswith(("ل", "و", "ب"))):
            return  # مقر للجيش is one of its buildings, the object of an attack as a rule
        after = m.last if m is not None else i + 1
        if "stronghold" in sense.features and not sense.pronoun and self.stronghold(i, body, after):
            return
        if body.kind in ("armed_group", "state_force"):
            while after < view.end(i) and self.forms[after].startswith(("الرءيس", "العام")):
                after += 1
            form = self.forms[after] if after < view.end(i) else ""
            place = None
            if form in prepositions(sense.features):
                place = view.territory(after + 1)
            elif view.place(after) is not None and (form.startswith("ب") or (sense.pronoun and not view.stops(after))):
                place = view.territory(after)  # مقرها بيروت
            if place is not None:
                self.book.add(body, sense.key, i, place.last, "home", place)

    def stronghold(self, i: int, body: ActorMention, last: int) -> bool:
        """X، آخر معاقل Y: it holds the place that the phrase explains; أبرز معاقل Y: it sits there."""
        k = i
        while k > 0 and (self.view.kinds[k - 1] == "p" or self.view.is_word(k - 1, "last") or self.forms[k - 1] in ("هي", "وهي")):
            k -= 1
        place = self.view.before_place(k, 0) if k < i else None
        if place is None:
            return False
        relation = "controls" if "اخر" in self.forms[k:i] else "based_in"
        return self.book.add(body, relation, i, last, "stronghold", self.view.located(place))

    def homebase(self, i: int, sense: Sense) -> None:
        """تعتبر X القاعدة الرئيسية … لـ Y."""
        view = self.view
        place = view.before_place(i, 2)
        if place is None:
            return
        for j in range(i + 1, min(i + 12, view.end(i))):
            m = view.at(j)
            body = view.body(m)
            if body is not None and m is not None:
                self.book.add(body, sense.key, i, m.last, "homebase", view.located(place))
                return

    # ------------------------------------------------------------------ activity

    def active(self, i: int, sense: Sense) -> None:
        """تنشط في X; تنتشر نقاطه في X."""
        view = self.view
        if sense.form.tense != "impf" or not view.real(i, sense):
            return
        place = view.where(i, sense, 1)
        behind = view.at(place.last) if place is not None else None
        if place is not None and behind is not None and not view.governed(behind) and not behind.clitics.startswith("و"):
            for subject in self.with_joined(behind):  # تنتشر في X قوات Y وZ
                self.book.add(subject, sense.key, i, behind.last, "active", place)
            return
        found = self.owner(i + 1) or view.subject(i, sense, bare=True)
        if found is None:
            return
        last, bodies = self.subjects(i, found)
        place = view.where(last - 1, sense, 4)
        for subject in bodies if place is not None else []:
            if place is not None:
                self.book.add(subject, sense.key, i, place.last, "active", place)

    def subjects(self, i: int, first: ActorMention) -> tuple[int, list[ActorMention]]:
        """Where the subject behind the verb at ``i`` ends, and its bodies; ``i + 1`` and the one where it stands elsewhere."""
        m = self.view.over(first.first) if i < first.first < i + 3 else None
        if m is None:
            return i + 1, [first]
        bodies, last = self.with_joined(m), m.last
        while (other := self.view.joined(m)) is not None:
            m, last = other, other.last
        return last, bodies or [first]

    def with_joined(self, m: ActorMention) -> list[ActorMention]:
        """The body of a mention and those of the mentions that و joins to it."""
        out: list[ActorMention] = []
        here: ActorMention | None = m
        while here is not None and len(out) < 5:
            body = self.view.body(here) or (here.of if here.cls == "people" else None)
            if body is not None:
                out.append(body)
            here = self.view.joined(here)
        return out

    def owner(self, j: int) -> ActorMention | None:
        """The owner that a pronoun on the noun at ``j`` stands for (نقاطه، انتشارها), or that follows it."""
        if j >= self.view.size or self.view.over(j) is not None or self.view.kinds[j] != "w":
            return None
        form = self.forms[j]
        if len(form) > 4 and not self.view.doc.info[j].mask & G:
            for ending, pronoun in (("اتها", "ها"), ("اته", "ه"), ("ها", "ها"), ("هم", "هم"), ("ه", "ه")):
                # a bare ه is ة as a rule; a word that the article cannot open is told by nothing else
                if form.endswith(ending) and (ending != "ه" or form in _OWNED):
                    return self.view.topic(j, pronoun)
        return None

    def focus(self, i: int, sense: Sense) -> None:
        """يتركز انتشارها في X; يتركز عمل Y في X."""
        view = self.view
        if sense.form.tense != "impf" or not view.real(i, sense):
            return
        for j in range(i + 1, min(i + 4, view.end(i))):
            m = view.at(j)
            subject = view.body(m) if m is not None else self.owner(j)
            if subject is not None:
                place = view.where(m.last - 1 if m is not None else j, sense, 4)
                if place is not None:
                    self.book.add(subject, sense.key, i, place.last, "focus", place)
                return

    def roam(self, i: int, sense: Sense) -> None:
        """مناطق يتحرك فيها مقاتلو Y: the places told before in the sentence."""
        view = self.view
        m = view.near(i + 2, 2)
        body = view.body(m)
        first = view.doc.sentence(i).first
        held = [p for p in view.places if first <= p.first and p.last <= i]
        if body is not None and m is not None and held:
            names = [n for p in reversed(held) for n in p.names]
            self.book.add(body, sense.key, i, m.last, "roam", Phrase(names, held[0].first, i, None))

    # ------------------------------------------------------------------ rule

    def hold(self, i: int, sense: Sense) -> None:
        """يسيطر X على Y."""
        view = self.view
        if sense.form.tense != "impf" or sense.pronoun or not view.real(i, sense):
            return
        if view.relative(i - 1) and view.forms[i + 1 : i + 2] and view.forms[i + 1] in _OVER_IT:
            self.held(i, sense)
            return
        place = view.where(i, sense, 12)
        found = view.subject(i, sense, bare=True)
        if place is not None and found is not None:
            for subject in self.subjects(i, found)[1]:
                self.book.add(subject, sense.key, i, place.last, "hold", place)

    def held(self, i: int, sense: Sense) -> None:
        """الرقة التي تسيطر عليها قسد: the place before the relative clause, the body behind the pronoun."""
        view = self.view
        found = view.before_place(i - 1, 1)
        m = view.at(i + 2)
        body = view.body(m)
        if found is not None and body is not None and m is not None and not view.governed(m):
            self.book.add(body, sense.key, i, m.last, "held", view.located(found))

    def sway(self, i: int, sense: Sense) -> None:
        """تخضع X لسيطرة Y; تمتد سيطرة Y على X; لسيطرة Y على X."""
        view = self.view
        first = view.doc.sentence(i).first
        subjected = next((j for j in range(i - 1, max(first, i - 8) - 1, -1) if view.is_word(j, "subjected")), None)
        m = view.at(i + 1)
        body = view.body(m)
        beneath = view.forms[i - 1] == "تحت" and not sense.clitics
        if beneath and subjected is None and body is not None and m is not None:
            near = view.before_place(i - 1, 1)  # بقيت الحديدة تحت سيطرة الحوثيين
            if near is not None:
                self.book.add(body, sense.key, i, m.last, "sway", view.located(near))
            return
        if subjected is not None and (beneath or sense.clitics.endswith("ل")):
            between = view.before_place(i, i - subjected - 1)
            found = between if between is not None and between.first >= subjected else view.before_place(subjected, 1)
            if found is not None:
                value = view.located(found)
                if m is not None:
                    self.book.add(body, sense.key, i, m.last, "sway", value)
                self.holders(m.last if m is not None else i + 1, i, value)
            return
        extends = view.is_word(i - 1, "extends") or view.is_word(i - 2, "extends")
        if body is not None and m is not None and (extends or sense.clitics.endswith("ل")):
            place = view.where(m.last - 1, sense, 3)
            if place is not None:
                self.book.add(body, sense.key, i, place.last, "sway", place)

    def listed_in(self, m: ActorMention) -> bool:
        return m.clitics.startswith(("و", "ك")) or self.forms[m.first - 1] in ("ك", "مثل", "و")

    def holders(self, j: int, i: int, value: Phrase) -> None:
        """The bodies listed as holders, directly or after كـ."""
        view = self.view
        while j < min(i + 30, view.end(i)) and not view.is_word(j, "whose"):
            m = view.at(j)
            if m is not None and m.cls in ("registry", "unit") and m.kind != "organisation" and self.listed_in(m):
                self.book.add(view.body(m), "controls", i, m.last, "sway", value)
            j = m.last if m is not None else j + 1


_OVER_IT: Final = frozenset(("عليها", "عليه", "عليهما"))
_OWNED: Final = frozenset(("نقاطه", "نشاطه", "انتشاره", "عمله", "وجوده", "حضوره", "نفوذه", "خلاياه", "مواقعه", "مقاره", "حواجزه"))


PLACES: Final[dict[str, Callable[[Places, int, Sense], None]]] = {
    "seat": Places.seat, "home": Places.home, "homebase": Places.homebase, "active": Places.active,
    "roam": Places.roam, "focus": Places.focus, "hold": Places.hold, "sway": Places.sway,
}  # fmt: skip
"""The constructions by their names in the lexicon."""
