"""Dates as Russian schools write them. Pure: no clock, the day always comes in as an argument."""

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta

FIRST_YEAR = 1900
LAST_YEAR = 2100
# Two-digit years: 00-39 is this century, 40-99 the last one (a veteran born in 45, an order of 22).
CENTURY_PIVOT = 40
# Serials below this one could as well be a year, so a bare number is a date only from it up (18.05.1927).
FIRST_EXCEL_SERIAL = 10_000
EXCEL_EPOCH = date(1899, 12, 30)
SCHOOL_YEAR_FIRST_MONTH = 9

MONTH_STEMS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
MONTHS_PREPOSITIONAL = (
    "январе", "феврале", "марте", "апреле", "мае", "июне",
    "июле", "августе", "сентябре", "октябре", "ноябре", "декабре",
)  # fmt: skip

EXAMPLE = "31.03.2022"
DIGITS_ONLY = re.compile(r"[0-9]+")
NUMERIC_DATE = re.compile(r"([0-9]{1,2})\s*[./\-]\s*([0-9]{1,2})\s*[./\-]\s*([0-9]{4}|[0-9]{2})")
ISO_DATE = re.compile(r"([0-9]{4})[.\-/]([0-9]{1,2})[.\-/]([0-9]{1,2})(?:[t ][0-9:.]+(?:z|[+-][0-9:]+)?)?")
WORD_DATE = re.compile(r"([0-9]{1,2})(?:-?го)?\s*([а-я]+)\.?\s*([0-9]{4}|[0-9]{2})")
TRAILING_YEAR_WORD = re.compile(r"(?<=[0-9])\s*(?:года|году|год|г\s*\.\s*р\s*\.?|г\s*\.?)\s*$")
QUOTES_AND_BLANKS = re.compile(r"[«»„“”\"'_]")
SPACES = re.compile(r"\s+")
MONTH_WORD = re.compile(
    "январ[ья]|феврал[ья]|марта?|апрел[ья]|ма[йя]|июн[ья]|июл[ья]|августа?|сентябр[ья]|октябр[ья]|ноябр[ья]"
    "|декабр[ья]|янв|февр?|мар|апр|июн|июл|авг|сент?|окт|нояб?|дек"
)


class DateError(ValueError):
    """The text is not a date; ``str(error)`` is a Russian reason without a leading capital."""


def parse_date(value: object) -> date:
    """Read a date from a cell or a field: 31.03.2022, «31. 03. 22 г.», «12 января 2022 г.», 2026-11-12.

    Accepts date and datetime (time is dropped) and Excel serials from FIRST_EXCEL_SERIAL up.
    Years FIRST_YEAR-LAST_YEAR. Raises DateError with a Russian reason for everything else, blank included.
    """
    if isinstance(value, datetime):
        return _checked_range(value.date())
    if isinstance(value, date):
        return _checked_range(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _from_number(value)
    text = _normalise(value)
    if not text:
        raise DateError("дата не указана")
    if match := ISO_DATE.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
        return _build(year, month, day)
    if match := NUMERIC_DATE.fullmatch(text):
        day, month, year = match.groups()
        return _build(_full_year(year), int(month), int(day))
    if match := WORD_DATE.fullmatch(text):
        day, word, year = match.groups()
        return _build(_full_year(year), _month_number(word), int(day))
    if DIGITS_ONLY.fullmatch(text):
        if len(text) == 4 and FIRST_YEAR <= int(text) <= LAST_YEAR:
            raise DateError(f"указан только год {text}, нужны ещё день и месяц, например {EXAMPLE}")
        return _from_number(int(text[:9]))
    raise DateError(f"«{_shown(value)}» не похоже на дату, нужно как {EXAMPLE}")


def parse_year(value: object) -> int:
    """Read a year FIRST_YEAR-LAST_YEAR from 2010, 2010.0, «2010 г. р.» or a whole date. Raises DateError."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and value < FIRST_EXCEL_SERIAL:
        return _checked_year(value)
    text = "" if isinstance(value, (date, int, float)) else _normalise(value)
    if DIGITS_ONLY.fullmatch(text) and len(text) <= 4:
        return _checked_year(int(text))
    try:
        return parse_date(value).year
    except DateError as error:
        if not text and not isinstance(value, (date, int, float)):
            raise DateError("год не указан") from error
        raise DateError(f"«{_shown(value)}» не похоже на год, нужны четыре цифры, например 2010") from error


def age_on(birth: date, day: date) -> int:
    """Full years on the day; who was born on 29 February turns a year older on 1 March of a common year.

    Raises ValueError when the day is before the birth.
    """
    if day < birth:
        raise ValueError("the day is before the birth")
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def moment_on(day: date | None) -> datetime:
    """Now, or noon of another day: decisions entered later keep the day on which they were made."""
    from django.utils import timezone  # the rest of the module is read by the sandbox, which has no Django

    from mentoring_site import clock

    if day is None or day == clock.today():
        return clock.now()
    return timezone.make_aware(datetime.combine(day, time(12)))


def school_year_of(day: date) -> str:
    """Label of the school year the day belongs to, as in addresses: «2026-2027», from 1 September."""
    start = day.year if day.month >= SCHOOL_YEAR_FIRST_MONTH else day.year - 1
    return f"{start}-{start + 1}"


def shift_years(day: date, years: int) -> date:
    """The same day some years later (negative: earlier); 29 February becomes the 28th in a common year."""
    year = day.year + years
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def _normalise(value: object) -> str:
    text = "" if value is None else str(value)
    text = SPACES.sub(" ", QUOTES_AND_BLANKS.sub(" ", text.replace("\u00ad", "").replace("–", "-"))).strip()
    text = text.casefold().removeprefix("от ").strip(" ,;")
    return TRAILING_YEAR_WORD.sub("", text).strip(" ,;").removesuffix(".").strip()


def _month_number(word: str) -> int:
    if not MONTH_WORD.fullmatch(word):
        raise DateError(f"месяца «{word[:20]}» нет")
    return next(number for number, stem in _stems_longest_first() if word.startswith(stem))


def _stems_longest_first() -> list[tuple[int, str]]:
    """«мар» has to be asked before «ма» of May."""
    return sorted(enumerate(MONTH_STEMS, start=1), key=lambda item: -len(item[1]))


def _full_year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (2000 if year < CENTURY_PIVOT else 1900)


def _build(year: int, month: int, day: int) -> date:
    _checked_year(year)
    if not 1 <= month <= 12:
        raise DateError(
            f"месяца с номером {month} нет: сначала пишется день, потом месяц, например {EXAMPLE}"
        )
    if not 1 <= day <= monthrange(year, month)[1]:
        raise DateError(f"в {MONTHS_PREPOSITIONAL[month - 1]} {year} года нет {day}-го числа")
    return date(year, month, day)


def _from_number(number: float) -> date:
    last = (date(LAST_YEAR, 12, 31) - EXCEL_EPOCH).days
    if not FIRST_EXCEL_SERIAL <= number < last + 1:  # also refuses nan and infinity
        raise DateError(f"число {_shown(number)} не похоже на дату, нужно как {EXAMPLE}")
    return EXCEL_EPOCH + timedelta(days=int(number))


def _checked_year(year: int) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DateError(f"год {year} вне пределов {FIRST_YEAR}–{LAST_YEAR}")
    return year


def _checked_range(day: date) -> date:
    _checked_year(day.year)
    return day


def _shown(value: object) -> str:
    text = str(value).strip()
    return text if len(text) <= 40 else text[:39] + "…"
