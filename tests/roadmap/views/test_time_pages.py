"""Pages of the roadmap over time: what the reader finds there, and that rows cost no queries."""

from __future__ import annotations

from datetime import date

import pytest

from participants.enums import EventKind
from participants.models import Event
from programs.enums import CalendarDayKind
from programs.models import CalendarDay, SchoolBreak
from programs.tenancy import program_url
from roadmap.models import Roadmap, Step
from tests.factories import make_member
from tests.roadmap.makers import make_roadmap, make_short_roadmap


def get(client, program, name, query=""):
    return client.get(program_url(program, f"roadmap:{name}") + query)


def lanes(response):
    return [lane.row.step.number for group in response.context["picture"].groups for lane in group.lanes]


@pytest.fixture
def curator(program):
    return make_member(program.school, "curator")


def test_timeline_groups_by_stage_by_role_or_shows_own_steps(program, sign_in):
    client = sign_in(make_member(program.school, "psychologist"))
    make_roadmap(program)

    by_stage, by_role, mine = (
        get(client, program, "timeline", f"?by={by}") for by in ("stage", "role", "mine")
    )

    assert lanes(by_stage) == list(range(1, 36))
    assert len(lanes(by_role)) > 35  # a step stands under each of its roles
    assert lanes(mine) == [6]
    assert 'style="' not in by_stage.content.decode()


@pytest.mark.parametrize(
    ("query", "title", "numbers"),
    [
        ("?zoom=month&month=2027-05", "Май 2027", [8, 24, 25, 26, 27, 28]),
        ("?zoom=month&month=1999-01", "Сентябрь 2026", [1, 2, 5]),
        ("?zoom=month&month=2027-13", None, None),
    ],
)
def test_timeline_of_a_month_shows_the_steps_that_touch_it(program, curator, sign_in, query, title, numbers):
    make_roadmap(program)

    response = get(sign_in(curator), program, "timeline", query)

    assert response.status_code == 200
    if title:
        assert (response.context["month_title"], [n for n in lanes(response) if n in numbers]) == (
            title,
            numbers,
        )


def test_timeline_of_nobodys_role_and_without_a_map_says_so(program, curator, sign_in):
    client = sign_in(curator)

    assert "Дорожной карты ещё нет" in get(client, program, "timeline").content.decode()
    make_short_roadmap(program, ("director",))
    assert "Ваших шагов здесь нет" in get(client, program, "timeline", "?by=mine").content.decode()


def test_calendar_shows_own_terms_events_and_days_off_and_nothing_of_others(program, curator, sign_in):
    school = program.school
    make_short_roadmap(program, ("curator",), ("director",))
    CalendarDay.objects.create(
        school=school, day=date(2026, 11, 4), kind=CalendarDayKind.OFF, note="День народного единства"
    )
    SchoolBreak.objects.create(
        school=school, title="Осенние каникулы", starts=date(2026, 10, 26), ends=date(2026, 11, 3)
    )
    Event.objects.create(
        school=school,
        program=program,
        kind=EventKind.GROUP_MEETING,
        title="Первая групповая встреча",
        planned_on=date(2026, 11, 12),
    )

    response = get(sign_in(curator), program, "calendar", "?month=2026-11")

    days = {day.day.day: day for week in response.context["weeks"] for day in week if day.is_in_month}
    assert (days[4].note, days[3].note, days[5].is_workday) == (
        "День народного единства",
        "Осенние каникулы",
        True,
    )
    assert [entry.kind for entry in days[12].entries] == ["событие"]
    assert [entry.item.title for entry in days[30].entries] == ["Срок шага № 1: Мероприятие 1"]
    page = response.content.decode()
    assert "Мероприятие 2" not in page
    assert program_url(program, "programs:my_calendar") in page


@pytest.mark.parametrize(
    ("month", "title", "has_earlier", "has_later"),
    [
        ("2026-09", "Сентябрь 2026", False, True),
        ("2027-06", "Июнь 2027", True, False),
        ("1990-01", "Сентябрь 2026", False, True),
    ],
)
def test_calendar_stays_within_the_programme(program, curator, sign_in, month, title, has_earlier, has_later):
    context = get(sign_in(curator), program, "calendar", f"?month={month}").context

    assert (context["month_title"], bool(context["earlier"])) == (title, has_earlier)
    assert bool(context["later"]) >= has_later


@pytest.mark.parametrize("query", ["?month=x", "?month=2026-99", ""])
def test_calendar_with_a_wrong_month_shows_the_present_one(program, curator, sign_in, query):
    assert get(sign_in(curator), program, "calendar", query).status_code == 200


@pytest.mark.parametrize("name", ["timeline", "calendar", "digest", "years"])
def test_pages_cost_the_same_queries_for_1_and_3_steps(program, curator, sign_in, queries_of, name):
    client, counts = sign_in(curator), []
    for rows in (1, 3):
        Roadmap.objects.all().delete()
        make_short_roadmap(program, *[("curator",)] * rows)
        Step.objects.update(starts=date(2026, 9, 1), ends=date(2027, 6, 30))
        counts.append(queries_of(client, program_url(program, f"roadmap:{name}")))

    assert counts[0] == counts[1]
