from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import escape

from programs.enums import CalendarDayKind
from programs.models import AuditEvent, CalendarDay
from programs.registries.screens import attention_for
from programs.tenancy import access_for, program_url
from roadmap.content import steps_for
from roadmap.dashboard import approvals, done_of_all, now_and_next, own_overdue
from roadmap.models import Evidence, Step, StepPart
from roadmap.services.editing import StepPlan, edit_step
from roadmap.services.lives import return_roadmap, start_revision, submit_roadmap
from roadmap.services.progress import complete_step
from tests.factories import make_class, make_member
from tests.roadmap.makers import make_roadmap, make_short_roadmap

TODAY = date(2026, 11, 23)


def url(program, name, number=1, **kwargs):
    return program_url(program, f"roadmap:{name}", number=number, **kwargs)


def test_every_step_page_shows_title_term_and_responsible(program, sign_in):
    client = sign_in(make_member(program.school, "deputy_vr"))
    make_roadmap(program)

    for dated in steps_for(program.first_year):
        html = client.get(url(program, "step_detail", dated.template.number)).content.decode()
        assert escape(dated.template.title) in html
        assert dated.term in html
        assert all(word in html for word in dated.template.responsible_text.split(". "))


def test_page_of_an_own_step_shows_all_that_its_row_holds(program, sign_in):
    make_short_roadmap(program, ("curator",))
    Step.objects.update(
        number_text="1.2.",
        section="Этап 1. Старт",
        content="1) педсовет;\n2) сайт",
        result_text="Протокол педсовета",
    )

    html = sign_in(make_member(program.school, "curator")).get(url(program, "step_detail")).content.decode()

    assert "Шаг № 1.2. " in html
    assert "1.2.." not in html
    for words in ("Этап 1. Старт", "1) педсовет;<br>2) сайт", "Протокол педсовета"):
        assert words in html


def test_step_page_names_real_people_with_their_classes(program, sign_in):
    teacher = make_member(program.school, "class_teacher", last_name="Орлова")
    make_class(program, 7, "А", teacher)
    make_short_roadmap(program, ("class_teacher",))

    html = sign_in(teacher).get(url(program, "step_detail")).content.decode()

    assert "Орлова" in html
    assert "7\u00a0«А»" in html


def test_complete_by_page_with_file_then_download(program, sign_in):
    curator = make_member(program.school, "curator")
    make_short_roadmap(program, ("curator",))
    client = sign_in(curator)
    file = SimpleUploadedFile("протокол.pdf", b"%PDF-1.7 test", "text/html")

    client.post(url(program, "step_complete"), {"complete-note": "педсовет", "complete-file": file})

    evidence = Evidence.objects.get()
    response = client.get(program_url(program, "roadmap:evidence_download", pk=evidence.pk))
    assert (Step.objects.get().state, response.content) == ("done", b"%PDF-1.7 test")
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"].startswith("attachment")


def test_file_of_a_step_is_read_by_employees_and_by_who_brought_it(program, sign_in):
    mentor, other = (make_member(program.school, "mentor") for _ in range(2))
    make_short_roadmap(program, ("mentor",))
    file = SimpleUploadedFile("список.pdf", b"%PDF-1.7 names", "application/pdf")
    sign_in(mentor).post(url(program, "step_evidence"), {"evidence-note": "", "evidence-file": file})
    evidence = Evidence.objects.get()
    path = program_url(program, "roadmap:evidence_download", pk=evidence.pk)

    answers = []
    for user in (mentor, other, make_member(program.school, "deputy_vr")):
        client = sign_in(user)
        page = client.get(url(program, "step_detail")).content.decode()
        answers.append((client.get(path).status_code, path in page))

    assert answers == [(200, True), (404, False), (200, True)]


def test_complete_with_html_named_pdf_is_refused_and_keeps_the_note(program, sign_in):
    make_short_roadmap(program, ("curator",))
    file = SimpleUploadedFile("протокол.pdf", b"<html>", "application/pdf")

    response = sign_in(make_member(program.school, "curator")).post(
        url(program, "step_complete"), {"complete-note": "педсовет", "complete-file": file}
    )

    html = response.content.decode()
    assert (response.status_code, Evidence.objects.count(), Step.objects.get().state) == (422, 0, "planned")
    assert "не подходит" in html
    assert "педсовет</textarea>" in html


def test_complete_by_a_wrong_role_is_forbidden(program, sign_in):
    make_short_roadmap(program, ("deputy_uvr",))

    response = sign_in(make_member(program.school, "social")).post(
        url(program, "step_complete"), {"complete-note": "сделано"}
    )

    assert (response.status_code, Step.objects.get().state) == (403, "planned")


def test_part_by_mentor_is_marked_on_his_page(program, sign_in):
    mentor = make_member(program.school, "mentor")
    make_short_roadmap(program, ("curator", "mentor"))

    sign_in(mentor).post(url(program, "step_part"), {"part-note": "две встречи"})

    assert list(StepPart.objects.values_list("user", "note")) == [(mentor.pk, "две встречи")]


def test_evidence_sent_twice_is_added_once(program, sign_in):
    make_short_roadmap(program, ("curator",))
    client = sign_in(make_member(program.school, "curator"))

    for _ in range(2):
        client.post(url(program, "step_evidence"), {"evidence-note": "фото", "once": "k1"})

    assert Evidence.objects.count() == 1


def step_data(**changes):
    return {
        "version": 1,
        "title": "Новое мероприятие",
        "short_title": "Новое",
        "stage": 1,
        "starts": "2026-11-01",
        "ends": "2026-11-30",
        "term_text": "",
        "role_1": "curator",
    } | changes


def test_edit_saves_plan_with_roles_in_order_and_audits_changes(program, sign_in):
    make_short_roadmap(program, ("curator",))

    sign_in(make_member(program.school, "curator")).post(
        url(program, "step_edit"), step_data(role_1="deputy_uvr", role_2="curator")
    )

    step = Step.objects.get()
    assert (step.title, step.term_text, step.version) == ("Новое мероприятие", "ноябрь 2026", 2)
    assert list(step.responsibles.values_list("role", flat=True)) == ["deputy_uvr", "curator"]
    assert AuditEvent.objects.get(action="step.edit").details["roles"] == [
        "Куратор программы",
        "Заместитель директора по УВР, Куратор программы",
    ]


def test_edit_of_a_stale_form_answers_409_with_both_values(program, sign_in):
    curator = make_member(program.school, "curator")
    step = make_short_roadmap(program, ("curator",)).steps.get()
    theirs = StepPlan("Их мероприятие", "Их", 1, "ноябрь 2026", step.starts, step.ends, ("curator",))
    edit_step(step=step, plan=theirs, shown_version=1, by=curator)
    client = sign_in(curator)

    response = client.post(url(program, "step_edit"), step_data())
    second = client.post(url(program, "step_edit"), step_data(version=2))

    assert response.status_code == 409
    assert {"label": "Мероприятие", "theirs": "Их мероприятие", "mine": "Новое мероприятие"} in (
        response.context["theirs"]
    )
    assert (second.status_code, Step.objects.get().title) == (302, "Новое мероприятие")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends": "2026-10-01"}, None),
        ({"starts": "2006-11-01"}, "starts"),
        ({"starts": "31.02.2026"}, "starts"),
        ({"role_1": ""}, "role_1"),
        ({"role_2": "curator"}, "role_2"),
        ({"title": ""}, "title"),
    ],
)
def test_edit_with_a_wrong_value_is_refused_at_its_field(program, sign_in, changes, field):
    make_short_roadmap(program, ("curator",))

    response = sign_in(make_member(program.school, "curator")).post(
        url(program, "step_edit"), step_data(**changes)
    )

    assert response.status_code == 422
    assert field in response.context["form"].errors or response.context["form"].non_field_errors()
    assert Step.objects.get().version == 1


def test_edit_with_a_term_in_words_takes_its_days(program, sign_in):
    make_short_roadmap(program, ("curator",))
    client = sign_in(make_member(program.school, "curator"))

    client.post(url(program, "step_edit"), step_data(starts="", ends="", term_text="Декабрь 2026 – июнь"))

    step = Step.objects.get()
    assert (step.term_text, step.starts, step.ends) == (
        "Декабрь 2026 – июнь",
        date(2026, 12, 1),
        date(2027, 6, 30),
    )


def test_edit_with_words_that_are_not_read_asks_for_dates(program, sign_in):
    make_short_roadmap(program, ("curator",))

    response = sign_in(make_member(program.school, "curator")).post(
        url(program, "step_edit"), step_data(starts="", ends="", term_text="как получится")
    )

    assert response.context["form"].errors["term_text"] == [
        "Срок не понят: впишите даты сами. По датам идут напоминания."
    ]


@pytest.mark.parametrize(
    ("text", "typed", "expected"),
    [
        ("по мере необходимости", False, ("event", date(2026, 9, 1), date(2027, 6, 30))),
        ("по мере необходимости", True, ("range", date(2026, 11, 1), date(2026, 11, 30))),
        ("в течение 5 рабочих дней с 02.11.2026", False, ("range", date(2026, 11, 2), date(2026, 11, 10))),
    ],
)
def test_edit_keeps_the_kind_of_the_term(program, sign_in, text, typed, expected):
    make_short_roadmap(program, ("curator",))
    CalendarDay.objects.create(school=program.school, day=date(2026, 11, 4), kind=CalendarDayKind.OFF)
    days = {} if typed else {"starts": "", "ends": ""}

    sign_in(make_member(program.school, "curator")).post(
        url(program, "step_edit"), step_data(**days, term_text=text)
    )

    step = Step.objects.get()
    assert (step.term_kind, step.starts, step.ends) == expected
    assert step.overdue_days(date(2027, 8, 1)) == (
        0 if expected[0] == "event" else (date(2027, 8, 1) - step.ends).days
    )


def test_edit_keeps_what_the_school_prints_of_its_own(program, sign_in):
    make_short_roadmap(program, ("curator",))
    own = {
        "number_text": "1.2.",
        "section": "I. Подготовка",
        "content": "план\nсмета",
        "result_text": "приказ",
        "responsible_text": "Рабочая группа",
        "standard": "12",
    }

    sign_in(make_member(program.school, "curator")).post(url(program, "step_edit"), step_data(**own))

    step = Step.objects.get()
    saved = {name: str(getattr(step, name)).replace("\r", "") for name in own}
    assert saved == own


def test_edit_with_words_and_dates_apart_is_saved_with_a_warning(program, sign_in):
    make_short_roadmap(program, ("curator",))

    page = sign_in(make_member(program.school, "curator")).post(
        url(program, "step_edit"), step_data(term_text="октябрь 2026"), follow=True
    )

    assert "а напоминания пойдут по датам" in page.content.decode()
    assert Step.objects.get().ends == date(2026, 11, 30)


def test_edit_of_an_approved_roadmap_leads_back(program, sign_in):
    make_roadmap(program, approved=True)

    response = sign_in(make_member(program.school, "curator")).post(url(program, "step_edit"), step_data())

    assert response.status_code == 302
    assert Step.objects.filter(title="Новое мероприятие").count() == 0


def test_add_and_remove_step_renumber_those_behind(program, sign_in):
    make_short_roadmap(program, ("curator",), ("mentor",))
    client = sign_in(make_member(program.school, "curator"))

    for _ in range(2):  # the second arrival of the same form adds nothing
        client.post(program_url(program, "roadmap:step_create"), step_data(after=1, once="k"))
    added = list(Step.objects.values_list("number", "short_title"))
    client.post(url(program, "step_remove", 1))

    assert added == [(1, "Мероприятие 1"), (2, "Новое"), (3, "Мероприятие 2")]
    assert list(Step.objects.values_list("number", "short_title")) == [(1, "Новое"), (2, "Мероприятие 2")]


def test_remove_step_with_marks_is_refused(program, sign_in):
    curator = make_member(program.school, "curator")
    roadmap = make_short_roadmap(program, ("curator",), ("curator",))
    complete_step(step=roadmap.steps.get(number=1), by=curator, note="сделано")

    response = sign_in(curator).post(url(program, "step_remove", 1), follow=True)

    assert Step.objects.count() == 2
    assert "уже есть отметки" in response.content.decode()


def test_menu_counts_done_and_own_overdue(program):
    school = program.school
    curator, social = make_member(school, "curator"), make_member(school, "social")
    roadmap = make_roadmap(program)
    complete_step(step=roadmap.steps.get(number=5), by=curator, note="да")

    day = date(2026, 11, 1)
    assert done_of_all(access_for(curator, program, day), day) == "1/35"
    assert own_overdue(access_for(curator, program, day), day) == 1  # № 6
    assert own_overdue(access_for(social, program, day), day) == 1
    assert own_overdue(access_for(make_member(school, "psychologist"), program, TODAY), TODAY) == 1


def test_panel_shows_own_steps_first_then_what_comes(program):
    curator = make_member(program.school, "curator")
    make_roadmap(program)

    panel = now_and_next(access_for(curator, program, TODAY), TODAY)

    assert (panel["done"], panel["total"]) == (0, 35)
    assert [line["number"] for line in panel["now"]] == ["5", "6", "7", "9"]
    assert [line["number"] for line in panel["next"]] == ["8", "25", "28"]
    assert panel["more"] == 18


def test_attention_names_own_overdue_returned_and_waiting(program):
    school = program.school
    curator, director = make_member(school, "curator"), make_member(school, "director")
    roadmap = submit_roadmap(roadmap=make_short_roadmap(program, ("curator",)), by=curator)
    day = date(2026, 12, 12)

    waiting = [item.rest for item in attention_for(access_for(director, program, day), day)]
    queue = list(approvals(access_for(director, program, day), day))
    return_roadmap(roadmap=roadmap, by=director, comment="Сроки")
    own = [(i.severity, i.rest) for i in attention_for(access_for(curator, program, day), day)]

    assert "ждёт решения директора" in waiting
    assert [item.title for item in queue] == ["Дорожная карта на 2026–2027 учебный год"]
    assert ("late", "просрочен на 12\u00a0дней") in own
    assert ("warn", "возвращена с замечанием") in own


def test_history_of_a_step_goes_on_through_revisions(program, sign_in):
    curator = make_member(program.school, "curator", "director")
    old = make_roadmap(program, approved=True)
    complete_step(step=old.steps.get(number=7), by=curator, note="база собрана")
    revision = start_revision(program=program, by=curator, reason="перенос сроков")
    submit_roadmap(roadmap=revision, by=curator)
    client = sign_in(curator)
    client.post(program_url(program, "roadmap:roadmap_approve"))

    events = client.get(url(program, "step_detail", 7)).context["events"]

    assert [event["text"].split(": ", 1)[1] for event in events] == ["шаг № 7 выполнен: база собрана"]
