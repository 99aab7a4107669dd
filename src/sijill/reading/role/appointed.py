"""Who is named to a post or dismissed from it: the person is the target, the body or office that decides the agent."""

from __future__ import annotations

from sijill.knowledge.bits import G
from sijill.reading.act.draft import Draft
from sijill.reading.act.scene import Scene, same_party
from sijill.reading.act.triggers import Trigger
from sijill.reading.clauses import reach
from sijill.reading.party.actors import ActorMention
from sijill.reading.role.phrases import joined, role

_OTHER = ("ل", "from", "about", "with", "by")
"""Functions of those who stand beside the one appointed: خلفاً ل، بدلاً من، بحضور."""
_WORDS = 5
"""The longest office that stands as a subject: القائد العام للقوات المسلحة."""


def appointed(scene: Scene, draft: Draft, t: Trigger) -> None:
    """Set the parties of an appointment right where a person stands behind its verb or noun."""
    if any(m.cls == "person" for m in draft.targets) and not any(m.cls == "person" for m in draft.agents):
        return
    end = reach(scene.doc, t.last, scene.sentence.last)
    people = [m for m in scene.actors if m.cls == "person" and t.last <= m.first < end]
    people = [m for n, m in enumerate(people) if n + 1 == len(people) or people[n + 1].first != m.last]  # قائد عمليات صلاح الدين اللواء فلان
    people = [m for m in people if role(scene, m, t.last) not in _OTHER]
    if not people:
        return
    by = [m for m in draft.agents if m.cls != "person" and m.last <= people[0].first]
    first = people[0]
    if t.verbal and not t.passive and not by and len(people) > 1 and first.first == t.last and not joined(scene, people[1], first):
        by, people = [first], people[1:]  # عيّن صالح اللواء فلان
    one = people[0]
    if t.verbal and not t.passive and not by:
        office = subject(scene, t, one)
        by = [office] if office is not None else [m for m in draft.agents if m.last <= t.i]
    elif not by:
        by = [m for m in draft.agents if m is not one]
    draft.agents = by
    draft.targets = [one]
    for m in people[1:]:
        if joined(scene, m, draft.targets[-1]) and not same_party(m, draft.targets):
            draft.targets.append(m)


def subject(scene: Scene, t: Trigger, one: ActorMention) -> ActorMention | None:
    """The office right behind the verb: أقال المحافظ مدير الأمن فلاناً, أعفى القائد العام للقوات المسلحة."""
    doc = scene.doc
    first = t.i + 1
    if first == one.first and one.head - first > 1:
        own = doc.sense(first, "people")
        if own is None or own.key != "person" or own.clitics != "ال":
            return None
        name = doc.text.slice(first, first + 1)  # أقال المحافظ مدير الأمن فلاناً: two offices, the first decides
        return ActorMention(first, first + 1, first, [name], "person", "people", "actors.office")
    if first >= one.first:
        return None
    people = doc.sense(first, "people") or doc.sense(first, "source")
    if people is None or people.clitics not in ("", "ال"):
        return None
    last = first + 1
    definite = people.clitics == "ال"
    while last < one.first and last < first + _WORDS and doc.text.kinds[last] == "w" and not doc.info[last].mask & G:
        form = doc.text.forms[last]
        if not form.startswith(("ال", "لل")) and (definite or doc.sense(last, "people") is not None):
            break
        last += 1
    names = [doc.text.slice(first, last), doc.text.slice(first, first + 1)]
    return ActorMention(first, last, first, names, "person", "people", "actors.office")
