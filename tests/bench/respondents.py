"""The end of a lesson: 200 phones answer a survey at the same moment, by real HTTP, under gunicorn, on SQLite.

`python -m tests.bench.respondents` runs it alone. It fails on any error and on any lost or mixed-up answer.
"""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from tests.bench.measure import Figure, table

if TYPE_CHECKING:
    from monitoring.models import Campaign
    from programs.models import Program

PHONES = 200  # half answer by name, half without
QUESTIONS = 15  # 200 × 15 = 3,000 answers
TIMEOUT = 120
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
STEPS = ("открыть", "черновик", "отправить на проверку", "проверка", "отправить", "спасибо")


@dataclass
class Phone:
    """One respondent: his number makes his answers, so that a mixed-up one shows."""

    path: str
    number: int
    times: dict[str, float] = field(default_factory=dict)  # seconds by step
    errors: list[str] = field(default_factory=list)
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def answers(self) -> dict[str, int]:
        """Two scales tell the number, the others follow from it."""
        first, second = self.number % 10 + 1, self.number // 10 % 10 + 1
        marks = [first, second, *((self.number + place) % 10 + 1 for place in range(2, QUESTIONS))]
        return {f"s{place}": mark for place, mark in enumerate(marks)}

    def walk(self, port: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
        try:
            self._walk(connection)
        except (OSError, http.client.HTTPException, IndexError) as error:
            self.errors.append(repr(error))
        finally:
            connection.close()

    def _walk(self, connection: Any) -> None:
        fields = {f"q-{code}": mark for code, mark in self.answers.items()}
        page = self._ask(connection, "открыть", self.path)
        self._ask(connection, "черновик", f"{self.path}draft/", self._form(page, fields), is_htmx=True)
        self._ask(connection, "отправить на проверку", self.path, self._form(page, fields), expected=302)
        check = self._ask(connection, "проверка", f"{self.path}check/")
        self._ask(connection, "отправить", f"{self.path}check/", self._form(check, {}), expected=302)
        if "ответы получены" not in self._ask(connection, "спасибо", self.path):
            self.errors.append("no thanks")

    def _form(self, page: str, fields: dict[str, Any]) -> str:
        return urlencode({"csrfmiddlewaretoken": TOKEN.findall(page)[0], **fields})

    def _ask(
        self,
        connection: Any,
        step: str,
        path: str,
        body: str = "",
        *,
        expected: int = 200,
        is_htmx: bool = False,
    ) -> str:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if is_htmx:
            headers["HX-Request"] = "true"
        before = time.perf_counter()
        connection.request("POST" if body else "GET", path, body=body or None, headers=headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        self.times[step] = time.perf_counter() - before
        for header in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value
        if answer.status != expected or "не сохранён" in text:
            self.errors.append(f"{step}: {answer.status} {text[:200]}")
        return text


def measure_respondents(program: Program, by: Any) -> list[Figure]:
    """p95 of each step while 200 answer at once, beside 200 bare visits of the same page in the same run."""
    from tests.bench import load

    named, nameless = (make_survey(program, by, is_anonymous=flag) for flag in (False, True))
    phones = [Phone(path, number) for number, path in enumerate([*_paths(named), *_paths(nameless)][:PHONES])]
    port = load._free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py"],
        cwd=load.ROOT,
        env={**os.environ, "HOST": "127.0.0.1", "PORT": str(port)},
    )
    try:
        load._wait_for(port)
        floors = [Phone(phone.path, phone.number) for phone in phones]
        _at_once([lambda one=one: _visit(one, port) for one in floors])
        before = time.perf_counter()
        _at_once([lambda one=one: one.walk(port) for one in phones])
        seconds = time.perf_counter() - before
    finally:
        server.terminate()
        server.wait(timeout=30)
    _refuse_losses(phones, floors, named, nameless)
    floor = _p95([one.times["открыть"] for one in floors])
    figures = [
        Figure(
            f"200 телефонов сразу, {step}: p95",
            _p95([one.times[step] for one in phones]) * 1000,
            floor * 1000,
            "мс",
            note="открыть ту же страницу, 200 сразу",
        )
        for step in STEPS
    ]
    answers = Figure("Ответов в секунду", PHONES * QUESTIONS / seconds, None, "1/с", note="потеряно: 0")
    return [*figures, answers]


def _visit(phone: Phone, port: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        phone._ask(connection, "открыть", phone.path)
    except (OSError, http.client.HTTPException) as error:
        phone.errors.append(repr(error))
    finally:
        connection.close()


def _at_once(acts: list[Callable[[], None]]) -> None:
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], None]) -> None:
        gate.wait()
        act()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def _refuse_losses(phones: list[Phone], floors: list[Phone], named: Campaign, nameless: Campaign) -> None:
    from monitoring.campaigns import responses_of

    errors = [error for one in [*phones, *floors] for error in one.errors]
    if errors:
        raise RuntimeError(f"{len(errors)} errors, the first: {errors[0]}")
    half = PHONES // 2
    by_link = dict(responses_of(named).values_list("link", "answers"))
    for phone, link in zip(phones[:half], named.invitations.order_by("pk"), strict=True):
        if by_link.get(link.link_id) != phone.answers:
            raise RuntimeError(
                f"phone {phone.number}: sent {phone.answers}, kept {by_link.get(link.link_id)}"
            )
    kept = Counter(_key(answers) for answers in responses_of(nameless).values_list("answers", flat=True))
    sent = Counter(_key(phone.answers) for phone in phones[half:])
    marked = nameless.invitations.filter(is_answered=True).count()
    if kept != sent or marked != half or named.invitations.filter(is_answered=True).count() != half:
        raise RuntimeError(f"nameless: sent {sent.total()}, kept {kept.total()}, marked {marked}")


def _key(answers: dict[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(answers.items()))


def _paths(campaign: Campaign) -> list[str]:
    from programs.services.links import token_of

    rows = campaign.invitations.select_related("link").order_by("pk")
    return [f"/s/{token_of(row.link)}/" for row in rows]


def make_survey(program: Program, by: Any, *, is_anonymous: bool) -> Campaign:
    """An open survey of a hundred mentees with consents, fifteen scales each."""
    from monitoring.enums import SurveyPurpose
    from monitoring.services.campaign_people import Candidate
    from monitoring.services.campaigns import create_campaign, invite, open_campaign
    from participants.questionnaires.editing import create_questionnaire

    today = date.today()
    questionnaire = create_questionnaire(
        program=program,
        by=by,
        head={
            "title": "Как прошёл год",
            "kind": "survey",
            "role": "mentee",
            "form": None,
            "is_anonymous": is_anonymous,
        },
        questions=[
            {"code": f"s{place}", "kind": "scale", "text": f"Вопрос {place + 1}", "is_required": True}
            for place in range(QUESTIONS)
        ],
    )
    campaign = create_campaign(
        program=program,
        questionnaire=questionnaire,
        title=questionnaire.title,
        purpose=SurveyPurpose.QUALITY,
        closes_on=None,
        on=today,
        by=by,
    )
    people = [Candidate(person) for person in _people(program, by, PHONES // 2, today)]
    invite(campaign=campaign, candidates=people, on=today, by=by)
    open_campaign(campaign=campaign, on=today, by=by)
    return campaign


def _people(program: Program, by: Any, number: int, today: date) -> list[Any]:
    from participants.models import Person
    from participants.services.consents import register_stack

    people = [
        Person(
            school=program.school,
            kind="pupil",
            last_name="Ответов",
            first_name="Иван",
            birth_year=today.year - 13,
        )
        for _ in range(number)
    ]
    for person in people:
        person.prepare()
    people = Person.objects.bulk_create(people)
    register_stack(
        papers=[(person, "participation") for person in people], signed_on=today, by=by, program=program
    )
    return people


def run() -> str:
    from django.core.management import call_command
    from django.db import connection
    from django_scopes import scope

    from programs.models import User
    from tests.bench import tables

    call_command("migrate", verbosity=0)
    by = User.objects.create_superuser("bench", password=None, last_name="Замеров", first_name="Иван")
    program = tables.make_school("lesson", by)
    with scope(school=program.school):
        figures = measure_respondents(program, by)
    head = f"SQLite {connection.Database.sqlite_version}, ядер: {os.cpu_count()}, телефонов: {PHONES}"
    return f"{head}\n{table(figures)}"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="nastavnik-bench-") as folder:
        for name in ("DATABASE_URL", "SITE_URL", "DEBUG", "SECRET_KEY", "SECRET_KEY_FILE", "ALLOWED_HOSTS"):
            os.environ.pop(name, None)
        os.environ |= {"VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "tests.bench.settings"}
        import django

        django.setup()
        print(run())


if __name__ == "__main__":
    main()
