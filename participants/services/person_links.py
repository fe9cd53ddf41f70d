"""Personal links name their person inside the payload, where no foreign key finds him."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from participants.models import Person
from programs.models import PersonalLink


def close_links(people: Sequence[Person]) -> None:
    """For FORGETTERS: the pages of destroyed people open no more, and the titles name nobody."""
    links = PersonalLink.objects.filter(payload__person__in=[person.pk for person in people])
    links.filter(revoked_at=None).update(revoked_at=timezone.now())
    links.update(title="")


def move_links(keep: Any, drop: Any) -> None:
    """For MERGE_MOVERS: a page that was opened as the dropped card opens as the kept one."""
    if not isinstance(keep, Person):
        return
    for link in PersonalLink.objects.filter(payload__person=drop.pk):
        link.payload = {**link.payload, "person": keep.pk}
        link.save(update_fields=["payload"])
