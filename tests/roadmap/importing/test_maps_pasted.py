"""Roadmaps pasted as text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap.content import load_steps
from roadmap.importing.pasting import parse_pasted
from roadmap.importing.records import SKIP
from roadmap.importing.understanding import suggested_shift
from tests.roadmap.importing.makers import ENDS, STARTS, facts, parsed, records_of, steps


def test_broken_tab_form_of_the_document_itself():
    """Head over lines and a page, a rule of Markdown, <p> and an <ol> never closed, a row broken by a page."""
    text = (
        "9. Дорожная карта внедрения Программы\n\n№\tМероприятие\tСроки\tОтветственный\n---\t----\t---\t---\n\n"
        "п/п\t\t\t\n"
        "1\t<p>Информирование родительского сообщества</p><ol style='x'>о планах\tсентябрь 2022\tДиректор. Заместитель "
        "директора по УВР. Заместитель директора по ВР\n"
        "23\tПроведение встречи-планирования рабочего процесса\tНоябрь\tКуратор\n\n"
        "\tв рамках наставничества\t2022\tпрограммы. Наставники\n"
        "27\tПроведение групповой заключительной встречи всех пар и групп наставников и наставляемых\tМай\tНаставники\n"
    )

    assert facts(parsed(text, shift=4)) == [
        ("НЕТ", "стоит над таблицей", "9. Дорожная карта внедрения Программы"),
        ("НЕТ", "шапка таблицы", "№"),
        ("НЕТ", "черта", "---"),
        ("НЕТ", "шапка таблицы", "п/п"),
        ("1", "Информирование родительского сообщества\nо планах", 2, "сентябрь 2026", "01.09.26 – 30.09.26",
         "director deputy_uvr deputy_vr"),
        ("23", "Проведение встречи-планирования рабочего процесса в рамках наставничества", 23, "Ноябрь 2026",
         "01.11.26 – 30.11.26", "curator mentor"),
        ("27", "Проведение групповой заключительной встречи всех пар и групп наставников и наставляемых", 27, "Май",
         "01.05.27 – 31.05.27", "mentor"),
    ]  # fmt: skip


def test_all_35_texts_of_the_document_are_recognised():
    lines = ["№\tМероприятие\tСроки\tОтветственный"]
    lines += [
        f"{step.number}\t{step.title}\t{step.term_as_printed}\t{step.responsible_text}"
        for step in load_steps()
    ]

    records = steps(parsed("\n".join(lines), shift=4))

    assert [(record.standard, record.stage, tuple(record.roles), record.doubts) for record in records] == [
        (step.number, step.stage, step.responsible, {}) for step in load_steps()
    ]


def test_cells_of_several_paragraphs_come_broken_over_lines():
    text = (
        "№\tМероприятие\tСрок\tОтветственный\tРезультат\n"
        "Раздел 1\n"
        "1\tПедсовет\nпо наставничеству\tноябрь 2026\tДиректор\nКуратор\tПротокол\n"
        "2\tКлассные часы\tдекабрь 2026\tКл. рук.\tРазработки\n"
    )

    records = parsed(text)

    assert facts(records) == [
        ("НЕТ", "шапка таблицы", "№"),
        ("РАЗДЕЛ", "Раздел 1"),
        ("1", "Педсовет\nпо наставничеству", None, "ноябрь 2026", "01.11.26 – 30.11.26", "director curator"),
        ("2", "Классные часы", None, "декабрь 2026", "01.12.26 – 31.12.26", "class_teacher"),
    ]
    assert [step.result_text for step in steps(records)] == ["Протокол", "Разработки"]


def test_html_table_with_cells_over_rows_and_lists():
    html = """<p>Дорожная карта (сентябрь 2026 г. - май 2027 г.)</p><table><tr><td>№</td><td>Наименование этапа</td>
    <td>Мероприятия</td><td>Содержание</td><td>Срок</td><td>Ответственный</td></tr>
    <tr><td>1</td><td rowspan=2>Подготовительный</td><td>Совет</td><td><ol><li>план<li>сроки</ol></td>
    <td rowspan=2>В течение всего периода</td><td>Куратор</td></tr>
    <tr><td>2</td><td>Собрание</td><td></td><td>Директор</td></tr></table>"""

    records = parsed(html)

    assert facts(records) == [
        ("НЕТ", "шапка таблицы", "№"),
        ("1", "Совет", None, "В течение всего периода", "01.09.26 – 31.08.27", "curator"),
        ("2", "Собрание", None, "В течение всего периода", "01.09.26 – 31.08.27", "director"),
    ]
    assert [(step.section, step.stage, step.content) for step in steps(records)] == [
        ("Подготовительный", 1, "1. план\n2. сроки"),
        ("Подготовительный", 1, ""),
    ]


def test_pasted_tables_of_two_stages_keep_their_titles():
    row = "<tr><td>{}</td><td>{}</td><td>{}</td></tr>"
    html = "".join(
        f"<p>{stage}</p><table>{row.format('№', 'Мероприятие', 'Срок')}{row.format('1', *cells)}</table>"
        for stage, cells in (
            ("I. Подготовка", ("Информирование педагогов", "сентябрь 2026")),
            ("II. Завершение", ("Оформление кейсов", "июнь 2027")),
        )
    )

    assert facts(parsed(html)) == [
        ("НЕТ", "шапка таблицы", "№"),
        ("РАЗДЕЛ", "I. Подготовка"),
        ("1", "Информирование педагогов", 1, "сентябрь 2026", "01.09.26 – 30.09.26", ""),
        ("РАЗДЕЛ", "II. Завершение"),
        ("НЕТ", "шапка повторена на новой странице", "№"),
        ("1", "Оформление кейсов", 33, "июнь 2027", "01.06.27 – 30.06.27", ""),
    ]


def test_markdown_table():
    text = (
        "| № | Мероприятие | Срок |\n|---|:---:|---|\n| 1 | Обучение наставников | с 18.09 по 30.09.2026 |\n"
        "| | **Итоги** | |\n| 2 | Форум<br>наставников | 2–13 октября 2026 |"
    )

    assert facts(parsed(text)) == [
        ("НЕТ", "шапка таблицы", "№"),
        ("НЕТ", "черта", "---"),
        ("1", "Обучение наставников", 16, "с 18.09 по 30.09.2026", "18.09.26 – 30.09.26", ""),
        ("РАЗДЕЛ", "**Итоги**"),
        ("2", "Форум\nнаставников", None, "2–13 октября 2026", "02.10.26 – 13.10.26", ""),
    ]


def test_table_without_a_head_is_told_by_what_stands_in_it():
    text = (
        "1\tОрганизация групповой встречи наставников и наставляемых\tноябрь 2026\tКуратор\n"
        "2\tСоздание рубрики «Наши наставники»\tдо 01.12.2026\tКлассные руководители"
    )

    assert facts(parsed(text)) == [
        ("1", "Организация групповой встречи наставников и наставляемых", 17, "ноябрь 2026", "01.11.26 – 30.11.26",
         "curator"),
        ("2", "Создание рубрики «Наши наставники»", None, "до 01.12.2026", "01.09.26 – 01.12.26", "class_teacher"),
    ]  # fmt: skip


def test_points_of_an_order():
    text = (
        "ПРИКАЗЫВАЮ:\n"
        "1. Утвердить положение о наставничестве в срок до 31 марта 2027 года. Ответственный – заместитель директора "
        "по УВР.\n"
        "2. Классным руководителям провести собрания\nи собрать согласия до 15.10.2026.\n"
        "3) Контроль оставляю за собой.\n"
    )

    records = parsed(text)

    assert facts(records) == [
        ("НЕТ", "шапка таблицы", "№"),
        ("РАЗДЕЛ", "ПРИКАЗЫВАЮ:"),
        ("1.", "Утвердить положение о наставничестве", None, "в срок до 31 марта 2027 года", "01.09.26 – 31.03.27",
         "deputy_uvr"),
        ("2.", "Классным руководителям провести собрания\nи собрать согласия", None, "до 15.10.2026",
         "01.09.26 – 15.10.26", ""),
        ("3)", "Контроль оставляю за собой.", None, "", "", ""),
    ]  # fmt: skip


def test_same_standard_twice_and_two_alike_are_asked():
    text = (
        "№\tМероприятие\tСрок\tОтветственный\n"
        "1\tОбучение наставников\tмай 2027\tКуратор\n"
        "2\tПровести обучение наставников\tиюнь 2027\tКуратор\n"
        "3\tОценка участников по заданным параметрам\tиюнь 2027\tКуратор"
    )

    first, second, third = steps(parsed(text))

    assert (first.standard, first.doubts) == (16, {})
    assert second.doubts == {
        "twin": "Шаг № 16 целевой модели уже узнан в строке 2. Оставьте его за одной строкой."
    }
    assert (third.standard, third.likely) == (None, [9, 13, 32])
    assert third.doubts["standard"].startswith("Похоже на шаг № 9 или № 13 или № 32")


def test_long_texts_go_on_in_the_content():
    who = "; ".join(["Куратор", *(f"член рабочей группы номер {number}" for number in range(30))])
    text = f"№\tМероприятие\tСрок\tОтветственный\n1\t{'Большое дело. ' * 90}\tмай 2027\t{who}"

    (step,) = steps(parsed(text))

    assert (len(step.title) <= 1000, len(step.responsible_text) <= 500) == (True, True)
    assert f"Ответственные: {who}" in step.content
    assert (step.title + " " + step.content).count("Большое дело.") == 90


def test_years_of_another_time_are_offered_to_be_moved():
    assert suggested_shift(["сентябрь 2022", "Май", "01.06.23"], STARTS, ENDS) == 4
    assert suggested_shift(["сентябрь 2026", "2021-2024"], STARTS, ENDS) == 0
    assert suggested_shift(["ежегодно"], STARTS, ENDS) == 0


CELLS = st.one_of(
    st.sampled_from(
        ["№", "Мероприятие", "Срок", "Ответственный", "1", "1.1", "май", "---", "Этап", "<b>", "а) да", "- п"]
    ),
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\t"), max_size=25),
)
JOINTS = st.sampled_from(["\t", "\t\t", " | ", "\n", "<td>", "</td>", "<table>", "<tr>", "</table>", "<li>"])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(CELLS, JOINTS), max_size=40))
def test_any_text_is_parsed_without_an_error(pieces):
    for grid in parse_pasted("".join(cell + joint for cell, joint in pieces)):
        records_of(grid)


WORDS = st.text(alphabet="абвгдежз12.-()№ ", max_size=18)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(WORDS, min_size=2, max_size=5), min_size=2, max_size=12), st.booleans())
def test_no_cell_of_a_pasted_table_is_lost(rows, has_head):
    head = [["№", "Мероприятие", "Срок", "Ответственный", "Примечание"]] if has_head else []

    grids = parse_pasted("\n".join("\t".join(row) for row in [*head, *rows]))
    records = [record for grid in grids for record in records_of(grid)]

    shown = "\n".join(text for record in records for _, text in record.raw)
    for cell in (" ".join(cell.split()) for row in rows for cell in row):
        assert cell in shown
    for record in records:
        placed = "\n".join(
            [
                record.number,
                record.section,
                record.title,
                record.content,
                record.term_text,
                record.responsible_text,
            ]
            + [record.result_text, *(text for _, text in record.left)]
        )
        if record.kind != SKIP and not record.doubts.get("number"):
            words = [word for _, text in record.raw for word in text.split()]
            assert [word for word in words if word not in placed and word != "Ответственный"] == []
