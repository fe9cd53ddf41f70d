"""What every change of a roadmap asks first."""

from __future__ import annotations

from programs.models import Program
from programs.services.audit import Refusal
from roadmap.models import Roadmap, Step


def refuse_closed_program(program: Program) -> None:
    if not program.is_open:
        raise Refusal(
            f"Программа {program.year_label} завершена, её дорожная карта больше не меняется. "
            "Откройте карту текущего года."
        )


def lock_roadmap(roadmap: Roadmap) -> Roadmap:
    """The row as it is now, held until the end of the transaction; always locked before its steps."""
    locked = (
        Roadmap.objects.select_for_update(of=("self",)).select_related("program__school").get(pk=roadmap.pk)
    )
    refuse_closed_program(locked.program)
    return locked


def lock_step(step: Step) -> Step:
    """The step as it is now, with its roadmap, both held until the end of the transaction."""
    roadmap = lock_roadmap(Roadmap(pk=step.roadmap_id))
    locked = Step.objects.select_for_update(of=("self",)).get(pk=step.pk)
    locked.roadmap, locked.program = roadmap, roadmap.program
    return locked


def refuse_unless_draft(roadmap: Roadmap) -> None:
    if roadmap.is_draft:
        return
    if roadmap.is_approved:
        raise Refusal("Дорожная карта утверждена. Чтобы изменить её, откройте новую редакцию.")
    raise Refusal(
        "Дорожная карта у директора и не меняется. Дождитесь решения или попросите вернуть её с замечанием."
    )
