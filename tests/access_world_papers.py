"""A paper by its text, its acquaintance sheet, a mentor's report, for tests/access_world.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pairing.models import MentorReport
from programs.models import Acquaintance, Document
from programs.services.papers import prepare_paper


def paper(world: Any) -> Document:
    found = Document.objects.filter(program=world.program, kind="own_order").first()
    return found or prepare_paper(
        program=world.program,
        kind="own_order",
        title="О проверке прав",
        body="ПРИКАЗЫВАЮ:",
        number="",
        on=world.today,
        grifs=[],
        by=world.staff,
    )


def line(world: Any) -> Acquaintance:
    return Acquaintance.objects.get_or_create(
        school=world.program.school, document=paper(world), name="Проверка прав"
    )[0]


def report(world: Any) -> MentorReport:
    return MentorReport.objects.get_or_create(
        school=world.program.school,
        program=world.program,
        pair=world.pair,
        kind="interim",
        starts=world.today,
        ends=world.today,
        defaults={"author": world.staff},
    )[0]


ARGUMENTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "programs:paper_create": lambda world: {"kind": "own_order"},
    "programs:paper_": lambda world: {"pk": paper(world).pk},
    "programs:paper_template_": lambda world: {"kind": "own_order"},
    "programs:acquaintance": lambda world: {"pk": paper(world).pk},
    "programs:acquaintance_remove": lambda world: {"pk": paper(world).pk, "line": line(world).pk},
    "pairing:report_": lambda world: {"pk": report(world).pk},
    "pairing:report_create": lambda world: {"pk": world.pair.pk},
    "pairing:mentoring_agreement_pdf": lambda world: {"pk": world.pair.pk},
}
