"""«Утвердить базу на дату»: the base of a day as a paper that the director signs (steps 7 and 12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from mentoring_site import clock
from mentoring_site.names import signature_name
from mentoring_site.words import ru_date, short_date
from participants.enums import BaseKind
from participants.services.guards import refuse_closed
from programs.enums import DocumentState
from programs.models import Document, Program
from programs.services.audit import Refusal
from programs.services.documents import prepare_document
from programs.tenancy import program_url

KINDS = {BaseKind.MENTEES: "base_mentees", BaseKind.MENTORS: "base_mentors"}
TITLES = {BaseKind.MENTEES: "База наставляемых", BaseKind.MENTORS: "База наставников"}


@dataclass(frozen=True)
class Approval:
    """The newest paper of a base in one state, without its rows."""

    pk: int
    on: date | None
    total: int


@transaction.atomic
def prepare_base(
    *,
    program: Program,
    base: str,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    on: date,
    by: Any,
    footnote: str = "",
    today: date | None = None,
) -> Document:
    """Freeze the rows of the official form as they stood on that day and make the paper «к подписи».

    rows: printed cells; on: today or a day gone by. Refused for an empty base and while an earlier paper waits.
    """
    refuse_closed(program)
    today = today or clock.today()
    if on > today:
        raise Refusal("Этот день ещё не наступил. Укажите сегодняшний или прошедший.")
    if not rows:
        raise Refusal(f"{TITLES[base]} на {short_date(on)} пуста: утверждать нечего.")
    waiting = latest(program, base, DocumentState.TO_SIGN)
    if waiting is not None:
        raise Refusal(
            f"{TITLES[base]} уже ждёт подписи. Подпишите её или отмените документ.",
            url=program_url(program, "programs:document_detail", pk=waiting.pk),
            url_label="Открыть документ",
        )
    return prepare_document(
        program=program,
        kind=KINDS[base],
        title=f"{TITLES[base]} на {short_date(on)}",
        snapshot={
            "base": base,
            "heading": TITLES[base],
            "year": program.year_label,
            "header": list(header),
            "rows": [list(row) for row in rows],
            "total": len(rows),
            "on_words": ru_date(on),
            "author": signature_name(str(by.full_name)),
            "footnote": footnote,
        },
        by=by,
        on=today,
    )


def latest(program: Program, base: str, state: str) -> Approval | None:
    """Only its date and size are read: the frozen rows of a large school are heavy."""
    papers = Document.objects.filter(program=program, kind=KINDS[base], state=state).order_by("-date", "-pk")
    row = papers.values_list("pk", "date", "snapshot__total").first()
    return Approval(*row) if row else None
