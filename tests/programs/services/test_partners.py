"""Partners and agreements: a paper with gaps, terms, what ends soon."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from mentoring_site.permissions import Role
from programs.conditions import attention
from programs.enums import DocumentState, PartnerKind
from programs.models import Document, Partner, PartnerAgreement
from programs.partners import agreement_state, partner_state
from programs.services.audit import Refusal
from programs.services.documents import cancel_document, document_pdf, sign_document
from programs.services.partners import (
    add_agreement,
    add_partner,
    edit_agreement,
    edit_partner,
    partners_with_agreements,
    remove_agreement,
)
from programs.tenancy import access_for
from tests.factories import make_member


@pytest.fixture
def director(program):
    return make_member(
        program.school, Role.DIRECTOR, last_name="Ершова", first_name="Нина", middle_name="Викторовна"
    )


@pytest.fixture
def partner(program, director):
    return add_partner(
        program=program,
        by=director,
        name="Завод «Заря»",
        kind=PartnerKind.ENTERPRISE,
        gives="Экскурсии\nНаставники-инженеры",
    )


@pytest.fixture
def today():
    return timezone.localdate()


def agree(partner, program, by, starts, ends):
    return add_agreement(
        partner=partner, program=program, subject="профориентация", starts=starts, ends=ends, by=by
    )


def sign(agreement, by):
    sign_document(document=agreement.document, number="5", date=timezone.localdate(), by=by, is_repeat=True)


def state_of(partner, on):
    return partner_state(partners_with_agreements().get(pk=partner.pk), on)


def test_name_of_a_partner_is_taken_once(program, director, partner):
    with pytest.raises(ValidationError, match="уже есть в списке"):
        add_partner(program=program, by=director, name=partner.name, kind=PartnerKind.OTHER)


def test_agreement_is_a_paper_to_sign_with_the_known_and_gaps_for_the_rest(program, director, partner):
    agreement = agree(partner, program, director, date(2026, 9, 1), date(2027, 5, 31))

    document = agreement.document
    said = document.snapshot
    assert (document.kind, document.state, document.title) == (
        "partner_agreement",
        DocumentState.TO_SIGN,
        "Соглашение о сотрудничестве: Завод «Заря»",
    )
    assert (said["school_in_person"], said["partner_in_person"], said["is_checked"]) == (
        "Ершовой Нины Викторовны",
        "",
        False,
    )
    assert said["points"][:2] == [
        "Предмет соглашения: профориентация.",
        "Партнёр участвует в программе наставничества Школы: экскурсии; наставники-инженеры.",
    ]
    assert document_pdf(document).startswith(b"%PDF")


def test_changed_terms_make_the_paper_anew(program, director, partner):
    agreement = agree(partner, program, director, date(2026, 9, 1), None)
    first = agreement.document

    edit_agreement(
        agreement=agreement,
        version=1,
        subject="экскурсии",
        starts=date(2026, 10, 1),
        ends=date(2027, 5, 31),
        by=director,
    )

    agreement.refresh_from_db()
    assert Document.objects.get(pk=first.pk).state == DocumentState.CANCELLED
    assert agreement.document.snapshot["points"][0] == "Предмет соглашения: экскурсии."


def test_signed_agreement_may_neither_be_changed_nor_taken_back(program, director, partner):
    agreement = agree(partner, program, director, date(2026, 9, 1), None)
    sign(agreement, director)

    with pytest.raises(Refusal, match="подписано"):
        edit_agreement(
            agreement=agreement, version=1, subject="иное", starts=date(2026, 9, 1), ends=None, by=director
        )
    with pytest.raises(Refusal, match="подписано"):
        remove_agreement(agreement=agreement, by=director)


def test_taken_back_agreement_leaves_a_cancelled_paper(program, director, partner):
    agreement = agree(partner, program, director, date(2026, 9, 1), None)

    remove_agreement(agreement=agreement, by=director)

    assert not PartnerAgreement.objects.exists()
    assert Document.objects.get().state == DocumentState.CANCELLED


def test_cancelled_paper_leaves_the_agreement_without_one(program, director, partner, today):
    agreement = agree(partner, program, director, date(2026, 9, 1), None)

    cancel_document(document=agreement.document, reason="ошибка", by=director)

    agreement.refresh_from_db()
    assert agreement_state(agreement, today) == ("draft", "без документа")


def test_agreement_that_ends_soon_is_attention_until_there_is_a_later_one(program, director, partner, today):
    access = access_for(director, program, today)
    soon = today + timedelta(days=20)
    agreement = agree(partner, program, director, program.starts, soon)
    assert list(attention(access, today)) == []

    sign(agreement, director)

    assert [(item.severity, item.subject, item.rest) for item in attention(access, today)] == [
        ("warn", "Заканчивается соглашение:", "Завод «Заря»")
    ]
    assert state_of(partner, today) == ("warn", f"до {soon:%d.%m.%Y}")
    sign(agree(partner, program, director, soon, None), director)
    assert list(attention(access, today)) == []


def test_former_partner_gets_no_agreement(program, director, partner):
    partner = edit_partner(partner=partner, program=program, version=1, by=director, is_active=False)

    with pytest.raises(Refusal, match="прежний партнёр"):
        agree(partner, program, director, date(2026, 9, 1), None)
    assert Partner.objects.get().version == 2
