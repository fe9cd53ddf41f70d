"""The curator's decisions on an application: admit as somebody new or «это он», ask back, decline."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from mentoring_site import clock
from mentoring_site.texts import clean_text
from participants.applications.filling import entry_of, fill_entry
from participants.applications.sending import OWN_TITLE
from participants.enums import ApplicationState, MenteeStatus, MentorStatus, ParticipationRole
from participants.models import Application, Enrolment, Person
from participants.questionnaires.responses import give_to_person
from participants.services.entries import add_mentee, add_mentor
from participants.services.guards import refuse_closed
from participants.validators import check_form_suits
from programs.enums import LinkPurpose
from programs.services.audit import Refusal, lock_version, record_event
from programs.services.links import issue_link, revoke_link

OPEN_STATES = (ApplicationState.NEW, ApplicationState.ASKED_BACK)
MAX_QUESTION = 500
MAX_REASON = 500


@transaction.atomic
def accept_application(
    *,
    application: Application,
    by: Any,
    on: date,
    version: int | None = None,
    person: Person | None = None,
    birth_year: int | None = None,
) -> Application:
    """Put the applicant into the base of his side.

    person: «это он», whose card stays as it is (only his empty year and the empty fields of his row are filled);
    None makes a new card of what the application says, with birth_year when the curator knows it. Raises Refusal,
    StaleVersion, ValidationError.
    """
    application = _locked_open(application, version)
    if person is not None:
        person = Person.objects.select_for_update().get(pk=person.pk)
        _refuse_second(application, person)
        application.person = person
        entry = entry_of(application)
        if entry is None:
            _add(application, by, person, _missing_year(application, person))
        elif entry.status in (MentorStatus.LEFT, MenteeStatus.LEFT):
            raise Refusal(
                f"{person.full_name} выбыл из этой базы {entry.left_on:%d.%m.%Y}. Сначала верните запись в базу на "
                "карточке человека."
            )
        else:
            check_form_suits(application.form, person.kind, is_mentor=application.role == "mentor")
    else:
        data = {
            name: getattr(application, name)
            for name in ("kind", "last_name", "first_name", "middle_name", "phone", "email")
        }
        data |= {"school_class": application.school_class, "position": application.position}
        application.person = _add(application, by, None, data | {"birth_year": birth_year}).person
    if application.response is not None:
        application.response = give_to_person(application.response, application.person)
    fill_entry(application, by=by)
    how = "«это он»" if person is not None else "новый человек"
    return _decide(application, ApplicationState.ACCEPTED, by, f"заявка принята, {how}")


@transaction.atomic
def ask_applicant(
    *, application: Application, question: str, by: Any, version: int | None = None
) -> Application:
    """The applicant sees the question on his own page; his earlier answer gives way to the next one."""
    application = _locked_open(application, version)
    question = clean_text(question)
    if not question:
        raise Refusal("Напишите, что нужно уточнить.")
    if len(question) > MAX_QUESTION:
        raise Refusal(f"Вопрос длиннее {MAX_QUESTION} знаков. Сократите его.")
    application.question_back, application.answer_back = question, ""
    return _decide(application, ApplicationState.ASKED_BACK, by, f"у заявителя спросили: {question}")


@transaction.atomic
def decline_application(
    *, application: Application, reason: str, by: Any, version: int | None = None
) -> Application:
    """The applicant reads the reason on his own page."""
    application = _locked_open(application, version)
    reason = clean_text(reason)
    if not reason:
        raise Refusal("Напишите, почему заявка отклонена: причину прочтёт заявитель.")
    if len(reason) > MAX_REASON:
        raise Refusal(f"Причина длиннее {MAX_REASON} знаков. Сократите её.")
    application.decline_reason = reason
    return _decide(application, ApplicationState.DECLINED, by, f"заявка отклонена: {reason}")


@transaction.atomic
def renew_own_link(*, application: Application, by: Any) -> Application:
    """A new link for who has lost his; the old one opens nothing from now on."""
    application = _locked(application)
    if application.own_link is not None:
        revoke_link(link=application.own_link, by=by)
    application.own_link = issue_link(
        program=application.program,
        purpose=LinkPurpose.APPLICATION,
        by=by,
        title=OWN_TITLE,
        payload={"own": True},
    )
    application.save(update_fields=["own_link"])
    return application


def _add(application: Application, by: Any, person: Person | None, data: dict[str, Any]) -> Any:
    add = add_mentor if application.role == ParticipationRole.MENTOR else add_mentee
    return add(program=application.program, by=by, person=person, person_data=data, form=application.form)


def _missing_year(application: Application, person: Person) -> dict[str, Any]:
    """Class or position only when the base knows neither; a pupil's class is never put to a teacher."""
    year = Enrolment.objects.filter(program=application.program, person=person).first()
    if year is not None and (year.school_class_id or year.position):
        return {}
    if application.school_class is not None and application.kind == person.kind:
        return {"school_class": application.school_class}
    return {"position": application.position} if application.position else {}


def _refuse_second(application: Application, person: Person) -> None:
    accepted = Application.objects.filter(
        program=application.program,
        person=person,
        role=application.role,
        state=ApplicationState.ACCEPTED,
    )
    if accepted.exists():
        raise Refusal(
            f"{person.full_name}: заявка «{application.get_role_display()}» от этого человека уже принята. "
            "Отклоните эту как повторную."
        )


def _decide(application: Application, state: str, by: Any, sentence: str) -> Application:
    application.state = state
    application.decided_by, application.decided_at = by, clock.now()
    application.save()
    record_event(
        f"application.{state}",
        by=by,
        target=application,
        sentence=sentence,
        people=[application.person_id] if application.person_id else [],
    )
    return application


def _locked(application: Application) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related(
        *("form", "school_class", "person", "response__questionnaire", "program__school", "own_link")
    )
    application = rows.get(pk=application.pk)
    refuse_closed(application.program)
    return application


def _locked_open(application: Application, version: int | None) -> Application:
    application = _locked(application)
    if application.state not in OPEN_STATES:
        raise Refusal(f"Заявка уже {application.get_state_display()}. Обновите страницу.")
    if version is None:
        application.version += 1
    else:
        lock_version(application, version)
    return application
