"""Pages of the conditions: from a proposal to a role, resources, partners; counts of queries."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from docx import Document as Docx

from mentoring_site.permissions import Role
from programs.enums import DocumentState, PartnerKind, ResourceKind, ResourceState
from programs.models import Appointment, Document, Membership, Partner, Resource
from programs.partners import PARTNER_FACTS, PARTNERS_FACTS
from programs.services.partners import add_partner
from programs.services.resources import add_resource
from programs.tenancy import program_url
from tests.factories import make_member, make_program


@pytest.fixture
def director(program):
    return make_member(program.school, Role.DIRECTOR, last_name="Ершова")


def page(program, name, **kwargs):
    return program_url(program, f"programs:{name}", **kwargs)


def test_curator_is_proposed_ordered_signed_and_has_the_role(program, director, sign_in):
    teacher = make_member(program.school, Role.SOCIAL, last_name="Тихонова", first_name="Ирина")
    client = sign_in(director)
    form = {"user": teacher.pk, "form": "", "starts": "2026-09-01", "ends": "", "duties": "Вести базу"}

    client.post(page(program, "appointment_create"), form)
    answer = client.post(page(program, "curator_order_create"), {"ids": [Appointment.objects.get().pk]})
    order = Document.objects.get()
    assert answer["Location"] == page(program, "document_detail", pk=order.pk)
    text = {
        "number": "14-од",
        "date": "2026-09-01",
        "preamble": "В целях развития:",
        "points": "Назначить Тихонову.\n\nКонтроль оставляю за собой.",
        "acquainted": "",
    }
    client.post(page(program, "curator_order_edit", pk=order.pk), text)
    client.post(page(program, "document_sign", pk=order.pk), {"number": "14-од", "date": "2026-09-01"})

    order.refresh_from_db()
    assert (order.state, order.snapshot["points"]) == (
        DocumentState.SIGNED,
        ["Назначить Тихонову.", "Контроль оставляю за собой."],
    )
    assert Membership.objects.get(user=teacher, role=Role.CURATOR).starts == date(2026, 9, 1)
    [row] = client.get(page(program, "conditions")).context["found"].ordered
    assert (row.order, row.state) == ("№ 14-од от 01.09.2026", ("ok", "действует"))
    words = "\n".join(
        p.text
        for p in Docx(
            BytesIO(client.get(page(program, "curator_order_docx", pk=order.pk)).content)
        ).paragraphs
    )
    assert "1. Назначить Тихонову." in words


def test_form_of_a_bare_role_is_filled_with_the_person(program, director, sign_in):
    curator = make_member(program.school, Role.CURATOR)
    client = sign_in(director)

    form = client.get(page(program, "appointment_create") + f"?user={curator.pk}").context["form"]

    assert form.initial["user"] == curator
    assert form.initial["duties"].startswith("Формирование базы наставников")


def test_dates_in_disorder_are_said_at_their_field(program, director, sign_in):
    data = {"user": director.pk, "starts": "2026-10-01", "ends": "2026-09-01"}

    answer = sign_in(director).post(page(program, "appointment_create"), data)

    assert (answer.status_code, answer.context["form"].errors["ends"]) == (
        422,
        ["Последний день раньше первого. Исправьте один из них."],
    )


def test_resource_saved_from_an_older_page_is_not_lost(program, director, sign_in):
    resource = add_resource(program=program, by=director, title="Кабинет", kind=ResourceKind.ROOM)
    Resource.objects.filter(pk=resource.pk).update(version=2)
    data = {"title": "Кабинет 12", "kind": "room", "state": ResourceState.PROVIDED, "version": "1"}
    client, url = sign_in(director), page(program, "resource_edit", pk=resource.pk)

    first = client.post(url, data)
    second = client.post(url, {**data, "version": first.context["form"].data["version"]})

    assert (first.status_code, second.status_code) == (409, 302)
    assert Resource.objects.get().title == "Кабинет 12"


def test_ready_list_fills_an_empty_page(program, director, sign_in):
    client = sign_in(director)
    assert client.get(page(program, "resource_list")).context["can_prepare"]

    client.post(page(program, "resource_ready"))

    context = client.get(page(program, "resource_list")).context
    assert (len(context["rows"]), context["can_prepare"]) == (Resource.objects.count(), False)
    assert client.get(page(program, "resource_pdf")).content.startswith(b"%PDF")


def test_partner_is_added_once_and_its_agreement_is_a_paper(program, director, sign_in):
    client = sign_in(director)
    data = {"name": "Завод", "kind": PartnerKind.ENTERPRISE, "site": "zavod.example.org"}

    client.post(page(program, "partner_create"), data)
    again = client.post(page(program, "partner_create"), data)
    partner = Partner.objects.get()
    agreement = {"subject": "экскурсии", "starts": "2026-09-01", "ends": "2027-05-31"}
    client.post(page(program, "agreement_create", pk=partner.pk), agreement)

    assert (again.status_code, again.context["form"].non_field_errors()) == (
        422,
        ["Такая организация уже есть в списке."],
    )
    document = Document.objects.get()
    assert (document.kind, document.date) == ("partner_agreement", timezone.localdate())
    card = client.get(page(program, "partner_detail", pk=partner.pk))
    assert [row["state"] for row in card.context["agreements"]] == [("wait", "к подписи")]


def test_teacher_sees_partners_and_changes_nothing(program, director, sign_in):
    partner = add_partner(program=program, by=director, name="Колледж", kind=PartnerKind.COLLEGE)
    client = sign_in(make_member(program.school, Role.CLASS_TEACHER))

    answer = client.get(page(program, "partner_detail", pk=partner.pk))

    assert (answer.status_code, answer.context["can_edit"]) == (200, False)
    assert client.get(page(program, "conditions")).status_code == 403


def test_partners_of_another_school_are_not_there(program, director, sign_in):
    from django_scopes import scope

    other = make_program()
    with scope(school=other.school):
        foreign = add_partner(program=other, by=director, name="Чужой", kind=PartnerKind.NGO)

    client = sign_in(director)

    assert client.get(page(program, "partner_detail", pk=foreign.pk)).status_code == 404
    assert client.get(page(program, "partner_list")).context["rows"] == []


def test_upper_apps_tell_what_they_know_of_partners():
    assert {provider.__module__ for provider in PARTNER_FACTS} == {
        "participants.partner_facts",
        "monitoring.partner_facts",
    }
    assert [provider.__module__ for provider in PARTNERS_FACTS] == ["monitoring.partner_facts"]


@pytest.mark.parametrize(
    "name",
    ["partner_list", "partner_export", "partner_pdf", "resource_list", "resource_export", "resource_pdf"],
)
def test_lists_take_the_same_queries_at_1_and_3_rows(program, director, sign_in, queries_of, name):
    client, url = sign_in(director), page(program, name)
    _fill(program, director, "1")
    one = queries_of(client, url)

    _fill(program, director, "2")
    _fill(program, director, "3")

    assert queries_of(client, url) == one


def _fill(program, by, number):
    add_resource(program=program, by=by, title=number, kind=ResourceKind.ROOM)
    add_partner(program=program, by=by, name=number, kind=PartnerKind.NGO)


def test_curators_take_the_same_queries_at_1_and_3_rows(program, director, sign_in, queries_of):
    from programs.services.appointments import propose_appointment

    client, url = sign_in(director), page(program, "conditions")
    counts = []
    for number in range(3):
        make_member(program.school, Role.CURATOR)
        propose_appointment(
            program=program,
            user=make_member(program.school, Role.SOCIAL),
            form=None,
            starts=timezone.localdate() + timedelta(days=number),
            ends=None,
            duties="",
            by=director,
        )
        counts.append(queries_of(client, url))

    assert counts[0] == counts[2]
