"""Filters, tabs and sorting of the two bases: one reading of the address for list, exports and bulk actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from mentoring_site.permissions import Access, Permission
from participants.enums import BaseKind, CategoryKind, ConsentPurpose, MenteeStatus, MentorStatus
from participants.models import Category, Mentee, Mentor
from participants.registries import BASE_FILTERS, BASE_TABS, BaseTab, of_base
from participants.services.consents import has_valid_consent
from participants.services.special import SCHOOL_LOCK, SPECIAL_LABEL

MODELS = {BaseKind.MENTORS: Mentor, BaseKind.MENTEES: Mentee}
STATUSES = {BaseKind.MENTORS: MentorStatus, BaseKind.MENTEES: MenteeStatus}
NO_FORM = "none"
NO_CLASS = "none"
LOCKED = "locked"


class LockedSelect(forms.Select):
    """A list that ends with a line which cannot be chosen."""

    def __init__(self, locked: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.locked = locked

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> list[Any]:
        groups = super().optgroups(name, value, attrs)
        option = self.create_option(name, LOCKED, self.locked, False, len(groups), attrs={"disabled": True})
        return [*groups, (None, [option], len(groups))]


class EntryFilter(django_filters.FilterSet):
    """The filter row of a base. The caller gives `access`, `on` and `base`; upper apps add their selects."""

    q = django_filters.CharFilter(method="by_name", label="Фамилия")

    def __init__(self, *args: Any, access: Access, on: date, base: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.access, self.on, self.base = access, on, base
        forms = [(str(form.pk), form.title) for form in access.program.forms.all()]
        classes = [(str(row.pk), str(row)) for row in access.program.classes.all()]
        if not access.sees_whole_school:
            classes = [choice for choice in classes if int(choice[0]) in access.class_ids]
        statuses = [choice for choice in STATUSES[base].choices if choice[0] != "left"]
        self._add("form", "Форма", [*forms, (NO_FORM, "не определена")], "by_form")
        self._add("school_class", "Класс", [*classes, (NO_CLASS, "без класса")], "by_class")
        if access.has(Permission.CATEGORY_VIEW):
            self._add("category", "Категория", self._categories(), "by_category")
            if base == BaseKind.MENTEES:
                self._show_lock("category")
        self._add("status", "Состояние", [(code, str(label)) for code, label in statuses], "by_status")
        if access.has(Permission.CONSENT_VIEW):
            self._add("consent", "Согласие", [("yes", "есть"), ("no", "нет")], "by_consent")
        self.extra = {row.code: row for row in of_base(BASE_FILTERS, base, access)}
        for code, row in self.extra.items():
            self._add(code, row.label, list(row.choices(access)), "by_extra")

    def _add(self, name: str, label: str, choices: list[tuple[str, str]], method: str) -> None:
        added = django_filters.ChoiceFilter(
            label=label, choices=choices, method=method, empty_label=label, field_name=name
        )
        added.model, added.parent = self.queryset.model, self
        self.filters[name] = added

    def _show_lock(self, name: str) -> None:
        """Health data stand in the list as what cannot be chosen, with the reason."""
        why = "только на карточке" if self.access.school.keeps_special_data else SCHOOL_LOCK
        self.filters[name].extra["widget"] = LockedSelect(f"{SPECIAL_LABEL} — {why}")

    def _categories(self) -> list[tuple[str, str]]:
        # Health data are not a way to search people: they stay on the card alone.
        kinds = [CategoryKind.MENTOR] if self.base == BaseKind.MENTORS else _MENTEE_KINDS
        rows = Category.objects.filter(kind__in=kinds, is_special=False)
        return [(str(row.pk), row.short_title) for row in rows]

    def by_name(self, rows: Any, name: str, value: str) -> QuerySet:
        return rows.search(value)

    def by_form(self, rows: Any, name: str, value: str) -> QuerySet:
        return rows.filter(form=None) if value == NO_FORM else rows.filter(form=value)

    def by_class(self, rows: Any, name: str, value: str) -> QuerySet:
        if value == NO_CLASS:
            return rows.filter(year__school_class=None)
        return rows.filter(year__school_class=value)

    def by_category(self, rows: Any, name: str, value: str) -> QuerySet:
        return rows.filter(category_links__category=value)

    def by_status(self, rows: Any, name: str, value: str) -> QuerySet:
        return rows.filter(status=value)

    def by_consent(self, rows: Any, name: str, value: str) -> QuerySet:
        consent = Q(has_valid_consent(ConsentPurpose.PARTICIPATION, self.on))
        return rows.filter(consent if value == "yes" else ~consent)

    def by_extra(self, rows: Any, name: str, value: str) -> QuerySet:
        return self.extra[name].apply(rows, value, self.access, self.on)


_MENTEE_KINDS = [CategoryKind.MENTEE_PUPIL, CategoryKind.MENTEE_TEACHER]


@dataclass(frozen=True)
class Selection:
    """What the address asks of a base."""

    base: str
    rows: Any  # filtered and sorted, without the joins of a list
    everybody: Any  # visible, present or not
    filter: EntryFilter
    tabs: list[BaseTab]
    tab: BaseTab
    sort: str

    @property
    def is_narrowed(self) -> bool:
        return any(self.filter.form.cleaned_data.values()) if self.filter.form.is_valid() else True


def select_entries(base: str, access: Access, on: date, data: Any) -> Selection:
    """Rows of a base that the user may see, narrowed by `data` (a QueryDict): tab, sort and filters."""
    everybody = MODELS[base].objects.of_program(access.program).visible_to(access).with_year(access.program)
    tabs = of_base([*OWN_TABS, *BASE_TABS], base, access)
    tab = next((tab for tab in tabs if tab.code == data.get("tab")), tabs[0])
    shown = EntryFilter(data, tab.apply(everybody, access, on), access=access, on=on, base=base)
    sort = data.get("sort", "name")
    # A wrong value shows nobody rather than everybody; the message stands at the filter.
    rows = shown.qs if shown.is_valid() else everybody.none()
    return Selection(base, rows.in_order(sort), everybody, shown, tabs, tab, sort)


def _present(rows: Any, access: Access, on: date) -> Any:
    return rows.present()


def _left(rows: Any, access: Access, on: date) -> Any:
    return rows.exclude(left_on=None)


def _of_status(status: str) -> Any:
    return lambda rows, access, on: rows.filter(status=status)


def _lacking_consent(rows: Any, access: Access, on: date) -> Any:
    return rows.present().filter(~has_valid_consent(ConsentPurpose.PARTICIPATION, on))


OWN_TABS = [
    *(BaseTab(base, "all", "Все", 0, _present) for base in BaseKind),
    BaseTab(BaseKind.MENTEES, "nominated", "Предложены", 10, _of_status(MenteeStatus.NOMINATED)),
    BaseTab(BaseKind.MENTORS, "candidates", "Кандидаты", 10, _of_status(MentorStatus.CANDIDATE)),
    BaseTab(BaseKind.MENTORS, "reserve", "В резерве", 80, _of_status(MentorStatus.RESERVE)),
    *(
        BaseTab(base, "no-consent", "Нет согласия", 70, _lacking_consent, Permission.CONSENT_VIEW)
        for base in BaseKind
    ),
    *(BaseTab(base, "left", "Выбыли", 90, _left) for base in BaseKind),
]
