"""What those who are asked are told: in a letter, in a chat, on a slip. Pure but for the links' addresses."""

from __future__ import annotations

from collections.abc import Sequence

from mentoring_site.names import split_name
from mentoring_site.words import counted, ru_date
from monitoring.models import Campaign, Invitation
from programs.services.links import link_url

SHOWN_TO_NOBODY = "Имя к ответам не прикрепляется: никто не узнает, кто и что ответил."


def until_words(campaign: Campaign) -> str:
    return f"Ответить можно до {ru_date(campaign.closes_on)}" if campaign.closes_on else ""


def sentence(text: str) -> str:
    """«… до 5 декабря 2026 г.» keeps its one full stop."""
    return text if not text or text.endswith(".") else f"{text}."


def questions_words(number: int) -> str:
    return counted(number, "вопрос", "вопроса", "вопросов")


def greeting(invitation: Invitation) -> str:
    """«Здравствуйте, Алиса!», adults by first name and patronymic, organisations without a name."""
    name = ""
    if invitation.representative is not None:
        parts = split_name(invitation.representative.full_name)
        name = " ".join(filter(None, (parts.first, parts.patronymic)))
    elif invitation.person is not None:
        person = invitation.person
        is_pupil = person.kind == "pupil"
        name = (
            person.first_name if is_pupil else " ".join(filter(None, (person.first_name, person.middle_name)))
        )
    return f"Здравствуйте, {name}!" if name else "Здравствуйте!"


def own_text(campaign: Campaign, invitation: Invitation, *, questions: int, is_reminder: bool = False) -> str:
    """With the person's own link: for his letter or his own chat, never for a common one."""
    what = f"Опрос «{campaign.title}»: {questions_words(questions)}, несколько минут с телефона."
    if is_reminder:
        what = f"Напоминаем об опросе «{campaign.title}»: {questions_words(questions)}. Ваш ответ нам важен."
    about = (
        f"Вопросы о том, как идёт наставничество у вашего ребёнка: {invitation.person.first_name}."
        if invitation.representative is not None and invitation.person is not None
        else ""
    )
    lines = [
        greeting(invitation),
        " ".join(
            filter(
                None,
                (
                    what,
                    about,
                    sentence(until_words(campaign)),
                    SHOWN_TO_NOBODY if invitation.is_anonymous else "",
                ),
            )
        ),
        f"Ваша личная ссылка, вход не нужен: {link_url(invitation.link)}",
        "Никому её не передавайте: она только для вас.",
    ]
    return "\n\n".join(lines)


def class_text(campaign: Campaign, group: str, *, asked: int, answered: int, questions: int) -> str:
    """For the chat of a class: no names and no links, since each has his own."""
    progress = f"Уже ответили {answered} из {asked}. " if answered else ""
    anonymous = f" {SHOWN_TO_NOBODY}" if campaign.questionnaire.is_anonymous else ""
    until = sentence(until_words(campaign))
    return (
        f"{group}: идёт опрос «{campaign.title}», {questions_words(questions)}. {progress}"
        f"Ссылка у каждого своя: она на листке с QR-кодом или в письме. {until}{anonymous}\n"
        "Листок потерялся – спросите куратора программы."
    )


def group_of(invitation: Invitation) -> str:
    return str(invitation.school_class) if invitation.school_class else "Взрослые"


def name_of(invitation: Invitation) -> str:
    if invitation.representative is not None:
        return invitation.representative.full_name
    return invitation.person.full_name if invitation.person else invitation.addressee


def note_of(invitation: Invitation) -> str:
    """«ребёнок: Панова Алиса» beside the name of a parent."""
    if invitation.representative is None or invitation.person is None:
        return ""
    return f"ребёнок: {invitation.person.list_name}"


def by_group(rows: Sequence[Invitation]) -> list[tuple[str, list[Invitation]]]:
    """In the order of the rows, which is by class."""
    groups: dict[str, list[Invitation]] = {}
    for row in rows:
        groups.setdefault(group_of(row), []).append(row)
    return list(groups.items())
