from __future__ import annotations

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

from mentoring_site.permissions import Access, Permission
from pairing.enums import OPEN_STATES, UNDECIDED
from participants.models import Person
from participants.querysets import own_people
from programs.enums import DocumentState


class PairQuerySet(models.QuerySet):
    def open(self) -> PairQuerySet:
        return self.filter(state__in=OPEN_STATES)

    def in_state(self, *states: str) -> PairQuerySet:
        return self.filter(state__in=states)

    def of_program(self, program: object) -> PairQuerySet:
        return self.filter(program=program)

    def visible_to(self, access: Access) -> PairQuerySet:
        """Whole school, or pairs in which a visible person stands on either side."""
        if access.sees_whole_school:
            return self
        people = Person.objects.filter(own_people(access)).values("pk")
        members = self.model._meta.get_field("members").related_model
        led = members.objects.filter(mentee__person__in=people).values("pair")
        rows = self.filter(Q(mentor__person__in=people) | Q(pk__in=led))
        # Participants learn of a pair when it is decided, not while it is being composed.
        return rows if access.has(Permission.BASE_VIEW) else rows.exclude(state__in=UNDECIDED)

    def led_by(self, access: Access) -> PairQuerySet:
        """Pairs whose meetings the user may record: all for who edits pairs, else those that he leads himself."""
        if access.has(Permission.PAIR_EDIT):
            return self
        return self.filter(mentor__person__user=access.user)

    def with_people(self) -> PairQuerySet:
        """All that names, states and papers of a pair need: two queries for any number of pairs."""
        members = self.model._meta.get_field("members").related_model
        return self.select_related(
            "program__school", "form", "mentor__person", "mentor__form", "mentor__program", "plan", "order"
        ).prefetch_related(
            models.Prefetch(
                "members",
                members.objects.select_related(
                    "mentee__person", "mentee__form", "mentee__wished_model", "model"
                ).order_by("mentee__person__search_key", "id"),
            )
        )

    def lived(self) -> PairQuerySet:
        """Pairs that have been active by an order of theirs; only these need an order that ends them."""
        members = self.model._meta.get_field("members").related_model
        return self.filter(Exists(members.objects.filter(pair=OuterRef("pk"), joined_on__isnull=False)))

    def without_end_order(self) -> PairQuerySet:
        return self.lived().filter(end_order=None)

    def counts_by_state(self) -> dict[str, int]:
        return dict(self.order_by().values_list("state").annotate(Count("pk")))


class PairMemberQuerySet(models.QuerySet):
    def waiting_to_join(self) -> PairMemberQuerySet:
        """Named by an order «к подписи»; a member of the pair only when it is signed."""
        return self.filter(join_order__state=DocumentState.TO_SIGN, joined_on=None)

    def taking_places(self) -> PairMemberQuerySet:
        """Seats that count against the mentor's places: open ones and those that a waiting order promises."""
        return self.filter(Q(is_open=True) | Q(join_order__state=DocumentState.TO_SIGN, joined_on=None))
