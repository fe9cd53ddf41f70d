"""Nominations by third parties (step 6): made by employees or behind a link, joined to a person, decided on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from mentoring_site import clock
from mentoring_site.names import clean_name, split_name
from mentoring_site.permissions import Access, Permission, Role
from mentoring_site.texts import clean_text
from participants.enums import MenteeStatus, NominationState, NominatorRole, PersonKind
from participants.models import Category, Mentee, Nomination, NominationCategory, Person
from participants.services.entries import (
    add_categories,
    add_mentee,
    admit_mentee,
    update_mentee,
)
from participants.services.guards import refuse_closed
from participants.services.nominated import accept_open, record_nomination
from participants.services.people import add_person
from participants.services.special import SCHOOL_LOCK, special_lock
from participants.validators import MENTEE_KINDS, check_categories, check_form_suits, check_name
from programs.models import MentoringForm, PersonalLink, Program, School, SchoolClass
from programs.services.audit import Refusal, record_event

A_DAY_BY_ONE_LINK = 100
OF_ROLES = (
    (Role.CURATOR, NominatorRole.CURATOR),
    (Role.PSYCHOLOGIST, NominatorRole.PSYCHOLOGIST),
    (Role.SOCIAL, NominatorRole.SOCIAL),
)


@transaction.atomic
def nominate(
    *,
    access: Access,
    person: Person | None = None,
    person_data: Mapping[str, Any] | None = None,
    wish: str,
    observations: str = "",
    form: MentoringForm | None = None,
    categories: Iterable[Category] = (),
) -> Nomination:
    """A proposal of a signed-in employee: of a known person, or of a new one made of person_data.

    The person gets an entry in the base of mentees as nominated, unless he has one. Who sees his own class or
    group only proposes only from there. wish: 1–2000 characters. Raises ValidationError by field, Refusal.
    """
    program, by = access.program, access.user
    refuse_closed(program)
    if not access.has(Permission.NOMINATE):
        raise Refusal("У вас нет права предлагать наставляемых.")
    wish = _required_wish(wish)
    if person is None:
        _refuse_strangers_place(access, person_data or {})
        person = add_person(program=program, by=by, **(person_data or {}))
    else:
        person = Person.objects.visible_to(access).select_for_update().filter(pk=person.pk).first()
        if person is None:
            raise Refusal("Этого человека нет среди ваших. Предложите того, кто учится или работает у вас.")
    chosen = list(categories)
    _check(access.school, person, form, chosen)
    ensure_mentee(person=person, program=program, by=by, form=form, request=wish)
    nomination = Nomination.objects.create(
        school=program.school,
        program=program,
        person=person,
        kind=person.kind,
        form=form,
        nominator=by,
        nominator_name=str(by),
        nominator_role=role_of(access, person.kind),
        wish=wish,
        observations=clean_text(observations),
    )
    _set_categories(nomination, chosen)
    record_nomination("add", nomination, by, f"представление ({nomination.get_nominator_role_display()})")
    return nomination


@transaction.atomic
def nominate_by_link(
    *,
    link: PersonalLink,
    nominator_name: str,
    nominator_role: str,
    typed_name: str,
    wish: str,
    kind: str = PersonKind.PUPIL,
    school_class: SchoolClass | None = None,
    observations: str = "",
    categories: Iterable[Category] = (),
) -> Nomination:
    """A proposal of somebody without an account: the person stays open until the curator says who it is.

    The same words sent twice make one nomination. Health data are never taken this way.
    """
    refuse_closed(link.program)
    values = {
        "nominator_name": _required_name(nominator_name, "nominator_name"),
        "typed_name": _required_name(typed_name, "typed_name"),
        "wish": _required_wish(wish),
        "observations": clean_text(observations),
        "kind": kind,
        "school_class": school_class if kind == PersonKind.PUPIL else None,
        "nominator_role": nominator_role,
    }
    chosen = list(categories)
    check_categories(chosen, kind, is_mentor=False)
    if any(category.is_special for category in chosen):
        raise Refusal("Сведения о здоровье по ссылке не принимаются. Передайте их куратору лично.")
    sent = Nomination.objects.filter(link=link)
    if twin := sent.filter(state=NominationState.NEW, **values).first():
        return twin
    if sent.filter(created_at__gt=timezone.now() - timedelta(days=1)).count() >= A_DAY_BY_ONE_LINK:
        raise Refusal("По этой ссылке сегодня пришло слишком много предложений. Попробуйте завтра.")
    nomination = Nomination(school=link.school, program=link.program, link=link, **values)
    nomination.full_clean(exclude=["school", "program", "link", "school_class"], validate_constraints=False)
    nomination.save()
    _set_categories(nomination, chosen)
    record_nomination("add", nomination, None, f"представление по ссылке «{link}»")
    return nomination


@transaction.atomic
def identify(
    *,
    nomination: Nomination,
    by: Any,
    person: Person | None = None,
    person_data: Mapping[str, Any] | None = None,
) -> Nomination:
    """Say whom a nomination by link is about: «это он» (person) or «новый человек» (person_data)."""
    nomination = _locked(nomination)
    refuse_closed(nomination.program)
    if nomination.person_id is not None:
        raise Refusal(f"Уже решено, о ком это представление: {nomination.person.full_name}.")
    if nomination.state != NominationState.NEW:
        raise Refusal("Представление отклонено, связывать его с человеком больше не нужно.")
    is_known = person is not None
    if person is None:
        person = add_person(program=nomination.program, by=by, **(person_data or {}))
    links = nomination.category_links.select_related("category")
    _check(nomination.school, person, nomination.form, [link.category for link in links])
    ensure_mentee(
        person=person, program=nomination.program, by=by, form=nomination.form, request=nomination.wish
    )
    nomination.person, nomination.kind = person, person.kind
    nomination.save(update_fields=["person", "kind"])
    said = "это он" if is_known else "новый человек"
    record_nomination("identify", nomination, by, f"представление связано с человеком ({said})")
    return nomination


@transaction.atomic
def accept_nomination(*, nomination: Nomination, by: Any, on: Any = None) -> Nomination:
    """Accept what was proposed: the mentee is admitted, with all open nominations of him; categories go over."""
    nomination = _locked(nomination)
    _refuse_decided(nomination)
    if nomination.person is None:
        raise Refusal("Сначала укажите, о ком это представление: выберите человека или заведите карточку.")
    mentee = ensure_mentee(
        person=nomination.person,
        program=nomination.program,
        by=by,
        form=nomination.form,
        request=nomination.wish,
    )
    if mentee.left_on is not None:
        raise Refusal(
            f"{nomination.person.short_name} выбыл(а) из базы наставляемых. Верните запись в базу на карточке "
            "человека или отклоните представление."
        )
    if mentee.form_id is None and nomination.form_id is not None:
        mentee = update_mentee(instance=mentee, changes={"form": nomination.form}, version=None, by=by)
    if mentee.status == MenteeStatus.NOMINATED:
        admit_mentee(mentee=mentee, by=by, on=on)
    else:
        add_categories(mentee, accept_open(mentee, by=by, only=nomination.pk))
    nomination.refresh_from_db()
    return nomination


@transaction.atomic
def decline_nomination(*, nomination: Nomination, reason: str, by: Any) -> Nomination:
    """reason: 1–500 characters; the author reads it. The person's entry in the base stays as it is."""
    nomination = _locked(nomination)
    _refuse_decided(nomination)
    reason = clean_text(reason)
    if not reason:
        raise Refusal("Напишите, почему представление отклонено: причину увидит тот, кто предлагал.")
    nomination.state, nomination.decline_reason = NominationState.DECLINED, reason[:500]
    nomination.decided_by, nomination.decided_at = by, clock.now()
    nomination.save(update_fields=["state", "decline_reason", "decided_by", "decided_at"])
    record_nomination("decline", nomination, by, f"отклонено представление: {nomination.nominator_name}")
    return nomination


@transaction.atomic
def show_special(*, nomination: Nomination, by: Any) -> list[Category]:
    """Health data of a nomination; the look leaves a row in the journal, the data do not.

    Raises Refusal while they are closed: then there is nothing to look at.
    """
    school = School.objects.get(pk=nomination.school_id)
    lock = "" if school.keeps_special_data else SCHOOL_LOCK
    if nomination.person is not None:
        lock = special_lock(nomination.person, school, clock.today())
    if lock:
        raise Refusal(f"Сведения о здоровье ({nomination.whom}): {lock}.")
    people = [nomination.person_id] if nomination.person_id else []
    record_event(
        "nomination.special_view",
        by=by,
        target=nomination,
        sentence="просмотр сведений о здоровье в представлении",
        people=people,
    )
    links = nomination.category_links.filter(category__is_special=True).select_related("category")
    return [link.category for link in links]


def ensure_mentee(
    *, person: Person, program: Program, by: Any, form: MentoringForm | None, request: str
) -> Mentee:
    """The person's entry in the base of mentees: the one he has, or a new one as nominated."""
    known = Mentee.objects.filter(program=program, person=person).first()
    return known or add_mentee(program=program, by=by, person=person, form=form, request=request)


def role_of(access: Access, kind: str) -> str:
    """As whom the user proposes: of his own pupils as their class teacher, of teachers as their head."""
    for role, found in OF_ROLES:
        if role in access.roles:
            return found
    is_pupil = kind == PersonKind.PUPIL
    if Role.CLASS_TEACHER in access.roles and (is_pupil or Role.SUBJECT_HEAD not in access.roles):
        return NominatorRole.CLASS_TEACHER
    return NominatorRole.SUBJECT_HEAD if Role.SUBJECT_HEAD in access.roles else NominatorRole.EMPLOYEE


def new_kinds(access: Access) -> list[str]:
    """Kinds of people whom the user may propose although the base does not know them yet."""
    if access.sees_whole_school:
        return [PersonKind.PUPIL, PersonKind.TEACHER]
    kinds = [PersonKind.PUPIL] if access.class_ids else []
    return kinds + ([PersonKind.TEACHER] if access.subject_group_ids else [])


def typed_parts(nomination: Nomination) -> dict[str, str]:
    """The typed name by parts, for the card of a new person."""
    parts = split_name(nomination.typed_name)
    return {"last_name": parts.surname, "first_name": parts.first, "middle_name": parts.patronymic}


def _check(school: School, person: Person, form: MentoringForm | None, categories: list[Category]) -> None:
    if person.kind not in MENTEE_KINDS:
        raise Refusal(f"{person.full_name}: наставляемым бывает ученик, выпускник или педагог.")
    check_form_suits(form, person.kind, is_mentor=False)
    check_categories(categories, person.kind, is_mentor=False)
    special = [category for category in categories if category.is_special]
    if special and (lock := special_lock(person, school, clock.today())):
        raise Refusal(f"Сведения о здоровье ({person.short_name}): {lock}. Снимите эту отметку.")


def _refuse_strangers_place(access: Access, data: Mapping[str, Any]) -> None:
    """A new person of who sees only his own comes to his own class or group."""
    if access.sees_whole_school:
        return
    school_class, group = data.get("school_class"), data.get("subject_group")
    is_own_class = school_class is not None and school_class.pk in access.class_ids
    is_own_group = group is not None and group.pk in access.subject_group_ids
    if data.get("kind") == PersonKind.PUPIL and not is_own_class:
        raise ValidationError(
            {"school_class": "Выберите свой класс: предложить можно только своего ученика."}
        )
    if data.get("kind") != PersonKind.PUPIL and not is_own_group:
        raise ValidationError(
            {"subject_group": "Выберите своё ШМО: предложить можно только своего педагога."}
        )


def _set_categories(nomination: Nomination, categories: Iterable[Category]) -> None:
    NominationCategory.objects.bulk_create(
        NominationCategory(school_id=nomination.school_id, nomination=nomination, category=category)
        for category in categories
    )


def _required_wish(wish: str) -> str:
    wish = clean_text(wish)
    if not wish:
        raise ValidationError({"wish": "Напишите, в чём нужна помощь наставника."})
    return wish


def _required_name(name: str, field: str) -> str:
    name = clean_name(name)
    if len(name.split()) < 2:
        raise ValidationError({field: "Впишите фамилию и имя."})
    try:
        check_name(name)
    except ValidationError as error:
        raise ValidationError({field: error.messages}) from error
    return name


def _locked(nomination: Nomination) -> Nomination:
    rows = Nomination.objects.select_for_update(of=("self",))
    return rows.select_related("person", "program__school", "form").get(pk=nomination.pk)


def _refuse_decided(nomination: Nomination) -> None:
    refuse_closed(nomination.program)
    if nomination.state != NominationState.NEW:
        raise Refusal(f"Решение уже принято: представление {nomination.get_state_display()}.")
