"""Sections of the report that are counted from programmes, bases and pairs: numbers and papers, never names."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils import timezone

from mentoring_site.paper_blocks import Block, bullets, paragraph, subheading, table
from mentoring_site.words import counted, ru_date, short_date
from monitoring.motivation import honour_blocks
from monitoring.report import KIND
from monitoring.services.texts import texts_of
from monitoring.tasks import task_texts
from pairing.enums import MeetingState, PairState, PlanStage, ResultKind
from pairing.models import Consultation, ContactEntry, DevelopmentPlan, Meeting, Pair, PairMember
from pairing.services.results import results_by_kind
from participants.enums import InterviewState, MenteeStatus, MentorStatus, PersonKind
from participants.models import Interview, Mentee, Mentor, TrainingCompletion, TrainingCourse
from participants.training import hours_text
from programs.enums import DocumentState
from programs.models import Document, Program, ProgramSection
from programs.registries.papers import DOCUMENT_KINDS

LIVED = (PairState.ACTIVE, PairState.COMPLETED, PairState.DISSOLVED)
UNDEFINED = "Форма не определена"


def legal_basis(program: Program, on: date) -> list[Block]:
    """Acts of section 1, the approval of the programme, and the papers signed in the year."""
    blocks: list[Block] = []
    section = ProgramSection.objects.filter(program=program, code="legal_basis").first()
    if section is not None and (acts := [row[0] for row in section.rows if row and row[0]]):
        blocks += [paragraph("Программа наставничества реализуется на основании:"), bullets(acts)]
    if program.approved_at is not None:
        protocol = f", {program.protocol_words}" if program.protocol_words else ""
        blocks.append(
            paragraph(f"Программа утверждена {ru_date(timezone.localdate(program.approved_at))}{protocol}.")
        )
    papers = Document.objects.filter(program=program, state=DocumentState.SIGNED).exclude(kind=KIND)
    rows = [
        (DOCUMENT_KINDS[kind].label if kind in DOCUMENT_KINDS else kind, number, short_date(day))
        for kind, number, day in papers.order_by("date", "pk").values_list("kind", "number", "date")
    ]
    if rows:
        blocks.append(
            table("Распорядительные документы", ("Документ", "Номер", "Дата"), rows, widths=(60, 20, 20))
        )
    return blocks


def participants(program: Program, on: date) -> list[Block]:
    """Both bases and the pairs by form of mentoring, and who the mentors are."""
    mentees = _entries(Mentee, program, on, completed=Q(completed_on__isnull=False))
    mentors = _entries(Mentor, program, on, completed=Q(status=MentorStatus.ADMITTED))
    forms = list(program.forms.order_by("pk").values_list("pk", "title"))
    if not (mentees or mentors):
        return []
    if None in mentees or None in mentors:
        forms.append((None, UNDEFINED))
    blank = {"total": 0, "marked": 0, "left": 0}
    rows = []
    for pk, title in forms:
        of_mentees, of_mentors = mentees.get(pk, blank), mentors.get(pk, blank)
        rows.append(
            (title, of_mentees["total"], of_mentees["marked"], of_mentees["left"])
            + (of_mentors["total"], of_mentors["marked"], of_mentors["left"])
        )
    rows.append(("Всего", *(sum(row[index] for row in rows) for index in range(1, 7))))
    return [
        table(
            "Участники Программы по формам наставничества",
            (
                "Форма",
                *("Наставляемых вошло", "завершили", "выбыли"),
                *("Наставников вошло", "допущены", "выбыли"),
            ),
            rows,
            widths=(24, 16, 12, 10, 16, 12, 10),
            numeric=range(1, 7),
        ),
        *_kinds_of_mentors(program, on),
        *_pairs(program, forms),
    ]


def training(program: Program, on: date) -> list[Block]:
    """Steps 14–16: interviews and courses of the mentors."""
    held = Interview.objects.filter(program=program, state=InterviewState.HELD).count()
    trained = TrainingCompletion.objects.filter(course__program=program)
    courses = TrainingCourse.objects.filter(program=program).annotate(
        trained=Count("completions", distinct=True)
    )
    rows = [(course.title, hours_text(course.hours_required), course.trained) for course in courses]
    if not (held or rows):
        return []
    people = trained.values("mentor").distinct().count()
    hours = trained.aggregate(hours=Sum("hours"))["hours"] or Decimal(0)
    blocks = [
        paragraph(
            f"Проведено {counted(held, 'собеседование', 'собеседования', 'собеседований')} с кандидатами в "
            f"наставники. Обучение прошли {counted(people, 'наставник', 'наставника', 'наставников')}, в сумме "
            f"{hours_text(hours)}."
        )
    ]
    if rows:
        blocks.append(
            table(
                "Программы обучения наставников",
                ("Программа", "Часов для зачёта", "Прошли обучение"),
                rows,
                widths=(60, 20, 20),
                numeric=(1, 2),
            )
        )
    return blocks


def course_of_work(program: Program, on: date) -> list[Block]:
    """Stage «организация хода программы»: meetings planned and held, plans, consultations, contacts."""
    pairs = Pair.objects.of_program(program).in_state(*LIVED)
    if not pairs.exists():
        return []
    meetings: dict[int, Counter[str]] = {}
    counts = (
        Meeting.objects.filter(program=program)
        .order_by()
        .values_list("pair__form", "state")
        .annotate(n=Count("pk"))
    )
    for form, state, number in counts:
        meetings.setdefault(form, Counter())[state] += number
    lived = Counter(pairs.order_by().values_list("form", flat=True))
    silent = Counter(
        pairs.exclude(meetings__state=MeetingState.HELD).order_by().values_list("form", flat=True)
    )
    rows = []
    for pk, title in program.forms.order_by("pk").values_list("pk", "title"):
        if not lived[pk]:
            continue
        of_form = meetings.get(pk, Counter())
        held = of_form[MeetingState.HELD]
        mean = f"{held / lived[pk]:.1f}".replace(".", ",")
        planned = sum(of_form.values())
        rows.append((title, lived[pk], planned, held, of_form[MeetingState.CANCELLED], mean, silent[pk]))
    said = _beside_meetings(program)
    return [
        table(
            "Встречи наставнических пар и групп",
            (
                *("Форма", "Пар и групп", "Встреч намечено", "проведено", "отменено"),
                *("На одну пару", "Пар без встреч"),
            ),
            rows,
            widths=(28, 10, 14, 13, 12, 11, 12),
            numeric=range(1, 7),
            note="«Намечено» — все записанные встречи: проведённые, отменённые и предстоящие.",
        ),
        *([paragraph(" ".join(said))] if said else []),
    ]


def _beside_meetings(program: Program) -> list[str]:
    """Sentences on what there was; what nobody has kept is left out rather than said to be none."""
    plans = DevelopmentPlan.objects.filter(program=program)
    total = plans.count()
    agreed = plans.filter(state__in=(PlanStage.AGREED, PlanStage.APPROVED)).count()
    consultations = Consultation.objects.filter(program=program).count()
    contacts = ContactEntry.objects.filter(program=program).count()
    found = []
    if total:
        found.append(f"Индивидуальных планов согласовано: {agreed} из {total}.")
    if consultations:
        found.append(f"Консультаций педагога-психолога: {consultations}.")
    if contacts:
        found.append(f"Записей куратора о контактах с парами: {contacts}.")
    return found


def practices(program: Program, on: date) -> list[Block]:
    """What the pairs have made, how many are worth describing, and how the participants were honoured."""
    results = results_by_kind(program)
    rows = [(label.capitalize(), results[kind]) for kind, label in ResultKind.choices if results[kind]]
    cases = Pair.objects.of_program(program).filter(wants_case=True).count()
    blocks: list[Block] = []
    if rows:
        rows.append(("Всего", sum(results.values())))
        blocks.append(
            table("Результаты работы пар", ("Вид результата", "Число"), rows, widths=(75, 25), numeric=(1,))
        )
    if cases:
        blocks.append(
            paragraph(f"Описать как лучшую практику предложено: {counted(cases, 'пара', 'пары', 'пар')}.")
        )
    return [*blocks, *honour_blocks(program, on)]


def conclusions(program: Program, on: date) -> list[Block]:
    """What the curator has concluded under the six tasks of section 6; the word of the section follows it."""
    texts = texts_of(program)
    blocks: list[Block] = []
    for number, task in enumerate(task_texts(program), 1):
        written = texts.get(f"task-{number}")
        if written is None or not written.text.strip():
            continue
        blocks.append(subheading(f"Задача {number}. {task[:1].upper()}{task[1:]}"))
        blocks += [paragraph(line) for line in written.text.splitlines() if line.strip()]
    return blocks


def _entered(model: Any, program: Program, on: date) -> Any:
    """Who the form for the municipality counts as well: proposed people have not entered."""
    rows = model.objects.filter(program=program, entered_on__lte=on)
    return rows.exclude(status=MenteeStatus.NOMINATED) if model is Mentee else rows


def _entries(model: Any, program: Program, on: date, *, completed: Q) -> dict[int | None, dict[str, int]]:
    rows = (
        _entered(model, program, on)
        .order_by()
        .values("form")
        .annotate(
            total=Count("pk"),
            marked=Count("pk", filter=completed),
            left=Count("pk", filter=Q(status="left")),
        )
    )
    return {row["form"]: row for row in rows}


def _kinds_of_mentors(program: Program, on: date) -> list[Block]:
    kinds = Counter(_entered(Mentor, program, on).order_by().values_list("person__kind", flat=True))
    rows = [(label.capitalize(), kinds[kind]) for kind, label in PersonKind.choices if kinds[kind]]
    if not rows:
        return []
    return [table("Кто наставники", ("Кто", "Человек"), rows, widths=(75, 25), numeric=(1,))]


def _pairs(program: Program, forms: list[tuple[int | None, str]]) -> list[Block]:
    found = Pair.objects.of_program(program).order_by().values_list("form", "state").annotate(n=Count("pk"))
    states: dict[int, Counter[str]] = {}
    for form, state, number in found:
        states.setdefault(form, Counter())[state] += number
    members = Counter(
        PairMember.objects.filter(pair__program=program, pair__state__in=LIVED)
        .order_by()
        .values_list("pair__form", flat=True)
    )
    rows = [
        (
            title,
            sum(states[pk][state] for state in LIVED),
            members[pk],
            states[pk][PairState.ACTIVE],
            states[pk][PairState.COMPLETED],
            states[pk][PairState.DISSOLVED],
        )
        for pk, title in forms
        if pk in states
    ]
    if not rows:
        return []
    return [
        table(
            "Наставнические пары и группы",
            ("Форма", "Начали работу", "В них наставляемых", "Действуют", "Завершены", "Прекращены досрочно"),
            rows,
            widths=(30, 13, 16, 13, 13, 15),
            numeric=range(1, 6),
        )
    ]
