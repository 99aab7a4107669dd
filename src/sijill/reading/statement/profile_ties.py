"""Statements that tie a body to another: backing, affiliation, membership, alliance, rivalry, description."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sijill.arabic import fold_word
from sijill.knowledge.bits import CRAFT, M_GROUP, PEOPLE, THING, G
from sijill.knowledge.lexicon import NO_SENSES, Sense
from sijill.reading.party.actors import ActorMention
from sijill.reading.statement.profile_rows import Book, Phrase
from sijill.reading.statement.profile_view import GROUP_KINDS, View


class Ties:
    """One method a construction; ``TIES`` maps the lexicon's names to them."""

    def __init__(self, view: View, book: Book) -> None:
        self.view, self.book, self.forms = view, book, view.forms

    # ------------------------------------------------------------------ adjectives

    def described(self, i: int, sense: Sense) -> list[ActorMention]:
        """The bodies that the adjective at ``i`` qualifies."""
        view = self.view
        marked = "ال" in sense.clitics or sense.clitics.endswith("لل")
        if view.is_word(i - 1, "copula") and not marked:
            found = view.body(view.ending_at(i - 1, False)) if self.forms[i - 1][0] != "و" else None
            found = found or view.topic(i, "ها" if sense.form.form.endswith("ه") else "ه")
            return [found] if found is not None else []
        over = view.over(i)
        m = over if over is not None and over.head < i else view.ending_at(i)
        if m is not None and m.of is not None and m.of.first > i:
            # a mention that holds the adjective's object: دورية تابعة لـ X، وهو فصيل تابع لـ X
            found = view.topic(m.first, "") if view.is_word(m.first - 1, "copula") else None
            return [found] if found is not None else []
        if m is None or (m.last < i and not marked and view.kinds[i - 1] == "p"):
            return []
        if m.kind == "person":
            if marked:  # X المحسوب على Y: the article makes the adjective the person's own
                return [m] if m.last == i and m.cls == "person" and "persons" in sense.features else []
            led = self.led_by(m, i)
            return [led] if led is not None else []
        if m.cls == "people" and m.of is None:
            group = view.doc.info[m.head].first("people")
            counts = group is not None and group.marks & M_GROUP != 0 and not marked and "named" not in sense.features
            return [m] if counts else []
        found = m.of if m.cls == "people" else view.body(m)
        if found is None or found.kind not in GROUP_KINDS or not view.acts(found):
            return []
        bodies = [found]
        if m.clitics.startswith("و") and sense.form.form[-1:] in "هت" and not view.is_word(m.head, "many"):  # X والميليشيات التابعة لـ Y: only these
            other = view.body(view.over(m.first - 1))
            if other is not None:
                bodies.insert(0, other)
        return [b for b in bodies if "named" not in sense.features or self.is_named(b)]

    def led_by(self, person: ActorMention, i: int) -> ActorMention | None:
        """The body that the same sentence says the person leads: X التي يقودها Y مرتبطة بـ Z speaks of X."""
        for row in reversed(self.book.rows):
            if self.view.doc.sentence_of[row.trigger] != self.view.doc.sentence_of[i]:
                return None
            if row.relation == "led_by" and person.names[0] in (row.object_names or ()):
                return row.subject
        return None

    def is_named(self, m: ActorMention) -> bool:
        """True for a body with a name of its own, not دورية or قوة alone, nor an office or a post."""
        view = self.view
        rest = range(m.head + 1, m.last)
        if view.is_word(m.head, "many") and all(view.doc.info[k].mask & PEOPLE for k in rest):
            return False  # ميليشيات، مجموعات مسلحة
        if m.id is not None or m.cls == "registry":
            return True
        head = view.doc.info[m.head].first("head")
        if head is None:
            return True
        if m.kind == "organisation" and not view.is_word(m.head, "alliance"):
            return False
        return not view.is_word(m.head, "post") and ("ال" in head.clitics or m.last > m.head + 1)

    def is_unit(self, m: ActorMention) -> bool:
        """True for offices and units of a force, told from groups by the head noun or a number in the name."""
        numbered = any(w.isdigit() for n in m.names for w in n.split()[1:])
        return m.kind == "state_force" or numbered or self.view.first_word(m, "unit")

    def adjective(self, i: int, sense: Sense) -> None:
        """المدعومة من X، التابع لـ X، الموالية لـ X، المقاتلة إلى جانب X."""
        view = self.view
        bodies = self.described(i, sense)
        if not bodies:
            return
        fixed = "direct" in sense.features and bool(sense.rest)
        values = view.listed(i + 1 + len(sense.rest)) if fixed else view.led_to(i, sense, 4)
        for subject in bodies:
            for value in values:
                other = value.mention
                numbered = other is not None and any(c.isdigit() for c in other.names[0])
                if view.is_word(value.first, "umbrella_noun") and not numbered:
                    continue  # read from that word
                if other is not None and (other.kind in ("civilians", "unknown") or other.cls == "outlet"):
                    continue
                relation = "part_of" if "unit" in sense.features and self.is_unit(subject) else sense.key
                self.book.add(self.whole(subject, i, value), relation, i, value.last, "adjective", value)
        if not values:
            self.examples(i, sense, bodies[0])

    def whole(self, subject: ActorMention, i: int, value: Phrase) -> ActorMention:
        """A body that has no name but its description is named by it: الفصائل الموالية لتركيا.

        A mention that took the adjective into a name of its own is cut before it.
        """
        view = self.view
        if subject.id is None and view.is_word(subject.head, "many") and i <= subject.last < value.last:
            said = " ".join(view.text.slice(subject.head, value.last).split())
        elif subject.head < i < subject.last and subject.cls == "unit" and not view.is_word(subject.head, "many"):
            said = view.written(subject.head, i)
        else:
            return subject
        names = list(dict.fromkeys([said, *subject.names]))
        return ActorMention(
            subject.first, value.last, subject.head, names, subject.kind, subject.cls, subject.rule, clitics=subject.clitics
        )

    def examples(self, i: int, sense: Sense, generic: ActorMention) -> None:
        """الميليشيات المساندة لها، كـ أ و ب: the examples are the subjects, the pronoun the body before."""
        view = self.view
        if not view.is_word(i + 1, "pronoun"):
            return
        owner = next(
            (
                b
                for m in reversed(view.actors)
                if m.last <= generic.first
                and view.doc.sentence_of[m.first] == view.doc.sentence_of[i]
                and (b := view.body(m)) is not None
            ),
            None,
        )
        if owner is None:
            return
        j = i + 2
        while j < view.end(i) and (view.kinds[j] == "p" or view.is_word(j, "like")):
            j += 1
        value = Phrase(owner.names, owner.first, j, owner)
        m = view.at(j) if j > i + 2 else None
        while m is not None and (subject := view.body(m)) is not None:
            self.book.add(subject, sense.key, i, m.last, "examples", value)
            m = view.joined(m)

    def adjective_of_place(self, i: int, sense: Sense) -> None:
        """القوات المنتشرة في X."""
        place = self.view.where(i, sense, 2) if "ال" in sense.clitics else None
        if place is not None:
            for subject in self.described(i, sense):
                self.book.add(subject, sense.key, i, place.last, "adjective_of_place", place)

    def made(self, i: int, sense: Sense) -> None:
        """فصيل X المكوّن من أبناء Y."""
        if i + 1 < self.view.end(i) and self.forms[i + 1] == "من":
            source = whence(self.view, i + 2)
            if any(self.view.doc.info[k].mask & THING or self.view.doc.info[k].mask & CRAFT for k in range(i + 2, min(i + 4, self.view.end(i)))):
                return  # قوة مؤلفة من عشر آليات: what it came with, not whom it draws on
            for subject in self.described(i, sense) if source is not None else []:
                if source is not None:
                    self.book.add(subject, sense.key, i, source.last, "made", source)

    def national(self, i: int, sense: Sense) -> None:
        """لواء X الأفغاني: a nationality that is no part of the name."""
        over = self.view.over(i)
        m = self.view.over(i - 1)
        if (over is not None and over is m) or m is None or "ال" not in sense.clitics:
            return
        if m.last == i and m.kind == "armed_group" and m.cls in ("registry", "unit", "people"):
            subject = self.view.body(m)
            if subject is not None and self.is_named(subject) and not self.view.anaphor(m):
                self.book.add(subject, sense.key, i, i + 1, "national", Phrase([self.view.text.slice(i, i + 1)], i, i + 1, None))

    # ------------------------------------------------------------------ ties and backing

    def tie(self, i: int, sense: Sense) -> None:
        """يتبع (إلى) X، ينضوي تحت X، بايع X."""
        view = self.view
        if not view.real(i, sense) or ("present" in sense.features and sense.form.tense != "impf"):
            return
        if view.relative(i - 1) and view.is_word(i + 1, "pronoun"):
            self.resumed(i, sense)
            return
        subject = view.subject(i, sense)
        if subject is None:
            return
        last = i + len(sense.rest)
        values = view.led_to(last, sense, 6)
        if not values and "direct" in sense.features:
            after = view.at(last + 1)
            j = after.last if after is not None and view.body(after) is subject else last + 1
            value = view.value(j)
            named = value is not None and (value.mention is not None or view.place(j) is not None)
            values = [value] if value is not None and named else []
        for value in values:
            if view.is_word(value.first, "umbrella_noun"):
                continue
            if value.mention is None and value.first not in view.text.pre and value.last - value.first < 2:
                continue  # one unknown word is no party
            self.book.add(subject, self.kind_of_tie(subject, sense, value), i, value.last, "tie", value)

    def kind_of_tie(self, subject: ActorMention, sense: Sense, value: Phrase) -> str:
        """تبع ل: a group is affiliated, a unit is part of; all are part of an army, council or office."""
        if "unit" not in sense.features or self.is_unit(subject):
            return sense.key
        lexicon = self.view.doc.lexicon
        heads = [fold_word(n).split() for n in value.names]
        over = any(s.key == "umbrella" for w in heads if w for s in lexicon.info(w[0]).by.get("profile_word", NO_SENSES))
        return sense.key if over else "affiliated_with"

    def resumed(self, i: int, sense: Sense) -> None:
        """X، التي يتبع لها Y: the antecedent is the object."""
        owner = self.view.body(self.view.ending_at(i - 1))
        after = self.view.near(i + 2, 2)
        subject = self.view.body(after)
        if owner is not None and subject is not None and after is not None:
            value = Phrase(owner.names, owner.first, after.last, owner)
            self.book.add(subject, sense.key, i, after.last, "tie", value)

    def aid(self, i: int, sense: Sense) -> None:
        """ودعم قوات النظام: the verb is told from the noun by و or its imperfect."""
        if not self.view.real(i, sense) or sense.pronoun or (sense.form.tense != "impf" and sense.clitics != "و"):
            return
        m = self.view.at(i + 1)
        if m is None or not m.armed or m.clitics or self.view.body(m) is None:
            return
        subject = self.view.topic(i, "ه") if sense.clitics == "و" else self.view.subject(i, sense)
        self.book.add(subject, sense.key, i, m.last, "aid", Phrase(m.names, m.first, m.last, m))

    def get(self, i: int, sense: Sense) -> None:
        """تتلقى دعماً إيرانياً / من X."""
        view = self.view
        if sense.form.tense != "impf" or not view.real(i, sense):
            return
        nouns = [j for j in range(i + 1, min(i + 8, view.end(i))) if self.is_support(j)]
        giver = self.giver(nouns[-1]) if nouns else None
        if giver is not None:
            self.book.add(view.subject(i, sense), sense.key, i, giver.last, "get", giver)

    def is_support(self, j: int) -> bool:
        return any(s.key == "support" for s in self.view.doc.senses(j, "profile"))

    def giver(self, j: int) -> Phrase | None:
        """Who gives the support that token ``j`` names: an adjective of origin, or من X."""
        view = self.view
        for k in range(j + 1, min(j + 6, view.end(j))):
            m = view.at(k)
            # the accusative إيرانياً is an adjective, and folds to a form that may be the country's name
            if m is not None and (m.cls == "nisba" or (m.kind == "state" and self.forms[k].endswith("ا") and k <= j + 2)):
                return view.value(k)
            if self.forms[k] == "من":
                return view.value(k + 1)
            if view.kinds[k] == "p" or view.stops(k):
                return None
        return None

    def behind(self, i: int, sense: Sense) -> None:
        """تقف خلفها X، التي تموّلها X: the object is the body spoken of."""
        view = self.view
        if not (sense.pronoun or sense.rest) or not view.real(i, sense):
            return
        rel = view.relative(i - 1)
        if sense.form.tense != "impf" and not rel:
            return
        value = view.value(i + 1 + len(sense.rest))
        if value is None or (value.mention is None and value.last - value.first < 2):
            return
        if value.mention is not None and (view.governed(value.mention) or value.mention.cls == "people"):
            return
        if "و" in sense.clitics:
            subject = view.topic(i, sense.pronoun or ("ها" if sense.rest[-1].endswith("ها") else "ه"))
        else:
            subject = view.body(view.ending_at(i - 1 if rel else i))
        self.book.add(subject, sense.key, i, value.last, "behind", value)

    def support(self, i: int, sense: Sense) -> None:
        """ظهرت … بدعم من X: backing told with the founding."""
        if not sense.clitics.endswith("ب"):
            return
        for row in reversed(self.book.rows):
            if self.view.doc.sentence_of[row.trigger] != self.view.doc.sentence_of[i]:
                return
            if row.relation == "founded" and row.trigger < i:
                giver = self.giver(i)
                if giver is not None:
                    self.book.add(row.subject, sense.key, i, giver.last, "support", giver)
                return

    # ------------------------------------------------------------------ membership

    def umbrella(self, i: int, sense: Sense) -> None:
        """تحت مظلة X, behind a verb, an adjective or a founding."""
        view = self.view
        value = view.value(i + 1) if view.forms[i - 1] == "تحت" else None
        if value is None:
            return
        for j in range(i - 2, max(i - 5, -1), -1):
            for s in view.doc.senses(j, "profile"):
                if s.frame == "tie":
                    self.book.add(view.subject(j, s), sense.key, j, value.last, "umbrella", value)
                    return
                if s.frame == "adj":
                    for subject in self.described(j, s):
                        self.book.add(subject, sense.key, j, value.last, "umbrella", value)
                    return
        for row in reversed(self.book.rows):
            if view.doc.sentence_of[row.trigger] != view.doc.sentence_of[i]:
                return
            if row.trigger < i:
                self.book.add(row.subject, sense.key, i, value.last, "umbrella", value)
                return

    def member(self, i: int, sense: Sense) -> None:
        """لواء X، أحد فصائل Y."""
        view = self.view
        j = i + 1 + len(sense.rest)
        whole = view.over(j)  # a name may take the last word of the phrase along: أحد تشكيلات الفيلق الخامس
        value = view.value(whole.first if whole is not None and i < whole.first < j else j)
        if value is None or value.mention is None or view.body(value.mention) is None:
            return
        start = i - 1 if view.is_word(i - 1, "auxiliary") or self.forms[i - 1] == "من" else i
        if view.relative(start - 1):
            start -= 1  # X الذي كان جزءاً من Y
        m = view.ending_at(start)
        if m is None or m.cls == "people":
            return
        subject = view.body(m)
        if subject is not None and self.is_named(subject):
            self.book.add(subject, sense.key, i, value.last, "member", value)

    def wing(self, i: int, sense: Sense) -> None:
        """كتائب X، الجناح العسكري لحركة Y."""
        view = self.view
        subject = view.body(view.ending_at(i))
        for value in view.led_to(i + len(sense.rest), sense, 2)[:1]:
            self.book.add(subject, sense.key, i, value.last, "wing", value)

    def represented(self, i: int, sense: Sense) -> None:
        """القوات الروسية متمثلة بـ X وY: they are part of it."""
        owner = self.view.body(self.view.ending_at(i))
        for part in self.view.led_to(i, sense, 2) if owner is not None else []:
            if owner is not None and part.mention is not None:
                value = Phrase(owner.names, owner.first, part.last, owner)
                self.book.add(self.view.body(part.mention), sense.key, i, part.last, "represented", value)

    def spine(self, i: int, sense: Sense) -> None:
        """تشكل X عمودها الفقري (X is part of it); يتكون عمودها الفقري من X (it recruits from X)."""
        view, stop = self.view, self.view.end(i)
        if sense.lemma == "عمود" and not (i + 1 < stop and self.forms[i + 1].endswith("فقري")):
            return
        verb = next((j for j in range(i - 1, max(i - 8, -1), -1) if view.is_word(j, "spine")), None)
        if sense.pronoun:
            rel = verb is not None and view.relative(verb - 1)
            owner = view.body(view.ending_at(verb - 1)) if rel and verb is not None else view.topic(i, sense.pronoun)
        else:
            owner = view.body(view.near(i + 2, 2))
        if owner is None:
            return
        part = view.at(verb + 1) if verb is not None else None
        if part is not None and part.last <= i and verb is not None:
            value = Phrase(owner.names, owner.first, i + 2, owner)
            self.book.add(view.body(part), sense.key, verb, i + 2, "spine", value)
            return
        for j in range(i + 1, min(i + 4, stop)):
            if self.forms[j] == "من":
                source = whence(view, j + 1)
                if source is not None:
                    self.book.add(owner, "recruits_from", i, source.last, "spine", source)
                return

    # ------------------------------------------------------------------ rivals and allies

    def pair(self, i: int, one: ActorMention | None, other: ActorMention | None, relation: str, frame: str) -> None:
        if one is not None and other is not None:
            value = Phrase(other.names, other.first, other.last, other)
            self.book.add(one, relation, i, other.last, frame, value)

    def rivals(self, i: int, sense: Sense) -> None:
        """تتنافس X وY."""
        one = self.view.near(i + 1, 2) if self.view.real(i, sense) else None
        if one is not None:
            self.pair(i, self.view.body(one), self.view.body(self.view.joined(one)), sense.key, "rivals")

    def rival_verb(self, i: int, sense: Sense) -> None:
        """X ينافس Y; تنافسها … كتائب، في مقدمتها Y."""
        view = self.view
        if sense.form.tense != "impf" or not view.real(i, sense):
            return
        if not sense.pronoun:
            before, after = view.ending_at(i), view.at(i + 1)
            if after is not None and before is not None and not view.governed(before):
                self.pair(i, view.body(before), view.body(after), sense.key, "rival_verb")
            return
        body, stop = view.topic(i, sense.pronoun), min(i + 16, view.end(i))
        heads = [k for k in range(i + 1, stop) if self.forms[k] in ("مقدمتها", "راسها", "ابرزها", "مقدمتهم")]
        for j in range(heads[0] + 1 if heads else i + 1, stop):
            m = view.at(j)
            rival = view.body(m)
            if m is not None and rival is not None and rival is not body and (heads or not view.governed(m)):
                self.pair(i, body, rival, sense.key, "rival_verb")
                return

    def feud(self, i: int, sense: Sense) -> None:
        """على خصومة مع X; تنافس بين X وY; صراعات بين … من جهة و… من جهة أخرى."""
        view = self.view
        for j in range(i + 1, min(i + 5, view.end(i))):
            if self.forms[j] == "مع":
                if self.forms[i - 1] in ("علي", "في"):
                    self.pair(i, view.topic(i, ""), view.body(view.near(j + 1, 1)), sense.key, "feud")
                return
            if self.forms[j] == "بين":
                one, k = self.side(j + 1)
                while k < min(j + 14, view.end(i)) and not self.forms[k].startswith("و"):
                    k += 1
                other, _ = self.side(k + (k < view.end(i) and self.forms[k] == "و"))
                self.pair(i, one, other, sense.key, "feud")
                return
            if view.kinds[j] == "p":
                return

    def side(self, j: int) -> tuple[ActorMention | None, int]:
        """One side of a rivalry at token ``j`` and its end: with its complement where من جهة closes it."""
        view = self.view
        stop = min(j + 9, view.end(j))
        close = next((k for k in range(j + 1, stop) if self.forms[k] == "جهه" and self.forms[k - 1] == "من"), None)
        m = view.near(j, 2 if close is None else max(close - j, 1))
        body = view.body(m)
        if close is None:
            return body, m.last if m is not None else j + 1
        if m is None:
            return None, close
        said = " ".join(view.text.slice(j, close - 1).split())
        said = said[1:] if self.forms[j][0] == "و" else said
        own = m.first == j
        if own and body is not None and m.last >= close - 1:
            return body, close
        names = [said, *(body.names if own and body is not None else ())]
        kind = body.kind if own and body is not None else "armed_group"
        return ActorMention(j, close - 1, j, list(dict.fromkeys(names)), kind, "unit", "profile.side"), close

    def ally(self, i: int, sense: Sense) -> None:
        """X، حليف(ة) Y."""
        view = self.view
        if sense.pronoun:
            return
        values = view.led_to(i, sense, 2)
        if not values and (found := view.value(i + 1)) is not None and found.mention is not None:
            values = [found]
        subject = view.body(view.ending_at(i - view.is_word(i - 1, "copula")))
        for value in values[:1]:
            if value.mention is not None and view.body(value.mention) is not None:
                self.book.add(subject, sense.key, i, value.last, "ally", value)

    def beside(self, i: int, sense: Sense) -> None:
        """يشارك X … إلى جانب Y: a verb of fighting stands before it."""
        view = self.view
        value = view.value(i + 1 + len(sense.rest))
        if value is None or value.mention is None or view.body(value.mention) is None:
            return
        first = view.doc.sentence(i).first
        for j in range(i - 1, max(first - 1, i - 16), -1):
            verb = view.doc.sense(j, "profile_word", "fights")
            if verb is not None and view.real(j, verb):
                self.book.add(view.subject(j, verb), sense.key, i, value.last, "beside", value)
                return

    # ------------------------------------------------------------------ descriptions

    def describe(self, i: int, sense: Sense) -> None:
        """وصف X بأنها «…»."""
        view, stop = self.view, self.view.end(i)
        m = view.at(i + 1)
        after = view.at(m.last) if m is not None else None
        if after is not None and not view.governed(after) and not after.clitics.startswith("و"):
            m = after  # وصف X Y بأنه
        pronoun = sense.pronoun or ("ه" if self.forms[i].endswith("و") else "")
        if m is not None:
            subject = None if view.governed(m) else view.body(m)
        else:
            subject = view.topic(i, pronoun, skip=view.body(view.ending_at(i))) if pronoun else None
        if subject is None:
            return
        for j in range(i + 1, min(i + 8, stop)):
            if self.forms[j] in ("بانه", "بانها", "بانهم", "بانو", "ب") and j + 1 < stop:
                k = end = j + 1
                if k in view.text.pre:
                    while end < min(k + 10, stop) and (end == k or (end - 1) not in view.text.post):
                        end += 1
                else:
                    while end < min(k + 6, stop) and view.kinds[end] == "w" and not view.doc.info[end].mask & G:
                        end += 1
                if end > k:
                    said = " ".join(view.text.slice(k, end).split())
                    self.book.add(subject, sense.key, i, end, "describe", Phrase([said], k, end, None))
                return


def whence(view: View, j: int) -> Phrase | None:
    """Whom or where recruits come from, at token ``j`` behind من: a territory, a party or a phrase."""
    n = view.end(j)
    while j + 1 < n and view.is_word(j, "sons") and view.kinds[j + 1] == "w" and not view.doc.info[j + 1].mask & G:
        j += 1
    if j >= n or view.dated(j):
        return None
    place = view.place(j, 2)
    return view.territory(j) if place is not None else view.value(j)


TIES: Final[dict[str, Callable[[Ties, int, Sense], None]]] = {
    "adj": Ties.adjective, "adj_in": Ties.adjective_of_place, "tie": Ties.tie, "aid": Ties.aid,
    "get": Ties.get, "behind": Ties.behind, "support": Ties.support, "umbrella": Ties.umbrella,
    "member": Ties.member, "wing": Ties.wing, "spine": Ties.spine, "represented": Ties.represented, "rivals": Ties.rivals,
    "rival_verb": Ties.rival_verb, "feud": Ties.feud, "ally": Ties.ally, "beside": Ties.beside,
    "describe": Ties.describe, "national": Ties.national, "made": Ties.made,
}  # fmt: skip
"""The constructions by their names in the lexicon."""
