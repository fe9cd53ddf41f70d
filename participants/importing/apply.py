"""Write a rehearsed table: everything in one transaction, in groups of rows, with the journal of the services."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from mentoring_site.names import guess_gender
from participants.enums import MenteeStatus, MentorStatus
from participants.importing.rehearse import Plan
from participants.importing.values import ClassKey
from participants.importing.world import MODELS
from participants.models import Consent, Enrolment, ImportBatch, Mentee, Mentor, Person, Representative
from participants.registries import IMPORT_TAKERS
from participants.services import changes as diff
from participants.services.consents import register_stack
from participants.services.entries import BASES
from programs.models import Program, SchoolClass, User
from programs.services.audit import record_events

ROWS_AT_ONCE = 500
BRANCH = {"form": "form_id", "wished_model": "wished_model_id"}
WAIVER = "внесён таблицей «{file}» с датой вхождения в программу"


@dataclass(frozen=True)
class Papers:
    """«Бумажные согласия на этих людей уже есть»: one date and place for everybody of the table."""

    signed_on: date
    kept_at: str
    purposes: tuple[str, ...]


@dataclass
class Written:
    """What the writing made, for the result page and for taking it back."""

    people: list[int] = field(default_factory=list)
    years: list[int] = field(default_factory=list)
    entries: list[int] = field(default_factory=list)
    representatives: list[int] = field(default_factory=list)
    classes: list[int] = field(default_factory=list)
    consents: list[int] = field(default_factory=list)
    person_of_row: dict[int, int] = field(default_factory=dict)
    admitted: int = 0
    offered_pairs: int = 0
    old: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)  # model -> pk -> field -> before
    events: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        kept = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "events"}
        return kept | {"person_of_row": {str(row): pk for row, pk in self.person_of_row.items()}}


@dataclass
class Run:
    """One writing: what every step needs."""

    program: Program
    batch: ImportBatch
    by: User
    on: date
    admits: bool
    written: Written = field(default_factory=Written)
    classes: dict[ClassKey, int] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)  # row -> person

    def note(self, action: str, target: Any, sentence: str, person_id: int, **more: Any) -> None:
        self.written.events.append(
            {
                "action": action,
                "target": target,
                "program": self.program,
                "sentence": sentence,
                "people": [person_id],
                **more,
            }
        )

    @property
    def source(self) -> str:
        return f"(из таблицы «{self.batch.file_name}»)"


def write(run: Run, plans: Sequence[Plan], new_classes: Iterable[ClassKey], papers: Papers | None) -> Written:
    """Call inside a transaction, with plans of this very state of the database."""
    chosen = [plan for plan in plans if plan.is_written]
    _make_classes(run, new_classes)
    _write_people(run, chosen)
    _write_years(run, chosen)
    _write_representatives(run, chosen)
    _write_entries(run, chosen)
    for plan in plans:
        if (
            plan.known is not None
            and plan.parsed.row not in run.written.person_of_row
            and not plan.parsed.errors
        ):
            run.written.person_of_row[plan.parsed.row] = plan.known.pk
    _note_changes(run, chosen)
    record_events(run.written.events, by=run.by)
    _hand_over(run, plans)
    if papers is not None:
        _register_papers(run, papers)
    return run.written


def _make_classes(run: Run, new_classes: Iterable[ClassKey]) -> None:
    existing = {
        (one.grade, one.letter): one.pk
        for one in SchoolClass.objects.filter(program=run.program).only("grade", "letter")
    }
    made = SchoolClass.objects.bulk_create(
        SchoolClass(school=run.program.school, program=run.program, grade=grade, letter=letter)
        for grade, letter in sorted(set(new_classes) - set(existing))
    )
    run.written.classes = [one.pk for one in made]
    run.classes = existing | {(one.grade, one.letter): one.pk for one in made}


def _write_people(run: Run, plans: Sequence[Plan]) -> None:
    fresh = []
    for plan in plans:
        if plan.known is not None:
            continue
        person = Person(school=run.program.school, **plan.person)
        person.gender = person.gender or guess_gender(person.full_name) or ""
        person.prepare()
        run.people[plan.parsed.row] = person
        fresh.append(person)
    Person.objects.bulk_create(fresh, batch_size=ROWS_AT_ONCE)
    run.written.people = [person.pk for person in fresh]
    old = {plan.known.pk: plan for plan in plans if plan.known is not None}
    changed = []
    for person in _in_bulk(Person, old):
        plan = old[person.pk]
        person.school = run.program.school
        run.people[plan.parsed.row] = person
        if plan.person or plan.year:
            _set(run, person, plan.person)
            person.version += 1
            person.prepare()
            changed.append(person)
    names = {name for plan in plans if plan.known is not None for name in plan.person}
    _bulk_update(Person, changed, names | {"version", "search_key", "birth_year"})
    run.written.person_of_row = {row: person.pk for row, person in run.people.items()}


def _write_years(run: Run, plans: Sequence[Plan]) -> None:
    fresh, changed = [], []
    known = {
        plan.known.year["pk"]: plan
        for plan in plans
        if plan.known is not None and plan.known.year is not None
    }
    for plan in plans:
        if plan.known is not None and plan.known.year is not None:
            continue
        fresh.append(
            Enrolment(
                school=run.program.school,
                program=run.program,
                person=run.people[plan.parsed.row],
                **_year_values(run, plan),
            )
        )
    for year in _in_bulk(Enrolment, {pk: plan for pk, plan in known.items() if plan.year}):
        _set(run, year, _year_values(run, known[year.pk]))
        changed.append(year)
    Enrolment.objects.bulk_create(fresh, batch_size=ROWS_AT_ONCE)
    run.written.years = [year.pk for year in fresh]
    _bulk_update(Enrolment, changed, {"school_class", "position", "workplace", "subjects"})


def _year_values(run: Run, plan: Plan) -> dict[str, Any]:
    values = dict(plan.year)
    if "school_class" in values:
        key = values.pop("school_class")
        values["school_class_id"] = run.classes[key] if key else None
    return values


def _write_representatives(run: Run, plans: Sequence[Plan]) -> None:
    wanted = [(plan, one) for plan in plans for one in plan.representatives]
    fresh = [
        Representative(school=run.program.school, person=run.people[plan.parsed.row], **one.values)
        for plan, one in wanted
        if one.pk is None
    ]
    Representative.objects.bulk_create(fresh, batch_size=ROWS_AT_ONCE)
    run.written.representatives = [one.pk for one in fresh]
    known = {one.pk: one for _, one in wanted if one.pk is not None}
    changed = _in_bulk(Representative, known)
    for one in changed:
        _set(run, one, known[one.pk].values)
    _bulk_update(Representative, changed, {"kinship", "phone", "email"})


def _write_entries(run: Run, plans: Sequence[Plan]) -> None:
    model = MODELS[run.batch.base]
    fresh, changed = [], []
    for plan in plans:
        if not plan.is_new_entry:
            continue
        entry = model(
            school=run.program.school,
            program=run.program,
            person=run.people[plan.parsed.row],
            **_entry_values(plan),
        )
        _start_life(run, plan, entry)
        fresh.append(entry)
    model.objects.bulk_create(fresh, batch_size=ROWS_AT_ONCE)
    run.written.entries = [entry.pk for entry in fresh]
    known = {plan.known.entry["pk"]: plan for plan in plans if plan.code == "changed" and plan.entry}
    for entry in _in_bulk(model, known):
        plan = known[entry.pk]
        entry.person = run.people[plan.parsed.row]
        _set(run, entry, _entry_values(plan))
        entry.version += 1
        changed.append(entry)
        run.note(
            f"{model._meta.model_name}.update",
            entry,
            diff.sentence(plan.entry_changes),
            entry.person_id,
            details=diff.details(plan.entry_changes),
        )
    _bulk_update(model, changed, {name for plan in plans for name in plan.entry} | {"version"})
    for entry in fresh:
        _note_new_entry(run, entry)


def _entry_values(plan: Plan) -> dict[str, Any]:
    return {BRANCH.get(name, name): value for name, value in plan.entry.items()}


def _start_life(run: Run, plan: Plan, entry: Mentor | Mentee) -> None:
    """Who has entered the programme by the table is admitted when the curator says so; else a candidate."""
    is_mentor = isinstance(entry, Mentor)
    if is_mentor and plan.parsed.is_reserve:
        entry.status = MentorStatus.RESERVE
        return
    if not run.admits or entry.entered_on is None or entry.entered_on > run.on:
        return
    run.written.admitted += 1
    if is_mentor:
        entry.status = MentorStatus.ADMITTED
        entry.waiver = WAIVER.format(file=run.batch.file_name)[:300]
        entry.waived_by_name = str(run.by)
    else:
        entry.status = MenteeStatus.ADMITTED


def _note_new_entry(run: Run, entry: Mentor | Mentee) -> None:
    name = entry._meta.model_name
    run.note(f"{name}.add", entry, f"внесение в базу {BASES[type(entry)]} {run.source}", entry.person_id)
    if entry.status == MentorStatus.RESERVE:
        run.note(f"{name}.reserve", entry, "перевод в резерв", entry.person_id)
    elif entry.status == MentorStatus.ADMITTED and isinstance(entry, Mentor):
        said = f"допуск к наставничеству; без отметки «собеседование и обучение»: {entry.waiver}"
        run.note(f"{name}.admit", entry, said, entry.person_id)
    elif entry.status == MenteeStatus.ADMITTED:
        run.note(f"{name}.admit", entry, "принятие в программу", entry.person_id)


def _note_changes(run: Run, plans: Sequence[Plan]) -> None:
    for plan in plans:
        person = run.people.get(plan.parsed.row)
        if plan.known is None:
            run.note("person.add", person, f"внесение карточки {run.source}", person.pk)
        elif plan.person_changes:
            run.note(
                "person.update",
                person,
                diff.sentence(plan.person_changes),
                person.pk,
                details=diff.details(plan.person_changes),
            )
        for one in plan.representatives:
            action = "representative.update" if one.pk else "representative.add"
            said = diff.sentence(one.changes) if one.pk else one.values["full_name"]
            run.note(action, person, f"законный представитель: {said}", person.pk)


def _hand_over(run: Run, plans: Sequence[Plan]) -> None:
    """Columns that an upper app takes; a table read again hands them over again, the taker knows its own."""
    take = IMPORT_TAKERS.get("partner_names")
    rows = {
        run.written.person_of_row[plan.parsed.row]: plan
        for plan in plans
        if plan.parsed.partners and plan.parsed.row in run.written.person_of_row
    }
    if take is None or not rows:
        return
    model = MODELS[run.batch.base]
    for pks in _groups(sorted(rows)):
        entries = model.objects.filter(program=run.program, person__in=pks).select_related("person", "form")
        for entry in entries:
            plan = rows[entry.person_id]
            take(
                program=run.program,
                batch=run.batch,
                entry=entry,
                text=plan.parsed.partners,
                row=plan.parsed.row,
                by=run.by,
            )
            run.written.offered_pairs += 1


def _register_papers(run: Run, papers: Papers) -> None:
    """For everybody of the table who has no valid paper for the purpose yet."""
    pks = sorted(set(run.written.person_of_row.values()))
    have = set()
    for group in _groups(pks):
        have |= set(
            Consent.objects.valid(run.on)
            .filter(person__in=group, purpose__in=papers.purposes)
            .values_list("person_id", "purpose")
        )
    ready = {person.pk: person for person in run.people.values()}
    for person in _in_bulk(Person, dict.fromkeys(pk for pk in pks if pk not in ready)):
        person.school = run.program.school
        ready[person.pk] = person
    wanted = [(ready[pk], purpose) for pk in pks for purpose in papers.purposes if (pk, purpose) not in have]
    made = register_stack(
        papers=wanted,
        signed_on=papers.signed_on,
        by=run.by,
        kept_at=papers.kept_at,
        program=run.program,
    )
    run.written.consents = [consent.pk for consent in made]


def _set(run: Run, instance: Any, values: Mapping[str, Any]) -> None:
    """Set the values and keep what stood before."""
    label = instance._meta.model_name
    before = {name: _plain(getattr(instance, name)) for name in values}
    if hasattr(instance, "version"):
        before["version"] = instance.version
    run.written.old.setdefault(label, {})[str(instance.pk)] = before
    for name, value in values.items():
        setattr(instance, name, diff.clean_value(value))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _in_bulk(model: Any, keys: Mapping[int, Any]) -> list[Any]:
    """Locked rows by their ids, in groups: SQLite takes a limited number of values in one question."""
    return [
        one
        for pks in _groups(sorted(keys))
        for one in model.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")
    ]


def _bulk_update(model: Any, rows: Sequence[Any], names: Iterable[str]) -> None:
    if rows:
        model.objects.bulk_update(rows, sorted(names), batch_size=ROWS_AT_ONCE)


def _groups(pks: Sequence[int]) -> Iterable[Sequence[int]]:
    return (pks[start : start + ROWS_AT_ONCE] for start in range(0, len(pks), ROWS_AT_ONCE))
