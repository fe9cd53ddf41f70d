"""What confirms one expected result: numbers before and after with their n, or words where numbers must not be shown.

Every kind of tie is read once for the whole map, whatever the number of results.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from mentoring_site.permissions import Permission
from mentoring_site.words import NBSP, short_date
from monitoring.census import Census
from monitoring.change_values import measured_of
from monitoring.change_words import mean_decimals, number
from monitoring.changes import changes_from
from monitoring.changes_model import Change, Verdict
from monitoring.counts import CATEGORIES, COUNTS, census_for, count_value
from monitoring.enums import Direction, ParameterSubject, ResultGroup, TieKind
from monitoring.indicators import IndicatorValue, values_of
from monitoring.models import Assessment, Campaign, ExpectedResult, Measurement, Parameter
from monitoring.result_ties import Known, known_of
from monitoring.services.settings import settings_of
from monitoring.shares import Share
from monitoring.survey_results import question_shares
from participants.enums import SurveyMoment
from programs.models import MentoringForm, Program

FORMS = {ResultGroup.PUPILS: "pupil_pupil", ResultGroup.TEACHERS: "teacher_teacher"}
WORDS = "качественно"
NOT_ALL = "не измерено"
FULL_POINTS = 2
GONE = {
    TieKind.PARAMETER: "Параметра, к которому привязан результат, в программе больше нет: подтвердите словами.",
    TieKind.QUALITY: "Показателя оценки 0–18 больше нет: подтвердите словами.",
    TieKind.MODEL: "Показатель модели больше не считают: подтвердите словами.",
    TieKind.QUESTION: "Вопроса, к которому привязан результат, нет ни в одной анкете: подтвердите словами.",
    TieKind.COUNT: "Такого числа в базах нет: подтвердите словами.",
}


@dataclass(frozen=True)
class Place:
    """The page where the number comes from; permission: who may open it, when it is more than the room's own."""

    url_name: str
    kwargs: dict[str, Any] = field(default_factory=dict)
    query: str = ""
    permission: Permission | None = None


@dataclass(frozen=True)
class Evidence:
    """confirmed_by: what it is; expected: which way or how much; said: words beside or instead of the numbers.

    supports: the numbers speak for the result; is_lost: what it was tied to is gone, so it is «качественно».
    """

    confirmed_by: str
    expected: str = ""
    before: str = ""
    after: str = ""
    before_note: str = ""
    after_note: str = ""
    n: str = ""
    said: str = ""
    has_data: bool = False
    supports: bool = False
    is_lost: bool = False
    is_school: bool = False  # a number of the whole school: its days and sources have a table of their own
    place: Place | None = None


@dataclass(frozen=True)
class SchoolNumber:
    """One number of the whole school, before and after, each with its day and source."""

    parameter: Parameter
    before: str
    before_note: str
    after: str
    after_note: str
    place: Place


class Reader:
    """Reads what the given results are tied to; a constant number of queries."""

    def __init__(self, program: Program, on: date, results: Iterable[ExpectedResult] = ()) -> None:
        self.program, self.on = program, on
        self.results = list(results)

    def evidence(self, result: ExpectedResult) -> Evidence:
        tie, code = TieKind(result.tie), result.tie_code
        if tie == TieKind.WORDS:
            return Evidence(WORDS, expected="описание")
        if self.known.thing(tie, code) is None and not self._is_answered(result):
            return Evidence(WORDS, said=GONE[tie], is_lost=True)
        if tie == TieKind.PARAMETER:
            return self._of_parameter(code)
        if tie == TieKind.QUALITY:
            return self._of_quality(code)
        if tie == TieKind.MODEL:
            return self._of_model(code)
        return self._of_question(result) if tie == TieKind.QUESTION else self._of_count(code)

    def school_numbers(self) -> list[SchoolNumber]:
        """Parameters of the school as a whole, tied or not, in the programme's order."""
        found = []
        for parameter in self._school_parameters:
            before, after = (self._typed(parameter, moment) for moment in _ENDS)
            found.append(SchoolNumber(parameter, *before, *after, place=_changes_of(parameter)))
        return found

    # --- what is read once --------------------------------------------------------------------------------

    @cached_property
    def known(self) -> Known:
        return known_of(self.program)

    @cached_property
    def _smallest(self) -> int:
        return self._settings.smallest_group

    @cached_property
    def _settings(self) -> Any:
        return settings_of(self.program)

    def _codes(self, tie: str) -> set[str]:
        return {result.tie_code for result in self.results if result.tie == tie}

    @cached_property
    def _changes(self) -> dict[str, Change]:
        codes = self._codes(TieKind.PARAMETER)
        parameters = [one for code, one in self.known.parameters.items() if code in codes]
        found = changes_from(self.program, parameters, measured_of(self.program, parameters))
        return {change.parameter.code: change for change in found}

    @cached_property
    def _school_parameters(self) -> list[Parameter]:
        return [one for one in self.known.parameters.values() if one.subject == ParameterSubject.PROGRAM]

    @cached_property
    def _measurements(self) -> dict[tuple[int, str], Measurement]:
        rows = Measurement.objects.filter(parameter__in=self._school_parameters, moment__in=_ENDS)
        return {(row.parameter_id, row.moment): row for row in rows}

    @cached_property
    def _points(self) -> dict[int, dict[str, int | None]]:
        """Programme id -> indicator code -> points of its official sheet: this year's and last year's."""
        programs = [key for key in (self.program.pk, self.program.previous_id) if key]
        sheets = (
            Assessment.objects.official().filter(program__in=programs).prefetch_related("scores__indicator")
        )
        return {
            sheet.program_id: {score.indicator.code: score.points for score in sheet.scores.all()}
            for sheet in sheets
        }

    @cached_property
    def _models(self) -> dict[str, IndicatorValue]:
        return {value.indicator.code: value for value in values_of(self.program, self.on)}

    @cached_property
    def _forms(self) -> dict[str, MentoringForm]:
        return {form.code: form for form in MentoringForm.objects.filter(program=self.program)}

    @cached_property
    def _shares(self) -> dict[tuple[str, str], dict[str, Share]]:
        """(code of a form or "", moment) -> shares by question."""
        codes = {
            FORMS.get(ResultGroup(result.group), "")
            for result in self.results
            if result.tie == TieKind.QUESTION
        }
        return {
            (code, moment): question_shares(self.program, form=self._forms.get(code), moment=moment)
            for code in codes
            for moment in _ENDS
        }

    @cached_property
    def _campaigns(self) -> list[tuple[str, str, str | None, int]]:
        """(question, pair code, form, campaign) of the surveys after the participation, newest first."""
        rows = Campaign.objects.filter(program=self.program, questionnaire__moment=SurveyMoment.AFTER)
        return list(
            rows.order_by("-pk").values_list(
                "questionnaire__questions__code",
                "questionnaire__questions__pair_code",
                "questionnaire__form__code",
                "pk",
            )
        )

    @cached_property
    def _census(self) -> Census:
        return census_for(self.program, self.on)

    @cached_property
    def _past_census(self) -> Census | None:
        past = self.program.previous
        return census_for(past, past.ends) if past else None

    # --- by kind ------------------------------------------------------------------------------------------

    def _of_parameter(self, code: str) -> Evidence:
        change = self._changes[code]
        parameter = change.parameter
        evidence = Evidence(
            confirmed_by=parameter.title,
            expected="рост" if parameter.direction == Direction.MORE else "снижение",
            place=_changes_of(parameter),
        )
        if parameter.subject == ParameterSubject.PROGRAM:
            (before, before_note), (after, after_note) = (self._typed(parameter, moment) for moment in _ENDS)
            return replace(
                evidence,
                before=before,
                after=after,
                before_note=before_note,
                after_note=after_note,
                has_data=bool(change.statistics.n),
                is_school=True,
                supports=bool(change.statistics.better),
            )
        return _of_people(evidence, change)

    def _typed(self, parameter: Parameter, moment: str) -> tuple[str, str]:
        """(value, «15.09.2026, журнал обращений»); ("не измерено", "")."""
        row = self._measurements.get((parameter.pk, moment))
        if row is None or row.value is None:
            return NOT_ALL, ""
        note = ", ".join(part for part in (short_date(row.measured_on), row.note) if part)
        return number(float(row.value), parameter.decimals), note

    def _of_quality(self, code: str) -> Evidence:
        indicator = self.known.quality[code]
        now = self._points.get(self.program.pk, {}).get(code)
        past = self._points.get(self.program.previous_id or 0, {}).get(code)
        return Evidence(
            confirmed_by=f"Оценка 0–18, показатель {indicator.position}",
            expected=f"{FULL_POINTS} балла из {FULL_POINTS}",
            before="" if past is None else str(past),
            after="" if now is None else str(now),
            before_note="" if past is None else "прошлый год",
            n="" if now is None else "балл сводного листа",
            said="" if now is not None else "Итоговой оценки за этот год ещё нет.",
            has_data=now is not None,
            supports=now == FULL_POINTS,
            place=Place("monitoring:effectiveness"),
        )

    def _of_model(self, code: str) -> Evidence:
        value = self._models[code]
        percent = value.percent
        return Evidence(
            confirmed_by=value.indicator.title,
            expected="рост" if value.target is None else f"не ниже {value.target}{NBSP}%",
            after="" if percent is None else f"{percent}{NBSP}%",
            n="" if percent is None else f"{value.part} из {value.total}",
            said=value.note if percent is None else "",
            has_data=percent is not None,
            supports=bool(value.is_reached),
            place=Place("monitoring:indicators"),
        )

    def _of_question(self, result: ExpectedResult) -> Evidence:
        code, form = result.tie_code, FORMS.get(ResultGroup(result.group), "")
        before, after = (self._shares[form, moment].get(code) for moment in _ENDS)
        strong = self._settings.strong_from
        words = self.known.questions.get(code, code)
        return Evidence(
            confirmed_by=f"Опрос: {words[:1].lower()}{words[1:]}",
            expected=f"не меньше {strong}{NBSP}%",
            before=f"{before.percent}{NBSP}%" if before else "",
            after=f"{after.percent}{NBSP}%" if after else "",
            before_note=f"{before.part} из {before.total}" if before else "",
            n=f"{after.part} из {after.total}" if after else "",
            said="" if after else f"Ответов нет или их меньше {self._smallest}: долю не показываем.",
            has_data=after is not None,
            supports=after is not None and (after.percent or 0) >= strong,
            place=self._results_page(code, form),
        )

    def _results_page(self, code: str, form: str) -> Place | None:
        found = [
            campaign
            for question, pair_code, own, campaign in self._campaigns
            if code in (question, pair_code) and (not form or own in (form, None))
        ]
        return Place("monitoring:survey_results", {"pk": found[0]}) if found else None

    def _of_count(self, code: str) -> Evidence:
        now = count_value(self.program, code, self.on, self._census)
        past_program = self.program.previous
        past = count_value(past_program, code, past_program.ends, self._past_census) if past_program else None
        evidence = Evidence(
            confirmed_by=COUNTS[code].label,
            expected="рост" if past else "хотя бы один",
            place=_list_of(code),
        )
        if not now and not past:
            return replace(evidence, said="В базах этого года пока никого нет.")
        return replace(
            evidence,
            before=self._said_number(code, past),
            after=self._said_number(code, now),
            before_note="" if past is None else "прошлый год",
            has_data=now is not None,
            supports=bool(now) and (past is None or now >= past),
        )

    def _said_number(self, code: str, value: int | None) -> str:
        if value is None:
            return ""
        return f"меньше {self._smallest}" if code in CATEGORIES and 0 < value < self._smallest else str(value)

    def _is_answered(self, result: ExpectedResult) -> bool:
        """A question may be gone from the questionnaires and still have answers."""
        form = FORMS.get(ResultGroup(result.group), "")
        return result.tie == TieKind.QUESTION and result.tie_code in self._shares[form, SurveyMoment.AFTER]


_ENDS = (SurveyMoment.BEFORE, SurveyMoment.AFTER)


def _changes_of(parameter: Parameter) -> Place:
    form = f"form={parameter.form.code}&" if parameter.form_id and parameter.form else ""
    return Place("monitoring:changes", query=f"?{form}parameter={parameter.code}")


def _list_of(code: str) -> Place | None:
    """The list behind a count; results of pairs have a page of their own, health data have none here."""
    count = COUNTS[code]
    if count.select is None:
        return Place("pairing:result_list", permission=Permission.PAIR_VIEW)
    if count.list_permission is None:
        return None
    return Place("monitoring:count_people", {"code": code}, permission=count.list_permission)


def _of_people(evidence: Evidence, change: Change) -> Evidence:
    """Means of those who were measured twice; dynamics alone of sealed values; words under the smallest group."""
    s = change.statistics
    if not s.n:
        said = "Дважды, «до» и «после», пока не измерено."
        return replace(
            evidence, said=f"{said} Измерено «до»: {change.before_count}." if change.before_count else said
        )
    evidence = replace(evidence, has_data=True, n=f"n{NBSP}={NBSP}{s.n} из {change.asked}")
    if change.is_held:
        return replace(evidence, said=change.sentence)
    evidence = replace(evidence, supports=s.verdict == Verdict.BETTER)
    if change.hides_values:
        counts = f"лучше у {s.better}, без изменений у {s.same}, хуже у {s.worse}"
        return replace(evidence, said=f"Значения видит только психолог: {counts}.")
    decimals = mean_decimals(change.parameter)
    return replace(evidence, before=number(s.before_mean, decimals), after=number(s.after_mean, decimals))
