"""Every model that has a way to a person is known to who extracts, merges and destroys."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist

from participants.models import Mentee, Mentor, Person
from programs.models import SchoolModel
from programs.registries.personal_data import PERSONAL_DATA

# Models that point to a person and hold nothing of him -> why.
NOT_PERSONAL = {}


def _ways_to_a_person() -> set[str]:
    return {
        model._meta.label
        for model in apps.get_models()
        if issubclass(model, SchoolModel)
        and any(
            field.related_model in (Person, Mentor, Mentee)
            for field in model._meta.concrete_fields
            if field.is_relation
        )
    }


def test_every_model_with_a_way_to_a_person_is_registered():
    assert _ways_to_a_person() - set(PERSONAL_DATA) - set(NOT_PERSONAL) == set()


@pytest.mark.parametrize("label", sorted(PERSONAL_DATA))
def test_registered_fields_exist(label):
    entry, model = PERSONAL_DATA[label], apps.get_model(label)

    missing = []
    for name in entry.fields:
        try:
            model._meta.get_field(name)
        except FieldDoesNotExist:
            missing.append(name)

    assert missing == []
