"""The school's calendar of work: services and their page."""

from datetime import date

import pytest

from mentoring_site.permissions import Role
from programs.models import AuditEvent, CalendarDay, School, SchoolBreak
from programs.services import calendar
from programs.services.audit import Refusal
from programs.tenancy import program_url
from tests.factories import make_member


@pytest.fixture
def director(program):
    return make_member(program.school, Role.DIRECTOR)


def url(program, name, **kwargs):
    return program_url(program, f"programs:{name}", **kwargs)


def test_holidays_are_added_once_and_leave_typed_days_alone(program, director):
    moved = calendar.save_day(
        program=program, day=date(2026, 11, 4), kind="working", note="учебный день", by=director
    )

    made = calendar.add_holidays(program=program, by=director)
    again = calendar.add_holidays(program=program, by=director)

    moved.refresh_from_db()
    assert (len(made) > 10, again, moved.kind) == (True, [], "working")
    assert AuditEvent.objects.filter(action="calendar.holidays").count() == 1


def test_calendar_of_school_holds_week_days_and_breaks(program, director):
    calendar.set_week(program=program, works_saturdays=True, by=director)
    calendar.save_day(program=program, day=date(2026, 11, 4), kind="off", by=director)
    calendar.save_break(
        program=program, title="осенние", starts=date(2026, 10, 26), ends=date(2026, 11, 3), by=director
    )

    found = calendar.calendar_of(School.objects.get(pk=program.school_id))

    assert found.add_workdays(date(2026, 10, 23), 2) == date(2026, 11, 5)  # Saturday the 24th is the first


def test_same_day_twice_overlapping_breaks_and_a_break_of_years_are_refused(program, director):
    autumn = {"title": "осенние", "starts": date(2026, 10, 26), "ends": date(2026, 11, 3)}
    calendar.save_day(program=program, day=date(2026, 11, 4), kind="off", by=director)
    calendar.save_break(program=program, **autumn, by=director)

    with pytest.raises(Refusal, match=r"04\.11\.2026 уже есть"):
        calendar.save_day(program=program, day=date(2026, 11, 4), kind="working", by=director)
    with pytest.raises(Refusal, match="уже записано: осенние"):
        calendar.save_break(program=program, **{**autumn, "title": "ещё"}, by=director)
    with pytest.raises(Refusal, match="раньше, чем начались"):
        calendar.save_break(program=program, **{**autumn, "ends": date(2026, 10, 1)}, by=director)
    with pytest.raises(Refusal, match="длиннее 120 дней"):
        calendar.save_break(program=program, **{**autumn, "ends": date(2027, 11, 3)}, by=director)


def test_page_adds_edits_and_removes_days_and_keeps_what_was_refused(program, director, sign_in):
    client = sign_in(director)
    day = {"day": "2026-11-05", "kind": "off", "note": "перенос"}

    client.post(url(program, "calendar_day_add"), day)
    refused = client.post(url(program, "calendar_day_add"), {**day, "note": "опять"})
    record = CalendarDay.objects.get()
    client.post(url(program, "calendar_day_edit", pk=record.pk), {**day, "kind": "working"})
    record.refresh_from_db()
    kind = record.kind
    client.post(url(program, "calendar_day_remove", pk=record.pk))

    assert (refused.status_code, 'value="опять"' in refused.content.decode()) == (422, True)
    assert (kind, CalendarDay.objects.count()) == ("working", 0)


def test_page_keeps_breaks_and_week(program, director, sign_in):
    client = sign_in(director)

    client.post(
        url(program, "calendar_break_add"),
        {"title": "зимние", "starts": "2026-12-31", "ends": "2027-01-08"},
    )
    client.post(url(program, "calendar_week"), {"works_saturdays": "yes"})
    page = client.get(url(program, "calendar_detail")).content.decode()

    assert "31.12.2026 – 08.01.2027" in page
    assert (SchoolBreak.objects.count(), School.objects.get(pk=program.school_id).works_saturdays) == (
        1,
        True,
    )
