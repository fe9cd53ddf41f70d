"""Numbers of papers: series that go on by themselves, and the same number found twice.

Numbers are free text (40-од, 181/1, 45/2-р): what people type differently and mean the same is compared as the same.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from programs.enums import DocumentState
from programs.models import Document, School
from programs.registries.papers import DOCUMENT_KINDS, DocumentKind

# Latin letters that look like Russian ones: «14-oд» typed in two layouts.
LOOKALIKES = str.maketrans("aceopxykmthb", "асеорхукмтнв")
DASHES = re.compile(r"[‐‑‒–—―−]")
SIGN = re.compile(r"^(?:№|no\.?|n\.)")
ZEROS = re.compile(r"(?<!\d)0+(?=\d)")


def plain_number(number: str) -> str:
    """«№ 014–ОД» and «14-од» are one number. NFKC turns «№» into «No»."""
    seen = (sign for sign in unicodedata.normalize("NFKC", number) if not _is_unseen(sign))
    text = DASHES.sub("-", SIGN.sub("", "".join(seen).casefold()))
    return ZEROS.sub("", text.translate(LOOKALIKES).replace("ё", "е"))


def _is_unseen(sign: str) -> bool:
    """Spaces, and what a copied number brings along: soft hyphens, joiners, marks of direction."""
    return sign.isspace() or unicodedata.category(sign) in ("Cf", "Cc")


def next_number(school: School, kind: DocumentKind, on: date, *, but: int | None = None) -> str:
    """A hint for the number: the greatest of the kind's series in this calendar year plus one.

    Only a hint: schools number as they like, so nothing relies on it. Cancelled papers gave theirs back.
    but: a paper whose own number does not count.
    """
    used = _of_series(school.pk, kind, on).exclude(pk=but).values_list("number", flat=True)
    leading = [int(match[0]) for number in used if (match := re.match(r"\d{1,6}", number))]
    return f"{max(leading, default=0) + 1}{kind.number_suffix}"


def same_number(document: Document, number: str, on: date) -> Document | None:
    """Another paper of the series that has this number in the calendar year, a signed one first.

    Kinds whose numbers each body counts for itself (protocols) have no such paper.
    """
    kind = DOCUMENT_KINDS[document.kind]
    asked = plain_number(number)
    if kind.numbers_repeat or not asked:
        return None
    others = _of_series(document.school_id, kind, on).exclude(pk=document.pk).exclude(number="")
    same = [other for other in others.defer("snapshot").order_by("pk") if plain_number(other.number) == asked]
    return min(same, key=lambda other: other.state != DocumentState.SIGNED, default=None)


def _of_series(school_pk: int, kind: DocumentKind, on: date):
    kinds = [other.code for other in DOCUMENT_KINDS.values() if other.series == kind.series]
    rows = Document.objects.filter(school=school_pk, kind__in=kinds, date__year=on.year)
    return rows.exclude(state=DocumentState.CANCELLED)
