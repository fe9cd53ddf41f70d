from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from mentoring_site.permissions import Role
from pairing.funnel import BAR_WIDTH, funnel, stages_of
from participants.enums import MenteeStatus
from programs.enums import ProgramState
from programs.tenancy import access_for
from tests.factories import TODAY, make_consent, make_member, make_mentee


def test_funnel_counts_each_step_within_the_one_before(program):
    curator = make_member(program.school, Role.CURATOR)
    make_mentee(program, status=MenteeStatus.NOMINATED)
    make_mentee(program)
    make_consent(make_mentee(program).person, curator)

    panel = funnel(access_for(curator, program, TODAY), TODAY)

    assert [(stage.label, stage.count, stage.loss) for stage in panel["stages"]] == [
        ("Предложены", 3, ""),
        ("Приняты", 2, "−1: ждут решения или выбыли"),
        ("С согласием", 1, "−1: нет действующего согласия"),
        ("Пара утверждена", 0, "−1: ждут наставника или решения"),
        ("Провели первую встречу", 0, ""),
    ]


def test_funnel_of_a_closed_programme_counts_as_on_its_last_day(program):
    curator = make_member(program.school, Role.CURATOR)
    make_mentee(program, status=MenteeStatus.NOMINATED)
    make_consent(make_mentee(program).person, curator, valid_until=program.ends)
    program.state = ProgramState.COMPLETED
    program.save()
    later = program.ends + timedelta(days=150)

    panel = funnel(access_for(curator, program, later), later)

    assert panel["until"] == program.ends
    assert [(stage.label, stage.count, stage.loss) for stage in panel["stages"]] == [
        ("Предложены", 2, ""),
        ("Приняты", 1, "−1: не приняты или выбыли"),
        ("С согласием", 1, ""),
        ("Пара утверждена", 0, "−1: пары не было"),
        ("Провели первую встречу", 0, ""),
    ]


def test_funnel_of_an_empty_base_is_not_shown(program):
    curator = make_member(program.school, Role.CURATOR)

    assert funnel(access_for(curator, program, TODAY), TODAY) is None


def test_funnel_is_not_for_who_sees_one_class(program):
    teacher = make_member(program.school, Role.CLASS_TEACHER)
    make_mentee(program)

    assert funnel(access_for(teacher, program, TODAY), TODAY) is None


def test_funnel_takes_one_query(program, django_assert_num_queries):
    access = access_for(make_member(program.school, Role.CURATOR), program, TODAY)
    make_mentee(program)

    with django_assert_num_queries(1):
        funnel(access, TODAY)


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=5))
def test_bars_never_leave_the_drawing(people):
    counts = [("", number, "", "", "") for number in sorted(people, reverse=True)]

    assert all(0 <= stage.width <= BAR_WIDTH for stage in stages_of(counts))
