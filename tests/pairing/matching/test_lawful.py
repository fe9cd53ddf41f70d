from random import Random

from hypothesis import given
from hypothesis import strategies as st

from pairing.edges import Level
from pairing.matching import ADJUSTABLE, Settings, explain_edge
from pairing.matching.lawful import edge_of, findings_in_run, law_of
from pairing.matching.levels import MODEL_CODES, forbids
from pairing.rules import RULES, findings
from tests.pairing.matching.problems import (
    AHEAD,
    EQUAL,
    FOREIGN,
    mentee,
    mentor,
    problem,
    tangled,
    with_side,
)

OF_THE_MODEL = set(MODEL_CODES) - {"form_mismatch"}  # that one is of the two people
WARNINGS = {rule.code for rule in RULES if rule.level == Level.WARNING}
SOFTENED = st.dictionaries(st.sampled_from(sorted(ADJUSTABLE)), st.sampled_from([*Level]), max_size=8)


@given(st.integers(0, 10**9), SOFTENED)
def test_matrices_say_of_every_edge_what_its_rules_say(seed, levels):
    asked, settings = tangled(Random(seed)), Settings(levels=levels)

    law = law_of(asked, settings)

    for column, ours in enumerate(asked.mentors):
        for row, theirs in enumerate(asked.mentees):
            at = law.model[row, column]
            edge = edge_of(asked, ours, theirs, asked.models[at] if at >= 0 else None)
            assert law.codes(row, column) == {found.code for found in findings(edge)} - WARNINGS
            hinders = [found for found in findings_in_run(edge, settings) if found.level != Level.WARNING]
            assert law.lawful[row, column] == (not hinders)


@given(st.integers(0, 10**9), SOFTENED)
def test_model_of_an_edge_is_the_wished_one_or_the_first_that_it_passes(seed, levels):
    asked, settings = tangled(Random(seed)), Settings(levels=levels)
    ids = [model.id for model in asked.models]

    law = law_of(asked, settings)

    for column, ours in enumerate(asked.mentors):
        for row, theirs in enumerate(asked.mentees):
            passes = [
                at
                for at, model in enumerate(asked.models)
                if not any(
                    found.code in OF_THE_MODEL and forbids(found.code, settings)
                    for found in findings(edge_of(asked, ours, theirs, model))
                )
            ]
            wished = theirs.side.wished_model_id
            if wished in ids:
                assert law.model[row, column] == ids.index(wished)
            else:
                assert law.model[row, column] == (next(iter(passes), 0) if ids else -1)


def test_soft_rule_forbids_in_a_run_and_warns_when_the_school_says_so():
    asked = problem([mentor(1, grade=8)], [mentee(1, grade=8)])

    strict = explain_edge(asked, Settings(), 1, 1)
    lenient = explain_edge(asked, Settings(levels={"grade_too_near": "warning"}), 1, 1)

    assert (strict.is_lawful, [(f.code, f.level) for f in strict.findings]) == (
        False, [("grade_too_near", Level.SOFT)],
    )  # fmt: skip
    assert (lenient.is_lawful, [(f.code, f.level) for f in lenient.findings]) == (
        True, [("grade_too_near", Level.WARNING)],
    )  # fmt: skip


def test_the_psychologists_refusal_a_ban_and_a_conflict_can_not_be_softened():
    asked = problem(
        [mentor(1)],
        [mentee(1), mentee(2), mentee(3), mentee(4, party={"refuses": frozenset({1})})],
        conclusions={(1, 1): ("not_recommended", "")},
        bans={(1, 1002): ""},
        parted={(1, 1003): "Конфликт"},
    )
    settings = Settings(
        levels=dict.fromkeys(["not_recommended", "banned", "parted_by_conflict", "refused"], "warning")
    )

    told = [explain_edge(asked, settings, 1, n) for n in (1, 2, 3, 4)]

    assert [(view.is_lawful, view.findings[0].code) for view in told] == [
        (False, "not_recommended"), (False, "banned"), (False, "parted_by_conflict"), (False, "refused"),
    ]  # fmt: skip


def test_mentee_without_a_wish_gets_the_first_model_that_fits_each_mentor():
    asked = problem(
        [mentor(1, grade=10), mentor(2, grade=8)], [mentee(1, grade=8)], models=(FOREIGN, AHEAD, EQUAL)
    )

    told = [explain_edge(asked, Settings(), n, 1).model_id for n in (1, 2)]

    assert told == [AHEAD.id, EQUAL.id]


def test_direct_superior_and_hours_that_never_meet_forbid_until_softened():
    boss = mentor(1, party={"heads": frozenset({1001}), "slots": frozenset({(1, 14)})})
    asked = problem([boss], [mentee(1, party={"slots": frozenset({(2, 14)})})])
    soft = Settings(levels={"superior": "warning", "no_common_time": "warning"})

    strict, lenient = explain_edge(asked, Settings(), 1, 1), explain_edge(asked, soft, 1, 1)

    assert [f.code for f in strict.findings] == ["superior", "no_common_time"]
    assert (strict.is_lawful, lenient.is_lawful) == (False, True)


def test_impossible_pair_is_still_explained():
    asked = problem(
        [with_side(mentor(1), is_ready=False, not_ready_because="обучение не отмечено")], [mentee(1)]
    )

    view = explain_edge(asked, Settings(), 1, 1)

    assert (view.is_lawful, view.score, [f.code for f in view.findings]) == (False, 100, ["mentor_not_ready"])


def test_every_adjustable_rule_has_words_and_is_soft_by_hand():
    soft = {rule.code for rule in RULES if rule.level == Level.SOFT}

    assert set(ADJUSTABLE) <= soft
    assert all(words.label and words.explanation.endswith(".") for words in ADJUSTABLE.values())
