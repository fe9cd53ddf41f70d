"""One link on two phones at once: exactly one answer is stored, and nobody sees an error."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone
from django_scopes import scope

from participants.models import Response
from participants.questionnaires.by_link import asked_by, issue_survey_link, keep, send, with_key
from programs.models import PersonalLink
from programs.services.audit import Refusal
from tests.factories import make_program, make_school
from tests.participants.questionnaires.makers import make_questionnaire

TODAY = timezone.localdate()


def at_once(school, *works):
    line, outcomes = Barrier(len(works)), [None] * len(works)

    def run(number, work):
        try:
            with scope(school=school):
                line.wait(timeout=10)
                outcomes[number] = work()
        except Refusal as refusal:
            outcomes[number] = refusal
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number, work)) for number, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return outcomes


def answer(link_pk, skills):
    """A whole visit: read the link, keep the answers, send them."""
    asked = asked_by(PersonalLink.objects.select_related("program__school").get(pk=link_pk))
    keep(asked, {"skills": skills}, TODAY)
    return send(asked, TODAY)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_anonymous", [True, False])
def test_two_phones_with_one_link_leave_one_answer(is_anonymous):
    school = make_school()
    with scope(school=school):
        program = make_program(school)
        questionnaire = make_questionnaire(program, kind="survey", is_anonymous=is_anonymous)
        link = issue_survey_link(program=program, questionnaire=questionnaire, by=None)

        outcomes = at_once(school, *(lambda word=word: answer(link.pk, word) for word in ("раз", "два")))

        stored = Response.objects.get()
        link.refresh_from_db()
        assert all(isinstance(outcome, Response | Refusal) for outcome in outcomes)
        assert (stored.state, stored.link, link.is_used) == (
            "submitted",
            None if is_anonymous else link,
            is_anonymous,
        )


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_draft_sent_by_many_at_once_is_stored_once():
    school = make_school()
    with scope(school=school):
        program = make_program(school)
        questionnaire = make_questionnaire(program, kind="survey", is_anonymous=True)
        link = issue_survey_link(program=program, questionnaire=questionnaire, by=None)
        begun = asked_by(link)
        keep(begun, {"skills": "раз"}, TODAY)

        def press():
            found = asked_by(PersonalLink.objects.select_related("program__school").get(pk=link.pk))
            return send(with_key(found, begun.key), TODAY)

        outcomes = at_once(school, *(press for _ in range(5)))

        assert [outcome.state for outcome in outcomes] == ["submitted"] * 5
        assert Response.objects.get().link is None
