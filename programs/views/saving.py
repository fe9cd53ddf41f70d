"""A form that saves a record under the version it showed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from programs.services.audit import Refusal, StaleVersion


def save_form(form: Any, write: Callable[[], Any], newest: Callable[[], int] | None = None) -> int | None:
    """Run the service: None when it has written, else the status of the page that says why not.

    newest: the version saved meanwhile, so that saving once more puts one's own over it (409).
    """
    if not form.is_valid():
        return 422
    try:
        write()
    except StaleVersion as stale:
        form.data = form.data.copy()
        form.data["version"] = str(newest() if newest else 0)
        form.add_error(None, str(stale))
        return 409
    except ValidationError as error:
        by_field = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        for name, found in by_field.items():
            form.add_error(name if name in form.fields else None, found)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
    else:
        return None
    return 422
