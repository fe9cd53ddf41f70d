"""What pairs give to the shared pages: the director's queue, attention, figures, actions, search."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils import timezone

from mentoring_site import clock
from mentoring_site.names import normalise_name
from mentoring_site.permissions import Access, Permission
from mentoring_site.words import counted, plural, short_date
from pairing.bases import waiting_mentees
from pairing.enums import Conclusion, PairState, PlanState, ProposalState
from pairing.models import CompatibilityTest, Pair, PairPlan, PairProposal
from pairing.rows import pair_rows
from pairing.selections import PlanRow, filtered, pairs_of, parted_by_hand, plan_rows, previous_plan
from pairing.services.council import council_words, pairs_for_council
from pairing.services.facts import free_places
from pairing.services.orders import KIND
from pairing.services.plans import pairs_in_words
from participants.enums import MenteeStatus, MentorStatus
from participants.models import Mentee, Mentor
from programs.enums import DocumentState, ProgramState
from programs.models import Document
from programs.registries.approvals import ApprovalItem
from programs.registries.screens import AttentionItem, Figure, FirstStep, QuickAction, SearchHit
from programs.tenancy import program_url

HITS_SHOWN = 15
LATE_DAYS = 3  # a plan that waits longer is late


def pair_count(access: Access, on: date) -> int | None:
    return pairs_of(access).open().count() or None


# --- the director's queue ---------------------------------------------------------------------------------


def approvals(access: Access, on: date) -> Iterable[ApprovalItem]:
    if not access.has(Permission.PAIR_APPROVE):
        return
    plans = PairPlan.objects.filter(program=access.program, state=PlanState.SUBMITTED)
    for plan in plans.select_related("submitted_by").order_by("number"):
        rows = [
            row
            for row in plan_rows(plan)
            if row.pair.state == PairState.SUBMITTED and row.pair.plan_id == plan.pk
        ]
        pairs = [row.pair for row in rows]
        yield ApprovalItem(
            kind=str(plan),
            title=f"Закрепить {pairs_in_words(pairs, accusative=True)}",
            submitted_by=str(plan.submitted_by),
            submitted_at=plan.submitted_at,
            url=program_url(access.program, "pairing:plan_detail", pk=plan.pk),
            approve_url=program_url(access.program, "pairing:plan_approve", pk=plan.pk),
            return_url=program_url(access.program, "pairing:plan_return", pk=plan.pk),
            approve_label="Утвердить пару" if len(rows) == 1 else f"Утвердить все {len(rows)}",
            question=f"Закрепить {pairs_in_words(pairs, accusative=True)}?",
            consequence="Появится проект распоряжения. Пары начнут действовать, когда вы подпишете его на бумаге.",
            rows=[_plain(row) for row in rows],
            template="pairing/_plan_approval.html",
            extra={
                "rows": rows,
                "changed": _changed(plan, rows),
                "checks": [
                    *_matching_checks(plan, rows),
                    *_checks(pairs),
                    *_council_checks(plan, pairs),
                ],
            },
        )


def _matching_checks(plan: PairPlan, rows: list[PlanRow]) -> list[tuple[str, str]]:
    """How good the matched pairs are, and how often the curator decided otherwise."""
    scores = [row.score for row in rows if row.score is not None]
    checks = []
    if scores:
        mean = round(sum(scores) / len(scores))
        words = f"Средний балл подбора {mean}" + (f", наименьший {min(scores)}" if len(scores) > 1 else "")
        checks.append(("ok", words))
    by_hand = sum(len(row.edits) for row in rows) + len(parted_by_hand(plan))
    if by_hand:
        checks.append(("warn", f"Правки вручную: {by_hand}, причины — в плане"))
    return checks


def _plain(entry: PlanRow) -> tuple[str, str]:
    row = entry.row
    detail = "; ".join(member.label for member in row.members)
    return row.mentor.label, " · ".join(part for part in (detail, row.form, ", ".join(row.models)) if part)


def _changed(plan: PairPlan, rows: list[PlanRow]) -> str:
    """What differs from the returned plan before, in a sentence; empty when nothing was returned."""
    if previous_plan(plan) is None:
        return ""
    marks = [row.mark for row in rows if row.mark]
    if not marks:
        return "Состав тот же, проверьте сроки и причины."
    words = {
        "новая": ("новая пара", "новые пары", "новых пар"),
        "другой наставник": (
            "пара с другим наставником",
            "пары с другим наставником",
            "пар с другим наставником",
        ),
        "изменена": ("пара изменена", "пары изменены", "пар изменено"),
    }
    parts = [counted(marks.count(mark), *forms) for mark, forms in words.items() if mark in marks]
    return ", ".join(parts) + "."


def _checks(pairs: list[Pair]) -> list[tuple[str, str]]:
    """Consents (a plan can't be submitted without them), the psychologist's words, broken rules."""
    people = sum(1 + len(pair.members.all()) for pair in pairs)
    checks = [("ok", f"Согласия проверены у {counted(people, 'участника', 'участников', 'участников')}")]
    seats = {(pair.mentor_id, member.mentee_id) for pair in pairs for member in pair.members.all()}
    latest: dict[tuple[int, int], str] = {}
    for mentor, mentee, conclusion in (
        CompatibilityTest.objects.filter(mentor__in={pair.mentor_id for pair in pairs})
        .order_by("conducted_on", "pk")
        .values_list("mentor", "mentee", "conclusion")
    ):
        if (mentor, mentee) in seats:
            latest[mentor, mentee] = conclusion
    if latest:
        told = list(latest.values())
        words = [
            f"{Conclusion(code).label} — {told.count(code)}" for code in Conclusion.values if code in told
        ]
        kind = "ok" if set(told) == {Conclusion.RECOMMENDED} else "warn"
        checks.append((kind, f"Психолог: {', '.join(words)}"))
    broken = sum(1 for pair in pairs if pair.broken_rules)
    if broken:
        checks.append(("warn", f"С отступлением от правил: {broken}, причины — в плане"))
    return checks


def _council_checks(plan: PairPlan, pairs: Sequence[Pair]) -> list[tuple[str, str]]:
    """A short line of the director's queue; nothing when no form of the plan asks for the council."""
    if council_words(plan):
        return [("ok", f"Методсовет рассмотрел {short_date(plan.council_on)}")]
    return [("warn", "Нет протокола методсовета")] if pairs_for_council(pairs) else []


# --- dashboard --------------------------------------------------------------------------------------------


def attention(access: Access, on: date) -> Iterable[AttentionItem]:
    program = access.program
    if not (access.has(Permission.PAIR_EDIT) and program.is_open):
        return
    pairs_url = program_url(program, "pairing:pair_list")
    returned = list(
        PairPlan.objects.filter(
            program=program,
            state__in=(PlanState.RETURNED, PlanState.APPROVED),
            pairs__state=PairState.DRAFT,
        ).distinct()[:1]
    )
    drafts = Pair.objects.filter(program=program, state=PairState.DRAFT).exclude(return_comment="")
    if count := drafts.count():
        words = plural(count, "пара возвращена", "пары возвращены", "пар возвращено")
        since = f"План № {returned[0].number}" if returned else ""
        comment = drafts.values_list("return_comment", flat=True).first()
        yield AttentionItem(
            "warn",
            f"{count}\u00a0{words}",
            f"с замечанием: {comment[:80]}{'…' if len(comment) > 80 else ''}",
            since,
            "Исправить",
            f"{pairs_url}?state={PairState.DRAFT}",
            order=20,
        )
    for plan in PairPlan.objects.filter(program=program, state=PlanState.SUBMITTED).order_by("number"):
        days = (on - timezone.localdate(plan.submitted_at)).days
        yield AttentionItem(
            "late" if days > LATE_DAYS else "wait",
            str(plan),
            "ждёт решения директора",
            f"Ждёт {counted(days, 'день', 'дня', 'дней')}" if days > 0 else "Передан сегодня",
            "Открыть план",
            program_url(program, "pairing:plan_detail", pk=plan.pk),
            order=21,
        )
    for order in Document.objects.filter(program=program, kind=KIND, state=DocumentState.TO_SIGN).order_by(
        "pk"
    ):
        days = (on - timezone.localdate(order.created_at)).days
        yield AttentionItem(
            "warn" if days > LATE_DAYS else "wait",
            f"Распоряжение № {order.number}",
            "ещё не подписано, пары не действуют",
            f"Готово {counted(days, 'день', 'дня', 'дней')} назад" if days > 0 else "Подготовлено сегодня",
            "Открыть документ",
            program_url(program, "programs:document_detail", pk=order.pk),
            order=22,
        )
    waiting = _waiting(access, on)
    if waiting:
        words = plural(waiting, "наставляемый", "наставляемых", "наставляемых")
        yield AttentionItem(
            "wait",
            f"{waiting}\u00a0{words}",
            "без пары",
            "Приняты в программу, но наставника ещё нет",
            "Подобрать пары",
            program_url(program, "pairing:matching_home"),
            order=23,
        )
    proposals = PairProposal.objects.filter(program=program, state=ProposalState.OPEN).count()
    if proposals:
        yield AttentionItem(
            "wait",
            counted(proposals, "пара", "пары", "пар"),
            "из загруженных таблиц",
            "Сложились до системы, ждут подтверждения",
            "Разобрать",
            program_url(program, "pairing:proposal_list"),
            order=24,
        )


def _waiting(access: Access, on: date) -> int:
    mentees = Mentee.objects.filter(program=access.program).visible_to(access)
    return waiting_mentees(mentees, access, on).count()


def figures(access: Access, on: date) -> Iterable[Figure]:
    """«В парах 52 из 64: 12 без пары»; participants see no figures of the school."""
    if not (access.has(Permission.PAIR_VIEW) and access.has(Permission.BASE_VIEW)):
        return
    mentees = Mentee.objects.filter(program=access.program, status=MenteeStatus.ADMITTED).visible_to(access)
    total, waiting = mentees.count(), _waiting(access, on)
    active = pairs_of(access).in_state(PairState.ACTIVE).count()
    # A class has few mentors of its own: its free places would say nothing of who may lead its children.
    says_free = access.sees_whole_school and access.program.is_open
    free = f"свободных мест у наставников: {_free_places(access)}" if says_free else ""
    yield Figure(
        "Наставляемые в парах",
        str(total - waiting),
        program_url(access.program, "pairing:pair_list"),
        alarm=f"{waiting} без пары" if waiting else "",
        note=free if waiting else f"действует пар и групп: {active}",
        total=str(total),
        order=30,
    )


def _free_places(access: Access) -> int:
    mentors = Mentor.objects.filter(program=access.program, status=MentorStatus.ADMITTED).visible_to(access)
    places = dict(mentors.values_list("person", "places"))
    return sum(free_places(list(places), places).values())


def quick_actions(access: Access, on: date) -> Iterable[QuickAction]:
    if not access.program.is_open:
        return
    if access.has(Permission.PAIR_EDIT):
        if not Mentee.objects.of_program(access.program).present().exists():
            return  # nobody to pair yet: «С чего начать» leads
        yield QuickAction(
            "Составить пару",
            program_url(access.program, "pairing:pair_create"),
            "link",
            is_primary=True,
            order=30,
        )
    elif access.has(Permission.TEST_RECORD):
        yield QuickAction(
            "Записать тест",
            program_url(access.program, "pairing:test_create"),
            "plus",
            is_primary=True,
            order=30,
        )
    elif access.has(Permission.MEETING_RECORD):
        led = list(
            pairs_of(access).led_by(access).in_state(PairState.ACTIVE).values_list("pk", flat=True)[:2]
        )
        if led:
            url = (
                program_url(access.program, "pairing:meeting_create", pk=led[0])
                if len(led) == 1
                else program_url(access.program, "pairing:meeting_overview")
            )
            yield QuickAction("Отметить встречу", url, "calendar-check", is_primary=True, order=30)


def find_pairs(access: Access, text: str) -> Iterable[SearchHit]:
    if not access.has(Permission.PAIR_VIEW) or not normalise_name(text):
        return []
    pairs = filtered(pairs_of(access), {"q": text}, clock.today()).with_people()[:HITS_SHOWN]
    return [
        SearchHit(
            str(row),
            f"{row.form}, {row.state_label}",
            program_url(access.program, "pairing:pair_detail", pk=row.pk),
            "Пары и группы",
        )
        for row in pair_rows(pairs)
    ]


# --- the way of a new programme ---------------------------------------------------------------------------


def first_steps(access: Access, on: date) -> Iterable[FirstStep]:
    if access.has(Permission.PAIR_EDIT):
        yield FirstStep(
            "Подобрать первые пары и передать директору",
            program_url(access.program, "pairing:matching_home"),
            PairPlan.objects.filter(program=access.program).exists(),
            "Сайт скажет, кто готов, и объяснит каждую пару",
            order=60,
        )


def standing(access: Access, on: date) -> str:
    """«Идёт формирование пар: без наставника 12 наставляемых.» while somebody waits."""
    if access.program.state != ProgramState.RUNNING or not access.has(Permission.PAIR_EDIT):
        return ""
    waiting = waiting_mentees(Mentee.objects.filter(program=access.program), access, on).count()
    if not waiting:
        return ""
    people = counted(waiting, "наставляемый", "наставляемых", "наставляемых")
    return f"Идёт формирование пар: {plural(waiting, 'ждёт', 'ждут', 'ждут')} наставника {people}."
