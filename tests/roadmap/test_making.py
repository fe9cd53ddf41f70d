from __future__ import annotations

from datetime import date

import pytest

from programs.models import AuditEvent
from roadmap.content import load_steps
from roadmap.enums import RoadmapState, StepState, TermKind
from roadmap.models import Roadmap, Step
from roadmap.services.lives import approve_roadmap, start_revision, submit_roadmap
from roadmap.services.making import (
    make_from_previous,
    make_from_template,
    roles_of,
    shift_term,
    steps_with_roles,
)
from tests.factories import make_member, make_program


def test_roadmap_from_template_holds_the_35_steps_of_the_document(program):
    curator = make_member(program.school, "curator")

    roadmap = make_from_template(program=program, by=curator)

    assert (roadmap.revision, roadmap.state) == (1, RoadmapState.DRAFT)
    assert [
        (step.number, step.title, step.short_title, step.stage, tuple(roles_of(step)), step.is_year_restored)
        for step in steps_with_roles(roadmap)
    ] == [
        (t.number, t.title, t.short_title, t.stage, t.responsible, t.is_year_restored) for t in load_steps()
    ]
    assert set(Step.objects.values_list("state", flat=True)) == {StepState.PLANNED}


def test_roadmap_from_template_has_terms_of_the_programmes_years_and_an_audit_row(program):
    curator = make_member(program.school, "curator")

    roadmap = make_from_template(program=program, by=curator)

    step = roadmap.steps.get(number=27)
    assert (step.term_text, step.starts, step.ends) == ("май 2027", date(2027, 5, 1), date(2027, 5, 31))
    event = AuditEvent.objects.get(action="roadmap.create")
    assert (event.actor_id, event.sentence) == (
        curator.pk,
        "составлена дорожная карта по шаблону Программы",
    )


def test_roadmap_from_template_costs_the_same_queries_however_many_steps(
    program, django_assert_max_num_queries
):
    with django_assert_max_num_queries(8):
        make_from_template(program=program, by=None)


def test_roadmap_from_previous_keeps_edits_and_moves_terms_by_a_year(program):
    old = make_from_template(program=program, by=None)
    Step.objects.filter(roadmap=old, number=1).update(
        title="Педсовет", term_text="до 15.10.2026", state=StepState.DONE, note="протокол № 1"
    )
    following = make_program(program.school, label="2027-2028")

    roadmap = make_from_previous(program=following, previous=program, by=None)

    steps = steps_with_roles(roadmap)
    first, eighth = steps[0], steps[7]
    assert len(steps) == 35
    assert (first.title, first.term_text, first.starts, first.state, first.note) == (
        "Педсовет",
        "до 15.10.2027",
        date(2027, 9, 1),
        StepState.PLANNED,
        "",
    )
    assert roles_of(first) == ["director", "deputy_uvr", "deputy_vr"]
    assert (eighth.term_text, eighth.starts, eighth.ends, first.previous) == (
        "декабрь 2027 – август 2028",
        date(2027, 12, 1),
        date(2028, 8, 31),
        None,
    )


def test_roadmap_from_previous_without_roadmap_falls_back_to_the_template(program):
    following = make_program(program.school, label="2027-2028")

    make_from_previous(program=following, previous=program, by=None)

    assert Roadmap.objects.get(program=following).steps.count() == 35


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("февраль 2027", "февраль 2028"),
        ("Февраль 2027", "Февраль 2028"),
        ("до 15.02.2027 г.", "до 15.02.2028 г."),
        ("в течение года", "в течение года"),
        ("приказ № 20271, 2026–2027", "приказ № 20271, 2027–2028"),
    ],
)
def test_shift_term_moves_years_and_keeps_words(text, expected):
    assert shift_term(text, date(2027, 2, 1), date(2027, 2, 28), 1) == expected


def test_roadmap_from_previous_gives_the_new_years_days_to_whole_and_counted_terms(program):
    old = make_from_template(program=program, by=None)
    Step.objects.filter(roadmap=old, number=1).update(
        term_text="в течение года", term_kind=TermKind.WHOLE, starts=program.starts, ends=program.ends
    )
    Step.objects.filter(roadmap=old, number=2).update(
        term_text="за 3 рабочих дня до 15.10.2026",
        term_kind=TermKind.DEADLINE,
        standard=None,
        section="Раздел 1",
        result_text="протокол",
        number_text="1.2.",
        starts=date(2026, 9, 1),
        ends=date(2026, 10, 12),
    )
    following = make_program(program.school, label="2027-2028", ends=date(2028, 8, 31))

    whole, counted = make_from_previous(program=following, previous=program, by=None).steps.all()[:2]

    assert (whole.term_kind, whole.starts, whole.ends) == ("whole", date(2027, 9, 1), date(2028, 8, 31))
    assert (counted.term_text, counted.ends) == ("за 3 рабочих дня до 15.10.2027", date(2027, 10, 12))
    assert (counted.standard, counted.section, counted.result_text, counted.number_text) == (
        None,
        "Раздел 1",
        "протокол",
        "1.2.",
    )


def test_roadmap_from_previous_takes_the_map_in_force_and_no_draft_of_it(program):
    director = make_member(program.school, "director", "curator")
    old = submit_roadmap(roadmap=make_from_template(program=program, by=director), by=director)
    approve_roadmap(roadmap=old, by=director)
    draft = start_revision(program=program, by=director)
    Step.objects.filter(roadmap=draft, number=1).update(title="Не утверждено")
    following = make_program(program.school, label="2027-2028")

    copy = make_from_previous(program=following, previous=program, by=None)

    assert not copy.steps.filter(title="Не утверждено").exists()
