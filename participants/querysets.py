from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from mentoring_site.permissions import Access
from participants.enums import PersonKind


def own_people(access: Access, prefix: str = "") -> Q:
    """Rows of people whom the user may see when he does not see the whole school.

    Class teachers: their classes; heads of groups: their teachers; participants: themselves; parents: their
    children. prefix: lookup from the row to its person, such as `person__`.
    """
    year = Q(**{f"{prefix}enrolments__program": access.program})
    return (
        Q(year, **{f"{prefix}enrolments__school_class__in": access.class_ids})
        | Q(year, **{f"{prefix}enrolments__subject_group__in": access.subject_group_ids})
        | Q(**{f"{prefix}user": access.user})
        | Q(**{f"{prefix}representatives__user": access.user})
    )


def minors(on: date, prefix: str = "") -> Q:
    """People younger than 18 on that day, by the rule of Person.is_minor."""
    born_after = date(on.year - 18, on.month, min(on.day, 28) if on.month == 2 else on.day)
    unknown_date = Q(**{f"{prefix}birth_date__isnull": True, f"{prefix}kind": PersonKind.PUPIL})
    return Q(**{f"{prefix}birth_date__gt": born_after}) | (
        unknown_date
        & (Q(**{f"{prefix}birth_year__gte": on.year - 18}) | Q(**{f"{prefix}birth_year__isnull": True}))
    )


class PersonQuerySet(models.QuerySet):
    def visible_to(self, access: Access) -> PersonQuerySet:
        if access.sees_whole_school:
            return self
        return self.filter(pk__in=self.model.objects.filter(own_people(access)).values("pk"))


class EnrolmentQuerySet(models.QuerySet):
    def visible_to(self, access: Access) -> EnrolmentQuerySet:
        if access.sees_whole_school:
            return self
        return self.filter(person__in=_visible_people(self.model, access))


class EntryQuerySet(models.QuerySet):
    """Rows of the two bases."""

    def visible_to(self, access: Access) -> EntryQuerySet:
        if access.sees_whole_school:
            return self
        return self.filter(person__in=_visible_people(self.model, access))

    def of_program(self, program: object) -> EntryQuerySet:
        return self.filter(program=program)


def _visible_people(model: type[models.Model], access: Access) -> models.QuerySet:
    person = model._meta.get_field("person").related_model
    return person.objects.filter(own_people(access)).values("pk")
