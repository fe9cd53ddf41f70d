from __future__ import annotations

import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.crypto import get_random_string

from mentoring_site.permissions import Role
from participants.enums import MenteeStatus, MentorStatus, PersonKind
from participants.models import Category, Mentee, MenteeCategory, Person
from participants.registrations import add_categories
from participants.services.entries import take_out
from programs.models import AuditEvent
from programs.tenancy import program_url
from tests.factories import (
    TODAY,
    keep_special,
    make_class,
    make_consent,
    make_member,
    make_mentee,
    make_mentor,
    make_person,
)

MENTOR_HEADER = [
    "№",
    "ФИО наставника",
    "Контактные данные для связи",
    "Место работы/учебы наставника",
    "Основные компетенции наставника",
    "Важные для программы достижения наставника",
    "Интересы наставника",
    "Желаемый возраст наставляемых",
    "Ресурс времени на программу наставничества",
    "Дата вхождения в программу",
    "ФИО наставляемого (наставляемых)",
    "Форма наставничества",
    "Место работы/учебы наставляемого",
    "Дата завершения программы",
    "Результаты программы",
    "Ссылка на кейс/отзыв наставника, размещенные на сайте организации",
]
MENTEE_HEADER = [
    "№",
    "ФИО наставляемого",
    "Контактные данные для связи (данные представителя)",
    "Год рождения наставляемого",
    "Основной запрос наставляемого",
    "Дата вхождения в программу",
    "ФИО наставника",
    "Форма наставничества",
    "Место работы/учебы наставника",
    "Дата завершения программы",
    "Результаты программы",
    "Ссылка на кейс/отзыв наставляемого, размещенные на сайте организации",
    "Отметка о прохождении программы",
]


@pytest.fixture
def curator(program):
    return make_member(program.school, "curator")


def url(program, name, **kwargs):
    return program_url(program, f"participants:{name}", **kwargs)


def names(response):
    return [row["label"] for row in response.context["rows"]]


def queries_of(client, address):
    client.get(address)  # what is cached once is paid before
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


# One figure for 1 and 3 rows; no literal, since every room adds its counts to the menu of the page.
@pytest.mark.parametrize("page", ["list", "export"])
@pytest.mark.parametrize(("noun", "maker"), [("mentor", make_mentor), ("mentee", make_mentee)])
def test_pages_cost_the_same_at_one_and_three_rows(program, curator, sign_in, page, noun, maker):
    client, address = sign_in(curator), url(program, f"{noun}_{page}")
    make_consent(maker(program).person, curator)
    at_one = queries_of(client, address)
    for _ in range(2):
        make_consent(maker(program).person, curator)

    at_three = queries_of(client, address)

    assert at_three == at_one


def test_search_folds_case_and_yo(program, curator, sign_in):
    make_mentee(program, make_person(program, last_name="Фёдоров", first_name="Илья"))
    make_mentee(program, make_person(program, last_name="Гусев", first_name="Егор"))

    response = sign_in(curator).get(url(program, "mentee_list"), {"q": "илья ФЕДОР"})

    assert names(response) == ["Фёдоров Илья Петрович"]


def test_filters_by_undefined_form_class_and_consent(program, curator, sign_in):
    seven = make_class(program, 7, "А")
    wanted = make_mentee(program, make_person(program, school_class=seven), form=None)
    make_mentee(program, make_person(program, school_class=seven))
    make_mentee(program, make_person(program, school_class=make_class(program, 8, "Б")), form=None)
    make_consent(make_mentee(program, make_person(program, school_class=seven), form=None).person, curator)

    response = sign_in(curator).get(
        url(program, "mentee_list"), {"form": "none", "school_class": seven.pk, "consent": "no"}
    )

    assert names(response) == [wanted.person.full_name]
    assert response.context["said"] == "Найдено 1 из 4: форма, класс, согласие."


def test_sorting_by_class_goes_by_grade(program, curator, sign_in):
    ten = make_mentee(program, make_person(program, school_class=make_class(program, 10, "А")))
    five = make_mentee(program, make_person(program, school_class=make_class(program, 5, "В")))

    client = sign_in(curator)
    up = names(client.get(url(program, "mentee_list"), {"sort": "place"}))
    down = names(client.get(url(program, "mentee_list"), {"sort": "-place"}))

    assert (up, down) == ([str(five), str(ten)], [str(ten), str(five)])


def test_tabs_count_whom_they_show(program, curator, sign_in):
    make_mentee(program, status=MenteeStatus.NOMINATED)
    left = make_mentee(program)
    take_out(entry=left, reason="переезд", on=program.starts, by=curator)
    client = sign_in(curator)

    response = client.get(url(program, "mentee_list"))

    assert [(tab["label"], tab["count"]) for tab in response.context["tabs"]] == [
        ("Все", 1),
        ("Предложены", 1),
        ("Без пары", 0),
        ("С наставником", 0),
        ("Нет согласия", 1),
        ("Выбыли", 1),
    ]
    assert names(client.get(url(program, "mentee_list"), {"tab": "left"})) == [str(left)]


@pytest.mark.parametrize(
    ("query", "kind"), [({}, "start"), ({"q": "Нет такого"}, "nothing"), ({"tab": "left"}, "start")]
)
def test_empty_list_says_why(program, curator, sign_in, query, kind):
    response = sign_in(curator).get(url(program, "mentor_list"), query)

    assert response.context["empty"]["kind"] == kind


def test_wrong_filter_value_shows_nobody_and_says_so(program, curator, sign_in):
    make_mentee(program)

    response = sign_in(curator).get(url(program, "mentee_list"), {"form": "999999"})

    assert (response.status_code, names(response)) == (200, [])
    assert response.context["filter_form"].errors["form"]


def test_class_teacher_sees_own_class_only_and_strangers_card_is_404(program, sign_in):
    teacher = make_member(program.school, "class_teacher")
    own = make_mentee(
        program, make_person(program, school_class=make_class(program, 7, "Б", teacher=teacher))
    )
    stranger = make_mentee(program, make_person(program, school_class=make_class(program, 8, "Б")))
    client = sign_in(teacher)

    response = client.get(url(program, "mentee_list"))

    assert names(response) == [str(own)]
    assert client.get(url(program, "person_detail", pk=own.person_id)).status_code == 200
    assert client.get(url(program, "person_detail", pk=stranger.person_id)).status_code == 404


def test_head_of_group_sees_own_teachers_only(program, sign_in):
    from tests.factories import make_group

    head = make_member(program.school, "subject_head")
    group = make_group(program, head=head)
    own = make_person(program, kind=PersonKind.TEACHER, subject_group=group)
    make_mentor(program, own, form=None)
    make_mentor(program)

    assert names(sign_in(head).get(url(program, "mentor_list"))) == [own.full_name]


@pytest.mark.parametrize("role", ["mentor", "mentee", "parent", "administrator"])
def test_participants_have_no_way_to_the_bases(program, sign_in, role):
    client = sign_in(make_member(program.school, role))

    codes = [client.get(url(program, name)).status_code for name in ("mentor_list", "mentee_list")]

    assert codes == [403, 403]


@pytest.mark.parametrize(
    ("role", "is_shown"),
    [("curator", True), ("psychologist", True), ("social", True), ("director", False), ("deputy_vr", False)],
)
def test_categories_are_for_three_roles(program, curator, sign_in, role, is_shown):
    add_categories(program=program, by=curator)
    mentee = make_mentee(program)
    gifted = Category.objects.get(code="gifted")
    MenteeCategory.objects.create(school=program.school, mentee=mentee, category=gifted)
    client = sign_in(make_member(program.school, role))

    shown = client.get(url(program, "mentee_list"))
    card = client.get(url(program, "person_detail", pk=mentee.person_id))
    by_category = client.get(url(program, "mentee_list"), {"category": "999999"})

    assert ("category" in shown.context["filter_form"].fields) is is_shown
    assert (gifted.short_title in card.content.decode()) is is_shown
    assert bool(by_category.context["filter_form"].errors) is is_shown


def test_health_data_are_shown_by_post_only_and_leave_a_row(program, curator, sign_in):
    add_categories(program=program, by=curator)
    mentee = make_mentee(program)
    special = Category.objects.get(is_special=True)
    MenteeCategory.objects.create(school=program.school, mentee=mentee, category=special)
    keep_special(program)
    make_consent(mentee.person, curator, purpose="special")
    client = sign_in(curator)
    card = client.get(url(program, "person_detail", pk=mentee.person_id)).content.decode()

    assert special.short_title not in card
    assert client.get(url(program, "mentee_special", pk=mentee.pk)).status_code == 405
    assert special.short_title in client.post(url(program, "mentee_special", pk=mentee.pk)).content.decode()
    assert AuditEvent.objects.get().sentence == "просмотр сведений о здоровье"
    director = sign_in(make_member(program.school, "director"))
    assert director.post(url(program, "mentee_special", pk=mentee.pk)).status_code == 403


@pytest.mark.parametrize(("noun", "header"), [("mentor", MENTOR_HEADER), ("mentee", MENTEE_HEADER)])
def test_export_has_the_official_columns(program, curator, sign_in, noun, header):
    response = sign_in(curator).get(url(program, f"{noun}_export"), {"format": "xlsx"})

    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert [cell.value for cell in sheet[1]] == header


def test_export_holds_the_filtered_rows_and_no_categories(program, curator, sign_in):
    add_categories(program=program, by=curator)
    person = make_person(
        program, last_name="Панова", first_name="Алиса", middle_name="Дмитриевна", birth_year=2013
    )
    person.representatives.create(school=program.school, full_name="Панов Дмитрий Олегович", phone="8 900 1")
    mentee = make_mentee(program, person, request='=HYPERLINK("http://x";"y")', form=None)
    MenteeCategory.objects.create(
        school=program.school, mentee=mentee, category=Category.objects.get(code="gifted")
    )
    make_mentee(program)

    response = sign_in(curator).get(url(program, "mentee_export"), {"format": "xlsx", "q": "панова"})

    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        [
            1,
            "Панова Алиса Дмитриевна",
            "Панов Дмитрий Олегович, 8 900 1",
            2013,
            '=HYPERLINK("http://x";"y")',
            sheet["F2"].value,
            None,
            "не определена",
            None,
            None,
            None,
            None,
            None,
        ]
    ]
    assert sheet["E2"].data_type != "f"
    assert sheet["F2"].value.date() == program.starts


def test_export_of_an_unknown_format_is_404(program, curator, sign_in):
    assert sign_in(curator).get(url(program, "mentor_export"), {"format": "exe"}).status_code == 404


@pytest.mark.parametrize("noun", ["mentor", "mentee"])
def test_official_form_is_a_landscape_pdf(program, curator, sign_in, noun):
    import pypdf

    make_mentor(program, competencies="Математика")
    make_mentee(program, request="Дроби")

    response = sign_in(curator).get(url(program, f"{noun}_pdf"))

    page = pypdf.PdfReader(io.BytesIO(response.content)).pages[0]
    assert response["Content-Type"] == "application/pdf"
    assert page.mediabox.width > page.mediabox.height
    assert ("Математика" if noun == "mentor" else "Дроби") in page.extract_text()


def test_empty_base_prints_an_empty_row(program, curator, sign_in):
    assert sign_in(curator).get(url(program, "mentor_pdf")).content.startswith(b"%PDF")


def test_ticked_nominated_are_admitted_together(program, curator, sign_in):
    waiting = [make_mentee(program, status=MenteeStatus.NOMINATED) for _ in range(2)]
    untouched = make_mentee(program, status=MenteeStatus.NOMINATED)

    sign_in(curator).post(url(program, "mentee_bulk_admit"), {"ids": [m.pk for m in waiting] + ["x"]})

    admitted = set(Mentee.objects.filter(status=MenteeStatus.ADMITTED))
    assert (admitted, Mentee.objects.get(pk=untouched.pk).status) == (set(waiting), MenteeStatus.NOMINATED)


def test_select_all_takes_the_filtered_list(program, curator, sign_in):
    make_mentee(program, make_person(program, last_name="Панова"), status=MenteeStatus.NOMINATED)
    make_mentee(program, make_person(program, last_name="Гусев"), status=MenteeStatus.NOMINATED)

    sign_in(curator).post(url(program, "mentee_bulk_admit"), {"all_filtered": "1", "query": "q=панова"})

    assert Mentee.objects.get(status=MenteeStatus.ADMITTED).person.last_name == "Панова"


def form_data(program, **changes):
    return {
        "once": get_random_string(12),
        "kind": "pupil",
        "last_name": "Панова",
        "first_name": "Алиса",
        "middle_name": "Дмитриевна",
        "birth_year": "2013",
        "school_class": str(make_class(program, 7, "В").pk),
        "request": "Дроби",
    } | changes


def test_add_form_makes_one_record_on_double_submit(program, curator, sign_in):
    data = form_data(program)
    client = sign_in(curator)

    first = client.post(url(program, "mentee_add"), data)
    second = client.post(url(program, "mentee_add"), data | {"answer": "new"})

    mentee = Mentee.objects.get()
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == url(program, "person_detail", pk=mentee.person_id)
    assert (mentee.status, mentee.place) == (MenteeStatus.NOMINATED, "7\u00a0«В»")


def test_add_form_asks_about_a_namesake_first(program, curator, sign_in):
    known = make_person(program, last_name="Панова", first_name="Алиса", middle_name="Дмитриевна")
    client = sign_in(curator)

    response = client.post(url(program, "mentee_add"), form_data(program))

    assert [n.person for n in response.context["namesakes"]] == [known]
    assert "Возможно, это он?" in response.content.decode()
    assert (Mentee.objects.count(), Person.objects.count()) == (0, 1)


@pytest.mark.parametrize(("answer", "people"), [("known", 1), ("new", 2)])
def test_answer_about_a_namesake_is_obeyed(program, curator, sign_in, answer, people):
    known = make_person(program, last_name="Панова", first_name="Алиса", middle_name="Дмитриевна")
    data = form_data(program, answer=str(known.pk) if answer == "known" else "new")

    sign_in(curator).post(url(program, "mentee_add"), data)

    assert (Mentee.objects.count(), Person.objects.count()) == (1, people)
    assert (Mentee.objects.get().person == known) is (answer == "known")


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"last_name": "Панoва"}, "last_name", "Возможно, имелось в виду «Панова»"),
        ({"first_name": ""}, "first_name", "Заполните это поле"),
        ({"birth_year": "31.02.2010"}, "birth_year", "целое число"),
        ({"birth_year": "1800"}, "birth_year", "1920"),
        ({"kind": "parent"}, "kind", "Выберите корректный вариант"),
    ],
)
def test_add_form_with_bad_input_says_where_and_keeps_nothing(
    program, curator, sign_in, changes, field, words
):
    response = sign_in(curator).post(url(program, "mentee_add"), form_data(program, **changes))

    assert response.status_code == 422
    assert words in str(response.context["form"].errors[field])
    assert (Person.objects.count(), Mentee.objects.count()) == (0, 0)


def test_edit_of_an_older_version_answers_409_with_both_values(program, curator, sign_in):
    mentee = make_mentee(program, request="Физика")
    Mentee.objects.filter(pk=mentee.pk).update(version=2)
    client = sign_in(curator)

    response = client.post(
        url(program, "mentee_edit", pk=mentee.pk),
        {"version": "1", "request": "Химия", "form": mentee.form_id},
    )

    assert response.status_code == 409
    assert ("Физика", "Химия") in [(change.old, change.new) for change in response.context["conflicts"]]
    assert response.context["form"]["version"].value() == "2"


def test_edit_saves_and_keeps_hidden_health_data(program, curator, sign_in):
    add_categories(program=program, by=curator)
    mentee = make_mentee(program)
    special, gifted = Category.objects.get(is_special=True), Category.objects.get(code="gifted")
    MenteeCategory.objects.create(school=program.school, mentee=mentee, category=special)

    sign_in(curator).post(
        url(program, "mentee_edit", pk=mentee.pk),
        {"version": "1", "request": "Химия", "form": mentee.form_id, "categories": [gifted.pk]},
    )

    mentee.refresh_from_db()
    assert mentee.request == "Химия"
    assert {link.category for link in mentee.category_links.all()} == {special, gifted}


def test_actions_refuse_get_and_show_refusals(program, curator, sign_in):
    mentor = make_mentor(program, status=MentorStatus.CANDIDATE, trained_on=None)
    client = sign_in(curator)

    assert client.get(url(program, "mentor_admit", pk=mentor.pk)).status_code == 405
    page = client.post(url(program, "mentor_admit", pk=mentor.pk), follow=True).content.decode()
    assert "не отмечено обучение" in page
    client.post(url(program, "mentor_admit", pk=mentor.pk), {"reason": "обучался в прошлом году"})
    mentor.refresh_from_db()
    assert (mentor.status, mentor.waiver) == (MentorStatus.ADMITTED, "обучался в прошлом году")


def test_take_out_page_wants_a_reason(program, curator, sign_in):
    mentee = make_mentee(program)
    client = sign_in(curator)

    refused = client.post(url(program, "mentee_take_out", pk=mentee.pk), {"on": program.starts.isoformat()})
    client.post(
        url(program, "mentee_take_out", pk=mentee.pk), {"on": program.starts.isoformat(), "reason": "переезд"}
    )

    mentee.refresh_from_db()
    assert refused.status_code == 422
    assert (mentee.status, mentee.left_reason) == (MenteeStatus.LEFT, "переезд")


def test_entry_of_another_programme_is_404(program, curator, sign_in):
    from tests.factories import make_program

    last_year = make_program(program.school, label="2025-2026")
    mentee = make_mentee(last_year)

    assert sign_in(curator).get(url(program, "mentee_edit", pk=mentee.pk)).status_code == 404


def test_card_shows_history_and_proposed_cases(program, curator, sign_in):
    person = make_person(program, last_name="Панов", first_name="Иван", middle_name="Петрович")
    mentee = make_mentee(program, person)
    client = sign_in(curator)
    client.post(url(program, "mentee_take_out", pk=mentee.pk), {"on": "2026-09-02", "reason": "переезд"})

    page = client.get(url(program, "person_detail", pk=person.pk)).content.decode().replace("\xa0", " ")

    assert "выбытие из базы наставляемых 02.09.2026: переезд" in page
    assert "Панову Ивану Петровичу" in page
    assert client.get(url(program, "person_detail", pk=person.pk), {"tab": "history"}).status_code == 200
    assert client.get(url(program, "person_detail", pk=person.pk), {"tab": "нет"}).status_code == 404


def test_name_form_keeps_only_what_differs_from_the_proposal(program, curator, sign_in):
    person = make_person(program, last_name="Панов", first_name="Иван", middle_name="Петрович")

    sign_in(curator).post(
        url(program, "person_names", pk=person.pk),
        {
            "genitive": "Панова Ивана Петровича",
            "dative": "Пановы Ивану",
            "accusative": "",
            "instrumental": "",
        },
    )

    person.refresh_from_db()
    assert person.declensions == {"dative": "Пановы Ивану"}


@pytest.mark.parametrize("name", ["person_edit", "mentor_edit"])
def test_edit_pages_that_share_a_template_show_every_field(name, program, curator, sign_in):
    """Only the entry's form has the table of hours: the person's must not lose its fields to it."""
    mentor = make_mentor(program)
    pk = mentor.person_id if name == "person_edit" else mentor.pk

    response = sign_in(curator).get(url(program, name, pk=pk))

    page, form = response.content.decode(), response.context["form"]
    hidden = [field.html_name for field in form.hidden_fields() if f'name="{field.html_name}"' not in page]
    assert (
        hidden + [field.html_name for field in form.visible_fields() if f"div_{field.auto_id}" not in page]
        == []
    )


def test_person_edit_saves_and_refuses_latin_letters(program, curator, sign_in):
    person = make_person(program)
    client = sign_in(curator)
    data = {
        "version": "1",
        "kind": "pupil",
        "last_name": "Панов",
        "first_name": "Иван",
        "birth_year": "2013",
        "school_class": str(make_class(program, 8, "Б").pk),
    }

    refused = client.post(url(program, "person_edit", pk=person.pk), data | {"last_name": "Пaнов"})
    saved = client.post(url(program, "person_edit", pk=person.pk), data)

    person.refresh_from_db()
    assert (refused.status_code, saved.status_code, person.last_name) == (422, 302, "Панов")


def test_representative_is_added_and_corrected(program, curator, sign_in):
    person = make_person(program)
    client = sign_in(curator)
    client.post(
        url(program, "representative_add", pk=person.pk),
        {"full_name": "Панов Дмитрий Олегович", "kinship": "отец", "phone": "1"},
    )
    known = person.representatives.get()

    client.post(
        url(program, "representative_edit", pk=person.pk, representative_pk=known.pk),
        {"full_name": "Панов Дмитрий Олегович", "kinship": "отец", "phone": "8 900"},
    )

    known.refresh_from_db()
    assert known.phone == "8 900"
    assert list(AuditEvent.objects.order_by("id").values_list("sentence", flat=True)) == [
        "законный представитель: Панов Дмитрий Олегович (отец)",
        "законный представитель: телефон: 1 → 8 900",
    ]


def test_dashboard_numbers_and_search_know_the_bases(program, curator):
    from participants.dashboard import attention, figures, search_people
    from programs.tenancy import access_for

    make_mentee(program, make_person(program, last_name="Фёдоров"), status=MenteeStatus.NOMINATED)
    make_mentor(program, status=MentorStatus.CANDIDATE, interviewed_on=None)
    access = access_for(curator, program, TODAY)

    assert [(f.label, f.value, f.alarm) for f in figures(access, TODAY)] == [
        ("Наставляемые", "1", "1 ждёт решения"),
        ("Наставники", "1", "1\u00a0кандидат"),
    ]
    assert [item.severity for item in attention(access, TODAY)] == ["wait"]
    assert [hit.label for hit in search_people(access, "федоров")] == ["Фёдоров Иван Петрович"]


def test_bulk_action_leaves_out_what_can_be_no_id(program, sign_in):
    client = sign_in(make_member(program.school, Role.CURATOR))
    url = program_url(program, "participants:mentee_bulk_export")

    response = client.post(url, {"ids": ["²", "9" * 30]})

    assert response.status_code == 200
