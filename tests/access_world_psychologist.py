"""One row of everything in the psychologist's room, for tests/access_world.py."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.utils import timezone

from pairing.enums import ConsultationKind, PairSurveyKind, ReferralOrigin
from pairing.models import (
    Consultation,
    PairSurvey,
    PairSurveyInvite,
    Referral,
    TestMethod,
    TestProtocol,
)
from tests.participants.questionnaires.makers import make_questionnaire


class Room:
    def __init__(self, world: Any) -> None:
        self.world = world
        self.common = {"school": world.program.school, "program": world.program}

    @cached_property
    def method(self) -> TestMethod:
        return TestMethod.objects.create(school=self.world.program.school, title="Проверка прав")

    @cached_property
    def protocol(self) -> TestProtocol:
        return TestProtocol.objects.create(
            **self.common,
            person=self.world.person,
            method=self.method,
            conducted_on=self.world.today,
            sealed=b"",
            conducted_by=self.world.staff,
        )

    @cached_property
    def consultation(self) -> Consultation:
        return Consultation.objects.create(
            **self.common,
            with_whom="группа",
            held_on=self.world.today,
            kind=ConsultationKind.GROUP,
            result="проверка прав",
            conducted_by=self.world.staff,
        )

    @cached_property
    def referral(self) -> Referral:
        return Referral.objects.create(
            **self.common,
            person=self.world.person,
            origin=ReferralOrigin.STAFF,
            reason="проверка прав",
            asked_by=self.world.staff,
            asked_at=timezone.now(),
        )

    @cached_property
    def survey(self) -> PairSurvey:
        return PairSurvey.objects.create(
            **self.common,
            kind=PairSurveyKind.PULSE,
            title="Проверка прав",
            questionnaire=make_questionnaire(self.world.program, kind="feedback", title="Проверка прав"),
            created_by=self.world.staff,
            created_at=timezone.now(),
        )

    @cached_property
    def invite(self) -> PairSurveyInvite:
        return PairSurveyInvite.objects.create(
            school=self.world.program.school,
            survey=self.survey,
            pair=self.world.pair,
            person=self.world.pair.mentor.person,
            role="mentor",
        )


def _of_room(attribute: str) -> Callable[[Any], dict[str, Any]]:
    def arguments(world: Any) -> dict[str, Any]:
        room = vars(world).setdefault("_psychologist", Room(world))
        return {"pk": getattr(room, attribute).pk}

    return arguments


ROOM_ARGUMENTS = {
    "pairing:method_": _of_room("method"),
    "pairing:protocol_": _of_room("protocol"),
    "pairing:consultation_": _of_room("consultation"),
    "pairing:referral_": _of_room("referral"),
    "pairing:pair_survey_": _of_room("survey"),
    "pairing:pair_survey_invite": _of_room("invite"),
}
