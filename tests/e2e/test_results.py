"""The curator walks through the expected results on a phone, writing conclusions; without a script as well."""

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright belongs to the dev packages")
expect = playwright.expect

from tests.e2e.conftest import NARROW_PHONE  # noqa: E402
from tests.e2e.walk import Visitor, axe_problems, is_wider, open_school_year  # noqa: E402


@pytest.fixture
def year(live_server):
    return open_school_year()


@pytest.mark.parametrize("has_script", [True, False])
def test_conclusions_are_written_one_after_another(year, new_page, has_script):
    curator = Visitor(
        new_page(viewport=NARROW_PHONE, java_script_enabled=has_script),
        f"/{year.school.slug}/{year.label}/",
    )
    page = curator.page

    curator.sign_in("curator")
    curator.go("monitoring/results/")
    expect(page.get_by_text("Выводы написаны: 0 из 36").first).to_be_visible()
    if has_script:
        assert (is_wider(page, NARROW_PHONE["width"]), axe_problems(page)) == (False, [])
    page.get_by_role("link", name="Писать выводы по порядку").click()
    page.get_by_label("Вывод").fill("Средний балл вырос.")
    if has_script:
        assert (is_wider(page, NARROW_PHONE["width"]), axe_problems(page)) == (False, [])
    page.get_by_role("button", name="Сохранить и открыть следующий").click()
    expect(page.get_by_role("heading", name="Результат 2 из 36")).to_be_visible()
    page.get_by_label("Чем подтверждается").select_option(label="Качественно, словами")
    page.get_by_label("Подтверждение словами").fill("Опрос о климате провели в ноябре.")
    page.get_by_role("button", name="Сохранить", exact=True).click()
    expect(page.get_by_text("Есть данные, вывода нет")).to_be_visible()
    curator.go("monitoring/results/")
    expect(page.get_by_text("Выводы написаны: 1 из 36").first).to_be_visible()
