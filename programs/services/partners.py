"""Organisations that work with the school, and agreements with them (D07). Organisations only: no persons."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from mentoring_site import clock
from mentoring_site.texts import clean_text
from mentoring_site.words import short_date
from programs.enums import DocumentState
from programs.models import Document, Partner, PartnerAgreement, Program, User
from programs.order_words import ended, name_in_case
from programs.services.audit import Refusal, lock_version, record_event
from programs.services.documents import cancel_document, prepare_document, signatory
from programs.services.fields import write_fields
from programs.services.guards import refuse_over

KIND = "partner_agreement"
TITLE = "Соглашение о сотрудничестве"
SOON = timedelta(days=30)
TYPED = ("points", "partner_in_person", "is_checked")  # what of the agreement people write


def partners_with_agreements() -> QuerySet[Partner]:
    """Each with `known_agreements`, newest first."""
    agreements = PartnerAgreement.objects.select_related("document", "program").order_by("-starts", "-pk")
    return Partner.objects.prefetch_related(
        Prefetch("agreements", agreements, to_attr="known_agreements")
    ).order_by("-is_active", "name", "pk")


@transaction.atomic
def add_partner(*, program: Program, by: User, **values: Any) -> Partner:
    """values: name, kind, gives, address, phone, email, site. Raises ValidationError for a name that is taken."""
    refuse_over(program)
    partner = Partner(school=program.school)
    write_fields(partner, values)
    record_event(
        "partner.add", by=by, target=partner, program=program, sentence=f"добавлен партнёр: {partner}"
    )
    return partner


@transaction.atomic
def edit_partner(*, partner: Partner, program: Program, version: int, by: User, **values: Any) -> Partner:
    """Raises StaleVersion, ValidationError."""
    refuse_over(program)
    partner = Partner.objects.select_for_update().get(pk=partner.pk)
    lock_version(partner, version)
    before = str(partner)
    changed = write_fields(partner, {**values, "version": partner.version})
    record_event(
        "partner.edit",
        by=by,
        target=partner,
        program=program,
        sentence=f"партнёр {before}, изменено: {', '.join(changed)}",
    )
    return partner


# --- agreements -------------------------------------------------------------------------------------------


@transaction.atomic
def add_agreement(
    *,
    partner: Partner,
    program: Program,
    subject: str,
    starts: date,
    ends: date | None,
    by: User,
    on: date | None = None,
) -> PartnerAgreement:
    """An agreement with its paper «к подписи». Raises Refusal, ValidationError."""
    refuse_over(program)
    partner = Partner.objects.select_for_update().get(pk=partner.pk)
    if not partner.is_active:
        raise Refusal(
            f"{partner}: отмечено, что это прежний партнёр. Сначала отметьте, что снова работаете вместе."
        )
    agreement = PartnerAgreement(school=program.school, program=program, partner=partner)
    write_fields(agreement, {"subject": clean_text(subject), "starts": starts, "ends": ends})
    record_event(
        "partner.agreement",
        by=by,
        target=partner,
        program=program,
        sentence=f"подготовлено соглашение с партнёром {partner} {term_words(agreement)}",
    )
    _prepare(agreement, by, on or clock.today())
    return agreement


@transaction.atomic
def edit_agreement(
    *,
    agreement: PartnerAgreement,
    version: int,
    subject: str,
    starts: date,
    ends: date | None,
    by: User,
    on: date | None = None,
) -> PartnerAgreement:
    """Subject and term until it is signed; a paper that waits for signatures is made anew with them."""
    agreement = _lock_agreement(agreement)
    refuse_over(agreement.program)
    document = agreement.document
    if document is not None and document.state == DocumentState.SIGNED:
        raise Refusal("Соглашение подписано, его условия не меняются. Подготовьте новое соглашение.")
    lock_version(agreement, version)
    write_fields(
        agreement,
        {"subject": clean_text(subject), "starts": starts, "ends": ends, "version": agreement.version},
    )
    record_event(
        "partner.agreement",
        by=by,
        target=agreement.partner,
        program=agreement.program,
        sentence=f"исправлено соглашение с партнёром {agreement.partner} {term_words(agreement)}",
    )
    if document is not None:
        cancel_document(document=document, reason="условия соглашения изменены", by=by)
    _prepare(agreement, by, on or clock.today())
    return agreement


@transaction.atomic
def remove_agreement(*, agreement: PartnerAgreement, by: User) -> None:
    """Take back an agreement that nobody has signed; its paper stays in the register as cancelled."""
    agreement = _lock_agreement(agreement)
    refuse_over(agreement.program)
    document = agreement.document
    if document is not None and document.state == DocumentState.SIGNED:
        raise Refusal("Соглашение подписано: оно остаётся в карточке партнёра и в реестре документов.")
    record_event(
        "partner.agreement",
        by=by,
        target=agreement.partner,
        program=agreement.program,
        sentence=f"убрано соглашение с партнёром {agreement.partner} {term_words(agreement)}",
    )
    if document is not None:
        cancel_document(document=document, reason="соглашение убрано", by=by)
    agreement.delete()


def _prepare(agreement: PartnerAgreement, by: User, on: date) -> None:
    agreement.document = prepare_document(
        program=agreement.program,
        kind=KIND,
        title=f"{TITLE}: {agreement.partner}"[:300],
        snapshot=agreement_snapshot(agreement, on),
        by=by,
        on=on,
    )
    agreement.save(update_fields=["document"])


def agreement_snapshot(agreement: PartnerAgreement, on: date) -> dict[str, Any]:
    """What stands on the paper; unknown values of the other side stay marked lines to fill by hand."""
    program, partner = agreement.program, agreement.partner
    signer = signatory(program, on)
    return {
        "partner": {
            field: getattr(partner, field) for field in ("name", "address", "phone", "email", "site")
        },
        "partner_in_person": "",
        "school_in_person": name_in_case(signer.name, "genitive"),
        "school_post": "исполняющего обязанности директора" if signer.title.startswith("И.") else "директора",
        "points": agreement_points(agreement),
        "is_checked": False,
        "year_label": program.year_label,
    }


def agreement_points(agreement: PartnerAgreement) -> list[str]:
    partner = agreement.partner
    gives = "; ".join(
        line.strip().rstrip(".;")[:1].lower() + line.strip().rstrip(".;")[1:]
        for line in partner.gives.splitlines()
        if line.strip()
    )
    until = f"по {short_date(agreement.ends)}" if agreement.ends else "до прекращения одной из Сторон"
    return ended(
        [
            f"Предмет соглашения: {agreement.subject.rstrip('.')}",
            (
                f"Партнёр участвует в программе наставничества Школы: {gives}"
                if gives
                else "Партнёр участвует в программе наставничества Школы и согласует с ней время и место встреч"
            ),
            (
                "Школа назначает куратора, согласует с Партнёром время и место встреч, отвечает за безопасность "
                "обучающихся во время встреч"
            ),
            (
                "Обучающиеся участвуют во встречах с согласия родителей (законных представителей). Персональные данные "
                "участников Школа передаёт Партнёру только с их отдельного согласия, Партнёр не передаёт их другим"
            ),
            "Стороны сотрудничают безвозмездно, если не договорились письменно об ином",
            (
                f"Соглашение действует с {short_date(agreement.starts)} {until}. Сторона вправе прекратить его, "
                "письменно предупредив другую за 30 дней"
            ),
            "Соглашение составлено в двух экземплярах, по одному для каждой Стороны",
        ]
    )


def release_cancelled_agreement(document: Document, by: User) -> None:
    """on_cancelled: the agreement stays without a paper, until it is edited or taken back."""
    PartnerAgreement.objects.filter(document=document).update(document=None)


def _lock_agreement(agreement: PartnerAgreement) -> PartnerAgreement:
    return (
        PartnerAgreement.objects.select_for_update(of=("self",))
        .select_related("partner", "document", "program__school")
        .get(pk=agreement.pk)
    )


def term_words(agreement: PartnerAgreement) -> str:
    return f"с {short_date(agreement.starts)}" + (
        f" по {short_date(agreement.ends)}" if agreement.ends else ""
    )
