"""A withdrawn consent hides and blocks at once, and begins the term of destruction."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from mentoring_site.permissions import Role
from participants.enums import ConsentPurpose, DestructionCause, DestructionState
from participants.models import DestructionTask, Mentee
from participants.services.consents import (
    leaving_school,
    publishable,
    register_consent,
    withdraw_consent,
)
from participants.services.destruction import open_destruction_task
from programs.models import AuditEvent
from programs.tenancy import program_url
from tests.factories import TODAY, make_consent, make_member, make_mentee

PARTICIPATION, TRANSFER, PUBLICATION = (
    ConsentPurpose.PARTICIPATION,
    ConsentPurpose.TRANSFER,
    ConsentPurpose.PUBLICATION,
)


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


def mentee_with(program, by, *purposes):
    mentee = make_mentee(program)
    papers = {purpose: make_consent(mentee.person, by, purpose=purpose) for purpose in purposes}
    return mentee, papers


def withdraw(consent, by, on=TODAY):
    return withdraw_consent(consent=consent, reason="заявление", on=on, by=by)


def due():
    return list(DestructionTask.objects.values_list("person_name", "cause", "due_on", "state", "kept_reason"))


# --- destruction ------------------------------------------------------------------------------------------


def test_withdrawn_participation_begins_thirty_days(program, curator):
    mentee, papers = mentee_with(program, curator, PARTICIPATION)

    withdraw(papers[PARTICIPATION], curator)

    assert due() == [
        (
            mentee.person.full_name,
            DestructionCause.WITHDRAWN,
            date(2026, 12, 23),
            DestructionState.DUE,
            "",
        )
    ]


@pytest.mark.parametrize("purpose", [p for p in ConsentPurpose if p != PARTICIPATION])
def test_other_withdrawals_begin_nothing(program, curator, purpose):
    _, papers = mentee_with(program, curator, PARTICIPATION, purpose)

    withdraw(papers[purpose], curator)

    assert due() == []


def test_withdrawn_paper_beside_a_valid_one_begins_nothing(program, curator):
    mentee, papers = mentee_with(program, curator, PARTICIPATION)
    make_consent(mentee.person, curator, signed_on=date(2026, 10, 1))

    withdraw(papers[PARTICIPATION], curator)

    assert due() == []


def test_new_paper_stops_the_term(program, curator):
    mentee, papers = mentee_with(program, curator, PARTICIPATION)
    withdraw(papers[PARTICIPATION], curator)

    register_consent(
        person=mentee.person, purpose=TRANSFER, signed_on=TODAY, by=curator, program=program, today=TODAY
    )
    still_due = due()[0][3]
    register_consent(
        person=mentee.person, purpose=PARTICIPATION, signed_on=TODAY, by=curator, program=program, today=TODAY
    )

    assert still_due == DestructionState.DUE
    assert due()[0][3:] == (DestructionState.KEPT, "новое согласие от 23.11.2026")
    task = DestructionTask.objects.get()
    assert (task.decided_by, task.decided_at is None) == (curator, False)
    assert AuditEvent.objects.get(action="destruction.cancel").person_ids == [mentee.person_id]


def test_term_of_another_cause_is_not_stopped_by_a_paper(program, curator):
    mentee, _ = mentee_with(program, curator)
    open_destruction_task(person=mentee.person, cause=DestructionCause.GOAL_REACHED, on=TODAY, by=curator)

    register_consent(
        person=mentee.person, purpose=PARTICIPATION, signed_on=TODAY, by=curator, program=program, today=TODAY
    )

    assert due()[0][3] == DestructionState.DUE


def test_open_term_is_not_opened_twice(program, curator):
    mentee, _ = mentee_with(program, curator)

    first = open_destruction_task(
        person=mentee.person, cause=DestructionCause.WITHDRAWN, on=TODAY, by=curator
    )
    second = open_destruction_task(
        person=mentee.person,
        cause=DestructionCause.GOAL_REACHED,
        on=TODAY + timedelta(days=5),
        by=curator,
    )

    assert (first.pk, first.due_on) == (second.pk, second.due_on)
    assert AuditEvent.objects.filter(action="destruction.open").count() == 1


# --- what leaves the school -------------------------------------------------------------------------------


@pytest.mark.parametrize("gone", [None, PARTICIPATION, TRANSFER, PUBLICATION])
def test_partners_and_the_site_get_only_who_agreed_today(program, curator, gone):
    mentee, papers = mentee_with(program, curator, PARTICIPATION, TRANSFER, PUBLICATION)
    make_consent(make_mentee(program).person, curator)  # never asked for more
    if gone:
        withdraw(papers[gone], curator)

    for_partner = list(leaving_school(Mentee.objects.all(), TODAY))
    for_site = list(publishable(Mentee.objects.all(), TODAY))

    assert for_partner == ([] if gone in (PARTICIPATION, TRANSFER) else [mentee])
    assert for_site == ([] if gone in (PARTICIPATION, PUBLICATION) else [mentee])


def test_partners_file_skips_the_withdrawn_and_holds_no_contacts(program, curator, sign_in):
    mentee, papers = mentee_with(program, curator, PARTICIPATION, TRANSFER)
    mentee.person.phone = "8 900 000-00-01"
    mentee.person.save()
    client = sign_in(curator)
    url = program_url(program, "participants:mentee_export")
    listed = client.get(program_url(program, "participants:mentee_list")).content.decode()

    before = cells(client.get(url, {"leaves": "1"}))
    withdraw(papers[TRANSFER], curator, on=timezone.localdate())
    after = cells(client.get(url, {"leaves": "1"}))

    assert "Для партнёра: только с согласием на передачу" in listed
    assert mentee.person.full_name in before
    assert mentee.person.phone not in before
    assert mentee.person.full_name not in after


def cells(response):
    sheet = load_workbook(BytesIO(response.content)).active
    return [cell.value for row in sheet.iter_rows() for cell in row]


@pytest.mark.parametrize("rows", [1, 3])
def test_partners_rows_cost_the_same_for_any_length(program, curator, rows, django_assert_num_queries):
    for _ in range(rows):
        mentee_with(program, curator, PARTICIPATION, TRANSFER)

    with django_assert_num_queries(2):
        found = list(leaving_school(Mentee.objects.all(), TODAY).for_list(program))

    assert len(found) == rows
