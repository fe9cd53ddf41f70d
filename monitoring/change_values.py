"""What was measured, of whom, when: for any number of parameters by a constant number of queries.

A value is typed (Measurement), sealed by the psychologist, or an answer to a linked question («код парного вопроса»).
Nothing here is shown to anybody: monitoring/changes.py says what may leave.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.timezone import localdate

from mentoring_site.vault import VaultError
from monitoring.enums import ParameterSubject
from monitoring.models import Measurement, Parameter
from monitoring.services.sealed import open_value
from participants.enums import MenteeStatus, QuestionKind, ResponseState, SurveyMoment
from participants.models import Enrolment, Mentee, Mentor, Question, Response
from programs.models import MentoringForm, Program

SCHOOL = 0  # the key of the school itself
ADMITTED = MenteeStatus.ADMITTED  # mentors have the same word
Values = dict[int, float]


@dataclass
class Measured:
    """Values of one parameter by key: a person, a class, or SCHOOL.

    asked: who should be measured, with whoever was measured twice; between: by day.
    """

    before: Values = field(default_factory=dict)
    after: Values = field(default_factory=dict)
    between: dict[date, Values] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)
    asked: set[int] = field(default_factory=set)
    forms: dict[int, int | None] = field(
        default_factory=dict
    )  # of people of all forms together: whose is who
    days: dict[str, list[date]] = field(
        default_factory=lambda: defaultdict(list)
    )  # moment -> days of its values
    is_locked: bool = False  # sealed values that did not open: the key is not there

    def put(self, moment: str, key: int, value: float, on: date) -> None:
        if moment == SurveyMoment.INTERIM:
            self.between.setdefault(on, {})[key] = value
            return
        (self.before if moment == SurveyMoment.BEFORE else self.after)[key] = value
        self.days[moment].append(on)

    def keep(self, keys: Iterable[int]) -> None:
        """Forget everybody else."""
        kept = set(keys)
        self.before, self.after = (
            {k: v for k, v in side.items() if k in kept} for side in (self.before, self.after)
        )
        self.between = {
            day: values
            for day, found in sorted(self.between.items())
            if (values := {k: v for k, v in found.items() if k in kept})
        }


@dataclass(frozen=True)
class _People:
    """Who takes part, by subject: key -> label; should: who is to be measured."""

    known: dict[str, dict[int, str]]
    should: dict[str, set[int]]
    forms: dict[str, dict[int, int | None]]  # of people of all forms: their forms


def measured_of(
    program: Program, parameters: Sequence[Parameter], *, form: MentoringForm | None = None
) -> dict[int, Measured]:
    """By parameter id. form narrows people to its participants; the parameter's own form narrows as well."""
    found = {parameter.pk: Measured() for parameter in parameters}
    _typed(found, [parameter for parameter in parameters if not parameter.pair_code])
    _answered(found, program, [parameter for parameter in parameters if parameter.pair_code])
    people: dict[int | None, _People] = {}
    rows = _Rows(program)
    for parameter in parameters:
        form_id = parameter.form_id or (form.pk if form else None)
        if form_id not in people:
            people[form_id] = rows.people(form_id)
        _narrow(found[parameter.pk], people[form_id], parameter.subject)
    return found


def _narrow(measured: Measured, people: _People, subject: str) -> None:
    known = people.known[subject]
    measured.keep(known)
    measured.forms = people.forms.get(subject, {})
    twice = measured.before.keys() & measured.after.keys()
    measured.asked = people.should[subject] | twice
    measured.labels = {
        key: known[key] for key in measured.asked | measured.before.keys() | measured.after.keys()
    }


def _typed(found: dict[int, Measured], parameters: Sequence[Parameter]) -> None:
    rows = Measurement.objects.filter(parameter__in=parameters).order_by("measured_on", "pk")
    for row in rows:
        measured = found[row.parameter_id]
        try:
            value = float(row.value if row.value is not None else open_value(row))
        except VaultError:
            measured.is_locked = True
        else:
            measured.put(row.moment, row.person_id or row.school_class_id or SCHOOL, value, row.measured_on)


def _answered(found: dict[int, Measured], program: Program, parameters: Sequence[Parameter]) -> None:
    """Answers by name to the questions of the codes, in questionnaires of the subject's own role."""
    if not parameters:
        return
    questions: dict[int, list[Question]] = defaultdict(list)
    rows = Question.objects.filter(
        pair_code__in={parameter.pair_code for parameter in parameters},
        questionnaire__program=program,
        questionnaire__is_anonymous=False,
    ).select_related("questionnaire")
    for question in rows:
        questions[question.questionnaire_id].append(question)
    by_code: dict[str, list[Parameter]] = defaultdict(list)
    for parameter in parameters:
        by_code[parameter.pair_code].append(parameter)
    responses = Response.objects.filter(
        questionnaire__in=list(questions), state=ResponseState.SUBMITTED, person__isnull=False
    ).order_by("submitted_at", "pk")  # the newest answer is the one that counts
    for response in responses:
        for question in questions[response.questionnaire_id]:
            value = number_of(question, response.answers.get(question.code))
            sheet = question.questionnaire
            for parameter in by_code[question.pair_code]:
                if value is None or sheet.role not in ("", parameter.subject) or not sheet.moment:
                    continue
                found[parameter.pk].put(
                    sheet.moment, response.person_id, value, localdate(response.submitted_at)
                )


def number_of(question: Question, answer: Any) -> float | None:
    """A mark of a scale as it is, «да» 1, «нет» 0; what was not answered or is no number: None."""
    if question.kind == QuestionKind.YES_NO:
        return float(answer) if isinstance(answer, bool) else None
    if question.kind != QuestionKind.SCALE or isinstance(answer, bool):
        return None
    return float(answer) if isinstance(answer, (int, float)) else None


class _Rows:
    """Participants of a programme, read once by three queries."""

    def __init__(self, program: Program) -> None:
        self.entries: dict[str, list[Any]] = {
            subject: list(model.objects.filter(program=program).select_related("person"))
            for subject, model in ((ParameterSubject.MENTEE, Mentee), (ParameterSubject.MENTOR, Mentor))
        }
        years = Enrolment.objects.filter(
            program=program, school_class__isnull=False, person__mentee_entries__program=program
        )
        self.classes = {row.person_id: row.school_class for row in years.select_related("school_class")}

    def people(self, form_id: int | None) -> _People:
        """Of one form, or of all. Admitted ones should be measured, and classes that have such mentees."""
        known: dict[str, dict[int, str]] = {ParameterSubject.PROGRAM: {SCHOOL: "Школа"}}
        should: dict[str, set[int]] = {ParameterSubject.PROGRAM: {SCHOOL}}
        for subject, entries in self.entries.items():
            own = [row for row in entries if form_id in (None, row.form_id)]
            known[subject] = {row.person_id: row.person.list_name for row in own}
            should[subject] = {row.person_id for row in own if row.status == ADMITTED}
        classes = {key: self.classes[key] for key in known[ParameterSubject.MENTEE] if key in self.classes}
        known[ParameterSubject.CLASS] = {row.pk: str(row) for row in classes.values()}
        should[ParameterSubject.CLASS] = {
            classes[key].pk for key in should[ParameterSubject.MENTEE] if key in classes
        }
        forms = {
            subject: {row.person_id: row.form_id for row in entries}
            for subject, entries in self.entries.items()
            if form_id is None
        }
        return _People(known, should, forms)
