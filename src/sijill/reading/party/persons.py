"""Persons: titles, given and family names, kunyas, and family names that repeat."""

from __future__ import annotations

from typing import Final

from sijill.arabic import proclitic_variants
from sijill.knowledge.actors import KUNYA
from sijill.knowledge.bits import (
    CHARGE,
    HEAD,
    M_GENERIC,
    MEANS,
    NONAME,
    PEOPLE,
    PROFILE,
    REALIS,
    SOURCE,
    SPEECH,
    THING,
    TOLL,
    TRIGGER,
    G,
)
from sijill.reading.party.mention import ActorMention
from sijill.reading.party.names import Names

PARTICLES: Final = frozenset(("بن", "ابن", "ال", "ابو", "ابي", "ابا", "بني", "عبد", "الله", "الدين", "ربه"))
COMPASS: Final = frozenset(("شمال", "جنوب", "شرق", "غرب", "شمالي", "جنوبي", "شرقي", "غربي", "قرب", "وسط"))


class Persons(Names):
    """Persons at a token."""

    def person(self, i: int) -> ActorMention | None:
        """[title …] given name + family names; kunya; المدعو X."""
        forms, info = self.forms, self.doc.info[i]
        if info.personal < 0:
            form, registry = forms[i], self.registry
            known = form in registry.given or form in KUNYA or registry.given_at(form) is not None
            info.personal = 1 if known or registry.titles_at(form) else 0
        if not info.personal:
            return None
        first = k = i
        titled = False
        for _ in range(3):
            hit = self.title(k)
            if not hit:
                break
            k += hit
            titled = True
            if k + 1 < len(forms) and self.epithet(k):
                k += 1
            if k >= len(forms):
                return None
        if k >= len(forms) or self.text.kinds[k] != "w" or k in self.dates or k in self.places:
            return None
        clitics, stem = "", forms[k]
        given = self.registry.given
        spelt = stem == "علي" and self.text.word(k).endswith("ي") and (titled or self.in_list(k))
        if not spelt and (any(stem not in given or not (s.clitics or s.pronoun) for s in self.doc.info[k].particles) or self.doc.info[k].mask & REALIS):
            return None  # على folds to the spelling of the name علي; but فادي is a name before it is ف + أدى
        if stem not in given and stem not in KUNYA and k == i + 1 and not info.mask & (PEOPLE | HEAD) and (forms[i] in given or self.registry.given_at(forms[i]) is not None):
            k, titled, stem = i, False, forms[i]  # ورائد العطار: no major, but a name
        if stem not in given and stem not in KUNYA:
            cut = self.registry.given_at(stem)
            if cut is not None:
                clitics, stem = cut
            elif not (titled and forms[first].startswith("ال") and self.unlisted(k)):
                return None
        j = k + 1
        kunya = stem in KUNYA
        while j < len(forms) and j < k + 5 and self.text.kinds[j] == "w" and j not in self.dates and j not in self.places and (j not in self.text.pre or forms[j] in KUNYA) and self.name_like(j, kunya and j == k + 1):
            if (j - 1) in self.text.post and j - 1 > k:
                break
            j += 1
        while j > k + 1 and forms[j - 1] in ("بن", "ابن", "عبد"):
            j -= 1
        length = j - k
        if length < 2 or (stem in ("ام", "عبد") and length < 2):
            if not (titled and length == 1):
                return None
        if not titled and length == 2 and not kunya and not (forms[k + 1].startswith("ال") or forms[k + 1] in given or self.text.kinds[k + 1] == "w"):
            return None
        names = [self.plain(k, j, clitics)]
        if titled:
            names.append(self.plain(first, j, ""))
        names.append(self.text.slice(j - 1, j))
        mention = ActorMention(first, j, k, names, "person", "person", "actors.person", clitics=clitics)
        # an alias in brackets or after الملقب
        self.note_surname(forms[j - 1], mention)
        return mention

    def in_list(self, k: int) -> bool:
        """True for a word that a list of names would have next, before another given name: هم: علي ناصر، علي حسن."""
        if not k or k + 1 >= len(self.forms) or self.forms[k + 1] not in self.registry.given:
            return False
        return self.forms[k - 1] in (":", "،", ",", "-", "–", "•") or bool(self.doc.senses(k - 1, "names"))

    def epithet(self, k: int) -> bool:
        """True for an adjective between a title and the name: الشيخ القبلي ناصر، الناشط المختفي سيف."""
        form, name = self.forms[k], self.forms[k + 1]
        if not form.startswith("ال") or len(form) < 5 or not (form.endswith(("ي", "يه")) or self.doc.bare(k, "between")):
            return False
        return (name in self.registry.given or name in KUNYA) and form not in self.registry.given and self.text.kinds[k] == "w" and not self.title(k) and k not in self.places

    def unlisted(self, k: int) -> bool:
        """True for a word of no other meaning before a family name, behind a title: المواطن دغيم الراوي."""
        form = self.forms[k]
        if len(form) < 3 or form[0] in "بلوف" or form.startswith("ال") or form.endswith("ا") or self.doc.info[k].by or not self.registry.silent(form) or k + 1 >= len(self.forms) or k in self.text.post:
            return False
        family = self.forms[k + 1]
        if self.text.kinds[k + 1] != "w" or k + 1 in self.places or k + 1 in self.dates or form in self.registry.nisba or form in COMPASS:
            return False
        if family not in self.registry.given and not family.startswith("ال"):
            return self.foreign(k + 1)
        return family in self.registry.given or (family.startswith("ال") and len(family) > 4 and not self.doc.info[k + 1].by and family not in self.registry.nisba)

    def foreign(self, k: int) -> bool:
        """True for a word of no other meaning that closes a phrase: the family name of العقيد شفان باتيفي."""
        form = self.forms[k]
        if len(form) < 4 or form[0] in "بلو" or form.endswith(("ا", "ين", "ون", "ات", "ه")) or self.doc.info[k].by or not self.registry.silent(form) or self.text.word(k).endswith("ً"):
            return False
        j = k + 1
        return j >= len(self.forms) or self.text.kinds[j] != "w" or bool(self.doc.info[j].particles) or j in self.dates or self.forms[j].startswith(("بال", "بع", "لل"))

    def title(self, k: int) -> int:
        """Number of tokens of a title that stands at ``k``."""
        best = 0
        for rest, cls in self.registry.titles_at(self.forms[k]):
            if cls != "spokesperson" and self.doc.follows(k + 1, rest):
                best = max(best, 1 + len(rest))
        return best

    def name_like(self, j: int, free: bool) -> bool:
        form = self.forms[j]
        if form in COMPASS or form in self.numerals:
            return False  # شيّعت «أمل» ثلاثة
        if form == "علي" and self.text.word(j).endswith("ى"):
            return False  # the preposition
        if form in self.registry.given or form in PARTICLES or self.forms[j - 1] in ("بن", "ابن"):
            return True
        by, mask = self.doc.info[j].by, self.doc.info[j].mask
        if mask & (G | REALIS | NONAME | CHARGE) or (mask and "addressed" in by):
            return False  # ناشد فلان المجتمع الدولي
        if form[0] == "و" and len(form) > 3 and (form[1:] in self.registry.given or form[1:] in KUNYA or form[1:] in self.numerals):
            return False  # حسام ومحمد، فلان وثلاثة محتجزين
        if (opening := self.registry.table.opening(form)) is not None and any(n.entry.kind == "state" and not n.ambiguous for _, n in opening.single):
            return False  # يحيى سريع السعودية، حث الرئيس الأمريكي إسرائيل: a state is no family name
        word = self.text.word(j)
        if "ً" in word or word.startswith(("بأ", "لأ")):
            return False  # حسن بدلاً عنه، فلان بأعقاب البنادق
        if mask & (SPEECH | TRIGGER) or (mask and any(s.pos == "v" for senses in by.values() for s in senses)):
            return False
        if form.startswith("ال") and (self.forms[j - 1] in self.registry.given or self.registry.given_at(self.forms[j - 1]) is not None) and mask & PEOPLE and all(s.key == "civilians" and not s.marks & M_GENERIC for s in by["people"]):
            return True  # سليم الحداد: a trade as family name
        if mask and any(x.pronoun for senses in by.values() for x in senses) and not self.text.word(j).endswith("ة"):
            return False  # العميد فلان مهامه
        if self.forms[j - 1] in self.registry.given and mask & PEOPLE and not form.startswith("ال") and all(x.key == "civilians" and x.lemma == form and not x.features and not x.clitics for x in by["people"]):
            return True  # ريمون حداد
        if mask & (PEOPLE | TOLL | THING | HEAD | SOURCE | MEANS | PROFILE):
            return free
        if form in self.registry.nisba or form.startswith(("وال", "بال", "لل", "وا")):
            return False
        if form.endswith("ا") and len(form) > 4 and form[0] == "م" and not free:
            return False  # متأثراً بجراحه
        return len(form) > 2 or free

    def surname(self, i: int) -> ActorMention | None:
        """The family name of a person named before."""
        if self.forms[i] not in self.repeated:
            return None
        for c, stem in proclitic_variants(self.forms[i]):
            before = self.surnames.get(stem)
            if before is not None and len(stem) > 3 and c in ("", "و", "ل", "ب", "ف"):
                return ActorMention(i, i + 1, i, before.names, "person", "person", "actors.surname", before.id, clitics=c, of=before)
        return None
