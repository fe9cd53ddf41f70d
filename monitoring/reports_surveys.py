"""What the papers of surveys, of the SWOT and the two sections of the report print: plain data without names."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from mentoring_site import paper_blocks as blocks
from mentoring_site.docx import CENTER, Paper
from mentoring_site.names import signature_name
from mentoring_site.paper_blocks import Block
from mentoring_site.words import NBSP
from monitoring.expectations import (
    ROLES,
    Expectation,
    by_who,
    chart_rows,
    expectations_of,
    mark,
    signed,
    who_words,
)
from monitoring.models import MonitoringText, SwotFactor
from monitoring.satisfaction import rule_words, satisfaction_of
from monitoring.services.settings import settings_of
from monitoring.services.texts import texts_of
from monitoring.survey_page import SurveyResults
from monitoring.survey_sheets import Survey, surveys_of
from monitoring.swot import factor_words, factors_of, grid_of, last_year_words, thresholds_words
from participants.enums import QuestionnaireRole
from programs.models import MentoringForm, Program
from programs.reports import curator_name
from programs.services.documents import school_snapshot

SWOT_TEXT = "swot"
GRID_HEAD = ("Факторы SWOT", "Позитивные", "Негативные")
EMPTY_CELL = "не названы"


def results_paper(results: SurveyResults, on: date) -> dict[str, Any]:
    campaign = results.campaign
    return {
        "school": school_snapshot(campaign.program.school),
        "results": results,
        "survey": results.survey,
        "who": survey_words(results.survey),
        "curator": _curator(campaign.program, on),
        "document_title": f"Результаты опроса «{campaign.title}»",
        "running_foot": f"Результаты опроса «{campaign.title}», {campaign.program.year_label}",
    }


def _curator(program: Program, on: date) -> str:
    name = curator_name(program, on)
    return signature_name(name) if name else ""


def survey_words(survey: Survey) -> str:
    """«наставляемые, «Ученик – ученик»; без имени»"""
    kind = "без имени" if survey.is_anonymous else "с именем"
    return f"{who_words(survey.role, survey.form)}; {kind}"


# --- the SWOT ---------------------------------------------------------------------------------------------


def swot_paper(program: Program, form: MentoringForm | None, on: date) -> dict[str, Any]:
    """The official grid 2 × 2 with shares, last year and the curator's analysis."""
    factors = list(factors_of(program, form))
    text = texts_of(program).get(SWOT_TEXT)
    return {
        "school": school_snapshot(program.school),
        "program": program,
        "form": form,
        "rows": grid_rows(program, factors, with_form=form is None),
        "analysis": text.text if text else "",
        "thresholds": thresholds_words(settings_of(program)),
        "curator": _curator(program, on),
        "document_title": f"SWOT-анализ, {program.year_label}",
        "running_foot": f"SWOT-анализ программы наставничества, {program.year_label}",
    }


def grid_rows(
    program: Program, factors: Iterable[SwotFactor], *, with_form: bool = True
) -> list[dict[str, Any]]:
    """Inner and outer rows: heads and lines of the positive and of the negative cell."""
    found = list(factors)
    then = last_year_words(program, found)

    def lines(rows: Iterable[SwotFactor]) -> list[str]:
        return [
            factor_words(row, with_form=with_form) + (f"; {then[row.pk]}" if row.pk in then else "")
            for row in rows
        ]

    return [
        {
            "label": label,
            "positive_head": good,
            "positive": lines(positive),
            "negative_head": bad,
            "negative": lines(negative),
        }
        for label, good, positive, bad, negative in grid_of(found).rows()
    ]


def swot_docx(program: Program, form: MentoringForm | None, on: date) -> bytes:
    context = swot_paper(program, form, on)
    paper = Paper(context["document_title"])
    paper.letterhead(context["school"])
    title = f"SWOT-анализ программы наставничества\n{program.year_label}{NBSP}учебный год"
    paper.title(title + (f"\nформа «{form.title}»" if form else ""))
    rows = [[row["label"], _cell(row, "positive"), _cell(row, "negative")] for row in context["rows"]]
    paper.table(GRID_HEAD, rows, (28, 71, 71), size=11)
    paper.text(context["thresholds"], size=10, after=8)
    paper.text("Анализ", bold=True, align=CENTER, before=6, after=4)
    for line in (context["analysis"] or "_" * 60 + "\n" + "_" * 60).splitlines():
        paper.body(line)
    paper.signature("Куратор программы", context["curator"])
    return paper.as_bytes()


def _cell(row: dict[str, Any], side: str) -> str:
    lines = row[side] or [EMPTY_CELL]
    return "\n".join([f"{row[side + '_head']}:", *(f"– {line}" for line in lines)])


# --- sections of the report -------------------------------------------------------------------------------


def feedback_section(program: Program, on: date) -> list[Block]:
    """Response rates, satisfaction with its rule, expectations beside reality."""
    surveys = surveys_of(program)
    if not surveys:
        return [blocks.paragraph("Опросы участников в этом году не проводились.")]
    found = [
        blocks.table(
            "Опросы участников",
            ("Опрос", "Кто отвечал", "Опрошено", "Ответили", "Доля"),
            [
                (
                    survey.campaign.title,
                    survey_words(survey),
                    survey.asked or None,
                    survey.rate.part if survey.asked else survey.n,
                    f"{survey.rate.percent}{NBSP}%" if survey.rate.percent is not None else None,
                )
                for survey in surveys
            ],
            widths=(33, 34, 12, 12, 9),
            numeric=(2, 3, 4),
        ),
        _satisfaction_table(program),
    ]
    gaps = expectations_of(program)
    if not gaps:
        return [
            *found,
            blocks.paragraph(
                "Расхождения между ожиданиями и реальными результатами не считались: парных ответов «до» и «после» "
                "нет или их меньше, чем нужно."
            ),
        ]
    return [
        *found,
        gaps_table(gaps),
        *(
            blocks.figure(
                f"Ожидания (полый знак) и реальность (полный знак), средние из 10: {who}", chart_rows(rows)
            )
            for who, rows in by_who(gaps)
        ),
        blocks.bullets(
            f"{row.text} ({row.who}): {row.sentence}."
            for row in gaps
            if row.is_disappointed and not row.is_few
        )
        if any(row.is_disappointed and not row.is_few for row in gaps)
        else blocks.paragraph("Ни в одном вопросе ожидания не превысили реальность на 1 балл и больше."),
    ]


def gaps_table(gaps: Iterable[Expectation]) -> Block:
    rows: list[tuple[str, ...]] = []
    groups = []
    for who, members in by_who(gaps):
        groups.append(len(rows))
        rows.append((who[:1].upper() + who[1:], *[""] * 4))
        rows += [
            (
                row.text,
                mark(row.gap.mean_before),
                mark(row.gap.mean_after),
                signed(row.difference) + (" ●" if row.is_disappointed and not row.is_few else ""),
                gap_counts(row),
            )
            for row in members
        ]
    return blocks.table(
        "Расхождения между ожиданиями и реальными результатами",
        ("Вопрос", "До", "После", "Разница", "n до / после / оба"),
        rows,
        widths=(52, 9, 10, 12, 17),
        numeric=(1, 2, 3, 4),
        groups=groups,
        note="n — число ответов. Разница — по ответившим дважды; у опросов без имени — по средним. "
        "● — ожидания превысили реальность на 1 балл и больше.",
    )


def gap_counts(row: Expectation) -> str:
    both = "—" if row.gap.both is None else f"меньше {row.smallest}" if row.is_few else str(row.gap.both)
    return f"{row.gap.n_before} / {row.gap.n_after} / {both}"


def swot_section(program: Program, on: date) -> list[Block]:
    factors = list(factors_of(program))
    text = texts_of(program).get(SWOT_TEXT)
    if not factors:
        return [blocks.paragraph("SWOT-анализ ещё не составлен."), *_analysis(text)]
    return [
        blocks.table(
            "SWOT-анализ программы наставничества",
            GRID_HEAD,
            [
                (row["label"], _cell(row, "positive"), _cell(row, "negative"))
                for row in grid_rows(program, factors)
            ],
            widths=(16, 42, 42),
            note=thresholds_words(settings_of(program)),
        ),
        *_analysis(text),
    ]


def _analysis(text: MonitoringText | None) -> list[Block]:
    """What the curator concludes from the factors; unwritten, the conclusion of the section stands alone."""
    if text is None or not text.text.strip():
        return []
    return [
        blocks.subheading("Анализ куратора"),
        *(blocks.paragraph(line) for line in text.text.splitlines() if line.strip()),
    ]


def _satisfaction_table(program: Program) -> Block:
    forms = list(MentoringForm.objects.filter(program=program, is_active=True))
    roles = (QuestionnaireRole.MENTEE, QuestionnaireRole.MENTOR, QuestionnaireRole.PARENT)
    return blocks.table(
        "Удовлетворённость участием",
        ("Кто", "Вся программа", *(f"«{form.title}»" for form in forms)),
        [
            (
                ROLES[role].capitalize(),
                satisfaction_of(program, role).words,
                *(satisfaction_of(program, role, form).words for form in forms),
            )
            for role in roles
        ],
        note=rule_words(settings_of(program))
        + f" Доли групп меньше {settings_of(program).smallest_group} человек не показаны.",
    )
