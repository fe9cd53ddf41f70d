from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from programs.tenancy import program_url
from roadmap.content import load_steps
from roadmap.models import Roadmap, Step
from roadmap.reports import programme_blocks, roadmap_paper
from roadmap.services.lives import start_revision, submit_roadmap
from roadmap.services.progress import complete_step, start_step
from roadmap.tables import build_rows, by_stage
from roadmap.wording import badge_of, days_left
from tests.factories import make_member
from tests.roadmap.makers import make_roadmap, make_short_roadmap

TODAY = date(2026, 11, 23)


def page(client, program, name="roadmap_table", query=""):
    return client.get(program_url(program, f"roadmap:{name}") + query)


def shown_numbers(response):
    return [row.step.number for group in response.context["groups"] for row in group.rows]


def test_table_shows_35_steps_in_order_under_seven_stages(program, sign_in):
    curator = make_member(program.school, "curator")
    make_roadmap(program)

    response = page(sign_in(curator), program)

    assert shown_numbers(response) == list(range(1, 36))
    assert [(group.title, len(group.rows)) for group in response.context["groups"]] == [
        ("Подготовка условий", 4),
        ("База наставляемых", 5),
        ("База наставников", 4),
        ("Отбор и обучение", 3),
        ("Формирование пар", 4),
        ("Работа пар и групп", 6),
        ("Завершение", 9),
    ]
    assert response.content.decode().count("год восстановлен") == 1


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("?month=2026-10", [3, 4, 5, 6, 7]),
        ("?role=psychologist", [6]),
        ("?role=mentor&month=2027-05", [24, 26, 27]),
        ("?state=done", [7]),
        ("?state=in_progress", [9]),
        ("?view=mine", [3, 4, 5, 6, 8, 9, 10]),
        ("?month=2026-10&role=curator&view=mine", [5, 6]),
    ],
)
def test_table_filters_by_month_role_state_and_mine(program, sign_in, query, numbers):
    curator = make_member(program.school, "curator")
    teacher = make_member(program.school, "class_teacher")
    roadmap = make_roadmap(program)
    complete_step(step=roadmap.steps.get(number=7), by=curator, note="база")
    start_step(step=roadmap.steps.get(number=9), by=curator)

    response = page(sign_in(teacher), program, query=query)

    assert shown_numbers(response) == numbers


def test_table_with_a_wrong_filter_value_says_so_and_stays_whole(program, sign_in):
    make_roadmap(program)

    response = page(sign_in(make_member(program.school, "curator")), program, query="?month=2026-99")

    assert response.status_code == 200


def test_overdue_filter_and_own_count_agree_with_the_day():
    step = Step(state="planned", starts=date(2026, 10, 1), ends=date(2026, 10, 31))

    assert badge_of(step, date(2026, 10, 31)) == ("warn", "срок сегодня")
    assert badge_of(step, date(2026, 11, 1)) == ("late", "просрочен на 1\u00a0день")
    assert badge_of(step, date(2026, 11, 12)) == ("late", "просрочен на 12\u00a0дней")
    assert badge_of(step, date(2026, 9, 30)) == ("draft", "впереди")
    assert badge_of(step, date(2026, 10, 2)) == ("draft", "не начат")


@pytest.mark.parametrize(
    ("day", "words"),
    [(23, "срок сегодня"), (24, "до завтра"), (25, "осталось 2\u00a0дня"), (28, "осталось 5\u00a0дней")],
)
def test_days_left_in_words(day, words):
    assert days_left(date(2026, 11, day), TODAY) == words


@pytest.mark.parametrize("rows", [1, 3])
def test_table_costs_the_same_queries_for_1_and_3_steps(program, rows, django_assert_num_queries):
    roadmap = make_short_roadmap(program, *[("curator", "class_teacher")] * rows)

    with django_assert_num_queries(8):
        build_rows(roadmap, program, TODAY)


@pytest.mark.parametrize("rows", [1, 3])
def test_table_page_costs_the_same_queries_for_1_and_3_steps(
    program, sign_in, rows, django_assert_max_num_queries
):
    client = sign_in(make_member(program.school, "curator"))
    make_short_roadmap(program, *[("curator",)] * rows)

    with django_assert_max_num_queries(34):
        page(client, program)


def test_draft_of_the_next_revision_shows_progress_of_the_one_in_force(program):
    curator = make_member(program.school, "curator")
    old = make_roadmap(program, approved=True)
    revision = start_revision(program=program, by=curator, reason="перенос сроков")
    complete_step(step=old.steps.get(number=1), by=curator, note="педсовет")

    first = build_rows(revision, program, TODAY)[0]

    assert (first.step.roadmap_id, first.badge, first.proof) == (revision.pk, "ok", "педсовет")


def test_unknown_revision_and_format_are_not_found(program, sign_in):
    client = sign_in(make_member(program.school, "curator"))
    make_roadmap(program)

    assert [
        page(client, program, query="?revision=9").status_code,
        page(client, program, query="?revision=x").status_code,
        page(client, program, "roadmap_export", "?format=exe").status_code,
    ] == [404, 404, 404]


def test_export_holds_the_four_columns_then_state_and_day(program, sign_in):
    curator = make_member(program.school, "curator")
    roadmap = make_roadmap(program)
    complete_step(step=roadmap.steps.get(number=7), by=curator, note="база", on=date(2026, 11, 6))

    response = page(sign_in(curator), program, "roadmap_export", "?format=xlsx")

    rows = list(load_workbook(BytesIO(response.content)).active.values)
    assert rows[0] == (
        *("№ п/п", "Мероприятие", "Срок", "Ответственный", "Состояние", "Дата выполнения"),
        "Чем подтверждён",
    )
    assert len(rows) == 36
    number, title, term, responsible, state, day, proof = rows[7]
    assert (number, title, term, responsible, state, day.date(), proof) == (
        7,
        load_steps()[6].title,
        "октябрь – ноябрь 2026",
        "Куратор программы",
        "выполнен",
        date(2026, 11, 6),
        "база",
    )


@pytest.mark.parametrize("fmt", ["ods", "csv"])
def test_export_in_other_formats_is_a_download(program, sign_in, fmt):
    make_roadmap(program)

    response = page(
        sign_in(make_member(program.school, "curator")), program, "roadmap_export", f"?format={fmt}"
    )

    assert response.headers["Content-Disposition"].startswith("attachment")


def test_paper_of_approved_roadmap_has_the_mark_and_every_step(program):
    school = program.school
    director = make_member(
        school, "director", last_name="Ершова", first_name="Нина", middle_name="Викторовна"
    )
    make_member(school, "curator", last_name="Савельева", first_name="Ольга", middle_name="Сергеевна")
    roadmap = make_roadmap(program, approved=True, by=director)

    paper = roadmap_paper(Roadmap.objects.select_related("approved_by").get(pk=roadmap.pk), program, TODAY)

    assert (paper["approve"]["post"], paper["approve"]["name"].replace("\u202f", " ")) == (
        f"Директор {school.short_name}",
        "Н. В.\u00a0Ершова",
    )
    steps = [[cell["text"] for cell in row] for group in paper["groups"] for row in group["rows"]]
    assert [step[:2] for step in steps] == [[str(t.number), t.title] for t in load_steps()]
    assert steps[5][2:] == [
        "Октябрь 2026",
        "Куратор программы\nКлассные руководители\nПедагог-психолог\nСоциальный педагог",
    ]
    assert paper["signatures"][0]["name"].endswith("Савельева")


def test_printed_programme_holds_the_steps_in_four_columns(program):
    assert programme_blocks(program) == []
    make_roadmap(program)

    (block,) = programme_blocks(program)

    assert block["columns"] == ["№", "Мероприятие", "Срок", "Ответственные"]
    assert len(block["groups"]) == 7
    steps = [row for place, row in enumerate(block["rows"]) if place not in block["groups"]]
    assert [row[:2] for row in steps] == [[str(step.number), step.title] for step in load_steps()]


def test_pdf_of_a_draft_is_a_project_of_four_pages(program, sign_in):
    make_roadmap(program)

    response = page(sign_in(make_member(program.school, "curator")), program, "roadmap_pdf")

    texts = [sheet.extract_text() for sheet in PdfReader(BytesIO(response.content)).pages]
    assert (response.headers["Content-Type"], len(texts)) == ("application/pdf", 4)
    assert ("ПРОЕКТ" in texts[0], "УТВЕРЖДАЮ" in texts[0]) == (True, False)
    assert all("Мероприятие" in text for text in texts)  # the head repeats
    assert "Куратор Программы" in texts[-1]


def test_submit_approve_and_return_by_their_pages(program, sign_in):
    curator, director = make_member(program.school, "curator"), make_member(program.school, "director")
    make_roadmap(program)

    sign_in(curator).post(program_url(program, "roadmap:roadmap_submit"))
    client = sign_in(director)
    client.post(program_url(program, "roadmap:roadmap_return"), {"comment": "Сдвиньте шаг 14"})
    returned = Roadmap.objects.get()
    submit_roadmap(roadmap=returned, by=curator)
    client.post(program_url(program, "roadmap:roadmap_approve"))

    roadmap = Roadmap.objects.get()
    assert (returned.return_comment, roadmap.state, roadmap.approved_by) == (
        "Сдвиньте шаг 14",
        "approved",
        director,
    )


def test_step_of_an_earlier_stage_stays_where_the_document_has_it(program):
    rows = build_rows(make_roadmap(program), program, TODAY)

    assert [row.step.number for row in by_stage(rows)[1].rows] == [5, 6, 7, 8, 9]
