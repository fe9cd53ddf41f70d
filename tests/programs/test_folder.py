"""«По этапам» and «папка куратора»: the ZIP is read back whole, broken papers are named, rights are kept."""

from __future__ import annotations

import hashlib
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.utils import timezone
from django_scopes import scope
from pypdf import PdfReader

from mentoring_site.permissions import Permission, Role
from mentoring_site.spreadsheets import read_workbook
from programs.enums import DocumentState
from programs.folder import Names, papers_by_stage, safe_name
from programs.jobs_folder import (
    build_folder,
    build_print,
    file_title,
    order_folder,
    order_print,
)
from programs.models import AuditEvent, Document, Membership
from programs.registries.papers import DOCUMENT_KINDS, FOLDER_PAPERS, ExpectedPaper, FolderPaper
from programs.reports_contents import FRESH, UNSIGNED
from programs.services.audit import Refusal
from programs.services.batches import make
from programs.services.documents import sign_document
from programs.services.papers import prepare_paper
from programs.tenancy import access_for, program_url
from tests.factories import make_member

DAY = date(2026, 11, 23)


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def access(program, curator):
    with scope(school=program.school):
        yield access_for(curator, program, timezone.localdate())


@pytest.fixture
def printed(monkeypatch):
    """printed(paper, …): the only papers that are printed from data."""
    return lambda *papers: monkeypatch.setattr(
        "programs.folder.FOLDER_PAPERS", [lambda access, on: list(papers)]
    )


def paper(access, title="О проверке", number="14-од", *, sign=True) -> Document:
    document = prepare_paper(
        program=access.program,
        kind="own_order",
        title=title,
        body="ПРИКАЗЫВАЮ:",
        number=number,
        on=timezone.localdate(),
        grifs=[],
        by=access.user,
    )
    if sign:
        sign_document(
            document=document, number=number, date=timezone.localdate(), by=access.user, is_repeat=True
        )
    return document


def built(access) -> ZipFile:
    beats: list[int] = []
    batch = order_folder(access=access, on=timezone.localdate())
    ordered = batch.total
    made = build_folder(batch, timezone.localdate(), beats.append)
    assert beats == list(range(1, ordered + 1))
    assert (made.content_type, made.name) == (
        "application/zip",
        f"Папка куратора {access.program.year_label}.zip",
    )
    return ZipFile(BytesIO(made.data))


def contents(package: ZipFile) -> list[list[object]]:
    sheet = read_workbook(package.read("Опись.xlsx"), "Опись.xlsx").sheets[0]
    return [[cell.value if hasattr(cell, "value") else cell for cell in row] for row in sheet.rows[1:]]


def good() -> tuple[str, bytes]:
    return "Программа/наставничества: 2026.pdf", b"%PDF-good"


def broken() -> tuple[str, bytes]:
    raise ZeroDivisionError("secret of the server")


def refused() -> tuple[str, bytes]:
    raise Refusal("Нет ни одного измерения.")


def test_folder_is_read_back_whole(access, printed):
    first = paper(access)
    paper(access, "О проверке", "14-од")  # the same name: nothing is lost
    paper(access, "К подписи", "15-од", sign=False)
    printed(
        FolderPaper(4, 1, "Хорошая", good),
        FolderPaper(7, 1, "Сломанная", broken),
        FolderPaper(7, 2, "Отказанная", refused),
    )

    package = built(access)

    day = f"{timezone.localdate():%d.%m.%Y}"
    names = [info.filename for info in package.infolist()]
    stage = "1 Подготовка условий для запуска Программы"
    assert names == [
        f"{stage}/О проверке № 14-од от {day}.pdf",
        f"{stage}/О проверке № 14-од от {day} (2).pdf",
        "4 Отбор и обучение наставников/Программа-наставничества 2026.pdf",
        "Опись.pdf",
        "Опись.xlsx",
    ]
    assert package.testzip() is None
    assert all(info.flag_bits & 0x800 for info in package.infolist())
    frozen = Document.objects.get(pk=first.pk).frozen
    assert hashlib.sha256(package.read(names[0])).hexdigest() == frozen.sha256
    rows = {row[2]: (row[5], row[6]) for row in contents(package)}
    lacking = {
        title: note
        for title, (path, note) in rows.items()
        if not path and note.startswith(("нет", "на бумаге"))
    }
    assert lacking["Дорожная карта"] == "нет"
    assert lacking["База наставников"] == "нет"
    assert lacking["Заявление на участие в программе"] == "на бумаге, приложите сами"
    assert {title: row for title, row in rows.items() if title not in lacking} == {
        "О проверке": (names[1], "подписан"),
        "К подписи": (None, UNSIGNED),
        "Хорошая": (names[2], FRESH),
        "Сломанная": (None, "не напечаталось: ошибка на сайте, откройте документ сами"),
        "Отказанная": (None, "не напечаталось: Нет ни одного измерения."),
    }
    said = " ".join(page.extract_text() for page in PdfReader(BytesIO(package.read("Опись.pdf"))).pages)
    assert "secret" not in said
    said = " ".join(said.split())
    assert "не напечаталось: Нет ни одного измерения." in said
    assert "в папке: 3, ждут подписи: 1, не напечатались: 2, нет:" in said


def test_page_of_the_ready_folder_says_what_did_not_get_in(access, printed, sign_in):
    printed(FolderPaper(4, 1, "Хорошая", good), FolderPaper(7, 1, "Сломанная", broken))
    batch = order_folder(access=access, on=timezone.localdate())

    make(batch.pk)

    batch.refresh_from_db()
    assert (batch.done, batch.total) == (1, 1)
    page = sign_in(access.user).get(program_url(access.program, "programs:batch_detail", pk=batch.pk))
    assert "В файле 1\u00a0документ." in page.content.decode()
    assert "Не напечатались и в папку не вошли: Сломанная. Почему, сказано в описи." in page.content.decode()


def test_journal_says_who_ordered_and_who_got_the_folder(access, printed):
    printed(FolderPaper(1, 1, "Хорошая", good))

    built(access)

    rows = AuditEvent.objects.filter(actor_id=access.user.pk).values_list("action", flat=True)
    assert {"batch.start", "folder.make"} <= set(rows)


def test_folder_of_nothing_is_refused(access, printed):
    printed()

    with pytest.raises(Refusal, match="Готовить нечего"):
        order_folder(access=access, on=DAY)


def test_who_lost_the_role_meanwhile_gets_nothing(access, printed):
    printed(FolderPaper(1, 1, "Хорошая", good))
    batch = order_folder(access=access, on=timezone.localdate())
    Membership.objects.filter(user=access.user).delete()

    with pytest.raises(Refusal, match="больше нет права"):
        build_folder(batch, timezone.localdate(), lambda done: None)


def test_register_keeper_takes_no_lists_of_people(program):
    keeper = make_member(program.school, Role.REGISTER_KEEPER)
    with scope(school=program.school):
        papers = [
            paper for provider in FOLDER_PAPERS for paper in provider(access_for(keeper, program, DAY), DAY)
        ]

    assert papers == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('О/«паре»\\: "да" <?>|*', "О «паре» да"),
        ("Приказ № 45/2-р", "Приказ № 45-2-р"),
        ("Формирование пар/групп", "Формирование пар-групп"),
        ("..", "Документ"),
        ("  точки...  ", "точки"),
        ("файл\u202egpj.exe", "файл gpj.exe"),
        ("а" * 300, "а" * 90),
        ("строка\nдва\x00", "строка два"),
    ],
)
def test_names_of_files_are_safe(text, name):
    assert safe_name(text) == name


def test_names_are_unique_whatever_the_case():
    names = Names()

    assert [names.take("1/", title) for title in ("Приказ", "ПРИКАЗ", "приказ")] == [
        "1/Приказ.pdf",
        "1/ПРИКАЗ (2).pdf",
        "1/приказ (3).pdf",
    ]


# --- by stages --------------------------------------------------------------------------------------------


def expected(code, **fields):
    values = {"stage": 1, "title": code, "url_name": "programs:paper_kinds", "label": "Сделать"}
    return ExpectedPaper(code=code, permission=Permission.DOCUMENT_PREPARE, **{**values, **fields})


def test_stage_says_what_is_there_waits_or_lacks(access, monkeypatch):
    papers = [
        expected("D01", kinds=("own_order",)),
        expected("D02", kinds=("launch_order",)),
        expected("D03", kinds=("own_paper",)),
        expected("D04", stage=2, state=lambda program, on: (True, "7 штук")),
        expected("D05", stage=2, state=lambda program, on: (None, "не нужны")),
        expected("D06", stage=2, state=lambda program, on: (None, "бланки"), is_by_hand=True),
    ]
    monkeypatch.setattr("programs.folder.EXPECTED_PAPERS", {paper.code: paper for paper in papers})
    paper(access)
    draft = paper(access, "О втором", "15-од", sign=False)
    Document.objects.filter(pk=draft.pk).update(kind="launch_order")

    stages = papers_by_stage(access, DAY)

    assert [(line.code, line.state) for stage in stages[:2] for line in stage.lines] == [
        ("D01", "there"),
        ("D02", "to_sign"),
        ("D03", "missing"),
        ("D04", "there"),
        ("D05", "none"),
        ("D06", "paper"),
    ]
    assert [(stage.there, stage.wanted) for stage in stages[:2]] == [(1, 3), (1, 1)]


def test_every_expected_paper_of_the_year_has_its_page(access):
    lines = [line for stage in papers_by_stage(access, DAY) for line in stage.lines]

    assert {line.code for line in lines} >= {f"D{number:02}" for number in (*range(1, 9), *range(10, 16))}
    assert all(line.make_url for line in lines if line.state == "missing")


# --- one PDF of chosen papers -----------------------------------------------------------------------------


def test_chosen_papers_become_one_file(access):
    ids = [paper(access).pk, paper(access, "О втором", "15-од", sign=False).pk]
    batch = order_print(program=access.program, ids=[*ids, 10**9], by=access.user)

    made = build_print(batch, timezone.localdate(), lambda done: None)

    said = [page.extract_text().replace("\xa0", " ") for page in PdfReader(BytesIO(made.data)).pages]
    assert (len(said), batch.total) == (2, 2)
    assert "О проверке" in said[0]
    assert "О втором" in said[1]


def test_paper_of_an_older_template_is_named_and_not_drawn_anew(access):
    old, new = paper(access), paper(access, "О втором", "15-од")
    Document.objects.filter(pk=old.pk).update(
        template_version=DOCUMENT_KINDS["own_order"].template_version + 1
    )
    batch = order_print(program=access.program, ids=[old.pk, new.pk], by=access.user)

    made = build_print(batch, timezone.localdate(), lambda done: None)

    said = [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(made.data)).pages]
    assert "Печатаются отдельно" in said[-1]
    assert "О проверке, № 14-од" in said[-1].replace("\xa0", " ")


def test_print_of_nothing_is_refused(access):
    document = paper(access, sign=False)
    Document.objects.filter(pk=document.pk).update(state=DocumentState.CANCELLED)

    with pytest.raises(Refusal, match="не выбрано ни одной"):
        order_print(program=access.program, ids=[document.pk], by=access.user)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("О проверке", "О проверке № 7-од от 03.09.2026"),
        ("Протокол собрания от 03.09.2026", "Протокол собрания от 03.09.2026 № 7-од"),
        ("О" * 120, "О" * 69 + " № 7-од от 03.09.2026"),
    ],
)
def test_file_title_keeps_number_and_date_whole_and_says_the_date_once(title, name):
    document = Document(title=title, number="7-од", date=date(2026, 9, 3))

    assert safe_name(file_title(document)) == name


def test_papers_are_printed_outside_of_transactions(access, printed):
    """A transaction is a lock on SQLite: all the school would wait until the folder is made."""
    inside = []

    def watched() -> tuple[str, bytes]:
        inside.append(list(connection.savepoint_ids))
        return good()

    printed(FolderPaper(4, 1, "Хорошая", watched))

    built(access)

    assert inside == [connection.savepoint_ids]
