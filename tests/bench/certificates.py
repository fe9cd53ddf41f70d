"""300 certificates by the worker's way against WeasyPrint alone on the same HTML, with the peak memory of both."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from datetime import date
from itertools import cycle, islice
from pathlib import Path

from django.template.loader import render_to_string
from weasyprint import HTML

from mentoring_site import pdf
from monitoring.certificates import printable
from monitoring.enums import AwardKind, CertificateDesign
from monitoring.models import Award
from monitoring.reports_awards import TEMPLATE, awards_context, awards_parts, build_batch, pages_of
from participants.models import Person
from programs.models import Batch, Program, User
from tests.bench.measure import Figure, at_most, beside

SHEETS = 300
RUNS = 1
ON = date(2026, 6, 25)


def measure_certificates(program: Program, by: User) -> list[Figure]:
    """Inside the school's scope. program: any with people; the awards are gone afterwards."""
    awards = _fill(program, by)
    batch = Batch(program=program, payload={"awards": [award.pk for award in awards]}, total=SHEETS)
    pages = pages_of(awards, program, ON)
    whole = render_to_string(TEMPLATE, awards_context(pages, program))

    def ours() -> None:
        build_batch(batch, ON, lambda done: None)

    def bare() -> None:
        HTML(string=whole, base_url=pdf.BASE_URL, url_fetcher=pdf._static_only()).write_pdf()

    speed = at_most(f"PDF: {SHEETS} грамот", beside(ours, bare, RUNS, warm=0), 1.2, "write_pdf того же HTML")
    memory = _peak(list(awards_parts(pages, program))), _peak([whole])
    Award.objects.filter(pk__in=[award.pk for award in awards]).delete()
    return [speed, Figure(f"память на {SHEETS} грамот", *memory, "МБ", note="то же, пик процесса")]


def _fill(program: Program, by: User) -> list[Award]:
    """Every design in turn; people are taken round and round, a nomination-less award of a kind is once a person's."""
    people = list(Person.objects.filter(school=program.school).order_by("pk")[:SHEETS])
    kinds = [kind for kind in AwardKind if kind not in (AwardKind.PRIZE, AwardKind.BOARD)]
    wanted = islice(((person, kind) for kind in kinds for person in people), SHEETS)
    made = Award.objects.bulk_create(
        Award(
            school=program.school,
            program=program,
            kind=kind,
            person=person,
            reason="за терпение и успехи наставляемого по математике",
            design=design,
            created_by=by,
        )
        for (person, kind), design in zip(wanted, cycle(CertificateDesign), strict=False)
    )
    return printable(program, [award.pk for award in made])


def _peak(parts: list[str]) -> float:
    """Megabytes of a process that draws the parts and does nothing else."""
    with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
        json.dump(parts, file)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.draw", file.name],
            capture_output=True,
            text=True,
            check=True,
        )
    finally:
        Path(file.name).unlink()
    return float(done.stdout.splitlines()[-1])
