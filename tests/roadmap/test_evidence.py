"""Facts of the steps put together, what is proposed, and a person's confirmation with one press or many."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.core.exceptions import PermissionDenied

from participants.enums import AttendanceMark, EventKind
from participants.event_steps import steps_of
from participants.services.events import cancel_event, hold_event, mark_attendance, plan_event, update_event
from programs.models import AuditEvent
from programs.registries.programme import STEP_FACTS, StepFact
from programs.services.audit import Refusal
from programs.tenancy import access_for
from roadmap.dashboard import attention
from roadmap.evidence import facts_for, facts_shown, note_of, proposals_for
from roadmap.models import Evidence, Step
from roadmap.services.evidence import confirm_step, confirm_steps
from roadmap.services.progress import Held, add_evidence, complete_step
from tests.factories import make_course, make_member, make_mentee, make_mentor
from tests.roadmap.makers import make_roadmap

TODAY = date(2026, 11, 23)
NOVEMBER = date(2026, 11, 5)


@pytest.fixture
def curator(program):
    return make_member(program.school, "curator")


@pytest.fixture
def roadmap(program, curator):
    return make_roadmap(program, approved=True)


def access(user, program):
    return access_for(user, program, TODAY)


def make_event(program, by, kind, *, on=NOVEMBER, held=True, **fields):
    event = plan_event(program=program, kind=kind, title="Встреча", planned_on=on, by=by, **fields)
    return hold_event(event=event, on=on, by=by, today=TODAY) if held else event


def with_expert(program):
    """What confirms step 15."""
    return make_course(program, experts="Методист центра", materials="Памятка")


def test_every_one_of_the_35_steps_has_somebody_who_knows_of_it():
    assert sorted(STEP_FACTS) == list(range(1, 36))


def test_nothing_is_known_of_an_empty_programme_but_its_forms(program):
    facts = facts_for(program, TODAY)

    assert set(facts) == {8}
    assert not facts[8].is_complete


def test_event_with_protocol_and_number_confirms_its_step(program, curator):
    event = make_event(program, curator, EventKind.COUNCIL, present_count=41)
    event.protocol_number = "1"
    event.save()

    fact = facts_for(program, TODAY, [1])[1]

    assert (fact.text, fact.is_complete) == ("Педсовет 05.11.2026, протокол №\u00a01, 41\u00a0человек", True)


def test_held_event_without_protocol_and_number_is_told_but_confirms_nothing(program, curator):
    make_event(program, curator, EventKind.PARENTS)

    fact = facts_for(program, TODAY, [2])[2]

    assert (fact.text, fact.is_complete) == ("Собрание 05.11.2026, без протокола и числа", False)


def test_marked_people_of_several_events_are_summed_up(program, curator):
    make_event(program, curator, EventKind.CONFERENCE, on=date(2026, 10, 8), present_count=100)
    event = make_event(program, curator, EventKind.CONFERENCE, held=False)
    person = make_mentee(program).person
    mark_attendance(event=event, marks={person.pk: AttendanceMark.PRESENT}, by=curator, today=TODAY)

    fact = facts_for(program, TODAY, [4])[4]

    assert (fact.text, fact.is_complete) == (
        "Проведено 2, последнее 05.11.2026, пришли 101\u00a0человек", True,
    )  # fmt: skip


def test_event_that_names_another_step_confirms_that_one_only(program, curator):
    event = make_event(program, curator, EventKind.COUNCIL, present_count=30)
    event.step_number = 3
    event.save()

    facts = facts_for(program, TODAY, [1, 3])

    assert set(facts) == {3}


def test_event_without_a_step_confirms_none_whatever_its_kind(program, curator):
    event = make_event(program, curator, EventKind.COUNCIL, present_count=30, step_number=0)

    assert set(facts_for(program, TODAY, [1])) == set()
    assert event.step_number == 0


def test_event_of_which_no_step_is_said_takes_that_of_its_kind_and_keeps_it(program, curator):
    event = make_event(program, curator, EventKind.COUNCIL, present_count=30)
    update_event(event=event, changes={"step_number": 0}, version=None, by=curator)

    assert (event.step_number, set(facts_for(program, TODAY, [1]))) == (1, set())


def test_map_gives_events_its_own_numbers_and_short_titles(program, roadmap):
    roadmap.steps.filter(number=1).update(number_text="1.2.", short_title="Педсовет")
    roadmap.steps.exclude(number__in=(1, 30)).update(standard=None)

    assert steps_of(program).choices() == [(1, "1.2. Педсовет"), (30, "30. Торжественное мероприятие")]
    assert steps_of(program).number(2) == ""


def test_programme_without_a_map_offers_the_steps_of_the_national_model(program):
    assert steps_of(program).offered == [1, 2, 3, 4, 27, 29, 30]


@pytest.mark.parametrize(
    ("on", "words"),
    [(date(2026, 12, 3), "Назначено на 03.12.2026"), (NOVEMBER, "Не отмечено: 05.11.2026")],
)
def test_planned_event_says_its_day_and_cancelled_one_nothing(program, curator, on, words):
    make_event(program, curator, EventKind.PARTNERS, on=on, held=False)
    put_off = make_event(program, curator, EventKind.PARENTS, on=on, held=False)
    cancel_event(event=put_off, reason="карантин", by=curator)

    facts = facts_for(program, TODAY, [2, 3])

    assert {number: (fact.text, fact.is_complete) for number, fact in facts.items()} == {3: (words, False)}


def test_facts_of_two_rooms_stand_together_and_both_must_confirm(program, monkeypatch):
    first = StepFact("Церемония 18.06", True, "/a/")
    second = StepFact("вручено 1 из 2 наград", False, "/b/", 1, 2)
    monkeypatch.setitem(STEP_FACTS, 30, [lambda *_: first, lambda *_: None, lambda *_: second])

    fact = facts_for(program, TODAY, [30])[30]

    assert fact == StepFact("Церемония 18.06; вручено 1 из 2 наград", False, "/a/", 1, 2)


@pytest.mark.parametrize("rows", [1, 3])
def test_facts_cost_the_same_queries_for_1_and_3_people(program, curator, rows, django_assert_num_queries):
    for _ in range(rows):
        make_mentor(program, competencies="Физика")
        make_mentee(program, request="Физика")
        make_event(program, curator, EventKind.COUNCIL, present_count=10)
    with_expert(program)

    with django_assert_num_queries(26):
        facts = facts_for(program, TODAY)

    assert {1, 5, 7, 10, 11, 12, 15} <= set(facts)


def test_page_that_is_closed_to_the_reader_is_no_link(program, roadmap, curator):
    with_expert(program)
    step = roadmap.steps.get(number=15)
    mentor = make_member(program.school, "mentor")

    seen = {
        user: facts_shown(access(user, program), TODAY, [step])[15].url != "" for user in (curator, mentor)
    }

    assert seen == {curator: True, mentor: False}


def test_proposed_are_begun_open_steps_that_the_data_confirm(program, roadmap, curator):
    with_expert(program)
    make_event(program, curator, EventKind.COUNCIL, present_count=41)
    make_event(program, curator, EventKind.CEREMONY, present_count=41)  # step 30 is of June
    complete_step(step=roadmap.steps.get(number=1), by=curator, note="педсовет", on=TODAY)

    proposed = proposals_for(access(curator, program), TODAY)

    assert [(one.step.number, one.fact.text) for one in proposed] == [(15, "1\u00a0эксперт, 1\u00a0материал")]


def test_proposals_are_for_whoever_may_close_the_step(program, roadmap, curator):
    with_expert(program)
    users = [curator, *(make_member(program.school, role) for role in ("director", "deputy_uvr", "mentor"))]

    assert [len(proposals_for(access(user, program), TODAY)) for user in users] == [1, 1, 0, 0]


def test_confirmed_step_is_done_with_the_fact_and_its_day_as_the_note(program, roadmap, curator):
    with_expert(program)

    step = confirm_step(step=roadmap.steps.get(number=15), by=curator, on=TODAY)

    note = "1\u00a0эксперт, 1\u00a0материал (по данным на 23.11.2026)"
    assert (step.state, step.note, step.closed_on, step.closed_by) == ("done", note, TODAY, curator)
    assert AuditEvent.objects.get(action="step.complete").sentence == f"шаг № 15 выполнен: {note}"


def test_step_that_the_data_do_not_confirm_any_more_is_refused_with_what_they_say(program, roadmap, curator):
    make_course(program, experts="", materials="Памятка")
    step = roadmap.steps.get(number=15)

    with pytest.raises(Refusal, match="сейчас в них: 0\u00a0экспертов, 1\u00a0материал"):
        confirm_step(step=step, by=curator, on=TODAY)
    assert Step.objects.get(pk=step.pk).state == "planned"


def test_many_steps_are_marked_though_one_is_refused(program, roadmap, curator):
    with_expert(program)
    steps = list(roadmap.steps.filter(number__in=(15, 16)).order_by("number"))

    marked = confirm_steps(steps=steps, by=curator, on=TODAY)

    assert [(one.step.number, one.refusal[:45]) for one in marked] == [
        (15, ""), (16, "Данные больше не подтверждают шаг № 16: в них"),
    ]  # fmt: skip
    assert list(roadmap.steps.filter(state="done").values_list("number", flat=True)) == [15]


def test_confirming_a_step_of_others_is_forbidden(program, roadmap, curator):
    with_expert(program)

    with pytest.raises(PermissionDenied):
        confirm_step(step=roadmap.steps.get(number=15), by=make_member(program.school, "social"), on=TODAY)


def test_attention_says_how_many_steps_are_ready(program, roadmap, curator):
    with_expert(program)

    items = [item for item in attention(access(curator, program), TODAY) if "данные" in item.rest]

    assert [(item.subject, item.rest, item.since, item.action_label) for item in items] == [
        (
            "1\u00a0шаг дорожной карты",
            "данные подтверждают: его можно отметить",
            "№ 15",
            "Отметить шаг",
        )
    ]


def test_attention_of_many_steps_due_soon_names_seven_and_counts_the_rest(program, roadmap, curator):
    soon = date(2026, 11, 26)

    items = [item for item in attention(access_for(curator, program, soon), soon) if "скоро" in item.rest]

    numbers = [step.number for step in Step.objects.filter(roadmap=roadmap, ends=date(2026, 11, 30))]
    named = ", ".join(str(number) for number in sorted(numbers)[:7])
    assert [item.since for item in items] == [f"№ {named} и ещё {len(numbers) - 7}: осталось 4\u00a0дня"]


# --- protocols by hand --------------------------------------------------------------------------------------


def test_step_closed_by_a_meeting_keeps_its_day_protocol_audience_and_number(program, roadmap, curator):
    held = Held(date(2026, 9, 4), "1", "педагоги", 41)

    step = complete_step(step=roadmap.steps.get(number=1), by=curator, held=held, on=TODAY)

    evidence = Evidence.objects.get(step=step)
    assert step.note == "04.09.2026, протокол №\u00a01, педагоги, 41\u00a0человек"
    assert (evidence.held_on, evidence.protocol, evidence.audience, evidence.present_count) == (
        date(2026, 9, 4), "1", "педагоги", 41,
    )  # fmt: skip


def test_chosen_event_fills_what_was_not_typed(program, roadmap, curator):
    event = make_event(
        program, curator, EventKind.PARENTS, audience="родители 5–7 классов", present_count=86,
        starts_at=time(18),
    )  # fmt: skip

    evidence = add_evidence(
        step=roadmap.steps.get(number=2), by=curator, held=Held(protocol="№ 3", event=event), on=TODAY
    )

    assert (evidence.event, evidence.held_on, evidence.protocol, evidence.audience, evidence.present_count) == (
        event, NOVEMBER, "№ 3", "родители 5–7 классов", 86,
    )  # fmt: skip


def test_meeting_of_a_day_to_come_or_of_another_programme_is_refused(program, roadmap, curator):
    step = roadmap.steps.get(number=1)
    planned = make_event(program, curator, EventKind.COUNCIL, held=False)

    for held, words in (
        (Held(date(2026, 11, 24)), "ещё не наступил"),
        (Held(date(2016, 9, 4)), "далеко от этой Программы"),
        (Held(event=planned), "уже проведено"),
    ):
        with pytest.raises(Refusal, match=words):
            complete_step(step=step, by=curator, held=held, on=TODAY)
    assert not Evidence.objects.exists()


def test_note_of_a_fact_names_the_day():
    assert note_of(StepFact("Измерено 51 из 60"), TODAY) == "Измерено 51 из 60 (по данным на 23.11.2026)"
