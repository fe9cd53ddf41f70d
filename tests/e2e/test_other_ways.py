"""The same site without a mouse and without JavaScript."""

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright belongs to the dev packages")
expect = playwright.expect

from django_scopes import scope  # noqa: E402

from participants.models import Mentee  # noqa: E402
from tests.e2e.conftest import NARROW_PHONE  # noqa: E402
from tests.e2e.walk import PASSWORD, Visitor, open_school_year  # noqa: E402
from tests.factories import make_class, make_consent, make_mentee, make_mentor, make_person  # noqa: E402

MAX_TABS = 60


@pytest.fixture
def year(live_server):
    return open_school_year()


def tab_to(page, name):
    """Press Tab until the control of this name has the focus, as a person without a mouse does."""
    target = (
        page.get_by_role("main")
        .get_by_label(name)
        .or_(page.get_by_role("main").get_by_role("link", name=name, exact=True))
        .or_(page.get_by_role("main").get_by_role("button", name=name, exact=True))
        .first
    )
    for _ in range(MAX_TABS):
        if target.evaluate("element => element === document.activeElement"):
            return target
        page.keyboard.press("Tab")
    raise AssertionError(f"«{name}» is not reached by {MAX_TABS} presses of Tab")


def test_keyboard_alone_signs_in_and_adds_a_mentee(year, new_page):
    page = new_page()
    page.goto("/")

    page.keyboard.type("curator")  # the focus is there from the start
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{year.label}/")
    page.goto(f"/{year.school.slug}/{year.label}/mentees/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Перейти к содержанию")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "Добавить")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Добавить наставляемого")).to_be_visible()
    for label, text in (("Фамилия", "Панова"), ("Имя", "Алиса"), ("Отчество", "Дмитриевна")):
        tab_to(page, label)
        page.keyboard.type(text)
    tab_to(page, "Класс")
    page.keyboard.type("7")
    tab_to(page, "Внести запись")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1, name="Панова Алиса Дмитриевна")).to_be_visible()
    with scope(school=year.school):
        mentee = Mentee.objects.select_related("person").get()
        place = mentee.person.enrolments.get().place
    assert (str(mentee.person.full_name), place) == ("Панова Алиса Дмитриевна", "7\xa0«А»")


def test_without_javascript_a_mentee_is_added_a_pair_made_and_approved(year, new_page):
    home = f"/{year.school.slug}/{year.label}/"
    with scope(school=year.school):
        curator_user = year.school.memberships.get(role="curator").user
        mentor = make_mentor(year, make_person(year, school_class=make_class(year, 10, "А")))
        mentee = make_mentee(year, make_person(year, school_class=make_class(year, 7, "А")))
        for entry in (mentor, mentee):
            make_consent(entry.person, curator_user, signed_on=year.starts)
    curator = Visitor(new_page(java_script_enabled=False), home)
    director = Visitor(new_page(java_script_enabled=False, viewport=NARROW_PHONE), home)
    page = curator.page

    curator.sign_in("curator")
    curator.go("mentees/add/")
    page.get_by_label("Фамилия").fill("Панова")
    page.get_by_label("Имя").fill("Алиса")
    page.get_by_label("Класс").select_option("7\xa0«А»")
    curator.press("Внести запись")
    expect(page.get_by_role("heading", level=1, name="Панова Алиса")).to_be_visible()

    curator.go("pairs/add/")
    page.get_by_role("combobox", name="Наставник").select_option(str(mentor.pk))
    curator.press("Показать наставляемых")
    page.get_by_role("checkbox", name=mentee.person.last_name).check()
    curator.press("Составить пару")
    curator.press("Передать директору")
    expect(page.get_by_text("Пара передана директору.").first).to_be_visible()

    director.sign_in("director")
    director.go("approvals/")
    director.confirm("Утвердить пару", title="Закрепить 1 пару?", answer="Утвердить пару")
    expect(director.page.get_by_text("ждёт подписи").first).to_be_visible()
