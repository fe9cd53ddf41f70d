"""The sentence of the home page on where the year stands, as the roadmap says it."""

from __future__ import annotations

from datetime import date

import pytest

from mentoring_site.words import NBSP
from programs.tenancy import access_for
from roadmap.dashboard import standing
from roadmap.enums import StepState
from roadmap.models import Step
from tests.factories import make_member
from tests.roadmap.makers import make_roadmap

LAST_STAGE_BEGINS = date(2027, 5, 1)


@pytest.fixture
def said(program):
    curator = make_member(program.school, "curator")
    make_roadmap(program, approved=True)
    return lambda on: standing(access_for(curator, program, on), on)


def test_year_before_its_last_stage_is_left_to_others(said):
    assert said(date(2027, 4, 30)) == ""


def test_year_in_its_last_stage_counts_the_steps(program, said):
    Step.objects.in_force(program).filter(number__lte=21).update(state=StepState.DONE)

    assert said(LAST_STAGE_BEGINS) == f"Год завершается: выполнен 21{NBSP}шаг карты из 35."


def test_year_with_every_step_done_says_so(program, said):
    Step.objects.in_force(program).update(state=StepState.DONE)

    assert said(LAST_STAGE_BEGINS) == "Все шаги дорожной карты выполнены."


def test_year_that_is_over_says_nothing(program, said):
    program.state = "completed"

    assert said(LAST_STAGE_BEGINS) == ""
