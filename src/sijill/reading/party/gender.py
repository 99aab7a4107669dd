"""Grammatical gender of the names of bodies, for the agreement of verbs and pronouns."""

from __future__ import annotations

from typing import Final

from sijill.arabic import fold_word

_FEMININE: Final = frozenset(fold_word(w) for w in ("ألوية", "فصائل", "كتائب", "سرايا", "عشائر", "حماس", "فتح", "قسد", "خلايا", "قطعات", "أمم", "ولايات", "دول", "قوى"))
_MASCULINE: Final = frozenset(fold_word(w) for w in (
    "لواء", "جيش", "فيلق", "تنظيم", "حزب", "فوج", "جهاز", "حشد", "نظام", "مجلس", "تحالف", "فصيل", "حرس", "احتلال", "فرع",
))


def feminine(head: str) -> bool | None:
    """True for a head noun that takes feminine verbs and pronouns (ميليشيا، حركة, plurals of bodies), None where open.

    ``head`` is a folded word without article.
    """
    if head.endswith(("ه", "يا", "ات")) or head in _FEMININE:
        return True
    return False if head in _MASCULINE else None
