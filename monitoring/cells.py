"""What one typed cell of a measurement says. Pure; a bad text raises ValueError in Russian with the way out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from mentoring_site.texts import clean_text
from mentoring_site.words import plural, short_date

NOTHING = frozenset(
    {
        *(
            "",
            "-",
            "–",
            "—",
            "−",
            "…",
            "...",
            "?",
            "н/а",
            "н.а.",
            "н\\а",
            "n/a",
            "н/д",
            "нд",
            "н/и",
            "#н/д",
            "#n/a",
        ),
        *(
            "не измерено",
            "не измерялось",
            "не измеряли",
            "нет данных",
            "нет сведений",
            "не указано",
            "отсутствовал",
        ),
        *("отсутствовала", "пропуск", "null", "none"),
    }
)
YES, NO = frozenset({"да", "+", "1", "yes"}), frozenset({"нет", "0", "no"})
NUMBER = re.compile(r"[+\-−–]?\d{1,9}(?:[.,]\d{1,12})?")
GROUPED = re.compile(r"\d{1,3}(?: \d{3})+(?:[.,]\d+)?")
PER_CENT_UNIT = re.compile(r"\s*(?:%|процент)", re.IGNORECASE)
LARGEST = Decimal("999999.99")  # what the column holds
SHOWN = 40  # letters of a wrong text that the message repeats


@dataclass(frozen=True)
class Scale:
    """What a value may be. minimum, maximum: None where there is no such end."""

    minimum: Decimal | None
    maximum: Decimal | None
    decimals: int
    unit: str = ""

    @classmethod
    def of(cls, parameter: Any) -> Scale:
        return cls(parameter.minimum, parameter.maximum, parameter.decimals, parameter.unit)

    @property
    def is_per_cent(self) -> bool:
        return PER_CENT_UNIT.match(self.unit) is not None

    @property
    def is_yes_no(self) -> bool:
        return (self.minimum, self.maximum, self.decimals) == (0, 1, 0)

    @property
    def words(self) -> str:
        """«от 2 до 5», «не меньше 0», «да или нет»; empty for any number."""
        if self.is_yes_no:
            return "да или нет"
        if self.minimum is not None and self.maximum is not None:
            return f"от {show_number(self.minimum)} до {show_number(self.maximum)}"
        if self.minimum is not None:
            return f"не меньше {show_number(self.minimum)}"
        return "" if self.maximum is None else f"не больше {show_number(self.maximum)}"

    @property
    def label(self) -> str:
        """Unit and ends for a heading: «отметка, от 2 до 5»; what the unit says already is not said twice."""
        if self.is_yes_no or any(letter.isdigit() for letter in self.unit):
            return self.words if self.is_yes_no else self.unit
        is_count = self.maximum is None and self.minimum == 0
        return ", ".join(filter(None, (self.unit, "" if is_count else self.words)))


def show_number(value: Decimal | None) -> str:
    """«4,2» as a person types it; empty for None."""
    if value is None:
        return ""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",") or "0"


def show_value(value: Decimal | None, scale: Scale) -> str:
    """As the cell shows it: «4,2», «да»."""
    if value is not None and scale.is_yes_no:
        return "да" if value else "нет"
    return show_number(value)


def read_cell(raw: Any, scale: Scale) -> Decimal | None:
    """The value of a cell that was typed or stands in a file; None: not measured. Raises ValueError."""
    if isinstance(raw, date):
        raise ValueError(
            f"здесь дата {short_date(raw)}: вероятно, Excel переделал в неё число. "
            "Задайте ячейке числовой формат и впишите число снова"
        )
    if isinstance(raw, float) and scale.decimals and abs(raw) <= float(LARGEST):
        # A mean that a spreadsheet computed has a long tail; of a whole scale it would be another value.
        raw = f"{Decimal(str(raw)).quantize(Decimal(1).scaleb(-scale.decimals), ROUND_HALF_UP):f}"
    text = " ".join(clean_text(str(raw if raw is not None else "")).split())
    plain = text.casefold()
    if scale.is_yes_no and plain in YES | NO:
        return Decimal(plain in YES)
    if plain in NOTHING:
        return None
    value = _number(_without_sign(text, scale), text, scale)
    _check(value, text, scale)
    return value


def _without_sign(text: str, scale: Scale) -> str:
    """«85 %» is a number only where the scale is per cent."""
    if not text.endswith("%"):
        return text
    if not scale.is_per_cent:
        raise ValueError(
            f"«{text[:SHOWN]}»: проценты, а этот параметр измеряют не в процентах{_wanted(scale)}"
        )
    return text[:-1].strip()


def _number(text: str, shown: str, scale: Scale) -> Decimal:
    if GROUPED.fullmatch(text):
        text = text.replace(" ", "")
    if not NUMBER.fullmatch(text):
        raise ValueError(f"«{shown[:SHOWN]}»: нужно число{_wanted(scale)}; если не измеряли, оставьте пусто")
    return Decimal(re.sub("[−–]", "-", text).replace(",", ".")).normalize() + 0


def _check(value: Decimal, text: str, scale: Scale) -> None:
    digits = max(0, -int(value.as_tuple().exponent))
    if digits > scale.decimals:
        allowed = (
            "целое число"
            if not scale.decimals
            else f"не больше {scale.decimals} {plural(scale.decimals, 'знака', 'знаков', 'знаков')} после запятой"
        )
        raise ValueError(f"«{text[:SHOWN]}»: нужно {allowed}")
    is_low = scale.minimum is not None and value < scale.minimum
    if is_low or value > (LARGEST if scale.maximum is None else scale.maximum) or value < -LARGEST:
        raise ValueError(f"«{text[:SHOWN]}» вне шкалы: {scale.words or 'слишком большое число'}")


def _wanted(scale: Scale) -> str:
    return f" ({scale.words})" if scale.words else ""
