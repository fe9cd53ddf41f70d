"""A name corrected by hand changes the points that still stand as they were proposed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from django.db import transaction

from mentoring_site import clock
from pairing.order_annex import named, people_keys
from pairing.order_kinds import CHANGE, END, GROUP, PAIRS
from pairing.order_names import people_of_order
from pairing.services.order_changes import proposed_change_points
from pairing.services.order_endings import proposed_end_points
from pairing.services.order_groups import proposed_group_points
from pairing.services.orders import lock_document, proposed_points, repointed
from participants.models import Person
from participants.services.people import set_declensions
from programs.models import Document, User
from programs.services.audit import Refusal
from programs.services.documents import update_draft

PROPOSALS: dict[str, Callable[[Document, date], list[str]]] = {
    PAIRS: proposed_points,
    CHANGE: proposed_change_points,
    END: proposed_end_points,
    GROUP: proposed_group_points,
}


@transaction.atomic
def correct_name(*, document: Document, person: Person, forms: Mapping[str, str], by: User) -> Document:
    """Keep the forms with the person (other papers use them too) and put them into this unsigned order."""
    order = lock_document(document.pk)
    if order is None:
        raise Refusal("Распоряжение уже подписано или отменено, его текст не меняется.")
    on = order.date or clock.today()
    before = PROPOSALS[order.kind](order, on)
    set_declensions(instance=person, forms=forms, by=by, program=order.program)
    people = people_of_order(order)
    changed = {
        **repointed(order, before, PROPOSALS[order.kind](order, on)),
        **people_keys(named(order.program, people, on), people),
    }
    return update_draft(document=order, number=order.number, date=order.date, snapshot=changed, by=by)
