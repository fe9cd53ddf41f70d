"""The last page of a protocol is never a line or two above the signatures."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from pypdf import PdfReader

from mentoring_site.pdf import html_to_pdf

DOCUMENT = SimpleNamespace(number="12-п", date=date(2026, 11, 20))
SCHOOL = {
    "name_full": "Муниципальное бюджетное общеобразовательное учреждение\n«Средняя общеобразовательная школа № 59»",
    "name_short": "МБОУ «СОШ № 59»",
    "letterhead": "ул. Школьная, 5",
    "place": "г. Энск",
}
ABOUT = "о целевой модели наставничества, о ходе подбора наставников и о сроках отчёта перед педсоветом"
LEAST_LINES = 6  # with the signatures


def pages(template, context):
    html = render_to_string(template, {"document": DOCUMENT, "school": SCHOOL} | context)
    found = [page.extract_text().split("\n") for page in PdfReader(BytesIO(html_to_pdf(html))).pages]
    return [[line for line in page if line.strip()] for page in found]


def council(points, *, people=0):
    point = {
        "heard": [f"Савельеву О. С. {ABOUT}."],
        "decided": ["Принять программу."],
        "voted": ["единогласно"],
    }
    return {
        "meeting_of": "заседания педагогического совета",
        "event_title": "О программе наставничества",
        "chair": "Ершова Нина Викторовна",
        "secretary": "Савельева Ольга Сергеевна",
        "present": "38 человек",
        "present_list": ["Панова Алиса Олеговна"] * people,
        "agenda": [ABOUT] * points,
        "points": [point] * points,
    }


def contest(members, rows):
    jury = [{"name": "Орлова Елена Андреевна", "post": "учитель", "is_chair": n == 0} for n in range(members)]
    row = {"name": "Лебедев Артём Игоревич", "marks": ["12"] * members, "mean": "12,3", "place": ""}
    return {
        "contest": "Лучший наставник",
        "dates": "01.10.2026 – 01.11.2026",
        "members": jury,
        "criteria": ["Результаты наставляемого в учёбе и в делах школы (до 5)"] * 4,
        "admitted": rows,
        "nominations": [{"title": "Наставник учеников", "rows": [row] * rows}],
    }


@pytest.mark.parametrize("points", range(1, 7))
def test_council_s_last_page_holds_more_than_signatures(points):
    assert len(pages("reports/event_protocol.html", council(points))[-1]) >= LEAST_LINES


@pytest.mark.parametrize(("members", "rows"), [(3, 2), (3, 8), (3, 14), (7, 3), (7, 8)])
def test_contest_s_last_page_holds_rows_of_the_table_beside_the_jury(members, rows):
    last = "\n".join(pages("reports/contest_protocol.html", contest(members, rows))[-1])

    assert last.count("Лебедев Артём Игоревич") >= min(rows, 3)
    assert last.count("Член жюри") == members - 1


def test_two_points_of_a_council_stay_on_one_page():
    assert len(pages("reports/event_protocol.html", council(2))) == 1


@pytest.mark.parametrize("people", [38, 40])
def test_list_of_those_present_ends_with_three_rows_at_least(people):
    last = "\n".join(pages("reports/event_protocol.html", council(1, people=people))[-1])

    assert last.count("Панова") >= 3
