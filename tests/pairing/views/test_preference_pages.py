"""Preferences on pages: the phone page behind a link, progress, papers, choices, who never sees them."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from mentoring_site.permissions import Role
from pairing.enums import PairState
from pairing.models import PreferenceSheet
from pairing.preference_lists import answers
from pairing.registrations_wishes import attention
from pairing.reports_wishes import blanks_html, numbered_lists
from pairing.services.preference_links import by_entry, issue_preference_links, numbered
from pairing.services.preferences import save_preferences, waiting, wishes_of
from pairing.wishes import Wishes
from participants.enums import AttendanceMark, EventKind, ResponseSource
from participants.services.events import mark_attendance, plan_event
from programs.models import PersonalLink
from programs.services.links import token_of
from programs.tenancy import access_for, program_url
from tests.factories import make_member, make_mentor, make_person
from tests.pairing.makers import make_pair_in, ready_mentee, ready_mentor

TODAY = timezone.localdate()


@pytest.fixture
def client(client, curator):
    client.force_login(curator)
    return client


def named(program, last, first, *, side=ready_mentee, by):
    return side(program, by, person=make_person(program, last_name=last, first_name=first))


@pytest.fixture
def three(program, curator):
    """A mentor and two mentees, each with a link."""
    people = (
        named(program, "Лебедев", "Артём", side=ready_mentor, by=curator),
        named(program, "Панова", "Алиса", by=curator),
        named(program, "Орлов", "Глеб", by=curator),
    )
    issue_preference_links(program=program, by=curator)
    return people


def address(entry):
    side = "mentor" if hasattr(entry, "places") else "mentee"
    return f"/p/{token_of(by_entry(numbered(entry.program))[side, entry.pk].link)}/"


def url(program, name, **kwargs):
    return program_url(program, f"pairing:{name}", **kwargs)


def keep(chooser, *choices, comment=""):
    return save_preferences(
        chooser=chooser, wishes=Wishes(choices, "", comment), source=ResponseSource.PHONE, on=TODAY
    )


def text(response):
    return response.content.decode().replace("\u00a0", " ")


# --- by link ----------------------------------------------------------------------------------------------


def test_page_says_who_will_see_it_before_the_first_question(three):
    mentor, *_ = three

    page = text(Client().get(address(mentor)))

    assert page.index("только куратор программы и психолог") < page.index("Алиса П.")
    assert "Панова" not in page


def test_choice_is_sent_shown_back_and_changed(three):
    mentor, first, second = three
    phone, here = Client(), address(mentor)

    phone.post(here, {f"w-{first.pk}": "1", f"w-{second.pk}": "no", "comment": "днём"})
    shown = text(phone.get(here))
    form = text(phone.get(f"{here}?edit=1"))
    phone.post(here, {f"w-{second.pk}": "2", "wishes_gender": "m"})

    assert [word for word in ("Ваш ответ получен", "Алиса П.", "Глеб О.", "днём") if word not in shown] == []
    assert '<option value="1" selected>' in form
    sheet = PreferenceSheet.objects.get()
    assert (wishes_of(sheet), sheet.source) == (Wishes(((second.pk, 1),), "m"), ResponseSource.PHONE)
    assert sheet.link.payload["entry"] == mentor.pk


def test_empty_answer_needs_a_tick_and_two_firsts_are_refused_without_a_loss(three):
    mentor, first, second = three
    phone, here = Client(), address(mentor)

    empty = phone.post(here, {})
    double = phone.post(here, {f"w-{first.pk}": "1", f"w-{second.pk}": "1", "comment": "Люблю шахматы"})

    assert (empty.status_code, double.status_code) == (422, 422)
    assert "Отметьте хотя бы одного" in text(empty)
    assert "Первым названы двое" in text(double)
    assert text(double).count('<option value="1" selected>') == 2
    assert "Люблю шахматы" in text(double)
    assert not PreferenceSheet.objects.exists()
    phone.post(here, {"nobody": "1"})
    assert wishes_of(PreferenceSheet.objects.get()) == Wishes()


def test_search_without_script_keeps_what_is_chosen_and_sends_nothing(three):
    mentor, first, _second = three

    page = text(Client().post(address(mentor), {f"w-{first.pk}": "1", "find": "1", "q": "глеб"}))

    assert "Ваш выбор" in page
    assert ("Алиса П." in page, "Глеб О." in page, "Нашлось: 1" in page) == (True, True, True)
    assert not PreferenceSheet.objects.exists()
    none = text(Client().post(address(mentor), {"find": "1", "q": "Ярослав"}))
    assert ("Никого не нашлось" in none, "Глеб О." in none) == (True, False)


def test_answer_is_shown_and_closed_when_the_pair_is_handed_over(program, curator):
    pair = make_pair_in(program, curator, PairState.DRAFT)
    issue_preference_links(program=program, by=curator)
    mentee = pair.members.get().mentee
    keep(mentee, (pair.mentor_id, 1))
    make_handed(program, pair, curator)

    page = text(Client().get(f"{address(mentee)}?edit=1"))

    assert ("уже переданы директору" in page, "<form" in page, "Первым" in page) == (True, False, True)


def make_handed(program, pair, by):
    from pairing.services.plans import submit_plan

    submit_plan(program=program, pairs=[pair], by=by)


def test_without_consent_the_page_names_the_paper(program, curator):
    mentor = make_mentor(program)
    issue_preference_links(program=program, by=curator)

    page = text(Client().get(address(mentor)))

    assert ("нет согласия" in page, "<form" in page) == (True, False)


def test_link_of_another_purpose_or_of_nobody_opens_nothing(program, curator, three):
    mentor, first, _ = three
    here, token = address(first), address(mentor).split("/")[2]
    first.delete()

    assert Client().get(here).status_code == 404
    assert Client().get(f"/a/{token}/").status_code == 404


# --- progress ---------------------------------------------------------------------------------------------


def test_progress_lists_who_is_waited_for_with_his_text(program, client, three):
    mentor, first, second = three
    keep(first, (mentor.pk, 1))

    page = text(client.get(url(program, "preference_list")))
    done = text(client.get(f"{url(program, 'preference_list')}?view=done"))

    assert (second.person.full_name in page, address(second) in page) == (True, True)
    assert (first.person.full_name in page, address(first) in page) == (False, False)
    assert (first.person.full_name in done, "с телефона" in done) == (True, True)
    assert "Выберите" not in page


def test_links_are_issued_and_renewed_by_buttons(program, client, curator):
    mentor = ready_mentor(program, curator)
    client.post(url(program, "preference_issue"))
    old = address(mentor)

    link = PersonalLink.objects.get()
    client.post(url(program, "preference_renew", pk=link.pk))

    assert Client().get(old).status_code == 404
    assert Client().get(address(mentor)).status_code == 200


def test_export_says_who_answered_and_nothing_of_choices(program, client, three):
    mentor, first, second = three
    keep(first, (mentor.pk, 1), comment="секрет")

    sheet = openpyxl.load_workbook(BytesIO(client.get(url(program, "preference_export")).content)).active
    rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]

    answers = {row[0]: row[4] for row in rows if len(row) > 4}
    assert answers[second.person.full_name] == "не ответил"
    assert "с телефона" in answers[first.person.full_name]
    assert "секрет" not in str(rows)


def test_slips_and_blanks_are_for_everybody_of_the_list(program, client, three):
    _mentor, _first, _second = three

    def words(name):
        response = client.get(url(program, name))
        pages = PdfReader(BytesIO(response.content)).pages
        return len(pages), " ".join(" ".join(page.extract_text() for page in pages).split())

    slips, blanks = words("preference_slips_pdf"), words("preference_blanks_pdf")

    for one in three:
        assert one.person.full_name in slips[1]
        assert one.person.full_name in blanks[1]
    assert blanks[0] == 3
    assert "3 Алиса П." in blanks[1].replace("\u00a0", " ")


def test_paper_of_nobody_leads_back_with_a_word(program, client, curator):
    ready_mentor(program, curator)

    response = client.get(url(program, "preference_slips_pdf"), follow=True)

    assert "Сначала выдайте ссылки" in text(response)


# --- choices ----------------------------------------------------------------------------------------------


def test_choices_show_mutual_wanted_and_those_little_known(program, client, three):
    mentor, first, second = three
    keep(mentor, (first.pk, 1))
    keep(first, (mentor.pk, 1))
    keep(second, (mentor.pk, None))

    page = text(client.get(url(program, "preference_choices")))

    assert [
        word for word in ("оба первыми", "1 раз, первым", "Просили не ставить вместе") if word not in page
    ] == []
    assert client.get(f"{url(program, 'preference_choices')}?form=0").status_code == 404


def test_card_shows_choices_to_curator_and_psychologist_alone(program, client, sign_in, three):
    mentor, first, _ = three
    sheet = keep(first, (mentor.pk, 1), comment="люблю шахматы")
    card = program_url(program, "participants:person_detail", pk=first.person_id)
    assert "люблю шахматы" in text(client.get(card))

    told = {}
    for role in (Role.PSYCHOLOGIST, Role.DIRECTOR, Role.DEPUTY_VR, Role.SOCIAL):
        told[role] = "люблю шахматы" in text(sign_in(make_member(program.school, role)).get(card))
    assert told == {
        Role.PSYCHOLOGIST: True,
        Role.DIRECTOR: False,
        Role.DEPUTY_VR: False,
        Role.SOCIAL: False,
    }

    teacher = make_member(program.school, Role.CLASS_TEACHER)
    for name in ("preference_list", "preference_choices", "preference_grid"):
        assert sign_in(teacher).get(url(program, name)).status_code == 403
    assert sheet.pk


def test_grid_says_names_back_and_then_writes(program, client, three):
    mentor, first, _ = three
    grid = url(program, "preference_grid")
    data = {"who-1": "3", "c-1-1": "1"}

    checked = text(client.post(grid, data))
    assert ("Проверьте, те ли это люди" in checked, "первым – Лебедев Артём" in checked) == (True, True)
    assert not PreferenceSheet.objects.exists()
    client.post(grid, data | {"write": "1"})
    assert wishes_of(PreferenceSheet.objects.get(mentee=first)) == Wishes(((mentor.pk, 1),))
    wrong = client.post(grid, {"who-1": "3", "c-1-1": "2", "write": "1"})
    assert (wrong.status_code, "та же сторона" in text(wrong)) == (422, True)


def test_sheet_is_removed_from_the_card(program, client, three):
    mentor, first, _ = three
    sheet = keep(first, (mentor.pk, 1))

    client.post(url(program, "preference_remove", pk=sheet.pk))

    assert not PreferenceSheet.objects.exists()


def test_reminder_comes_after_a_meeting_and_counts_who_can_answer(program, curator, three):
    mentor, first, _ = three
    access = access_for(curator, program, TODAY)
    assert list(attention(access, TODAY)) == []
    event = plan_event(
        program=program, kind=EventKind.GROUP_MEETING, title="Встреча", planned_on=TODAY, by=curator
    )
    marks = {first.person_id: AttendanceMark.PRESENT}
    mark_attendance(event=event, marks=marks, by=curator, today=TODAY)
    keep(first, (mentor.pk, 1))

    (item,) = attention(access, TODAY)
    assert (item.subject.replace("\u00a0", " "), item.rest) == (
        "2 участника",
        "не ответили на анкету предпочтений",
    )


def test_lists_ask_as_much_for_three_as_for_one(program, client, curator, queries_of):
    mentor = ready_mentor(program, curator)

    def add():
        keep(ready_mentee(program, curator), (mentor.pk, 1))
        ready_mentee(program, curator)
        issue_preference_links(program=program, by=curator)

    names = ("preference_list", "preference_choices", "preference_export", "preference_grid")
    add()
    link = address(mentor)
    one = [queries_of(client, url(program, name)) for name in names] + [queries_of(client, link)]
    add()
    add()

    three = [queries_of(client, url(program, name)) for name in names] + [queries_of(client, link)]
    assert dict(zip([*names, "link"], three, strict=True)) == dict(zip([*names, "link"], one, strict=True))


def test_papers_ask_as_much_for_three_as_for_one(program, client, curator):
    """Counted without the drawing: the context alone asks."""
    mentor = ready_mentor(program, curator)

    def queries():
        issue_preference_links(program=program, by=curator)
        with CaptureQueriesContext(connection) as found:
            rows = list(waiting("mentee", program, TODAY).for_list(program))
            blanks_html(program, answers(rows, numbered(program)), numbered_lists(program, TODAY), TODAY)
        return len(found)

    keep(mentor)
    ready_mentee(program, curator)
    one = queries()
    ready_mentee(program, curator)
    ready_mentee(program, curator)

    assert queries() == one
