"""Papers of the monitoring: what the year expects, what goes into the folder."""

from __future__ import annotations

from datetime import date
from typing import Any

from mentoring_site.permissions import Permission
from mentoring_site.words import counted
from monitoring.enums import AssessmentKind, AssessmentState
from monitoring.models import (
    Assessment,
    Award,
    Invitation,
    Measurement,
    PracticeCase,
    PublicCard,
    SwotFactor,
)
from monitoring.report import KIND
from monitoring.reports_folder import folder_papers
from programs.models import Program
from programs.registries.papers import FOLDER_PAPERS, ExpectedPaper, register_expected_papers

P = Permission
State = tuple[bool | None, str]


def _counted(rows: Any, one: str, few: str, many: str) -> State:
    count = rows.count()
    return count > 0, counted(count, one, few, many) if count else ""


def feedback(program: Program, on: date) -> State:
    rows = Invitation.objects.filter(campaign__program=program, is_answered=True)
    return _counted(rows, "ответ", "ответа", "ответов")


def measures(program: Program, on: date) -> State:
    return _counted(Measurement.objects.filter(program=program), "измерение", "измерения", "измерений")


def swot(program: Program, on: date) -> State:
    return _counted(SwotFactor.objects.filter(program=program), "фактор", "фактора", "факторов")


def sheets(program: Program, on: date) -> State:
    rows = Assessment.objects.filter(
        program=program, kind=AssessmentKind.CONSOLIDATED, state=AssessmentState.FINAL
    )
    return _counted(rows, "итоговый лист", "итоговых листа", "итоговых листов")


def awards(program: Program, on: date) -> State:
    count = Award.objects.filter(program=program).count()
    return False, f"наград: {count}, приказа нет" if count else ""


def cases(program: Program, on: date) -> State:
    return _counted(PracticeCase.objects.filter(program=program), "кейс", "кейса", "кейсов")


def publications(program: Program, on: date) -> State:
    found = _counted(PublicCard.objects.filter(program=program), "карточка", "карточки", "карточек")
    return found if found[0] else (None, "открытых карточек нет")


def _expected(
    code: str, title: str, url_name: str, label: str, permission: Permission, **more: Any
) -> ExpectedPaper:
    return ExpectedPaper(code, 7, title, url_name, label, permission, **more)


register_expected_papers(
    _expected(
        "D28",
        "Анкеты обратной связи",
        "monitoring:campaign_list",
        "К опросам",
        P.MONITORING_EDIT,
        state=feedback,
    ),
    _expected(
        "D29",
        "Измерения «до» и «после»",
        "monitoring:measure_home",
        "К измерениям",
        P.MEASURE,
        state=measures,
    ),
    _expected("D30", "SWOT-анализ", "monitoring:swot", "К SWOT-анализу", P.MONITORING_VIEW, state=swot),
    _expected(
        "D31",
        "Оценка эффективности, 0–18",
        "monitoring:effectiveness",
        "К оценке",
        P.MONITORING_VIEW,
        state=sheets,
    ),
    _expected(
        "D32", "Отчёт о мониторинге", "monitoring:report", "К отчёту", P.MONITORING_VIEW, kinds=(KIND,)
    ),
    _expected(
        "D33",
        "Приказ о поощрении",
        "monitoring:recognition",
        "К поощрениям",
        P.RECOGNITION_VIEW,
        kinds=("award_order",),
        state=awards,
    ),
    _expected(
        "D34",
        "Лучшие практики (кейсы)",
        "monitoring:case_list",
        "К кейсам",
        P.RECOGNITION_VIEW,
        state=cases,
    ),
    _expected(
        "D35",
        "Публикации на сайте",
        "monitoring:public_home",
        "К открытым страницам",
        P.PUBLIC_EDIT,
        state=publications,
    ),
)
FOLDER_PAPERS.append(folder_papers)
