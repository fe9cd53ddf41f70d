"""Health data: closed until the school and the person's paper open them; nowhere but on their own page."""

from __future__ import annotations

from io import BytesIO
from zipfile import BadZipFile, ZipFile

import pytest
from django.utils import timezone
from pypdf import PdfReader

from mentoring_site.permissions import Permission, Role
from participants.consent_light import light_of
from participants.enums import ConsentPurpose
from participants.models import Category, MenteeCategory
from participants.registrations import add_categories
from participants.services.consents import withdraw_consent
from participants.services.entries import show_special, update_mentee
from participants.services.special import PAPER_LOCK, SCHOOL_LOCK, special_lock, switch_special
from programs.models import AuditEvent
from programs.registries.papers import DOCUMENT_KINDS, DocumentKind
from programs.services.audit import Refusal
from programs.tenancy import program_url
from tests.access_matrix import GET, MATRIX
from tests.access_world import World, arguments_of
from tests.factories import keep_special, make_consent, make_member, make_mentee
from tests.test_access import ROUTES

TODAY = timezone.localdate()
PLANTED = "СловоОЗдоровье"
ORDER = "приказ от 12.11.2026 № 84"


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def special(program, curator):
    """The only special category, under a title that stands nowhere else."""
    add_categories(program=program, by=curator)
    Category.objects.filter(is_special=True).update(title=PLANTED, short_title=PLANTED)
    return Category.objects.get(is_special=True)


@pytest.fixture
def mentee(program, curator, special):
    """A mentee with health data, the paper on them and the school's decision."""
    mentee = make_mentee(program)
    make_consent(mentee.person, curator)
    make_consent(mentee.person, curator, purpose=ConsentPurpose.SPECIAL)
    MenteeCategory.objects.create(school=program.school, mentee=mentee, category=special)
    keep_special(program)
    return mentee


def url(program, name, **kwargs):
    return program_url(program, f"participants:{name}", **kwargs)


def page(client, program, name, **kwargs):
    return client.get(url(program, name, **kwargs)).content.decode()


# --- the switch -------------------------------------------------------------------------------------------


def test_school_begins_off_and_a_decision_needs_a_reason(program, curator):
    assert program.school.keeps_special_data is False

    with pytest.raises(Refusal, match="Напишите основание"):
        switch_special(school=program.school, is_on=True, reason=" ", by=curator)
    with pytest.raises(Refusal, match="и так не ведёт"):
        switch_special(school=program.school, is_on=False, reason=ORDER, by=curator)
    with pytest.raises(Refusal, match="длиннее 300"):
        switch_special(school=program.school, is_on=True, reason="я" * 301, by=curator)

    program.school.refresh_from_db()
    assert program.school.keeps_special_data is False


def test_switching_leaves_a_row_with_the_reason(program, curator, sign_in):
    client = sign_in(curator)

    off = page(client, program, "special_switch")
    client.post(url(program, "special_switch"), {"wanted": "on", "reason": ORDER})
    on = page(client, program, "special_switch")
    empty = client.post(url(program, "special_switch"), {"wanted": "off", "reason": ""})

    assert ("УЗ-4 на УЗ-3" in off, "Начать вести сведения" in off) == (True, True)
    assert "Прекратить вести сведения" in on
    assert empty.status_code == 422
    assert [event.sentence for event in AuditEvent.objects.all()] == [
        f"начато ведение сведений о здоровье (ОВЗ): {ORDER}"
    ]


def test_sent_twice_the_switch_is_not_turned_back(program, curator, sign_in):
    client = sign_in(curator)

    for _ in range(2):
        last = client.post(url(program, "special_switch"), {"wanted": "on", "reason": ORDER})

    assert last.status_code == 422
    program.school.refresh_from_db()
    assert program.school.keeps_special_data is True


# --- locks ------------------------------------------------------------------------------------------------


def test_switching_off_hides_at_once_and_refuses_new_ones(program, curator, mentee, special, sign_in):
    client = sign_in(curator)
    switch_special(school=program.school, is_on=False, reason=ORDER, by=curator)

    answer = client.post(url(program, "mentee_special", pk=mentee.pk), follow=True).content.decode()

    assert PLANTED not in answer
    assert SCHOOL_LOCK in answer
    with pytest.raises(Refusal, match=SCHOOL_LOCK):
        show_special(mentee=mentee, by=curator)
    other = make_mentee(program)
    make_consent(other.person, curator, purpose=ConsentPurpose.SPECIAL)
    with pytest.raises(Refusal, match=SCHOOL_LOCK):
        update_mentee(instance=other, changes={}, version=1, by=curator, categories=[special])
    assert not AuditEvent.objects.filter(action="mentee.special_view").exists()
    assert MenteeCategory.objects.filter(category=special).count() == 1  # the decision may be taken back


def test_lock_follows_the_school_and_then_the_paper(program, curator):
    person = make_mentee(program).person

    nothing = special_lock(person, program.school, TODAY)
    make_consent(person, curator, purpose=ConsentPurpose.SPECIAL)
    paper_only = special_lock(person, program.school, TODAY)
    keep_special(program)
    both = special_lock(person, program.school, TODAY)
    withdraw_consent(consent=person.consents.get(), reason="заявление", on=TODAY, by=curator, program=program)

    assert (nothing, paper_only, both) == (SCHOOL_LOCK, SCHOOL_LOCK, "")
    assert special_lock(person, program.school, TODAY) == PAPER_LOCK


def test_lock_is_shown_on_card_forms_and_filter(program, curator, special, sign_in):
    mentee = make_mentee(program)
    client = sign_in(curator)
    pages = {
        "card": url(program, "person_detail", pk=mentee.person_id),
        "form": url(program, "mentee_edit", pk=mentee.pk),
        "add": url(program, "mentee_add"),
        "list": url(program, "mentee_list"),
    }

    closed = {name: client.get(address).content.decode() for name, address in pages.items()}
    keep_special(program)
    no_paper = {name: client.get(address).content.decode() for name, address in pages.items()}
    make_consent(mentee.person, curator, purpose=ConsentPurpose.SPECIAL)
    opened = {name: client.get(address).content.decode() for name, address in pages.items()}

    assert {name: SCHOOL_LOCK in text for name, text in closed.items()} == dict.fromkeys(pages, True)
    assert {name: PAPER_LOCK in text for name, text in no_paper.items()} == dict.fromkeys(pages, True) | {
        "list": False
    }
    assert "Здоровье (ОВЗ) — только на карточке" in no_paper["list"]
    assert (PAPER_LOCK in opened["card"], PAPER_LOCK in opened["form"]) == (False, False)
    special_url = url(program, "mentee_special", pk=mentee.pk)
    assert [special_url in text["card"] for text in (closed, no_paper, opened)] == [False, False, True]


def test_locked_category_is_neither_chosen_nor_searched(program, curator, mentee, special, sign_in):
    client = sign_in(curator)

    edited = client.post(
        url(program, "mentee_edit", pk=mentee.pk),
        {"version": "1", "request": "Химия", "form": mentee.form_id, "categories": [special.pk]},
    )
    searched = client.get(url(program, "mentee_list"), {"category": special.pk})

    assert edited.status_code == 422
    assert "category" in searched.context["filter_form"].errors


def test_withdrawn_paper_deletes_the_data_and_the_journal_does_not_say_what(program, curator, mentee):
    paper = mentee.person.consents.get(purpose=ConsentPurpose.SPECIAL)

    withdraw_consent(consent=paper, reason="заявление", on=TODAY, by=curator, program=program)

    assert MenteeCategory.objects.count() == 0
    sentences = list(AuditEvent.objects.order_by("pk").values_list("sentence", flat=True))
    assert sentences == [
        "отозвано согласие: сведения о здоровье (ОВЗ)",
        "удалены сведения о здоровье: согласие отозвано",
    ]


def test_psychologist_sees_by_a_logged_look_whatever_he_sends(program, mentee, sign_in):
    psychologist = make_member(program.school, Role.PSYCHOLOGIST)
    client = sign_in(psychologist)

    texts = [
        client.post(url(program, "mentee_special", pk=mentee.pk), data).content.decode()
        for data in ({}, {"save": "1"})
    ]

    assert all(PLANTED in text for text in texts)
    assert AuditEvent.objects.filter(action="mentee.special_view", actor_id=psychologist.pk).count() == 2


def test_nobody_is_asked_for_the_paper_while_the_school_keeps_no_health_data(program, curator):
    person = make_mentee(program).person

    asked = [
        ConsentPurpose.SPECIAL in {state.purpose for state in light_of(person, [], TODAY, **keeps).states}
        for keeps in ({}, {"keeps_special": True})
    ]

    assert asked == [False, True]


# --- nowhere else -----------------------------------------------------------------------------------------


def text_of(response):
    """Words of a page, a table or a paper."""
    data = response.getvalue() if response.streaming else response.content
    if data.startswith(b"%PDF") and b"%%EOF" in data:  # a stand-in of a test is no paper
        return "".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
    try:
        with ZipFile(BytesIO(data)) as package:
            return "".join(package.read(name).decode("utf-8", "ignore") for name in package.namelist())
    except BadZipFile:
        return data.decode("utf-8", "ignore")


def queries_for(name):
    """The page itself, and what its kind can be asked beside: a table in words, a list searched through."""
    if name.endswith("_export"):
        return ("", "?format=csv")
    return ("", f"?q={PLANTED}&tab=all") if name.endswith(("_list", ":search", "_board")) else ("",)


def test_health_data_stand_on_no_page_export_paper_search_or_journal(
    program, curator, mentee, special, sign_in, monkeypatch, papers_drawn_once
):
    """Every GET route of everybody's rights together, asked about the very mentee who has them."""
    client = sign_in(make_member(program.school, *[role for role in Role if role != Role.COORDINATOR]))
    client.post(url(program, "mentee_special", pk=mentee.pk))  # a look in the journal
    update_mentee(instance=mentee, changes={}, version=1, by=curator, categories=[])
    update_mentee(instance=mentee, changes={}, version=2, by=curator, categories=[special])
    kind = DocumentKind("test_paper", "Проверка", "reports/base_report.html")
    monkeypatch.setitem(DOCUMENT_KINDS, kind.code, kind)
    world = World(program)
    world.__dict__["mentee"] = mentee
    assert world.assessment
    assert world.step

    found, seen = [], 0
    for name, (method, _, _) in MATRIX.items():
        if method != GET:
            continue
        arguments = arguments_of(name, world) if ROUTES[name].has_arguments else {}
        for query in queries_for(name):
            response = client.get(program_url(program, name, **arguments) + query)
            seen += response.status_code == 200
            text = text_of(response).replace(f'value="{PLANTED}"', "").replace(f"q={PLANTED}", "")
            if PLANTED in text.replace(f"«{PLANTED}»", ""):
                found.append(name + query)

    assert found == []
    assert seen > 100
    assert PLANTED not in str(list(AuditEvent.objects.values_list("sentence", "details", "target_label")))


def test_special_view_is_a_permission_of_two_roles():
    from mentoring_site.permissions import ROLE_PERMISSIONS

    holders = {role for role, granted in ROLE_PERMISSIONS.items() if Permission.SPECIAL_VIEW in granted}
    assert holders == {Role.CURATOR, Role.PSYCHOLOGIST}


def test_help_says_why_there_are_no_fields_for_police_and_psychiatry(curator, sign_in):
    text = sign_in(curator).get("/help/").content.decode()

    assert "врачебная тайна" in text
    assert "у психиатра" in text
    assert "внутришкольном учёте" in text
