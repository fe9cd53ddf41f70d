import pytest

from programs.enums import ProgramState
from programs.models import AuditEvent, Program, ProgramSection
from programs.services import sections as services
from programs.services.audit import Refusal, StaleVersion
from tests.factories import make_member


@pytest.fixture
def draft(program):
    Program.objects.filter(pk=program.pk).update(state=ProgramState.DRAFT)
    program.refresh_from_db()
    return program


def make_section(program, **fields):
    defaults = {
        "code": "tasks",
        "title": "Задачи",
        "kind": "list",
        "rows": [["первая"], ["вторая"]],
        "position": 1,
    }
    return ProgramSection.objects.create(school=program.school, program=program, **{**defaults, **fields})


def sentences():
    return list(AuditEvent.objects.filter(action="section.edit").values_list("sentence", flat=True))


def test_section_edited_writes_rows_version_and_sentence(draft):
    section = make_section(draft)
    by = make_member(draft.school, "curator")

    saved = services.edit_section(
        section=section,
        shown_version=1,
        intro=" Текст \r\n",
        rows=[
            ["первая"],
            ["новая"],
            [
                "",
            ],
        ],
        by=by,
    )

    assert (saved.intro, saved.rows, saved.version) == ("Текст", [["первая"], ["новая"]], 2)
    assert sentences() == ["раздел «Задачи»: изменён текст, изменено 1\u00a0строка"]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([["вторая"], ["первая"]], "изменён порядок строк"),
        ([["первая"]], "удалено 1\u00a0строка"),
        ([["первая"], ["вторая"], ["третья"], ["пятая"]], "добавлено 2\u00a0строки"),
    ],
)
def test_section_change_is_told_in_words(draft, rows, words):
    by = make_member(draft.school, "curator")

    services.edit_section(section=make_section(draft), shown_version=1, intro="", rows=rows, by=by)

    assert sentences() == [f"раздел «Задачи»: {words}"]


def test_section_saved_unchanged_leaves_no_trace(draft):
    section = make_section(draft)
    by = make_member(draft.school, "curator")

    saved = services.edit_section(section=section, shown_version=1, intro="", rows=section.rows, by=by)

    assert (saved.version, sentences()) == (1, [])


def test_section_of_older_page_is_refused_unwritten(draft):
    section = make_section(draft, version=3)
    by = make_member(draft.school, "curator")

    with pytest.raises(StaleVersion):
        services.edit_section(section=section, shown_version=2, intro="моё", rows=[], by=by)

    section.refresh_from_db()
    assert (section.intro, section.version) == ("", 3)


@pytest.mark.parametrize("state", [state for state in ProgramState if state != ProgramState.DRAFT])
def test_section_outside_draft_is_refused(program, state):
    section = make_section(program)
    Program.objects.filter(pk=program.pk).update(state=state)

    with pytest.raises(Refusal, match="Откройте новую редакцию"):
        services.edit_section(
            section=section, shown_version=1, intro="x", rows=[], by=make_member(program.school, "curator")
        )


@pytest.mark.parametrize(
    ("intro", "rows", "message"),
    [
        ("я" * 20_001, [], "Текст раздела длиннее"),
        ("", [["я"]] * 201, "больше 200 строк"),
        ("", [["да"], ["я" * 4_001]], "Строка 2 длиннее"),
        ("", [["одна", "две"]], "не столько граф"),
    ],
)
def test_section_too_long_or_crooked_is_refused(draft, intro, rows, message):
    with pytest.raises(Refusal, match=message):
        services.edit_section(
            section=make_section(draft),
            shown_version=1,
            intro=intro,
            rows=rows,
            by=make_member(draft.school, "curator"),
        )
