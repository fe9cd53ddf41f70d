from datetime import date
from io import BytesIO

from pypdf import PdfReader

from mentoring_site.pdf import render_pdf
from programs.enums import ProgramState
from programs.models import Program, ProgramSection
from programs.reports import document_parts, programme_context, programme_filename
from programs.services import programs as services
from tests.factories import make_member

YEAR = {"label": "2027-2028", "starts": date(2027, 9, 1), "ends": date(2028, 8, 31)}


def open_draft(program):
    """The document of the template inside the school of the fixture."""
    school = program.school
    return services.open_program(school=school, by=make_member(school, "curator"), **YEAR)


def pdf_pages(program):
    pdf = render_pdf("reports/programme.html", programme_context(program))
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def test_document_of_template_has_five_lost_parts_as_gaps(program):
    parts = document_parts(ProgramSection.objects.filter(program=open_draft(program)))

    assert [part.code for part in parts if part.is_gap] == [
        "explanatory_note",
        "legal_basis",
        "goal",
        "principles",
        "conditions",
    ]
    assert {
        part.code: part.level for part in parts if part.code in ("forms", "pupil_pupil", "pupil_pupil_goal")
    } == {
        "forms": 1,
        "pupil_pupil": 2,
        "pupil_pupil_goal": 3,
    }


def test_indicator_rows_of_one_criterion_are_joined(program):
    parts = {p.code: p for p in document_parts(ProgramSection.objects.filter(program=open_draft(program)))}

    groups = parts["monitoring_indicators"].row_groups

    assert [(len(group), group[0][0].span) for group in groups] == [(5, 5), (2, 2), (2, 2)]
    assert sum(parts["monitoring_indicators"].column_shares) == 100


def test_programme_printed_as_project_until_approved(program):
    draft = open_draft(program)

    pages = pdf_pages(draft)

    assert "ПРОЕКТ" in pages[0].upper()
    assert "УТВЕРЖДАЮ" not in pages[0]
    assert "Содержание" in pages[1]
    assert "не заполнено" in pages[2]
    assert programme_filename(draft) == "Программа наставничества 2027–2028, проект.pdf"


def test_programme_printed_approved_has_mark_name_and_protocol(program):
    draft = open_draft(program)
    director = make_member(
        program.school, "director", last_name="Ершова", first_name="Нина", middle_name="Викторовна"
    )
    services.submit_program(program=draft, by=director)
    approved = services.approve_program(program=draft, by=director, protocol="от 28.08.2027 № 1")

    first, *_ = pdf_pages(approved)

    assert "УТВЕРЖДАЮ" in first
    assert "Н. В. Ершова" in first.replace("\u00a0", " ").replace("\u202f", " ")
    assert "протокол педагогического совета от 28.08.2027 № 1" in " ".join(first.split())
    assert "ПРОЕКТ" not in first.upper()


def test_programme_without_sections_still_prints(program):
    Program.objects.filter(pk=program.pk).update(state=ProgramState.DRAFT)
    program.refresh_from_db()

    assert len(pdf_pages(program)) >= 1
