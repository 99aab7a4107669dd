"""Attribution: who says so, and through whom.

A *cue* (speech verb, وفق/بحسب, the colon of a headline) leads to a *source phrase* (مصدر أمني في محافظة ديالى)
and to the tokens it speaks for, its *scope*.  Three passes: cues and phrases in text order, scopes from the cues
that share a sentence, chains from the scopes that lie inside each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sijill.arabic import Sentence, fold_word
from sijill.arabic.letters import has_passive_mark
from sijill.knowledge.lexicon import Sense
from sijill.reading.actors import ActorMention
from sijill.reading.document import Document

_QUOTES = re.compile("[\"'“”«»„‟#()]")
_NEGATIONS = frozenset(("عدم", "بعدم", "لم", "لن", "لا", "ولم", "ولن", "ولا", "فلم", "فلا"))
_AUXILIARIES = frozenset(("قد", "كان", "كانت", "وكان", "وكانت", "كانوا", "وقد", "فقد", "ما", "وهو", "وهي", "سبق", "ان", "يكون", "تكون", "ويكون", "وتكون"))
_BREAKS = frozenset(("بينما", "فيما", "حين", "اما", "واما", "لكن", "ولكن", "غير", "بعدما", "ثم", "حيث", "اذ", "كما"))
_CONTRASTS = frozenset(("لكن", "ولكن", "غير", "الا", "بيد"))
_LINKS = frozenset(("في", "من", "داخل", "ل", "ب", "باسم"))
_CUES = frozenset(("speech", "saying", "source"))
_REFLEXIVES = frozenset(("نفسه", "نفسها", "ذاته", "ذاتها", "عينه"))
_ADJECTIVE = re.compile("(?:ي|يه|يون|يين|يان|ون|ين|ان|ات|يتان|يتين)$")
_UNNAMED = frozenset(("ذكر", "كشف", "الكشف", "نشر", "الافصاح"))
_LISTS = frozenset(("-", "*", "•", "▪", "●", "◼", "♦"))
_BODY_KINDS = {"armed_group": "armed_group", "state": "official", "state_force": "official", "organisation": "organisation",
               "outlet": "outlet", "state_media": "state_media", "civilians": "witness"}


class SourceMention:
    """One source. Tokens ``[first, last)`` are its noun phrase, ``cue`` the verb or preposition that brings it,
    ``scope`` the token range ``[a, b)`` it speaks for; ``chain`` holds further sources, outermost last."""

    __slots__ = ("carried", "chain", "cue", "first", "kind", "last", "names", "rule", "scope", "verb_key")

    def __init__(
        self, first: int, last: int, cue: int, names: list[str], kind: str, verb_key: str, rule: str,
        carried: bool = False,
    ) -> None:
        self.first, self.last, self.cue = first, last, cue
        self.names, self.kind, self.verb_key, self.rule, self.carried = names, kind, verb_key, rule, carried
        self.scope = (last, last)
        self.chain: list[SourceMention] = []

    def __repr__(self) -> str:
        return f"<{self.kind} {self.names[:2]} {self.verb_key} {self.scope}{' < ' + repr(self.chain) if self.chain else ''}>"


class _Phrase(NamedTuple):
    """A noun phrase that can speak. ``rank``: 2 a listed head or known body, 1 people, 0 any noun."""

    first: int
    last: int
    names: list[str]
    kind: str
    group: str
    definite: bool
    """a bare definite noun: المصدر، المراسل"""
    rank: int
    outlet: bool
    hearer: int
    """token of the hearer that stands behind the phrase (لراديو الكل), or -1"""


class _Record:
    __slots__ = ("group", "mention", "spread", "start", "style")

    def __init__(self, mention: SourceMention, style: str, start: int, group: str, spread: bool = False) -> None:
        self.mention, self.style, self.start, self.group, self.spread = mention, style, start, group, spread


def find(doc: Document, actors: Iterable[ActorMention], skip: set[int], own: Sequence[str] = ()) -> list[SourceMention]:
    """All attributions of a report in text order.

    ``skip`` are the tokens of dates.  ``own`` are the names of the publishing outlet, which is not added as the hearer
    of its own sources.
    """
    return _Finder(doc, actors, skip, own).run()


def for_token(mentions: Iterable[SourceMention], i: int) -> list[SourceMention]:
    """The sources that speak for token ``i``: inner first, the source that passes it on last; independent ones both."""
    out: list[SourceMention] = []
    for mention in mentions:
        if mention.scope[0] <= i < mention.scope[1]:
            out.append(mention)
            out += mention.chain
    if len(out) < 2:
        return out
    inner = {id(c) for m in out for c in m.chain}
    flat: list[SourceMention] = []
    seen: set[str] = set()
    for mention in out:
        key = mention.names[0]
        if key in seen:
            continue
        if id(mention) in inner and not any(mention is c for m in flat for c in m.chain):
            continue  # it comes again, behind the source it passes on
        seen.add(key)
        flat.append(mention)
    return flat


class _Finder:
    def __init__(self, doc: Document, actors: Iterable[ActorMention], skip: set[int], own: Sequence[str]) -> None:
        self.doc, self.skip = doc, skip
        self.text, self.forms, self.kinds, self.info = doc.text, doc.text.forms, doc.text.kinds, doc.info
        self.actors = list(actors)
        self.at = {m.first: m for m in self.actors}
        self.own = [fold_word(n) for n in own]
        self.records: list[_Record] = []
        self.used: set[int] = set()

    # ------------------------------------------------------------------ passes

    def run(self) -> list[SourceMention]:
        forms = self.forms
        apart = _CUES.isdisjoint
        cues = [i for i, info in enumerate(self.info) if not apart(info.by)]
        if ":" in forms:
            cues += [i for i, form in enumerate(forms) if form == ":"]
            cues.sort()
        for i in cues:
            by = self.info[i].by
            if i in self.used:
                continue
            if "speech" in by:
                self.cue(i, "speech")
            elif "saying" in by:
                self.cue(i, "saying")
            elif "source" in by:
                if forms[i + 1 : i + 2] == ["عن"]:
                    self.told(i)
            else:
                self.colon(i)
        self.headline()
        self.scopes()
        self.chains()
        return [r.mention for r in self.records]

    def cue(self, i: int, cls: str) -> None:
        sense = self.doc.sense(i, cls)
        if sense is None or i in self.skip:
            return
        if sense.key == "according":
            self.according(i, sense)
        elif sense.has("hear"):
            self.hear(i)
        elif sense.pos == "v" and (sense.has("negated") or not self.negated(i)) and sense.form.voice != "p" and not has_passive_mark(self.text.word(i)):
            if sense.near and not any(w in sense.near for w in self.forms[i + 1 : min(i + 12, self.doc.sentence(i).last)]):
                return
            if sense.has("perf") and sense.form.tense != "perf":
                return
            self.verb(i, sense)

    def negated(self, i: int) -> bool:
        before = self.forms[i - 1] if i else ""
        return before in _NEGATIONS or before == "ان" and i > 1 and self.forms[i - 2] in ("دون", "بدون")

    # ------------------------------------------------------------------ speech verbs

    def verb(self, i: int, sense: Sense) -> None:
        end = self.doc.sentence(i).last
        j = i + 1 + len(sense.rest)
        passed: _Phrase | None = None
        j = self.over_time(j, end)
        if j < end and self.is_hearer(j):
            passed = self.hearer(j)
            j = passed.last if passed else j + 1
            j = self.over_time(j, end)
        that = j < end and self.opens(j, end)
        phrase = None if that or j >= end else self.phrase(j, end)
        if phrase and sense.has("src") and phrase.rank < 2:
            phrase = None
        if phrase and phrase.rank == 0 and not self.opens(self.over_time(phrase.last, end), end):
            phrase = None
        start = phrase.last if phrase else i + 1 + len(sense.rest)
        if phrase is None:
            phrase = self.before(i, sense)
        if sense.has("that"):
            k = self.over_time(max(start, i + 1), end)
            if not self.opens(k, end) and not (k < end and self.forms[k] == "،" and self.opens(k + 1, end)):
                return
        if phrase is None:
            self.carry(i, sense, j, end, that)
            return
        if sense.key == "quote":
            self.quote(i, phrase, max(start, i + 1), end)
            return
        mention = self.mention(phrase, i, sense.key, "sources.verb")
        style = "verb"
        if self.forms[i - 1 : i] == ["،"] and sense.clitics[:1] not in ("و", "ف") and phrase.first > i:
            follows = self.forms[phrase.last] if phrase.last < end else "،"
            if follows == "،" and not self.speaks(phrase.last, end):
                style = "aside"
            elif follows in ("انها", "انه", "انهم"):
                style = "aside"
        if phrase.first > i or phrase.last == i:
            passed = self.passed_on(phrase, end) or passed
        self.heard(mention, passed)
        self.keep(mention, style, max(start, i + 1), phrase.group, sense.has("spread"))
        if sense.lemma == "تحدث":
            self.gapped(phrase.last, end, sense)

    def over_time(self, j: int, end: int) -> int:
        """Step over dates, time words and به/عنه that stand between the verb and its subject."""
        while j < end and (j in self.skip or self.kinds[j] == "n" or self.is_stop(j, "time") or self.forms[j] in ("به", "بها", "عنه", "عنها", "لنا", "ايضا", "كذلك")):
            j += 1
        return j

    def is_stop(self, k: int, key: str = "") -> bool:
        return any(not key or s.key == key for s in self.info[k].by.get("sourcestop", ()))

    def opens(self, k: int, end: int) -> bool:
        """True when a statement opens at token ``k``: أن، إن، a colon, a quotation."""
        if k >= end:
            return False
        form = self.forms[k]
        if "ان" not in form:  # all of أن، إنه، بأن hold these letters; most words do not
            return form in (":", "قائلا", "قائله")
        return self.doc.is_g(k, "that") or form in ("انو", "بانو")

    def speaks(self, k: int, end: int) -> bool:
        """True when a statement opens within a few words of token ``k``."""
        for x in range(k, min(k + 12, end)):
            if self.opens(x, end):
                return True
            if self.forms[x] == "،" and x > k + 1 and x + 1 < end and not self.opens(x + 1, end):
                return False
        return False

    def before(self, i: int, sense: Sense) -> _Phrase | None:
        """The subject in front of its verb: مصدر طبي أفاد، وكان مراسل X قد قال، أما المرصد فذكر."""
        sentence = self.doc.sentence(i)
        forms = self.forms
        low = max(sentence.first, i - 16)
        for c in range(i - 1, low - 1, -1):
            form = forms[c]
            opener = c == sentence.first or forms[c - 1] in ("،", "كان", "كانت", "وكان", "وكانت", "يكون", "تكون", "اما", "ان", "بينما", "فيما", "لكن", "حين") or form[:1] == "و" and forms[c - 1] != "،" and c - 1 == sentence.first
            if not opener or self.kinds[c] != "w" or c in self.used:
                continue
            phrase = self.phrase(c, i)
            if phrase is None or phrase.rank < 2 and not phrase.group:
                if forms[c - 1 : c] == ["،"] and i - c < 6:
                    continue
                continue
            gap = [x for x in range(phrase.last, i) if forms[x] not in ("قد", "،") and x not in self.skip and not self.is_stop(x)]
            relative = phrase.last < i and ("tie" in self.info[phrase.last].by or forms[phrase.last] == "،" and forms[i - 1] == "،" or self.doc.is_g(phrase.last, "rel"))
            if not gap or relative or len(gap) <= 3 and c > sentence.first and forms[c - 1] == "ان":
                return phrase
            if sense.clitics[:1] == "ف" and forms[c - 1 : c] == ["اما"]:
                return phrase
            return None
        return None

    def carry(self, i: int, sense: Sense, j: int, end: int, that: bool) -> None:
        """وأضاف أن، وأشار إلى، وقالت إن: the verb has no subject, the speaker before goes on."""
        if sense.has("src") and not (sense.clitics[:1] == "و" and sense.form.tense == "perf" and self.forms[i - 1 : i] == ["،"]):
            return
        if sense.has("impersonal") and sense.form.tense == "impf":
            return
        forms = self.forms
        follows = forms[j] if j < end else ""
        sentence = self.doc.sentence(i)
        opened = that or j < end and j in self.text.pre or (follows == "الي" if sense.key == "add" else sense.has("src") and follows in ("الي", "عن", "عدد"))
        if not opened and not (sense.key in ("announce", "say") and forms[i - 1 : i] == ["قد"] and i > sentence.first + 1):
            return
        source: SourceMention | None = None
        group = ""
        if self.records:
            last = self.records[-1]
            if last.mention.cue >= sentence.first:
                source, group = last.mention, last.group
        if source is None and i > sentence.first + 1:
            party = self.subject(sentence, i)
            if party is not None:
                phrase = self.of_actor(party)
                mention = self.mention(phrase, i, sense.key, "sources.subject")
                self.keep(mention, "verb", i + 1, phrase.group)
                return
        if source is None and self.records:
            last = self.records[-1]
            near = self.doc.sentence_of[i] - self.doc.sentence_of[last.mention.cue] <= 4
            first = i == sentence.first or forms[i - 1] in ("قد", "كانت", "كان") or i == sentence.first + 1
            if near and first:
                source, group = last.mention, last.group
        if source is None:
            return
        self.keep(self.again(source, i, i + 1, i, sense.key, "sources.carried"), "verb", i + 1, group)

    def subject(self, sentence: Sentence, i: int) -> ActorMention | None:
        """The party that the sentence is about: its first mention that no preposition governs."""
        for k in range(sentence.first, i):
            m = self.at.get(k)
            if m is None or m.cls == "nisba" or m.last > i or m.kind in ("civilians", "unknown"):
                continue
            if any(c in m.clitics for c in "بلك") and m.clitics not in ("ال", "وال"):
                continue
            if k > sentence.first and (any(s.pos == "p" for s in self.info[k - 1].by.get("g", ())) or "trigger" in self.info[k - 1].by and not any(s.pos == "v" for s in self.info[k - 1].by["trigger"])):
                continue
            return m
        return None

    def quote(self, i: int, outer: _Phrase, k: int, end: int) -> None:
        """نقل مرصد عن سكان أن: the inner source speaks, the outer one passes it on."""
        limit = min(end, k + 8)
        while k < limit and self.forms[k] not in ("عن", "الي"):
            k += 1
        if k >= limit:
            return
        inner = self.phrase(k + 1, end)
        by = self.mention(outer, i, "quote", "sources.quote")
        if inner is None:
            self.keep(by, "verb", k + 1, outer.group)
            return
        mention = self.mention(inner, i, "quote", "sources.quote")
        if by.kind not in ("outlet", "state_media") or not self.is_own(by.names):
            mention.chain.append(by)
        self.keep(mention, "verb", inner.last, inner.group)

    def hear(self, i: int) -> None:
        """وصلتنا معلومات من مصدرين، بلغنا من مصدر."""
        end = self.doc.sentence(i).last
        for k in range(i + 1, min(i + 4, end)):
            if self.forms[k] == "من":
                phrase = self.phrase(k + 1, end)
                if phrase and phrase.rank:
                    self.keep(self.mention(phrase, i, "say", "sources.hear"), "verb", phrase.last, phrase.group)
                    self.used.update(range(k, phrase.last))
                return

    def told(self, i: int) -> None:
        """تقارير عن مقتل: reports with no owner; not where the text says that there are none."""
        sense = self.doc.sense(i, "source")
        if sense is None or not sense.has("group:information") or sense.form.form not in ("تقارير", "انباء", "روايات"):
            return
        if any(f in ("دون", "ورود", "عدم", "لا", "بدون") for f in self.forms[max(0, i - 3) : i]):
            return
        mention = SourceMention(i, i + 1, i, [self.plain(i, i + 1, sense.clitics)], "anonymous", "say", "sources.reports")
        self.keep(mention, "verb", i + 2, "information")

    def gapped(self, k: int, end: int, sense: Sense) -> None:
        """تحدثت قناة عن 8 قتلى، ومصدر عن عشرة: the verb is understood."""
        while k < end - 1:
            k += 1
            if self.forms[k - 1] == "،" and self.forms[k][:1] == "و" and "source" in self.info[k].by:
                phrase = self.phrase(k, end)
                if phrase and phrase.last < end and self.forms[phrase.last] == "عن":
                    self.keep(self.mention(phrase, k, sense.key, "sources.gapped"), "verb", phrase.last + 1, phrase.group)

    # ------------------------------------------------------------------ prepositions

    def according(self, i: int, sense: Sense) -> None:
        sentence = self.doc.sentence(i)
        end = sentence.last
        j = i + 1 + len(sense.rest)
        if j < end and self.forms[j] == "ل":
            j += 1
        if sense.pronoun or j >= end:
            if sense.pronoun and self.records:
                last = self.records[-1]
                self.keep(self.again(last.mention, i, i + 1, i, "according", "sources.carried"), "prep", i + 1, last.group)
            return
        phrase: _Phrase | None
        if self.forms[j] in ("ما", "لما", "بما") or sense.form.form in ("حسبما", "وفقما"):
            k = j + 1 if self.forms[j] in ("ما", "لما", "بما") else j
            if k < end and self.forms[k] in ("كان", "كانت", "قد"):
                k += 1
            if k >= end or not ({"speech", "saying"} & self.info[k].by.keys()):
                return
            self.used.add(k)
            k = self.over_time(k + 1, end)
            phrase = self.phrase(k, end) if k < end else None
            if phrase and phrase.outlet and phrase.last < end:
                # ما أبلغ به «الصحيفة» مسؤول: the first phrase is whom it was told
                second = self.phrase(phrase.last, end) if "source" in self.info[phrase.last].by else None
                phrase = second or phrase
        else:
            phrase = self.phrase(j, end, prep=True)
        if phrase is None or phrase.rank == 0:
            return
        self.used.update(range(i, phrase.last))
        mention = self.mention(phrase, i, "according", "sources.according")
        if sense.form.form == "نقلا" and self.records:
            outer = self.records[-1]
            if outer.mention.cue >= sentence.first and outer.style == "prep" and i - outer.mention.last <= 6:
                mention.chain = [outer.mention, *outer.mention.chain]
                self.records.pop()
                self.keep(mention, "prep", phrase.last, phrase.group)
                mention.cue = outer.mention.cue
                return
        passed = self.passed_on(phrase, end)
        self.heard(mention, passed)
        self.keep(mention, "prep", max(phrase.last, passed.last if passed else 0), phrase.group)

    # ------------------------------------------------------------------ headlines and lists

    def colon(self, i: int) -> None:
        """المرصد: حصيلة …، تقرير أممي: …، التحالف: «…»؛ and the list under a documented total."""
        sentence = self.doc.sentence(i)
        if i + 1 >= len(self.forms) or self.forms[i + 1] == "\n":
            self.listed(i)
            return
        first = sentence.first
        if i - first > 7 or i == first:
            return
        if first and self.forms[first - 1] not in ("\n", "️") and self.text.sentences[self.doc.sentence_of[i] - 1].line == sentence.line:
            return
        listed = self.forms[first] in _LISTS
        while first < i and self.kinds[first] != "w":
            first += 1
        if first >= i or any(r.mention.cue >= first for r in self.records[-1:]):
            return
        phrase = self.phrase(first, i)
        if phrase is None or phrase.last != i or phrase.rank < 2:
            return
        said = i + 1 in self.text.pre
        if not said and (listed or phrase.kind == "armed_group" or not phrase.group and phrase.kind not in ("organisation", "outlet", "state_media")):
            return
        mention = self.mention(phrase, i, "say", "sources.headline")
        self.keep(mention, "headline", i + 1, phrase.group)

    def headline(self) -> None:
        """An office that heads the report and is not quoted in it publishes its own bulletin: no source."""
        records = self.records
        if records and records[0].style == "headline" and records[0].group == "office":
            names = {fold_word(n) for n in records[0].mention.names}
            later = (m for r in records[1:] if (m := r.mention).rule != "sources.reference" and not m.carried)
            if not any(fold_word(n) in names for m in later for n in m.names):
                del records[0]

    def listed(self, i: int) -> None:
        """A list whose heading ends in a colon goes on for the body that documented the total."""
        if not self.records or self.records[-1].mention.verb_key not in ("doc", "say"):
            return
        number = self.doc.sentence_of[i]
        source = next((r for r in reversed(self.records) if r.mention.verb_key == "doc"), None)
        if source is None or number - self.doc.sentence_of[source.mention.cue] > 3:
            return
        sentences = self.text.sentences
        line = sentences[number].line
        last = 0
        for s in sentences[number + 1 :]:
            if s.line != line and self.forms[s.first] not in _LISTS and self.kinds[s.first] != "n":
                break
            line, last = s.line, s.last
        if last:
            again = self.again(source.mention, i, i + 1, i, "doc", "sources.list")
            self.keep(again, "fixed", i + 1, source.group)
            again.scope = (i + 1, last)

    # ------------------------------------------------------------------ hearers

    def is_hearer(self, k: int) -> bool:
        """True for لراديو الكل، لوكالة، لمراسلنا، لـ«الصحيفة»: to whom it was said."""
        form = self.forms[k]
        if form == "ل":
            following = self.at.get(k + 1)
            return k + 1 in self.text.pre and (following is None or following.cls == "outlet") or following is not None and following.cls == "outlet"
        if form[:1] != "ل":
            return False
        actor = self.at.get(k)
        if actor is not None and actor.cls == "outlet" and actor.clitics[:1] == "ل":
            return True
        for sense in self.info[k].by.get("source", ()):
            if sense.clitics[-1:] == "ل" and (sense.key in ("outlet", "correspondent") or sense.pronoun == "نا" or sense.clitics == "لل" and sense.has("body")):
                return True
        return False

    def hearer(self, k: int) -> _Phrase | None:
        end = self.doc.sentence(k).last
        return self.phrase(k + 1, end) if self.forms[k] == "ل" else self.phrase(k, end, prep=True)

    def passed_on(self, phrase: _Phrase, end: int) -> _Phrase | None:
        """Who passes it on: لوكالة X, تحدثت إلى المرصد, نقلت عنهم وكالة X, في اتصال هاتفي مع مراسل X."""
        forms = self.forms
        k = phrase.last
        if phrase.hearer >= 0:
            return self.hearer(phrase.hearer)
        if k < end and self.is_hearer(k):
            return self.hearer(k)
        if k < end and forms[k] == "،":
            k += 1
        if k + 2 < end and "speech" in self.info[k].by:
            lemma = self.info[k].by["speech"][0].lemma
            if lemma == "تحدث" and forms[k + 1] in ("الي", "مع"):
                self.used.add(k)
                return self.phrase(k + 2, end)
            if lemma == "نقل" and forms[k + 1] in ("عنهم", "عنه", "عنها"):
                self.used.add(k)
                return self.phrase(k + 2, end)
        if k + 2 < end and forms[k] == "في" and self.is_stop(k + 1, "hearer"):
            for x in range(k + 2, min(k + 6, end)):
                if forms[x] == "مع" and x + 1 < end:
                    return self.phrase(x + 1, end)
                if self.is_hearer(x):
                    return self.hearer(x)
        return None

    def heard(self, mention: SourceMention, phrase: _Phrase | None) -> None:
        """Add the hearer of a statement to its chain, unless he is the publishing outlet."""
        if phrase is None:
            return
        hearer = self.mention(phrase, mention.cue, mention.verb_key, "sources.hearer")
        if any(s.pronoun == "نا" for s in self.info[phrase.first].by.get("source", ())):
            return  # لشبكتنا، لمراسلنا
        if phrase.definite and hearer.rule != "sources.reference":
            return  # للموقع، للوكالة: nobody of that kind is named, so it is the outlet itself
        if phrase.group == "organisation" or hearer.rule == "sources.reference" or not self.is_own(hearer.names):
            mention.chain.append(hearer)

    def is_own(self, names: Iterable[str]) -> bool:
        """True for a name of the publishing outlet."""
        folded = [fold_word(n) for n in names]
        return any(o == f or " " in f and f in o or " " in o and o in f for o in self.own for f in folded)

    # ------------------------------------------------------------------ source phrases

    def plain(self, first: int, last: int, clitics: str) -> str:
        """The phrase as written, without quotation marks, brackets and the clitics that do not belong to it."""
        written = _QUOTES.sub("", self.text.slice(first, last))
        for letter in clitics.replace("ال", ""):
            if written[:1] == letter:
                written = written[1:]
        if clitics.endswith("لل"):
            written = "ال" + written
        return " ".join(written.split())

    def quoted(self, k: int) -> int:
        """End of the quotation that opens at token ``k``, at most six words long, or 0."""
        if k not in self.text.pre:
            return 0
        for x in range(k, min(k + 6, len(self.forms))):
            if x in self.text.post:
                return x + 1
            if self.kinds[x] == "l":
                break
        return 0

    def of_actor(self, m: ActorMention) -> _Phrase:
        office = m.of.kind if m.cls == "person" and m.of is not None else ""
        titled = m.head > m.first and not self.doc.sense(m.first, "sourceadj", "introducer")
        kind = _BODY_KINDS.get(m.kind, "official" if titled or office else "witness")
        if office:
            kind = _BODY_KINDS.get(office, kind)
        if m.cls == "people" and m.kind == "armed_group":
            kind = "armed_group"
        return _Phrase(m.first, m.last, m.names, kind, "", False, 1 if m.cls == "people" else 2, m.cls == "outlet", -1)

    def phrase(self, j: int, end: int, prep: bool = False) -> _Phrase | None:
        """The source phrase that begins at token ``j`` and ends before ``end``; ``prep`` allows an attached ل."""
        if j >= end or self.kinds[j] != "w":
            return None
        first = j
        sense = self.doc.sense(j, "source")
        part = ""
        if sense is not None and sense.has("part"):
            part = sense.clitics
            j += 1 + len(sense.rest)
            if j >= end or self.kinds[j] != "w":
                return None
            sense = self.doc.sense(j, "source")
            if sense is not None and sense.has("part"):
                return None
        actor = self.at.get(j)
        if actor is not None and (actor.cls == "nisba" or actor.last > end):
            actor = None
        if sense is not None and not (set(sense.clitics) - set("والف" if not prep else "والفب")):
            if not prep and "ل" in sense.clitics.replace("ال", ""):
                return None
        elif sense is not None:
            sense = None
        if sense is None and actor is not None and not prep and actor.clitics.replace("ال", "").lstrip("وف"):
            return None
        if sense is None and actor is None:
            return self.other(first, j, end, part)
        if sense is not None and sense.has("stat") and not sense.pronoun and "ال" not in sense.clitics and sense.clitics != "لل":
            owner = self.phrase(j + 1, end, prep=True)
            if owner is not None and owner.rank:
                return owner._replace(first=first, names=[*owner.names, self.plain(first, owner.last, sense.clitics)])
        if sense is None:
            assert actor is not None
            return self.apposed(first, actor, end, part)
        return self.built(first, j, end, sense, actor, part)

    def other(self, first: int, j: int, end: int, part: str) -> _Phrase | None:
        """A quoted name, or any indefinite noun: the weakest kind of subject."""
        close = self.quoted(j)
        if close and close <= end and close - j <= 4:
            return _Phrase(first, close, [self.plain(j, close, "")], "organisation", "", False, 2, True, -1)
        by = self.info[j].by
        if by.keys() & {"g", "trigger", "toll", "speech", "saying", "sourcestop", "realis", "thing"} or j in self.skip or self.forms[j] in _AUXILIARIES:
            return None
        k = j + 1
        while k < end and k < j + 4 and self.kinds[k] == "w" and not self.ends(k) and k not in self.skip and "g" not in self.info[k].by:
            k += 1
        rank = 1 if part or first < j else 0
        return _Phrase(first, k, [self.plain(first, k, part or self.lead(first))], "anonymous", "", False, rank, False, -1)

    def lead(self, k: int) -> str:
        """The conjunction that is cut off an unlisted word: only before the article."""
        return "و" if self.forms[k].startswith("وال") else ""

    def apposed(self, first: int, actor: ActorMention, end: int, part: str) -> _Phrase:
        """A known party, with a name in brackets or quotation marks behind it."""
        phrase = self.of_actor(actor)
        last = actor.last
        names = list(actor.names)
        if first < actor.first:
            names.insert(0, self.plain(first, last, part))
        bracket = self.bracket(last, end)
        if bracket:
            names.append(self.plain(last + 1, bracket - 1, ""))
            last = bracket
        if last < end and self.forms[last] in _REFLEXIVES:
            last += 1
        return phrase._replace(first=first, last=last, names=names, hearer=last if last < end and self.is_hearer(last) else -1)

    def bracket(self, k: int, end: int) -> int:
        if k < end and self.forms[k] == "(":
            for x in range(k + 1, min(k + 6, end)):
                if self.forms[x] == ")":
                    return x + 1 if x > k + 1 and not any(self.kinds[y] == "n" for y in range(k, x)) else 0
        return 0

    def ends(self, k: int) -> bool:
        """True for words that no source phrase holds."""
        by = self.info[k].by
        if not by:
            return self.forms[k] in _AUXILIARIES
        return "sourcestop" in by or "speech" in by or "realis" in by and self.doc.sense(k, "realis") is not None or any(s.pos == "v" and not s.near and s.clitics[:1] != "ب" for s in by.get("trigger", ()))

    def built(self, first: int, j: int, end: int, sense: Sense, actor: ActorMention | None, part: str) -> _Phrase:
        """Extend a listed head over its adjectives, genitives, prepositional phrases and the name in apposition."""
        forms, kinds, info, skip = self.forms, self.kinds, self.info, self.skip
        clitics = part or sense.clitics
        lead = sense.clitics if first == j else clitics
        definite = "ال" in sense.clitics or sense.clitics.endswith("لل")
        body = sense.has("body")
        group = next((f[6:] for f in sense.features if f.startswith("group:")), "")
        names: list[str] = []
        known: ActorMention | None = None
        k = j + 1 + len(sense.rest)
        closed = definite or bool(sense.pronoun)
        if actor is not None and actor.cls in ("registry", "outlet", "person") and actor.last > k:
            known, k, closed = actor, actor.last, True
        adjective = bare = False
        core = 0
        person = 0
        hearer = -1
        limit = min(end, j + 16)
        while k < limit:
            form = forms[k]
            if kinds[k] != "w":
                close = self.bracket(k, end)
                if close and (body or known or group == "correspondent"):
                    names.append(self.plain(k + 1, close - 1, ""))
                    k, closed = close, True
                    continue
                break
            if k in skip or self.ends(k):
                break
            if form in _REFLEXIVES:
                k += 1
                break
            sub = self.at.get(k)
            if sub is not None and sub.last > end:
                sub = None
            if form in _LINKS and not (definite and not body and form != "باسم"):
                q = k + 1
                while q < limit and forms[q] in ("داخل", "صفوف", "تلك", "هذه", "ابناء", "اهل"):
                    q += 1
                if q >= limit or kinds[q] != "w" or q in skip or self.ends(q) or "g" in info[q].by or any(s.pronoun for s in info[q].by.get("source", ())):
                    break
                if form == "ل" and self.is_hearer(k):
                    hearer = k
                    break
                if form == "من" and (known or body and group not in ("channel", "office")) and not adjective:
                    break
                core = core or k
                sub = self.at.get(q)
                if sub is not None and sub.last <= end and sub.cls != "nisba":
                    self.owner(sense, sub, names)
                    k, closed = sub.last, True
                else:
                    closed = forms[q].startswith("ال")
                    k = q + 1
                    if "head" in info[q].by or "source" in info[q].by or not closed:
                        closed = closed and True
                adjective = False
                bare = True
                continue
            if "g" in info[k].by:
                break
            if form[:1] == "ل" and len(form) > 3 and sub is None or sub is not None and sub.clitics[:1] == "ل":
                if not body and self.is_hearer(k):
                    hearer = k
                    break
                if not (form.startswith("لل") or sub is not None or body or sense.key == "official"):
                    break
                core = core or k
                if sub is not None:
                    self.owner(sense, sub, names)
                    k, closed = sub.last, True
                else:
                    closed = form.startswith("لل")
                    k += 1
                bare = True
                continue
            if form[:1] == "ب" and len(form) > 3 and (form.startswith("بال") or sub is not None and sub.clitics == "ب" and sub.cls in ("registry", "unit") or any(s.clitics.startswith("ب") for s in info[k].by.get("head", ()))) and not info[k].by.keys() & {"trigger", "toll", "thing"}:
                core = core or k
                closed = form.startswith("بال")
                k = sub.last if sub is not None else k + 1
                closed = closed or sub is not None
                bare = True
                continue
            if not closed and not adjective:
                if sub is not None and sub.cls != "nisba" and (body or not sub.clitics or "ال" in sub.clitics):
                    if sub.cls == "person":
                        person = k
                        names += sub.names[:1]
                    else:
                        self.owner(sense, sub, names)
                    k, closed = sub.last, True
                    continue
                if form.startswith("ال") or k in self.text.pre and self.quoted(k):
                    close = self.quoted(k)
                    if close and close <= end:
                        if sense.key in ("outlet", "organisation"):
                            names.append(self.plain(k, close, ""))
                        if sub is not None and sub.cls == "outlet":
                            known = sub
                        k = close
                    else:
                        k += 1
                    closed = True
                    continue
                if self.like_adjective(k):
                    if sub is not None and sub.cls == "nisba":
                        names += sub.names[:1] if sense.has("paper") else []
                    adjective = True
                    k += 1
                    continue
                if info[k].by.keys() & {"trigger", "toll", "thing"} and not body:
                    break
                if not body and sense.key not in ("official", "armed_group", "correspondent") and not bare and not part:
                    break
                if sense.has("paper") or k - j > 6:
                    break
                k += 1
                continue
            if adjective:
                if self.like_adjective(k):
                    k += 1
                    continue
                if sub is not None and sub.cls == "person" and not sub.clitics:
                    person = k
                    names += sub.names[:1]
                    k = sub.last
                break
            if sub is not None and sub.cls == "person" and not sub.clitics:
                person = k
                names += sub.names[:1]
                k = sub.last
                break
            if k in self.text.pre and (close := self.quoted(k)) and close - k <= 3 and close <= end:
                names.append(self.plain(k, close, ""))
                if sub is not None and sub.cls == "outlet":
                    known = sub
                k = close
                continue
            if form.startswith("ال") and not info[k].by.keys() & {"trigger", "toll", "thing"}:
                k = sub.last if sub is not None and sub.cls != "people" else k + 1
                continue
            if form.startswith("وال") and body and not info[k].by.keys() & {"trigger", "toll"} and not definite:
                k += 1
                continue
            break
        last = min(k, end)
        full = self.plain(first, last, lead)
        if person:
            names = [*names[-1:], self.plain(first, person, lead), full, *names[:-1]]
        else:
            names.insert(0, full)
            if core and core > j and core < last:
                names.insert(1, self.plain(first, core, lead))
        if first < j:
            names.append(self.plain(j, last, sense.clitics))
        if known is not None:
            names += known.names
        kind = sense.key
        if sense.has("own") and not definite and not person:
            kind = "anonymous"
        if known is not None and known.cls != "person":
            kind = _BODY_KINDS.get(known.kind, kind)
        if group == "spokesperson" or sense.has("own"):
            party = next((self.at[x] for x in range(j + 1, last) if x in self.at and self.at[x].kind == "armed_group"), None)
            if party is not None and kind != "anonymous":
                kind = "armed_group"
        if group == "source" and not adjective and not core and any(x in self.at and self.at[x].cls in ("registry", "outlet") for x in range(j + 1, last)):
            kind = "organisation"
        if any(forms[x] == "عدم" and x + 1 < end and forms[x + 1] in _UNNAMED for x in range(last, min(last + 6, end))):
            kind = "anonymous"
        reference = (definite or bool(sense.pronoun)) and known is None and not core and not person and last - j <= 3
        return _Phrase(first, last, list(dict.fromkeys(names)), kind, group, reference, 2, sense.key == "outlet", hearer)

    def owner(self, sense: Sense, sub: ActorMention, names: list[str]) -> None:
        """The body behind a paper, its figures or its sources is a name of them: تقرير للأمم المتحدة، مصادر المرصد."""
        if sense.has("paper") or sense.has("stat") or sense.has("group:source") and sub.kind in ("organisation", "outlet") and not sense.clitics:
            names += sub.names
        elif sense.has("body") and sub.cls in ("registry", "outlet") and sub.kind in ("organisation", "outlet", "state_media"):
            names += sub.names

    def like_adjective(self, k: int) -> bool:
        form = self.forms[k]
        by = self.info[k].by
        if "sourceadj" in by or "tie" in by:
            return True
        if form.startswith(("ال", "لل", "بال")) or by.keys() & {"toll", "thing", "trigger"}:
            return False
        # ى is a name's ending, ي an adjective's; folding makes them one
        return len(form) > 2 and bool(_ADJECTIVE.search(form)) and not self.text.word(k).endswith("ى")

    # ------------------------------------------------------------------ references

    def mention(self, phrase: _Phrase, cue: int, key: str, rule: str) -> SourceMention:
        """The mention of a phrase; a definite noun (المصدر، المرصد، التقرير) becomes the source it stands for."""
        if phrase.definite:
            source = self.referent(phrase)
            if source is not None:
                names = list(dict.fromkeys([*source.names, *phrase.names]))
                out = SourceMention(phrase.first, phrase.last, cue, names, source.kind, key, "sources.reference", True)
                out.chain = list(source.chain)
                return out
        return SourceMention(phrase.first, phrase.last, cue, list(phrase.names), phrase.kind, key, rule)

    def referent(self, phrase: _Phrase) -> SourceMention | None:
        words = fold_word(phrase.names[0]).replace("ال", "").split()
        fallback: SourceMention | None = None
        for record in reversed(self.records):
            for source in (record.mention, *record.mention.chain):
                held = {w.removeprefix("ال") for w in fold_word(" ".join(source.names)).split()}
                if record.mention is source and record.group == phrase.group or words[0] in held:
                    if len(words) > 1 and not any(w in held for w in words[1:]):
                        fallback = fallback or (source if phrase.group == "source" else None)
                        continue
                    return source
        if phrase.group == "paper":
            for record in reversed(self.records):
                if record.group in ("organisation", "office") or record.mention.kind in ("organisation", "official"):
                    return record.mention
        if len(words) == 1 and phrase.group in ("organisation", "outlet", "office"):
            best: ActorMention | None = None
            for m in self.actors:
                if m.cls in ("registry", "outlet", "unit") and any(" " in n and fold_word(n).split()[0].removeprefix("ال") == words[0] for n in m.names):
                    best = m
                    if m.first < phrase.first:
                        continue
                    break
            if best is not None:
                p = self.of_actor(best)
                return SourceMention(best.first, best.last, best.first, best.names, p.kind, "say", "sources.reference")
        return fallback

    @staticmethod
    def again(source: SourceMention, first: int, last: int, cue: int, key: str, rule: str) -> SourceMention:
        out = SourceMention(first, last, cue, source.names, source.kind, key, rule, True)
        out.chain = list(source.chain)
        return out

    def keep(self, mention: SourceMention, style: str, start: int, group: str, spread: bool = False) -> None:
        self.records.append(_Record(mention, style, start, group, spread))

    # ------------------------------------------------------------------ scopes

    def scopes(self) -> None:
        records = self.records
        for n, record in enumerate(records):
            if record.style == "fixed":
                continue
            mention = record.mention
            sentence = self.doc.sentence(mention.cue)
            end = sentence.last
            if record.style == "headline":
                mention.scope = (record.start, self.line_end(sentence))
                continue
            if record.style == "verb":
                close = self.quotation(record.start, end)
                if close:
                    mention.scope = (record.start, close)
                    continue
            for later in records[n + 1 :]:
                m = later.mention
                if m.cue >= end:
                    break
                if later.style in ("verb", "prep"):
                    cut = self.clause_of(min(m.first, m.cue), sentence.first)
                    if cut > record.start:
                        end = min(end, cut)
                        break
            if record.style == "prep":
                mention.scope = self.prepositional(record, n, sentence, end)
            else:
                start = record.start
                if record.style == "aside":
                    start = self.clause_start(mention.cue - 1, sentence.first)
                mention.scope = (start, self.stopped(record, end))

    def line_end(self, sentence: Sentence) -> int:
        end = sentence.last
        for s in self.text.sentences[self.doc.sentence_of[sentence.first] :]:
            if s.line != sentence.line:
                break
            end = s.last
        return end

    def quotation(self, k: int, end: int) -> int:
        """End of the quotation that makes up the whole statement behind token ``k``, or 0."""
        pre, post = self.text.pre, self.text.post
        for x in range(k, min(k + 14, end)):
            if x in pre and (x == k or self.opens(x - 1, end)):
                depth = 0
                for y in range(x, min(x + 220, len(self.forms))):
                    depth += len(pre.get(y, ""))
                    depth -= len(post.get(y, ""))
                    if depth <= 0:
                        return y + 1 if y - x >= 5 or self.forms[x - 1] == ":" else 0
                    if self.kinds[y] == "l":
                        return 0
                return 0
            if self.opens(x, end) and x + 1 not in pre:
                return 0
        return 0

    def clause_of(self, k: int, low: int) -> int:
        """Where the clause of a cue at token ``k`` sets off from the one before, or -1 when it is embedded in it."""
        forms = self.forms
        while k - 1 >= low and forms[k - 1] in _AUXILIARIES and forms[k - 1] != "ان":
            k -= 1
        if forms[k][:1] == "و" and (forms[k] in _AUXILIARIES or self.coordinated(k)):
            return k
        if k - 1 >= low and forms[k - 1] in _BREAKS:
            return k - 1
        if k - 2 >= low and forms[k - 1] == "ان" and forms[k - 2] in ("غير", "الا", "بيد", "قبل"):
            return k - 2
        return -1

    def coordinated(self, k: int) -> bool:
        by = self.info[k].by
        return any(s.clitics[:1] == "و" for cls in ("speech", "saying", "source", "head", "people") for s in by.get(cls, ())) or k in self.at and self.at[k].clitics[:1] == "و"

    def clause_start(self, k: int, low: int) -> int:
        """First token of the clause that holds token ``k``: behind the last comma with و or بينهم."""
        forms = self.forms
        for x in range(k, low, -1):
            if forms[x - 1] == "،" and (forms[x][:1] == "و" or self.doc.is_g(x, "sub", "rel")):
                return x
        return low

    def stopped(self, record: _Record, end: int) -> int:
        """Where the statement ends before its sentence does.

        A demand or threat that the speaker adds (، وهدد) is an act of his own; a statement told by a verbal noun
        (أعلن تفجير مبنى) does not run on over لكن.
        """
        forms, info = self.forms, self.info
        k = record.start
        finite = self.speaks(k, end)
        for x in range(k + 1, end):
            if forms[x - 1] != "،":
                continue
            if forms[x][:1] == "و" and any(
                s.pos == "v" and s.key in ("statement", "accusation") and s.clitics == "و" for s in info[x].by.get("trigger", ())
            ):
                return x
            if not finite and forms[x] in _CONTRASTS:
                return x
        return end

    def prepositional(self, record: _Record, n: int, sentence: Sentence, end: int) -> tuple[int, int]:
        forms = self.forms
        mention = record.mention
        cue = mention.cue
        low = sentence.first
        for earlier in self.records[:n]:
            if low < earlier.mention.scope[1] <= cue and earlier.mention.cue >= sentence.first and earlier.style == "prep":
                low = earlier.mention.scope[1]
        lead = self.info[cue].by["speech"][0].clitics[:1] == "و"
        if cue == sentence.first or lead and forms[cue - 1] in ("،", "\n") or cue <= sentence.first + 1 and self.kinds[cue - 1] == "p":
            return record.start, end
        comma = forms[cue - 1] == "،"
        rest = record.start
        while rest < sentence.last and (self.kinds[rest] != "w" or rest in self.skip or self.is_stop(rest, "time")):
            rest += 1
        final = rest >= sentence.last or any(s.key == "saynoun" for s in self.info[rest].by.get("speech", ()))
        if not comma:
            start = self.clause_start(cue, low)
            return start, cue if not final else end
        if final:
            return low, end
        start = self.clause_start(cue - 1, low)
        before = self.info[cue - 2].by if cue - 2 >= low else {}
        if any(s.pos == "v" for s in before.get("trigger", ())) or self.doc.is_g(cue - 2, "result"):
            start = cue - 2
        for x in range(rest, end):
            if x and forms[x - 1] == "،" and forms[x][:1] == "و" or forms[x] in _BREAKS and x > rest:
                end = x
                break
        return start, end

    def chains(self) -> None:
        """A source that speaks inside what another says is passed on by it."""
        records = self.records
        for n, record in enumerate(records):
            inner = record.mention
            if record.style == "fixed" or record.spread or inner.verb_key in ("claim", "deny"):
                continue
            for outer in records[max(0, n - 3) : n]:
                m = outer.mention
                if outer.style not in ("verb",) or m.verb_key in ("claim", "deny") or outer.spread:
                    continue
                if m.scope[0] <= inner.cue < m.scope[1] and m.names[0] != inner.names[0] and all(c.names[0] != m.names[0] for c in inner.chain):
                    inner.chain += [m, *m.chain]
        for n, record in enumerate(records):
            if record.spread:
                # whoever denies or corrects a rumour is no source of it
                for outer in records[:n]:
                    a, b = outer.mention.scope
                    if a <= record.mention.cue < b:
                        outer.mention.scope = (a, record.mention.cue)
