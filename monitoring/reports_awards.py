"""Certificates as pages: one at once, a whole year by the worker."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from django.template.loader import render_to_string

from mentoring_site.names import signature_name
from mentoring_site.pdf import join_html_to_pdf
from monitoring.certificates import GONE, HEADINGS, AwardPage, heading_size, letter_text, page_of, printable
from monitoring.enums import AwardKind, CertificateDesign
from monitoring.models import Award
from monitoring.services.certificates import refuse_unconsented
from participants.models import Enrolment
from programs.models import Batch, Program
from programs.registries.batches import BatchFile
from programs.services.audit import Refusal
from programs.services.documents import Signatory, school_snapshot, signatory

TEMPLATE = "reports/award_pages.html"
PART_PAGES = 25  # drawn between two beats of the progress bar
SAMPLE_REASON = "за терпение и успехи наставляемого по математике"


def pages_of(awards: Sequence[Award], program: Program, on: date) -> list[AwardPage]:
    years = Enrolment.objects.filter(program=program, person__in=[award.person_id for award in awards])
    own = {year.person_id: year for year in years.select_related("school_class")}
    school, signer = school_snapshot(program.school), signatory(program, on)
    return [page_of(award, program, own.get(award.person_id), signer, school) for award in awards]


def awards_context(pages: Sequence[AwardPage], program: Program) -> dict[str, Any]:
    return {
        "document_title": pages[0].heading if len(pages) == 1 else "Грамоты и благодарственные письма",
        "school": school_snapshot(program.school),
        "pages": pages,
    }


def awards_parts(pages: Sequence[AwardPage], program: Program) -> Iterator[str]:
    """HTML of PART_PAGES sheets each: a long stack is drawn piece by piece."""
    for start in range(0, len(pages), PART_PAGES):
        yield render_to_string(TEMPLATE, awards_context(pages[start : start + PART_PAGES], program))


def build_allowed(batch: Batch, on: date, beat: Callable[[int], None]) -> BatchFile:
    """For BATCH_KINDS. Consents were asked at the order, and may have been withdrawn since."""
    refuse_unconsented(printable(batch.program, batch.payload["awards"]), on)
    return build_batch(batch, on, beat)


def build_batch(batch: Batch, on: date, beat: Callable[[int], None]) -> BatchFile:
    """payload: {"awards": [id, …]}."""
    awards = printable(batch.program, batch.payload["awards"])
    if not awards:
        raise Refusal(GONE)
    pages = pages_of(awards, batch.program, on)
    data = join_html_to_pdf(awards_parts(pages, batch.program), lambda parts: beat(parts * PART_PAGES))
    return BatchFile(f"Грамоты {batch.program.label}.pdf", "application/pdf", data)


def sample_page(design: str, kind: str, program: Program, signer: Signatory) -> AwardPage:
    """An invented sheet, to choose a design by."""
    is_letter = kind == AwardKind.PARENT_LETTER
    return AwardPage(
        design=CertificateDesign(design),
        school=program.school.short_name,
        heading=HEADINGS[kind],
        heading_size=heading_size(HEADINGS[kind]),
        subtitle="" if is_letter else "«Лучший наставник»",
        verb="" if is_letter else "награждается",
        name_lines=[] if is_letter else ["Образцова", "Анна Ивановна"],
        name_size="",
        position="" if is_letter else "ученица 10 «А» класса",
        reason=SAMPLE_REASON,
        year_line=f"Программа наставничества {program.year_label} учебного года",
        signer_title=signer.title,
        signer_name=signature_name(signer.name) if signer.name else "",
        foot="Образец",
        salutation="Уважаемые Ирина Петровна и Иван Олегович!" if is_letter else "",
        letter=letter_text(
            "Образцовой Анны Ивановны", "ученицы 10 «А» класса", program.year_label, SAMPLE_REASON
        )
        if is_letter
        else [],
    )
