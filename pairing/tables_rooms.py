"""Badges of the psychologist's room."""

from __future__ import annotations

from typing import Any

from mentoring_site.templatetags.ui import state_badge
from pairing.enums import Conclusion
from pairing.models import CompatibilityTest

CONCLUSION_BADGES = {
    Conclusion.RECOMMENDED: "ok",
    Conclusion.RESERVATION: "warn",
    Conclusion.NOT_RECOMMENDED: "none",
}


def conclusion_badge(test: CompatibilityTest, box: bool = True) -> Any:
    return state_badge(CONCLUSION_BADGES[Conclusion(test.conclusion)], test.get_conclusion_display(), box)
