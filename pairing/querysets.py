from __future__ import annotations

from django.db import models
from django.db.models import Q

from mentoring_site.permissions import Access
from pairing.enums import OPEN_STATES
from participants.models import Person
from participants.querysets import own_people


class PairQuerySet(models.QuerySet):
    def open(self) -> PairQuerySet:
        return self.filter(state__in=OPEN_STATES)

    def in_state(self, *states: str) -> PairQuerySet:
        return self.filter(state__in=states)

    def visible_to(self, access: Access) -> PairQuerySet:
        """Whole school, or pairs in which a visible person stands on either side."""
        if access.sees_whole_school:
            return self
        people = Person.objects.filter(own_people(access)).values("pk")
        members = self.model._meta.get_field("members").related_model
        led = members.objects.filter(mentee__person__in=people).values("pair")
        return self.filter(Q(mentor__person__in=people) | Q(pk__in=led))
