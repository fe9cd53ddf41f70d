"""Who answered and who did not, who was at the meeting, how choices met: rows for pages, menu and dashboard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from mentoring_site.permissions import Access, Permission
from pairing.models import PreferenceSheet
from pairing.services.preference_links import SIDES, Numbered, by_entry
from pairing.services.preferences import (
    MODELS,
    choosers,
    eligible,
    entries_of,
    read_sheets,
    side_of,
    told_of,
    waiting,
    wishes_of,
)
from pairing.wishes import MENTEE, MENTOR, OTHER, Meetings, sociometry
from participants.enums import AttendanceMark, EventKind, EventState
from participants.models import Event, Mentee, Mentor
from programs.models import MentoringForm, Program, School
from programs.services.links import link_url

SIDE_LABELS = {MENTOR: "Наставники", MENTEE: "Наставляемые"}
ONE_OF = {MENTOR: "наставник", MENTEE: "наставляемый"}


def sees_choices(access: Access) -> bool:
    """Choices are read by the curator and the psychologist, by nobody else."""
    return access.has(Permission.PAIR_EDIT) or access.has(Permission.TEST_RECORD)


def group_meetings(program: Program) -> QuerySet[Event]:
    """Group meetings with how many came: `came`; cancelled ones too."""
    came = Count("attendance", filter=Q(attendance__mark=AttendanceMark.PRESENT))
    rows = Event.objects.of_program(program).filter(kind=EventKind.GROUP_MEETING)
    return rows.annotate(came=came).order_by("-planned_on", "-pk")


def unmarked_meetings(program: Program, on: date) -> QuerySet[Event]:
    """Meetings whose day has passed and nobody is marked."""
    rows = Event.objects.of_program(program).filter(kind=EventKind.GROUP_MEETING, attendance=None)
    return rows.filter(planned_on__lt=on, state=EventState.PLANNED).order_by("planned_on", "pk")


# --- the people of a meeting ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Invited:
    """One person of a meeting, once, even when he stands in both bases."""

    person_id: int
    name: str
    place: str
    side: str
    class_id: int | None
    form_id: int | None


def invited(
    program: Program, *, side: str = "", form: int | None = None, school_class: int | None = None
) -> list[Invited]:
    """Admitted mentors and mentees by side, class and name, narrowed as asked."""
    found: dict[int, tuple[tuple[Any, ...], Invited]] = {}
    for one in SIDES:
        for entry in choosers(one, program).for_list(program):
            year = entry.enrolment
            at = year.school_class if year else None
            row = Invited(
                entry.person_id,
                entry.person.full_name,
                entry.place,
                one,
                at.pk if at else None,
                entry.form_id,
            )
            key = (one == MENTEE, at.grade if at else 99, at.letter if at else "", entry.person.search_key)
            found.setdefault(entry.person_id, (key, row))
    rows = [row for _, row in sorted(found.values(), key=lambda pair: (*pair[0], pair[1].person_id))]
    return [
        row
        for row in rows
        if (not side or row.side == side)
        and (form is None or row.form_id == form)
        and (school_class is None or row.class_id == school_class)
    ]


# --- who answered -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """One participant in the progress list. told: when and how he answered, "" when he has not."""

    entry: Mentor | Mentee
    side: str
    told: str
    number: int | None
    link: Numbered | None

    @property
    def pk(self) -> int:
        return self.entry.pk

    @property
    def url(self) -> str:
        return link_url(self.link.link) if self.link else ""

    def __str__(self) -> str:
        return self.entry.person.full_name


def answered(program: Program, side: str) -> QuerySet:
    return choosers(side, program).filter(preference_sheet__isnull=False)


def counts(program: Program, on: date) -> dict[str, tuple[int, int]]:
    """By side: (answered, still waited for)."""
    return {side: (answered(program, side).count(), waiting(side, program, on).count()) for side in SIDES}


def waiting_number(program: Program, on: date) -> int:
    return sum(waiting(side, program, on).count() for side in SIDES)


def answers(rows: Iterable[Mentor | Mentee], links: list[Numbered]) -> list[Answer]:
    """Rows of one page; entries come with for_list."""
    entries, known = list(rows), by_entry(links)
    told: dict[tuple[str, int], str] = {}
    for side in SIDES:
        ids = [entry.pk for entry in entries if side_of(entry) == side]
        for sheet in PreferenceSheet.objects.filter(**{f"{side}__in": ids}):
            told[side, getattr(sheet, f"{side}_id")] = told_of(sheet)
    found = []
    for entry in entries:
        key = (side_of(entry), entry.pk)
        link = known.get(key)
        found.append(Answer(entry, key[0], told.get(key, ""), link.number if link else None, link))
    return found


def chat_text(answer: Answer, school: School, *, curator: str = "") -> str:
    """A message for one participant: the link is his own, so the text is too."""
    plea = (
        "Расскажите, с кем вам хотелось бы быть в паре: это займёт две минуты с телефона. "
        "Ответы увидят только куратор и психолог."
    )
    return "\n".join(
        [
            f"Здравствуйте, {answer.entry.person.first_name}!",
            plea,
            f"Ваша личная ссылка: {answer.url}",
            "Не пересылайте её: по ней открываются ваши ответы.",
            *([curator] if curator else []),
            school.short_name,
        ]
    )


def reminder_text(program: Program, *, left: int) -> str:
    """A message for a common chat: no names and no link, since every link is personal."""
    return "\n".join(
        [
            "Ребята и коллеги! Заполните, пожалуйста, анкету предпочтений: с кем вам хотелось бы быть в паре.",
            "Личная ссылка и QR-код – на вашем листке. Потеряли листок – напишите куратору.",
            f"Ответы увидят только куратор и психолог. Ждём ещё {left}.",
            program.school.short_name,
        ]
    )


def participants(
    program: Program,
    on: date,
    *,
    view: str = "all",
    side: str = "",
    form: int | None = None,
    school_class: int | None = None,
    q: str = "",
) -> list[QuerySet]:
    """Rows of each side by class and name. view: "left" waits for an answer, "done" has it, "all"."""
    found = []
    for one in SIDES:
        if side not in ("", one):
            continue
        rows = waiting(one, program, on) if view == "left" else choosers(one, program)
        if view == "done":
            rows = rows.filter(preference_sheet__isnull=False)
        if form is not None:
            rows = rows.filter(form=form)
        rows = rows.with_year(program).search(q)
        if school_class is not None:
            rows = rows.filter(year__school_class=school_class)
        found.append(rows.in_order("place"))
    return found


# --- how choices met --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choices:
    """Sociometry of one form with the people it speaks of: (side, entry id) -> entry."""

    meetings: Meetings
    people: dict[tuple[str, int], Mentor | Mentee]
    answered: int


def choices_of(program: Program, form: MentoringForm, on: date) -> Choices:
    people: dict[tuple[str, int], Mentor | Mentee] = {}
    present: dict[str, list[int]] = {}
    for side in SIDES:
        rows = (
            eligible(side, program, on)
            .filter(form=form)
            .for_list(program)
            .order_by("person__search_key", "pk")
        )
        present[side] = [row.pk for row in rows]
        people |= {(side, row.pk): row for row in rows}
    sheets = [sheet for sheet in read_sheets(program, form.pk) if (sheet.side, sheet.entry_id) in people]
    return Choices(sociometry(sheets, present), people, len(sheets))


def mutual_number(program: Program, on: date) -> int:
    """Over all forms; names are not read."""
    number = 0
    for form in program.forms.all():
        present = {
            side: set(eligible(side, program, on).filter(form=form).values_list("pk", flat=True))
            for side in SIDES
        }
        number += len(sociometry(read_sheets(program, form.pk), present).mutual)
    return number


# --- the card of a person ---------------------------------------------------------------------------------


def card_rows(person: Any, program: Program) -> list[dict[str, Any]]:
    """Sheets of a person in this year, by side, with names of those he chose."""
    found = []
    for side in SIDES:
        entry = (
            MODELS[side].objects.of_program(program).filter(person=person).select_related("program").first()
        )
        if entry is None or entry.form_id is None:
            continue
        sheet = PreferenceSheet.objects.filter(**{side: entry}).prefetch_related("choices").first()
        if sheet is None:
            found.append({"side": side, "entry": entry, "sheet": None})
            continue
        wishes = wishes_of(sheet)
        other = OTHER[side]
        names = {
            row.pk: f"{row.person.list_name}{f', {row.place}' if row.place else ''}"
            for row in entries_of(other, program, [pk for pk, _ in wishes.choices]).for_list(program)
        }
        found.append(
            {
                "side": side,
                "entry": entry,
                "sheet": sheet,
                "told": told_of(sheet),
                "ranked": [(rank, names[pk]) for pk, rank in wishes.choices if rank and pk in names],
                "refused": [names[pk] for pk in wishes.refuses if pk in names],
                "wishes": wishes,
            }
        )
    return found
