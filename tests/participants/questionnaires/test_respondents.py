"""Who is told what of his answers, and whose answers a parent's are."""

from __future__ import annotations

import pytest
from django.utils import timezone

from mentoring_site.permissions import Role
from monitoring.models import MonitoringSettings
from participants.models import Representative, Response
from participants.questionnaires.by_link import issue_survey_link
from participants.questionnaires.reading import answers_of
from participants.questionnaires.respondents import parent_subject, promise_of
from participants.reports_questionnaires import blank_context
from programs.services.links import token_of
from tests.factories import make_consent, make_member, make_mentee
from tests.participants.questionnaires.makers import make_questionnaire

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.mark.parametrize(
    ("head", "promise"),
    [
        (
            {"role": "mentee", "moment": "before"},
            (
                "Ответы с вашим именем видит только куратор программы, наставник их не увидит; в конце их сравнят с "
                "вашими же ответами «после»."
            ),
        ),
        (
            {"role": "mentor", "moment": "after"},
            (
                "Ответы с вашим именем видит только куратор программы, наставляемый их не увидит; их сравнят с "
                "тем, что вы отвечали «до»."
            ),
        ),
        (
            {"role": "parent"},
            "Ответы с вашим именем видит только куратор программы, ни ребёнок, ни наставник их не увидят.",
        ),
        ({"role": "partner"}, "Ответы с вашим именем видит только куратор программы."),
        (
            {"role": "curator"},
            "Ответы станут частью мониторинга: их видит куратор программы, в отчёт войдут числа и выводы.",
        ),
        (
            {"role": "", "is_anonymous": True},
            (
                "Имя к ответам не прикрепляется: никто не узнает, кто и как ответил, а результаты покажут, только если "
                "ответят не меньше пяти человек."
            ),
        ),
    ],
)
def test_promise_stands_on_the_page_in_the_preview_and_on_paper(program, client, sign_in, head, promise):
    questionnaire = make_questionnaire(program, kind="survey", **head)
    link = issue_survey_link(program=program, questionnaire=questionnaire, by=None)
    page = client.get(f"/s/{token_of(link)}/").content.decode()
    curator = sign_in(make_member(program.school, Role.CURATOR))
    preview = curator.get(
        f"/{program.school.slug}/{program.label}/questionnaires/{questionnaire.pk}/preview/"
    )

    assert promise_of(questionnaire) == blank_context(questionnaire)["promise"] == promise
    assert promise in preview.content.decode()
    assert page.index(promise) < page.index("1. Что умеете?")


def test_promise_names_the_smallest_group_of_the_school(program):
    MonitoringSettings.objects.create(school=program.school, program=program, smallest_group=8)

    questionnaire = make_questionnaire(program, kind="survey", is_anonymous=True)

    assert promise_of(questionnaire).endswith("не меньше восьми человек.")


def test_both_parents_answer_about_one_child(client, program):
    pupil = make_mentee(program).person
    make_consent(pupil, make_member(program.school, Role.CURATOR), signed_on=TODAY)
    questionnaire = make_questionnaire(program, kind="survey", role="parent")
    parents = [
        Representative.objects.create(school=program.school, person=pupil, full_name=name, kinship=kinship)
        for name, kinship in (("Ветрова Инна Львовна", "Мать"), ("Ветров Лев Ильич", ""))
    ]
    for parent in parents:
        link = issue_survey_link(
            program=program,
            questionnaire=questionnaire,
            by=None,
            person=pupil,
            subject=parent_subject("campaign:3", parent),
        )
        page = client.get(f"/s/{token_of(link)}/").content.decode()
        assert f"Эти вопросы — о вашем ребёнке: {pupil.first_name}." in page
        client.post(f"/s/{token_of(link)}/", {"q-skills": "Всё"})
        client.post(f"/s/{token_of(link)}/check/")

    rows = list(Response.objects.order_by("pk"))
    assert [(row.person, row.subject) for row in rows] == [
        (pupil, f"campaign:3:parent:{parent.pk}") for parent in parents
    ]
    assert [answers_of(row)["how"].split(", с телефона")[0] for row in rows] == [
        "отвечает мать: Ветрова Инна Львовна",
        "отвечает представитель: Ветров Лев Ильич",
    ]
