"""What the room «События» puts into the shared registries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from mentoring_site.permissions import Access, Permission
from mentoring_site.words import plural, quoted, short_date
from participants.enums import EventKind, EventState
from participants.event_lists import INVITING, unmarked_events, untold, without_protocol
from participants.event_people import OWN_AUDIENCES
from participants.models import Event
from participants.registries import (
    EVENT_ROOMS,
    FORGETTERS,
    LETTER_KINDS,
    LETTER_SENT,
    EventRoom,
    register_event_audiences,
)
from participants.reports_events import events_paper, programme_paper
from participants.services.event_invitations import LETTER_KIND, note_sent
from participants.services.event_photos import forget_photos
from participants.services.protocols import KIND, chair_of, note_cancelled, note_signed
from programs.registries.papers import FOLDER_PAPERS, DocumentKind, FolderPaper, register_document_kind
from programs.registries.screens import ATTENTION, AttentionItem, NavItem, register_nav
from programs.tenancy import program_url


def attention(access: Access, on: date) -> Iterable[AttentionItem]:
    """A day that has passed without a word, a protocol not written, guests not told."""
    program = access.program
    if not access.has(Permission.EVENT_EDIT) or not program.is_open:
        return
    if late := list(unmarked_events(program, on)[:2]):
        yield AttentionItem(
            "warn",
            quoted(late[0].title) if len(late) == 1 else "Прошедшие события",
            "день прошёл, но не отмечено, состоялось ли",
            f"с {short_date(late[0].planned_on)}",
            "Отметить событие",
            _page(access, "event_detail", late[0]) if len(late) == 1 else _list(access),
            order=42,
        )
    if lacking := list(without_protocol(program, on)[:20]):
        yield AttentionItem(
            "warn",
            quoted(lacking[0].title)
            if len(lacking) == 1
            else f"{len(lacking)} {plural(len(lacking), *EVENTS)}",
            "без протокола: шаг дорожной карты нечем подтвердить",
            f"Прошло {short_date(lacking[0].held_on)}",
            "Составить протокол",
            _page(access, "event_protocol", lacking[0]),
            order=43,
        )
    if (soon := untold(program, on).first()) is not None:
        yield AttentionItem(
            "warn",
            soon.title,
            f"приглашения не переданы: {soon.waiting}",
            f"Событие {short_date(soon.planned_on)}",
            "Передать приглашения",
            _page(access, "event_invitations", soon) + "?state=prepared",
            order=44,
        )


def folder_papers(access: Access, on: date) -> Iterable[FolderPaper]:
    """The list of the year's events, and the programme of each ceremony."""
    program = access.program
    if not access.has(Permission.EVENT_VIEW):
        return
    yield FolderPaper(1, 60, "События программы", lambda: ("События.pdf", events_paper(program, on)))
    for event in Event.objects.of_program(program).filter(kind__in=INVITING).exclude(schedule=""):
        if event.state != EventState.CANCELLED:
            yield FolderPaper(
                7,
                60,
                f"Программа: {event.title}",
                lambda event=event: (
                    f"Программа, {event.title}.pdf",
                    programme_paper(event, on, with_names=access.has(Permission.BASE_VIEW)),
                ),
            )


EVENTS = ("событие", "события", "событий")


def _page(access: Access, name: str, event: Event) -> str:
    return program_url(access.program, f"participants:{name}", pk=event.pk)


def _list(access: Access) -> str:
    return program_url(access.program, "participants:event_list")


def unmarked_count(access: Access, on: date) -> int:
    return unmarked_events(access.program, on).count()


register_nav(
    NavItem(
        "Подготовка",
        30,
        "События",
        "participants:event_list",
        "calendar",
        Permission.EVENT_VIEW,
        hot_count=unmarked_count,
    )
)
ATTENTION.append(attention)
register_event_audiences(*OWN_AUDIENCES)
EVENT_ROOMS[EventKind.TRAINING] = EventRoom("participants:session_detail", Permission.SELECTION_VIEW)
register_document_kind(
    DocumentKind(
        code=KIND,
        label="Протокол",
        template="reports/event_protocol.html",
        number_suffix="-п",
        numbers_repeat=True,
        on_signed=note_signed,
        signed_by=chair_of,
        on_cancelled=note_cancelled,
        edit_url_name="participants:protocol_edit",
        cancel_url_name="participants:protocol_cancel",
        draft_permissions=(Permission.EVENT_EDIT,),
        cancel_consequence="Текст протокола останется у события. Документ останется в реестре отменённым.",
    )
)
LETTER_KINDS[LETTER_KIND] = "Приглашение на событие"
LETTER_SENT.append(note_sent)
FORGETTERS.append(forget_photos)
FOLDER_PAPERS.append(folder_papers)
