"""The guide speaks of the product as it is: every quoted label stands in it, every picture and link exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GUIDE = ROOT / "docs" / "guide.md"
APPS = ("mentoring_site", "programs", "participants", "pairing", "monitoring", "roadmap", "templates")
# Quoted, but not written in one piece in the source: a number or an action stands inside.
MADE_UP = {
    "Записать … строк",
    "Утвердить все 4",
    "Допустить к наставничеству без …",
    "Пара без действующего согласия участника",
}
MAX_IMAGE = 150 * 1024  # bytes


def source_text() -> str:
    files = (
        path for app in APPS for path in (ROOT / app).rglob("*") if path.suffix in {".py", ".html", ".toml"}
    )
    return "\n".join(path.read_text(encoding="utf-8") for path in files).casefold()


def test_guide_quotes_labels_of_the_product():
    source = source_text()
    quoted = set(re.findall(r"«([^»]+)»", " ".join(GUIDE.read_text(encoding="utf-8").split())))

    unknown = {label for label in quoted - MADE_UP if label.casefold() not in source}

    assert unknown == set()


@pytest.mark.parametrize("page", ["README.md", "docs/guide.md"])
def test_documents_link_to_files_that_exist(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#]+)[^)]*\)", text) + re.findall(r'src="([^"]+)"', text)

    missing = {name for name in targets if "://" not in name and not ((ROOT / page).parent / name).exists()}

    assert missing == set()


def test_pictures_of_the_documents_are_small():
    large = {image.name for image in (ROOT / "docs" / "images").iterdir() if image.stat().st_size > MAX_IMAGE}

    assert large == set()


def test_help_page_links_to_nothing_outside():
    page = (ROOT / "templates" / "programs" / "help.html").read_text(encoding="utf-8")

    assert re.findall(r"https?://|//[a-z]", page) == []
