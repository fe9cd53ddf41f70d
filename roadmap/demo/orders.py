"""Orders after the first one: pairs that ended by an order, a group that waits for its change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pairing.enums import PairState
from pairing.models import Pair
from pairing.services.order_endings import prepare_end_order
from pairing.services.order_groups import prepare_group_order
from programs.services.documents import sign_document
from roadmap.demo.world import World


def end_by_order(world: World, pairs: Sequence[Pair], *, prepared: date, signed: date) -> None:
    """One signed order that ends pairs dissolved before."""
    world.at(prepared)
    order = prepare_end_order(program=world.program, pairs=pairs, on=prepared, by=world.curator)
    world.at(signed)
    sign_document(
        document=order,
        number=order.number,
        date=signed,
        by=world.users["director"],
        today=world.calendar.today,
    )


def run_orders(world: World) -> None:
    """This year: the pair that fell apart has its order; a member of the largest group is to leave it."""
    calendar = world.calendar
    parted = Pair.objects.filter(program=world.program).in_state(PairState.DISSOLVED).without_end_order()
    end_by_order(world, list(parted), prepared=calendar.ago(2), signed=calendar.ago(1))
    groups = Pair.objects.with_people().filter(program=world.program, state=PairState.ACTIVE)
    group = max(groups, key=lambda pair: (len(pair.members.all()), -pair.pk))
    world.at(calendar.today)
    prepare_group_order(
        pair=group,
        leaves={group.members.all()[0].pk: "заявление родителя (законного представителя)"},
        on=calendar.today,
        by=world.curator,
    )
