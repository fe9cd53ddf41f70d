"""Pages of a contest that open only in their time, and elsewhere say what comes before or that it is over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mentoring_site.words import short_date
from monitoring.enums import ContestState
from monitoring.models import Contest, ContestEntry
from monitoring.services.contest_results import close_contest
from programs.services.audit import Refusal
from programs.tenancy import program_url
from tests.factories import make_member, make_mentor
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


NOT_TAKING = [
    (ContestState.DRAFT, "Конкурс сейчас «готовится»: заявки не принимаются."),
    (ContestState.JUDGING, "Конкурс сейчас «оценивает жюри»: заявки не принимаются."),
    (ContestState.CLOSED, "Конкурс сейчас «подведены итоги»: заявки не принимаются."),
]


def opened(program, browser, contest):
    """Where the page of a new application leads, and what is said there."""
    answer = browser.get(program_url(program, "monitoring:contest_entry_add", pk=contest.pk), follow=True)
    told = [str(message) for message in answer.context.get("messages", ())]
    return [address for address, _ in answer.redirect_chain], told


@pytest.mark.parametrize(("state", "words"), NOT_TAKING)
def test_application_to_a_contest_that_takes_none_leads_back_with_the_reason(
    program, curator, sign_in, state, words
):
    contest = make_contest(program, curator)
    Contest.objects.update(state=state)

    here = program_url(program, "monitoring:contest_detail", pk=contest.pk)
    assert opened(program, sign_in(curator), contest) == ([here], [words])


@pytest.mark.parametrize(
    ("first", "last", "way_out"),
    [(1, 9, ""), (-9, -1, " Чтобы принять опоздавшую, продлите приём.")],
    ids=["early", "late"],
)
def test_application_outside_the_days_of_a_contest_leads_back_with_them(
    program, curator, sign_in, first, last, way_out
):
    contest, today = make_contest(program, curator), timezone.localdate()
    opens_on, closes_on = today + timedelta(days=first), today + timedelta(days=last)
    Contest.objects.update(opens_on=opens_on, closes_on=closes_on)

    here = program_url(program, "monitoring:contest_detail", pk=contest.pk)
    words = f"Заявки принимают с {short_date(opens_on)} по {short_date(closes_on)}.{way_out}"
    assert opened(program, sign_in(curator), contest) == ([here], [words])


@pytest.mark.parametrize(("first", "last"), [(0, 5), (-5, 0)], ids=["first day", "last day"])
def test_application_on_the_days_of_a_contest_opens_its_form(program, curator, sign_in, first, last):
    contest, today = make_contest(program, curator), timezone.localdate()
    Contest.objects.update(opens_on=today + timedelta(days=first), closes_on=today + timedelta(days=last))

    assert opened(program, sign_in(curator), contest) == ([], [])


def test_application_in_a_finished_year_leads_back_with_the_reason(program, curator, sign_in):
    contest = make_contest(program, curator)
    program.state = "completed"
    program.save()

    chain, [told] = opened(program, sign_in(curator), contest)

    assert chain == [program_url(program, "monitoring:contest_detail", pk=contest.pk)]
    assert "больше не меняется" in told


def test_application_typed_while_the_contest_closed_stays_in_its_form_with_the_reason(
    program, curator, sign_in
):
    contest, mentor = make_contest(program, curator), make_mentor(program)
    given = {
        "nomination": contest.nominations.get().pk,
        "mentor": mentor.pk,
        "text": "Три года ведёт кружок",
        "once": "k",
    }
    Contest.objects.update(state=ContestState.JUDGING)

    answer = sign_in(curator).post(program_url(program, "monitoring:contest_entry_add", pk=contest.pk), given)

    page = answer.content.decode()
    assert (answer.status_code, "Три года ведёт кружок" in page) == (422, True)
    assert "Конкурс сейчас «оценивает жюри»: заявки не принимаются." in page
    assert ContestEntry.objects.count() == 0
