"""The open pages: nobody but whom a consent of the day allows, nothing of another school, no word of HTML run."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django_scopes import scopes_disabled

from mentoring_site.permissions import Role
from monitoring.enums import AwardState, LibraryKind, PublicState
from monitoring.models import PublicCard
from monitoring.public_paste import pasted_sections
from monitoring.services.cases import (
    add_case_file,
    create_case,
    move_case,
    record_word,
    save_case,
    show_case_file,
)
from monitoring.services.library import add_acts, save_item
from monitoring.services.public_cards import move_card
from monitoring.services.publication import block_of, save_elsewhere, to_be_asked
from monitoring.transitions_public import CardAction, CaseAction
from pairing.enums import PairState
from participants.enums import ConsentPurpose, DestructionCause, PersonKind
from participants.models import DestructionTask, StoredFile
from participants.services.consents import register_consent, withdraw_consent
from participants.services.destroying import destroy_people
from participants.services.destruction import open_destruction_task
from programs.registries.public import PUBLIC_SECTIONS
from programs.registries.screens import attention_for
from programs.services.audit import Refusal
from programs.tenancy import access_for, program_url
from tests.factories import make_consent, make_member, make_mentor, make_person, make_program, make_school
from tests.monitoring.makers_public import allow, honour, photo, shown_card, switch_on
from tests.pairing.makers import make_pair_in

TOKEN = re.compile(r'X-CSRFToken": "[^"]+')  # another one each time
NASTY = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


def url(program, rest: str = "") -> str:
    return f"/public/{program.school.slug}/{rest}"


def published_case(program, curator, today, **texts: str):
    case = create_case(pair=make_pair_in(program, curator, PairState.COMPLETED), by=curator)
    save_case(case=case, changes={"title": "Дроби за зиму", **texts}, shown_version=1, by=curator)
    for person in (case.pair.mentor.person, case.pair.members.get().mentee.person):
        record_word(
            case=case, person=person, is_agreed=True, with_name=False, said_on=today, by=curator, today=today
        )
    for action in (CaseAction.AGREE, CaseAction.PUBLISH):
        move_case(case=case, action=action, by=curator, on=today)
    return case


# --- the door -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rest", ["", "mentors/", "board/", "cases/", "library/", "results/", "cases/1/"])
def test_school_without_open_pages_and_unknown_school_are_the_same_404(client, program, rest):
    closed, unknown = client.get(url(program, rest)), client.get(f"/public/no-such-school/{rest}")

    assert (closed.status_code, unknown.status_code) == (404, 404)
    texts = [TOKEN.sub("", answer.content.decode()) for answer in (closed, unknown)]
    assert texts[0] == texts[1]


def test_pages_open_without_login_and_are_kept_by_nobody(client, program, curator, today):
    switch_on(program, curator, intro="Рады помочь")
    card = shown_card(program, curator, today)

    answer = client.get(url(program))

    assert (answer.status_code, answer["Cache-Control"], answer["X-Robots-Tag"]) == (
        200,
        "public, max-age=0, must-revalidate",
        "noindex, nofollow",
    )
    page = answer.content.decode()
    assert "Рады помочь" in page
    assert f"Иван {card.person.last_name[0]}." in page
    assert card.person.last_name not in page


def test_section_that_is_switched_off_is_not_there(client, program, curator, today):
    switch_on(program, curator, shows_mentors=False, shows_cases=False, shows_library=False)
    card, case = shown_card(program, curator, today), published_case(program, curator, today)

    paths = (
        "mentors/",
        f"mentors/{card.pk}/photo/",
        "cases/",
        f"cases/{case.pk}/",
        "library/",
        "library/1/file/",
    )

    assert {client.get(url(program, rest)).status_code for rest in paths} == {404}


def test_writing_to_an_open_page_is_refused(client, program, curator):
    switch_on(program, curator)

    assert client.post(url(program)).status_code == 405


# --- whom it shows ------------------------------------------------------------------------------------------


def test_unpublished_card_has_no_photo_to_guess(client, program, curator, today):
    switch_on(program, curator)
    card = shown_card(program, curator, today)
    shown = client.get(url(program, f"mentors/{card.pk}/photo/"))

    move_card(card=card, action=CardAction.WITHDRAW, by=curator, on=today)

    hidden = client.get(url(program, f"mentors/{card.pk}/photo/"))
    assert (shown.status_code, shown["Content-Type"], hidden.status_code) == (200, "image/jpeg", 404)


def test_withdrawn_consent_takes_everything_off_with_the_next_request(client, program, curator, today):
    switch_on(program, curator)
    card = shown_card(program, curator, today, quote="Помогаю с радостью")
    honour(program, card.person, curator)
    before = client.get(url(program)).content.decode()

    withdraw_consent(
        consent=card.person.consents.get(purpose=ConsentPurpose.PUBLICATION),
        reason="заявление",
        on=today,
        by=curator,
    )

    after = client.get(url(program)).content.decode()
    assert before.count(f"Иван {card.person.last_name[0]}.") >= 2
    assert (f"Иван {card.person.last_name[0]}." in after, "Помогаю с радостью" in after) == (False, False)
    assert client.get(url(program, f"mentors/{card.pk}/photo/")).status_code == 404
    assert PublicCard.objects.get(pk=card.pk).state == PublicState.WITHDRAWN


def test_withdrawal_with_another_paper_keeps_the_card(program, curator, today):
    card = shown_card(program, curator, today)
    make_consent(card.person, curator, purpose=ConsentPurpose.PUBLICATION)
    first = card.person.consents.filter(purpose=ConsentPurpose.PUBLICATION).first()

    withdraw_consent(consent=first, reason="заявление", on=today, by=curator)

    assert PublicCard.objects.get(pk=card.pk).state == PublicState.PUBLISHED


def test_ended_consent_hides_the_card_by_itself(client, program, curator, today):
    switch_on(program, curator)
    card = shown_card(program, curator, today)
    card.person.consents.update(valid_until=today - timedelta(days=1))

    assert f"Иван {card.person.last_name[0]}." not in client.get(url(program, "mentors/")).content.decode()


def test_card_without_a_paper_is_refused_with_the_blank(program, curator, today):
    mentor = make_mentor(program)
    card = shown_card(program, curator, today, mentor)
    move_card(card=card, action=CardAction.WITHDRAW, by=curator, on=today)
    mentor.person.consents.filter(purpose=ConsentPurpose.PUBLICATION).delete()

    with pytest.raises(Refusal, match="публикация на сайте") as refused:
        move_card(card=card, action=CardAction.PUBLISH, by=curator, on=today)

    assert refused.value.url.endswith(f"/consents/blanks/?person={mentor.person_id}&purpose=publication")


def test_destroyed_person_leaves_neither_card_nor_photo_nor_name(client, program, curator, today):
    switch_on(program, curator)
    card = shown_card(program, curator, today)
    honour(program, card.person, curator)
    kept = card.photo_id
    open_destruction_task(person=card.person, cause=DestructionCause.WITHDRAWN, on=today, by=curator)

    destroy_people(tasks=DestructionTask.objects.all(), by=curator, program=program, on=today)

    page = client.get(url(program)).content.decode()
    assert (PublicCard.objects.exists(), StoredFile.objects.filter(pk=kept).exists()) == (False, False)
    assert not re.search("уничтожен|№ [0-9]+ Д", page)


def test_board_shows_who_is_honoured_and_allows_it(client, program, curator):
    switch_on(program, curator)
    teacher = make_person(program, kind=PersonKind.TEACHER, last_name="Озёрская", first_name="Анна")
    silent, proposed = make_person(program, last_name="Тихонов"), make_person(program, first_name="Глеб")
    allow(teacher, curator)
    allow(proposed, curator)
    for person, state in (
        (teacher, AwardState.HANDED),
        (silent, AwardState.HANDED),
        (proposed, AwardState.PROPOSED),
    ):
        honour(program, person, curator, state=state, handed_on=program.starts)

    page = client.get(url(program, "board/")).content.decode()

    assert ("Озёрская Анна Петрович" in page, "Тихон" in page, "Глеб" in page) == (True, False, False)
    assert "за работу" not in page  # free words may name others


# --- another school -----------------------------------------------------------------------------------------


def test_rows_of_another_school_are_not_behind_this_slug(client, program, curator, today):
    switch_on(program, curator)
    with scopes_disabled():
        other = make_program(make_school())
        stranger = make_member(other.school, Role.CURATOR)
        switch_on(other, stranger)
        card = shown_card(other, stranger, today)
        case = published_case(other, stranger, today)
        item = save_item(
            program=other,
            values={"title": "Чужое", "kind": LibraryKind.METHOD, "is_public": True},
            by=stranger,
            file_name="a.pdf",
            data=b"%PDF-1",
        )

    rests = (f"mentors/{card.pk}/photo/", f"cases/{case.pk}/", f"library/{item.pk}/file/")

    assert [client.get(url(program, rest)).status_code for rest in rests] == [404, 404, 404]
    assert [client.get(url(other, rest)).status_code for rest in rests] == [200, 200, 200]
    assert "Чужое" not in client.get(url(program, "library/")).content.decode()


# --- texts --------------------------------------------------------------------------------------------------


def test_html_in_texts_stays_text_on_pages_and_in_what_is_pasted(client, program, curator, today):
    switch_on(program, curator, intro=NASTY)
    shown_card(program, curator, today, quote=NASTY, helps_with=NASTY)
    case = published_case(program, curator, today, problem=NASTY)
    add_acts(program=program, by=curator)
    save_item(
        program=program,
        values={"title": NASTY, "kind": LibraryKind.LINK, "url": "https://example.org/", "is_public": True},
        by=curator,
    )

    pages = [
        client.get(url(program, rest)).content.decode() for rest in ("", f"cases/{case.pk}/", "library/")
    ]
    pasted = [part.html for part in pasted_sections(program, block_of(program.school), today)]

    assert not [text for text in [*pages, *pasted] if "<script" in text or "<img src=x" in text]


def test_pasted_text_has_no_class_no_script_and_groups_documents_by_level(program, curator, today):
    switch_on(program, curator)
    shown_card(program, curator, today, quote="Вместе легче")
    add_acts(program=program, by=curator)

    parts = {part.code: part.html for part in pasted_sections(program, block_of(program.school), today)}

    assert list(parts) == ["mentors", "library"]
    assert not re.search(r"class=|style=|<script|<img|<svg", "".join(parts.values()))
    assert "<h3>Федеральный уровень</h3>" in parts["library"]


def test_link_that_is_no_page_is_refused(program, curator):
    with pytest.raises(Refusal, match="http"):
        save_item(
            program=program,
            values={"title": "Х", "kind": LibraryKind.LINK, "url": "javascript:alert(1)"},
            by=curator,
        )


# --- cases, library, results --------------------------------------------------------------------------------


def test_case_shows_its_public_files_alone(client, program, curator, today):
    switch_on(program, curator)
    case = published_case(program, curator, today)
    open_one, own_one = (
        add_case_file(case=case, name=f"{name}.pdf", data=b"%PDF-1", caption="", by=curator)
        for name in ("Лист", "Черновик")
    )
    show_case_file(file=open_one, is_public=True, by=curator)

    page = client.get(url(program, f"cases/{case.pk}/")).content.decode()

    assert ("Лист.pdf" in page, "Черновик.pdf" in page) == (True, False)
    assert [
        client.get(url(program, f"cases/{case.pk}/files/{one.pk}/")).status_code
        for one in (open_one, own_one)
    ] == [200, 404]


def test_files_of_a_case_leave_the_open_page_with_the_withdrawn_consent(client, program, curator, today):
    """A photo names people as well as a text does; the case itself, where nobody is named, stays."""
    switch_on(program, curator)
    case = published_case(program, curator, today)
    file = add_case_file(case=case, name="Пара.pdf", data=b"%PDF-1", caption="", by=curator)
    show_case_file(file=file, is_public=True, by=curator)
    mentee = case.pair.members.get().mentee.person
    allow(mentee, curator)
    paper = mentee.consents.get(purpose=ConsentPurpose.PUBLICATION)

    withdraw_consent(consent=paper, reason="заявление родителя", on=today, by=curator)

    pages = [client.get(url(program, f"cases/{case.pk}/{rest}")) for rest in ("", f"files/{file.pk}/")]
    assert [page.status_code for page in pages] == [200, 404]
    assert "Пара.pdf" not in pages[0].content.decode()


def test_site_editor_is_offered_only_people_who_may_be_named(program, curator, sign_in):
    """He sees no bases: the lists to choose from must not hand them out."""
    named, silent = (
        make_mentor(program, make_person(program, last_name=name)) for name in ("Звонарёв", "Тихонин")
    )
    allow(named.person, curator)
    draft = create_case(pair=make_pair_in(program, curator, PairState.COMPLETED), by=curator)
    client = sign_in(make_member(program.school, Role.SITE_EDITOR))

    pages = [
        client.get(program_url(program, f"monitoring:{name}")).content.decode()
        for name in ("public_cards", "published_create")
    ]
    refused = client.post(
        program_url(program, "monitoring:card_create"), {"mentor": silent.person.full_name}, follow=True
    )

    assert [("Звонарёв" in page, "Тихонин" in page, draft.title in page) for page in pages] == [
        (True, False, False)
    ] * 2
    assert "Такого человека нет" in refused.content.decode()
    assert not PublicCard.objects.exists()


def test_results_hide_few_and_name_nobody(client, program, curator):
    switch_on(program, curator)
    pairs = [make_pair_in(program, curator, PairState.COMPLETED) for _ in range(2)]

    page = client.get(url(program, "results/")).content.decode()

    assert "меньше 5" in page
    assert not [pair for pair in pairs if pair.mentor.person.last_name in page]


def test_pages_cost_the_same_for_one_and_three_rows(client, program, curator, today, queries_of):
    switch_on(program, curator)
    counts = []
    for rows in (1, 2):
        for _ in range(rows):
            card = shown_card(program, curator, today)
            honour(program, card.person, curator)
            published_case(program, curator, today)
        counts.append(queries_of(client, url(program)))

    assert counts[0] == counts[1]


# --- other sites --------------------------------------------------------------------------------------------


def test_withdrawn_consent_asks_to_take_it_off_other_sites(client, sign_in, program, curator, today):
    card = shown_card(program, curator, today)
    row = save_elsewhere(
        program=program, values={"person": card.person, "site": "Газета", "published_on": today}, by=curator
    )
    before = to_be_asked(program, today)

    withdraw_consent(
        consent=card.person.consents.get(purpose=ConsentPurpose.PUBLICATION),
        reason="заявление",
        on=today,
        by=curator,
    )

    items = [item.subject for item in attention_for(access_for(curator, program, today), today)]
    page = sign_in(curator).get(program_url(program, "monitoring:published_list")).content.decode()
    assert (before, to_be_asked(program, today)) == ([], [row])
    assert "Попросите убрать публикацию:" in items
    assert "просим удалить материал" in page


def test_publication_about_nobody_and_with_dates_out_of_order_is_refused(program, curator, today):
    person = make_person(program)
    values = {"site": "Газета", "published_on": today}
    with pytest.raises(Refusal, match="о ком"):
        save_elsewhere(program=program, values=values, by=curator)

    with pytest.raises(Refusal, match="раньше"):
        save_elsewhere(
            program=program,
            values={**values, "person": person, "asked_on": today - timedelta(days=1)},
            by=curator,
        )


def test_every_section_has_a_page_of_its_own(client, program, curator):
    switch_on(program, curator)

    assert {client.get(url(program, f"{one.code}/")).status_code for one in PUBLIC_SECTIONS} == {200}


def test_new_paper_lets_the_card_be_shown_again(program, curator, today):
    card = shown_card(program, curator, today)
    paper = card.person.consents.get(purpose=ConsentPurpose.PUBLICATION)
    withdraw_consent(consent=paper, reason="заявление", on=today, by=curator)
    register_consent(
        person=card.person, purpose=ConsentPurpose.PUBLICATION, signed_on=today, by=curator, program=program
    )

    assert (
        move_card(card=card, action=CardAction.PUBLISH, by=curator, on=today).state == PublicState.PUBLISHED
    )


def test_photo_of_a_card_is_drawn_anew(program, curator, today):
    card = shown_card(program, curator, today)

    assert (bytes(card.photo.content)[:3], photo()[:4]) == (b"\xff\xd8\xff", b"\x89PNG")
