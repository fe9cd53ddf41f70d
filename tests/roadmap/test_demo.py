"""The demonstration schools: every state is there, the same seed gives the same people, schools stay apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from io import StringIO
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from django_scopes import scopes_disabled

from monitoring.models import Assessment, ExpectedResult
from pairing.enums import (
    Conclusion,
    EditKind,
    MeetingState,
    MentorReportState,
    PairOrigin,
    PairState,
    PlanState,
)
from pairing.models import (
    CompatibilityTest,
    MatchingRun,
    Meeting,
    MentorReport,
    Pair,
    PairMember,
    PairPlan,
    Preference,
    PreferenceSheet,
    RunEdit,
)
from pairing.order_kinds import ORDER_KINDS
from pairing.preference_lists import mutual_number, waiting_number
from participants.consent_register import in_tab
from participants.enums import (
    ConsentPurpose,
    EventKind,
    EventState,
    InterviewConclusion,
    InterviewState,
    InvitationState,
    MenteeStatus,
    MentorStatus,
    NominationState,
)
from participants.event_kinds import OPEN_KINDS
from participants.models import (
    Consent,
    DestructionTask,
    Event,
    Interview,
    Mentee,
    MenteeCategory,
    Mentor,
    Nomination,
    Person,
    PopulationCount,
    TopicChoice,
    TrainingCompletion,
    TrainingCourse,
)
from participants.services.consents import decisions_for
from participants.services.training import listeners_of
from programs.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from programs.enums import DocumentState, ProgramState
from programs.models import (
    Acquaintance,
    Appointment,
    AuditEvent,
    Document,
    FormDecision,
    Partner,
    Program,
    Resource,
    School,
    User,
)
from roadmap.demo.build import build_demo
from roadmap.demo.calendar import Calendar, label_for, story_clock, story_day
from roadmap.demo.names import NameMaker, feminine
from roadmap.enums import RoadmapState, StepState
from roadmap.models import Evidence, Step
from tests.factories import make_school

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, list]]:
    """The schools built twice from one seed; holds what the first building gave. Gone after the module."""
    with django_db_blocker.unblock(), scopes_disabled(), transaction.atomic():
        with transaction.atomic():
            number_anew()
            build_demo(seed=7, today=TODAY)
            first = dump()
            transaction.set_rollback(True)
        number_anew()
        build_demo(seed=7, today=TODAY)
        yield first
        transaction.set_rollback(True)


def number_anew() -> None:
    """As in the empty database that the demo is built in: lots of the matching are drawn by ids.

    PostgreSQL keeps its counters through a rollback, SQLite does not. Only tables of our apps, which are empty here.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false) FROM pg_sequences "
                "WHERE sequencename ~ '^(programs|participants|pairing|monitoring|roadmap)_'"
            )


def dump() -> dict[str, list]:
    """What people see of the schools, without keys."""
    return {
        "people": rows(Person, "school__slug", "search_key", "birth_year", "birth_date", "phone", "kind"),
        "mentors": rows(Mentor, "program__label", "person__search_key", "status", "entered_on", "competencies"),
        "mentees": rows(Mentee, "program__label", "person__search_key", "status", "request", "left_on"),
        "consents": rows(Consent, "person__search_key", "purpose", "signed_on", "valid_until", "withdrawn_on"),
        "pairs": rows(
            PairMember, "pair__mentor__person__search_key", "mentee__person__search_key", "pair__state",
            "pair__starts_on", "pair__closed_on", "model__code",
        ),
        "meetings": rows(Meeting, "pair__mentor__person__search_key", "kind", "date", "topic", "state"),
        "papers": rows(Document, "school__slug", "number", "date", "state", "signer_title"),
        "steps": rows(Step, "program__label", "number", "state", "closed_on", "note"),
        "interviews": rows(Interview, "mentor__person__search_key", "state", "held_on", "conclusion", "marks"),
        "training": rows(
            TrainingCompletion, "mentor__person__search_key", "completed_on", "hours", "certificate_number"
        ),
        "nominations": rows(
            Nomination, "person__search_key", "typed_name", "nominator_name", "state", "wish"
        ),
        "topics": rows(TopicChoice, "topic__title", "mentor__person__search_key", "mentee__person__search_key"),
        "wishes": rows(
            Preference, "sheet__mentor__person__search_key", "sheet__mentee__person__search_key", "rank",
            "mentor__person__search_key", "mentee__person__search_key", "sheet__comment", "sheet__filled_at",
        ),
        "journal": rows(AuditEvent, "school__slug", "at", "actor_name", "sentence"),
        "accounts": rows(User, "username", "last_name", "first_name", "middle_name"),
    }  # fmt: skip


def rows(model: Any, *fields: str) -> list[tuple]:
    return sorted(model.objects.order_by().values_list(*fields), key=str)


def this_year(model: Any) -> Any:
    return model.objects.filter(program__school__slug="sosh59", program__label="2026-2027")


def test_same_seed_and_day_give_same_school(demo: dict[str, list]) -> None:
    assert dump() == demo


def test_journal_tells_days_of_the_story_in_working_hours(demo: dict[str, list]) -> None:
    moments = [timezone.localtime(at) for at in AuditEvent.objects.values_list("at", flat=True)]
    days = {moment.date() for moment in moments}

    assert (min(days), max(days)) == (date(2025, 8, 25), TODAY)
    assert len(days) > 100
    assert {day.weekday() for day in days} == {0, 1, 2, 3, 4}
    assert all(time(8) <= moment.time() <= time(18) for moment in moments)


def test_journal_keeps_the_order_of_the_lives(demo: dict[str, list]) -> None:
    told = AuditEvent.objects.filter(school__slug="sosh59", program_label="2026-2027").order_by("at")
    lives = {}
    for action, target, pk in told.values_list("action", "target_type", "target_id"):
        lives.setdefault((target, pk), []).append(action)

    programme = next(steps for (target, _), steps in lives.items() if target == "programs.Program")
    order = [step for step in programme if step in ("program.submit", "program.approve", "program.start")]
    assert order == ["program.submit", "program.approve", "program.start"]
    for (target, _), steps in lives.items():
        if target in ("participants.Mentor", "participants.Mentee"):
            assert steps[0].endswith(".create") or steps[0].endswith(".add"), steps


def test_story_clock_never_runs_ahead_of_the_wall() -> None:
    now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    clock = story_clock(7, TODAY, now)
    clock.at(date(2026, 12, 1))

    assert [clock() <= now for _ in range(200)] == [True] * 200


def test_story_clock_writes_sunday_down_on_monday() -> None:
    clock = story_clock(7, TODAY, datetime(2027, 1, 1, tzinfo=UTC))
    clock.at(date(2026, 11, 15))

    assert [clock().date(), clock().date()] == [date(2026, 11, 16)] * 2


def test_schools_and_their_years(demo: dict[str, list]) -> None:
    years = Program.objects.values_list("school__slug", "label", "state").order_by("school__slug", "label")

    assert list(years) == [
        ("lyceum2", "2026-2027", ProgramState.RUNNING),
        ("sosh59", "2025-2026", ProgramState.COMPLETED),
        ("sosh59", "2026-2027", ProgramState.RUNNING),
    ]
    assert set(School.objects.values_list("is_demo", flat=True)) == {True}


def test_bases_hold_40_mentors_and_60_mentees_of_both_forms(demo: dict[str, list]) -> None:
    mentors, mentees = this_year(Mentor), this_year(Mentee)

    assert (mentors.count(), mentees.count()) == (40, 60)
    assert set(mentors.values_list("status", flat=True)) == set(MentorStatus)
    assert set(mentees.values_list("status", flat=True)) == set(MenteeStatus)
    assert Counter(mentors.values_list("form__code", flat=True)) == {
        "pupil_pupil": 23,
        "teacher_teacher": 11,
        None: 6,
    }
    assert set(mentees.values_list("form__code", flat=True)) == {"pupil_pupil", "teacher_teacher", None}
    assert MenteeCategory.objects.filter(mentee__in=mentees, category__is_special=False).count() == 60


def test_consents_are_valid_missing_ending_and_withdrawn(demo: dict[str, list]) -> None:
    admitted = [mentee.person for mentee in this_year(Mentee).filter(status=MenteeStatus.ADMITTED)]
    decisions = decisions_for(admitted, ConsentPurpose.PARTICIPATION, TODAY).values()

    reasons = {decision.missing.split(":")[0].rsplit(" ", 1)[0] for decision in decisions}
    assert {"", "нет согласия", "срок согласия родителей истёк", "согласие отозвано"} <= reasons
    ending = [d for d in decisions if d.valid_until and 0 <= (d.valid_until - TODAY).days <= 14]
    assert len(ending) == 2
    assert set(Consent.objects.values_list("purpose", flat=True)) >= {
        ConsentPurpose.PARTICIPATION,
        ConsentPurpose.TESTING,
        ConsentPurpose.PUBLICATION,
    }


def test_papers_are_of_both_signers_editions_and_ages(demo: dict[str, list]) -> None:
    school = School.objects.get(slug="sosh59")
    people = Person.objects.filter(school=school, enrolments__program__label="2026-2027")

    assert set(Consent.objects.values_list("given_by", flat=True)) == {"self", "guardian", "both"}
    assert set(Consent.objects.values_list("text__edition", flat=True)) == {None, 1}
    assert Consent.objects.exclude(scan=None).count() == 1
    assert in_tab(people, "turned18", "", TODAY).count() == 1
    assert in_tab(people, "soon18", "", TODAY).count() == 1
    assert DestructionTask.objects.filter(state="due").count() == 2


def test_first_school_keeps_health_data_by_the_paper_and_the_second_does_not(demo: dict[str, list]) -> None:
    links = MenteeCategory.objects.filter(category__is_special=True)
    people = [link.mentee.person for link in links.select_related("mentee__person")]

    assert dict(School.objects.values_list("slug", "keeps_special_data")) == {
        "sosh59": True,
        "lyceum2": False,
    }
    assert len(people) == 2
    decisions = decisions_for(people, ConsentPurpose.SPECIAL, TODAY).values()
    assert all(decision.is_allowed for decision in decisions)


def test_mentors_were_interviewed_and_trained_in_the_room(demo: dict[str, list]) -> None:
    interviews, admitted = this_year(Interview), this_year(Mentor).filter(status=MentorStatus.ADMITTED)

    assert set(interviews.values_list("state", flat=True)) == set(InterviewState)
    assert set(interviews.held().values_list("conclusion", flat=True)) == set(InterviewConclusion)
    assert interviews.planned().get().marks[1]["mark"] is not None  # a draft
    assert not admitted.exclude(interviews__state=InterviewState.HELD).exists()
    untrained = admitted.filter(trainings=None)
    assert all(mentor.waiver for mentor in untrained)
    assert untrained.count() == 2
    course = TrainingCourse.objects.get(program=interviews.first().program)
    assert set(course.sessions.values_list("state", flat=True)) == set(EventState)
    assert [row.mentor.status for row in listeners_of(course) if row.may_complete] == [MentorStatus.CANDIDATE]


def test_pairs_stand_in_every_state(demo: dict[str, list]) -> None:
    pairs = this_year(Pair)

    assert set(pairs.values_list("state", flat=True)) == set(PairState)
    assert pairs.filter(state=PairState.ACTIVE).count() >= 12
    sizes = Counter(len(pair.members.all()) for pair in pairs.prefetch_related("members"))
    assert sizes[1] > sizes[2] + sizes[3] > 1
    assert pairs.filter(state=PairState.DRAFT).exclude(return_comment="").exists()
    assert set(this_year(PairPlan).values_list("state", flat=True)) == set(PlanState)


def test_board_holds_a_run_a_lock_and_a_choice_by_hand(demo: dict[str, list]) -> None:
    runs = this_year(MatchingRun)

    assert runs.filter(applied_at__isnull=False).count() >= 2  # matched, and matched again around the choice
    drafts = this_year(Pair).filter(state=PairState.DRAFT, origin=PairOrigin.RUN)
    assert set(drafts.values_list("is_locked", flat=True)) == {True, False}
    edit = RunEdit.objects.get(run__in=runs)
    assert (edit.kind, bool(edit.reason)) == (EditKind.MOVED, True)
    assert drafts.filter(mentor=edit.mentor, members__mentee=edit.mentee, is_locked=True).exists()


def test_orders_are_signed_and_one_waits(demo: dict[str, list]) -> None:
    orders = this_year(Document).filter(kind__in=ORDER_KINDS)
    states = Counter(orders.values_list("state", flat=True))

    assert states == {DocumentState.SIGNED: 3, DocumentState.TO_SIGN: 2}
    signed = this_year(Document).filter(state=DocumentState.SIGNED)
    assert all(bytes(document.frozen.pdf).startswith(b"%PDF-") for document in signed)
    kinds = set(this_year(Document).values_list("kind", "state"))
    assert {("pair_end_order", DocumentState.SIGNED), ("pair_group_order", DocumentState.TO_SIGN)} <= kinds
    assert Document.objects.filter(kind="pair_end_order", state=DocumentState.SIGNED).count() == 2


def test_events_show_every_state_of_protocols_and_guests(demo: dict[str, list]) -> None:
    kept = this_year(Event).filter(kind__in=OPEN_KINDS)
    events = {event.kind: event for event in kept.select_related("protocol")}

    assert {kind: event.state for kind, event in events.items()} == {
        **dict.fromkeys(("council", "parents", "partners"), "held"),
        **dict.fromkeys(("conference", "methods", "final_meeting", "ceremony"), "planned"),
        "forum": "cancelled",
    }
    assert events["council"].protocol.state == DocumentState.SIGNED
    assert events["parents"].protocol.state == DocumentState.TO_SIGN
    assert events["partners"].protocol is None
    states = set(events["ceremony"].invitations.values_list("state", flat=True))
    assert states == set(InvitationState)


def test_some_pairs_meet_and_some_are_silent(demo: dict[str, list]) -> None:
    active = this_year(Pair).filter(state=PairState.ACTIVE)
    held = Meeting.objects.filter(pair__in=active, state=MeetingState.HELD)

    assert set(held.values_list("kind", flat=True)) == {"introduction", "trial", "planning", "regular"}
    assert not held.filter(date__gt=TODAY).exists()
    silent = set(active.values_list("pk", flat=True)) - set(held.values_list("pair", flat=True))
    assert 1 <= len(silent) <= 4


def test_psychologist_gave_all_three_conclusions(demo: dict[str, list]) -> None:
    tests = this_year(CompatibilityTest)

    assert set(tests.values_list("conclusion", flat=True)) == set(Conclusion)
    assert tests.filter(notes_sealed__isnull=False).exists()


def test_roadmap_is_half_done_with_something_late(demo: dict[str, list]) -> None:
    steps = this_year(Step)

    assert Counter(steps.values_list("state", flat=True)) == {
        StepState.DONE: 11,
        StepState.IN_PROGRESS: 6,
        StepState.PLANNED: 18,
    }
    late = [step.number for step in steps if step.overdue_days(TODAY)]
    assert late == [4]
    assert Evidence.objects.exclude(file_name="").filter(step__in=steps).count() == 1


def test_last_year_is_complete_with_14_points(demo: dict[str, list]) -> None:
    past = {"program__label": "2025-2026"}

    sheets = Assessment.objects.order_by("pk").values_list("kind", "total", "level", "state")
    assert list(sheets.filter(**past)) == [
        ("own", 14, "acceptable", "final"),
        ("own", 15, "optimal", "final"),
        ("consolidated", 14, "acceptable", "final"),
    ]
    assert not Assessment.objects.exclude(**past).exists()
    in_force = Step.objects.filter(**past, roadmap__state=RoadmapState.APPROVED)
    assert set(in_force.values_list("state", flat=True)) == {StepState.DONE}
    assert set(in_force.values_list("roadmap__revision", flat=True)) == {2}  # the map was changed in winter
    assert set(Pair.objects.filter(**past).values_list("state", flat=True)) == {
        PairState.COMPLETED,
        PairState.DISSOLVED,
    }


def test_nominations_stand_in_every_state_and_some_meet_on_one_card(demo: dict[str, list]) -> None:
    nominations = this_year(Nomination)

    assert set(nominations.values_list("state", flat=True)) == set(NominationState)
    assert nominations.filter(person=None).count() == 2
    most = Counter(nominations.exclude(person=None).values_list("person", flat=True)).most_common(1)
    assert most[0][1] == 3


def test_most_entries_chose_topics_and_something_is_missing(demo: dict[str, list]) -> None:
    choices = TopicChoice.objects.filter(school__slug="sosh59")
    wanted, offered = (
        Counter(choices.exclude(**{side: None}).values_list("topic", flat=True))
        for side in ("mentee", "mentor")
    )

    assert len(set(choices.values_list("mentee", "mentor"))) >= 75
    assert any(number > offered[topic] for topic, number in wanted.items())


def test_most_said_whom_they_would_like_after_the_meeting(demo: dict[str, list]) -> None:
    """By phone and from paper; somebody would rather not, somebody does not mind, some have not answered."""
    meetings = this_year(Event).filter(kind=EventKind.GROUP_MEETING)
    sheets = this_year(PreferenceSheet)
    ranks = set(Preference.objects.filter(sheet__in=sheets).values_list("rank", flat=True))

    assert Counter(meetings.values_list("state", flat=True)) == {"held": 1, "planned": 1, "cancelled": 1}
    assert set(sheets.values_list("source", flat=True)) == {"phone", "grid"}
    assert ranks == {1, 2, 3, None}
    assert sheets.filter(choices=None).exists()
    program = Program.objects.get(school__slug="sosh59", label="2026-2027")
    assert mutual_number(program, TODAY) > 5
    assert waiting_number(program, TODAY) > 3


def test_last_year_concludes_most_results_and_this_year_none(demo: dict[str, list]) -> None:
    written = ExpectedResult.objects.exclude(conclusion="").values_list("program__label", flat=True)

    assert set(written) == {"2025-2026"}
    assert len(written) == 32
    assert this_year(ExpectedResult).exclude(facts="").count() == 1


def test_forms_are_decided_and_totals_typed(demo: dict[str, list]) -> None:
    assert set(this_year(FormDecision).values_list("form__code", "is_on")) == {
        ("pupil_pupil", True),
        ("teacher_teacher", True),
    }
    assert this_year(PopulationCount).count() == 7  # three of the coverage, four of the indicators


def test_nothing_happened_after_the_story_day(demo: dict[str, list]) -> None:
    assert not Consent.objects.filter(signed_on__gt=TODAY).exists()
    assert not Mentee.objects.filter(left_on__gt=TODAY).exists()
    assert not Pair.objects.filter(starts_on__gt=TODAY).exists()
    assert not Step.objects.filter(closed_on__gt=TODAY).exists()
    assert not Document.objects.filter(date__gt=TODAY).exists()


def test_schools_share_no_people_and_no_staff(demo: dict[str, list]) -> None:
    members = {
        slug: set(School.objects.get(slug=slug).memberships.values_list("user", flat=True))
        for slug in ("sosh59", "lyceum2")
    }
    people = {
        slug: set(Person.objects.filter(school__slug=slug).values_list("search_key", flat=True))
        for slug in ("sosh59", "lyceum2")
    }

    assert not members["sosh59"] & members["lyceum2"]
    assert not people["sosh59"] & people["lyceum2"]
    assert len(people["lyceum2"]) == 14


@pytest.mark.parametrize("login", DEMO_ACCOUNTS)
def test_account_signs_in_with_the_common_password(demo: dict[str, list], login: str) -> None:
    client = Client()

    client.post("/", {"username": login, "password": DEMO_PASSWORD})
    answer = client.get("/home/", follow=True)

    assert answer.status_code == 200
    assert answer.wsgi_request.user.username == login
    assert not answer.wsgi_request.user.must_change_password


def test_other_accounts_cannot_sign_in(demo: dict[str, list]) -> None:
    others = User.objects.exclude(username__in=DEMO_ACCOUNTS)

    assert others.count() > 20
    assert not any(user.has_usable_password() for user in others)


def test_participant_accounts_belong_to_one_living_pair(demo: dict[str, list]) -> None:
    mentor, mentee = (Person.objects.get(user__username=login) for login in ("mentor", "mentee"))
    pair = Pair.objects.get(mentor__person=mentor, members__mentee__person=mentee)

    assert pair.state == PairState.ACTIVE
    assert mentee.representatives.filter(user__username="parent").exists()


def test_curator_of_one_school_finds_nothing_at_the_address_of_the_other(demo: dict[str, list]) -> None:
    client = Client()
    client.force_login(User.objects.get(username="curator2"))

    assert client.get("/lyceum2/2026-2027/").status_code == 200
    assert client.get("/sosh59/2026-2027/").status_code == 404


def test_sign_in_page_of_demo_names_the_accounts(demo: dict[str, list]) -> None:
    page = Client().get("/").content.decode()

    assert "<dt><code>class-teacher</code></dt><dd>классный руководитель</dd>" in page
    assert DEMO_PASSWORD in page


@pytest.mark.django_db
def test_sign_in_page_of_a_real_school_names_nobody(client: Client) -> None:
    make_school()  # without any school the page would be the first start

    page = client.get("/").content.decode()

    assert "Логин или адрес почты" in page
    assert DEMO_PASSWORD not in page


def test_second_run_changes_nothing(demo: dict[str, list]) -> None:
    before = AuditEvent.objects.count()
    said = StringIO()

    call_command("create_demo", stdout=said)

    assert said.getvalue() == (
        "В базе уже есть школы, поэтому демонстрационные не создаются. Ничего не изменено.\n"
    )
    assert AuditEvent.objects.count() == before


@pytest.mark.django_db
def test_wrong_day_is_refused_in_words() -> None:
    with pytest.raises(CommandError, match="31-го числа"):
        call_command("create_demo", "--today", "2026-11-31")


# --- pure parts -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "day", "label"),
    [
        (date(2026, 11, 23), date(2026, 11, 23), "2026-2027"),
        (date(2026, 3, 1), date(2026, 11, 23), "2026-2027"),
        (date(2027, 10, 1), date(2027, 10, 1), "2027-2028"),
    ],
)
def test_story_day_stands_in_the_running_year(today: date, day: date, label: str) -> None:
    assert (story_day(today), label_for(story_day(today))) == (day, label)


@pytest.mark.parametrize("today", [date(2026, 9, 2), date(2026, 10, 20), TODAY, date(2027, 6, 1)])
def test_days_of_the_story_go_forward_and_not_beyond_today(today: date) -> None:
    calendar = Calendar(date(2026, 9, 1), today)

    days = [calendar.day(number) for number in range(84)]

    assert days == sorted(days)
    assert calendar.starts <= days[0] <= days[-1] <= today
    assert all(day.weekday() < 5 for day in days)


def test_surname_of_a_woman_follows_its_ending() -> None:
    assert [feminine(name) for name in ("Осинский", "Щукин", "Воробьёв")] == [
        "Осинская",
        "Щукина",
        "Воробьёва",
    ]


def test_names_never_repeat() -> None:
    names = NameMaker(Random(1), taken=("Ершова Нина Викторовна",))

    drawn = [names.draw(is_hard=number % 6 == 0).full for number in range(400)]

    assert len(set(drawn)) == 400


def test_conditions_show_every_state(demo: dict[str, list]) -> None:
    assert Counter(this_year(Resource).values_list("state", flat=True)) == {
        "provided": 4,
        "in_progress": 3,
        "needed": 3,
    }
    assert Counter(this_year(Appointment).values_list("document__state", flat=True)) == {"signed": 1, None: 1}
    assert Counter(Partner.objects.values_list("is_active", flat=True)) == {True: 3, False: 1}


def test_papers_of_both_years_and_reports_of_mentors_stand_in_every_state(demo: dict[str, list]) -> None:
    texts = Document.objects.filter(kind__in=("launch_order", "regulation_common"))
    reports = Counter(this_year(MentorReport).values_list("state", flat=True))
    read = Counter(bool(day) for day in Acquaintance.objects.values_list("seen_on", flat=True))

    assert Counter(texts.values_list("state", flat=True)) == {
        DocumentState.SIGNED: 3,
        DocumentState.TO_SIGN: 1,
    }
    assert reports == {
        MentorReportState.ACCEPTED: 1,
        MentorReportState.SUBMITTED: 1,
        MentorReportState.DRAFT: 2,
    }
    assert read[True] > read[False] > 0
