"""Checks that services and forms share: each raises ValidationError with a Russian message."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError

from mentoring_site.names import mixed_script_words
from participants.enums import CategoryKind, PersonKind

LATIN = re.compile(r"[A-Za-z]")
LATIN_WORD = re.compile(r"\S*[A-Za-z]\S*")
NAME = re.compile(r"[А-Яа-яЁёІіЇїЄєҐґЎў'’ʼ().\- ]+")
MENTEE_KINDS = frozenset({PersonKind.PUPIL, PersonKind.TEACHER, PersonKind.GRADUATE})


def check_name(value: str) -> None:
    """A part of a Russian name: Cyrillic letters, hyphens, apostrophes, spaces. Nothing is changed here."""
    for word, proposal in mixed_script_words(value):
        if proposal and not LATIN.search(proposal):
            raise ValidationError(
                f"В слове «{word}» есть латинские буквы, похожие на русские. Возможно, имелось в виду "
                f"«{proposal}»: наберите его русскими буквами."
            )
    if found := LATIN_WORD.search(value):
        raise ValidationError(f"В слове «{found[0]}» латинские буквы. Напишите его русскими буквами.")
    if value and not NAME.fullmatch(value):
        wrong = next(char for char in value if not NAME.fullmatch(char))
        raise ValidationError(f"В имени не бывает знака «{wrong}»: оставьте только буквы и дефис.")


def check_place(kind: str, school_class: Any) -> None:
    """Only pupils stand in a class."""
    if school_class is not None and kind != PersonKind.PUPIL:
        raise ValidationError({"school_class": "Класс указывают только ученику; взрослому — должность."})


def check_form_suits(form: Any, kind: str, *, is_mentor: bool) -> None:
    """A form between pupils takes pupils, a form between teachers takes adults; none is «не определена»."""
    if form is None:
        return
    wanted = form.mentor_kind if is_mentor else form.mentee_kind
    if (wanted == PersonKind.PUPIL) != (kind == PersonKind.PUPIL):
        side = "Наставник" if is_mentor else "Наставляемый"
        who = "ученик" if wanted == PersonKind.PUPIL else "взрослый"
        raise ValidationError(
            {"form": f"{side} в форме {form} — {who}. Выберите другую форму или «не определена»."}
        )


def check_mentee_kind(kind: str) -> None:
    if kind not in MENTEE_KINDS:
        raise ValidationError("Наставляемым бывает ученик, выпускник или педагог.")


def check_model_suits(model: Any, form: Any) -> None:
    if model is not None and (form is None or model.form_id != form.pk):
        raise ValidationError(
            {"wished_model": f"Форма взаимодействия {model} относится к другой форме наставничества."}
        )


def category_kind(kind: str, *, is_mentor: bool) -> str:
    if is_mentor:
        return CategoryKind.MENTOR
    return CategoryKind.MENTEE_PUPIL if kind == PersonKind.PUPIL else CategoryKind.MENTEE_TEACHER


def check_categories(categories: Iterable[Any], kind: str, *, is_mentor: bool) -> None:
    wanted = category_kind(kind, is_mentor=is_mentor)
    for category in categories:
        if category.kind != wanted:
            raise ValidationError({"categories": f"Категория «{category}» не для этого участника."})
