"""The form that a municipality asks for (domain §3.2): cells computed from the bases, and sums that must agree."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count as DbCount
from django.db.models import Sum

from mentoring_site.paper_blocks import Block, table
from mentoring_site.words import short_date
from monitoring.counts import CATEGORIES, COUNTS, DISABILITY, census_for, typed_totals
from monitoring.models.analysis import LEAST_GROUP
from monitoring.satisfaction import satisfaction_of
from monitoring.services.texts import texts_of
from monitoring.summary import official_level
from pairing.enums import PairState
from pairing.models import Pair
from participants.enums import PopulationKind
from participants.models import TrainingCompletion
from participants.training import hours_text
from programs.enums import DocumentState
from programs.models import Document, Program
from programs.registries.papers import DOCUMENT_KINDS
from programs.reports import curator_name

LIVED = (PairState.ACTIVE, PairState.COMPLETED, PairState.DISSOLVED)
TYPED = {
    "municipal-executor": "Исполнитель",
    "municipal-phone": "Телефон исполнителя",
    "municipal-site": "Раздел о наставничестве на сайте",
    "municipal-difficulties": "Трудности",
    "municipal-proposals": "Предложения",
}
POPULATION = (
    PopulationKind.PUPILS,
    PopulationKind.PUPILS_10_19,
    PopulationKind.PUPILS_15_19,
    PopulationKind.TEACHERS,
    PopulationKind.YOUNG_TEACHERS,
)
MENTEES = (
    *("mentees", "mentees_pupils", "mentees_10_19", "mentees_gifted", "mentees_hard_life"),
    *("mentees_disability", "mentees_teachers", "young_teachers_mentored"),
)
MENTORS = ("mentors", "mentors_pupils", "mentors_15_19", "mentors_teachers", "mentors_outside")


@dataclass(frozen=True)
class Cell:
    """value: number, text, or None for «нет данных»; count: code whose list may be opened."""

    label: str
    value: int | str | None
    note: str = ""
    count: str = ""

    @property
    def is_number(self) -> bool:
        return isinstance(self.value, int)


@dataclass(frozen=True)
class Part:
    title: str
    cells: list[Cell]


@dataclass(frozen=True)
class Check:
    """«Пар по формам 18 = пар всего 18»: the same thing counted in two ways."""

    label: str
    left: int
    right: int

    @property
    def agrees(self) -> bool:
        return self.left == self.right


@dataclass(frozen=True)
class MunicipalForm:
    on: date
    parts: list[Part]
    checks: list[Check] = field(default_factory=list)

    def rows(self) -> list[tuple[str, int | str | None, str]]:
        """For a spreadsheet: head of a part has no value."""
        found: list[tuple[str, int | str | None, str]] = []
        for part in self.parts:
            found.append((part.title.upper(), "", ""))
            found += [
                (cell.label, "нет данных" if cell.value is None else cell.value, cell.note)
                for cell in part.cells
            ]
        return found


def municipal_table(form: MunicipalForm) -> Block:
    """One table for paper, its parts as groups."""
    rows: list[tuple[Any, ...]] = []
    groups = []
    for part in form.parts:
        groups.append(len(rows))
        rows.append((part.title, "", ""))
        rows += [
            (cell.label, "нет данных" if cell.value is None else cell.value, cell.note) for cell in part.cells
        ]
    return table(
        f"Сведения на {short_date(form.on)}",
        ("Показатель", "Значение", "Примечание"),
        rows,
        widths=(46, 30, 24),
        groups=groups,
    )


def municipal_form(
    program: Program, on: date, *, today: date | None = None, reads_categories: bool = True
) -> MunicipalForm:
    """The state of the programme on a day; a constant number of queries.

    today: then categories are not counted of other days, since who came in between would be told by the difference.
    reads_categories: else fewer than 5 of one are told in words.
    """
    census, totals, texts = census_for(program, on), typed_totals(program, on), texts_of(program)
    selected = {code: COUNTS[code].select(census) for code in (*MENTEES, *MENTORS, *DONE)}
    pairs = _pairs(program)

    def counted(code: str) -> Cell:
        if code == DISABILITY and not program.school.keeps_special_data:
            return Cell(COUNTS[code].label, None, "школа не ведёт сведения о здоровье")
        number: int | str = len(selected[code])
        if code in CATEGORIES and today is not None and on != today:
            return Cell(COUNTS[code].label, None, NOT_BACK)
        if code in CATEGORIES and not reads_categories and 0 < len(selected[code]) < LEAST_GROUP:
            number = f"меньше {LEAST_GROUP}"
        return Cell(COUNTS[code].label, number, count=code)

    def typed(code: str) -> Cell:
        return Cell(TYPED[code], texts[code].text if code in texts and texts[code].text else None)

    school = program.school
    parts = [
        Part(
            "Реквизиты",
            [
                Cell("Образовательная организация", school.full_name),
                Cell("Учебный год", program.year_label),
                Cell("Отчётная дата", short_date(on)),
                typed("municipal-executor"),
                typed("municipal-phone"),
                Cell("Куратор программы", curator_name(program, on) or None),
                typed("municipal-site"),
            ],
        ),
        Part("Документы", _documents(program, on)),
        Part(
            "Численность",
            [
                Cell(
                    PopulationKind(kind).label.capitalize(),
                    totals[kind].value if kind in totals else None,
                    f"на {short_date(totals[kind].counted_on)}"
                    if kind in totals
                    else "внесите в «Запросы и охват»",
                )
                for kind in POPULATION
            ],
        ),
        Part("Наставляемые", [counted(code) for code in MENTEES]),
        Part("Наставники", [counted(code) for code in MENTORS]),
        Part("Пары и группы", pairs.cells),
        Part("Обучение и завершение", [counted(code) for code in DONE] + _training(program)),
        Part("Удовлетворённость", _satisfaction(program)),
        Part(
            "Результаты",
            [
                Cell("Результатов у пар", COUNTS["results"].value(program, on)),
                Cell("Анкета куратора", official_level(program)),
            ],
        ),
        Part("Трудности и предложения", [typed("municipal-difficulties"), typed("municipal-proposals")]),
    ]
    sizes = {code: len(people) for code, people in selected.items()}
    others = sizes["mentees"] - sizes["mentees_pupils"] - sizes["mentees_teachers"]
    checks = [
        Check("Пары по формам и пары всего", pairs.by_form, pairs.total),
        Check(
            "Наставники по видам и наставники всего",
            sizes["mentors_pupils"] + sizes["mentors_teachers"] + sizes["mentors_outside"],
            sizes["mentors"],
        ),
        Check(
            "Наставляемые ученики и педагоги и наставляемые всего",
            sizes["mentees"] - others,
            sizes["mentees"],
        ),
    ]
    return MunicipalForm(on, parts, checks)


NOT_BACK = "считается только на сегодня: разница двух дней показала бы, о ком речь"
DONE = ("mentors_trained", "mentees_completed")


@dataclass(frozen=True)
class _Pairs:
    cells: list[Cell]
    by_form: int
    total: int


def _pairs(program: Program) -> _Pairs:
    rows = Pair.objects.of_program(program).in_state(*LIVED).order_by()
    counts = Counter(
        {
            (form, state): number
            for form, state, number in rows.values_list("form", "state").annotate(n=DbCount("pk"))
        }
    )
    cells, by_form = [], 0
    for pk, title in program.forms.order_by("pk").values_list("pk", "title"):
        number = sum(counts[pk, state] for state in LIVED)
        by_form += number
        cells.append(Cell(f"Форма «{title}»: пар и групп", number))
    total = rows.count()
    cells.append(Cell("Всего начали работу", total))
    words = {PairState.ACTIVE: "Действуют", PairState.COMPLETED: "Завершены"}
    words[PairState.DISSOLVED] = "Прекращены досрочно"
    cells += [
        Cell(label, sum(number for (_, of), number in counts.items() if of == state))
        for state, label in words.items()
    ]
    return _Pairs(cells, by_form, total)


def _documents(program: Program, on: date) -> list[Cell]:
    signed = Document.objects.filter(program=program, state=DocumentState.SIGNED, date__lte=on)
    cells = [
        Cell(
            "Программа наставничества",
            f"утверждена {short_date(program.approved_at.date())}" if program.approved_at else None,
        )
    ]
    return cells + [
        Cell(DOCUMENT_KINDS[kind].label, f"№ {number} от {short_date(day)}")
        for kind, number, day in signed.order_by("date", "pk").values_list("kind", "number", "date")
        if kind in DOCUMENT_KINDS
    ]


def _training(program: Program) -> list[Cell]:
    hours = TrainingCompletion.objects.filter(course__program=program).aggregate(hours=Sum("hours"))["hours"]
    return [Cell("Обучение наставников, всего часов", hours_text(hours) if hours else None)]


def _satisfaction(program: Program) -> list[Cell]:
    labels = {"mentee": "Наставляемые довольны участием", "mentor": "Наставники довольны участием"}
    cells = []
    for role, label in labels.items():
        share = satisfaction_of(program, role)
        cells.append(Cell(label, share.words if share.total else None, "доля довольных среди ответивших"))
    return cells
