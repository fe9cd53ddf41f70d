"""A form of mentoring that no code knows: added on screen, matched, judged on the board, approved on a phone."""

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright belongs to the dev packages")
expect = playwright.expect

from django_scopes import scope  # noqa: E402

from pairing.enums import PairState  # noqa: E402
from pairing.models import Pair, RunEdit  # noqa: E402
from participants.enums import PersonKind  # noqa: E402
from participants.models import Topic, TopicChoice  # noqa: E402
from programs.models import User  # noqa: E402
from tests.e2e.conftest import NARROW_PHONE  # noqa: E402
from tests.e2e.walk import Visitor, axe_problems, open_school_year  # noqa: E402
from tests.factories import make_class, make_person  # noqa: E402
from tests.pairing.makers import ready_mentee, ready_mentor  # noqa: E402

FORM = "Учитель – ученик"
REASON = "Учитель просил ученика своего класса"


@pytest.fixture
def year(live_server):
    return open_school_year()


def add_people(year) -> None:
    """Two teachers and three pupils of the new form; everybody but one pupil suits a teacher of physics."""
    by = User.objects.get(username="curator")
    form = year.forms.get(title=FORM)
    physics, music = (
        Topic.objects.get_or_create(school=year.school, title=t)[0] for t in ("Физика", "Музыка")
    )
    for last_name, topic in (("Ветров", physics), ("Громова", music)):
        person = make_person(
            year, kind=PersonKind.TEACHER, last_name=last_name, first_name="Лев", position="учитель"
        )
        mentor = ready_mentor(year, by, person=person, form=form)
        TopicChoice.objects.create(school=year.school, topic=topic, mentor=mentor)
    model = form.interaction_models.get(title="Проект")
    for last_name, topic in (("Панова", physics), ("Лосева", music), ("Юдина", music)):
        person = make_person(
            year, school_class=make_class(year, 9, "А"), last_name=last_name, first_name="Алиса", gender="f"
        )
        mentee = ready_mentee(year, by, person=person, form=form, wished_model=model)
        TopicChoice.objects.create(school=year.school, topic=topic, mentee=mentee)


def test_new_form_from_settings_over_the_board_to_an_approved_pair(year, new_page):
    home = f"/{year.school.slug}/{year.label}/"
    curator = Visitor(new_page(), home)
    page = curator.page

    curator.sign_in("curator")
    curator.go("settings/forms/new/")
    page.get_by_label("Название").fill(FORM)
    page.get_by_label("Наставник", exact=True).select_option("teacher")
    page.get_by_label("Наставляемый", exact=True).select_option("pupil")
    curator.press("Добавить форму")
    with scope(school=year.school):
        form = year.forms.get(title=FORM)
    for title in ("Проект", "Подготовка к олимпиаде"):
        curator.go(f"settings/forms/{form.pk}/models/new/")
        page.get_by_label("Название").fill(title)
        curator.press("Добавить форму")
    with scope(school=year.school):
        assert form.interaction_models.count() == 2
        add_people(year)

    curator.menu("Подбор пар")
    curator.follow(FORM)
    expect(page.get_by_role("link", name="Ждут наставника")).to_contain_text("не хватит мест: 1")
    assert axe_problems(page) == []
    curator.press("Подобрать пары")
    expect(page.get_by_role("heading", level=1)).to_have_text("Подбор пар: вариант 1")
    expect(page.locator("#col-draft")).to_contain_text("Физика")
    assert axe_problems(page) == []

    # By keyboard from card to card; Enter opens the panel without a reload.
    page.locator("#col-alone .card-link").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    panel = page.locator("#panel")
    expect(panel.get_by_role("heading", name="Почему эта пара")).to_be_visible()
    expect(panel).to_contain_text("Запрос и предложение")
    page.locator("#col-draft article", has_text="Ветров").get_by_role("link").click()
    expect(panel.locator(".panel-who")).to_contain_text("Ветров Лев")
    # The same pair again: a button of the panel that leaves would lose the click.
    expect(panel).to_be_focused()
    curator.press("Закрепить", inside=panel)
    expect(panel).to_contain_text("Открепить")

    draft = page.locator("#col-draft article", has_text="Громова")
    draft.get_by_role("link").click()
    expect(panel.locator(".panel-who")).to_contain_text("Громова Лев")
    curator.follow("Разъединить", inside=panel)
    page.get_by_label("Причина").fill(REASON)
    curator.press("Разъединить пару")
    expect(page.locator("#col-draft article")).to_have_count(1)
    curator.follow("Подобрать заново")
    curator.press("Подобрать пары")
    expect(page.get_by_role("heading", level=1)).to_have_text("Подбор пар: вариант 2")
    expect(page.locator("#col-draft article")).to_have_count(2)
    curator.follow("Сравнить с вариантом 1")
    assert axe_problems(page) == []
    curator.follow("Открыть доску")
    curator.confirm("Передать директору 2 пары", title="Передать директору 2 пары?", answer="Передать")
    expect(page.locator("#col-submitted article")).to_have_count(2)

    director = Visitor(new_page(viewport=NARROW_PHONE), home)
    director.sign_in("director")
    director.follow("Утвердить", inside=director.page.get_by_role("navigation", name="Главные разделы"))
    director.follow("Закрепить 2 пары", exact=False)
    expect(director.page.get_by_role("region", name="Разъединены вручную")).to_contain_text(REASON)
    assert axe_problems(director.page) == []
    director.press("Утвердить отмеченные")
    with scope(school=year.school):
        assert set(Pair.objects.filter(form=form).values_list("state", flat=True)) == {PairState.APPROVED}
        assert RunEdit.objects.get().reason == REASON
