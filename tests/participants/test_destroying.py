"""Data are destroyed to the last word, counts and signed papers stay, the act says both."""

from __future__ import annotations

import json
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from pypdf import PdfReader

from mentoring_site.permissions import Role
from pairing.enums import PairState
from pairing.models import (
    Consultation,
    ContactEntry,
    DevelopmentPlan,
    Meeting,
    MeetingDraft,
    Pair,
    PairAgreement,
    PairBan,
    PairMember,
    PairResult,
    PlanTask,
    PreferenceSheet,
    Referral,
)
from pairing.services.meeting_links import issue_meeting_link
from participants.enums import ConsentPurpose, DestructionCause, DestructionState, MenteeStatus
from participants.models import Consent, DestructionTask, Letter, Mentee, Nomination, Person, Representative
from participants.services.destroying import destroy_people, keep_data, preview
from participants.services.files import keep_file
from programs.models import AuditEvent, Document, DocumentFile, Membership, PersonalLink
from programs.registries.personal_data import PERSONAL_DATA
from programs.services.audit import Refusal
from programs.services.documents import document_pdf
from programs.tenancy import program_url
from tests.factories import make_consent, make_member, make_mentee, make_person, make_school
from tests.pairing.makers import make_pair_in

CANARY = "Канарейкин"
ON = date(2026, 11, 23)
pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR, position="заместитель директора")


def _task(person, **fields):
    return DestructionTask.objects.create(
        **{
            "school": person.school,
            "person": person,
            "person_name": person.full_name,
            "cause": DestructionCause.WITHDRAWN,
            "due_on": ON + timedelta(days=30),
            **fields,
        }
    )


def _fill(person, by, program):
    """The person's name in every place where people write."""
    entry = make_mentee(program, person, request=f"{CANARY} просит помочь", results=f"{CANARY} справился")
    consent = make_consent(person, by)
    mother = Representative.objects.create(
        school=program.school, person=person, full_name=f"{CANARY}а Анна Ивановна", phone="8 900 000-00-00"
    )
    scan = keep_file(program=program, name=f"{CANARY}.pdf", data=b"%PDF-1.7 x", by=by)
    Consent.objects.filter(pk=consent.pk).update(representative=mother, scan=scan)
    Nomination.objects.create(
        school=program.school,
        program=program,
        person=person,
        typed_name=CANARY,
        nominator_name="Учителева А. А.",
        nominator_role="class_teacher",
        observations=f"{CANARY} замкнут",
    )
    return entry


@pytest.fixture
def canary(program, curator):
    person = make_person(program, last_name=CANARY, phone="8 911 222-33-44", email="canary@example.org")
    _fill(person, curator, program)
    return person


def _tables_with(word):
    """Tables of the products that still hold the word; the act, the term and the journal may."""
    allowed = {AuditEvent, Document, DocumentFile, DestructionTask}
    return {
        model._meta.label
        for model in apps.get_models()
        if model not in allowed
        and word in json.dumps(list(model._base_manager.values()), cls=_Encoder, ensure_ascii=False)
    }


class _Encoder(DjangoJSONEncoder):
    def default(self, value):
        return repr(bytes(value)) if isinstance(value, bytes | memoryview) else super().default(value)


def test_destroyed_person_leaves_no_word_behind(program, curator, canary):
    assert len(_tables_with(CANARY)) > 4

    destroy_people(tasks=[_task(canary)], by=curator, program=program, on=ON)

    assert _tables_with(CANARY) == set()
    assert _tables_with("canary@example.org") == _tables_with("8 911 222-33-44") == set()


def test_destroyed_person_stays_countable(program, curator, canary):
    destroy_people(tasks=[_task(canary)], by=curator, program=program, on=ON)

    person, entry = Person.objects.get(pk=canary.pk), Mentee.objects.get(person=canary)
    assert (person.full_name, person.birth_year) == (f"Данные уничтожены № {canary.pk}", None)
    assert (entry.status, entry.left_on, entry.left_reason, entry.request, entry.place) == (
        MenteeStatus.LEFT,
        ON,
        "уничтожено",
        "уничтожено",
        "7\u00a0«А»",
    )
    consent = Consent.objects.get(person=canary)
    assert (consent.purpose, consent.representative, consent.scan) == (
        ConsentPurpose.PARTICIPATION,
        None,
        None,
    )


def test_finished_pair_and_its_signed_order_stay(program, curator):
    pair = make_pair_in(program, curator, PairState.COMPLETED, on=ON)
    mentee = pair.members.get().mentee
    order = Document.objects.get(pk=pair.order_id)
    before, name = document_pdf(order), mentee.person.last_name

    destroy_people(tasks=[_task(mentee.person)], by=curator, program=program, on=ON)

    assert Pair.objects.filter(pk=pair.pk, state=PairState.COMPLETED).exists()
    assert PairMember.objects.get(pair=pair).mentee == mentee
    assert document_pdf(Document.objects.get(pk=order.pk)) == before
    assert name[:-1] in PdfReader(BytesIO(before)).pages[1].extract_text()


def test_person_in_an_open_pair_is_refused_and_nobody_is_touched(program, curator, canary):
    pair = make_pair_in(program, curator, PairState.ACTIVE, on=ON)
    tasks = [_task(canary), _task(pair.members.get().mentee.person)]

    with pytest.raises(Refusal):
        destroy_people(tasks=tasks, by=curator, program=program, on=ON)

    assert Person.objects.get(pk=canary.pk).last_name == CANARY
    assert set(DestructionTask.objects.values_list("state", flat=True)) == {DestructionState.DUE}


def test_act_names_the_person_what_went_and_what_stays(program, curator, canary):
    act = destroy_people(tasks=[_task(canary)], by=curator, program=program, on=ON)

    pages = [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(document_pdf(act))).pages]
    assert len(pages) == 2
    assert f"{CANARY} Иван Петрович" in pages[0]
    assert "представления (1)" in pages[0]
    assert "хранятся постоянно" in pages[0]
    assert "Выгрузка из журнала регистрации событий" in pages[1]
    event = AuditEvent.objects.get(action="person.destroy")
    assert event.sentence.startswith(f"уничтожены персональные данные: {CANARY} Иван Петрович; ")


def test_preview_counts_and_changes_nothing(program, curator, canary):
    task = _task(canary)

    (found,) = preview([task])

    assert ("представления", 1) in found.categories
    assert Person.objects.get(pk=canary.pk).last_name == CANARY


def test_account_of_a_participant_ends_and_of_an_employee_stays(program, curator, canary):
    mentee_user = make_member(program.school, Role.MENTEE, last_name=CANARY)
    Person.objects.filter(pk=canary.pk).update(user=mentee_user)
    teacher = make_person(program, kind="teacher", last_name=CANARY)
    teacher_user = make_member(program.school, Role.CLASS_TEACHER, last_name="Учителева")
    Person.objects.filter(pk=teacher.pk).update(user=teacher_user)

    destroy_people(tasks=[_task(canary), _task(teacher)], by=curator, program=program, on=ON)

    mentee_user.refresh_from_db()
    teacher_user.refresh_from_db()
    assert (mentee_user.is_active, mentee_user.last_name) == (False, "Данные уничтожены")
    assert (teacher_user.is_active, teacher_user.last_name) == (True, "Учителева")


def test_account_that_serves_elsewhere_or_later_stays(program, curator):
    elsewhere = make_member(program.school, Role.MENTOR)
    Membership.objects.create(user=elsewhere, school=make_school(), role=Role.MENTOR)
    installer = make_member(program.school, Role.MENTOR)
    installer.is_superuser = True
    installer.save()
    later = make_member(program.school, Role.SOCIAL)
    Membership.objects.filter(user=later).update(starts=ON + timedelta(days=7))
    users = [elsewhere, installer, later]
    people = [make_person(program, kind="teacher", user=user) for user in users]

    destroy_people(tasks=[_task(person) for person in people], by=curator, program=program, on=ON)

    for user in users:
        user.refresh_from_db()
    assert [user.is_active for user in users] == [True, True, True]
    assert not Person.objects.exclude(user=None).exists()


def test_decided_task_is_refused(program, curator, canary):
    task = _task(canary)
    keep_data(task=task, reason="новое согласие от 20.11.2026", by=curator, program=program)

    with pytest.raises(Refusal, match="уже решена"):
        destroy_people(tasks=[task], by=curator, program=program, on=ON)
    with pytest.raises(Refusal, match="решение уже принято"):
        keep_data(task=task, reason="ещё раз", by=curator, program=program)


def test_keeping_needs_a_reason(program, curator, canary):
    with pytest.raises(Refusal, match="на каком основании"):
        keep_data(task=_task(canary), reason="  ", by=curator, program=program)


def test_every_blanked_field_exists_and_may_be_blanked():
    for entry in PERSONAL_DATA.values():
        model = apps.get_model(entry.model)
        for name in entry.blanked:
            field = model._meta.get_field(name)
            assert field.null or field.empty_strings_allowed, (entry.model, name)


def test_pages_lead_from_the_list_to_the_act(program, curator, canary, sign_in):
    task, client = _task(canary, due_on=ON - timedelta(days=1)), sign_in(curator)
    listed = client.get(program_url(program, "participants:destruction_list")).content.decode()
    checked = client.post(program_url(program, "participants:destruction_check"), {"ids": [task.pk]})
    answer = client.post(program_url(program, "participants:destruction_run"), {"ids": [task.pk]})

    assert f"{CANARY} Иван Петрович" in listed
    assert "хранятся постоянно" in checked.content.decode()
    assert answer.headers["Location"] == program_url(
        program, "programs:document_detail", pk=Document.objects.get().pk
    )


def test_list_takes_as_many_queries_for_one_task_as_for_three(program, curator, sign_in, queries_of):
    _task(make_person(program))
    client, url = sign_in(curator), program_url(program, "participants:destruction_list")
    with_one = queries_of(client, url)
    for _ in range(2):
        _task(make_person(program))

    assert queries_of(client, url) == with_one


def test_work_of_a_finished_pair_leaves_no_word_of_the_destroyed_person(program, curator):
    pair = make_pair_in(program, curator, PairState.ACTIVE, on=ON)
    member = pair.members.get()
    person = member.mentee.person
    Person.objects.filter(pk=person.pk).update(last_name=CANARY)
    link = issue_meeting_link(pair=Pair.objects.get(pk=pair.pk), person=person, by=curator)
    _fill_work(pair, member, curator, link)
    Pair.objects.filter(pk=pair.pk).update(state=PairState.COMPLETED, closed_on=ON, closed_reason=CANARY)
    PairMember.objects.filter(pk=member.pk).update(is_open=False, left_on=ON, result=CANARY)
    assert len(_tables_with(CANARY)) > 12

    destroy_people(tasks=[_task(Person.objects.get(pk=person.pk))], by=curator, program=program, on=ON)

    assert _tables_with(CANARY) == set()
    assert PersonalLink.objects.get(pk=link.pk).revoked_at is not None


def _fill_work(pair, member, by, link):
    """The name in every row of the pair's work that people write."""
    school, program, person = pair.school, pair.program, member.mentee.person
    of_school = {"school": school}
    of_year = {"school": school, "program": program}
    Meeting.objects.create(
        **of_year, pair=pair, kind="trial", date=ON, content=CANARY, recorded_by_name=CANARY
    )
    MeetingDraft.objects.create(**of_school, pair=pair, link=link, data={"content": CANARY})
    plan = DevelopmentPlan.objects.create(**of_year, member=member, goal=CANARY, created_by=by)
    PlanTask.objects.create(**of_school, plan=plan, section="tasks", title=CANARY, actual=CANARY)
    file = keep_file(program=program, name=f"{CANARY}.pdf", data=b"%PDF-1.7 x", by=by)
    PairResult.objects.create(
        **of_year, pair=pair, member=member, kind="project", title=CANARY, on=ON, file=file, recorded_by=by
    )
    ContactEntry.objects.create(**of_year, pair=pair, kind="contact", on=ON, text=CANARY, recorded_by=by)
    Referral.objects.create(
        **of_year,
        person=person,
        pair=pair,
        origin="meeting",
        reason=CANARY,
        asked_by_name=CANARY,
        asked_at=by.date_joined,
    )
    Consultation.objects.create(
        **of_year, person=person, held_on=ON, kind="individual", result=CANARY, conducted_by=by
    )
    PairAgreement.objects.create(
        **of_school, pair=pair, person=person, role="mentee", comment=CANARY, asked_by=by, asked_at=by.date_joined
    )  # fmt: skip
    PreferenceSheet.objects.create(
        **of_year, mentee=member.mentee, source="phone", comment=CANARY, filled_at=by.date_joined
    )
    first, second = sorted((person.pk, pair.mentor.person_id))
    PairBan.objects.create(
        **of_school, first_id=first, second_id=second, kind="conflict", note=CANARY, created_by=by
    )
    Letter.objects.create(
        **of_year, person=person, to_name=CANARY, kind="pair_order", subject=CANARY, body=CANARY, created_by=by
    )  # fmt: skip
