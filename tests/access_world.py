"""One school with one row of everything that an address may be about: {URL name: arguments of the address}."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.utils import timezone

from mentoring_site.permissions import Role
from monitoring.models import Assessment
from pairing.enums import Conclusion, MeetingKind, MeetingState, PairState
from pairing.models import CompatibilityTest, Meeting, Pair, PairPlan, PairProposal
from pairing.services.plans import approve_plan
from participants.enums import BaseKind, ConsentGiver, DestructionCause, ImportState, ResponseSource
from participants.models import (
    Application,
    Consent,
    DestructionTask,
    Event,
    ImportBatch,
    Interview,
    InterviewCriterion,
    Mentee,
    Mentor,
    Nomination,
    Person,
    Question,
    Questionnaire,
    Representative,
    Response,
    SavedFilter,
    Topic,
    TrainingCompletion,
    TrainingCourse,
)
from participants.questionnaires.responses import start_response, submit_paper
from participants.services.nomination_links import issue_nomination_link
from programs.models import (
    Batch,
    Document,
    Membership,
    MentoringForm,
    PersonalLink,
    Program,
    ProgramSection,
    Substitution,
    User,
)
from programs.registries.batches import BATCH_KINDS
from roadmap.models import Evidence, Step
from tests import (
    access_world_agreement,
    access_world_award,
    access_world_camp,
    access_world_changes,
    access_world_conditions,
    access_world_events,
    access_world_import,
    access_world_papers,
    access_world_public,
    access_world_report,
    access_world_results,
    access_world_watch,
    access_world_wishes,
)
from tests.access_world_matching import MATCHING_ARGUMENTS
from tests.access_world_measure import MEASURE_ARGUMENTS
from tests.access_world_meetings import ARGUMENTS_OF_MEETINGS, MeetingRows
from tests.access_world_orders import ORDER_ARGUMENTS
from tests.access_world_psychologist import ROOM_ARGUMENTS
from tests.access_world_swot import ARGUMENTS as SWOT_ARGUMENTS
from tests.factories import (
    make_class,
    make_consent,
    make_course,
    make_group,
    make_interview,
    make_member,
    make_mentee,
    make_mentor,
    make_person,
    make_session,
)
from tests.pairing.makers import make_plan
from tests.participants.questionnaires.makers import make_application, make_poster, make_questionnaire
from tests.roadmap.makers import make_roadmap


@dataclass
class World(MeetingRows):
    """Rows are made when first asked for. Nobody's own: no user of the tests teaches or heads any of them."""

    program: Program

    @cached_property
    def today(self) -> Any:
        return timezone.localdate()

    @cached_property
    def staff(self) -> User:
        return make_member(self.program.school, Role.CLASS_TEACHER)

    @cached_property
    def membership(self) -> Membership:
        return self.staff.memberships.get()

    @cached_property
    def school_class(self) -> Any:
        return make_class(self.program, 8, "Я")

    @cached_property
    def group(self) -> Any:
        return make_group(self.program, "ШМО для проверки прав")

    @cached_property
    def substitution(self) -> Substitution:
        return Substitution.objects.create(
            school=self.program.school,
            deputy=self.staff,
            appointed_by=self.staff,
            starts=self.today + timedelta(days=300),
            ends=self.today + timedelta(days=301),
        )

    @cached_property
    def document(self) -> Document:
        return Document.objects.create(
            school=self.program.school,
            program=self.program,
            kind="test_paper",
            title="Проверка прав",
            created_by=self.staff,
        )

    @cached_property
    def assessment(self) -> Assessment:
        return Assessment.objects.create(
            school=self.program.school, program=self.program, assessed_on=self.today, author=self.staff
        )

    @cached_property
    def plan(self) -> PairPlan:
        return make_plan(self.program, self.staff)

    @cached_property
    def proposal(self) -> PairProposal:
        return PairProposal.objects.create(
            school=self.program.school,
            program=self.program,
            mentor_name="Лебедев Артём",
            mentee_name="Панова Алиса",
        )

    @cached_property
    def pair_order(self) -> Document:
        return approve_plan(plan=make_plan(self.program, self.staff), by=self.staff).order

    @cached_property
    def section(self) -> ProgramSection:
        return ProgramSection.objects.create(
            school=self.program.school,
            program=self.program,
            code="goal",
            title="Цель",
            kind="text",
            position=1,
        )

    @cached_property
    def form(self) -> MentoringForm:
        return self.program.forms.first()

    @cached_property
    def model(self) -> Any:
        return self.form.interaction_models.first()

    @cached_property
    def mentor(self) -> Mentor:
        return make_mentor(self.program, make_person(self.program, school_class=self.school_class))

    @cached_property
    def mentee(self) -> Mentee:
        return make_mentee(self.program, make_person(self.program, school_class=self.school_class))

    @cached_property
    def person(self) -> Person:
        return self.mentee.person

    @cached_property
    def nomination(self) -> Nomination:
        return Nomination.objects.create(
            school=self.program.school,
            program=self.program,
            person=self.person,
            nominator=self.staff,
            nominator_name=str(self.staff),
            nominator_role="class_teacher",
            wish="Подтянуть математику",
        )

    @cached_property
    def nomination_link(self) -> Any:
        return issue_nomination_link(program=self.program, role="parent", by=self.staff)

    @cached_property
    def topic(self) -> Topic:
        return Topic.objects.create(school=self.program.school, title="Физика")

    @cached_property
    def representative(self) -> Representative:
        return Representative.objects.create(
            school=self.program.school, person=self.person, full_name="Человекова Анна Петровна"
        )

    @cached_property
    def consent(self) -> Consent:
        return make_consent(self.person, self.staff)

    @cached_property
    def long_work(self) -> Batch:
        return Batch.objects.create(
            school=self.program.school,
            program=self.program,
            kind=next(iter(BATCH_KINDS), "none"),
            total=1,
            created_by=self.staff,
        )

    @cached_property
    def saved_filter(self) -> SavedFilter:
        return SavedFilter.objects.create(
            school=self.program.school, user=self.staff, base="mentees", title="Мои", query="tab=waiting"
        )

    @cached_property
    def destruction_task(self) -> DestructionTask:
        return DestructionTask.objects.create(
            school=self.program.school,
            person=self.person,
            person_name=self.person.full_name,
            cause=DestructionCause.WITHDRAWN,
            due_on=self.today,
        )

    @cached_property
    def interview(self) -> Interview:
        return make_interview(self.mentor, self.staff)

    @cached_property
    def criterion(self) -> InterviewCriterion:
        return InterviewCriterion.objects.create(
            school=self.program.school, program=self.program, text="Проверка прав"
        )

    @cached_property
    def course(self) -> TrainingCourse:
        return make_course(self.program)

    @cached_property
    def session(self) -> Event:
        return make_session(self.course, planned_on=self.today)

    @cached_property
    def completion(self) -> TrainingCompletion:
        return TrainingCompletion.objects.create(
            school=self.program.school,
            course=self.course,
            mentor=self.mentor,
            completed_on=self.today,
            hours=4,
            printed_name="Человеков Иван Петрович",
            printed_title="Школа наставника",
        )

    @cached_property
    def questionnaire(self) -> Questionnaire:
        return make_questionnaire(self.program, is_open=False)

    @cached_property
    def question(self) -> Question:
        return self.questionnaire.questions.first()

    @cached_property
    def poster(self) -> PersonalLink:
        return make_poster(self.program)

    @cached_property
    def application(self) -> Application:
        return make_application(self.program, self.poster, school_class=self.school_class)

    @cached_property
    def scan(self) -> Response:
        """Somebody's answer on paper."""
        opened = make_questionnaire(self.program, title="Ещё анкета")
        make_consent(self.mentor.person, self.staff, signed_on=self.today, given_by=ConsentGiver.GUARDIAN)
        response = start_response(
            questionnaire=opened, on=self.today, source=ResponseSource.SCAN, person=self.mentor.person
        )
        return submit_paper(response=response, on=self.today, file_name="лист.pdf", data=b"%PDF-1.4")

    @cached_property
    def batch(self) -> ImportBatch:
        """A file that was rehearsed and waits to be written."""
        return ImportBatch.objects.create(
            school=self.program.school,
            program=self.program,
            base=BaseKind.MENTORS,
            state=ImportState.REHEARSED,
            file_name="наставники.csv",
            sha256="0" * 64,
            sheets=[{"name": "CSV", "rows": [["ФИО"], ["Петрова Анна"]]}],
            mapping={"0": "full_name"},
            created_by=self.staff,
        )

    @cached_property
    def step(self) -> Step:
        return make_roadmap(self.program, approved=True).steps.get(number=9)

    @cached_property
    def evidence(self) -> Evidence:
        return Evidence.objects.create(
            school=self.program.school,
            step=self.step,
            file_name="протокол.txt",
            content_type="text/plain",
            content=b"x",
            added_by=self.staff,
        )

    @cached_property
    def pair(self) -> Any:
        return Pair.objects.create(
            school=self.program.school,
            program=self.program,
            form=self.program.forms.get(code="pupil_pupil"),
            mentor=make_mentor(self.program),
            state=PairState.ACTIVE,
            starts_on=self.program.starts,
            created_by=self.staff,
        )

    @cached_property
    def meeting(self) -> Any:
        return Meeting.objects.create(
            school=self.program.school,
            program=self.program,
            pair=self.pair,
            kind=MeetingKind.REGULAR,
            state=MeetingState.PLANNED,
            date=self.today,
            recorded_by=self.staff,
        )

    @cached_property
    def compatibility_test(self) -> Any:
        return CompatibilityTest.objects.create(
            school=self.program.school,
            program=self.program,
            mentor=self.pair.mentor,
            mentee=self.person.mentee_entries.get(),
            method="ОМО",
            conducted_on=self.today,
            conclusion=Conclusion.RECOMMENDED,
            conducted_by=self.staff,
        )


def _pk(attribute: str) -> Callable[[World], dict[str, Any]]:
    return lambda world: {"pk": getattr(world, attribute).pk}


# URL name, or its beginning, -> arguments of the address; the longest beginning wins.
ARGUMENTS: dict[str, Callable[[World], dict[str, Any]]] = {
    **MATCHING_ARGUMENTS,
    "programs:staff_": _pk("staff"),
    "programs:role_grant": _pk("staff"),
    "programs:role_withdraw": _pk("membership"),
    "programs:role_hand_over": _pk("membership"),
    "programs:class_": _pk("school_class"),
    "programs:group_": _pk("group"),
    "programs:substitution_": _pk("substitution"),
    "programs:document_": _pk("document"),
    "programs:batch_": _pk("long_work"),
    "participants:consent_": _pk("person"),
    "participants:consent_withdraw": _pk("consent"),
    "participants:consent_scan": _pk("consent"),
    "participants:consent_text_": lambda world: {"purpose": "testing"},
    "programs:section_": lambda world: {"code": world.section.code},
    "programs:form_": _pk("form"),
    "programs:model_create": _pk("form"),
    "programs:model_edit": _pk("model"),
    "participants:mentor_": _pk("mentor"),
    "participants:mentee_": _pk("mentee"),
    "participants:mentor_filter_": _pk("saved_filter"),
    "participants:mentee_filter_": _pk("saved_filter"),
    "participants:person_": _pk("person"),
    "participants:nomination_": _pk("nomination"),
    "participants:nomination_link_": _pk("nomination_link"),
    "participants:topic_": _pk("topic"),
    "participants:representative_add": _pk("person"),
    "participants:representative_edit": lambda world: {
        "pk": world.person.pk,
        "representative_pk": world.representative.pk,
    },
    "participants:destruction_keep": _pk("destruction_task"),
    "participants:duplicate_": lambda world: {"pk": world.person.pk, "other": world.mentor.person_id},
    "participants:interview_": _pk("interview"),
    "participants:criterion_": _pk("criterion"),
    "participants:course_": _pk("course"),
    "participants:session_": _pk("session"),
    "participants:session_add": _pk("course"),
    "participants:completion_": _pk("completion"),
    "participants:application_": _pk("application"),
    "participants:poster_": _pk("poster"),
    "participants:questionnaire_": _pk("questionnaire"),
    "participants:question_": _pk("question"),
    "participants:question_create": _pk("questionnaire"),
    "participants:response_": _pk("scan"),
    "participants:import_": lambda world: {"base": world.batch.base, "pk": world.batch.pk},
    "participants:import_upload": lambda world: {"base": "mentors"},
    "participants:import_template": lambda world: {"base": "mentors"},
    "roadmap:step_": lambda world: {"number": world.step.number},
    "pairing:meeting_": _pk("pair"),
    "pairing:meeting_edit": _pk("meeting"),
    "pairing:meeting_cancel": _pk("meeting"),
    "pairing:test_": _pk("compatibility_test"),
    "roadmap:evidence_": _pk("evidence"),
    "pairing:pair_": _pk("pair"),
    "pairing:plan_": _pk("plan"),
    "pairing:proposal_": _pk("proposal"),
    "pairing:order_": _pk("pair_order"),
    "monitoring:assessment_": _pk("assessment"),
    **{name: _pk(attribute) for name, attribute in ARGUMENTS_OF_MEETINGS.items()},
    **access_world_agreement.ARGUMENTS,
    **access_world_wishes.ARGUMENTS,
    **ROOM_ARGUMENTS,
    **ORDER_ARGUMENTS,
    **access_world_watch.ARGUMENTS,
    **access_world_report.ARGUMENTS,
    **access_world_public.ARGUMENTS,
    **access_world_results.ARGUMENTS,
    **access_world_changes.ARGUMENTS,
    **access_world_import.ARGUMENTS,
    **access_world_camp.ARGUMENTS,
    **access_world_events.ARGUMENTS,
    **access_world_conditions.ARGUMENTS,
    **access_world_papers.ARGUMENTS,
    **access_world_award.ARGUMENTS,
    **SWOT_ARGUMENTS,
    **MEASURE_ARGUMENTS,
}


def arguments_of(name: str, world: World) -> dict[str, Any]:
    """Raises LookupError with what to add here when nothing is known about the address."""
    for beginning in sorted(ARGUMENTS, key=len, reverse=True):
        if name.startswith(beginning):
            return ARGUMENTS[beginning](world)
    raise LookupError(f"add to tests/access_world.py ARGUMENTS what {name!r} is about")
