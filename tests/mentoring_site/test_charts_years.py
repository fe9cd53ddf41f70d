from __future__ import annotations

from defusedxml import ElementTree

from mentoring_site.charts_years import bars_by_year

SVG = "{http://www.w3.org/2000/svg}"
LEVELS = [(0, "0–8"), (9, "9–14"), (15, "15–18")]


def draw(points):
    return ElementTree.fromstring(bars_by_year(points, LEVELS, maximum=18, title="По годам"))


def test_this_year_is_solid_and_the_past_is_hatched():
    picture = draw([("2024–25", 9), ("2025–26", 14)])

    fills = [bar.get("fill") for bar in picture.iter(f"{SVG}rect")]
    assert fills == ["#FFFFFF", "#1B5E4A"]
    assert picture.find(f"{SVG}desc").text == "2024–25: 9; 2025–26: 14"


def test_missing_year_has_no_bar_and_is_said():
    picture = draw([("2024–25", None), ("2025–26", 0)])

    assert len(list(picture.iter(f"{SVG}rect"))) == 1
    assert picture.find(f"{SVG}desc").text == "2024–25: нет данных; 2025–26: 0"


def test_hatching_stays_inside_its_bar():
    picture = draw([("а", 18), ("б", 1)])

    bar = next(picture.iter(f"{SVG}rect"))
    x, y, width, height = (float(bar.get(name)) for name in ("x", "y", "width", "height"))
    lines = [line for line in picture.iter(f"{SVG}line") if line.get("stroke-width") == "0.8"]
    assert lines
    for line in lines:
        for end in ("1", "2"):
            assert x - 0.1 <= float(line.get(f"x{end}")) <= x + width + 0.1
            assert y - 0.1 <= float(line.get(f"y{end}")) <= y + height + 0.1
