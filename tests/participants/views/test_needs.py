"""Pages of «Запросы и охват»: numbers lead to people, exports agree with the page, rights narrow the rows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.crypto import get_random_string

from mentoring_site.permissions import Role
from participants.models import Category, MenteeCategory, PopulationCount, Topic
from participants.registrations import add_categories
from participants.services.topics import set_topics
from participants.tables_needs import needs_columns
from programs.enums import LinkPurpose
from programs.models import AuditEvent, Document, PersonalLink
from programs.services import links
from programs.services.documents import sign_document
from programs.tenancy import program_url
from tests.factories import make_class, make_member, make_mentee, make_mentor, make_person


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def topic(program):
    return Topic.objects.create(school=program.school, title="Физика", is_subject=True)


def url(program, name, **kwargs):
    return program_url(program, f"participants:{name}", **kwargs)


def text_of(response):
    return response.content.decode()


def asking(program, topic, **fields):
    mentee = make_mentee(program, make_person(program, **fields))
    set_topics(mentee, [topic])
    return mentee


# --- topics -----------------------------------------------------------------------------------------------


def test_number_leads_to_the_people_behind_it(program, curator, topic, sign_in):
    asking(program, topic, last_name="Панова")
    make_mentee(program, make_person(program, last_name="Орлова"))
    client = sign_in(curator)
    link = f"{url(program, 'needs_people')}?topic={topic.pk}&amp;side=wanted"

    page = text_of(client.get(url(program, "needs_list")))
    people = text_of(client.get(link.replace("&amp;", "&")))

    assert link in page
    assert "не хватает 1" in page
    assert ("Панова" in people, "Орлова" in people) == (True, False)
    assert "1\xa0человек просит помощи по этой теме." in people


@pytest.mark.parametrize("query", ["", "?topic=x", "?topic=1&side=both", "?topic=999999"])
def test_people_behind_nothing_are_not_found(program, curator, sign_in, query):
    assert sign_in(curator).get(url(program, "needs_people") + query).status_code == 404


def test_export_agrees_with_the_page(program, curator, topic, sign_in):
    asking(program, topic)
    set_topics(make_mentor(program), [topic])

    rows = text_of(sign_in(curator).get(url(program, "needs_export") + "?format=csv"))

    assert "Физика;1;1;0" in rows


@pytest.mark.parametrize("name", ["needs_list", "coverage"])
def test_pages_take_the_same_queries_for_one_and_three_rows(
    program, curator, topic, sign_in, queries_of, name
):
    client, page = sign_in(curator), url(program, name)
    asking(program, topic)
    one = queries_of(client, page)
    for _ in range(2):
        asking(program, topic)

    assert queries_of(client, page) == one


def test_people_page_takes_the_same_queries_for_one_and_three_rows(
    program, curator, topic, sign_in, queries_of
):
    client, page = sign_in(curator), f"{url(program, 'needs_people')}?topic={topic.pk}"
    asking(program, topic)
    one = queries_of(client, page)
    for _ in range(2):
        asking(program, topic)

    assert queries_of(client, page) == one


@pytest.mark.parametrize("name", ["needs_pdf", "coverage_pdf"])
def test_papers_are_drawn_even_without_rows(program, curator, sign_in, name):
    assert sign_in(curator).get(url(program, name)).content[:5] == b"%PDF-"


def test_topics_are_chosen_on_the_page_of_the_entry(program, curator, topic, sign_in):
    mentee = make_mentee(program)
    client = sign_in(curator)
    edit = url(program, "mentee_edit", pk=mentee.pk)

    page = text_of(client.get(edit))
    sent = client.post(edit, {"version": mentee.version, "form": mentee.form_id, "topics": [topic.pk]})
    card = text_of(client.get(url(program, "person_detail", pk=mentee.person_id)))

    assert ("В чём нужна помощь: темы" in page, sent.status_code) == (True, 302)
    assert mentee.topic_choices.get().topic == topic
    assert "Физика" in card


def test_hours_are_ticked_on_the_page_of_the_entry_and_told_on_the_card(program, curator, sign_in):
    mentor = make_mentor(program)
    client = sign_in(curator)
    edit, card = (
        url(program, "mentor_edit", pk=mentor.pk),
        url(program, "person_detail", pk=mentor.person_id),
    )
    sent = {"version": mentor.version, "form": mentor.form_id, "places": 1, "times": ["115", "116", "320"]}

    assert client.post(edit, sent).status_code == 302
    assert "Пн 15:00, 16:00; Ср 20:00" in text_of(client.get(card))
    mentor.refresh_from_db()
    refused = client.post(edit, sent | {"version": mentor.version, "times": ["115", "721"]})
    assert (refused.status_code, "Такого часа нет" in text_of(refused)) == (422, True)
    assert client.post(edit, sent | {"version": mentor.version, "times": ["115"]}).status_code == 302

    assert list(mentor.times.values_list("weekday", "hour")) == [(1, 15)]
    said = AuditEvent.objects.filter(action="mentor.update").order_by("pk").values_list("sentence", flat=True)
    assert [sentence.split("; удобное ")[-1] for sentence in said] == [
        "время: Пн 15:00, 16:00; Ср 20:00",
        "удобное время: Пн 15:00",
    ]


# --- list of topics ---------------------------------------------------------------------------------------


def test_curator_keeps_the_list_of_topics(program, curator, topic, sign_in):
    client = sign_in(curator)
    page = url(program, "topic_list")
    data = {"title": "Шахматы", "kind": "pupil", "is_active": "on", "once": get_random_string(8)}

    client.post(page, data)
    client.post(page, data)
    same = client.post(page, {**data, "title": "физика", "once": get_random_string(8)})
    client.post(url(program, "topic_edit", pk=topic.pk), {"title": "Физика и астрономия", "kind": ""})
    added = Topic.objects.get(title="Шахматы")
    client.post(url(program, "topic_move", pk=added.pk), {"up": "1"})

    assert "Такая тема уже есть" in text_of(same) or "уже есть" in text_of(same)
    assert same.status_code == 422
    assert list(Topic.objects.values_list("title", "is_active", "position")) == [
        ("Шахматы", True, 0),
        ("Физика и астрономия", False, 1),
    ]


def test_ready_list_is_taken_by_one_press(program, curator, sign_in):
    page = sign_in(curator).post(url(program, "topic_ready"), follow=True)

    assert "Добавлено: 26" in text_of(page)


# --- invitations ------------------------------------------------------------------------------------------


def test_invitation_gives_text_list_and_poster(program, curator, topic, sign_in):
    make_person(program, school_class=make_class(program, 9), last_name="Девятов")
    asking(program, topic)
    client = sign_in(curator)
    query = f"?audience=seniors&topic={topic.pk}"

    page = text_of(client.get(url(program, "invite") + query))
    papers = [
        client.get(url(program, name) + query).content[:5] for name in ("invite_names", "invite_poster")
    ]

    assert "просят 1 человек" in page
    assert "Добавить ссылку и QR-код" in page
    assert papers == [b"%PDF-", b"%PDF-"]


def test_invitation_offers_no_link_while_applications_have_no_page(program, curator, sign_in, monkeypatch):
    monkeypatch.delitem(links.LINK_PAGES, LinkPurpose.APPLICATION)

    page = text_of(sign_in(curator).get(url(program, "invite") + "?audience=graduates"))

    assert "Добавить ссылку и QR-код" not in page


def test_invitation_carries_a_link_to_the_application(program, curator, sign_in):
    client = sign_in(curator)

    sent = client.post(url(program, "invite_link"), {"audience": "graduates"})
    page = text_of(client.get(sent.url))

    link = PersonalLink.objects.get()
    assert (link.purpose, link.payload) == ("application", {"role": "mentor"})
    assert links.link_url(link) in page
    assert client.get(sent.url.replace("/invite/?", "/invite/poster/?")).content[:5] == b"%PDF-"


def test_unknown_audience_is_said_at_the_field(program, curator, sign_in):
    client = sign_in(curator)

    assert client.get(url(program, "invite") + "?audience=martians").status_code == 422
    assert client.get(url(program, "invite_names") + "?audience=martians").status_code == 404


# --- coverage ---------------------------------------------------------------------------------------------


@pytest.fixture
def category(program, curator):
    add_categories(program=program, by=curator)
    found = Category.objects.get(code="low_results")
    MenteeCategory.objects.create(school=program.school, mentee=make_mentee(program), category=found)
    return found


@pytest.mark.parametrize(
    ("role", "sees"), [(Role.CURATOR, True), (Role.PSYCHOLOGIST, True), (Role.DIRECTOR, False)]
)
def test_categories_are_counted_for_three_roles_only(program, category, sign_in, role, sees):
    client = sign_in(make_member(program.school, role))

    page = text_of(client.get(url(program, "coverage")))
    file = client.get(url(program, "coverage_export") + "?format=csv")

    assert (category.short_title in page) == sees
    if file.status_code == 200:
        assert (category.short_title in text_of(file)) == sees


@pytest.mark.parametrize(
    ("sees_all", "can_invite", "keys"),
    [
        (True, True, ["topic", "wanted", "offered", "gap", "invite"]),
        (True, False, ["topic", "wanted", "offered", "gap"]),
        (False, False, ["topic", "wanted", "offered"]),
    ],
)
def test_gap_is_told_to_who_sees_all_mentors_and_invitation_to_who_may_invite(sees_all, can_invite, keys):
    assert [column["key"] for column in needs_columns(sees_all=sees_all, can_invite=can_invite)] == keys


def test_class_teacher_reads_of_his_own_people(program, sign_in):
    teacher = make_member(program.school, Role.CLASS_TEACHER)
    make_class(program, 7, teacher=teacher)

    page = text_of(sign_in(teacher).get(url(program, "needs_list")))

    assert "Что просят ваши наставляемые и что предлагают ваши наставники." in page


def test_class_teacher_sees_no_share_of_the_school(program, sign_in):
    teacher = make_member(program.school, Role.CLASS_TEACHER)
    make_class(program, 7, teacher=teacher)

    page = text_of(sign_in(teacher).get(url(program, "coverage")))

    assert ("Ученики в программе" in page, "Показаны только ваши" in page) == (False, True)


def test_missing_total_leads_to_the_page_that_takes_it(program, curator, sign_in):
    client = sign_in(curator)
    before = text_of(client.get(url(program, "coverage")))

    client.post(
        url(program, "population_edit"), {"kind": "pupils", "value": "812", "counted_on": "2026-09-01"}
    )
    wrong = client.post(url(program, "population_edit"), {"kind": "pupils", "value": "-1"})
    after = text_of(client.get(url(program, "coverage")))

    assert ("впишите численность" in before, url(program, "population_edit") in before) == (True, True)
    assert PopulationCount.objects.get().value == 812
    assert wrong.status_code == 422
    assert "из 812" in after


# --- bases as papers --------------------------------------------------------------------------------------


def test_approved_base_is_said_on_its_page(program, curator, sign_in):
    make_mentee(program, make_person(program, last_name="Панова"))
    client = sign_in(curator)

    asked = text_of(client.get(url(program, "mentee_approve")))
    day = timezone.localdate()
    sent = client.post(url(program, "mentee_approve"), {"on": day})
    again = client.post(url(program, "mentee_approve"), {"on": day})
    document = Document.objects.get()
    waiting = text_of(client.get(url(program, "mentee_list")))
    sign_document(document=document, number="3", date=day, by=curator, today=day)
    signed = text_of(client.get(url(program, "mentee_list")))

    assert "Сегодня в списке 1\u00a0человек." in asked
    assert sent.url == again.url == program_url(program, "programs:document_detail", pk=document.pk)
    assert document.snapshot["rows"][0][1].startswith("Панова")
    assert "Ждёт подписи директора" in waiting
    assert f"Утверждена {day:%d.%m.%Y}, 1\u00a0человек" in signed


def test_frozen_base_keeps_its_rows_after_the_base_changes(program, curator, sign_in):
    mentee = make_mentee(program)
    sign_in(curator).post(url(program, "mentee_approve"), {"on": timezone.localdate()})
    before = Document.objects.get().snapshot["rows"]

    mentee.request = "Другой запрос"
    mentee.save()

    assert Document.objects.get().snapshot["rows"] == before


def test_base_of_a_day_gone_by_holds_who_stood_in_it(program, curator, sign_in):
    day = program.starts
    make_mentee(program, make_person(program, last_name="Панова"), entered_on=day)
    make_mentee(program, make_person(program, last_name="Орлова"), entered_on=day + timedelta(days=9))

    sign_in(curator).post(url(program, "mentee_approve"), {"on": day})

    assert [row[1].split()[0] for row in Document.objects.get().snapshot["rows"]] == ["Панова"]


def test_base_of_tomorrow_is_refused_at_the_field(program, curator, sign_in):
    make_mentee(program)
    tomorrow = timezone.localdate() + timedelta(days=1)

    sent = sign_in(curator).post(url(program, "mentee_approve"), {"on": tomorrow})

    assert (sent.status_code, Document.objects.count()) == (422, 0)
    assert "Этот день ещё не наступил" in text_of(sent)


def test_class_teacher_cannot_approve_a_base(program, sign_in):
    client = sign_in(make_member(program.school, Role.CLASS_TEACHER))

    assert client.post(url(program, "mentee_approve")).status_code == 403
