"""Named views of the bases, each user's own."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from django.db import transaction

from participants.models import SavedFilter
from programs.models import Program, User
from programs.services.audit import Refusal

MOST_SAVED = 20
DROPPED = frozenset({"page", "format"})


@transaction.atomic
def save_filter(*, user: User, program: Program, base: str, title: str, query: str) -> SavedFilter:
    """Keep the present filters under a name; the same name again replaces them. query: as in the address."""
    title = " ".join(title.split())[:60]
    if not title:
        raise Refusal("Назовите отбор: по названию вы найдёте его над списком.")
    kept = urlencode([(name, value) for name, value in parse_qsl(query) if name not in DROPPED])
    if not kept:
        raise Refusal("Сохранять нечего: выберите хотя бы одно условие.")
    if len(kept) > 1000:
        raise Refusal("Условий слишком много, чтобы их запомнить. Уберите часть.")
    own = SavedFilter.objects.filter(user=user, base=base)
    if own.count() >= MOST_SAVED and not own.filter(title=title).exists():
        raise Refusal(f"Сохранено уже {MOST_SAVED} отборов. Удалите ненужный.")
    saved, _ = SavedFilter.objects.update_or_create(
        school=program.school, user=user, base=base, title=title, defaults={"query": kept}
    )
    return saved


def saved_filters_of(user: User, base: str) -> list[SavedFilter]:
    return list(SavedFilter.objects.filter(user=user, base=base))
