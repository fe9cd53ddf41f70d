from datetime import date

import pytest
from django.urls import reverse

from programs.enums import ProgramState
from programs.forms.programme import PeriodForm
from programs.models import Program, ProgramSection
from programs.services import programs as services
from tests.factories import make_member

YEAR = {"label": "2027-2028", "starts": date(2027, 9, 1), "ends": date(2028, 8, 31)}


@pytest.fixture
def draft(program):
    return services.open_program(school=program.school, by=make_member(program.school, "curator"), **YEAR)


def url(program, name, **kwargs):
    return reverse(
        f"programs:{name}", kwargs={"school": program.school.slug, "year": program.label, **kwargs}
    )


def curator(program):
    return make_member(program.school, "curator")


def director(program):
    return make_member(program.school, "director")


def test_programme_page_shows_every_section_and_offers_next_step(draft, sign_in):
    page = sign_in(curator(draft)).get(url(draft, "programme_detail")).content.decode()

    codes = ProgramSection.objects.filter(program=draft).values_list("code", flat=True)
    assert [code for code in codes if f'id="{code}"' not in page] == []
    assert page.count("не заполнено</span></span>") == 5
    assert page.count("btn btn-primary") == 2  # the next step and its dialog
    assert "Передать директору" in page


def test_programme_page_of_reader_offers_no_change(draft, sign_in):
    page = (
        sign_in(make_member(draft.school, "psychologist"))
        .get(url(draft, "programme_detail"))
        .content.decode()
    )

    assert "Править" not in page
    assert "Заполнить" not in page
    assert "btn-primary" not in page


def test_programme_page_costs_the_same_for_more_sections(program, sign_in, queries_of):
    client = sign_in(make_member(program.school, "psychologist"))
    counts = []

    for place in range(3):
        ProgramSection.objects.create(
            school=program.school,
            program=program,
            code=f"s{place}",
            title="Раздел",
            kind="text",
            position=place,
        )
        counts.append(queries_of(client, url(program, "programme_detail")))

    assert counts[0] == counts[2]


def test_programme_goes_from_curator_to_director_and_back(draft, sign_in):
    boss = director(draft)
    sign_in(curator(draft)).post(url(draft, "programme_submit"))
    queue = sign_in(boss).get(url(draft, "approvals")).content.decode()
    refused = sign_in(boss).post(url(draft, "programme_return"), {"comment": ""})
    sign_in(boss).post(url(draft, "programme_return"), {"comment": "Напишите цель."})
    draft.refresh_from_db()

    assert "Программа наставничества 2027–2028 учебного года, редакция 1" in queue
    assert refused.status_code == 422
    assert "Напишите, что исправить." in refused.content.decode()
    assert (draft.state, draft.return_comment) == (ProgramState.DRAFT, "Напишите цель.")
    assert "Напишите цель." in sign_in(curator(draft)).get(url(draft, "dashboard")).content.decode()


def test_programme_approved_twice_tells_the_second_time(draft, sign_in):
    client = sign_in(director(draft))
    services.submit_program(program=draft, by=curator(draft))

    client.post(url(draft, "programme_approve"), {"protocol": "№ 1"})
    second = client.post(url(draft, "programme_approve"), {"protocol": "№ 2"}, follow=True)

    draft.refresh_from_db()
    assert (draft.state, draft.approval_protocol) == (ProgramState.APPROVED, "№ 1")
    assert "Обновите страницу" in second.content.decode()


# --- sections ---


def cells(*texts, version=1, do="save"):
    return {
        "version": version,
        "intro": "",
        "rows_shown": len(texts),
        **{f"cell-{place}-0": text for place, text in enumerate(texts)},
        "do": do,
    }


def test_section_saved_from_form_returns_to_its_place(draft, sign_in):
    section = draft.sections.get(code="tasks")

    answer = sign_in(curator(draft)).post(url(draft, "section_edit", code="tasks"), cells("одна", "", "две"))

    section.refresh_from_db()
    assert answer.url == url(draft, "programme_detail") + "#tasks"
    assert section.rows == [["одна"], ["две"]]


@pytest.mark.parametrize(
    ("order", "shown"),
    [
        ("add", ["раз", "два", ""]),
        ("up-1", ["два", "раз"]),
        ("down-0", ["два", "раз"]),
        ("remove-0", ["два"]),
        ("up-0", ["раз", "два"]),
        ("remove-9", ["раз", "два"]),
        ("nonsense", ["раз", "два"]),
    ],
)
def test_section_row_button_changes_the_form_and_writes_nothing(draft, sign_in, order, shown):
    before = draft.sections.get(code="tasks").rows

    answer = sign_in(curator(draft)).post(
        url(draft, "section_edit", code="tasks"), cells("раз", "два", do=order)
    )

    assert [row[0] for row in answer.context["form"].rows] == shown
    assert draft.sections.get(code="tasks").rows == before


def test_section_saved_by_another_meanwhile_shows_both_values(draft, sign_in):
    ProgramSection.objects.filter(program=draft, code="tasks").update(rows=[["чужая"]], version=2)
    client = sign_in(curator(draft))

    answer = client.post(url(draft, "section_edit", code="tasks"), cells("моя"))
    page = answer.content.decode()
    again = client.post(url(draft, "section_edit", code="tasks"), cells("моя", version=2))

    assert answer.status_code == 409
    assert "чужая" in page
    assert "моя" in page
    assert 'name="version" value="2"' in page
    assert again.status_code == 302
    assert draft.sections.get(code="tasks").rows == [["моя"]]


def test_section_of_running_programme_is_sent_to_new_edition(program, sign_in):
    ProgramSection.objects.create(
        school=program.school, program=program, code="goal", title="Цель", kind="text", position=0
    )

    answer = sign_in(curator(program)).get(url(program, "section_edit", code="goal"), follow=True)

    assert "Откройте новую редакцию" in answer.content.decode()


def test_section_history_is_told_in_sentences(draft, sign_in):
    client = sign_in(curator(draft))
    client.post(url(draft, "section_edit", code="tasks"), cells("одна"))

    page = client.get(url(draft, "section_history", code="tasks")).content.decode()

    assert "раздел «Задачи»" in page


# --- other years, settings ---


def test_new_programme_sent_twice_is_made_once(program, sign_in):
    Program.objects.filter(pk=program.pk).update(label="2026-2027")
    client = sign_in(curator(program))
    data = {
        "label": "2027–2028",
        "starts": "01.09.2027",
        "ends": "2028-08-31",
        "source": str(program.pk),
        "once": "k1",
    }

    first = client.post(url(program, "programme_create"), data)
    second = client.post(url(program, "programme_create"), data)

    made = Program.objects.get(label="2027-2028")
    assert first.url == url(made, "programme_detail")
    assert second.url == url(program, "programme_list")
    assert made.previous == program


@pytest.mark.parametrize("sign", ["-", "–", "—", "−", "/", "\u2011"])
def test_year_is_taken_with_any_dash_also_copied_from_the_hint(sign):
    form = PeriodForm({"label": f"2027{sign}2028", "starts": "01.09.2027", "ends": "31.08.2028"})

    assert (form.is_valid(), form.cleaned_data["label"]) == (True, "2027-2028")
    assert "2026\u20112027" in form.fields["label"].help_text


def test_new_programme_of_taken_year_is_refused_on_the_form(draft, sign_in):
    data = {
        "label": "2027-2028",
        "starts": "2027-09-01",
        "ends": "2028-08-31",
        "source": "template",
        "once": "k2",
    }

    answer = sign_in(curator(draft)).post(url(draft, "programme_create"), data)

    assert "2027–2028 учебный год уже есть" in answer.content.decode()
    assert Program.objects.count() == 2


def test_programme_pdf_is_sent_as_pdf(draft, sign_in):
    answer = sign_in(curator(draft)).get(url(draft, "programme_pdf"))

    assert (answer["Content-Type"], answer.content[:4]) == ("application/pdf", b"%PDF")


def test_third_form_added_on_screen_once(program, sign_in):
    client = sign_in(curator(program))
    data = {
        "title": "Выпускник – ученик",
        "mentor_kind": "teacher",
        "mentee_kind": "pupil",
        "is_active": "on",
        "once": "f",
    }

    client.post(url(program, "form_create"), data)
    client.post(url(program, "form_create"), data)

    assert [form.code for form in program.forms.all()] == ["pupil_pupil", "teacher_teacher", "form_3"]


def test_interaction_model_added_on_screen_once(program, sign_in):
    client, form = sign_in(curator(program)), program.forms.get(code="pupil_pupil")
    data = {"title": "Спортсмен – новичок", "is_active": "on", "once": "m"}

    client.post(url(program, "model_create", pk=form.pk), data)
    client.post(url(program, "model_create", pk=form.pk), data)

    assert [model.title for model in form.interaction_models.all()] == [
        "Равный – равному",
        "Спортсмен – новичок",
    ]


def test_school_requisites_with_wrong_inn_are_refused_by_field(program, sign_in):
    client = sign_in(curator(program))
    data = {
        "full_name": program.school.full_name,
        "short_name": program.school.short_name,
        "list_name": program.school.list_name,
        "time_zone": "Europe/Moscow",
        "slug": "stolen",
        "inn": "77",
    }

    wrong = client.post(url(program, "school_edit"), data)
    right = client.post(url(program, "school_edit"), {**data, "inn": "7707083893"})

    program.school.refresh_from_db()
    assert "ИНН состоит из 10 или 12 цифр." in wrong.content.decode()
    assert right.status_code == 302
    assert (program.school.inn, program.school.slug == "stolen") == ("7707083893", False)
