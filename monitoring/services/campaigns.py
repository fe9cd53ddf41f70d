"""The life of a survey: draft → open → closed. A closed one never opens again: a new survey is made instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from random import SystemRandom

from django.db import transaction
from django.utils import timezone

from mentoring_site.texts import clean_text
from mentoring_site.words import counted, short_date
from monitoring.campaigns import (
    campaign_id_of,
    in_order,
    is_over,
    responses_of,
    rows_of,
    subject_of,
)
from monitoring.enums import CampaignState, SurveyPurpose
from monitoring.models import Campaign, FreeAnswer, Invitation
from monitoring.services.campaign_people import Candidate, new_invitations
from participants.enums import ConsentPurpose, QuestionnaireKind, QuestionnaireState, ResponseSource
from participants.models import Questionnaire, Response
from participants.questionnaires.by_link import ENDED, survey_payload
from participants.questionnaires.editing import open_questionnaire
from participants.questionnaires.respondents import parent_subject
from participants.services.consents import decisions_for
from participants.services.guards import refuse_closed
from programs.enums import LinkPurpose
from programs.models import PersonalLink, Program, User
from programs.services.audit import Refusal, lock_version, record_event
from programs.services.links import issue_links
from programs.services.moments import moment

TITLE_LENGTH = 160
PEOPLE = ("человек", "человека", "человек")
SHEETS = ("лист", "листа", "листов")


@dataclass(frozen=True)
class Asked:
    """What asking brought: who got a link, and whose paper is missing: (invitation, «нет согласия …»)."""

    asked: list[Invitation] = field(default_factory=list)
    lacking: list[tuple[Invitation, str]] = field(default_factory=list)


def offered_questionnaires(program: Program) -> list[Questionnaire]:
    """Those that a survey may be made of: the newest open or draft edition of each."""
    rows = Questionnaire.objects.filter(program=program, kind=QuestionnaireKind.SURVEY)
    usable = rows.exclude(state=QuestionnaireState.CLOSED).select_related("form").order_by("title", "edition")
    newest = {one.code: one for one in usable}
    return sorted(newest.values(), key=lambda one: (one.moment, one.title, one.pk))


@transaction.atomic
def create_campaign(
    *,
    program: Program,
    questionnaire: Questionnaire,
    title: str,
    purpose: str,
    closes_on: date | None,
    on: date,
    by: User,
) -> Campaign:
    """A draft without anybody to ask yet."""
    refuse_closed(program)
    if questionnaire.program_id != program.pk or questionnaire.kind != QuestionnaireKind.SURVEY:
        raise Refusal("Выберите анкету вида «опрос» этой программы.")
    campaign = Campaign(school=program.school, program=program, questionnaire=questionnaire, created_by=by)
    _set(campaign, title, purpose, closes_on, on)
    campaign.save()
    _note(campaign, "create", f"подготовлен опрос «{campaign}»", by)
    return campaign


@transaction.atomic
def change_campaign(
    *,
    campaign: Campaign,
    title: str,
    purpose: str,
    closes_on: date | None,
    shown_version: int,
    on: date,
    by: User,
) -> Campaign:
    """Title, purpose and the last day; also while it is open: a later day lets people answer on."""
    campaign = locked(campaign)
    _refuse_closed(campaign)
    lock_version(campaign, shown_version)
    _set(campaign, title, purpose, closes_on, on)
    campaign.save()
    until = short_date(campaign.closes_on) if campaign.closes_on else "без срока"
    _note(campaign, "update", f"изменён опрос «{campaign}», последний день: {until}", by)
    return campaign


@transaction.atomic
def delete_campaign(*, campaign: Campaign, by: User) -> None:
    """Only a draft, which has asked nobody."""
    campaign = _draft(campaign)
    _note(campaign, "delete", f"удалён черновик опроса «{campaign}»", by)
    campaign.delete()


@transaction.atomic
def invite(*, campaign: Campaign, candidates: Iterable[Candidate], on: date, by: User) -> Asked:
    """Put people on the list of a draft; late-comers of an open survey get their links at once."""
    campaign = locked(campaign)
    _refuse_closed(campaign)
    rows = new_invitations(campaign, candidates)
    if not rows:
        raise Refusal("Никого не добавлено: отметьте тех, кого ещё нет в списке.")
    Invitation.objects.bulk_create(rows, batch_size=500)
    _note(campaign, "invite", f"в список опроса «{campaign}» добавлено: {counted(len(rows), *PEOPLE)}", by)
    if campaign.state == CampaignState.OPEN:
        return _ask(campaign, rows, on, by)
    return Asked()


@transaction.atomic
def uninvite(*, campaign: Campaign, ids: Sequence[int], by: User) -> int:
    """Take those off the list who have not answered; their links close. Returns how many."""
    campaign = locked(campaign)
    _refuse_closed(campaign)
    rows = list(campaign.invitations.filter(pk__in=ids, is_answered=False))
    if not rows:
        raise Refusal("Никого не убрано: кто уже ответил, из списка не убирается.")
    links = [row.link_id for row in rows if row.link_id]
    PersonalLink.objects.filter(pk__in=links, revoked_at=None).update(revoked_at=timezone.now())
    _drop_unsent(rows_of(campaign).filter(link__in=links))
    Invitation.objects.filter(pk__in=[row.pk for row in rows]).delete()
    _note(campaign, "uninvite", f"из списка опроса «{campaign}» убрано: {counted(len(rows), *PEOPLE)}", by)
    return len(rows)


@transaction.atomic
def open_campaign(*, campaign: Campaign, on: date, by: User) -> Asked:
    """People may answer from now on: the draft of its questionnaire is opened with it, everybody gets a link.

    By name nobody is asked without a consent to take part: those stay on the list with the paper that is missing.
    Raises Refusal when nobody would be asked.
    """
    campaign = _draft(campaign)
    if campaign.closes_on is not None and campaign.closes_on < on:
        raise Refusal("Последний день опроса уже прошёл. Измените его и откройте опрос.")
    rows = list(campaign.invitations.select_related("person", "representative"))
    if not rows:
        raise Refusal("Некого спрашивать: выберите, кого спросить.")
    questionnaire = campaign.questionnaire
    if questionnaire.state == QuestionnaireState.DRAFT:
        open_questionnaire(questionnaire=questionnaire, by=by)
    elif questionnaire.state == QuestionnaireState.CLOSED:
        raise Refusal(f"Анкета «{questionnaire}» закрыта. Удалите черновик опроса и выберите другую анкету.")
    campaign.state, campaign.opened_at = CampaignState.OPEN, moment()
    campaign.version += 1
    campaign.save()
    found = _ask(campaign, rows, on, by)
    if not found.asked:
        lacking = counted(len(found.lacking), *PEOPLE)
        raise Refusal(
            f"Опрос не открыт: некого спрашивать. Нет согласия на участие: {lacking}. Соберите согласия и запишите "
            "их в разделе «Согласия»."
        )
    _note(
        campaign, "open", f"открыт опрос «{campaign}», приглашено: {counted(len(found.asked), *PEOPLE)}", by
    )
    return found


@transaction.atomic
def ask_waiting(*, campaign: Campaign, on: date, by: User) -> Asked:
    """Give links to those who lacked a consent and have it now."""
    campaign = locked(campaign)
    if campaign.state != CampaignState.OPEN:
        raise Refusal(f"Опрос {campaign.get_state_display()}: ссылки выдаются, пока он идёт.")
    found = _ask(campaign, list(waiting_of(campaign)), on, by)
    if not found.asked:
        raise Refusal("Новых согласий нет: приглашать пока некого.")
    _note(campaign, "ask", f"опрос «{campaign}»: приглашено ещё {counted(len(found.asked), *PEOPLE)}", by)
    return found


@transaction.atomic
def close_campaign(*, campaign: Campaign, by: User) -> Campaign:
    """No more answers: the links say so, unsent drafts are deleted. Raises Refusal while paper sheets wait."""
    campaign = locked(campaign)
    if campaign.state != CampaignState.OPEN:
        raise Refusal(f"Опрос {campaign.get_state_display()}: завершать нечего.")
    unsent = rows_of(campaign).exclude(state="submitted")
    waiting = unsent.filter(source=ResponseSource.GRID).exclude(answers={}).count()
    if waiting:
        raise Refusal(
            f"Набраны с бумаги, но не сверены {counted(waiting, *SHEETS)}. Наберите их второй раз или удалите, "
            "потом завершите опрос."
        )
    _drop_unsent(unsent)
    campaign.state, campaign.closed_at = CampaignState.CLOSED, moment()
    if campaign.questionnaire.is_anonymous:
        _forget_order(campaign)
    campaign.version += 1
    campaign.save()
    _note(campaign, "close", f"завершён опрос «{campaign}»", by)
    return campaign


def waiting_of(campaign: Campaign) -> Iterable[Invitation]:
    """On the list of an open survey, but not asked: the consent was missing."""
    return in_order(campaign.invitations.filter(link=None, is_answered=False))


def missing_papers(campaign: Campaign, rows: Iterable[Invitation], on: date) -> dict[int, str]:
    """{invitation: which paper is missing}; a survey without names and an addressee without a card need none."""
    if campaign.questionnaire.is_anonymous:
        return {}
    named = [row for row in rows if row.person_id]
    decisions = decisions_for([row.person for row in named], ConsentPurpose.PARTICIPATION, on)
    return {
        row.pk: decisions[row.person_id].missing for row in named if not decisions[row.person_id].is_allowed
    }


def why_ended(subject: str, on: date) -> str:
    """SUBJECT_GATES: the page behind a link says that the survey has ended; its last day needs no job."""
    campaign = Campaign.objects.filter(pk=campaign_id_of(subject)).first()
    return ENDED if campaign is not None and is_over(campaign, on) else ""


def locked(campaign: Campaign) -> Campaign:
    """The fresh row of an open programme."""
    rows = Campaign.objects.select_for_update(of=("self",))
    found = rows.select_related("program__school", "questionnaire__form", "questionnaire__program").get(
        pk=campaign.pk
    )
    refuse_closed(found.program)
    return found


# --- inside -----------------------------------------------------------------------------------------------


def _ask(campaign: Campaign, rows: Sequence[Invitation], on: date, by: User) -> Asked:
    missing = missing_papers(campaign, rows, on)
    able = [row for row in rows if row.pk not in missing]
    lacking = [(row, missing[row.pk]) for row in rows if row.pk in missing]
    if not able:
        return Asked([], lacking)
    # The title names nobody, since the journal keeps it; without names the link does not know its person either.
    links = issue_links(
        program=campaign.program,
        purpose=LinkPurpose.SURVEY,
        rows=[(campaign.title, _payload(campaign, row)) for row in able],
        by=by,
    )
    for row, link in zip(able, links, strict=True):
        row.link = link
    Invitation.objects.bulk_update(able, ["link"], batch_size=500)
    return Asked(able, lacking)


def answer_subject(campaign: Campaign, row: Invitation) -> str:
    """What `Response.subject` of this invitation's answer is."""
    subject = subject_of(campaign)
    return parent_subject(subject, row.representative) if row.representative_id else subject


def _payload(campaign: Campaign, row: Invitation) -> dict[str, object]:
    return survey_payload(campaign.questionnaire, row.person, answer_subject(campaign, row))


def _set(campaign: Campaign, title: str, purpose: str, closes_on: date | None, on: date) -> None:
    title = " ".join(clean_text(title).split())
    if not title:
        raise Refusal("Назовите опрос.")
    if len(title) > TITLE_LENGTH:
        raise Refusal(f"Название длиннее {TITLE_LENGTH} знаков. Сократите его.")
    if purpose not in SurveyPurpose.values:
        raise Refusal("Выберите, зачем опрос.")
    if closes_on is not None and closes_on < on and closes_on != campaign.closes_on:
        raise Refusal("Последний день уже прошёл: на опрос никто не успел бы ответить.")
    campaign.title, campaign.purpose, campaign.closes_on = title, purpose, closes_on


def _draft(campaign: Campaign) -> Campaign:
    campaign = locked(campaign)
    if campaign.state != CampaignState.DRAFT:
        raise Refusal(f"Опрос уже {campaign.get_state_display()}. Обновите страницу.")
    return campaign


def _refuse_closed(campaign: Campaign) -> None:
    if campaign.state == CampaignState.CLOSED:
        raise Refusal("Опрос завершён и больше не меняется. Чтобы спросить ещё раз, начните новый опрос.")


def _drop_unsent(rows: Iterable[Response]) -> None:
    rows.exclude(state="submitted").delete()


def _forget_order(campaign: Campaign) -> None:
    """Nameless answers get one day and are written again in a random order.

    The day of an answer, and the place of its row in the table and in a dump of it, would tell who it was to whoever
    has watched the list of those who have not answered.
    """
    day = timezone.make_aware(datetime.combine(timezone.localdate(campaign.closed_at), time.min))
    chance = SystemRandom()
    answers = list(responses_of(campaign).values_list("pk", flat=True))
    for pk in chance.sample(answers, len(answers)):
        Response.objects.filter(pk=pk).update(started_at=day, submitted_at=day)
    texts = list(campaign.free_answers.order_by().values_list("pk", flat=True))
    for pk in chance.sample(texts, len(texts)):
        FreeAnswer.objects.filter(pk=pk).update(campaign=campaign)


def _note(campaign: Campaign, verb: str, sentence: str, by: User) -> None:
    record_event(f"campaign.{verb}", by=by, target=campaign, sentence=sentence)
