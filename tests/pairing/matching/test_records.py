import json
from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from pairing.matching import (
    Change,
    Comparison,
    Settings,
    as_record,
    compare_records,
    digest,
    from_record,
    solve,
)
from tests.pairing.matching.problems import PREFERENCE_ONLY, lively, mentor, ranking, tangled


@hypothesis_settings(max_examples=30)
@given(st.integers(0, 10**9))
def test_plan_comes_back_from_its_json_as_it_was(seed):
    plan = solve(lively(Random(seed), 5, 8), Settings())

    assert from_record(json.loads(json.dumps(as_record(plan)))) == plan


@hypothesis_settings(max_examples=30)
@given(st.integers(0, 10**9), st.randoms(use_true_random=False))
def test_digest_is_of_what_was_asked_and_not_of_its_order(seed, chance):
    asked = tangled(Random(seed))
    shuffled = replace(
        asked,
        mentors=tuple(chance.sample(asked.mentors, len(asked.mentors))),
        mentees=tuple(chance.sample(asked.mentees, len(asked.mentees))),
        bans=dict(reversed(asked.bans.items())),
    )

    assert digest(shuffled, Settings()) == digest(asked, Settings())
    assert len(digest(asked, Settings())) == 64
    assert digest(asked, Settings(seed=2)) != digest(asked, Settings())
    assert digest(replace(asked, mentors=(*asked.mentors, mentor(99))), Settings()) != digest(
        asked, Settings()
    )


def test_two_plans_side_by_side():
    old = solve(ranking(3, 3, {(1, 1): 1, (2, 2): 1, (3, 3): 1}), PREFERENCE_ONLY)
    moved = replace(
        ranking(3, 4, {(1, 1): 1, (3, 2): 1, (2, 4): 1}),
        bans={(n, 1003): "" for n in (1, 2, 3)},
    )
    new = solve(moved, PREFERENCE_ONLY)

    told = compare_records(as_record(old), as_record(new))

    assert told == Comparison(
        same=(1,),
        changed=(Change(2, 2, 3, 0),),
        newly_placed=(Change(4, None, 2, 100),),
        lost=(Change(3, 3, None, -100),),
        total=0,
        placed=0,
    )
