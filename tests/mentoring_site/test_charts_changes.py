"""Slope chart, bars of parts, before and after: what they draw and what they say to who sees no picture."""

from __future__ import annotations

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from mentoring_site.charts_slope import MOST_LINES, Slope, SlopeWords, nice_ticks, sampled, slope
from mentoring_site.charts_stacked import before_after, stacked, stacked_rows

SVG = "{http://www.w3.org/2000/svg}"
WORDS = SlopeWords("До, ноябрь 2026", "После, май 2027", "3,24", "3,71", "+0,47", "Среднее до 3,24")


def draw(lines, **options):
    text = slope(lines, WORDS, title="Балл", before_mean=3.24, after_mean=3.71, **options)
    return ElementTree.fromstring(text)


def texts(picture):
    return [text.text for text in picture.iter(f"{SVG}text")]


def test_slope_draws_each_kind_its_own_way():
    picture = draw([Slope(3, 4, "better"), Slope(3, 3, "same"), Slope(4, 3, "worse")])

    drawn = [line.get("class") for line in picture.iter(f"{SVG}line") if line.get("stroke-width")]
    assert drawn == ["chart-stroke-c0", "chart-stroke-c1", "chart-stroke-c4", "chart-stroke-ink"]
    dashed = [line.get("class") for line in picture.iter(f"{SVG}line") if line.get("stroke-dasharray")]
    assert dashed == ["chart-stroke-c4"]
    fills = [circle.get("fill") for circle in picture.iter(f"{SVG}circle")]
    assert fills == ["#FFFFFF", "#1B2420"]
    assert picture.find(f"{SVG}desc").text == "Среднее до 3,24"


def test_slope_of_one_value_has_room():
    assert len(texts(draw([Slope(3, 3, "same")]))) > 5


def test_slope_escapes_words():
    words = SlopeWords("<b>", "&", "1", "2", "+1", "<script>")

    text = slope([Slope(1, 2, "better")], words, title="<i>", before_mean=1, after_mean=2)

    assert "<b>" not in text
    assert "<script>" not in text


def test_more_than_the_most_lines_are_sampled_evenly():
    lines = [Slope(0, number, "better") for number in range(300)]

    shown = sampled(lines)

    assert len(shown) == MOST_LINES
    assert (shown[0].after, shown[-1].after) == (0, 299)


@given(st.floats(-1000, 1000), st.floats(0, 1000))
def test_ticks_hold_both_ends_and_are_few(low, span):
    high = low + span

    ticks = nice_ticks(low, high)

    assert ticks[0] <= low + 1e-5
    assert ticks[-1] >= high - 1e-5
    assert 2 <= len(ticks) <= 9
    assert ticks == sorted(set(ticks))


def test_stacked_leaves_out_what_is_zero():
    picture = ElementTree.fromstring(stacked((34, 0, 5), title="Балл"))

    assert texts(picture) == ["34", "5"]
    assert picture.find(f"{SVG}desc").text == "лучше 34, без изменений 0, хуже 5"


@pytest.mark.parametrize("parts", [(0, 0, 0), (1, 1, 1), (500, 1, 1), (0, 0, 9)])
def test_stacked_stays_within_its_width(parts):
    picture = ElementTree.fromstring(stacked(parts, title="Балл", width=220))

    ends = [float(box.get("x")) + float(box.get("width")) for box in picture.iter(f"{SVG}rect")]
    assert max(ends) <= 220.1


def test_stacked_worse_is_hatched_for_a_black_and_white_print():
    picture = ElementTree.fromstring(stacked_rows([("Балл", (2, 1, 9))], title="Балл"))

    assert len(list(picture.iter(f"{SVG}line"))) > 3


def test_before_after_says_what_is_missing():
    picture = ElementTree.fromstring(before_after([("7 «А»", 3.5, None)], title="Климат", decimals=1))

    assert texts(picture) == ["7 «А»", "до", "3,5", "после", "не измерено"]
    assert picture.find(f"{SVG}desc").text == "7 «А»: до 3,5, после не измерено"
