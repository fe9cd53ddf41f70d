"""Words of the printed consents: one purpose, one paper (152-ФЗ ст. 9). To be checked by a lawyer."""

from __future__ import annotations

from dataclasses import dataclass, replace

from participants.enums import ConsentPurpose


@dataclass(frozen=True)
class BlankText:
    """What differs from paper to paper. `compose` and `parse` turn it into the body of a ConsentText and back."""

    title: str  # continues «Согласие на …»; by the purpose, the school doesn't change it
    purpose: str
    data: str
    actions: str
    extra: str = ""


SHIPPED = 0  # number of the edition that comes with the product
DEFAULT_TERM = "до окончания программы наставничества {year} учебного года ({until})"
# Labels of the body's lines: what the law asks for stays a part of its own in every edition.
PARTS = (("purpose", "Цель"), ("data", "Данные"), ("actions", "Действия"))


ACTIONS = (
    "сбор, запись, систематизация, накопление, хранение, уточнение, извлечение, использование, "
    "блокирование, удаление, уничтожение"
)

TEXTS: dict[str, BlankText] = {
    ConsentPurpose.PARTICIPATION: BlankText(
        title="обработку персональных данных для участия в программе наставничества",
        purpose="организация участия в программе наставничества школы, подбор наставника или наставляемого, "
        "учёт встреч и оценка результатов программы",
        data="фамилия, имя, отчество; год рождения; класс или должность; контактный телефон и адрес электронной "
        "почты; запрос к программе, интересы и удобное время; сведения об участии и результатах",
        actions=ACTIONS,
    ),
    ConsentPurpose.TESTING: BlankText(
        title="обработку персональных данных при психологической диагностике",
        purpose="проведение педагогом-психологом тестов на психологическую совместимость и измерений до и после "
        "программы наставничества",
        data="фамилия, имя, отчество; класс или должность; ответы и результаты методик; заключение психолога",
        actions=ACTIONS,
        extra="Ответы и записи видит только педагог-психолог. Куратор и директор получают только заключение: "
        "рекомендована пара или нет. Участие добровольное, от него можно отказаться в любой момент.",
    ),
    ConsentPurpose.SPECIAL: BlankText(
        title="обработку сведений о здоровье (ограниченные возможности здоровья)",
        purpose="учёт особых образовательных потребностей при подборе наставника и условий встреч",
        data="сведения об ограниченных возможностях здоровья в объёме, нужном для подбора условий; диагноз не "
        "указывается",
        actions=ACTIONS,
        extra="Эти сведения видят только куратор программы и педагог-психолог, каждый просмотр записывается в журнал.",
    ),
    ConsentPurpose.PUBLICATION: BlankText(
        title="распространение персональных данных (публикацию на сайте школы)",
        purpose="рассказ об участниках и результатах программы наставничества на сайте школы{site}",
        data="отметьте, что можно публиковать: □\u00a0фамилия, имя, отчество; □\u00a0класс или должность; "
        "□\u00a0фотография; □\u00a0достижения в программе",
        actions="сбор, хранение, распространение на указанном сайте, удаление",
        extra="Условия и запреты: _________________________________________________________________. "
        "Публикация прекращается в течение трёх рабочих дней после обращения.",
    ),
    ConsentPurpose.TRANSFER: BlankText(
        title="передачу персональных данных организациям-партнёрам",
        purpose="участие в мероприятиях организаций-партнёров программы наставничества: "
        "_______________________________________ (наименование и адрес организации)",
        data="фамилия, имя, отчество; класс или должность; сведения об участии в программе",
        actions="сбор, хранение, передача указанной организации, уничтожение",
    ),
    ConsentPurpose.CONTACT: BlankText(
        title="обработку персональных данных для связи с выпускником школы",
        purpose="приглашения на встречи выпускников и участие в программах наставничества школы в роли наставника",
        data="фамилия, имя, отчество; год выпуска; контактный телефон и адрес электронной почты; сведения об "
        "участии в программе наставничества",
        actions=ACTIONS,
        extra="Даётся при выпуске. Без этого согласия данные уничтожаются через 30 дней после конца учебного года.",
    ),
}


def compose(text: BlankText) -> str:
    """The body of an edition: labelled lines, then further paragraphs."""
    lines = [f"{label}: {_one_line(getattr(text, name))}" for name, label in PARTS]
    return "\n".join(lines) + (f"\n\n{text.extra.strip()}" if text.extra.strip() else "")


def parse(purpose: str, body: str) -> BlankText:
    """What `compose` wrote; a body of another shape is wholly «extra», so that nothing is lost."""
    shipped = TEXTS[purpose]
    head, _, extra = body.replace("\r\n", "\n").partition("\n\n")
    lines = head.split("\n")
    labels = [f"{label}: " for _, label in PARTS]
    if len(lines) != len(labels) or not all(map(str.startswith, lines, labels)):
        return replace(shipped, extra=body)
    found = {
        name: line.removeprefix(label) for (name, _), line, label in zip(PARTS, lines, labels, strict=True)
    }
    return replace(shipped, **found, extra=extra)


def _one_line(text: str) -> str:
    return " ".join(text.split())
