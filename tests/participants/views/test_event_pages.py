"""Pages of events: list, planning with a proposed agenda, attendance, protocol, photos, invitations, papers."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pypdf import PdfReader

from mentoring_site.permissions import Role
from participants import event_steps
from participants.enums import AttendanceMark, ConsentPurpose, EventKind, EventState, PersonKind
from participants.models import Attendance, Event, EventInvitation, EventPhoto
from participants.registrations_events import attention, folder_papers
from participants.registries import CEREMONY_AWARDS, CeremonyAward
from participants.services.event_invitations import add_guest
from programs.models import Document
from programs.tenancy import access_for, program_url
from tests.factories import (
    make_class,
    make_consent,
    make_course,
    make_member,
    make_mentee,
    make_person,
    make_session,
)
from tests.participants.event_makers import make_event, make_held, make_photo, png

TODAY = timezone.localdate()
HTMX = {"HTTP_HX_REQUEST": "true"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def client(client, curator):
    client.force_login(curator)
    return client


def url(program, name, **kwargs):
    return program_url(program, f"participants:{name}", **kwargs)


def page(client, program, name, query="", **kwargs):
    response = client.get(url(program, name, **kwargs) + query)
    assert response.status_code == 200
    return response.content.decode()


def text_of(response):
    return "\n".join(one.extract_text() for one in PdfReader(BytesIO(response.content)).pages)


# --- list and planning ------------------------------------------------------------------------------------


def test_list_leads_to_rooms_of_their_own_and_narrows_by_step(client, program):
    session = make_session(make_course(program), title="Занятие о границах", planned_on=TODAY)
    make_event(program, EventKind.PARENTS, title="Собрание", step_number=2, planned_on=TODAY)
    make_held(program, title="Педсовет", planned_on=TODAY - timedelta(days=9))

    ahead = page(client, program, "event_list")
    assert url(program, "session_detail", pk=session.pk) in ahead
    assert "Собрание" in ahead
    assert "Педсовет" not in ahead
    narrowed = page(client, program, "event_list", "?tab=all&step=2")
    assert "Собрание" in narrowed
    assert "Занятие о границах" not in narrowed
    assert "Таких событий нет" in page(client, program, "event_list", "?tab=all&step=30")
    assert client.get(url(program, "event_detail", pk=session.pk)).url == url(
        program, "session_detail", pk=session.pk
    )


def test_kind_proposes_agenda_and_form_plans_once(client, program):
    assert "?kind=parents" in page(client, program, "event_add")
    address = url(program, "event_add") + "?kind=parents"
    form = client.get(address).context["form"]
    assert form.initial["agenda"].startswith("О программе наставничества в школе\n")
    data = {**form.initial, "planned_on": "2026-12-01", "starts_at": "18:00", "once": "key-1"}

    first = client.post(address, data)
    client.post(address, data)

    event = Event.objects.get()
    assert first.url == url(program, "event_detail", pk=event.pk)
    assert (event.kind, event.step_number, str(event.starts_at)) == ("parents", 2, "18:00:00")
    wrong = client.post(address, {**data, "planned_on": "", "once": "key-2"})
    assert (wrong.status_code, "Укажите дату." in wrong.content.decode()) == (422, True)


def test_form_offers_the_steps_of_the_year_s_own_map(client, program, monkeypatch):
    monkeypatch.setattr(
        event_steps, "MAP_STEPS", [lambda _: {2: ("1.4", "Родительский день"), 9: ("3", "Замер")}]
    )
    kept = make_event(program, EventKind.CEREMONY, title="Праздник", step_number=30, planned_on=TODAY)
    offered = [(0, "без шага"), (2, "1.4. Родительский день")]

    parents = client.get(url(program, "event_add") + "?kind=parents").context["form"]
    council = client.get(url(program, "event_add") + "?kind=council").context["form"]
    ceremony = client.get(url(program, "event_edit", pk=kept.pk)).context["form"]

    assert (parents.fields["step_number"].choices, parents.initial["step_number"]) == (offered, 2)
    assert (council.fields["step_number"].choices, council.initial["step_number"]) == (offered, 0)
    assert ceremony.fields["step_number"].choices == [
        *offered,
        (30, "Торжественное мероприятие (в карте этого года его нет)"),
    ]
    kinds = client.get(url(program, "event_add")).context["kinds"]
    assert {kind["step"] for kind in kinds} == {"", "1.4"}


def test_export_and_paper_hold_the_same_events(client, program):
    make_held(program, title="Педсовет", present_count=38, protocol_number="1", planned_on=TODAY)

    book = openpyxl.load_workbook(BytesIO(client.get(url(program, "event_export")).content))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]

    assert [row[0] for row in rows if row[0]][-1] == "Педсовет"
    assert "Педсовет" in text_of(client.get(url(program, "event_list_pdf")))


def test_event_is_held_by_the_dialog_and_cancelled_with_a_reason(client, program):
    event = make_event(program, planned_on=TODAY)
    client.post(
        url(program, "event_hold", pk=event.pk), {"held_on": TODAY.isoformat(), "present_count": "40"}
    )
    event.refresh_from_db()
    assert (event.state, event.held_on, event.present_count) == (EventState.HELD, TODAY, 40)
    assert "Составить протокол" in page(client, program, "event_detail", pk=event.pk)

    client.post(url(program, "event_reopen", pk=event.pk))
    client.post(url(program, "event_cancel", pk=event.pk), {"reason": "карантин"})
    assert "карантин" in page(client, program, "event_detail", pk=event.pk)
    assert "Впереди событий нет, прошло 0, отменено 1." in page(client, program, "event_list")


# --- attendance -------------------------------------------------------------------------------------------


def test_tap_marks_by_class_and_mark_all_leaves_marks_made(client, program):
    seventh = make_person(program, school_class=make_class(program, 7))
    other = make_person(program, school_class=make_class(program, 9))
    event = make_event(program, EventKind.CONFERENCE, planned_on=TODAY)
    query = f"?school_class={seventh.enrolments.get().school_class_id}"
    shown = page(client, program, "event_attendance", query, pk=event.pk)
    assert seventh.full_name in shown
    assert other.full_name not in shown

    tap = {"person": seventh.pk, "mark": AttendanceMark.ABSENT}
    answer = client.post(url(program, "event_mark", pk=event.pk), tap, **HTMX)
    client.post(url(program, "event_mark_all", pk=event.pk))

    assert "Были: 0, не отмечены: 1 из 2" in answer.content.decode()
    assert dict(Attendance.objects.values_list("person", "mark")) == {
        seventh.pk: "absent",
        other.pk: "present",
    }
    assert "Лист присутствия" in text_of(client.get(url(program, "event_sheet_pdf", pk=event.pk)))


def test_pasted_list_is_shown_before_it_is_written(client, program):
    person = make_person(program, last_name="Беляев", first_name="Иван")
    event = make_event(program, EventKind.CONFERENCE, planned_on=TODAY)
    address = url(program, "event_paste", pk=event.pk)

    checked = client.post(address, {"names": "1. Беляев Иван, 7А\nКто-то Чужой"}).content.decode()
    assert "Узнали" in checked
    assert "Кто-то Чужой" in checked
    assert not Attendance.objects.exists()

    client.post(address, {"write": "1", "people": [person.pk]})
    assert Attendance.objects.get().person == person


def test_parents_are_counted_by_number(client, program):
    event = make_event(program, EventKind.PARENTS, planned_on=TODAY)
    assert "Здесь отмечают числом" in page(client, program, "event_attendance", pk=event.pk)

    client.post(url(program, "event_count", pk=event.pk), {"present_count": "64"})

    event.refresh_from_db()
    assert (event.state, event.present_count) == (EventState.HELD, 64)


# --- protocol ---------------------------------------------------------------------------------------------


def test_protocol_is_written_prepared_and_printed(client, program):
    event = make_held(program, present_count=40, planned_on=TODAY)
    address = url(program, "event_protocol", pk=event.pk)
    form = client.get(address).context["form"]
    assert form["decisions"].value() == "Слушали: О программе\nРешили: \n\nСлушали: О кураторе\nРешили: "
    data = {
        **{name: form[name].value() or "" for name in form.fields if name != "with_list"},
        "decisions": "Слушали: о программе\nРешили: принять программу",
        "prepare": "1",
    }

    answer = client.post(address, data)

    document = Document.objects.get()
    assert answer.url == program_url(program, "programs:document_detail", pk=document.pk)
    printed = text_of(client.get(url(program, "event_protocol_pdf", pk=event.pk)))
    assert "принять программу" in printed
    assert "40" in printed
    assert client.get(url(program, "protocol_edit", pk=document.pk)).url == address
    stale = client.post(address, {**data, "version": "1", "chair": "Другая"})
    assert stale.status_code == 409
    client.post(url(program, "protocol_cancel", pk=document.pk), {"reason": "опечатка"})
    event.refresh_from_db()
    assert event.protocol is None


# --- programme of the ceremony ----------------------------------------------------------------------------


def test_programme_prints_schedule_and_the_order_of_awards(client, program, monkeypatch):
    event = make_event(program, EventKind.CEREMONY, schedule="14:00 Открытие\nНаграждение", planned_on=TODAY)
    address = url(program, "event_programme_pdf", pk=event.pk)
    assert "награждения" not in text_of(client.get(address)).casefold().replace("награждение", "")

    award = CeremonyAward("Лебедев Артём, 10 «А»", "за победу в номинации «Лучшая пара»", "Грамота")
    monkeypatch.setattr(
        "participants.registries.CEREMONY_AWARDS", [*CEREMONY_AWARDS, lambda event, on: [award]]
    )

    printed = text_of(client.get(address)).replace("\xa0", " ")
    assert "Грамота" in printed
    assert "Лебедев Артём" in printed
    assert "14:00" in printed


def test_folder_of_the_year_takes_the_list_and_the_programme(program, curator):
    make_event(program, EventKind.CEREMONY, title="Награждение", schedule="14:00 Открытие", planned_on=TODAY)
    make_event(program, EventKind.CEREMONY, schedule="14:00", state=EventState.CANCELLED, planned_on=TODAY)

    papers = list(folder_papers(access_for(curator, program, TODAY), TODAY))

    assert [(paper.stage, paper.title) for paper in papers] == [
        (1, "События программы"),
        (7, "Программа: Награждение"),
    ]
    assert [paper.build()[1][:4] for paper in papers] == [b"%PDF", b"%PDF"]


# --- photos and invitations -------------------------------------------------------------------------------


def test_photo_is_added_named_and_told_whether_it_may_be_shown(client, program, curator):
    event = make_held(program, EventKind.CEREMONY, planned_on=TODAY)
    person = make_mentee(program).person
    make_consent(person, curator)
    upload = SimpleUploadedFile("зал.png", png(40, 30))

    added = client.post(url(program, "event_photo_add", pk=event.pk), {"photo": upload, "caption": "Зал"})
    photo = EventPhoto.objects.get()
    assert added.url == url(program, "event_photo_edit", pk=photo.pk)
    assert "не отмечено, кто на снимке" in page(client, program, "event_photos", pk=event.pk)
    edit = url(program, "event_photo_edit", pk=photo.pk) + f"?q={person.last_name}"
    assert client.post(edit, {"people": [person.pk], "caption": "Зал"}).status_code == 302
    assert "Без согласия на публикацию: 1 из 1" in page(client, program, "event_photos", pk=event.pk)

    make_consent(person, curator, purpose=ConsentPurpose.PUBLICATION)
    assert "можно публиковать" in page(client, program, "event_photos", pk=event.pk)
    wrong = client.post(
        url(program, "event_photo_add", pk=event.pk), {"photo": SimpleUploadedFile("a.png", b"%PDF-1.4")}
    )
    assert (wrong.status_code, "не фотография" in wrong.content.decode()) == (422, True)
    file = client.get(url(program, "event_photo_download", pk=photo.pk))
    assert (file["Content-Type"], file["Content-Disposition"][:10]) == ("image/jpeg", "attachment")


def test_guests_are_invited_told_and_answer(client, program, curator):
    event = make_event(program, EventKind.CEREMONY, planned_on=TODAY + timedelta(days=9))
    child = make_mentee(program).person
    asked = {"groups": ["families"], "audience": "all", "guest_group": "ngo", "guest_name": "Фонд «Рядом»"}
    client.post(url(program, "event_invite", pk=event.pk), asked)
    family, fund = event.invitations.order_by("group")
    assert (family.person, fund.to_name) == (child, "Фонд «Рядом»")
    items = list(attention(access_for(curator, program, TODAY), TODAY))
    assert [item.rest for item in items] == ["приглашения не переданы: 2"]

    letters = client.post(url(program, "event_invitation_letters", pk=event.pk), {"everybody": "1"})
    assert letters.status_code == 302
    client.post(
        url(program, "event_invitation_mark", pk=event.pk) + "?to=told", {"ids": [family.pk, fund.pk]}
    )
    client.post(url(program, "event_invitation_answer", pk=fund.pk), {"guests": "2"})

    assert "Ждём 2" in page(client, program, "event_invitations", pk=event.pk).replace("\xa0", " ")
    printed = text_of(client.get(url(program, "event_invitations_pdf", pk=event.pk)))
    assert "Уважаемые коллеги!" in printed
    assert "Уважаемые родители!" in printed
    client.post(url(program, "event_invitation_remove", pk=family.pk))
    assert EventInvitation.objects.get() == fund


def test_refused_invitations_lose_nothing_of_what_the_form_said(client, program, curator):
    event = make_event(program, EventKind.CEREMONY, planned_on=TODAY + timedelta(days=9))
    make_mentee(program)
    add_guest(event=event, group="ngo", name="Фонд «Рядом»", by=curator)
    asked = {"groups": ["families"], "audience": "all", "guest_group": "ngo", "guest_name": "фонд «рядом»"}

    answer = client.post(url(program, "event_invite", pk=event.pk), asked)

    assert (answer.status_code, event.invitations.count()) == (422, 1)
    form = answer.context["invite_form"]
    assert {name: form[name].value() for name in asked} == asked
    assert form.non_field_errors() == ["«фонд «рядом»» уже есть в списке приглашённых."]
    empty = client.post(url(program, "event_invite", pk=event.pk), {"audience": "all", "guest_group": "ngo"})
    assert (empty.status_code, "Отметьте, кого пригласить, или впишите" in empty.content.decode()) == (
        422,
        True,
    )


# --- what is left undone, who may look --------------------------------------------------------------------


def test_attention_names_unmarked_and_unproved_events(program, curator):
    make_event(program, title="Конференция", planned_on=TODAY - timedelta(days=2))
    day = TODAY - timedelta(days=5)
    make_held(program, title="Педсовет", planned_on=day, held_on=day)
    make_held(program, EventKind.FESTIVAL, title="Фестиваль", planned_on=day, held_on=day)

    items = list(attention(access_for(curator, program, TODAY), TODAY))

    assert [(item.subject, item.action_label) for item in items] == [
        ("«Конференция»", "Отметить событие"),
        ("«Педсовет»", "Составить протокол"),
    ]


def test_class_teacher_reads_events_without_names_of_guests(client, program):
    teacher = make_member(program.school, Role.CLASS_TEACHER)
    event = make_held(program, planned_on=TODAY)
    client.force_login(teacher)

    shown = page(client, program, "event_detail", pk=event.pk)

    assert url(program, "event_attendance", pk=event.pk) not in shown
    assert client.get(url(program, "event_invitations", pk=event.pk)).status_code == 403


@pytest.mark.parametrize(
    "name", ["event_list", "event_attendance", "event_photos", "event_invitations", "event_export"]
)
def test_page_takes_the_same_queries_for_one_and_three(program, client, curator, queries_of, name):
    event = make_event(program, EventKind.CEREMONY, planned_on=TODAY)
    has_pk = name not in ("event_list", "event_export")
    address = url(program, name, **({"pk": event.pk} if has_pk else {})) + "?audience=all"

    def add(number):
        person = make_mentee(program).person
        make_held(program, title=f"Педсовет {number}", planned_on=TODAY)
        make_photo(event, curator, person)
        add_guest(event=event, group="ngo", name=f"Фонд {number}", by=curator)
        adult = make_person(program, kind=PersonKind.TEACHER)
        Attendance.objects.create(school=program.school, event=event, person=adult, mark="present")

    add(1)
    address = address.replace("?audience", "?tab=all&audience")
    one = queries_of(client, address)
    add(2)
    add(3)

    assert queries_of(client, address) == one
