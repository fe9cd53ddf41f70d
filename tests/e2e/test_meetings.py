"""A mentor marks a meeting by two taps, a plan is made and agreed, the mentee ticks a task, the visa closes."""

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright belongs to the dev packages")
expect = playwright.expect

from datetime import timedelta  # noqa: E402

from django.utils import timezone  # noqa: E402
from django_scopes import scope  # noqa: E402

from mentoring_site.permissions import Role  # noqa: E402
from pairing.enums import MeetingKind, PairState, PlanStage  # noqa: E402
from pairing.models import DevelopmentPlan, Meeting, Referral  # noqa: E402
from pairing.services.meeting_links import issue_meeting_link  # noqa: E402
from pairing.services.meetings import record_meeting  # noqa: E402
from programs.models import InteractionModel  # noqa: E402
from programs.services.links import token_of  # noqa: E402
from tests.e2e.conftest import NARROW_PHONE  # noqa: E402
from tests.e2e.walk import Visitor, axe_problems, is_wider, open_school_year  # noqa: E402
from tests.factories import make_member  # noqa: E402
from tests.pairing.makers import make_pair_in  # noqa: E402

TOLD = "Решили две задачи на дроби"


@pytest.fixture
def year(live_server):
    return open_school_year()


def test_meeting_by_two_taps_then_a_plan_and_the_visa(year, new_page):
    today = timezone.localdate()
    home = f"/{year.school.slug}/{year.label}/"
    with scope(school=year.school):
        curator_user = year.school.memberships.get(role=Role.CURATOR).user
        form = year.forms.get(code="pupil_pupil")
        InteractionModel.objects.create(
            school=year.school, program=year, form=form, code="equal", title="Проверочная"
        )
        pair = make_pair_in(
            year, curator_user, PairState.ACTIVE, on=max(year.starts, today - timedelta(days=9))
        )
        pair.mentor.person.user = make_member(year.school, Role.MENTOR, username="mentor")
        pair.mentor.person.save()
        mentee = pair.members.get().mentee.person
        for kind in (MeetingKind.INTRODUCTION, MeetingKind.TRIAL):
            record_meeting(pair=pair, kind=kind, date=pair.starts_on, by=curator_user)
        tokens = [
            token_of(issue_meeting_link(pair=pair, person=person, by=curator_user))
            for person in (pair.mentor.person, mentee)
        ]
    phone = new_page(viewport=NARROW_PHONE)
    mentor = Visitor(new_page(viewport=NARROW_PHONE), home)
    curator = Visitor(new_page(), home)

    phone.goto(f"/m/{tokens[0]}/")
    assert (axe_problems(phone), is_wider(phone, 390)) == ([], False)
    phone.get_by_text("Рассказать подробнее").click()
    with phone.expect_response("**/draft/"):
        phone.get_by_label("Чем занимались").fill(TOLD)
    expect(phone.get_by_text("Черновик сохранён в")).to_be_visible()
    phone.reload()
    expect(phone.get_by_label("Чем занимались")).to_have_value(TOLD)
    phone.get_by_text("Сегодня", exact=True).click()
    phone.get_by_role("button", name="Отметить встречу", exact=True).click()
    expect(phone.get_by_text("Встреча записана")).to_be_visible()

    mentor.sign_in("mentor", "test-password-59")
    mentor.go(f"pairs/{pair.pk}/meetings/")
    mentor.press("Составить план")
    mentor.page.get_by_label("Цель").fill("Освоить дроби")
    mentor.page.get_by_label("Проект, задание").first.fill("Подготовить проект")
    assert (axe_problems(mentor.page), is_wider(mentor.page, 390)) == ([], False)
    mentor.press("Сохранить план")
    mentor.press("Передать куратору")
    expect(mentor.page.get_by_text("План передан куратору")).to_be_visible()

    curator.sign_in("curator")
    curator.go("development/?state=submitted")
    curator.follow(mentee.list_name)
    curator.press("Согласовать план")
    expect(curator.page.get_by_text("План согласован.")).to_be_visible()
    curator.go("meetings/visas/")
    curator.page.get_by_label("Выбрать все на странице").check()
    curator.press("Завизировать")
    expect(curator.page.get_by_text("Завизировано: 3 записи")).to_be_visible()

    phone.goto(f"/m/{tokens[1]}/")
    phone.get_by_role("button", name="Сделано: Подготовить проект").click()
    expect(phone.get_by_text("Задача отмечена")).to_be_visible()
    phone.get_by_text("Нужна помощь", exact=True).click()
    phone.get_by_label("Что случилось").fill("Не успеваю")
    assert axe_problems(phone) == []
    phone.get_by_role("button", name="Попросить о помощи").click()
    expect(phone.get_by_text("Передано психологу")).to_be_visible()
    mentor.go(f"pairs/{pair.pk}/meetings/")
    assert "Не успеваю" not in mentor.said()
    assert "Виза куратора" in mentor.said()

    with scope(school=year.school):
        written = Meeting.objects.get(kind=MeetingKind.PLANNING)
        assert (written.date, written.content, written.recorded_by) == (today, TOLD, None)
        plan = DevelopmentPlan.objects.get()
        assert (plan.state, plan.tasks.get().mentee_done_on) == (PlanStage.AGREED, today)
        assert Referral.objects.get().person == mentee
