from __future__ import annotations

from typing import Any

from django import template

from programs.reports_papers import grif_lines

register = template.Library()


@register.filter
def grif_rows(grifs: list[dict[str, str]]) -> list[list[dict[str, Any]]]:
    """«Грифы» two in a row; one alone stands at the right edge."""
    marks = [{"word": lines[0], "lines": lines[1:]} for lines in map(grif_lines, grifs or [])]
    return [marks[at : at + 2] for at in range(0, len(marks), 2)]
