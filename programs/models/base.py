from __future__ import annotations

from django.db import models
from django_scopes import ScopedManager


def scoped(queryset_class: type[models.QuerySet] = models.QuerySet) -> models.Manager:
    """A manager that refuses to query until a school is chosen (`django_scopes.scope(school=…)`)."""
    return ScopedManager(school="school", _manager_class=models.Manager.from_queryset(queryset_class))


class SchoolModel(models.Model):
    """A row that belongs to exactly one school.

    Triggers (programs/triggers.py) refuse a foreign key that joins rows of two schools, or of two programmes
    where both rows have one: scopes guard reads only.
    """

    school = models.ForeignKey(
        "programs.School", models.PROTECT, verbose_name="школа", editable=False, related_name="+"
    )

    objects = scoped()

    class Meta:
        abstract = True
