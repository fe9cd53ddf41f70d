"""The roadmap over time: the curator opens a revision and says why, the director sees what changes and approves."""

from __future__ import annotations

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright belongs to the dev packages")
expect = playwright.expect

from django_scopes import scope  # noqa: E402

from programs.models import User  # noqa: E402
from roadmap.models import Roadmap  # noqa: E402
from roadmap.services.lives import approve_roadmap, submit_roadmap  # noqa: E402
from tests.e2e.conftest import NARROW_PHONE  # noqa: E402
from tests.e2e.walk import Visitor, axe_problems, is_wider, open_school_year  # noqa: E402

REASON = "Собрание переносим: карантин"


@pytest.fixture
def year(live_server):
    program = open_school_year()
    with scope(school=program.school):
        roadmap = Roadmap.objects.get(program=program)
        submit_roadmap(roadmap=roadmap, by=User.objects.get(username="curator"))
        approve_roadmap(roadmap=roadmap, by=User.objects.get(username="director"))
    return program


def test_map_is_changed_with_a_reason_seen_by_the_director_and_read_on_a_phone(year, new_page):
    home = f"/{year.school.slug}/{year.label}/"
    curator, director = Visitor(new_page(), home), Visitor(new_page(viewport=NARROW_PHONE), home)

    curator.sign_in("curator")
    curator.go("roadmap/")
    curator.confirm(
        "Новая редакция",
        title="Открыть новую редакцию?",
        answer="Открыть новую редакцию",
        **{"Что и почему меняется": REASON},
    )
    curator.follow("Изменить шаг № 2")
    curator.page.get_by_label("Срок, как печатать").fill("в течение 5 рабочих дней с 01.10")
    curator.page.get_by_label("Начало").fill("")
    curator.page.get_by_label("Окончание").fill("")
    curator.press("Сохранить шаг")
    expect(curator.page.get_by_text("изменено: 1")).not_to_have_count(0)
    curator.confirm("Передать директору", title="Передать карту директору?", answer="Передать директору")

    director.sign_in("director")
    director.go("approvals/")
    expect(director.page.get_by_text(REASON)).to_be_visible()
    expect(director.page.locator("ins").first).to_have_text("в течение 5 рабочих дней с 01.10")
    check(director.page)
    director.confirm("Утвердить карту", title="Утвердить карту: Дорожная карта", answer="Утвердить карту")

    for path, words in (
        ("roadmap/timeline/", "в течение 5 рабочих дней с 01.10"),
        ("roadmap/calendar/", "Подключить свой календарь"),
        ("roadmap/digest/", "Сводка по почте"),
        ("roadmap/years/", "Итог по годам"),
        ("roadmap/revisions/", REASON),
    ):
        director.go(path)
        assert words in director.said()
        check(director.page)


def check(page):
    assert not is_wider(page, NARROW_PHONE["width"])
    assert axe_problems(page) == []


def test_a_page_printed_from_the_browser_takes_the_width_of_the_paper(year, new_page):
    home = f"/{year.school.slug}/{year.label}/"
    curator = Visitor(new_page(), home)
    curator.sign_in("curator")

    for path in ("", "roadmap/", "roadmap/timeline/", "roadmap/calendar/", "mentees/"):
        curator.go(path)
        curator.page.emulate_media(media="print")
        part = curator.page.evaluate("document.querySelector('main').offsetWidth / innerWidth")
        has_menu = curator.page.locator("nav.side").is_visible()
        curator.page.emulate_media(media="screen")
        assert (round(part, 1), has_menu) == (1.0, False), path
