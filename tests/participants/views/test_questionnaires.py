"""The curator's room of questionnaires: list, editing, preview, blank, grid, scans."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pypdf import PdfReader

from mentoring_site.permissions import Role
from participants.enums import QuestionnaireState, ResponseSource, ResponseState
from participants.models import Question, Questionnaire, Response
from programs.tenancy import program_url
from tests.factories import make_class, make_consent, make_member, make_mentor, make_person
from tests.participants.questionnaires.makers import make_questionnaire

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def page(sign_in, curator):
    return sign_in(curator)


@pytest.fixture
def alice(program, curator):
    person = make_person(
        program, last_name="Панова", first_name="Алиса", middle_name="", school_class=make_class(program, 10)
    )
    make_mentor(program, person)
    make_consent(person, curator, signed_on=TODAY)
    return person


def url(program, name, **kwargs):
    return program_url(program, f"participants:{name}", **kwargs)


def said(response):
    return [str(message) for message in response.context["messages"]]


# --- list, page, editing ----------------------------------------------------------------------------------


def test_list_costs_the_same_for_one_and_for_three(program, page, queries_of):
    make_questionnaire(program)
    one = queries_of(page, url(program, "questionnaire_list"))
    for number in range(2):
        make_questionnaire(program, title=f"Анкета {number}")

    assert queries_of(page, url(program, "questionnaire_list")) == one


def test_samples_are_added_once(program, page):
    first = page.post(url(program, "questionnaire_samples"), follow=True)
    second = page.post(url(program, "questionnaire_samples"), follow=True)

    assert said(first) == ["Добавлены черновики: 19\xa0анкет."]  # those of upper apps too
    assert said(second) == ["Все типовые анкеты уже есть: добавлять нечего."]


def test_questionnaire_is_made_from_the_first_line_to_opening(program, page):
    head = {"title": "Обратная связь", "kind": "feedback", "role": "", "form": "", "intro": "Зачем"}
    page.post(url(program, "questionnaire_create"), head)
    made = Questionnaire.objects.get()
    question = {
        "text": "Как вам?",
        "kind": "one",
        "options": "хорошо\r\nплохо\r\n",
        "scale_min": 1,
        "scale_max": 10,
    }
    scale = {
        "text": "Насколько?",
        "kind": "scale",
        "scale_min": 0,
        "scale_max": 5,
        "scale_low": "нет",
        "scale_high": "да",
    }

    for data in (question, scale):
        page.post(url(program, "question_create", pk=made.pk), data)
    first, second = made.questions.all()
    page.post(url(program, "question_edit", pk=first.pk), question | {"text": "Как прошло?"})
    page.post(url(program, "question_move", pk=second.pk), {"to": "up"})
    opened = page.post(url(program, "questionnaire_open", pk=made.pk), follow=True)

    rows = made.questions.values_list("text", "options", "scale_min", "scale_max", "scale_labels")
    assert list(rows) == [
        ("Насколько?", [], 0, 5, ["нет", "да"]),
        ("Как прошло?", ["хорошо", "плохо"], 1, 10, []),
    ]
    assert said(opened)[-1:] == ["Анкета открыта: теперь на неё можно отвечать."]
    assert opened.context["can_copy"]


def test_list_is_in_parts_by_kind_and_says_whom_each_asks(program, page):
    make_questionnaire(program, title="Качество", kind="survey", role="", form=None, is_anonymous=True)
    make_questionnaire(program, title="Итоги", kind="survey", role="parent", moment="after")
    make_questionnaire(program, title="Заявка")

    rows = page.get(url(program, "questionnaire_list")).context["rows"]

    assert [row.get("group") or (row["label"], row["cells"]["whom"]) for row in rows] == [
        "Заявки на участие",
        ("Заявка", "наставник"),
        "Опросы мониторинга",
        ("Итоги", "родитель, после"),
        ("Качество", "все, без имени"),
    ]


def test_survey_is_given_moment_pair_code_and_factor_in_screens(program, page):
    head = {"title": "Ожидания", "kind": "survey", "role": "mentee", "form": "", "moment": "before"}
    page.post(url(program, "questionnaire_create"), head)
    made = Questionnaire.objects.get()
    question = {"text": "Легко?", "kind": "scale", "scale_min": 1, "scale_max": 10, "pair_code": "comfort"}

    page.post(url(program, "question_create", pk=made.pk), question | {"factor": "Общаться легко"})
    twin = page.post(url(program, "question_create", pk=made.pk), question | {"text": "И ещё?"})
    cyrillic = page.post(url(program, "question_create", pk=made.pk), question | {"pair_code": "комфорт"})
    open_one = page.post(
        url(program, "question_create", pk=made.pk),
        question | {"pair_code": "", "kind": "open", "factor": "Общаться легко"},
    )

    assert (made.role, made.moment) == ("mentee", "before")
    assert list(made.questions.values_list("pair_code", "factor")) == [("comfort", "Общаться легко")]
    assert [answer.status_code for answer in (twin, cyrillic, open_one)] == [422, 422, 422]
    assert "уже есть у вопроса «Легко?»" in twin.context["form"].errors["pair_code"][0]
    assert "латинскими буквами" in cyrillic.context["form"].errors["pair_code"][0]
    assert "Фактор считают по шкале" in open_one.context["form"].errors["factor"][0]
    assert '<option value="comfort" label="comfort: Легко?">' in twin.content.decode()


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ({"kind": "application", "role": "parent"}, "role"),
        ({"kind": "feedback", "moment": "before"}, "moment"),
        ({"kind": "feedback", "is_anonymous": "on"}, "is_anonymous"),
    ],
)
def test_what_only_surveys_have_is_refused_at_its_field(program, page, head, field):
    response = page.post(url(program, "questionnaire_create"), {"title": "Анкета", "role": "mentor"} | head)

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])


def test_linked_questions_cost_the_same_for_one_and_for_three(program, page, queries_of):
    def half(number):
        questions = [{"kind": "scale", "text": "Легко?", "pair_code": "comfort"}]
        make_questionnaire(
            program, title=f"Ожидания {number}", kind="survey", moment="before", questions=questions
        )

    half(1)
    one = queries_of(page, url(program, "questionnaire_linked"))
    half(2)
    half(3)

    assert queries_of(page, url(program, "questionnaire_linked")) == one
    assert "нет вопроса «после»" in page.get(url(program, "questionnaire_linked")).content.decode()


def test_mistakes_of_a_question_stand_at_their_fields(program, page):
    draft = make_questionnaire(program, is_open=False)

    response = page.post(
        url(program, "question_create", pk=draft.pk),
        {"text": "Как?", "kind": "one", "options": "да", "scale_min": 1, "scale_max": 10},
    )

    assert response.status_code == 422
    assert response.context["form"].errors == {
        "options": ["Нужно хотя бы два варианта, каждый на своей строке."]
    }


def test_frozen_one_is_copied_and_the_copy_deleted(program, page):
    opened = make_questionnaire(program)
    question = opened.questions.first()

    refused = page.post(url(program, "question_delete", pk=question.pk), follow=True)
    copied = page.post(url(program, "questionnaire_copy", pk=opened.pk), follow=True)
    copy = Questionnaire.objects.get(edition=2)
    page.post(url(program, "questionnaire_delete", pk=copy.pk))
    closed = page.post(url(program, "questionnaire_close", pk=opened.pk), follow=True)

    assert "её больше не меняют" in said(refused)[0]
    assert "следующая версия" in said(copied)[0]
    assert said(closed)[-1:] == ["Анкета закрыта."]
    assert list(Questionnaire.objects.values_list("edition", "state")) == [(1, QuestionnaireState.CLOSED)]


def test_preview_shows_every_question_and_sends_nothing(program, page):
    questionnaire = make_questionnaire(program, is_open=False)

    text = page.get(url(program, "questionnaire_preview", pk=questionnaire.pk)).content.decode()

    shown = Question.objects.exclude(kind="topics").values_list("text", flat=True)
    assert [question for question in shown if question not in text] == []
    assert "понедельник, 15:00" in text
    assert 'method="post"' not in text.split("answers-form")[1]


def test_blank_is_printed_with_boxes_and_lines(program, page):
    questionnaire = make_questionnaire(program)

    reader = PdfReader(BytesIO(page.get(url(program, "questionnaire_pdf", pk=questionnaire.pk)).content))

    words = " ".join(reader.pages[0].extract_text().split())
    assert "Фамилия, имя, отчество" in words
    assert "4. Готовы вести группу?" in words
    assert len(reader.pages) == 1


# --- grid -------------------------------------------------------------------------------------------------


def test_sheet_is_typed_twice_and_becomes_final(program, page, alice):
    questionnaire = make_questionnaire(program)
    grid, check = (
        url(program, name, pk=questionnaire.pk) for name in ("questionnaire_grid", "questionnaire_grid_check")
    )

    first = page.post(grid, {"who-1": "Панова Алиса, 10 «А»", "c-1-ready": "7", "c-1-age": "1"}, follow=True)
    draft = Response.objects.get()
    differs = page.post(check, {f"c-{draft.pk}-ready": "9", f"c-{draft.pk}-age": "1"})
    settled = page.post(
        check,
        {f"c-{draft.pk}-ready": "9", f"c-{draft.pk}-age": "1", f"f-{draft.pk}-ready": "8"},
        follow=True,
    )

    assert said(first) == ["Набрано: 1\xa0лист. Наберите их второй раз для сверки."]
    assert (differs.status_code, differs.context["differing"]) == (422, 1)
    assert "Первый набор" in differs.content.decode()
    assert said(settled) == ["Записано: 1\xa0лист."]
    sheet = Response.objects.get()
    assert (sheet.state, sheet.source, sheet.answers) == (
        ResponseState.SUBMITTED,
        ResponseSource.GRID,
        {"ready": 8, "age": "5–6 класс"},
    )


def test_grid_with_mistakes_keeps_what_was_typed(program, page, alice):
    questionnaire = make_questionnaire(program)

    response = page.post(
        url(program, "questionnaire_grid", pk=questionnaire.pk),
        {"who-1": "Панова Алиса, 10 «А»", "c-1-ready": "70"},
    )

    text = response.content.decode()
    assert response.status_code == 422
    assert "Лист 1, вопрос 5: «70» не подходит: нужно число от 1 до 10." in text
    assert 'value="70"' in text
    assert not Response.objects.exists()


def test_sheets_may_be_taken_without_the_second_typing_or_thrown_away(program, page, alice, curator):
    questionnaire = make_questionnaire(program, kind="survey", is_anonymous=True)
    grid, check = (
        url(program, name, pk=questionnaire.pk) for name in ("questionnaire_grid", "questionnaire_grid_check")
    )
    page.post(grid, {"c-1-ready": "7", "c-2-ready": "5"})
    _one, other = Response.objects.order_by("pk")

    thrown = page.post(check, {"discard": other.pk}, follow=True)
    taken = page.post(check, {"as-is": "1"}, follow=True)

    assert said(thrown)[-1:] == ["Лист удалён."]
    assert said(taken) == ["Записано: 1\xa0лист."]
    assert [(r.person, r.entered_by, r.state, r.answers) for r in Response.objects.all()] == [
        (None, None, ResponseState.SUBMITTED, {"ready": 7})
    ]


def test_grid_costs_the_same_for_one_and_for_three_people(program, page, queries_of):
    questionnaire = make_questionnaire(program)
    make_mentor(program)
    one = queries_of(page, url(program, "questionnaire_grid", pk=questionnaire.pk))
    for _ in range(2):
        make_mentor(program)

    assert queries_of(page, url(program, "questionnaire_grid", pk=questionnaire.pk)) == one


# --- scan -------------------------------------------------------------------------------------------------


def test_scan_of_a_person_is_taken_and_given_back(program, page, alice):
    questionnaire = make_questionnaire(program)
    address = url(program, "questionnaire_scan", pk=questionnaire.pk)
    sheet = SimpleUploadedFile("лист.pdf", b"%PDF-1.4 sheet")

    unknown = page.post(address, {"who": "Некто", "free_text": "Я"})
    empty = page.post(address, {"who": "Панова Алиса, 10 «А»"})
    taken = page.post(address, {"who": "Панова Алиса, 10 «А»", "file": sheet}, follow=True)

    assert unknown.context["form"].errors == {"who": ["Такого человека в базе нет. Выберите из списка."]}
    assert "нет ни того ни другого" in empty.context["form"].non_field_errors()[0]
    assert said(taken) == ["Анкета принята: Панова Алиса."]
    response = Response.objects.get(state=ResponseState.SUBMITTED)
    file = page.get(url(program, "response_download", pk=response.pk))
    assert (file.content, file.headers["Content-Type"]) == (b"%PDF-1.4 sheet", "application/pdf")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    card = page.get(url(program, "person_detail", pk=alice.pk), {"tab": "answers"}).content.decode()
    assert "Скачать анкету" in card
