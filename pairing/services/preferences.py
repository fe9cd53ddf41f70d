"""Preferences of participants (D20, step 18): who may choose whom, keeping a sheet, reading the sheets.

The journal says that a sheet came and whose, never whom he chose or refused: it has readers outside this room.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from mentoring_site.words import short_date
from pairing.enums import OPEN_STATES, PairState
from pairing.models import PairMember, Preference, PreferenceSheet
from pairing.services.keeping import lock_people
from pairing.wishes import (
    MENTEE,
    MENTOR,
    OTHER,
    Candidate,
    Sheet,
    Wishes,
    in_order,
    moved_up,
    problems,
    public_name,
)
from participants.enums import (
    AttendanceMark,
    ConsentPurpose,
    EventKind,
    EventState,
    MenteeStatus,
    MentorStatus,
    PersonKind,
    ResponseSource,
)
from participants.models import Attendance, Event, Mentee, Mentor, Person
from participants.questionnaires.responses import refuse_without_consent
from participants.services.consents import has_valid_consent
from participants.services.guards import refuse_closed
from programs.models import PersonalLink, Program
from programs.services.audit import Refusal, record_event
from programs.services.moments import moment

MODELS = {MENTOR: Mentor, MENTEE: Mentee}
ADMITTED = {MENTOR: MentorStatus.ADMITTED, MENTEE: MenteeStatus.ADMITTED}
DECIDED_STATES = OPEN_STATES - {PairState.DRAFT}  # the pair has been handed to the director


def side_of(entry: Mentor | Mentee) -> str:
    return MENTOR if isinstance(entry, Mentor) else MENTEE


# --- who chooses and who may be chosen --------------------------------------------------------------------


def choosers(side: str, program: Program) -> QuerySet:
    """Admitted people of a side whose form is known: those whom the sheet is for."""
    rows = MODELS[side].objects.of_program(program)
    return rows.filter(status=ADMITTED[side], form__isnull=False)


def with_decided(rows: QuerySet, side: str) -> QuerySet:
    """Mark rows by `is_decided`: nothing is left to choose, the pair (of a mentor: every place) is handed over."""
    seats = PairMember.objects.filter(is_open=True, pair__state__in=DECIDED_STATES)
    if side == MENTEE:
        return rows.annotate(is_decided=Exists(seats.filter(mentee=OuterRef("pk"))))
    taken = seats.filter(pair__mentor__person=OuterRef("person")).order_by().values("pair__mentor__person")
    count = Subquery(taken.annotate(number=Count("pk")).values("number"), output_field=IntegerField())
    return rows.annotate(taken_places=Coalesce(count, Value(0))).annotate(
        is_decided=Case(When(taken_places__gte=F("places"), then=Value(True)), default=Value(False))
    )


def waiting(side: str, program: Program, on: date) -> QuerySet:
    """Those who may still answer and have not: with a valid consent, without a sheet, not yet decided."""
    rows = choosers(side, program).filter(
        Q(has_valid_consent(ConsentPurpose.PARTICIPATION, on)), preference_sheet=None
    )
    return with_decided(rows, side).filter(is_decided=False)


def eligible(side: str, program: Program, on: date) -> QuerySet:
    """Those who may be named on pages of others: admitted, with a form and a valid consent."""
    return choosers(side, program).filter(Q(has_valid_consent(ConsentPurpose.PARTICIPATION, on)))


def came_to_meetings(program: Program) -> set[int]:
    """Ids of people who were at a group meeting of the year."""
    rows = Attendance.objects.filter(
        event__program=program,
        event__kind=EventKind.GROUP_MEETING,
        event__state=EventState.HELD,
        mark=AttendanceMark.PRESENT,
    )
    return set(rows.values_list("person", flat=True))


def candidates_for(entry: Mentor | Mentee, on: date) -> list[Candidate]:
    """Whom he may choose: the other side of his form, those of the meeting first, then by name."""
    side = OTHER[side_of(entry)]
    rows = eligible(side, entry.program, on).filter(form=entry.form_id).exclude(person=entry.person_id)
    return candidates_of(rows, entry.program)


def candidates_of(rows: QuerySet, program: Program) -> list[Candidate]:
    """As participants see them; who shares a name and a place with another has the whole surname."""
    return as_candidates(list(rows.for_list(program)), came_to_meetings(program))


def as_candidates(entries: Sequence[Mentor | Mentee], came: Collection[int]) -> list[Candidate]:
    """Those of the meeting first, then by the name as it is shown. came: ids of people."""
    shown = [Candidate(row.pk, _public(row.person), row.place, row.person_id in came) for row in entries]
    labels = [one.label for one in shown]
    full = [
        one
        if labels.count(one.label) == 1
        else Candidate(
            one.entry_id, f"{row.person.first_name} {row.person.last_name}", one.place, one.was_there
        )
        for one, row in zip(shown, entries, strict=True)
    ]
    return sorted(full, key=lambda one: (not one.was_there, one.label.casefold(), one.entry_id))


def _public(person: Person) -> str:
    is_pupil = person.kind == PersonKind.PUPIL
    return public_name(person.last_name, person.first_name, person.middle_name, is_pupil=is_pupil)


def why_not(entry: Mentor | Mentee) -> str:
    """Why this person can't choose (any more); "" when he can. Consent is asked apart."""
    side = side_of(entry)
    if not entry.program.is_open:
        return "Программа этого года завершена: выбирать больше не нужно."
    if entry.status != ADMITTED[side]:
        return f"{entry.person.list_name}: выбирают те, кого приняли в программу. Спросите куратора."
    if entry.form_id is None:
        return f"{entry.person.list_name}: форма наставничества ещё не определена. Спросите куратора."
    if with_decided(type(entry).objects.filter(pk=entry.pk), side).get().is_decided:
        return f"{entry.person.list_name}: пары уже переданы директору, изменить выбор нельзя. Спросите куратора."
    return ""


# --- keeping ----------------------------------------------------------------------------------------------


@transaction.atomic
def save_preferences(
    *,
    chooser: Mentor | Mentee,
    wishes: Wishes,
    source: str,
    on: date,
    by: Any = None,
    link: PersonalLink | None = None,
    is_replacing: bool = True,
) -> PreferenceSheet:
    """Keep the sheet of one participant instead of his former one. The order of places counts: gaps close up.

    by: who typed it, None for who came by his own link. is_replacing: False refuses when he has answered already.
    Raises Refusal: a closed year, no admission, no form, no consent, pairs handed over, a choice that can't be.
    """
    refuse_closed(chooser.program)
    lock_people(chooser.person_id)  # two pages of one person: the second waits
    chooser = type(chooser).objects.select_related("program__school", "person").get(pk=chooser.pk)
    if reason := why_not(chooser):
        raise Refusal(reason)
    refuse_without_consent(chooser.person, on)
    if found := problems(wishes):
        raise Refusal(found[0])
    _refuse_strangers(chooser, wishes, on)
    side = side_of(chooser)
    sheet = PreferenceSheet.objects.filter(**{side: chooser}).first()
    if sheet is not None and not is_replacing:
        raise Refusal(f"Уже есть ответ: {told_of(sheet)}.")
    had = sheet is not None
    if sheet is None:
        sheet = PreferenceSheet(school=chooser.school, program=chooser.program, **{side: chooser})
    else:
        sheet.choices.all().delete()
        sheet.version += 1
    sheet.event = last_meeting(chooser.program, on)
    sheet.wishes_gender, sheet.comment = wishes.wishes_gender, wishes.comment
    sheet.source, sheet.link, sheet.entered_by, sheet.filled_at = source, link, by, moment()
    sheet.save()
    Preference.objects.bulk_create(
        Preference(school=sheet.school, sheet=sheet, rank=rank, **{f"{OTHER[side]}_id": entry})
        for entry, rank in in_order(moved_up(wishes).choices)
    )
    how = ResponseSource(source).label
    _record("save", sheet, chooser, by, f"{'заменены' if had else 'получены'} предпочтения ({how})")
    return sheet


@transaction.atomic
def remove_preferences(*, sheet: PreferenceSheet, by: Any) -> None:
    """Take back a sheet that was typed for the wrong person; he may answer again."""
    refuse_closed(sheet.program)
    chooser = sheet.mentor or sheet.mentee
    lock_people(chooser.person_id)
    sheet = PreferenceSheet.objects.filter(pk=sheet.pk).first()
    if sheet is None:
        raise Refusal("Этих ответов уже нет: их удалили. Обновите страницу.")
    if reason := why_not(chooser):
        raise Refusal(reason)
    _record("remove", sheet, chooser, by, "удалены предпочтения")
    sheet.delete()


def last_meeting(program: Program, on: date) -> Event | None:
    """The group meeting after which the sheet is filled."""
    held = Event.objects.filter(
        program=program, kind=EventKind.GROUP_MEETING, state=EventState.HELD, held_on__lte=on
    )
    return held.order_by("-held_on", "-pk").first()


def told_of(sheet: PreferenceSheet) -> str:
    """«12.11.2026, с телефона»"""
    return f"{short_date(timezone.localtime(sheet.filled_at).date())}, {sheet.get_source_display()}"


def _refuse_strangers(chooser: Mentor | Mentee, wishes: Wishes, on: date) -> None:
    """Those chosen are of the other side and the same form, are in the programme and somebody else."""
    asked = {entry for entry, _ in wishes.choices}
    if not asked:
        return
    side = OTHER[side_of(chooser)]
    rows = eligible(side, chooser.program, on).filter(form=chooser.form_id).exclude(person=chooser.person_id)
    if rows.filter(pk__in=asked).count() != len(asked):
        raise Refusal(
            "Кого-то из выбранных больше нельзя выбрать: он вышел из программы или сменил форму наставничества. "
            "Обновите страницу и выберите снова."
        )


def _record(verb: str, sheet: PreferenceSheet, chooser: Mentor | Mentee, by: Any, words: str) -> None:
    record_event(
        f"preference.{verb}",
        by=by,
        target=sheet,
        program=chooser.program,
        sentence=f"{words}: {chooser.person.list_name}",
        people=[chooser.person_id],
    )


# --- reading ----------------------------------------------------------------------------------------------


def sheets_of(entries: Iterable[Mentor | Mentee]) -> dict[int, PreferenceSheet]:
    """Sheets of entries of one side with their choices: entry id -> sheet, by two queries."""
    entries = list(entries)
    if not entries:
        return {}
    side = side_of(entries[0])
    rows = PreferenceSheet.objects.filter(**{f"{side}__in": [entry.pk for entry in entries]})
    return {getattr(row, f"{side}_id"): row for row in rows.prefetch_related("choices")}


def wishes_of(sheet: PreferenceSheet) -> Wishes:
    """As the sheet keeps them; costs nothing after sheets_of."""
    other = OTHER[MENTOR if sheet.mentor_id else MENTEE]
    choices = [(getattr(row, f"{other}_id"), row.rank) for row in sheet.choices.all()]
    return Wishes(tuple(in_order(choices)), sheet.wishes_gender, sheet.comment)


def read_sheets(program: Program, form_id: int) -> list[Sheet]:
    """All sheets of a form, plain: for sociometry and for the matching."""
    rows = PreferenceSheet.objects.filter(program=program).filter(
        Q(mentor__form=form_id) | Q(mentee__form=form_id)
    )
    return [
        Sheet(MENTOR if row.mentor_id else MENTEE, row.mentor_id or row.mentee_id, wishes_of(row))
        for row in rows.prefetch_related("choices").order_by("pk")
    ]


def entries_of(side: str, program: Program, ids: Collection[int] | Sequence[int]) -> QuerySet:
    return MODELS[side].objects.of_program(program).filter(pk__in=ids)
