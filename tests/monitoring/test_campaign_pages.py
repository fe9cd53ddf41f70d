"""Pages of the surveys: the next step, papers, the grid, counts of queries, what no page may tell."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from pypdf import PdfReader

from mentoring_site.permissions import Access, Role, permissions_of
from monitoring.campaigns import rate_of, responses_of, unanswered_of
from monitoring.enums import CampaignState
from monitoring.models import Campaign
from monitoring.registrations_camp import attention, closing_days
from monitoring.services.campaign_papers import invited_by_label
from monitoring.shares import Share
from participants.models import Letter
from programs.registries.calendar import CalendarOwner
from programs.services.links import link_url
from programs.tenancy import program_url
from tests.factories import TODAY, make_consent, make_member, make_mentee
from tests.monitoring.campaign_makers import answer, make_campaign, make_running, make_survey


@pytest.fixture(autouse=True)
def on_the_day():
    with time_machine.travel(f"{TODAY} 12:00+03:00", tick=False):
        yield


@pytest.fixture
def curator(program, sign_in):
    return sign_in(make_member(program.school, Role.CURATOR))


def page(program, name, campaign=None):
    kwargs = {"pk": campaign.pk} if campaign else {}
    return program_url(program, f"monitoring:{name}", **kwargs)


def test_survey_is_made_filled_and_opened_by_three_forms(program, curator):
    for _ in range(2):
        make_consent(make_mentee(program).person, make_member(program.school, Role.CURATOR))
    questionnaire = make_survey(program)
    data = {
        "questionnaire": questionnaire.pk,
        "purpose": "interim",
        "closes_on": "2026-12-05",
        "once": "k" * 32,
    }

    made = curator.post(page(program, "campaign_create"), data)
    campaign = Campaign.objects.get()
    shown = curator.get(made.url).content.decode()
    ids = [f"p{row.person_id}" for row in program.mentees.all()]
    added = curator.post(made.url, {"ids": ids})
    curator.post(page(program, "campaign_open", campaign))

    campaign.refresh_from_db()
    assert (campaign.title, campaign.state) == ("Как дела?", CampaignState.OPEN)
    assert shown.count("checked") == 2
    assert added.url == page(program, "campaign_detail", campaign)
    assert rate_of(campaign) == Share(0, 2)


def test_wrong_form_keeps_what_was_typed_and_says_what_is_wrong(program, curator):
    questionnaire = make_survey(program)
    data = {
        "questionnaire": questionnaire.pk,
        "title": "Опрос",
        "purpose": "interim",
        "closes_on": "2026-11-01",
    }

    response = curator.post(page(program, "campaign_create"), data)

    text = response.content.decode()
    assert response.status_code == 422
    assert "Последний день уже прошёл" in text
    assert 'value="Опрос"' in text


@pytest.mark.parametrize(
    ("prepare", "button"),
    [
        (lambda program: make_campaign(program), "Выбрать, кого спросить"),
        (lambda program: make_running(program), "Напечатать листки"),
        (lambda program: _answered(program, 3), "Завершить опрос"),
        (lambda program: _with_address(program), "Подготовить напоминания"),
    ],
)
def test_page_has_one_primary_button_that_is_the_next_step(program, curator, prepare, button):
    campaign = prepare(program)

    text = curator.get(page(program, "campaign_detail", campaign)).content.decode()

    actions = text.split('class="dialog')[0]
    assert actions.count("btn btn-primary") == 1
    assert button in actions.split("btn btn-primary")[1][:600]


def _answered(program, number):
    campaign = make_running(program)
    for row in list(unanswered_of(campaign))[:number]:
        answer(row)
    return campaign


def _with_address(program):
    campaign = _answered(program, 1)
    campaign.invitations.update(email="to@example.org")
    return campaign


def test_letters_button_fills_the_outbox(program, curator):
    campaign = _with_address(program)

    curator.post(page(program, "campaign_letters", campaign))

    assert Letter.objects.filter(state="waiting").count() == 2


def test_page_never_tells_times_or_order_of_answers_without_names(program, curator):
    campaign = make_running(program, is_anonymous=True)
    first, *rest = unanswered_of(campaign)
    answer(first)

    text = curator.get(page(program, "campaign_detail", campaign)).content.decode()

    assert first.person.full_name not in text
    assert all(row.person.full_name in text for row in rest)
    assert "Когда и что ответил человек, не видит никто" in text


def test_closing_a_nameless_survey_of_few_answers_warns_that_nobody_will_see_them(program, curator):
    few, named = make_running(program, people=3, is_anonymous=True), make_running(program, people=3)
    answer(few.invitations.first())

    texts = [curator.get(page(program, "campaign_detail", one)).content.decode() for one in (few, named)]

    warning = "Ответили 1 из 3: результаты без имени показывают от пяти ответов."
    assert [warning in text for text in texts] == [True, False]


def test_page_of_a_survey_questionnaire_leads_to_asking_people_by_it(program, curator):
    draft = make_survey(program)

    shown = curator.get(program_url(program, "participants:questionnaire_detail", pk=draft.pk))
    asked = curator.get(f"{page(program, 'campaign_create')}?questionnaire={draft.pk}")

    assert f'href="{page(program, "campaign_create")}?questionnaire={draft.pk}"' in shown.content.decode()
    assert asked.context["form"]["questionnaire"].value() == draft.pk


def test_class_teacher_sees_nothing_of_surveys(program, sign_in):
    campaign = make_running(program)
    teacher = sign_in(make_member(program.school, Role.CLASS_TEACHER))

    codes = {
        name: teacher.get(page(program, name, campaign)).status_code
        for name in ("campaign_detail", "campaign_unanswered_pdf", "campaign_chat", "campaign_grid")
    }

    assert set(codes.values()) == {403}


def test_director_sees_counts_and_changes_nothing(program, sign_in):
    campaign = make_running(program)
    director = sign_in(make_member(program.school, Role.DIRECTOR))

    text = director.get(page(program, "campaign_detail", campaign)).content.decode()

    assert "Ответили 0 из 3" in text
    assert "btn btn-primary" not in text
    assert director.post(page(program, "campaign_close", campaign)).status_code == 403


# --- papers -----------------------------------------------------------------------------------------------


def text_of(response):
    assert response.headers["Content-Type"] == "application/pdf"
    text = " ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(response.content)).pages)
    return " ".join(text.split())  # names break at the end of a line


@pytest.mark.parametrize("is_anonymous", [False, True])
def test_slips_and_blanks_name_who_has_not_answered(program, curator, is_anonymous):
    campaign = make_running(program, is_anonymous=is_anonymous)
    first, second, _ = unanswered_of(campaign)
    answer(first)

    slips = text_of(curator.get(page(program, "campaign_slips_pdf", campaign)))
    blanks = text_of(curator.get(page(program, "campaign_blanks_pdf", campaign)))

    assert second.person.full_name in slips
    assert first.person.full_name not in slips
    assert ("Полоску с именем оторвите" in slips) is is_anonymous
    assert (second.person.full_name in blanks) is not is_anonymous


def test_printed_list_names_who_has_not_answered_by_class(program, curator):
    campaign = make_running(program)
    first, second, _ = unanswered_of(campaign)
    answer(first)

    text = text_of(curator.get(page(program, "campaign_unanswered_pdf", campaign)))

    assert second.person.full_name in text
    assert first.person.full_name not in text
    assert "7 «А»" in text


def test_chat_text_of_a_class_holds_no_link_and_the_own_one_only_its_own(program, curator):
    campaign = make_running(program, people=2)
    first, second = unanswered_of(campaign)

    common = curator.get(page(program, "campaign_chat", campaign)).content.decode()
    own = curator.get(page(program, "campaign_chat", campaign) + f"?class={first.school_class_id}")

    assert "/s/" not in common.replace('src="', "")
    assert first.person.full_name not in common
    assert all(link_url(row.link) in own.content.decode() for row in (first, second))


# --- sheets of paper --------------------------------------------------------------------------------------


def typed(campaign, rows):
    """Fields of the grid for (label, glad, useful)."""
    data = {}
    for number, (who, glad, useful) in enumerate(rows, start=1):
        data |= {f"who-{number}": who, f"c-{number}-glad": glad, f"c-{number}-useful": useful}
    return data


def check(campaign, glad, useful):
    from monitoring.services.campaign_papers import sheets_waiting

    data = {}
    for sheet in sheets_waiting(campaign):
        data |= {f"c-{sheet.pk}-glad": glad, f"c-{sheet.pk}-useful": useful}
    return data


def test_named_sheet_typed_twice_marks_the_invitation_and_a_second_one_is_refused(program, curator):
    campaign = make_running(program)
    label, *_ = invited_by_label(campaign)

    curator.post(page(program, "campaign_grid", campaign), typed(campaign, [(label, "1", "9")]))
    curator.post(page(program, "campaign_grid_check", campaign), check(campaign, "1", "9"))
    again = curator.post(page(program, "campaign_grid", campaign), typed(campaign, [(label, "0", "1")]))

    response = responses_of(campaign).get()
    invitation = campaign.invitations.get(is_answered=True)
    assert (response.answers, invitation.response) == ({"glad": True, "useful": 9}, response)
    assert again.status_code == 422
    assert "Выберите человека из списка" in again.content.decode()


def test_nameless_sheets_are_a_stack_and_too_many_are_told(program, curator):
    campaign = make_running(program, people=1, is_anonymous=True)

    made = curator.post(
        page(program, "campaign_grid", campaign),
        typed(campaign, [("", "1", "9"), ("", "1", "9")]),
        follow=True,
    )
    curator.post(page(program, "campaign_grid_check", campaign), check(campaign, "1", "9"))

    assert "больше, чем приглашённых, на 1" in made.content.decode()
    assert [(row.person, row.link, row.answers) for row in responses_of(campaign)] == [
        (None, None, {"glad": True, "useful": 9})
    ] * 2
    assert rate_of(campaign) == Share(1, 1)


def test_survey_with_sheets_typed_once_is_not_closed(program, curator):
    campaign = make_running(program, is_anonymous=True)
    curator.post(page(program, "campaign_grid", campaign), typed(campaign, [("", "1", "9")]))

    text = curator.post(page(program, "campaign_close", campaign), follow=True).content.decode()

    campaign.refresh_from_db()
    assert campaign.state == CampaignState.OPEN
    assert "не сверены" in text


def test_scale_answer_of_eleven_is_refused_with_its_place(program, curator):
    campaign = make_running(program, is_anonymous=True)

    response = curator.post(page(program, "campaign_grid", campaign), typed(campaign, [("", "1", "11")]))

    assert response.status_code == 422
    assert "Лист 1, вопрос 2" in response.content.decode()


# --- shared pages -----------------------------------------------------------------------------------------


def access_of(program):
    user = make_member(program.school, Role.CURATOR)
    roles = frozenset({Role.CURATOR})
    return Access(user, program.school, program, roles, permissions=permissions_of(roles))


@pytest.mark.parametrize(
    ("ahead", "found"),
    [
        (8, [("wait", "3\u00a0человека")]),
        (11, [("warn", "Опрос «Как дела в паре»")]),
        (3, []),
    ],
)
def test_attention_asks_to_remind_and_to_close(program, ahead, found):
    make_running(program)

    items = attention(access_of(program), TODAY + timedelta(days=ahead))

    assert [(item.severity, item.subject) for item in items] == found


def test_calendar_holds_the_last_day(program):
    campaign = make_running(program)

    items = list(closing_days(CalendarOwner(program, access_of(program)), TODAY))

    assert [(item.title, item.day) for item in items] == [("Последний день опроса", campaign.closes_on)]


@pytest.mark.parametrize("name", ["campaign_list", "campaign_export"])
def test_list_costs_the_same_with_one_and_with_three_rows(program, curator, queries_of, name):
    make_running(program)
    one = queries_of(curator, page(program, name))
    for _ in range(2):
        make_running(program, is_anonymous=True)

    assert queries_of(curator, page(program, name)) == one


@pytest.mark.parametrize(
    "name",
    ["campaign_detail", "campaign_people", "campaign_chat", "campaign_grid", "campaign_unanswered_pdf"],
)
def test_page_costs_the_same_with_one_and_with_three_people(program, curator, queries_of, name):
    few = make_running(program, people=1)
    one = queries_of(curator, page(program, name, few))
    many = make_running(program, people=3)

    assert queries_of(curator, page(program, name, many)) == one
