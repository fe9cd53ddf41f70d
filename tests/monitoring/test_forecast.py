from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring_site.permissions import Role
from monitoring.forecast import LEAST, Outcome, features_of, wilson
from monitoring.forecast_data import forecast_of, matching_hint
from pairing.enums import PairState
from pairing.models import Pair, PairMember
from programs.enums import ProgramState
from programs.tenancy import program_url
from tests.factories import TODAY, make_class, make_member, make_mentee, make_mentor, make_person


def outcome(model="Лидер – пассивный", *, gap=None, score=None, completed=True, improved=None, **components):
    return Outcome(model, gap, score, components, completed, improved)


def kinds(rows, title):
    (feature,) = [one for one in features_of(rows, lambda row: row.completed) if one.title == title]
    return {kind.label: (kind.n, kind.good, kind.way) for kind in feature.kinds}


@pytest.mark.parametrize(
    ("good", "n", "interval"),
    [(0, 0, (0, 1)), (5, 10, (0.2366, 0.7634)), (10, 10, (0.7225, 1)), (0, 10, (0, 0.2775))],
)
def test_wilson_interval(good, n, interval):
    assert wilson(good, n) == pytest.approx(interval, abs=1e-4)


def test_a_kind_that_stands_out_is_told():
    rows = [outcome("А")] * 20 + [outcome("Б", completed=False)] * 15 + [outcome("Б")] * 5

    assert kinds(rows, "Форма взаимодействия") == {"А": (20, 20, "more"), "Б": (20, 5, "less")}


def test_a_small_difference_is_not_told():
    rows = [outcome("А")] * 10 + [outcome("Б")] * 9 + [outcome("Б", completed=False)]

    assert kinds(rows, "Форма взаимодействия") == {"А": (10, 10, ""), "Б": (10, 9, "")}


def test_fewer_than_five_of_a_kind_tell_nothing():
    rows = [outcome("А")] * (LEAST - 1) + [outcome("Б", completed=False)] * 40

    assert kinds(rows, "Форма взаимодействия")["А"] == (4, 4, "")


def test_grades_scores_and_components_are_in_order_and_what_is_unknown_is_left_out():
    rows = [
        outcome(gap=1, score=40, темы=0.9),
        outcome(gap=2, score=70, темы=0.2),
        outcome(gap=5, score=100),
        outcome(),
    ]

    found = {
        one.title: [kind.label for kind in one.kinds] for one in features_of(rows, lambda row: row.completed)
    }

    assert found == {
        "Разница классов": ["до 1 класса", "2 класса", "3 класса и больше"],
        "Балл подбора": ["до 49", "70 и больше"],
        "Составляющая «темы»": ["совпало меньше половины", "совпало наполовину и больше"],
    }


@given(st.integers(0, 60), st.integers(0, 60))
def test_wilson_holds_the_share(good, bad):
    low, high = wilson(good, good + bad)

    assert 0 <= low <= high <= 1
    if good + bad:
        assert low - 1e-9 <= good / (good + bad) <= high + 1e-9


@given(st.lists(st.tuples(st.sampled_from("АБВ"), st.booleans()), max_size=40))
def test_order_of_pairs_does_not_matter(rows):
    outcomes = [outcome(model, completed=good) for model, good in rows]
    shuffled = random.Random(1).sample(outcomes, len(outcomes))

    assert features_of(outcomes, lambda row: row.completed) == features_of(
        shuffled, lambda row: row.completed
    )


def finished_pairs(program, count, *, gap, state):
    curator = make_member(program.school, Role.CURATOR)
    form = program.forms.get(code="pupil_pupil")
    for _ in range(count):
        mentor = make_mentor(program, make_person(program, school_class=make_class(program, 7 + gap)))
        mentee = make_mentee(program)
        pair = Pair.objects.create(
            school=program.school,
            program=program,
            form=form,
            mentor=mentor,
            state=state,
            starts_on=program.starts,
            closed_on=program.starts + timedelta(days=90),
            closed_reason="не сложилось" if state == PairState.DISSOLVED else "",
            created_by=curator,
        )
        PairMember.objects.create(
            school=program.school,
            program=program,
            pair=pair,
            mentee=mentee,
            is_open=False,
            joined_on=program.starts,
        )


def test_forecast_reads_finished_years_alone(program):
    finished_pairs(program, 2, gap=1, state=PairState.COMPLETED)

    assert forecast_of(program, TODAY).pairs == 0
    assert forecast_of(program, program.ends + timedelta(days=1)).pairs == 2


def test_hint_names_kinds_with_their_counts_and_doubt(program):
    finished_pairs(program, 12, gap=3, state=PairState.COMPLETED)
    finished_pairs(program, 12, gap=1, state=PairState.DISSOLVED)
    program.state = ProgramState.COMPLETED
    program.save()

    hint = matching_hint(program, date(2027, 9, 1))

    assert [sentence.replace("\u00a0", " ") for sentence in hint] == [
        "Разница классов, до 1 класса: пары доходили до конца реже остальных, 0 из 12 против 12 из 12.",
        "Разница классов, 3 класса и больше: пары доходили до конца чаще остальных, 12 из 12 против 0 из 12.",
        (
            "Всего 24 пары за прошлые годы. Это счёт, а не доказательство: пары складывались не жребием, "
            "и причина может быть другой."
        ),
    ]


def test_settings_of_the_matching_show_the_hint_and_pages_open(program, sign_in):
    finished_pairs(program, 12, gap=3, state=PairState.COMPLETED)
    finished_pairs(program, 12, gap=1, state=PairState.DISSOLVED)
    program.state = ProgramState.COMPLETED
    program.save()
    client = sign_in(make_member(program.school, Role.CURATOR))

    settings = client.get(program_url(program, "pairing:matching_settings")).content.decode()
    page = client.get(program_url(program, "monitoring:forecast")).content.decode()

    assert "Что показали прошлые годы" in settings
    assert "Разница классов" in page


def test_forecast_before_any_finished_year_says_when_it_comes(program, sign_in):
    client = sign_in(make_member(program.school, Role.CURATOR))

    page = client.get(program_url(program, "monitoring:forecast")).content.decode()

    assert "Завершённых лет пока нет" in page
