"""Classes of words, roles of function words and marks of tables as bits: a word that is asked what it is answers with one test.

``Info.mask`` holds the classes of a word as :mod:`sijill.knowledge.lexicon` found them, ``Info.roles`` what it does as a function
word, ``Sense.marks`` the marks of its row.  The numbers have no meaning beyond one process; what has none of its own is asked for by name.
"""

from __future__ import annotations

from typing import Final

G: Final = 1 << 0
TRIGGER: Final = 1 << 1
SPEECH: Final = 1 << 2
PEOPLE: Final = 1 << 3
HEAD: Final = 1 << 4
MEANS: Final = 1 << 5
TOLL: Final = 1 << 6
THING: Final = 1 << 7
SOURCE: Final = 1 << 8
REALIS: Final = 1 << 9
POST: Final = 1 << 10
PLURAL: Final = 1 << 11
CLAN: Final = 1 << 12
TIE: Final = 1 << 13
PROFILE: Final = 1 << 14
VIA: Final = 1 << 15
UNCOUNTED: Final = 1 << 16
SUM: Final = 1 << 17
SOURCESTOP: Final = 1 << 18
SOURCEADJ: Final = 1 << 19
NONAME: Final = 1 << 20
LATTER: Final = 1 << 21
FOLK: Final = 1 << 22
CRAFT: Final = 1 << 23
COLUMN: Final = 1 << 24
ANOTHER: Final = 1 << 25
WAGE: Final = 1 << 26
SAYING: Final = 1 << 27
OTHER: Final = 1 << 28
OPPOSED: Final = 1 << 29
MEMBER: Final = 1 << 30
LOST: Final = 1 << 31
GROUND: Final = 1 << 32
EXTENT: Final = 1 << 33
EPITHET: Final = 1 << 34
CHARGE: Final = 1 << 35
CALLS: Final = 1 << 36
BYLINE: Final = 1 << 37
BREAKDOWN: Final = 1 << 38
AWAY: Final = 1 << 39
ADJECTIVE: Final = 1 << 40
COUNTS: Final = 1 << 41
BETWEEN: Final = 1 << 42
POLAR: Final = 1 << 43
MOOD: Final = 1 << 44
RELIEF: Final = 1 << 45
CRIME: Final = 1 << 46
FACILITY: Final = 1 << 47
TIME: Final = 1 << 48
CONTEXT: Final = 1 << 49
IDIOM: Final = 1 << 50
BEFORE_NOUN: Final = 1 << 51
NAMES: Final = 1 << 52
PLATFORM: Final = 1 << 53
PROFILE_WORD: Final = 1 << 54
LABEL: Final = 1 << 55
ACTS: Final = 1 << 56
"""A verb of an act."""
ACTS_ALONE: Final = 1 << 57
"""A verb of an act that needs no other word near it."""
OTHERS: Final = 1 << 58
"""A word of any other class."""

CLASSES: Final[dict[str, int]] = {
    "g": G,
    "trigger": TRIGGER,
    "speech": SPEECH,
    "people": PEOPLE,
    "head": HEAD,
    "means": MEANS,
    "toll": TOLL,
    "thing": THING,
    "source": SOURCE,
    "realis": REALIS,
    "post": POST,
    "plural": PLURAL,
    "clan": CLAN,
    "tie": TIE,
    "profile": PROFILE,
    "via": VIA,
    "uncounted": UNCOUNTED,
    "sum": SUM,
    "sourcestop": SOURCESTOP,
    "sourceadj": SOURCEADJ,
    "noname": NONAME,
    "latter": LATTER,
    "folk": FOLK,
    "craft": CRAFT,
    "column": COLUMN,
    "another": ANOTHER,
    "wage": WAGE,
    "saying": SAYING,
    "other": OTHER,
    "opposed": OPPOSED,
    "member": MEMBER,
    "lost": LOST,
    "ground": GROUND,
    "extent": EXTENT,
    "epithet": EPITHET,
    "charge": CHARGE,
    "calls": CALLS,
    "byline": BYLINE,
    "breakdown": BREAKDOWN,
    "away": AWAY,
    "adjective": ADJECTIVE,
    "counts": COUNTS,
    "between": BETWEEN,
    "polar": POLAR,
    "mood": MOOD,
    "relief": RELIEF,
    "crime": CRIME,
    "facility": FACILITY,
    "time": TIME,
    "context": CONTEXT,
    "idiom": IDIOM,
    "before_noun": BEFORE_NOUN,
    "names": NAMES,
    "platform": PLATFORM,
    "profile_word": PROFILE_WORD,
    "label": LABEL,
}

ASKED: Final = (
    "also", "away", "byline", "camp", "carried", "context", "craft", "doing", "during", "genre", "jointly", "laid",
    "limb", "link", "march", "matter", "means", "mostly", "names", "other", "owning", "passing", "polar", "post",
    "profile", "profile_word", "real", "realis", "received", "saying", "ship", "side", "source", "speech", "therein",
    "thing", "throng", "tie", "time", "toll", "trigger", "using", "whence",
)
"""Classes whose words a room asks for over a whole report or sentence; a report files its words under these."""
SLOTS: Final[dict[str, int]] = {cls: number for number, cls in enumerate(ASKED)}

# What a function word does.
G_ON: Final = 1 << 0
G_IN: Final = 1 << 1
G_FROM: Final = 1 << 2
G_TO: Final = 1 << 3
G_WITH: Final = 1 << 4
G_AGAINST: Final = 1 << 5
G_BETWEEN: Final = 1 << 6
G_ABOUT: Final = 1 << 7
G_BY: Final = 1 << 8
G_CAUSE: Final = 1 << 9
G_BECAUSE: Final = 1 << 10
G_THAT: Final = 1 << 11
G_REL: Final = 1 << 12
G_SUB: Final = 1 << 13
G_NEW: Final = 1 << 14
G_RESULT: Final = 1 << 15
G_LIGHT: Final = 1 << 16
G_PRON: Final = 1 << 17
G_CONJ: Final = 1 << 18

ROLES: Final[dict[str, int]] = {
    "on": G_ON,
    "in": G_IN,
    "from": G_FROM,
    "to": G_TO,
    "with": G_WITH,
    "against": G_AGAINST,
    "between": G_BETWEEN,
    "about": G_ABOUT,
    "by": G_BY,
    "cause": G_CAUSE,
    "because": G_BECAUSE,
    "that": G_THAT,
    "rel": G_REL,
    "sub": G_SUB,
    "new": G_NEW,
    "result": G_RESULT,
    "light": G_LIGHT,
    "pron": G_PRON,
    "conj": G_CONJ,
}

# Marks of rows.
M_CLOSE: Final = 1 << 0
M_BACK: Final = 1 << 1
M_NEXT: Final = 1 << 2
M_COUNTED: Final = 1 << 3
M_WANTING: Final = 1 << 4
M_CASUALTY: Final = 1 << 5
M_WEAK: Final = 1 << 6
M_INJURED: Final = 1 << 7
M_GENERIC: Final = 1 << 8
M_GROUP: Final = 1 << 9
M_FAMILIES: Final = 1 << 10
M_PROFESSION: Final = 1 << 11
M_FIGHTERS: Final = 1 << 12
M_PERSON: Final = 1 << 13
M_CIVILIANS: Final = 1 << 14
M_BODIES: Final = 1 << 15
M_BODY: Final = 1 << 16
M_OWN: Final = 1 << 17
M_OWNED: Final = 1 << 18
M_PAPER: Final = 1 << 19
M_STAT: Final = 1 << 20
M_ROUT: Final = 1 << 21
M_ATTEMPT: Final = 1 << 22
M_SEIZING: Final = 1 << 23
M_SHOTS: Final = 1 << 24
M_CALLED: Final = 1 << 25
M_PROXY: Final = 1 << 26
M_OBJPERSON: Final = 1 << 27
M_BOUND: Final = 1 << 28
M_CLUB: Final = 1 << 29
M_TALK: Final = 1 << 30
M_THAT: Final = 1 << 31
M_WAR: Final = 1 << 32
M_GIFT: Final = 1 << 33
M_HOMEWARD: Final = 1 << 34
M_LOOSE: Final = 1 << 35
M_TOLD: Final = 1 << 36
M_KIN: Final = 1 << 37
M_HEAR: Final = 1 << 38
M_MATERIAL: Final = 1 << 39
M_NAMED: Final = 1 << 40
M_PERF: Final = 1 << 41
M_MUNITION: Final = 1 << 42
M_REPORT: Final = 1 << 43
M_STREET: Final = 1 << 44
M_EXECUTION: Final = 1 << 45
M_FOR: Final = 1 << 46
M_FUTURE: Final = 1 << 47
M_PASSIVE: Final = 1 << 48
M_SRC: Final = 1 << 49
M_PART: Final = 1 << 50
M_HIT: Final = 1 << 51
M_VAGUE_TOLL: Final = 1 << 52

MARKS: Final[dict[str, int]] = {
    "close": M_CLOSE,
    "back": M_BACK,
    "next": M_NEXT,
    "counted": M_COUNTED,
    "wanting": M_WANTING,
    "casualty": M_CASUALTY,
    "weak": M_WEAK,
    "injured": M_INJURED,
    "generic": M_GENERIC,
    "group": M_GROUP,
    "families": M_FAMILIES,
    "profession": M_PROFESSION,
    "fighters": M_FIGHTERS,
    "person": M_PERSON,
    "civilians": M_CIVILIANS,
    "bodies": M_BODIES,
    "body": M_BODY,
    "own": M_OWN,
    "owned": M_OWNED,
    "paper": M_PAPER,
    "stat": M_STAT,
    "rout": M_ROUT,
    "attempt": M_ATTEMPT,
    "seizing": M_SEIZING,
    "shots": M_SHOTS,
    "called": M_CALLED,
    "proxy": M_PROXY,
    "objperson": M_OBJPERSON,
    "bound": M_BOUND,
    "club": M_CLUB,
    "talk": M_TALK,
    "that": M_THAT,
    "war": M_WAR,
    "gift": M_GIFT,
    "homeward": M_HOMEWARD,
    "loose": M_LOOSE,
    "told": M_TOLD,
    "kin": M_KIN,
    "hear": M_HEAR,
    "material": M_MATERIAL,
    "named": M_NAMED,
    "perf": M_PERF,
    "munition": M_MUNITION,
    "report": M_REPORT,
    "street": M_STREET,
    "execution": M_EXECUTION,
    "for": M_FOR,
    "future": M_FUTURE,
    "passive": M_PASSIVE,
    "src": M_SRC,
    "part": M_PART,
    "hit": M_HIT,
    "vague_toll": M_VAGUE_TOLL,
}
