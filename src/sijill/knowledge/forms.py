"""Inflected forms of the closed conflict lexicon, in folded spelling.

Verbs are written ``perfect/imperfect[/passive perfect[/passive imperfect]]`` in the third person
masculine singular (``قتل/يقتل``, ``أصاب/يصيب/أصيب/يصاب``); news prose needs the third persons, the
first plural (committees, communiqués) and the imperfect in its three moods.  Nouns are written as
their singulars and plurals; case, dual and construct endings are added.  Over-generation is harmless:
a form that is no word is never met.
"""

from __future__ import annotations

from sijill.arabic import fold_word


class Form:
    """One inflected folded form.

    ``tense`` is perf, impf or noun; ``voice`` is a(ctive), p(assive) or ? where the spelling does not tell; ``number`` s(ingular),
    d(ual), p(lural) of the subject or noun, ? where open.
    """

    __slots__ = ("form", "number", "tense", "voice")

    def __init__(self, form: str, tense: str, voice: str, number: str) -> None:
        self.form, self.tense, self.voice, self.number = form, tense, voice, number


def _sound(stem: str) -> list[tuple[str, str]]:
    return [(stem, "s"), *((stem + end, n) for end, n in (("ت", "s"), ("وا", "p"), ("ا", "d"), ("تا", "d"), ("ن", "p"), ("نا", "p")))]


def _perfect(stem: str) -> list[tuple[str, str]]:
    out = [(stem, "s")]
    if stem[-1] in "اي" and len(stem) > 2:
        cut = stem[:-1]
        out += [(cut + "ت", "s"), (cut + "وا", "p"), (cut + "يا", "d"), (cut + "تا", "d"), (cut + "ينا", "p")]
        if stem[-1] == "ي":
            out += [(stem + "ت", "s"), (stem + "ن", "p")]
    else:
        out = _sound(stem)
    return out


def _imperfect(stem: str) -> list[tuple[str, str]]:
    rest = stem[1:]
    out: list[tuple[str, str]] = []
    for prefix in "يتن":
        word = prefix + rest
        out.append((word, "s" if prefix != "ن" else "p"))
        if prefix == "ن":
            continue
        cut = word[:-1] if word[-1] in "ايو" else word
        out += [(cut + "ون", "p"), (cut + "وا", "p"), (cut + "ن", "p")]
        out += [(word + "ان", "d"), (cut + "يان", "d")] if cut != word else [(word + "ان", "d"), (word + "ا", "d")]
        if cut != word:
            out.append((cut, "s"))
    return out


def verb_forms(spec: str) -> list[Form]:
    """All folded forms of a verb; raises ``ValueError`` when the notation is wrong.

    >>> sorted(f.form for f in verb_forms("قصف/يقصف"))[:3]
    ['تقصف', 'تقصفا', 'تقصفان']
    """
    parts = [fold_word(p) for p in spec.split("/")]
    if not 2 <= len(parts) <= 4 or not all(parts) or parts[1][0] != "ي":
        raise ValueError(f"verb {spec!r} is not perfect/imperfect[/passive perfect[/passive imperfect]]")
    perfect, imperfect = parts[:2]
    hamza = spec.split("/")[0][-1] in "أئؤء"  # لجأ folds to a final alef but is no weak verb
    voice_p = "a" if len(parts) > 2 and parts[2] != perfect else "?"
    voice_i = "a" if len(parts) > 3 and parts[3] != imperfect else "?"
    out = [Form(f, "perf", voice_p, n) for f, n in (_sound(perfect) if hamza else _perfect(perfect))]
    # خطفو: how posts write خطفوا
    out += [Form(f.form[:-1], "perf", voice_p, "p") for f in out if f.form.endswith("وا") and len(f.form) > 4]
    out += [Form(f, "impf", voice_i, n) for f, n in _imperfect(imperfect)]
    if len(parts) > 2 and parts[2] != perfect:
        out += [Form(f, "perf", "p", n) for f, n in _perfect(parts[2])]
    if len(parts) > 3 and parts[3] != imperfect:
        out += [Form(f, "impf", "p", n) for f, n in _imperfect(parts[3])]
    return out


def noun_forms(spec: str) -> list[Form]:
    """Folded case, dual and construct forms of one noun form (singular or plural)."""
    word = fold_word(spec)
    if " " in word:
        return [Form(word, "noun", "?", "?")]
    plural = word.endswith(("ات", "ون"))
    out = [Form(word, "noun", "?", "p" if plural else "?")]
    if word.endswith("ون") and len(word) > 4:
        out += [Form(word[:-2] + end, "noun", "?", "p") for end in ("ين", "و", "ي")]
    elif word.endswith("ه"):
        out += [Form(word[:-1] + end, "noun", "?", "d") for end in ("تان", "تين", "تا", "تي")]
        out.append(Form(word[:-1] + "ت", "noun", "?", "s"))
    elif not word.endswith(("ات", "ا", "ي", "ء")):
        out.append(Form(word + "ا", "noun", "?", "?"))
        out += [Form(word + end, "noun", "?", "d") for end in ("ان", "ين")]
    elif word.endswith("ي"):
        out += [Form(word + end, "noun", "?", "?") for end in ("ا", "ين", "ان")]
    elif word.endswith("ء"):
        out += [Form(word[:-1] + end, "noun", "?", "?") for end in ("ي", "و")]
    return out
