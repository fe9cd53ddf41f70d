"""Rows of the work of pairs for tests/access_world.py: personal links, individual plans, results."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from pairing.enums import PlanSection, ResultKind
from pairing.models import DevelopmentPlan, PairMember, PairResult, PlanTask
from participants.services.files import keep_file
from programs.enums import LinkPurpose
from programs.services.links import issue_link


class MeetingRows:
    """Part of World: made when first asked for, nobody's own."""

    program: Any
    pair: Any
    person: Any
    staff: Any
    today: Any

    @cached_property
    def meeting_link(self) -> Any:
        payload = {"pair": self.pair.pk, "person": self.pair.mentor.person_id}
        return issue_link(program=self.program, purpose=LinkPurpose.MEETING, by=self.staff, payload=payload)

    @cached_property
    def development(self) -> DevelopmentPlan:
        school = self.program.school
        member, _ = PairMember.objects.get_or_create(
            school=school,
            program=self.program,
            pair=self.pair,
            mentee=self.person.mentee_entries.get(),
        )
        return DevelopmentPlan.objects.create(
            school=school, program=self.program, member=member, created_by=self.staff
        )

    @cached_property
    def development_task(self) -> PlanTask:
        return PlanTask.objects.create(
            school=self.program.school,
            plan=self.development,
            section=PlanSection.GROWTH,
            title="Проверка прав",
        )

    @cached_property
    def result(self) -> PairResult:
        return PairResult.objects.create(
            school=self.program.school,
            program=self.program,
            pair=self.pair,
            kind=ResultKind.PROJECT,
            title="Проверка прав",
            on=self.today,
            file=keep_file(program=self.program, name="лист.pdf", data=b"%PDF-1.4", by=self.staff),
            recorded_by=self.staff,
        )


# URL name, or its beginning -> attribute of World whose key stands in the address.
ARGUMENTS_OF_MEETINGS = {
    "pairing:meeting_move": "meeting",
    "pairing:meeting_unsign": "meeting",
    "pairing:meeting_link_revoke": "meeting_link",
    "pairing:development_": "development",
    "pairing:development_create": "pair",
    "pairing:task_": "development_task",
    "pairing:result_": "result",
    "pairing:result_create": "pair",
}
