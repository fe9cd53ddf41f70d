"""`python -m tests.bench`: makes a site of its own in a temporary folder, measures it, prints the table."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from datetime import date


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="nastavnik-bench-") as folder:
        for name in ("DATABASE_URL", "SITE_URL", "DEBUG", "SECRET_KEY", "SECRET_KEY_FILE", "ALLOWED_HOSTS"):
            os.environ.pop(name, None)
        os.environ |= {"VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "tests.bench.settings"}
        import django

        django.setup()
        print(run())


def run() -> str:
    from django.core.management import call_command
    from django.db import connection
    from django_scopes import scope

    from mentoring_site.permissions import Role
    from participants.models import Mentee
    from programs.models import Membership, Program, User
    from roadmap.demo.build import build_demo
    from tests.bench import certificates, load, matching, pages, respondents, tables
    from tests.bench.measure import Figure, table

    say(
        f"Python {platform.python_version()}, SQLite {connection.Database.sqlite_version}, ядер: {os.cpu_count()}"
    )
    call_command("migrate", verbosity=0)
    say("Создаю демонстрационную школу…")
    demo = build_demo(seed=7, today=date(2026, 11, 23))
    by = User.objects.create_superuser("bench", password=None, last_name="Замеров", first_name="Иван")
    say("Создаю школу с 10 000 наставляемых…")
    big, loaded, slow = (tables.make_school(slug, by) for slug in ("big", "loaded", "slow"))
    for program in (big, loaded, slow):
        Membership.objects.create(user=by, school=program.school, role=Role.CURATOR)
    with scope(school=big.school):
        tables.fill_school(big, by)
    say("Подбор пар…")
    figures: list[Figure] = matching.measure_matching()
    with scope(school=demo.school):
        person = Mentee.objects.filter(program=demo, memberships__is_open=True).first().person_id
        say("Страницы…")
        last_year = Program.objects.get(school=demo.school, label="2025-2026")
        figures += pages.measure_pages(demo, last_year, big, person)
        say("Документы…")
        figures += pages.measure_papers(demo, last_year)
        figures += certificates.measure_certificates(last_year, by)
        say(table(figures))
    say("Загрузка таблицы…")
    with scope(school=[loaded.school, slow.school]):
        figures.append(tables.measure_import(loaded, slow, by))
    say("Конец урока: 200 телефонов сразу…")
    with scope(school=loaded.school):
        figures += respondents.measure_respondents(loaded, by)
    say("Запросы в секунду…")
    figures += load.measure_load(demo, big)
    return table(figures)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
