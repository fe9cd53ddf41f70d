"""The order on approved pairs (D21): what it says, and what signing it brings about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from mentoring_site.names import decline, guess_gender, short_name, signature_name
from mentoring_site.permissions import ROLE_LABELS, Role
from mentoring_site.words import counted, short_date
from pairing import edges, rules
from pairing.enums import PairAction, PairState
from pairing.models import Pair
from pairing.services.gates import refuse_signing
from pairing.services.keeping import PairRuleBroken, lock_pairs, move, recheck
from participants.models import Enrolment
from programs.enums import DocumentState
from programs.models import Document, Membership, Program, User
from programs.services.documents import cancel_document, prepare_document, update_draft

KIND = "pair_order"
TITLE = "О закреплении наставнических пар и групп"
# «распоряжение» is the document's own word, «приказ» that of most schools.
WORDS = {
    "disposition": {
        "nominative": "распоряжение",
        "dative": "распоряжению",
        "genitive": "распоряжения",
        "instrumental": "распоряжением",
    },
    "order": {"nominative": "приказ", "dative": "приказу", "genitive": "приказа", "instrumental": "приказом"},
}
BLANK = "_" * 16
# Proposals of terms, in days after the order's date; every point is edited by hand before signing.
ACQUAINT_DAYS, FIRST_MEETING_DAYS, PLAN_DAYS = 4, 12, 18


def prepare_order(*, program: Program, pairs: Sequence[Pair], on: date | None = None, by: User) -> Document:
    """Make the order «к подписи» and tie the pairs to it. Call inside the transaction of the approval."""
    on = on or timezone.localdate()
    document = prepare_document(
        program=program,
        kind=KIND,
        title=TITLE,
        snapshot=order_snapshot(program, pairs, on=on),
        by=by,
        on=on,
    )
    Pair.objects.filter(pk__in=[pair.pk for pair in pairs]).update(order=document)
    return document


@transaction.atomic
def edit_order(
    *, document: Document, number: str, date: date | None, snapshot: dict[str, Any], by: User
) -> Document:
    """Change the text of an order that is not signed yet; the annex follows the pairs and is not typed."""
    kept = {key: snapshot[key] for key in ("word", "preamble", "points", "acquainted") if key in snapshot}
    return update_draft(document=document, number=number, date=date, snapshot=kept, by=by)


def lock_open_order(pair: Pair) -> Document | None:
    """The pair's order while it may still change; locked before the pair, as signing does."""
    if pair.order_id is None:
        return None
    return Document.objects.select_for_update().filter(pk=pair.order_id, state=DocumentState.TO_SIGN).first()


def refresh_order(document: Document, *, by: User) -> None:
    """After a pair fell out of an unsigned order: a new annex, or no order when nobody is left."""
    left = list(Pair.objects.with_people().filter(order=document, state=PairState.APPROVED))
    if not left:
        cancel_document(document=document, reason="в нём не осталось пар", by=by)
        return
    snapshot = {"rows": annex_rows(document.program, left), "summary": annex_summary(document.program, left)}
    update_draft(document=document, number=document.number, date=document.date, snapshot=snapshot, by=by)


def activate_signed(document: Document, by: User) -> None:
    """Signing brings the order's pairs to life; runs inside the signing transaction.

    A pair starts on its own first day, but not before the order's date.
    """
    pairs = lock_pairs(Pair.objects.filter(order=document, state=PairState.APPROVED))
    refuse_signing(pairs)
    for pair in pairs:
        starts_on = max(pair.starts_on or document.date, document.date)
        if found := rules.of_level(recheck(pair, starts_on), edges.Level.HARD):
            raise PairRuleBroken(
                found,
                subject=f"Распоряжение нельзя отметить подписанным из-за пары {pair}. "
                "Устраните причину или прекратите пару: она уйдёт из распоряжения. ",
            )
        pair.members.update(joined_on=starts_on)
        move(
            pair,
            PairAction.ACTIVATE,
            by=by,
            sentence=f"пара действует с {starts_on:%d.%m.%Y}: № {document.number} от {document.date:%d.%m.%Y}",
            starts_on=starts_on,
            ends_on=max(pair.ends_on, starts_on) if pair.ends_on else None,
        )


# --- what the order says ----------------------------------------------------------------------------------


def order_snapshot(program: Program, pairs: Sequence[Pair], on: date) -> dict[str, Any]:
    """Plain data of the order: text by points, the annex as rows. Unknown names are lines to fill by hand."""
    staff = _staff(program, on)
    curator = staff.get(Role.CURATOR)
    has_pupils = any(pair.form.mentee_kind == "pupil" for pair in pairs)
    starts = min((max(pair.starts_on or on, on) for pair in pairs), default=on)
    ends = max((pair.ends_on for pair in pairs if pair.ends_on), default=program.ends)
    return {
        "word": "disposition",
        "preamble": _preamble(program),
        "points": _points(staff, on=on, starts=starts, ends=ends, has_pupils=has_pupils),
        "acquainted": _acquainted(staff),
        "annex_title": f"Перечень наставнических пар и групп\nна {program.year_label} учебный год",
        "rows": annex_rows(program, pairs),
        "summary": annex_summary(program, pairs),
        "curator_title": ROLE_LABELS[Role.CURATOR],
        "curator_name": curator.full_name if curator else "",
    }


def redated(document: Document, old: date, new: date) -> dict[str, Any]:
    """Points that stand as they were proposed follow the order's date; points edited by hand stay."""
    pairs = list(Pair.objects.with_people().filter(order=document, state=PairState.APPROVED))
    if not pairs:
        return {}
    proposed = order_snapshot(document.program, pairs, old)["points"]
    moved = dict(zip(proposed, order_snapshot(document.program, pairs, new)["points"], strict=False))
    return {"points": [moved.get(point, point) for point in document.snapshot["points"]]}


def annex_rows(program: Program, pairs: Iterable[Pair]) -> list[dict[str, Any]]:
    """Rows of the annex by form, then by the mentor's name; `is_new_form` draws the line between forms."""
    pairs = sorted(
        pairs, key=lambda pair: (pair.form.position, pair.form_id, pair.mentor.person.search_key, pair.pk)
    )
    people = {pair.mentor.person_id for pair in pairs} | {
        member.mentee.person_id for pair in pairs for member in pair.members.all()
    }
    places = {
        year.person_id: year.place
        for year in Enrolment.objects.filter(program=program, person__in=people).select_related(
            "school_class"
        )
    }
    rows: list[dict[str, Any]] = []
    previous = None
    for number, pair in enumerate(pairs, start=1):
        members = list(pair.members.all())
        titles = list(dict.fromkeys(member.model.title for member in members if member.model))
        rows.append(
            {
                "number": number,
                "form": pair.form.title,
                "is_new_form": previous not in (None, pair.form_id),
                "mentor": _with_place(pair.mentor.person.full_name, places.get(pair.mentor.person_id, "")),
                "mentees": [
                    _with_place(member.mentee.person.full_name, places.get(member.mentee.person_id, ""))
                    for member in members
                ],
                "is_group": len(members) > 1,
                "models": titles,
                "until": short_date(pair.ends_on) if pair.ends_on else "",
            }
        )
        previous = pair.form_id
    return rows


def annex_summary(program: Program, pairs: Iterable[Pair]) -> str:
    """«Форма наставничества: строки 1–10 — «…», строка 11 — «…». Всего 9 пар и 2 группы, 14 наставляемых.»"""
    from pairing.services.plans import pairs_in_words  # plans builds on this module

    pairs = sorted(pairs, key=lambda pair: (pair.form.position, pair.form_id))
    spans: dict[str, list[int]] = {}
    for number, pair in enumerate(pairs, start=1):
        spans.setdefault(pair.form.title, []).append(number)
    said = [
        f"{'строка' if len(rows) == 1 else 'строки'} {rows[0]}{'' if len(rows) == 1 else f'–{rows[-1]}'} — «{title}»"
        for title, rows in spans.items()
    ]
    mentees = sum(len(pair.members.all()) for pair in pairs)
    people = counted(mentees, "наставляемый", "наставляемых", "наставляемых")
    return f"Форма наставничества: {', '.join(said)}. Всего {pairs_in_words(pairs)}, {people}."


def _with_place(name: str, place: str) -> str:
    return f"{name}, {place}" if place else name


def _preamble(program: Program) -> str:
    approved = (
        f"утверждённой {short_date(timezone.localdate(program.approved_at))}"
        if program.approved_at
        else f"утверждённой {BLANK}"
    )
    protocol = f" ({program.protocol_words})" if program.approval_protocol else ""
    return (
        f"В соответствии с Программой наставничества {program.school.short_name} на {program.year_label} "
        f"учебный год, {approved}{protocol}, и с согласия участников:"
    )


def _points(staff: dict[str, User], *, on: date, starts: date, ends: date, has_pupils: bool) -> list[str]:
    acquaint = short_date(on + timedelta(days=ACQUAINT_DAYS))
    first = short_date(starts + timedelta(days=FIRST_MEETING_DAYS))
    plans = short_date(starts + timedelta(days=PLAN_DAYS))
    points = [
        f"Закрепить с {short_date(starts)} по {short_date(ends)} наставнические пары и группы согласно приложению.",
        (
            f"Наставникам провести первую, организационную, встречу с наставляемыми до {first}, составить "
            f"индивидуальные планы развития до {plans} и отмечать проведённые встречи в журнале."
        ),
        f"Куратору программы {in_case(staff.get(Role.CURATOR), 'dative')} ознакомить участников до {acquaint}.",
    ]
    if has_pupils:
        points.append(
            "Классным руководителям сообщить о закреплении наставников родителям (законным представителям) "
            f"обучающихся до {acquaint}."
        )
    points.append(
        f"Педагогу-психологу {in_case(staff.get(Role.PSYCHOLOGIST), 'dative')} консультировать участников пар и "
        "групп в течение срока их работы."
    )
    control = staff.get(Role.DEPUTY_UVR)
    points.append(
        "Контроль за исполнением возложить на заместителя директора по учебно-воспитательной работе "
        f"{in_case(control, 'accusative')}"
    )
    # Initials end with a full stop of their own.
    return [point if point.endswith(".") else f"{point}." for point in points]


def in_case(user: User | None, case: str) -> str:
    """«Савельевой О. С.»: a proposal that people edit by hand; a line to fill when nobody holds the role."""
    if user is None or not user.full_name:
        return BLANK
    gender = guess_gender(user.full_name)
    return short_name(decline(user.full_name, case, gender) if gender else user.full_name)


def _acquainted(staff: dict[str, User]) -> list[str]:
    asked = (Role.DEPUTY_UVR, Role.CURATOR, Role.PSYCHOLOGIST)
    return list(dict.fromkeys(signature_name(staff[role].full_name) for role in asked if role in staff))


def _staff(program: Program, on: date) -> dict[str, User]:
    """Who holds each role on that day; the first appointed of several."""
    held: dict[str, User] = {}
    for membership in (
        Membership.objects.active(on)
        .filter(school=program.school_id, user__is_active=True)
        .select_related("user")
        .order_by("pk")
    ):
        held.setdefault(membership.role, membership.user)
    return held
