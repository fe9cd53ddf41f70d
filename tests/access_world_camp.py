"""An open survey with one invitation for tests/access_world.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from monitoring.enums import SurveyPurpose
from monitoring.models import Campaign
from monitoring.services.campaign_people import Candidate
from monitoring.services.campaigns import create_campaign, invite, open_campaign
from tests.monitoring.campaign_makers import make_survey

TITLE = "Опрос для проверки прав"


def _campaign(world: Any) -> Campaign:
    known = Campaign.objects.filter(program=world.program, title=TITLE).first()
    if known is not None and known.state == "open":
        return known
    campaign = create_campaign(
        program=world.program,
        questionnaire=make_survey(world.program, is_anonymous=True, role=""),
        title=TITLE,
        purpose=SurveyPurpose.OTHER,
        closes_on=None,
        on=world.today,
        by=world.staff,
    )
    invite(campaign=campaign, candidates=[Candidate(world.mentor.person)], on=world.today, by=world.staff)
    open_campaign(campaign=campaign, on=world.today, by=world.staff)
    return campaign


ARGUMENTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "monitoring:campaign_": lambda world: {"pk": _campaign(world).pk},
}
