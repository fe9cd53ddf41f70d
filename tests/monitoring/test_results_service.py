"""The map of expected results: shipped, carried over, following the document, saved."""

from __future__ import annotations

from datetime import date

import pytest
from django_scopes import scope

from mentoring_site.permissions import Role
from monitoring.enums import ResultGroup, TieKind
from monitoring.models import ExpectedResult, Parameter
from monitoring.services.results import follow_document, save_result
from programs.enums import ProgramState
from programs.models import AuditEvent, ProgramSection
from programs.services.audit import Refusal, StaleVersion
from programs.services.programs import open_program
from tests.factories import make_member, make_school, make_user

YEAR = {"label": "2026-2027", "starts": date(2026, 9, 1), "ends": date(2027, 6, 30)}
TIES = {
    ResultGroup.GENERAL: "average_mark A4 young_teachers teacher_adaptation teaching_skill wish_to_learn failing A5 "
    "career_events future C2 new-info - conflicts mentees_gifted adaptation mentees_disability",
    ResultGroup.PUPILS: "engagement average_mark mood clubs projects registers complaints",
    ResultGroup.TEACHERS: "school-life confidence staff_climate job_satisfaction stayed_teachers conflicts "
    "publications",
    ResultGroup.MENTORS: "class_quality school_clubs school_projects registers complaints",
}


@pytest.fixture
def opened(db):
    """A programme made from the template, inside of its scope."""
    school = make_school()
    program = open_program(school=school, by=make_user(), **YEAR)
    with scope(school=school):
        yield program


@pytest.fixture
def curator(opened):
    return make_member(opened.school, Role.CURATOR)


def result_of(program, group=ResultGroup.GENERAL, number=1):
    return ExpectedResult.objects.get(program=program, group=group, number=number)


def save(row, by, **fields):
    values = {
        "tie": row.tie,
        "code": row.tie_code,
        "facts": row.facts,
        "conclusion": row.conclusion,
        "shown_version": row.version,
    }
    return save_result(result=row, by=by, **(values | fields))


def rewrite(program, code, rows):
    ProgramSection.objects.filter(program=program, code=code).update(rows=[[text] for text in rows])


def test_new_programme_gets_36_results_with_ties(opened):
    rows = ExpectedResult.objects.filter(program=opened).order_by("number")

    assert {
        group: " ".join(row.tie_code or "-" for row in rows if row.group == group) for group in ResultGroup
    } == TIES
    assert rows.count() == 36
    assert {row.text for row in rows if row.group == ResultGroup.PUPILS and row.number == 2} == {
        "Повышение успеваемости в школе."
    }


def test_every_shipped_tie_is_linked_to_what_it_names(opened):
    rows = ExpectedResult.objects.filter(program=opened)
    links = {TieKind.PARAMETER: "parameter", TieKind.QUALITY: "quality", TieKind.MODEL: "model"}

    unlinked = [
        (row.group, row.number)
        for row in rows
        if row.tie in links and getattr(getattr(row, links[row.tie]), "code", "") != row.tie_code
    ]

    assert unlinked == []


def test_fourth_result_of_section_7_counts_one_total_of_the_school(opened):
    row = result_of(opened, ResultGroup.MENTORS, 4)

    assert (row.parameter.subject, row.parameter.unit) == ("program", "человек")
    assert "психоневр" not in row.text


def test_next_year_carries_ties_and_words_without_facts_and_conclusions(opened, curator):
    save(result_of(opened), curator, tie=TieKind.COUNT, code="results", facts="Факты", conclusion="Вывод")
    rewrite(opened, "expected_results", ["своё", "и ещё"])

    following = open_program(
        school=opened.school,
        by=curator,
        previous=opened,
        label="2027-2028",
        starts=date(2027, 9, 1),
        ends=date(2028, 6, 30),
    )

    row = result_of(following)
    assert (row.tie, row.tie_code, row.facts, row.conclusion) == (TieKind.COUNT, "results", "", "")
    assert ExpectedResult.objects.filter(program=following).count() == 36
    assert result_of(following, ResultGroup.PUPILS, 2).parameter.program_id == following.pk


def test_next_year_of_a_programme_without_map_takes_the_shipped_one(opened, curator):
    ExpectedResult.objects.filter(program=opened).delete()

    following = open_program(
        school=opened.school,
        by=curator,
        previous=opened,
        label="2027-2028",
        starts=date(2027, 9, 1),
        ends=date(2028, 6, 30),
    )

    assert ExpectedResult.objects.filter(program=following).count() == 36


def test_save_writes_tie_facts_and_conclusion_and_tells_the_journal(opened, curator):
    row = save(
        result_of(opened),
        curator,
        tie=TieKind.QUESTION,
        code="future",
        facts=" Три встречи ",
        conclusion="Есть",
    )

    row.refresh_from_db()
    assert (row.tie, row.tie_code, row.parameter, row.facts, row.conclusion) == (
        TieKind.QUESTION,
        "future",
        None,
        "Три встречи",
        "Есть",
    )
    assert AuditEvent.objects.filter(action="result.save").latest("pk").sentence == (
        "ожидаемый результат 1 (Ожидаемые результаты внедрения): подтверждается иначе (вопрос анкеты), "
        "записано подтверждение, записан вывод"
    )


def test_save_of_what_the_programme_does_not_have_is_refused(opened, curator):
    with pytest.raises(Refusal, match="в программе нет"):
        save(result_of(opened), curator, tie=TieKind.PARAMETER, code="nothing")


def test_save_keeps_a_tie_to_what_is_gone(opened, curator):
    Parameter.objects.filter(program=opened, code="average_mark").delete()

    row = save(result_of(opened), curator, conclusion="Вырос")

    assert (row.tie, row.tie_code, row.parameter) == (TieKind.PARAMETER, "average_mark", None)


def test_save_with_an_old_version_is_refused(opened, curator):
    row = result_of(opened)
    save(row, curator, conclusion="Первый")

    with pytest.raises(StaleVersion):
        save(row, curator, conclusion="Второй")

    assert result_of(opened).conclusion == "Первый"


def test_save_of_a_long_conclusion_is_refused(opened, curator):
    with pytest.raises(Refusal, match="Вывод: 1001 знаков"):
        save(result_of(opened), curator, conclusion="я" * 1001)


def test_save_in_a_finished_year_is_refused(opened, curator):
    opened.state = ProgramState.COMPLETED
    opened.save()

    with pytest.raises(Refusal, match="больше не меняется"):
        save(result_of(opened), curator, conclusion="Поздно")


def test_follow_takes_edited_added_and_removed_results(opened, curator):
    old = [row.text for row in ExpectedResult.objects.filter(program=opened, group=ResultGroup.PUPILS)]
    save(result_of(opened, ResultGroup.PUPILS, 7), curator, conclusion="Меньше")
    rewrite(opened, "pupil_pupil_results", ["Новый результат", *old[1:6], old[6], "Ещё один"])

    follow_document(program=opened, by=curator)

    rows = ExpectedResult.objects.filter(program=opened, group=ResultGroup.PUPILS).order_by("number")
    assert [(row.number, row.text, row.tie_code, row.conclusion) for row in rows] == [
        (1, "Новый результат", "engagement", ""),  # the words at its place were edited
        (2, old[1], "average_mark", ""),
        (3, old[2], "mood", ""),
        (4, old[3], "clubs", ""),
        (5, old[4], "projects", ""),
        (6, old[5], "registers", ""),
        (7, old[6], "complaints", "Меньше"),
        (8, "Ещё один", "", ""),
    ]
    assert rows[7].tie == TieKind.WORDS


def test_follow_makes_the_map_of_a_programme_that_has_none(opened, curator):
    ExpectedResult.objects.filter(program=opened).delete()

    follow_document(program=opened, by=curator)

    assert ExpectedResult.objects.filter(program=opened).count() == 36
    assert result_of(opened, ResultGroup.GENERAL, 7).tie_code == "failing"


def test_follow_without_a_difference_is_refused(opened, curator):
    with pytest.raises(Refusal, match="уже совпадает"):
        follow_document(program=opened, by=curator)
