"""Letters of a survey in the outbox: only to who has not answered, one of a matter, at most one a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from mentoring_site.words import counted
from monitoring.campaign_texts import name_of, own_text
from monitoring.campaigns import is_over, unanswered_of
from monitoring.enums import CampaignState
from monitoring.models import Campaign, Invitation
from monitoring.services.campaign_answers import letter_kind
from monitoring.services.campaigns import locked
from participants.models import Letter
from participants.services.letters import prepare_letter
from programs.enums import LetterState
from programs.models import User
from programs.services.audit import Refusal, record_event


@dataclass(frozen=True)
class Prepared:
    letters: int
    without_email: int
    today_already: int


@transaction.atomic
def prepare_campaign_letters(*, campaign: Campaign, on: date, by: User) -> Prepared:
    """An invitation for who has got none, a reminder for the others; nothing is sent from here.

    A letter that still waits is replaced. Raises Refusal when there is nobody to write to.
    """
    campaign = locked(campaign)
    if campaign.state != CampaignState.OPEN or is_over(campaign, on):
        raise Refusal("Опрос не идёт: писать не о чем.")
    rows = list(unanswered_of(campaign))
    reached = [row for row in rows if row.email]
    due = [row for row in reached if row.reminded_on != on]
    prepared = Prepared(len(due), len(rows) - len(reached), len(reached) - len(due))
    if not due:
        raise Refusal(_why_nobody(prepared, bool(rows)))
    written = _written(campaign, due)
    questions = campaign.questionnaire.questions.count()
    for row in due:
        is_reminder = letter_kind(row) in written
        prepare_letter(
            program=campaign.program,
            kind=letter_kind(row),
            to_name=name_of(row),
            email=row.email,
            subject=f"Напоминание: {campaign.title}" if is_reminder else campaign.title,
            body=own_text(campaign, row, questions=questions, is_reminder=is_reminder),
            person=row.person,
            by=by,
        )
    Invitation.objects.filter(pk__in=[row.pk for row in due]).update(reminded_on=on)
    letters = counted(len(due), "письмо", "письма", "писем")
    record_event(
        "campaign.remind", by=by, target=campaign, sentence=f"опрос «{campaign}»: подготовлено {letters}"
    )
    return prepared


def _written(campaign: Campaign, rows: Iterable[Invitation]) -> set[str]:
    """Kinds of those who have got a letter on this survey."""
    kinds = [letter_kind(row) for row in rows]
    sent = Letter.objects.filter(program=campaign.program, kind__in=kinds, state=LetterState.SENT)
    return set(sent.values_list("kind", flat=True))


def _why_nobody(prepared: Prepared, is_anybody: bool) -> str:
    if not is_anybody:
        return "Ответили все: напоминать некому."
    if prepared.today_already:
        return "Сегодня письма уже подготовлены: больше одного напоминания в день никто не получит."
    return "Ни у кого из неответивших нет адреса почты. Напечатайте листки или скопируйте текст для чата."
