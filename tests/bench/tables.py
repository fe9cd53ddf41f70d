"""A school with 10,000 mentees, and the import of as many rows."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from random import Random
from time import perf_counter

from django.db import transaction
from django_scopes import scope
from openpyxl import Workbook, load_workbook

from participants.enums import BaseKind, ConsentGiver, ConsentPurpose, ImportJob, PersonKind
from participants.importing import batches, jobs
from participants.models import Consent, Enrolment, Mentee, Person
from participants.services.entries import add_mentee
from participants.services.people import find_namesakes
from programs.models import Program, School, SchoolClass, User
from programs.services.programs import create_school, open_program
from programs.services.structure import add_classes
from tests.bench.measure import Figure

ROWS = 10_000
SAMPLE = 500  # rows that the slow way takes; its time grows in proportion
HEADER = ("№", "ФИО наставляемого", "Год рождения", "Класс", "Основной запрос", "Форма", "Дата вхождения")
LETTERS = "абвгдежзик"


def fill_school(program: Program, by: User) -> None:
    """10,000 admitted pupils of the form «Ученик – ученик» with papers, written in bulk."""
    school = program.school
    classes = list(SchoolClass.objects.filter(program=program))
    form = program.forms.get(code="pupil_pupil")
    model = form.interaction_models.first()
    people = [Person(school=school, kind=PersonKind.PUPIL, **_named(number)) for number in range(ROWS)]
    for person in people:
        person.prepare()
    people = Person.objects.bulk_create(people, batch_size=500)
    Enrolment.objects.bulk_create(
        (
            Enrolment(
                school=school, program=program, person=person, school_class=classes[number % len(classes)]
            )
            for number, person in enumerate(people)
        ),
        batch_size=500,
    )
    Mentee.objects.bulk_create(
        (
            Mentee(
                school=school, program=program, person=person, form=form, wished_model=model,
                status="admitted" if number % 5 else "nominated", entered_on=program.starts,
                request="Подтянуть математику и подготовиться к проверочной работе",
            )
            for number, person in enumerate(people)
        ),
        batch_size=500,
    )  # fmt: skip
    Consent.objects.bulk_create(
        (
            Consent(
                school=school, person=person, purpose=ConsentPurpose.PARTICIPATION,
                given_by=ConsentGiver.GUARDIAN, signed_on=date(program.first_year, 9, 1), registered_by=by,
            )
            for number, person in enumerate(people)
            if number % 4
        ),
        batch_size=500,
    )  # fmt: skip


def _named(number: int) -> dict[str, object]:
    word = "".join(LETTERS[int(digit)] for digit in f"{number:05d}")
    return {
        "last_name": f"Учеников{word}", "first_name": "Иван", "middle_name": "Петрович", "gender": "m",
        "birth_year": 2010 + number % 6,
    }  # fmt: skip


def make_table(rows: int) -> bytes:
    """The official form as a school would send it."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("База")
    sheet.append(HEADER)
    chance = Random(7)
    for number in range(rows):
        named = _named(number)
        sheet.append(
            [
                number + 1,
                f"{named['last_name']} {named['first_name']} {named['middle_name']}",
                named["birth_year"],
                f"{5 + number % 7} {chance.choice('АБВГ')}",
                "Подтянуть математику",
                "Ученик – ученик",
                "01.09.2026",
            ]
        )
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def measure_import(ours: Program, floor: Program, by: User) -> Figure:
    """Reading, rehearsal, writing and journal of 10,000 rows; the floor does the same row by row."""
    data = make_table(ROWS)
    before = perf_counter()
    batch = batches.upload(
        program=ours, base=BaseKind.MENTEES, file_name="База.xlsx", data=data, key="bench", by=by
    )
    batch.total = ROWS  # as choose_columns counts it; the jobs then run here and not in the worker
    batch.state = "mapped"
    batch.save()
    batch = jobs.run(batch.pk, ImportJob.REHEARSE)
    batch.orders = {"without_errors": False, "admits": False, "papers": None}
    batch.save(update_fields=["orders"])
    jobs.run(batch.pk, ImportJob.WRITE)
    seconds = perf_counter() - before
    written = Mentee.objects.filter(program=ours).count()
    if written != ROWS:
        raise RuntimeError(f"the import wrote {written} rows of {ROWS}")
    slow = _row_by_row(floor, by)
    return Figure(
        "Загрузка 10 000 строк", seconds, slow, "с", "быстрее в 10 раз", slow >= 10 * seconds,
        f"openpyxl и сохранение по строке ({SAMPLE} строк, умножено на {ROWS // SAMPLE})",
    )  # fmt: skip


def _row_by_row(program: Program, by: User) -> float:
    """Seconds that the plain way would take for all rows: read with openpyxl, check, save, note, row by row."""
    data = make_table(SAMPLE)
    form = program.forms.get(code="pupil_pupil")
    before = perf_counter()
    rows = load_workbook(BytesIO(data), read_only=True).active.iter_rows(min_row=2, values_only=True)
    with transaction.atomic():
        for _, name, year, place, request, _, entered in rows:
            last, first, middle = name.split()
            grade, letter = place.split()
            school_class, _ = SchoolClass.objects.get_or_create(
                school=program.school, program=program, grade=int(grade), letter=letter
            )
            find_namesakes(
                program=program, last_name=last, first_name=first, middle_name=middle, birth_year=year,
                school_class=school_class,
            )  # fmt: skip
            day, month, of_year = (int(part) for part in entered.split("."))
            add_mentee(
                program=program, by=by, form=form, request=request, entered_on=date(of_year, month, day),
                person_data={
                    "kind": PersonKind.PUPIL, "last_name": last, "first_name": first, "middle_name": middle,
                    "birth_year": year, "school_class": school_class,
                },
            )  # fmt: skip
    return (perf_counter() - before) * ROWS / SAMPLE


def make_school(slug: str, by: User) -> Program:
    school: School = create_school(slug=slug, full_name=slug, short_name=slug, list_name=slug, by=by)
    program = open_program(
        school=school, label="2026-2027", starts=date(2026, 9, 1), ends=date(2027, 6, 30), by=by
    )
    with scope(school=school):
        add_classes(program=program, first_grade=5, last_grade=11, letters="АБВГ", by=by)
    return program
