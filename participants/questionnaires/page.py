"""From a list of questions to one Django form: the phone page, its draft and the preview."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from participants.enums import QuestionKind, Weekday
from participants.models import Question, Questionnaire, Topic
from participants.questionnaires.answers import (
    HOURS,
    MAX_TEXT,
    SHORT_DAYS,
    TIME_CHOICES,
    Topics,
    codes_of,
    parse,
)

REQUIRED = "Ответьте на этот вопрос."
ON_SCALE_OF_LESS = 6  # cells of a short scale stand in one row on a phone, a long one in two


def topics_for(questionnaire: Questionnaire) -> dict[int, str]:
    """Topics that the questionnaire offers: of its form's kind and for all, in the school's order."""
    topics = Topic.objects.filter(is_active=True)
    if questionnaire.form_id is not None:
        form = questionnaire.form
        kind = form.mentor_kind if questionnaire.role == "mentor" else form.mentee_kind
        topics = topics.filter(Q(kind="") | Q(kind=kind))
    return dict(topics.values_list("pk", "title"))


def questions_of(questionnaire: Questionnaire, topics: Topics) -> list[Question]:
    """In order; a question on topics is left out while the school has none."""
    return [
        question
        for question in questionnaire.questions.all()
        if topics or question.kind != QuestionKind.TOPICS
    ]


class AnswerField(forms.Field):
    """One question. Its value is the stored answer; an empty one is None."""

    def __init__(self, question: Question, topics: Topics, *, is_required: bool) -> None:
        super().__init__(
            required=is_required,
            label=question.text,
            help_text=question.help_text,
            widget=_widget(question, topics),
            error_messages={"required": REQUIRED},
        )
        self.question, self.topics = question, topics

    def to_python(self, value: Any) -> Any:
        values = value if isinstance(value, list) else [value or ""]
        return parse(self.question, values, self.topics)


class AnswersForm(forms.Form):
    """Answers of one person. answers: kept before, shown at the start. is_draft: nothing is required."""

    def __init__(
        self,
        data: Any = None,
        *,
        questions: Sequence[Question],
        topics: Topics,
        answers: Mapping[str, Any] | None = None,
        is_draft: bool = False,
    ) -> None:
        self.questions, kept = list(questions), answers or {}
        super().__init__(data, initial={name_of(one): _initial(one, kept) for one in self.questions})
        self.use_required_attribute = False
        for question in self.questions:
            self.fields[name_of(question)] = AnswerField(
                question, topics, is_required=question.is_required and not is_draft
            )

    def answers(self) -> dict[str, Any]:
        """{question code: answer} of what was answered rightly; call after is_valid()."""
        found = ((question.code, self.cleaned_data.get(name_of(question))) for question in self.questions)
        return {code: answer for code, answer in found if answer is not None}

    def shown(self) -> list[ShownQuestion]:
        return [
            ShownQuestion(number, question, self[name_of(question)])
            for number, question in enumerate(self.questions, start=1)
        ]


@dataclass(frozen=True)
class ShownQuestion:
    """What templates/participants/_question.html prints."""

    number: int
    question: Question
    field: Any

    @property
    def css(self) -> str:
        if self.question.kind == QuestionKind.YES_NO:
            return "choices-2"
        if self.question.kind == QuestionKind.SCALE:
            is_short = self.question.scale_max - self.question.scale_min < ON_SCALE_OF_LESS
            return "choices-scale choices-short" if is_short else "choices-scale"
        return "choices-list"

    @property
    def ends(self) -> list[str]:
        """Words under the two ends of a scale."""
        return self.question.scale_labels if len(self.question.scale_labels) == 2 else []

    @property
    def rows(self) -> list[tuple[str, list[Any]]]:
        """Hours × days of the question on times: (hour, cells)."""
        return time_rows(self.field)

    @property
    def days(self) -> list[str]:
        return list(SHORT_DAYS.values())


def time_rows(field: Any) -> list[tuple[str, list[Any]]]:
    """Cells of a bound field with TIME_CHOICES as hours × days: (hour, cells)."""
    cells = list(field)
    return [
        (f"{hour}:00", [cells[day * len(HOURS) + row] for day in range(len(Weekday))])
        for row, hour in enumerate(HOURS)
    ]


def name_of(question: Question) -> str:
    return f"q-{question.code}"


def read_draft(data: Any, questions: Sequence[Question], topics: Topics) -> dict[str, Any]:
    """Answers of an unfinished page: what is wrong so far is left out, nothing is required."""
    found: dict[str, Any] = {}
    for question in questions:
        try:
            answer = parse(question, data.getlist(name_of(question)), topics)
        except ValidationError:
            continue
        if answer is not None:
            found[question.code] = answer
    return found


def _initial(question: Question, kept: Mapping[str, Any]) -> Any:
    codes = codes_of(question, kept.get(question.code))
    if question.kind in (QuestionKind.MANY, QuestionKind.TOPICS, QuestionKind.TIMES):
        return codes
    return codes[0] if codes else ""


def _widget(question: Question, topics: Topics) -> forms.Widget:
    if question.kind == QuestionKind.OPEN:
        return forms.Textarea(attrs={"rows": 3, "maxlength": MAX_TEXT})
    if question.kind == QuestionKind.ONE:
        return forms.RadioSelect(choices=_numbered(question.options))
    if question.kind == QuestionKind.MANY:
        return forms.CheckboxSelectMultiple(choices=_numbered(question.options))
    if question.kind == QuestionKind.YES_NO:
        return forms.RadioSelect(choices=[("1", "Да"), ("0", "Нет")])
    if question.kind == QuestionKind.SCALE:
        cells = range(question.scale_min, question.scale_max + 1)
        return forms.RadioSelect(choices=[(str(cell), str(cell)) for cell in cells])
    if question.kind == QuestionKind.TOPICS:
        return forms.CheckboxSelectMultiple(choices=[(str(pk), title) for pk, title in topics.items()])
    return forms.CheckboxSelectMultiple(choices=TIME_CHOICES)


def _numbered(options: Sequence[str]) -> list[tuple[str, str]]:
    return [(str(number), text) for number, text in enumerate(options, start=1)]
