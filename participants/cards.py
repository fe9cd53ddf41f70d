"""What the person card shows by itself: head, overview, history. Other rooms add tabs and panels."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from mentoring_site.permissions import Access, Permission
from mentoring_site.templatetags.ui import chips
from mentoring_site.words import counted, short_date
from participants.enums import Gender, PersonKind
from participants.forms import proposed_declensions
from participants.models import Enrolment, Mentee, Mentor, Person
from participants.questionnaires.answers import times_in_words
from participants.registries import CARD_PANELS, CardTab
from participants.services.entries import may_move
from participants.services.people import CASES
from participants.services.special import SPECIAL_LABEL, special_lock
from participants.services.times import time_codes
from participants.tables import states_of
from participants.transitions import EntryAction
from programs.models import AuditEvent
from programs.tenancy import program_url

RECENT = 5
SHORT_CASES = {
    "genitive": "Род. п.",
    "dative": "Дат. п.",
    "accusative": "Вин. п.",
    "instrumental": "Тв. п.",
}


def entries_of(person: Person, access: Access) -> list[Any]:
    """The person's rows in the bases of this programme: mentor's, then mentee's."""
    found: list[Any] = []
    for model in (Mentor, Mentee):
        rows = model.objects.of_program(access.program).filter(person=person)
        found += rows.select_related("person", "form")
    return found


def card_head(person: Person, access: Access, on: date) -> dict[str, Any]:
    year = _year(person, access)
    entries = entries_of(person, access)
    age = _age(person, on)
    place = year.place if year else ""
    if year and year.school_class_id:
        place = f"{place} класс"
    return {
        "person": person,
        "heading": person.full_name,
        "crumbs": _crumbs(person, access, entries),
        "avatar_role": _avatar(entries),
        "chips": [value for value in (place or person.get_kind_display(), age) if value],
        "role_chips": [_role(entry) for entry in entries if entry.left_on is None],
        "can_edit": access.has(Permission.BASE_EDIT) and access.program.is_open,
    }


def overview(person: Person, access: Access, on: date) -> dict[str, Any]:
    panels = [
        {"template": panel.template, "column": panel.column, "data": data}
        for panel in CARD_PANELS
        if access.has(panel.permission) and (data := panel.context(person, access, on)) is not None
    ]
    year = _year(person, access)
    return {
        "entries": [_entry(entry, access, on) for entry in entries_of(person, access)],
        "main_panels": [panel for panel in panels if panel["column"] == "main"],
        "side_panels": [panel for panel in panels if panel["column"] == "side"],
        "person_facts": _person_facts(person, year, on),
        "contacts": [
            {"label": "Телефон", "value": person.phone},
            {"label": "Почта", "value": person.email},
        ],
        "representatives": person.representatives.all(),
        "needs_representative": bool(person.is_minor(on)) and person.kind == PersonKind.PUPIL,
        "declensions": _declensions(person),
        "recent": history_rows(person, access, limit=RECENT),
    }


def history_rows(person: Person, access: Access, limit: int | None = None) -> list[dict[str, str]]:
    """Sentences about the person and his rows in this programme's bases, newest first."""
    events = _events(person, access)
    return [
        {
            "when": f"{timezone.localtime(event.at):%d.%m.%Y}" if limit is None else _day(event.at),
            "text": f"{event.actor_name}: {event.sentence}",
        }
        for event in (events[:limit] if limit else events[:500])
    ]


def _events(person: Person, access: Access) -> Any:
    about = Q(target_type=Person._meta.label, target_id=person.pk)
    for label, pk in person.former_rows:
        about |= Q(target_type=label, target_id=pk)
    for entry in entries_of(person, access):
        about |= Q(target_type=entry._meta.label, target_id=entry.pk)
    return AuditEvent.objects.filter(about)


def _history(person: Person, access: Access, on: date) -> dict[str, Any]:
    return {"events": history_rows(person, access)}


OWN_TABS = [
    CardTab("history", "История", 90, "participants/_history_tab.html", _history, Permission.BASE_VIEW),
]


def _day(moment: Any) -> str:
    return f"{timezone.localtime(moment):%d.%m}"


def _year(person: Person, access: Access) -> Enrolment | None:
    rows = Enrolment.objects.filter(person=person, program=access.program)
    return rows.select_related("school_class", "subject_group").first()


def _age(person: Person, on: date) -> str:
    """«13 лет»; by the year alone the age is not exact, so the year is said."""
    if person.birth_date:
        born = person.birth_date
        years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
        return counted(years, "год", "года", "лет")
    return f"{person.birth_year} г. р." if person.birth_year else ""


def _avatar(entries: list[Any]) -> str:
    present = [entry for entry in entries if entry.left_on is None] or entries
    if not present:
        return ""
    return "mentor" if isinstance(present[0], Mentor) else "mentee"


def _role(entry: Any) -> str:
    is_female = entry.person.gender == Gender.FEMALE
    role = "Наставник" if isinstance(entry, Mentor) else "Наставляемая" if is_female else "Наставляемый"
    return f"{role} · {entry.form.title if entry.form else 'форма не определена'}"


def _crumbs(person: Person, access: Access, entries: list[Any]) -> list[tuple[str, str]]:
    crumbs = [("Главная", program_url(access.program, "programs:dashboard"))]
    if entries:
        is_mentor = isinstance(entries[-1], Mentor)
        name = "mentor_list" if is_mentor else "mentee_list"
        label = "Наставники" if is_mentor else "Наставляемые"
        crumbs.append((label, program_url(access.program, f"participants:{name}")))
    return [*crumbs, (person.full_name, "")]


def _entry(entry: Any, access: Access, on: date) -> dict[str, Any]:
    """One row of a base with its facts and the moves it may make."""
    is_mentor = isinstance(entry, Mentor)
    kind, word = states_of([entry], access, on)[entry.pk]
    noun = "mentor" if is_mentor else "mentee"
    may = {action.value: may_move(entry, action) for action in EntryAction}
    sees_lock = (
        access.has(Permission.CATEGORY_VIEW) and not is_mentor and entry.person.kind == PersonKind.PUPIL
    )
    lock = special_lock(entry.person, access.school, on) if sees_lock else None
    return {
        "entry": entry,
        "noun": noun,
        "pk_text": str(entry.pk),
        "title": "В базе наставников" if is_mentor else "В базе наставляемых",
        "state_kind": kind,
        "state_word": word,
        "facts": [
            *(_mentor_facts(entry) if is_mentor else _mentee_facts(entry)),
            *(_categories(entry) if access.has(Permission.CATEGORY_VIEW) else []),
            *(_special(lock, access) if lock is not None else []),
        ],
        "may": may,
        "lacks": [
            word
            for word, day in (("собеседования", entry.interviewed_on), ("обучения", entry.trained_on))
            if day is None
        ]
        if is_mentor
        else [],
        "can_see_special": access.has(Permission.SPECIAL_VIEW) and lock == "",
    }


def _categories(entry: Any) -> list[dict[str, Any]]:
    links = entry.category_links.filter(category__is_special=False).select_related("category")
    titles = [link.category.short_title for link in links]
    return _facts([("Категории", chips(titles) if titles else "")])


def _special(lock: str, access: Access) -> list[dict[str, Any]]:
    """Whether health data are open, never what they say: those are on a page of their own."""
    if lock:
        return _facts([(SPECIAL_LABEL, lock)])
    if access.has(Permission.SPECIAL_VIEW):
        return _facts([(SPECIAL_LABEL, "на отдельной странице, просмотр записывается в журнал")])
    return _facts([(SPECIAL_LABEL, "видят куратор и педагог-психолог")])


def _mentor_facts(mentor: Mentor) -> list[dict[str, Any]]:
    rows = [
        ("Форма", mentor.form.title if mentor.form else "не определена"),
        ("Темы", _topics(mentor)),
        ("Компетенции", mentor.competencies),
        ("Достижения", mentor.achievements),
        ("Интересы", mentor.interests),
        ("Желаемый возраст", mentor.preferred_age),
        ("Ресурс времени", mentor.time_resource),
        ("Удобное время", times_in_words(time_codes(mentor))),
        ("Готов вести", counted(mentor.places, "человека", "человек", "человек")),
        ("Группа", "готов вести" if mentor.takes_group else "только пары"),
        ("Собеседование", _date(mentor.interviewed_on)),
        ("Обучение", _date(mentor.trained_on)),
    ]
    if mentor.waiver:
        rows.append(("Допущен без отметки", f"{mentor.waiver} ({mentor.waived_by_name})"))
    return _facts([*rows, *_ends(mentor)])


def _mentee_facts(mentee: Mentee) -> list[dict[str, Any]]:
    rows = [
        ("Основной запрос", mentee.request),
        ("Темы", _topics(mentee)),
        ("Интересы", mentee.interests),
        ("Удобное время", times_in_words(time_codes(mentee))),
        ("Форма", mentee.form.title if mentee.form else "не определена"),
        ("Форма взаимодействия", mentee.wished_model.title if mentee.wished_model else ""),
    ]
    if mentee.completion_mark:
        rows.append(("Отметка о прохождении", mentee.completion_mark))
    return _facts([*rows, *_ends(mentee)])


def _topics(entry: Any) -> str:
    topics = [choice.topic for choice in entry.topic_choices.select_related("topic")]
    return ", ".join(str(topic) for topic in sorted(topics, key=lambda topic: (topic.position, topic.title)))


def _ends(entry: Any) -> list[tuple[str, str]]:
    rows = [("В программе с", _date(entry.entered_on))]
    if entry.completed_on:
        rows.append(("Завершил программу", _date(entry.completed_on)))
    if entry.results:
        rows.append(("Результаты", entry.results))
    if entry.case_url:
        rows.append(("Кейс или отзыв", entry.case_url))
    if entry.left_on:
        rows.append(("Выбытие", f"{_date(entry.left_on)}: {entry.left_reason}"))
    return rows


def _person_facts(person: Person, year: Enrolment | None, on: date) -> list[dict[str, Any]]:
    rows = [("Кто это", person.get_kind_display()), ("Год рождения", person.birth_year or "")]
    if person.kind == PersonKind.PUPIL:
        rows.append(("Класс", str(year.school_class) if year and year.school_class else ""))
    else:
        rows.append(("Должность", year.position if year else ""))
        rows.append(("Место работы", year.workplace if year else ""))
        if person.kind == PersonKind.TEACHER:
            rows.append(("Предметы", year.subjects if year else ""))
            rows.append(("ШМО", str(year.subject_group) if year and year.subject_group else ""))
            experience = year.experience_years(on) if year else None
            years = None if experience is None else counted(experience, "год", "года", "лет")
            rows.append(("Стаж", years or ""))
    return _facts(rows)


def _declensions(person: Person) -> list[dict[str, Any]]:
    proposals = proposed_declensions(person)
    return [
        {
            "label": SHORT_CASES[case],
            "value": person.declensions.get(case) or proposals.get(case, ""),
            "note": "вписано вручную" if case in person.declensions else "",
        }
        for case in CASES
    ]


def _facts(rows: list[tuple[str, Any]]) -> list[dict[str, Any]]:
    return [{"label": label, "value": value} for label, value in rows]


def _date(day: date | None) -> str:
    return short_date(day) if day else ""
