"""What a word can be in a place phrase: head noun, relation, compass word, start of a known name.

Compiled once from the place words and names of the packs; each word form is analysed once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sijill.arabic import Word, fold_word, proclitic_variants
from sijill.knowledge.gazetteer import FREE, Gazetteer, PlaceEntry


class Head:
    """A noun before the name of a place: the kind it gives, how the phrase is read, its singular where it is a plural."""

    __slots__ = ("kind", "plural", "use")

    def __init__(self, kind: str, use: str, plural: str) -> None:
        self.kind, self.use, self.plural = kind, use, plural


class Start:
    """A name of the gazetteer that a word form may begin, its clitics cut off.

    ``alone`` are the places of that name by itself, ``longer`` the word counts of longer names that begin so (longest first),
    of whose second words ``seconds`` holds all; ``guard`` and ``principal`` are those of the name by itself.
    """

    __slots__ = ("alone", "clitics", "guard", "longer", "principal", "seconds", "word")

    def __init__(self, clitics: str, word: str, gazetteer: Gazetteer) -> None:
        lengths = gazetteer.lengths[word]
        self.clitics, self.word = clitics, word
        self.alone: Sequence[PlaceEntry] = gazetteer.index[word] if lengths[-1] == 1 else ()
        self.longer = tuple(count for count in lengths if count > 1)
        self.seconds: set[str] = gazetteer.seconds.get(word, set())
        self.guard = gazetteer.guards.get(word, FREE)
        self.principal = gazetteer.principal.get(word)


class WordInfo:
    """What one word form can be in a place phrase; computed once a form.

    ``known`` is false for a word that plays no part in places to the grammar ``owner``.
    """

    __slots__ = (
        "bare", "classes", "compass", "compass_adj", "definite", "head", "head_clitics", "head_word", "known", "names", "owner",
        "relation", "relation_use",
    )  # fmt: skip

    def __init__(
        self, owner: PlaceGrammar, names: list[Start], head: Head | None, head_clitics: str, head_word: str, definite: bool, relation: str,
        relation_use: str, compass: str, compass_adj: str, classes: frozenset[str], bare: str,
    ) -> None:
        self.owner = owner
        self.known = bool(names or head or relation or compass or compass_adj or classes)
        self.names, self.head, self.head_clitics, self.head_word = names, head, head_clitics, head_word
        self.definite, self.relation, self.relation_use = definite, relation, relation_use
        self.compass, self.compass_adj, self.classes, self.bare = compass, compass_adj, classes, bare


# مركز احتجاز: a head of several words; its first word alone is none.
FIRST_OF_SEVERAL: Final = Head("facility", "", "")


# سوقا، مسجدا: an indefinite site as the object of an act.
OBJECT: Final = Head("facility", "object", "")


# موقع كرم أبو سالم: a position with a name.
POSITION: Final = Head("base", "site", "")


class PlaceGrammar:
    """The place words of a gazetteer, compiled."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.heads: dict[str, Head] = {}
        self.multi: dict[str, list[tuple[str, ...]]] = {}
        self.relations: dict[str, tuple[str, str]] = {}
        self.compass: dict[str, str] = {}
        self.compass_adj: dict[str, str] = {}
        self.classes: dict[str, set[str]] = {}
        self.units: dict[str, tuple[float, bool]] = {}
        self.numbers: dict[str, int] = {}
        plurals: list[tuple[str, str]] = []
        for word, cls, value, use in gazetteer.words:
            if cls == "head":
                if " " in word:
                    first, *rest = word.split()
                    self.multi.setdefault(first, []).append(tuple(rest))
                self.heads[word] = Head(value, use, "")
            elif cls == "heads":
                plurals.append((word, value))
            elif cls == "relation":
                self.relations[word] = (value, use)
            elif cls == "compass":
                self.compass[word] = value
            elif cls == "compass_adj":
                self.compass_adj[word] = value
            elif cls == "unit":
                self.units[word] = (float(value), use == "dual")
            elif cls == "number":
                self.numbers[word] = int(value)
            else:
                self.classes.setdefault(word, set()).add(cls)
        for word, singular in plurals:
            head = self.heads[fold_word(singular)]
            self.heads.setdefault(word, Head(head.kind, head.use, singular))
        # بوادي: the deserts, or in the valley
        self.glued: dict[str, WordInfo] = {}
        for word, singular in plurals:
            own = self.heads.get(word[1:]) if word[0] == "ب" and " " not in singular else None
            if own is not None:
                classes = frozenset(self.classes.get(word[1:], ()))
                self.glued[word] = WordInfo(self, [], own, "ب", word[1:], False, "", "", "", "", classes, "")
        # ريفها، بمحيطها: the land around a place named before.
        self.owned = {
            word + pronoun: word
            for word, classes in self.classes.items()
            if "ownable" in classes and word in self.heads
            for pronoun in ("ها", "ه")
        }
        # Three-letter words are too short for proclitic_variants: بحي، وفي.
        self.short = {
            clitics + word: (clitics, word)
            for word in {*self.heads, *self.relations, *gazetteer.lengths, *self.compass}
            if len(word) <= 2
            for clitics in ("و", "ف", "ب", "ل", "وب", "ول")
        }

    def entry(self, word: Word) -> WordInfo:
        """What a word of a text can be, noted on it: each form is analysed once."""
        word.place = found = self._analyse(word.form)
        return found

    def _analyse(self, form: str) -> WordInfo:
        names: list[Start] = []
        head: Head | None = None
        head_clitics = head_word = relation = use = compass = compass_adj = bare = ""
        definite = False
        classes: set[str] = set()
        variants = list(proclitic_variants(form))
        if form in self.short:
            variants.append(self.short[form])
        lengths = self.gazetteer.lengths
        if form[0] == "ع" and len(form) > 4:
            # عالطيرة، عطريق الشام: the spoken على, glued
            rest = form[1:]
            if (rest.startswith("ال") and (rest in lengths or rest[2:] in self.heads)) or rest in self.heads:
                variants.extend((("ع", rest), ("عال", rest[2:]) if rest.startswith("ال") else ("ع", rest)))
        for clitics, rest in variants:
            if clitics and clitics[-1] in "سك":
                continue
            article = clitics.endswith(("ال", "لل"))
            found = self.heads.get(rest)
            if found is None and rest in self.multi:
                found = FIRST_OF_SEVERAL
            if found is None and rest[-1:] == "ا" and "struck" in self.classes.get(rest[:-1], ()) and rest[:-1] in self.heads:
                found = OBJECT  # سوقا
            if found and head is None:
                head, head_clitics, head_word, definite = found, clitics, rest, article
            if head is None and not article and rest in self.owned:
                head_word = self.owned[rest]
                head, head_clitics = self.heads[head_word], clitics
                classes.add("owned")
            if article:
                if rest in self.numbers:
                    classes.add("number")
                continue
            if rest in lengths:
                names.append(Start(clitics, rest, self.gazetteer))
            if not relation and rest in self.relations and clitics in ("", "و", "ف", "ب", "وب", "ل", "ول"):
                relation, use = self.relations[rest]
                bare = bare or rest
            if not compass and rest in self.compass:
                compass = self.compass[rest]
            if rest in self.compass_adj and clitics in ("", "و"):
                compass_adj = self.compass_adj[rest]
            if rest in self.classes:
                classes |= self.classes[rest]
            if rest in self.units and clitics == "":
                classes.add("unit")
            if rest in self.numbers:
                classes.add("number")
        if definite and not head_clitics.replace("لل", "ل"):
            definite = False
        return WordInfo(
            self, names, head, head_clitics, head_word, definite, relation, use, compass, compass_adj,
            frozenset(classes), bare,
        )  # fmt: skip
