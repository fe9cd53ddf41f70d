"""What events of each kind are usually about: title, agenda, step of the roadmap, how a protocol names them.

Source: programme document, steps 1–4, 27, 29, 30. Everything here is only proposed: the school writes its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from participants.enums import EventKind

# Steps that an event may confirm, by their short titles of roadmap/content/steps.toml (a test compares them).
STEPS = {
    1: "Информирование педагогов",
    2: "Информирование родителей",
    3: "Встреча с выпускниками и партнёрами",
    4: "Встреча с обучающимися",
    27: "Общая заключительная встреча",
    29: "Приглашения на торжественное мероприятие",
    30: "Торжественное мероприятие",
}
# These two live in rooms of their own; the list of events only leads there.
ROOM_STEPS = {EventKind.TRAINING: 16, EventKind.GROUP_MEETING: 17}
FIRST_STAGE, LAST_STAGE = 1, 7
ABOUT = "О программе наставничества на новый учебный год"


@dataclass(frozen=True)
class Proposal:
    """of: the genitive after «протокол» («заседания педагогического совета»). by_number: nobody is listed by name."""

    of: str
    title: str = ""
    note: str = ""  # on the page where a kind is chosen
    step: int = 0
    audience: str = ""
    agenda: tuple[str, ...] = ()
    schedule: tuple[str, ...] = ()
    stage: int = FIRST_STAGE
    has_protocol: bool = True
    by_number: bool = False
    invites: bool = False


PROPOSALS: dict[str, Proposal] = {
    EventKind.COUNCIL: Proposal(
        "заседания педагогического совета",
        ABOUT,
        "Рассказать педагогам о программе, принять положение",
        step=1,
        audience="все педагоги школы",
        agenda=(
            "О целевой модели наставничества и программе школы на учебный год",
            "О кураторе программы и рабочей группе",
            "Об утверждении дорожной карты",
        ),
    ),
    EventKind.METHOD_COUNCIL: Proposal(
        "заседания методического совета",
        "О наставничестве молодых педагогов",
        "Кандидаты в наставники педагогов, темы работы",
        audience="руководители ШМО, методисты",
        agenda=(
            "О потребностях молодых и вновь пришедших педагогов",
            "О кандидатах в наставники по предметам",
            "Об индивидуальных планах",
        ),
    ),
    EventKind.INFORMATION: Proposal(
        "информационной встречи",
        ABOUT,
        "Короткая встреча с педагогами или учениками",
        step=1,
        audience="педагоги школы",
        agenda=("Зачем нужна программа и кому она поможет", "Роли, сроки и порядок участия", "Ответы на вопросы"),
    ),
    EventKind.PARENTS: Proposal(
        "родительского собрания",
        "Программа наставничества: что узнать родителям",
        "Рассказать родителям, раздать согласия",
        step=2,
        audience="родители обучающихся",
        agenda=(
            "О программе наставничества в школе",
            "О согласиях на обработку персональных данных",
            "Как подать заявку на участие",
            "Ответы на вопросы родителей",
        ),
        by_number=True,
    ),
    EventKind.PARTNERS: Proposal(
        "встречи с выпускниками и партнёрами",
        "Приглашаем стать наставниками",
        "Найти наставников вне школы",
        step=3,
        audience="выпускники, организации-партнёры",
        agenda=(
            "О целях и формах программы наставничества",
            "Чем могут помочь выпускники и партнёры",
            "О соглашениях и согласиях",
        ),
        by_number=True,
    ),
    EventKind.CONFERENCE: Proposal(
        "ученической конференции",
        "Кто такой наставник?",
        "Рассказать ученикам, собрать желающих",
        step=4,
        audience="обучающиеся 5–11 классов",
        agenda=(
            "Что такое наставничество и зачем оно мне",
            "Рассказывают наставники прошлого года",
            "Как стать участником программы",
        ),
    ),
    EventKind.FINAL_MEETING: Proposal(
        "групповой заключительной встречи",
        "Итоги года: встреча всех пар и групп",
        "Все пары и группы подводят итоги вместе",
        step=27,
        audience="наставники и наставляемые всех пар и групп",
        agenda=(
            "Чему мы научились: рассказывают пары и группы",
            "Что получилось и что изменить",
            "Анкеты об итогах программы",
            "Планы на следующий год",
        ),
        stage=LAST_STAGE,
    ),
    EventKind.CEREMONY: Proposal(
        "торжественного мероприятия",
        "Награждение лучших наставников",
        "Награждение перед семьями, партнёрами и гостями",
        step=30,
        audience="участники программы, родители, партнёры, гости",
        agenda=(),
        schedule=(
            "14:00 Встреча гостей",
            "14:15 Открытие. Слово директора",
            "14:25 Итоги года: рассказ куратора",
            "14:40 Награждение",
            "15:10 Выступления пар и групп",
            "15:30 Общая фотография, чай",
        ),
        stage=LAST_STAGE,
        has_protocol=False,
        invites=True,
    ),
    EventKind.FESTIVAL: Proposal(
        "фестиваля наставников",
        "Фестиваль наставников",
        "Пары показывают, что сделали вместе",
        audience="пары и группы, гости",
        schedule=("Открытие", "Выступления пар и групп", "Мастерские наставников", "Закрытие"),
        stage=LAST_STAGE,
        has_protocol=False,
        invites=True,
    ),
    EventKind.FORUM: Proposal(
        "форума наставников",
        "Форум наставников",
        "Обмен опытом с другими школами",
        audience="наставники, кураторы, партнёры",
        agenda=("Лучшие практики наставничества", "Что предложить для методической копилки"),
        stage=6,
        has_protocol=False,
        invites=True,
    ),
    EventKind.OTHER: Proposal(
        "встречи", "", "Всё, что не подошло под другие виды", has_protocol=False
    ),
}  # fmt: skip
OPEN_KINDS = tuple(PROPOSALS)


def step_of(kind: str, number: int) -> int:
    """The step of an event: chosen by hand, or that of its own room."""
    return number or ROOM_STEPS.get(kind, 0)


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
