"""What bases, consents, selection and events say of the roadmap's steps (domain: §1.4). Counts, no names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet

from mentoring_site.words import counted, plural, short_date
from participants.enums import (
    ApplicationState,
    AttendanceMark,
    BaseKind,
    ConsentPurpose,
    EventKind,
    EventState,
    GuestGroup,
    InterviewState,
    InvitationState,
    MenteeStatus,
    MentorStatus,
    NominationState,
    ParticipationRole,
)
from participants.models import (
    Application,
    Event,
    EventInvitation,
    Interview,
    Mentee,
    Mentor,
    Nomination,
    TopicChoice,
    TrainingCompletion,
    TrainingCourse,
)
from participants.querysets import minors
from participants.services.base_papers import KINDS
from participants.services.consents import has_valid_consent
from participants.services.selection import ready_mentors
from participants.training import number_text
from programs.enums import DocumentState
from programs.models import Document, Program
from programs.registries.programme import StepFact
from programs.step_facts import page, share, shared

# Steps that a held event confirms: the one that it names, whatever its kind (participants/event_kinds.py proposes).
CONFIRMED_BY_EVENT = (1, 2, 3, 4, 27, 30)
EVENT_WORDS: dict[str, str] = {
    EventKind.COUNCIL: "педсовет",
    EventKind.METHOD_COUNCIL: "методсовет",
    EventKind.PARENTS: "собрание",
    EventKind.CONFERENCE: "конференция",
    EventKind.CEREMONY: "торжественное мероприятие",
    EventKind.FESTIVAL: "фестиваль",
    EventKind.FORUM: "форум",
}
WAITING_APPLICATIONS = (ApplicationState.NEW, ApplicationState.ASKED_BACK)
PRESENT = Q(attendance__mark=AttendanceMark.PRESENT)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# --- events: steps 1–4, 27, 29, 30 ------------------------------------------------------------------------


@shared
def events_of(program: Program, on: date) -> list[Event]:
    """Everything but trainings and cancelled ones, in order of days; `came` of the `asked` are marked as present."""
    rows = Event.objects.filter(program=program).exclude(state=EventState.CANCELLED)
    return list(
        rows.exclude(kind=EventKind.TRAINING)
        .only("kind", "step_number", "state", "planned_on", "held_on", "present_count", "protocol_number")
        .annotate(came=Count("attendance", filter=PRESENT), asked=Count("attendance"))
        .order_by("planned_on", "pk")
    )


def events_of_step(number: int, program: Program, on: date) -> list[Event]:
    return [event for event in events_of(program, on) if event.step_number == number]


def present_at(event: Any) -> int:
    """People that were there: as counted by hand, else those who were marked; 0 while nobody has said."""
    return event.present_count or event.came


def held_words(event: Any) -> str:
    """«Педсовет 04.09.2026, протокол № 1, 41 человек»."""
    said = [f"{EVENT_WORDS.get(event.kind, 'встреча')} {short_date(event.held_on)}"]
    if event.protocol_number:
        said.append(f"протокол №\u00a0{event.protocol_number}")
    if people := present_at(event):
        said.append(counted(people, "человек", "человека", "человек"))
    return capital(", ".join(said))


class EventFact:
    """Fact of a step that an event confirms: held, with a protocol or with the number of those who came."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __call__(self, program: Program, on: date) -> StepFact | None:
        events = events_of_step(self.number, program, on)
        held = [e for e in events if e.state == EventState.HELD and e.held_on and e.held_on <= on]
        if not held:
            return self._planned(program, on, events)
        last = max(held, key=lambda event: (event.held_on, event.pk))
        is_told = any(event.protocol_number or present_at(event) for event in held)
        text = held_words(last)
        if len(held) > 1:
            came = sum(present_at(event) for event in held)
            people = f", пришли {counted(came, 'человек', 'человека', 'человек')}" if came else ""
            text = f"Проведено {len(held)}, последнее {short_date(last.held_on)}{people}"
        elif not is_told:
            text += ", без протокола и числа"
        return StepFact(text, is_told, event_page(program, last))

    def _planned(self, program: Program, on: date, events: list[Event]) -> StepFact | None:
        """The nearest one to come, else the one whose day has passed without a word."""
        planned = [event for event in events if event.state == EventState.PLANNED]
        if not planned:
            return None
        event = next((one for one in planned if one.planned_on >= on), planned[-1])
        word = "Назначено на" if event.planned_on >= on else "Не отмечено:"
        return StepFact(f"{word} {short_date(event.planned_on)}", url=event_page(program, event))


def event_page(program: Program, event: Event) -> str:
    return page(program, "participants:event_detail", pk=event.pk)


def invitations(program: Program, on: date) -> StepFact | None:
    """Step 29: families and organisations invited to the ceremony; confirmed when all have been told."""
    events = [*events_of_step(30, program, on), *events_of_step(29, program, on)]
    if not events:
        return None
    ceremony = max(events, key=lambda event: (event.planned_on, event.pk))
    rows = list(
        EventInvitation.objects.filter(event__in=[event.pk for event in events])
        .order_by()
        .values_list("group", "state")
        .annotate(Count("pk"))
    )
    total = sum(count for *_, count in rows)
    url = event_page(program, ceremony)
    if not total:
        return StepFact("Приглашений ещё нет", url=url)
    families = sum(count for group, _, count in rows if group == GuestGroup.FAMILIES)
    told = sum(count for _, state, count in rows if state != InvitationState.PREPARED)
    parts = []
    if families:
        parts.append(counted(families, "семья", "семьи", "семей"))
    if total - families:
        parts.append(counted(total - families, "организация", "организации", "организаций"))
    text = "Приглашены: " + ", ".join(parts)
    if told < total:
        text = f"Передано {told} из {total} приглашений"
    return share(text, told, total, url)


# --- questionnaires and consents: steps 5, 6, 10, 11 --------------------------------------------------------


def _with_consent(rows: QuerySet[Any], side: str, on: date) -> QuerySet[Any]:
    topics = TopicChoice.objects.filter(**{side: OuterRef("pk")})
    return rows.annotate(
        is_agreed=has_valid_consent(ConsentPurpose.PARTICIPATION, on), has_topics=Exists(topics)
    )


def _counts(rows: QuerySet[Any], on: date, told: Q, **more: Any) -> dict[str, int]:
    minor = minors(on, "person__")
    return rows.aggregate(
        **more,
        total=Count("pk"),
        agreed=Count("pk", filter=Q(is_agreed=True)),
        minors=Count("pk", filter=minor),
        minors_agreed=Count("pk", filter=minor & Q(is_agreed=True)),
        told=Count("pk", filter=told | Q(has_topics=True)),
    )


@shared
def mentee_counts(program: Program, on: date) -> dict[str, int]:
    rows = Mentee.objects.filter(program=program).exclude(status=MenteeStatus.LEFT)
    return _counts(_with_consent(rows, "mentee", on), on, ~Q(request=""))


@shared
def mentor_counts(program: Program, on: date) -> dict[str, int]:
    """Candidates and admitted ones; the reserve is of other years."""
    rows = Mentor.objects.filter(program=program)
    rows = rows.filter(status__in=(MentorStatus.CANDIDATE, MentorStatus.ADMITTED))
    rows = _with_consent(rows, "mentor", on).annotate(is_ready=ready_mentors(on))
    return _counts(rows, on, ~Q(competencies=""), ready=Count("pk", filter=Q(is_ready=True)))


@shared
def application_counts(program: Program, on: date) -> Counter[tuple[str, bool]]:
    """(role, still waits) -> how many."""
    found: Counter[tuple[str, bool]] = Counter()
    rows = Application.objects.filter(program=program).order_by().values_list("role", "state")
    for role, state, count in rows.annotate(Count("pk")):
        found[role, state in WAITING_APPLICATIONS] += count
    return found


def _asked(program: Program, on: date, role: str) -> tuple[list[str], int]:
    """(words on the applications of a side, how many wait for a decision)."""
    counts = application_counts(program, on)
    waiting, total = counts[role, True], counts[role, True] + counts[role, False]
    if not total:
        return [], 0
    words = f"заявок {total}" + (f", ждут решения {waiting}" if waiting else "")
    return [words], waiting


def _said(parts: Iterable[str]) -> str:
    return capital(", ".join(parts))


def mentees_asked(program: Program, on: date) -> StepFact | None:
    """Step 5: applications of mentees are decided, adults among them have signed."""
    counts = mentee_counts(program, on)
    parts, waiting = _asked(program, on, ParticipationRole.MENTEE)
    if not counts["total"]:
        return StepFact(_said(parts), url=page(program, "participants:application_list")) if parts else None
    adults, agreed = counts["total"] - counts["minors"], counts["agreed"] - counts["minors_agreed"]
    parts.append(f"согласия взрослых {agreed} из {adults}" if adults else "взрослых нет")
    is_complete = agreed >= adults and not waiting
    url = page(program, "participants:consent_list", "?base=mentees")
    return StepFact(_said(parts), is_complete, url, agreed if adults else None, adults or None)


def third_parties_asked(program: Program, on: date) -> StepFact | None:
    """Step 6: words of third parties are considered, parents of all minors have signed."""
    counts = mentee_counts(program, on)
    told = Nomination.objects.filter(program=program).aggregate(
        total=Count("pk"), waiting=Count("pk", filter=Q(state=NominationState.NEW))
    )
    if not counts["minors"] and not told["total"]:
        return None
    parts = []
    if told["total"]:
        waits = f", ждут решения {told['waiting']}" if told["waiting"] else ""
        parts.append(f"представлений {told['total']}{waits}")
    if counts["minors"]:
        parts.append(f"согласия родителей {counts['minors_agreed']} из {counts['minors']}")
    return share(
        _said(parts),
        counts["minors_agreed"],
        counts["minors"],
        page(program, "participants:consent_list", "?base=mentees"),
        is_complete=bool(told["total"])
        and not told["waiting"]
        and 0 < counts["minors"] == counts["minors_agreed"],
    )


def mentors_asked(program: Program, on: date) -> StepFact | None:
    """Step 10: applications of mentors are decided, all have signed."""
    counts = mentor_counts(program, on)
    parts, waiting = _asked(program, on, ParticipationRole.MENTOR)
    if not counts["total"]:
        return StepFact(_said(parts), url=page(program, "participants:application_list")) if parts else None
    parts.append(f"согласия {counts['agreed']} из {counts['total']}")
    return share(
        _said(parts),
        counts["agreed"],
        counts["total"],
        page(program, "participants:consent_list", "?base=mentors"),
        is_complete=counts["agreed"] >= counts["total"] and not waiting,
    )


def compared(program: Program, on: date) -> StepFact | None:
    """Step 11: who asks and who offers, both told in words or topics."""
    mentees, mentors = mentee_counts(program, on), mentor_counts(program, on)
    total = mentees["total"] + mentors["total"]
    if not (mentees["told"] and mentors["told"]):
        return None
    text = (
        f"Сопоставлены {counted(mentees['told'], 'запрос', 'запроса', 'запросов')} "
        f"и {counted(mentors['told'], 'наставник', 'наставника', 'наставников')}"
    )
    return share(text, mentees["told"] + mentors["told"], total, page(program, "participants:needs_list"))


# --- bases: steps 7, 12 -------------------------------------------------------------------------------------


@shared
def base_papers(program: Program, on: date) -> dict[tuple[str, str], date | None]:
    """(kind, state) -> the newest day of a base «к подписи» and signed."""
    rows = Document.objects.filter(program=program, kind__in=KINDS.values()).order_by("date", "pk")
    rows = rows.filter(state__in=(DocumentState.SIGNED, DocumentState.TO_SIGN))
    return {(kind, state): day for kind, state, day in rows.values_list("kind", "state", "date")}


def _approved(program: Program, on: date, base: BaseKind) -> tuple[str, bool]:
    papers, kind = base_papers(program, on), KINDS[base]
    signed = papers.get((kind, DocumentState.SIGNED))
    if signed is not None:
        return f"утверждена {short_date(signed)}", True
    return ("ждёт подписи" if (kind, DocumentState.TO_SIGN) in papers else "не утверждена"), False


def base_of_mentees(program: Program, on: date) -> StepFact | None:
    """Step 7: confirmed by the base of a day that the director has signed."""
    total = mentee_counts(program, on)["total"]
    if not total:
        return None
    words, is_signed = _approved(program, on, BaseKind.MENTEES)
    people = counted(total, "наставляемый", "наставляемых", "наставляемых")
    return StepFact(f"{people}, база {words}", is_signed, page(program, "participants:mentee_list"))


def base_of_mentors(program: Program, on: date) -> StepFact | None:
    """Step 12: as step 7, with those who are ready to lead."""
    counts = mentor_counts(program, on)
    total, ready = counts["total"], counts["ready"]
    if not total:
        return None
    words, is_signed = _approved(program, on, BaseKind.MENTORS)
    people = counted(total, "наставник", "наставника", "наставников")
    said = f"{people}, {ready}\u00a0{plural(ready, 'готов', 'готовы', 'готовы')}, база {words}"
    return StepFact(said, is_signed, page(program, "participants:mentor_list"))


# --- selection and training: steps 14–16 --------------------------------------------------------------------


@dataclass(frozen=True)
class Selected:
    """Of candidates and admitted mentors without a waiver."""

    asked: int
    interviewed: int
    admitted: int
    trained: int


@shared
def selected(program: Program, on: date) -> Selected:
    held = Interview.objects.filter(mentor=OuterRef("pk"), state=InterviewState.HELD, held_on__lte=on)
    rows = Mentor.objects.filter(program=program, waiver="").annotate(has_sheet=Exists(held))
    rows = rows.filter(status__in=(MentorStatus.CANDIDATE, MentorStatus.ADMITTED))
    admitted = Q(status=MentorStatus.ADMITTED)
    return Selected(
        **rows.aggregate(
            asked=Count("pk"),
            interviewed=Count("pk", filter=Q(has_sheet=True) | Q(interviewed_on__lte=on)),
            admitted=Count("pk", filter=admitted),
            trained=Count("pk", filter=admitted & Q(trained_on__lte=on)),
        )
    )


def interviews(program: Program, on: date) -> StepFact | None:
    """Step 14: somebody has talked with every candidate."""
    found = selected(program, on)
    if not found.interviewed:
        return None
    return share(
        f"Проведено {found.interviewed} из {found.asked}",
        found.interviewed,
        found.asked,
        page(program, "participants:interview_list"),
    )


def courses(program: Program, on: date) -> StepFact | None:
    """Step 15: experts and materials of the courses."""
    rows = list(TrainingCourse.objects.filter(program=program).values_list("experts", "materials"))
    if not rows:
        return None
    experts = {name.strip() for text, _ in rows for name in text.split(";") if name.strip()}
    materials = {line.strip() for _, text in rows for line in text.splitlines() if line.strip()}
    text = (
        f"{counted(len(experts), 'эксперт', 'эксперта', 'экспертов')}, "
        f"{counted(len(materials), 'материал', 'материала', 'материалов')}"
    )
    return StepFact(text, bool(experts and materials), page(program, "participants:course_list"))


def training(program: Program, on: date) -> StepFact | None:
    """Step 16: all admitted mentors are trained or freed from it."""
    found = selected(program, on)
    if not found.trained:
        return None
    done = TrainingCompletion.objects.filter(course__program=program, completed_on__lte=on)
    hours = done.aggregate(least=Min("hours"), most=Max("hours"))
    return share(
        f"Обучены {found.trained} из {found.admitted}{_hours(hours['least'], hours['most'])}",
        found.trained,
        found.admitted,
        page(program, "participants:course_list"),
    )


def _hours(least: Decimal | None, most: Decimal | None) -> str:
    """«, по 8 часов», «, от 4 до 5,5 часа»; "" when nobody has counted."""
    if not least or not most:
        return ""
    whole = most == most.to_integral_value()
    if least == most:
        word = plural(int(most), "часу", "часа", "часов") if whole else "часа"
        return f", по\u00a0{number_text(most)}\u00a0{word}"
    return f", от\u00a0{number_text(least)} до\u00a0{number_text(most)}\u00a0{'часов' if whole else 'часа'}"
