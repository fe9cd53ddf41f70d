import re

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from mentoring_site.charts import bars, line_with_bands

BANDS = [(0, 8, "0–8"), (9, 14, "9–14"), (15, 18, "15–18")]
SVG = "{http://www.w3.org/2000/svg}"
VALUES = st.one_of(st.none(), st.floats(0, 18), st.integers(0, 18))


def draw_line(points, **options):
    return ElementTree.fromstring(
        line_with_bands(points, BANDS, maximum=18, title="Баллы по годам", **options)
    )


def texts(picture) -> list[str]:
    return [text.text for text in picture.iter(f"{SVG}text")]


def test_line_with_bands_shows_values_levels_and_years():
    picture = draw_line([("2024–25", 10), ("2025–26", 12.5)])

    assert texts(picture) == ["0–8", "9–14", "15–18", "10", "12,5", "2024–25", "2025–26"]
    assert picture.find(f"{SVG}title").text == "Баллы по годам"
    assert picture.find(f"{SVG}desc").text == "2024–25: 10; 2025–26: 12,5"
    assert len(list(picture.iter(f"{SVG}rect"))) == 2


def test_line_with_bands_missing_year_breaks_the_line_and_is_said():
    picture = draw_line([("а", 1), ("б", 2), ("в", None), ("г", 0)])

    runs = [len(line.get("points").split()) for line in picture.iter(f"{SVG}polyline")]
    assert runs == [2, 1]
    assert "—" in texts(picture)
    assert picture.find(f"{SVG}desc").text == "а: 1; б: 2; в: нет данных; г: 0"


@pytest.mark.parametrize(("is_draft", "fill"), [(True, "#FFFFFF"), (False, "#1B2420")])
def test_line_with_bands_draft_point_is_hollow(is_draft, fill):
    picture = draw_line([("а", 1), ("б", 2)], is_last_draft=is_draft)

    assert [circle.get("fill") for circle in picture.iter(f"{SVG}circle")] == ["#1B2420", fill]


def test_line_with_bands_many_years_keep_last_label():
    picture = draw_line([(f"{year}–{year - 1999}", 5) for year in range(2010, 2030)])

    years = [text for text in texts(picture) if text.startswith("20")]
    assert years[-1] == "2029–30"
    assert len(years) <= 6


def test_line_with_bands_without_points_says_no_data():
    assert draw_line([]).find(f"{SVG}desc").text == "нет данных"


def test_bars_zero_and_missing_differ():
    picture = ElementTree.fromstring(
        bars([("Ноль", 0, 4), ("Нет", None, 4), ("Доля", 1, 4)], title="По критериям")
    )

    assert texts(picture) == ["0 из 4", "Ноль", "нет данных", "Нет", "1 из 4", "Доля"]
    assert [rect.get("width") for rect in picture.iter(f"{SVG}rect")] == ["340", "340", "340", "85"]


@given(st.lists(st.tuples(st.text(max_size=20), VALUES), max_size=12), st.text(max_size=30))
def test_charts_any_text_is_sound_xml_without_script_or_style(points, title):
    pictures = (
        line_with_bands(points, BANDS, maximum=18, title=title),
        bars([(label, value, 18) for label, value in points], title=title),
    )

    for picture in pictures:
        tags = {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(picture).iter()}
        assert tags <= {"svg", "title", "desc", "rect", "line", "polyline", "circle", "text"}
        assert not re.search(r"<[^>]+ (style|on\w+|href|xlink:href)=", picture)


def test_charts_ids_differ_between_pictures_and_repeat_for_the_same():
    first = bars([("а", 1, 2)], title="т")

    assert first == bars([("а", 1, 2)], title="т")
    assert re.findall('id="([^"]+)"', first) != re.findall('id="([^"]+)"', bars([("а", 2, 2)], title="т"))
