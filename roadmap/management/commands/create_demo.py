"""`manage.py create_demo`: two invented schools to look at and to try things on."""

from __future__ import annotations

from datetime import date

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from mentoring_site.dates import DateError, parse_date
from programs.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from programs.models import School
from roadmap.demo.build import build_demo
from roadmap.demo.stages import StoryStage


class Command(BaseCommand):
    help = "Создать демонстрационные школы с вымышленными людьми (только в пустой базе)"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=7, help="от него зависят имена; по умолчанию 7")
        parser.add_argument(
            "--today",
            default="",
            help="день, в который идёт рассказ, например 2026-11-23; без него — сегодня",
        )

        parser.add_argument(
            "--stage",
            choices=list(StoryStage),
            default=None,
            help="рассказать год до осени, зимы, весны или лета (15 октября, 20 января, 28 апреля, 22 июня)",
        )

    def handle(self, *, seed: int, today: str, stage: str | None, **options: object) -> None:
        if School.objects.exists():
            self.stdout.write(
                "В базе уже есть школы, поэтому демонстрационные не создаются. Ничего не изменено."
            )
            return
        if today and stage:
            raise CommandError("Укажите --today или --stage: у времени года свой день.")
        program = build_demo(seed=seed, today=_day(today), stage=StoryStage(stage) if stage else None)
        self.stdout.write(
            f"Созданы две демонстрационные школы. Адрес: /{program.school.slug}/{program.label}/\n\n"
        )
        self.stdout.write(accounts_table())


def _day(text: str) -> date:
    try:
        return parse_date(text) if text else timezone.localdate()
    except DateError as error:
        raise CommandError(f"--today: {error}") from error


def accounts_table() -> str:
    width = max(len(login) for login in ("Логин", *DEMO_ACCOUNTS))
    rows = [f"{'Логин':<{width}}  Кто это", f"{'-' * width}  {'-' * 25}"]
    rows += [f"{login:<{width}}  {role}" for login, role in DEMO_ACCOUNTS.items()]
    return "\n".join([*rows, "", f"Пароль у всех: {DEMO_PASSWORD}"])
