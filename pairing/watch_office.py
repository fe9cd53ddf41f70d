"""What the watch over pairs and the contact log give to shared pages: rows, attention, a panel."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from mentoring_site.permissions import Access, Permission
from mentoring_site.words import counted, joined, plural, short_date
from pairing.enums import PairState
from pairing.models import ContactEntry, Pair
from pairing.services.contacts import READY_WORDS, open_questions
from pairing.services.watching import Watched, watch, watched_pairs
from pairing.watch import OF_MENTOR, Action, Sign, Signal, action_for
from programs.registries.screens import AttentionItem
from programs.tenancy import program_url

SHOWN_SIGNALS = 2  # of one pair; the rest are on its card
SHOWN_CONTACTS = 3
# To the mentor himself: an invitation, not a reproach.
KIND_WORDS = {
    Sign.NO_FIRST_MEETING: "познакомьтесь: первой встречи ещё не было",
    Sign.SILENT: "давно не виделись — назначьте встречу",
    Sign.RARE: "пора встретиться снова",
    Sign.PLAN_LATE: "составьте вместе индивидуальный план",
}


def watch_row(one: Watched, access: Access, on: date) -> dict[str, Any]:
    label, address = action_of(one, access, on)
    return {
        "kind": "late" if one.found[0].is_late else "warn",
        "pair": str(one.pair),
        "url": program_url(access.program, "pairing:pair_detail", pk=one.pair.pk),
        "signals": [said(signal, access) for signal in one.found[:SHOWN_SIGNALS]],
        "since": f"с {short_date(one.since)}",
        "action_label": label,
        "action_url": address,
    }


def said(signal: Signal, access: Access) -> str:
    """The psychologist alone reads who is not happy; the others, that the pair asks for attention."""
    if signal.unhappy and access.has(Permission.TEST_RECORD):
        return "; ".join(
            f"{voice.name}: доволен парой на {voice.satisfaction} из 10" for voice in signal.unhappy
        )
    return signal.words


def action_of(one: Watched, access: Access, on: date) -> tuple[str, str]:
    """Label and address of the one button; who only reads opens the journal."""
    program, pk = access.program, one.pair.pk
    action = action_for(one.found, one.facts, on)
    if not (access.has(Permission.PAIR_EDIT) and program.is_open):
        action = Action.JOURNAL
    if action == Action.CONTACT:
        return "Записать контакт", f"{program_url(program, 'pairing:contact_create')}?pair={pk}"
    if action == Action.CLOSE:
        return "Завершить пару", program_url(program, "pairing:pair_close", pk=pk)
    return "Открыть журнал", program_url(program, "pairing:meeting_list", pk=pk)


# --- dashboard --------------------------------------------------------------------------------------------


def attention(access: Access, on: date) -> Iterable[AttentionItem]:
    if not access.program.is_open:
        return
    if access.has(Permission.PAIR_EDIT):
        yield from _silent_pairs(access, on)
        yield from _questions(access, on)
    elif access.has(Permission.TEST_RECORD):
        yield from _unhappy_pairs(access, on)
    elif access.has(Permission.MONITORING_VIEW):
        yield from _silent_pairs(access, on)
    elif access.has(Permission.MEETING_RECORD):
        yield from _own_pairs(access, on)


def _silent_pairs(access: Access, on: date) -> Iterable[AttentionItem]:
    asking = watched_pairs(access, on)
    if not asking:
        return
    late = sum(one.found[0].is_late for one in asking)
    yield AttentionItem(
        "late" if late else "warn",
        counted(len(asking), "пара", "пары", "пар"),
        plural(len(asking), "просит внимания", "просят внимания", "просят внимания"),
        f"Самый давний сигнал — с {short_date(min(one.since for one in asking))}",
        "Посмотреть пары",
        program_url(access.program, "pairing:watch_list"),
        order=30,
    )


def _unhappy_pairs(access: Access, on: date) -> Iterable[AttentionItem]:
    asking = [one for one in watched_pairs(access, on) if any(s.sign == Sign.UNHAPPY for s in one.found)]
    if asking:
        yield AttentionItem(
            "warn",
            counted(len(asking), "пара", "пары", "пар"),
            "по опросу: одной из сторон нужна поддержка",
            "Имена и ответы видите только вы",
            "Посмотреть пары",
            program_url(access.program, "pairing:watch_list"),
            order=30,
        )


def _own_pairs(access: Access, on: date) -> Iterable[AttentionItem]:
    """The mentor's own pairs, one kind line each."""
    own = Pair.objects.of_program(access.program).led_by(access)
    for one in watch(own, access.program, on):
        mendable = [signal for signal in one.found if signal.sign in OF_MENTOR]
        if not mendable:
            continue
        names = [m.mentee.person.first_name for m in one.pair.members.all() if m.is_open]
        yield AttentionItem(
            "warn",
            f"Вы и {joined(names)}:",
            KIND_WORDS[mendable[0].sign],
            f"Встреча была {short_date(one.facts.last_held)}" if one.facts.last_held else "",
            "Запланировать встречу",
            program_url(access.program, "pairing:meeting_create", pk=one.pair.pk) + "?state=planned",
            order=30,
        )


def _questions(access: Access, on: date) -> Iterable[AttentionItem]:
    terms = list(open_questions(access).values_list("due_on", flat=True))
    if not terms:
        return
    dated = sorted(day for day in terms if day is not None)
    is_late = bool(dated) and dated[0] < on
    yield AttentionItem(
        "late" if is_late else "wait",
        counted(len(terms), "вопрос участника", "вопроса участников", "вопросов участников"),
        plural(len(terms), "ждёт ответа", "ждут ответа", "ждут ответа"),
        f"Первый — до {short_date(dated[0])}" if dated else "Срок не назначен",
        "Ответить",
        program_url(access.program, "pairing:contact_list") + "?tab=open",
        order=31,
    )


def waiting_pairs(access: Access, on: date) -> int | None:
    return len(watched_pairs(access, on)) or None


# --- card of a pair ---------------------------------------------------------------------------------------


def contact_panel(pair: Pair, access: Access, on: date) -> dict[str, Any] | None:
    """Latest contacts, what the watch says of the pair, two taps to write a contact."""
    recent = list(ContactEntry.objects.filter(pair=pair).order_by("-on", "-pk")[:SHOWN_CONTACTS])
    is_active = pair.state == PairState.ACTIVE
    if not recent and not is_active:
        return None
    found = watch(Pair.objects.filter(pk=pair.pk), access.program, on) if is_active else []
    can_edit = access.has(Permission.PAIR_EDIT) and access.program.is_open
    return {
        "recent": recent,
        "signals": [
            {"words": said(signal, access), "is_late": signal.is_late}
            for one in found
            for signal in one.found
        ],
        "words": READY_WORDS,
        "today": on.isoformat(),
        "list_url": program_url(access.program, "pairing:contact_list"),
        "create_url": program_url(access.program, "pairing:contact_create") if can_edit else "",
        "calendar_url": program_url(access.program, "pairing:pair_calendar", pk=pair.pk) if can_edit else "",
    }
