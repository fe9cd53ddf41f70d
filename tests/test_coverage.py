"""docs/coverage.md holds exactly one row per item of the programme document."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from django.urls import Resolver404, resolve

from programs.content import ProgramTemplate, SectionTemplate, load_template
from roadmap.content import load_steps

ROOT = Path(__file__).resolve().parent.parent
STATES = {"works", "thin", "later"}
# Any school and year will do: an address is resolved here, not opened.
PREFIX = "/sosh59/2026-2027/"


@dataclass(frozen=True)
class Row:
    id: str
    what: str
    page: str
    test: str
    state: str

    @property
    def address(self) -> str:
        return PREFIX + self.page.partition("#")[0]

    @property
    def resolves(self) -> bool:
        try:
            resolve(self.address)
        except Resolver404:
            return False
        return True


def read_rows() -> list[Row]:
    lines = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8").splitlines()
    table = [line for line in lines if line.startswith("|") and not re.match(r"\|\s*(id|---)\s*\|", line)]
    return [Row(*(cell.strip().strip("`") for cell in line.strip("|").split("|"))) for line in table]


def items_of(template: ProgramTemplate) -> list[str]:
    """Return the ids of everything the document counts, sections and typed data alike."""
    ids = [item for section in template.sections for item in _items_of_section(template, section)]
    return (
        ids + [f"duty.{duty.code}" for duty in template.duties] + [f"step.{s.number}" for s in load_steps()]
    )


def _items_of_section(template: ProgramTemplate, section: SectionTemplate) -> list[str]:
    form = next((form for form in template.forms if section.code.startswith(f"{form.code}_")), None)
    if section.is_heading or section.code == "roadmap":
        return []
    if section.code == "management":
        return [f"management.{row.role}" for row in template.management]
    if section.code == "stages":
        return [f"stage.{stage.number}" for stage in template.stages]
    if section.code == "staff":
        return [f"role.{role.code}" for role in template.roles]
    if section.code.startswith("categories_"):
        return [f"category.{c.code}" for c in template.categories if section.code == f"categories_{c.kind}"]
    if section.code == "monitoring_indicators":
        return [f"indicator.{indicator.code}" for indicator in template.indicators]
    if section.code == "monitoring_substages":
        return [section.code, *_numbered(section.code, len(template.monitoring_substages))]
    if form and section.code.endswith("_models"):
        return [f"model.{model.code}" for model in form.models]
    if form and section.code.endswith("_participants"):
        return [
            *_numbered(f"{section.code}.mentor", len(form.mentor_portrait)),
            *_numbered(f"{section.code}.mentee", len(form.mentee_portrait)),
        ]
    return _numbered(section.code, len(section.rows)) or [section.code]


def _numbered(code: str, count: int) -> list[str]:
    return [f"{code}.{number}" for number in range(1, count + 1)]


def test_coverage_rows_match_items_of_document_one_to_one():
    rows = Counter(row.id for row in read_rows())

    assert rows == Counter(items_of(load_template()))
    assert set(rows.values()) == {1}


def test_coverage_rows_name_known_state_and_existing_test():
    rows = read_rows()

    assert {row.state for row in rows} <= STATES
    assert [row.id for row in rows if not (row.what and row.page)] == []
    assert sorted({row.test for row in rows if not (ROOT / row.test).is_file()}) == []


def test_coverage_anchors_are_codes_of_sections():
    codes = {section.code for section in load_template().sections}

    anchors = {row.page.partition("#")[2] for row in read_rows() if "#" in row.page}

    assert anchors - codes == set()


def test_coverage_addresses_of_pages_that_exist_resolve():
    broken = [row.id for row in read_rows() if row.state != "later" and not row.resolves]

    assert broken == []


def test_coverage_address_of_unknown_page_does_not_resolve():
    row = Row(id="x", what="x", page="no-such-page/", test="x", state="works")

    assert not row.resolves
