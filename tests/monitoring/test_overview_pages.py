"""«Где мы», the six tasks with their conclusions, the settings of the monitoring."""

import pytest

from monitoring.enums import CampaignState
from monitoring.models import MonitoringSettings, MonitoringText
from monitoring.services.settings import save_settings, settings_from_previous
from monitoring.stages import as_ladder, stages_of
from monitoring.survey_sheets import surveys_of
from monitoring.tasks import task_texts, tasks_of
from programs.models import ProgramSection
from programs.tenancy import program_url
from tests.factories import make_member, make_program
from tests.monitoring.makers_surveys import make_survey


@pytest.fixture
def curator(program):
    return make_member(program.school, "curator")


def test_tasks_are_worded_by_the_schools_own_programme(program):
    section = ProgramSection.objects.create(
        school=program.school,
        program=program,
        code="monitoring_tasks",
        title="Задачи мониторинга",
        kind="list",
        position=1,
        rows=[[f"задача {number}"] for number in range(1, 7)],
    )

    assert task_texts(program)[0] == "задача 1"
    section.rows = section.rows[:4]
    section.save()
    assert task_texts(program)[0].startswith("сбор и анализ обратной связи")


def test_first_task_tells_the_response_rate_with_a_link(program):
    campaign = make_survey(program, [{"glad": True}] * 3)

    fact = tasks_of(program, program.starts)[0].facts[0]

    assert (fact.label, fact.value) == ("Ответили: Итоги года", "3\u00a0анкеты")
    assert fact.url == program_url(program, "monitoring:survey_results", pk=campaign.pk)


def test_stages_show_what_is_done_and_what_is_next(program):
    make_survey(program, [{"glad": True}], moment="before")
    make_survey(program, [{"glad": True}], state=CampaignState.OPEN)

    (_, first), _ = stages_of(program, surveys_of(program))

    assert [(step["label"], step["state"]) for step in as_ladder(first)] == [
        ("Анкеты «до»", "past"),
        ("Обратная связь", "now"),
        ("Анкеты «после»", "ahead"),
        ("SWOT-анализ", "ahead"),
    ]


def test_conclusion_of_a_task_is_written_and_shown(program, curator, sign_in):
    client, url = sign_in(curator), program_url(program, "monitoring:task", number=3)

    response = client.post(url, {"text": "Встречи идут по плану.", "version": 0})

    assert response.status_code == 302
    assert MonitoringText.objects.get(program=program).code == "task-3"
    assert "Встречи идут по плану." in client.get(
        program_url(program, "monitoring:overview")
    ).content.decode().replace("\u00a0", " ")
    stale = client.post(url, {"text": "Другое", "version": 0})
    assert stale.status_code == 422
    assert "Другое" in stale.content.decode().replace("\u00a0", " ")


def test_director_reads_a_task_and_may_not_write(program, sign_in):
    client, url = (
        sign_in(make_member(program.school, "director")),
        program_url(program, "monitoring:task", number=1),
    )

    assert client.get(url).status_code == 200
    assert client.post(url, {"text": "Нет", "version": 0}).status_code == 405
    assert client.get(program_url(program, "monitoring:task", number=7)).status_code == 404


def test_overview_takes_as_many_queries_for_one_survey_as_for_three(program, curator, sign_in, queries_of):
    client, url = sign_in(curator), program_url(program, "monitoring:overview")
    make_survey(program, [{"glad": True}] * 6)
    one = queries_of(client, url)
    make_survey(program, [{"glad": True}] * 6, role="mentor")
    make_survey(program, [{"glad": True}] * 6, role="parent")

    assert queries_of(client, url) == one


def settings_post(**changes):
    values = {
        "strong_from": 60,
        "weak_to": 40,
        "high_mark": 7,
        "satisfaction_rule": "glad_mean",
        "satisfied_mean": 7,
        "smallest_group": 5,
        "version": 0,
    }
    return values | changes


def test_settings_are_saved(program, curator, sign_in):
    response = sign_in(curator).post(
        program_url(program, "monitoring:settings"), settings_post(strong_from=70, smallest_group=8)
    )

    assert response.status_code == 302
    stored = MonitoringSettings.objects.get(program=program)
    assert (stored.strong_from, stored.smallest_group) == (70, 8)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"smallest_group": 4}, "больше либо равно 5"),
        ({"strong_from": 40}, "Порог слабой стороны должен быть меньше порога сильной"),
        ({"high_mark": 11}, "меньше либо равно 10"),
    ],
)
def test_settings_that_can_not_be_are_refused_and_nothing_is_lost(program, curator, sign_in, changes, words):
    response = sign_in(curator).post(
        program_url(program, "monitoring:settings"),
        settings_post(weak_to=39 if "weak" not in changes else 0)
        | changes
        | ({"weak_to": 40} if "strong_from" in changes else {}),
    )

    assert response.status_code == 422
    assert words in response.content.decode().replace("\u00a0", " ")
    assert not MonitoringSettings.objects.filter(program=program).exists()


def test_settings_go_on_into_the_next_year(program, curator):
    save_settings(
        program=program,
        values={"smallest_group": 9, "ages_on": program.starts},
        shown_version=0,
        by=curator,
    )
    after = make_program(program.school, label="2027-2028")

    settings_from_previous(program=after, previous=program)

    stored = MonitoringSettings.objects.get(program=after)
    assert (stored.smallest_group, stored.ages_on) == (9, None)
