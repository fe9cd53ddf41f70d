from datetime import date, timedelta

import pytest
from django.utils import timezone

from pairing.enums import PairState
from pairing.models import Pair
from pairing.office_orders import attention
from pairing.services.closing import dissolve_pair, reopen_pair
from pairing.services.order_endings import prepare_end_order
from programs.enums import DocumentState
from programs.models import Document
from programs.services.audit import Refusal
from programs.services.documents import cancel_document, sign_document
from programs.tenancy import access_for
from tests.pairing.makers import make_pair_in


@pytest.fixture
def parted(program, curator):
    return make_pair_in(program, curator, PairState.DISSOLVED)


def said_of(program, user):
    access = access_for(user, program, timezone.localdate())
    return [f"{item.subject} {item.rest}" for item in attention(access, timezone.localdate())]


def test_end_order_names_several_pairs_and_closes_them_on_signing(program, curator, director, parted):
    done = make_pair_in(program, curator, PairState.COMPLETED)

    order = prepare_end_order(program=program, pairs=[parted, done], by=curator)
    sign_document(document=order, number="51-р", date=timezone.localdate(), by=director)

    parted.refresh_from_db()
    done.refresh_from_db()
    assert (parted.end_order, done.end_order) == (order, order)
    assert (parted.state, done.state) == (PairState.DISSOLVED, PairState.COMPLETED)
    rows = order.snapshot["table"]["rows"]
    assert sorted(row["cells"][4] for row in rows) == ["переезд", "срок и задачи выполнены"]
    assert all(row["public"]["2"] == "обучающийся 7\u00a0«А» класса" for row in rows)


def test_attention_asks_for_the_order_until_it_is_signed(program, curator, director, parted):
    before = said_of(program, curator)
    order = prepare_end_order(program=program, pairs=[parted], by=curator)
    waiting = said_of(program, curator)
    sign_document(document=order, number="51-р", date=timezone.localdate(), by=director)

    assert before == ["1\u00a0пара прекращена, нет приказа о прекращении"]
    assert waiting == [f"Распоряжение № {order.number} ещё не подписано, нет приказа о прекращении"]
    assert said_of(program, curator) == []


def test_cancelled_end_order_leaves_the_pair_without_one(program, curator, parted):
    order = prepare_end_order(program=program, pairs=[parted], by=curator)

    cancel_document(document=order, reason="не та пара", by=curator)

    assert list(Pair.objects.without_end_order()) == [parted]
    prepare_end_order(program=program, pairs=[parted], by=curator)


@pytest.mark.parametrize(
    ("state", "words"), [(PairState.ACTIVE, "Сначала прекратите"), (PairState.APPROVED, "Сначала прекратите")]
)
def test_end_order_of_a_living_pair_is_refused(program, curator, state, words):
    pair = make_pair_in(program, curator, state)

    with pytest.raises(Refusal, match=words):
        prepare_end_order(program=program, pairs=[pair], by=curator)


def test_end_order_of_a_pair_that_never_began_is_refused(program, curator):
    pair = make_pair_in(program, curator, PairState.SUBMITTED)
    dissolve_pair(pair=pair, reason="передумали", on=timezone.localdate(), by=curator)

    with pytest.raises(Refusal, match="не успела начать работу"):
        prepare_end_order(program=program, pairs=[pair], by=curator)


def test_second_end_order_of_one_pair_is_refused(program, curator, parted):
    prepare_end_order(program=program, pairs=[parted], by=curator)

    with pytest.raises(Refusal, match="уже подготовлено"):
        prepare_end_order(program=program, pairs=[parted], by=curator)


def test_end_order_without_pairs_is_refused(program, curator):
    with pytest.raises(Refusal, match="хотя бы одну пару"):
        prepare_end_order(program=program, pairs=[], by=curator)


def test_end_order_dated_before_the_end_is_not_signed(program, curator, director, parted):
    order = prepare_end_order(program=program, pairs=[parted], by=curator)

    with pytest.raises(Refusal, match="датировано раньше"):
        sign_document(document=order, number="1", date=parted.closed_on - timedelta(days=1), by=director)

    assert Document.objects.get(pk=order.pk).state == DocumentState.TO_SIGN


def test_reopened_pair_falls_out_of_its_unsigned_end_order(program, curator, parted):
    other = make_pair_in(program, curator, PairState.DISSOLVED)
    order = prepare_end_order(program=program, pairs=[parted, other], by=curator)

    reopen_pair(pair=parted, reason="помирились", by=curator)
    order.refresh_from_db()
    left = len(order.snapshot["table"]["rows"])
    reopen_pair(pair=other, reason="помирились", by=curator)

    order.refresh_from_db()
    assert (left, order.state) == (1, DocumentState.CANCELLED)
    assert Pair.objects.filter(end_order=None).count() == 2


def test_points_of_an_end_order_follow_its_date(program, curator, director, parted):
    order = prepare_end_order(program=program, pairs=[parted], on=date(2026, 11, 12), by=curator)

    sign_document(document=order, number="1", date=timezone.localdate(), by=director)

    order.refresh_from_db()
    by = timezone.localdate() + timedelta(days=4)
    assert f"ознакомить участников до {by:%d.%m.%Y}" in order.snapshot["points"][1]
