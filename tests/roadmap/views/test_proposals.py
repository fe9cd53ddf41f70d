from __future__ import annotations

import pytest

from programs.tenancy import program_url
from roadmap.models import Evidence, Step
from tests.factories import make_course, make_member
from tests.roadmap.makers import make_roadmap


@pytest.fixture
def client(program, sign_in):
    make_roadmap(program, approved=True)
    make_course(program, experts="Методист центра", materials="Памятка")
    return sign_in(make_member(program.school, "curator"))


def url(program, name, **kwargs):
    return program_url(program, f"roadmap:{name}", **kwargs)


def begin(*numbers):
    """Their term has begun, whatever day the tests run on."""
    for step in Step.objects.filter(number__in=numbers):
        step.starts = step.program.starts
        step.save()


def test_table_shows_the_fact_as_a_link_and_how_many_are_ready(program, client):
    begin(15)

    html = client.get(url(program, "roadmap_table")).content.decode()

    assert (
        f'<a href="{program_url(program, "participants:course_list")}">1\u00a0эксперт, 1\u00a0материал</a>'
        in html
    )
    assert "Готовы к отметке: 1\u00a0шаг" in html


def test_step_page_shows_the_data_and_is_marked_with_one_press(program, client):
    begin(15)

    html = client.get(url(program, "step_detail", number=15)).content.decode()
    client.post(url(program, "step_confirm", number=15))

    assert "Что показывают данные" in html
    assert "Отметить по данным" in html
    step = Step.objects.get(number=15)
    assert step.state == "done"
    assert step.note.startswith("1\u00a0эксперт, 1\u00a0материал (по данным на")


def test_ticked_proposals_are_marked_and_what_is_refused_is_told(program, client):
    begin(15)
    listed = client.get(url(program, "proposal_list"))

    page = client.post(url(program, "proposal_confirm"), {"step": ["15", "16", "x"]}, follow=True)

    assert [row["proposal"].step.number for row in listed.context["rows"]] == [15]
    said = [str(message) for message in page.context["messages"]]
    assert said[0] == "Отмечен выполненным 1\u00a0шаг."
    assert said[1].startswith("Шаг № 16 не отмечен. Данные больше не подтверждают")
    assert list(Step.objects.filter(state="done").values_list("number", flat=True)) == [15]


def test_nothing_ticked_is_told(program, client):
    page = client.post(url(program, "proposal_confirm"), {}, follow=True)

    assert [str(message) for message in page.context["messages"]] == [
        "Не выбран ни один шаг. Отметьте те, которые выполнены."
    ]


def test_protocol_fields_stand_at_steps_that_a_meeting_closes_only(program, client):
    html = {n: client.get(url(program, "step_detail", number=n)).content.decode() for n in (1, 16)}

    assert {n: "Сколько человек" in page for n, page in html.items()} == {1: True, 16: False}


def test_step_is_closed_by_a_typed_protocol_and_a_wrong_day_keeps_what_was_typed(program, client):
    typed = {"complete-protocol": "1", "complete-audience": "педагоги", "complete-present_count": "41"}

    refused = client.post(url(program, "step_complete", number=1), typed | {"complete-held_on": "2036-09-04"})
    client.post(url(program, "step_complete", number=1), typed | {"complete-held_on": "2026-09-04"})

    assert refused.status_code == 422
    assert 'value="педагоги"' in refused.content.decode()
    evidence = Evidence.objects.get()
    assert (evidence.protocol, evidence.present_count) == ("1", 41)
    assert Step.objects.get(number=1).note == "04.09.2026, протокол №\u00a01, педагоги, 41\u00a0человек"


@pytest.mark.parametrize("rows", [1, 3])
def test_proposals_cost_the_same_queries_for_1_and_3_steps(program, client, queries_of, rows):
    begin(15)
    for number, standard in zip((20, 21), (15, 15), strict=True):
        if rows == 3:
            Step.objects.filter(number=number).update(standard=standard, starts=program.starts)

    assert len(client.get(url(program, "proposal_list")).context["rows"]) == rows
    assert queries_of(client, url(program, "proposal_list")) == 8
