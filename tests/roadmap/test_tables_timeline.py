"""The picture over time: what stands where, and which form tells which state."""

from __future__ import annotations

from datetime import date

import pytest

from programs.workdays import WorkCalendar
from roadmap.enums import Stage, StepState, TermKind
from roadmap.models import Step
from roadmap.tables import StepRow
from roadmap.tables_timeline import (
    MINE,
    ROLE,
    STAGE,
    Window,
    controls_of,
    month_window,
    months_list,
    picture_of_month,
    picture_of_year,
    year_window,
)
from roadmap.wording import badge_of

STARTS, ENDS = date(2026, 9, 1), date(2027, 6, 30)
TODAY = date(2026, 11, 23)


def row(number=1, starts=date(2026, 11, 1), ends=date(2026, 11, 30), roles=("curator",), **fields):
    step = Step(
        pk=number,
        number=number,
        short_title=f"Шаг {number}",
        stage=fields.pop("stage", Stage.CONDITIONS),
        starts=starts,
        ends=ends,
        **{"term_text": "ноябрь 2026", **fields},
    )
    badge, text = badge_of(step, TODAY)
    return StepRow(step, step, list(roles), badge, text, "", "", "", [], "", 0)


def year(*rows, by=STAGE):
    controls = controls_of(rows, STARTS, ENDS)
    return picture_of_year(rows, year_window(rows, STARTS, ENDS), TODAY, controls, by)


def only(picture):
    (group,) = picture.groups
    (lane,) = group.lanes
    return lane


def test_window_lays_its_days_over_a_hundred_percent():
    window = Window(date(2026, 11, 1), date(2026, 11, 30))

    assert [window.at(date(2026, 11, 1)), window.at(date(2026, 11, 16)), window.at(date(2026, 12, 1))] == [
        0,
        50,
        100,
    ]


def test_year_holds_whole_months_of_programme_and_terms_and_today():
    picture = year(row(starts=date(2026, 8, 20), ends=date(2027, 8, 10)))

    assert (picture.window.first, picture.window.last) == (date(2026, 8, 1), date(2027, 8, 31))
    assert [(mark.label, mark.year) for mark in picture.marks if mark.year] == [
        ("авг", "2026"),
        ("янв", "2027"),
    ]
    assert picture.today_label == "23\N{NO-BREAK SPACE}нояб."
    assert picture.today_x


def test_year_of_terms_too_far_apart_is_the_programmes_own():
    window = year_window([row(starts=date(2015, 1, 1), ends=date(2026, 12, 31))], STARTS, ENDS)

    assert (window.first, window.last) == (date(2026, 9, 1), date(2027, 6, 30))


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"state": StepState.DONE}, {"tick_x"}),
        ({"state": StepState.IN_PROGRESS, "ends": date(2026, 12, 31)}, {"half"}),
        ({"state": StepState.IN_PROGRESS, "ends": date(2026, 11, 25)}, {"half", "alarm_x"}),
        ({"starts": date(2026, 9, 1), "ends": date(2026, 10, 31)}, {"alarm_x", "tail_x", "tail_width"}),
        ({"starts": date(2026, 12, 1), "ends": date(2027, 5, 31)}, set()),
        ({"state": StepState.NOT_NEEDED, "note": "в этом году нет"}, {"is_dashed"}),
        ({"term_kind": TermKind.EVENT, "starts": STARTS, "ends": ENDS}, {"is_dashed"}),
        ({"term_kind": TermKind.EVENT, "starts": date(2026, 9, 1), "ends": date(2026, 10, 1)}, {"is_dashed"}),
    ],
)
def test_state_is_told_by_the_form_of_the_bar(fields, shown):
    lane = only(year(row(**fields)))

    told = ("half", "tick_x", "alarm_x", "tail_x", "tail_width", "is_dashed")
    assert {name for name in told if getattr(lane, name)} == shown
    assert lane.x
    assert lane.width


def test_control_days_of_a_term_stand_as_ticks_and_weekly_ones_make_no_comb():
    months = row(1, STARTS, ENDS, term_kind=TermKind.MONTHS, term_text="сентябрь, январь, май")
    weekly = row(2, STARTS, ENDS, term_kind=TermKind.RECURRING, term_text="еженедельно")

    lanes = year(months, weekly).groups[0].lanes

    assert [len(lane.controls) for lane in lanes] == [3, 0]
    assert lanes[1].is_dashed


def test_by_responsible_shows_a_step_under_each_role_and_nobodys_last():
    rows = [row(1, roles=("curator", "director")), row(2, roles=("curator",)), row(3, roles=())]

    groups = year(*rows, by=ROLE).groups

    assert [(group.title, [lane.row.step.number for lane in group.lanes]) for group in groups] == [
        ("Куратор программы", [1, 2]),
        ("Директор", [1]),
        ("Ответственный не назначен", [3]),
    ]
    assert [group.title for group in year(*rows, by=MINE).groups] == ["Подготовка условий"]


def test_month_shows_what_touches_it_late_steps_and_free_days():
    rows = [
        row(1, date(2026, 9, 1), date(2026, 9, 30)),  # late: its tail reaches into this month
        row(2, date(2026, 9, 1), date(2026, 9, 30), state=StepState.DONE),
        row(3, date(2026, 11, 10), date(2026, 12, 20)),
        row(4, date(2027, 1, 1), date(2027, 1, 31)),
    ]
    calendar = WorkCalendar(days={date(2026, 11, 4): False})

    picture = picture_of_month(rows, month_window(TODAY), TODAY, {}, STAGE, calendar)

    late, running = picture.groups[0].lanes
    assert (late.row.step.number, late.x, late.tail_x) == (1, "", "0.00%")
    assert (running.row.step.number, running.x, running.tick_x) == (3, "30.00%", "")
    assert [mark.label for mark in picture.offs] == ["1", "4", "7", "8", "14", "15", "21", "22", "28", "29"]


def test_phone_list_names_late_first_then_months_then_terms_without_days():
    rows = [
        row(1, STARTS, ENDS, term_kind=TermKind.EVENT),
        row(2, date(2026, 12, 1), date(2026, 12, 31)),
        row(3),
        row(4, date(2026, 9, 1), date(2026, 10, 31)),
    ]

    assert [
        (group.title, group.is_now, [r.step.number for r in group.rows]) for group in months_list(rows, TODAY)
    ] == [
        ("Просрочены", False, [4]),
        ("Ноябрь 2026", True, [3]),
        ("Декабрь 2026", False, [2]),
        ("По событию, без дней", False, [1]),
    ]
