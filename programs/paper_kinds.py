"""Papers of the whole school that are texts with gaps: the order on the model, the regulation, the school's own."""

from __future__ import annotations

from datetime import date
from functools import partial

from programs.content.papers import COMMON, PUPILS, TEACHERS, regulation_text, shipped_text
from programs.paper_values import SCHOOL_GAPS, program_values
from programs.registries.papers import PaperText

OWN_ORDER = """{{ основание }}
ПРИКАЗЫВАЮ:
1. {{ что сделать }}.
2. Контроль за исполнением приказа оставляю за собой."""
OWN_PAPER = """# Раздел
Текст документа. Слова в двойных скобках сайт заменит сам, например: {{ учебный год }}."""


def no_values(program: object, on: date) -> dict[str, str]:
    return {}


def _shipped(name: str) -> partial[str]:
    return partial(shipped_text, name)


def _regulation(code: str, about: str, label: str, title: str, when: str, order: int) -> PaperText:
    return PaperText(
        code=code,
        label=label,
        when=when,
        stage=1,
        order=order,
        title=title,
        body=partial(regulation_text, about),
        gaps=SCHOOL_GAPS,
        values=program_values,
        grifs=(
            {"kind": "ПРИНЯТО", "body": "на заседании педагогического совета, протокол"},
            {"kind": "УТВЕРЖДЕНО", "body": "приказом"},
        ),
    )


LAUNCH = PaperText(
    code="launch_order",
    label="Приказ о внедрении модели наставничества",
    when="Один раз в начале Программы: рабочая группа, сроки, ответственные, список приложений.",
    stage=1,
    order=10,
    title="О внедрении целевой модели наставничества",
    body=_shipped("launch_order"),
    gaps=SCHOOL_GAPS,
    values=program_values,
    word="Приказ",
    grifs=(),
)
REGULATIONS = (
    _regulation(
        "regulation_common",
        COMMON,
        "Положение о наставничестве (общее)",
        "Положение о наставничестве",
        "Одно на всех: когда школа ведёт и «Ученик – ученик», и «Учитель – учитель» по общему документу.",
        20,
    ),
    _regulation(
        "regulation_pupils",
        PUPILS,
        "Положение о наставничестве обучающихся",
        "Положение о наставничестве обучающихся",
        "Если для обучающихся и педагогов в школе отдельные положения: это про обучающихся.",
        30,
    ),
    _regulation(
        "regulation_teachers",
        TEACHERS,
        "Положение о наставничестве педагогов",
        "Положение о наставничестве педагогических работников",
        "Если для обучающихся и педагогов в школе отдельные положения: это про педагогов.",
        40,
    ),
)
OWN = (
    PaperText(
        code="own_order",
        label="Приказ со своим текстом",
        when="Для всего, на что готового приказа здесь нет: о внесении изменений, о проведении мероприятия.",
        stage=1,
        order=90,
        title="О",
        body=lambda: OWN_ORDER,
        gaps=SCHOOL_GAPS,
        values=program_values,
        word="Приказ",
        is_legal=False,
    ),
    PaperText(
        code="own_paper",
        label="Документ со своим текстом",
        when="Справка, план, решение рабочей группы: любой документ на бланке школы.",
        stage=1,
        order=95,
        title="Документ",
        body=lambda: OWN_PAPER,
        gaps=SCHOOL_GAPS,
        values=program_values,
        is_legal=False,
    ),
)
TEXTS = (LAUNCH, *REGULATIONS, *OWN)
REGULATION_KINDS = tuple(text.code for text in REGULATIONS)
