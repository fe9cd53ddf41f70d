from __future__ import annotations

from monitoring.evidence_facts import facts_for
from participants.enums import MentorStatus
from tests.factories import TODAY, make_mentor


def test_empty_programme_has_no_facts(program):
    assert facts_for(program, TODAY) == {}


def test_facts_tell_n_and_leave_out_what_nobody_has_recorded(program):
    make_mentor(program, status=MentorStatus.ADMITTED, trained_on=TODAY)
    make_mentor(program, status=MentorStatus.ADMITTED, trained_on=None)
    make_mentor(program, status=MentorStatus.CANDIDATE)

    found = {code: [fact.text for fact in facts] for code, facts in facts_for(program, TODAY).items()}

    assert found == {"A2": ["Допущенные наставники прошли обучение: 1 из 2 (50\u00a0%)"]}
