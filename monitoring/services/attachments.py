"""One file in a field of a row: given, replaced, taken away; the former one goes as soon as the row lets it go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from participants.models import StoredFile
from participants.services.files import keep_file
from programs.models import Program


@dataclass(frozen=True)
class GivenFile:
    """What a form says of a file. drops: take away the one that is there; a new one replaces it anyway."""

    name: str = ""
    data: bytes = b""
    drops: bool = False


def save_with_files(
    row: Model, given: Mapping[str, GivenFile], *, program: Program, by: Any, **saving: Any
) -> None:
    """Save the row with its files, inside the caller's transaction. given: field -> what the form says of it.

    Raises ValidationError at the field whose file does not fit.
    """
    former = []
    for field, one in given.items():
        if not (one.data or one.drops):
            continue
        former.append(getattr(row, f"{field}_id"))
        setattr(row, field, _kept(field, one, program, by) if one.data else None)
    row.save(**saving)
    forget_files(former)


def forget_files(keys: Any) -> None:
    """After the rows that pointed to them."""
    StoredFile.objects.filter(pk__in=[key for key in keys if key]).delete()


def _kept(field: str, one: GivenFile, program: Program, by: Any) -> StoredFile:
    try:
        return keep_file(program=program, name=one.name, data=one.data, by=by)
    except ValidationError as error:
        raise ValidationError({field: error.messages}) from error
