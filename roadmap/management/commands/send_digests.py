from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from mentoring_site import clock
from mentoring_site.words import counted
from participants.services.letters import mail_is_set_up
from roadmap.services.digests import plan_next, send_digests


class Command(BaseCommand):
    help = "Отправляет сводки недели тем, кто их ждёт: в первый рабочий день недели, каждому один раз."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--plan",
            action="store_true",
            help="ничего не отправлять, а поручить исполнителю (db_worker) делать это каждое утро",
        )

    def handle(self, *args: Any, plan: bool, **options: Any) -> None:
        if plan:
            plan_next(timezone.now())
            return
        if not mail_is_set_up():
            self.stdout.write("Почта не настроена (EMAIL_HOST): сводки видны на сайте, письма не уходят.")
            return
        outcome = send_digests(now=clock.now())
        self.stdout.write(f"Отправлено: {counted(outcome.sent, 'письмо', 'письма', 'писем')}.")
        if outcome.failed:
            failed = counted(outcome.failed, "письмо", "письма", "писем")
            self.stderr.write(f"Не ушло: {failed}. Причина в журнале сайта, повторите команду позже.")
