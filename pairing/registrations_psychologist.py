"""What the psychologist's room puts into the shared registries."""

from __future__ import annotations

from typing import Any

from mentoring_site.permissions import Permission as P
from pairing import psychologist
from pairing.services import pair_surveys
from pairing.views.room import ROOM
from participants.enums import QuestionnaireKind
from participants.registries import (
    ON_SUBMITTED,
    SUBJECT_WORDS,
    CardPanel,
    RoomTab,
    register_card_panel,
    register_room_tabs,
)
from programs.models import Program
from programs.registries.programme import (
    HANDOVER_OFFERS,
    DutyPage,
    ProgramPart,
    register_duty_pages,
    register_program_part,
)
from programs.registries.screens import ATTENTION, NavItem, SettingsRoom, register_nav, register_settings

ROOMS = (
    *("pairing:protocol_list", "pairing:method_list", "pairing:consultation_list", "pairing:referral_list"),
    *("pairing:pair_survey_list", "pairing:notes_grants"),
)


def _from_template(*, program: Program, by: Any) -> None:
    psychologist.give_methods(program=program, by=by)
    pair_surveys.add_shipped(program=program, by=by)


def _from_previous(*, program: Program, previous: Program, by: Any) -> None:
    """Questionnaires of last year come with the engine's own part, before this one."""
    _from_template(program=program, by=by)


register_nav(
    NavItem(
        "Пары",
        15,
        "Кабинет психолога",
        "pairing:test_list",
        "scale",
        P.TEST_RECORD,
        hot_count=lambda access, on: psychologist.open_count(access, on) or 0,
        phone_label="Кабинет",
        also=ROOMS,
    ),
    NavItem(
        "Пары",
        15,
        "Совместимость",
        "pairing:test_list",
        "scale",
        P.TEST_VIEW,
        also=ROOMS,
        unless=P.TEST_RECORD,
    ),
    NavItem(
        "Пары",
        15,
        "К психологу",
        "pairing:own_referral_list",
        "message-circle",
        P.REFER,
        also=("pairing:referral_list",),
        unless=P.TEST_VIEW,
    ),
)
register_room_tabs(
    RoomTab(ROOM, "Совместимость", 10, "pairing:test_list", P.TEST_VIEW),
    RoomTab(ROOM, "Протоколы", 20, "pairing:protocol_list", P.TEST_RECORD),
    RoomTab(ROOM, "Консультации", 30, "pairing:consultation_list", P.TEST_RECORD),
    RoomTab(ROOM, "Обращения", 40, "pairing:referral_list", P.TEST_RECORD, psychologist.open_count),
    RoomTab(ROOM, "Мои обращения", 45, "pairing:own_referral_list", P.REFER),
    RoomTab(ROOM, "Опросы пар", 50, "pairing:pair_survey_list", P.TEST_VIEW),
    RoomTab(ROOM, "Методики", 60, "pairing:method_list", P.TEST_RECORD),
)
register_card_panel(
    CardPanel("pairing/refer_panel.html", 40, "side", psychologist.refer_panel, P.REFER),
    CardPanel("pairing/room_panel.html", 40, "side", psychologist.room_panel, P.TEST_RECORD),
)
register_settings(
    SettingsRoom(
        "Передача записей психолога",
        "Когда психолог уходит, его личные записи передают преемнику отдельно.",
        "pairing:notes_grants",
        "lock",
        P.PROGRAM_APPROVE,
        order=80,
    )
)
register_duty_pages(
    DutyPage("psychologist_1", "Опросы пар", "pairing:pair_survey_list", P.TEST_VIEW),
    DutyPage(
        "psychologist_1",
        "Консультации",
        "pairing:consultation_list",
        P.TEST_RECORD,
        psychologist.talks_in_words,
    ),
)
register_program_part(ProgramPart("psychologist", 45, _from_template, _from_previous))
ATTENTION.append(psychologist.attention)
HANDOVER_OFFERS.append(psychologist.offer_notes)
ON_SUBMITTED.setdefault(QuestionnaireKind.FEEDBACK, []).append(pair_surveys.take_answers)
SUBJECT_WORDS[pair_surveys.SUBJECT] = pair_surveys.about
