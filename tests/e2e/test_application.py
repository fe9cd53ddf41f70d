"""«Хочу быть наставником» from a poster to the full questionnaire: a pupil's phone and the curator's desk."""

import pytest
from django.utils import timezone

playwright = pytest.importorskip("playwright.sync_api", reason="playwright belongs to the dev packages")
expect = playwright.expect

from django_scopes import scope  # noqa: E402

from participants.models import Mentor, Response  # noqa: E402
from programs.models import PersonalLink  # noqa: E402
from programs.services.links import link_url, token_of  # noqa: E402
from tests.e2e.conftest import NARROW_PHONE  # noqa: E402
from tests.e2e.walk import Visitor, axe_problems, is_wider, open_school_year, pdf_text  # noqa: E402
from tests.factories import make_class, make_consent, make_mentor, make_person  # noqa: E402
from tests.participants.questionnaires.makers import make_questionnaire  # noqa: E402

PUPIL = "Лучинина Вера Олеговна"


@pytest.fixture
def year(live_server):
    return open_school_year()


@pytest.mark.parametrize("has_script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_pupil_applies_by_phone_and_answers_after_the_consent(year, new_page, has_script):
    home = f"/{year.school.slug}/{year.label}/"
    curator = Visitor(new_page(), home)
    pupil = Visitor(new_page(viewport=NARROW_PHONE, java_script_enabled=has_script), home)

    poster = make_poster(curator, year)
    own_page = apply(pupil, poster, has_script)
    accept(curator)
    register_consent(curator)
    answer(pupil, own_page, has_script)

    expect(pupil.page.get_by_text("отправлена", exact=True)).to_be_visible()
    with scope(school=year.school):
        mentor = Mentor.objects.select_related("person").get()
        assert mentor.person.full_name == PUPIL
        assert (mentor.competencies, mentor.time_resource) == ("Физика и шахматы", "2 часа в неделю")
        assert list(mentor.times.values_list("weekday", "hour")) == [(1, 15)]
        assert Response.objects.get().person == mentor.person


def make_poster(curator, year):
    curator.sign_in("curator")
    curator.menu("Заявки")
    curator.follow("Напечатать плакат")
    curator.page.get_by_label("Форма наставничества").select_option("Ученик – ученик")
    curator.press("Сделать ссылку")
    with scope(school=year.school):
        link = PersonalLink.objects.get()
        token = token_of(link)
        words = pdf_text(curator.download("Напечатать плакат: Хочу быть наставником: Ученик – ученик"))
        assert "Хочу быть наставником" in words
        assert link_url(link).replace(" ", "") in words.replace(" ", "")
    return f"/a/{token}/"


def apply(pupil, poster, has_script):
    page = pupil.page
    page.goto(poster)
    check_phone(pupil, has_script)
    page.get_by_label("Фамилия").fill("Лучинина")
    page.get_by_label("Имя", exact=True).fill("Вера")
    page.get_by_label("Отчество").fill("Олеговна")
    page.get_by_label("Класс").select_option("10\xa0«А»")
    page.get_by_text("меньше 18", exact=True).click()
    page.get_by_label("Чем вы готовы помочь").fill("Могу объяснять физику")
    pupil.press("Отправить заявку")
    expect(page.get_by_role("heading", level=1, name="Здравствуйте, Вера!")).to_be_visible()
    check_phone(pupil, has_script)
    assert page.get_by_role("link", name="Заполнить анкету").count() == 0
    assert PUPIL in pdf_text(pupil.download("Согласие на участие в программе"))
    return page.url


def accept(curator):
    curator.menu("Заявки")
    curator.follow(PUPIL)
    curator.press("Принять заявку")
    expect(curator.page.get_by_text(f"Заявка принята: {PUPIL} теперь в базе.").first).to_be_visible()


def register_consent(curator):
    page = curator.page
    curator.menu("Согласия")
    curator.follow("Лучинина Вера", exact=False)
    expect(page.get_by_label("Дата подписи")).to_have_value(timezone.localdate().isoformat())
    curator.press("Записать согласие")
    expect(page.get_by_text("Записано согласие").first).to_be_visible()


def answer(pupil, own_page, has_script):
    page = pupil.page
    page.goto(own_page)
    pupil.follow("Заполнить анкету")
    check_phone(pupil, has_script)
    page.get_by_label("В чём вы сильны").fill("Физика и шахматы")
    page.get_by_text("2 часа в неделю", exact=True).click()
    page.get_by_label("понедельник, 15:00").check()
    if has_script:
        expect(page.get_by_text("Черновик сохранён в")).to_be_visible()
    else:
        pupil.press("Сохранить черновик")
    page.goto(own_page)
    pupil.follow("Продолжить анкету")
    expect(page.get_by_label("понедельник, 15:00")).to_be_checked()
    pupil.press("Отправить анкету")
    expect(page.get_by_role("heading", name="Анкета не отправлена: исправьте одно место")).to_be_visible()
    page.get_by_label("Почему вы хотите стать наставником?").fill("Мне самой помогли")
    pupil.press("Отправить анкету")


def check_phone(pupil, has_script):
    assert not is_wider(pupil.page, NARROW_PHONE["width"])
    if has_script:
        assert axe_problems(pupil.page) == []


def test_stack_of_paper_is_typed_by_keyboard_and_compared(year, new_page):
    home = f"/{year.school.slug}/{year.label}/"
    curator = Visitor(new_page(), home)
    page = curator.page
    with scope(school=year.school):
        user = year.school.memberships.get(role="curator").user
        for first in ("Алиса", "Борис"):
            person = make_person(
                year,
                last_name="Ким",
                first_name=first,
                middle_name="",
                school_class=make_class(year, 10, "А"),
            )
            make_consent(make_mentor(year, person).person, user, signed_on=year.starts)
        sheet = make_questionnaire(year)

    curator.sign_in("curator")
    curator.go(f"questionnaires/{sheet.pk}/grid/")
    page.get_by_label("Строка 1: чья анкета").fill("Ким Алиса, 10 «А»")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Строка 2: чья анкета")).to_be_focused()
    page.keyboard.type("Ким Борис, 10 «А»")
    page.get_by_label("Лист 1, вопрос 2").focus()
    for keys in ("1", "Enter", "2", "ArrowUp", "ArrowRight", "2"):
        page.keyboard.press(keys)
    expect(page.get_by_label("Лист 1, вопрос 3")).to_have_value("2")
    curator.press("Записать первый набор")

    expect(page.get_by_role("heading", level=1, name="Второй набор")).to_be_visible()
    with scope(school=year.school):
        first, second = Response.objects.order_by("pk")
        assert [row.answers for row in (first, second)] == [
            {"age": "5–6 класс", "ways": ["в группе"]},
            {"age": "7–8 класс"},
        ]
    page.get_by_label(f"Лист {first.pk}, вопрос 2").fill("1")
    page.get_by_label(f"Лист {first.pk}, вопрос 3").fill("3")
    page.get_by_label(f"Лист {second.pk}, вопрос 2").fill("2")
    curator.press("Сверить и записать")
    expect(page.get_by_text("Не совпало.", exact=True)).to_be_visible()
    assert axe_problems(page) == []
    page.get_by_label("Верно: Ким Алиса, Как удобнее?").fill("2")
    page.keyboard.press("Enter")
    expect(
        page.get_by_text("Не совпало.", exact=True)
    ).to_be_visible()  # Enter walks, it sends nothing and deletes nothing
    curator.press("Сверить и записать")
    expect(page.get_by_text("Записано: 1 лист.").first).to_be_visible()
