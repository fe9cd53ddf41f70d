"""Bans on pairs: who may not be put together, by hand or by a run, until the ban is lifted."""

import pytest

from mentoring_site.permissions import Role
from pairing.enums import BanKind
from pairing.models import PairBan
from pairing.services.bans import ban_pair, lift_ban
from pairing.services.keeping import PairRuleBroken
from pairing.services.matching_runs import run_matching
from participants.services.merging import merge_people
from programs.models import AuditEvent
from programs.services.audit import Refusal
from programs.tenancy import program_url
from tests.factories import TODAY, make_member, make_person
from tests.pairing.makers import make_pair, ready_mentee, ready_mentor

pytestmark = pytest.mark.django_db


@pytest.fixture
def couple(program, curator):
    """The mentee stands first in the base of people: a ban holds in either order."""
    mentee = ready_mentee(program, curator)
    return ready_mentor(program, curator), mentee


@pytest.fixture
def ban(program, curator, couple):
    mentor, mentee = couple
    return ban_pair(
        one=mentor.person,
        other=mentee.person,
        kind=BanKind.RELATIVES,
        note=" двоюродные  братья ",
        program=program,
        by=curator,
    )


def test_ban_stops_the_form_of_pairs_and_the_run(program, curator, couple, ban):
    mentor, mentee = couple

    with pytest.raises(PairRuleBroken, match="в списке запретов на пару: родственники — двоюродные братья"):
        make_pair(program, curator, mentor=mentor, mentees=[mentee])
    run = run_matching(form=mentor.form, mode="all", on=TODAY, by=curator).run

    assert (run.placed, run.unplaced) == (0, 1)
    event = AuditEvent.objects.get(action="ban.add")
    assert event.sentence == (
        f"запрещена пара {mentee.person.full_name} и {mentor.person.full_name}: родственники — двоюродные братья"
    )


def test_lifted_ban_hinders_no_more_and_its_reason_stays(program, curator, couple, ban):
    mentor, mentee = couple

    lift_ban(ban=ban, reason="Записали по ошибке", program=program, by=curator)

    assert make_pair(program, curator, mentor=mentor, mentees=[mentee]).pk
    assert AuditEvent.objects.get(action="ban.lift").sentence.endswith(
        "двоюродные братья): Записали по ошибке"
    )


def test_ban_of_one_person_twice_or_without_words_is_refused(program, curator, couple, ban):
    one, other = (entry.person for entry in couple)
    third = make_person(program)

    for people, kind, said in (
        ((one, one), BanKind.CONFLICT, "двух разных людей"),
        ((other, one), BanKind.CONFLICT, "уже записан"),
        ((one, third), BanKind.OTHER, "Напишите, почему"),
    ):
        with pytest.raises(Refusal, match=said):
            ban_pair(one=people[0], other=people[1], kind=kind, note=" ", program=program, by=curator)
    with pytest.raises(Refusal, match="больше не нужен"):
        lift_ban(ban=ban, reason=" ", program=program, by=curator)

    assert PairBan.objects.get() == ban


def test_merged_card_keeps_the_ban_and_forbidden_people_do_not_merge(program, curator, couple, ban):
    mentor, mentee = couple
    double = make_person(program)  # the youngest card: its ban would stand in the wrong order
    with pytest.raises(Refusal, match="в списке запретов"):
        merge_people(keep=mentor.person, drop=mentee.person, chosen={}, by=curator, program=program)

    merge_people(keep=double, drop=mentee.person, chosen={}, by=curator, program=program)

    found = PairBan.objects.get()
    assert (found.first_id, found.second_id) == (mentor.person_id, double.pk)


def test_curator_bans_from_a_card_and_lifts_on_the_list(program, curator, couple, sign_in):
    mentor, mentee = couple
    client = sign_in(curator)
    address = program_url(program, "pairing:ban_list")
    card = program_url(program, "participants:person_detail", pk=mentor.person_id)

    assert f"{address}?person={mentor.person_id}" in client.get(card).content.decode()
    form = client.get(f"{address}?person={mentor.person_id}").context["form"]
    titles = form.fields["one"].titles
    typed = {"one": form["one"].value(), "other": titles[mentee.person_id], "kind": "conflict", "note": ""}
    assert client.post(address, typed).status_code == 302
    assert mentee.person.full_name in client.get(card).content.decode()
    refused = client.post(address, typed)
    assert (refused.status_code, "уже записан" in refused.content.decode()) == (422, True)
    ban = PairBan.objects.get()
    client.post(program_url(program, "pairing:ban_lift", pk=ban.pk), {"reason": "Помирились"})

    assert not PairBan.objects.exists()


def test_list_costs_the_same_at_one_and_three_bans(program, curator, couple, ban, sign_in, queries_of):
    client = sign_in(curator)
    address = program_url(program, "pairing:ban_list")
    one = queries_of(client, address)
    for _ in range(2):
        ban_pair(
            one=couple[0].person,
            other=make_person(program),
            kind=BanKind.CONFLICT,
            note="",
            program=program,
            by=make_member(program.school, Role.CURATOR),
        )

    assert queries_of(client, address) == one
