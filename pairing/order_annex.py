"""Annexes of orders: tables, acquaintance sheet, and who may not be named in the public variant.

A table is plain data: {"title", "heads", "widths", "rows": [{"cells": […], "public": […]}]}; "public" are the cells
that differ in the variant for the school's site, {column: text}.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from mentoring_site.names import guess_gender
from mentoring_site.words import counted, short_date
from pairing.models import Pair, PairMember
from participants.enums import PersonKind
from participants.models import Enrolment, Person
from programs.models import Program

PAIR_HEADS = (
    "№ п/п",
    "Наставник, класс (должность)",
    "Наставляемый, класс (должность)",
    "Модель взаимодействия",
    "Срок по",
)
PAIR_WIDTHS = (11, 46, 46, 0, 24)
HIDDEN_REASON = "—"


@dataclass(frozen=True)
class Named:
    """A participant as an order names him, in full and for the school's site."""

    person: Person
    place: str
    public: str  # "" while the name may stand

    @property
    def label(self) -> str:
        return f"{self.person.full_name}, {self.place}" if self.place else self.person.full_name

    @property
    def shown(self) -> str:
        return self.public or self.label


def named(program: Program, people: Iterable[Person], on: date) -> dict[int, Named]:
    """By person id; one query. Pupils and other minors get no name in public."""
    people = {person.pk: person for person in people}
    years = {
        year.person_id: year
        for year in Enrolment.objects.filter(program=program, person__in=people).select_related(
            "school_class"
        )
    }
    return {pk: _named(person, years.get(pk), on) for pk, person in people.items()}


def _named(person: Person, year: Enrolment | None, on: date) -> Named:
    place = year.place if year else ""
    if person.kind == PersonKind.PUPIL:
        school_class = year.school_class if year else None
        return Named(person, place, f"обучающийся {school_class} класса" if school_class else "обучающийся")
    return Named(person, place, "участник программы" if person.is_minor(on) else "")


def people_of_pairs(pairs: Iterable[Pair]) -> list[Person]:
    """Mentors and mentees in the order of the annex, each once."""
    found: dict[int, Person] = {}
    for pair in pairs:
        found.setdefault(pair.mentor.person_id, pair.mentor.person)
        for member in members_of(pair):
            found.setdefault(member.mentee.person_id, member.mentee.person)
    return list(found.values())


def members_of(pair: Pair) -> list[PairMember]:
    """Those with whom the pair goes on or ended: who left a living group before stands in its own order."""
    members = list(pair.members.all())
    return [m for m in members if m.left_on is None or m.left_on == pair.closed_on] or members


def people_keys(everybody: Mapping[int, Named], ordered: Sequence[Person]) -> dict[str, Any]:
    """What the acquaintance sheet, the list of cases and the public variant need, as plain data."""
    found = [everybody[person.pk] for person in ordered]
    return {
        "people": [who.person.pk for who in found],
        "sheet": [{"name": who.person.full_name, "place": who.place} for who in found],
        "hidden": [
            {
                "name": who.person.full_name,
                "gender": who.person.gender or guess_gender(who.person.full_name) or "",
                "typed": list(who.person.declensions.values()),
                "public": who.public,
            }
            for who in found
            if who.public
        ],
    }


# --- закрепление ------------------------------------------------------------------------------------------


def in_annex_order(pairs: Iterable[Pair]) -> list[Pair]:
    return sorted(
        pairs, key=lambda pair: (pair.form.position, pair.form_id, pair.mentor.person.search_key, pair.pk)
    )


def annex_rows(program: Program, pairs: Iterable[Pair], on: date) -> list[dict[str, Any]]:
    """Rows of the annex by form, then by the mentor's name; `is_new_form` draws the line between forms."""
    pairs = in_annex_order(pairs)
    everybody = named(program, people_of_pairs(pairs), on)
    rows: list[dict[str, Any]] = []
    previous = None
    for number, pair in enumerate(pairs, start=1):
        mentor = everybody[pair.mentor.person_id]
        members = [everybody[member.mentee.person_id] for member in members_of(pair)]
        rows.append(
            {
                "number": number,
                "form": pair.form.title,
                "is_new_form": previous not in (None, pair.form_id),
                "mentor": mentor.label,
                "public_mentor": mentor.shown,
                "mentees": [member.label for member in members],
                "public_mentees": [member.shown for member in members],
                "is_group": len(members) > 1,
                "models": _models(members_of(pair)),
                "until": short_date(pair.ends_on) if pair.ends_on else "",
            }
        )
        previous = pair.form_id
    return rows


def annex_summary(program: Program, pairs: Iterable[Pair]) -> str:
    """«Форма наставничества: строки 1–10 — «…», строка 11 — «…». Всего 9 пар и 2 группы, 14 наставляемых.»"""
    from pairing.services.plans import pairs_in_words  # plans builds on orders

    pairs = in_annex_order(pairs)
    spans: dict[str, list[int]] = {}
    for number, pair in enumerate(pairs, start=1):
        spans.setdefault(pair.form.title, []).append(number)
    said = [
        f"{'строка' if len(rows) == 1 else 'строки'} {rows[0]}{'' if len(rows) == 1 else f'–{rows[-1]}'} — «{title}»"
        for title, rows in spans.items()
    ]
    mentees = sum(len(members_of(pair)) for pair in pairs)
    people = counted(mentees, "наставляемый", "наставляемых", "наставляемых")
    return f"Форма наставничества: {', '.join(said)}. Всего {pairs_in_words(pairs)}, {people}."


def _models(members: Iterable[PairMember]) -> list[str]:
    return list(dict.fromkeys(member.model.title for member in members if member.model))


# --- прекращение, состав, замена --------------------------------------------------------------------------


def end_table(pairs: Iterable[Pair], everybody: Mapping[int, Named]) -> dict[str, Any]:
    rows = []
    for number, pair in enumerate(in_annex_order(pairs), start=1):
        mentor = everybody[pair.mentor.person_id]
        members = [everybody[member.mentee.person_id] for member in members_of(pair)]
        reason = pair.closed_reason or "срок и задачи выполнены"
        rows.append(
            _row(
                str(number),
                mentor.label,
                ";\n".join(member.label for member in members),
                short_date(pair.closed_on) if pair.closed_on else "",
                reason,
                public={
                    1: mentor.shown,
                    2: ";\n".join(member.shown for member in members),
                    4: HIDDEN_REASON,
                },
            )
        )
    return {
        "title": "Перечень наставнических пар и групп,\nкоторые прекращают работу",
        "heads": [
            "№ п/п",
            "Наставник, класс (должность)",
            "Наставляемый, класс (должность)",
            "С даты",
            "Основание",
        ],
        "widths": [11, 46, 46, 24, 0],
        "rows": rows,
    }


def group_table(
    pair: Pair, changes: Iterable[tuple[Person, str, str, str]], everybody: Mapping[int, Named]
) -> dict[str, Any]:
    """changes: (person, «включить», model, reason) of everybody in the group, «без изменений» for who stays."""
    rows = [
        _row(
            str(number),
            everybody[person.pk].label,
            change,
            model,
            reason,
            public={1: everybody[person.pk].shown, 4: HIDDEN_REASON if reason else ""},
        )
        for number, (person, change, model, reason) in enumerate(changes, start=1)
    ]
    mentor = everybody[pair.mentor.person_id]
    return {
        "title": f"Состав наставнической группы № {pair.number or '___'}\nНаставник: {mentor.label}",
        "public_title": f"Состав наставнической группы № {pair.number or '___'}\nНаставник: {mentor.shown}",
        "heads": [
            "№ п/п",
            "Наставляемый, класс (должность)",
            "Что меняется",
            "Модель взаимодействия",
            "Основание",
        ],
        "widths": [11, 46, 28, 0, 38],
        "rows": rows,
    }


def change_table(
    old: Pair, members: Iterable[PairMember], new_mentor: Person, ends: date, everybody: Mapping[int, Named]
) -> dict[str, Any]:
    before, after = everybody[old.mentor.person_id], everybody[new_mentor.pk]
    rows = []
    for number, member in enumerate(members, start=1):
        mentee = everybody[member.mentee.person_id]
        rows.append(
            _row(
                str(number),
                mentee.label,
                before.label,
                after.label,
                member.model.title if member.model else "",
                short_date(ends),
                public={1: mentee.shown, 2: before.shown, 3: after.shown},
            )
        )
    return {
        "title": "Перечень замен в наставнических парах и группах",
        "heads": [
            *("№ п/п", "Наставляемый, класс (должность)", "Прежний наставник", "Новый наставник"),
            *("Модель взаимодействия", "Срок по"),
        ],
        "widths": [11, 36, 30, 30, 0, 24],  # «Наставляемый,» is the longest word of a head
        "rows": rows,
    }


def _row(*cells: str, public: Mapping[int, str]) -> dict[str, Any]:
    return {"cells": list(cells), "public": {str(column): text for column, text in public.items()}}
