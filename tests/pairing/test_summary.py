from __future__ import annotations

import pytest

from pairing.enums import PairState
from pairing.models import Pair
from pairing.summary import active_pairs, open_pairs_against_completion
from programs.enums import ProgramState
from programs.services.audit import Refusal
from programs.services.programs import complete_program
from tests.factories import TODAY
from tests.pairing.makers import make_pair_in


@pytest.mark.parametrize(
    "state", [PairState.DRAFT, PairState.SUBMITTED, PairState.APPROVED, PairState.ACTIVE]
)
def test_program_with_an_open_pair_is_not_completed(program, curator, director, state):
    make_pair_in(program, curator, state, on=TODAY)

    with pytest.raises(Refusal) as refused:
        complete_program(program=program, by=curator)

    program.refresh_from_db()
    assert str(refused.value) == (
        "Завершить программу пока нельзя. Не закрыты: 1\u00a0пара. Завершите или прекратите их "
        "в разделе «Пары и группы», черновики удалите."
    )
    assert program.state == ProgramState.RUNNING


@pytest.mark.parametrize("state", [PairState.COMPLETED, PairState.DISSOLVED])
def test_program_with_closed_pairs_only_is_completed(program, curator, director, state):
    make_pair_in(program, curator, state, on=TODAY)

    complete_program(program=program, by=curator)

    program.refresh_from_db()
    assert program.state == ProgramState.COMPLETED


def test_active_pairs_leave_out_drafts_and_closed(program, curator, director):
    for state in (PairState.DRAFT, PairState.ACTIVE, PairState.COMPLETED):
        make_pair_in(program, curator, state, on=TODAY)

    assert active_pairs(program) == 1
    assert Pair.objects.of_program(program).open().count() == 2
    assert len(open_pairs_against_completion(program)) == 1
