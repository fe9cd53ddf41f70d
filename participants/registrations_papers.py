"""Papers of the two bases: the application, what the year expects, what goes into the folder."""

from __future__ import annotations

from datetime import date
from typing import Any

from mentoring_site.permissions import Permission
from mentoring_site.words import counted
from participants.enums import ConsentPurpose, EventState, InterviewState
from participants.models import (
    Consent,
    Event,
    Interview,
    Mentee,
    Mentor,
    Nomination,
    Response,
    TrainingCourse,
)
from participants.reports_folder import folder_papers
from participants.reports_participation import TEXT
from programs.models import Program
from programs.registries.papers import (
    ALWAYS,
    FOLDER_PAPERS,
    ExpectedPaper,
    register_expected_papers,
    register_paper_texts,
)

P = Permission
State = tuple[bool | None, str]
CONSENT_WORDS = ("действующее согласие", "действующих согласия", "действующих согласий")


def _counted(rows: Any, one: str, few: str, many: str) -> State:
    count = rows.count()
    return count > 0, counted(count, one, few, many) if count else ""


def _consents(purpose: str, program: Program, on: date) -> State:
    rows = Consent.objects.valid(on).filter(purpose=purpose, person__enrolments__program=program)
    return _counted(rows, *CONSENT_WORDS)


def participation_consents(program: Program, on: date) -> State:
    return _consents(ConsentPurpose.PARTICIPATION, program, on)


def publication_consents(program: Program, on: date) -> State:
    """Nobody is obliged to be published."""
    found = _consents(ConsentPurpose.PUBLICATION, program, on)
    return found if found[0] else (None, "никто не разрешал публикацию")


def testing_consents(program: Program, on: date) -> State:
    found = _consents(ConsentPurpose.TESTING, program, on)
    return found if found[0] else (None, "диагностика не проводится")


def applications(program: Program, on: date) -> State:
    return None, "бланки печатаются на сайте"


def answers(program: Program, on: date) -> State:
    rows = Response.objects.filter(program=program)
    return _counted(rows, "заполненная анкета", "заполненные анкеты", "заполненных анкет")


def nominations(program: Program, on: date) -> State:
    rows = Nomination.objects.filter(program=program)
    return _counted(rows, "представление", "представления", "представлений")


def mentees(program: Program, on: date) -> State:
    count = Mentee.objects.of_program(program).present().count()
    return False, f"{counted(count, 'человек', 'человека', 'человек')} в базе, не утверждена" if count else ""


def mentors(program: Program, on: date) -> State:
    count = Mentor.objects.of_program(program).present().count()
    return False, f"{counted(count, 'человек', 'человека', 'человек')} в базе, не утверждена" if count else ""


def interviews(program: Program, on: date) -> State:
    rows = Interview.objects.filter(program=program, state=InterviewState.HELD)
    return _counted(rows, "лист собеседования", "листа собеседований", "листов собеседований")


def courses(program: Program, on: date) -> State:
    rows = TrainingCourse.objects.filter(program=program)
    return _counted(rows, "программа обучения", "программы обучения", "программ обучения")


def protocols(program: Program, on: date) -> State:
    """Meetings that were held and have no protocol in the register."""
    held = Event.objects.filter(program=program, state=EventState.HELD, course=None).count()
    return False, f"проведено событий: {held}, протоколов нет" if held else ""


def journals(program: Program, on: date) -> State:
    return None, "журналы печатаются на сайте, акт – после уничтожения данных"


register_paper_texts(TEXT)
register_expected_papers(
    ExpectedPaper(
        "D06",
        1,
        "Протоколы советов, собраний и встреч",
        "participants:event_list",
        "К событиям",
        P.EVENT_VIEW,
        kinds=("protocol",),
        state=protocols,
    ),
    ExpectedPaper(
        "D08",
        2,
        "Согласия на обработку персональных данных",
        "participants:consent_list",
        "К согласиям",
        P.CONSENT_VIEW,
        state=participation_consents,
    ),
    ExpectedPaper(
        "D10",
        7,
        "Согласия на публикацию",
        "participants:consent_list",
        "К согласиям",
        P.CONSENT_VIEW,
        state=publication_consents,
    ),
    ExpectedPaper(
        "D11",
        2,
        "Согласия на психологическую диагностику",
        "participants:consent_list",
        "К согласиям",
        P.CONSENT_VIEW,
        state=testing_consents,
    ),
    ExpectedPaper(
        "D12",
        2,
        TEXT.label,
        "participants:participation_print",
        "Напечатать бланки",
        P.BASE_VIEW,
        state=applications,
        is_by_hand=True,
    ),
    ExpectedPaper(
        "D13",
        2,
        "Анкеты участников",
        "participants:questionnaire_list",
        "К анкетам",
        P.BASE_EDIT,
        state=answers,
    ),
    ExpectedPaper(
        "D14",
        2,
        "Представления от третьих лиц",
        "participants:nomination_list",
        "К представлениям",
        P.NOMINATION_VIEW,
        state=nominations,
    ),
    ExpectedPaper(
        "D15",
        2,
        "База наставляемых",
        "participants:mentee_approve",
        "Утвердить базу",
        P.BASE_EDIT,
        kinds=("base_mentees",),
        state=mentees,
    ),
    ExpectedPaper(
        "D17",
        3,
        "База наставников",
        "participants:mentor_approve",
        "Утвердить базу",
        P.BASE_EDIT,
        kinds=("base_mentors",),
        state=mentors,
    ),
    ExpectedPaper(
        "D18",
        4,
        "Листы собеседований",
        "participants:interview_list",
        "К собеседованиям",
        P.SELECTION_VIEW,
        state=interviews,
    ),
    ExpectedPaper(
        "D19",
        4,
        "Программа и журнал обучения",
        "participants:course_list",
        "К обучению",
        P.SELECTION_VIEW,
        state=courses,
    ),
    ExpectedPaper(
        "D36",
        ALWAYS,
        "Журналы и акты по персональным данным",
        "participants:destruction_list",
        "К срокам хранения",
        P.PERSON_DESTROY,
        kinds=("destruction_act",),
        state=journals,
        is_by_hand=True,
    ),
)
FOLDER_PAPERS.append(folder_papers)
