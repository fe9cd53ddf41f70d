"""Pages of cases, the library and cards as the curator works with them; the mentor's portfolio."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pypdf import PdfReader

from mentoring_site.permissions import Role
from monitoring.cases import TEXTS
from monitoring.enums import AwardKind, AwardLevel, AwardState, CaseState, LibraryKind, PublicState
from monitoring.models import (
    CaseAgreement,
    CaseFile,
    LibraryItem,
    PracticeCase,
    PublicBlock,
    PublicCard,
    PublishedElsewhere,
)
from monitoring.portfolio import portfolio_of
from monitoring.reports_cases import folder_papers
from monitoring.services.cases import create_case
from monitoring.services.library import ACTS, save_item
from monitoring.services.public_cards import create_card
from pairing.enums import MeetingKind, PairState
from pairing.models import Meeting
from participants.enums import PersonKind
from programs.enums import ProgramState
from programs.registries.screens import attention_for
from programs.tenancy import access_for, program_url
from tests.factories import make_member, make_mentor, make_person
from tests.monitoring.makers_public import allow, honour, photo, shown_card
from tests.pairing.makers import make_pair_in


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def client(sign_in, curator):
    return sign_in(curator)


@pytest.fixture
def pair(program, curator):
    return make_pair_in(program, curator, PairState.COMPLETED)


def page(program, name: str, **kwargs) -> str:
    return program_url(program, f"monitoring:{name}", **kwargs)


def said(answer) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


# --- cases --------------------------------------------------------------------------------------------------


def test_case_lives_from_a_pair_to_the_open_page(client, program, curator, pair, today):
    PublicBlock.objects.create(school=program.school, is_on=True)
    assert str(pair) in client.get(page(program, "case_choose")).content.decode()
    client.post(page(program, "case_create", pk=pair.pk))
    case = PracticeCase.objects.get()
    form = {name: getattr(case, name) for name in TEXTS} | {"title": "Дроби за зиму", "version": case.version}
    client.post(page(program, "case_edit", pk=case.pk), form)
    for person in (pair.mentor.person, pair.members.get().mentee.person):
        client.post(
            page(program, "case_word", pk=case.pk, person=person.pk),
            {"answer": "nameless", "said_on": f"{today:%Y-%m-%d}"},
        )
    for action in ("agree", "publish"):
        client.post(page(program, "case_move", pk=case.pk), {"action": action})

    answer = client.get(page(program, "case_detail", pk=case.pk))

    case.refresh_from_db()
    assert (case.state, case.title) == (CaseState.PUBLISHED, "Дроби за зиму")
    assert f"/public/{program.school.slug}/cases/{case.pk}/" in answer.content.decode()
    assert "Дроби за зиму" in client.get(page(program, "case_list") + "?state=published").content.decode()


def test_refusal_is_told_in_words_and_changes_nothing(client, program, curator, pair):
    case = create_case(pair=pair, by=curator)

    answer = client.post(page(program, "case_move", pk=case.pk), {"action": "withdraw"}, follow=True)

    assert "это действие с ним невозможно" in said(answer)
    assert client.post(page(program, "case_move", pk=case.pk), {"action": "no-such"}).status_code == 400


def test_word_without_an_answer_is_asked_again(client, program, curator, pair):
    case = create_case(pair=pair, by=curator)
    address = page(program, "case_word", pk=case.pk, person=pair.mentor.person_id)

    answer = client.post(address, {"said_on": "2026-11-20"}, follow=True)

    assert ("Выберите ответ." in said(answer), CaseAgreement.objects.count()) == (True, 0)


def test_stale_text_is_kept_on_the_page(client, program, curator, pair):
    case = create_case(pair=pair, by=curator)
    form = {name: getattr(case, name) for name in TEXTS} | {"goal": "Моё", "version": 0}

    answer = client.post(page(program, "case_edit", pk=case.pk), form)

    assert (answer.status_code, "Моё" in answer.content.decode()) == (409, True)


def test_file_of_a_wrong_kind_is_refused_in_words(client, program, curator, pair):
    case = create_case(pair=pair, by=curator)

    answer = client.post(
        page(program, "case_file_add", pk=case.pk),
        {"file": SimpleUploadedFile("Вирус.exe", b"MZ")},
        follow=True,
    )

    assert "не подходит" in said(answer)


def test_case_on_paper_names_nobody_without_leave(client, program, curator, pair):
    case = create_case(pair=pair, by=curator)

    answer = client.get(page(program, "case_pdf", pk=case.pk))

    text = " ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(answer.content)).pages)
    assert ("Равный – равному" in text, pair.mentor.person.last_name in text) == (True, False)


def test_pair_that_wanted_a_case_waits_on_the_dashboard(program, curator, pair, today):
    type(pair).objects.filter(pk=pair.pk).update(wants_case=True)

    items = [item.rest for item in attention_for(access_for(curator, program, today), today)]

    assert "хочет рассказать о своём опыте: кейс ещё не написан" in items


def test_lists_cost_the_same_for_one_and_three_rows(client, program, curator, today, queries_of):
    names, counts = ("case_list", "case_choose", "library_list", "public_cards", "published_list"), []
    for rows in (1, 2):
        for _ in range(rows):
            create_case(pair=make_pair_in(program, curator, PairState.COMPLETED), by=curator)
            make_pair_in(program, curator, PairState.COMPLETED)
            save_item(
                program=program,
                values={"title": "А", "kind": LibraryKind.LINK, "url": "https://a.ru"},
                by=curator,
            )
            card = create_card(mentor=make_mentor(program), by=curator)
            PublishedElsewhere.objects.create(
                school=program.school, program=program, person=card.person, site="Газета", published_on=today
            )
        counts.append([queries_of(client, page(program, name)) for name in names])

    assert counts[0] == counts[1]


# --- the library --------------------------------------------------------------------------------------------


def test_material_is_added_found_and_read_by_a_mentor(client, sign_in, program, curator):
    client.post(
        page(program, "library_create"),
        {
            "title": "Памятка наставника",
            "kind": LibraryKind.METHOD,
            "level": AwardLevel.SCHOOL,
            "theme": "Первая встреча",
            "upload": SimpleUploadedFile("Памятка.pdf", b"%PDF-1.4"),
            "version": "",
        },
    )
    item = LibraryItem.objects.get()
    mentor = sign_in(make_member(program.school, Role.MENTOR))

    found = mentor.get(page(program, "library_list") + "?q=первая").content.decode()

    assert "Памятка наставника" in found
    assert "Таких материалов нет" in mentor.get(page(program, "library_list") + "?q=химия").content.decode()
    assert mentor.get(page(program, "library_download", pk=item.pk)).content == b"%PDF-1.4"
    assert mentor.get(page(program, "library_edit", pk=item.pk)).status_code == 403


def test_material_without_file_and_link_is_refused(client, program):
    form = {"title": "Пусто", "kind": LibraryKind.OTHER, "level": AwardLevel.SCHOOL}

    answer = client.post(page(program, "library_create"), form)

    assert (answer.status_code, "Приложите файл или впишите ссылку" in answer.content.decode()) == (422, True)


def test_federal_acts_are_added_once(client, program):
    for _ in range(2):
        answer = client.post(page(program, "library_acts"), follow=True)

    assert (LibraryItem.objects.filter(level=AwardLevel.FEDERAL).count(), said(answer)) == (
        len(ACTS),
        "Все федеральные документы уже в копилке.",
    )


# --- cards --------------------------------------------------------------------------------------------------


def test_card_is_drafted_furnished_and_shown_when_the_paper_has_come(client, program, curator):
    mentor = make_mentor(program, achievements="Призёр олимпиады")
    client.post(page(program, "card_create"), {"mentor": mentor.person.full_name})
    card = PublicCard.objects.get()
    form = {"achievements": card.achievements, "quote": "Вместе легче", "version": card.version}
    client.post(
        page(program, "card_edit", pk=card.pk), form | {"upload": SimpleUploadedFile("Фото.png", photo())}
    )
    refused = client.post(page(program, "card_move", pk=card.pk), {"action": "publish"})
    allow(mentor.person, curator)

    client.post(page(program, "card_move", pk=card.pk), {"action": "publish"})

    card.refresh_from_db()
    assert (refused.status_code, "Напечатать бланк согласия" in refused.content.decode()) == (409, True)
    assert (card.state, card.achievements, card.quote) == (
        PublicState.PUBLISHED,
        "Призёр олимпиады",
        "Вместе легче",
    )
    assert client.get(page(program, "card_photo", pk=card.pk))["Content-Type"] == "image/jpeg"


def test_settings_tell_the_address_and_switch_the_pages_on(client, program):
    answer = client.get(page(program, "public_home"))

    client.post(
        page(program, "public_home"), {"is_on": "on", "shows_mentors": "on", "intro": "", "version": 0}
    )

    assert f"/public/{program.school.slug}/" in answer.content.decode()
    block = PublicBlock.objects.get()
    assert (block.is_on, block.shows_mentors, block.shows_cases, block.version) == (True, True, False, 1)


def test_pasted_page_is_a_file(client, program):
    answer = client.get(page(program, "public_paste_file"))

    assert (answer.status_code, answer["Content-Disposition"].startswith("attachment")) == (200, True)


# --- the portfolio ------------------------------------------------------------------------------------------


def test_portfolio_tells_pairs_hours_and_awards_and_names_mentees_by_first_name(
    program, curator, pair, today
):
    mentor = pair.mentor
    for minutes in (40, 50):
        Meeting.objects.create(
            school=program.school, program=program, pair=pair, kind=MeetingKind.REGULAR, date=today,
            duration_minutes=minutes,
        )  # fmt: skip
    honour(program, mentor.person, curator, kind=AwardKind.DIPLOMA)
    honour(program, mentor.person, curator, state=AwardState.PROPOSED)

    found = portfolio_of(mentor.person, today)

    year = found.years[0]
    assert found.totals == [
        ("Пары и группы", "1"),
        ("Встречи", "2"),
        ("Часы встреч", "1,5"),
        ("Награды", "1"),
    ]
    assert [(line.mentees, line.meetings) for line in year.pairs] == [
        ("Иван, 7\u00a0«А»", "2\u00a0встречи, 1,5 ч")
    ]
    assert year.awards == ["Диплом, школьный уровень"]


def test_portfolio_is_for_staff_and_for_the_mentor_himself(client, sign_in, program, pair):
    address = page(program, "portfolio_pdf", pk=pair.mentor.person_id)
    staff = client.get(address)
    own, stranger = (make_member(program.school, Role.MENTOR) for _ in range(2))
    type(pair.mentor.person).objects.filter(pk=pair.mentor.person_id).update(user=own)

    statuses = [sign_in(user).get(address).status_code for user in (own, stranger)]

    assert (staff["Content-Type"], statuses) == ("application/pdf", [200, 404])


def test_portfolio_of_who_was_no_mentor_is_not_there(client, program):
    person = make_person(program, kind=PersonKind.TEACHER)

    assert client.get(page(program, "portfolio_pdf", pk=person.pk)).status_code == 404


def test_agreed_case_lies_in_the_folder_of_the_year(program, curator, pair, today):
    case = create_case(pair=pair, by=curator)
    access = access_for(curator, program, today)
    before = list(folder_papers(access, today))
    PracticeCase.objects.filter(pk=case.pk).update(state=CaseState.AGREED)

    papers = [(paper.stage, paper.title, paper.build()[0]) for paper in folder_papers(access, today)]

    assert (before, papers) == ([], [(7, f"Кейс «{case.title}»", f"Кейс {case.title}.pdf")])


# --- the archive, and a second press ------------------------------------------------------------------------


def test_published_case_and_card_are_taken_off_from_their_pages_in_an_archived_year(
    client, program, curator, pair, today
):
    case, card = create_case(pair=pair, by=curator), shown_card(program, curator, today)
    PracticeCase.objects.update(state=CaseState.PUBLISHED)
    type(program).objects.update(state=ProgramState.ARCHIVED)
    pages = {"case": page(program, "case_detail", pk=case.pk), "card": page(program, "card_edit", pk=card.pk)}
    moves = {"case": page(program, "case_move", pk=case.pk), "card": page(program, "card_move", pk=card.pk)}

    for name, address in pages.items():
        assert moves[name] in client.get(address).content.decode()
        assert client.post(moves[name], {"action": "withdraw"}).url == address
        assert moves[name] + '"><' not in client.get(address).content.decode()
        client.post(moves[name], {"action": "publish"})

    case.refresh_from_db()
    card.refresh_from_db()
    assert (case.state, card.state) == (CaseState.WITHDRAWN, PublicState.WITHDRAWN)


def test_second_press_makes_neither_case_nor_file_nor_material_nor_card_twice(client, program, pair):
    mentor = make_mentor(program)
    presses = [
        (page(program, "case_create", pk=pair.pk), dict),
        (page(program, "library_create"), material),
        (page(program, "card_create"), lambda: {"mentor": mentor.person.full_name}),
        (
            page(program, "published_create"),
            lambda: {"case": PracticeCase.objects.get().pk, "site": "Газета", "published_on": "2026-05-01"},
        ),
    ]

    for address, data in presses:
        answers = [client.post(address, {**data(), "once": address}) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [302, 302]
        assert answers[0].url == answers[1].url
    case = PracticeCase.objects.get()
    for _ in range(2):
        file = SimpleUploadedFile("план.pdf", b"%PDF-1.4 1")
        client.post(page(program, "case_file_add", pk=case.pk), {"file": file, "once": "file"})

    rows = (LibraryItem, PublicCard, PublishedElsewhere, CaseFile)
    assert [model.objects.count() for model in rows] == [1, 1, 1, 1]
    assert PublishedElsewhere.objects.get().case == case  # of a case nobody need be named


def material():
    fields = {"title": "Памятка", "kind": LibraryKind.METHOD, "level": AwardLevel.SCHOOL}
    return {
        **fields,
        "url": "https://example.org/",
        "upload": SimpleUploadedFile("памятка.pdf", b"%PDF-1.4 1"),
    }
