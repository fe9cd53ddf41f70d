"""Rows of the conditions for tests/access_world.py: {URL name: maker of the row}."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from programs.enums import PartnerKind, ResourceKind
from programs.models import Appointment, Partner, PartnerAgreement, Resource
from programs.services.appointments import prepare_curator_order, propose_appointment
from programs.services.partners import add_agreement, add_partner
from programs.services.resources import add_resource


def proposal(world: Any) -> Appointment:
    found = Appointment.objects.filter(program=world.program, document=None).first()
    return found or _propose(world, date(2026, 9, 1))


def _propose(world: Any, starts: date) -> Appointment:
    return propose_appointment(
        program=world.program,
        user=world.staff,
        form=None,
        starts=starts,
        ends=starts,
        duties="",
        by=world.staff,
    )


def order(world: Any) -> Any:
    found = Appointment.objects.filter(program=world.program, document__isnull=False).first()
    if found is not None:
        return found.document
    one = _propose(world, date(2026, 10, 1))
    return prepare_curator_order(program=world.program, appointments=[one], by=world.staff)


def resource(world: Any) -> Resource:
    found = Resource.objects.filter(program=world.program).first()
    return found or add_resource(
        program=world.program, by=world.staff, title="Кабинет", kind=ResourceKind.ROOM
    )


def partner(world: Any) -> Partner:
    found = Partner.objects.filter(school=world.program.school).first()
    return found or add_partner(
        program=world.program, by=world.staff, name="Колледж для проверки прав", kind=PartnerKind.COLLEGE
    )


def agreement(world: Any) -> PartnerAgreement:
    found = PartnerAgreement.objects.filter(program=world.program).first()
    return found or add_agreement(
        partner=partner(world),
        program=world.program,
        subject="проверка прав",
        starts=date(2026, 9, 1),
        ends=None,
        by=world.staff,
    )


ARGUMENTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "programs:appointment_": lambda world: {"pk": proposal(world).pk},
    "programs:curator_order_": lambda world: {"pk": order(world).pk},
    "programs:resource_": lambda world: {"pk": resource(world).pk},
    "programs:partner_": lambda world: {"pk": partner(world).pk},
    "programs:agreement_create": lambda world: {"pk": partner(world).pk},
    "programs:agreement_": lambda world: {"pk": agreement(world).pk},
    "programs:agreement_text": lambda world: {"pk": agreement(world).document_id},
    "programs:agreement_cancel": lambda world: {"pk": agreement(world).document_id},
}
