"""Editions of the texts of consents: written anew, never changed; a signed paper keeps its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction

from participants.consent_texts import SHIPPED, TEXTS, BlankText, compose, parse
from participants.enums import ConsentPurpose
from participants.models import ConsentText
from programs.models import School, User
from programs.services.audit import Refusal, StaleVersion, record_event

BODY_LENGTH, TERM_LENGTH = 10_000, 300


@dataclass(frozen=True)
class Wording:
    """The words that a blank of a purpose prints today."""

    purpose: str
    edition: int  # SHIPPED for the text that comes with the product
    text: BlankText
    term: str = ""  # empty: until the end of the programme
    is_checked: bool = False
    stored: ConsentText | None = None


def wording_of(purpose: str) -> Wording:
    """The newest edition of the school whose scope is open."""
    return _wording(purpose, ConsentText.objects.filter(purpose=purpose).first())


def wordings() -> dict[str, Wording]:
    """Of every purpose, by one query."""
    newest: dict[str, ConsentText] = {}
    for stored in ConsentText.objects.order_by("purpose", "edition"):
        newest[stored.purpose] = stored
    return {purpose: _wording(purpose, newest.get(purpose)) for purpose in ConsentPurpose}


def editions() -> Iterable[ConsentText]:
    """All editions of the school, newest first."""
    return ConsentText.objects.select_related("created_by").order_by("purpose", "-edition")


def edition_numbers() -> set[int]:
    """Numbers that any purpose has, beside the shipped text."""
    return set(ConsentText.objects.order_by().values_list("edition", flat=True).distinct())


def texts_of_edition(purposes: Collection[str], edition: int | None) -> dict[str, ConsentText | None]:
    """The edition of each purpose; None for the shipped text. edition: None is the newest of each purpose.

    Raises Refusal when a purpose has no such edition.
    """
    stored = ConsentText.objects.filter(purpose__in=purposes).order_by("edition")
    if edition is None:
        return {text.purpose: text for text in stored}
    if edition == SHIPPED:
        return {}
    found = {text.purpose: text for text in stored.filter(edition=edition)}
    for purpose in purposes:
        if purpose not in found:
            raise Refusal(
                f"У согласия «{ConsentPurpose(purpose).label}» нет редакции {edition}. Выберите другую."
            )
    return found


@transaction.atomic
def save_text(
    *,
    school: School,
    purpose: str,
    text: BlankText,
    term: str = "",
    is_checked: bool = False,
    shown_edition: int,
    by: User,
) -> ConsentText:
    """Write the next edition, or only move the lawyer's mark when the words stay; papers keep their editions.

    shown_edition: the one that the form showed. Raises StaleVersion when there is a newer one by now, Refusal for
    empty parts and for nothing changed.
    """
    School.objects.select_for_update().get(pk=school.pk)  # editions are numbered one by one
    present = wording_of(purpose)
    if present.edition != shown_edition:
        raise StaleVersion(
            f"Пока страница была открыта, появилась редакция {present.edition}. Ниже — ваш текст: сравните его с "
            "новой редакцией и сохраните ещё раз."
        )
    body, term = compose(text), term.strip()
    _refuse_parts(text, body, term)
    if (body, term) == (compose(present.text), present.term):
        return _mark(school, present, is_checked, by)
    made = ConsentText.objects.create(
        school=school,
        purpose=purpose,
        edition=present.edition + 1,
        body=body,
        term=term,
        is_checked=is_checked,
        created_by=by,
    )
    _record(school, made, by, f"текст согласия «{made.get_purpose_display()}»: редакция {made.edition}")
    return made


def _mark(school: School, present: Wording, is_checked: bool, by: User) -> ConsentText:
    """The mark alone makes no edition, but the shipped text needs a row of its own to carry it."""
    if present.is_checked == is_checked:
        raise Refusal("Текст не изменился: новая редакция не нужна.")
    stored = present.stored or ConsentText(
        school=school, purpose=present.purpose, edition=1, body=compose(present.text), created_by=by
    )
    stored.is_checked = is_checked
    stored.save()
    said = "проверена юристом" if is_checked else "отметка о проверке снята"
    _record(
        school,
        stored,
        by,
        f"текст согласия «{stored.get_purpose_display()}», редакция {stored.edition}: {said}",
    )
    return stored


def _refuse_parts(text: BlankText, body: str, term: str) -> None:
    for name, label in (("purpose", "Цель"), ("data", "Данные"), ("actions", "Действия")):
        if not getattr(text, name).strip():
            raise Refusal(f"Поле «{label}» пустое, а закон требует его в каждом согласии. Заполните его.")
    if len(body) > BODY_LENGTH or len(term) > TERM_LENGTH:
        raise Refusal("Текст слишком длинный для одной страницы. Сократите его.")


def _wording(purpose: str, stored: ConsentText | None) -> Wording:
    if stored is None:
        return Wording(purpose, SHIPPED, TEXTS[purpose])
    return Wording(
        purpose, stored.edition, parse(purpose, stored.body), stored.term, stored.is_checked, stored
    )


def _record(school: School, text: ConsentText, by: User, sentence: str) -> None:
    record_event("consent_text.save", by=by, target=text, school=school, sentence=sentence)
