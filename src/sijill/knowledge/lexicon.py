"""The lexicon: which senses a written word can have.

Every table of words in the packs (triggers, people, casualty words, speech verbs, particles …) ends up
in one dictionary from folded inflected form to senses.  ``Lexicon.info`` looks a word of a report up,
with its clitics cut off where that is needed, and remembers the answer: news words repeat, so a long
run costs one dictionary look-up per word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from sijill.arabic import Word, enclitic_stems, fold_word, governing, proclitic_variants
from sijill.errors import KnowledgeError
from sijill.knowledge import StoredLexicon, StoredRow
from sijill.knowledge.actors import Opening
from sijill.knowledge.bits import ACTS, ACTS_ALONE, CLASSES, MARKS, OTHERS, ROLES, SLOTS
from sijill.knowledge.forms import Form, noun_forms, verb_forms
from sijill.knowledge.tables import names, rows

KEPT: Final = 200_000
"""Forms remembered; a long run over many domains must not grow without bound."""
_BITS: Final = 61
_SLIP: Final = 5
"""Letters from which a word may carry an accusative ending that it should not have."""
_SHORT: Final = 2
"""Letters of a noun whose accusative may be an adverb."""
_VERB_CLITICS: Final = frozenset(("", "و", "ف", "س", "وس", "فس", "ل", "ول", "ب", "وب"))
_COLUMNS: Final = ("class", "key", "pos", "forms", "frame", "features")


class Row:
    """What all forms of one word of a table share.

    ``cls`` is the word class of the table (``trigger``, ``people``, ``speech`` …), ``key`` its value there
    (an event type, a kind, a measure), ``pos`` v(erb), n(oun), a(djective), p(article); ``frame`` names the
    argument frame; ``features`` are free marks of the table; ``rest`` are the further folded words of a
    multi-word entry and ``near`` a word that must follow within the clause.  ``marks`` are those of its features that have a bit
    (:mod:`sijill.knowledge.bits`), ``near_mask`` the classes among ``near`` and ``near_words`` the others as :func:`sketch` has them.
    """

    __slots__ = ("cls", "features", "frame", "key", "lead", "lemma", "marks", "near", "near_classes", "near_mask", "near_words", "pos", "rest")

    def __init__(
        self, cls: str, key: str, pos: str, frame: str, features: frozenset[str], rest: tuple[str, ...], near: frozenset[str], lemma: str,
    ) -> None:
        self.cls, self.key, self.pos, self.frame, self.features = cls, key, pos, frame, features
        self.rest, self.near, self.lemma = rest, near, lemma
        self.near_classes = tuple(
            (cls, key) for cls, _, key in [need[1:].partition(":") for need in sorted(near) if need[0] == "@"]
        )
        """Those of ``near`` that are classes (``@toll:killed``), each with its key."""
        self.near_mask = 0
        for named, _ in self.near_classes:
            self.near_mask |= CLASSES.get(named, OTHERS)
        self.near_words = sketch(near)
        self.lead = sketch(rest[:1])
        """The sketch of the first of the further words, 0 for a word alone."""
        self.marks = 0
        for feature in features:
            self.marks |= MARKS.get(feature, 0)


def sketch(words: Iterable[str]) -> int:
    """Words as bits, each by its hash: two sets whose sketches share none have no word in common, which most have not."""
    out = 0
    for word in words:
        out |= 1 << hash(word) % _BITS
    return out


class Sense:
    """One sense of a word as it stands in a text: what its row says (see :class:`Row`), its form, and what is glued to it."""

    __slots__ = (
        "clitics", "cls", "features", "form", "frame", "key", "lead", "lemma", "marks", "near", "near_classes", "near_mask", "near_words",
        "pos", "pronoun", "rest",
    )  # fmt: skip

    def __init__(self, row: Row, form: Form, clitics: str, pronoun: str) -> None:
        self.cls, self.key, self.pos, self.frame, self.features = row.cls, row.key, row.pos, row.frame, row.features
        self.rest, self.near, self.near_classes, self.lemma = row.rest, row.near, row.near_classes, row.lemma
        self.marks, self.near_mask, self.near_words, self.lead = row.marks, row.near_mask, row.near_words, row.lead
        self.form, self.clitics, self.pronoun = form, clitics, pronoun

    def led_by(self, letter: str) -> bool:
        """True when the preposition ب، ل or ك is glued to the word; the ل of the article is none."""
        return letter in governing(self.clitics)

    def has(self, feature: str) -> bool:
        """True when the table marks the sense with ``feature``."""
        return feature in self.features


NO_SENSES: Final[list[Sense]] = []
"""What a word means that no table of a class holds."""


class Info:
    """What is known of one folded form: its senses by class, least cut first.

    ``mask`` are its classes, ``roles`` what it does as a function word by itself and ``led`` with further words behind it
    (:mod:`sijill.knowledge.bits`).  ``particles`` are its senses as a function word, ``light`` is true for a light verb,
    ``needed`` are those of its stems that a sense of some word asks for near it, and ``sketched`` their sketch.  ``owner`` is the
    lexicon that knows it.
    ``party`` is 1 for a word that may open the name of a party, ``named`` 1 for one that opens a name of the registry (``opened``, or ``shown`` for those of outlets), ``personal`` 1
    for one that opens that of a person, ``phrase`` what it is in a source phrase; -1 before its room was asked.
    """

    __slots__ = (
        "by", "classes", "form", "led", "light", "mask", "named", "needed", "opened", "owner", "particles", "party", "personal", "phrase", "roles",
        "shown", "sketched", "slots", "stands_for",
    )  # fmt: skip

    def __init__(self, form: str, senses: Iterable[Sense], owner: Lexicon, needed: frozenset[str] = frozenset()) -> None:
        self.form, self.owner = form, owner
        self.party = self.named = self.personal = self.phrase = -1
        self.opened: Opening | None = None
        self.shown: Opening | None = None
        self.needed = needed
        by: dict[str, list[Sense]] = {}
        for sense in senses:
            by.setdefault(sense.cls, []).append(sense)
        self.by = by
        self.classes = tuple(by)
        self.particles = by.get("g", NO_SENSES)
        self.light = any(s.key == "light" for s in self.particles)
        self.mask = self.roles = self.led = 0
        self.sketched = sketch(needed)
        self.stands_for = sketch((form, form.removeprefix("ال"), form.removesuffix("ا")))
        """The sketch of the words of a row that it may stand for behind another word: ``Document.follows``."""
        for cls in self.classes:
            self.mask |= CLASSES.get(cls, OTHERS)
        self.slots = [SLOTS[cls] for cls in self.classes if cls in SLOTS]
        """The numbers of those of its classes that are asked for over a report."""
        for sense in by.get("trigger", NO_SENSES):
            if sense.pos == "v":
                self.mask |= ACTS if sense.near else ACTS | ACTS_ALONE
        for sense in self.particles:
            role = ROLES.get(sense.key, 0)
            if sense.rest:
                self.led |= role
            else:
                self.roles |= role

    def has_any(self, classes: tuple[str, ...]) -> bool:
        """True for a word of one of the classes."""
        for cls in classes:
            if cls in self.by:
                return True
        return False

    def first(self, cls: str) -> Sense | None:
        """The least cut sense of a class."""
        found = self.by.get(cls)
        return found[0] if found else None


_NO_ROWS: Final[list[tuple[Row, Form]]] = []


class Lexicon:
    """All word tables of the packs, compiled."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._rows: dict[str, list[tuple[Row, Form]]] = {}
        """Inflected form to the rows of the tables that have it; the senses are made for the words that are met."""
        self._stored: dict[str, list[int]] = {}
        """The same of forms that were not yet asked for, in a lexicon from disk, by their numbers there."""
        self._stored_rows: list[StoredRow] = []
        self._stored_shapes: list[tuple[str, str, str]] = []
        self._made: dict[int, Row] = {}
        self._needed: set[str] = set()
        self.seen: dict[str, Info] = {}
        """The forms looked up so far, clitics and all, with what is known of them."""
        for folder in folders:
            for path in sorted((folder / "lexicon").glob("*.tsv")):
                self._load(path)

    def _load(self, path: Path) -> None:
        for number, (cls, key, pos, forms, frame, features) in rows(path, _COLUMNS):
            try:
                self._add(cls, key, pos, names(forms), frame, frozenset(features.split()))
            except ValueError as error:
                raise KnowledgeError(f"{path}:{number}: {error}") from error

    def _add(self, cls: str, key: str, pos: str, forms: list[str], frame: str, features: frozenset[str]) -> None:
        if not forms or pos not in ("v", "n", "a", "p"):
            raise ValueError("a row needs forms, and pos v, n, a or p")
        for written in forms:
            written, _, needed = written.partition("~")
            near = frozenset(form for w in needed.replace(",", "،").split("،") if w.strip() for form in _asked_for(w.strip(), cls, pos))
            head, *tail = written.split()
            rest = tuple(fold_word(" ".join(tail)).split())
            if pos == "v":
                inflected = verb_forms(head)
            elif pos == "n":
                inflected = noun_forms(head) if not rest else [*noun_forms(head)]
            else:
                inflected = [Form(fold_word(head), pos, "?", "?")]
                if pos == "a":
                    inflected = [*inflected, *(Form(f.form, "a", "?", "?") for f in noun_forms(head))]
            row = Row(cls, key, pos, frame, features, rest, near, fold_word(head.split("/")[0]))
            self._needed |= near
            seen: set[str] = set()
            for form in inflected:
                if form.form in seen:
                    continue
                seen.add(form.form)
                self._rows.setdefault(form.form, []).append((row, form))

    def stored(self) -> StoredLexicon:
        """The lexicon as it is put on disk; only one that was read from tables can be."""
        out = StoredLexicon([], [], {}, sorted(self._needed))
        numbers: dict[int, int] = {}
        shapes: dict[tuple[str, str, str], int] = {}
        for pairs in self._rows.values():
            for row, form in pairs:
                if id(row) not in numbers:
                    numbers[id(row)] = len(numbers)
                    out.rows.append((row.cls, row.key, row.pos, row.frame, sorted(row.features), list(row.rest), sorted(row.near), row.lemma))
                shapes.setdefault((form.tense, form.voice, form.number), len(shapes))
        out.shapes = list(shapes)
        for written, pairs in self._rows.items():
            out.forms[written] = [numbers[id(row)] * len(shapes) + shapes[form.tense, form.voice, form.number] for row, form in pairs]
        return out

    @classmethod
    def restored(cls, stored: StoredLexicon) -> Lexicon:
        """The lexicon that was put on disk; its rows are made when they are asked for."""
        out = Lexicon(())
        out._stored, out._stored_rows, out._stored_shapes = stored.forms, stored.rows, stored.shapes
        out._needed = set(stored.needed)
        return out

    def rows(self, form: str) -> Sequence[tuple[Row, Form]]:
        """The rows that have an inflected form."""
        found = self._rows.get(form)
        if found is not None:
            return found
        numbers = self._stored.get(form)
        if numbers is None:
            return _NO_ROWS
        made = self._rows[form] = [self._row(number, form) for number in numbers]
        return made

    def _row(self, number: int, form: str) -> tuple[Row, Form]:
        n, shape = divmod(number, len(self._stored_shapes))
        row = self._made.get(n)
        if row is None:
            cls, key, pos, frame, features, rest, near, lemma = self._stored_rows[n]
            row = self._made[n] = Row(cls, key, pos, frame, frozenset(features), tuple(rest), frozenset(near), lemma)
        tense, voice, count = self._stored_shapes[shape]
        return row, Form(form, tense, voice, count)

    def inflects(self, form: str, cls: str) -> bool:
        """True for a form of a word of the class as it stands, nothing cut off."""
        return any(row.cls == cls for row, _ in self.rows(form))

    def info(self, form: str) -> Info:
        """The senses of a folded form as it stands in a text, clitics and all."""
        found = self.seen.get(form)
        if found is None:
            if len(self.seen) > KEPT:
                self.seen.clear()
            found = self.seen[form] = self._analyse(form)
        return found

    def entry(self, word: Word) -> Info:
        """The same for a word of a text, noted on it so that it is looked up once; signs and numbers have no senses."""
        found = self.info(word.form) if word.kind == "w" else Info(word.form, (), self)
        word.entry = found
        return found

    def _analyse(self, form: str) -> Info:
        out: list[Sense] = []
        seen: set[tuple[str, str, tuple[str, ...], frozenset[str]]] = set()
        cuts = proclitic_variants(form)
        for clitics, stem in cuts:
            whole = len(out)
            for row, inflected in self.rows(stem):
                if _legal(row, inflected, clitics, ""):
                    _keep(out, seen, Sense(row, inflected, clitics, ""))
            if len(stem) > 2:
                for base, pronoun in enclitic_stems(stem):
                    if pronoun == "ه" and len(out) > whole:
                        continue  # أسرة is no أسر + ه
                    for row, inflected in self.rows(base):
                        if _legal(row, inflected, clitics, pronoun) and (len(stem) > 3 or row.key == "light"):  # الذي شنه, but no سنة
                            _keep(out, seen, Sense(row, inflected, clitics, pronoun))
        stems = {stem for _, stem in cuts}
        if len(form) > _SLIP and form.endswith("ا"):
            stems |= {stem[:-1] for stem in stems}  # عناصراً for عناصر is an everyday slip
        needed = frozenset(stem for stem in stems if stem in self._needed)
        return Info(form, out, self, needed)


def _asked_for(written: str, cls: str, pos: str) -> list[str]:
    """The folded forms of a word that another needs near it.

    For a trigger its dual too, and behind a verb its accusative (نصب حاجزاً is a verb, نصب حاجز may be either), but no construct form
    (أسرة, not أسرت).  What bars an act, an idiom or a context, is barred by the forms of its table alone.
    """
    if written.startswith("@"):
        return [written]
    word = fold_word(written)
    if cls != "trigger" or len(word) <= _SHORT:
        return [word]  # ردا على القصف: in answer to it, and no answer
    return [word, *(f.form for f in noun_forms(written) if f.number != "s" and (pos == "v" or f.form != word + "ا"))]


def _keep(out: list[Sense], seen: set[tuple[str, str, tuple[str, ...], frozenset[str]]], sense: Sense) -> None:
    """Add a sense unless the same word is there with less cut off."""
    key = (sense.cls, sense.key + sense.pos + sense.lemma, sense.rest, sense.near)
    if key not in seen:
        seen.add(key)
        out.append(sense)


def _legal(row: Row, form: Form, clitics: str, pronoun: str) -> bool:
    """Whether the clitics can stand with such a word."""
    if row.pos == "v":
        if clitics not in _VERB_CLITICS:
            return False
        if form.tense == "perf" and clitics[-1:] in ("س", "ل", "ب"):
            return False
        return not (pronoun and pronoun in ("ي", "كم"))
    if row.pos == "p":
        return clitics in ("", "و", "ف", "ب", "ل", "وب", "ول", "فل") and (not pronoun or "suffix" in row.features)
    if "ال" in clitics and (pronoun or "indefinite" in row.features):
        return False
    if pronoun == "ه" and ((form.form.endswith("ي") and row.lemma.endswith("ي")) or row.key in ("person", "unknown")):
        return False  # عسكرية, محافظة are not عسكري + ه
    if pronoun and pronoun in ("ك", "كم", "ني"):
        return False
    if not pronoun and form.tense == "noun" and form.number == "s" and form.form.endswith("ت"):
        return False  # سيطرته has the ta of سيطرة, but سيطرت is the verb
    return "س" not in clitics
