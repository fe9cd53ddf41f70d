"""The map of expected results: last year's conclusions, all but a few; this year only what is known already."""

from __future__ import annotations

from datetime import date

from monitoring.enums import ResultGroup
from monitoring.models import ExpectedResult
from monitoring.services.results import save_result
from roadmap.demo.world import World

# group -> {number: conclusion}; numbers that are missing were left without a conclusion
CONCLUSIONS: dict[str, dict[int, str]] = {
    ResultGroup.GENERAL: {
        1: "Средний балл наставляемых вырос, заметнее всего в 7–8 классах. Кружки смотрим отдельно, в разделе формы.",
        2: "Климат оценён высшим баллом. В опросе о качестве программы участники чаще всего пишут «спокойно».",
        3: "У молодых учителей есть наставник с первых недель. В новом году назначим наставников до 1 сентября.",
        4: "По карте посещения уроков новые педагоги освоились к январю.",
        5: "Приёмами преподавания наставляемые владеют увереннее, это видно по открытым урокам.",
        6: "Классные руководители отмечают, что наставляемые чаще готовы отвечать и берутся за проекты.",
        7: "Неуспевающих стало меньше. Вклад наставничества от других мер не отделить, но наставляемых среди них нет.",
        9: "Профориентационных мероприятий почти вдвое больше, помогли выпускники и колледж.",
        10: "О будущей профессии чаще думают те, кто был на встречах с выпускниками.",
        11: "Половина пар провела дело для школы: субботник, помощь младшим, концерт для ветеранов.",
        12: "Интерес к новому отмечает большинство ответивших.",
        13: "Судим по наблюдениям классных руководителей и беседам, числом это не измерить.",
        14: "Конфликтов, которые разбирали в школе, стало меньше.",
        15: "Одарённые дети есть и среди наставляемых, и среди наставников. В новом году пригласим ещё.",
        16: "Новые ученики освоились в классах, повторных обращений к психологу не было.",
    },
    ResultGroup.PUPILS: {
        1: "Наставляемые заметнее в жизни класса: дежурства, концерты, ученическая конференция.",
        2: "Успеваемость наставляемых выросла, нужна поддержка по английскому языку.",
        3: "Настроение в школе стало ровнее. Двоих ребят продолжает сопровождать психолог.",
        4: "В кружки и секции пришли и те, кто раньше никуда не ходил.",
        5: "Проектов стало больше, лучшие показаны на конференции.",
        6: "Состоящих на учёте меньше. Это сводное число школы, имён в программе нет.",
        7: "Жалоб меньше, разбирали вместе со службой примирения.",
    },
    ResultGroup.TEACHERS: {
        1: "Молодые педагоги ведут классные часы и кружки наравне с коллегами.",
        2: "Уверенности прибавилось у большинства, это видно и на открытых уроках.",
        3: "Тест климата в этом году не проводили, судим по беседам: обстановка ровная. В новом году измерим.",
        5: "Все молодые педагоги остаются в школе на следующий год.",
        6: "Конфликтов с родителями меньше, помогли совместные встречи наставника и наставляемого с ними.",
        7: "Появились первые методические разработки, две опубликованы.",
    },
    ResultGroup.MENTORS: {
        1: "Качество знаний чуть выше, но разница может быть и случайной: нужен ещё год.",
        2: "Посещаемость кружков выросла на 44 человека.",
        3: "Проектов и исследований стало больше, часть выполнена парами.",
        4: "Сводное число уменьшилось с девяти до шести.",
    },
}
FACTS: dict[tuple[str, int], str] = {
    (
        ResultGroup.GENERAL,
        13,
    ): "Классные часы о выборе и ответственности в 12 классах, волонтёрский отряд из 18 ребят.",
    (
        ResultGroup.GENERAL,
        9,
    ): "Три встречи с колледжем, день открытых дверей на заводе, беседы с выпускниками.",
}
THIS_YEAR = ((ResultGroup.GENERAL, 13),)


def conclude_year(world: World) -> None:
    """After the 0–18 sheet, before the report is put together."""
    world.at(date(world.program.ends.year, 6, 22))
    for row in ExpectedResult.objects.filter(program=world.program).order_by("group", "number"):
        conclusion = CONCLUSIONS[row.group].get(row.number, "")
        facts = FACTS.get((row.group, row.number), "")
        if conclusion or facts:
            _save(world, row, facts, conclusion)


def begin_conclusions(world: World) -> None:
    """This year so far: a fact in words where there is no number."""
    world.at(world.calendar.today)
    for group, number in THIS_YEAR:
        row = ExpectedResult.objects.get(program=world.program, group=group, number=number)
        _save(world, row, "Классный час о выборе профессии в 9-х классах, 64 участника.", "")


def _save(world: World, row: ExpectedResult, facts: str, conclusion: str) -> None:
    save_result(
        result=row,
        tie=row.tie,
        code=row.tie_code,
        facts=facts,
        conclusion=conclusion,
        shown_version=row.version,
        by=world.curator,
    )
