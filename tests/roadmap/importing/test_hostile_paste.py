"""What a clipboard can bring to bring the site down: every case is refused in words, in a child with limits."""

import pytest

from roadmap.importing.reading import UnreadableFile, read_file, read_pasted


def refused(text: str = "", html: str = "") -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_pasted(text, html)
    return caught.value.kind


def test_pasted_merged_cells_over_millions_are_refused_before_they_are_spread():
    row = "<tr>" + "<td rowspan=100 colspan=100>а" * 60 + "</tr>"
    assert refused(html=f"<table>{row * 100}</table>") == "pasted_too_heavy"


def test_pasted_huge_cell_that_merging_repeats_is_refused():
    cell = f"<tr><td rowspan=100>{'ы' * 900_000}</td><td>б</td></tr>"
    assert refused(html=f"<table>{cell}{'<tr><td>х</td></tr>' * 99}</table>") == "cell_too_long"


def test_pasted_thousands_of_tables_are_refused():
    assert refused(html="<table><tr><td>а<td>б</table>" * 2_000) == "pasted_too_heavy"


def test_pasted_thousands_of_columns_are_refused():
    assert refused(html=f"<table><tr>{'<td>а' * 5_000}</table>") == "pasted_too_heavy"


def test_pasted_brackets_without_end_are_read_in_time():
    assert refused(text="1. " + "(" * 200_000) == "cell_too_long"


def test_pasted_markup_that_never_ends_costs_the_child_alone():
    assert refused(html=f"<table><tr><td>а{'<a ' * 100_000}") == "pasted_too_heavy"


def test_uploaded_web_page_has_the_same_limits_as_a_paste():
    page = f"<html><table><tr>{'<td>а' * 5_000}</table></html>"
    with pytest.raises(UnreadableFile, match="сотни столбцов"):
        read_file(page.encode(), "карта.html")
