"""The Arabic layer: letters (folding), words (tokens, clitics), sentences and clauses."""

from sijill.arabic.letters import Folded, fold, fold_word, name_keys
from sijill.arabic.text import Sentence, Text, Word
from sijill.arabic.words import enclitic_stems, governing, proclitic_variants

__all__ = [
    "Folded",
    "Sentence",
    "Text",
    "Word",
    "enclitic_stems",
    "fold",
    "fold_word",
    "governing",
    "name_keys",
    "proclitic_variants",
]
