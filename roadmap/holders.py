"""Responsible roles -> real people of a day, with what each answers for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from mentoring_site.names import short_name
from mentoring_site.permissions import Role
from mentoring_site.words import plural
from programs.models import ClassTeacher, Membership, Program, SchoolClass, SubjectGroup
from roadmap.rules import PLURAL_ROLES


@dataclass(frozen=True)
class Holder:
    user_id: int
    full_name: str
    where: str  # «7 «А», 7 «Б»», «ШМО математиков» or ""

    @property
    def name(self) -> str:
        return short_name(self.full_name) if self.full_name else "без имени"


@dataclass(frozen=True)
class PartCount:
    """«18 из 24 классов»: whole numbers, total may be 0 when nobody holds the role."""

    role: str
    done: int
    total: int
    unit: str  # genitive: «классов»

    @property
    def is_whole(self) -> bool:
        return self.total > 0 and self.done >= self.total

    def __str__(self) -> str:
        return f"{self.done} из {self.total} {self.unit}"


class Holders:
    """People behind the roles of one programme that day; read once per page, 4 queries."""

    def __init__(self, program: Program, on: date) -> None:
        self._people: dict[str, list[Holder]] = {}
        classes = list(SchoolClass.objects.filter(program=program))
        names = {school_class.pk: str(school_class) for school_class in classes}
        self._units: dict[str, dict[int, set[int]]] = {
            Role.CLASS_TEACHER: {pk: set() for pk in names},
            Role.SUBJECT_HEAD: {},
        }
        where: dict[tuple[str, int], list[str]] = {}
        for class_id, user_id in ClassTeacher.objects.filter(program=program).values_list(
            "school_class_id", "user_id"
        ):
            self._units[Role.CLASS_TEACHER][class_id].add(user_id)
        for class_id, teachers in self._units[Role.CLASS_TEACHER].items():
            for user_id in teachers:
                where.setdefault((Role.CLASS_TEACHER, user_id), []).append(names[class_id])
        for pk, title, head_id in SubjectGroup.objects.filter(program=program).values_list(
            "pk", "title", "head_id"
        ):
            self._units[Role.SUBJECT_HEAD][pk] = {head_id} - {None}
            if head_id is not None:
                where.setdefault((Role.SUBJECT_HEAD, head_id), []).append(title)
        active = (
            Membership.objects.active(on)
            .filter(school=program.school_id, user__is_active=True)
            .select_related("user")
            .order_by("user__last_name", "user__first_name", "pk")
        )
        for member in active:
            self._people.setdefault(member.role, []).append(
                Holder(
                    member.user_id,
                    member.user.full_name or member.user.username,
                    ", ".join(where.get((member.role, member.user_id), [])),
                )
            )

    def of(self, role: str) -> list[Holder]:
        return self._people.get(role, [])

    def part_count(self, role: str, marked_by: Collection[int]) -> PartCount:
        """How much of a plural role's share is marked.

        Class teachers are counted by classes and heads by groups, so a class without a teacher stays visible;
        a school that keeps neither is counted by people.
        """
        units = self._units.get(role)
        if units:
            done = sum(bool(people & set(marked_by)) for people in units.values())
            one, many = ("класса", "классов") if role == Role.CLASS_TEACHER else ("ШМО", "ШМО")
            return PartCount(role, done, len(units), plural(len(units), one, many, many))
        people = {holder.user_id for holder in self.of(role)}
        total = len(people)
        one, many = PEOPLE_WORDS[role]
        return PartCount(role, len(people & set(marked_by)), total, plural(total, one, many, many))

    def part_counts(self, roles: Iterable[str], parts: Iterable[tuple[str, int]]) -> list[PartCount]:
        """roles: of a step, in order. parts: (role, user id) of the marks made so far."""
        marked = list(parts)
        return [
            self.part_count(role, {user for marked_role, user in marked if marked_role == role})
            for role in roles
            if role in PLURAL_ROLES
        ]


PEOPLE_WORDS = {
    Role.CLASS_TEACHER: ("классного руководителя", "классных руководителей"),
    Role.SUBJECT_HEAD: ("руководителя ШМО", "руководителей ШМО"),
    # Not every mentor has an account; only those who have one can mark.
    Role.MENTOR: ("наставника с учётной записью", "наставников с учётной записью"),
}
