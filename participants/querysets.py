from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import FilteredRelation, Prefetch, Q

from mentoring_site.names import normalise_name
from mentoring_site.permissions import Access, Permission
from participants.enums import InterviewState, PersonKind

SORTS: dict[str, tuple[str, ...]] = {
    "name": ("person__search_key",),
    "place": ("year__school_class__grade", "year__school_class__letter", "year__position"),
    "status": ("status",),
    "entered": ("entered_on",),
}


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

    def search(self, text: str) -> PersonQuerySet:
        """Every word of the text somewhere in the name; any case, ё = е."""
        for word in normalise_name(text).split():
            self = self.filter(search_key__contains=word)
        return self


class EnrolmentQuerySet(models.QuerySet):
    def visible_to(self, access: Access) -> EnrolmentQuerySet:
        if access.sees_whole_school:
            return self
        return self.filter(person__in=_visible_people(self.model, access))


class NominationQuerySet(models.QuerySet):
    def visible_to(self, access: Access) -> NominationQuerySet:
        """All for who reads the observations of others, else one's own proposals."""
        if access.has(Permission.NOMINATION_VIEW):
            return self
        return self.filter(nominator=access.user)

    def of_program(self, program: object) -> NominationQuerySet:
        return self.filter(program=program)

    def for_list(self) -> NominationQuerySet:
        """With all that a row of the list prints, by a constant number of queries."""
        enrolments = self.model._meta.get_field("person").related_model._meta.get_field("enrolments")
        years = enrolments.related_model.objects.select_related("school_class")
        return self.select_related("person", "school_class", "program__school").prefetch_related(
            Prefetch("person__enrolments", years, to_attr="all_years")
        )


class EntryQuerySet(models.QuerySet):
    """Rows of the two bases."""

    def visible_to(self, access: Access) -> EntryQuerySet:
        if access.sees_whole_school:
            return self
        return self.filter(person__in=_visible_people(self.model, access))

    def of_program(self, program: object) -> EntryQuerySet:
        return self.filter(program=program)

    def present(self) -> EntryQuerySet:
        """Those who have not left."""
        return self.filter(left_on=None)

    def present_on(self, day: date) -> EntryQuerySet:
        """Who stood in the base on that day: by the dates of entry and leaving, not by today's state."""
        return self.filter(Q(left_on=None) | Q(left_on__gt=day), entered_on__lte=day)

    def search(self, text: str) -> EntryQuerySet:
        """Every word of the text somewhere in the name; any case, ё = е."""
        for word in normalise_name(text).split():
            self = self.filter(person__search_key__contains=word)
        return self

    def with_year(self, program: object) -> EntryQuerySet:
        """Join the person's class and position of the programme's year as `year`, to filter and sort by."""
        return self.annotate(
            year=FilteredRelation("person__enrolments", condition=Q(person__enrolments__program=program))
        )

    def for_list(self, program: object) -> EntryQuerySet:
        """With all that a row of a list prints, by a constant number of queries; see `BaseEntry.enrolment`."""
        person = self.model._meta.get_field("person").related_model
        enrolments = person._meta.get_field("enrolments").related_model.objects
        return self.select_related("person", "form").prefetch_related(
            Prefetch(
                "person__enrolments",
                enrolments.filter(program=program).select_related("school_class"),
                to_attr="years",
            )
        )

    def in_order(self, key: str) -> EntryQuerySet:
        """Sorted by a key of SORTS, backwards with a minus before it; names settle what is equal."""
        sign, name = ("-", key[1:]) if key.startswith("-") else ("", key)
        chosen = [f"{sign}{field}" for field in SORTS.get(name, SORTS["name"])]
        return self.order_by(*chosen, *SORTS["name"], "id")


class InterviewQuerySet(models.QuerySet):
    def of_program(self, program: object) -> InterviewQuerySet:
        return self.filter(program=program)

    def visible_to(self, access: Access) -> InterviewQuerySet:
        """Sheets of people whom the user may see; nobody ever reads his own."""
        rows = self.exclude(mentor__person__user=access.user)
        return rows if access.sees_whole_school else rows.filter(own_people(access, "mentor__person__"))

    def for_list(self, program: object) -> InterviewQuerySet:
        """With all that a row prints, the candidate's class or position included."""
        person = self.model._meta.get_field("mentor").related_model._meta.get_field("person").related_model
        enrolments = person._meta.get_field("enrolments").related_model.objects
        return self.select_related("mentor__person", "mentor__form").prefetch_related(
            Prefetch(
                "mentor__person__enrolments",
                enrolments.filter(program=program).select_related("school_class"),
                to_attr="years",
            )
        )

    def planned(self) -> InterviewQuerySet:
        return self.filter(state=InterviewState.PLANNED)

    def held(self) -> InterviewQuerySet:
        return self.filter(state=InterviewState.HELD)


class OfProgramQuerySet(models.QuerySet):
    def of_program(self, program: object) -> OfProgramQuerySet:
        return self.filter(program=program)


def _visible_people(model: type[models.Model], access: Access) -> models.QuerySet:
    person = model._meta.get_field("person").related_model
    return person.objects.filter(own_people(access)).values("pk")
