"""Pages of papers: choosing a kind, a draft, templates, acquaintance, stages, the register's filters."""

from __future__ import annotations

import pytest
from django.utils import timezone

from mentoring_site.permissions import Role
from programs.enums import DocumentState
from programs.models import Batch, Document, PaperTemplate
from programs.services.acquaintance import add_reader
from programs.services.papers import prepare_paper
from programs.tenancy import program_url
from tests.factories import make_member

NO_GRIFS = {"grif-TOTAL_FORMS": "0", "grif-INITIAL_FORMS": "0"}


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def desk(curator, sign_in):
    return sign_in(curator)


@pytest.fixture
def url(program):
    return lambda name, **kwargs: program_url(program, f"programs:{name}", **kwargs)


@pytest.fixture
def paper(program, curator):
    """paper(title) -> a draft of an order written by its text."""
    return lambda title="О проверке": prepare_paper(
        program=program,
        kind="own_order",
        title=title,
        body="ПРИКАЗЫВАЮ: {{ что }}",
        number="",
        on=timezone.localdate(),
        grifs=[{"kind": "ПРИНЯТО", "body": "советом"}],
        by=curator,
    )


def test_kinds_are_offered_with_a_sentence_on_when_they_are_needed(desk, url):
    content = desk.get(url("paper_kinds")).content.decode()

    assert "Один раз в начале Программы" in content
    assert url("paper_create", kind="regulation_teachers") in content


def test_blank_of_a_room_closed_to_the_user_is_not_offered(desk, url, program, sign_in):
    of_curator = desk.get(url("paper_kinds")).content.decode()
    of_director = sign_in(make_member(program.school, Role.DIRECTOR)).get(url("paper_kinds")).content.decode()

    blank = program_url(program, "pairing:mentoring_agreements")
    assert (blank in of_curator, blank in of_director) == (True, False)


def test_form_shows_the_text_of_the_data_and_the_gaps_left(desk, url, program):
    response = desk.get(url("paper_create", kind="launch_order"))

    assert program.year_label in response.context["form"]["body"].value()
    assert "срок первого этапа мониторинга" in response.context["gaps"]


def test_paper_is_prepared_once_for_a_form_that_comes_twice(desk, url):
    data = {"title": "О пробе", "body": "Текст", "number": "9-од", "date": "2026-11-23", "once": "k1"}
    grif = {
        "grif-TOTAL_FORMS": "1",
        "grif-INITIAL_FORMS": "0",
        "grif-0-kind": "УТВЕРЖДЕНО",
        "grif-0-body": "приказом",
        "grif-0-date": "2026-11-20",
    }

    first = desk.post(url("paper_create", kind="own_paper"), {**data, **grif})
    second = desk.post(url("paper_create", kind="own_paper"), {**data, **grif})

    document = Document.objects.get()
    assert first.url == url("document_detail", pk=document.pk)
    assert second.status_code == 302
    assert (document.number, document.grifs[0]["date"]) == ("9-од", "2026-11-20")


def test_form_without_words_loses_nothing(desk, url):
    data = {"title": "", "body": "Мой текст", "date": "32.13.2026", **NO_GRIFS}

    response = desk.post(url("paper_create", kind="own_order"), data)

    assert response.status_code == 422
    assert "Мой текст" in response.content.decode()
    assert "Такой даты нет" in response.content.decode()


@pytest.mark.parametrize("kind", ["participation", "nothing", "pair_order"])
def test_kind_that_is_no_text_paper_is_not_there(desk, url, kind):
    assert desk.get(url("paper_create", kind=kind)).status_code == 404


def test_draft_is_edited_and_one_of_another_kind_is_not_there(desk, url, paper, program, curator):
    document = paper()
    other = Document.objects.create(
        school=program.school, program=program, kind="pair_order", title="Другое", created_by=curator
    )
    page = desk.get(url("paper_edit", pk=document.pk))
    data = {
        "title": "О новом",
        "body": "Новый",
        "number": "3-од",
        "seen": page.context["form"]["seen"].value(),
    }

    response = desk.post(url("paper_edit", pk=document.pk), {**data, **NO_GRIFS})

    document.refresh_from_db()
    assert response.url == url("document_detail", pk=document.pk)
    assert (document.title, document.snapshot["body"], document.grifs) == ("О новом", "Новый", [])
    assert desk.get(url("paper_edit", pk=other.pk)).status_code == 404
    assert url("paper_edit", pk=document.pk) in desk.get(response.url).content.decode()


def test_stale_draft_is_refused_with_words(desk, url, paper):
    document = paper()
    data = {"title": "О", "body": "Новый", "number": "3-од", "seen": "0" * 20}

    response = desk.post(url("paper_edit", pk=document.pk), {**data, **NO_GRIFS})

    assert response.status_code == 422
    assert "изменил другой сотрудник" in response.content.decode()


def test_draft_is_cancelled_with_a_reason(desk, url, paper):
    document = paper()

    desk.post(url("paper_cancel", pk=document.pk), {"reason": "не нужен"})

    document.refresh_from_db()
    assert document.state == DocumentState.CANCELLED


def test_template_of_the_school_is_saved_looked_at_and_given_back(desk, url):
    address = url("paper_template_edit", kind="own_order")
    data = {"title": "О", "body": "Приказываю {{ нечто }}", "version": "0"}

    look = desk.post(address, {**data, "preview": "1"})
    nothing_kept = not PaperTemplate.objects.exists()
    desk.post(address, data)
    page = desk.get(address).content.decode()
    desk.post(url("paper_template_reset", kind="own_order"))

    assert look["Content-Type"] == "application/pdf"
    assert nothing_kept
    assert "строка для ручки: нечто" in page
    assert not PaperTemplate.objects.exists()


def test_acquaintance_goes_from_an_empty_sheet_to_marks(desk, url, paper, curator):
    document = paper()
    page = url("acquaintance", pk=document.pk)

    empty = desk.get(page).content.decode()
    desk.post(url("acquaintance_employees", pk=document.pk), {"roles": ["curator"]})
    desk.post(url("acquaintance_add", pk=document.pk), {"name": "Сторожев Пётр", "position": "сторож"})
    ids = list(document.acquaintances.values_list("pk", flat=True))
    desk.post(
        url("acquaintance_mark", pk=document.pk),
        {"ids": ids[:1], "seen_on": timezone.localdate().isoformat()},
    )
    desk.post(url("acquaintance_remove", pk=document.pk, line=ids[1]))

    assert "В листе пока никого нет" in empty
    assert [row.name for row in document.acquaintances.all()] == [str(curator)]
    assert "ознакомлены 1 из" in desk.get(page).content.decode()
    assert desk.get(url("acquaintance_pdf", pk=document.pk))["Content-Type"] == "application/pdf"


def test_folder_and_print_are_ordered_by_a_button(desk, url, paper):
    document = paper()

    folder = desk.post(url("folder_order"))
    several = desk.post(url("documents_print"), {"ids": [document.pk]})
    nothing = desk.post(url("documents_print"), {"ids": ["слово"]})

    kinds = {batch.kind: url("batch_detail", pk=batch.pk) for batch in Batch.objects.all()}
    assert (folder.url, several.url) == (kinds["folder"], kinds["documents_print"])
    assert nothing.url == url("document_list")


def test_register_keeper_sees_stages_without_ways_into_closed_rooms(program, sign_in, url):
    client = sign_in(make_member(program.school, Role.REGISTER_KEEPER))

    content = client.get(url("document_folder")).content.decode()

    assert "Подготовка условий для запуска Программы" in content
    assert program_url(program, "participants:mentee_approve") not in content


def test_register_is_narrowed_by_stage(desk, url, paper):
    paper()

    def found(stage):
        return [row["label"] for row in desk.get(url("document_list"), {"stage": stage}).context["rows"]]

    assert (found("1"), found("5")) == (["О проверке"], [])


@pytest.mark.parametrize("name", ["paper_kinds", "paper_template_list", "document_folder"])
def test_pages_cost_the_same_for_any_number_of_papers(desk, url, paper, queries_of, name):
    paper()
    one = queries_of(desk, url(name))
    paper(), paper()

    assert queries_of(desk, url(name)) == one


def test_acquaintance_costs_the_same_for_any_number_of_people(desk, url, paper, curator, queries_of):
    document = paper()
    address = url("acquaintance", pk=document.pk)
    add_reader(document=document, name="Первый", position="", by=curator)
    one = queries_of(desk, address)
    for name in ("Второй", "Третий"):
        add_reader(document=document, name=name, position="", by=curator)

    assert queries_of(desk, address) == one
