"""Rows of agreement, labour papers, telling and the outbox for tests/access_world.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pairing.enums import LabourPaperKind
from pairing.models import LabourPaper
from participants.services.letters import prepare_letter
from tests.pairing.makers import make_pair, make_signed


def _once(name: str, make: Callable[[Any], Any]) -> Callable[[Any], dict[str, Any]]:
    """Arguments of a row that is made when first asked for."""

    def arguments(world: Any) -> dict[str, Any]:
        if name not in vars(world):
            vars(world)[name] = make(world)
        return {"pk": vars(world)[name].pk}

    return arguments


def _signed(world: Any) -> Any:
    return make_signed(world.program, world.staff, make_pair(world.program, world.staff))


def _paper(world: Any) -> Any:
    return LabourPaper.objects.create(
        school=world.program.school,
        pair=world.pair,
        kind=LabourPaperKind.CONSENT,
        signed_on=world.today,
        kept_at="личное дело",
        registered_by=world.staff,
    )


def _letter(world: Any) -> Any:
    return prepare_letter(
        program=world.program,
        kind="test",
        to_name="Панова Мария",
        email="",
        subject="Встреча",
        body="Приходите в среду.",
        by=world.staff,
    )


ARGUMENTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "pairing:telling_": _once("signed_order", _signed),
    "pairing:labour_paper_": _once("labour_paper", _paper),
    "participants:letter_": _once("letter", _letter),
}
