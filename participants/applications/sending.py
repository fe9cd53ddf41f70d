"""What an applicant does by links: sends the short form, answers the questionnaire and the curator's question."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from mentoring_site import names
from mentoring_site.texts import clean_text
from participants.applications.filling import fill_entry
from participants.applications.posters import form_of, kinds_for, questionnaire_for
from participants.enums import ApplicationState, PersonKind, ResponseSource, ResponseState
from participants.models import Application, Questionnaire, Response
from participants.questionnaires.responses import (
    carry_to,
    move_to,
    refuse_submitted,
    refuse_without_consent,
    start_response,
    submit_paper,
    submit_response,
)
from participants.services.guards import refuse_closed
from participants.validators import check_name, check_place
from programs.enums import LinkPurpose
from programs.models import PersonalLink
from programs.models.personal_link import SEED_LENGTH
from programs.services.audit import Refusal, record_event
from programs.services.links import issue_link

POSTS_AN_HOUR = 600
OWN_TITLE = "Страница заявителя"  # no name: the link outlives the person's data
ADULT_GRADE = 10  # nobody younger is 18 already
NAME_FIELDS = ("last_name", "first_name", "middle_name")
TAKEN = (*NAME_FIELDS, "kind", "is_adult", "school_class", "position", "phone", "email", "request")


class TooManyApplications(Exception):
    """An open link has taken its 600 of this hour: somebody plays with it."""


@dataclass(frozen=True)
class Sent:
    application: Application
    is_new: bool  # False when this very form had been sent before


def send_application(*, poster: PersonalLink, data: Mapping[str, Any], once: str) -> Sent:
    """The short form of a poster becomes an application with its own link.

    data: TAKEN; of a minor neither phone nor e-mail is kept. once: key of the form, so that the second arrival
    of the same form finds what the first has made. Raises ValidationError by field, Refusal, TooManyApplications.
    """
    seed = _seed(poster, once, data)
    if (sent := _sent_before(seed)) is not None:
        return sent
    try:
        return _send(poster, data, seed)
    except IntegrityError:
        # Two presses at the same moment: the other has won, and the seed of its link is ours.
        if (sent := _sent_before(seed)) is not None:
            return sent
        raise


@transaction.atomic
def _send(poster: PersonalLink, data: Mapping[str, Any], seed: str) -> Sent:
    refuse_closed(poster.program)
    poster = (
        PersonalLink.objects.select_for_update(of=("self",))
        .select_related("program__school")
        .get(pk=poster.pk)
    )
    an_hour_ago = timezone.now() - timedelta(hours=1)
    if Application.objects.filter(poster=poster, created_at__gt=an_hour_ago).count() >= POSTS_AN_HOUR:
        raise TooManyApplications
    application = _checked(poster, data)
    application.own_link = issue_link(
        program=poster.program,
        purpose=LinkPurpose.APPLICATION,
        by=None,
        title=OWN_TITLE,
        payload={"own": True},
        seed=seed,
    )
    application.save()
    _record("send", application, f"получена заявка «{application.get_role_display()}» по ссылке")
    return Sent(application, True)


def _checked(poster: PersonalLink, data: Mapping[str, Any]) -> Application:
    role, form = poster.payload["role"], form_of(poster)
    if unknown := set(data) - set(TAKEN):
        raise TypeError(f"not a field of an application: {sorted(unknown)}")
    application = Application(
        school=poster.school, program=poster.program, poster=poster, role=role, form=form
    )
    for name, value in data.items():
        setattr(application, name, clean_text(value) if isinstance(value, str) else value)
    for name in NAME_FIELDS:
        setattr(application, name, names.clean_name(getattr(application, name)))
    application.is_adult = application.is_adult or application.kind != PersonKind.PUPIL
    if not application.is_adult:
        application.phone = application.email = ""
    _check(application, kinds_for(role, form))
    return application


def _check(application: Application, kinds: tuple[str, ...]) -> None:
    errors: dict[str, Any] = {}
    if application.kind not in kinds:
        errors["kind"] = "Выберите, кто вы."
    for name in NAME_FIELDS:
        try:
            check_name(getattr(application, name))
        except ValidationError as error:
            errors[name] = error.messages
    is_pupil = application.kind == PersonKind.PUPIL
    if is_pupil and application.school_class is None:
        errors["school_class"] = "Выберите свой класс."
    elif is_pupil and application.is_adult and application.school_class.grade < ADULT_GRADE:
        errors["is_adult"] = (
            f"Ученикам до {ADULT_GRADE} класса нет 18 лет. Выберите «меньше 18»: анкета откроется, когда родители "
            "подпишут согласие."
        )
    if errors:
        raise ValidationError(errors)
    check_place(application.kind, application.school_class)
    application.full_clean(exclude=["school", "program", "form", "poster", "own_link"], validate_unique=False)


# --- the applicant's own page -----------------------------------------------------------------------------


def application_of(link: PersonalLink) -> Application | None:
    """Whose own link it is; None for a poster."""
    rows = Application.objects.select_related(
        *("form", "school_class", "person", "response__questionnaire", "program__school", "poster")
    )
    return rows.filter(own_link=link).first()


def why_not_yet(application: Application, on: date) -> str:
    """Why the questionnaire is closed for this applicant now; empty when he may answer."""
    if application.state == ApplicationState.DECLINED:
        return "Заявка отклонена."
    if application.person is None:
        return "" if application.is_adult else "Анкета откроется, когда родители подпишут согласие."
    try:
        refuse_without_consent(application.person, on)
    except Refusal as refusal:
        return str(refusal)
    return ""


def questionnaire_of(application: Application) -> Questionnaire | None:
    """The one to be answered, or the one answered already."""
    if application.response_id and application.response.state == ResponseState.SUBMITTED:
        return application.response.questionnaire
    return questionnaire_for(application.program, application.role, application.form)


def look_at_answers(application: Application, on: date) -> Response:
    """What `begin_answers` would go on with; nothing is written, so opening the page leaves no trace."""
    questionnaire = _questionnaire_now(application, on)
    response = application.response
    if response is None:
        refuse_closed(application.program)
        response = Response.objects.filter(questionnaire=questionnaire, person=application.person).first()
        if response is None or application.person is None:
            return Response(program=application.program, questionnaire=questionnaire)
        refuse_submitted(response)
        return response
    return carry_to(response, questionnaire) if response.state == ResponseState.DRAFT else response


@transaction.atomic
def begin_answers(*, application: Application, on: date) -> Response:
    """The draft of the applicant's answers; goes on in a newer edition when the school has opened one."""
    application = _locked(application)
    questionnaire = _questionnaire_now(application, on)
    if application.response is not None:
        if application.response.state == ResponseState.DRAFT:
            return move_to(application.response, questionnaire)
        return application.response
    application.response = start_response(
        questionnaire=questionnaire,
        on=on,
        source=ResponseSource.PHONE,
        person=application.person,
        link=application.own_link,
    )
    application.save(update_fields=["response"])
    return application.response


def _questionnaire_now(application: Application, on: date) -> Questionnaire:
    if reason := why_not_yet(application, on):
        raise Refusal(reason)
    questionnaire = questionnaire_of(application)
    if questionnaire is None:
        raise Refusal("Анкета сейчас не открыта. Куратор сообщит, когда её можно будет заполнить.")
    return questionnaire


@transaction.atomic
def finish_answers(*, application: Application, answers: Mapping[str, Any], on: date) -> Response:
    """Send the questionnaire; of who is in the base already its empty fields are filled at once."""
    response = submit_response(response=begin_answers(application=application, on=on), answers=answers, on=on)
    _fill(application, response)
    return response


@transaction.atomic
def finish_with_paper(
    *, application: Application, free_text: str, file_name: str, data: bytes, on: date
) -> Response:
    """A scan or free text instead of ticks."""
    response = submit_paper(
        response=begin_answers(application=application, on=on),
        free_text=free_text,
        file_name=file_name,
        data=data,
        on=on,
    )
    _fill(application, response)
    return response


@transaction.atomic
def answer_back(*, application: Application, text: str) -> Application:
    """The applicant's answer to the curator; the application is new again."""
    application = _locked(application)
    refuse_closed(application.program)
    if application.state != ApplicationState.ASKED_BACK:
        raise Refusal("Отвечать сейчас не на что: вопроса от куратора нет.")
    text = clean_text(text)
    if not text:
        raise Refusal("Напишите ответ.")
    if len(text) > 2000:
        raise Refusal("Ответ длиннее 2000 знаков. Сократите его.")
    application.answer_back, application.state = text, ApplicationState.NEW
    application.version += 1
    application.save()
    _record("answer", application, "заявитель ответил на вопрос")
    return application


def _fill(application: Application, response: Response) -> None:
    application = _locked(application)
    if application.state == ApplicationState.ACCEPTED:
        application.response = response
        fill_entry(application, by=None)


def _locked(application: Application) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related(
        *("form", "school_class", "person", "response__questionnaire__form", "program__school", "own_link")
    )
    return rows.get(pk=application.pk)


def _seed(poster: PersonalLink, once: str, data: Mapping[str, Any]) -> str:
    """The own link's seed follows from the form's key: the same form can't make two applications.

    The key is known to one browser only; without the secret of the installation a seed is no token. The name is
    a part of it: who goes back on a shared computer and writes his own name makes an application of his own.
    """
    key = once if len(once) >= SEED_LENGTH else timezone.now().isoformat()
    name = names.normalise_name(" ".join(str(data.get(part, "")) for part in NAME_FIELDS))
    return hashlib.sha256(f"{poster.pk}:{key}:{name}".encode()).hexdigest()[:SEED_LENGTH]


def _sent_before(seed: str) -> Sent | None:
    application = Application.objects.select_related("own_link").filter(own_link__seed=seed).first()
    return Sent(application, False) if application is not None else None


def _record(verb: str, application: Application, sentence: str) -> None:
    record_event(
        f"application.{verb}",
        by=None,
        target=application,
        sentence=sentence,
        people=[application.person_id] if application.person_id else [],
    )
