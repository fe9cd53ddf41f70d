"""How far the programme reaches: numbers by class and category, shares of all, totals typed with a date."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mentoring_site.permissions import Role
from pairing.enums import PairState
from pairing.models import Pair, PairMember
from participants import registries
from participants.coverage import (
    NO_CLASS,
    lines_by_category,
    lines_by_class,
    percent_of,
    shares,
)
from participants.enums import MenteeStatus, PersonKind, PopulationKind
from participants.models import Category, MenteeCategory, PopulationCount
from participants.registrations import add_categories
from participants.services.base_papers import Approval, latest, prepare_base
from participants.services.population import set_population
from participants.tables_needs import percent_words, share_figures
from programs.enums import DocumentState, ProgramState
from programs.models import AuditEvent
from programs.services.audit import Refusal
from programs.services.documents import document_pdf, sign_document
from programs.tenancy import access_for
from tests.factories import TODAY, make_class, make_member, make_mentee, make_mentor, make_person
from tests.pairing.makers import make_pair


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def access(program, curator):
    return access_for(curator, program, TODAY)


def in_class(program, grade, **fields):
    return make_mentee(program, make_person(program, school_class=make_class(program, grade)), **fields)


def said(lines):
    return {
        line.label: (line.known, line.admitted, line.paired, len(line.waits), line.longest_days)
        for line in lines
    }


# --- lines ------------------------------------------------------------------------------------------------


def test_classes_count_known_admitted_paired_and_waiting_with_days(program, access, monkeypatch):
    days = {entry: TODAY - timedelta(days=entry) for entry in (10, 30)}
    paired = in_class(program, 7, entered_on=days[30])
    in_class(program, 7, entered_on=days[10])
    in_class(program, 7, status=MenteeStatus.NOMINATED, entered_on=None)
    in_class(program, 8, entered_on=days[30])
    make_mentee(program, make_person(program, kind=PersonKind.TEACHER), form=None, entered_on=days[10])
    monkeypatch.setattr(registries, "IN_PAIR", [lambda base, program: {paired.pk}])

    assert said(lines_by_class(access, TODAY)) == {
        "7\u00a0«А»": (3, 2, 1, 1, 10),
        "8\u00a0«А»": (1, 1, 0, 1, 30),
        NO_CLASS: (1, 1, 0, 1, 10),
    }
    assert [line.label for line in lines_by_class(access, TODAY)][-1] == NO_CLASS


def test_pairing_says_who_is_in_a_pair(program, access, curator):
    pair = make_pair(program, by=curator)

    line = next(line for line in lines_by_class(access, TODAY) if line.paired)

    assert (line.known, line.paired, line.waits) == (1, 1, [])
    assert pair.members.get().mentee_id == line.entries[0].pk


def test_who_left_is_not_counted(program, access):
    in_class(program, 7, status=MenteeStatus.LEFT, left_on=TODAY, left_reason="переехал")

    assert lines_by_class(access, TODAY) == []


def test_class_teacher_sees_the_line_of_own_class_only(program):
    teacher = make_member(program.school, Role.CLASS_TEACHER)
    make_class(program, 7, teacher=teacher)
    in_class(program, 7)
    in_class(program, 8)

    lines = lines_by_class(access_for(teacher, program, TODAY), TODAY)

    assert [line.label for line in lines] == ["7\u00a0«А»"]


def test_categories_leave_health_data_out(program, access, curator):
    add_categories(program=program, by=curator)
    mentee = in_class(program, 7, entered_on=TODAY)
    for category in Category.objects.filter(kind="mentee_pupil"):
        if category.is_special or category.code == "low_results":
            MenteeCategory.objects.create(school=program.school, mentee=mentee, category=category)

    lines = lines_by_category(access, TODAY)

    assert said(lines) == {Category.objects.get(code="low_results").short_title: (1, 1, 0, 1, 0)}


def test_mean_and_longest_are_missing_while_nobody_waits(program, access):
    in_class(program, 7, status=MenteeStatus.NOMINATED, entered_on=None)

    line = lines_by_class(access, TODAY)[0]

    assert (line.waits, line.longest_days, line.mean_days) == ([], None, None)


@pytest.mark.parametrize("rows", [1, 3])
def test_lines_take_a_constant_number_of_queries(program, access, rows, django_assert_num_queries):
    for number in range(rows):
        in_class(program, 5 + number)

    with django_assert_num_queries(4):
        lines_by_class(access, TODAY)


# --- shares -----------------------------------------------------------------------------------------------


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # the machine may be busy
@given(part=st.integers(0, 100_000), total=st.one_of(st.none(), st.integers(0, 100_000)))
def test_percent_lies_between_0_and_100_or_is_unknown(part, total):
    percent = percent_of(part, total)

    if not total or part > total:
        assert percent is None
    else:
        assert 0 <= percent <= 100
        assert abs(percent - part * 100 / total) <= 0.05 + 1e-9


def test_share_counts_a_person_once_on_both_sides_by_the_newest_total(program, curator):
    person = make_person(program)
    make_mentee(program, person)
    make_mentor(program, person)
    in_class(program, 7, status=MenteeStatus.NOMINATED, entered_on=None)
    for value, day in ((800, date(2026, 9, 1)), (812, date(2026, 10, 1)), (999, date(2027, 1, 1))):
        PopulationCount.objects.create(
            school=program.school,
            program=program,
            kind=PopulationKind.PUPILS,
            value=value,
            counted_on=day,
            entered_by=curator,
        )

    pupils, teachers = shares(program, TODAY)

    assert (pupils.engaged, pupils.total, pupils.percent, pupils.counted_on) == (
        1,
        812,
        0.1,
        date(2026, 10, 1),
    )
    assert (teachers.engaged, teachers.total, teachers.percent) == (0, None, None)


def test_missing_total_is_shown_as_missing_with_the_way_to_type_it(program):
    figure = share_figures(shares(program, TODAY), "/population/")[0]

    assert (figure["value"], figure["of"], figure["missing"], figure["url"]) == (
        0,
        None,
        "Всего не указано",
        "/population/",
    )


def test_more_engaged_than_there_are_is_a_warning(program, curator):
    in_class(program, 7)
    set_population(program=program, kind="pupils", value=0, counted_on=TODAY, by=curator, today=TODAY)

    figure = share_figures(shares(program, TODAY), "")[0]

    assert figure["missing"] == "в программе больше, чем всего"


@pytest.mark.parametrize(
    ("percent", "words"),
    [(10.7, "10,7\u00a0%"), (10.0, "10\u00a0%"), (0.0, "0\u00a0%"), (None, "нет данных")],
)
def test_percent_in_words(percent, words):
    assert percent_words(percent) == words


def test_total_of_a_day_is_corrected_and_of_another_day_added(program, curator):
    values = {"program": program, "kind": "pupils", "by": curator, "today": TODAY}

    set_population(value=810, counted_on=date(2026, 9, 1), **values)
    set_population(value=812, counted_on=date(2026, 9, 1), **values)
    set_population(value=812, counted_on=date(2026, 9, 1), **values)
    set_population(value=815, counted_on=date(2026, 10, 1), **values)

    assert set(PopulationCount.objects.values_list("value", flat=True)) == {812, 815}
    assert list(AuditEvent.objects.order_by("pk").values_list("sentence", flat=True)) == [
        "учеников всего на 01.09.2026: 810",
        "учеников всего на 01.09.2026: 810 → 812",
        "учеников всего на 01.10.2026: 815",
    ]


@pytest.mark.parametrize(
    ("value", "day", "message"),
    [(100_001, TODAY, "не бывает"), (5, TODAY + timedelta(days=1), "ещё не наступила")],
)
def test_odd_totals_are_refused(program, curator, value, day, message):
    with pytest.raises(Refusal, match=message):
        set_population(program=program, kind="pupils", value=value, counted_on=day, by=curator, today=TODAY)


# --- bases as papers --------------------------------------------------------------------------------------


def freeze(program, by, rows=(("1", "Панова Алиса"),), base="mentees", **values):
    return prepare_base(
        program=program,
        base=base,
        header=["№", "ФИО"],
        rows=rows,
        by=by,
        today=TODAY,
        **{"on": TODAY, **values},
    )


def test_base_becomes_a_paper_to_sign_with_frozen_rows(program, curator):
    document = freeze(program, curator)

    assert (document.kind, document.title, document.state) == (
        "base_mentees",
        "База наставляемых на 23.11.2026",
        DocumentState.TO_SIGN,
    )
    assert document.snapshot["rows"] == [["1", "Панова Алиса"]]
    assert (document.snapshot["total"], document.snapshot["on_words"]) == (1, "23\u00a0ноября 2026\u00a0г.")


def test_signed_base_is_the_newest_approval(program, curator):
    director = make_member(program.school, Role.DIRECTOR)
    document = freeze(program, curator)

    sign_document(document=document, number="7", date=TODAY, by=director, today=TODAY)

    assert latest(program, "mentees", DocumentState.SIGNED) == Approval(document.pk, TODAY, 1)
    assert latest(program, "mentors", DocumentState.SIGNED) is None
    document.refresh_from_db()
    assert document_pdf(document)[:5] == b"%PDF-"


def test_second_paper_waits_for_the_first(program, curator):
    first = freeze(program, curator)

    with pytest.raises(Refusal, match="уже ждёт подписи") as refused:
        freeze(program, curator)

    assert refused.value.url.endswith(f"/documents/{first.pk}/")
    assert freeze(program, curator, base="mentors").kind == "base_mentors"


def test_empty_base_is_not_approved(program, curator):
    with pytest.raises(Refusal, match="пуста"):
        freeze(program, curator, rows=())


def test_base_of_a_day_gone_by_is_dated_today_and_of_tomorrow_is_refused(program, curator):
    past = freeze(program, curator, on=date(2026, 11, 1))

    assert (past.title, past.date) == ("База наставляемых на 01.11.2026", TODAY)
    with pytest.raises(Refusal, match="ещё не наступил"):
        freeze(program, curator, base="mentors", on=TODAY + timedelta(days=1))


def test_a_closed_year_counts_who_was_in_a_pair_and_nobody_waits(program, curator):
    pair = make_pair(program, curator)
    in_class(program, 7)
    Pair.objects.filter(pk=pair.pk).update(state=PairState.COMPLETED)
    PairMember.objects.update(is_open=False)
    program.state = ProgramState.COMPLETED
    program.save()

    [line] = lines_by_class(access_for(curator, program, TODAY), TODAY)

    assert (line.known, line.paired, line.waits) == (2, 1, [])
