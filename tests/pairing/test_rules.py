from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairing.edges import Edge, Level, Model, Side
from pairing.rules import RULES, findings, of_level, why_not

MENTOR = Side(1, 1, "Лебедев Артём", 1, 7, "Ученик – ученик", grade=10, places=1)
MENTEE = Side(2, 2, "Панова Алиса", 1, 7, "Ученик – ученик", grade=7)
MODEL = Model(5, "Успевающий – неуспевающий", 7, min_grade_gap=1)
EQUAL = Model(6, "Равный – равному", 7, min_grade_gap=-1, max_grade_gap=1)
SUBJECT = Model(8, "Опытный предметник – неопытный предметник", 7, same_subject=True)
YOUNG = Model(
    9, "Опытный педагог – молодой специалист", 7, mentee_experience_max_years=3, mentor_more_experienced=True
)
LAWFUL = Edge(MENTOR, MENTEE, MODEL)


def changed(mentor=None, mentee=None, **edge):
    return replace(
        LAWFUL, mentor=replace(MENTOR, **mentor or {}), mentee=replace(MENTEE, **mentee or {}), **edge
    )


def test_lawful_pair_fails_nothing():
    assert findings(LAWFUL) == []


@pytest.mark.parametrize(
    ("code", "edge"),
    [
        ("same_person", changed(mentee={"person_id": 1})),
        ("other_program", changed(mentee={"program_id": 2})),
        ("left", changed(mentor={"is_left": True})),
        ("left", changed(mentee={"is_left": True})),
        ("mentor_not_admitted", changed(mentor={"is_admitted": False, "status_label": "в резерве"})),
        (
            "mentor_not_ready",
            changed(mentor={"is_ready": False, "not_ready_because": "обучение не отмечено"}),
        ),
        ("mentee_not_admitted", changed(mentee={"is_admitted": False, "status_label": "предложен"})),
        ("form_missing", changed(mentor={"form_id": None})),
        ("form_mismatch", changed(mentee={"form_id": 70})),
        ("open_pair", changed(mentee={"has_open_pair": True})),
        ("consent_mentor", changed(mentor={"is_consent_valid": False})),
        ("consent_mentee", changed(mentee={"is_consent_valid": False})),
        ("no_places", changed(mentor={"places_taken": 1})),
        ("no_places", changed(mentor={"places": 2, "takes_group": True}, size=3)),
        ("group_not_agreed", changed(mentor={"places": 2}, size=2)),
        ("model_of_other_form", changed(model=replace(MODEL, form_id=70))),
        ("grade_too_near", changed(mentee={"grade": 10})),
        ("grade_too_near", changed(mentor={"grade": 5}, mentee={"grade": 7}, model=EQUAL)),
        ("grade_too_far", changed(model=EQUAL)),
        (
            "other_subject",
            changed(
                mentor={"subjects": frozenset({"физика"})},
                mentee={"subjects": frozenset({"химия"})},
                model=SUBJECT,
            ),
        ),
        (
            "mentee_too_experienced",
            changed(mentor={"experience_years": 20}, mentee={"experience_years": 4}, model=YOUNG),
        ),
        (
            "mentor_less_experienced",
            changed(mentor={"experience_years": 3}, mentee={"experience_years": 3}, model=YOUNG),
        ),
        ("group_too_large", changed(mentor={"places": 9, "takes_group": True}, size=5)),
        ("banned", changed(ban="Родственники")),
        ("refused", changed(mentor_refuses=True)),
        ("refused", changed(mentor_refuses=True, mentee_refuses=True)),
        ("superior", changed(is_superior=True)),
        ("no_common_time", changed(has_common_time=False)),
        ("parted_by_conflict", changed(parted_because="Конфликт интересов")),
        ("parted_before", changed(parted_because="переезд")),
        ("not_recommended", changed(conclusion="not_recommended")),
        ("model_missing", changed(model=None)),
        ("grade_unknown", changed(mentee={"grade": None})),
        ("subject_unknown", changed(model=SUBJECT)),
        ("experience_unknown", changed(model=YOUNG)),
        ("mentor_younger", changed(mentor={"grade": 6}, model=replace(MODEL, min_grade_gap=None))),
        ("other_wish", changed(mentee={"wished_model_id": 6, "wished_model_title": "Равный – равному"})),
        ("reservation", changed(conclusion="reservation", reservation="короткие встречи")),
    ],
)
def test_edge_broken_in_one_way_fails_that_rule_alone(code, edge):
    assert [finding.code for finding in findings(edge)] == [code]


def test_only_the_side_that_refused_is_named_though_the_ids_of_both_are_equal():
    edge = changed(mentee={"entry_id": MENTOR.entry_id}, mentee_refuses=True)

    assert [finding.sentence for finding in findings(edge)] == [
        "В листе предпочтений Панова Алиса — «не хочу»: Лебедев Артём."
    ]


def test_every_rule_is_tried_by_the_table_above():
    table = test_edge_broken_in_one_way_fails_that_rule_alone.pytestmark[0].args[1]

    assert {code for code, _ in table} == {rule.code for rule in RULES}


def test_all_failures_of_an_edge_are_told_at_once():
    edge = changed(
        mentor={"places_taken": 1, "is_consent_valid": False}, mentee={"has_open_pair": True, "grade": 11}
    )

    assert [(f.code, f.level) for f in findings(edge)] == [
        ("open_pair", Level.HARD),
        ("consent_mentor", Level.HARD),
        ("no_places", Level.HARD),
        ("grade_too_near", Level.SOFT),
    ]


def test_why_not_counts_people_under_every_reason():
    first = changed(mentee={"has_open_pair": True, "is_consent_valid": False})
    second = changed(mentee={"is_consent_valid": False, "name": "Титов Семён"})

    told = why_not([(edge, findings(edge)) for edge in (first, second)])

    assert [(why.short, why.count) for why in told] == [("нет согласия", 2), ("наставник уже есть", 1)]


sides = st.builds(
    Side,
    entry_id=st.integers(1, 5),
    person_id=st.integers(1, 5),
    name=st.just("Человек"),
    program_id=st.integers(1, 2),
    form_id=st.none() | st.integers(1, 2),
    is_admitted=st.booleans(),
    is_left=st.booleans(),
    grade=st.none() | st.integers(1, 12),
    subjects=st.frozensets(st.sampled_from(["физика", "химия"])),
    experience_years=st.none() | st.integers(0, 40),
    is_consent_valid=st.booleans(),
    is_ready=st.booleans(),
    places=st.integers(1, 30),
    places_taken=st.integers(0, 40),
    takes_group=st.booleans(),
    has_open_pair=st.booleans(),
)
models = st.builds(
    Model,
    id=st.integers(1, 5),
    title=st.just("Модель"),
    form_id=st.integers(1, 2),
    min_grade_gap=st.none() | st.integers(-3, 3),
    max_grade_gap=st.none() | st.integers(0, 5),
    same_subject=st.booleans(),
    mentee_experience_max_years=st.none() | st.integers(0, 10),
    mentor_more_experienced=st.booleans(),
)
edges = st.builds(Edge, mentor=sides, mentee=sides, model=st.none() | models, size=st.integers(1, 6))


@given(edges)
def test_findings_speak_in_whole_sentences_and_never_twice(edge):
    found = findings(edge)

    assert len({finding.code for finding in found}) == len(found)
    assert all(finding.sentence.endswith(".") and finding.short for finding in found)


@given(edges)
def test_unknown_class_subject_and_experience_never_forbid(edge):
    unknown = replace(
        edge,
        mentor=replace(edge.mentor, grade=None, subjects=frozenset(), experience_years=None),
        mentee=replace(edge.mentee, grade=None, subjects=frozenset(), experience_years=None),
    )
    about = {
        "grade_too_near",
        "grade_too_far",
        "other_subject",
        "mentee_too_experienced",
        "mentor_less_experienced",
    }

    assert about.isdisjoint(finding.code for finding in findings(unknown))


@given(edges)
def test_one_more_place_never_forbids_what_was_allowed(edge):
    roomier = replace(edge, mentor=replace(edge.mentor, places=edge.mentor.places + 1))

    before, after = (of_level(findings(e), Level.HARD) for e in (edge, roomier))

    assert {f.code for f in after} <= {f.code for f in before}
