from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.simple_tag
def indicator_fields(fields: dict[str, Any], code: str) -> Any:
    """Points and note fields of one indicator."""
    return fields[code]
