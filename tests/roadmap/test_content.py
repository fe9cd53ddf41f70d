"""The roadmap template against document_steps.json: the 35 steps parsed from the document on their own."""

import json
from datetime import date
from pathlib import Path

import pytest

from roadmap.content import load_steps, role_titles, steps_for, term_text

DOCUMENT = json.loads((Path(__file__).parent / "document_steps.json").read_text(encoding="utf-8"))


def test_steps_of_template_equal_steps_of_document():
    titles = role_titles()

    shipped = [
        {
            "number": dated.template.number,
            "title": dated.template.title,
            "term_as_printed": dated.template.term_as_printed,
            "starts": f"{dated.starts:%Y-%m}",
            "ends": f"{dated.ends:%Y-%m}",
            "responsible": [titles[role] for role in dated.template.responsible],
        }
        for dated in steps_for(2022)
    ]

    assert len(DOCUMENT) == 35
    assert shipped == DOCUMENT


def test_stages_of_steps_follow_the_seven_official_stages():
    numbers = {}
    for step in load_steps():
        numbers.setdefault(step.stage, []).append(step.number)

    assert numbers == {
        1: [1, 2, 3, 4, 8],
        2: [5, 6, 7, 9],
        3: [10, 11, 12, 13],
        4: [14, 15, 16],
        5: [17, 18, 19, 20],
        6: [21, 22, 23, 24, 25, 26],
        7: [27, 28, 29, 30, 31, 32, 33, 34, 35],
    }


def test_short_titles_are_short_and_differ():
    shorts = [step.short_title for step in load_steps()]

    assert [title for title in shorts if not 3 <= len(title) <= 42] == []
    assert len(set(shorts)) == 35
    assert (shorts[8], shorts[17], shorts[19]) == (
        "Оценка «до» у наставляемых",
        "Анкета предпочтений",
        "Закрепление пар распоряжением",
    )


def test_year_of_step_27_is_restored_and_no_other():
    restored = [step for step in load_steps() if step.is_year_restored]

    assert [(step.number, step.term_as_printed, step.start_month) for step in restored] == [
        (27, "Май", (5, 1))
    ]


def test_roles_of_document_cover_nine_codes_and_curator_has_26_steps():
    steps = load_steps()

    assert role_titles() == {
        "director": "Директор",
        "deputy_uvr": "Заместитель директора по УВР",
        "deputy_vr": "Заместитель директора по ВР",
        "class_teacher": "Классные руководители",
        "curator": "Куратор программы",
        "subject_head": "Руководители ШМО",
        "psychologist": "Педагог-психолог",
        "social": "Социальный педагог",
        "mentor": "Наставники",
    }
    assert sum("curator" in step.responsible for step in steps) == 26
    assert steps[5].responsible_text == (
        "Куратор программы. Классные руководители. Педагог-психолог. Социальный педагог"
    )


def test_steps_for_2026_move_terms_to_the_programmes_year():
    terms = {}
    for dated in steps_for(2026):
        terms.setdefault(dated.term, []).append(dated.template.number)

    assert terms == {
        "сентябрь 2026": [1, 2],
        "октябрь 2026": [3, 4, 6],
        "сентябрь – октябрь 2026": [5],
        "октябрь – ноябрь 2026": [7],
        "декабрь 2026 – август 2027": [8],
        "ноябрь 2026": [9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23],
        "декабрь 2026 – июнь 2027": [24],
        "май 2027": [25, 26, 27, 28],
        "июнь 2027": [29, 30, 31, 32, 33, 34, 35],
    }


def test_steps_for_2026_begin_on_the_first_and_end_on_the_last_day():
    steps = steps_for(2026)

    assert (steps[0].starts, steps[0].ends) == (date(2026, 9, 1), date(2026, 9, 30))
    assert (steps[7].starts, steps[7].ends) == (date(2026, 12, 1), date(2027, 8, 31))
    assert (steps[26].starts, steps[26].ends) == (date(2027, 5, 1), date(2027, 5, 31))


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        (date(2028, 2, 29), "февраль 2028"),
        (date(2028, 3, 31), "февраль – март 2028"),
        (date(2029, 2, 28), "февраль 2028 – февраль 2029"),
    ],
)
def test_term_text_names_month_range_and_years(ends, expected):
    assert term_text(date(2028, 2, 1), ends) == expected
