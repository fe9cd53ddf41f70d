"""What surveys know of partner organisations, for their list and card (programs/partners.py)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from mentoring_site.permissions import Access, Permission
from mentoring_site.words import counted, short_date
from monitoring.campaigns import IS_ASKED
from monitoring.models import Invitation
from monitoring.satisfaction import satisfaction_of
from participants.enums import QuestionnaireRole
from programs.models import Partner
from programs.partners import PartnerFact
from programs.tenancy import program_url


def satisfaction(access: Access, on: date) -> Iterable[PartnerFact]:
    """«6 из 7»; nothing is told when too few have answered."""
    if not access.has(Permission.MONITORING_VIEW):
        return
    share = satisfaction_of(access.program, QuestionnaireRole.PARTNER)
    yield PartnerFact(
        "Довольны сотрудничеством",
        share.words if share.total else "",
        note=""
        if share.total
        else "Опрос с анкетой «организации-партнёры» ещё не проведён или ответили немногие",
        url=program_url(access.program, "monitoring:campaign_list"),
    )


def asked(partner: Partner, access: Access, on: date) -> Iterable[PartnerFact]:
    """Whether this organisation was asked and has answered, never what: that is read in the results."""
    if not access.has(Permission.MONITORING_VIEW):
        return
    rows = list(
        Invitation.objects.filter(
            IS_ASKED,
            program=access.program,
            addressee=partner.name.replace(";", ","),
            campaign__questionnaire__role=QuestionnaireRole.PARTNER,
        ).values_list("is_answered", "answered_on")
    )
    answered = [day for is_answered, day in rows if is_answered]
    last = max((day for day in answered if day), default=None)
    yield PartnerFact(
        "Опросы партнёров",
        f"ответили на {len(answered)} из {counted(len(rows), 'опроса', 'опросов', 'опросов')}"
        if rows
        else "не спрашивали",
        note=f"последний ответ {short_date(last)}" if last else "",
        url=program_url(access.program, "monitoring:campaign_list"),
    )
