"""The school's list of methods: shipped with the room, then the psychologist's own."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet

from mentoring_site.texts import clean_text
from pairing.models import MethodScale, TestMethod
from programs.models import School, User
from programs.services.audit import Refusal, lock_version, record_event

DATA = Path(__file__).resolve().parent.parent / "methods.toml"
FIELDS = ("title", "author", "audience", "age_from", "age_to", "items", "note", "is_active")
MAX_SCALES = 20
MAX_AGE, MAX_ITEMS = 120, 1000
Scale = tuple[str, int, int]  # title, from, to


@cache
def shipped() -> tuple[dict[str, Any], ...]:
    return tuple(tomllib.loads(DATA.read_text(encoding="utf-8"))["method"])


def methods_of(school: School) -> QuerySet[TestMethod]:
    return TestMethod.objects.filter(school=school).prefetch_related("scales")


@transaction.atomic
def add_shipped_methods(*, school: School, by: Any) -> int:
    """Those of the file that the school lacks, by title; what it has changed stays as it is. Returns how many."""
    had = set(TestMethod.objects.filter(school=school).values_list("title", flat=True))
    made = 0
    for position, template in enumerate(shipped(), start=1):
        if template["title"] in had:
            continue
        fields = {name: template[name] for name in FIELDS if name in template}
        method = TestMethod.objects.create(school=school, position=position, **fields)
        _set_scales(method, template["scales"])
        made += 1
    if made:
        record_event("method.samples", by=by, school=school, sentence=f"добавлено методик из набора: {made}")
    return made


@transaction.atomic
def save_method(
    *,
    school: School,
    by: User,
    fields: dict[str, Any],
    scales: Sequence[Scale],
    method: TestMethod | None = None,
    version: int = 0,
) -> TestMethod:
    """Add a method or change one. scales: in order; after the first protocol they stay, since results hang on them.

    Raises ValidationError by field, Refusal, StaleVersion.
    """
    is_new = method is None
    if is_new:
        last = TestMethod.objects.filter(school=school).aggregate(last=Max("position"))["last"] or 0
        method = TestMethod(school=school, position=last + 1)
    else:
        method = TestMethod.objects.select_for_update().get(pk=method.pk)
        lock_version(method, version)
    for name in FIELDS:
        if name in fields:
            value = fields[name]
            setattr(method, name, clean_text(value) if isinstance(value, str) else value)
    _check_scales(scales)
    _check_numbers(method)
    method.full_clean()
    method.save()
    if [(one.title, one.minimum, one.maximum) for one in method.scales.all()] != list(scales):
        if method.protocols.exists():
            raise Refusal(
                "По этой методике уже есть протоколы, поэтому её шкалы не меняются. Скройте её и добавьте новую."
            )
        _set_scales(method, scales)
    record_event(
        "method.create" if is_new else "method.update",
        by=by,
        target=method,
        school=school,
        sentence=f"добавлена методика «{method}»" if is_new else f"изменена методика «{method}»",
    )
    return method


def _check_numbers(method: TestMethod) -> None:
    for name, limit, words in (
        ("age_from", MAX_AGE, f"Возраст — не больше {MAX_AGE} лет."),
        ("age_to", MAX_AGE, f"Возраст — не больше {MAX_AGE} лет."),
        ("items", MAX_ITEMS, f"Вопросов в бланке — не больше {MAX_ITEMS}."),
    ):
        if (getattr(method, name) or 0) > limit:
            raise ValidationError({name: words})


def _check_scales(scales: Sequence[Scale]) -> None:
    if len(scales) > MAX_SCALES:
        raise ValidationError({"scales": f"Шкал больше {MAX_SCALES}. Оставьте главные."})
    titles = [title for title, _, _ in scales]
    if doubled := next((title for title in titles if titles.count(title) > 1), None):
        raise ValidationError({"scales": f"Шкала «{doubled}» записана дважды."})
    for title, low, high in scales:
        if high <= low:
            raise ValidationError({"scales": f"«{title}»: верхняя граница должна быть больше нижней."})


def _set_scales(method: TestMethod, scales: Sequence[Any]) -> None:
    method.scales.all().delete()
    MethodScale.objects.bulk_create(
        MethodScale(
            school_id=method.school_id,
            method=method,
            title=title,
            minimum=low,
            maximum=high,
            position=position,
        )
        for position, (title, low, high) in enumerate(scales, start=1)
    )


def method_names(school: School) -> tuple[str, ...]:
    """What the compatibility form suggests: the methods in use, and talk; any other name may be typed."""
    names = TestMethod.objects.filter(school=school, is_active=True).values_list("title", flat=True)
    return (*names, "Беседа и наблюдение")
