import io
import os
import socket
import threading

import pytest
from django.test import override_settings
from pypdf import PdfReader

from mentoring_site.pdf import PdfError, html_to_pdf, html_to_pdf_in_child, pdf_response, static_file

PAGE = (
    '<!doctype html><html lang="ru"><head><title>Приказ № 47</title>{head}</head><body>{body}</body></html>'
)


def page(body: str = "", head: str = "") -> str:
    return PAGE.format(body=body, head=head)


def text_of(data: bytes) -> str:
    return "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(data)).pages)


@pytest.fixture
def own_static(tmp_path):
    (tmp_path / "static" / "css").mkdir(parents=True)
    (tmp_path / "static" / "css" / "paper.css").write_text("@page { size: 100mm 50mm } @import 'more.css';")
    (tmp_path / "secret.txt").write_text("CANARY")
    with override_settings(
        STATICFILES_DIRS=[tmp_path / "static"],
        STATICFILES_FINDERS=["django.contrib.staticfiles.finders.FileSystemFinder"],
        STATIC_ROOT=tmp_path / "collected",
    ):
        from django.contrib.staticfiles.finders import get_finder

        get_finder.cache_clear()
        yield tmp_path
    get_finder.cache_clear()


@pytest.fixture
def listener():
    """Counts who connects; a fetcher that forgets itself is seen here."""
    connections = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept():
            while True:
                try:
                    client, _ = server.accept()
                except OSError:
                    return
                connections.append(client.getpeername())
                client.close()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield server.getsockname()[1], connections
        server.shutdown(socket.SHUT_RDWR)
    thread.join(timeout=5)


def test_html_to_pdf_same_page_gives_same_bytes_with_title_and_language():
    first = html_to_pdf(page("<p>О закреплении пар</p>"))

    reader = PdfReader(io.BytesIO(first))
    assert html_to_pdf(page("<p>О закреплении пар</p>")) == first
    assert reader.metadata.title == "Приказ № 47"
    assert reader.trailer["/Root"]["/Lang"] == "ru"
    assert text_of(first) == "О закреплении пар"


def test_html_to_pdf_own_stylesheet_is_applied(own_static):
    data = html_to_pdf(page("<p>а</p>", head='<link rel="stylesheet" href="/static/css/paper.css">'))

    width, height = (
        round(float(side) / 72 * 25.4) for side in PdfReader(io.BytesIO(data)).pages[0].mediabox[2:]
    )
    assert (width, height) == (100, 50)


@pytest.mark.parametrize("draw", [html_to_pdf, html_to_pdf_in_child])
def test_html_to_pdf_foreign_addresses_are_never_opened(draw, own_static, listener):
    port, connections = listener
    addresses = [
        f"file://{own_static}/secret.txt",
        f"{own_static}/secret.txt",
        "/static/../secret.txt",
        "/static/%2e%2e/secret.txt",
        "/static/css/..%2f..%2f..%2fsecret.txt",
        f"/static/{own_static}/secret.txt",
        f"http://127.0.0.1:{port}/a",
        f"https://127.0.0.1:{port}/a",
        f"ftp://127.0.0.1:{port}/a",
        f"//127.0.0.1:{port}/a",
        f"https://static.invalid@127.0.0.1:{port}/static/css/paper.css",
        f"https://static.invalid:{port}/static/css/paper.css",
    ]
    body = "".join(
        f'<img src="{address}"><a rel="attachment" href="{address}">а</a><object data="{address}"></object>'
        f'<svg><image href="{address}"/></svg><p style="background: url({address})">б</p>'
        for address in addresses
    )
    head = "".join(
        f'<link rel="stylesheet" href="{address}"><link rel="attachment" href="{address}">'
        f"<style>@import url({address}); @font-face {{ font-family: x; src: url({address}) }}</style>"
        for address in addresses
    )

    data = draw(page(body, head))

    reader = PdfReader(io.BytesIO(data))
    assert connections == []
    assert b"/EmbeddedFile" not in data
    assert dict(reader.attachments) == {}
    assert "CANARY" not in text_of(data)


def test_html_to_pdf_hostile_text_is_drawn_without_what_no_font_has():
    assert text_of(html_to_pdf(page("<p>Ёл\x00ки\ud800на\x1f Ҡәҙер</p>"))) == "Ёлкина Ҡәҙер"


def test_html_to_pdf_in_child_gives_the_same_bytes(own_static):
    html = page("<p>Дорожная карта</p>", head='<link rel="stylesheet" href="/static/css/paper.css">')

    assert html_to_pdf_in_child(html) == html_to_pdf(html)


def test_html_to_pdf_in_child_too_long_page_is_stopped():
    with pytest.raises(PdfError):
        html_to_pdf_in_child(page("<p>слово</p>" * 50_000), wall_seconds=2)


@pytest.mark.parametrize(
    "address",
    ["/static/nothing.css", "/static/../manage.py", "/static//etc/passwd", "/static/", "/etc/passwd", ""],
)
def test_static_file_other_path_is_none(address, own_static):
    assert static_file(address) is None


@pytest.mark.parametrize(("inline", "kind"), [(True, "inline"), (False, "attachment")])
def test_pdf_response_names_file_in_russian(inline, kind):
    response = pdf_response(b"%PDF", "Приказ\r\n№ 47.pdf", inline=inline)

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        f"{kind}; filename*=UTF-8''%D0%9F%D1%80%D0%B8%D0%BA%D0%B0%D0%B7%0D%0A%E2%84%96%2047.pdf"
    )


def test_style_sheet_changed_between_papers_is_read_again(own_static):
    linked = page("<p>Приказ</p>", '<link rel="stylesheet" href="/static/css/paper.css">')
    sheet = own_static / "static" / "css" / "paper.css"

    sizes = []
    for width in (100, 100, 60):
        sheet.write_text(f"@page {{ size: {width}mm 50mm }}")
        os.utime(sheet, ns=(width, width))
        box = PdfReader(io.BytesIO(html_to_pdf(linked))).pages[0].mediabox
        sizes.append(round(float(box.width) / 72 * 25.4))

    assert sizes == [100, 100, 60]


def test_later_style_sheet_wins_over_the_earlier_one(own_static):
    (own_static / "static" / "css" / "slips.css").write_text("@page { size: 70mm 50mm }")
    links = "".join(f'<link rel="stylesheet" href="/static/css/{name}.css">' for name in ("paper", "slips"))

    box = PdfReader(io.BytesIO(html_to_pdf(page("<p>Записка</p>", links)))).pages[0].mediabox

    assert round(float(box.width) / 72 * 25.4) == 70
