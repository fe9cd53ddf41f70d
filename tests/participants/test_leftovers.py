"""What came to nothing by a link is forgotten when its term is over, and not before."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from mentoring_site.permissions import Role
from participants.enums import ApplicationState, NominationState, ResponseSource
from participants.models import Application, Nomination, Questionnaire, Response, StoredFile
from participants.services.files import keep_file
from participants.services.leftovers import Leftovers, forget_leftovers, leftovers
from programs.enums import ProgramState
from programs.models import AuditEvent, Program
from programs.tenancy import program_url
from tests.factories import make_member, make_person

DECIDED = datetime(2026, 10, 1, 9, tzinfo=UTC)
LAST_DAY, NEXT = date(2026, 10, 30), date(2026, 10, 31)
pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


def _application(program, **fields):
    return Application.objects.create(
        **{
            "school": program.school,
            "program": program,
            "role": "mentee",
            "kind": "pupil",
            "last_name": "Ёлкин",
            "first_name": "Пётр",
            "state": ApplicationState.DECLINED,
            "decline_reason": "нет места",
            "decided_at": DECIDED,
            **fields,
        }
    )


def _nomination(program, **fields):
    return Nomination.objects.create(
        **{
            "school": program.school,
            "program": program,
            "typed_name": "Ёлкин Пётр",
            "nominator_name": "Мать",
            "nominator_role": "parent",
            "state": NominationState.DECLINED,
            "decline_reason": "нет запроса",
            "decided_at": DECIDED,
            **fields,
        }
    )


def test_declined_ones_are_kept_for_thirty_days(program):
    _application(program)
    _nomination(program)

    assert leftovers(program.school, LAST_DAY) == Leftovers(0, 0)
    assert leftovers(program.school, NEXT) == Leftovers(1, 1)


def test_whoever_has_a_card_or_waits_in_an_open_year_is_no_leftover(program):
    _application(program, person=make_person(program))
    _application(program, state=ApplicationState.NEW, decided_at=None, decline_reason="")

    assert not leftovers(program.school, NEXT)


def test_undecided_ones_end_with_their_year(program):
    _application(program, state=ApplicationState.NEW, decided_at=None, decline_reason="")
    Program.objects.filter(pk=program.pk).update(state=ProgramState.COMPLETED)

    assert leftovers(program.school, program.ends + timedelta(days=29)) == Leftovers(0, 0)
    assert leftovers(program.school, program.ends + timedelta(days=30)) == Leftovers(1, 0)


def test_forgetting_takes_answers_and_scans_and_tells_numbers_alone(program, curator):
    questionnaire = Questionnaire.objects.create(
        school=program.school, program=program, kind="application", code="ask", title="Анкета"
    )
    scan = keep_file(program=program, name="анкета.pdf", data=b"%PDF-1.7 x", by=None)
    response = Response.objects.create(
        school=program.school,
        program=program,
        questionnaire=questionnaire,
        source=ResponseSource.SCAN,
        scan=scan,
    )
    _application(program, response=response)
    _nomination(program)

    forget_leftovers(program=program, by=curator, on=NEXT)

    assert [model.objects.count() for model in (Application, Nomination, Response, StoredFile)] == [0] * 4
    assert AuditEvent.objects.get().sentence == (
        "удалены заявки и представления без карточки, срок которых прошёл: заявок 1, представлений 1"
    )


def test_page_offers_to_delete_them_and_does(program, curator, sign_in):
    _nomination(program, decided_at=datetime(2020, 1, 1, tzinfo=UTC))
    client = sign_in(curator)
    listed = client.get(program_url(program, "participants:destruction_list")).content.decode()

    answer = client.post(program_url(program, "participants:destruction_leftovers"), follow=True)

    assert "представлений\u00a0– 1" in listed.replace("&nbsp;", "\u00a0")
    assert "Заявки и представления без карточки удалены." in answer.content.decode()
    assert not Nomination.objects.exists()
