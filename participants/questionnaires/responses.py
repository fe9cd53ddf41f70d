"""Answers of people: draft → submitted. Consent is asked before anything of a known person is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from mentoring_site.texts import clean_text
from participants.enums import ConsentPurpose, QuestionnaireState, ResponseSource, ResponseState
from participants.models import Person, Questionnaire, Response
from participants.questionnaires.answers import unanswered
from participants.questionnaires.nameless import shared_subject, store_nameless
from participants.questionnaires.page import questions_of, topics_for
from participants.registries import ON_SUBMITTED
from participants.services.consents import may_process
from participants.services.files import keep_file
from participants.services.guards import refuse_closed
from programs.models import PersonalLink
from programs.services.audit import Refusal, record_event
from programs.services.moments import moment

MAX_FREE_TEXT = 5000
GONE = "Пока страница была открыта, опрос завершили или черновик удалили. Обновите страницу: там скажут, что делать."


def refuse_without_consent(person: Person | None, on: date) -> None:
    """Nobody's answers are kept by name before his paper (or his guardian's) lies in the school."""
    if person is None:
        return
    decision = may_process(person, ConsentPurpose.PARTICIPATION, on)
    if not decision.is_allowed:
        raise Refusal(
            f"Анкету пока нельзя заполнять: {decision.missing}. Напечатайте бланк, подпишите его и отдайте "
            "в школу."
        )


@transaction.atomic
def start_response(
    *,
    questionnaire: Questionnaire,
    on: date,
    source: str,
    person: Person | None = None,
    link: PersonalLink | None = None,
    subject: str = "",
    by: Any = None,
) -> Response:
    """An empty draft, or the one that the person has begun already. person: None for a nameless one.

    subject: of what a person who answers several times tells this time («pair:12»). A parent answers about a
    child: person is the pupil, and the subject ends with the representative («campaign:5:parent:12»). An anonymous
    questionnaire drops the person and whatever in the subject would name somebody.

    Raises Refusal without consent, for a questionnaire that is not open, and when he has answered already.
    """
    refuse_closed(questionnaire.program)
    if questionnaire.state != QuestionnaireState.OPEN:
        raise Refusal(f"Анкета «{questionnaire}» {questionnaire.get_state_display()}: ответы не принимаются.")
    if questionnaire.is_anonymous:
        person, subject = None, shared_subject(subject)
    refuse_without_consent(person, on)
    if person is not None:
        Person.objects.select_for_update().get(pk=person.pk)  # two pages of one person: the second waits
        known = Response.objects.filter(questionnaire=questionnaire, person=person, subject=subject).first()
        if known is not None:
            refuse_submitted(known)
            return known
    return Response.objects.create(
        school=questionnaire.school,
        program=questionnaire.program,
        questionnaire=questionnaire,
        person=person,
        link=link,
        subject=subject,
        source=source,
        entered_by=by,
    )


@transaction.atomic
def save_draft(*, response: Response, answers: Mapping[str, Any], on: date) -> Response:
    """Keep what is answered so far; no audit row, since a page saves itself every few seconds."""
    response = _locked(response)
    _refuse(response, on)
    response.answers = dict(answers)
    response.version += 1
    response.save(update_fields=["answers", "version"])
    return response


@transaction.atomic
def submit_response(
    *, response: Response, answers: Mapping[str, Any], on: date, by: Any = None, source: str = ""
) -> Response:
    """The answers are final from now on. answers: as questionnaires.page or the grid have read them.

    A sheet of paper is taken as it is: who filled it can't be asked again. Of an anonymous questionnaire the draft
    goes and the row that is returned is a new one (nameless.py).
    """
    response = _locked(response)
    _refuse(response, on)
    topics = topics_for(response.questionnaire)
    lacking = unanswered(questions_of(response.questionnaire, topics), answers, topics)
    if lacking and source != ResponseSource.GRID:
        raise Refusal(f"Нет ответа на вопрос «{lacking[0]}».")
    if response.questionnaire.is_anonymous:
        return _submit_nameless(response, answers, by, source or response.source, on)
    response.answers = dict(answers)
    return _submit(response, by, source or response.source, on)


@transaction.atomic
def submit_paper(
    *,
    response: Response,
    on: date,
    by: Any = None,
    free_text: str = "",
    file_name: str = "",
    data: bytes = b"",
) -> Response:
    """A scan or free text is an answer too: no question is required then.

    Raises Refusal for neither of the two, ValidationError for a file that is unfit.
    """
    response = _locked(response)
    _refuse(response, on)
    if response.questionnaire.is_anonymous:
        raise Refusal(
            "Анкету без имени не принимают сканом или своими словами: почерк и слог выдали бы, чья она. Наберите "
            "ответы с листа."
        )
    text = clean_text(free_text)
    if len(text) > MAX_FREE_TEXT:
        raise Refusal(f"Текст длиннее {MAX_FREE_TEXT} знаков. Сократите его или приложите файлом.")
    if not text and not data:
        raise Refusal("Приложите файл с анкетой или напишите её текстом: сейчас нет ни того ни другого.")
    response.free_text = text
    if data:
        response.scan = keep_file(program=response.program, name=file_name, data=data, by=by)
    return _submit(response, by, ResponseSource.SCAN, on)


@transaction.atomic
def discard_draft(*, response: Response, by: Any) -> None:
    response = _locked(response)
    refuse_submitted(response)
    _record("discard", response, by, f"удалён черновик ответов на анкету «{response.questionnaire}»")
    response.delete()


@transaction.atomic
def give_to_person(response: Response, person: Person) -> Response:
    """Answers that came before it was known whose they are; a step of other services, without consent's gate.

    They were given by an adult about himself. Raises Refusal when the person has answered already.
    """
    response = _locked(response)
    if Response.objects.filter(questionnaire=response.questionnaire, person=person).exists():
        raise Refusal(
            f"{person.full_name}: ответы на эту анкету уже есть. Отклоните эту заявку как повторную."
        )
    response.person = person
    response.save(update_fields=["person"])
    return response


def refuse_submitted(response: Response) -> None:
    if response.state == ResponseState.SUBMITTED:
        day = timezone.localtime(response.submitted_at).date()
        raise Refusal(f"Ответы на эту анкету уже отправлены {day:%d.%m.%Y}.")


def move_to(response: Response, questionnaire: Questionnaire) -> Response:
    """A draft goes on in the newer edition with the answers to questions that stayed word for word."""
    if response.questionnaire_id == questionnaire.pk:
        return response
    carry_to(response, questionnaire).save(update_fields=["answers", "questionnaire"])
    return response


def carry_to(response: Response, questionnaire: Questionnaire) -> Response:
    """The same without a write: what a page shows before anything is sent."""
    if response.questionnaire_id == questionnaire.pk:
        return response
    old = {question.code: _meaning(question) for question in response.questionnaire.questions.all()}
    same = {
        question.code
        for question in questionnaire.questions.all()
        if old.get(question.code) == _meaning(question)
    }
    response.answers = {code: answer for code, answer in response.answers.items() if code in same}
    response.questionnaire = questionnaire
    return response


def _meaning(question: Any) -> tuple[Any, ...]:
    return (question.text, question.kind, question.options, question.scale_min, question.scale_max)


def _refuse(response: Response, on: date) -> None:
    refuse_closed(response.program)
    refuse_submitted(response)
    if response.questionnaire.state != QuestionnaireState.OPEN:
        raise Refusal(
            "Пока страница была открыта, анкету закрыли. Обновите страницу: там скажут, что делать."
        )
    refuse_without_consent(response.person, on)


def _submit(response: Response, by: Any, source: str, on: date) -> Response:
    response.state, response.submitted_at = ResponseState.SUBMITTED, moment()
    response.source, response.entered_by = source, by or response.entered_by
    response.version += 1
    response.save()
    how = ResponseSource(source).label
    _record("submit", response, by, f"получены ответы на анкету «{response.questionnaire}» ({how})")
    _tell_takers(response, on, by, response.link)
    return response


def _submit_nameless(draft: Response, answers: Mapping[str, Any], by: Any, source: str, on: date) -> Response:
    """No row of the journal: its time would tell what the answer's own does not."""
    link = draft.link
    stored = store_nameless(draft=draft, answers=answers, source=source, on=on)
    kept, stored.answers = stored.answers, dict(answers)  # takers see the texts, the row has none
    _tell_takers(stored, on, by, link)
    stored.answers = kept
    return stored


def _tell_takers(response: Response, on: date, by: Any, link: PersonalLink | None) -> None:
    for take in ON_SUBMITTED.get(response.questionnaire.kind, ()):
        take(response=response, on=on, by=by, link=link)


def _record(verb: str, response: Response, by: Any, sentence: str) -> None:
    record_event(
        f"response.{verb}",
        by=by,
        target=response,
        sentence=sentence,
        people=[response.person_id] if response.person_id else [],
    )


def _locked(response: Response) -> Response:
    rows = Response.objects.select_for_update(of=("self",))
    related = ("questionnaire__form", "program__school", "person", "link")
    found = rows.select_related(*related).filter(pk=response.pk).first()
    if found is None:  # a survey that closes, and who takes somebody off its list, delete drafts
        raise Refusal(GONE)
    return found
