"""What confirms each of the 35 steps on the demonstration school in autumn, winter, spring and summer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_scopes import scopes_disabled

from mentoring_site.words import NBSP
from programs.models import Program, School
from programs.services.moments import told_by
from programs.tenancy import access_for
from roadmap.demo.build import run_program
from roadmap.demo.calendar import story_clock
from roadmap.demo.names import NameMaker
from roadmap.demo.schools import PLANNED_NAMES, make_sosh59
from roadmap.demo.stages import StoryStage, stage_day, tell_year
from roadmap.demo.world import World
from roadmap.enums import StepState
from roadmap.evidence import facts_for, proposals_for
from roadmap.models import Step
from tests.roadmap.test_demo import number_anew

YEAR = "2026-2027"
MOST_QUERIES = 45


@pytest.fixture(scope="module")
def seen(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, dict[str, Any]]]:
    """The first school's year, told once until summer without the years beside it: what was known at each stage."""
    found: dict[str, dict[str, Any]] = {}
    last = stage_day(StoryStage.SUMMER, YEAR)
    rng, clock = Random(7), story_clock(7, last, timezone.localtime())
    with django_db_blocker.unblock(), scopes_disabled(), transaction.atomic(), told_by(clock):
        number_anew()
        world = make_sosh59(rng, NameMaker(rng, PLANNED_NAMES), "2027-2028", last, clock)
        with world.opened():
            run_program(world)
            tell_year(world, StoryStage.SUMMER, lambda stage, told: found.update({stage: look(told)}))
        yield found
        transaction.set_rollback(True)


def look(world: World) -> dict[str, Any]:
    on = world.calendar.today
    program = Program.objects.select_related("school").get(pk=world.program.pk)
    with CaptureQueriesContext(connection) as queries:
        facts = facts_for(program, on)
    access = access_for(world.curator, program, on)
    return {
        "on": on,
        "facts": {
            number: (fact.text.replace(NBSP, " "), fact.is_complete) if (fact := facts.get(number)) else None
            for number in range(1, 36)
        },
        "shares": {n: (fact.done, fact.total) for n, fact in facts.items() if fact.total},
        "queries": len(queries),
        "proposed": [one.step.number for one in proposals_for(access, on)],
        "done": Step.objects.in_force(program).filter(state=StepState.DONE).count(),
    }


# Step -> what the data say, and whether they confirm it. Signs that do not break are written as plain spaces.
AUTUMN = {
    1: ("Педсовет 04.09.2026, 41 человек", True),
    2: ("Собрание 11.09.2026, 186 человек", True),
    3: ("Встреча 13.10.2026, 37 человек", True),
    5: ("Заявок 4, ждут решения 3, согласия взрослых 10 из 13", False),
    6: ("Представлений 7, ждут решения 5, согласия родителей 30 из 43", False),
    7: ("56 наставляемых, база не утверждена", False),
    8: ("2 формы, 9 моделей, решение от 12.10.2026", True),
    10: ("Заявок 4, ждут решения 2, согласия 34 из 34", False),
    11: ("Сопоставлены 56 запросов и 34 наставника", True),
    12: ("34 наставника, 29 готовы, база не утверждена", False),
    14: ("Проведено 28 из 32", False),
    15: ("2 эксперта, 2 материала", True),
    16: ("Обучены 27 из 27, от 4 до 5,5 часа", True),
    17: ("09.10.2026, пришли 52 из 66", True),
    18: ("Ответили 51 из 68", False),
}
WINTER = AUTUMN | {
    4: ("Конференция 29.10.2026, 148 человек", True),
    5: ("Заявок 4, согласия взрослых 13 из 13; ожидания 21 из 22", True),
    6: ("Представлений 7, согласия родителей 43 из 43", True),
    7: ("56 наставляемых, база утверждена 04.12.2026", True),
    9: ("Измерено 49 из 49", True),
    10: ("Заявок 4, согласия 28 из 29; ожидания 18 из 19", False),
    11: ("Сопоставлены 56 запросов и 29 наставников", True),
    12: ("29 наставников, 28 готовы, база утверждена 04.12.2026", True),
    13: ("Измерено 27 из 27", True),
    14: ("Проведено 27 из 27", True),
    18: ("Ответили 51 из 67", True),
    19: ("В парах 33 из 49 наставляемых", False),
    20: ("Распоряжение № 1-р от 21.10.2026 и ещё 3", True),
    21: ("Встретились 23 из 23 пар", True),
    22: ("Встретились 23 из 23 пар", True),
    23: ("Встретились 23 из 23 пар, планы у 24 из 25", False),
    24: ("156 встреч, реже нормы 2 пары из 22", False),
    28: ("Ответили 28 из 40", True),
    31: ("SWOT: 2 фактора, сводного листа нет", False),
    33: ("Ждут описания: 1 пара", False),
    35: ("Итоги записаны у 1 из 1 наставляемых", False),
}
SPRING = WINTER | {  # two mentors have come of age and have to sign for themselves
    10: ("Заявок 4, согласия 27 из 29; ожидания 18 из 19", False),
    12: ("29 наставников, 27 готовы, база утверждена 04.12.2026", True),
    13: ("Измерено 26 из 26", True),
    24: ("321 встреча, реже нормы 2 пары из 22", False),
    34: ("Опубликовано: 1 карточка наставника, на других сайтах 1", True),
}
SUMMER = SPRING | {
    18: ("Ответили 51 из 66", True),
    24: ("399 встреч", True),
    25: ("Ответили 59 из 66", True),
    26: ("Встретились 22 из 23 пар", False),
    27: ("Встреча 27.05.2027, 44 человека", True),
    28: ("Ответили 59 из 66", True),
    29: ("Приглашены: 17 семей, 3 организации", True),
    30: ("Торжественное мероприятие 18.06.2027, 104 человека; вручено 5 из 6 наград", False),
    31: ("SWOT: 15 факторов, 14 баллов из 18", True),
    32: ("Измерено 86 из 90, с классами и школой", False),
    33: ("Согласовано 1 из 3 кейсов, ждут описания 2 пары", False),
    34: ("Опубликовано: 1 кейс, 1 карточка наставника, на других сайтах 1", True),
    35: ("Итоги записаны у 25 из 25 наставляемых", True),
}
KNOWN = {
    StoryStage.AUTUMN: AUTUMN,
    StoryStage.WINTER: WINTER,
    StoryStage.SPRING: SPRING,
    StoryStage.SUMMER: SUMMER,
}


@pytest.mark.parametrize("stage", list(StoryStage))
def test_all_35_steps_say_what_the_data_of_the_stage_confirm(seen: dict[str, Any], stage: StoryStage) -> None:
    """A step that is not named is one of which nothing is known yet."""
    assert seen[stage]["facts"] == {number: KNOWN[stage].get(number) for number in range(1, 36)}


def test_days_marks_and_proposals_follow_the_year(seen: dict[str, Any]) -> None:
    assert {stage: (told["on"], told["done"], told["proposed"]) for stage, told in seen.items()} == {
        StoryStage.AUTUMN: (date(2026, 10, 15), 2, [3]),
        StoryStage.WINTER: (date(2027, 1, 20), 15, [8, 17, 18, 20, 21, 22]),
        StoryStage.SPRING: (date(2027, 4, 28), 22, [8]),
        StoryStage.SUMMER: (date(2027, 6, 22), 27, [28, 29, 31, 34, 35]),
    }


def test_shares_are_whole_and_all_facts_cost_few_queries(seen: dict[str, Any]) -> None:
    shares = [share for told in seen.values() for share in told["shares"].values()]

    assert shares
    assert all(0 <= done <= total for done, total in shares)
    assert max(told["queries"] for told in seen.values()) <= MOST_QUERIES


@pytest.mark.django_db
def test_day_and_stage_together_are_refused() -> None:
    with pytest.raises(CommandError, match="у времени года свой день"):
        call_command("create_demo", "--today", "2026-11-23", "--stage", "winter")


@pytest.mark.django_db
def test_day_of_a_stage_is_named_without_building_a_school(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("create_demo", "--stage", "summer", "--show-day")

    assert capsys.readouterr().out.strip() == f"{int(YEAR[:4]) + 1}-06-22"
    assert not School.objects.exists()
