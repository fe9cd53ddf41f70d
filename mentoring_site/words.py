"""Russian words around numbers, dates and names. Pure: no database, no request, no clock."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

NBSP = "\u00a0"
THIN = "\u202f"  # narrow and unbreakable: between initials

# «им. Мыльникова», «г. Заречинск», «ул. Школьная», but not the end of a sentence after «2026 г.».
ABBREVIATION = re.compile(r"(?<!\w)((?<!\d[ \u00a0])г|им|ул|пер|пл|пос|с|д|стр|каб|пр)\. (?=[А-ЯЁ«\d])")
HYPHEN = "\u2011"  # a line does not end after it
BREAK = "\u200b"  # a line may end here
PHONE = re.compile(r"(?:\+7|\b8) ?\(?\d{3,5}\)?[ \d-]{6,12}\d")
YEARS = re.compile(r"(?<=\b\d{4})-(?=\d{4}\b)")
JOINER = "\u2060"  # an unbreakable space alone does not hold after a dash: by Unicode a line may end there
# «знакомство – 1, регулярная – 12.»: a count; days are left alone, a whole term would not fit a narrow column.
DASH_COUNT = re.compile(r"(?<=[–—]) (?=\d{1,4}(?:[,;.)](?!\d)|$))", re.MULTILINE)
RANGE = re.compile(r"(?<![\d.])(?P<first>\d{1,2})–(?=\d{1,2}(?![\d.]\d))")  # «5–7 классов»

MONTHS_GENITIVE = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)
MONTHS_NOMINATIVE = (
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
)
# «1 сентября», «2 балла»: the number and its word stand on one line.
COUNTED = re.compile(rf"(?<=\d) (?=(?:{'|'.join(MONTHS_GENITIVE)}|балл|балла|баллов)\b)")
# «АО «Заречинский станкозавод»».
LEGAL_FORM = re.compile(r"\b([А-ЯЁ]{2,5}) (?=«)")
PATRONYMIC = re.compile(r"(?<=[а-яё]) (?=[А-ЯЁ][а-яё]+(?:вич(?:а|у|ем|е)?|[вчш]н(?:а|ы|е|ой|у))\b)")
WEEKDAYS = (
    "понедельник",
    "вторник",
    "среда",
    "четверг",
    "пятница",
    "суббота",
    "воскресенье",
)


def plural(number: int, one: str, few: str, many: str) -> str:
    """Form of a noun after a whole number: 1 наставник, 2 наставника, 5 наставников."""
    rest = abs(number) % 100
    if 11 <= rest <= 14:
        return many
    last = rest % 10
    if last == 1:
        return one
    return few if 2 <= last <= 4 else many


def counted(number: int, one: str, few: str, many: str) -> str:
    """Number and noun that never part at the end of a line: «12 наставников»."""
    return f"{number}{NBSP}{plural(number, one, few, many)}"


GENITIVES = dict(
    zip(range(2, 11), "двух трёх четырёх пяти шести семи восьми девяти десяти".split(), strict=True)
)


def number_genitive(number: int) -> str:
    """«не меньше пяти человек»; past ten in figures."""
    return GENITIVES.get(number, str(number))


def ru_date(day: date, *, year: bool = True) -> str:
    """Date for running text: «12 ноября 2026 г.», without the year «12 ноября»."""
    text = f"{day.day}{NBSP}{MONTHS_GENITIVE[day.month - 1]}"
    return f"{text} {day.year}{NBSP}г." if year else text


def short_date(day: date) -> str:
    """Date for tables and papers: «12.11.2026»."""
    return f"{day.day:02d}.{day.month:02d}.{day.year:04d}"


def quoted_date(day: date | None) -> str:
    """Date of a signature on paper: «02» сентября 2026 г.; without a day, a line to fill by hand."""
    if day is None:
        return f"«____» ______________ 20___{NBSP}г."
    return f"«{day.day:02d}»{NBSP}{MONTHS_GENITIVE[day.month - 1]} {day.year}{NBSP}г."


def ru_month(day: date) -> str:
    """Month in the nominative: «ноябрь 2026»."""
    return f"{MONTHS_NOMINATIVE[day.month - 1]} {day.year}"


def ru_month_range(start: date, end: date) -> str:
    """Months of a term: «ноябрь 2026», «сентябрь – октябрь 2026», «декабрь 2026 – май 2027».

    Raises ValueError when the end is before the start.
    """
    if end < start:
        raise ValueError("Конец срока раньше начала")
    if (start.year, start.month) == (end.year, end.month):
        return ru_month(start)
    if start.year == end.year:
        return f"{MONTHS_NOMINATIVE[start.month - 1]}{NBSP}– {ru_month(end)}"
    return f"{ru_month(start)}{NBSP}– {ru_month(end)}"


def ru_weekday(day: date) -> str:
    return WEEKDAYS[day.weekday()]


def initials(full_name: str) -> str:
    """Two capital letters for an avatar: «Панова Алиса Дмитриевна» → «ПА»; «?» for an empty name."""
    return "".join(part[0].upper() for part in full_name.split()[:2]) or "?"


def surname_initials(full_name: str) -> str:
    """«Савельева Ольга Сергеевна» → «Савельева О. С.» with spaces that don't break."""
    surname, *rest = full_name.split() or [""]
    return NBSP.join([surname, *(f"{part[0].upper()}." for part in rest[:2])])


def initials_surname(full_name: str) -> str:
    """Form of a signature: «Савельева Ольга Сергеевна» → «О. С. Савельева»."""
    surname, *rest = full_name.split() or [""]
    return NBSP.join([*(f"{part[0].upper()}." for part in rest[:2]), surname])


def joined(parts: Sequence[str]) -> str:
    """Items of a sentence: «а», «а и б», «а, б и в»; empty for none."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} и{NBSP}{parts[-1]}"


def name_lines(full_name: str) -> str:
    """A long name on a letterhead: what stands in «» begins a line; lines that the school made itself stay."""
    if "\n" in full_name.strip():
        return full_name.strip()
    kind, quote, own = full_name.strip().partition(" «")
    return f"{kind}\n«{own}" if quote else kind


def quoted(title: str) -> str:
    """A title in «ёлочки»; quotes of its own become „лапки“."""
    return "«" + title.replace("«", "„").replace("»", "“") + "»"


def keep_phone(text: str) -> str:
    """Telephone numbers never break: spaces and hyphens of «8 (900) 000-00-59» hold."""
    return PHONE.sub(lambda found: found[0].replace(" ", NBSP).replace("-", HYPHEN), text)


def keep_years(text: str) -> str:
    """«2026-2027» stays on one line."""
    return YEARS.sub(HYPHEN, text)


def keep_counts(text: str) -> str:
    """«знакомство – 1» and «5–7» stay on one line. For screens and PDF: some fonts of Word draw the joiner."""
    return RANGE.sub(rf"\g<first>–{JOINER}", DASH_COUNT.sub(f"{JOINER}{NBSP}", text))


def keep_signs(text: str) -> str:
    """Bind №, initials and «им.» to what follows; a dash, «г.» and a class's letter to what is before."""
    bound = re.sub(r"\b([А-ЯЁ]\.)\s(?=[А-ЯЁ]\.)", rf"\1{THIN}", text)
    bound = re.sub(r"\b([А-ЯЁ]\.) (?=[А-ЯЁ])", rf"\1{NBSP}", bound)
    bound = ABBREVIATION.sub(rf"\1.{NBSP}", bound)
    bound = re.sub(r"(?<=\d) (?=г\.|«[А-ЯЁ]»)", NBSP, bound)
    bound = LEGAL_FORM.sub(rf"\1{NBSP}", COUNTED.sub(NBSP, bound))
    # By Unicode no line may end between «» and a bracket; a long title with its date would run over its column.
    bound = bound.replace("» (", f"» {BREAK}(")
    return bound.replace("№ ", f"№{NBSP}").replace(" —", f"{NBSP}—").replace(" –", f"{NBSP}–")


def keep_names(text: str) -> str:
    """A first name and a patronymic stay on one line: «Ирина Петровна»."""
    return PATRONYMIC.sub(NBSP, text)


def keep_together(text: str) -> str:
    """For running text: signs and, besides, words of one or two letters with what follows."""
    words = keep_signs(text).split(" ")
    out = words[0]
    for before, word in pairwise(words):
        short = before.strip("«(").isalpha() and len(before.strip("«(")) <= 2
        out += (NBSP if short else " ") + word
    return out
