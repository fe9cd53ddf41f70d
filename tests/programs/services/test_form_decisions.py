"""Forms and models are switched on and off by a decision with a reason (steps 8 and 11)."""

from datetime import timedelta

import pytest

from mentoring_site.permissions import Role
from programs.enums import ProgramState
from programs.models import AuditEvent, FormDecision
from programs.reports_forms import forms_paper
from programs.services.audit import Refusal
from programs.services.mentoring_forms import decide_form, is_used
from programs.tenancy import program_url
from tests.factories import TODAY, make_member


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def form(program):
    return program.forms.get(code="pupil_pupil")


def decide(form, by, **values):
    defaults = {"is_on": False, "reason": "Запросов нет", "protocol": "протокол № 2", "decided_on": TODAY}
    return decide_form(form=form, by=by, today=TODAY, **{**defaults, **values})


def test_decision_switches_the_form_and_is_kept(form, curator):
    made = decide(form, curator)

    form.refresh_from_db()
    assert (form.is_active, made.reason, made.protocol, made.decided_by_name) == (
        False,
        "Запросов нет",
        "протокол № 2",
        str(curator),
    )
    assert AuditEvent.objects.get().sentence == (
        "форма наставничества «Ученик – ученик» не действует: Запросов нет, протокол № 2"
    )


def test_decision_about_a_model_leaves_the_form(form, curator):
    model = form.interaction_models.get()

    decide(form, curator, model=model)

    form.refresh_from_db()
    model.refresh_from_db()
    assert (form.is_active, model.is_active) == (True, False)


def test_confirmation_of_what_is_on_is_a_decision_too(form, curator):
    decide(form, curator, is_on=True)

    assert FormDecision.objects.get().is_on


def test_model_of_a_form_that_is_off_is_not_switched_on(form, curator):
    decide(form, curator)

    with pytest.raises(Refusal, match="Сначала включите её"):
        decide(form, curator, model=form.interaction_models.get(), is_on=True)


@pytest.mark.parametrize(
    ("values", "message"),
    [({"reason": "  "}, "почему"), ({"decided_on": TODAY + timedelta(days=1)}, "ещё не наступила")],
)
def test_decision_without_reason_or_of_tomorrow_is_refused(form, curator, values, message):
    with pytest.raises(Refusal, match=message):
        decide(form, curator, **values)

    assert FormDecision.objects.count() == 0


def test_finished_programme_takes_no_decisions(program, form, curator):
    program.state = ProgramState.COMPLETED
    program.save()

    with pytest.raises(Refusal, match="Формы изменить нельзя"):
        decide(form, curator)


def test_decision_does_not_make_a_form_used(form, curator):
    decide(form, curator, is_on=True)

    assert not is_used(form)


def test_paper_lists_forms_with_their_newest_decision_and_those_off_last(program, form, curator):
    decide(form, curator, is_on=True, reason="Много запросов")
    decide(form, curator, reason="Запросы кончились")

    paper = forms_paper(program, TODAY)

    assert [
        (group["title"], group["is_active"], group["reason"], group["basis"]) for group in paper["groups"]
    ] == [
        ("«Учитель – учитель»", True, "", ""),
        ("«Ученик – ученик»", False, "Запросы кончились", "протокол № 2; 23.11.2026"),
    ]


def test_decision_on_screen(program, form, curator, sign_in):
    client = sign_in(curator)
    url = program_url(program, "programs:form_decide", pk=form.pk)

    empty = client.post(url, {"is_on": "0", "decided_on": "2026-10-12"})
    sent = client.post(url, {"is_on": "0", "reason": "Запросов нет", "decided_on": "2026-10-12"})
    page = client.get(sent.url).content.decode()
    paper = client.get(program_url(program, "programs:form_pdf"))

    assert (empty.status_code, "Напишите, почему так решено." in empty.content.decode()) == (200, True)
    assert ("Запросов нет" in page, paper.content[:5]) == (True, b"%PDF-")


def test_decision_about_a_model_of_another_form_is_not_found(program, form, curator, sign_in):
    other = program.forms.get(code="teacher_teacher").interaction_models.get()
    url = program_url(program, "programs:form_decide", pk=form.pk)

    assert sign_in(curator).get(f"{url}?model={other.pk}").status_code == 404


def test_form_is_not_switched_by_the_ordinary_form(program, form, curator, sign_in):
    url = program_url(program, "programs:form_edit", pk=form.pk)

    sign_in(curator).post(
        url, {"title": form.title, "mentor_kind": "pupil", "mentee_kind": "pupil", "goal": ""}
    )

    form.refresh_from_db()
    assert form.is_active
