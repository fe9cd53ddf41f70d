from __future__ import annotations

import pytest

from mentoring_site.permissions import Role
from pairing.bases import pair_states
from pairing.enums import PairState
from pairing.models import Pair
from pairing.own import own_pairs
from participants.models import Representative
from programs.enums import ProgramState
from programs.tenancy import access_for, program_url
from tests.factories import TODAY, make_member
from tests.pairing.makers import make_pair_in


def participant_of(program, pair, role=Role.MENTEE):
    user = make_member(program.school, role)
    member = pair.members.get()
    person = member.mentee.person if role == Role.MENTEE else pair.mentor.person
    person.user = user
    person.save()
    return user


@pytest.mark.parametrize(
    ("state", "is_seen"),
    [
        (PairState.DRAFT, False),
        (PairState.SUBMITTED, False),
        (PairState.APPROVED, True),
        (PairState.ACTIVE, True),
        (PairState.COMPLETED, True),
    ],
)
def test_participant_learns_of_his_pair_when_it_is_decided(program, curator, director, state, is_seen):
    pair = make_pair_in(program, curator, state)
    access = access_for(participant_of(program, pair), program, TODAY)

    assert Pair.objects.visible_to(access).filter(pk=pair.pk).exists() is is_seen


def test_own_pairs_are_on_the_first_page_of_a_mentee(program, curator, director, sign_in):
    pair = make_pair_in(program, curator, PairState.ACTIVE)
    make_pair_in(program, curator, PairState.ACTIVE)

    response = sign_in(participant_of(program, pair)).get(program_url(program, "programs:dashboard"))

    page = response.content.decode()
    assert "Ваша пара" in page
    assert pair.mentor.person.list_name in page
    assert [row["url"] for row in own_pairs(response.wsgi_request.access, TODAY)["pairs"]] == [
        program_url(program, "pairing:pair_detail", pk=pair.pk)
    ]


def test_mentor_marks_a_meeting_from_his_first_page(program, curator, director):
    pair = make_pair_in(program, curator, PairState.ACTIVE)
    access = access_for(participant_of(program, pair, Role.MENTOR), program, TODAY)

    assert own_pairs(access, TODAY)["pairs"][0]["record_url"] == program_url(
        program, "pairing:meeting_create", pk=pair.pk
    )


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ProgramState.RUNNING, "Когда её утвердит директор, она появится здесь."),
        (ProgramState.COMPLETED, "В этой программе пары не было."),
    ],
)
def test_mentee_without_a_pair_is_promised_one_only_while_the_programme_runs(program, sign_in, state, words):
    mentee = make_member(program.school, Role.MENTEE)
    program.state = state
    program.save()

    page = sign_in(mentee).get(program_url(program, "programs:dashboard")).content.decode()

    assert words in page


def test_staff_has_no_panel_of_own_pairs(program, curator):
    assert own_pairs(access_for(curator, program, TODAY), TODAY) is None


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (PairState.DRAFT, ("draft", "Черновик пары")),
        (PairState.SUBMITTED, ("wait", "У директора")),
        (PairState.APPROVED, ("ready", "Пара утверждена")),
        (PairState.ACTIVE, ("ok", "В паре")),
    ],
)
def test_base_says_how_far_the_pair_of_a_mentee_is(program, curator, director, state, words):
    mentee = make_pair_in(program, curator, state).members.get().mentee

    assert pair_states([mentee], access_for(curator, program, TODAY), TODAY) == {mentee.pk: words}


def test_mentor_is_in_a_pair_only_while_it_works(program, curator, director):
    busy = make_pair_in(program, curator, PairState.ACTIVE).mentor
    waiting = make_pair_in(program, curator, PairState.DRAFT).mentor

    states = pair_states([busy, waiting], access_for(curator, program, TODAY), TODAY)

    assert states == {busy.pk: ("ok", "В паре")}


def test_pair_on_the_first_page_of_a_parent_is_his_childs(program, curator, director):
    pair = make_pair_in(program, curator, PairState.ACTIVE)
    parent = make_member(program.school, Role.PARENT)
    child = pair.members.get().mentee.person
    Representative.objects.create(
        school=program.school, person=child, full_name="Ткач Даниил Леонидович", user=parent
    )

    panel = own_pairs(access_for(parent, program, TODAY), TODAY)

    assert (panel["title"], len(panel["pairs"])) == ("Пара вашего ребёнка", 1)
