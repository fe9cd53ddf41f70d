"""`manage.py create_demo`: two invented schools to look at and to try things on."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mentoring_site import clock
from mentoring_site.dates import DateError, parse_date
from programs.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from programs.models import School
from roadmap.demo.build import build_demo
from roadmap.demo.calendar import label_for, story_day
from roadmap.demo.stages import StoryStage, stage_day


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
        parser.add_argument(
            "--show-day",
            action="store_true",
            help="ничего не создавать, только назвать день времени года, для DEMO_TODAY",
        )

    def handle(self, *, seed: int, today: str, stage: str | None, show_day: bool, **options: object) -> None:
        if show_day:
            self.stdout.write(_stage_day(stage).isoformat())
            return
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
        if stage and settings.DEMO_TODAY is None:
            day = _stage_day(stage)
            self.stdout.write(f"\nСайт этого дня: DEMO_TODAY={day}; вместе с базой – make demo STAGE={stage}")


def _stage_day(stage: str | None) -> date:
    if not stage:
        raise CommandError("--show-day: укажите и время года, --stage.")
    return stage_day(StoryStage(stage), label_for(story_day(clock.today())))


def _day(text: str) -> date:
    try:
        return parse_date(text) if text else clock.today()
    except DateError as error:
        raise CommandError(f"--today: {error}") from error


def accounts_table() -> str:
    width = max(len(login) for login in ("Логин", *DEMO_ACCOUNTS))
    rows = [f"{'Логин':<{width}}  Кто это", f"{'-' * width}  {'-' * 25}"]
    rows += [f"{login:<{width}}  {role}" for login, role in DEMO_ACCOUNTS.items()]
    return "\n".join([*rows, "", f"Пароль у всех: {DEMO_PASSWORD}"])
