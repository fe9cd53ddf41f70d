"""What the official forms of the two bases print: plain data."""

from __future__ import annotations

from datetime import date
from typing import Any

from mentoring_site.names import signature_name
from mentoring_site.words import keep_phone, keep_signs
from participants.resources import official_table, printed
from programs.models import Program
from programs.services.documents import school_snapshot

CONTACTS_OF_TODAY = "Контактные данные и имена – на день печати."


def base_paper(
    base: str,
    program: Program,
    entries: list[Any],
    on: date,
    *,
    curator: str = "",
    is_past: bool = False,
) -> dict[str, Any]:
    """Context of reports/base_mentors.html and base_mentees.html; an empty base prints one empty row.

    curator: full name under the paper; empty leaves a line to fill by hand. is_past: as of `on`, said in the foot.
    """
    header, rows = official_table(base, entries, on, is_past=is_past)
    return {
        "school": school_snapshot(program.school),
        "program": program,
        "on": on,
        "header": header,
        "rows": [[keep_phone(keep_signs(printed(value))) for value in row] for row in rows]
        or [[""] * len(header)],
        "total": len(entries),
        "footnote": CONTACTS_OF_TODAY if is_past else "",
        "signatures": [{"post": "Куратор программы", "name": signature_name(curator) if curator else ""}],
    }
