"""Rows of the room «Поощрение» for tests/access_world.py: {URL name: maker of the row}."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from monitoring.enums import AwardLevel, ContestState
from monitoring.models import Award, Contest, ContestEntry, HonourNomination, JuryMember, LevelSubmission
from monitoring.services.recognition_orders import KIND, prepare_award_order
from participants.models import StoredFile
from participants.services.files import keep_file
from programs.models import Document


def _of(world: Any) -> dict[str, Any]:
    return {"school": world.program.school, "program": world.program}


def honour(world: Any) -> HonourNomination:
    return HonourNomination.objects.get_or_create(title="Проверка прав", **_of(world))[0]


def award(world: Any, kind: str = "certificate") -> Award:
    fields = {"reason": "за проверку прав", "created_by": world.staff, "shown_dative": "Человекову"}
    return Award.objects.get_or_create(
        kind=kind, nomination=honour(world), person=world.mentor.person, defaults=fields, **_of(world)
    )[0]


def order(world: Any) -> Document:
    found = Document.objects.filter(program=world.program, kind=KIND).first()
    if found is None:
        row = award(world, "diploma")
        found = prepare_award_order(program=world.program, ids=[row.pk], on=world.today, by=world.staff)
    return found


def contest(world: Any) -> Contest:
    days = {
        "opens_on": world.today - timedelta(days=1),
        "closes_on": world.today + timedelta(days=9),
        "results_on": world.today + timedelta(days=20),
        "state": ContestState.OPEN,
    }
    found, _ = Contest.objects.get_or_create(title="Проверка прав", defaults=days, **_of(world))
    HonourNomination.objects.filter(pk=honour(world).pk).update(contest=found)
    return found


def entry(world: Any) -> ContestEntry:
    return ContestEntry.objects.get_or_create(
        school=world.program.school,
        contest=contest(world),
        nomination=honour(world),
        mentor=world.mentor,
        defaults={"submitted_by": world.staff, "file": _file(world)},
    )[0]


def member(world: Any, *, is_guest: bool = False) -> JuryMember:
    return JuryMember.objects.get_or_create(
        school=world.program.school,
        contest=contest(world),
        name="Гость для проверки прав" if is_guest else "Сотрудник для проверки прав",
        defaults={"user": None if is_guest else world.staff},
    )[0]


def submission(world: Any) -> LevelSubmission:
    return LevelSubmission.objects.get_or_create(
        mentor=world.mentor,
        competition="Проверка прав",
        level=AwardLevel.MUNICIPAL,
        defaults={"file": _file(world)},
        **_of(world),
    )[0]


def _file(world: Any) -> StoredFile:
    return keep_file(program=world.program, name="лист.pdf", data=b"%PDF-1.4", by=world.staff)


def _pk(maker: Callable[[Any], Any]) -> Callable[[Any], dict[str, Any]]:
    return lambda world: {"pk": maker(world).pk}


ARGUMENTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    **{
        f"monitoring:{name}": _pk(award)
        for name in ("award_detail", "award_edit", "award_remove", "award_take_back", "award_leave_order")
    },
    **{f"monitoring:award_order_{name}": _pk(order) for name in ("edit", "cancel", "docx")},
    "monitoring:honour_edit": _pk(honour),
    **{
        f"monitoring:{name}": _pk(contest)
        for name in (
            *(
                "contest_detail",
                "contest_edit",
                "contest_remove",
                "contest_move",
                "contest_close",
                "contest_award",
            ),
            *("contest_entry_add", "contest_blanks_pdf", "contest_summary_pdf", "jury_add"),
        )
    },
    "monitoring:contest_entry": _pk(entry),
    "monitoring:contest_entry_decide": _pk(entry),
    "monitoring:contest_entry_download": _pk(entry),
    "monitoring:jury_entry_download": lambda world: {"pk": member(world).pk, "entry": entry(world).pk},
    "monitoring:own_entry_add": _pk(contest),
    **{f"monitoring:own_entry{name}": _pk(entry) for name in ("", "_download", "_withdraw")},
    "monitoring:submission_download": lambda world: {"pk": submission(world).pk, "field": "file"},
    **{f"monitoring:jury_{name}": _pk(member) for name in ("sheet", "remove", "chair", "return")},
    "monitoring:jury_typed": _pk(lambda world: member(world, is_guest=True)),
    "monitoring:submission_edit": _pk(submission),
    "monitoring:submission_remove": _pk(submission),
    "monitoring:measure_edit": lambda world: {"number": 1},
}
