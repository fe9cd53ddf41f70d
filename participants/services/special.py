"""Health data (ОВЗ): closed until the school switches them on and the person's own paper is there.

Source: 152-ФЗ ст. 10 (explicit written consent); ПП № 1119: they raise the level of protection from УЗ-4 to УЗ-3.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from participants.enums import ConsentPurpose
from participants.models import Person
from participants.services.consents import may_process
from programs.models import School, User
from programs.services.audit import Refusal, record_event

SPECIAL_LABEL = (
    "Здоровье (ОВЗ)"  # a word of ours: titles of special categories are shown on their own page only
)
SCHOOL_LOCK = "закрыто: школа не ведёт сведения о здоровье"
PAPER_LOCK = "закрыто: нет согласия на сведения о здоровье"
REASON_LENGTH = 300


def special_lock(person: Person, school: School, on: date) -> str:
    """Why health data of the person may be neither seen nor set, in words; empty when they may."""
    if not school.keeps_special_data:
        return SCHOOL_LOCK
    return "" if may_process(person, ConsentPurpose.SPECIAL, on).is_allowed else PAPER_LOCK


@transaction.atomic
def switch_special(*, school: School, is_on: bool, reason: str, by: User, program: Any = None) -> School:
    """Begin or stop keeping health data in the school. reason: 1–300 characters, e.g. an order's number.

    Stopping hides at once and refuses new ones; nothing is lost when the school changes its mind.
    """
    reason = reason.strip()
    if not reason:
        raise Refusal("Напишите основание: номер и дату приказа или решение школы.")
    if len(reason) > REASON_LENGTH:
        raise Refusal(f"Основание длиннее {REASON_LENGTH} знаков. Сократите его.")
    school = School.objects.select_for_update().get(pk=school.pk)
    if school.keeps_special_data == is_on:
        raise Refusal(
            "Школа уже ведёт сведения о здоровье." if is_on else "Школа и так не ведёт сведения о здоровье."
        )
    school.keeps_special_data = is_on
    school.save(update_fields=["keeps_special_data"])
    verb = "начато" if is_on else "прекращено"
    record_event(
        "school.special_on" if is_on else "school.special_off",
        by=by,
        target=school,
        school=school,
        program=program,
        sentence=f"{verb} ведение сведений о здоровье (ОВЗ): {reason}",
    )
    return school
