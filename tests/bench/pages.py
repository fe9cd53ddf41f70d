"""Pages and papers."""

from __future__ import annotations

from collections.abc import Callable
from unittest.mock import patch

from django.test import Client
from weasyprint import HTML

from mentoring_site import pdf
from programs.models import Document, Program, User
from programs.tenancy import program_url
from tests.bench.measure import Figure, at_most, beside

RUNS = 9
PAPER_RUNS = 3


def measure_pages(demo: Program, last_year: Program, big: Program, person_pk: int) -> list[Figure]:
    """demo: the school of create_demo, big: one with 10,000 mentees."""
    client = Client()
    client.force_login(User.objects.get(username="bench"))
    figures = [
        at_most(
            "Список 10 000 наставляемых, 50 на странице",
            beside(
                _page(client, program_url(big, "participants:mentee_list")),
                _page(client, f"/{big.school.slug}/{big.label}/plain/participants/mentee/"),
                RUNS,
            ),
            0.5,
            "список Django admin тех же строк",
        )
    ]
    client.force_login(User.objects.get(username="curator"))
    for name, url in (
        ("Главная страница куратора", program_url(demo, "programs:dashboard")),
        ("Карточка человека", program_url(demo, "participants:person_detail", pk=person_pk)),
        ("Изменения «до – после»", program_url(last_year, "monitoring:changes")),
        ("36 ожидаемых результатов", program_url(last_year, "monitoring:expected")),
        ("Отчёт о мониторинге", program_url(last_year, "monitoring:report")),
    ):
        pair = beside(_page(client, url), _page(client, f"/{demo.school.slug}/{demo.label}/bare/"), RUNS)
        figures.append(Figure(name, *pair, "мс", note="пустая страница того же пользователя"))
    return figures


def measure_papers(demo: Program, last_year: Program) -> list[Figure]:
    """Each paper by its address against WeasyPrint alone on the very HTML that the address made."""
    client = Client()
    client.force_login(User.objects.get(username="curator"))
    order = Document.objects.filter(program=demo, state="to_sign").first()
    papers = (
        ("Программа", program_url(demo, "programs:programme_pdf")),
        ("Дорожная карта", program_url(demo, "roadmap:roadmap_pdf")),
        ("База наставников", program_url(demo, "participants:mentor_pdf")),
        ("База наставляемых", program_url(demo, "participants:mentee_pdf")),
        ("Распоряжение о парах", program_url(demo, "programs:document_pdf", pk=order.pk)),
        ("Лист оценки 0–18", program_url(last_year, "monitoring:effectiveness_pdf")),
        ("Отчёт о мониторинге", program_url(last_year, "monitoring:report_pdf")),
        ("Изменения «до – после»", program_url(last_year, "monitoring:changes_pdf")),
        ("Список сотрудников", program_url(demo, "programs:staff_pdf")),
        ("Реестр документов", program_url(demo, "programs:register_pdf")),
    )
    return [
        at_most(f"PDF: {name}", _paper(client, url), 1.2, "write_pdf того же HTML") for name, url in papers
    ]


def _paper(client: Client, url: str) -> tuple[float, float]:
    drawn: list[str] = []
    draw = pdf.html_to_pdf

    def keep(html: str) -> bytes:
        drawn.append(html)
        return draw(html)

    with patch.object(pdf, "html_to_pdf", keep):
        _page(client, url)()
    html = drawn[0]

    def bare() -> None:
        HTML(string=html, base_url=pdf.BASE_URL, url_fetcher=pdf._static_only()).write_pdf()

    return beside(_page(client, url), bare, PAPER_RUNS)


def _page(client: Client, url: str) -> Callable[[], None]:
    def ask() -> None:
        answer = client.get(url)
        if answer.status_code != 200:
            raise RuntimeError(f"{url}: {answer.status_code}")

    return ask
