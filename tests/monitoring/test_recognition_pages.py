"""Pages of the room «Поощрение»: lists at 1 and 3 rows, candidates, own jury sheets, papers."""

import pytest
from django.utils import timezone

from monitoring.enums import ContestAction
from monitoring.models import Award, Contest, ContestEntry, HonourNomination, JuryMark, LevelSubmission
from monitoring.services.contests import move_contest
from monitoring.services.recognition_orders import prepare_award_order
from participants.models import TrainingCompletion
from programs.tenancy import program_url
from tests.factories import make_course, make_member, make_mentor
from tests.monitoring.makers_award import (
    make_award,
    make_contest,
    make_entry,
    make_honour,
)
from tests.monitoring.makers_award import (
    make_member as make_judge,
)


@pytest.fixture
def curator(program):
    return make_member(program.school, "curator")


def url_of(program, name, **kwargs):
    return program_url(program, f"monitoring:{name}", **kwargs)


def text_of(response):
    return response.content.decode().replace("\u00a0", " ")


@pytest.mark.parametrize("name", ["recognition", "award_export", "board"])
def test_lists_of_awards_cost_the_same_for_one_and_three(program, curator, sign_in, queries_of, name):
    client, url = sign_in(curator), url_of(program, name)
    make_award(program, curator, nomination=make_honour(program))
    Award.objects.update(is_on_board=True)
    few = queries_of(client, url)
    for _ in range(2):
        make_award(program, curator, nomination=make_honour(program))
    Award.objects.update(is_on_board=True)

    assert queries_of(client, url) == few


@pytest.mark.parametrize("name", ["submission_list", "submission_export", "contest_list", "honour_list"])
def test_other_lists_cost_the_same_for_one_and_three(program, curator, sign_in, queries_of, name):
    client, url = sign_in(curator), url_of(program, name)
    today = timezone.localdate()

    def add_one(number):
        LevelSubmission.objects.create(
            school=program.school,
            program=program,
            mentor=make_mentor(program),
            competition=f"Конкурс {number}",
        )
        Contest.objects.create(
            school=program.school,
            program=program,
            title=f"Конкурс {number}",
            opens_on=today,
            closes_on=today,
            results_on=today,
        )
        make_honour(program, f"Номинация {number}")

    add_one(1)
    few = queries_of(client, url)
    add_one(2)
    add_one(3)

    assert queries_of(client, url) == few


def test_contest_costs_the_same_for_one_and_three_entries(program, curator, sign_in, queries_of):
    client = sign_in(curator)
    contest = make_contest(program, curator, entries=1)
    url = url_of(program, "contest_detail", pk=contest.pk)
    few = queries_of(client, url)
    make_entry(contest, curator)
    make_entry(contest, curator)

    assert queries_of(client, url) == few


def test_candidates_become_awards_with_their_reasons(program, curator, sign_in):
    client, mentor, honour = sign_in(curator), make_mentor(program), make_honour(program, "Лучший наставник")
    TrainingCompletion.objects.create(
        school=program.school,
        course=make_course(program),
        mentor=mentor,
        completed_on=program.starts,
        hours=4,
        printed_name="Имя",
        printed_title="Курс",
    )
    page = client.get(f"{url_of(program, 'award_candidates')}?nomination={honour.pk}")
    assert "пройдено обучение: 1 курс, 4 часа" in text_of(page)

    data = {"nomination": honour.pk, "ids": [mentor.pk], "kind": "gratitude"}
    response = client.post(url_of(program, "award_propose"), data)

    assert response.status_code == 302
    [award] = Award.objects.all()
    assert (award.person, award.nomination, award.kind) == (mentor.person, honour, "gratitude")
    assert award.reason.replace("\u00a0", " ") == "пройдено обучение: 1 курс, 4 часа"
    again = client.get(f"{url_of(program, 'award_candidates')}?nomination={honour.pk}")
    assert "уже предложено" in text_of(again)


def test_award_of_a_candidate_says_the_words_of_its_nomination(program, curator, sign_in):
    client, mentor = sign_in(curator), make_mentor(program)
    honour = make_honour(program, "Лучший наставник", wants="за помощь младшим")
    TrainingCompletion.objects.create(
        school=program.school,
        course=make_course(program),
        mentor=mentor,
        completed_on=program.starts,
        hours=4,
        printed_name="Имя",
        printed_title="Курс",
    )

    client.post(
        url_of(program, "award_propose"), {"nomination": honour.pk, "ids": [mentor.pk], "kind": "gratitude"}
    )

    assert [award.reason for award in Award.objects.all()] == ["за помощь младшим"]


def test_candidates_of_an_open_contest_become_entries(program, curator, sign_in):
    contest, mentor = make_contest(program, curator), make_mentor(program)
    TrainingCompletion.objects.create(
        school=program.school,
        course=make_course(program),
        mentor=mentor,
        completed_on=program.starts,
        hours=4,
        printed_name="Имя",
        printed_title="Курс",
    )
    data = {"nomination": contest.nominations.get().pk, "ids": [mentor.pk]}

    sign_in(curator).post(url_of(program, "award_propose"), data)

    assert ContestEntry.objects.get().mentor == mentor
    assert not Award.objects.exists()


def test_jury_sheet_is_only_the_members_own(program, curator, sign_in):
    member_user, stranger = (make_member(program.school, "class_teacher") for _ in range(2))
    contest = make_contest(program, curator, entries=2)
    member = make_judge(contest, curator, user=member_user)
    sheet = url_of(program, "jury_sheet", pk=member.pk)
    assert sign_in(member_user).get(sheet).status_code == 404  # applications are still taken
    move_contest(contest=contest, action=ContestAction.JUDGE, by=curator)

    assert sign_in(stranger).get(sheet).status_code == 404
    assert sign_in(stranger).get(url_of(program, "jury_list")).status_code == 404
    assert sign_in(curator).get(url_of(program, "jury_typed", pk=member.pk)).status_code == 404
    client = sign_in(member_user)
    assert "Мои листы жюри" in text_of(client.get(program_url(program, "programs:dashboard")))
    assert "ждёт оценок" in text_of(client.get(url_of(program, "jury_list")))
    entries, criteria = list(contest.entries.all()), list(contest.criteria.all())
    data = {f"m_{entry.pk}_{one.pk}": 3 for entry in entries for one in criteria}
    bad = client.post(sheet, data | {f"m_{entries[0].pk}_{criteria[0].pk}": 9, "do": "final"})
    assert bad.status_code == 422
    assert "Здесь не больше 5" in text_of(bad)
    assert client.post(sheet, data | {"do": "final"}).status_code == 302
    assert JuryMark.objects.filter(member=member).count() == 4


def test_ticked_awards_are_handed_on_the_day_that_is_asked_for(program, curator, sign_in):
    client, award = sign_in(curator), make_award(program, curator, kind="gratitude")
    url, today = url_of(program, "award_hand"), timezone.localdate()

    asked = client.post(url, {"ids": [award.pk]})
    assert (asked.status_code, award.person.list_name in text_of(asked)) == (200, True)
    assert client.post(url, {"ids": [award.pk], "on": ""}).status_code == 422
    client.post(url, {"ids": [award.pk], "on": today.isoformat()})

    award.refresh_from_db()
    assert (award.state, award.handed_on) == ("handed", today)


def test_text_of_the_order_is_written_and_names_are_led_to(program, curator, sign_in):
    award = make_award(program, curator)
    order = prepare_award_order(program=program, ids=[award.pk], on=timezone.localdate(), by=curator)
    client, url = sign_in(curator), url_of(program, "award_order_edit", pk=order.pk)
    assert award.shown_dative in text_of(client.get(url))

    data = {
        "number": "5-од",
        "date": "2026-05-20",
        "preamble": "По итогам года:",
        "points": "Первый.\nВторой.",
    }
    assert client.post(url, data).status_code == 302

    order.refresh_from_db()
    assert (order.number, order.snapshot["points"]) == ("5-од", ["Первый.", "Второй."])
    assert client.post(url, data | {"points": ""}).status_code == 422


@pytest.mark.parametrize("name", ["contest_blanks_pdf", "contest_summary_pdf", "board_pdf", "measures_pdf"])
def test_papers_of_the_room_are_printed(program, curator, sign_in, name):
    contest = make_contest(program, curator, entries=1)
    make_award(program, curator)
    Award.objects.update(is_on_board=True)
    kwargs = {"pk": contest.pk} if name.startswith("contest") else {}

    response = sign_in(curator).get(url_of(program, name, **kwargs))

    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")


def test_board_of_an_unknown_size_is_not_found(program, curator, sign_in):
    assert sign_in(curator).get(f"{url_of(program, 'board_pdf')}?size=a9").status_code == 404


def test_handing_is_taken_back_from_the_page_of_the_award(program, curator, sign_in):
    award, client, today = (
        make_award(program, curator, kind="gratitude"),
        sign_in(curator),
        timezone.localdate(),
    )
    client.post(url_of(program, "award_hand"), {"ids": [award.pk], "on": today.isoformat()})
    card, take_back = (
        url_of(program, "award_detail", pk=award.pk),
        url_of(program, "award_take_back", pk=award.pk),
    )
    assert take_back in text_of(client.get(card))

    assert client.post(take_back).url == card

    award.refresh_from_db()
    assert (award.state, take_back in text_of(client.get(card))) == ("proposed", False)


def test_second_press_of_a_create_form_makes_nothing_more(program, curator, sign_in):
    client, person = sign_in(curator), make_mentor(program).person
    forms = {
        "award_add": {"person": person.pk, "kind": "prize", "level": "school", "reason": "за успехи"},
        "honour_add": {"title": "Своя номинация", "of_whom": "mentor", "is_active": "on"},
        "submission_add": {
            "mentor": person.mentor_entries.get().pk,
            "level": "municipal",
            "competition": "Конкурс",
            "state": "planned",
        },
    }

    answers = [
        client.post(url_of(program, name), {**data, "once": name}).status_code
        for name, data in forms.items()
        for _ in range(2)
    ]

    assert answers == [302] * 6
    counts = [model.objects.count() for model in (Award, HonourNomination, LevelSubmission)]
    assert counts == [1, 1, 1]


def test_second_press_on_candidates_proposes_nobody_twice(program, curator, sign_in):
    contest, mentor = make_contest(program, curator), make_mentor(program)
    TrainingCompletion.objects.create(
        school=program.school,
        course=make_course(program),
        mentor=mentor,
        completed_on=program.starts,
        hours=4,
        printed_name="Имя",
        printed_title="Курс",
    )
    client = sign_in(curator)
    data = {"nomination": contest.nominations.get().pk, "ids": [mentor.pk], "once": "k"}

    for _ in range(2):
        answer = client.post(url_of(program, "award_propose"), data, follow=True)
        assert "уже есть" not in text_of(answer)

    assert ContestEntry.objects.count() == 1


def test_closed_year_offers_printing_and_nothing_that_changes_it(program, curator, sign_in):
    make_award(program, curator, nomination=make_honour(program))
    program.state = "completed"
    program.save()

    page = sign_in(curator).get(url_of(program, "recognition"))

    assert [action["label"] for action in page.context["actions"]] == ["Напечатать грамоты"]
