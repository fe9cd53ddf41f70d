"""The file, the paper and the section of the report on «до – после»: counts and means, no names."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.safestring import SafeString

from mentoring_site.charts_stacked import stacked_rows
from mentoring_site.paper_blocks import Block, figure, paragraph, subheading, table
from mentoring_site.words import counted
from monitoring.change_pictures import slope_of
from monitoring.change_words import NOT_PROOF, p_words
from monitoring.changes import PEOPLE
from monitoring.changes_model import Change, Verdict
from monitoring.changes_page import SUBJECT_TITLES, Changes, Row, forms_of, grouped, read_changes
from monitoring.enums import Direction, ParameterSubject
from monitoring.statistics import effect_words
from programs.models import Program
from programs.services.documents import school_snapshot

EXPORT_HEADER = (
    "Параметр",
    "У кого",
    "Единица",
    "Что лучше",
    "Измерены дважды",
    "Должны быть измерены",
    "Среднее до",
    "Среднее после",
    "Медиана до",
    "Медиана после",
    "Среднее изменение",
    "Лучше",
    "Без изменений",
    "Хуже",
    "p (критерий Уилкоксона)",
    "Величина эффекта",
    "Вывод",
    "Словами",
)
METHOD = (
    "Учтены только те, кого измерили дважды. Критерий знаковых рангов Уилкоксона, двусторонний: нулевые разницы "
    "отброшены, равные получают средний ранг, до 50 разниц p точное. Эффект – рангово-бисериальная корреляция. "
)


def export_rows(found: Changes) -> list[list[Any]]:
    """Numbers as numbers; what may not be shown is empty, with the reason in the last column."""
    return [_export_row(row) for row in found.rows]


def _export_row(row: Row) -> list[Any]:
    change, parameter = row.change, row.parameter
    s = change.statistics
    is_shown = not change.is_held and s.n > 0
    has_parts = is_shown and parameter.subject != ParameterSubject.PROGRAM
    return [
        parameter.title,
        SUBJECT_TITLES[ParameterSubject(parameter.subject)],
        parameter.unit,
        Direction(parameter.direction).label,
        s.n,
        change.asked,
        s.before_mean,
        s.after_mean,
        s.before_median,
        s.after_median,
        s.mean_change,
        *((s.better, s.same, s.worse) if has_parts else (None, None, None)),
        s.p,
        s.effect,
        row.verdict,
        change.sentence,
    ]


def changes_paper(found: Changes, label: str, on: date) -> dict[str, Any]:
    program = found.program
    return {
        "school": school_snapshot(program.school),
        "year": program.year_label,
        "label": label,
        "on": on,
        "document_title": f"Изменения «до – после», {label.lower()}",
        "groups": grouped(found.rows),
        "pictures": [(row, _picture(row, found)) for row in _drawn(found)],
        "method": METHOD + NOT_PROOF,
    }


def _picture(row: Row, found: Changes) -> SafeString:
    """Narrower than on the page: on paper its words stay above 7 points, and three stand on a sheet."""
    return slope_of(row.change, found.measured[row.parameter.pk], width=560, height=270)


def _drawn(found: Changes) -> list[Row]:
    """Parameters of people whose values may be shown."""
    return [row for row in found.rows if row.before and row.parameter.subject in PEOPLE]


# --- the report -------------------------------------------------------------------------------------------


def changes_section(program: Program, on: date) -> list[Block]:
    """Section 60: for each form a table, bars and what is hardly chance; the school's numbers once, at the end.

    By form and never over both: a form under the smallest group could be told from the difference. [] while nothing
    is measured.
    """
    blocks: list[Block] = []
    of_school: list[Row] = []
    for form, label in forms_of(program) or [(None, "Все участники")]:
        found = read_changes(program, form)
        known = [row for row in found.rows if row.change.statistics.n or row.change.before_count]
        rows = [row for row in known if row.parameter.subject != ParameterSubject.PROGRAM]
        of_school = of_school or [row for row in known if row not in rows and row.before]
        if rows:
            blocks += [subheading(label), *_form_blocks(found, rows, label)]
    if any(block["kind"] == "table" for block in blocks):
        blocks.append(paragraph(METHOD + NOT_PROOF))
    if of_school:
        blocks += [subheading(SUBJECT_TITLES[ParameterSubject.PROGRAM]), _school_table(of_school)]
    return blocks


def _form_blocks(found: Changes, rows: list[Row], label: str) -> list[Block]:
    shown = [row for row in rows if row.change.statistics.n and not row.change.is_held]
    if not shown:
        return _unseen(rows)
    blocks = [
        table(
            f"Изменения «до – после», {label.lower()}",
            ("Параметр", "n", "До", "После", "Лучше", "Без изм.", "Хуже", "Вывод"),
            [_report_cells(row) for row in shown],
            widths=(22, 5, 10, 10, 8, 7, 7, 31),
            numeric=(1, 2, 3, 4, 5, 6),
            note="n – сколько измерены дважды. Средние; «скрыто» – значения видит только психолог.",
        )
    ]
    bars = [
        (row.parameter.title, (s.better, s.same, s.worse))
        for row in shown
        if row.bar and (s := row.change.statistics)
    ]
    if bars:
        caption = f"Лучше, без изменений, хуже (штриховка), {label.lower()}"
        blocks.append(figure(caption, stacked_rows(bars, title=caption)))
    drawn = next((row for row in shown if row.before and row.parameter.subject in PEOPLE), None)
    if drawn:
        picture = _picture(drawn, found)
        blocks.append(figure(f"{drawn.parameter.title}: каждая линия – один человек", picture))
    for verdict, words in ((Verdict.BETTER, "Улучшение неслучайно"), (Verdict.WORSE, "Ухудшение неслучайно")):
        sure = [row for row in shown if row.change.statistics.verdict == verdict]
        if sure:
            blocks.append(paragraph(f"{words}: {_names(sure)}."))
    return [*blocks, *_unseen(rows)]


def _unseen(rows: list[Row]) -> list[Block]:
    """Parameters that have no row in the table, each with its reason."""
    once = [row for row in rows if not row.change.statistics.n]
    few = [row for row in rows if row.change.statistics.n and row.change.is_held]
    found = []
    if few:
        found.append(paragraph(f"Дважды измерены слишком немногие, числа не показаны: {_names(few)}."))
    if once:
        what = counted(len(once), "параметр измерен", "параметра измерены", "параметров измерены")
        found.append(paragraph(f"Пока один раз {what}: сравнивать ещё не с чем."))
    return found


def _names(rows: list[Row]) -> str:
    titles = [row.parameter.title for row in rows]
    return "; ".join(title if title[1:2].isupper() else title[:1].lower() + title[1:] for title in titles)


def _school_table(rows: list[Row]) -> Block:
    return table(
        "Числа по школе до и после",
        ("Показатель", "Единица", "До", "После", "Вывод"),
        [
            (row.parameter.title, row.parameter.unit, row.before, row.after, verdict_words(row.change, row))
            for row in rows
        ],
        widths=(44, 18, 10, 10, 18),
        numeric=(2, 3),
    )


def _report_cells(row: Row) -> list[Any]:
    s = row.change.statistics
    hidden = "скрыто" if row.change.hides_values and row.bar else None
    parts = (s.better, s.same, s.worse) if row.bar else (None, None, None)
    return [
        row.parameter.title,
        s.n,
        row.before or hidden,
        row.after or hidden,
        *parts,
        verdict_words(row.change, row),
    ]


def verdict_words(change: Change, row: Row) -> str:
    """«улучшение неслучайно, p = 0,001, сильное», «может быть случайным, p = 0,21»."""
    s = change.statistics
    if change.is_held:
        return "мало данных"
    words = row.verdict[:1].lower() + row.verdict[1:]
    if s.p is None or s.effect is None:
        return words
    strength = f", {effect_words(s.effect)}" if s.verdict != Verdict.CHANCE else ""
    return f"{words},\n{p_words(s.p)}{strength}"
