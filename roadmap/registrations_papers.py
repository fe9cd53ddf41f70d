"""The roadmap among the papers of the year."""

from __future__ import annotations

from datetime import date

from mentoring_site.permissions import Permission
from programs.models import Program
from programs.registries.papers import (
    FOLDER_PAPERS,
    PROGRAMME_BLOCKS,
    ExpectedPaper,
    register_expected_papers,
)
from roadmap.enums import RoadmapState
from roadmap.models import Roadmap
from roadmap.reports import programme_blocks
from roadmap.reports_folder import folder_papers


def roadmap_state(program: Program, on: date) -> tuple[bool | None, str]:
    roadmap = Roadmap.objects.in_force(program).first()
    if roadmap is None:
        return False, ""
    words = f"редакция {roadmap.revision}, {roadmap.get_state_display()}"
    return roadmap.state == RoadmapState.APPROVED, words


register_expected_papers(
    ExpectedPaper(
        "D05",
        1,
        "Дорожная карта",
        "roadmap:roadmap_table",
        "К дорожной карте",
        Permission.ROADMAP_VIEW,
        state=roadmap_state,
    )
)
FOLDER_PAPERS.append(folder_papers)
PROGRAMME_BLOCKS["roadmap"] = programme_blocks
