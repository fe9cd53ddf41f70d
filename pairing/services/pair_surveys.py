"""Short rounds of questions to both halves of a pair: «как дела» of the psychologist, and the closing of a pair.

The questionnaire, its page and its answers are the engine's (participants/questionnaires); here are who is asked,
and what an answer brings about: satisfaction beside the invite, and a call for help.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from mentoring_site.texts import clean_text
from mentoring_site.words import counted, short_date
from pairing.enums import PairState, PairSurveyKind, ReferralOrigin, Respondent
from pairing.models import Pair, PairMember, PairSurvey, PairSurveyInvite
from pairing.services.referrals import ask_for_help
from participants.enums import QuestionnaireKind, QuestionnaireState, ResponseSource
from participants.models import Person, Questionnaire, Response
from participants.questionnaires.by_link import issue_survey_link
from participants.questionnaires.editing import create_questionnaire, open_questionnaire
from participants.questionnaires.responses import start_response, submit_response
from participants.services.guards import refuse_closed
from programs.models import PersonalLink, Program, User
from programs.services.audit import Refusal, record_event
from programs.services.links import revoke_link
from programs.services.moments import moment

DATA = Path(__file__).resolve().parent.parent / "pair_questions.toml"
CODES = {PairSurveyKind.PULSE: "pair-pulse", PairSurveyKind.CLOSING: "pair-closing"}
SUBJECT = "pair"  # «pair:12:3»: pair 12 in round 3
MAX_PAIRS = 300  # of one round


# --- questionnaires ---------------------------------------------------------------------------------------


@cache
def shipped() -> dict[str, dict[str, Any]]:
    rows = tomllib.loads(DATA.read_text(encoding="utf-8"))["questionnaire"]
    return {row["code"]: row for row in rows}


def add_shipped(*, program: Program, by: Any) -> list[Questionnaire]:
    """Drafts of those that the programme lacks, for the school to read and change."""
    had = set(Questionnaire.objects.filter(program=program).values_list("code", flat=True))
    return [_make(program, code, by) for code in shipped() if code not in had]


def questionnaire_of(program: Program, kind: str) -> Questionnaire | None:
    """The edition that a round would ask: the open one, else the newest draft; None when there is neither."""
    rows = Questionnaire.objects.filter(program=program, code=CODES[PairSurveyKind(kind)])
    return (
        rows.filter(state=QuestionnaireState.OPEN).first()
        or rows.filter(state=QuestionnaireState.DRAFT).order_by("-edition").first()
    )


def _opened(program: Program, kind: str, by: Any) -> Questionnaire:
    found = questionnaire_of(program, kind)
    if found is None:
        code = CODES[PairSurveyKind(kind)]
        if Questionnaire.objects.filter(program=program, code=code).exists():
            raise Refusal(
                f"Анкета «{shipped()[code]['title']}» закрыта. Откройте её новую версию в разделе «Анкеты»."
            )
        found = _make(program, code, by)
    if found.state == QuestionnaireState.OPEN:
        return found
    return open_questionnaire(questionnaire=found, by=by)


def _make(program: Program, code: str, by: Any) -> Questionnaire:
    template = shipped()[code]
    return create_questionnaire(
        program=program,
        by=by,
        code=code,
        head={
            "title": template["title"],
            "intro": template["intro"],
            "kind": QuestionnaireKind.FEEDBACK,
            "role": "",
            "form": None,
        },
        questions=template["question"],
    )


# --- rounds -----------------------------------------------------------------------------------------------


def surveys_of(program: Program) -> QuerySet[PairSurvey]:
    """Rounds with `asked`, `answered` and `pairs_total`, newest first."""
    return (
        PairSurvey.objects.filter(program=program)
        .select_related("questionnaire", "created_by")
        .annotate(
            asked=Count("invites", distinct=True),
            answered=Count("invites", filter=Q(invites__response__isnull=False), distinct=True),
            pairs_total=Count("invites__pair", distinct=True),
        )
        .order_by("-created_at", "-pk")
    )


@transaction.atomic
def start_round(
    *, program: Program, pairs: Sequence[Pair], by: User, on: date, title: str = ""
) -> PairSurvey:
    """Ask both halves of active pairs how they fare. Raises Refusal for no pairs and for one that is not active."""
    refuse_closed(program)
    _lock_rounds(program)
    pairs = list(
        Pair.objects.with_people()
        .filter(program=program, pk__in=[pair.pk for pair in pairs])
        .order_by("mentor__person__search_key", "pk")
    )
    if not pairs:
        raise Refusal("Не выбрана ни одна пара. Отметьте, кого спросить.")
    if len(pairs) > MAX_PAIRS:
        raise Refusal(f"За один раз — не больше {MAX_PAIRS} пар. Разделите опрос на два.")
    if idle := [str(pair) for pair in pairs if pair.state != PairState.ACTIVE]:
        raise Refusal(f"Опрос — для действующих пар. Уберите из списка: {', '.join(idle)}.")
    survey = _survey(
        program, PairSurveyKind.PULSE, clean_text(title)[:160] or f"Как дела в паре, {on:%d.%m.%Y}", by
    )
    for pair in pairs:
        _invite(survey, pair, by)
    record_event(
        "pair_survey.start",
        by=by,
        target=survey,
        sentence=f"начат опрос {counted(len(pairs), 'пары', 'пар', 'пар')}",
    )
    return survey


@transaction.atomic
def invite_pair(*, pair: Pair, kind: str, by: User, on: date) -> list[PairSurveyInvite]:
    """Both halves of one pair in the open round of the kind, which is begun when there is none.

    Asked twice, it gives the same invites with the same links. Raises Refusal for a closed questionnaire or year.
    """
    refuse_closed(pair.program)
    _lock_rounds(pair.program)
    rounds = PairSurvey.objects.filter(program=pair.program, kind=kind, closed_at__isnull=True)
    survey = rounds.order_by("-created_at", "-pk").first()
    if survey is None:
        title = "Завершение пар" if kind == PairSurveyKind.CLOSING else f"Как дела в паре, {on:%d.%m.%Y}"
        survey = _survey(pair.program, kind, title, by)
    return _invite(survey, Pair.objects.with_people().get(pk=pair.pk), by)


def answers_of(pair: Pair, kind: str) -> dict[int, dict[str, Any] | None]:
    """What the halves of a pair answered the last time: person id -> answers, None while nothing is sent.

    For the psychologist's eyes and for sums; free text is shown to nobody else.
    """
    invites = PairSurveyInvite.objects.filter(pair=pair, survey__kind=kind).select_related("response")
    return {
        invite.person_id: invite.response.answers if invite.response else None
        for invite in invites.order_by("pk")
    }


@transaction.atomic
def close_survey(*, survey: PairSurvey, by: User) -> PairSurvey:
    """No more answers: the links that were not used go."""
    survey = PairSurvey.objects.select_for_update().get(pk=survey.pk)
    if survey.closed_at is not None:
        return survey
    for invite in survey.invites.filter(response=None, link__isnull=False).select_related("link__program"):
        revoke_link(link=invite.link, by=by)
    survey.closed_at = moment()
    survey.save(update_fields=["closed_at"])
    record_event("pair_survey.close", by=by, target=survey, sentence="закончен опрос пар")
    return survey


@transaction.atomic
def type_answers(
    *, invite: PairSurveyInvite, answers: dict[str, Any], by: User, on: date
) -> PairSurveyInvite:
    """A sheet filled by hand, typed by the psychologist. Raises Refusal, also when he has answered by the link.

    A finished round takes nothing more: its sums have been read, and who was to be helped has been.
    """
    survey = PairSurvey.objects.select_for_update(no_key=True).get(pk=invite.survey_id)
    if survey.closed_at is not None:
        raise Refusal(
            f"Опрос закончен {short_date(timezone.localdate(survey.closed_at))}, новых ответов он не принимает. "
            "Чтобы учесть этот лист, начните новый опрос пары."
        )
    if not answers:
        raise Refusal("В листе нет ни одного ответа.")
    response = start_response(
        questionnaire=edition_now(invite.survey.questionnaire),
        on=on,
        source=ResponseSource.GRID,
        person=invite.person,
        subject=subject_of(invite),
        by=by,
    )
    submit_response(response=response, answers=answers, on=on, by=by, source=ResponseSource.GRID)
    invite.refresh_from_db()
    return invite


def edition_now(questionnaire: Questionnaire) -> Questionnaire:
    """The open edition: another may have been opened since the round began."""
    newer = Questionnaire.objects.filter(
        program=questionnaire.program_id, code=questionnaire.code, state=QuestionnaireState.OPEN
    )
    return newer.select_related("program", "form").first() or questionnaire


def _lock_rounds(program: Program) -> None:
    """The first round opens the questionnaire: two at once must not make two of it."""
    Program.objects.select_for_update(no_key=True).get(pk=program.pk)


def _survey(program: Program, kind: str, title: str, by: User) -> PairSurvey:
    return PairSurvey.objects.create(
        school_id=program.school_id,
        program=program,
        kind=kind,
        title=title,
        questionnaire=_opened(program, kind, by),
        created_by=by,
        created_at=moment(),
    )


def halves_of(pair: Pair) -> list[tuple[Person, str]]:
    """Who is asked about a pair that came with its people: the mentor, then the mentees who are (or stayed) in it."""
    members: list[PairMember] = list(pair.members.all())
    staying = [member for member in members if member.is_open] or [
        member for member in members if member.left_on is None or member.left_on == pair.closed_on
    ]
    return [
        (pair.mentor.person, Respondent.MENTOR),
        *((member.mentee.person, Respondent.MENTEE) for member in staying),
    ]


def _invite(survey: PairSurvey, pair: Pair, by: User) -> list[PairSurveyInvite]:
    known = {
        invite.person_id: invite
        for invite in survey.invites.filter(pair=pair).select_related("person", "link")
    }
    found = []
    for person, role in halves_of(pair):
        invite = known.get(person.pk)
        if invite is None:
            link = issue_survey_link(
                program=pair.program,
                questionnaire=survey.questionnaire,
                by=by,
                person=person,
                subject=f"{SUBJECT}:{pair.pk}:{survey.pk}",
            )
            invite = PairSurveyInvite.objects.create(
                school_id=pair.school_id, survey=survey, pair=pair, person=person, role=role, link=link
            )
        found.append(invite)
    return found


# --- answers ----------------------------------------------------------------------------------------------


def subject_of(invite: PairSurveyInvite) -> str:
    return f"{SUBJECT}:{invite.pair_id}:{invite.survey_id}"


def take_answers(*, response: Response, on: date, by: Any, link: PersonalLink | None = None) -> None:
    """ON_SUBMITTED: the invite learns of its answers, and who asked for help gets the psychologist's attention."""
    invite = _invite_of(response.subject, response.person_id)
    if invite is None:
        return
    satisfaction = response.answers.get("satisfaction")
    invite.response = response
    invite.satisfaction = satisfaction if isinstance(satisfaction, int) else None
    invite.save(update_fields=["response", "satisfaction"])
    if response.answers.get("needs_help") is True:
        ask_for_help(
            person=response.person,
            pair=invite.pair,
            reason=response.answers.get("help_about") or "В опросе пары отметил, что нужна помощь.",
            tells_curator=response.answers.get("tells_curator") is True,
            origin=ReferralOrigin.SURVEY,
        )


def about(subject: str, person: Person | None) -> str:
    """SUBJECT_WORDS: whom the pair is with, so that who stands in two pairs knows about which he is asked."""
    invite = _invite_of(subject, person.pk if person else None)
    if invite is None:
        return ""
    pair = Pair.objects.with_people().get(pk=invite.pair_id)
    if invite.role == Respondent.MENTOR:
        names = ", ".join(member.mentee.person.list_name for member in pair.members.all())
        return f"О работе с наставляемым: {names}" if names else ""
    return f"О работе с наставником: {pair.mentor.person.list_name}"


def _invite_of(subject: str, person_id: int | None) -> PairSurveyInvite | None:
    prefix, *numbers = subject.split(":")
    if prefix != SUBJECT or len(numbers) != 2 or not all(number.isdecimal() for number in numbers):
        return None
    return (
        PairSurveyInvite.objects.filter(pair=int(numbers[0]), survey=int(numbers[1]), person=person_id)
        .select_related("pair__program")
        .first()
    )
