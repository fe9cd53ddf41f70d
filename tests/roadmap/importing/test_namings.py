"""Short namings of the 35 steps in maps of schools, and near misses that are no step at all."""

from __future__ import annotations

from collections import Counter

import pytest

from roadmap.content import load_namings, load_steps
from roadmap.importing.namings import key_of
from roadmap.importing.recognising import Recognised, recognise

NAMINGS = {number: (names, vague) for number, names, vague in load_namings()}
NUMBERS = sorted(NAMINGS)


def test_every_step_has_at_least_three_namings_of_its_own():
    assert [step.number for step in load_steps()] == NUMBERS
    assert {number: len(names) for number, (names, _) in NAMINGS.items() if len(names) < 3} == {}


def test_no_sure_naming_is_another_step_s_or_a_vague_one():
    sure = Counter(key for names, _ in NAMINGS.values() for key in {key_of(name) for name in names})
    vague = {key_of(name) for _, doubtful in NAMINGS.values() for name in doubtful}

    assert [key for key, count in sure.items() if count > 1 or not key] == []
    assert set(sure) & vague == set()
    assert frozenset() not in vague


@pytest.mark.parametrize("number", NUMBERS)
def test_sure_naming_and_short_title_are_the_step(number):
    titles = [load_steps()[number - 1].short_title, *NAMINGS[number][0]]

    assert {title: recognise(title) for title in titles} == dict.fromkeys(titles, Recognised(number))


@pytest.mark.parametrize("number", NUMBERS)
def test_vague_naming_is_asked(number):
    for title in NAMINGS[number][1]:
        found = recognise(title)
        assert (found.standard, number in found.likely) == (None, True), title


@pytest.mark.parametrize(
    ("title", "standard", "likely"),
    [
        ("Приказ о назначении пар", None, (20,)),
        ("Издание приказа о назначении наставнических пар (групп)", None, (20,)),
        ("Приказ «О закреплении наставнических пар»", 20, ()),
        ("Родительское собрание", None, (2,)),
        ("Общешкольное родительское собрание", None, (2,)),
        ("Проведение родительских собраний", None, (2,)),
        ("Заседание педагогического совета", None, ()),
        ("ПЕДСОВЕТ", None, (1,)),
        ("Торжественное мероприятие", 30, ()),
        ("Приглашения на торжественное мероприятие", 29, ()),
        ("Анкетирование наставников", None, (10, 28)),
        ("Сбор согласий на обработку персональных данных", None, (5, 6, 10)),
        ("Школа наставника", 16, ()),
        ("Создание базы наставников школы", 12, ()),
        ("SWOT-анализ программы", 31, ()),
        ("Подбор наставнических пар и групп", 19, ()),
        ("Входная диагностика", None, (9, 13)),
        ("Итоговая встреча", None, (26, 27)),
        ("Регулярные встречи наставника и наставляемого в 2026-2027 учебном году", 24, ()),
    ],
)
def test_naming_is_known_whatever_its_endings_and_idle_words(title, standard, likely):
    assert recognise(title) == Recognised(standard, likely)


@pytest.mark.parametrize(
    "title",
    [
        *("Приказ о назначении кураторов", "Приказ о назначении куратора", "Приказ о назначении ответственных"),
        *("Приказ о назначении пар дежурных", "Приказ о расформировании пар", "Приказ о поощрении наставников"),
        *("Приказ о внедрении целевой модели", "Приказ об утверждении положения", "Закрепление кабинетов"),
        *("Родительское собрание по итогам года", "Родительский комитет", "Родительский лекторий"),
        *("Собрание трудового коллектива", "Собрание", "Совет", "Педсовет по итогам четверти"),
        *("Итоговый педсовет", "Методический совет", "Классные часы", "Вечер выпускников"),
        *("Встреча с ветеранами", "Встреча с администрацией", "Форум наставников", "Слёт наставников"),
        *("Круглый стол", "Обучение наставляемых", "Обучение педагогов ИКТ", "Выбор форм поощрения"),
        *("Мониторинг посещаемости", "Удовлетворённость питанием", "Анкетирование родителей"),
        *("Публикация положения на сайте школы", "Создание рубрики «Наши наставники»", "Оформление стенда"),
        *("Согласование плана с учредителем", "База данных учителей", "Итоговая аттестация"),
        *("Награждение отличников", "Приглашение фотографа", "Групповая консультация", "Подведение итогов"),
        *("Формирование рабочей группы", "Формирование групп продлённого дня", "Создание рабочей группы"),
        *("Заключительный концерт", "Сбор макулатуры", "Список литературы", "Подбор литературы"),
        *("Планирование бюджета", "Регулярные отчёты", "Разработка положения", "Нормативная база"),
    ],
)  # fmt: skip
def test_near_miss_is_the_school_s_own_step_and_nothing_is_asked(title):
    assert recognise(title) == Recognised()
