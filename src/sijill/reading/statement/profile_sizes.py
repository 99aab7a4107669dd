"""Statements of a body's beginning, size, losses, pay and of where its people come from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sijill.knowledge.bits import G_SUB, M_FIGHTERS, M_GENERIC
from sijill.knowledge.lexicon import NO_SENSES, Sense
from sijill.reading.date.calendar import DateMention
from sijill.reading.number.numbers import Quantity
from sijill.reading.party.actors import ActorMention
from sijill.reading.statement.profile_rows import Book, Phrase
from sijill.reading.statement.profile_ties import whence
from sijill.reading.statement.profile_view import GROUP_KINDS, View

_NOT: Final = frozenset(("لا", "ولا", "لم", "ولم"))


class Sizes:
    """One method a construction; ``SIZES`` maps the lexicon's names to them."""

    def __init__(self, view: View, book: Book) -> None:
        self.view, self.book, self.forms = view, book, view.forms

    # ------------------------------------------------------------------ beginnings

    def founded(self, i: int, sense: Sense) -> None:
        """تأسست X عام 2013 من مقاتلين …; weak verbs (ظهر، برز) need a full date and give the region too."""
        view = self.view
        weak = "weak" in sense.features
        if sense.form.tense != "perf" or sense.pronoun or sense.form.voice == "a" or not view.real(i, sense):
            return
        subject = view.subject(i, sense, bare=True)
        if subject is None or subject.kind not in GROUP_KINDS:
            return
        after = max(i + 1, subject.last) if i < subject.first < i + 4 else i + 1
        stop = min(after + 14, view.end(i))
        when = view.date(after, stop)
        if when is not None and weak and not self.full(when):
            when = None
        if when is not None:
            self.book.add(subject, sense.key, i, when.last, "founded", date=when)
        elif weak:
            return
        self.made_of(subject, after, stop + 2)
        if weak:
            for j in range(after, min(after + 3, stop)):
                if self.forms[j] == "في" and not view.dated(j):
                    place = view.territory(j + 1)
                    if place is not None:
                        self.book.add(subject, "operates_in", j, place.last, "founded", place)

    def made_of(self, subject: ActorMention, after: int, stop: int) -> None:
        """… من أبناء X، من مقاتلي Y behind a founding."""
        view = self.view
        for j in range(after, min(stop, view.end(after))):
            profile = view.doc.senses(j, "profile")
            if any(s.key == "support" or s.pos == "v" for s in profile):
                return
            if self.forms[j] == "من" and self.forms[j - 1].startswith("ب") and view.place(j - 1) is None:
                return  # بقرار من X، بأمر من X
            if self.forms[j] == "من" and not view.dated(j):
                source = whence(view, j + 1)
                if source is not None:
                    self.book.add(subject, "recruits_from", j, source.last, "founded", source)
                return

    def full(self, when: DateMention) -> bool:
        """True when the date names a year."""
        return any(len(f) == 4 and f.isdigit() for f in self.forms[when.first : when.last])

    def founding(self, i: int, sense: Sense) -> None:
        """منذ تأسيسه عام 2013, with the losses since then."""
        view = self.view
        if sense.clitics not in ("", "ال") or not view.is_word(i - 1, "since"):
            return
        body = view.topic(i, sense.pronoun) if sense.pronoun else view.body(view.at(i + 1))
        if body is None or body.kind not in GROUP_KINDS:
            return
        when = view.date(i + 1, min(i + 4, view.end(i)))
        if when is not None:
            self.book.add(body, sense.key, i, when.last, "founding", date=when)
        if self.forms[i - 1] != "منذ":
            return
        lost = view.number_before(i)
        if lost is None:
            later = view.number(i + 1, min(i + 8, view.end(i)))
            if later is not None and later.noun is not None and self.deadly(later.noun):
                self.book.add(body, "total_losses", i, later.last, "founding", quantity=later, measure="killed")
        else:
            around = [*range(max(view.doc.sentence(i).first, lost.first - 4), lost.last), *range(lost.last, min(lost.last + 5, i))]
            if any(self.deadly(j) for j in around):
                self.book.add(body, "total_losses", i, i + 1, "founding", quantity=lost, measure="killed")

    def deadly(self, j: int) -> bool:
        by = self.view.doc.info[j].by
        return (
            self.view.says(j, "losses")
            or any(s.key == "killing" for s in by.get("trigger", NO_SENSES))
            or any(s.key == "killed" for s in by.get("toll", NO_SENSES))
        )

    # ------------------------------------------------------------------ size

    def strength(self, body: ActorMention | None, trigger: int, q: Quantity | None, frame: str) -> None:
        """Add the size of a body, and that of a part told behind بينهم."""
        if body is None or q is None or body.kind not in GROUP_KINDS or not self.counts_fighters(q):
            return
        self.book.add(body, "strength", trigger, q.last, frame, quantity=q, measure="fighters")
        more = self.view.number(q.last, min(q.last + 5, self.view.end(q.core_first)))
        if more is not None and self.view.doc.plays(more.first - 1, G_SUB) and self.counts_fighters(more):
            self.book.add(body, "strength", trigger, more.last, frame, quantity=more, measure="fighters")

    def counts_fighters(self, q: Quantity) -> bool:
        """True when the number counts fighters, or nothing that is named."""
        if q.noun is None:
            return True
        by = self.view.doc.info[q.noun].by
        people = by.get("people")
        if people:
            return people[0].marks & M_FIGHTERS != 0 or people[0].key in ("armed", "state") or people[0].lemma in ("شخص", "رجل", "شاب")
        return not ("thing" in by or "toll" in by or "head" in by or "source" in by)

    def measured(self, i: int) -> bool:
        """True when a verb of size stands before token ``i``, its subject between."""
        for k in range(i - 1, max(i - 5, self.view.doc.sentence(i).first - 1), -1):
            if self.view.kinds[k] == "p":
                return False
            if self.view.is_word(k, "measured"):
                return not self.view.is_word(k, "grown") or self.view.forms[k - 1] in _NOT
        return False

    def count(self, i: int, sense: Sense) -> None:
        """يقدر عدد عناصر X بنحو N; وكان عدده بحدود N."""
        view = self.view
        j = i + 1
        if sense.pronoun:
            before = view.ending_at(i) if not self.measured(i) else None
            body = self.antecedent(i) or view.body(before)
            if body is None and self.measured(i) and sense.pronoun in ("ه", "ها"):
                body = view.topic(i, sense.pronoun)
        else:
            people = view.doc.info[j].first("people") if j < view.size else None
            if people is None or not people.marks & M_FIGHTERS:
                return
            m = view.at(j)
            if people.pronoun:
                body = view.topic(i, people.pronoun) if self.measured(i) else None
            else:
                body = view.body(m)
            j = m.last if m is not None else j + 1
        q = view.number(j, min(j + 14, view.end(i))) if body is not None else None
        if body is None or q is None or any(self.deadly(k) for k in range(i + 1, q.core_first)):
            return
        self.strength(body, i, q, "count")
        if not sense.pronoun:
            for k in range(j, min(j + 2, q.core_first)):
                if self.forms[k] == "في" or self.forms[k].startswith("ب"):
                    where = view.territory(k + (self.forms[k] == "في"))
                    if where is not None:
                        self.book.add(body, "operates_in", k, where.last, "count", where)
                    return

    def antecedent(self, i: int) -> ActorMention | None:
        """The antecedent of a relative clause that holds token ``i``."""
        view = self.view
        for k in range(i - 1, max(i - 7, -1), -1):
            if view.kinds[k] in "pl":
                return None
            if view.relative(k):
                return view.body(view.ending_at(k))
        return None

    def size(self, i: int, sense: Sense) -> None:
        """X قوامها N مقاتل; يقدر تعداده بـ N; قوام يتراوح بين A وB."""
        view = self.view
        if sense.pronoun:
            before = view.ending_at(i, False)
            body = view.body(before) if before is not None and not self.measured(i) else None
            if body is None and (self.measured(i) or sense.clitics.startswith("و")):
                body = view.topic(i, sense.pronoun)
        elif self.forms[i - 1] == "عن":
            body = view.topic(i, "")
        else:
            body = view.body(view.at(i + 1))
        end = min(i + 9, view.end(i))
        q = view.number(i + 1, end)
        if q is not None and not self.counts_fighters(q):
            q = view.number(q.last, end)  # قوامه، وفق ثلاثة مصادر، 1800 عنصر
        if q is not None and any(self.forms[k - 1] in _NOT and view.is_word(k, "grown") for k in range(max(i - 2, 1), i)):
            q = q.bounded(None, None, q.high, True)  # لا يزيد قوامه على 1800
        self.strength(body, i, q, "size")

    def holds(self, i: int, sense: Sense) -> None:
        """تضم N مقاتل; تضم في صفوفها مقاتلين من X."""
        view = self.view
        if sense.form.tense != "impf" or sense.pronoun or not view.real(i, sense):
            return
        subject = view.subject(i, sense, members=False)
        if subject is None or subject.kind not in ("armed_group", "state_force"):
            return
        after = max(i + 1, subject.last) if i < subject.first < i + 3 else i + 1
        q = view.number(after, min(after + 4, view.end(i)))
        if q is not None:
            if q.noun is not None:
                self.strength(subject, i, q, "holds")
            return
        for j in range(after, min(after + 6, view.end(i))):
            people = view.doc.info[j].first("people")
            if people is None or people.pronoun or not people.marks & M_GENERIC:
                continue
            k = next((k for k in range(j + 1, min(j + 4, view.end(i))) if self.forms[k] == "من"), None)
            source = whence(view, k + 1) if k is not None else self.of_nation(j)
            if source is not None:
                self.book.add(subject, "recruits_from", i, source.last, "holds", source)
            return

    def of_nation(self, j: int) -> Phrase | None:
        """مقاتلين باكستانيين: fighters told by an adjective of origin behind token ``j``."""
        view = self.view
        nation = j + 1 < view.end(j) and (self.forms[j + 1].endswith("يين") or view.says(j + 1, "national"))
        if not nation:
            return None
        return Phrase([view.written(j, j + 2), view.text.slice(j + 1, j + 2)], j, j + 2, None)

    # ------------------------------------------------------------------ losses and pay

    def losses(self, i: int, sense: Sense) -> None:
        """فقد حتى الآن أكثر من N مقاتل; a front or a period would make it news instead."""
        view, stop = self.view, self.view.end(i)
        q = view.number(i + 1, min(i + 9, stop)) if sense.form.tense == "perf" and not sense.pronoun else None
        if q is None or q.noun is None:
            return
        by = view.doc.info[q.noun].by
        if "people" not in by and not any(s.key == "killed" for s in by.get("toll", NO_SENSES)):
            return
        if any(self.forms[k] == "حتي" and view.is_word(k + 1, "now") for k in range(i + 1, min(q.last + 7, stop))):
            self.book.add(view.subject(i, sense), sense.key, i, q.last, "losses", quantity=q, measure="killed")

    def toll(self, i: int, sense: Sense) -> None:
        """مقتل المئات من عناصره، in a sentence that counts since a year: منذ عام 2012."""
        view, stop = self.view, self.view.end(i)
        if sense.pronoun or "ال" in sense.clitics:
            return
        q = view.number(i + 1, min(i + 4, stop))
        if q is None:
            return
        members = next((k for k in range(q.core_last, min(q.last + 2, stop)) if view.doc.info[k].first("people") is not None), None)
        people = view.doc.info[members].first("people") if members is not None else None
        if members is None or people is None or not (people.marks & M_GENERIC or people.marks & M_FIGHTERS):
            return
        body = view.topic(i, people.pronoun) if people.pronoun else view.body(view.at(members))
        sentence = view.doc.sentence(i)
        since = any(d.role == "since" and sentence.first <= d.first < sentence.last and self.full(d) for d in view.dates)
        if since and body is not None and body.kind in GROUP_KINDS:
            self.book.add(body, sense.key, i, q.last, "toll", quantity=q, measure="killed")

    def money(self, i: int) -> Quantity | None:
        """The sum of money that follows token ``i``."""
        view = self.view
        q = view.number(i + 1, min(i + 9, view.end(i)))
        if q is None:
            return None
        counted = range(q.core_last - 1, min(q.last + 2, view.end(i)))
        return q if any(s.key == "money" for k in counted for s in view.doc.senses(k, "thing")) else None

    def earns(self, i: int, sense: Sense) -> None:
        """يتقاضى المقاتل N دولار شهرياً."""
        q = self.money(i) if sense.form.tense == "impf" else None
        if q is not None:
            view = self.view
            told = (view.body(view.at(k)) for k in range(i + 1, q.core_first))
            body = next((b for b in told if b is not None), None) or view.topic(i, "")
            who = view.phrase(i + 1) if i + 1 < q.first else None
            if who is not None and who.last > q.first:
                who = Phrase([view.written(i + 1, q.first)], i + 1, q.first, None)
            self.book.add(body, sense.key, i, q.last, "earns", who, quantity=q, measure="money")

    def wage(self, i: int, sense: Sense) -> None:
        """رواتب تتراوح بين A وB."""
        q = self.money(i)
        if q is not None:
            self.book.add(self.view.topic(i, sense.pronoun), sense.key, i, q.last, "wage", quantity=q, measure="money")

    # ------------------------------------------------------------------ where its people come from

    def origin(self, i: int, sense: Sense) -> None:
        """ينحدر معظم مقاتليه من X."""
        view = self.view
        if sense.form.tense != "impf":
            return
        subject: ActorMention | None = None
        for j in range(i + 1, min(i + 9, view.end(i))):
            if self.forms[j] == "من":
                source = whence(view, j + 1)
                if source is not None:
                    self.book.add(subject, sense.key, i, source.last, "origin", source)
                return
            people = view.doc.info[j].first("people")
            if subject is None and people is not None:
                subject = view.topic(i, people.pronoun) if people.pronoun else view.body(view.at(j))

    def mostly(self, i: int, sense: Sense) -> None:
        """… N مقاتل معظمهم من X; معظم عناصرها من X."""
        view = self.view
        subject: ActorMention | None = None
        j = i + 1
        if sense.pronoun:
            row = self.book.rows[-1] if self.book.rows else None
            if row is not None and view.doc.sentence_of[row.trigger] == view.doc.sentence_of[i]:
                subject = row.subject if row.relation in ("strength", "founded", "part_of", "led_by") else None
        else:
            people = view.doc.info[j].first("people") if j < view.size else None
            if people is None or not people.marks & M_FIGHTERS:
                return
            m = view.at(j)
            subject = view.topic(i, people.pronoun) if people.pronoun else view.body(m) or view.topic(i, "")
            j = m.last if m is not None and self.forms[m.last - 1] != "من" and "من" not in self.forms[j : m.last] else j + 1
        if j < view.end(i) and self.forms[j] == "من":
            source = whence(view, j + 1)
            if source is not None:
                self.book.add(subject, sense.key, i, source.last, "mostly", source)

    def enlist(self, i: int, sense: Sense) -> None:
        """يستقطب X القاصرين من Y, as a habit."""
        view = self.view
        if sense.form.tense != "impf" or sense.pronoun or not view.real(i, sense):
            return
        for j in range(i + 1, min(i + 14, view.end(i))):
            if self.forms[j] == "من" and view.place(j + 1, 3) is not None:
                source = whence(view, j + 1)
                if source is not None:
                    self.book.add(view.subject(i, sense), sense.key, i, source.last, "enlist", source)
                return


SIZES: Final[dict[str, Callable[[Sizes, int, Sense], None]]] = {
    "founded": Sizes.founded, "founding": Sizes.founding, "count": Sizes.count, "size": Sizes.size,
    "holds": Sizes.holds, "losses": Sizes.losses, "toll": Sizes.toll, "earns": Sizes.earns, "wage": Sizes.wage,
    "origin": Sizes.origin, "mostly": Sizes.mostly, "enlist": Sizes.enlist,
}  # fmt: skip
"""The constructions by their names in the lexicon."""
