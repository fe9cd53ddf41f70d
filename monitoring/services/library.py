"""«Методическая копилка»: files and links that live across years, and the federal acts it begins with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction

from mentoring_site.texts import clean_text
from monitoring.enums import AwardLevel, LibraryKind
from monitoring.models import LibraryItem
from participants.models import StoredFile
from participants.services.files import keep_file
from programs.models import Program, School, User
from programs.services.audit import Refusal, lock_version, record_event

FIELDS = ("title", "kind", "level", "form_code", "theme", "annotation", "author", "url", "is_public")
# Official portals only: the texts are found there by number and date.
LAW_PORTAL = "http://publication.pravo.gov.ru/"
MINISTRY = "https://docs.edu.gov.ru/"
ACTS = (
    (
        "Указ Президента Российской Федерации от 02.03.2018 № 94",
        "Об учреждении знака отличия «За наставничество».",
        LAW_PORTAL,
    ),
    (
        "Распоряжение Минпросвещения России от 25.12.2019 № Р-145",
        "Методология (целевая модель) наставничества обучающихся.",
        MINISTRY,
    ),
    (
        "Письмо Минпросвещения России от 23.01.2020 № МР-42/02",
        "Методические рекомендации по внедрению целевой модели наставничества.",
        MINISTRY,
    ),
    (
        "Письмо Минпросвещения России и Профсоюза от 21.12.2021 № АЗ-1128/08 / № 657",
        "Система (целевая модель) наставничества педагогических работников.",
        MINISTRY,
    ),
    (
        "Распоряжение Правительства Российской Федерации от 31.12.2019 № 3273-р",
        "Национальная система профессионального роста педагогических работников.",
        LAW_PORTAL,
    ),
    (
        "Статья 351.8 Трудового кодекса Российской Федерации",
        "Труд работников, выполняющих работу по наставничеству (Федеральный закон от 09.11.2024 № 381-ФЗ).",
        LAW_PORTAL,
    ),
    (
        "Распоряжение Правительства Российской Федерации от 21.05.2025 № 1264-р",
        "Концепция развития наставничества до 2030 года и план мероприятий.",
        LAW_PORTAL,
    ),
)
HOW_TO_FIND = "Текст ищите на официальном портале по номеру и дате."


@transaction.atomic
def save_item(
    *,
    program: Program,
    values: Mapping[str, Any],
    by: User,
    item: LibraryItem | None = None,
    shown_version: int = 0,
    file_name: str = "",
    data: bytes = b"",
) -> LibraryItem:
    """Add an item or change one; a new file replaces the former. Raises Refusal, StaleVersion, ValidationError."""
    is_new = item is None
    if item is None:
        item = LibraryItem(school=program.school, added_by=by)
    else:
        item = LibraryItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
        lock_version(item, shown_version)
    for name in FIELDS:
        if name in values:
            value = values[name]
            setattr(item, name, clean_text(value) if isinstance(value, str) else value)
    _check(item, bool(data))
    former = item.file_id
    if data:
        item.file = keep_file(program=program, name=file_name, data=data, by=by)
    item.save()
    if data and former:
        StoredFile.objects.filter(pk=former).delete()
    sentence = "в копилку добавлен материал" if is_new else "материал копилки изменён"
    _record(item, "library.create" if is_new else "library.update", sentence, program, by)
    return item


def _check(item: LibraryItem, has_new_file: bool) -> None:
    if not item.title:
        raise Refusal("Впишите название материала.")
    if not (item.url or item.file_id or has_new_file):
        raise Refusal("Приложите файл или впишите ссылку: без них материал нечем открыть.")
    if item.url:
        try:
            URLValidator(schemes=["http", "https"])(item.url)
        except ValidationError:
            raise Refusal(
                "Ссылка должна начинаться с http:// или https://. Скопируйте её из адресной строки."
            ) from None


@transaction.atomic
def delete_item(*, item: LibraryItem, program: Program, by: User) -> None:
    item = LibraryItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    _record(item, "library.delete", "материал удалён из копилки", program, by)
    kept = item.file_id
    item.delete()
    if kept:
        StoredFile.objects.filter(pk=kept).delete()


@transaction.atomic
def add_acts(*, program: Program, by: User) -> int:
    """The federal acts that are not there yet; how many were added. Raises Refusal when all are there."""
    School.objects.select_for_update(no_key=True).get(pk=program.school_id)  # a double press adds them once
    held = set(LibraryItem.objects.values_list("title", flat=True))
    made = [
        LibraryItem(
            school=program.school,
            title=title,
            kind=LibraryKind.LAW,
            level=AwardLevel.FEDERAL,
            theme="Нормативная база",
            annotation=f"{about} {HOW_TO_FIND}",
            url=url,
            is_public=True,
            added_by=by,
        )
        for title, about, url in ACTS
        if title not in held
    ]
    if not made:
        raise Refusal("Все федеральные документы уже в копилке.")
    LibraryItem.objects.bulk_create(made)
    record_event(
        "library.acts",
        by=by,
        program=program,
        sentence=f"в копилку добавлены федеральные документы: {len(made)}",
    )
    return len(made)


def _record(item: LibraryItem, action: str, sentence: str, program: Program, by: User) -> None:
    record_event(action, by=by, target=item, program=program, sentence=f"{sentence}: «{item.title}»")
