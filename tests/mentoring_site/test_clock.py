"""The day of the site: the real one, or the day of a demo's story."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from mentoring_site import clock, env


@pytest.fixture(autouse=True)
def forgotten():
    """The distance to the story is counted once a process."""
    clock._ahead.cache_clear()
    yield
    clock._ahead.cache_clear()


def test_day_without_a_story_is_the_real_one_in_the_schools_zone(settings):
    settings.DEMO_TODAY = None

    with time_machine.travel("2026-11-23 22:30 +00:00", tick=False):
        assert (clock.today(), clock.now()) == (date(2026, 11, 24), timezone.now())


def test_day_of_a_story_goes_on_after_midnight(settings):
    settings.DEMO_TODAY = date(2027, 6, 22)

    with time_machine.travel("2026-11-23 20:30 +00:00", tick=False) as wall:
        told = [clock.today()]
        wall.shift(timedelta(hours=1))
        told.append(clock.today())

    assert told == [date(2027, 6, 22), date(2027, 6, 23)]


def test_file_that_is_kept_for_a_while_goes_on_a_day_of_the_story(settings):
    settings.DEMO_TODAY = date(2027, 6, 22)

    with time_machine.travel("2026-11-23 12:00 +00:00", tick=False):
        assert clock.day_of(timezone.now() + timedelta(days=90)) == date(2027, 9, 20)


@pytest.mark.parametrize("value", ["22.06.2027", "2027-13-01", "summer"])
def test_day_of_a_story_that_is_no_day_is_refused_by_name(monkeypatch, value):
    monkeypatch.setenv("DEMO_TODAY", value)

    with pytest.raises(ImproperlyConfigured, match="DEMO_TODAY"):
        env.day("DEMO_TODAY")
