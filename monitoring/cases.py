"""What a case says of its people, and when it may be shown to everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch, QuerySet

from monitoring.enums import CaseState
from monitoring.models import CaseAgreement, PracticeCase
from monitoring.public_people import destroyed, found_surnames, public_name, shown_people
from pairing.enums import PairState
from pairing.models import Pair, PairMember
from participants.models import Person
from programs.models import Program

TEXTS = (
    *("title", "authors", "target_group", "problem", "goal", "period", "course", "methods", "resources"),
    *("figures", "results", "mentee_word", "mentor_word", "curator_word", "difficulties", "replication"),
    "links",
)
MENTOR, MENTEE, MENTEES = "наставник", "наставляемый", "наставляемые"
CLOSED_STATES = (PairState.COMPLETED, PairState.DISSOLVED)


@dataclass(frozen=True)
class Side:
    """One participant of the case's pair. is_gone: his data are destroyed, so nobody can be asked any more."""

    person: Person
    role: str
    agreement: CaseAgreement | None
    may_be_named: bool
    is_gone: bool

    @property
    def has_agreed(self) -> bool:
        return self.agreement is not None and self.agreement.is_agreed

    @property
    def may_stand(self) -> bool:
        return self.has_agreed and self.agreement.with_name and self.may_be_named and not self.is_gone


@dataclass(frozen=True)
class CaseView:
    """A case as it stands on a day. names: what is printed of the participants, by role."""

    case: PracticeCase
    sides: list[Side]
    with_names: bool
    surnames: list[str] = field(default_factory=list)  # of participants, found in the texts

    @property
    def is_agreed(self) -> bool:
        """Everybody who can still be asked has said yes."""
        return all(side.has_agreed or side.is_gone for side in self.sides)

    @property
    def is_shown(self) -> bool:
        """May it be read by everybody? One whose text names people goes with the last paper that allowed it."""
        if self.case.state != CaseState.PUBLISHED or not self.is_agreed:
            return False
        return self.with_names or not (self.case.names_shown and self.surnames)

    @property
    def shows_files(self) -> bool:
        """Who was named may be on its photos: they leave with the last paper, whatever the text says."""
        return self.with_names or not self.case.names_shown

    @property
    def parts(self) -> list[tuple[str, str]]:
        """(heading, text) in the order of the official list; empty ones are left out."""
        case = self.case
        form = [("Форма наставничества", case.form.title)] if case.form else []
        model = [("Ролевая модель", case.model.title)] if case.model else []
        named = [(_label(name), getattr(case, name)) for name in TEXTS if name != "title"]
        authors, texts = named[0], named[1:]
        return [(label, text) for label, text in (authors, *form, *model, *texts) if text]

    @property
    def people_words(self) -> list[tuple[str, str]]:
        """[(«Наставник», «Артём Л.»), …], or words without names."""
        if not self.with_names:
            return []
        return [(side.role.capitalize(), public_name(side.person)) for side in self.sides]


def cases_of(program: Program) -> QuerySet[PracticeCase]:
    return with_people(PracticeCase.objects.filter(program=program))


def with_people(rows: QuerySet[PracticeCase]) -> QuerySet[PracticeCase]:
    """All that read_cases() needs: a constant number of queries."""
    members = PairMember.objects.select_related("mentee__person").order_by("mentee__person__search_key", "pk")
    return rows.select_related(
        "program__school", "form", "model", "pair__mentor__person", "created_by"
    ).prefetch_related(Prefetch("pair__members", members), "agreements")


def read_cases(cases: Sequence[PracticeCase], on: date) -> list[CaseView]:
    """How each stands that day; two queries for all of them."""
    people = [person for case in cases for person, _ in people_of(case)]
    named, gone = shown_people(people, on), destroyed({person.pk for person in people})
    return [_read(case, named, gone) for case in cases]


def read_case(case: PracticeCase, on: date) -> CaseView:
    return read_cases([case], on)[0]


def people_of(case: PracticeCase) -> list[tuple[Person, str]]:
    """Mentor first, then who was in the pair to its end."""
    if case.pair is None:
        return []
    return [(case.pair.mentor.person, MENTOR), *((m.mentee.person, MENTEE) for m in case.pair.staying)]


def texts_of(case: PracticeCase) -> list[str]:
    return [getattr(case, name) for name in TEXTS]


def _label(name: str) -> str:
    label = str(PracticeCase._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]


def _read(case: PracticeCase, named: set[int], gone: set[int]) -> CaseView:
    said = {agreement.person_id: agreement for agreement in case.agreements.all()}
    sides = [
        Side(person, role, said.get(person.pk), person.pk in named, person.pk in gone)
        for person, role in people_of(case)
    ]
    with_names = case.names_shown and bool(sides) and all(side.may_stand for side in sides)
    living = [side.person for side in sides if not side.is_gone]
    return CaseView(case, sides, with_names, found_surnames(texts_of(case), living))


def pairs_for_case(program: Program) -> list[Pair]:
    """Closed pairs of the year without a case, those that wanted one first."""
    rows = (
        Pair.objects.of_program(program)
        .in_state(*CLOSED_STATES)
        .exclude(pk__in=PracticeCase.objects.filter(program=program).exclude(pair=None).values("pair"))
        .with_people()
    )
    return sorted(rows, key=lambda pair: (not pair.wants_case, pair.state != PairState.COMPLETED, str(pair)))


def wished_count(program: Program) -> int:
    """Pairs that said «описать» at their end and are not described yet."""
    written = PracticeCase.objects.filter(program=program).exclude(pair=None).values("pair")
    return Pair.objects.of_program(program).filter(wants_case=True).exclude(pk__in=written).count()
