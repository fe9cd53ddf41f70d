"""The life of a questionnaire: draft → open → closed; a frozen one is copied into the next edition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from mentoring_site import clock
from mentoring_site.texts import clean_text
from participants.enums import QuestionKind, QuestionnaireState, ResponseState
from participants.models import Question, Questionnaire, Response
from participants.questionnaires.rules import check_head, check_links
from participants.services.guards import refuse_closed
from programs.models import Program
from programs.services.audit import Refusal, record_event

HEAD_FIELDS = ("title", "intro", "kind", "role", "form", "moment", "is_anonymous")
QUESTION_FIELDS = (
    *("kind", "text", "help_text", "is_required", "options"),
    *("scale_min", "scale_max", "scale_labels", "target", "pair_code", "factor"),
)
MAX_QUESTIONS = 60
MAX_OPTIONS = 30
MAX_OPTION = 120
WITH_OPTIONS = frozenset({QuestionKind.ONE, QuestionKind.MANY})


@transaction.atomic
def create_questionnaire(
    *,
    program: Program,
    by: Any,
    head: Mapping[str, Any],
    questions: Iterable[Mapping[str, Any]] = (),
    code: str = "",
) -> Questionnaire:
    """A draft. head: HEAD_FIELDS; questions: QUESTION_FIELDS with `code` when the template has one.

    code: shared by all editions; made when empty. Raises ValidationError by field, Refusal.
    """
    refuse_closed(program)
    questionnaire = Questionnaire(school=program.school, program=program, code=code or _new_code(program))
    _set_head(questionnaire, head)
    questionnaire.save()
    for position, data in enumerate(questions, start=1):
        _save_question(Question(school=program.school, questionnaire=questionnaire), data, position)
    _record("create", questionnaire, by, f"составлена анкета «{questionnaire}»")
    return questionnaire


@transaction.atomic
def change_head(*, questionnaire: Questionnaire, head: Mapping[str, Any], by: Any) -> Questionnaire:
    questionnaire = _locked_draft(questionnaire)
    _set_head(questionnaire, head)
    questionnaire.version += 1
    questionnaire.save()
    _record("update", questionnaire, by, "изменено название или вступление анкеты")
    return questionnaire


@transaction.atomic
def add_question(*, questionnaire: Questionnaire, data: Mapping[str, Any], by: Any) -> Question:
    questionnaire = _locked_draft(questionnaire)
    count = questionnaire.questions.count()
    if count >= MAX_QUESTIONS:
        raise Refusal(f"В анкете уже {MAX_QUESTIONS} вопросов: больше никто не дочитает. Удалите лишний.")
    last = questionnaire.questions.aggregate(last=Max("position"))["last"] or 0
    question = _save_question(
        Question(school=questionnaire.school, questionnaire=questionnaire), data, last + 1
    )
    _record("update", questionnaire, by, f"добавлен вопрос «{question}»")
    return question


@transaction.atomic
def change_question(*, question: Question, data: Mapping[str, Any], by: Any) -> Question:
    questionnaire = _locked_draft(question.questionnaire)
    question = questionnaire.questions.get(pk=question.pk)
    _save_question(question, data, question.position)
    _record("update", questionnaire, by, f"изменён вопрос «{question}»")
    return question


@transaction.atomic
def move_question(*, question: Question, step: int, by: Any) -> None:
    """step: −1 up, 1 down; at either end nothing happens."""
    questionnaire = _locked_draft(question.questionnaire)
    order = list(questionnaire.questions.all())
    here = [one.pk for one in order].index(question.pk)
    there = here + step
    if not 0 <= there < len(order):
        return
    order[here], order[there] = order[there], order[here]
    for position, one in enumerate(order, start=1):
        one.position = position
    Question.objects.bulk_update(order, ["position"])
    _record("update", questionnaire, by, f"переставлен вопрос «{question}»")


@transaction.atomic
def delete_question(*, question: Question, by: Any) -> None:
    questionnaire = _locked_draft(question.questionnaire)
    questionnaire.questions.filter(pk=question.pk).delete()
    _record("update", questionnaire, by, f"удалён вопрос «{question}»")


@transaction.atomic
def open_questionnaire(*, questionnaire: Questionnaire, by: Any) -> Questionnaire:
    """People may answer; from now on nothing in it changes. The edition that was open before is closed."""
    questionnaire = _locked_draft(questionnaire)
    if not questionnaire.questions.exists():
        raise Refusal("В анкете нет ни одного вопроса. Добавьте хотя бы один.")
    now = timezone.now()
    earlier = Questionnaire.objects.filter(program=questionnaire.program, code=questionnaire.code)
    earlier.filter(state=QuestionnaireState.OPEN).update(state=QuestionnaireState.CLOSED, closed_at=now)
    questionnaire.state, questionnaire.opened_at = QuestionnaireState.OPEN, now
    questionnaire.save()
    _record("open", questionnaire, by, f"открыта анкета «{questionnaire}», версия {questionnaire.edition}")
    return questionnaire


@transaction.atomic
def close_questionnaire(*, questionnaire: Questionnaire, by: Any) -> Questionnaire:
    questionnaire = _locked(questionnaire)
    if questionnaire.state != QuestionnaireState.OPEN:
        raise Refusal(f"Закрыть можно открытую анкету, а эта — {questionnaire.get_state_display()}.")
    questionnaire.state, questionnaire.closed_at = QuestionnaireState.CLOSED, clock.now()
    questionnaire.save()
    if questionnaire.is_anonymous:  # what was begun and never sent would stay bound to its link
        Response.objects.filter(
            questionnaire=questionnaire, state=ResponseState.DRAFT, link__isnull=False
        ).delete()
    _record("close", questionnaire, by, f"закрыта анкета «{questionnaire}»")
    return questionnaire


@transaction.atomic
def copy_questionnaire(*, questionnaire: Questionnaire, by: Any) -> Questionnaire:
    """«Копировать и изменить»: the next edition, a draft. Only one draft of a questionnaire at a time."""
    refuse_closed(questionnaire.program)
    source = _locked(questionnaire)
    editions = Questionnaire.objects.filter(program=source.program, code=source.code)
    if draft := editions.filter(state=QuestionnaireState.DRAFT).first():
        raise Refusal(f"Черновик этой анкеты уже есть: версия {draft.edition}. Измените его.")
    last = editions.aggregate(last=Max("edition"))["last"]
    copy = copy_into(source, source.program, edition=last + 1)
    _record("copy", copy, by, f"составлена версия {copy.edition} анкеты «{copy}»")
    return copy


@transaction.atomic
def delete_questionnaire(*, questionnaire: Questionnaire, by: Any) -> None:
    """Only a draft, which nobody has answered."""
    questionnaire = _locked_draft(questionnaire)
    _record("delete", questionnaire, by, f"удалён черновик анкеты «{questionnaire}»")
    questionnaire.delete()


def copy_into(source: Questionnaire, program: Program, *, edition: int = 1) -> Questionnaire:
    """A draft with the same questions, in the same programme or the next one (forms are found by code)."""
    form = source.form
    if form is not None and form.program_id != program.pk:
        form = program.forms.filter(code=form.code).first()
    copy = Questionnaire.objects.create(
        school=program.school,
        program=program,
        code=source.code,
        edition=edition,
        form=form,
        previous=source if source.program_id == program.pk else None,
        **{
            name: getattr(source, name)
            for name in ("kind", "title", "intro", "role", "moment", "is_anonymous")
        },
    )
    questions = list(source.questions.all())
    for question in questions:
        question.pk, question._state.adding, question.questionnaire = None, True, copy
    Question.objects.bulk_create(questions)
    return copy


def _set_head(questionnaire: Questionnaire, head: Mapping[str, Any]) -> None:
    unknown = set(head) - set(HEAD_FIELDS)
    if unknown:
        raise TypeError(f"not a field of a questionnaire: {sorted(unknown)}")
    for name, value in head.items():
        setattr(questionnaire, name, clean_text(value) if isinstance(value, str) else value)
    check_head(questionnaire)
    questionnaire.full_clean(exclude=["school", "program", "previous"], validate_constraints=False)


def _save_question(question: Question, data: Mapping[str, Any], position: int) -> Question:
    unknown = set(data) - set(QUESTION_FIELDS) - {"code"}
    if unknown:
        raise TypeError(f"not a field of a question: {sorted(unknown)}")
    for name, value in data.items():
        setattr(question, name, clean_text(value) if isinstance(value, str) else value)
    question.position = position
    question.options = _clean_options(question) if question.kind in WITH_OPTIONS else []
    if question.kind != QuestionKind.SCALE:
        question.scale_labels = []
    if not question.code:
        question.code = _free_code(question)
    check_links(question)
    question.full_clean(exclude=["school", "questionnaire"])
    question.save()
    return question


def _clean_options(question: Question) -> list[str]:
    options = [text for option in question.options if (text := clean_text(option))]
    if len(options) < 2:
        raise ValidationError({"options": "Нужно хотя бы два варианта, каждый на своей строке."})
    if len(options) > MAX_OPTIONS:
        raise ValidationError({"options": f"Вариантов больше {MAX_OPTIONS}. Сократите список."})
    if doubled := next((text for text in options if options.count(text) > 1), None):
        raise ValidationError({"options": f"Вариант «{doubled}» записан дважды."})
    if long := next((text for text in options if len(text) > MAX_OPTION), None):
        raise ValidationError({"options": f"Вариант «{long[:40]}…» длиннее {MAX_OPTION} знаков."})
    return options


def _free_code(question: Question) -> str:
    taken = set(question.questionnaire.questions.values_list("code", flat=True))
    return next(code for number in range(1, MAX_QUESTIONS * 3) if (code := f"q{number}") not in taken)


def _new_code(program: Program) -> str:
    taken = set(Questionnaire.objects.filter(program=program).values_list("code", flat=True))
    number = 1
    while f"own-{number}" in taken:
        number += 1
    return f"own-{number}"


def _locked(questionnaire: Questionnaire) -> Questionnaire:
    rows = Questionnaire.objects.select_for_update(of=("self",)).select_related("program__school", "form")
    return rows.get(pk=questionnaire.pk)


def _locked_draft(questionnaire: Questionnaire) -> Questionnaire:
    refuse_closed(questionnaire.program)
    questionnaire = _locked(questionnaire)
    if questionnaire.is_frozen:
        raise Refusal(
            f"Анкета {questionnaire.get_state_display()}, её больше не меняют: иначе ответы было бы не с чем "
            "сравнить. Нажмите «Копировать и изменить»."
        )
    return questionnaire


def _record(verb: str, questionnaire: Questionnaire, by: Any, sentence: str) -> None:
    record_event(f"questionnaire.{verb}", by=by, target=questionnaire, sentence=sentence)
