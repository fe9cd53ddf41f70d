"""The official column sets of the two bases (МР-42/02, приложение 2): 16 and 13 columns, names as printed there.

Categories and health data are in neither.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from import_export import fields, resources

from mentoring_site.words import short_date
from participants.enums import BaseKind
from participants.models import Enrolment, Mentee, Mentor
from participants.registries import EXPORT_VALUES

NO_FORM = "не определена"


def _field(title: str, attribute: str | None = None) -> fields.Field:
    return fields.Field(column_name=title, attribute=attribute, readonly=True)


class EntryResource(resources.ModelResource):
    """One row per entry. Export a list of entries from `for_export`: the numbers follow its order."""

    base = ""

    def before_export(self, queryset: Any, **kwargs: Any) -> None:
        entries = list(queryset)
        self.on, self.is_past = kwargs["on"], kwargs.get("is_past", False)
        self.numbers = {entry.pk: number for number, entry in enumerate(entries, start=1)}
        self.known: dict[int, dict[str, str]] = {}
        for source in EXPORT_VALUES:
            if source.base == self.base:
                ask = source.past if self.is_past else source.values
                for pk, values in ask(entries, self.on).items():
                    self.known.setdefault(pk, {}).update(values)

    def from_above(self, entry: Any, code: str) -> str:
        return self.known.get(entry.pk, {}).get(code, "")

    def dehydrate_number(self, entry: Any) -> int:
        return self.numbers[entry.pk]

    def dehydrate_full_name(self, entry: Any) -> str:
        return entry.person.full_name

    def dehydrate_form(self, entry: Any) -> str:
        return entry.form.title if entry.form else self.from_above(entry, "form") or NO_FORM

    def dehydrate_entered_on(self, entry: Any) -> date | None:
        return entry.entered_on

    def dehydrate_completed_on(self, entry: Any) -> date | str | None:
        ended = [
            day for day in (entry.completed_on, entry.left_on) if day and (not self.is_past or day <= self.on)
        ]
        return next(iter(ended), None) or self.from_above(entry, "completed_on") or None

    def dehydrate_results(self, entry: Any) -> str:
        return self._of_the_end(entry, entry.results) or self.from_above(entry, "results")

    def dehydrate_case_url(self, entry: Any) -> str:
        return self._of_the_end(entry, entry.case_url)

    def _of_the_end(self, entry: Any, text: str) -> str:
        """What is written when the programme ends had not been written on a day before that."""
        return text if not self.is_past or (entry.completed_on and entry.completed_on <= self.on) else ""

    def dehydrate_partner_names(self, entry: Any) -> str:
        return self.from_above(entry, "partner_names")

    def dehydrate_partner_places(self, entry: Any) -> str:
        return self.from_above(entry, "partner_places")


class MentorResource(EntryResource):
    base = BaseKind.MENTORS
    number = _field("№")
    full_name = _field("ФИО наставника")
    contacts = _field("Контактные данные для связи")
    workplace = _field("Место работы/учебы наставника")
    competencies = _field("Основные компетенции наставника", "competencies")
    achievements = _field("Важные для программы достижения наставника", "achievements")
    interests = _field("Интересы наставника", "interests")
    preferred_age = _field("Желаемый возраст наставляемых", "preferred_age")
    time_resource = _field("Ресурс времени на программу наставничества", "time_resource")
    entered_on = _field("Дата вхождения в программу")
    partner_names = _field("ФИО наставляемого (наставляемых)")
    form = _field("Форма наставничества")
    partner_places = _field("Место работы/учебы наставляемого")
    completed_on = _field("Дата завершения программы")
    results = _field("Результаты программы")
    case_url = _field("Ссылка на кейс/отзыв наставника, размещенные на сайте организации")

    class Meta:
        model = Mentor
        fields = (
            "number",
            "full_name",
            "contacts",
            "workplace",
            "competencies",
            "achievements",
            "interests",
            "preferred_age",
            "time_resource",
            "entered_on",
            "partner_names",
            "form",
            "partner_places",
            "completed_on",
            "results",
            "case_url",
        )
        export_order = fields

    def dehydrate_contacts(self, entry: Mentor) -> str:
        return _joined(entry.person.phone, entry.person.email)

    def dehydrate_workplace(self, entry: Mentor) -> str:
        return workplace_of(entry.enrolment)


class MenteeResource(EntryResource):
    base = BaseKind.MENTEES
    number = _field("№")
    full_name = _field("ФИО наставляемого")
    contacts = _field("Контактные данные для связи (данные представителя)")
    birth_year = _field("Год рождения наставляемого")
    request = _field("Основной запрос наставляемого", "request")
    entered_on = _field("Дата вхождения в программу")
    partner_names = _field("ФИО наставника")
    form = _field("Форма наставничества")
    partner_places = _field("Место работы/учебы наставника")
    completed_on = _field("Дата завершения программы")
    results = _field("Результаты программы")
    case_url = _field("Ссылка на кейс/отзыв наставляемого, размещенные на сайте организации")
    completion_mark = _field("Отметка о прохождении программы")

    class Meta:
        model = Mentee
        fields = (
            "number",
            "full_name",
            "contacts",
            "birth_year",
            "request",
            "entered_on",
            "partner_names",
            "form",
            "partner_places",
            "completed_on",
            "results",
            "case_url",
            "completion_mark",
        )
        export_order = fields

    def dehydrate_completion_mark(self, entry: Mentee) -> str:
        return self._of_the_end(entry, entry.completion_mark)

    def dehydrate_birth_year(self, entry: Mentee) -> int | None:
        return entry.person.birth_year

    def dehydrate_contacts(self, entry: Mentee) -> str:
        """A minor's representatives, each «ФИО, телефон, почта»; an adult's own contacts."""
        known = [
            _joined(person.full_name, person.phone, person.email)
            for person in entry.person.representatives.all()
        ]
        return "; ".join(known) or _joined(entry.person.phone, entry.person.email)


RESOURCES: dict[str, type[EntryResource]] = {
    BaseKind.MENTORS: MentorResource,
    BaseKind.MENTEES: MenteeResource,
}


def for_export(rows: Any, program: Any) -> list[Any]:
    """Entries with all that the official form prints, by a constant number of queries."""
    return list(rows.for_list(program).prefetch_related("person__representatives"))


def official_table(
    base: str, entries: list[Any], on: date, *, is_past: bool = False
) -> tuple[list[str], list[list[Any]]]:
    """(names of columns, rows) of the official form; is_past: pairs, ends and results as they stood on the day."""
    dataset = RESOURCES[base]().export(entries, on=on, is_past=is_past)
    return list(dataset.headers or []), [list(row) for row in dataset]


PARTNER_HEADER = (
    *("№", "Фамилия, имя, отчество", "Класс или место работы", "Форма наставничества"),
    *("Дата вхождения в программу", "Дата завершения программы"),
)


def partner_table(entries: list[Any]) -> tuple[list[str], list[list[Any]]]:
    """What the consent to hand over names and no more: no contacts, no requests, no second person of the pair."""
    rows = [
        [
            number,
            entry.person.full_name,
            workplace_of(entry.enrolment),
            entry.form.title if entry.form else NO_FORM,
            entry.entered_on,
            entry.completed_on or entry.left_on,
        ]
        for number, entry in enumerate(entries, start=1)
    ]
    return list(PARTNER_HEADER), rows


def workplace_of(enrolment: Enrolment | None) -> str:
    if enrolment is None:
        return ""
    if enrolment.school_class_id:
        return str(enrolment.school_class)
    return _joined(enrolment.position, enrolment.workplace)


def printed(value: Any) -> str:
    """A cell on paper."""
    return short_date(value) if isinstance(value, date) else ("" if value is None else str(value))


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
