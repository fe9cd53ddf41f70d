"""What was typed becomes the stored answer or is refused in words; nothing in between."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from participants.enums import QuestionKind
from participants.questionnaires.answers import (
    TIME_CODES,
    cell_of,
    count_answered,
    in_words,
    parse,
    parse_cell,
    unanswered,
)

TOPICS = {7: "Физика", 3: "Хор", 12: "Шахматы"}
OPTIONS = ["один", "два", "три"]


def ask(kind, **fields):
    defaults = {"options": OPTIONS, "scale_min": 1, "scale_max": 10, "code": "q", "is_required": True}
    return SimpleNamespace(kind=kind, **(defaults | fields))


@pytest.mark.parametrize(
    ("kind", "values", "answer"),
    [
        (QuestionKind.OPEN, ["  Пишу \r\nстихи "], "Пишу \nстихи"),
        (QuestionKind.OPEN, ["   "], None),
        (QuestionKind.ONE, ["2"], "два"),
        (QuestionKind.ONE, [""], None),
        (QuestionKind.MANY, ["3", "1", "3"], ["один", "три"]),
        (QuestionKind.YES_NO, ["1"], True),
        (QuestionKind.YES_NO, ["0"], False),
        (QuestionKind.SCALE, ["10"], 10),
        (QuestionKind.TOPICS, ["12", "7"], [7, 12]),
        (QuestionKind.TIMES, ["320", "115", "115"], ["115", "320"]),
        (QuestionKind.TIMES, [], None),
    ],
)
def test_form_values_become_the_stored_answer(kind, values, answer):
    assert parse(ask(kind), values, TOPICS) == answer


@pytest.mark.parametrize(
    ("kind", "cell", "message"),
    [
        (QuestionKind.ONE, "4", "нужно число от 1 до 3"),
        (QuestionKind.ONE, "два", "«два» не подходит"),
        (QuestionKind.MANY, "1 9", "«9» не подходит"),
        (QuestionKind.YES_NO, "да", "1 значит «да»"),
        (QuestionKind.SCALE, "0", "нужно число от 1 до 10"),
        (QuestionKind.SCALE, "²", "нужно число"),
        (QuestionKind.TOPICS, "99", "Темы с номером «99» нет"),
        (QuestionKind.TIMES, "715", "не время"),
        (QuestionKind.OPEN, "о" * 2001, "длиннее 2000 знаков"),
    ],
)
def test_wrong_cell_is_refused_in_words(kind, cell, message):
    with pytest.raises(ValidationError, match=message):
        parse_cell(ask(kind), cell, TOPICS)


def test_cell_takes_numbers_with_commas_and_spaces():
    assert parse_cell(ask(QuestionKind.MANY), " 3, 1;2 ", TOPICS) == OPTIONS


def test_answers_in_words():
    assert [
        in_words(ask(QuestionKind.YES_NO), False, TOPICS),
        in_words(ask(QuestionKind.MANY), ["один", "три"], TOPICS),
        in_words(ask(QuestionKind.TOPICS), [7, 99], TOPICS),
        in_words(ask(QuestionKind.TIMES), ["115", "116", "320"], TOPICS),
        in_words(ask(QuestionKind.SCALE), 7, TOPICS),
        in_words(ask(QuestionKind.OPEN), None, TOPICS),
    ] == ["нет", "один; три", "Физика", "Пн 15:00, 16:00; Ср 20:00", "7", ""]


def test_progress_counts_no_and_leaves_out_what_is_asked_no_more():
    questions = [ask(QuestionKind.YES_NO, code="a"), ask(QuestionKind.SCALE, code="b")]

    assert count_answered(questions, {"a": False, "gone": 3}) == (1, 2)


def test_no_is_an_answer_and_a_question_on_topics_needs_topics():
    refused, unasked = ask(QuestionKind.YES_NO, code="a"), ask(QuestionKind.TOPICS, code="b")

    assert unanswered([refused, unasked], {"a": False}, {}) == []
    assert unanswered([refused, unasked], {}, TOPICS) == [refused, unasked]


QUESTIONS = st.one_of(
    st.builds(ask, st.sampled_from([kind for kind in QuestionKind if kind != QuestionKind.SCALE])),
    st.integers(0, 8).flatmap(
        lambda low: st.builds(
            lambda high: ask(QuestionKind.SCALE, scale_min=low, scale_max=high), st.integers(low + 1, 10)
        )
    ),
)


@given(question=QUESTIONS, text=st.text(max_size=60))
def test_any_text_is_an_answer_that_reads_back_the_same_or_is_refused(question, text):
    try:
        answer = parse_cell(question, text, TOPICS)
    except ValidationError as error:
        assert error.messages[0]
        return
    if answer is not None:
        assert parse_cell(question, cell_of(question, answer), TOPICS) == answer
        assert in_words(question, answer, TOPICS)


@given(
    text=st.one_of(
        st.integers(-20, 40).map(str), st.text(max_size=6), st.sampled_from(["11", "+5", "5.0", "٥", "05"])
    )
)
def test_scale_answer_is_a_whole_number_in_range_or_refused_in_words(text):
    try:
        answer = parse(ask(QuestionKind.SCALE), [text], TOPICS)
    except ValidationError as error:
        assert "нужно число от 1 до 10" in error.messages[0]
        return
    assert answer is None or 1 <= answer <= 10
    assert (answer is None) == (text.strip() == "")


@given(
    codes=st.lists(st.sampled_from(TIME_CODES), min_size=1),
    numbers=st.sets(st.sampled_from([1, 2, 3]), min_size=1),
)
def test_any_right_choice_is_kept_whole(codes, numbers):
    assert parse(ask(QuestionKind.TIMES), codes, TOPICS) == sorted(set(codes))
    chosen = parse(ask(QuestionKind.MANY), [str(number) for number in numbers], TOPICS)
    assert chosen == [OPTIONS[number - 1] for number in sorted(numbers)]
