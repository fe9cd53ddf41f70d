"""Numbers of papers: each series goes on by itself; one number twice is said before the signature."""

from __future__ import annotations

from datetime import date

import pytest
from django_scopes import scope

from mentoring_site.permissions import Role
from programs.document_numbers import next_number, plain_number, same_number
from programs.enums import DocumentState
from programs.models import Document
from programs.registries.papers import DOCUMENT_KINDS
from programs.services.documents import RepeatedNumber, cancel_document, prepare_document, sign_document
from programs.tenancy import program_url
from tests.factories import make_member, make_program

DAY = date(2026, 9, 3)


@pytest.fixture
def director(program):
    return make_member(program.school, Role.DIRECTOR)


def paper(program, by, kind="launch_order", title="О внедрении", on=DAY):
    return prepare_document(program=program, kind=kind, title=title, snapshot={}, by=by, on=on)


def signed(program, by, number, kind="launch_order", on=DAY, **more):
    document = paper(program, by, kind, on=on)
    return sign_document(document=document, number=number, date=on, by=by, today=on, **more)


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("14-од", "№ 14–ОД", True),
        ("14-од", "014 - од", True),
        ("14-од", "14-oд", True),  # a Latin «o»
        ("45/2-р", "45/2-Р ", True),
        ("14-од", "1\u200b4\u00ad-од\u2060", True),  # copied from a page: nobody sees the difference
        ("14-од", "\u202e14-од", True),
        ("14-од", "14-р", False),
        ("14", "140", False),
        ("100", "1", False),
        ("01-03\\482", "1-3\\482", True),
    ],
)
def test_numbers_typed_differently_are_compared_by_what_they_mean(one, other, is_same):
    assert (plain_number(one) == plain_number(other)) is is_same


def test_hint_goes_on_in_the_own_series_of_the_kind(program, director):
    signed(program, director, "14-од")
    signed(program, director, "5", "partner_agreement")
    signed(program, director, "2", "regulation_pupils")

    hints = {
        kind: next_number(program.school, DOCUMENT_KINDS[kind], DAY)
        for kind in ("curator_order", "partner_agreement", "regulation_common", "own_paper", "pair_order")
    }

    assert hints == {
        "curator_order": "15-од",
        "partner_agreement": "6",
        "regulation_common": "3",
        "own_paper": "1",
        "pair_order": "1-р",
    }


def test_number_of_a_cancelled_paper_is_free_again(program, director):
    document = paper(program, director)

    cancel_document(document=document, reason="Лишний", by=director)

    assert next_number(program.school, DOCUMENT_KINDS["launch_order"], DAY) == "1-од"


def test_number_of_another_signed_order_is_refused_with_the_way_out(program, director):
    signed(program, director, "14-од", "own_order")
    document = paper(program, director)

    with pytest.raises(RepeatedNumber) as refused:
        sign_document(document=document, number="№ 14–ОД", date=DAY, by=director, today=DAY)

    assert str(refused.value) == (
        "Номер 14-од в 2026 году уже стоит на подписанном документе «О внедрении» от 03.09.2026. Проверьте номер на "
        "бумаге: следующий свободный – 15-од. Если и на этой бумаге стоит № 14–ОД, отметьте это и подпишите ещё раз."
    )
    document.refresh_from_db()
    assert document.state == DocumentState.TO_SIGN


def test_number_that_paper_really_has_twice_is_signed(program, director):
    signed(program, director, "14-од")

    second = signed(program, director, "14-од", is_repeat=True)

    assert (second.state, second.number) == (DocumentState.SIGNED, "14-од")


@pytest.mark.parametrize(
    ("kind", "on"),
    [("pair_order", DAY), ("partner_agreement", DAY), ("launch_order", date(2027, 1, 11))],
)
def test_same_number_of_another_series_or_year_is_nothing_wrong(program, director, kind, on):
    signed(program, director, "14")
    document = paper(program, director, kind, on=on)

    assert same_number(document, "14", on) is None


def test_same_number_of_another_school_is_nothing_wrong(program, director):
    other = make_program()
    with scope(school=other.school):
        signed(other, make_member(other.school, Role.DIRECTOR), "14-од")

    assert signed(program, director, "14-од").state == DocumentState.SIGNED


def test_protocols_of_different_bodies_may_have_one_number(program, director):
    first = paper(program, director, "protocol")
    Document.objects.filter(pk=first.pk).update(number="1", state=DocumentState.TO_SIGN)

    assert same_number(paper(program, director, "protocol"), "1", DAY) is None


def test_page_asks_about_a_taken_number_and_signs_when_it_is_confirmed(program, director, sign_in):
    signed(program, director, "14-од")
    document = paper(program, director)
    client = sign_in(director)
    page, url = (
        program_url(program, f"programs:document_{name}", pk=document.pk) for name in ("detail", "sign")
    )
    typed = {"number": "14-од", "date": DAY.isoformat()}
    asked_before = 'type="checkbox" name="is_repeat"' in client.get(page).content.decode()

    refused = client.post(url, typed)
    client.post(url, {**typed, "is_repeat": "on"})

    document.refresh_from_db()
    shown = refused.content.decode()
    assert (asked_before, refused.status_code) == (False, 422)
    assert 'type="checkbox" name="is_repeat"' in shown
    assert "На бумаге стоит именно этот номер" in shown
    assert document.state == DocumentState.SIGNED


def test_draft_with_a_taken_number_is_saved_with_a_warning(program, director, sign_in):
    paper(program, director)  # «1-од» is proposed to it
    document = paper(program, director, title="О назначении")

    answer = sign_in(director).post(
        program_url(program, "programs:document_draft", pk=document.pk),
        {"number": "1-од", "date": DAY.isoformat()},
        follow=True,
    )

    document.refresh_from_db()
    assert document.number == "1-од"
    assert "Номер 1-од в этом году есть и у документа к подписи «О внедрении»." in answer.content.decode()
