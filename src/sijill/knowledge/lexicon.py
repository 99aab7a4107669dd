"""The lexicon: which senses a written word can have.

Every table of words in the packs (triggers, people, casualty words, speech verbs, particles …) ends up
in one dictionary from folded inflected form to senses.  ``Lexicon.info`` looks a word of a report up,
with its clitics cut off where that is needed, and remembers the answer: news words repeat, so a long
run costs one dictionary look-up per word.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from sijill.arabic import enclitic_stems, fold_word, proclitic_variants
from sijill.errors import KnowledgeError
from sijill.knowledge.forms import Form, noun_forms, verb_forms
from sijill.knowledge.tables import names, rows

_VERB_CLITICS = frozenset(("", "و", "ف", "س", "وس", "فس", "ل", "ول", "ب", "وب"))
_COLUMNS = ("class", "key", "pos", "forms", "frame", "features")


class Sense(NamedTuple):
    """One sense of a word form.

    ``cls`` is the word class of the table (``trigger``, ``people``, ``speech`` …), ``key`` its value there
    (an event type, a kind, a measure), ``pos`` v(erb), n(oun), a(djective), p(article); ``frame`` names the
    argument frame; ``features`` are free marks of the table; ``rest`` are the further folded words of a
    multi-word entry and ``near`` a word that must follow within the clause.
    """

    cls: str
    key: str
    pos: str
    frame: str
    features: frozenset[str]
    form: Form
    rest: tuple[str, ...]
    near: frozenset[str]
    lemma: str
    clitics: str = ""
    pronoun: str = ""

    def led_by(self, letter: str) -> bool:
        """True when the preposition ب، ل or ك is glued to the word; the ل of the article is none."""
        return letter in self.clitics.replace("ال", "").replace("لل", "ل")

    def has(self, feature: str) -> bool:
        """True when the table marks the sense with ``feature``."""
        return feature in self.features


class Info:
    """What is known of one folded form: its senses by class, least cut first."""

    __slots__ = ("by", "classes", "form")

    def __init__(self, form: str, senses: Iterable[Sense]) -> None:
        self.form = form
        by: dict[str, list[Sense]] = {}
        for sense in senses:
            by.setdefault(sense.cls, []).append(sense)
        self.by = by
        self.classes = tuple(by)

    def first(self, cls: str) -> Sense | None:
        """The least cut sense of a class."""
        found = self.by.get(cls)
        return found[0] if found else None


_NOTHING = Info("", ())


class Lexicon:
    """All word tables of the packs, compiled."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self.senses: dict[str, list[Sense]] = {}
        self.seen: dict[str, Info] = {}
        """The forms looked up so far, clitics and all, with what is known of them."""
        self.phrase_flags: dict[str, int] = {}
        """What a form can be inside a source phrase; kept here so that it lives as long as the lexicon it follows from."""
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
        near: frozenset[str] = frozenset()
        for written in forms:
            written, _, needed = written.partition("~")
            near = frozenset(w.strip() if w.strip().startswith("@") else fold_word(w) for w in needed.replace(",", "،").split("،") if w.strip()) if needed else frozenset()
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
            lemma = fold_word(head.split("/")[0])
            seen: set[str] = set()
            for form in inflected:
                if form.form in seen:
                    continue
                seen.add(form.form)
                sense = Sense(cls, key, pos, frame, features, form, rest, near, lemma)
                self.senses.setdefault(form.form, []).append(sense)

    def info(self, form: str) -> Info:
        """The senses of a folded form as it stands in a text, clitics and all."""
        found = self.seen.get(form)
        if found is None:
            if len(self.seen) > 200_000:  # a long run over many domains must not grow without bound
                self.seen.clear()
            found = self.seen[form] = self._analyse(form)
        return found

    def _analyse(self, form: str) -> Info:
        out: list[Sense] = []
        seen: set[tuple[str, str, tuple[str, ...], frozenset[str]]] = set()
        for clitics, stem in proclitic_variants(form):
            whole = len(out)
            for sense in self.senses.get(stem, ()):
                if _legal(sense, clitics, ""):
                    self._keep(out, seen, sense, clitics, "")
            if len(stem) > 2:
                for base, pronoun in enclitic_stems(stem):
                    if pronoun == "ه" and len(out) > whole:
                        continue  # أسرة is no أسر + ه
                    for sense in self.senses.get(base, ()):
                        if _legal(sense, clitics, pronoun) and (len(stem) > 3 or sense.key == "light"):  # الذي شنه, but no سنة
                            self._keep(out, seen, sense, clitics, pronoun)
        return Info(form, out) if out else _NOTHING

    @staticmethod
    def _keep(
        out: list[Sense], seen: set[tuple[str, str, tuple[str, ...], frozenset[str]]], sense: Sense, clitics: str, pronoun: str
    ) -> None:
        key = (sense.cls, sense.key + sense.pos + sense.lemma, sense.rest, sense.near)
        if key not in seen:
            seen.add(key)
            out.append(sense._replace(clitics=clitics, pronoun=pronoun))


def _legal(sense: Sense, clitics: str, pronoun: str) -> bool:
    if sense.pos == "v":
        if clitics not in _VERB_CLITICS:
            return False
        if sense.form.tense == "perf" and clitics[-1:] in ("س", "ل", "ب"):
            return False
        return not (pronoun and pronoun in ("ي", "كم"))
    if sense.pos == "p":
        return clitics in ("", "و", "ف", "ب", "ل", "وب", "ول", "فل") and (not pronoun or sense.has("suffix"))
    if "ال" in clitics and (pronoun or sense.has("indefinite")):
        return False
    if pronoun == "ه" and ((sense.form.form.endswith("ي") and sense.lemma.endswith("ي")) or sense.key in ("person", "unknown")):
        return False  # عسكرية, محافظة are not عسكري + ه
    if pronoun and pronoun in ("ك", "كم", "ني"):
        return False
    if not pronoun and sense.form.tense == "noun" and sense.form.number == "s" and sense.form.form.endswith("ت"):
        return False  # سيطرته has the ta of سيطرة, but سيطرت is the verb
    return "س" not in clitics
