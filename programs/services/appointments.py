"""Curators by order (D02): proposed, put into one order, in force once it is signed; the role follows the dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from mentoring_site import clock
from mentoring_site.names import short_name, signature_name
from mentoring_site.permissions import STAFF_ROLES, Role
from mentoring_site.texts import clean_text
from mentoring_site.words import short_date
from programs.content import load_template
from programs.enums import DocumentState
from programs.models import Appointment, Document, Membership, MentoringForm, Program, ProgramSection, User
from programs.order_words import ended, name_in_case, usual_preamble
from programs.services.audit import Refusal, lock_version, record_event
from programs.services.documents import cancel_document, prepare_document
from programs.services.fields import write_fields
from programs.services.guards import refuse_over
from programs.services.roles_by_order import give_role_by_orders
from programs.services.staff import grantable_roles

KIND, TITLE = "curator_order", "О назначении куратора"
TITLE_OF_MANY = "О назначении кураторов"
TYPED = ("preamble", "points", "acquainted")  # what of the order people write
SHORTEST_STEM, SURNAME_ENDING = 3, 3  # letters of a surname that its cases keep, and that they change
NUMBERED = re.compile(r"^\d+[.)]\s*")


def usual_duties(program: Program) -> str:
    """The curator's duties of section 2, one on a line: as the school has written them, else as shipped."""
    section = ProgramSection.objects.filter(program=program, code="management").first()
    for row in section.rows if section else ():
        if row[0].casefold().startswith("куратор"):
            lines = [NUMBERED.sub("", line).strip().rstrip(".;") for line in row[1].splitlines()]
            return "\n".join(line for line in lines if line)
    [own] = [row for row in load_template().management if row.role == Role.CURATOR]
    return "\n".join(duty.title for duty in own.duties)


@transaction.atomic
def propose_appointment(
    *,
    program: Program,
    user: User,
    form: MentoringForm | None,
    starts: date,
    ends: date | None,
    duties: str,
    by: User,
) -> Appointment:
    """Name a curator; nothing changes in his rights until the order is signed. Raises Refusal, ValidationError."""
    refuse_over(program)
    Program.objects.select_for_update().get(pk=program.pk)
    _refuse_stranger(program, user)
    one = Appointment(school=program.school, program=program, role=Role.CURATOR, user=user)
    _refuse_second(program, user, form, starts, ends)
    write_fields(one, {"form": form, "starts": starts, "ends": ends, "duties": clean_text(duties)})
    record_event(
        "appointment.propose",
        by=by,
        target=one,
        program=program,
        sentence=f"предложен куратор: {said(one)}",
    )
    return one


@transaction.atomic
def edit_appointment(*, appointment: Appointment, version: int, by: User, **values: Any) -> Appointment:
    """Change a proposal. values: user, form, starts, ends, duties. Raises StaleVersion, Refusal, ValidationError."""
    one = _lock(appointment)
    refuse_over(one.program)
    _refuse_with_order(one)
    lock_version(one, version)
    _refuse_stranger(one.program, values["user"])
    _refuse_second(
        one.program, values["user"], values["form"], values["starts"], values["ends"], except_pk=one.pk
    )
    changed = write_fields(one, {**values, "duties": clean_text(values["duties"]), "version": one.version})
    record_event(
        "appointment.edit",
        by=by,
        target=one,
        sentence=f"исправлено предложение: {said(one)}; {', '.join(changed)}",
    )
    return one


@transaction.atomic
def remove_appointment(*, appointment: Appointment, by: User) -> None:
    one = _lock(appointment)
    refuse_over(one.program)
    _refuse_with_order(one)
    record_event(
        "appointment.remove",
        by=by,
        target=one,
        sentence=f"убрано предложение: {said(one)}",
    )
    one.delete()


@transaction.atomic
def end_appointment(
    *, appointment: Appointment, ends: date, version: int, by: User, on: date | None = None
) -> Appointment:
    """Set the last day of an appointment in force; the role ends with it. Raises Refusal, StaleVersion."""
    on = on or clock.today()
    one = _lock(appointment)
    if one.document is None or one.document.state != DocumentState.SIGNED:
        raise Refusal(
            "Срок ставят у назначения по подписанному приказу. Предложение можно исправить или убрать."
        )
    if one.role not in grantable_roles(by, one.program.school, on):
        raise Refusal("Срок назначения меняет директор или администратор школы: вместе с ним кончается роль.")
    lock_version(one, version)
    if ends < one.starts:
        raise Refusal(f"Назначение начинается {short_date(one.starts)}: последний день не может быть раньше.")
    if one.ends is not None and one.ends < on:
        raise Refusal(
            f"Назначение уже закончилось {short_date(one.ends)}. Чтобы вернуть, нужен новый приказ."
        )
    if ends < on - timedelta(days=1):
        raise Refusal(
            "Этот день уже прошёл, а всё это время роль действовала. Поставьте вчерашний день или позже."
        )
    if one.ends is not None and ends > one.ends:
        raise Refusal(
            f"Приказ назначает по {short_date(one.ends)}. Чтобы продлить, подготовьте новое назначение и приказ."
        )
    one.ends = ends
    one.save(update_fields=["ends", "version"])
    record_event(
        "appointment.end",
        by=by,
        target=one,
        sentence=f"назначение закончится {short_date(ends)}: {said(one)}",
    )
    _follow_end(one, by=by, on=on)
    return one


def _follow_end(one: Appointment, *, by: User, on: date) -> None:
    """The role lasts as long as some signed order does; it is cut only as far as it followed the orders."""
    if give_role_by_orders(user=one.user, role=one.role, program=one.program, by=by, on=on) is not None:
        return
    held = Membership.objects.filter(user=one.user, school=one.school_id, role=one.role).first()
    if held is None or (held.ends is not None and held.ends <= one.ends):
        return
    held.ends = one.ends
    held.starts = min(held.starts, one.ends) if held.starts else None
    held.save(update_fields=["starts", "ends"])
    record_event(
        "role.withdraw",
        by=by,
        target=one.user,
        program=one.program,
        sentence=f"снята роль «{held.get_role_display()}»: {one.user}, последний день {short_date(one.ends)}",
        details={"role": held.role},
    )


# --- the order --------------------------------------------------------------------------------------------


@transaction.atomic
def prepare_curator_order(
    *, program: Program, appointments: Iterable[Appointment], by: User, on: date | None = None
) -> Document:
    """One order on the chosen proposals, «к подписи». Raises Refusal for an empty choice or one with an order."""
    refuse_over(program)
    ids = [one.pk for one in appointments]
    chosen = list(
        Appointment.objects.select_for_update(of=("self",))
        .filter(pk__in=ids, program=program)
        .select_related("user", "form", "document", "program__school")
        .order_by("form__position", "starts", "user__last_name", "pk")
    )
    if not chosen:
        raise Refusal("Отметьте, кого назначить: приказ готовится из предложенных назначений.")
    for one in chosen:
        _refuse_with_order(one)
    document = prepare_document(
        program=program,
        kind=KIND,
        title=TITLE if len(chosen) == 1 else TITLE_OF_MANY,
        snapshot=order_snapshot(program, chosen),
        by=by,
        on=on,
    )
    Appointment.objects.filter(pk__in=[one.pk for one in chosen]).update(document=document)
    return document


def order_snapshot(program: Program, chosen: Sequence[Appointment]) -> dict[str, Any]:
    return {
        "preamble": usual_preamble(program),
        "points": order_points(chosen),
        "acquainted": list(dict.fromkeys(signature_name(one.user.full_name) for one in chosen)),
    }


def order_points(chosen: Sequence[Appointment]) -> list[str]:
    named = [
        f"Назначить {post_words(one)} {_term(one)} {name_in_case(one.user.full_name, 'accusative')}"
        + (f" ({one.user.position})" if one.user.position else "")
        for one in chosen
    ]
    return ended(
        [
            *named,
            *_duties_points(chosen),
            "Кураторам приступить к исполнению обязанностей с указанных дней, подписав лист ознакомления."
            if len(chosen) > 1
            else "Ознакомить куратора с настоящим приказом под подпись",
            "Контроль за исполнением приказа оставляю за собой",
        ]
    )


def _duties_points(chosen: Sequence[Appointment]) -> list[str]:
    """One point for all who have the same duties; nobody's name when they are of all."""
    by_duties: dict[str, list[Appointment]] = {}
    for one in chosen:
        if one.duties.strip():
            by_duties.setdefault(one.duties, []).append(one)
    points = []
    for duties, people in by_duties.items():
        whom = "куратора" if len(chosen) == 1 else "кураторов"
        if len(people) < len(chosen):
            whom = ", ".join(short_name(name_in_case(one.user.full_name, "accusative")) for one in people)
        points.append(f"Возложить на {whom} следующие обязанности: {_in_row(duties)}")
    return points


def _in_row(duties: str) -> str:
    lines = [line.strip().rstrip(".;") for line in duties.splitlines() if line.strip()]
    return "; ".join(line[:1].lower() + line[1:] for line in lines)


def post_words(one: Appointment) -> str:
    """«куратором программы наставничества» in the instrumental."""
    if one.form is None:
        return "куратором программы наставничества"
    return f"куратором формы наставничества «{one.form.title}»"


def _term(one: Appointment) -> str:
    return f"с {short_date(one.starts)}" + (f" по {short_date(one.ends)}" if one.ends else "")


def appoint_signed(document: Document, by: User) -> None:
    """on_signed: the roles of everybody whom the order names."""
    on = clock.today()
    named = list(document.appointments.select_related("user", "program"))
    _refuse_unsaid(document, named)
    for one in named:
        _refuse_stranger(document.program, one.user, on)
        if one.user_id == by.pk and one.role not in grantable_roles(by, document.program.school, on):
            raise Refusal(
                "Подпись под приказом о собственном назначении отмечает другой человек: директор или ответственный за "
                "нумерацию документов."
            )
    for one in named:
        give_role_by_orders(user=one.user, role=one.role, program=document.program, by=by, on=on)


def release_cancelled(document: Document, by: User) -> None:
    """on_cancelled: the proposals stay and may go into another order."""
    document.appointments.update(document=None)


@transaction.atomic
def cancel_curator_order(*, document: Document, reason: str, by: User) -> Document:
    return cancel_document(document=document, reason=reason, by=by)


# --- guards -----------------------------------------------------------------------------------------------


def said(one: Appointment) -> str:
    scope = f"«{one.form.title}»" if one.form else "все формы"
    return f"{one.user}, {scope}, {_term(one)}"


def _lock(appointment: Appointment) -> Appointment:
    return (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("user", "form", "document", "program__school")
        .get(pk=appointment.pk)
    )


def _refuse_with_order(one: Appointment) -> None:
    if one.document is None:
        return
    if one.document.state == DocumentState.SIGNED:
        raise Refusal(
            f"{one.user}: приказ уже подписан. Поставьте последний день или подготовьте новое назначение."
        )
    raise Refusal(
        f"{one.user}: приказ уже подготовлен и ждёт подписи. Чтобы исправить назначение, отмените проект приказа."
    )


def _refuse_unsaid(document: Document, appointments: Sequence[Appointment]) -> None:
    """The text may be edited: whoever gets a role must stand in what the director has signed."""
    text = " ".join(document.snapshot.get("points", ())).casefold().replace("ё", "е")
    for one in appointments:
        surname = one.user.last_name.casefold().replace("ё", "е")
        if surname[: max(SHORTEST_STEM, len(surname) - SURNAME_ENDING)] not in text:
            raise Refusal(
                f"{one.user}: роль куратора дал бы этот приказ, а в его пунктах такой фамилии нет. Исправьте текст "
                "приказа или отмените его и подготовьте новый."
            )


def _refuse_stranger(program: Program, user: User, on: date | None = None) -> None:
    """on: he has to work there that day or later, as an employee; without it a role of any time will do."""
    held = Membership.objects.filter(user=user, school=program.school_id)
    if on is not None:
        held = held.filter(role__in=STAFF_ROLES).exclude(ends__lt=on)
    if not user.is_active or not held.exists():
        raise Refusal(f"{user} не работает на сайте в этой школе. Сначала добавьте сотрудника.")


def _refuse_second(
    program: Program,
    user: User,
    form: MentoringForm | None,
    starts: date,
    ends: date | None,
    except_pk: int | None = None,
) -> None:
    """The same person twice for the same form in the same days is a slip."""
    for other in Appointment.objects.filter(program=program, user=user, form=form).exclude(pk=except_pk):
        begins_later = ends is not None and other.starts > ends
        ended_before = other.ends is not None and other.ends < starts
        if not begins_later and not ended_before:
            raise Refusal(f"Такое назначение уже есть: {said(other)}. Исправьте его или выберите другие дни.")
