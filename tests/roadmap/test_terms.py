"""Every row of the term grammar, and properties that hold for any text (domain §7.3)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.workdays import WorkCalendar
from roadmap.content import load_steps
from roadmap.terms import Term, TermKind, parse_term

STARTS, ENDS = date(2022, 9, 1), date(2023, 8, 31)
K = TermKind


def parse(text: str) -> Term:
    return parse_term(text, STARTS, ENDS)


def span(text: str) -> tuple[str, str, str]:
    term = parse(text)
    return (term.kind, str(term.starts or ""), str(term.ends or ""))


@pytest.mark.parametrize(
    ("text", "kind", "starts", "ends"),
    [
        ("сентябрь 2022", K.MONTH, "2022-09-01", "2022-09-30"),
        ("Ноябрь 2022", K.MONTH, "2022-11-01", "2022-11-30"),
        ("сентябрь-октябрь 2022", K.RANGE, "2022-09-01", "2022-10-31"),
        ("октябрь – ноябрь 2022", K.RANGE, "2022-10-01", "2022-11-30"),
        ("октябрь—ноябрь", K.RANGE, "2022-10-01", "2022-11-30"),
        ("декабрь 2022-август 2023", K.RANGE, "2022-12-01", "2023-08-31"),
        ("Декабрь 2022 – июнь 2023", K.RANGE, "2022-12-01", "2023-06-30"),
        ("Декабрь 2022 – июнь", K.RANGE, "2022-12-01", "2023-06-30"),
        ("декабрь – июнь 2023", K.RANGE, "2022-12-01", "2023-06-30"),
        ("Май", K.MONTH, "2023-05-01", "2023-05-31"),
        ("до 15.10.2023", K.DEADLINE, "", "2023-10-15"),
        ("до 5 сентября 2023 г.", K.DEADLINE, "", "2023-09-05"),
        ("не позднее 10.11.2023", K.DEADLINE, "", "2023-11-10"),
        ("в срок до 31 марта 2022 года", K.DEADLINE, "", "2022-03-31"),
        ("05.09.2023–15.09.2023", K.RANGE, "2023-09-05", "2023-09-15"),
        ("с 18.09 по 30.09.2023", K.RANGE, "2023-09-18", "2023-09-30"),
        ("с 20.12 по 15.01.2023", K.RANGE, "2022-12-20", "2023-01-15"),
        ("2–13 октября 2023", K.RANGE, "2023-10-02", "2023-10-13"),
        ("16.10.2023", K.DATE, "2023-10-16", "2023-10-16"),
        ("24 мая 2024 года", K.DATE, "2024-05-24", "2024-05-24"),
        ("01.06.23", K.DATE, "2023-06-01", "2023-06-01"),
        ("в течение года", K.WHOLE, "2022-09-01", "2023-08-31"),
        ("в течение учебного года", K.WHOLE, "2022-09-01", "2023-08-31"),
        ("В течение всего периода", K.WHOLE, "2022-09-01", "2023-08-31"),
        ("постоянно", K.WHOLE, "2022-09-01", "2023-08-31"),
        ("ежегодно", K.RECURRING, "2022-09-01", "2023-08-31"),
        ("ежегодно, сентябрь", K.RECURRING, "2022-09-01", "2022-09-30"),
        ("май ежегодно", K.RECURRING, "2023-05-01", "2023-05-31"),
        ("ежемесячно", K.RECURRING, "2022-09-01", "2023-08-31"),
        ("1 раз в четверть", K.RECURRING, "2022-09-01", "2023-08-31"),
        ("не реже 1 раза в 2 недели", K.RECURRING, "2022-09-01", "2023-08-31"),
        ("III квартал 2023 г.", K.RANGE, "2023-07-01", "2023-09-30"),
        ("2 полугодие", K.RANGE, "2023-01-01", "2023-05-31"),
        ("сентябрь, январь, май", K.MONTHS, "2022-09-01", "2023-05-31"),
        ("сентябрь, октябрь 2022", K.MONTHS, "2022-09-01", "2022-10-31"),
        ("по мере необходимости", K.EVENT, "", ""),
        ("по отдельному плану", K.EVENT, "", ""),
        ("по запросу", K.EVENT, "", ""),
        ("2021-2024 г.г.", K.YEARS, "2021-01-01", "2024-12-31"),
        ("2020 – 2024 учебный год", K.YEARS, "2020-09-01", "2024-08-31"),
        ("июнь 2022-2023 уч. г.", K.MONTH, "2023-06-01", "2023-06-30"),
    ],
)
def test_every_way_of_writing_is_read(text, kind, starts, ends):
    assert span(text) == (kind, starts, ends)


@pytest.mark.parametrize("text", ["Май", "октябрь – ноябрь", "2 полугодие", "с 18.09 по 30.09"])
def test_year_that_was_not_written_is_flagged(text):
    assert parse(text).is_year_restored


@pytest.mark.parametrize("text", ["Май 2023", "16.10.2023", "до 15.10.2023", "декабрь 2022-август 2023"])
def test_year_that_was_written_is_not_flagged(text):
    assert not parse(text).is_year_restored


def test_bare_august_is_doubtful():
    term = parse("август")

    assert (term.starts, term.ends) == (date(2022, 8, 1), date(2022, 8, 31))
    assert term.doubt == (
        "Август без года: до начала учебного года или после него? Взят август перед началом."
    )


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("", "Срок не указан."),
        ("как получится", "Срок не понят: впишите даты сами."),
        ("31.02.2023", "Такого дня не бывает: проверьте число и месяц."),
        ("30.09.2023-01.09.2023", "Окончание раньше начала: проверьте даты."),
        ("до июня 2023", "«До» месяца: взят последний день месяца перед ним."),
        ("2021-2024 гг.", "Написаны годы без слова «учебный»: взяты с 1 января по 31 декабря."),
    ],
)
def test_what_is_doubtful_is_said(text, doubt):
    assert parse(text).doubt == doubt


def test_control_days_of_repeated_terms():
    assert len(parse("ежемесячно").controls) == 12
    assert parse("1 раз в четверть").controls == (
        date(2022, 11, 30),
        date(2023, 2, 28),
        date(2023, 5, 31),
        date(2023, 8, 31),
    )
    assert parse("не реже 1 раза в 2 недели").controls[:2] == (date(2022, 9, 15), date(2022, 9, 29))
    assert parse("сентябрь, январь, май").controls == (
        date(2022, 9, 30),
        date(2023, 1, 31),
        date(2023, 5, 31),
    )


def test_terms_of_the_document_are_read_as_it_means_them():
    read = {step.term_as_printed: parse(step.term_as_printed) for step in load_steps()}

    assert {text for text, term in read.items() if term.doubt} == set()
    assert {text for text, term in read.items() if term.is_year_restored} == {"Май"}


@given(st.text(max_size=60))
def test_any_text_is_answered(text):
    term = parse(text)

    assert term.kind != K.UNREAD or term.doubt
    assert not (term.starts and term.ends) or term.starts <= term.ends


@given(st.dates(date(2022, 9, 1), date(2023, 8, 31)))
def test_any_day_is_read_back(day):
    assert (parse(f"{day:%d.%m.%Y}").starts, parse(f"до {day:%d.%m.%y}").ends) == (day, day)


WORKDAYS = WorkCalendar(days={date(2022, 11, 4): False, date(2022, 11, 5): True})


@pytest.mark.parametrize(
    ("text", "kind", "starts", "ends"),
    [
        ("в течение 5 рабочих дней с 01.11.2022", K.RANGE, "2022-11-01", "2022-11-08"),
        ("в течение пяти рабочих дней со дня 1 ноября", K.RANGE, "2022-11-01", "2022-11-08"),
        ("В течение 3-х календарных дней с 01.11.2022", K.RANGE, "2022-11-01", "2022-11-04"),
        ("в течение 10 дней с начала учебного года", K.RANGE, "2022-09-01", "2022-09-11"),
        ("не позднее чем за 3 рабочих дня до 09.11.2022", K.DEADLINE, "", "2022-11-05"),
        ("за 2 рабочих дня до окончания учебного года", K.DEADLINE, "", "2023-08-29"),
        ("первый рабочий день сентября", K.DATE, "2022-09-01", "2022-09-01"),
        ("последний рабочий день апреля 2023 г.", K.DATE, "2023-04-28", "2023-04-28"),
        ("в течение 5 рабочих дней после подписания приказа", K.EVENT, "", ""),
        ("не позднее 3 рабочих дней до мероприятия", K.EVENT, "", ""),
        ("в течение 5 рабочих дней", K.EVENT, "", ""),
        ("в течение 999 дней с 31.12.9998", K.UNREAD, "", ""),
    ],
)
def test_term_in_days_is_counted_by_the_schools_calendar(text, kind, starts, ends):
    term = parse_term(text, STARTS, ENDS, WORKDAYS)

    assert (term.kind, str(term.starts or ""), str(term.ends or "")) == (kind, starts, ends)
    assert bool(term.doubt) == (text == "в течение 5 рабочих дней" or kind == K.UNREAD)
