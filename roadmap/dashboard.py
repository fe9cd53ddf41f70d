"""What the roadmap gives to the dashboard, the menu and the director's queue."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from mentoring_site.permissions import Access, Permission
from mentoring_site.words import counted, plural, quoted, ru_date
from programs.enums import ProgramState
from programs.fresh import until_next_event
from programs.models import Program
from programs.registries.approvals import ApprovalItem
from programs.registries.screens import AttentionItem
from programs.tenancy import program_url
from roadmap.changes import changes_of
from roadmap.enums import RoadmapState, Stage, StepState
from roadmap.evidence import proposals_for
from roadmap.holders import Holders
from roadmap.models import Roadmap, Step, StepPart
from roadmap.querysets import StepQuerySet
from roadmap.rules import held_roles
from roadmap.services.making import roles_of
from roadmap.wording import SOON_DAYS, badge_of, days_left

SHOWN_NOW = 4
SHOWN_NEXT = 3
TRAINING_STEP = 16  # «Обучение наставников»


def done_of_all(access: Access, on: date) -> str | None:
    """«13/35» for the menu; None without a roadmap."""
    done, total = _counts(access)
    return f"{done}/{total}" if total else None


def steps_done(program: Program) -> int:
    return Step.objects.in_force(program).filter(state=StepState.DONE).count()


def steps_in_words(access: Access, on: date) -> str:
    done, total = _counts(access)
    return f"выполнено {done} из {total}" if total else "карты ещё нет"


def training_in_words(access: Access, on: date) -> str:
    step = Step.objects.in_force(access.program).filter(number=TRAINING_STEP).first()
    return badge_of(step, on)[1] if step else "шага в карте нет"


def own_overdue(access: Access, on: date) -> int:
    if not access.program.is_open:
        return 0
    return Step.objects.in_force(access.program).of_roles(held_roles(access)).overdue(on).count()


def standing(access: Access, on: date) -> str:
    """«Год завершается: выполнено 27 шагов карты из 35.» from the first day of the last stage on."""
    if access.program.state != ProgramState.RUNNING or not access.has(Permission.ROADMAP_VIEW):
        return ""
    steps = Step.objects.in_force(access.program)
    if not steps.filter(stage=Stage.COMPLETION, starts__lte=on).exists():
        return ""
    done, total = _counts(access)
    if done == total:
        return "Все шаги дорожной карты выполнены."
    are_done = plural(done, "выполнен", "выполнено", "выполнено")
    return f"Год завершается: {are_done} {counted(done, 'шаг', 'шага', 'шагов')} карты из {total}."


def _counts(access: Access) -> tuple[int, int]:
    counts = Step.objects.in_force(access.program).aggregate(
        done=Count("pk", filter=Q(state=StepState.DONE)), total=Count("pk")
    )
    return counts["done"], counts["total"]


def now_and_next(access: Access, on: date) -> dict[str, Any] | None:
    """Open steps whose term runs or is over, one's own first and the most urgent of them, and those to come."""
    if not access.has(Permission.ROADMAP_VIEW):
        return None
    done, total = _counts(access)
    if not total:
        return None
    steps = Step.objects.in_force(access.program)
    own = held_roles(access)
    current = _own_first(steps.current(on).order_by("ends", "number"), own)
    shown = current[:SHOWN_NOW]
    table = program_url(access.program, "roadmap:roadmap_table")
    return {
        "done": done,
        "total": total,
        "url": table,
        "now_url": f"{table}?view=now",
        "more": len(current) - len(shown),
        "now": _with_parts(shown, access, on),
        "next": [
            _line(step, access, on)
            for step in sorted(
                _own_first(steps.upcoming(on).order_by("starts", "number"), own)[:SHOWN_NEXT],
                key=lambda step: (step.starts, step.number),
            )
        ],
    }


def _own_first(steps: StepQuerySet, roles: frozenset[str]) -> list[Step]:
    """Steps of the reader's roles before the others, each in the order given; terms without days close the row."""
    found = list(steps.prefetch_related("responsibles"))
    return sorted(found, key=lambda step: (not roles & set(roles_of(step)), not step.has_term))


def _with_parts(steps: list[Step], access: Access, on: date) -> list[dict[str, Any]]:
    marks: dict[int, list[tuple[str, int]]] = {}
    for step_id, role, user_id in StepPart.objects.filter(step__in=[step.pk for step in steps]).values_list(
        "step_id", "role", "user_id"
    ):
        marks.setdefault(step_id, []).append((role, user_id))
    holders = Holders(access.program, on) if marks else None
    lines = []
    for step in steps:
        counts = holders.part_counts(roles_of(step), marks[step.pk]) if holders and step.pk in marks else []
        lines.append(
            _line(step, access, on) | {"part": next((count for count in counts if count.done), None)}
        )
    return lines


def _line(step: Step, access: Access, on: date) -> dict[str, Any]:
    badge, state = badge_of(step, on)
    return {
        "number": step.said_number,
        "title": step.short_title,
        "url": program_url(access.program, "roadmap:step_detail", number=step.number),
        "badge": badge,
        "state": state,
        "term": f"до {ru_date(step.ends, year=False)}"
        if step.starts <= on and step.has_term
        else step.term_text,
    }


def attention(access: Access, on: date) -> Iterable[AttentionItem]:
    if not access.has(Permission.ROADMAP_VIEW) or not access.program.is_open:
        return
    yield from own_reminders(access, on)
    if access.has(Permission.ROADMAP_PROGRESS):
        yield from _ready(access, on)
    if access.has(Permission.ROADMAP_EDIT) or access.has(Permission.ROADMAP_APPROVE):
        yield from _about_decision(access)


def own_reminders(access: Access, on: date) -> list[AttentionItem]:
    """What «Требует внимания» says of one's own steps: where the steps are listed, it would say it twice."""
    if not access.has(Permission.ROADMAP_PROGRESS) or not access.program.is_open:
        return []
    return [*_own_late(access, on), *_own_soon(access, on)]


def _own_late(access: Access, on: date) -> Iterable[AttentionItem]:
    steps = list(
        Step.objects.in_force(access.program)
        .of_roles(held_roles(access))
        .overdue(on)
        .order_by("ends", "number")
    )
    if not steps:
        return
    first = steps[0]
    days = counted(first.overdue_days(on), "день", "дня", "дней")
    if len(steps) == 1:
        yield AttentionItem(
            "late",
            f"Шаг № {first.said_number} {quoted(first.short_title)}",
            f"просрочен на {days}",
            f"Срок был до {ru_date(first.ends)}",
            "Открыть шаг",
            program_url(access.program, "roadmap:step_detail", number=first.number),
        )
        return
    yield AttentionItem(
        "late",
        counted(len(steps), "ваш шаг", "ваших шага", "ваших шагов") + " дорожной карты",
        plural(len(steps), "просрочен", "просрочены", "просрочены"),
        f"Дольше всего – № {first.said_number}, на {days}",
        "Показать просроченные",
        program_url(access.program, "roadmap:roadmap_table") + "?view=late",
    )


def _own_soon(access: Access, on: date) -> Iterable[AttentionItem]:
    step = (
        Step.objects.in_force(access.program)
        .of_roles(held_roles(access))
        .due_soon(on, SOON_DAYS)
        .order_by("ends", "number")
    )
    due = list(step)
    if not due:
        return
    first = due[0]
    if len(due) == 1:
        yield AttentionItem(
            "warn",
            f"Шаг № {first.said_number} {quoted(first.short_title)}",
            "скоро закончится",
            days_left(first.ends, on).capitalize(),
            "Открыть шаг",
            program_url(access.program, "roadmap:step_detail", number=first.number),
        )
        return
    numbers = _listed([one.said_number for one in due])
    yield AttentionItem(
        "warn",
        counted(len(due), "ваш шаг", "ваших шага", "ваших шагов") + " дорожной карты",
        f"скоро {plural(len(due), 'закончится', 'закончатся', 'закончатся')}",
        f"№ {numbers}: {days_left(first.ends, on)}",
        "Показать шаги",
        program_url(access.program, "roadmap:roadmap_table") + "?view=now",
    )


def _listed(numbers: list[str]) -> str:
    """«7, 9, 11»; of a long list the first seven and how many are left."""
    if len(numbers) <= 8:
        return ", ".join(numbers)
    return f"{', '.join(numbers[:7])} и ещё {len(numbers) - 7}"


def _ready(access: Access, on: date) -> Iterable[AttentionItem]:
    """What the data confirm and nobody has marked; counted anew only after something has happened."""
    numbers = until_next_event(
        access, on, "step_proposals", lambda: [one.step.said_number for one in proposals_for(access, on)]
    )
    if not numbers:
        return
    yield AttentionItem(
        "wait",
        counted(len(numbers), "шаг", "шага", "шагов") + " дорожной карты",
        f"данные подтверждают: {plural(len(numbers), 'его', 'их', 'их')} можно отметить",
        f"№ {_listed(numbers)}",
        "Отметить шаги" if len(numbers) > 1 else "Отметить шаг",
        program_url(access.program, "roadmap:proposal_list"),
        order=20,
    )


def _about_decision(access: Access) -> Iterable[AttentionItem]:
    roadmap = Roadmap.objects.being_changed(access.program).first()
    if roadmap is None:
        return
    url = _url(access, roadmap)
    if roadmap.state == RoadmapState.SUBMITTED:
        label = "Рассмотреть карту" if access.has(Permission.ROADMAP_APPROVE) else "Открыть карту"
        yield AttentionItem(
            "wait", "Дорожная карта", "ждёт решения директора", _since(roadmap), label, url, order=10
        )
    elif roadmap.return_comment and access.has(Permission.ROADMAP_EDIT):
        comment = roadmap.return_comment
        yield AttentionItem(
            "warn",
            "Дорожная карта",
            "возвращена с замечанием",
            comment if len(comment) <= 120 else comment[:119] + "…",
            "Исправить карту",
            url,
        )


def approvals(access: Access, on: date) -> Iterable[ApprovalItem]:
    if not access.has(Permission.ROADMAP_APPROVE) or not access.program.is_open:
        return
    roadmap = (
        Roadmap.objects.being_changed(access.program)
        .filter(state=RoadmapState.SUBMITTED)
        .select_related("submitted_by")
        .first()
    )
    if roadmap is None:
        return
    count = Step.objects.filter(roadmap=roadmap).count()
    changes = changes_of(roadmap)
    edition = f", редакция {roadmap.revision}" if roadmap.revision > 1 else ""
    yield ApprovalItem(
        kind="Дорожная карта",
        title=f"Дорожная карта на {access.program.year_label} учебный год{edition}",
        submitted_by=str(roadmap.submitted_by),
        submitted_at=roadmap.submitted_at,
        url=_url(access, roadmap),
        approve_url=program_url(access.program, "roadmap:roadmap_approve"),
        return_url=program_url(access.program, "roadmap:roadmap_return"),
        approve_label="Утвердить карту",
        consequence="Карта начнёт действовать и будет печататься с грифом «УТВЕРЖДАЮ».",
        facts=[("Шагов", str(count)), *([("Меняется", changes.words)] if changes else [])],
        template="roadmap/_approval.html" if changes else "",
        extra={"changes": changes, "reason": roadmap.reason} if changes else {},
    )


def _url(access: Access, roadmap: Roadmap) -> str:
    query = f"?revision={roadmap.revision}" if roadmap.revision > 1 else ""
    return program_url(access.program, "roadmap:roadmap_table") + query


def _since(roadmap: Roadmap) -> str:
    return f"Передана {ru_date(timezone.localtime(roadmap.submitted_at).date())}"
