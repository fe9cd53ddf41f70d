"""A sheet as lines of people with cells, whatever its columns are called. Pure, but for the parameters it is given.

Two shapes: one column a parameter, or long: person, parameter, value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from openpyxl.utils import get_column_letter

from mentoring_site.dates import DateError, parse_date
from mentoring_site.spreadsheets import Workbook, guess_header_row, map_columns, normalise_title
from mentoring_site.spreadsheets.cells import shown
from monitoring.cells import Scale
from monitoring.models import Parameter
from participants.enums import SurveyMoment
from participants.importing.full_names import name_and_more
from programs.services.audit import Refusal

MAX_LINES, MAX_CELLS = 2_000, 20_000
IS_SUM = re.compile(r"(?:итого|всего|среднее|средний балл)\b", re.IGNORECASE)
PERSON = {
    "name": (
        *("ФИО", "Фамилия, имя, отчество", "Фамилия имя", "Фамилия, имя", "ФИО ученика", "ФИО обучающегося"),
        *("ФИО педагога", "ФИО учителя", "Ученик", "Обучающийся", "Учащийся", "Педагог", "Учитель"),
        *("Наставляемый", "Наставник", "ФИО наставляемого", "ФИО наставника", "Список", "Имя ученика"),
    ),
    "last": ("Фамилия",),
    "first": ("Имя",),
    "middle": ("Отчество",),
    "place": ("Класс", "Класс, должность", "Кл.", "Класс/должность", "Должность", "Класс или должность"),
    "day": ("Дата", "Дата измерения", "Дата замера", "Когда измеряли"),
    "moment": ("Момент", "Когда", "Этап", "Замер", "До/после"),
    "parameter": ("Параметр", "Показатель", "Что измеряли", "Измерение"),
    "value": ("Значение", "Результат", "Балл", "Баллы", "Оценка"),
}
MOMENT_WORDS = {
    SurveyMoment.BEFORE: ("до", "до программы", "до начала", "в начале", "входной", "начало года"),
    SurveyMoment.INTERIM: ("промежуточно", "промежуточный", "середина года"),
    SurveyMoment.AFTER: ("после", "после программы", "в конце", "итоговый", "конец года"),
}
# How schools head these columns besides the title.
ALIASES = {
    "average_mark": ("Средний балл", "Ср. балл", "Ср балл", "СБ"),
    "russian": ("Русский", "Рус. яз.", "Русск. яз."),
    "literature": ("Лит-ра", "Лит."),
    "english": ("Английский", "Англ. яз.", "Ин. яз.", "Иностранный язык"),
    "absences": ("Пропуски", "Прогулы", "Пропущено уроков", "Пропуски без ув. причины"),
    "clubs": ("Кружки", "Секции"),
    "anxiety": ("Тревожность",),
    "study_motivation": ("Мотивация",),
}


@dataclass(frozen=True)
class FileCell:
    """value: text, number, or {"date": …} where a spreadsheet made a date of it."""

    parameter: int
    moment: str
    address: str
    value: Any
    day: str = ""  # ISO; empty: the day of the whole file
    problem: str = ""


@dataclass(frozen=True)
class Line:
    row: int
    name: str
    place: str
    cells: list[FileCell]


@dataclass
class Plan:
    """day: ISO. seen: "parameter-moment-key" -> version of the row that the preview showed."""

    moment: str
    day: str
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)

    def dumped(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def loaded(cls, text: str) -> Plan:
        """What the preview's form brings back. Raises Refusal for anything that this class did not write."""
        try:
            data = json.loads(text)
            lines = [
                Line(
                    int(one["row"]),
                    str(one["name"]),
                    str(one["place"]),
                    [_cell(cell) for cell in one["cells"]],
                )
                for one in data["lines"]
            ]
            date.fromisoformat(data["day"])
            seen = {str(key): int(version) for key, version in data["seen"].items()}
            plan = cls(SurveyMoment(data["moment"]).value, data["day"], lines, [], seen)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
            raise Refusal("Проверенная таблица не дошла целиком. Загрузите файл ещё раз.") from error
        _refuse_large(plan)
        return plan


def _cell(data: Mapping[str, Any]) -> FileCell:
    value = data["value"]
    if isinstance(value, dict):
        value = {"date": date.fromisoformat(value["date"]).isoformat()}
    elif not isinstance(value, (str, int, float)):
        raise TypeError("a cell is a text, a number or a date")
    if day := str(data["day"]):
        date.fromisoformat(day)
    return FileCell(
        int(data["parameter"]),
        SurveyMoment(data["moment"]).value,
        str(data["address"])[:20],
        value,
        day,
        str(data["problem"])[:300],
    )


def raw_of(cell: FileCell) -> Any:
    """The value as read_cell takes it."""
    return date.fromisoformat(cell.value["date"]) if isinstance(cell.value, dict) else cell.value


# --- reading ----------------------------------------------------------------------------------------------


def read_plan(book: Workbook, parameters: Sequence[Parameter], *, moment: str, day: date) -> Plan:
    """The first sheet that has people and measures. Raises Refusal with what was not found."""
    best = ""
    for sheet in book.sheets:
        header = guess_header_row(sheet.rows, _synonyms(parameters))
        if header is None:
            continue
        reader = _Reader(sheet.rows, header, parameters, moment, day)
        if problem := reader.problem:
            best = best or problem
            continue
        plan = reader.plan()
        if plan.lines:
            _refuse_large(plan)
            return plan
        best = best or "Под заголовками нет ни одной строки с человеком."
    raise Refusal(
        best
        or "Не нашли заголовков. Нужны столбец «ФИО» и столбцы с названиями параметров: скачайте форму и заполните её."
    )


def _refuse_large(plan: Plan) -> None:
    if len(plan.lines) > MAX_LINES or sum(len(line.cells) for line in plan.lines) > MAX_CELLS:
        raise Refusal(f"В таблице больше {MAX_LINES} строк или {MAX_CELLS} значений. Разделите её на части.")


def _synonyms(parameters: Sequence[Parameter]) -> dict[str, Sequence[str]]:
    found: dict[str, Sequence[str]] = dict(PERSON)
    for one in parameters:
        names = [one.title, f"{one.title} {one.unit}", *ALIASES.get(one.code, ())]
        found[f"{one.pk}|"] = names
        for moment, words in MOMENT_WORDS.items():
            found[f"{one.pk}|{moment.value}"] = [f"{name} {word}" for name in names for word in words]
    return found


class _Reader:
    def __init__(
        self,
        rows: Sequence[Sequence[Any]],
        header: int,
        parameters: Sequence[Parameter],
        moment: str,
        day: date,
    ) -> None:
        self.rows, self.header, self.moment, self.day = rows, header, moment, day
        self.parameters = {one.pk: one for one in parameters}
        columns = map_columns(rows[header], _synonyms(parameters))
        self.at = {name: match.index for name, match in columns.found.items()}
        self.unknown = columns.unknown
        self.sums: list[int] = []
        self.guesses = [match for match in columns.found.items() if match[1].is_guess]
        self.wide = {name: index for name, index in self.at.items() if "|" in name}
        self.titles = {
            normalise_title(name): one.pk
            for one in parameters
            for name in (one.title, one.code, *ALIASES.get(one.code, ()))
        }

    @property
    def is_long(self) -> bool:
        return not self.wide and {"parameter", "value"} <= set(self.at)

    @property
    def problem(self) -> str:
        if not {"name", "last"} & set(self.at):
            return "Не нашли столбец с именами. Назовите его «ФИО»."
        if not self.wide and not self.is_long:
            return (
                "Не нашли столбцов с вашими параметрами. Назовите столбцы так же, как параметры на сайте: "
                "проще всего скачать форму и заполнить её."
            )
        return ""

    def plan(self) -> Plan:
        lines = [line for at in range(self.header + 1, len(self.rows)) if (line := self._line(at))]
        plan = Plan(self.moment, self.day.isoformat(), lines)
        self._mend_shares(plan)
        if self.unknown:
            names = ", ".join(f"«{title}»" for _, title in self.unknown[:8])
            plan.notes.append(
                f"Столбцы пропущены: {names}. Среди ваших параметров о людях таких нет; числа класса и школы вносят на "
                "их страницах."
            )
        if self.sums:
            plan.notes.append(f"Строки итогов пропущены: {', '.join(map(str, self.sums))}.")
        for name, match in self.guesses:
            if "|" in name:
                title = self.parameters[int(name.partition("|")[0])].title
                plan.notes.append(f"Столбец «{match.title}» понят как «{title}».")
        return plan

    def _text(self, at: int, name: str) -> str:
        return " ".join(shown(self._raw(at, self.at[name])).split()) if name in self.at else ""

    def _raw(self, at: int, column: int) -> Any:
        row = self.rows[at]
        return row[column] if column < len(row) else None

    def _line(self, at: int) -> Line | None:
        name = self._text(at, "name")
        if not name:
            name = " ".join(filter(None, (self._text(at, part) for part in ("last", "first", "middle"))))
        name, beside, _ = name_and_more(name)
        place = self._text(at, "place") or beside
        day, day_problem = self._day(at)
        cells = [self._long(at, day)] if self.is_long else self._wide(at, day)
        cells = [cell for cell in cells if cell is not None]
        if day_problem:
            cells = [
                FileCell(one.parameter, one.moment, one.address, one.value, "", day_problem) for one in cells
            ]
        if IS_SUM.match(name):
            self.sums.append(at + 1)
            return None
        return Line(at + 1, name, place, cells) if name or cells else None

    def _day(self, at: int) -> tuple[str, str]:
        raw = self._raw(at, self.at["day"]) if "day" in self.at else None
        if raw is None or not str(raw).strip():
            return "", ""
        try:
            return parse_date(raw).isoformat(), ""
        except DateError as error:
            return "", f"{self._address(at, self.at['day'])}: {error}"

    def _wide(self, at: int, day: str) -> list[FileCell]:
        cells = []
        for name, column in self.wide.items():
            value = _plain(self._raw(at, column))
            if value is None:
                continue
            parameter, _, moment = name.partition("|")
            cells.append(
                FileCell(int(parameter), moment or self._moment(at), self._address(at, column), value, day)
            )
        return cells

    def _long(self, at: int, day: str) -> FileCell | None:
        value = _plain(self._raw(at, self.at["value"]))
        if value is None:
            return None
        words = self._text(at, "parameter")
        parameter = self.titles.get(normalise_title(words))
        address = self._address(at, self.at["value"])
        if parameter is None:
            where = self._address(at, self.at["parameter"])
            return FileCell(
                0, self.moment, address, value, day, f"{where}: нет вашего параметра «{words[:60]}»"
            )
        return FileCell(parameter, self._moment(at), address, value, day)

    def _moment(self, at: int) -> str:
        words = normalise_title(self._text(at, "moment"))
        for moment, names in MOMENT_WORDS.items():
            if words in names:
                return moment.value
        return self.moment

    def _address(self, at: int, column: int) -> str:
        return f"{get_column_letter(column + 1)}{at + 1}"

    def _mend_shares(self, plan: Plan) -> None:
        """A cell that Excel shows as «85 %» holds 0.85: told by a column that has nothing above one."""
        for pk, one in self.parameters.items():
            cells = [cell for line in plan.lines for cell in line.cells if cell.parameter == pk]
            numbers = [cell.value for cell in cells if isinstance(cell.value, (int, float))]
            is_share = any(isinstance(value, float) for value in numbers) and all(
                0 <= v <= 1 for v in numbers
            )
            if not Scale.of(one).is_per_cent or not is_share:
                continue
            for line in plan.lines:
                line.cells[:] = [
                    _times_hundred(cell) if cell.parameter == pk else cell for cell in line.cells
                ]
            plan.notes.append(f"«{one.title}»: доли из Excel (0,85) прочитаны как проценты (85).")


def _times_hundred(cell: FileCell) -> FileCell:
    if not isinstance(cell.value, (int, float)):
        return cell
    value = round(cell.value * 100, 4)
    return FileCell(cell.parameter, cell.moment, cell.address, value, cell.day, cell.problem)


def _plain(raw: Any) -> Any:
    """As JSON can hold it; None for an empty cell."""
    if isinstance(raw, datetime):
        raw = raw.date()
    if isinstance(raw, date):
        return {"date": raw.isoformat()}
    if isinstance(raw, str):
        return raw.strip() or None
    return raw
