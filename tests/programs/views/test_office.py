"""Dashboard, queue, register, journal and search."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django.utils.html import strip_tags

from mentoring_site.permissions import Role
from mentoring_site.spreadsheets import read_workbook
from participants.enums import PersonKind
from programs.enums import DocumentState, ProgramState
from programs.models import Document, User
from programs.registries import approvals, screens
from programs.registries.approvals import ApprovalItem
from programs.registries.papers import DOCUMENT_KINDS, DocumentKind
from programs.registries.screens import AttentionItem, Figure
from programs.services.audit import record_event
from programs.services.documents import prepare_document
from programs.tenancy import program_url
from programs.views.dashboard import greeting
from tests.factories import make_member, make_person, make_program

ITEM = {"kind": "Программа", "submitted_by": "Савельева Ольга Сергеевна", "url": "/x/"}

DOCUMENT_LIST_QUERIES = 8
AUDIT_LIST_QUERIES = 8


@pytest.fixture
def director(program):
    return make_member(program.school, Role.DIRECTOR)


@pytest.fixture
def url(program):
    return lambda name, **kwargs: program_url(program, f"programs:{name}", **kwargs)


@pytest.fixture
def paper(program, director, monkeypatch):
    """paper(title) -> a document «к подписи» of a kind made for the test."""
    kind = DocumentKind("test_paper", "Проверочная бумага", "reports/base_report.html", "-т")
    monkeypatch.setitem(DOCUMENT_KINDS, "test_paper", kind)
    return lambda title="Бумага": prepare_document(
        program=program, kind="test_paper", title=title, snapshot={}, by=director
    )


@pytest.fixture
def queue(monkeypatch):
    """queue(item, …): the only things that wait for the director."""
    return lambda *items: monkeypatch.setattr(approvals, "APPROVALS", [lambda access, on: items])


# --- dashboard --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hour", "words"),
    [
        (5, "Доброе утро"),
        (12, "Добрый день"),
        (18, "Добрый вечер"),
        (23, "Здравствуйте"),
        (4, "Здравствуйте"),
    ],
)
def test_greeting_follows_the_hour(hour, words):
    user = User(first_name="Ольга", middle_name="Сергеевна")

    assert greeting(user, datetime(2026, 11, 23, hour)) == f"{words}, Ольга Сергеевна"


@pytest.mark.parametrize(
    ("kind", "role", "name"),
    [
        (PersonKind.PUPIL, Role.MENTEE, "Марина"),
        (PersonKind.PUPIL, Role.MENTOR, "Марина"),
        (PersonKind.TEACHER, Role.MENTEE, "Марина Павловна"),
        (PersonKind.VETERAN, Role.MENTOR, "Марина Павловна"),
    ],
)
def test_only_a_pupil_is_called_by_the_first_name(program, sign_in, kind, role, name):
    user = make_member(program.school, role, first_name="Марина", middle_name="Павловна")
    make_person(program, kind=kind, user=user)

    page = sign_in(user).get(program_url(program, "programs:dashboard"))

    assert page.context["heading"].partition(", ")[2] == name


def test_greeting_without_a_name_stays_polite():
    assert greeting(User(), datetime(2026, 11, 23, 9)) == "Доброе утро"


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COORDINATOR])
def test_dashboard_opens_for_every_role(program, sign_in, url, role):
    response = sign_in(make_member(program.school, role)).get(url("dashboard"))

    assert response.status_code == 200


def test_dashboard_shows_seven_things_and_a_link_to_all(program, director, sign_in, url, monkeypatch):
    items = [AttentionItem("warn", f"Дело {n}", "", "", "Открыть", "/x/", n) for n in range(9)]
    monkeypatch.setattr(screens, "ATTENTION", [lambda access, on: items])

    response = sign_in(director).get(url("dashboard"))

    assert len(response.context["attention"]) == 7
    assert url("attention_list") in response.content.decode()


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        (ProgramState.RUNNING, "<em>3 без пары</em> · мест: 7"),
        (ProgramState.COMPLETED, "3 без пары · мест: 7"),
    ],
)
def test_figures_raise_no_alarm_in_a_closed_programme(
    program, director, sign_in, url, monkeypatch, state, shown
):
    figure = Figure("Пары", "5", "/", alarm="3 без пары", note="мест: 7")
    monkeypatch.setattr(screens, "FIGURES", [lambda access, on: [figure]])
    program.state = state
    program.save()

    page = sign_in(director).get(url("dashboard")).content.decode()

    assert f'<span class="figure-note">{shown}</span>' in page.replace("\xa0", " ")


def test_dashboard_puts_the_overdue_first(program, director, sign_in, url, monkeypatch):
    items = [AttentionItem(kind, kind, "", "", "Открыть", "/x/") for kind in ("wait", "late", "warn")]
    monkeypatch.setattr(screens, "ATTENTION", [lambda access, on: items])

    response = sign_in(director).get(url("dashboard"))

    assert [row["kind"] for row in response.context["attention"]] == ["late", "warn", "wait"]


def test_dashboard_tells_others_deeds_only_to_who_may_read_the_journal(program, director, sign_in, url):
    with transaction.atomic():
        record_event("test.do", by=director, sentence="тайное дело", program=program)
    teacher = make_member(program.school, Role.CLASS_TEACHER)

    assert "Вы: тайное дело" in sign_in(director).get(url("dashboard")).content.decode()
    assert "тайное дело" not in sign_in(teacher).get(url("dashboard")).content.decode()


# --- approvals --------------------------------------------------------------------------------------------


def test_approvals_with_nothing_to_decide_say_so(director, sign_in, url, queue):
    queue()

    assert "Всё решено" in sign_in(director).get(url("approvals")).content.decode()


def test_approvals_show_the_oldest_first_with_its_waiting(director, sign_in, url, queue):
    now = timezone.now()
    queue(
        ApprovalItem(title="Вторая", submitted_at=now, **ITEM),
        ApprovalItem(title="Первая", submitted_at=now - timedelta(days=40), **ITEM),
    )

    response = sign_in(director).get(url("approvals"))

    assert [card["item"].title for card in response.context["cards"]] == ["Первая", "Вторая"]
    assert [card["waits"] for card in response.context["cards"]] == ["Ждёт 40\u00a0дней", "Передано сегодня"]


def test_approvals_ask_before_deciding_and_want_a_comment_for_a_return(director, sign_in, url, queue):
    item = ApprovalItem(
        title="План",
        submitted_at=None,
        approve_url="/approve/",
        return_url="/return/",
        consequence="Будет создано распоряжение.",
        **ITEM,
    )
    queue(item)

    content = sign_in(director).get(url("approvals")).content.decode()

    assert "Утвердить: План?" in content
    assert "Будет создано распоряжение." in content
    assert 'name="comment"' in content
    assert content.count('method="post"') == 3  # approve, return, sign out


# --- documents --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_document_list_costs_the_same_for_any_number(
    director, sign_in, url, paper, rows, django_assert_num_queries, bare_shell
):
    for _ in range(rows):
        paper()
    client = sign_in(director)
    client.get(url("document_list"))

    with django_assert_num_queries(DOCUMENT_LIST_QUERIES):
        response = client.get(url("document_list"))

    assert len(response.context["rows"]) == rows


def test_document_list_filters_by_state_and_words(director, sign_in, url, paper):
    paper("Распоряжение о парах")
    paper("Приказ о ёлке")
    client = sign_in(director)

    found = client.get(url("document_list"), {"q": "ЕЛКЕ", "state": "to_sign"}).context["rows"]
    none = client.get(url("document_list"), {"state": "signed"})

    assert [row["label"] for row in found] == ["Приказ о ёлке"]
    assert "Таких документов нет" in none.content.decode()


def test_document_is_signed_with_number_and_date_and_frozen(director, sign_in, url, paper):
    document = paper()
    client = sign_in(director)
    today = timezone.localdate().isoformat()

    response = client.post(url("document_sign", pk=document.pk), {"number": "47-р", "date": today})

    document.refresh_from_db()
    assert response.url == url("document_detail", pk=document.pk)
    assert (document.state, document.number) == (DocumentState.SIGNED, "47-р")
    assert document.frozen.sha256 in client.get(response.url).content.decode()
    first = client.get(url("document_pdf", pk=document.pk)).content
    assert first == client.get(url("document_pdf", pk=document.pk)).content == bytes(document.frozen.pdf)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"number": "", "date": "2026-11-01"}, "Заполните это поле."),
        ({"number": "1", "date": "31.02.2026"}, "Такой даты нет."),
        ({"number": "1", "date": "2199-01-01"}, "Дата подписи ещё не наступила."),
    ],
)
def test_document_is_not_signed_with_bad_input(director, sign_in, url, paper, data, message):
    document = paper()

    response = sign_in(director).post(url("document_sign", pk=document.pk), data)

    assert response.status_code == 422
    assert message in response.content.decode()
    assert Document.objects.get().state == DocumentState.TO_SIGN


def test_document_draft_keeps_number_and_date_and_warns_of_a_taken_number(director, sign_in, url, paper):
    first, second = paper("Первая"), paper("Вторая")
    client = sign_in(director)
    data = {"number": first.number, "date": first.date.isoformat()}

    response = client.post(url("document_draft", pk=second.pk), data, follow=True)

    second.refresh_from_db()
    assert second.number == first.number
    assert "есть и у документа к подписи «Первая»" in response.content.decode()


def test_document_whose_text_was_changed_meanwhile_is_not_signed_unread(director, sign_in, url, paper):
    document = paper()
    client = sign_in(director)
    shown = client.get(url("document_detail", pk=document.pk)).context["sign_form"]
    data = {"number": "1", "date": timezone.localdate().isoformat(), "seen": shown["seen"].value()}
    Document.objects.filter(pk=document.pk).update(snapshot=document.snapshot | {"text": "Другое"})

    refused = client.post(url("document_sign", pk=document.pk), data)
    again = client.post(
        url("document_sign", pk=document.pk), data | {"seen": refused.context["sign_form"]["seen"].value()}
    )

    assert "текст документа изменили" in refused.content.decode()
    assert again.status_code == 302
    assert Document.objects.get().state == DocumentState.SIGNED


def test_signed_document_is_not_signed_again(director, sign_in, url, paper):
    document = paper()
    client = sign_in(director)
    data = {"number": "1", "date": timezone.localdate().isoformat()}
    client.post(url("document_sign", pk=document.pk), data)

    response = client.post(url("document_sign", pk=document.pk), {**data, "number": "2"})

    assert "Документ уже подписан" in response.content.decode()
    assert Document.objects.get().number == "1"


def test_document_of_another_year_is_not_found(program, director, sign_in, paper):
    last_year = make_program(program.school, label="2025-2026")

    response = sign_in(director).get(program_url(last_year, "programs:document_detail", pk=paper().pk))

    assert response.status_code == 404


def test_register_is_exported_and_printed(director, sign_in, url, paper):
    paper("Распоряжение о парах")
    client = sign_in(director)

    rows = read_workbook(client.get(url("document_export")).content, "register.xlsx").sheets[0].rows
    assert rows[1][:2] == ["Распоряжение о парах", "Проверочная бумага"]
    assert client.get(url("register_pdf")).content.startswith(b"%PDF")


# --- journal ----------------------------------------------------------------------------------------------


@pytest.fixture
def journal(program, director):
    """Two rows: one's own deed about person 12, and one of the system about person 112."""
    with transaction.atomic():
        record_event(
            "pair.approve", by=director, sentence="утверждена пара Ёлкиных", program=program, people=[12]
        )
        record_event("class.create", by=None, sentence="добавлен класс", program=program, people=[1, 112])


@pytest.mark.parametrize(
    ("query", "sentences"),
    [
        ({}, ["добавлен класс", "утверждена пара Ёлкиных"]),
        ({"q": "елкиных"}, ["утверждена пара Ёлкиных"]),
        ({"group": "class"}, ["добавлен класс"]),
        ({"person": "12"}, ["утверждена пара Ёлкиных"]),
        ({"person": "1"}, ["добавлен класс"]),
        ({"first": "2999-01-01"}, []),
        ({"last": "2000-01-01"}, []),
        ({"first": "не дата"}, []),
        ({"actor": "999"}, []),
    ],
)
def test_journal_is_filtered(director, sign_in, url, journal, query, sentences):
    response = sign_in(director).get(url("audit_list"), query)

    assert response.status_code == 200
    shown = [
        strip_tags(row["cells"]["sentence"].split("<span class='sub'")[0]) for row in response.context["rows"]
    ]
    assert shown == sentences


@pytest.mark.parametrize("rows", [1, 3])
def test_journal_costs_the_same_for_any_number(
    program, director, sign_in, url, rows, django_assert_num_queries, bare_shell
):
    with transaction.atomic():
        for _ in range(rows):
            record_event("test.do", by=director, sentence="дело", program=program)
    client = sign_in(director)
    client.get(url("audit_list"))

    with django_assert_num_queries(AUDIT_LIST_QUERIES):
        client.get(url("audit_list"))


def test_journal_is_exported(director, sign_in, url, journal):
    content = sign_in(director).get(url("audit_export"), {"format": "csv"}).content.decode("utf-8-sig")

    assert content.splitlines()[0] == "Что произошло;Кто;Роль;Когда"
    assert "утверждена пара Ёлкиных" in content


# --- search -----------------------------------------------------------------------------------------------


def test_search_finds_staff_and_documents(program, director, sign_in, url, paper):
    make_member(program.school, Role.SOCIAL, last_name="Парамонова")
    paper("О закреплении пар")

    groups = sign_in(director).get(url("search"), {"q": "пар"}).context["groups"]

    found = {kind: [hit.label.split()[0] for hit in hits] for kind, hits in groups.items()}
    assert found["Сотрудники"] == ["Парамонова"]
    assert found["Документы"] == ["О"]


def test_search_keeps_documents_from_who_may_not_see_them(program, sign_in, url, paper):
    paper("О закреплении пар")
    teacher = make_member(program.school, Role.CLASS_TEACHER)

    groups = sign_in(teacher).get(url("search"), {"q": "закреплении"}).context["groups"]

    assert "Документы" not in groups


@pytest.mark.parametrize("text", ["", "а", "((", "\\", "  ", "х" * 300])
def test_search_takes_any_text(director, sign_in, url, text):
    assert sign_in(director).get(url("search"), {"q": text}).status_code == 200


@pytest.mark.parametrize("query", [{"last": "31.12.9999"}, {"first": "01.01.0001"}])
def test_audit_list_with_a_day_beyond_reckoning_is_shown(program, director, sign_in, query):
    page = sign_in(director).get(program_url(program, "programs:audit_list"), query)

    assert page.status_code == 200
