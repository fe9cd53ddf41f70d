from __future__ import annotations

from django.db import models
from django.db.models import Q

from mentoring_site.permissions import Access


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
