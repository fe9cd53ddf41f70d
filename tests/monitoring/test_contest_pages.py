"""The page of places: open only while the jury's marks are in, elsewhere it says what comes before."""

from __future__ import annotations

import pytest
from django.utils import timezone

from monitoring.enums import ContestState
from monitoring.models import Contest
from monitoring.services.contest_results import close_contest
from programs.services.audit import Refusal
from programs.tenancy import program_url
from tests.factories import make_member
from tests.monitoring.makers_award import make_contest

EARLY = [
    (ContestState.DRAFT, "Подводить итоги рано: конкурс ещё не объявлен. Откройте приём заявок."),
    (ContestState.OPEN, "Подводить итоги рано: конкурс принимает заявки. Сначала передайте заявки жюри."),
    (ContestState.CLOSED, "Итоги этого конкурса уже подведены. Места и протокол — на этой странице."),
]


@pytest.fixture
def curator(program):
    return make_member(program.school, "curator")


@pytest.mark.parametrize(("state", "words"), EARLY)
def test_places_of_a_contest_that_is_not_judged_lead_back_with_the_reason(
    program, curator, sign_in, state, words
):
    contest = make_contest(program, curator, entries=1)
    Contest.objects.update(state=state)

    answer = sign_in(curator).get(
        program_url(program, "monitoring:contest_close", pk=contest.pk), follow=True
    )

    assert answer.redirect_chain == [(program_url(program, "monitoring:contest_detail", pk=contest.pk), 302)]
    assert [str(message) for message in answer.context["messages"]] == [words]


@pytest.mark.parametrize(("state", "words"), EARLY)
def test_closing_a_contest_that_is_not_judged_is_refused(program, curator, state, words):
    contest = make_contest(program, curator, entries=1)
    Contest.objects.update(state=state)

    with pytest.raises(Refusal) as refused:
        close_contest(contest=contest, places={}, reason="", on=timezone.localdate(), by=curator)

    assert str(refused.value) == words


def test_places_of_a_finished_year_lead_back_with_the_reason(program, curator, sign_in):
    contest = make_contest(program, curator, entries=1)
    Contest.objects.update(state=ContestState.JUDGING)
    program.state = "completed"
    program.save()

    answer = sign_in(curator).get(
        program_url(program, "monitoring:contest_close", pk=contest.pk), follow=True
    )

    assert answer.redirect_chain == [(program_url(program, "monitoring:contest_detail", pk=contest.pk), 302)]
    assert "больше не меняется" in str(next(iter(answer.context["messages"])))
