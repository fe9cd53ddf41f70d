"""What the target model needs of the school (section 2, duty 6): rows that a new programme begins with."""

from __future__ import annotations

from dataclasses import dataclass

from programs.enums import ResourceKind as Kind


@dataclass(frozen=True)
class ReadyResource:
    """month, day: the usual term, 1 September when omitted; it moves to the programme's years."""

    kind: str
    title: str
    purpose: str
    responsible: str
    month: int = 9
    day: int = 15


READY_RESOURCES = (
    ReadyResource(
        Kind.ROOM,
        "Помещение для встреч пар",
        "Тихий кабинет или место в библиотеке, свободное после уроков",
        "Заместитель директора по УВР",
    ),
    ReadyResource(
        Kind.ROOM,
        "Помещение для обучения и общих встреч",
        "Занятия с наставниками, групповая и заключительная встречи",
        "Заместитель директора по ВР",
        9,
        30,
    ),
    ReadyResource(
        Kind.EQUIPMENT,
        "Компьютер и проектор",
        "Занятия с наставниками, презентация программы",
        "Заместитель директора по УВР",
        9,
        30,
    ),
    ReadyResource(
        Kind.EQUIPMENT,
        "Рабочее место куратора",
        "Компьютер с доступом к сайту программы, шкаф для бумаг, который закрывается на ключ",
        "Директор",
        9,
        5,
    ),
    ReadyResource(
        Kind.MATERIALS,
        "Печать бланков: согласия, анкеты, журналы",
        "Бумага и картридж на год",
        "Куратор программы",
        9,
        10,
    ),
    ReadyResource(
        Kind.MATERIALS,
        "Методические материалы для наставников",
        "Памятки, сценарии встреч, тесты совместимости",
        "Педагог-психолог",
        10,
        1,
    ),
    ReadyResource(
        Kind.INFORMATION,
        "Рубрика «Наши наставники» на сайте школы",
        "Раздел 8 программы: рубрика и методическая копилка",
        "Ответственный за сайт",
        10,
        15,
    ),
    ReadyResource(
        Kind.INFORMATION,
        "Стенд «Доска почёта»",
        "Раздел 8 программы: «Лучшие наставники»",
        "Заместитель директора по ВР",
        5,
        1,
    ),
    ReadyResource(
        Kind.MONEY,
        "Оплата наставничества педагогов",
        "Ст. 351.8 ТК РФ: размер и условия выплат в доп. соглашениях",
        "Директор",
        10,
        1,
    ),
    ReadyResource(
        Kind.MONEY,
        "Грамоты, благодарственные письма, памятные подарки",
        "Торжественное мероприятие и поощрение наставников",
        "Директор",
        5,
        1,
    ),
)
