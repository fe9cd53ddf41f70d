"""A long stack of blanks as one PDF: by the worker, with progress; closing the page stops nothing.

A job may be killed at any moment: nothing but the PDF itself is made, so it may simply run again.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django_scopes import scope
from django_tasks import task

from mentoring_site import clock
from mentoring_site.pdf import join_html_to_pdf
from participants.consent_light import SHORT_LABELS
from participants.consent_register import by_class, in_tab, with_papers
from participants.enums import ConsentPurpose
from participants.models import ConsentPrint, Person, StoredFile
from participants.models.consent_print import KEPT
from participants.reports_consents import PART_PAGES, blanks_parts
from participants.services.consent_texts import wording_of
from participants.services.files import keep_file
from programs.models import Program, School, User
from programs.services.audit import Refusal

PRINT_LIMIT = 1000  # pages of one PDF; a larger school prints by classes
BROKEN = "Бланки не напечатались из-за ошибки на сайте. Запустите печать ещё раз или выберите один класс."
EMPTY = "Печатать уже нечего: пока бланки ждали очереди, это согласие записали у всех."
log = logging.getLogger(__name__)


def start_print(
    *, program: Program, purpose: str, people: Sequence[Person], label: str, by: User
) -> ConsentPrint:
    """Order the blanks of these people (with_papers). Old orders are swept out first; the same order of the same
    user that is still being drawn is given back, so a second press draws nothing twice.

    Raises Refusal for nobody and for more than PRINT_LIMIT people.
    """
    if not people:
        raise Refusal("Печатать нечего: у всех, кто выбран, это согласие есть.")
    if len(people) > PRINT_LIMIT:
        raise Refusal(f"Бланков — {len(people)}, в один файл помещается {PRINT_LIMIT}. Печатайте по классам.")
    sweep_prints(timezone.now())
    ids = [person.pk for person in by_class(people)]
    own = ConsentPrint.objects.filter(program=program, created_by=by, purpose=purpose, is_busy=True)
    if same := next((order for order in own if order.people == ids), None):
        return same
    order = ConsentPrint.objects.create(
        school=program.school,
        program=program,
        purpose=purpose,
        label=label[:120],
        people=ids,
        total=len(ids),
        heartbeat_at=timezone.now(),
        created_by=by,
    )
    draw_in_worker.enqueue(order.pk, order.school_id)
    sweep_in_worker.using(run_after=timezone.now() + KEPT + timedelta(minutes=1)).enqueue(order.school_id)
    return order


@task()
def draw_in_worker(pk: int, school_pk: int) -> None:
    with scope(school=School.objects.get(pk=school_pk)):
        draw(pk)


@task()
def sweep_in_worker(school_pk: int) -> None:
    with scope(school=School.objects.get(pk=school_pk)):
        sweep_prints(timezone.now())


def sweep_prints(now: datetime) -> int:
    """Delete prints of the school older than a day, with their files: personal data don't lie about."""
    old = list(ConsentPrint.objects.filter(created_at__lt=now - KEPT))
    with transaction.atomic():
        files = [order.file_id for order in old if order.file_id]
        ConsentPrint.objects.filter(pk__in=[order.pk for order in old]).delete()
        StoredFile.objects.filter(pk__in=files).delete()
    return len(old)


def draw(pk: int) -> None:
    """Draw the PDF of an order; `problem` holds what people should read when it did not work."""
    order = ConsentPrint.objects.select_related("program__school", "created_by").filter(pk=pk).first()
    if order is None or order.file_id:
        return  # swept out meanwhile, or the second of two workers
    _mark(pk, is_busy=True, done=0, problem="", heartbeat_at=timezone.now())
    try:
        _draw(order)
    except Refusal as refusal:
        _mark(pk, is_busy=False, problem=str(refusal))
    except Exception:
        log.exception("print of consents %s failed", pk)
        _mark(pk, is_busy=False, problem=BROKEN)
        raise


def _draw(order: ConsentPrint) -> None:
    on = clock.today()
    rows = in_tab(Person.objects.filter(pk__in=order.people), "missing", order.purpose, on)
    people = by_class(with_papers(rows, order.program).prefetch_related("representatives"))
    if not people:
        raise Refusal(EMPTY)
    _mark(order.pk, total=len(people))

    def beat(parts: int) -> None:
        _mark(order.pk, done=min(parts * PART_PAGES, len(people)), heartbeat_at=timezone.now())

    parts = blanks_parts(people, wording_of(order.purpose), order.program, on)
    data = join_html_to_pdf(parts, beat)
    purpose = SHORT_LABELS[ConsentPurpose(order.purpose)].lower()
    with transaction.atomic():
        present = ConsentPrint.objects.select_for_update(of=("self",)).filter(pk=order.pk, file=None).first()
        if present is None:
            return
        present.file = keep_file(
            program=order.program, name=f"Бланки согласий, {purpose}.pdf", data=data, by=order.created_by
        )
        present.is_busy = False
        present.save(update_fields=["file", "is_busy"])


def _mark(pk: int, **values: object) -> None:
    ConsentPrint.objects.filter(pk=pk).update(**values)
