"""The list of topics that a school begins with; it adds, renames, hides and orders them in its settings."""

from __future__ import annotations

from dataclasses import dataclass

from programs.enums import ParticipantKind


@dataclass(frozen=True)
class ReadyTopic:
    title: str
    kind: str = ""  # empty: for all
    is_subject: bool = False


SUBJECTS = (
    "Русский язык",
    "Литература",
    "Математика",
    "Информатика",
    "Физика",
    "Химия",
    "Биология",
    "География",
    "История",
    "Обществознание",
    "Иностранный язык",
)
PUPIL_THEMES = (
    "Подготовка к экзаменам",
    "Организация времени и учёбы",
    "Адаптация в классе",
    "Общение и уверенность",
    "Публичные выступления",
    "Проекты и исследования",
    "Олимпиады и конкурсы",
    "Выбор профессии",
    "Волонтёрство и школьные дела",
)
TEACHER_THEMES = (
    "Методика урока",
    "Классное руководство",
    "Цифровые инструменты",
    "Работа с родителями",
    "Подготовка к аттестации",
    "Профилактика выгорания",
)
READY_TOPICS = (
    *(ReadyTopic(title, is_subject=True) for title in SUBJECTS),
    *(ReadyTopic(title, ParticipantKind.PUPIL) for title in PUPIL_THEMES),
    *(ReadyTopic(title, ParticipantKind.TEACHER) for title in TEACHER_THEMES),
)
