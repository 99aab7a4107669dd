"""Statements of who leads a body."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sijill.knowledge.lexicon import Sense
from sijill.reading.party.actors import ActorMention
from sijill.reading.statement.profile_rows import Book, Phrase
from sijill.reading.statement.profile_view import GROUP_KINDS, View


class Leaders:
    """One method a construction; ``LEADERS`` maps the lexicon's names to them."""

    def __init__(self, view: View, book: Book) -> None:
        self.view, self.book, self.forms = view, book, view.forms

    def leads(self, body: ActorMention | None, leader: Phrase | None, i: int, frame: str) -> None:
        """Add a row unless the body is a state or a national army, or would lead itself."""
        if body is None or leader is None or leader.mention is body or body.kind not in GROUP_KINDS:
            return
        army = body.kind == "state_force" and self.view.first_word(body, "army") and not any(
            c.isdigit() for c in body.names[0]
        )
        if not army:
            self.book.add(body, "led_by", i, leader.last, frame, leader)

    def leader_at(self, j: int, reach: int = 3, person: bool = False) -> Phrase | None:
        """The leader named at ``j``: a person or a body, with an alias in brackets or after الملقب."""
        view = self.view
        m = view.near(j, reach)
        if m is not None and m.cls == "people" and m.last == m.first + 1:
            m = view.at(m.last)  # الشيخ X, where the title was read apart
        if m is None or m.cls in ("people", "nisba", "outlet") or (person and m.kind != "person"):
            return None
        return self.known_as(m)

    def known_as(self, m: ActorMention) -> Phrase:
        """A leader with the alias inside the mention, behind it in brackets or after الملقب."""
        view = self.view
        names, k, n = list(m.names), m.last, view.end(m.first)
        inner = next((x for x in range(m.head + 1, m.last) if view.is_word(x, "alias")), None)
        if inner is not None:
            names.insert(0, view.written(m.head, inner))
            if inner + 1 < m.last:
                names.append(view.written(inner + 1, m.last))
            else:
                k = inner
        if k + 1 < n and view.kinds[k] == "p" and view.is_word(k + 1, "alias"):
            k += 1
        if k < n and self.forms[k] == "(":
            close = next((x for x in range(k + 2, min(k + 6, n)) if self.forms[x] == ")"), None)
            if close is not None:
                names.append(" ".join(view.text.slice(k + 1, close).split()))
                k = close + 1
        elif k < n and view.is_word(k, "alias"):
            k += 1
            while k < n and self.forms[k] in ("ب", "باسم", "بلقب"):
                k += 1
            alias = view.at(k)
            said = Phrase(alias.names, k, alias.last, alias) if alias is not None else view.phrase(k)
            if said is not None:
                names += said.names
                k = said.last
        return Phrase(names, m.first, k, m)

    def leader(self, i: int, sense: Sense) -> None:
        """يقوده X; التي يتزعمها X; يتزعم X المليشيا; X الذي يقود المليشيا."""
        view = self.view
        if not view.real(i, sense):
            return
        k = i - 1
        while view.is_word(k, "auxiliary"):
            k -= 1  # التي كان يقودها
        rel, over = view.relative(k), view.over(i)
        if over is not None and rel and over.first < k:
            self.within(over, i)
        elif sense.pronoun in ("ه", "ها", "هم"):
            back = rel and self.forms[k][0] == "و"
            before = view.ending_at(k) if rel else view.ending_at(i, False) if not sense.clitics else None
            before = None if back else before
            body = view.body(before) if before is not None and not (rel is False and view.governed(before)) else None
            if body is None and before is not None and not rel and before.cls == "people" and before.of is None and before.last == i:
                return  # مجموعة يتزعمها X: a group without a name, not the body told of elsewhere
            if body is None and (back or not rel):
                body = view.topic(i, sense.pronoun)
            self.leads(body, self.leader_at(i + 1), i, "leader")
        elif not sense.pronoun:
            one = view.near(i + 1, 3)
            body = view.body(one)
            two = view.at(one.last) if one is not None else None
            before = view.ending_at(k if rel else i)
            if one is None:
                return
            if two is not None and one.kind == "person" and not view.governed(two) and view.body(two) is not None:
                self.leads(view.body(two), Phrase(one.names, one.first, two.last, one), i, "leader")
            elif two is not None and two.kind == "person" and body is not None and not view.governed(one):
                self.leads(body, self.leader_at(one.last, 1), i, "leader")
            elif before is not None and before.kind == "person" and one.first == i + 1 and not view.governed(one):
                self.leads(body, Phrase(before.names, before.first, one.last, before), i, "leader")

    def within(self, over: ActorMention, i: int) -> None:
        """A name that holds the statement: التحالف الذي تقوده السعودية، التحالف بقيادة السعودية."""
        value = self.view.phrase(i + 1)
        if value is not None and value.first < over.last:
            value = Phrase([self.view.written(i + 1, min(value.last, over.last))], i + 1, over.last, None)
            said = self.view.text.slice(over.first, i - 1 if self.view.relative(i - 1) else i)
            names = list(dict.fromkeys([*over.names, " ".join(said.split())]))
            body = ActorMention(over.first, over.last, over.head, names, over.kind, over.cls, over.rule, over.id)
            self.leads(body, value, i, "within")

    def founder(self, i: int, sense: Sense) -> None:
        """أسسها الشيخ X سنة 2013: the founder is a leader, the date a founding."""
        view = self.view
        if not sense.pronoun or not view.real(i, sense):
            return
        rel = view.relative(i - 1)
        before = view.ending_at(i - 1) if rel else view.ending_at(i, False) if not sense.clitics else None
        body = view.body(before) if before is not None else view.topic(i, sense.pronoun)
        self.leads(body, self.leader_at(i + 1, 4, person=True), i, "founder")
        when = view.date(i + 1, min(i + 10, view.end(i)))
        if when is not None and body is not None and body.kind in GROUP_KINDS:
            self.book.add(body, "founded", i, when.last, "founder", date=when)

    def under(self, i: int, sense: Sense) -> None:
        """قوات التحالف بقيادة X; تأسست … بقيادة X."""
        view = self.view
        if sense.pronoun or not (sense.clitics.endswith("ب") or view.forms[i - 1] == "تحت"):
            return
        over = view.over(i)
        if over is not None and over.first < i:
            self.within(over, i)
            return
        named = view.at(over.last) if over is not None else None
        if named is not None and named.kind == "person":
            leader: Phrase | None = self.known_as(named)
        elif over is not None and over.cls in ("registry", "unit") and over.last > i + 1:
            # the mention took قيادة along
            leader = Phrase([view.written(i + 1, over.last), *over.names], i, over.last, over)
        else:
            leader = self.leader_at(i + 1)
        body = view.body(view.ending_at(i, False))
        if body is None:
            for row in reversed(self.book.rows):
                if view.doc.sentence_of[row.trigger] != view.doc.sentence_of[i]:
                    break
                body = row.subject
                break
        self.leads(body, leader, i, "under")

    def chief(self, i: int, sense: Sense) -> None:
        """قائد <body> <person>; <person>، قائد <body>; قائدها <person>."""
        view = self.view
        if sense.clitics not in ("", "و", "ال", "ل", "ب", "ف"):
            return
        if sense.pronoun:
            body, over = view.topic(i, sense.pronoun), view.over(i)
            with_title = over is not None and over.kind == "person" and over.first <= i < over.head
            leader = self.known_as(over) if with_title and over is not None else self.leader_at(i + 1, 3, person=True)
            self.leads(body, leader, i, "chief")
            return
        j = i + 1
        while view.is_word(j, "whole"):
            j += 1
        over = view.over(i)
        if over is not None and over.kind == "person":
            # the person's mention takes its title along, or is itself an alias (قائد قسد)
            head = over.head if over.head > j else over.last
            leader = self.known_as(over)
            last = head
        else:
            leader, last = self.person_after(j)
        body = self.named_body(j, last if leader is not None else None)
        if body is None or ("group" in sense.features and body.kind != "armed_group" and not view.first_word(body, "party")):
            return
        if leader is None:
            before = view.ending_at(i, False)
            if before is not None and before.kind == "person" and before is not over:
                leader = self.known_as(before)
        elif any(view.is_word(k, "former") for k in range(j, last)):
            return
        self.leads(body, leader, i, "chief")

    def person_after(self, j: int) -> tuple[Phrase | None, int]:
        """The person that follows the body's name at ``j``, and where that name ends at most."""
        view = self.view
        for k in range(j, min(j + 9, view.end(j))):
            m = view.at(k)
            if m is not None and m.kind == "person":
                return self.leader_at(k, 1, person=True), m.first
            stop = view.kinds[k] == "p" and self.forms[k] not in ("،", ",", "(", ")")
            if stop or (view.over(k) is None and view.stops(k) and self.forms[k] != "في"):
                break
        return None, j

    def named_body(self, j: int, last: int | None) -> ActorMention | None:
        """The body named at ``j``; ``last`` bounds the name where the leader follows it."""
        view = self.view
        m = view.at(j)
        found = view.body(m)
        if found is not None:
            return found
        over = view.over(j)
        if over is not None and over.cls == "people" and over.of is not None and over.last > j:
            return view.body(over.of)
        if last is None:
            return None
        while last > j and (view.is_word(last - 1, "called") or view.kinds[last - 1] == "p"):
            last -= 1
        cut = next((k for k in range(j, last) if self.forms[k] == "في" or view.kinds[k] == "p"), last)
        return view.inside(j, cut)


LEADERS: Final[dict[str, Callable[[Leaders, int, Sense], None]]] = {
    "leader": Leaders.leader, "founder": Leaders.founder, "under": Leaders.under, "chief": Leaders.chief,
}  # fmt: skip
"""The constructions by their names in the lexicon."""
