"""Operations for migrations."""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations import SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Wording(SeparateDatabaseAndState):
    """Changes of names, hints and other options of fields that need no SQL: the state alone learns of them.

    Django renders the models around a changed field anew after each operation, though nobody asks for them here:
    three hundred changes took minutes on a slow machine. The rendered models are forgotten once instead.
    """

    def __init__(self, operations: list[Operation]) -> None:
        super().__init__(state_operations=operations)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__name__, [self.state_operations], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        vars(state).pop("apps", None)
        super().state_forwards(app_label, state)
