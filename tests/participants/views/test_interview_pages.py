"""Pages of interviews: lists, planning one or several, the sheet, its papers, who sees what."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.utils import timezone
from pypdf import PdfReader

from mentoring_site.permissions import Role
from participants.enums import InterviewConclusion, InterviewState, MentorStatus
from participants.models import Interview, InterviewCriterion
from participants.services.criteria import add_criterion
from participants.services.interviews import Sheet, hold_interview
from programs.models import AuditEvent
from programs.tenancy import program_url
from tests.factories import make_class, make_consent, make_interview, make_member, make_mentor, make_person

TODAY = timezone.localdate()


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR, last_name="Савельева")


@pytest.fixture
def client(client, curator):
    client.force_login(curator)
    return client


def url(program, name, **kwargs):
    return program_url(program, f"participants:{name}", **kwargs)


def make_candidate(program, **person):
    return make_mentor(
        program,
        make_person(program, school_class=make_class(program, 10), **person),
        status=MentorStatus.CANDIDATE,
        interviewed_on=None,
        trained_on=None,
    )


def sheet_data(interview, **fields):
    return {
        "version": interview.version,
        "held_on": f"{TODAY:%Y-%m-%d}",
        "place": "кабинет 214",
        "conclusion": "recommended",
        "mark_0": "2",
        "mark_1": "",
        "mark_2": "0",
        "note_0": "приводит примеры",
        **fields,
    }


def hold(interview, by, **fields):
    sheet = Sheet(held_on=TODAY, **{"conclusion": InterviewConclusion.RECOMMENDED, **fields})
    return hold_interview(interview=interview, sheet=sheet, version=interview.version, by=by, today=TODAY)


# --- lists ------------------------------------------------------------------------------------------------


def test_lists_part_candidates_by_how_far_they_are(program, client, curator):
    make_candidate(program, last_name="Ждунов")
    make_interview(make_candidate(program, last_name="Званцев"), curator)
    hold(make_interview(make_candidate(program, last_name="Беседин"), curator), curator)
    make_mentor(program, make_person(program, last_name="Допущенцев"))

    found = {
        tab: client.get(url(program, "interview_list"), {"tab": tab}).content.decode()
        for tab in ("waiting", "planned", "held")
    }

    names = ("Ждунов", "Званцев", "Беседин", "Допущенцев")
    assert {tab: [name for name in names if f"{name} Иван" in page] for tab, page in found.items()} == {
        "waiting": ["Ждунов"],
        "planned": ["Званцев"],
        "held": ["Беседин"],
    }


def test_empty_list_and_nothing_found_say_what_to_do(program, client):
    page = client.get(url(program, "interview_list")).content.decode()
    nothing = client.get(url(program, "interview_list"), {"tab": "held", "q": "Нетакой"}).content.decode()

    assert "Собеседований ещё не было" in page
    assert "Сбросить условия" in nothing


@pytest.mark.parametrize("name", ["waiting", "planned", "held", "cancelled"])
def test_list_takes_the_same_queries_for_one_and_three(program, client, curator, queries_of, name):
    def fill(count):
        for _ in range(count):
            mentor = make_candidate(program)
            if name == "held":
                hold(make_interview(mentor, curator), curator)
            elif name != "waiting":
                make_interview(mentor, curator, state=InterviewState(name))

    fill(1)
    address = f"{url(program, 'interview_list')}?tab={name}"
    one = queries_of(client, address)
    fill(2)

    assert queries_of(client, address) == one


def test_export_holds_states_and_conclusions_and_no_marks(
    program, client, curator, django_assert_max_num_queries
):
    for name in ("Беседин", "Анисимов", "Вершинин"):
        interview = make_interview(make_candidate(program, last_name=name), curator)
        hold(interview, curator, marks=[(2, "секретно"), (1, ""), (None, "")])

    with django_assert_max_num_queries(25):
        data = client.get(url(program, "interview_export")).content

    rows = [list(row) for row in openpyxl.load_workbook(BytesIO(data)).active.iter_rows(values_only=True)]
    assert [row[0] for row in rows] == [
        "Фамилия, имя, отчество",
        "Анисимов Иван Петрович",
        "Беседин Иван Петрович",
        "Вершинин Иван Петрович",
    ]
    assert rows[1][3:7:3] == ["проведено", "рекомендован"]
    assert "секретно" not in str(rows)


# --- planning ---------------------------------------------------------------------------------------------


def test_ticked_candidates_are_planned_at_once_and_once(program, client, curator):
    free, invited = make_candidate(program, last_name="Ждунов"), make_candidate(program, last_name="Званцев")
    make_interview(invited, curator)
    page = client.post(url(program, "interview_plan"), {"ids": [free.pk, invited.pk]}).content.decode()
    data = {
        "plan": "1",
        "mentor": [free.pk],
        "planned_on": f"{TODAY:%Y-%m-%d}",
        "place": "зал",
        "once": "k" * 32,
    }

    for _ in range(2):
        answer = client.post(url(program, "interview_plan"), data, follow=True)

    assert "Назначить 1\u00a0собеседование" in page
    assert "уже назначено" in page
    assert "уже назначены" in answer.content.decode()
    assert list(Interview.objects.filter(mentor=free).values_list("planned_on", "place")) == [(TODAY, "зал")]


def test_everybody_who_waits_is_chosen_by_the_whole_list(program, client):
    for _ in range(3):
        make_candidate(program)
    make_mentor(program)

    page = client.post(
        url(program, "interview_plan"), {"all_filtered": "1", "query": "tab=to-interview"}
    ).content.decode()

    assert "Назначить 3\u00a0собеседования" in page


def test_plan_without_anybody_leads_back(program, client):
    assert client.post(url(program, "interview_plan"), {"ids": []}).status_code == 302


def test_base_of_mentors_offers_the_interview(program, client):
    make_candidate(program)

    page = client.get(url(program, "mentor_list")).content.decode()

    assert url(program, "interview_plan") in page
    assert "не отобран" in page


# --- the sheet --------------------------------------------------------------------------------------------


def test_draft_is_saved_then_held_and_opens_the_way(program, client, curator):
    mentor = make_candidate(program)
    interview = make_interview(mentor, curator)
    save = url(program, "interview_save", pk=interview.pk)

    client.post(save, sheet_data(interview, conclusion=""))
    interview.refresh_from_db()
    assert [row["mark"] for row in interview.marks] == [2, None, 0]
    client.post(save, sheet_data(interview, hold="1"))

    interview.refresh_from_db()
    mentor.refresh_from_db()
    assert (interview.state, interview.marks[0]["note"]) == (InterviewState.HELD, "приводит примеры")
    assert mentor.interviewed_on == TODAY


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"conclusion": ""}, 422, "Выберите заключение"),
        ({"conclusion": "conditional"}, 422, "с каким условием"),
        ({"conclusion": "not_recommended"}, 422, "почему кандидат не рекомендован"),
        ({"held_on": "2199-01-01"}, 422, "ещё не наступило"),
        ({"version": 99}, 409, "изменил другой сотрудник"),
    ],
)
def test_sheet_that_cannot_be_held_keeps_what_was_written(program, client, curator, fields, status, words):
    interview = make_interview(make_candidate(program), curator)

    answer = client.post(
        url(program, "interview_save", pk=interview.pk), sheet_data(interview, hold="1", **fields)
    )

    page = answer.content.decode()
    assert (answer.status_code, words in page, "приводит примеры" in page) == (status, True, True)
    interview.refresh_from_db()
    assert interview.state == InterviewState.PLANNED


def test_held_sheet_is_read_only_and_corrected_with_a_reason(program, client, curator):
    interview = hold(make_interview(make_candidate(program), curator), curator)
    correct = url(program, "interview_correct", pk=interview.pk)
    data = sheet_data(interview, place="кабинет 1")

    refused = client.post(url(program, "interview_save", pk=interview.pk), data)
    without = client.post(correct, data)
    client.post(correct, data | {"reason": "ошиблись кабинетом"})

    interview.refresh_from_db()
    assert (refused.status_code, without.status_code, interview.place) == (422, 422, "кабинет 1")
    assert AuditEvent.objects.get(action="interview.correct").sentence.endswith("причина: ошиблись кабинетом")


def test_planned_interview_is_cancelled_with_a_reason(program, client, curator):
    interview = make_interview(make_candidate(program), curator)

    for reason in ("", "заболел"):
        client.post(url(program, "interview_cancel", pk=interview.pk), {"reason": reason})

    interview.refresh_from_db()
    assert (interview.state, interview.cancel_reason) == (InterviewState.CANCELLED, "заболел")
    assert "заболел" in client.get(url(program, "interview_detail", pk=interview.pk)).content.decode()


def test_psychologist_fills_and_director_only_reads(program, sign_in, curator):
    interview = make_interview(make_candidate(program), curator)
    detail, save = (url(program, name, pk=interview.pk) for name in ("interview_detail", "interview_save"))

    reader = sign_in(make_member(program.school, Role.DIRECTOR))
    assert "Провести" not in reader.get(detail).content.decode()
    assert reader.post(save, sheet_data(interview)).status_code == 403
    writer = sign_in(make_member(program.school, Role.PSYCHOLOGIST))
    assert writer.post(save, sheet_data(interview, hold="1")).status_code == 302


def test_mentor_of_the_sheet_finds_nothing_even_with_the_right(program, sign_in, curator):
    deputy = make_member(program.school, Role.DEPUTY_UVR)
    mentor = make_candidate(program)
    mentor.person.user = deputy
    mentor.person.save()
    interview = hold(
        make_interview(mentor, curator),
        curator,
        conclusion=InterviewConclusion.NOT_RECOMMENDED,
        condition="секретно",
    )
    client = sign_in(deputy)

    for name in ("interview_detail", "interview_pdf"):
        assert client.get(url(program, name, pk=interview.pk)).status_code == 404
    card = client.get(f"{url(program, 'person_detail', pk=mentor.person_id)}?tab=selection").content.decode()
    assert "секретно" not in card
    assert "не рекомендован" not in card.casefold()


def test_card_shows_readiness_sheets_and_the_waivers_author(program, client, curator):
    mentor = make_mentor(
        program,
        interviewed_on=None,
        trained_on=None,
        waiver="шестой год ведёт пары",
        waived_by_name="Савельева",
    )
    make_consent(mentor.person, curator)
    hold(make_interview(mentor, curator), curator)

    card = client.get(f"{url(program, 'person_detail', pk=mentor.person_id)}?tab=selection").content.decode()

    assert "Готов к работе" in card
    assert "Нет обучения, допущен с обоснованием: шестой год ведёт пары (Савельева)" in card
    assert "рекомендован" in card


# --- criteria ---------------------------------------------------------------------------------------------


def test_criteria_are_added_changed_and_moved_on_the_page(program, client, curator):
    client.post(url(program, "criterion_list"), {"text": "Время", "form": ""})
    second = add_criterion(program=program, text="Опыт", form=None, by=curator)
    client.post(url(program, "criterion_move", pk=second.pk), {"to": "up"})
    client.post(url(program, "criterion_edit", pk=second.pk), {"text": "Опыт и примеры", "form": ""})

    rows = list(InterviewCriterion.objects.of_program(program).values_list("text", "is_active"))
    assert rows == [("Опыт и примеры", False), ("Время", True)]
    assert client.post(url(program, "criterion_list"), {"text": " "}).status_code == 422


# --- papers -----------------------------------------------------------------------------------------------


def pages_of(answer):
    assert answer["Content-Type"] == "application/pdf"
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(answer.content)).pages]


def test_filled_sheet_prints_on_one_page(program, client, curator):
    interview = make_interview(make_candidate(program, last_name="Беседин"), curator)
    hold(interview, curator, marks=[(2, "приводит примеры"), (1, ""), (None, "")], present="Савельева О. С.")

    (page,) = pages_of(client.get(url(program, "interview_pdf", pk=interview.pk)))

    for words in ("Лист собеседования", "Беседин Иван Петрович", "приводит примеры", "Савельева О. С."):
        assert words in page


def test_blank_prints_nothing_of_the_draft(program, client, curator):
    interview = make_interview(make_candidate(program), curator)
    client.post(url(program, "interview_save", pk=interview.pk), sheet_data(interview))

    (page,) = pages_of(client.get(url(program, "interview_pdf", pk=interview.pk), {"blank": "1"}))

    assert "приводит примеры" not in page
    assert "●" not in page


def test_blanks_of_all_invited_are_a_page_each_with_very_long_names(program, client, curator):
    for number in range(2):
        mentor = make_candidate(
            program,
            last_name="Преображенский-Вознесенский" * 2 + "абв"[number],
            middle_name="Константинович" * 4,
        )
        marks = [{"text": "умеет слушать " * 20, "mark": None, "note": ""} for _ in range(3)]
        make_interview(mentor, curator, marks=marks)

    assert len(pages_of(client.get(url(program, "interview_blanks")))) == 2


def test_blanks_of_nobody_are_not_printed(program, client):
    assert client.get(url(program, "interview_blanks")).status_code == 302
