"""Terms of roadmaps as schools write them → days for reminders. The text itself is printed unchanged.

Source: domain §7.3. Pure: the programme's first and last day come in. What can't be read, or may mean two things, is
said in `doubt`, and the person decides.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from programs.workdays import WorkCalendar
from roadmap.enums import TermKind

SCHOOL_YEAR_FIRST_MONTH = 9
STEMS = ("янв", "фев", "мар", "апр", "ма[йяе]", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
MONTH = "|".join(f"{stem}[а-я]*" for stem in STEMS)
AUGUST = 8
YEAR_TAIL = r"(?:\s*(?:гг?\.?\s*г?\.?|года?|годов))?"
NUMERIC = r"\d{1,2}\.\d{1,2}(?:\.(?:\d{4}|\d{2}))?"
WORDED = rf"\d{{1,2}}\s+(?:{MONTH})(?:\s+\d{{4}})?"
DAY = rf"(?:{NUMERIC}|{WORDED})"
SPACES = re.compile(r"\s+")
DASHES = re.compile(r"\s*[‐‑‒–—−-]\s*")
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
WHOLE_WORDS = ("в течение", "в течении", "постоянно", "весь период", "весь год", "на протяжении")
EVENT_WORDS = (
    *("по мере", "по отдельному", "по плану", "по запросу", "по графику", "при необходимости"),
    *("по согласованию", "по результатам"),
)
COUNTS = {
    word: number
    for number, word in enumerate("одного двух трех четырех пяти шести семи восьми девяти десяти".split(), 1)
} | {"пятнадцати": 15, "двадцати": 20, "тридцати": 30}
COUNT = rf"(?:(\d{{1,3}})(?:-?(?:ти|х|ми|и|го))?|({'|'.join(COUNTS)}))"
DAYS = r"(?:(рабоч|учебн|календарн)[а-я]+\s+)?(?:дней|дня|дни|день)"
RECURRING = re.compile(
    r"ежегодно|ежемесячно|еженедельно|ежеквартально|ежедневно|\bраз(?:а)?\s+в\b|не реже|кажд(?:ый|ую|ое|ые)"
)


@dataclass(frozen=True)
class Term:
    """starts, ends: None where the text gives none. controls: days by which a part is due, in order.

    is_year_restored: the year was not written and follows from the school year. doubt: what to check, in Russian;
    empty: read surely.
    """

    kind: TermKind
    starts: date | None = None
    ends: date | None = None
    controls: tuple[date, ...] = ()
    is_year_restored: bool = False
    doubt: str = ""


@dataclass(frozen=True)
class Period:
    """The programme's own days, and the school's calendar for terms in working days."""

    starts: date
    ends: date
    calendar: WorkCalendar

    def year_of(self, month: int) -> int:
        """August–December belong to the first calendar year of a school year, January–July to the second."""
        return self.starts.year if month >= AUGUST else self.starts.year + 1


def parse_term(text: str, starts: date, ends: date, calendar: WorkCalendar | None = None) -> Term:
    """Read a term of a programme that runs from starts to ends; never raises.

    calendar: the school's, for «в течение 5 рабочих дней»; without it only Saturdays and Sundays are free.
    """
    plain = _plain(text)
    period = Period(starts, ends, calendar or WorkCalendar())
    if not plain:
        return Term(TermKind.UNREAD, doubt="Срок не указан.")
    for read in _READERS:
        try:
            term = read(plain, period)
        except (ValueError, OverflowError):
            return Term(TermKind.UNREAD, doubt="Такого дня не бывает: проверьте число и месяц.")
        if term is not None:
            return _in_order(term)
    return Term(TermKind.UNREAD, doubt="Срок не понят: впишите даты сами.")


def _plain(text: str) -> str:
    plain = SPACES.sub(" ", text.replace("\u00a0", " ").casefold().replace("ё", "е")).strip(" .;,")
    return DASHES.sub("-", plain)


def _in_order(term: Term) -> Term:
    if term.starts and term.ends and term.ends < term.starts:
        return Term(TermKind.UNREAD, doubt="Окончание раньше начала: проверьте даты.")
    return term


# --- one reader for each way of writing -------------------------------------------------------------------


def _event(plain: str, period: Period) -> Term | None:
    return Term(TermKind.EVENT) if plain.startswith(EVENT_WORDS) else None


def _counted_days(plain: str, period: Period) -> Term | None:
    """«в течение 5 рабочих дней с 01.09.2026», «не позднее чем за 3 рабочих дня до 15.10», from an event or a day."""
    found = re.fullmatch(
        rf"(?:в течени[еи]|не позднее(?: чем)?(?: через)?|через)\s+{COUNT}\s+{DAYS}"
        r"(?:\s+(?:со дня|с момента|с даты|со|с|от|после)\s+(.+))?",
        plain,
    )
    if found is not None:
        count, is_worked = _count(found), found[3] != "календарн" and found[3] is not None
        if found[4] is None:
            return Term(
                TermKind.EVENT,
                doubt="Не написано, от какого дня считать: впишите даты, иначе шаг без срока.",
            )
        anchor, restored = _anchor(found[4], period)
        if anchor is None:  # «после подписания приказа»: the day is not known yet
            return Term(TermKind.EVENT)
        ends = period.calendar.add_workdays(anchor, count) if is_worked else anchor + timedelta(days=count)
        return Term(TermKind.RANGE, anchor, ends, is_year_restored=restored)
    found = re.fullmatch(rf"(?:не позднее(?: чем)?\s+)?(?:за\s+)?{COUNT}\s+{DAYS}\s+до\s+(.+)", plain)
    if found is None:
        return None
    anchor, restored = _anchor(found[4], period)
    if anchor is None:
        return Term(TermKind.EVENT)
    count, is_worked = _count(found), found[3] != "календарн" and found[3] is not None
    ends = period.calendar.workdays_before(anchor, count) if is_worked else anchor - timedelta(days=count)
    return Term(TermKind.DEADLINE, None, ends, is_year_restored=restored)


def _count(found: re.Match[str]) -> int:
    return int(found[1]) if found[1] else COUNTS[found[2]]


def _anchor(text: str, period: Period) -> tuple[date | None, bool]:
    """The day that is counted from, and whether its year is restored; (None, False) of an event."""
    if re.fullmatch(rf"{DAY}{YEAR_TAIL}", text):
        return _day(re.match(DAY, text)[0], period)
    if re.fullmatch(r"(?:начала|начало)\s+(?:учебного\s+)?(?:года|программы)", text):
        return period.starts, False
    if re.fullmatch(r"(?:окончания|конца|завершения)\s+(?:учебного\s+)?(?:года|программы)", text):
        return period.ends, False
    return None, False


def _one_workday(plain: str, period: Period) -> Term | None:
    """«последний рабочий день мая», «первый рабочий день сентября 2026»"""
    found = re.fullmatch(
        rf"(?:в\s+)?(перв|последн)[а-я]+\s+рабоч[а-я]+\s+день\s+({MONTH})(?:\s+(\d{{4}}))?{YEAR_TAIL}", plain
    )
    if found is None:
        return None
    month = _month(found[2])
    first, last = _of_month(int(found[3]) if found[3] else period.year_of(month), month)
    if found[1] == "перв":
        day = period.calendar.add_workdays(first - timedelta(days=1), 1)
    else:
        day = period.calendar.workdays_before(last + timedelta(days=1), 1)
    return Term(TermKind.DATE, day, day, is_year_restored=found[3] is None)


def _recurring(plain: str, period: Period) -> Term | None:
    if not RECURRING.search(plain):
        return None
    months = [_month(word) for word in re.findall(rf"\b(?:{MONTH})\b", plain)]
    if months:
        spans = [_of_month(period.year_of(month), month) for month in months]
        return Term(
            TermKind.RECURRING,
            min(first for first, _ in spans),
            max(last for _, last in spans),
            tuple(sorted(last for _, last in spans)),
            is_year_restored=True,
        )
    return Term(TermKind.RECURRING, period.starts, period.ends, _controls(plain, period))


def _controls(plain: str, period: Period) -> tuple[date, ...]:
    """Control days of «ежемесячно», «раз в четверть», «раз в 2 недели»; «ежегодно» and vaguer words give none."""
    if "ежемесячно" in plain or re.search(r"раз(?:а)?\s+в\s+месяц", plain):
        return tuple(last for _, last in _months_between(period))
    if "ежеквартально" in plain or re.search(r"раз(?:а)?\s+в\s+(?:четверть|квартал)", plain):
        return tuple(last for _, last in _months_between(period))[2::3]
    if found := re.search(r"раз(?:а)?\s+в\s+(?:(\d+)\s+)?недел", plain):
        return _every(period, timedelta(weeks=int(found[1] or 1)))
    return _every(period, timedelta(weeks=1)) if "еженедельно" in plain else ()


def _whole(plain: str, period: Period) -> Term | None:
    if not plain.startswith(WHOLE_WORDS):
        return None
    if found := re.search(rf"\b({MONTH})\b", plain):  # «в течение сентября»
        return _one_month(found[1], None, period)
    return Term(TermKind.WHOLE, period.starts, period.ends)


def _school_years(plain: str, period: Period) -> Term | None:
    """«2021-2024 г.г.», «2020-2024 учебный год», «июнь 2022-2023 уч. г.»"""
    found = re.fullmatch(
        rf"(?:({MONTH})\s+)?(\d{{4}})-(\d{{4}})\s*(гг?\.?\s*г?\.?|уч[а-я.]*\s*(?:г[а-я.]*)?|годы?)?", plain
    )
    if found is None:
        return None
    month, first, second, word = found[1], int(found[2]), int(found[3]), found[4] or ""
    if month is not None:
        if not word.startswith("уч") or second != first + 1:
            return None
        year = first if _month(month) >= AUGUST else second
        return Term(TermKind.MONTH, *_of_month(year, _month(month)))
    if second <= first:
        return None
    if word.startswith("уч"):
        return Term(
            TermKind.YEARS,
            date(first, SCHOOL_YEAR_FIRST_MONTH, 1),
            date(second, SCHOOL_YEAR_FIRST_MONTH - 1, 31),
        )
    return Term(
        TermKind.YEARS,
        date(first, 1, 1),
        date(second, 12, 31),
        doubt="Написаны годы без слова «учебный»: взяты с 1 января по 31 декабря.",
    )


def _deadline(plain: str, period: Period) -> Term | None:
    found = re.fullmatch(rf"(?:в срок )?(?:до|не позднее|к)\s+({DAY}){YEAR_TAIL}", plain)
    if found is not None:
        day, restored = _day(found[1], period)
        return Term(TermKind.DEADLINE, None, day, is_year_restored=restored)
    found = re.fullmatch(rf"(?:в срок )?(?:до|не позднее|к)\s+({MONTH})(?:\s+(\d{{4}}))?{YEAR_TAIL}", plain)
    if found is None:
        return None
    month = _month(found[1])
    year = int(found[2]) if found[2] else period.year_of(month)
    return Term(
        TermKind.DEADLINE,
        None,
        date(year, month, 1) - timedelta(days=1),
        is_year_restored=found[2] is None,
        doubt="«До» месяца: взят последний день месяца перед ним.",
    )


def _days(plain: str, period: Period) -> Term | None:
    """One day, or two with a dash or «с … по …»; «2-13 октября 2023» shares month and year."""
    if re.fullmatch(rf"{DAY}{YEAR_TAIL}", plain):
        day, restored = _day(re.match(DAY, plain)[0], period)
        return Term(TermKind.DATE, day, day, is_year_restored=restored)
    found = re.fullmatch(rf"с?\s*({DAY}){YEAR_TAIL}\s*(?:-|по|до)\s*({DAY}){YEAR_TAIL}", plain)
    if found is not None:
        last, late = _day(found[2], period)
        first, early = _day(found[1], period, near=last)
        return Term(TermKind.RANGE, first, last, is_year_restored=late and early)
    found = re.fullmatch(
        rf"с?\s*(\d{{1,2}})\s*(?:-|по)\s*(\d{{1,2}}\s+(?:{MONTH})(?:\s+\d{{4}})?){YEAR_TAIL}", plain
    )
    if found is None:
        return None
    last, restored = _day(found[2], period)
    return Term(TermKind.RANGE, last.replace(day=int(found[1])), last, is_year_restored=restored)


def _parts_of_year(plain: str, period: Period) -> Term | None:
    """«III квартал 2023», «2 полугодие»: quarters are of the calendar, half-years of the school."""
    found = re.fullmatch(
        rf"(\d|i{{1,3}}|iv)\s*(?:-?[а-я]{{1,2}}\s+)?(квартал|полугодие)(?:\s+(\d{{4}}))?{YEAR_TAIL}", plain
    )
    if found is None:
        return None
    number = ROMAN.get(found[1]) or int(found[1])
    year = int(found[3]) if found[3] else None
    if found[2] == "квартал":
        if not 1 <= number <= 4:
            return None
        month = 3 * number - 2
        first_year = year or period.year_of(month)
        return Term(
            TermKind.RANGE,
            date(first_year, month, 1),
            _of_month(first_year, month + 2)[1],
            is_year_restored=year is None,
        )
    if number not in (1, 2):
        return None
    first = date(period.starts.year, SCHOOL_YEAR_FIRST_MONTH, 1), date(period.starts.year, 12, 31)
    second = date(period.starts.year + 1, 1, 1), _of_month(period.starts.year + 1, 5)[1]
    return Term(
        TermKind.RANGE,
        *(first if number == 1 else second),
        is_year_restored=True,
        doubt="Полугодие взято учебное: сентябрь – декабрь или январь – май.",
    )


def _months(plain: str, period: Period) -> Term | None:
    """One month, a range of months, or a list of them, with years where they stand."""
    one = rf"({MONTH})(?:\s+(\d{{4}}))?"
    if found := re.fullmatch(rf"(?:в\s+)?{one}{YEAR_TAIL}", plain):
        return _one_month(found[1], found[2], period)
    if found := re.fullmatch(rf"(?:с\s+)?{one}{YEAR_TAIL}\s*(?:-|по|до)\s*{one}{YEAR_TAIL}", plain):
        return _month_range(found[1], found[2], found[3], found[4], period)
    parts = re.split(r"\s*,\s*|\s+и\s+", plain)
    found_all = [re.fullmatch(rf"{one}{YEAR_TAIL}", part) for part in parts]
    if len(parts) < 2 or not all(found_all):
        return None
    last_year = found_all[-1][2]
    spans, restored = [], False
    for part in found_all:
        month = _month(part[1])
        restored |= part[2] is None and last_year is None
        # «сентябрь, октябрь 2026»: the year stands once, at the end.
        year = int(part[2] or 0) or (int(last_year) if last_year else period.year_of(month))
        spans.append(_of_month(year, month))
    return Term(
        TermKind.MONTHS,
        min(first for first, _ in spans),
        max(last for _, last in spans),
        tuple(sorted(last for _, last in spans)),
        is_year_restored=restored,
    )


def _one_month(word: str, year: str | None, period: Period) -> Term:
    month = _month(word)
    if year is not None:
        return Term(TermKind.MONTH, *_of_month(int(year), month))
    if month == AUGUST:
        return Term(
            TermKind.MONTH,
            *_of_month(period.year_of(month), month),
            is_year_restored=True,
            doubt="Август без года: до начала учебного года или после него? Взят август перед началом.",
        )
    return Term(TermKind.MONTH, *_of_month(period.year_of(month), month), is_year_restored=True)


def _month_range(
    first: str, first_year: str | None, last: str, last_year: str | None, period: Period
) -> Term:
    start, end = _month(first), _month(last)
    if last_year is not None:
        to = int(last_year)
        since = int(first_year) if first_year else (to if start <= end else to - 1)
    elif first_year is not None:
        since = int(first_year)
        to = since if start <= end else since + 1
    else:
        since = period.year_of(start)
        to = since if start <= end else since + 1
    return Term(
        TermKind.RANGE,
        _of_month(since, start)[0],
        _of_month(to, end)[1],
        is_year_restored=last_year is None,
    )


_READERS: tuple[Callable[[str, Period], Term | None], ...] = (
    _event,
    _counted_days,
    _one_workday,
    _recurring,
    _whole,
    _school_years,
    _deadline,
    _days,
    _parts_of_year,
    _months,
)


# --- days and months --------------------------------------------------------------------------------------


def _day(text: str, period: Period, *, near: date | None = None) -> tuple[date, bool]:
    """(day, was its year restored). near: the end of the range, whose year the beginning shares."""
    if "." in text:
        day, month, *rest = text.split(".")
        year = rest[0] if rest else ""
    else:
        day, word, *rest = text.split()
        month, year = str(_month(word)), rest[0] if rest else ""
    if year:
        return date(int(year) if len(year) == 4 else 2000 + int(year), int(month), int(day)), False
    if near is not None:
        found = date(near.year, int(month), int(day))
        return (found if found <= near else found.replace(year=near.year - 1)), True
    return date(period.year_of(int(month)), int(month), int(day)), True


def _month(word: str) -> int:
    return next(number for number, stem in enumerate(STEMS, 1) if re.match(stem, word))


def _of_month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _months_between(period: Period) -> list[tuple[date, date]]:
    found, day = [], period.starts.replace(day=1)
    while day <= period.ends:
        found.append(_of_month(day.year, day.month))
        day = found[-1][1] + timedelta(days=1)
    return found


def _every(period: Period, step: timedelta) -> tuple[date, ...]:
    if not step:
        return ()
    found, day = [], period.starts + step
    while day <= period.ends:
        found.append(day)
        day += step
    return tuple(found)
