"""The pages of the import and the files in four, five and six columns."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from programs.tenancy import program_url
from roadmap.importing.grid import Grid
from roadmap.importing.reading import read_file
from roadmap.models import RoadmapImport, Step
from roadmap.services import importing as service
from tests.factories import make_member, make_program, make_school
from tests.roadmap.importing.makers import docx
from tests.roadmap.importing.test_writing import TEXT, read
from tests.roadmap.makers import make_roadmap


@pytest.fixture
def curator(program):
    return make_member(program.school, "curator", last_name="Савельева")


def url(program, name, **kwargs):
    return program_url(program, f"roadmap:{name}", **kwargs)


def written(program, curator, text=TEXT):
    from roadmap.services.importing import write_import

    return write_import(work=read(program, curator, text), replaces=False, by=curator)


def test_pasted_map_is_reviewed_and_written(program, sign_in, curator):
    client = sign_in(curator)

    page = client.post(url(program, "import_upload"), {"text": TEXT, "once": "one"}, follow=True)
    work = RoadmapImport.objects.get()
    columns = {f"column_{column['index']}": column["code"] for column in page.context["columns"]}
    review = client.post(url(program, "import_table", pk=work.pk), columns, follow=True)
    assert [(item["label"], item["value"]) for item in review.context["strip"]] == [
        ("проверить", 0), ("узнаны", 1), ("свои шаги", 2), ("разделы", 0), ("пропущено", 0),
    ]  # fmt: skip
    version = RoadmapImport.objects.get().version
    write = client.post(
        url(program, "import_review", pk=work.pk), {"version": version, "write": "1"}, follow=True
    )
    assert "Всё, что было в таблице, нашло место в карте" in write.content.decode()
    done = client.post(url(program, "import_write", pk=work.pk), follow=True)

    assert "3\u00a0шага в черновике" in done.content.decode()
    assert Step.objects.filter(program=program).count() == 3


def test_pages_say_until_when_the_table_is_kept(program, sign_in, curator):
    client, work = sign_in(curator), read(program, curator)
    RoadmapImport.objects.filter(pk=work.pk).update(created_at=datetime(2026, 11, 2, 9, tzinfo=UTC))

    pages = [client.get(url(program, f"import_{name}", pk=work.pk)) for name in ("table", "review", "write")]

    said = "Загрузка хранится на сайте до 31\u00a0января 2027\u00a0г."
    assert {page.context["lead"] for page in pages} == {
        f"Файл «карта.docx». До записи в карте ничего не меняется. {said}"
    }


def test_page_of_a_written_table_says_until_when_it_is_kept(program, sign_in, curator):
    client, work = sign_in(curator), read(program, curator)
    service.write_import(work=work, replaces=False, by=curator)
    work.refresh_from_db()
    work.mapping["written_at"] = "2026-11-02T09:00:00+00:00"
    work.save()

    page = client.get(url(program, "import_write", pk=work.pk)).content.decode()

    assert "хранится на сайте до 2\u00a0декабря 2026\u00a0г.</p>" in page


def test_same_form_sent_twice_makes_one_import(program, sign_in, curator):
    client = sign_in(curator)

    for _ in range(2):
        client.post(url(program, "import_upload"), {"text": TEXT, "once": "same"})

    assert RoadmapImport.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Выберите файл или вставьте таблицу в поле ниже."),
        ({"file": SimpleUploadedFile("карта.pdf", b"%PDF-1.4")}, "Это PDF"),
        ({"file": SimpleUploadedFile("карта.docx", b"PK\x03\x04word/")}, "Файл повреждён"),
    ],
)
def test_file_that_cannot_be_read_is_said_on_its_field(program, sign_in, curator, data, said):
    response = sign_in(curator).post(url(program, "import_upload"), data)

    assert response.status_code == 422
    assert said in response.context["form"].errors["file"][0]


def test_what_found_no_place_is_listed_before_writing(program, sign_in, curator):
    text = "Утверждаю\tдиректор\n" + TEXT.replace("Результат", "Примечание")
    work = read(program, curator, text)

    page = sign_in(curator).get(url(program, "import_write", pk=work.pk))

    assert [(one["row"], one["why"], one["text"]) for one in page.context["left"]] == [
        (1, "стоит над таблицей", "Утверждаю\nдиректор"),
        (3, "Примечание", "Приказ"),
        (4, "Примечание", "База"),
    ]


def test_import_of_another_person_or_school_is_not_there(program, sign_in, curator):
    work = read(program, curator)
    other = make_member(program.school, "curator")
    stranger = make_program(make_school())

    assert sign_in(other).get(url(program, "import_review", pk=work.pk)).status_code == 404
    client = sign_in(make_member(stranger.school, "curator"))
    assert client.get(url(stranger, "import_review", pk=work.pk)).status_code == 404


def test_review_takes_as_many_queries_for_three_rows_as_for_one(program, sign_in, curator, queries_of):
    client = sign_in(curator)
    one = read(program, curator, "\n".join(TEXT.splitlines()[:2]))
    three = read(program, curator)

    counts = [queries_of(client, url(program, "import_review", pk=work.pk)) for work in (one, three)]

    assert counts[0] == counts[1]


@pytest.mark.parametrize("fmt", ["docx", "xlsx"])
def test_blank_form_is_read_back_by_the_import(program, sign_in, curator, fmt):
    response = sign_in(curator).get(url(program, "import_template") + f"?format={fmt}")

    (grid,) = read_file(response.content, f"форма.{fmt}")
    assert list(grid.rows[0]) == [
        "№ п/п", "Мероприятие", "Срок", "Ответственные", "Результат, вид документа",
    ]  # fmt: skip


def test_files_in_five_and_six_columns_print_the_texts_unchanged(program, sign_in, curator):
    written(program, curator)
    client = sign_in(curator)

    five = client.get(url(program, "roadmap_export") + "?format=xlsx&columns=5")
    six = client.get(url(program, "roadmap_export") + "?format=docx&columns=6")

    rows = [list(row) for row in load_workbook(BytesIO(five.content)).active.iter_rows(values_only=True)]
    assert rows == [
        ["№ п/п", "Мероприятие", "Срок", "Ответственные", "Результат, вид документа"],
        ["I. Подготовка", None, None, None, None],
        ["1.1", "Приказ о наставничестве", "до 15.10.2026", "Савельева О. С.", "Приказ"],
        ["1.2", "Формирование базы наставников", "ноябрь 2026", "Куратор; рабочая группа", "База"],
        ["II. Итоги", None, None, None, None],
        ["2.1", "Форум наставников", "по отдельному плану", "Директор", None],
    ]
    table = Document(BytesIO(six.content)).tables[-2]
    assert [[cell.text for cell in row.cells] for row in table.rows][1] == [
        "1.1", "I. Подготовка", "Приказ о наставничестве", "до 15.10.2026", "Савельева О. С.", "Приказ",
    ]  # fmt: skip


@pytest.mark.parametrize("columns", [4, 5, 6])
def test_paper_is_printed_in_so_many_columns(program, sign_in, curator, columns):
    written(program, curator)

    response = sign_in(curator).get(url(program, "roadmap_pdf") + f"?columns={columns}")

    text = " ".join(PdfReader(BytesIO(response.content)).pages[0].extract_text().split())
    assert ("Результат" in text, "Этап" in text, "II. Итоги" in text) == (columns > 4, columns > 5, True)


@pytest.mark.parametrize("query", ["?columns=7", "?columns=x", "?format=doc"])
def test_file_of_another_shape_is_not_there(program, sign_in, curator, query):
    make_roadmap(program)

    assert sign_in(curator).get(url(program, "roadmap_export") + query).status_code == 404


def test_exported_map_comes_back_the_same(program, sign_in, curator):
    make_roadmap(program)
    client = sign_in(curator)

    files = {
        fmt: client.get(url(program, "roadmap_export") + f"?format={fmt}&columns=4").content
        for fmt in ("xlsx", "docx")
    }
    grids: dict[str, Grid] = {
        fmt: max(read_file(data, f"к.{fmt}"), key=lambda grid: len(grid.rows)) for fmt, data in files.items()
    }

    assert grids["xlsx"].rows == grids["docx"].rows
    assert len(grids["xlsx"].rows) == 1 + 7 + 35


def test_docx_of_an_import_keeps_the_uploaded_name(program, sign_in, curator):
    file = SimpleUploadedFile(
        "карта школы.docx", docx([("№", "Мероприятие", "Срок"), ("1", "Дело", "май 2027")])
    )

    page = sign_in(curator).post(url(program, "import_upload"), {"file": file}, follow=True)

    assert page.context["lead"].startswith("Файл «карта школы.docx». До записи в карте ничего не меняется.")


def test_second_of_two_imports_says_whose_draft_it_would_replace(program, sign_in, curator):
    written(program, curator)
    other = read(program, curator)
    client = sign_in(curator)

    page = client.get(url(program, "import_write", pk=other.pk)).content.decode()
    refused = client.post(url(program, "import_write", pk=other.pk))

    assert "Он записан из другой загрузки: файл «карта.docx»" in page
    assert refused.status_code == 422
    assert "В Программе уже есть черновик карты" in refused.content.decode()
