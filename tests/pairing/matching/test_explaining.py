from dataclasses import replace
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pairing.matching import Alternative, Settings, exact_alternative, solve
from pairing.matching import alternatives as module
from pairing.matching.alternatives import Costs
from pairing.matching.residual import prices_of
from pairing.matching.solving import NOBODY, assign, grid_of
from tests.pairing.matching.problems import (
    PREFERENCE_ONLY,
    SUBJECT,
    YOUNG,
    lively,
    mentee,
    mentor,
    problem,
    ranking,
)
from tests.pairing.matching.test_solving import best_value, seats, value

SEEDS = st.integers(0, 10**9)


def forced_best(grid, row, at):
    """The best plan with this pair in it, by brute force: (weight, points)."""
    usable, free = grid.usable.copy(), grid.free.copy()
    usable[row] = False
    free[at] -= 1
    weight, points, _ = best_value(replace(grid, usable=usable, free=free))
    return weight + int(grid.weight[row]), points + int(grid.worth[row, at])


@hypothesis_settings(max_examples=40)
@given(SEEDS, st.integers(1, 5), st.integers(1, 6), st.booleans())
def test_cost_of_every_other_pair_is_what_the_best_plan_with_it_loses(seed, mentors, mentees, at_once):
    grid = grid_of(lively(Random(seed), mentors, mentees, places=2), Settings())
    plan = assign(grid)
    costs = Costs(grid, plan)
    duals, prices = prices_of(costs.cost, grid.usable, plan)
    if at_once:
        costs.residual.prepare()

    for row, at in np.argwhere(grid.usable).tolist():
        if plan[row] == at:
            continue
        moved = plan.copy()
        moved[row] = at
        for step in costs.residual.chain(row, at):
            assert grid.usable[step.mentee, step.mentor] or step.mentor == NOBODY
            moved[step.mentee] = step.mentor
        assert (np.bincount(moved[moved != NOBODY], minlength=mentors) <= grid.free).all()
        after, before = value(grid, moved)[:2], value(grid, plan)[:2]
        assert after == forced_best(grid, row, at)
        told = costs.exact(at, row)
        assert told.cost == max(0, before[1] - after[1])
        assert set(told.left_out) == {1 + who for who in np.flatnonzero((plan != NOBODY) & (moved == NOBODY))}
        lost = costs.unit * (before[0] - after[0]) + before[1] - after[1]
        assert 0 <= costs.cost[row, at] + prices[at] - duals[row] <= lost


@hypothesis_settings(max_examples=25)
@given(SEEDS)
def test_bound_shown_in_a_large_plan_never_passes_the_exact_cost(seed):
    asked = lively(Random(seed), 5, 6)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "EXACT_MENTORS", 0)
        plan = solve(asked, Settings())

    for match in plan.matches:
        for seat in match.seats:
            for other in seat.alternatives:
                exact = exact_alternative(asked, Settings(), plan, other.mentor_id, seat.view.mentee_id)
                assert (other.is_exact, exact.is_exact, other.score) == (False, True, exact.score)
                if not exact.left_out:
                    assert other.cost <= exact.cost


def test_next_candidates_come_by_score_with_their_cost_and_who_moves():
    names = [("Власова Екатерина", "f"), ("Орлов Пётр", "m"), ("Титова Анна", "f"), ("Сомов Иван", "m")]
    asked = problem(
        [mentor(n, name=name, party={"gender": sex}) for n, (name, sex) in enumerate(names, 1)],
        [
            mentee(1, name="Панова Алиса", party={"ranks": {1: 1, 2: 2, 3: 3}}),
            mentee(2, name="Гусев Егор", party={"ranks": {2: 1, 1: 2}}),
        ],
    )

    plan = solve(asked, PREFERENCE_ONLY)

    assert seats(plan) == [(1, 1), (2, 2)]
    assert plan.matches[0].seats[0].alternatives == (
        Alternative(2, 80, 40, True, "Гусев Егор перейдёт к Власовой Екатерине"),
        Alternative(3, 60, 40, True, "Остальные пары не изменятся"),
        Alternative(4, 0, 100, True, "Остальные пары не изменятся"),
    )


def test_alternative_tells_who_would_stay_alone_and_who_would_win_a_mentor():
    asked = ranking(2, 2, {(1, 1): 1, (1, 2): 1})
    asked = replace(asked, bans={(2, 1002): ""}, mentors=asked.mentors[:2])
    plan = solve(asked, PREFERENCE_ONLY)
    assert seats(plan) == [(1, 2), (2, 1)]

    told = exact_alternative(asked, PREFERENCE_ONLY, plan, 1, 1)

    assert (told.cost, told.left_out, told.effect) == (0, (2,), "Ученик 2 останется без наставника")
    alone = replace(asked, mentors=asked.mentors[:1])
    plan = solve(alone, PREFERENCE_ONLY)
    (loser,) = (who.mentee_id for who in plan.unplaced)
    assert exact_alternative(alone, PREFERENCE_ONLY, plan, 1, loser).left_out == (3 - loser,)


def test_long_chain_of_moves_is_told_in_short():
    """Each of seven has his first wish and knows one mentor more, the next: one change moves all who come after."""
    everybody = frozenset(range(1, 9))
    asked = problem(
        [mentor(n) for n in range(1, 9)],
        [mentee(n, party={"ranks": {n: 1}, "refuses": everybody - {n, n + 1}}) for n in range(1, 8)],
    )
    plan = solve(asked, PREFERENCE_ONLY)

    told = exact_alternative(asked, PREFERENCE_ONLY, plan, 2, 1)

    assert told.cost == 700
    assert told.effect == (
        "Ученик 2 перейдёт к наставнику Наставник 3; Ученик 3 перейдёт к наставнику Наставник 4; "
        "Ученик 4 перейдёт к наставнику Наставник 5; ещё 3\u00a0человека сменят наставника"
    )


def test_alternative_of_a_plan_that_has_aged_is_counted_from_the_best_plan_of_today():
    asked = ranking(2, 2, {(1, 1): 1, (2, 2): 1})
    old = solve(ranking(2, 2, {(1, 2): 1, (2, 1): 1}), PREFERENCE_ONLY)
    assert seats(old) == [(1, 2), (2, 1)]
    gone = solve(ranking(3, 3, {}), PREFERENCE_ONLY)

    told = [exact_alternative(asked, PREFERENCE_ONLY, plan, 1, 2) for plan in (old, gone)]

    assert [(other.cost, other.effect) for other in told] == [
        (200, "Ученик 1 перейдёт к наставнику Наставник 2")
    ] * 2


def test_alternative_that_is_not_lawful_has_no_cost():
    asked = replace(ranking(2, 1, {}), bans={(2, 1001): ""})

    with pytest.raises(ValueError, match="not lawful"):
        exact_alternative(asked, Settings(), solve(asked, Settings()), 2, 1)


def test_alternative_under_the_floor_may_be_weighed_all_the_same():
    asked = ranking(2, 2, {(1, 1): 1, (2, 2): 1})
    good = replace(PREFERENCE_ONLY, mode="good", floor=70)

    told = exact_alternative(asked, good, solve(asked, good), 2, 1)

    assert (told.score, told.cost, told.effect) == (0, 200, "Ученик 2 останется без наставника")


@hypothesis_settings(max_examples=50)
@given(SEEDS, st.integers(0, 5), st.integers(1, 8))
def test_counts_of_why_alone_add_up_to_all_mentors(seed, mentors, mentees):
    asked = lively(Random(seed), mentors, mentees)

    plan = solve(asked, Settings())

    for alone in plan.unplaced:
        counted = [who for why in alone.whys for who in why.mentor_ids] + list(alone.lawful_mentor_ids)
        assert sorted(counted) == list(range(1, mentors + 1))
        assert alone.is_possible == bool(alone.lawful_mentor_ids) == bool(alone.bottleneck)
        assert alone.help.endswith(".")


def test_bottleneck_names_who_competes_for_whom_and_what_would_help():
    topic = {"topics": ((1, "Математика"),)}
    asked = problem(
        [*(mentor(n, grade=9) for n in (1, 2, 3)), mentor(4, grade=7, places=5)],
        [*(mentee(n, grade=8, party=topic) for n in range(1, 6)), mentee(6, grade=6)],
    )

    plan = solve(asked, Settings())

    assert len(plan.unplaced) == 2
    alone = plan.unplaced[0]
    assert alone.bottleneck == (
        "На 3\u00a0места у 3\u00a0наставников (Наставник 1, Наставник 2 и\u00a0Наставник 3) претендуют "
        "5\u00a0человек: Ученик 1, Ученик 2, Ученик 3, Ученик 4 и\u00a0Ученик 5."
    )
    assert alone.help == "Поможет ещё один наставник из 9–11 классов с темой «математика»."
    assert [(why.words, why.mentor_ids) for why in alone.whys] == [("класс слишком близкий", (4,))]
    assert alone.lawful_mentor_ids == (1, 2, 3)


@pytest.mark.parametrize(
    ("ours", "theirs", "how", "whys", "helps"),
    [
        ({}, {"is_consent_valid": False}, {}, ["нет согласия"], ""),
        (
            {"is_consent_valid": False}, {}, {}, ["нет согласия наставника"],
            "По правилам подходят: Наставник 1. Мешает: нет согласия наставника.",
        ),
        (
            {"grade": 11}, {}, {"mode": "good", "floor": 90}, ["балл ниже порога 90"],
            "Лучший из подходящих по правилам — 75 из 100. Поможет порог ниже или пара вручную.",
        ),
        ({"grade": 5}, {}, {}, ["класс слишком близкий"], "Поможет ещё один наставник из 9–11 классов."),
        ({"grade": 5}, {"grade": 10}, {}, ["класс слишком близкий"], "Поможет ещё один наставник из 11 класса."),
    ],
)  # fmt: skip
def test_who_has_no_lawful_mentor_learns_what_is_missing(ours, theirs, how, whys, helps):
    asked = problem([mentor(1, **ours)], [mentee(1, **theirs)])

    (alone,) = solve(asked, Settings(**how)).unplaced

    assert ([why.words for why in alone.whys], alone.help, alone.is_possible) == (whys, helps, False)


def test_teacher_learns_which_teacher_would_help():
    asked = problem(
        [mentor(1, grade=None, experience_years=2, subjects=frozenset({"физика"}))],
        [
            mentee(1, grade=None, experience_years=3, wished_model_id=YOUNG.id),
            mentee(2, grade=None, subjects=frozenset({"химия", "биология"}), wished_model_id=SUBJECT.id),
        ],
        models=(SUBJECT, YOUNG),
    )

    plan = solve(asked, Settings())

    assert [(alone.whys[0].words, alone.help) for alone in plan.unplaced] == [
        ("стаж наставника не больше", "Поможет ещё один наставник со стажем больше 3\u00a0лет."),
        ("другой предмет", "Поможет ещё один наставник с предметом «биология» или «химия»."),
    ]


@hypothesis_settings(max_examples=50)
@given(SEEDS)
def test_blocking_pairs_are_those_who_would_both_rather_have_each_other(seed):
    asked = lively(Random(seed), 5, 7)
    grid = grid_of(asked, Settings())

    plan = solve(asked, Settings())

    mentor_of = {theirs: ours for ours, theirs in seats(plan)}
    expected = set()
    for ours in asked.mentors:
        for theirs in asked.mentees:
            one, other = ours.side.entry_id, theirs.side.entry_id
            if one not in theirs.ranks or other not in ours.ranks or not grid.usable[other - 1, one - 1]:
                continue
            led = [who for who, by in mentor_of.items() if by == one]
            prefers = theirs.ranks[one] < theirs.ranks.get(mentor_of.get(other), 9)
            takes = len(led) < grid.free[one - 1] or any(
                ours.ranks.get(w, 9) > ours.ranks[other] for w in led
            )
            if prefers and takes:
                expected.add((one, other))
    assert {(pair.mentor_id, pair.mentee_id) for pair in plan.blocking} == expected


def test_view_carries_two_reasons_and_what_is_worth_a_look():
    asked = problem(
        [mentor(1, party={"ranks": {1: 1}, "slots": frozenset({(2, 14)})})],
        [mentee(1, party={"ranks": {1: 1}, "slots": frozenset({(2, 14)})})],
        conclusions={(1, 1): ("reservation", "короткие встречи")},
    )

    ((match),) = solve(asked, Settings()).matches

    view = match.seats[0].view
    assert view.reasons == ("Оба назвали друг друга первыми", "Разница классов: 2\u00a0класса")
    assert [finding.code for finding in view.findings] == ["reservation"]
    assert view.is_lawful
    assert match.score == view.score == sum(part.points or 0 for part in view.components)
