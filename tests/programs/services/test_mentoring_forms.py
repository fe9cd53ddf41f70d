import pytest
from django.core.exceptions import ValidationError

from programs.enums import ProgramState
from programs.models import AuditEvent, Program
from programs.services import mentoring_forms as services
from programs.services.audit import Refusal
from programs.services.programs import edit_school
from tests.factories import make_member, make_mentor

THIRD = {
    "title": "Выпускник – ученик",
    "mentor_kind": "teacher",
    "mentee_kind": "pupil",
    "goal": "",
    "is_active": True,
}
RULES = {
    "title": "Помощь к экзамену",
    "goal": "",
    "min_grade_gap": None,
    "max_grade_gap": None,
    "same_subject": True,
    "mentee_experience_max_years": None,
    "mentor_more_experienced": False,
    "is_active": True,
}


def test_third_form_with_model_is_added_with_audit(program):
    by = make_member(program.school, "curator")

    form = services.add_mentoring_form(program=program, by=by, **THIRD)
    model = services.add_interaction_model(form=form, by=by, **RULES)

    assert (form.code, form.position, model.code, model.rules_in_words) == (
        "form_3",
        2,
        "model_1",
        ["один предмет"],
    )
    assert list(AuditEvent.objects.order_by("id").values_list("sentence", flat=True)) == [
        "добавлена форма наставничества «Выпускник – ученик»",
        "форма «Выпускник – ученик»: добавлена форма взаимодействия «Помощь к экзамену»",
    ]


def test_form_of_same_title_is_refused(program):
    with pytest.raises(Refusal, match="уже есть"):
        services.add_mentoring_form(
            program=program,
            by=make_member(program.school, "curator"),
            **{**THIRD, "title": "ученик – Ученик"},
        )


def test_sides_of_used_form_are_kept(program):
    by = make_member(program.school, "curator")
    form = make_mentor(program).form

    with pytest.raises(Refusal, match="уже есть участники"):
        services.edit_mentoring_form(form=form, by=by, **{**THIRD, "title": form.title})
    renamed = services.edit_mentoring_form(
        form=form, by=by, **{**THIRD, "mentor_kind": "pupil", "title": "Сверстники"}
    )

    assert renamed.title == "Сверстники"


def test_model_edited_names_what_changed(program):
    by = make_member(program.school, "curator")
    model = program.interaction_models.first()

    services.edit_interaction_model(model=model, by=by, **{**RULES, "title": model.title, "min_grade_gap": 1})

    assert AuditEvent.objects.get().sentence == (
        "форма взаимодействия «Равный – равному», изменено: "
        "наставник старше не менее чем на, классов, один предмет"
    )


def test_form_in_closed_program_is_refused(program):
    Program.objects.filter(pk=program.pk).update(state=ProgramState.COMPLETED)
    program.refresh_from_db()

    with pytest.raises(Refusal, match="Формы изменить нельзя"):
        services.add_mentoring_form(program=program, by=make_member(program.school, "curator"), **THIRD)


def test_school_edited_is_told_in_journal(program):
    by = make_member(program.school, "curator")

    school = edit_school(school=program.school, by=by, inn="2222000000", place="г. Барнаул")

    assert (school.inn, AuditEvent.objects.get().sentence) == (
        "2222000000",
        "сведения о школе, изменено: ИНН, место составления документов",
    )


def test_school_with_wrong_inn_is_refused_unwritten(program):
    with pytest.raises(ValidationError, match="10 или 12 цифр"):
        edit_school(school=program.school, by=make_member(program.school, "curator"), inn="12")

    assert AuditEvent.objects.count() == 0
