"""What the 0–18 sheet says in the year's report: the official table with marks, the sums of the years."""

from __future__ import annotations

from datetime import date

from mentoring_site.charts_years import bars_by_year
from mentoring_site.paper_blocks import Block, figure, paragraph, table
from mentoring_site.words import counted, short_date
from monitoring.enums import Level
from monitoring.models import Assessment
from monitoring.reports import history_of_programmes, levels_words, sheet_rows
from monitoring.scoring import THRESHOLDS
from monitoring.services.assessments import agreement_between, own_sheets, sheet_score
from programs.models import Program

MARK = "●"


def effectiveness_section(program: Program, on: date) -> list[Block]:
    """Section 6 of the document; empty until the year's consolidated sheet is final."""
    sheet = Assessment.objects.official().filter(program=program).first()
    if sheet is None:
        return []
    scores = list(sheet.scores.select_related("indicator"))
    score = sheet_score(scores)
    rows: list[tuple[str, ...]] = []
    groups = []
    for criterion in sheet_rows(scores, score):
        groups.append(len(rows))
        rows.append((f"{criterion.short_title}: {criterion.points} из {criterion.maximum}", *[""] * 3))
        for row in criterion.rows:
            marks = [MARK if row.points == points else "" for points in (2, 1, 0)]
            title = f"{row.indicator.position}. {row.indicator.title}"
            rows.append((title if row.is_applicable else f"{title} (неприменим)", *marks))
    counts = [sum(1 for one in scores if one.is_applicable and one.points == points) for points in (2, 1, 0)]
    sums = (f"{number} / {number * points}" for number, points in zip(counts, (2, 1, 0), strict=True))
    rows.append(("Всего: показателей / баллов", *sums))
    blocks = [
        paragraph(
            f"Показатели оценены {short_date(sheet.assessed_on)}. Сумма составила "
            f"{counted(sheet.total, 'балл', 'балла', 'баллов')} из {sheet.maximum}: "
            f"{Level(sheet.level).label}."
        ),
        table(
            f"Показатели эффективности, {program.year_label} учебный год",
            ("Показатель", "В полной мере, 2 балла", "Частично, 1 балл", "Не проявляется, 0 баллов"),
            rows,
            widths=(54, 15, 14, 17),
            numeric=(1, 2, 3),
            groups=groups,
            note=f"{levels_words(sheet.maximum)}.",
        ),
    ]
    sheets = list(own_sheets(program, None))
    agreement = agreement_between(program, sheets)
    if agreement.compared:
        blocks.append(
            paragraph(
                f"Программу оценили {counted(len(sheets), 'эксперт', 'эксперта', 'экспертов')}; баллы совпали по "
                f"{agreement.agreed} из {counted(agreement.compared, 'показателя', 'показателей', 'показателей')}."
            )
        )
    return blocks + _years(program)


def _years(program: Program) -> list[Block]:
    """Sums up to this programme's year: a report of last year knows nothing of this one."""
    official = history_of_programmes(Assessment.objects.official(), None)
    history = [row for row in official if row["program"].label <= program.label]
    if len(history) < 2:
        return []
    scale = THRESHOLDS[history[-1]["maximum"]]
    names = {Level.OPTIMAL: "оптимальный", Level.ACCEPTABLE: "допустимый", Level.UNACCEPTABLE: "недопустимый"}
    chart = bars_by_year(
        [(row["label"], row["total"]) for row in history],
        [(start, f"{start}–{end}, {names[level]}") for start, end, level in scale.bands],
        maximum=scale.maximum,
        title="Сумма баллов по учебным годам",
    )
    rows = [(row["label"], f"{row['total']} из {row['maximum']}", row["level"]) for row in history]
    return [
        table("Сумма баллов по годам", ("Учебный год", "Сумма", "Уровень"), rows, widths=(30, 25, 45)),
        figure(f"Сумма баллов по учебным годам, наибольшая {scale.maximum}", chart),
    ]
