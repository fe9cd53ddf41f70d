from __future__ import annotations

from datetime import date, timedelta

import pytest

from mentoring_site.permissions import Role
from monitoring.census import age_of
from monitoring.counts import COUNTS, census_for, count_value
from monitoring.indicators import IndicatorValue, values_of
from monitoring.models import IndicatorTarget, ModelIndicator, MonitoringText
from monitoring.municipal import municipal_form
from monitoring.services.indicators import (
    model_indicators_from_previous,
    model_indicators_from_template,
    save_indicator,
    shipped,
)
from participants.enums import MenteeStatus, PersonKind, PopulationKind
from participants.models import Category, MenteeCategory
from participants.services.population import set_population
from programs.services.audit import Refusal, StaleVersion
from programs.tenancy import program_url
from tests.factories import TODAY, make_member, make_mentee, make_mentor, make_person, make_program

SEPTEMBER = date(2026, 9, 1)


@pytest.fixture
def curator(program):
    return make_member(program.school, Role.CURATOR)


@pytest.fixture
def indicators(program):
    model_indicators_from_template(program=program)
    return {row.code: row for row in ModelIndicator.objects.filter(program=program)}


def pupil(program, born: date | None):
    return make_person(program, kind=PersonKind.PUPIL, birth_date=born)


def admitted(program, person=None, **fields):
    fields = {"status": MenteeStatus.ADMITTED, "entered_on": TODAY} | fields
    return make_mentee(program, person, **fields)


def values(program):
    return {value.indicator.code: value for value in values_of(program, TODAY)}


def test_every_shipped_indicator_names_counts_that_exist():
    known = set(COUNTS) | set(PopulationKind.values) | {"satisfied_mentees", "satisfied_mentors"}
    known |= {"asked_mentees", "asked_mentors"}

    assert {row[end] for row in shipped() for end in ("numerator", "denominator")} <= known


@pytest.mark.parametrize(
    ("born", "age"),
    [(date(2016, 9, 1), 10), (date(2016, 9, 2), 9), (date(2007, 9, 1), 19), (date(2006, 9, 1), 20)],
)
def test_age_turns_on_the_birthday(program, born, age):
    admitted(program, pupil(program, born))

    (entry,) = census_for(program, TODAY).mentees

    assert age_of(entry, SEPTEMBER) == age


def test_pupils_at_the_edges_of_ten_and_nineteen_are_counted(program):
    for born in (date(2016, 9, 1), date(2016, 9, 2), date(2006, 9, 2), date(2006, 9, 1)):
        admitted(program, pupil(program, born))

    assert count_value(program, "mentees_10_19", TODAY) == 2


def test_who_was_only_proposed_or_came_later_is_not_counted(program):
    make_mentee(program, status=MenteeStatus.NOMINATED, entered_on=None)
    admitted(program, entered_on=date(2027, 1, 10))
    admitted(program)

    assert count_value(program, "mentees", TODAY) == 1


def test_who_left_stays_among_those_who_have_entered(program):
    admitted(program, status=MenteeStatus.LEFT, left_on=TODAY, left_reason="переезд")

    assert count_value(program, "mentees", TODAY) == 1


def test_share_waits_for_the_total_of_the_school(program, curator, indicators):
    admitted(program, pupil(program, date(2012, 1, 1)))

    before = values(program)["children_mentored"]
    set_population(program=program, kind="pupils_10_19", value=4, counted_on=TODAY, by=curator, today=TODAY)
    after = values(program)["children_mentored"]

    assert (before.part, before.total, before.percent) == (1, None, None)
    assert "Не внесено: учеников 10–19 лет." in before.note
    assert (after.part, after.total, after.percent) == (1, 4, 25)


def test_more_than_all_is_told_and_gives_no_share(program, curator, indicators):
    for _ in range(2):
        admitted(program, pupil(program, date(2012, 1, 1)))
    set_population(program=program, kind="pupils_10_19", value=1, counted_on=TODAY, by=curator, today=TODAY)

    value = values(program)["children_mentored"]

    assert value.percent is None
    assert "Числитель больше знаменателя" in value.note


def test_pupil_without_birthday_is_named_in_the_note(program, indicators):
    admitted(program, make_person(program, kind=PersonKind.PUPIL, birth_date=None, birth_year=None))

    assert "Без даты рождения: 1" in values(program)["children_mentored"].note


def test_target_is_reached_only_by_a_known_share(program, curator, indicators):
    save_indicator(
        indicator=indicators["children_mentored"],
        title="Дети",
        is_active=True,
        targets={2026: 25},
        shown_version=1,
        by=curator,
    )
    unknown = values(program)["children_mentored"].is_reached
    admitted(program, pupil(program, date(2012, 1, 1)))
    set_population(program=program, kind="pupils_10_19", value=4, counted_on=TODAY, by=curator, today=TODAY)

    assert (unknown, values(program)["children_mentored"].is_reached) == (None, True)


def test_target_outside_a_hundred_is_refused(program, curator, indicators):
    indicator = indicators["partners"]

    with pytest.raises(Refusal, match="от 0 до 100"):
        save_indicator(
            indicator=indicator, title="П", is_active=True, targets={2026: 101}, shown_version=1, by=curator
        )
    with pytest.raises(StaleVersion):
        save_indicator(
            indicator=indicator, title="П", is_active=True, targets={}, shown_version=9, by=curator
        )


def test_next_year_keeps_wording_and_targets(program, curator, indicators):
    save_indicator(
        indicator=indicators["partners"],
        title="Партнёры",
        is_active=False,
        targets={2026: 30},
        shown_version=1,
        by=curator,
    )
    later = make_program(program.school, label="2027-2028")

    model_indicators_from_previous(program=later, previous=program)

    copy = ModelIndicator.objects.get(program=later, code="partners")
    assert (copy.title, copy.is_active) == ("Партнёры", False)
    assert IndicatorTarget.objects.get(indicator=copy, year=2026).percent == 30


def test_municipal_form_agrees_with_the_bases(program):
    admitted(program)
    make_mentor(program, entered_on=TODAY)

    form = municipal_form(program, TODAY)

    assert [(check.label, check.agrees) for check in form.checks] == [
        ("Пары по формам и пары всего", True),
        ("Наставники по видам и наставники всего", True),
        ("Наставляемые ученики и педагоги и наставляемые всего", True),
    ]
    cells = {cell.label: cell.value for part in form.parts for cell in part.cells}
    assert cells["Наставляемых вошло в программу"] == 1
    assert cells["Учеников всего"] is None


def test_page_of_people_shows_who_stands_behind_the_number(program, curator, sign_in):
    entry = admitted(program, pupil(program, date(2012, 1, 1)))

    page = sign_in(curator).get(program_url(program, "monitoring:count_people", code="mentees_10_19"))

    assert entry.person.list_name in page.content.decode()


@pytest.mark.parametrize("code", ["no-such", "results"])
def test_page_of_people_of_what_no_base_holds_is_not_found(program, curator, sign_in, code):
    assert sign_in(curator).get(program_url(program, "monitoring:count_people", code=code)).status_code == 404


def test_texts_of_the_municipal_form_are_kept(program, curator, sign_in):
    client = sign_in(curator)
    url = program_url(program, "monitoring:municipal_texts")
    names = ("executor", "phone", "site", "difficulties", "proposals")
    data = {f"municipal-{name}": f"слово {name}" for name in names}
    data |= {f"municipal-{name}-version": 0 for name in names}

    client.post(url, data)

    page = client.get(program_url(program, "monitoring:municipal")).content.decode()
    assert all(f"слово {name}" in page for name in names)


@pytest.mark.parametrize("name", ["indicators", "municipal", "municipal_export", "indicator_export"])
def test_pages_cost_the_same_for_any_number_of_people(
    program, curator, indicators, sign_in, queries_of, name
):
    client, url = sign_in(curator), program_url(program, f"monitoring:{name}")
    url += "?format=csv" if name.endswith("export") else ""
    admitted(program, pupil(program, date(2012, 1, 1)))
    make_mentor(program, entered_on=TODAY)
    before = queries_of(client, url)
    for _ in range(2):
        admitted(program, pupil(program, date(2012, 1, 1)))
        make_mentor(program, entered_on=TODAY)

    assert queries_of(client, url) == before


@pytest.mark.parametrize(
    ("role", "status"), [(Role.CURATOR, 200), (Role.PSYCHOLOGIST, 200), (Role.DIRECTOR, 403)]
)
def test_list_of_a_category_opens_only_for_who_reads_categories(program, sign_in, role, status):
    user = make_member(program.school, role)

    page = sign_in(user).get(program_url(program, "monitoring:count_people", code="mentees_hard_life"))

    assert page.status_code == status


def test_health_data_have_no_list_here(program, curator, sign_in):
    page = sign_in(curator).get(program_url(program, "monitoring:count_people", code="mentees_disability"))

    assert page.status_code == 404


def test_school_that_keeps_no_health_data_says_so(program):
    cells = {cell.label: cell for part in municipal_form(program, TODAY).parts for cell in part.cells}

    assert (cells["Детей с ОВЗ"].value, cells["Детей с ОВЗ"].note) == (
        None,
        "школа не ведёт сведения о здоровье",
    )


def hard_life(program, **fields):
    entry = admitted(program, **fields)
    category, _ = Category.objects.get_or_create(
        school=program.school, code="hard_life", defaults={"title": "ТЖС", "kind": "mentee_pupil"}
    )
    MenteeCategory.objects.create(school=program.school, mentee=entry, category=category)
    return entry


def hard_life_cell(form):
    return next(cell for part in form.parts for cell in part.cells if cell.count == "mentees_hard_life")


def test_municipal_form_of_another_day_counts_no_category(program, curator, sign_in):
    """The number of Tuesday less the number of Monday would be the category of who came on Tuesday."""
    hard_life(program)

    form = municipal_form(program, TODAY - timedelta(days=1), today=TODAY)
    address = program_url(program, "monitoring:municipal_export")
    file = sign_in(curator).get(f"{address}?format=csv&on={TODAY - timedelta(days=1):%Y-%m-%d}")

    cells = {cell.label: cell for part in form.parts for cell in part.cells}
    words = COUNTS["mentees_hard_life"].label
    assert cells[words].value is None
    assert "разница двух дней" in cells[words].note
    assert f"{words};нет данных" in file.content.decode("utf-8-sig")


@pytest.mark.parametrize(("reads", "told"), [(True, 1), (False, "меньше 5")])
def test_municipal_form_tells_few_of_a_category_only_to_who_reads_categories(program, reads, told):
    hard_life(program)

    assert hard_life_cell(municipal_form(program, TODAY, today=TODAY, reads_categories=reads)).value == told


def test_texts_typed_beside_another_keep_what_was_typed(program, curator, sign_in):
    client, url = sign_in(curator), program_url(program, "monitoring:municipal_texts")
    names = ("executor", "phone", "site", "difficulties", "proposals")
    shown = {f"municipal-{name}-version": 0 for name in names} | {f"municipal-{name}": "" for name in names}
    client.post(url, shown | {"municipal-executor": "Первый"})

    page = client.post(url, shown | {"municipal-executor": "Второй"})
    form = page.context["form"]
    client.post(url, {name: form[name].value() for name in form.fields})

    assert page.status_code == 409
    assert form["municipal-executor"].value() == "Второй"
    assert MonitoringText.objects.get(program=program, code="municipal-executor").text == "Второй"


def test_rounded_share_does_not_reach_the_target(indicators):
    value = IndicatorValue(indicators["partners"], part=11, total=13, target=85, note="", has_list=False)

    assert (value.percent, value.is_reached) == (85, False)
