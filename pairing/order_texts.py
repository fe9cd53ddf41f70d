"""What orders about pairs say in words: preamble, points, names in cases. Proposals: people edit every line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from mentoring_site.names import decline, guess_gender, short_name, signature_name
from mentoring_site.permissions import ROLE_LABELS, Role
from mentoring_site.words import joined, short_date
from pairing.content import acts
from pairing.models import Pair
from pairing.order_kinds import ORDER_KINDS
from pairing.services.council import council_words
from participants.models import Person
from programs.models import Document, Membership, Program, School, User
from programs.order_words import BLANK, ended

# Proposals of terms, in days after the order's date; every point is edited by hand before signing.
ACQUAINT_DAYS, FIRST_MEETING_DAYS, PLAN_DAYS = 4, 12, 18

COUNCIL = "решения методического совета"

Staff = dict[str, User]


# --- names in cases ---------------------------------------------------------------------------------------


def declined(person: Person, case: str) -> str:
    """The full name in a case: the form typed by hand, else the proposal; as it is while the gender is unknown."""
    if typed := person.declensions.get(case):
        return typed
    gender = person.gender or guess_gender(person.full_name)
    return decline(person.full_name, case, gender) if gender else person.full_name


def in_case(user: User | None, case: str) -> str:
    """«Савельевой О. С.»: a proposal that people edit by hand; a line to fill when nobody holds the role."""
    if user is None or not user.full_name:
        return BLANK
    person = getattr(user, "person", None)
    if person is not None and person.full_name == user.full_name:
        return short_name(declined(person, case))
    gender = guess_gender(user.full_name)
    return short_name(decline(user.full_name, case, gender) if gender else user.full_name)


# --- who and on what ground -------------------------------------------------------------------------------


def staff_on(program: Program, on: date) -> Staff:
    """Who holds each role on that day; the first appointed of several."""
    held: Staff = {}
    for membership in (
        Membership.objects.active(on)
        .filter(school=program.school_id, user__is_active=True)
        .select_related("user__person")
        .order_by("pk")
    ):
        held.setdefault(membership.role, membership.user)
    return held


def previous_orders(school: School) -> QuerySet[Document]:
    return Document.objects.filter(school=school, kind__in=ORDER_KINDS).order_by("-pk")


def last_choice(school: School) -> dict[str, Any]:
    """«Приказ» or «распоряжение» and the acts as the school chose them last time."""
    last = previous_orders(school).values_list("snapshot", flat=True).first() or {}
    return {"word": last.get("word") or "disposition", "acts": last.get("acts")}


def proposed_acts(chosen: Sequence[str] | None, kinds: set[str]) -> list[str]:
    """Acts of the last order that suit this one; art. 351.8 stands under every order on pairs of teachers."""
    alien = {act.text for act in acts() if not act.suits(kinds)}
    # A protocol is of its own plan only.
    kept = [text for text in chosen or () if text not in alien and not text.startswith(COUNCIL)]
    if "teacher" in kinds:
        labour = next(act.text for act in acts() if act.code == "labour_351_8")
        kept = kept if labour in kept else [labour, *kept]
    return kept


def council_grounds(pairs: Iterable[Pair]) -> list[str]:
    """«решения методического совета (протокол № 3 от 12.11.2026)» of the plans that the pairs come from."""
    plans = {pair.plan for pair in pairs if pair.plan is not None}
    said = (council_words(plan) for plan in sorted(plans, key=lambda plan: plan.number))
    return [words.replace("решение", "решения", 1) for words in said if words]


def preamble_words(acts: Sequence[str], preamble: str) -> str:
    """«На основании статьи …, распоряжения … и в соответствии с Программой …:»"""
    if not acts:
        return preamble
    if not preamble:
        return f"На основании {joined(acts)}:"
    return f"На основании {', '.join(acts)}, {preamble[:1].lower()}{preamble[1:]}"


def acquainted(staff: Staff) -> list[str]:
    asked = (Role.DEPUTY_UVR, Role.CURATOR, Role.PSYCHOLOGIST)
    return list(dict.fromkeys(signature_name(staff[role].full_name) for role in asked if role in staff))


def curator_keys(staff: Staff) -> dict[str, str]:
    curator = staff.get(Role.CURATOR)
    return {
        "curator_title": ROLE_LABELS[Role.CURATOR],
        "curator_name": curator.full_name if curator else "",
    }


# --- points -----------------------------------------------------------------------------------------------


def pairs_points(staff: Staff, *, on: date, starts: date, ends: date, has_pupils: bool) -> list[str]:
    first = short_date(starts + timedelta(days=FIRST_MEETING_DAYS))
    plans = short_date(starts + timedelta(days=PLAN_DAYS))
    acquaint = short_date(on + timedelta(days=ACQUAINT_DAYS))
    return ended(
        [
            f"Закрепить с {short_date(starts)} по {short_date(ends)} наставнические пары и группы согласно приложению.",
            (
                f"Наставникам провести первую, организационную, встречу с наставляемыми до {first}, составить "
                f"индивидуальные планы развития до {plans} и отмечать проведённые встречи в журнале."
            ),
            f"Куратору программы {in_case(staff.get(Role.CURATOR), 'dative')} ознакомить участников до {acquaint}.",
            *(
                [
                    (
                        "Классным руководителям сообщить о закреплении наставников родителям (законным "
                        f"представителям) обучающихся до {acquaint}."
                    )
                ]
                if has_pupils
                else []
            ),
            (
                f"Педагогу-психологу {in_case(staff.get(Role.PSYCHOLOGIST), 'dative')} консультировать участников пар "
                "и групп в течение срока их работы."
            ),
            control(staff),
        ]
    )


def end_points(staff: Staff, *, on: date, pairs: Sequence[Pair]) -> list[str]:
    is_dissolved = any(pair.state == "dissolved" for pair in pairs)
    first = (
        f"Прекратить работу {_which(pairs, 'genitive')} согласно приложению."
        if is_dissolved
        else f"Признать {_which(pairs, 'accusative')} завершившими работу согласно приложению."
    )
    return ended(
        [
            first,
            (
                f"Куратору программы {in_case(staff.get(Role.CURATOR), 'dative')} {_acquaint(on)}, отметить итоги "
                "в базах наставников и наставляемых."
            ),
            *_tell_parents(on, pairs),
            control(staff),
        ]
    )


def _which(pairs: Sequence[Pair], case: str) -> str:
    if len(pairs) > 1:
        return {"genitive": "наставнических пар и групп", "accusative": "наставнические пары и группы"}[case]
    if len(pairs[0].members.all()) > 1:
        return {"genitive": "наставнической группы", "accusative": "участников наставнической группы"}[case]
    return {"genitive": "наставнической пары", "accusative": "участников наставнической пары"}[case]


def group_points(
    staff: Staff, *, on: date, pair: Pair, joins: Sequence[Person], leaves: Sequence[Person]
) -> list[str]:
    group = f"наставнической группы № {pair.number or '___'}"
    mentor = f"наставник – {short_name(pair.mentor.person.full_name)}"
    points = []
    if joins:
        points.append(
            f"Включить с {short_date(on)} в состав {group} ({mentor}) {_people(joins, 'accusative')}."
        )
    if leaves:
        points.append(
            f"Вывести с {short_date(on)} из состава {group} ({mentor}) {_people(leaves, 'accusative')}."
        )
    return ended(
        [
            *points,
            f"Утвердить состав {group} согласно приложению.",
            f"Куратору программы {in_case(staff.get(Role.CURATOR), 'dative')} {_acquaint(on)}.",
            *_tell_parents(on, [pair]),
            control(staff),
        ]
    )


def change_points(
    staff: Staff,
    *,
    on: date,
    old: Pair,
    new_mentor: Person,
    mentees: Sequence[Person],
    is_whole: bool,
    ends: date,
) -> list[str]:
    old_mentor = old.mentor.person
    first = short_date(on + timedelta(days=FIRST_MEETING_DAYS))
    released = (
        f"Освободить {declined(old_mentor, 'accusative')} от обязанностей наставника"
        if is_whole
        else f"Прекратить работу {_people(mentees, 'genitive')} с наставником {declined(old_mentor, 'instrumental')}"
    )
    return ended(
        [
            f"{released} с {short_date(on)}.",
            (
                f"Закрепить с {short_date(on)} по {short_date(ends)} за наставником "
                f"{declined(new_mentor, 'instrumental')} {_people(mentees, 'accusative')} согласно приложению."
            ),
            f"Наставнику {declined(new_mentor, 'dative')} провести первую встречу до {first}.",
            f"Куратору программы {in_case(staff.get(Role.CURATOR), 'dative')} {_acquaint(on)}.",
            *_tell_parents(on, [old]),
            control(staff),
        ]
    )


def control(staff: Staff) -> str:
    deputy = in_case(staff.get(Role.DEPUTY_UVR), "accusative")
    return (
        f"Контроль за исполнением возложить на заместителя директора по учебно-воспитательной работе {deputy}"
    )


def moved(current: Sequence[str], old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Points that stand as they were proposed become the new proposal; points edited by hand stay."""
    follow = dict(zip(old, new, strict=False))
    return [follow.get(point, point) for point in current]


def _acquaint(on: date) -> str:
    return f"ознакомить участников до {short_date(on + timedelta(days=ACQUAINT_DAYS))}"


def _tell_parents(on: date, pairs: Iterable[Pair]) -> list[str]:
    if all(pair.form.mentee_kind != "pupil" for pair in pairs):
        return []
    by = short_date(on + timedelta(days=ACQUAINT_DAYS))
    return [
        f"Классным руководителям сообщить об этом родителям (законным представителям) обучающихся до {by}."
    ]


def _people(people: Sequence[Person], case: str) -> str:
    return joined([declined(person, case) for person in people])
