from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django_scopes import scope

from programs.content import load_template
from programs.enums import ProgramAction, ProgramState
from programs.models import AuditEvent, InteractionModel, MentoringForm, Program, ProgramSection, School
from programs.registries.programme import PROGRAM_PARTS, ProgramPart
from programs.services import programs as services
from programs.services.audit import Refusal
from programs.transitions import PROGRAM_TRANSITIONS
from tests.factories import make_member, make_program, make_school, make_user

YEAR = {"label": "2026-2027", "starts": date(2026, 9, 1), "ends": date(2027, 6, 30)}


def events(program, action):
    return list(
        AuditEvent.objects.filter(target_id=program.pk, action=action).values_list("sentence", flat=True)
    )


# --- opening ---


def test_school_created_is_written_with_audit(db):
    by = make_user()

    school = services.create_school(
        slug="sosh59", full_name="Школа № 59", short_name="СОШ № 59", list_name="СОШ № 59", by=by
    )

    with scope(school=school):
        assert list(AuditEvent.objects.values_list("action", "sentence")) == [
            ("school.create", "создана школа СОШ № 59")
        ]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"slug": "admin"}, "__all__"),
        ({"slug": "СОШ 59"}, "slug"),
        ({"inn": "123"}, "inn"),
        ({"full_name": ""}, "full_name"),
    ],
)
def test_school_with_wrong_value_is_refused_by_field(db, fields, wrong):
    values = {"slug": "sosh59", "full_name": "Школа № 59", "short_name": "СОШ № 59", "list_name": "СОШ № 59"}

    with pytest.raises(ValidationError) as refusal:
        services.create_school(by=None, **{**values, **fields})

    assert list(refusal.value.message_dict) == [wrong]
    assert School.objects.count() == 0


def test_program_opened_from_template_holds_every_section_form_and_model(db):
    school = make_school(short_name="СОШ № 7")

    program = services.open_program(school=school, by=make_user(), **YEAR)

    template = load_template()
    with scope(school=school):
        expected = [s.filled(school="СОШ № 7", first_year=2026) for s in template.sections]
        assert [
            (s.code, s.title, s.intro, tuple(map(tuple, s.rows)))
            for s in ProgramSection.objects.filter(program=program)
        ] == [(s.code, s.title, s.intro, s.rows) for s in expected]
        assert list(MentoringForm.objects.filter(program=program).values_list("code", flat=True)) == [
            form.code for form in template.forms
        ]
        assert [
            (m.code, m.title, m.min_grade_gap, m.same_subject, m.mentee_experience_max_years)
            for m in InteractionModel.objects.filter(program=program)
        ] == [
            (m.code, m.title, m.min_grade_gap, m.same_subject, m.mentee_experience_max_years)
            for m in template.interaction_models
        ]
        assert program.state == ProgramState.DRAFT
        assert events(program, "program.open") == ["создана Программа 2026–2027 по типовому образцу"]


def test_program_opened_from_last_year_copies_own_texts_and_moves_dates(db):
    school = make_school()
    by = make_user()
    last = services.open_program(
        school=school, label="2025-2026", starts=date(2025, 9, 1), ends=date(2026, 6, 30), by=by
    )
    with scope(school=school):
        goal = last.sections.get(code="goal")
        goal.intro = "Наша цель"
        goal.save()
        MentoringForm.objects.create(
            school=school,
            program=last,
            code="third",
            title="Выпускник – ученик",
            mentor_kind="teacher",
            mentee_kind="pupil",
            position=3,
        )

    program = services.open_program(school=school, by=by, previous=last, **YEAR)

    with scope(school=school):
        sections = {section.code: section for section in program.sections.all()}
        terms = [row[2] for row in sections["management"].rows]
        assert sections["goal"].intro == "Наша цель"
        assert "Сентябрь 2026" in terms
        assert not any("2025" in term for term in terms)
        assert [form.code for form in program.forms.all()] == ["pupil_pupil", "teacher_teacher", "third"]
        assert program.interaction_models.count() == last.interaction_models.count() == 9
        assert program.previous == last


@pytest.mark.parametrize(("previous", "expected"), [(False, ["template"]), (True, ["previous 2025-2026"])])
def test_program_opened_runs_parts_of_other_apps(db, monkeypatch, previous, expected):
    school = make_school()
    last = None
    if previous:
        with scope(school=school):
            last = make_program(school, label="2025-2026")
    calls = []
    part = ProgramPart(
        "probe",
        1,
        from_template=lambda program, by: calls.append("template"),
        from_previous=lambda program, previous, by: calls.append(f"previous {previous.label}"),
    )
    monkeypatch.setattr(services, "PROGRAM_PARTS", [part])

    services.open_program(school=school, by=make_user(), previous=last, **YEAR)

    assert calls == expected


def test_program_part_failing_leaves_nothing(db, monkeypatch):
    def fail(program, by):
        raise Refusal("нет")

    school = make_school()
    monkeypatch.setattr(services, "PROGRAM_PARTS", [ProgramPart("probe", 1, fail, fail)])

    with pytest.raises(Refusal):
        services.open_program(school=school, by=make_user(), **YEAR)

    assert Program.objects.count() == 0


@pytest.mark.parametrize(
    ("label", "starts", "ends", "message"),
    [
        ("2026/27", date(2026, 9, 1), date(2027, 6, 30), "Учебный год пишется двумя годами"),
        ("2027-2026", date(2027, 9, 1), date(2026, 6, 30), "Второй год больше первого"),
        ("2026-2032", date(2026, 9, 1), date(2032, 6, 30), "Второй год больше первого"),
        ("2026-2027", date(2025, 9, 1), date(2027, 6, 30), "начинается в 2026 году"),
        ("2026-2027", date(2026, 9, 1), date(2028, 6, 30), "заканчивается в 2027 году"),
        ("2026-2027", date(2026, 12, 20), date(2027, 1, 5), "не меньше четырёх недель"),
    ],
)
def test_program_with_wrong_period_is_refused(db, label, starts, ends, message):
    with pytest.raises(Refusal, match=message):
        services.open_program(school=make_school(), label=label, starts=starts, ends=ends, by=make_user())


def test_program_of_taken_year_is_refused(db):
    school = make_school()
    services.open_program(school=school, by=make_user(), **YEAR)

    with pytest.raises(Refusal, match="2026–2027 учебный год уже есть"):
        services.open_program(school=school, by=make_user(), **YEAR)


def test_program_based_on_foreign_one_is_refused(db):
    foreign = make_school()
    with scope(school=foreign):
        last = make_program(foreign, label="2025-2026")

    with pytest.raises(Refusal, match="своей школы"):
        services.open_program(school=make_school(), by=make_user(), previous=last, **YEAR)


# --- life ---


@pytest.mark.parametrize("action", ProgramAction)
@pytest.mark.parametrize("state", ProgramState)
def test_program_action_from_each_state_moves_or_refuses(program, state, action):
    program.sections.create(
        school=program.school, program=program, code="goal", title="Цель", kind="text", position=1
    )
    Program.objects.filter(pk=program.pk).update(state=state)
    by = make_member(program.school, "director")
    sources, target = PROGRAM_TRANSITIONS[action]

    if state in sources:
        moved = services.change_program_state(program=program, action=action, by=by, comment="Исправьте цель")
        assert moved.state == target
        assert len(events(program, f"program.{action}")) == 1
        return
    with pytest.raises(Refusal, match="Обновите страницу"):
        services.change_program_state(program=program, action=action, by=by, comment="Исправьте цель")
    program.refresh_from_db()
    assert program.state == state
    assert events(program, f"program.{action}") == []


def make_draft(program):
    Program.objects.filter(pk=program.pk).update(state=ProgramState.DRAFT)
    program.sections.create(
        school=program.school, program=program, code="goal", title="Цель", kind="text", position=1
    )
    program.refresh_from_db()
    return program


def test_program_approved_by_director_carries_title_and_protocol(program):
    director = make_member(program.school, "director")
    curator = make_member(program.school, "curator")
    services.submit_program(program=make_draft(program), by=curator)

    approved = services.approve_program(program=program, by=director, protocol=" от 28.08.2026 № 1 ")

    assert (approved.state, approved.approved_by, approved.approver_title, approved.approval_protocol) == (
        ProgramState.APPROVED,
        director,
        "Директор",
        "от 28.08.2026 № 1",
    )


def test_program_returned_keeps_comment_until_next_submission(program):
    director = make_member(program.school, "director")
    curator = make_member(program.school, "curator")
    services.submit_program(program=make_draft(program), by=curator)

    returned = services.return_program(program=program, by=director, comment="Напишите цель.")
    again = services.submit_program(program=program, by=curator)

    assert (returned.return_comment, again.return_comment) == ("Напишите цель.", "")
    assert events(program, "program.return") == ["программа возвращена с замечанием: Напишите цель."]


@pytest.mark.parametrize("comment", ["", "   "])
def test_program_returned_without_comment_is_refused(program, comment):
    by = make_member(program.school, "director")
    services.submit_program(program=make_draft(program), by=by)

    with pytest.raises(Refusal, match="без замечания"):
        services.return_program(program=program, by=by, comment=comment)

    program.refresh_from_db()
    assert program.state == ProgramState.SUBMITTED


def test_program_revised_is_next_edition_without_old_mark(program):
    by = make_member(program.school, "director")
    services.submit_program(program=make_draft(program), by=by)
    services.approve_program(program=program, by=by, protocol="№ 1")

    revised = services.revise_program(program=program, by=by)

    assert (revised.state, revised.edition, revised.approved_at, revised.approver_title) == (
        ProgramState.DRAFT,
        2,
        None,
        "",
    )


def test_program_started_after_its_end_is_refused(program):
    by = make_member(program.school, "director")
    services.submit_program(program=make_draft(program), by=by)
    services.approve_program(program=program, by=by)

    with pytest.raises(Refusal, match="Срок программы уже прошёл"):
        services.start_program(program=program, by=by, on=date(2027, 7, 1))


def test_program_state_unchanged_when_audit_fails(program, monkeypatch):
    by = make_member(program.school, "director")
    make_draft(program)

    def fail(*args, **kwargs):
        raise RuntimeError("no journal")

    monkeypatch.setattr(services, "record_event", fail)
    with pytest.raises(RuntimeError):
        services.submit_program(program=program, by=by)

    program.refresh_from_db()
    assert program.state == ProgramState.DRAFT


def test_registry_of_parts_is_the_one_that_opening_reads():
    assert services.PROGRAM_PARTS is PROGRAM_PARTS
