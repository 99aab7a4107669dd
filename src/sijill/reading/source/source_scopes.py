"""How far a source speaks: the scope of every cue, and the chains that nested scopes make."""

from __future__ import annotations

from typing import Final

from sijill.arabic import Sentence
from sijill.knowledge.bits import ACTS, G_REL, G_RESULT, G_SUB
from sijill.knowledge.lexicon import NO_SENSES
from sijill.reading.source.source_mentions import Record
from sijill.reading.source.source_phrases import AUXILIARIES, Phrases

_BREAKS: Final = frozenset(("بينما", "فيما", "حين", "اما", "واما", "لكن", "ولكن", "غير", "بعدما", "ثم", "حيث", "اذ", "كما"))
_CONTRASTS: Final = frozenset(("لكن", "ولكن", "غير", "الا", "بيد"))
_LEADS: Final = frozenset(("غير", "الا", "بيد", "قبل"))
_QUOTE_TOKENS: Final = 220
_QUOTE_WORDS: Final = 5


def set_scopes(phrases: Phrases, records: list[Record]) -> None:
    """Set the scope of every mention; the records stand in text order."""
    _Scopes(phrases, records).run()


def link_chains(records: list[Record]) -> None:
    """A source that speaks inside what another says is passed on by it; a rumour is not its denier's word."""
    for n, record in enumerate(records):
        inner = record.mention
        if record.style == "fixed" or record.spread or inner.verb_key in ("claim", "deny"):
            continue
        for outer in records[max(0, n - 3) : n]:
            m = outer.mention
            if outer.style != "verb" or m.verb_key in ("claim", "deny") or outer.spread:
                continue
            if m.scope[0] <= inner.cue < m.scope[1] and m.names[0] != inner.names[0] and all(c.names[0] != m.names[0] for c in inner.chain):
                inner.chain += [m, *m.chain]
    for n, record in enumerate(records):
        if record.spread:
            for outer in records[:n]:
                a, b = outer.mention.scope
                if a <= record.mention.cue < b:
                    outer.mention.scope = (a, record.mention.cue)


class _Scopes:
    def __init__(self, phrases: Phrases, records: list[Record]) -> None:
        self.phrases, self.records, self.doc = phrases, records, phrases.doc
        self.text, self.forms, self.kinds, self.info = phrases.text, phrases.forms, phrases.kinds, phrases.info

    def run(self) -> None:
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
            if x in pre and (x == k or self.phrases.opens(x - 1, end)):
                depth = 0
                for y in range(x, min(x + _QUOTE_TOKENS, len(self.forms))):
                    depth += len(pre.get(y, ""))
                    depth -= len(post.get(y, ""))
                    if depth <= 0:
                        return y + 1 if y - x >= _QUOTE_WORDS or self.forms[x - 1] == ":" else 0
                    if self.kinds[y] == "l":
                        return 0
                return 0
            if self.phrases.opens(x, end) and x + 1 not in pre:
                return 0
        return 0

    def clause_of(self, k: int, low: int) -> int:
        """Where the clause of a cue at token ``k`` sets off from the one before, or -1 when it is embedded in it."""
        forms = self.forms
        while k - 1 >= low and forms[k - 1] in AUXILIARIES and forms[k - 1] != "ان":
            k -= 1
        if forms[k].startswith("و") and (forms[k] in AUXILIARIES or self.coordinated(k)):
            return k
        if k - 1 >= low and forms[k - 1] in _BREAKS:
            return k - 1
        if k - 2 >= low and forms[k - 1] == "ان" and forms[k - 2] in _LEADS:
            return k - 2
        return -1

    def coordinated(self, k: int) -> bool:
        by = self.info[k].by
        return any(s.clitics.startswith("و") for cls in ("speech", "saying", "source", "head", "people") for s in by.get(cls, NO_SENSES)) or (k in self.phrases.at and self.phrases.at[k].clitics.startswith("و"))

    def clause_start(self, k: int, low: int) -> int:
        """First token of the clause that holds token ``k``: behind the last comma with و or بينهم."""
        forms = self.forms
        for x in range(k, low, -1):
            if forms[x - 1] == "،" and (forms[x].startswith("و") or self.doc.plays(x, G_SUB | G_REL)):
                return x
        return low

    def stopped(self, record: Record, end: int) -> int:
        """Where the statement ends before its sentence does.

        A demand or threat that the speaker adds (، وهدد) is an act of his own; a statement told by a verbal noun
        (أعلن تفجير مبنى) does not run on over لكن.
        """
        forms, info = self.forms, self.info
        k = record.start
        finite = self.phrases.speaks(k, end)
        for x in range(k + 1, end):
            if forms[x - 1] != "،":
                continue
            if record.mention.rule == "sources.rumour":
                return x - 1  # ما بثته القناة عن مقتل القائد، فهو بخير
            if forms[x].startswith("و") and any(
                s.pos == "v" and s.key in ("statement", "accusation") and s.clitics == "و" for s in info[x].by.get("trigger", NO_SENSES)
            ):
                return x
            if not finite and forms[x] in _CONTRASTS:
                return x
        return end

    def prepositional(self, record: Record, n: int, sentence: Sentence, end: int) -> tuple[int, int]:
        forms = self.forms
        mention = record.mention
        cue = mention.cue
        low = sentence.first
        for earlier in self.records[:n]:
            if low < earlier.mention.scope[1] <= cue and earlier.mention.cue >= sentence.first and earlier.style == "prep":
                low = earlier.mention.scope[1]
        lead = any(s.clitics.startswith("و") for s in self.info[cue].by.get("speech", NO_SENSES)[:1])
        if cue == sentence.first or (lead and forms[cue - 1] in ("،", "\n")) or (cue <= sentence.first + 1 and self.kinds[cue - 1] == "p"):
            return record.start, end
        comma = forms[cue - 1] == "،"
        rest = record.start
        while rest < sentence.last and (self.kinds[rest] != "w" or self.phrases.is_time(rest)):
            rest += 1
        final = rest >= sentence.last or any(s.key == "saynoun" for s in self.info[rest].by.get("speech", NO_SENSES))
        if not comma:
            start = self.clause_start(cue, low)
            return start, cue if not final else end
        if final:
            return low, end
        start = self.clause_start(cue - 1, low)
        before = self.info[cue - 2].mask if cue - 2 >= low else 0
        if before & ACTS or self.doc.plays(cue - 2, G_RESULT):
            start = cue - 2
        for x in range(rest, end):
            if (x and forms[x - 1] == "،" and forms[x].startswith("و")) or (forms[x] in _BREAKS and x > rest):
                end = x
                break
        return start, end
