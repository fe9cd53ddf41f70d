"""The map of expected results: shipped, carried over, following the document, tied and concluded by the curator."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F

from mentoring_site.texts import clean_text
from mentoring_site.words import counted
from monitoring.enums import ResultGroup, TieKind
from monitoring.models import ExpectedResult, ModelIndicator, Parameter, QualityIndicator
from monitoring.result_texts import aligned
from monitoring.result_ties import CODE_TIES, Known, known_of
from participants.services.guards import refuse_closed
from programs.models import Program, ProgramSection, User
from programs.services.audit import Refusal, lock_version, record_event

DATA = Path(__file__).resolve().parent.parent / "content" / "expected_results.toml"
SECTIONS = {
    ResultGroup.GENERAL: "expected_results",
    ResultGroup.PUPILS: "pupil_pupil_results",
    ResultGroup.TEACHERS: "teacher_teacher_results",
    ResultGroup.MENTORS: "mentor_effectiveness",
}
LONGEST = 1000  # of the facts and of the conclusion
TEXT_LENGTH = 600
FAR = 10_000  # numbers move there before they get their new place


@cache
def shipped() -> dict[str, list[dict[str, str]]]:
    """Group -> ties in the order of the document."""
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


def document_texts(program: Program) -> dict[str, list[str]]:
    """Group -> the results that the programme's own sections expect now."""
    rows = dict(
        ProgramSection.objects.filter(program=program, code__in=SECTIONS.values()).values_list("code", "rows")
    )
    return {
        group: [row[0][:TEXT_LENGTH] for row in rows.get(code, []) if row and row[0].strip()]
        for group, code in SECTIONS.items()
    }


def results_from_template(*, program: Program, by: User | None = None) -> None:
    """Give a new programme its 36 results with the shipped ties."""
    known = known_of(program)
    ExpectedResult.objects.bulk_create(
        _new(program, group, number, text, shipped_tie(group, number), known)
        for group, texts in document_texts(program).items()
        for number, text in enumerate(texts, 1)
    )


def results_from_previous(*, program: Program, previous: Program, by: User | None = None) -> None:
    """Last year's results with their words and ties; facts and conclusions are each year's own."""
    old = list(ExpectedResult.objects.filter(program=previous))
    if not old:
        results_from_template(program=program, by=by)
        return
    known = known_of(program)
    ExpectedResult.objects.bulk_create(
        _new(program, row.group, row.number, row.text, {"tie": row.tie, "code": row.tie_code}, known)
        for row in old
    )


def shipped_tie(group: str, number: int) -> dict[str, str]:
    ties = shipped()[group]
    return ties[number - 1] if number <= len(ties) else {"tie": TieKind.WORDS}


@transaction.atomic
def follow_document(*, program: Program, by: User) -> None:
    """Make the map as the document is now: edited words, new results, results that are gone.

    A result that is gone from the document goes with its facts and conclusion. Raises Refusal for a closed year and
    when there is nothing to do.
    """
    program = Program.objects.select_for_update(of=("self",)).select_related("school").get(pk=program.pk)
    refuse_closed(program)
    known, changes = known_of(program), []
    for group, texts in document_texts(program).items():
        rows = list(ExpectedResult.objects.filter(program=program, group=group).order_by("number"))
        places = aligned([row.text for row in rows], texts)
        if places == list(range(len(texts))) and [row.text for row in rows] == texts:
            continue
        gone = [row.pk for row, place in zip(rows, places, strict=True) if place is None]
        ExpectedResult.objects.filter(pk__in=gone).delete()
        ExpectedResult.objects.filter(program=program, group=group).update(number=F("number") + FAR)
        for row, place in zip(rows, places, strict=True):
            if place is not None:
                ExpectedResult.objects.filter(pk=row.pk).update(
                    number=place + 1, text=texts[place], version=F("version") + 1
                )
        new = [index for index in range(len(texts)) if index not in places]
        ExpectedResult.objects.bulk_create(
            _new(program, group, i + 1, texts[i], _tie_of_new(rows, group, i + 1), known) for i in new
        )
        changes.append(f"{ResultGroup(group).label}: {counted(len(texts), 'строка', 'строки', 'строк')}")
    if not changes:
        raise Refusal("Карта уже совпадает с программой.")
    record_event(
        "result.follow",
        by=by,
        target=program,
        sentence=f"карта ожидаемых результатов обновлена по программе ({'; '.join(changes)})",
    )


def _tie_of_new(rows: list[ExpectedResult], group: str, number: int) -> dict[str, str]:
    """The first map of a group takes the shipped ties; a result that the school added says nothing yet."""
    return {"tie": TieKind.WORDS} if rows else shipped_tie(group, number)


@transaction.atomic
def save_result(
    *, result: ExpectedResult, tie: str, code: str, facts: str, conclusion: str, shown_version: int, by: User
) -> ExpectedResult:
    """Keep what confirms a result, the facts in words and the conclusion.

    tie: a TieKind, code: of the thing in this programme. Raises Refusal for a closed year, a tie to what the
    programme does not have and too long texts, StaleVersion when somebody saved it meanwhile.
    """
    row = (
        ExpectedResult.objects.select_for_update(of=("self",))
        .select_related("program__school")
        .get(pk=result.pk)
    )
    refuse_closed(row.program)
    facts, conclusion = clean_text(facts), clean_text(conclusion)
    for word, text in (("Подтверждение словами", facts), ("Вывод", conclusion)):
        if len(text) > LONGEST:
            raise Refusal(f"{word}: {len(text)} знаков, а помещается {LONGEST}. Сократите текст.")
    known = known_of(row.program)
    if (tie, code) != (row.tie, row.tie_code) and not known.has(tie, code):
        raise Refusal("Того, чем вы подтверждаете результат, в программе нет. Выберите из списка.")
    lock_version(row, shown_version)
    before = {name: getattr(row, name) for name in ("tie", "tie_code", "facts", "conclusion")}
    _tie(row, tie, code, known)
    row.facts, row.conclusion = facts, conclusion
    row.save()
    if changed := _changed(before, row):
        record_event(
            "result.save",
            by=by,
            target=row,
            sentence=f"ожидаемый результат {row.number} ({row.get_group_display()}): {changed}",
        )
    return row


def _changed(before: dict[str, Any], row: ExpectedResult) -> str:
    words = []
    if (before["tie"], before["tie_code"]) != (row.tie, row.tie_code):
        words.append(f"подтверждается иначе ({row.get_tie_display()})")
    if before["facts"] != row.facts:
        words.append("записано подтверждение")
    if before["conclusion"] != row.conclusion:
        words.append("записан вывод" if row.conclusion else "вывод снят")
    return ", ".join(words)


def _new(
    program: Program, group: str, number: int, text: str, tie: dict[str, str], known: Known
) -> ExpectedResult:
    row = ExpectedResult(
        school=program.school, program=program, group=group, number=number, text=text[:TEXT_LENGTH]
    )
    _tie(row, tie["tie"], tie.get("code", ""), known)
    return row


def _tie(row: ExpectedResult, tie: str, code: str, known: Known) -> None:
    """The code stays also beside a link, so that what is removed and made anew is found again."""
    row.tie, row.tie_code = tie, "" if tie == TieKind.WORDS else code
    linked: dict[str, Parameter | QualityIndicator | ModelIndicator | None] = dict.fromkeys(
        ("parameter", "quality", "model")
    )
    if tie not in CODE_TIES:
        linked[tie] = known.thing(tie, code)
    for name, thing in linked.items():
        setattr(row, name, thing)
