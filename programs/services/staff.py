"""Accounts and roles of a school's staff: nobody is deleted, roles end on a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from mentoring_site import clock
from mentoring_site.permissions import ROLE_LABELS, STAFF_ROLES, Role
from programs.logins import one_time_password, suggest_login
from programs.models import (
    ClassTeacher,
    Membership,
    MentoringForm,
    Program,
    School,
    SchoolClass,
    SubjectGroup,
)
from programs.models import User as Account
from programs.services.audit import Refusal, record_event
from programs.services.fields import write_fields
from programs.services.guards import refuse_closed

_SCHOOL_ROLES = frozenset(Role) - {Role.COORDINATOR}
# Nobody gives a role above his own.
MAY_GRANT: dict[str, frozenset[Role]] = {
    Role.DIRECTOR: _SCHOOL_ROLES,
    Role.ADMINISTRATOR: _SCHOOL_ROLES,
    Role.CURATOR: frozenset(
        {
            Role.CLASS_TEACHER,
            Role.SUBJECT_HEAD,
            Role.PSYCHOLOGIST,
            Role.SOCIAL,
            Role.MENTOR,
            Role.MENTEE,
            Role.PARENT,
        }
    ),
}
# Who may set a psychologist's password anew: it opens the private notes, so the heads of the office see it done.
KEEPERS_OF_NOTES = frozenset({Role.DIRECTOR, Role.ADMINISTRATOR})
# A school is never left without one of these.
KEPT_ROLES = {Role.DIRECTOR: "директора", Role.ADMINISTRATOR: "администратора"}


@dataclass(frozen=True)
class RoleGrant:
    """A role to give; no dates: from now on, without an end. form: of a curator of one form only."""

    role: str
    starts: date | None = None
    ends: date | None = None
    form: MentoringForm | None = None


@dataclass(frozen=True)
class Profile:
    last_name: str
    first_name: str
    middle_name: str = ""
    position: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class NewStaff:
    """Everything about one new account. username: "" to have one suggested."""

    profile: Profile
    roles: Sequence[RoleGrant]
    username: str = ""
    classes: Sequence[SchoolClass] = ()
    groups: Sequence[SubjectGroup] = ()


@dataclass(frozen=True)
class IssuedPassword:
    """A one-time password: known only here and on the printed slip."""

    user: Account
    password: str


def roles_on(user: Account, school: School, on: date) -> frozenset[str]:
    return frozenset(
        Membership.objects.of_user(user).active(on).filter(school=school).values_list("role", flat=True)
    )


def grantable_roles(by: Account, school: School, on: date) -> frozenset[str]:
    """Roles that the user may give and take in this school."""
    return frozenset(role for held in roles_on(by, school, on) for role in MAY_GRANT.get(held, frozenset()))


def may_manage(by: Account, user: Account, school: School, on: date) -> bool:
    """May the account itself be changed: its name, e-mail, password.

    Whoever sets a password can become that person, so every role of the account, present or yet to begin, must
    be one that `by` may give, the account may belong to no other school, and the account of a psychologist who
    has signed in is kept by KEEPERS_OF_NOTES alone, even after the role has ended: it might be given again.
    """
    if user.pk == by.pk or user.is_superuser:
        return False
    memberships = Membership.objects.of_user(user)
    held = list(memberships.exclude(ends__lt=on).values_list("school_id", "role"))
    if any(school_id != school.pk for school_id, _ in held):
        return False
    has_notes = user.last_login is not None and memberships.filter(role=Role.PSYCHOLOGIST).exists()
    if has_notes and not roles_on(by, school, on) & KEEPERS_OF_NOTES:
        return False
    return {role for _, role in held} <= grantable_roles(by, school, on)


@transaction.atomic
def create_staff(*, program: Program, new: NewStaff, by: Account, on: date | None = None) -> IssuedPassword:
    """Make an account with its roles, classes and groups, and a one-time password.

    Raises Refusal when the roles may not be given by this person, or the login is taken.
    """
    on = on or clock.today()
    if not new.roles:
        raise Refusal("Не выбрана ни одна роль: без роли войти на сайт нельзя. Отметьте хотя бы одну.")
    _refuse_foreign_roles(by, program.school, [grant.role for grant in new.roles], on)
    password = one_time_password()
    user = Account(
        username=new.username or _free_login(new.profile), must_change_password=True, **vars(new.profile)
    )
    if Account.objects.filter(username__iexact=user.username).exists():
        raise Refusal(f"Логин «{user.username}» уже занят. Придумайте другой или оставьте поле пустым.")
    user.set_password(password)
    user.save()
    is_staff = any(grant.role in STAFF_ROLES for grant in new.roles)
    who = f"добавлен сотрудник {user}" if is_staff else f"участник {user} получил вход"
    record_event(
        "staff.create",
        by=by,
        target=user,
        program=program,
        sentence=f"{who}, логин {user.username}",
    )
    for grant in new.roles:
        _grant(user, program, grant, by, on)
    if new.classes:
        set_classes(user=user, program=program, classes=new.classes, by=by)
    if new.groups:
        set_groups(user=user, program=program, groups=new.groups, by=by)
    return IssuedPassword(user, password)


@transaction.atomic
def create_many_staff(
    *, program: Program, rows: Iterable[NewStaff], by: Account, on: date | None = None
) -> list[IssuedPassword]:
    """All of a list or nobody."""
    return [create_staff(program=program, new=row, by=by, on=on) for row in rows]


@transaction.atomic
def update_profile(*, user: Account, program: Program, profile: Profile, by: Account) -> Account:
    user = Account.objects.select_for_update().get(pk=user.pk)
    _refuse_unmanageable(by, user, program.school)
    changed = {
        name: [getattr(user, name), value]
        for name, value in vars(profile).items()
        if getattr(user, name) != value
    }
    if not changed:
        return user
    for name, (_, value) in changed.items():
        setattr(user, name, value)
    user.save(update_fields=list(changed))
    words = ", ".join(
        f"{Account._meta.get_field(name).verbose_name}: {before or 'не указано'} → {after or 'не указано'}"
        for name, (before, after) in changed.items()
    )
    record_event("staff.edit", by=by, target=user, program=program, sentence=words, details=changed)
    return user


@transaction.atomic
def grant_role(
    *, user: Account, program: Program, grant: RoleGrant, by: Account, on: date | None = None
) -> Membership:
    """Give a role, or give an ended one again. Raises Refusal when it is held already or is not one's to give."""
    on = on or clock.today()
    _lock_school(program.school)
    if user.pk == by.pk:
        raise Refusal("Свои роли не меняют. Попросите директора или другого администратора школы.")
    _refuse_foreign_roles(by, program.school, [grant.role], on)
    return _grant(user, program, grant, by, on)


def _grant(user: Account, program: Program, grant: RoleGrant, by: Account, on: date) -> Membership:
    held = Membership.objects.filter(user=user, school=program.school, role=grant.role).first()
    label = ROLE_LABELS[grant.role]
    if held is not None and (held.ends is None or held.ends >= on):
        raise Refusal(f"Роль «{label}» у этого сотрудника уже есть.")
    if grant.starts and grant.ends and grant.ends < grant.starts:
        raise Refusal("Дата «по» раньше даты «с». Исправьте одну из них.")
    membership = held or Membership(user=user, school=program.school, role=grant.role)
    membership.starts, membership.ends = grant.starts, grant.ends
    membership.form = grant.form if grant.role == Role.CURATOR else None
    membership.save()
    record_event(
        "role.grant",
        by=by,
        target=user,
        program=program,
        sentence=f"дана роль «{label}»: {user}{_dates_in_words(grant.starts, grant.ends)}",
        details={"role": str(grant.role)},
    )
    return membership


@transaction.atomic
def withdraw_role(
    *, membership: Membership, program: Program, last_day: date, by: Account, on: date | None = None
) -> Membership:
    """End a role; the row stays as history. last_day: the last day on which the role still works.

    Raises Refusal for one's own role, for a role above one's own, and for the last director or administrator.
    """
    on = on or clock.today()
    _lock_school(program.school)
    membership = (
        Membership.objects.select_for_update(of=("self",)).select_related("user").get(pk=membership.pk)
    )
    label = ROLE_LABELS[membership.role]
    if membership.user_id == by.pk:
        raise Refusal("Свои роли не меняют. Попросите директора или другого администратора школы.")
    _refuse_foreign_roles(by, program.school, [membership.role], on)
    if membership.ends is not None and membership.ends < on:
        raise Refusal(f"Роль «{label}» уже снята с {membership.ends + timedelta(days=1):%d.%m.%Y}.")
    if membership.ends is not None and last_day > membership.ends:
        raise Refusal(
            f"Роль «{label}» и так заканчивается {membership.ends:%d.%m.%Y}. Укажите более ранний день."
        )
    _refuse_if_last(membership, last_day)
    membership.ends = last_day
    if membership.starts is not None and membership.starts > last_day:
        membership.starts = last_day  # it never came to work; the journal keeps what was planned
    membership.save(update_fields=["starts", "ends"])
    record_event(
        "role.withdraw",
        by=by,
        target=membership.user,
        program=program,
        sentence=f"снята роль «{label}»: {membership.user}, последний день {last_day:%d.%m.%Y}",
        details={"role": membership.role},
    )
    return membership


@transaction.atomic
def close_access(
    *, user: Account, program: Program, last_day: date, by: Account, on: date | None = None
) -> None:
    """End all roles of a person who leaves the school; the account and its history stay."""
    on = on or clock.today()
    present = Membership.objects.of_user(user).filter(school=program.school).exclude(ends__lt=on)
    if not present:
        raise Refusal(f"У сотрудника {user} нет действующих ролей в этой школе.")
    for membership in present:
        ends = min(last_day, membership.ends or last_day)  # a role that ends earlier is not made longer
        withdraw_role(membership=membership, program=program, last_day=ends, by=by, on=on)


@transaction.atomic
def reset_password(*, user: Account, program: Program, by: Account) -> IssuedPassword:
    """A new one-time password; every open session of the account ends, since its hash changes."""
    user = Account.objects.select_for_update().get(pk=user.pk)
    _refuse_unmanageable(by, user, program.school)
    password = one_time_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    record_event(
        "staff.reset_password",
        by=by,
        target=user,
        program=program,
        sentence=f"выдан новый одноразовый пароль: {user}",
    )
    return IssuedPassword(user, password)


@transaction.atomic
def change_own_password(*, user: Account, password: str) -> None:
    """A password that the person has thought up; the form has checked the old one and the rules."""
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    record_event("staff.own_password", by=user, target=user, sentence="сменён свой пароль")


@transaction.atomic
def edit_own_account(*, user: Account, theme: str, profile: Profile) -> Account:
    """What a person may change of his own: name, contacts and the look of the site."""
    changed = write_fields(user, {"theme": theme, **vars(profile)})
    if changed:
        record_event(
            "staff.own_account",
            by=user,
            target=user,
            sentence=f"своя учётная запись, изменено: {', '.join(changed).lower()}",
        )
    return user


@transaction.atomic
def set_places(
    *,
    user: Account,
    program: Program,
    classes: Iterable[SchoolClass],
    groups: Iterable[SubjectGroup],
    by: Account,
) -> None:
    """Classes and groups of one person together: both or neither."""
    set_classes(user=user, program=program, classes=classes, by=by)
    set_groups(user=user, program=program, groups=groups, by=by)


@transaction.atomic
def set_classes(*, user: Account, program: Program, classes: Iterable[SchoolClass], by: Account) -> None:
    """Make exactly these the classes of the class teacher in this programme. Raises Refusal for a closed year."""
    refuse_closed(program)
    _lock_school(program.school)  # the same form sent twice at once would add a class twice
    wanted = {school_class.pk: school_class for school_class in classes}
    present = {
        link.school_class_id: link
        for link in ClassTeacher.objects.filter(program=program, user=user).select_related("school_class")
    }
    added = [school_class for pk, school_class in wanted.items() if pk not in present]
    removed = [link for pk, link in present.items() if pk not in wanted]
    if not added and not removed:
        return
    for school_class in added:
        ClassTeacher.objects.create(
            school=program.school, program=program, school_class=school_class, user=user
        )
    before = ", ".join(str(link.school_class) for link in present.values()) or "нет"
    for link in removed:
        link.delete()
    after = ", ".join(str(school_class) for school_class in wanted.values()) or "нет"
    record_event(
        "staff.classes",
        by=by,
        target=user,
        program=program,
        sentence=f"классы, где {user} — классный руководитель: {before} → {after}",
    )


@transaction.atomic
def set_groups(*, user: Account, program: Program, groups: Iterable[SubjectGroup], by: Account) -> None:
    """Make the person head of exactly these subject groups; a former head of a taken group steps down.

    Raises Refusal for a closed year.
    """
    refuse_closed(program)
    wanted = {group.pk for group in groups}
    changed = []
    for group in SubjectGroup.objects.select_for_update().filter(program=program):
        head = user.pk if group.pk in wanted else (None if group.head_id == user.pk else group.head_id)
        if head != group.head_id:
            group.head_id = head
            group.save(update_fields=["head"])
            changed.append(f"{group}: {user if head else 'руководитель не назначен'}")
    if changed:
        record_event(
            "staff.groups",
            by=by,
            target=user,
            program=program,
            sentence="руководство ШМО: " + "; ".join(changed),
        )


def _free_login(profile: Profile) -> str:
    base = suggest_login(profile.last_name, profile.first_name, profile.middle_name)
    taken = set(Account.objects.filter(username__startswith=base).values_list("username", flat=True))
    return suggest_login(profile.last_name, profile.first_name, profile.middle_name, taken)


def _lock_school(school: School) -> None:
    """Roles of one school are changed one at a time: two people must not withdraw each other."""
    School.objects.select_for_update().get(pk=school.pk)


def _refuse_foreign_roles(by: Account, school: School, roles: Iterable[str], on: date) -> None:
    allowed = grantable_roles(by, school, on)
    for role in roles:
        if role not in allowed:
            raise Refusal(
                f"Роль «{ROLE_LABELS[role]}» даёт и снимает директор или администратор школы. Обратитесь к ним."
            )


def _refuse_unmanageable(by: Account, user: Account, school: School) -> None:
    if not may_manage(by, user, school, clock.today()):
        raise Refusal(
            f"Учётную запись {user} вам изменить нельзя: её роли выше ваших, она действует и в другой школе, "
            "под ней открываются личные записи психолога или это вы сами. Обратитесь к директору или "
            "администратору; свой пароль меняют в своей учётной записи."
        )


def _refuse_if_last(membership: Membership, last_day: date) -> None:
    words = KEPT_ROLES.get(Role(membership.role))
    if words is None:
        return
    others = (
        Membership.objects.active(last_day + timedelta(days=1))
        .filter(school=membership.school_id, role=membership.role, user__is_active=True)
        .exclude(pk=membership.pk)
    )
    if not others.exists():
        raise Refusal(
            f"Нельзя оставить школу без {words}: других с этой ролью нет. Сначала дайте роль преемнику."
        )


def _dates_in_words(starts: date | None, ends: date | None) -> str:
    words = ""
    if starts:
        words += f" с {starts:%d.%m.%Y}"
    if ends:
        words += f" по {ends:%d.%m.%Y}"
    return words
