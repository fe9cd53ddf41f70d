"""«Кадровая политика» (section 2, duty 5): young teachers and their mentors, subjects, places, training, papers.

Plain facts come from `staffing_of`, everything else is counted here without the database and the clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from mentoring_site.names import normalise_name
from mentoring_site.permissions import Access
from mentoring_site.words import short_date
from pairing.bases import waiting_mentees
from pairing.enums import OPEN_STATES, LabourPaperKind, PairState
from pairing.labour import LabourRow, labour_rows, may_see_papers
from pairing.models import Pair, PairMember
from pairing.selections import free_of
from participants.enums import MenteeStatus, MentorStatus, PersonKind
from participants.models import Enrolment, Mentee, Mentor
from programs.tables import Column

YOUNG_YEARS = 3  # «молодой педагог»: less than three full years of teaching work
PAID_STATES = (PairState.ACTIVE, PairState.COMPLETED, PairState.DISSOLVED)


@dataclass(frozen=True)
class Teacher:
    person_id: int
    name: str
    place: str
    subjects: str
    years: int | None  # of teaching work; None: nobody has written since when
    mentor: str = ""
    pair_id: int | None = None

    @property
    def is_young(self) -> bool:
        return self.years is not None and self.years < YOUNG_YEARS


@dataclass(frozen=True)
class Guide:
    """A mentor who is admitted."""

    person_id: int
    form_id: int | None
    is_teacher: bool
    is_trained: bool
    places: int
    free: int
    subjects: str = ""


@dataclass
class SubjectLine:
    subject: str
    young: int = 0
    alone: int = 0  # of the young, without a mentor
    mentors: int = 0
    free: int = 0

    @property
    def lacks(self) -> bool:
        return self.alone > 0 and self.free == 0


@dataclass(frozen=True)
class FormLine:
    form_id: int | None
    title: str
    waiting: int
    mentors: int
    places: int
    free: int

    @property
    def lack(self) -> int:
        """Places that are wanted and are not there."""
        return max(0, self.waiting - self.free)

    @property
    def lack_words(self) -> str:
        return f"не хватает {self.lack}"


@dataclass(frozen=True)
class Staffing:
    teachers: Sequence[Teacher]
    guides: Sequence[Guide]
    forms: Sequence[FormLine]
    papers: Sequence[LabourRow] | None = field(default=None)  # None: not for the reader

    @property
    def young(self) -> list[Teacher]:
        """Without a mentor first."""
        found = [one for one in self.teachers if one.is_young]
        return sorted(found, key=lambda one: (one.pair_id is not None, one.name))

    @property
    def alone(self) -> int:
        return sum(one.is_young and one.pair_id is None for one in self.teachers)

    @property
    def unknown(self) -> int:
        return sum(one.years is None for one in self.teachers)

    @property
    def trained(self) -> int:
        return sum(one.is_trained for one in self.guides)

    @property
    def places(self) -> int:
        return sum(one.places for one in self.guides)

    @property
    def free(self) -> int:
        return sum(one.free for one in self.guides)

    @property
    def waiting(self) -> int:
        return sum(one.waiting for one in self.forms)

    @property
    def complete(self) -> int:
        return sum(not row.missing for row in self.papers or ())

    @property
    def subjects(self) -> list[SubjectLine]:
        return subject_lines(self.teachers, self.guides)


def subject_lines(teachers: Iterable[Teacher], guides: Iterable[Guide]) -> list[SubjectLine]:
    """Subjects of young teachers and of mentors who teach; where somebody is left alone first."""
    lines: dict[str, SubjectLine] = {}

    def of(text: str) -> Iterable[SubjectLine]:
        for part in text.split(","):
            if title := part.strip():
                yield lines.setdefault(normalise_name(title), SubjectLine(title[:1].upper() + title[1:]))

    for teacher in teachers:
        if teacher.is_young:
            for line in of(teacher.subjects):
                line.young += 1
                line.alone += teacher.pair_id is None
    for guide in guides:
        if guide.is_teacher:
            for line in of(guide.subjects):
                line.mentors += 1
                line.free += guide.free
    return sorted(lines.values(), key=lambda line: (not line.alone, line.subject))


def form_lines(
    forms: Iterable[tuple[int | None, str]], guides: Sequence[Guide], waiting: dict[int | None, int]
) -> list[FormLine]:
    """Places wanted and free by form; «не определена» only when somebody stands there."""
    lines = []
    for form_id, title in [*forms, (None, "Не определена")]:
        own = [guide for guide in guides if guide.form_id == form_id]
        if form_id is None and not own and not waiting.get(None):
            continue
        lines.append(
            FormLine(
                form_id,
                title,
                waiting.get(form_id, 0),
                len(own),
                sum(guide.places for guide in own),
                sum(guide.free for guide in own),
            )
        )
    return lines


def _both(*lines: str) -> str:
    return "\n".join(line for line in lines if line)


def _dated(label: str, day: date | None) -> str:
    return f"{label}: {short_date(day)}" if day else f"{label}: нет"


# On a lying sheet eleven columns of the download break words, so the paper holds two facts in a cell.
PAPER_COLUMNS = [
    Column(
        "mentor", "Наставник, должность", lambda row: _both(row.row.mentor.full_name, row.row.mentor.place)
    ),
    Column("mentees", "Наставляемые", lambda row: "\n".join(member.full_name for member in row.row.members)),
    Column(
        "term",
        "Срок",
        lambda row: _both(
            f"с {short_date(row.row.starts_on)}" if row.row.starts_on else "",
            f"по {short_date(row.row.ends_on)}" if row.row.ends_on else "",
        ),
    ),
    Column("order", "Распоряжение", lambda row: row.row.order.replace("\u00a0", " ")),
    Column(
        "papers",
        "Согласие и соглашение",
        lambda row: _both(
            _dated("согласие", row.date_of(LabourPaperKind.CONSENT)),
            _dated("соглашение", row.date_of(LabourPaperKind.AGREEMENT)),
        ),
    ),
    Column("pay", "Выплата", lambda row: row.pay),
]


# --- reading ----------------------------------------------------------------------------------------------


def staffing_of(access: Access, on: date) -> Staffing:
    """The whole school, by a fixed number of queries."""
    program = access.program
    years = {
        year.person_id: year
        for year in Enrolment.objects.filter(program=program, person__kind=PersonKind.TEACHER).select_related(
            "person", "school_class"
        )
    }
    guides = _guides(access, years)
    waiting: dict[int | None, int] = {}
    mentees = Mentee.objects.of_program(program).filter(status=MenteeStatus.ADMITTED)
    for form_id in waiting_mentees(mentees, access, on).order_by().values_list("form", flat=True):
        waiting[form_id] = waiting.get(form_id, 0) + 1
    forms = program.forms.order_by("position", "pk").values_list("pk", "title")
    return Staffing(
        teachers=_teachers(access, years, on),
        guides=guides,
        forms=form_lines(forms, guides, waiting),
        papers=_papers(access) if may_see_papers(access) else None,
    )


def _teachers(access: Access, years: dict[int, Enrolment], on: date) -> list[Teacher]:
    led = {
        seat.mentee.person_id: seat
        for seat in PairMember.objects.filter(
            is_open=True, pair__program=access.program, mentee__person__in=years
        ).select_related("pair__mentor__person", "mentee")
    }
    return [
        Teacher(
            person_id,
            year.person.list_name,
            year.place,
            year.subjects,
            year.experience_years(on),
            led[person_id].pair.mentor.person.short_name if person_id in led else "",
            led[person_id].pair_id if person_id in led else None,
        )
        for person_id, year in sorted(years.items(), key=lambda item: item[1].person.search_key)
    ]


def _guides(access: Access, years: dict[int, Enrolment]) -> list[Guide]:
    mentors = list(
        Mentor.objects.of_program(access.program)
        .filter(status=MentorStatus.ADMITTED)
        .select_related("person")
    )
    free = free_of(mentors)
    return [
        Guide(
            mentor.person_id,
            mentor.form_id,
            mentor.person.kind == PersonKind.TEACHER,
            mentor.trained_on is not None,
            mentor.places,
            free[mentor.person_id],
            years[mentor.person_id].subjects if mentor.person_id in years else "",
        )
        for mentor in mentors
    ]


def _papers(access: Access) -> list[LabourRow]:
    states = [state for state in OPEN_STATES if state != PairState.DRAFT]
    return labour_rows(list(Pair.objects.of_program(access.program).in_state(*states).with_people()))


def accountant_rows(access: Access) -> list[LabourRow]:
    """Employees who lead or have led a pair by a signed order, with pay and dates."""
    pairs = (
        Pair.objects.of_program(access.program)
        .in_state(*PAID_STATES)
        .filter(starts_on__isnull=False)
        .with_people()
    )
    return labour_rows(list(pairs))


def staffing_in_words(access: Access, on: date) -> str:
    """For the duty: one count, «молодых педагогов без наставника: 2»."""
    years = Enrolment.objects.filter(
        program=access.program, person__kind=PersonKind.TEACHER, teaching_since__isnull=False
    ).only("person_id", "teaching_since")
    young = {year.person_id for year in years if (year.experience_years(on) or 0) < YOUNG_YEARS}
    if not young:
        return "молодых педагогов нет"
    seats = PairMember.objects.filter(is_open=True, pair__program=access.program, mentee__person__in=young)
    led = seats.values_list("mentee__person", flat=True).distinct().count()
    return f"молодых педагогов {len(young)}, с наставником {led}"
