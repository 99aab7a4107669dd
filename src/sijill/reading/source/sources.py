"""Attribution: who says so, and through whom.

A *cue* (speech verb, وفق/بحسب, the colon of a headline) leads to a *source phrase* (مصدر أمني في محافظة ديالى) and
to the tokens it speaks for, its *scope*.  Three passes: cues and phrases in text order (here), scopes from the cues
that share a sentence, chains from the scopes that lie inside each other (``source_scopes``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice
from typing import Final

from sijill.arabic import Sentence, fold_word
from sijill.arabic.letters import has_passive_mark
from sijill.knowledge.bits import (
    G_REL,
    M_BODY,
    M_HEAR,
    M_NAMED,
    M_PAPER,
    M_PERF,
    M_REPORT,
    M_SRC,
    M_STAT,
    M_STREET,
    M_THAT,
    SAYING,
    SOURCE,
    SPEECH,
    TIE,
    TRIGGER,
)
from sijill.knowledge.lexicon import NO_SENSES, Sense
from sijill.reading.document import Document
from sijill.reading.party.actors import ActorMention
from sijill.reading.source.source_mentions import Phrase, Record, SourceMention
from sijill.reading.source.source_phrases import Phrases
from sijill.reading.source.source_scopes import link_chains, set_scopes

__all__ = ["SourceMention", "find", "for_token"]

_BACK: Final = 60
"""How many sources back a reference (المصدر ذاته) is looked for."""
_NEGATIONS: Final = frozenset(("عدم", "بعدم", "لم", "لن", "لا", "ولم", "ولن", "ولا", "فلم", "فلا"))
_OPENERS: Final = frozenset((
    "،", "؛", "|", "•", "كان", "كانت", "وكان", "وكانت", "يكون", "تكون", "اما", "واما", "ان", "بينما", "فيما", "لكن", "حين",
))
_LOOSE_GROUPS: Final = frozenset(("source", "correspondent", "activist", "information", "spokesperson", "expert"))
_BODY_GROUPS: Final = frozenset(("organisation", "outlet", "office"))
_BODY_CLASSES: Final = frozenset(("registry", "outlet", "unit"))
_ISSUERS: Final = frozenset(("organisation", "office", "official"))
_OFFICIAL: Final = fold_word("مسؤول")
_ANAPHORS: Final = frozenset(("انها", "انه", "انهم"))
_COMPLEMENTS: Final = frozenset(("الي", "عن", "عدد"))
_COPULAS: Final = frozenset(("قد", "كان", "كانت"))
_WHAT: Final = frozenset(("ما", "لما", "بما", "مما", "عما", "كلما"))
_ABOUT: Final = frozenset(("عن", "حول", "بشان", "بخصوص", "من"))
_UPON: Final = frozenset(("علي", "في", "عبر", "ع", "ب"))
_AFLOAT: Final = 5
"""Tokens from what goes round to where it goes round."""
_AS: Final = {"كما": 1, "مثلما": 1}
"""Words before a verb of speech that make it an aside: كما أفاد مصدر; على ما أفاد has two of them."""
_NO_REPORTS: Final = frozenset(("دون", "ورود", "عدم", "لا", "بدون"))
_LISTS: Final = frozenset(("-", "*", "•", "▪", "●", "◼", "♦"))
_UNREAD: Final = 4
"""Words of a speaker's name at the head of a line that no list knows."""
_HOLDERS: Final = frozenset(("official", "spokesperson", "officer", "source", "correspondent"))
_TOLD: Final = ("g", "trigger", "speech", "toll", "realis")
_DASHES: Final = frozenset(("-", "–", "—", "/"))
_CARRY_SENTENCES: Final = 4
_SUBJECT_TOKENS: Final = 16
_THAT_TOKENS: Final = 20


def find(doc: Document, actors: Iterable[ActorMention], skip: set[int], own: Sequence[str] = ()) -> list[SourceMention]:
    """All attributions of a report in text order.

    ``skip`` are the tokens of dates.  ``own`` are the names of the publishing outlet, which is not added as the hearer
    of its own sources.
    """
    return _Finder(doc, actors, skip, own).run()


def for_token(mentions: list[SourceMention], i: int) -> list[SourceMention]:
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
        self.phrases = Phrases(doc, actors, skip)
        self.at = self.phrases.at
        self.own = [fold_word(n) for n in own]
        self.records: list[Record] = []
        self.used: set[int] = set()
        self._headed: dict[str, list[ActorMention]] | None = None

    # ------------------------------------------------------------------ passes

    def run(self) -> list[SourceMention]:
        forms = self.forms
        cues = sorted({*self.doc.having("speech"), *self.doc.having("saying"), *self.doc.having("channel")})
        if ":" in forms:
            at = -1
            for _ in range(forms.count(":")):
                at = forms.index(":", at + 1)
                cues.append(at)
            cues.sort()
        for i in cues:
            mask = self.info[i].mask
            if i in self.used:
                continue
            if mask & SPEECH:
                self.cue(i, "speech")
            elif mask & SAYING:
                self.cue(i, "saying")
            elif "channel" in self.info[i].by:
                self.channel(i)
            else:
                self.colon(i)
        self.headline()
        set_scopes(self.phrases, self.records)
        link_chains(self.records)
        return [r.mention for r in self.records]

    def cue(self, i: int, cls: str) -> None:
        sense: Sense | None = self.info[i].by[cls][0]
        if sense is None or sense.rest or len(self.info[i].by[cls]) > 1:
            sense = self.doc.sense(i, cls)
            if sense is not None and not sense.rest:
                senses = [s for s in self.info[i].by[cls] if not s.rest]
                fitting = [s for s in senses if s.near and self.has_near(i, s)] + [s for s in senses if not s.near]
                sense = next((s for s in fitting if s.pos != "v" or self.asserted(i, s)), sense)
        if sense is None or i in self.skip:
            return
        heard = next((s for s in self.info[i].by[cls] if s.marks & M_HEAR), None)
        if sense.key == "according":
            self.according(i, sense)
        elif (heard is not None and self.hear(i)) or self.rumour(i, sense):
            return
        elif sense.marks & M_REPORT:
            self.told(i, sense)
        elif (sense.marks & M_STREET or (sense.pos == "v" and sense.form.voice != "p")) and self.asserted(i, sense):
            self.verb(i, sense)

    def asserted(self, i: int, sense: Sense) -> bool:
        """False for a verb that is negated, passive by its vowel marks, or of another sense (نقل without عن)."""
        text = self.text
        if text.ends[i] - text.starts[i] > len(self.forms[i]) and has_passive_mark(text.word(i)):
            return False
        if sense.near and not self.has_near(i, sense):
            return False
        if sense.marks & M_NAMED and sense.form.tense == "impf":
            called = text.word(i).endswith("ى")  # يُدعى, not يدّعي
            if called or not self.then_that(i + 1, self.doc.sentence(i).last, _THAT_TOKENS):
                return False
        if sense.marks & M_PERF and sense.form.tense != "perf":
            return False
        if sense.marks & M_THAT and not sense.has("papers") and not self.then_that(i + 1, self.doc.sentence(i).last, _THAT_TOKENS):
            return False
        return not self.negated(i) or sense.has("negated")

    def has_near(self, i: int, sense: Sense) -> bool:
        """True where a word stands that the verb needs behind it (نقل … عن)."""
        return not sense.near.isdisjoint(self.forms[i + 1 : min(i + 12, self.doc.sentence(i).last)])

    def negated(self, i: int) -> bool:
        before = self.forms[i - 1] if i else ""
        return before in _NEGATIONS or (before == "ان" and i > 1 and self.forms[i - 2] in ("دون", "بدون"))

    # ------------------------------------------------------------------ speech verbs

    def verb(self, i: int, sense: Sense) -> None:
        p = self.phrases
        end = self.doc.sentence(i).last
        after = i + 1 + len(sense.rest)
        if sense.form.number == "p" and sense.form.tense == "impf" and sense.form.form.startswith("ن"):
            return  # نعلن لشعبنا أن: the report itself speaks
        passed: Phrase | None = None
        j = p.over_time(after, end)
        if j < end and p.is_hearer(j):
            passed = p.hearer(j)
            j = p.over_time(passed.last if passed else j + 1, end)
        that = p.opens(j, end)
        phrase = None if that else p.at_token(j, end, least=2 if sense.marks & M_SRC else 0)
        if phrase is not None and sense.near and self.forms[phrase.first] in sense.near:
            phrase = None  # المرصد يرفع حصيلة القتال: the object
        start = phrase.last if phrase else after
        told = phrase if sense.has("tells") and phrase is not None and (phrase.group == "correspondent" or phrase.outlet) else None
        if phrase is None and self.forms[j : j + 2] == ["كل", "من"]:
            phrase = p.at_token(j + 2, end, least=2)  # أعلنت كل من X وY
            start = phrase.last if phrase else after
        if phrase is None or phrase.rank < 2 or told is not None:
            if told is not None and (speaker := self.before(i, sense)) is not None:
                passed = told
                phrase = speaker
            phrase = self.before(i, sense) or phrase
            start = max(phrase.last, after) if phrase else after
        if phrase is None and j < end and forms_in(self.forms[j]):
            phrase = self.issuer(i)
            start = after
        if sense.marks & M_THAT and not (phrase and sense.has("papers") and self.is_paper(phrase)) and not self.then_that(
            p.over_time(start, end), end
        ):
            return
        if phrase is None:
            self.carry(i, sense, j, end, that)
            return
        if sense.key == "quote":
            self.quote(i, phrase, start, end)
            return
        if self.ours(phrase):
            return
        mention = self.mention(phrase, i, sense.key, "sources.verb")
        if phrase.first > i or phrase.last == i:
            passed = self.passed_on(phrase, end) or passed
        start = max(start, self.issued(mention, phrase, end))
        self.heard(mention, passed)
        led = self.compared(i)
        if led >= 0 and phrase.first > i and not self.phrases.speaks(start, end):
            mention.cue = led
            self.keep(mention, "prep", start, phrase.group)
            return
        documented = sense.key == "doc" and bool(sense.pronoun) and phrase.first > i  # 29 حالة تجنيد وثّقتها منظمة
        style = "aside" if documented or (phrase.first > i and self.is_aside(i, sense, phrase, end)) else "verb"
        second = self.beside(phrase, end)
        if second is not None and style == "verb":
            start = max(start, second.last)
        if style == "verb" and second is None and (noun := self.told_of(i, sense, phrase, end)) >= 0:
            start = noun
        self.keep(mention, style, start, phrase.group, sense.has("spread"))
        if second is not None:
            self.keep(self.mention(second, i, sense.key, "sources.beside"), style, start, second.group, sense.has("spread"))
        if sense.lemma == "تحدث":
            self.gapped(phrase.last, end, sense)

    def compared(self, i: int) -> int:
        """The token of كما or على ما in front of a verb of speech at ``i``, or -1."""
        if i and self.forms[i - 1] in _AS:
            return i - 1
        if i > 1 and self.forms[i - 1] == "ما" and self.forms[i - 2] == "علي":
            return i - 2
        return -1

    def beside(self, phrase: Phrase, end: int) -> Phrase | None:
        """A second source joined to the first: مصادر طبية ومسؤول في الدفاع المدني."""
        k = phrase.last
        if k >= end or self.kinds[k] != "w" or not self.forms[k].startswith("و"):
            return None
        noun = self.doc.sense(k, "source")
        actor = self.at.get(k)
        if not (noun is not None and noun.clitics.startswith("و") and not self.info[k].mask & SPEECH) and not (
            actor is not None and actor.clitics.startswith("و") and actor.cls in ("registry", "outlet", "unit")
        ):
            return None
        second = self.phrases.at_token(k, end, least=2)
        if second is None:
            return None
        follows = second.last
        told = self.at.get(follows)
        jointly = follows + 1 < end and self.forms[follows] in ("في", "عبر") and any(s.marks & M_PAPER for s in self.info[follows + 1].by.get("source", NO_SENSES))
        if follows < end and not jointly and (told is None or told.cls != "outlet") and self.forms[follows] not in ("،", "ان", ":") and not self.phrases.opens(follows, end) and not self.phrases.is_time(follows):
            return None
        return second

    def issuer(self, i: int) -> Phrase | None:
        """Who issued what says it: أصدرت الخلية بياناً قالت فيه."""
        paper = any(s.marks & M_PAPER for k in range(max(0, i - 3), i) for s in self.info[k].by.get("source", NO_SENSES))
        if not paper:
            return None
        for c in range(self.doc.sentence(i).first + 1, i):
            phrase = self.phrases.at_token(c, i, least=2) if self.kinds[c] == "w" else None
            if phrase is not None:
                return phrase
        return None

    def is_paper(self, phrase: Phrase) -> bool:
        """A report or figures, which show without أن what they show."""
        return any(s.marks & M_PAPER or s.marks & M_STAT for s in self.info[phrase.first].by.get("source", NO_SENSES))

    def then_that(self, k: int, end: int, reach: int = 8) -> bool:
        """True when the statement of a verb of many senses opens at token ``k`` or behind على صفحته, في بيان."""
        for x in range(k, min(k + reach, end)):
            if self.phrases.opens(x, end):
                return True
            if (self.info[x].mask & SPEECH and self.doc.sense(x, "speech") is not None) or (self.forms[x] == "،" and x > k):
                return False
        return False

    def is_aside(self, i: int, sense: Sense, phrase: Phrase, end: int) -> bool:
        """، يقول المصدر، and ضربة، قال قائد إنها…: the words around the verb are what is said."""
        if not i or self.forms[i - 1] != "،" or sense.clitics.startswith(("و", "ف")) or sense.has("guess"):
            return False
        follows = self.forms[phrase.last] if phrase.last < end else "،"
        return follows in _ANAPHORS or (follows == "،" and not self.phrases.speaks(phrase.last, end))

    def told_of(self, i: int, sense: Sense, phrase: Phrase, end: int) -> int:
        """The noun that a clause without a relative pronoun speaks of (بعد هجوم قالت المنظمة إنه أودى ب), or -1."""
        k = i - 1
        if sense.clitics or phrase.first < i or phrase.last >= end or self.forms[phrase.last] not in _ANAPHORS:
            return -1
        low = self.doc.sentence(i).first
        if k < low or self.kinds[k] != "w":
            return -1
        if not self.info[k].mask & TRIGGER and k > low:
            k -= 1
        return k if self.info[k].mask & TRIGGER and not self.forms[k].startswith("ال") else -1

    def before(self, i: int, sense: Sense) -> Phrase | None:
        """The subject in front of its verb: مصدر طبي أفاد، وكان مراسل X قد قال، أما المرصد فذكر."""
        p, forms = self.phrases, self.forms
        low = self.doc.sentence(i).first
        for c in range(i - 1, max(low, i - _SUBJECT_TOKENS) - 1, -1):
            opener = forms[c - 1] if c > low else ""
            if self.kinds[c] != "w" or c in self.used:
                continue
            if c > low and opener not in _OPENERS and not self.heads(c, low) and not self.reports(c):
                continue
            phrase = p.at_token(c, i, least=2)
            if phrase is None:
                continue
            last = phrase.last
            if last == i or (sense.clitics.startswith("ف") and opener == "اما"):
                return phrase
            relative = self.info[last].mask & TIE or (forms[last] == "،" and forms[i - 1] == "،") or self.doc.plays(last, G_REL)
            gap = sum(forms[x] not in ("قد", "،", "عم") and not p.is_time(x) for x in range(last, i))
            return phrase if not gap or relative or (gap <= 3 and opener == "ان") else None
        return None

    def ours(self, phrase: Phrase) -> bool:
        """The publisher's own body (أحصى فريقنا): the report itself speaks."""
        return phrase.group in ("organisation", "outlet") and any(s.pronoun == "نا" and s.marks & M_BODY for s in self.info[phrase.first].by.get("source", NO_SENSES))

    def heads(self, c: int, low: int) -> bool:
        """True behind the hour or the mark that heads a line: 10:20 | وسائل إعلام تؤكد."""
        return self.kinds[c - 1] != "w" and all(self.kinds[x] != "w" or self.forms[x] == "عاجل" for x in range(low, c))

    def reports(self, c: int) -> bool:
        """True for reports and information, whose verb stands right behind them wherever they stand (تقارير تفيد بأن)."""
        return any(s.has("group:information") for s in self.info[c].by.get("source", NO_SENSES))

    def carry(self, i: int, sense: Sense, j: int, end: int, that: bool) -> None:
        """وأضاف أن، وأشار إلى، وقالت إن: the verb has no subject, the speaker before goes on."""
        forms, records = self.forms, self.records
        before = forms[i - 1] if i else ""
        if sense.marks & M_SRC and not (sense.clitics.startswith("و") and sense.form.tense == "perf" and before == "،"):
            return
        if sense.has("impersonal") and sense.form.tense == "impf":
            return
        sentence = self.doc.sentence(i)
        if not (that or j in self.text.pre):
            follows = forms[j] if j < end else ""
            opened = follows == "الي" if sense.key == "add" else sense.marks & M_SRC and follows in _COMPLEMENTS
            told = sense.key in ("announce", "say") and before == "قد" and i > sentence.first + 1
            if not opened and not told:
                return
        last = records[-1] if records else None
        if last is None or last.mention.cue < sentence.first:
            party = self.subject(sentence, i) if i > sentence.first + 1 else None
            if party is not None:
                phrase = self.phrases.of_actor(party)
                self.keep(self.mention(phrase, i, sense.key, "sources.subject"), "verb", i + 1, phrase.group)
                return
            if last is None or (i > sentence.first + 1 and before not in _COPULAS):
                return
            if self.doc.sentence_of[i] - self.doc.sentence_of[last.mention.cue] > _CARRY_SENTENCES:
                return
        self.keep(self.again(last.mention, i, i + 1, i, sense.key, "sources.carried"), "verb", i + 1, last.group)

    def subject(self, sentence: Sentence, i: int) -> ActorMention | None:
        """The party that the sentence is about: its first mention that no preposition governs."""
        for k in range(sentence.first, i):
            m = self.at.get(k)
            if m is None or m.cls == "nisba" or m.last > i or m.kind in ("civilians", "unknown"):
                continue
            if any(c in m.clitics for c in "بلك") and m.clitics not in ("ال", "وال"):
                continue
            if k > sentence.first:
                by = self.info[k - 1].by
                if any(s.pos == "p" for s in by.get("g", NO_SENSES)) or any(s.pos == "n" for s in by.get("trigger", NO_SENSES)):
                    continue
            return m
        return None

    def quote(self, i: int, outer: Phrase, k: int, end: int) -> None:
        """نقل مرصد عن سكان أن: the inner source speaks, the outer one passes it on."""
        limit = min(end, k + 8)
        while k < limit and self.forms[k] not in ("عن", "الي"):
            k += 1
        if k >= limit:
            return
        inner = self.phrases.at_token(k + 1, end)
        by = self.mention(outer, i, "quote", "sources.quote")
        if inner is None:
            self.keep(by, "verb", k + 1, outer.group)
            return
        mention = self.mention(inner, i, "quote", "sources.quote")
        if by.kind not in ("outlet", "state_media") or not self.is_own(by.names):
            mention.chain.append(by)
        self.keep(mention, "verb", inner.last, inner.group)

    def hear(self, i: int) -> bool:
        """وصلتنا معلومات من مصدرين، بلغنا من مصدر، علمت الوكالة من مصادر: True where the speaker stands behind من."""
        end = self.doc.sentence(i).last
        for k in range(i + 1, min(i + 4, end)):
            if self.forms[k] == "من":
                phrase = self.phrases.at_token(k + 1, end)
                if phrase and phrase.rank:
                    self.keep(self.mention(phrase, i, "say", "sources.hear"), "verb", phrase.last, phrase.group)
                    self.used.update(range(k, phrase.last))
                    return True
                return False
        return False

    def rumour(self, i: int, sense: Sense) -> bool:
        """ما بثته قناة كذا عن انسحاب: who spreads it speaks for what stands behind عن, whoever denies it."""
        if sense.pos != "v" or sense.pronoun != "ه" or i == 0 or self.forms[i - 1] not in _WHAT:
            return False
        end = self.doc.sentence(i).last
        phrase = self.phrases.at_token(self.phrases.over_time(i + 1, end), end, least=1)
        if phrase is None or phrase.last >= end or self.forms[phrase.last] not in _ABOUT:
            return False
        mention = self.mention(phrase, i, sense.key, "sources.rumour")
        self.keep(mention, "verb", phrase.last + 1, phrase.group, True)
        return True

    def channel(self, i: int) -> None:
        """الخبر المتداول على الواتساب عن اغتيال: nobody but the channel speaks for what stands behind عن."""
        sense = self.doc.sense(i, "channel")
        sentence = self.doc.sentence(i)
        if sense is None or i - 2 < sentence.first or self.forms[i - 1] not in _UPON:
            return
        if not self.doc.having("afloat", max(sentence.first, i - _AFLOAT), i):
            return
        last = i + 1 + len(sense.rest)
        about = next((k for k in range(last, min(last + 4, sentence.last)) if self.forms[k] in _ABOUT), None)
        if about is None:
            return
        names = [self.phrases.plain(i, last, "")]
        self.keep(SourceMention(i, last, i, names, "social_media", "doubt", "sources.channel"), "verb", about + 1, "channel", True)

    def told(self, i: int, sense: Sense) -> None:
        """تقارير عن مقتل: reports with no owner; not where the text says that there are none."""
        subject = self.records and self.records[-1].mention.first <= i < self.records[-1].mention.last
        if subject or self.forms[i + 1 : i + 2] != ["عن"] or not _NO_REPORTS.isdisjoint(self.forms[max(0, i - 3) : i]):
            return
        names = [self.phrases.plain(i, i + 1, sense.clitics)]
        self.keep(SourceMention(i, i + 1, i, names, "anonymous", "say", "sources.reports"), "verb", i + 2, "information")

    def gapped(self, k: int, end: int, sense: Sense) -> None:
        """تحدثت قناة عن 8 قتلى، ومصدر عن عشرة: the verb is understood."""
        while k < end - 1:
            k += 1
            if self.forms[k - 1] == "،" and self.forms[k].startswith("و") and self.info[k].mask & SOURCE:
                phrase = self.phrases.at_token(k, end)
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
        phrase: Phrase | None
        if self.forms[j] in ("ما", "لما", "بما") or sense.form.form in ("حسبما", "وفقما"):
            k = j + 1 if self.forms[j] in ("ما", "لما", "بما") else j
            if k < end and self.forms[k] in ("كان", "كانت", "قد"):
                k += 1
            if k >= end or not self.info[k].mask & (SPEECH | SAYING):
                return
            self.used.add(k)
            told = self.doc.sense(k, "saying")
            k += len(told.rest) if told is not None else 0  # وفق ما جاء في البيان
            if any(s.key == "quote" for s in self.info[k].by.get("speech", NO_SENSES)) and self.quoted_by(i, k, end):
                return
            k = self.phrases.over_time(k + 1, end)
            hearer = self.phrases.hearer(k) if k < end and self.phrases.is_hearer(k) else None
            if hearer is not None:
                k = hearer.last  # ما قال لموقعنا قيادي
            phrase = self.phrases.at_token(k, end) if k < end else None
            if phrase and phrase.outlet and phrase.last < end:
                # ما أبلغ به «الصحيفة» مسؤول: the first phrase is whom it was told
                second = self.phrases.at_token(phrase.last, end) if self.info[phrase.last].mask & SOURCE else None
                phrase = second or phrase
        else:
            phrase = self.phrases.at_token(j, end, prep=True)
        if phrase is None or phrase.rank == 0:
            return
        self.used.update(range(i, phrase.last))
        if phrase.group == "information" and any(self.doc.sense(k, "ground") is not None for k in range(j + 1, phrase.last)):
            return  # وفقاً لمعلومات استخبارية: why it was done, not who says so
        mention = self.mention(phrase, i, "according", "sources.according")
        if sense.form.form == "نقلا" and self.records:
            outer = self.records[-1]
            if outer.mention.cue >= sentence.first and outer.style == "prep" and i - outer.mention.last <= 6:
                mention.chain = [outer.mention, *outer.mention.chain]
                self.records.pop()
                self.keep(mention, "prep", phrase.last, phrase.group)
                mention.cue = outer.mention.cue
                return
        issued = self.issued(mention, phrase, end)
        passed = self.passed_on(phrase, end)
        self.heard(mention, passed)
        second = self.beside(phrase, end) if passed is None else None
        behind = max(phrase.last, issued, passed.last if passed else 0, second.last if second else 0)
        self.keep(mention, "prep", behind, phrase.group)
        if second is not None:
            self.used.update(range(phrase.last, second.last))
            self.keep(self.mention(second, i, "according", "sources.beside"), "prep", behind, second.group)

    def issued(self, mention: SourceMention, phrase: Phrase, end: int) -> int:
        """شهادات جمعتها المفوضية، البيان الذي نشرته الوزارة: who made the paper passes it on; the token behind him, or 0."""
        k = phrase.last
        if phrase.group not in ("paper", "information", "footage") or k + 1 >= end:
            return 0
        k += self.doc.is_g(k, "rel")
        sense = self.doc.info[k].first("issued") if k + 1 < end else None
        if sense is None or not sense.pronoun or sense.clitics:
            return 0
        maker = self.phrases.at_token(self.phrases.over_time(k + 1, end), end, least=1)
        if maker is None:
            return 0
        body = self.mention(maker, mention.cue, mention.verb_key, mention.rule)
        if phrase.definite:
            mention.names, mention.kind = list(body.names), body.kind
        elif all(c.names[0] != body.names[0] for c in mention.chain):
            mention.chain.append(body)
        self.used.add(k)
        return maker.last

    def quoted_by(self, i: int, k: int, end: int) -> bool:
        """وفق ما نقلت وكالة عن قائد الشرطة: the inner source and who passes it on."""
        outer = self.phrases.at_token(self.phrases.over_time(k + 1, end), end, least=2)
        x = outer.last if outer is not None else end
        if outer is None or x + 1 >= end or self.forms[x] != "عن":
            return False
        inner = self.phrases.at_token(x + 1, end)
        if inner is None or inner.rank == 0:
            return False
        mention = self.mention(inner, i, "according", "sources.according")
        by = self.mention(outer, i, "quote", "sources.quote")
        if by.kind not in ("outlet", "state_media") or not self.is_own(by.names):
            mention.chain.append(by)
        self.used.update(range(i, inner.last))
        self.keep(mention, "prep", inner.last, inner.group)
        return True

    # ------------------------------------------------------------------ headlines and lists

    def colon(self, i: int) -> None:
        """المرصد: حصيلة …، تقرير أممي: …، التحالف: «…»؛ and the list under a documented total."""
        sentence = self.doc.sentence(i)
        if i + 1 >= len(self.forms) or self.forms[i + 1] == "\n":
            self.listed(i)
            return
        first = sentence.first
        head = next((x + 1 for x in range(i - 1, first, -1) if self.forms[x] == "|"), first)
        first = head
        if i - first > 7 or i == first:
            return
        if head == sentence.first and first and self.forms[first - 1] not in ("\n", "️") and self.text.sentences[self.doc.sentence_of[i] - 1].line == sentence.line:
            return
        listed = self.forms[first] in _LISTS
        while first < i and self.kinds[first] != "w":
            first += 1
        if first in self.skip:
            return  # 14 آب: a date
        if first >= i or any(r.mention.cue >= first for r in self.records[-1:]):
            return
        phrase = self.phrases.at_token(first, i)
        if phrase is None or phrase.rank < 2 or self.behind_head(phrase, i) != i:
            return
        said = i + 1 in self.text.pre
        if not said and self.doc.sense(phrase.first, "profile_word", "terrain") is not None:
            return  # محافظة السويداء: where it happened
        if not said and ((listed and not phrase.group) or (not phrase.group and phrase.kind not in ("organisation", "outlet", "state_media", "armed_group"))):
            return
        mention = self.mention(phrase, i, "say", "sources.headline")
        k = phrase.last
        while k < i and self.kinds[k] == "w" and not self.phrases.is_hearer(k):
            k += 1
        if k > phrase.last:
            mention.names.insert(0, self.phrases.plain(phrase.first, k, ""))
        elif k < i and self.forms[k] in _DASHES:
            mention.names.append(self.phrases.plain(phrase.first, i, ""))
        self.keep(mention, "headline", i + 1, phrase.group)

    def behind_head(self, phrase: Phrase, i: int) -> int:
        """The token behind a speaker at the head of a line and what is said of how he spoke: مصدر طبي لمراسلنا، منسق المخيم (عبر الهاتف)."""
        k = phrase.last
        left = k
        while phrase.group in _HOLDERS and left < min(i, k + _UNREAD) and self.kinds[left] == "w" and not self.info[left].has_any(_TOLD) and not self.phrases.is_hearer(left):
            left += 1
        if left == i or (left < i and (self.forms[left] == "(" or self.kinds[left] != "w" or self.phrases.is_hearer(left))):
            k = left  # العقيد محمد قنونو: a name that no list knows
        if k < i and self.phrases.is_hearer(k):
            heard = self.phrases.hearer(k)
            k = heard.last if heard is not None else k + 1
        if k < i and self.forms[k] == "(" and self.forms[i - 1] == ")":
            return i
        if k < i - 1 and self.forms[k] in _DASHES:
            second = self.phrases.at_token(k + 1, i, least=2)
            k = second.last if second is not None else k  # قيادة الجيش – مديرية التوجيه
        return k

    def headline(self) -> None:
        """An office that heads the report and is not quoted in it publishes its own bulletin: no source."""
        records = self.records
        if records and records[0].style == "headline" and records[0].group == "office" and self.opening(records[0].mention.first):
            names = {fold_word(n) for n in records[0].mention.names}
            later = (m for r in records[1:] if (m := r.mention).rule != "sources.reference" and not m.carried)
            if not any(fold_word(n) in names for m in later for n in m.names):
                del records[0]

    def opening(self, k: int) -> bool:
        """True for a token that begins one of the first lines, with no hour and no bullet before it."""
        sentence = self.doc.sentence(k)
        return sentence.line <= 1 and not any(self.kinds[x] == "n" or self.forms[x] in _LISTS for x in range(sentence.first, k))

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

    def passed_on(self, phrase: Phrase, end: int) -> Phrase | None:
        """Who passes it on: لوكالة X, تحدثت إلى المرصد, نقلت عنهم وكالة X, في اتصال هاتفي مع مراسل X."""
        forms = self.forms
        k = phrase.last
        if phrase.hearer >= 0:
            return self.phrases.hearer(phrase.hearer)
        if k < end and self.phrases.is_hearer(k):
            return self.phrases.hearer(k)
        if k < end and forms[k] == "،":
            k += 1
        if k + 2 < end and self.info[k].mask & SPEECH:
            lemma = self.info[k].by["speech"][0].lemma
            if lemma == "تحدث" and forms[k + 1] in ("الي", "مع"):
                self.used.add(k)
                return self.phrases.at_token(k + 2, end)
            if lemma == "نقل" and forms[k + 1] in ("عنهم", "عنه", "عنها"):
                self.used.add(k)
                return self.phrases.at_token(k + 2, end)
        if k + 2 < end and forms[k] == "في" and self.doc.sense(k + 1, "sourcestop", "hearer"):
            for x in range(k + 2, min(k + 6, end)):
                if forms[x] == "مع" and x + 1 < end:
                    return self.phrases.at_token(x + 1, end)
                if self.phrases.is_hearer(x):
                    return self.phrases.hearer(x)
        return None

    def heard(self, mention: SourceMention, phrase: Phrase | None) -> None:
        """Add the hearer of a statement to its chain, unless he is the publishing outlet."""
        if phrase is None:
            return
        hearer = self.mention(phrase, mention.cue, mention.verb_key, "sources.hearer")
        if any(s.pronoun == "نا" for s in self.info[phrase.first].by.get("source", NO_SENSES)):
            return  # لشبكتنا، لمراسلنا
        if phrase.definite and hearer.rule != "sources.reference":
            return  # للموقع، للوكالة: nobody of that kind is named, so it is the outlet itself
        if hearer.kind == "correspondent" and any(fold_word(n).endswith(" " + o) for n in hearer.names for o in self.own):
            return  # مراسل سانا, where سانا publishes
        monitor = phrase.group == "organisation" or (hearer.carried and hearer.kind == "organisation" and phrase.group != "outlet")
        if monitor or not self.is_own(hearer.names):
            mention.chain.append(hearer)

    def is_own(self, names: Iterable[str]) -> bool:
        """True for a name of the publishing outlet."""
        folded = [fold_word(n) for n in names]
        return any(o == f or (" " in f and f in o) or (" " in o and o in f) for o in self.own for f in folded)

    # ------------------------------------------------------------------ references

    def mention(self, phrase: Phrase, cue: int, key: str, rule: str) -> SourceMention:
        """The mention of a phrase; a definite noun (المصدر، المرصد، التقرير) becomes the source it stands for."""
        if phrase.definite or (phrase.rank == 0 and phrase.last == phrase.first + 1):
            source = self.referent(phrase) if phrase.definite else self.namesake(phrase)
            if source is not None:
                names = list(dict.fromkeys([*source.names, *phrase.names]))
                out = SourceMention(phrase.first, phrase.last, cue, names, source.kind, key, "sources.reference", True)
                out.chain = list(source.chain)
                return out
        return SourceMention(phrase.first, phrase.last, cue, list(phrase.names), phrase.kind, key, rule)

    def referent(self, phrase: Phrase) -> SourceMention | None:
        """The source named before that a definite noun stands for.

        المصدر and المراسل go to the last of their group, المرصد and المحافظ to the last whose name holds the word;
        a report stands for the body that issued it.
        """
        head, *more = [w.removeprefix("ال") for w in fold_word(phrase.names[0]).split()]
        loose = phrase.group in _LOOSE_GROUPS or (phrase.group == "official" and head == _OFFICIAL)
        other: SourceMention | None = None
        for record in islice(reversed(self.records), _BACK):
            for source in (record.mention, *record.mention.chain):
                held = _words(source)
                if head not in held and not (loose and source is record.mention and record.group == phrase.group):
                    continue
                if not more or any(w in held for w in more):
                    return source
                if phrase.group == "source":
                    other = other or source
        if phrase.group == "paper":
            issuers = (r.mention for r in islice(reversed(self.records), _BACK) if r.group in _ISSUERS or r.mention.kind in _ISSUERS)
            return next(issuers, None)
        if more or phrase.group not in _BODY_GROUPS:
            return other
        best: ActorMention | None = None
        for m in self.headed().get(head, ()):
            best = m
            if m.first > phrase.first:
                break
        if best is None:
            return None
        kind = self.phrases.of_actor(best).kind
        return SourceMention(best.first, best.last, best.first, best.names, kind, "say", "sources.reference")

    def headed(self) -> dict[str, list[ActorMention]]:
        """The bodies named in the report by the first words of their names of several words."""
        if self._headed is None:
            self._headed = {}
            for m in self.phrases.actors:
                if m.cls in _BODY_CLASSES:
                    for head in _heads(tuple(m.names[:4])):
                        self._headed.setdefault(head, []).append(m)
        return self._headed

    def namesake(self, phrase: Phrase) -> SourceMention | None:
        """The office holder named before, of whom only the family name is left (وقال التميمي إنه)."""
        name = fold_word(phrase.names[0])
        for record in islice(reversed(self.records), _BACK):
            if any(fold_word(n).split()[-1:] == [name] for n in record.mention.names[:3] if " " in n):
                return record.mention
        return None

    @staticmethod
    def again(source: SourceMention, first: int, last: int, cue: int, key: str, rule: str) -> SourceMention:
        out = SourceMention(first, last, cue, source.names, source.kind, key, rule, True)
        out.chain = list(source.chain)
        return out

    def keep(self, mention: SourceMention, style: str, start: int, group: str, spread: bool = False) -> None:
        self.records.append(Record(mention, style, start, group, spread))


def forms_in(form: str) -> bool:
    """True for what refers to a paper told before: قالت فيه."""
    return form in ("فيه", "فيها")


def _words(source: SourceMention) -> set[str]:
    return {w.removeprefix("ال") for name in source.names[:4] for w in fold_word(name).split()}


@lru_cache(maxsize=4096)
def _heads(names: tuple[str, ...]) -> frozenset[str]:
    """First words of the names that have more than one: مرصد of المرصد السوري."""
    return frozenset(fold_word(n).split()[0].removeprefix("ال") for n in names if " " in n.strip())
