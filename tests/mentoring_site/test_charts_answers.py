"""Charts of answers: clean pictures that say their numbers in words too."""

import re

from mentoring_site.charts_answers import columns, dumbbell, dumbbell_rows

FORBIDDEN = re.compile(r"<script|<style|style=|href", re.IGNORECASE)


def test_columns_say_what_was_chosen_and_where_the_mean_is():
    picture = columns([("1", 0), ("2", 3), ("3", 1)], title="Комфорт <b>", mean=2.25)

    assert "<desc" in picture
    assert "2: 3; 3: 1" in picture
    assert "среднее 2,2" in picture
    assert "Комфорт &lt;b&gt;" in picture
    assert not FORBIDDEN.search(picture)


def test_columns_of_nothing_say_so():
    assert "нет данных" in columns([("1", 0), ("2", 0)], title="Пусто")


def test_dumbbell_rows_stay_as_high_as_their_labels_and_mark_a_fall():
    rows = [("Польза", 9.0, 8.0), ("Насколько хорошо получилось устраивать встречи и общие дела?", 5.9, 8.4)]

    picture = dumbbell_rows(rows, title="Ожидания")

    assert 'viewBox="0 0 680 60"' in picture
    assert (picture.count("stroke-dasharray"), picture.count("<circle")) == (1, 4)


def test_dumbbell_marks_what_fell_by_a_point_with_a_dashed_line():
    fell = dumbbell([("Польза", 9.0, 8.0)], title="Ожидания")
    held = dumbbell([("Польза", 9.0, 8.1)], title="Ожидания")

    assert ("stroke-dasharray" in fell, "stroke-dasharray" in held) == (True, False)
    assert "Польза: до 9, после 8" in fell
    assert not FORBIDDEN.search(fell)


def test_dumbbell_without_one_side_has_one_mark():
    picture = dumbbell([("Польза", None, 1.0), ("Польза", 10.0, None)], title="Ожидания")

    assert picture.count("<circle") == 2
    assert "до нет данных, после 1" in picture
