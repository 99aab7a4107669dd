"""Acts that a list itemises without a doer: a communiqué's balance of the day, whose items begin with verbal nouns.

«تمكنت قواتنا من تحقيق ما يلي: - قتل … - العثور على … - اعتقال …»: who did it all stands in the line that leads the list
in, or is the body that speaks («قواتنا»).
"""

from __future__ import annotations

from typing import Final

from sijill.reading.act.draft import Draft
from sijill.reading.act.scene import Mentions, Scene
from sijill.reading.act.triggers import Trigger
from sijill.reading.clauses import function
from sijill.reading.document import Document
from sijill.reading.party.actors import ActorMention
from sijill.reading.role.filing import frame_of

_MARKS: Final = 5
"""Tokens of bullets, numbers and ordinals that may stand before the noun that opens an item."""
_LABEL: Final = 2
"""Words that may stand before a colon at the head of an item: أولاً:, في الحويجة:."""
_SUBJECT: Final = ("direct", "genitive", "clause")
_STRIKES: Final = frozenset(("strike", "attack", "fire", "blast"))
"""Frames whose noun with the article points back to what was told: الهجوم, القصف."""
_DONE: Final = frozenset(("act", "seize", "strike", "take"))
_BETWEEN_SIDES: Final = frozenset(("clash", "exchange", "deal", "gather", "call"))
"""Frames of acts that have two sides, or that nobody does to another."""


def doers(doc: Document, mentions: Mentions) -> dict[int, ActorMention]:
    """Who did what the items of lists tell of, by the number of the sentence that opens an item."""
    sentences, number = doc.text.sentences, doc.sentence_of
    found: dict[int, bool] = {}
    for t in mentions.triggers:
        if t.sentence not in found:
            marked = _opens(doc, t)
            if marked is not None:
                found[t.sentence] = marked
    if not found:
        return {}
    own = _own(doc, mentions)
    out: dict[int, ActorMention] = {}
    lead: ActorMention | None = None
    line = -1
    for n, sentence in enumerate(sentences):
        if sentence.line == line:
            if sentence.last > sentence.first and doc.text.forms[sentence.last - 1] == ":":
                lead = _leading(doc, mentions, number, n) or own
            continue
        line = sentence.line
        if n in found:
            doer = lead or (own if found[n] else None)
            if doer is not None:
                out[n] = doer
        elif not _marked(doc, sentence.first):
            lead = None
        if doc.text.forms[sentence.last - 1] == ":":
            lead = _leading(doc, mentions, number, n) or own
    return out


def takes(scene: Scene, draft: Draft) -> bool:
    """True for an act of an item whose doer the words of the item leave out."""
    t = draft.trigger
    if t.verbal:  # قتل 73 إرهابياً، ضبط كدس: verbal nouns, written like the verb
        return not (t.sense.clitics or t.sense.pronoun) and (any(m.armed for m in draft.targets) if t.casualty or t.type == "killing" else t.frame in _DONE)
    if t.sense.pronoun or t.sense.form.number == "p":
        return False
    frame = frame_of(scene, t)
    if frame is None or frame.name in _BETWEEN_SIDES or frame.subject == "target":
        return False
    return frame.genitive == "target" or frame.subject == "agent"


def _opens(doc: Document, t: Trigger) -> bool | None:
    """Whether the item that a verbal noun opens has a mark before it; None where it opens no line."""
    sentence = doc.text.sentences[t.sentence]
    definite = t.sense.clitics == "ال" and t.frame not in _STRIKES
    if (t.sense.clitics and not definite) or t.i - sentence.first > _MARKS + 2:
        return None
    if t.verbal and (t.sense.form.number != "s" or t.sense.form.tense != "perf" or t.sense.form.form.endswith("ت")):
        return None
    words = [k for k in range(sentence.first, t.i) if doc.text.kinds[k] == "w"]
    hour = len(words) == 1 and doc.text.kinds[t.i - 1] == "n" and _marked(doc, sentence.first)  # 2) الساعة 14:10 استهداف
    if words and not hour and (len(words) > _LABEL or doc.text.forms[t.i - 1] not in (":", "-", "–", "/", ".")):
        return None
    if t.sentence and doc.text.sentences[t.sentence - 1].line == sentence.line:
        return None
    return t.i > sentence.first or _marked(doc, sentence.first)


def _marked(doc: Document, first: int) -> bool:
    """True for a line that a bullet or number opens."""
    return doc.text.kinds[first] != "w" or (first > 0 and doc.text.kinds[first - 1] == "p" and doc.text.forms[first - 1] not in (":", ".", "؟", "!", "»", "\"", "،"))


def _own(doc: Document, mentions: Mentions) -> ActorMention | None:
    """The body of «قواتنا», for a text that speaks in the first person."""
    for m in mentions.actors:
        if m.rule == "actors.members" and m.last == m.first + 1 and doc.text.forms[m.first].endswith("نا") and m.of is not None:
            return m
    return mentions.speaker if mentions.speaker is not None and mentions.speaker.armed else None


def _leading(doc: Document, mentions: Mentions, number: list[int], n: int) -> ActorMention | None:
    """The armed body that is subject of the line that leads a list in; none for a body that is acted against."""
    sentence = doc.text.sentences[n]
    for m in mentions.actors:
        if number[m.first] == n and m.armed and m.cls not in ("nisba", "person") and "unidentified" not in m.attributes:
            return m if function(doc, m.first, m.clitics, sentence.first) in _SUBJECT else None
    return None
