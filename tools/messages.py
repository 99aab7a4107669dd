"""The words of the desk's pages: collects what is to be translated into each room's catalogue, and compiles the catalogues.

    python tools/messages.py            collect and compile; tells what has no translation yet
    python tools/messages.py --check    change nothing; exit code 1 where a catalogue is not what the sources ask for

A room's words lie in ``src/sijill/desk/ROOM/locale/ar/LC_MESSAGES/django.po``, those that several rooms say or that stand outside of rooms in
``src/sijill/desk/locale``: pages look them up in all catalogues, so that one message can have one translation only (``pgettext`` tells two meanings
apart). English is what the sources say; write the Arabic behind ``msgstr``.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import polib

DESK = Path(__file__).resolve().parents[1] / "src" / "sijill" / "desk"
PLURALS = "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5;"
_SINGLE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
_PLURAL = {"ngettext", "ngettext_lazy"}
_CONTEXT = {"pgettext", "pgettext_lazy"}
_ARGUMENT = re.compile(r"""_\(("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\)""")


class Message(NamedTuple):
    """What is to be translated."""

    text: str
    plural: str = ""
    context: str = ""


def of_python(path: Path) -> Iterator[Message]:
    """The messages of a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        said = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if node.func.id in _SINGLE and said:
            yield Message(said[0])
        elif node.func.id in _PLURAL and len(said) > 1:
            yield Message(said[0], said[1])
        elif node.func.id in _CONTEXT and len(said) > 1:
            yield Message(said[1], context=said[0])


def of_template(path: Path) -> Iterator[Message]:
    """The messages of a template."""
    from django.template import Engine
    from django.templatetags.i18n import BlockTranslateNode, TranslateNode

    source = path.read_text(encoding="utf-8")
    engine = Engine(libraries=_libraries(), builtins=["django.templatetags.i18n", "django.templatetags.static", "sijill.desk.templatetags.desk"])
    for found in _ARGUMENT.findall(source):
        yield Message(ast.literal_eval(found))
    for node in _nodes(engine.from_string(_alone(source)).nodelist):
        context = getattr(getattr(node, "message_context", None), "var", None) or ""
        if isinstance(node, TranslateNode):
            yield Message(str(node.filter_expression.var), context=str(context)) if isinstance(node.filter_expression.var, str) else Message(str(node.filter_expression.var.literal), context=str(context))
        elif isinstance(node, BlockTranslateNode):
            one, _ = node.render_token_list(node.singular)
            many = node.render_token_list(node.plural)[0] if node.plural else ""
            yield Message(one, many, str(context))


def _alone(source: str) -> str:
    """A template that asks for no other: what it takes from another is collected there."""
    return re.sub(r"{%\s*(extends|include)\b[^%]*%}", "", source)


def _libraries() -> dict[str, str]:
    from django.template.backends.django import get_installed_libraries

    return get_installed_libraries()


def _nodes(nodelist: Any) -> Iterator[Any]:
    for node in nodelist:
        yield node
        for name in getattr(node, "child_nodelists", ()):
            yield from _nodes(getattr(node, name, None) or ())
        for _, branch in getattr(node, "conditions_nodelists", ()):
            yield from _nodes(branch)


def collected() -> dict[str, dict[Message, None]]:
    """The messages of each room, and of what is outside of rooms under the empty name."""
    rooms = sorted(p.parent.name for p in DESK.glob("*/urls.py"))
    out: dict[str, dict[Message, None]] = {room: {} for room in ("", *rooms)}
    for path in sorted([*DESK.rglob("*.py"), *DESK.rglob("*.html"), *DESK.rglob("*.svg"), *DESK.rglob("*.txt")]):
        parts = path.relative_to(DESK).parts
        if "locale" in parts or "static" in parts:
            continue
        within = parts[2] if parts[:2] == ("templates", "desk") and len(parts) > 3 else parts[0]
        room = within if within in out else ""
        for message in of_python(path) if path.suffix == ".py" else of_template(path):
            out[room][message] = None
    said = Counter(message for room in rooms for message in out[room])
    out[""].update(dict.fromkeys(message for message, rooms_ in sorted(said.items()) if rooms_ > 1))
    for room in rooms:
        for message in out[""]:
            out[room].pop(message, None)
    return out


def catalogue(room: str) -> Path:
    """Where a room's catalogue lies."""
    return DESK / room / "locale" / "ar" / "LC_MESSAGES" / "django.po"


def translated() -> dict[Message, polib.POEntry]:
    """What is translated in any catalogue: a message may move from a room's to the common one, or back."""
    found: dict[Message, polib.POEntry] = {}
    for path in (*sorted(DESK.glob("*/locale/ar/LC_MESSAGES/django.po")), catalogue("")):
        for entry in polib.pofile(str(path)) if path.is_file() else ():
            if not untranslated(entry):
                found[Message(entry.msgid, entry.msgid_plural or "", entry.msgctxt or "")] = entry
    return found


def brought(known: dict[Message, polib.POEntry], messages: dict[Message, None]) -> polib.POFile:
    """A catalogue with just these messages, what was translated kept."""
    new = polib.POFile(wrapwidth=0)
    new.metadata = {"Language": "ar", "MIME-Version": "1.0", "Content-Type": "text/plain; charset=UTF-8", "Content-Transfer-Encoding": "8bit", "Plural-Forms": PLURALS}
    for m in sorted(messages):
        had = known.get(m)
        entry = polib.POEntry(msgid=m.text, msgctxt=m.context or None)
        if m.plural:
            entry.msgid_plural = m.plural
            entry.msgstr_plural = dict(had.msgstr_plural) if had else dict.fromkeys(range(6), "")
        else:
            entry.msgstr = had.msgstr if had else ""
        if had and had.tcomment:
            entry.tcomment = had.tcomment
        new.append(entry)
    return new


def untranslated(entry: polib.POEntry) -> bool:
    """Whether a form of it is missing."""
    return not all(entry.msgstr_plural.get(k) for k in range(6)) if entry.msgid_plural else not entry.msgstr


def main(check: bool) -> int:
    """Collect or check; the exit code."""
    sys.path.insert(0, str(DESK.parents[1]))
    import tempfile

    from sijill.desk import site

    site.configure(str(Path(tempfile.mkdtemp()) / "none.db"))
    wrong, known = 0, translated()
    for room, messages in collected().items():
        path = catalogue(room)
        if not messages and not path.is_file():
            continue
        new = brought(known, messages)
        compiled = path.with_suffix(".mo")
        if check:
            same = path.is_file() and path.read_text(encoding="utf-8") == str(new) + "\n" and compiled.is_file() and compiled.read_bytes() == new.to_binary()
            wrong += not same
            if not same:
                print(f"{path}: is not what the sources ask for; run python tools/messages.py")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(str(new) + "\n", encoding="utf-8")
            compiled.write_bytes(new.to_binary())
        for entry in new:
            if untranslated(entry):
                print(f"{path}: not translated: {entry.msgid!r}")
                wrong += check
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
