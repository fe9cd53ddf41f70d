"""What the curator makes of the surveys: texts read, SWOT and conclusions of last year; this year is only begun."""

from __future__ import annotations

from datetime import date

from monitoring.enums import CampaignState, ModerationState, Quadrant
from monitoring.models import Campaign
from monitoring.services.free_answers import moderate, waiting_of
from monitoring.services.settings import save_settings, settings_of
from monitoring.services.swot import add_factor, add_hints, take_lines
from monitoring.services.texts import save_text
from monitoring.survey_sheets import survey_of
from monitoring.swot import DraftLine, draft_of
from roadmap.demo.world import World

# Numbers of the hints in monitoring/swot_hints.toml.
LAST_HINTS = (("opportunity", 0), ("opportunity", 2), ("opportunity", 3), ("threat", 1), ("threat", 4))
THIS_HINTS = (("opportunity", 4), ("threat", 5))
OWN_LINES = (
    ("strength", "Почти все пары встречались каждую неделю, перерывы были только в каникулы"),
    ("weakness", "Двум наставникам-старшеклассникам не хватило занятий до первой встречи"),
)
ANALYSIS = (
    "Опираемся на регулярность: пары, которые встречались каждую неделю, дошли до результата.\n"
    "Исправляем подготовку: занятия с наставниками переносим на сентябрь, до знакомства пар.\n"
    "Пользуемся возможностями: выпускники прошлых лет готовы вести группы, с вузом согласуем общие проекты.\n"
    "Остерегаемся перегрузки: наставнику не больше двух наставляемых, во втором полугодии встречи короче."
)
CONCLUSIONS = {
    "task-1": "Обратную связь дали почти все участники. Ответы собраны по ссылкам и с бумаги, анкеты без имени "
    "прочитаны, прежде чем их увидел кто-либо ещё.",
    "task-2": "Наставнику нужны время раз в неделю, интерес к младшим и обучение до первой встречи. "
    "Эти требования вошли в лист собеседования.",
    "task-3": "Встречи шли по плану. О молчащих парах куратор узнавал из списка внимания и говорил с обеими "
    "сторонами.",
    "task-4": "У учеников лучше работали пары с разницей в два – три класса, у учителей — пары одного предмета.",
    "task-5": "Успех приносят регулярные встречи, общий план и контакт куратора в первый месяц.",
    "task-6": "Обстановка в школе спокойная, молодые учителя остались работать. Показатели «до» и «после» — в отчёте.",
}
STRONG, WEAK = 8, 5
NAMES_IN_TEXTS = ("Иван", "Мария", "Петровн", "Сергеевн", "Ольг")


def analyse_last_year(world: World) -> None:
    """Whole: whatever surveys were closed. Called before the year is completed."""
    year = world.program.ends.year
    world.at(date(year, 6, 16))
    read_texts(world)
    take_lines(program=world.program, keys=_telling(draft_of(world.program)), by=world.curator)
    add_hints(program=world.program, chosen=LAST_HINTS, by=world.curator)
    for quadrant, text in OWN_LINES:
        add_factor(program=world.program, quadrant=quadrant, text=text, by=world.curator)
    world.at(date(year, 6, 17))
    for code, text in {"swot": ANALYSIS, **CONCLUSIONS}.items():
        save_text(program=world.program, code=code, text=text, shown_version=0, by=world.curator)


def analyse_this_year(world: World) -> None:
    """In a story that is told in June: the surveys are read and the SWOT is made; conclusions are ahead."""
    world.at(world.calendar.today)
    read_texts(world)
    take_lines(program=world.program, keys=_telling(draft_of(world.program)), by=world.curator)


def _telling(draft: list[DraftLine]) -> list[str]:
    """What a curator would take: a page of factors, not every question."""
    strong = [line.key for line in draft if line.quadrant == Quadrant.STRENGTH]
    weak = [line.key for line in draft if line.quadrant == Quadrant.WEAKNESS]
    return [*strong[:STRONG], *weak[-WEAK:]]


def begin_analysis(world: World) -> None:
    """This year: the rule of satisfaction is decided, two outer factors are noted, nothing is concluded yet."""
    stored = settings_of(world.program)
    save_settings(
        program=world.program,
        values={"high_mark": 8},
        shown_version=stored.version if stored.pk else 0,
        by=world.curator,
    )
    add_hints(program=world.program, chosen=THIS_HINTS, by=world.curator)


def read_texts(world: World) -> None:
    """Every free text of a closed nameless survey is shown, but for those that name somebody."""
    closed = Campaign.objects.filter(
        program=world.program, state=CampaignState.CLOSED, questionnaire__is_anonymous=True
    )
    for campaign in closed:
        if survey_of(campaign).hold_words():
            continue
        decisions = {
            answer.pk: ModerationState.HIDDEN
            if any(name in answer.text for name in NAMES_IN_TEXTS)
            else ModerationState.SHOWN
            for answer in waiting_of(campaign)
        }
        moderate(campaign=campaign, decisions=decisions, by=world.curator)
