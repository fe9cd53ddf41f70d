"""Results of a survey: what is held, who sees names, what the files hold; free texts before and after reading."""

from io import BytesIO

import pytest

from mentoring_site.spreadsheets import CONTENT_TYPES
from monitoring.enums import CampaignState, ModerationState
from monitoring.models import FreeAnswer
from monitoring.services.free_answers import moderate, readable_waiting, waiting_of
from programs.models import MentoringForm
from programs.services.audit import Refusal
from programs.tenancy import program_url
from tests.factories import make_member, make_mentee, make_person
from tests.monitoring.makers_surveys import add_sheet, make_survey

GLAD = {"glad": True, "comfort": 9, "again": True, "often": "часто"}
HELD = "чтобы никого нельзя было узнать, результаты не показываем"


@pytest.fixture
def curator(program):
    return make_member(program.school, "curator")


@pytest.fixture
def director(program):
    return make_member(program.school, "director")


def results_url(campaign, name="survey_results"):
    return program_url(campaign.program, f"monitoring:{name}", pk=campaign.pk)


def free_text(campaign, text, code="best", **fields):
    question = campaign.questionnaire.questions.get(code=code)
    return FreeAnswer.objects.create(
        school=campaign.school, campaign=campaign, question=question, text=text, **fields
    )


def people_of(program, count):
    return [make_person(program, last_name=f"Вымышленов{'абвгдежзик'[i]}") for i in range(count)]


def test_nameless_results_of_four_are_words(program, curator, sign_in):
    campaign = make_survey(program, [GLAD] * 4, is_anonymous=True)
    text = free_text(campaign, "Секретный текст", state=ModerationState.SHOWN)

    page = sign_in(curator).get(results_url(campaign)).content.decode().replace("\u00a0", " ")

    assert "Ответили 4 человека: " + HELD in page
    assert text.text not in page
    assert "Насколько комфортно?" not in page


def test_nameless_results_of_five_are_numbers(program, director, sign_in):
    campaign = make_survey(program, [GLAD] * 5, is_anonymous=True)

    page = sign_in(director).get(results_url(campaign)).content.decode().replace("\u00a0", " ")

    assert HELD not in page
    assert "да — 5 из 5 (100 %)" in page
    assert "среднее 9" in page


def test_nameless_results_of_an_open_survey_wait(program, curator, sign_in):
    campaign = make_survey(program, [GLAD] * 30, is_anonymous=True, state=CampaignState.OPEN)

    page = sign_in(curator).get(results_url(campaign)).content.decode().replace("\u00a0", " ")

    assert "Опрос без имени ещё не завершён" in page
    assert "5 из 5" not in page


def test_nameless_question_that_few_answered_is_held(program, curator, sign_in):
    campaign = make_survey(program, [{"glad": True}] * 6 + [GLAD] * 2, is_anonymous=True)

    page = sign_in(curator).get(results_url(campaign)).content.decode().replace("\u00a0", " ")

    assert "да — 8 из 8 (100 %)" in page
    assert "Ответили 2 человека: " + HELD in page


def test_named_results_of_four_are_numbers_for_the_curator_only(program, curator, director, sign_in):
    campaign = make_survey(program, [GLAD] * 4)

    assert "да — 4 из 4" in sign_in(curator).get(results_url(campaign)).content.decode().replace(
        "\u00a0", " "
    )
    assert HELD in sign_in(director).get(results_url(campaign)).content.decode().replace("\u00a0", " ")


def test_named_texts_have_names_for_the_curator_only(program, curator, director, sign_in):
    people = people_of(program, 5)
    campaign = make_survey(program, [GLAD | {"best": f"Ответ {i}"} for i in range(5)], people=people)

    of_curator = sign_in(curator).get(results_url(campaign)).content.decode().replace("\u00a0", " ")
    of_director = sign_in(director).get(results_url(campaign)).content.decode().replace("\u00a0", " ")

    assert "Ответ 3" in of_director
    assert "Вымышленов" in of_curator
    assert "Вымышленов" not in of_director


def test_breakdown_by_form_holds_a_small_one_with_its_complement(program, director, sign_in):
    pupils, teachers = MentoringForm.objects.filter(program=program).order_by("position")[:2]
    people = people_of(program, 9)
    for index, person in enumerate(people):
        make_mentee(program, person, form=pupils if index < 6 else teachers)
    campaign = make_survey(program, [GLAD] * 9, people=people)

    page = sign_in(director).get(results_url(campaign)).content.decode().replace("\u00a0", " ")

    assert page.count("скрыто: мало ответов") == 6  # two forms in each of three questions
    assert "да — 9 из 9" in page


def test_export_holds_sums_and_no_names(program, director, sign_in):
    import openpyxl

    campaign = make_survey(program, [GLAD | {"best": "Текст"}] * 5, people=people_of(program, 5))

    response = sign_in(director).get(results_url(campaign, "survey_results_export") + "?format=xlsx")

    assert response["Content-Type"] == CONTENT_TYPES["xlsx"]
    rows = list(openpyxl.load_workbook(BytesIO(response.content)).active.iter_rows(values_only=True))
    assert [2, "Рады, что участвовали?", "да", 5, 5, 5, 100, None, None] in [list(row) for row in rows]
    assert "Вымышленов" not in str(rows)
    assert "Текст" not in str(rows)


def test_answers_by_name_are_a_file_for_the_curator(program, curator, director, sign_in):
    campaign = make_survey(program, [GLAD] * 5, people=people_of(program, 5))
    nameless = make_survey(program, [GLAD] * 5, is_anonymous=True)
    url = results_url(campaign, "survey_answers_export") + "?format=csv"

    assert "Вымышленова" in sign_in(curator).post(url).content.decode("utf-8-sig")
    assert sign_in(curator).post(results_url(nameless, "survey_answers_export")).status_code == 404
    assert sign_in(director).post(url).status_code == 403


def test_paper_of_results_names_nobody(program, curator, sign_in):
    people = people_of(program, 5)
    campaign = make_survey(program, [GLAD | {"best": "Живое общение"}] * 5, people=people)

    response = sign_in(curator).get(results_url(campaign, "survey_results_pdf"))

    assert response["Content-Type"] == "application/pdf"


def test_free_text_is_seen_by_nobody_until_the_curator_shows_it(program, curator, director, sign_in):
    campaign = make_survey(program, [GLAD] * 5, is_anonymous=True)
    kept, named = free_text(campaign, "Живое общение"), free_text(campaign, "Спасибо Ивану Петровичу")
    moderation = program_url(program, "monitoring:moderation_detail", pk=campaign.pk)

    assert kept.text not in sign_in(director).get(results_url(campaign)).content.decode().replace(
        "\u00a0", " "
    )
    assert kept.text in sign_in(curator).get(moderation).content.decode().replace("\u00a0", " ")
    assert sign_in(director).get(moderation).status_code == 403
    sign_in(curator).post(
        program_url(program, "monitoring:moderation_save", pk=campaign.pk),
        {f"text-{kept.pk}": "shown", f"text-{named.pk}": "hidden", "text-x": "shown"},
    )

    page = sign_in(director).get(results_url(campaign)).content.decode().replace("\u00a0", " ")
    assert kept.text in page
    assert named.text not in page


def test_free_texts_stand_by_letter_not_as_they_came(program):
    campaign = make_survey(program, [GLAD] * 5, is_anonymous=True)
    for text in ("яблоко", "Арбуз", "вишня"):
        free_text(campaign, text)

    assert [one.text for one in waiting_of(campaign)] == ["Арбуз", "вишня", "яблоко"]


def test_moderation_of_an_open_or_small_survey_is_refused(program, curator):
    still = make_survey(program, [GLAD] * 9, is_anonymous=True, state=CampaignState.OPEN)
    small = make_survey(program, [GLAD] * 4, is_anonymous=True)

    for campaign, words in ((still, "ещё не завершён"), (small, "Ответили 4")):
        text = free_text(campaign, "Текст")
        with pytest.raises(Refusal, match=words):
            moderate(campaign=campaign, decisions={text.pk: "shown"}, by=curator)


def test_texts_of_a_small_or_open_survey_are_not_waiting_for_anybody(program):
    for state, n in ((CampaignState.CLOSED, 4), (CampaignState.OPEN, 9)):
        free_text(make_survey(program, [GLAD] * n, is_anonymous=True, state=state), "Текст")
    readable = make_survey(program, [GLAD] * 5, is_anonymous=True)
    free_text(readable, "Текст")

    assert readable_waiting(program) == {readable.pk: 1}


def test_results_take_as_many_queries_for_five_answers_as_for_fifteen(program, curator, sign_in, queries_of):
    campaign = make_survey(program, [GLAD | {"best": "Да"}] * 5, people=people_of(program, 5))
    client = sign_in(curator)
    few = queries_of(client, results_url(campaign))
    for _ in range(10):
        add_sheet(campaign, GLAD, make_person(program))

    assert queries_of(client, results_url(campaign)) == few


def test_results_of_a_foreign_survey_are_not_found(program, curator, sign_in):
    from django_scopes import scopes_disabled

    from tests.factories import make_program, make_school

    with scopes_disabled():
        other = make_survey(make_program(make_school(slug="other")), [GLAD] * 5)

    url = program_url(program, "monitoring:survey_results", pk=other.pk)

    assert sign_in(curator).get(url).status_code == 404
