"""The report becomes a paper «к подписи»; while it waits it may be put together anew, signed it is frozen."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from monitoring.report import KIND, snapshot_of, title_of
from programs.enums import DocumentState, ProgramState
from programs.models import Document, Program, User
from programs.services.audit import Refusal
from programs.services.documents import prepare_document, update_draft


@transaction.atomic
def prepare_report(*, program: Program, by: User, on: date) -> Document:
    """Put the report together with the data of this moment: a new paper, or the one that waits renewed.

    A signed one stays as it is; a correction is a paper of its own. Raises Refusal for an archived programme.
    """
    program = (
        Program.objects.select_for_update(no_key=True, of=("self",))
        .select_related("school")
        .get(pk=program.pk)
    )
    if program.state == ProgramState.ARCHIVED:
        raise Refusal("Программа в архиве: её документы больше не меняются.")
    snapshot = snapshot_of(program, on)
    waiting = reports_of(program).filter(state=DocumentState.TO_SIGN).first()
    if waiting is None:
        return prepare_document(
            program=program, kind=KIND, title=title_of(program), snapshot=snapshot, by=by, on=on
        )
    return update_draft(document=waiting, number=waiting.number, date=waiting.date, by=by, snapshot=snapshot)


def reports_of(program: Program):
    """Papers of the report, newest first; cancelled ones left out."""
    found = Document.objects.filter(program=program, kind=KIND).exclude(state=DocumentState.CANCELLED)
    return found.order_by("-pk")
