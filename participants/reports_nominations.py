"""The printed nomination (D14 of the official forms): plain data. Health data are never printed."""

from __future__ import annotations

from typing import Any

from mentoring_site.names import signature_name
from participants.models import Nomination
from participants.tables_nominations import category_titles, made_on
from programs.services.documents import school_snapshot


def nomination_paper(nomination: Nomination) -> dict[str, Any]:
    """Context of reports/nomination.html; what is not known prints as a line to fill by hand."""
    role = nomination.get_nominator_role_display()
    return {
        "school": school_snapshot(nomination.school),
        "year": nomination.program.year_label,
        "rows": [
            ("О ком", nomination.whom),
            ("Класс, должность", nomination.place),
            ("Кто сообщил", nomination.nominator_name),
            ("Кем приходится", role),
            ("Дата", made_on(nomination).strftime("%d.%m.%Y")),
            ("Форма наставничества", nomination.form.title if nomination.form else "не определена"),
            ("Категория", "; ".join(category_titles(nomination))),
            ("Запрос и пожелания", nomination.wish),
            ("Наблюдения", nomination.observations),
        ],
        "signatures": [{"post": role.capitalize(), "name": signature_name(nomination.nominator_name)}],
    }
