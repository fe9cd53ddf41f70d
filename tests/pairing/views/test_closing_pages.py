"""The closing wizard and the grid of many pairs."""

from __future__ import annotations

import pytest
from django.utils import timezone

from pairing.enums import MeetingKind, PairState, ResultKind
from pairing.models import Meeting, Pair, PairSurveyInvite
from pairing.services.results import save_result
from programs.services.links import link_url
from programs.tenancy import program_url
from tests.pairing.makers import make_pair_in

TODAY = timezone.localdate()


@pytest.fixture
def pair(program, curator):
    return make_pair_in(program, curator, PairState.ACTIVE)


def url(program, name, **kwargs):
    return program_url(program, f"pairing:{name}", **kwargs)


def step(program, pair, name):
    return f"{url(program, 'pair_close', pk=pair.pk)}?step={name}"


def walk(client, program, pair, **answers):
    """Every step with an answer; returns the last response."""
    said = {
        "meeting": {"held": "no"},
        "answers": {},
        "results": {f"result_{pair.members.get().pk}": "открытый урок"},
        "ending": {"how": "done", "on": TODAY.isoformat()},
        "next": {"wants_case": "yes", "wants_new_match": "no"},
        "check": {},
        **answers,
    }
    for name, data in said.items():
        page = client.post(step(program, pair, name), data)
    return page


def test_step_of_results_offers_what_the_pair_has_recorded(program, pair, curator, sign_in):
    save_result(pair=pair, kind=ResultKind.PROJECT, title="Школьный сад", on=TODAY, by=curator, today=TODAY)

    page = sign_in(curator).get(step(program, pair, "results")).content.decode()

    assert f"проект: Школьный сад ({TODAY:%d.%m.%Y})</textarea>" in page


def test_wizard_leads_from_the_meeting_to_a_closed_pair(program, pair, curator, sign_in):
    client = sign_in(curator)

    page = walk(
        client,
        program,
        pair,
        meeting={"held": "yes", "date": TODAY.isoformat(), "topic": "Итоги", "content": "Всё получилось"},
    )

    pair.refresh_from_db()
    final = Meeting.objects.get(pair=pair)
    assert page.url == url(program, "pair_detail", pk=pair.pk)
    assert (final.kind, final.topic, final.date) == (MeetingKind.FINAL, "Итоги", TODAY)
    assert (pair.state, pair.wants_case, pair.wants_new_match) == (PairState.COMPLETED, True, False)
    assert "Спасибо вам за работу" in client.get(page.url).content.decode()


def test_both_sides_are_asked_by_links_and_the_answer_is_counted(program, pair, curator, sign_in):
    client = sign_in(curator)

    client.post(step(program, pair, "answers"), {"ask": "1"})
    page = client.get(step(program, pair, "answers"))
    invites = PairSurveyInvite.objects.filter(pair=pair)
    client.post(step(program, pair, "answers"), {"ask": "1"})

    assert [voice.is_asked for voice in page.context["voices"]] == [True, True]
    assert all(link_url(invite.link) in page.content.decode() for invite in invites)
    assert invites.count() == 2


def test_early_end_asks_for_a_reason_and_joins_it_with_the_words(program, pair, curator, sign_in):
    client = sign_in(curator)
    early = {"how": "early", "on": TODAY.isoformat(), "reason": "Не совпадает расписание", "words": "секция"}

    refused = client.post(step(program, pair, "ending"), {**early, "reason": ""})
    other = client.post(step(program, pair, "ending"), {**early, "reason": "Другое", "words": ""})
    walk(client, program, pair, ending=early)

    pair.refresh_from_db()
    assert (refused.status_code, refused.context["form"].errors) == (422, {"reason": ["Выберите причину."]})
    assert other.context["form"].errors == {"words": ["Напишите причину своими словами."]}
    assert (pair.state, pair.closed_reason) == (PairState.DISSOLVED, "Не совпадает расписание: секция")


def test_answers_stay_when_one_is_refused_and_when_the_person_comes_back(program, pair, curator, sign_in):
    client = sign_in(curator)
    name = f"result_{pair.members.get().pk}"

    client.post(step(program, pair, "results"), {name: "проект «Школьный музей»"})
    client.post(step(program, pair, "ending"), {"how": "done", "on": "31.02.2026"})
    results = client.get(step(program, pair, "results")).content.decode()
    ending = client.get(step(program, pair, "ending")).content.decode()

    assert "проект «Школьный музей»" in results
    assert 'value="31.02.2026"' in ending


def test_last_step_leads_to_what_is_not_answered(program, pair, curator, sign_in):
    client = sign_in(curator)
    client.post(step(program, pair, "meeting"), {"held": "no"})

    page = client.get(step(program, pair, "check"))
    sent = client.post(step(program, pair, "check"))

    pair.refresh_from_db()
    assert page.url == sent.url == step(program, pair, "results")
    assert pair.state == PairState.ACTIVE


def test_refused_day_keeps_everything_said(program, pair, curator, sign_in):
    client = sign_in(curator)
    early = {"how": "done", "on": "2020-01-01"}

    page = walk(client, program, pair, ending=early)

    pair.refresh_from_db()
    assert (page.status_code, pair.state) == (422, PairState.ACTIVE)
    assert "раньше этой даты закрыть её нельзя" in page.content.decode()
    assert "открытый урок" in page.content.decode()


def test_pair_that_has_not_begun_is_only_asked_why(program, curator, sign_in):
    pair = make_pair_in(program, curator, PairState.APPROVED)
    client = sign_in(curator)
    said = {"on": TODAY.isoformat(), "reason": "По просьбе наставника"}

    client.post(step(program, pair, "ending"), said)
    client.post(step(program, pair, "next"), {"wants_case": "no", "wants_new_match": "yes"})
    client.post(step(program, pair, "check"))

    pair.refresh_from_db()
    assert (pair.state, pair.closed_reason, pair.wants_new_match) == (
        PairState.DISSOLVED,
        "По просьбе наставника",
        True,
    )


def test_closed_pair_and_draft_are_sent_back_to_their_card(program, curator, sign_in):
    client = sign_in(curator)
    for state in (PairState.DRAFT, PairState.COMPLETED):
        pair = make_pair_in(program, curator, state)

        page = client.get(url(program, "pair_close", pk=pair.pk))

        assert page.url == url(program, "pair_detail", pk=pair.pk)


def test_drafts_of_two_pairs_never_mix(program, pair, curator, sign_in):
    other = make_pair_in(program, curator, PairState.ACTIVE)
    client = sign_in(curator)

    client.post(step(program, pair, "next"), {"wants_case": "yes", "wants_new_match": "yes"})

    form = client.get(step(program, other, "next")).context["form"]
    assert (form.is_bound, form.initial) == (False, {"wants_case": "no", "wants_new_match": "no"})


def test_grid_closes_ticked_pairs_and_keeps_what_was_typed_when_refused(program, curator, sign_in):
    pairs = [make_pair_in(program, curator, PairState.ACTIVE) for _ in range(2)]
    first = pairs[0].members.get()
    client = sign_in(curator)
    address = url(program, "pair_close_many")
    typed = {f"close_{pairs[0].pk}": "on", f"result_{first.pk}": "олимпиада"}

    refused = client.post(address, {"on": "2020-01-01", **typed})
    empty = client.post(address, {"on": TODAY.isoformat()})
    client.post(address, {"on": TODAY.isoformat(), **typed})

    first.refresh_from_db()
    assert (refused.status_code, empty.status_code) == (422, 422)
    assert "Ни одна пара не закрыта" in refused.content.decode()
    assert "олимпиада" in refused.content.decode()
    assert first.result == "олимпиада"
    assert list(Pair.objects.order_by("pk").values_list("state", flat=True)) == ["completed", "active"]


def test_grid_costs_the_same_for_one_and_three_pairs(program, curator, sign_in, queries_of):
    client = sign_in(curator)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            make_pair_in(program, curator, PairState.ACTIVE)
        counts.append(queries_of(client, url(program, "pair_close_many")))

    assert counts[0] == counts[1]
