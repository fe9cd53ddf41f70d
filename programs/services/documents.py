"""Papers: «к подписи» → «подписан на бумаге». Signing freezes data, PDF and hash."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from mentoring_site import clock
from mentoring_site.pdf import render_pdf
from mentoring_site.permissions import Role
from mentoring_site.texts import clean_text
from mentoring_site.words import quoted
from programs.document_numbers import next_number, same_number
from programs.enums import DocumentState, ProgramState
from programs.models import Document, DocumentFile, Membership, Program, School, Substitution, User
from programs.registries.papers import DOCUMENT_KINDS
from programs.services.audit import Refusal, record_event
from programs.services.moments import moment


class RepeatedNumber(Refusal):
    """A slip, or the school has really given one number twice: `is_repeat` says that it has."""


@dataclass(frozen=True)
class Signatory:
    """Who signs papers on a day. name: «Ершова Нина Викторовна», "" when the school has no director yet."""

    title: str
    name: str


def signatory(program: Program, on: date) -> Signatory:
    """The director, or the deputy who stands in for him that day («И. о. директора»)."""
    acting = (
        Substitution.objects.filter(school=program.school_id, starts__lte=on, ends__gte=on, withdrawn_at=None)
        .select_related("deputy")
        .order_by("-starts")
        .first()
    )
    if acting is not None:
        return Signatory("И. о. директора", acting.deputy.full_name)
    held = (
        Membership.objects.active(on)
        .filter(school=program.school_id, role=Role.DIRECTOR, user__is_active=True)
        .select_related("user")
        .order_by("pk")
        .first()
    )
    return Signatory("Директор", held.user.full_name if held else "")


SCHOOL_FIELDS = (
    *("name_genitive", "name_dative", "founder", "place", "address", "inn", "ogrn"),
    *("phone", "email", "site", "letterhead"),
)


def school_snapshot(school: School) -> dict[str, str]:
    """Requisites as papers print them (templates/reports/base_report.html); frozen with the paper."""
    names = {"name_full": school.full_name, "name_short": school.short_name}
    return names | {field: getattr(school, field) for field in SCHOOL_FIELDS}


@transaction.atomic
def prepare_document(
    *, program: Program, kind: str, title: str, snapshot: dict[str, Any], by: User, on: date | None = None
) -> Document:
    """Make a paper «к подписи» with a proposed number and date.

    snapshot: plain data (JSON) that the template prints; the school's requisites are added under "school".
    on: proposed date, today when omitted.
    """
    on = on or clock.today()
    document = Document(
        school=program.school,
        program=program,
        kind=DOCUMENT_KINDS[kind].code,
        title=title,
        number=next_number(program.school, DOCUMENT_KINDS[kind], on),
        date=on,
        snapshot={"school": school_snapshot(program.school), **snapshot},
        template_version=DOCUMENT_KINDS[kind].template_version,
        created_by=by,
    )
    signer = _signer(document, on)
    document.signer_name, document.signer_title = signer.name, signer.title
    document.save()
    record_event("document.prepare", by=by, target=document, sentence=f"подготовлен документ {quoted(title)}")
    return document


def digest_of(document: Document) -> str:
    """Changes with what the paper says."""
    return hashlib.sha256(json.dumps(document.snapshot, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def update_draft(
    *, document: Document, number: str, date: date | None, by: User, snapshot: dict[str, Any] | None = None
) -> Document:
    """Change a paper that is not signed yet."""
    document = _lock(document)
    _refuse_unless_to_sign(document)
    document.number = clean_text(number)
    if snapshot is not None:
        document.snapshot = {**document.snapshot, **snapshot}
    _set_date(document, date)
    document.save(update_fields=["number", "date", "snapshot", "signer_name", "signer_title"])
    record_event(
        "document.edit", by=by, target=document, sentence=f"исправлен документ {quoted(document.title)}"
    )
    return document


@transaction.atomic
def sign_document(
    *,
    document: Document,
    number: str,
    date: date,
    by: User,
    today: date | None = None,
    seen: str = "",
    is_repeat: bool = False,
) -> Document:
    """«Подписан на бумаге»: freeze the paper and let what it decides happen.

    seen: digest_of the paper that was shown; empty when nobody looked at it on a page.
    is_repeat: a signed paper has this number, and this one really has it too; the register says what is on paper.

    number: free text of 1–32 characters. Raises RepeatedNumber for the number of another signed paper, Refusal when
    the paper is signed already, the number is empty, or the kind's own consequences are refused.
    """
    document = _lock(document)
    _refuse_unless_to_sign(document)
    if document.program.state == ProgramState.ARCHIVED:
        raise Refusal("Программа в архиве: её документы больше не меняются.")
    if seen and seen != digest_of(document):
        raise Refusal(
            "Пока страница была открыта, текст документа изменили: на подписанной бумаге он другой. Прочтите его "
            "заново, напечатайте и подпишите, потом отметьте ещё раз."
        )
    number = clean_text(number)
    if not number:
        raise Refusal("Документ нельзя отметить подписанным без номера. Впишите номер с бумаги.")
    if date > (today or clock.today()):
        raise Refusal("Дата подписи ещё не наступила. Впишите дату с бумаги.")
    if not is_repeat:
        _refuse_repeated(document, number, date)
    kind = DOCUMENT_KINDS[document.kind]
    document.number = number
    _set_date(document, date)
    document.state = DocumentState.SIGNED
    document.signed_at, document.signed_by = moment(), by
    document.template_version = kind.template_version
    document.save()
    pdf = _render(document)
    DocumentFile.objects.create(
        school=document.school, document=document, pdf=pdf, sha256=hashlib.sha256(pdf).hexdigest()
    )
    record_event(
        "document.sign",
        by=by,
        target=document,
        sentence=f"подписан документ {quoted(document.title)} № {number} от {date:%d.%m.%Y}",
    )
    if kind.on_signed is not None:
        kind.on_signed(document, by)
    return document


@transaction.atomic
def cancel_document(*, document: Document, reason: str, by: User) -> Document:
    """Take back a paper that was not signed; the row stays in the register.

    reason: 1–500 characters.
    """
    reason = reason.strip()
    if not reason:
        raise Refusal("Напишите, почему документ отменяется: причина останется в журнале.")
    if len(reason) > 500:
        raise Refusal("Причина длиннее 500 знаков. Сократите её.")
    document = _lock(document)
    _refuse_unless_to_sign(document)
    document.state = DocumentState.CANCELLED
    document.save(update_fields=["state"])
    record_event(
        "document.cancel",
        by=by,
        target=document,
        sentence=f"отменён документ {quoted(document.title)}: {reason}",
    )
    undo = DOCUMENT_KINDS[document.kind].on_cancelled
    if undo is not None:
        undo(document, by)
    return document


def document_pdf(document: Document) -> bytes:
    """The frozen PDF of a signed paper, the same bytes for ever; a fresh one of a paper «к подписи»."""
    if document.state == DocumentState.SIGNED:
        return bytes(document.frozen.pdf)
    return _render(document)


def follow_signatory(school: School) -> None:
    """Papers that wait for a signature name who signs on their day; after a change of who stands in."""
    for document in Document.objects.filter(
        school=school, state=DocumentState.TO_SIGN, date__isnull=False
    ).select_related("program"):
        signer = _signer(document, document.date)
        if (document.signer_name, document.signer_title) != (signer.name, signer.title):
            Document.objects.filter(pk=document.pk, state=DocumentState.TO_SIGN).update(
                signer_name=signer.name, signer_title=signer.title
            )


def _signer(document: Document, on: date) -> Signatory:
    """The director of that day, unless papers of the kind are signed by somebody else."""
    kind = DOCUMENT_KINDS.get(document.kind)
    return (
        Signatory(*kind.signed_by(document)) if kind and kind.signed_by else signatory(document.program, on)
    )


def _set_date(document: Document, new: date | None) -> None:
    """The date, and what follows it: who signs that day, and terms that nobody typed by hand."""
    old, document.date = document.date, new
    if new is None:
        return
    signer = _signer(document, new)
    document.signer_name, document.signer_title = signer.name, signer.title
    follow = DOCUMENT_KINDS[document.kind].on_dated
    if follow is not None and old is not None and old != new:
        document.snapshot = {**document.snapshot, **follow(document, old, new)}


def _render(document: Document) -> bytes:
    kind = DOCUMENT_KINDS[document.kind]
    return render_pdf(kind.template, {"document": document, **document.snapshot})


def _lock(document: Document) -> Document:
    return (
        Document.objects.select_for_update(of=("self",), no_key=True)
        .select_related("program__school")
        .get(pk=document.pk)
    )


def _refuse_unless_to_sign(document: Document) -> None:
    if document.state == DocumentState.SIGNED:
        raise Refusal(
            f"Документ уже подписан: № {document.number} от {document.date:%d.%m.%Y}. Изменить его нельзя."
        )
    if document.state == DocumentState.CANCELLED:
        raise Refusal("Документ отменён. Подготовьте новый.")


def _refuse_repeated(document: Document, number: str, on: date) -> None:
    """No lock: two signatures of the same second are not what this slip is about."""
    other = same_number(document, number, on)
    if other is None or other.state != DocumentState.SIGNED:
        return
    hint = next_number(document.school, DOCUMENT_KINDS[document.kind], on, but=document.pk)
    raise RepeatedNumber(
        f"Номер {other.number} в {on.year} году уже стоит на подписанном документе {quoted(other.title)} от "
        f"{other.date:%d.%m.%Y}. Проверьте номер на бумаге: следующий свободный – {hint}. Если и на этой бумаге стоит "
        f"{number}, отметьте это и подпишите ещё раз."
    )
