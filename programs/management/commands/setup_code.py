from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from programs.services.audit import Refusal
from programs.services.setup import issue_code


class Command(BaseCommand):
    help = "Print a new one-time code for /setup/ while the site has no school; a former code stops working."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            code = issue_code()
        except Refusal as refusal:
            self.stdout.write(str(refusal))
            return
        self.stdout.write(f"Откройте {settings.SITE_URL}/setup/ и введите код первого запуска: {code}")
