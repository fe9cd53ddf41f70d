from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django_scopes import scopes_disabled

from mentoring_site import vault
from pairing.services.notes import SEALED, place_of, seal_into


class Command(BaseCommand):
    help = "Make a new vault key and seal the psychologist's notes with it; a stopped run may be repeated."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--forget-old",
            action="store_true",
            help="drop the old keys afterwards: notes in older backups will not open any more",
        )
        parser.add_argument(
            "--keep-key", action="store_true", help="make no new key, finish an interrupted rotation"
        )

    @scopes_disabled()
    def handle(self, *args: Any, forget_old: bool, keep_key: bool, **options: Any) -> None:
        try:
            if not keep_key:
                vault.add_key()
            resealed, failed = self._reseal()
        except vault.VaultLocked as locked:
            raise CommandError(f"{locked} ({locked.detail})") from locked
        self.stdout.write(f"Записи перешифрованы: {resealed}.")
        if failed:
            raise CommandError(f"Не открылись записи № {', '.join(failed)}: старые ключи оставлены.")
        if forget_old:
            self.stdout.write(f"Старые ключи удалены: {vault.forget_old_keys()}.")

    def _reseal(self) -> tuple[int, list[str]]:
        resealed, failed = 0, []
        for model, field in SEALED.items():
            sealed = model._default_manager.filter(**{f"{field}__isnull": False})
            for pk in sealed.order_by("pk").values_list("pk", flat=True):
                with transaction.atomic():
                    row = model._default_manager.select_for_update().get(pk=pk)
                    if vault.is_current(getattr(row, field)):
                        continue
                    try:
                        words = vault.open_sealed(getattr(row, field), **place_of(row))
                    except vault.VaultError:
                        failed.append(f"{pk} ({model._meta.verbose_name})")
                        continue
                    seal_into(row, words)
                    resealed += 1
        return resealed, failed
