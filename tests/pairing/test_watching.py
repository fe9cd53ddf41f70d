"""Facts of the watch, who reads what of it, and what it costs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mentoring_site.permissions import Role
from pairing.enums import MeetingKind, PairState, PairSurveyKind, PlanStage, Respondent
from pairing.models import ContactEntry, DevelopmentPlan, FormRules, PairSurvey, PairSurveyInvite
from pairing.services.form_rules import copy_rules, rules_of, save_rules
from pairing.services.meetings import record_meeting
from pairing.services.watching import watched_pairs
from pairing.tables_watch import contact_columns
from pairing.watch import Sign
from pairing.watch_office import attention, said
from programs.enums import CalendarDayKind
from programs.models import AuditEvent, CalendarDay
from programs.services.audit import Refusal, StaleVersion
from programs.tenancy import access_for, program_url
from tests.factories import make_member, make_program
from tests.pairing.makers import make_pair_in
from tests.participants.questionnaires.makers import make_questionnaire

TODAY = timezone.localdate()
STARTED = TODAY - timedelta(days=40)


@pytest.fixture
def pair(program, curator, director):
    return make_pair_in(program, curator, PairState.ACTIVE, on=STARTED)


def access_of(user, program):
    return access_for(user, program, TODAY)


def signs(user, program):
    return {
        one.pair.pk: [signal.sign for signal in one.found]
        for one in watched_pairs(access_of(user, program), TODAY)
    }


def unhappy(pair, curator, satisfaction):
    """The mentee's answer of a closed round."""
    survey = PairSurvey.objects.create(
        school=pair.school,
        program=pair.program,
        kind=PairSurveyKind.PULSE,
        title="Как дела",
        questionnaire=make_questionnaire(pair.program, title=f"Опрос {satisfaction}"),
        created_by=curator,
        created_at=timezone.now(),
    )
    person = pair.members.get().mentee.person
    PairSurveyInvite.objects.create(
        school=pair.school,
        survey=survey,
        pair=pair,
        person=person,
        role=Respondent.MENTEE,
        satisfaction=satisfaction,
    )
    return person


def test_facts_come_from_meetings_contacts_and_plans(program, pair, curator):
    before = signs(curator, program)
    record_meeting(pair=pair, kind=MeetingKind.INTRODUCTION, date=TODAY, by=curator)
    met = signs(curator, program)
    DevelopmentPlan.objects.create(
        school=pair.school,
        program=program,
        member=pair.members.get(),
        state=PlanStage.SUBMITTED,
        created_by=curator,
    )

    assert before == {pair.pk: [Sign.NO_FIRST_MEETING, Sign.PLAN_LATE]}
    assert met == {pair.pk: [Sign.PLAN_LATE]}
    assert signs(curator, program) == {}


def test_days_off_of_the_school_move_the_term(program, pair, curator):
    for number in range(1, 41):
        day = STARTED + timedelta(days=number)
        CalendarDay.objects.create(school=program.school, day=day, kind=CalendarDayKind.OFF)

    assert signs(curator, program) == {}


def test_latest_answer_counts_and_only_the_psychologist_reads_whose_it_was(program, pair, curator):
    person = unhappy(pair, curator, 3)
    psychologist = make_member(program.school, Role.PSYCHOLOGIST)
    accesses = [access_of(user, program) for user in (curator, psychologist)]

    words = [said(watched_pairs(access, TODAY)[0].found[0], access) for access in accesses]
    [for_curator] = [item for item in attention(accesses[0], TODAY) if "watch" in item.action_url]
    unhappy(pair, curator, 9)

    assert words == ["пара просит внимания", f"{person.list_name}: доволен парой на 3 из 10"]
    assert person.last_name not in f"{for_curator.subject} {for_curator.rest} {for_curator.since}"
    assert Sign.UNHAPPY not in signs(curator, program)[pair.pk]


def test_page_hides_the_unhappy_half_from_curator_and_director(program, pair, curator, director, sign_in):
    person = unhappy(pair, curator, 3)
    address = program_url(program, "pairing:watch_list")

    for user in (curator, director):
        page = sign_in(user).get(address).content.decode()
        assert ("Пара просит внимания" in page, "из 10" in page, f"{person.list_name}:" in page) == (
            True,
            False,
            False,
        )


def test_mentor_reads_kind_words_about_his_own_pair_only(program, pair, curator, director):
    make_pair_in(program, curator, PairState.ACTIVE, on=STARTED)
    mentor = make_member(program.school, Role.MENTOR)
    pair.mentor.person.user = mentor
    pair.mentor.person.save()
    unhappy(pair, curator, 1)

    items = list(attention(access_of(mentor, program), TODAY))

    first_name = pair.members.get().mentee.person.first_name
    assert [(item.subject, item.rest) for item in items] == [
        (f"Вы и {first_name}:", "познакомьтесь: первой встречи ещё не было")
    ]


def test_director_is_told_how_many_pairs_ask_for_attention(program, pair, director):
    [item] = [one for one in attention(access_of(director, program), TODAY) if "watch" in one.action_url]

    assert (item.subject, item.rest) == ("1\u00a0пара", "просит внимания")


def test_watch_costs_the_same_for_one_and_three_pairs(program, curator, director, sign_in, queries_of):
    client = sign_in(curator)
    address = program_url(program, "pairing:watch_list")
    counts = []
    for more in (1, 2):
        for _ in range(more):
            unhappy(make_pair_in(program, curator, PairState.ACTIVE, on=STARTED), curator, len(counts) + more)
        counts.append(queries_of(client, address))

    assert counts[0] == counts[1]


# --- the order of work ------------------------------------------------------------------------------------

RULES = {
    "asks_sides": True,
    "needs_council": False,
    "needs_labour_papers": False,
    "first_meeting_days": 5,
    "meeting_every_days": 7,
    "silent_days": 14,
    "plan_days": 10,
    "first_contact_hours": 24,
    "contact_every_days": 15,
    "unhappy_below": 6,
}


def test_rules_are_saved_with_a_row_of_the_journal_and_copied_to_the_next_year(program, curator):
    form = program.forms.get(code="pupil_pupil")

    save_rules(form=form, version=rules_of(form).version, by=curator, **RULES)
    following = make_program(program.school, label="2027-2028")
    copy_rules(program=following, previous=program, by=curator)

    copied = rules_of(following.forms.get(code="pupil_pupil"))
    assert {name: getattr(copied, name) for name in RULES} == RULES
    assert AuditEvent.objects.filter(action="form_rules.save").count() == 1


def test_contradicting_terms_and_an_old_form_are_refused(program, curator):
    form = program.forms.get(code="pupil_pupil")

    with pytest.raises(Refusal, match="раньше, чем ждут следующую встречу"):
        save_rules(form=form, version=1, by=curator, **{**RULES, "silent_days": 3})
    save_rules(form=form, version=1, by=curator, **RULES)
    with pytest.raises(StaleVersion):
        save_rules(form=form, version=1, by=curator, **RULES)

    assert FormRules.objects.count() == 1


def test_page_saves_rules_and_keeps_a_refused_form(program, curator, sign_in):
    form = program.forms.get(code="pupil_pupil")
    client = sign_in(curator)
    address = program_url(program, "pairing:form_rules_edit", pk=form.pk)
    typed = {**{name: value for name, value in RULES.items() if value is not False}, "version": 1}

    refused = client.post(address, {**typed, "silent_days": 3})
    saved = client.post(address, typed)

    assert (refused.status_code, refused.context["form"]["silent_days"].value()) == (422, "3")
    assert saved.url == program_url(program, "pairing:form_rules_list")
    assert "7\xa0рабочих дней" in client.get(saved.url).content.decode()


# --- contacts ---------------------------------------------------------------------------------------------


def test_two_taps_on_the_card_write_a_contact_and_return_to_it(program, pair, curator, sign_in):
    client = sign_in(curator)
    card = program_url(program, "pairing:pair_detail", pk=pair.pk)
    tapped = {"pair": pair.pk, "kind": "contact", "on": TODAY.isoformat(), "text": "Поговорили: всё хорошо"}

    page = client.post(
        program_url(program, "pairing:contact_create"), {**tapped, "next": card, "once": "a" * 32}
    )
    again = client.post(
        program_url(program, "pairing:contact_create"), {**tapped, "next": card, "once": "a" * 32}
    )

    assert (page.url, again.url) == (card, card)
    assert ContactEntry.objects.get().text == "Поговорили: всё хорошо"
    assert "Поговорили: всё хорошо" in client.get(card).content.decode()


def test_question_waits_in_attention_until_it_is_answered(program, pair, curator, sign_in):
    client = sign_in(curator)
    question = {
        "person": pair.mentor.person_id,
        "kind": "question",
        "on": TODAY.isoformat(),
        "text": "Где взять кабинет?",
        "due_on": (TODAY + timedelta(days=2)).isoformat(),
    }

    client.post(program_url(program, "pairing:contact_create"), question)
    entry = ContactEntry.objects.get()
    waiting = [item.subject for item in attention(access_of(curator, program), TODAY)]
    late = [item.severity for item in attention(access_of(curator, program), TODAY + timedelta(days=3))]
    client.post(
        program_url(program, "pairing:contact_edit", pk=entry.pk),
        {**question, "answer": "Кабинет 12 по вторникам", "version": entry.version},
    )

    entry.refresh_from_db()
    assert "1\xa0вопрос участника" in waiting
    assert late == ["late", "late"]
    assert (entry.answered_on, entry.answer) == (TODAY, "Кабинет 12 по вторникам")
    assert "1\xa0вопрос участника" not in [
        item.subject for item in attention(access_of(curator, program), TODAY)
    ]


def test_question_past_its_day_is_shown_as_late_and_an_answered_one_is_not(pair):
    entry = ContactEntry(
        school_id=pair.school_id,
        pair=pair,
        kind="question",
        on=TODAY,
        text="Где взять кабинет?",
        due_on=TODAY,
    )

    def shape(on):
        return next(column for column in contact_columns(on) if column.key == "state").html(entry)

    waiting, late = shape(TODAY), shape(TODAY + timedelta(days=1))
    entry.answered_on = TODAY
    answered = shape(TODAY + timedelta(days=1))

    assert ("state-wait" in waiting, "state-late" in late, "state-ok" in answered) == (True, True, True)


@pytest.mark.parametrize(
    ("typed", "said_back"),
    [
        ({"pair": ""}, "Выберите пару или человека"),
        ({"on": (TODAY + timedelta(days=1)).isoformat()}, "ещё не наступило"),
        ({"due_on": TODAY.isoformat()}, "Срок и ответ бывают у вопроса"),
        ({"kind": "request", "due_on": STARTED.isoformat()}, "Срок ответа раньше самого вопроса"),
    ],
)
def test_unclear_contact_is_refused_and_its_words_stay(program, pair, curator, sign_in, typed, said_back):
    data = {"pair": pair.pk, "kind": "contact", "on": TODAY.isoformat(), "text": "Разговор в коридоре"}

    page = sign_in(curator).post(program_url(program, "pairing:contact_create"), {**data, **typed})

    assert page.status_code == 422
    assert said_back in page.content.decode()
    assert "Разговор в коридоре" in page.content.decode()


def test_contacts_are_found_by_name_and_words_and_exported(program, pair, curator, director, sign_in):
    other = make_pair_in(program, curator, PairState.ACTIVE)
    for one, text in ((pair, "про олимпиаду"), (other, "про кабинет")):
        ContactEntry.objects.create(
            school=program.school,
            program=program,
            pair=one,
            kind="contact",
            on=TODAY,
            text=text,
            recorded_by=curator,
        )
    client = sign_in(director)
    address = program_url(program, "pairing:contact_list")

    by_name = client.get(address, {"q": pair.members.get().mentee.person.last_name})
    by_words = client.get(address, {"q": "Кабинет"})
    table = client.get(program_url(program, "pairing:contact_export"), {"format": "csv", "q": "олимпиаду"})

    assert [row["cells"]["text"] for row in by_name.context["rows"]] == ["про олимпиаду"]
    assert [row["cells"]["text"] for row in by_words.context["rows"]] == ["про кабинет"]
    assert table.content.decode("utf-8-sig").count("про ") == 1
    assert client.get(program_url(program, "pairing:contact_pdf")).content.startswith(b"%PDF")


def test_contact_list_and_export_cost_the_same_for_one_and_three_rows(program, curator, sign_in, queries_of):
    client = sign_in(curator)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            pair = make_pair_in(program, curator, PairState.ACTIVE)
            ContactEntry.objects.create(
                school=program.school,
                program=program,
                pair=pair,
                kind="question",
                on=TODAY,
                text="?",
                recorded_by=curator,
            )
        names = ("contact_list", "contact_export", "contact_create")
        counts.append([queries_of(client, program_url(program, f"pairing:{name}")) for name in names])

    assert counts[0] == counts[1]
