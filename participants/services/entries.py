"""The lives of entries in the two bases: candidate → admitted → left, or reserve."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from mentoring_site import clock
from mentoring_site.words import joined, short_date
from participants import transitions
from participants.enums import MenteeStatus, MentorStatus
from participants.models import Category, Mentee, MenteeCategory, Mentor, MentorCategory, Person, Topic
from participants.questionnaires.answers import times_in_words
from participants.registries import LEAVING_GUARDS
from participants.services import changes as diff
from participants.services.guards import refuse_closed
from participants.services.nominated import accept_open
from participants.services.people import add_person, enrol, split
from participants.services.selection import declined_days, refuse_dates_of_sheets
from participants.services.special import special_lock
from participants.services.times import set_times, time_codes
from participants.services.topics import set_topics
from participants.transitions import EntryAction
from participants.validators import (
    check_categories,
    check_form_suits,
    check_mentee_kind,
    check_model_suits,
)
from programs.models import Program, School
from programs.services.audit import Refusal, lock_version, record_event

COMMON_FIELDS = ("form", "entered_on", "completed_on", "results", "case_url")
MENTOR_FIELDS = (
    *COMMON_FIELDS,
    "places",
    "takes_group",
    "competencies",
    "achievements",
    "interests",
    "preferred_age",
    "time_resource",
    "interviewed_on",
    "trained_on",
)
MENTEE_FIELDS = (*COMMON_FIELDS, "request", "interests", "wished_model", "completion_mark")
BASES = {Mentor: "наставников", Mentee: "наставляемых"}


def add_mentor(
    *,
    program: Program,
    by: Any,
    person: Person | None = None,
    person_data: Mapping[str, Any] | None = None,
    categories: Iterable[Category] = (),
    topics: Iterable[Topic] = (),
    **fields: Any,
) -> Mentor:
    """Put a person into the base of mentors as a candidate.

    person: a known one, or None to make him of person_data (PERSON_FIELDS and YEAR_FIELDS; of a known person
    only YEAR_FIELDS are taken). fields: MENTOR_FIELDS. Raises ValidationError by field, Refusal.
    """
    return _add(Mentor, program, by, person, person_data or {}, categories, topics, fields)


def add_mentee(
    *,
    program: Program,
    by: Any,
    person: Person | None = None,
    person_data: Mapping[str, Any] | None = None,
    categories: Iterable[Category] = (),
    topics: Iterable[Topic] = (),
    **fields: Any,
) -> Mentee:
    """Put a person into the base of mentees as nominated; as add_mentor, with MENTEE_FIELDS."""
    return _add(Mentee, program, by, person, person_data or {}, categories, topics, fields)


def update_mentor(
    *,
    instance: Mentor,
    changes: Mapping[str, Any],
    version: int | None,
    by: Any,
    categories: Iterable[Category] | None = None,
    topics: Iterable[Topic] | None = None,
    times: Iterable[str] | None = None,
) -> Mentor:
    """Change MENTOR_FIELDS and, unless None, the categories, the topics and the hours that suit (codes «115»).

    version: as the form showed it; None skips the check. Raises StaleVersion, ValidationError, Refusal.
    Nothing changed: nothing written, no audit row.
    """
    return _update(instance, changes, version, by, categories, topics=topics, times=times)


def update_mentee(
    *,
    instance: Mentee,
    changes: Mapping[str, Any],
    version: int | None,
    by: Any,
    categories: Iterable[Category] | None = None,
    topics: Iterable[Topic] | None = None,
    times: Iterable[str] | None = None,
    today: date | None = None,
) -> Mentee:
    """Change MENTEE_FIELDS; as update_mentor. today: the day on which the paper on health data must be valid."""
    return _update(instance, changes, version, by, categories, topics=topics, times=times, today=today)


@transaction.atomic
def admit_mentor(*, mentor: Mentor, by: Any, waiver: str = "", on: date | None = None) -> Mentor:
    """Let a candidate (or one from the reserve) lead mentees.

    Needs an interview and training, or a waiver: 1–300 characters saying why, kept with its author. An
    interview that ended with «не рекомендован» leaves no date, so it admits nobody by itself.
    """
    mentor = _locked(mentor)
    _refuse_move(mentor, EntryAction.ADMIT)
    lacking = [
        word
        for word, day in (("собеседование", mentor.interviewed_on), ("обучение", mentor.trained_on))
        if day is None
    ]
    waiver = waiver.strip()
    if lacking and not waiver:
        if mentor.interviewed_on is None and (day := declined_days([mentor]).get(mentor.pk)):
            raise Refusal(
                f"Наставника {mentor.person.short_name} нельзя допустить: по собеседованию "
                f"{short_date(day)} он не рекомендован. Проведите новое собеседование или напишите, "
                "почему всё-таки можно."
            )
        raise Refusal(
            f"Наставника {mentor.person.short_name} нельзя допустить: не отмечено {joined(lacking)}. "
            "Внесите даты или укажите, почему можно без этого."
        )
    mentor.status = MentorStatus.ADMITTED
    mentor.entered_on = mentor.entered_on or on or clock.today()
    if lacking:
        mentor.waiver, mentor.waived_by_name = waiver[:300], str(by)
    _save(mentor)
    said = "допуск к наставничеству"
    _record("admit", mentor, by, f"{said}; без отметки «{joined(lacking)}»: {waiver}" if lacking else said)
    return mentor


@transaction.atomic
def mark_selection(*, mentor: Mentor, by: Any, **days: date | None) -> Mentor:
    """Write what the sheets of interviews and the completions of training have decided.

    days: `interviewed_on` or `trained_on`, None takes the mark away. Nothing changed: nothing written.
    """
    mentor = _locked(mentor)
    found = diff.changes_of(mentor, days)
    if found:
        diff.apply(mentor, days)
        _save(mentor)
        _record("selection", mentor, by, diff.sentence(found), details=diff.details(found))
    return mentor


@transaction.atomic
def admit_mentee(*, mentee: Mentee, by: Any, on: date | None = None) -> Mentee:
    """Take a nominated mentee into the programme; what third parties wrote of him counts as accepted."""
    mentee = _locked(mentee)
    _refuse_move(mentee, EntryAction.ADMIT)
    mentee.status = MenteeStatus.ADMITTED
    mentee.entered_on = mentee.entered_on or on or clock.today()
    _save(mentee)
    add_categories(mentee, accept_open(mentee, by=by))
    _record("admit", mentee, by, "принятие в программу")
    return mentee


@transaction.atomic
def put_in_reserve(*, mentor: Mentor, by: Any) -> Mentor:
    """For future programmes; refused while the mentor leads an open pair."""
    mentor = _locked(mentor)
    _refuse_move(mentor, EntryAction.RESERVE)
    _ask_guards(mentor)
    mentor.status = MentorStatus.RESERVE
    _save(mentor)
    _record("reserve", mentor, by, "перевод в резерв")
    return mentor


@transaction.atomic
def take_out(
    *, entry: Mentor | Mentee, reason: str, on: date, by: Any, today: date | None = None
) -> Mentor | Mentee:
    """Mark that the person left the base. reason: 1–500 characters; on: not before he entered, not ahead."""
    entry = _locked(entry)
    _refuse_move(entry, EntryAction.TAKE_OUT)
    reason = reason.strip()
    if not reason:
        raise Refusal("Укажите, почему участник выбывает: причина останется в истории.")
    if on > (today or clock.today()):
        raise Refusal(f"Дата выбытия {short_date(on)} ещё не наступила. Укажите сегодняшнюю или прошедшую.")
    if entry.entered_on and on < entry.entered_on:
        raise Refusal(
            f"Дата выбытия {short_date(on)} раньше даты вхождения в программу {short_date(entry.entered_on)}."
        )
    _ask_guards(entry)
    entry.status, entry.left_on, entry.left_reason = _move(entry, EntryAction.TAKE_OUT)[1], on, reason[:500]
    _save(entry)
    _record("take_out", entry, by, f"выбытие из базы {BASES[type(entry)]} {short_date(on)}: {reason}")
    return entry


@transaction.atomic
def restore_entry(*, entry: Mentor | Mentee, by: Any) -> Mentor | Mentee:
    """Bring back who left: admitted when he had been (entered and, for a mentor, interviewed or waived)."""
    entry = _locked(entry)
    _refuse_move(entry, EntryAction.RESTORE)
    before = f"выбытие {short_date(entry.left_on)}: {entry.left_reason}"
    if isinstance(entry, Mentor):
        was_admitted = entry.entered_on and (entry.waiver or (entry.interviewed_on and entry.trained_on))
        entry.status = MentorStatus.ADMITTED if was_admitted else MentorStatus.CANDIDATE
    else:
        entry.status = MenteeStatus.ADMITTED if entry.entered_on else MenteeStatus.NOMINATED
    entry.left_on, entry.left_reason = None, ""
    _save(entry)
    _record("restore", entry, by, f"возвращение в базу {BASES[type(entry)]} (было: {before})")
    return entry


@transaction.atomic
def show_special(*, mentee: Mentee, by: Any) -> None:
    """Leave a row in the journal about a look at health data; the journal never holds the data.

    Raises Refusal while they are closed: then there is nothing to look at.
    """
    refuse_locked(mentee)
    _record("special_view", mentee, by, "просмотр сведений о здоровье")


def refuse_locked(entry: Mentor | Mentee, today: date | None = None) -> None:
    """Health data need the school's decision and their own paper (152-ФЗ, ст. 10)."""
    school = School.objects.get(pk=entry.school_id)  # as it decided last, not as this row was loaded
    if lock := special_lock(entry.person, school, today or clock.today()):
        raise Refusal(f"Сведения о здоровье ({entry.person.short_name}): {lock}.")


def may_move(entry: Mentor | Mentee, action: EntryAction) -> bool:
    """Whether a page offers the action; the service asks again under the lock."""
    return entry.status in _move(entry, action)[0]


def check_entry(entry: Mentor | Mentee) -> None:
    """All rules of one entry that need no question to other tables; ValidationError by field."""
    kind = entry.person.kind
    if isinstance(entry, Mentee):
        check_mentee_kind(kind)
        check_model_suits(entry.wished_model, entry.form)
    check_form_suits(entry.form, kind, is_mentor=isinstance(entry, Mentor))
    if entry.entered_on and entry.completed_on and entry.completed_on < entry.entered_on:
        raise ValidationError({"completed_on": "Дата завершения раньше даты вхождения в программу."})
    entry.full_clean(exclude=["school", "program", "person"])


def _add(
    model: type,
    program: Program,
    by: Any,
    person: Person | None,
    person_data: Mapping[str, Any],
    categories: Iterable[Category],
    topics: Iterable[Topic],
    fields: Mapping[str, Any],
) -> Any:
    with transaction.atomic():
        refuse_closed(program)
        _refuse_unknown(model, fields)
        if person is None:
            person = add_person(program=program, by=by, **person_data)
        else:
            # Two curators may add the same person at once: the second waits here and is refused below.
            person = Person.objects.select_for_update().get(pk=person.pk)
            enrol(person=person, program=program, year=split(person_data)[1])
        if model.objects.filter(program=program, person=person).exists():
            raise Refusal(f"{person.full_name} уже есть в базе {BASES[model]}.")
        entry = model(school=program.school, program=program, person=person)
        diff.apply(entry, fields)
        check_entry(entry)
        entry.save()
        _set_categories(entry, list(categories))
        if chosen := list(topics):
            set_topics(entry, chosen)
        _record("add", entry, by, f"внесение в базу {BASES[model]}")
        return entry


def _update(
    instance: Any,
    new: Mapping[str, Any],
    version: int | None,
    by: Any,
    categories: Iterable[Category] | None,
    *,
    topics: Iterable[Topic] | None,
    times: Iterable[str] | None,
    today: date | None = None,
) -> Any:
    with transaction.atomic():
        entry = _locked(instance)
        refuse_closed(entry.program)
        _refuse_unknown(type(entry), new)
        if version is not None:
            lock_version(entry, version)
        else:
            entry.version += 1
        found = diff.changes_of(entry, new)
        refuse_dates_of_sheets(entry, {change.field for change in found})
        diff.apply(entry, new)
        is_recategorised = categories is not None and _set_categories(entry, list(categories), today)
        is_retopiced = topics is not None and set_topics(entry, topics)
        is_retimed = times is not None and set_times(entry, times)
        if not (found or is_recategorised or is_retopiced or is_retimed):
            return entry
        check_entry(entry)
        entry.save()
        # Categories are for three roles only, the journal for more: it says that they changed, not to what.
        said = [diff.sentence(found)] if found else []
        said += ["категории изменены"] if is_recategorised else []
        said += ["темы изменены"] if is_retopiced else []
        said += [f"удобное время: {_times(entry)}"] if is_retimed else []
        _record(
            "update",
            entry,
            by,
            "; ".join(said),
            details=diff.details(found),
        )
        return entry


def _refuse_unknown(model: type, fields: Mapping[str, Any]) -> None:
    unknown = set(fields) - set(MENTOR_FIELDS if model is Mentor else MENTEE_FIELDS)
    if unknown:
        raise TypeError(f"not a field of {model.__name__}: {sorted(unknown)}")


def _set_categories(entry: Any, categories: list[Category], today: date | None = None) -> bool:
    """Make the entry's categories exactly these; True when something changed."""
    check_categories(categories, entry.person.kind, is_mentor=isinstance(entry, Mentor))
    link, owner = (MentorCategory, "mentor") if isinstance(entry, Mentor) else (MenteeCategory, "mentee")
    links = link.objects.filter(**{owner: entry})
    had = set(links.values_list("category_id", flat=True))
    wanted = {category.pk for category in categories}
    if any(category.is_special and category.pk not in had for category in categories):
        refuse_locked(entry, today)
    links.exclude(category__in=wanted).delete()
    link.objects.bulk_create(
        link(school_id=entry.school_id, category_id=pk, **{owner: entry}) for pk in sorted(wanted - had)
    )
    return had != wanted


def add_categories(entry: Mentor | Mentee, added: Iterable[Category]) -> bool:
    """Put more categories to an entry; a step of other services, no audit of its own."""
    more = list(added)
    if not more:
        return False
    links = entry.category_links.select_related("category")
    return _set_categories(entry, [*[link.category for link in links], *more])


def _times(entry: Mentor | Mentee) -> str:
    return times_in_words(time_codes(entry)) or "не указано"


def _move(entry: Mentor | Mentee, action: EntryAction) -> tuple[frozenset[str], str | None]:
    moves = transitions.MENTOR_MOVES if isinstance(entry, Mentor) else transitions.MENTEE_MOVES
    return moves.get(action, (frozenset(), None))


def _refuse_move(entry: Mentor | Mentee, action: EntryAction) -> None:
    refuse_closed(entry.program)
    if not may_move(entry, action):
        raise Refusal(
            f"{entry.person.short_name}: сейчас состояние «{entry.get_status_display()}», "
            f"из него нельзя {action.label}."
        )


def _ask_guards(entry: Mentor | Mentee) -> None:
    for guard in LEAVING_GUARDS:
        guard(entry)


def _locked(entry: Any) -> Any:
    """The entry as it is now, locked; of PostgreSQL only the entry's own row."""
    rows = type(entry).objects.select_for_update(of=("self",))
    return rows.select_related("person", "program__school", "form").get(pk=entry.pk)


def _save(entry: Mentor | Mentee) -> None:
    entry.version += 1
    entry.save()


def _record(verb: str, entry: Any, by: Any, sentence: str, details: dict[str, Any] | None = None) -> None:
    record_event(
        f"{entry._meta.model_name}.{verb}",
        by=by,
        sentence=sentence,
        target=entry,
        details=details,
        people=[entry.person_id],
    )
