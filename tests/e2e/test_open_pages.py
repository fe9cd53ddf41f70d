"""The site editor switches the open pages on; a family reads them on a phone and takes its consent back."""

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright belongs to the dev packages")
expect = playwright.expect

from django.utils import timezone  # noqa: E402
from django_scopes import scope  # noqa: E402

from participants.enums import ConsentPurpose  # noqa: E402
from participants.services.consents import withdraw_consent  # noqa: E402
from programs.models import User  # noqa: E402
from tests.e2e.conftest import NARROW_PHONE  # noqa: E402
from tests.e2e.walk import Visitor, axe_problems, is_wider, open_school_year  # noqa: E402
from tests.factories import make_mentor, make_person  # noqa: E402
from tests.monitoring.makers_public import shown_card  # noqa: E402


def test_open_page_follows_the_switch_and_the_consent(live_server, new_page):
    year, today = open_school_year(), timezone.localdate()
    by = User.objects.get(username="curator")
    with scope(school=year.school):
        pupil = make_person(year, last_name="Лебедев", first_name="Артём")
        card = shown_card(year, by, today, make_mentor(year, pupil), quote="Вместе легче")
    curator = Visitor(new_page(), f"/{year.school.slug}/{year.label}/")
    guest = new_page(viewport=NARROW_PHONE, java_script_enabled=False)
    watcher = new_page(viewport=NARROW_PHONE)
    assert guest.goto(f"/public/{year.school.slug}/").status == 404

    curator.sign_in("curator")
    curator.go("open-pages/")
    curator.page.get_by_label("открытые страницы включены").check()
    curator.page.get_by_role("button", name="Сохранить настройки").click()
    expect(curator.page.get_by_text("Открытые страницы настроены.").first).to_be_visible()
    guest.reload()
    expect(guest.get_by_role("heading", name="Артём Л.")).to_be_visible()
    watcher.goto(f"/public/{year.school.slug}/")
    assert (is_wider(watcher, NARROW_PHONE["width"]), axe_problems(watcher)) == (False, [])

    with scope(school=year.school):
        consent = card.person.consents.get(purpose=ConsentPurpose.PUBLICATION)
        withdraw_consent(consent=consent, reason="заявление родителя", on=today, by=by, program=year)
    guest.reload()
    expect(guest.get_by_text("Вместе легче")).to_have_count(0)
