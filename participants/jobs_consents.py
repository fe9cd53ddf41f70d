"""A long stack of blanks as one PDF: a kind of long work (programs/services/batches.py)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from mentoring_site.pdf import join_html_to_pdf
from mentoring_site.permissions import Access, Permission
from participants.consent_light import SHORT_LABELS
from participants.consent_register import by_class, in_tab, with_papers
from participants.enums import ConsentPurpose
from participants.models import Person
from participants.reports_consents import PART_PAGES, blanks_parts
from participants.services.consent_texts import wording_of
from programs.models import Batch, Program, User
from programs.registries.batches import BatchFile
from programs.services.audit import Refusal
from programs.services.batches import start_batch
from programs.tenancy import access_for

KIND = "consent_blanks"
PRINT_LIMIT = 1000  # pages of one PDF; a larger school prints by classes
NOBODY = "Печатать нечего: у всех, кто выбран, это согласие есть."
EMPTY = "Печатать уже нечего: пока бланки ждали очереди, это согласие записали у всех."
NO_RIGHT = "У вас больше нет права на эти бланки. Попросите куратора напечатать их."


def order_blanks(*, program: Program, purpose: str, people: Sequence[Person], label: str, by: User) -> Batch:
    """Order the blanks of these people (with_papers). Raises Refusal for nobody and for more than PRINT_LIMIT."""
    if not people:
        raise Refusal(NOBODY)
    if len(people) > PRINT_LIMIT:
        raise Refusal(f"Бланков — {len(people)}, в один файл помещается {PRINT_LIMIT}. Печатайте по классам.")
    return start_batch(
        program=program,
        kind=KIND,
        label=f"Бланки согласий, {SHORT_LABELS[ConsentPurpose(purpose)].lower()}: {label}",
        payload={"purpose": str(purpose), "people": [person.pk for person in by_class(people)]},
        total=len(people),
        by=by,
    )


def build_blanks(batch: Batch, on: date, beat: Callable[[int], None]) -> BatchFile:
    """For BATCH_KINDS. Who got the paper meanwhile needs no blank; who lost the right sees nobody."""
    access = access_for(batch.created_by, batch.program, on)
    if not access.has(Permission.CONSENT_VIEW):
        raise Refusal(NO_RIGHT)
    purpose = ConsentPurpose(batch.payload["purpose"])
    asked = Person.objects.visible_to(access).filter(pk__in=batch.payload["people"])
    rows = with_papers(in_tab(asked, "missing", purpose, on), batch.program)
    people = by_class(rows.prefetch_related("representatives"))
    if not people:
        raise Refusal(EMPTY)
    batch.total = len(people)
    parts = blanks_parts(people, wording_of(purpose), batch.program, on)
    data = join_html_to_pdf(parts, lambda drawn: beat(drawn * PART_PAGES))
    return BatchFile(f"Бланки согласий, {SHORT_LABELS[purpose].lower()}.pdf", "application/pdf", data)


def may_take(batch: Batch, access: Access) -> bool:
    """For BATCH_KINDS: a class that was handed over, or a pupil who moved, takes the blanks out of the old hands."""
    people = set(batch.payload["people"])
    return Person.objects.visible_to(access).filter(pk__in=people).count() == len(people)
