"""Texts with gaps: filling, what stands on the sheet, hostile input stays plain words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from programs.content.papers import COMMON, PUPILS, TEACHERS, regulation_text, shipped_text
from programs.paper_texts import MOST_LINES, blocks_of, filled, gaps_in, plain_line, unknown_gaps


def words(block):
    return "".join(run.get("text", f"[{run.get('gap')}]") for run in block["runs"])


def test_filled_text_takes_words_in_any_case_and_keeps_what_nobody_knows():
    text = "Куратор: {{ Куратор }}, год {{учебный  год}}, {{ приказ }}."

    assert filled(text, {"куратор": "Савельева О. С.", "учебный год": "2026–2027", "приказ": ""}) == (
        "Куратор: Савельева О. С., год 2026–2027, {{ приказ }}."
    )


def test_word_of_several_lines_repeats_its_line():
    assert filled("- {{ группа }};\nДалее", {"группа": "Первый\nВторой"}) == "- Первый;\n- Второй.\nДалее"


def test_word_that_ends_with_a_stop_takes_no_second_one():
    assert filled("по {{ день }}.", {"день": "30 июня 2027 г."}) == "по 30 июня 2027 г."


def test_words_of_the_data_never_become_gaps_or_headings():
    text = filled("{{ куратор }} и {{ директор }}", {"куратор": "{{ директор }}", "директор": "Ершова"})

    assert text == "{ директор } и Ершова"
    assert gaps_in(text) == []


def test_blocks_know_headings_points_lists_and_gaps():
    text = "# Общее\n1.2. Срок: {{ срок }}\n- пункт\n> Директору\nПросто текст\n\n2026 год"

    assert [(block["kind"], block["number"], words(block)) for block in blocks_of(text)] == [
        ("heading", "", "Общее"),
        ("point", "1.2.", "Срок: [срок]"),
        ("bullet", "", "пункт"),
        ("right", "", "Директору"),
        ("paragraph", "", "Просто текст"),
        ("paragraph", "", "2026 год"),
    ]


def test_unknown_gaps_are_named_once():
    assert unknown_gaps("{{ а }} {{ б }} {{ А }}", ["Б"]) == ["А"]


def test_plain_line_prints_a_gap_as_a_line():
    assert plain_line(blocks_of("1. Срок: {{ срок }}")[0]) == "1. Срок: ______________"


@given(st.text(max_size=400), st.dictionaries(st.text(max_size=20), st.text(max_size=60), max_size=4))
def test_any_text_becomes_blocks_with_nothing_lost_but_the_marks(text, values):
    put = filled(text, values)

    blocks = blocks_of(put)

    assert len(blocks) <= MOST_LINES
    assert all(block["runs"] or block["kind"] != "paragraph" for block in blocks)


@given(st.text(alphabet="{}% абв\n", max_size=200))
def test_braces_of_any_shape_are_gaps_or_plain_words(text):
    assert all("{" not in name for name in gaps_in(text))
    blocks_of(filled(text, {"а": "б"}))


def test_very_long_text_is_cut_by_lines():
    assert len(blocks_of("строка\n" * 5000)) == MOST_LINES


def test_shipped_regulations_are_numbered_without_holes_and_differ():
    texts = {about: regulation_text(about) for about in (PUPILS, TEACHERS, COMMON)}

    for text in texts.values():
        heads = [block for block in blocks_of(text) if block["kind"] == "heading"]
        assert [words(head).split(".")[0] for head in heads] == [str(n) for n in range(1, len(heads) + 1)]
        assert "[" not in text
    assert "351.8" in texts[TEACHERS]
    assert "351.8" not in texts[PUPILS]
    assert len(set(texts.values())) == 3


def test_shipped_order_names_the_working_group():
    assert "рабочая группа" in gaps_in(shipped_text("launch_order"))
