"""Cases, the library and the open pages: last year's experience written down, this year's mentors introduced."""

from __future__ import annotations

import io
from datetime import date

from PIL import Image, ImageDraw

from mentoring_site.words import ru_date
from monitoring.cases import pairs_for_case, people_of
from monitoring.enums import AwardLevel, LibraryKind
from monitoring.models import PracticeCase
from monitoring.services.cases import create_case, move_case, record_word, save_case
from monitoring.services.library import add_acts, save_item
from monitoring.services.public_cards import create_card, move_card, save_card
from monitoring.services.publication import save_block, save_elsewhere
from monitoring.transitions_public import CardAction, CaseAction
from participants.enums import ConsentPurpose
from participants.models import Mentor
from participants.services.consents import publishable, withdraw_consent
from roadmap.demo.world import World

INTRO = (
    "В нашей школе старшие помогают младшим, а опытные учителя – молодым. Здесь мы рассказываем о наставниках, "
    "об их опыте и о том, чего мы добились вместе."
)
TEXTS = {
    "methods": "Разбор одной задачи разными способами; «объясни мне, как будто я не знаю»; карточки с ошибками.",
    "resources": "Кабинет после уроков два раза в неделю, сборники задач из библиотеки.",
    "difficulties": "В первой четверти не совпадали расписания: договорились встречаться на большой перемене.",
    "replication": "Наставник, который сам недавно прошёл эту тему; короткие встречи, но каждую неделю.",
    "curator_word": "Пара ни разу не пропустила встречу без предупреждения.",
}
MENTEE_WORD = "Раньше я боялся спрашивать на уроке, а теперь отвечаю у доски."
ITEMS = (
    (
        "Программа занятий «Школа наставника»",
        LibraryKind.TRAINING,
        AwardLevel.SCHOOL,
        "Обучение наставников",
        True,
    ),
    ("Памятка наставника: первая встреча", LibraryKind.METHOD, AwardLevel.SCHOOL, "Первая встреча", True),
    ("Лист рефлексии наставляемого", LibraryKind.FORM, AwardLevel.SCHOOL, "Обратная связь", False),
    ("Сборник практик муниципалитета", LibraryKind.METHOD, AwardLevel.MUNICIPAL, "Лучшие практики", True),
)
QUOTES = (
    "Когда объясняешь другому, сам начинаешь понимать по-настоящему.",
    "Главное – не решать за человека, а быть рядом, пока он решает сам.",
    "Я помню, как в пятом классе помогли мне. Теперь моя очередь.",
)
SHADES = ((120, 160, 140), (170, 150, 110), (120, 140, 170))


def describe_year(world: World) -> None:
    """June, before a year is closed: three cases in three states."""
    pairs = [pair for pair in pairs_for_case(world.program) if pair.state == "completed"]
    world.at(date(world.program.ends.year, 6, 2))
    made = [create_case(pair=pair, by=world.curator) for pair in pairs[:3]]
    published, waiting, _ = made
    for case in (published, waiting):
        save_case(case=case, changes=TEXTS, shown_version=1, by=world.curator)
    said = date(world.program.ends.year, 6, 5)
    world.at(said)
    save_case(case=published, changes={"mentee_word": MENTEE_WORD}, shown_version=2, by=world.curator)
    for case in (published, waiting):
        _agree(world, case, said)
    done = date(world.program.ends.year, 6, 8)
    world.at(done)
    for action in (CaseAction.AGREE, CaseAction.PUBLISH):
        move_case(case=published, action=action, by=world.curator, on=done, surnames_checked=True)


def _agree(world: World, case: PracticeCase, on: date) -> None:
    for person, _ in people_of(case):
        record_word(
            case=case, person=person, is_agreed=True, with_name=False, said_on=on, by=world.curator, today=on
        )


def open_pages(world: World) -> None:
    """This year: the block is on, cards in every state, a library, a site to be asked."""
    today, by = world.calendar.today, world.curator
    world.at(world.calendar.ago(4))
    add_acts(program=world.program, by=by)
    for title, kind, level, theme, is_public in ITEMS:
        save_item(
            program=world.program,
            values={"title": title, "kind": kind, "level": level, "theme": theme, "is_public": is_public}
            | {"url": "https://example.org/library", "author": "Рабочая группа школы"},
            by=by,
        )
    save_block(program=world.program, changes={"is_on": True, "intro": INTRO}, shown_version=0, by=by)
    mentors = Mentor.objects.filter(program=world.program, left_on=None).select_related(
        "person", "program__school"
    )
    for mentor in mentors.filter(person__kind="teacher").exclude(
        pk__in=publishable(mentors, today).values("pk")
    )[:1]:
        create_card(mentor=mentor, by=by)  # a draft that waits for the paper
    # Early in the year papers are younger than that: then nobody is shown yet.
    allowed = publishable(publishable(mentors, world.calendar.ago(4)), today)
    shown = list(allowed.order_by("person__search_key")[:4])
    for number, mentor in enumerate(shown):
        card = create_card(mentor=mentor, by=by)
        card = save_card(
            card=card,
            changes={"quote": QUOTES[number % len(QUOTES)]},
            shown_version=card.version,
            by=by,
            photo_name="Фото.png",
            photo=_photo(number) if number < 2 else b"",
        )
        move_card(card=card, action=CardAction.PUBLISH, by=by, on=world.calendar.ago(4))
    if shown:
        _elsewhere(world, shown[-1])


def _elsewhere(world: World, mentor: Mentor) -> None:
    """The paper of one is withdrawn: his card goes, the newspaper has to be asked."""
    program, by = world.program, world.curator
    save_elsewhere(
        program=program,
        values={
            "person": mentor.person,
            "site": "Газета «Школьный вестник»",
            "url": "https://example.org/news/12",
            "published_on": world.calendar.ago(4),
        },
        by=by,
    )
    world.at(world.calendar.ago(2))
    consent = mentor.person.consents.filter(purpose=ConsentPurpose.PUBLICATION, withdrawn_on=None).first()
    withdraw_consent(
        consent=consent,
        reason=f"заявление от {ru_date(world.calendar.ago(2))}",
        on=world.calendar.ago(2),
        by=by,
        program=program,
    )


def _photo(number: int) -> bytes:
    """A drawn silhouette: nobody's face."""
    picture = Image.new("RGB", (400, 500), (236, 232, 220))
    pen, shade = ImageDraw.Draw(picture), SHADES[number % len(SHADES)]
    pen.ellipse((130, 90, 270, 250), fill=shade)
    pen.ellipse((50, 290, 350, 700), fill=shade)
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()
