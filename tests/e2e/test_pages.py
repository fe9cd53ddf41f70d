"""Every page of a lived-in school as four people see it: answers, fits a phone, breaks no rule of accessibility."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve

from tests.access_matrix import GET, MATRIX
from tests.e2e.conftest import NARROW_PHONE
from tests.e2e.walk import Visitor, axe_problems

playwright = pytest.importorskip("playwright.sync_api", reason="playwright belongs to the dev packages")

from django_scopes import scope  # noqa: E402

from monitoring.enums import CampaignState, ContestState  # noqa: E402
from monitoring.models import Assessment, Campaign, Contest, PracticeCase  # noqa: E402
from pairing.enums import PairState  # noqa: E402
from pairing.models import Pair, PairSurveyInvite, TestMethod  # noqa: E402
from participants.enums import QuestionnaireState, ResponseSource  # noqa: E402
from participants.models import (  # noqa: E402  # noqa: E402
    Event,
    EventPhoto,
    Interview,
    Mentee,
    Mentor,
    Question,
    Response,
    TrainingCourse,
)
from participants.selection_lists import waiting_mentors  # noqa: E402
from programs.demo_accounts import DEMO_PASSWORD  # noqa: E402
from programs.enums import DocumentState  # noqa: E402
from programs.models import Appointment, Document, PartnerAgreement, User  # noqa: E402
from programs.services.programs import revise_program  # noqa: E402
from programs.tenancy import access_for, program_url  # noqa: E402
from roadmap.demo.build import build_demo  # noqa: E402
from roadmap.services.lives import start_revision  # noqa: E402

TODAY = date(2026, 11, 23)
WIDE = {"width": 1440, "height": 900}
MAIN_PAGES = {
    "programs:dashboard",
    "programs:approvals",
    "participants:mentee_list",
    "participants:person_detail",
    "pairing:pair_list",
    "pairing:pair_detail",
    "roadmap:roadmap_table",
    "roadmap:step_detail",
    "monitoring:effectiveness",
    "monitoring:changes",
}
# Colours of a changed theme move to their places, and those that are inherited move after them.
AT_REST = """async () => {
    const frame = () => new Promise(requestAnimationFrame);
    const moving = () => document.getAnimations().filter(one => one instanceof CSSTransition);
    for (let turn = 0; turn < 10; turn++) {
        await frame();
        if (!moving().length) return;
        await Promise.allSettled(moving().map(one => one.finished));
    }
}"""
# Addresses that answer with a file; their own tests read it.
FILES = ("_export", "_pdf", "_template", "_blanks", "_download", "_docx", "_rejected", "_paste_file")
# GET routes that this tour does not see -> why.
UNSEEN = {
    "monitoring:change_worse": "this year nobody is measured twice: tests/monitoring/test_changes_pages.py",
    "participants:protocol_edit": "leads on to the event's protocol, seen there",
    "participants:import_sheet": "test_year.py loads two tables",
    "participants:import_columns": "the same",
    "participants:import_preview": "the same",
    "participants:import_apply": "the same",
    "participants:import_result": "the same",
    "participants:import_undo_check": "test_import.py takes a table back",
    "participants:import_original": "answers with the file as it came: tests/participants/importing",
    "participants:invite_names": "answers with a paper: tests/participants/views/test_needs.py",
    "participants:invite_poster": "the same",
    "programs:batch_detail": "shown while a worker makes a file: tests/programs/test_batches.py",
    "programs:batch_file": "the same",
    "participants:import_progress": "shown while a worker is busy: tests/participants/importing",
    "pairing:proposal_list": "test_year.py: a pair named in a table",
    "pairing:proposal_confirm": "the same",
    "roadmap:import_write": "test_living_roadmap.py writes a pasted map",
    "programs:curator_order_edit": "the same page as programs:agreement_text, which the curator sees",
    "monitoring:card_photo": "answers with a picture: tests/monitoring/test_cases_pages.py",
    "monitoring:public_paste_file": "answers with a file: the same",
    "programs:staff_slips": "shown once, after passwords were made: tests/programs",
}


@dataclass(frozen=True)
class Tour:
    """Where one person starts: home, and addresses that no link leads to on that day of the demo."""

    login: str
    home: str
    starts: list[str]


@pytest.fixture
def tours(live_server) -> list[Tour]:
    """The demo; its second school opens new editions, so that pages of editing are there to see."""
    program = build_demo(seed=7, today=TODAY)
    home = program_url(program, "programs:dashboard")
    with scope(school=program.school):
        draft = Pair.objects.filter(program=program, state=PairState.DRAFT).first()
        matched = next(
            pair
            for pair in Pair.objects.filter(program=program, state=PairState.DRAFT, run__isnull=False)
            if pair.members.count() == 1
        )
        active = Pair.objects.filter(program=program, state=PairState.ACTIVE).first()
        own = Pair.objects.filter(state=PairState.ACTIVE, mentor__person__user__username="mentor").first()
        mentor = Mentor.objects.filter(program=program).first()
        mentee = Mentee.objects.filter(program=program).first()
        order = Document.objects.get(program=program, kind="pair_order", state=DocumentState.TO_SIGN)
        honours = Document.objects.get(program=program, kind="award_order", state=DocumentState.TO_SIGN)
        contest = Contest.objects.get(program=program, state=ContestState.OPEN)
        judged = Contest.objects.get(program=program, state=ContestState.JUDGING)
        sheet = Assessment.objects.first()
        paper = Document.objects.get(
            kind__in=("launch_order", "regulation_common"), state=DocumentState.TO_SIGN
        )
        agreement = PartnerAgreement.objects.get(program=program)
        proposal = Appointment.objects.get(program=program, document=None)
        survey = Campaign.objects.get(program=program, state=CampaignState.OPEN)
        cases = PracticeCase.objects.filter(program=sheet.program)
        interviews = Interview.objects.filter(program=program)
        course = TrainingCourse.objects.get(program=program)
        typed = Response.objects.get(source=ResponseSource.GRID, questionnaire__kind="application")
        candidate = waiting_mentors(access_for(User.objects.get(username="curator"), program, TODAY)).first()
        method = TestMethod.objects.filter(is_active=True).first()
        invite = PairSurveyInvite.objects.filter(survey__program=program, response=None).first()
        starts = [
            program_url(program, "participants:interview_detail", pk=interviews.planned().first().pk),
            program_url(program, "participants:interview_detail", pk=interviews.held().first().pk),
            program_url(program, "participants:interview_plan") + f"?mentor={candidate.pk}",
            program_url(program, "participants:person_detail", pk=candidate.person_id) + "?tab=selection",
            # The card's own first page beside the tab above: both have one name.
            program_url(program, "participants:person_detail", pk=mentee.person_id),
            program_url(program, "participants:course_complete", pk=course.pk),
            program_url(
                program, "participants:duplicate_compare", pk=mentee.person_id, other=mentor.person_id
            ),
            program_url(program, "participants:questionnaire_grid_check", pk=typed.questionnaire_id),
            program_url(program, "pairing:pair_edit", pk=draft.pk),
            program_url(program, "pairing:pair_close", pk=active.pk),
            program_url(program, "pairing:pair_close_many"),
            program_url(program, "pairing:pair_calendar", pk=active.pk),
            program_url(program, "pairing:result_create", pk=active.pk),
            program_url(program, "pairing:matching_part", pk=matched.pk),
            program_url(program, "pairing:matching_choose") + f"?mentee={matched.members.get().mentee_id}",
            program_url(program, "pairing:order_edit", pk=order.pk),
            program_url(program, "monitoring:award_order_edit", pk=honours.pk),
            program_url(program, "monitoring:contest_entry_add", pk=contest.pk),
            program_url(program, "monitoring:contest_detail", pk=judged.pk),
            program_url(program, "pairing:order_end"),
            program_url(program, "programs:agreement_text", pk=agreement.document_id),
            program_url(program, "programs:agreement_edit", pk=agreement.pk),
            program_url(program, "programs:agreement_create", pk=agreement.partner_id),
            program_url(program, "programs:appointment_edit", pk=proposal.pk),
            program_url(program, "pairing:pair_composition", pk=active.pk),
            program_url(program, "pairing:pair_replace", pk=active.pk),
            program_url(program, "participants:mentor_edit", pk=mentor.pk),
            program_url(program, "participants:mentor_take_out", pk=mentor.pk),
            program_url(program, "participants:mentee_edit", pk=mentee.pk),
            program_url(program, "participants:mentee_take_out", pk=mentee.pk),
            program_url(sheet.program, "monitoring:assessment_detail", pk=sheet.pk),
            *event_pages(program),
            program_url(program, "programs:batch_list"),
            program_url(program, "programs:paper_edit", pk=paper.pk),
            program_url(program, "monitoring:campaign_grid_check", pk=survey.pk),
            # Cases were written of last year; the room of recognition leads to them.
            *(program_url(sheet.program, "monitoring:case_detail", pk=case.pk) for case in cases),
            *(
                program_url(sheet.program, "monitoring:case_edit", pk=case.pk)
                for case in cases.filter(state="draft")
            ),
            program_url(sheet.program, "monitoring:case_choose"),
            program_url(program, "monitoring:case_list"),
            program_url(program, "monitoring:library_list"),
            program_url(program, "monitoring:public_home"),
            program_url(program, "monitoring:published_create"),
            # Texts are read in last year's survey without names: this year's still goes on.
            *(
                address
                for nameless in Campaign.objects.filter(state="closed", questionnaire__is_anonymous=True)[:1]
                for address in (
                    program_url(nameless.program, "monitoring:moderation"),
                    program_url(nameless.program, "monitoring:moderation_detail", pk=nameless.pk),
                )
            ),
        ]
    curator2 = User.objects.get(username="curator2")
    second = curator2.memberships.first().school.programs.get()
    with scope(school=second.school):
        start_revision(program=second, by=curator2)
        revise_program(program=second, by=curator2)
        question = Question.objects.filter(questionnaire__state=QuestionnaireState.DRAFT).first()
    return [
        Tour("curator", home, starts),
        Tour("director", home, [program_url(program, "monitoring:jury_list")]),
        Tour(
            "psychologist",
            home,
            [
                program_url(program, "pairing:test_create"),
                program_url(program, "pairing:test_many"),
                program_url(program, "pairing:protocol_create") + f"?method={method.pk}",
                program_url(program, "pairing:notes_grants"),
                # The curator has seen the list of rounds, but not what the psychologist does there.
                program_url(program, "pairing:pair_survey_create"),
                program_url(program, "pairing:pair_survey_invite", pk=invite.pk),
            ],
        ),
        Tour("class-teacher", home, []),
        Tour("mentor", home, [program_url(program, "pairing:meeting_help", pk=own.pk)]),
        Tour(
            "curator2",
            program_url(second, "programs:dashboard"),
            [
                program_url(second, "programs:programme_detail"),
                program_url(second, "participants:questionnaire_edit", pk=question.questionnaire_id),
                program_url(second, "participants:question_create", pk=question.questionnaire_id),
                program_url(second, "participants:question_edit", pk=question.pk),
                program_url(second, "roadmap:roadmap_table") + "?revision=2",
            ],
        ),
    ]


def event_pages(program) -> list[str]:
    """Pages of one event differ by what has been done: each is opened where there is something to see."""
    unmarked, proved, invited = (
        Event.objects.get(program=program, kind=kind) for kind in ("conference", "parents", "ceremony")
    )
    photo = EventPhoto.objects.filter(event__program=program).first()
    return [
        program_url(program, "participants:event_add") + "?kind=ceremony",
        program_url(program, "participants:event_detail", pk=unmarked.pk),
        program_url(program, "participants:event_edit", pk=invited.pk),
        program_url(program, "participants:event_attendance", pk=unmarked.pk),
        program_url(program, "participants:event_paste", pk=unmarked.pk),
        program_url(program, "participants:event_protocol", pk=proved.pk),
        program_url(program, "participants:event_photos", pk=photo.event_id),
        program_url(program, "participants:event_photo_edit", pk=photo.pk),
        program_url(program, "participants:event_invitations", pk=invited.pk),
        program_url(program, "participants:event_invitation", pk=invited.invitations.first().pk),
    ]


def test_every_page_answers_and_fits_a_phone_and_main_ones_are_accessible(tours, new_page):
    seen: set[str] = set()
    problems: list[str] = []

    for tour in tours:
        visitor = arrive(tour, new_page)
        for path, name in pages_of(visitor, tour, seen):
            problems += [f"{tour.login}, {path}: {problem}" for problem in faults(visitor.page)]
            if name in MAIN_PAGES:
                looks = [(WIDE, "light"), (WIDE, "dark"), (NARROW_PHONE, "light"), (NARROW_PHONE, "dark")]
                problems += [f"{tour.login}, {path}: {problem}" for problem in barriers(visitor.page, looks)]

    expected = {name for name, (method, *_) in MATRIX.items() if method == GET and not name.endswith(FILES)}
    problems += [f"nobody has seen {name}" for name in sorted(expected - seen - set(UNSEEN))]
    assert problems == []


@pytest.mark.slow
def test_every_page_is_accessible(tours, new_page):
    seen: set[str] = set()
    problems: list[str] = []

    for tour in tours:
        visitor = arrive(tour, new_page)
        for path, _ in pages_of(visitor, tour, seen):
            looks = [(WIDE, "light"), (NARROW_PHONE, "dark")]
            problems += [f"{tour.login}, {path}: {problem}" for problem in barriers(visitor.page, looks)]

    assert problems == []


def arrive(tour: Tour, new_page) -> Visitor:
    visitor = Visitor(new_page(viewport=NARROW_PHONE, reduced_motion="reduce"), tour.home)
    visitor.sign_in(tour.login, DEMO_PASSWORD)
    return visitor


def pages_of(visitor: Visitor, tour: Tour, seen: set[str]) -> Iterator[tuple[str, str]]:
    """Open page after page by the links of the person's pages: (address, URL name), each name once for everybody.

    Starts are opened by everybody, since everybody has another home.
    """
    starts = [tour.home, *tour.starts]
    seen.update(route_of(path) for path in starts)
    queue = deque(starts)
    while queue:
        path = queue.popleft()
        answer = visitor.page.goto(path)
        assert answer.status == 200, f"{tour.login}, {path}: {answer.status}"
        if not answer.header_value("content-type").startswith("text/html"):
            continue  # a paper: the browser's own window around it is not ours
        yield path, route_of(path)
        for link in links_of(visitor.page, tour.home):
            found = route_of(link)
            if found and found not in seen and not found.endswith(FILES):
                seen.add(found)
                queue.append(link)


def route_of(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


def faults(page) -> list[str]:
    """What is wrong with the open page on a phone."""
    is_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return ["wider than the phone"] if is_wide else []


def barriers(page, looks) -> list[str]:
    """What axe-core finds in the open page; in the dark it looks at colours, the rest is the same."""
    found = []
    for viewport, scheme in looks:
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=scheme)
        # The bar at the bottom covers what can be scrolled from under it: on a window as high as the page, nothing.
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({**viewport, "height": max(viewport["height"], height)})
        page.evaluate(AT_REST)
        problems = axe_problems(page, only=["color-contrast"] if scheme == "dark" else None)
        found += [f"{viewport['width']} px, {scheme}: {problem}" for problem in problems]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(NARROW_PHONE)
    return found


def links_of(page, home: str) -> list[str]:
    """Addresses of the programme on the page, as «/school/year/path?query»."""
    return page.evaluate(
        """home => [...document.querySelectorAll("a[href]")]
            .filter(link => link.origin === location.origin && link.pathname.startsWith(home))
            .map(link => link.pathname + link.search)""",
        home,
    )
