"""Cases, the library and the open pages for tests/access_world.py: {URL name: maker of the arguments}."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from monitoring.enums import LibraryKind
from monitoring.models import CaseFile, LibraryItem, PracticeCase, PublicCard, PublishedElsewhere
from monitoring.services.cases import add_case_file, create_case
from monitoring.services.library import save_item
from monitoring.services.public_cards import create_card
from monitoring.services.publication import save_elsewhere
from pairing.enums import PairState
from pairing.models import Pair
from tests.pairing.makers import make_pair_in

PDF = b"%PDF-1.4\n%test"


def closed_pair(world: Any) -> Pair:
    """Without a case yet."""
    found = (
        Pair.objects.filter(program=world.program, state=PairState.COMPLETED)
        .exclude(pk__in=PracticeCase.objects.exclude(pair=None).values("pair"))
        .first()
    )
    return found or make_pair_in(world.program, world.staff, PairState.COMPLETED)


def case(world: Any) -> PracticeCase:
    found = PracticeCase.objects.filter(program=world.program).select_related("pair__mentor").first()
    return found or create_case(pair=closed_pair(world), by=world.staff)


def case_file(world: Any) -> CaseFile:
    found = CaseFile.objects.filter(case=case(world)).first()
    return found or add_case_file(case=case(world), name="Лист.pdf", data=PDF, caption="", by=world.staff)


def item(world: Any) -> LibraryItem:
    values = {"title": "Памятка наставника", "kind": LibraryKind.METHOD}
    return LibraryItem.objects.filter(school=world.program.school).first() or save_item(
        program=world.program, values=values, by=world.staff, file_name="Памятка.pdf", data=PDF
    )


def card(world: Any) -> PublicCard:
    found = PublicCard.objects.filter(program=world.program).first()
    return found or create_card(mentor=world.mentor, by=world.staff)


def elsewhere(world: Any) -> PublishedElsewhere:
    found = PublishedElsewhere.objects.filter(program=world.program).first()
    return found or save_elsewhere(
        program=world.program,
        values={"person": world.mentor.person, "site": "Газета", "published_on": world.today},
        by=world.staff,
    )


def _case(world: Any) -> dict[str, Any]:
    return {"pk": case(world).pk}


def _file(world: Any) -> dict[str, Any]:
    return {"pk": case(world).pk, "file": case_file(world).pk}


def _item(world: Any) -> dict[str, Any]:
    return {"pk": item(world).pk}


def _card(world: Any) -> dict[str, Any]:
    return {"pk": card(world).pk}


ARGUMENTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "monitoring:case_create": lambda world: {"pk": closed_pair(world).pk},
    **{f"monitoring:case_{name}": _case for name in ("detail", "edit", "move", "pdf", "file_add")},
    **{f"monitoring:case_file_{name}": _file for name in ("download", "show", "remove")},
    "monitoring:case_word": lambda world: {
        "pk": case(world).pk,
        "person": case(world).pair.mentor.person_id,
    },
    **{f"monitoring:library_{name}": _item for name in ("edit", "delete", "download")},
    **{f"monitoring:card_{name}": _card for name in ("edit", "move", "delete", "photo")},
    "monitoring:published_edit": lambda world: {"pk": elsewhere(world).pk},
    "monitoring:portfolio_pdf": lambda world: {"pk": world.mentor.person_id},
}
