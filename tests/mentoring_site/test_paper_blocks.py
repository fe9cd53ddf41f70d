from __future__ import annotations

import pytest

from mentoring_site.paper_blocks import bullets, paragraph, table, typed


def test_table_with_missing_cell_prints_a_dash():
    block = table("Итоги", ("Форма", "Пар"), [("Ученик – ученик", None), ("Учитель – учитель", 0)])

    assert block["rows"] == [["Ученик – ученик", "—"], ["Учитель – учитель", "0"]]


def test_table_with_a_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="another number of cells"):
        table("Итоги", ("Форма", "Пар"), [("Ученик – ученик",)])


def test_table_with_widths_that_do_not_make_a_hundred_is_refused():
    with pytest.raises(ValueError, match="make 100"):
        table("Итоги", ("Форма", "Пар"), [], widths=(60, 30))


def test_blocks_are_plain_data():
    assert [paragraph("Да"), bullets(["а", "б"]), typed("  Хорошо ", lines=2)] == [
        {"kind": "paragraph", "text": "Да"},
        {"kind": "bullets", "points": ["а", "б"]},
        {"kind": "typed", "text": "Хорошо", "blank_lines": [0, 1]},
    ]
