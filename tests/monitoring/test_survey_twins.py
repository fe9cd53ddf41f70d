"""What two surveys, or the sums and the typed sheets, would tell by subtraction."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mentoring_site.permissions import Role
from monitoring.models import Invitation
from monitoring.survey_results import question_shares
from monitoring.survey_sheets import TWIN, survey_of
from monitoring.survey_twins import Asked, held_twins
from participants.enums import ResponseSource
from participants.models import Response
from programs.tenancy import program_url
from tests.factories import make_member, make_mentee
from tests.monitoring.makers_surveys import add_sheet, make_survey

pytestmark = pytest.mark.django_db
GLAD = {"glad": True, "again": True, "comfort": 9}
NOON = timezone.now()


def asked(key, people, *, opened=0, questions=("рады?",)):
    opened_at = NOON + timedelta(days=opened)
    who = frozenset((person, None, "") for person in people)
    return Asked(key, opened_at, opened_at + timedelta(days=2), who, frozenset(questions))


@pytest.mark.parametrize(
    ("second", "held"),
    [
        ({"people": range(6)}, {2}),  # the sixth
        ({"people": range(1, 5)}, {2}),
        ({"people": [1, 2, 3, 4, 9]}, {2}),  # one came for another
        ({"people": range(5)}, set()),  # the same: nothing to subtract
        ({"people": range(10)}, set()),  # five more
        ({"people": range(20, 26)}, set()),  # nobody answered both
        ({"people": range(6), "opened": 40}, set()),  # they answer anew
        ({"people": range(6), "questions": ("полезно?",)}, set()),
    ],
)
def test_survey_of_almost_the_same_people_is_held_while_the_earlier_is_shown(second, held):
    earlier, later = asked(1, range(5)), asked(2, **{"opened": 3} | second)

    assert held_twins([later, earlier], smallest=5) == held


def test_survey_is_compared_with_shown_ones_only():
    rows = [asked(1, range(5)), asked(2, range(6), opened=3), asked(3, range(11), opened=6)]

    assert held_twins(rows, smallest=5) == {2}


def answered_by(campaign, people):
    for person in people:
        Invitation.objects.create(
            school=campaign.school,
            program=campaign.program,
            campaign=campaign,
            person=person,
            is_anonymous=True,
            is_answered=True,
        )


def test_sixth_answer_can_not_be_had_by_subtracting_two_nameless_surveys(program, sign_in):
    people = [make_mentee(program).person for _ in range(6)]
    first = make_survey(program, [GLAD] * 5, is_anonymous=True)
    second = make_survey(program, [GLAD] * 5 + [GLAD | {"glad": False}], is_anonymous=True)
    answered_by(first, people[:5])
    answered_by(second, people)
    client = sign_in(make_member(program.school, Role.CURATOR))

    pages = {
        name: client.get(program_url(program, f"monitoring:{name}", pk=second.pk))
        for name in ("survey_results", "survey_results_export", "survey_results_pdf", "moderation_detail")
    }

    assert (survey_of(first).hold_words(), survey_of(second).hold_words()) == ("", TWIN)
    assert "Рады, что участвовали?" not in pages["survey_results"].content.decode()
    assert {page.status_code for page in pages.values()} == {200}
    assert question_shares(program)["glad"].total == 5


def test_few_answers_from_phones_are_not_shown_among_sheets_that_the_curator_has_typed(program):
    campaign = make_survey(program, [GLAD] * 6, is_anonymous=True)
    typed = list(Response.objects.values_list("pk", flat=True)[:4])
    Response.objects.filter(pk__in=typed).update(source=ResponseSource.GRID)

    assert "С телефона ответили 2" in survey_of(campaign).hold_words()

    for _ in range(3):
        add_sheet(campaign, GLAD)
    assert survey_of(campaign).hold_words() == ""


def test_nameless_sheets_from_paper_alone_are_shown(program):
    campaign = make_survey(program, [GLAD] * 5, is_anonymous=True)
    Response.objects.update(source=ResponseSource.GRID)

    assert survey_of(campaign).hold_words() == ""


def test_named_sums_of_a_running_survey_are_the_curators_alone(program, sign_in):
    campaign = make_survey(program, [GLAD] * 6, state="open")
    address = program_url(program, "monitoring:survey_results", pk=campaign.pk)

    of_director = sign_in(make_member(program.school, Role.DIRECTOR)).get(address).content.decode()
    of_curator = sign_in(make_member(program.school, Role.CURATOR)).get(address).content.decode()

    assert ("Опрос ещё идёт" in of_director, "Рады, что участвовали?" in of_director) == (True, False)
    assert "Рады, что участвовали?" in of_curator


def test_text_that_few_wrote_is_not_shown_without_names(program, sign_in):
    campaign = make_survey(program, [GLAD | {"best": "Только я хожу в хор"}] + [GLAD] * 5)
    address = program_url(program, "monitoring:survey_results", pk=campaign.pk)

    page = sign_in(make_member(program.school, Role.DIRECTOR)).get(address).content.decode()

    assert ("хожу в хор" in page, "Рады, что участвовали?" in page) == (False, True)
