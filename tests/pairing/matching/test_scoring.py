from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairing.matching import DEFAULT_WEIGHTS, PARTS, Part, Settings, explain_edge
from pairing.matching.components import MISSING
from pairing.matching.scoring import points_of, score_of
from pairing.matching.solving import grid_of
from pairing.matching.stems import stem, stems
from tests.pairing.matching.problems import PREFERENCE_ONLY, lively, mentee, mentor, problem

NUMBERS = st.lists(st.tuples(st.none() | st.integers(0, 100), st.integers(1, 100)), min_size=1, max_size=8)


@given(NUMBERS)
def test_points_add_up_to_the_score_and_never_pass_their_share(pairs):
    values, weights = zip(*pairs, strict=True)

    points = points_of(values, weights)

    score = score_of(values, weights)
    assert sum(gained or 0 for gained, _ in points) == score <= 100
    known = [value is not None for value in values]
    assert sum(out_of for _, out_of in points) == (100 if any(known) else 0)
    assert [gained is not None for gained, _ in points] == known
    assert all(gained is None or 0 <= gained <= out_of for gained, out_of in points)


@given(st.integers(0, 10**9))
def test_matrix_of_scores_equals_the_mean_of_the_components_edge_by_edge(seed):
    chance = Random(seed)
    weights = {part: chance.choice((0, 1, 5, 30, 33)) for part in Part}
    settings = Settings(weights=weights)

    grid = grid_of(lively(chance, 4, 5), settings)

    counted = list(grid.scores.parts)
    assert counted == [part for part in Part if weights[part]]
    for row in range(5):
        for column in range(4):
            values = [int(grid.scores.parts[code][row, column]) for code in counted]
            known = [None if value == MISSING else value for value in values]
            assert grid.scores.total[row, column] == score_of(known, [weights[code] for code in counted])


def told(asked, code, settings=None):
    view = explain_edge(asked, settings or Settings(weights={code: 100}), 1, 1)
    (component,) = view.components
    assert (component.code, component.points or 0) == (code, view.score)
    return component.points, component.fact


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ({1: 1}, {1: 1}, (100, "Оба назвали друг друга первыми")),
        ({1: 2}, {1: 1}, (90, "Назвали друг друга: наставляемый первым, наставник вторым")),
        ({2: 1}, {1: 1}, (50, "Наставляемый назвал первым")),
        ({1: 3}, {2: 1}, (30, "Наставник назвал третьим")),
        ({}, {1: 1}, (100, "Наставляемый назвал первым, наставник не выбирал")),
        ({2: 1}, {2: 1}, (0, "Друг друга не назвали")),
        ({}, {}, (None, "Данных нет: вес роздан остальным")),
    ],
)
def test_preference_counts_both_sides_and_leaves_out_who_did_not_choose(ours, theirs, expected):
    asked = problem([mentor(1, party={"ranks": ours})], [mentee(1, party={"ranks": theirs})])

    assert told(asked, "preference") == expected


@pytest.mark.parametrize(
    ("code", "ours", "theirs", "expected"),
    [
        (
            "topics", {"topics": ((1, "Математика"), (2, "Физика"))}, {"topics": ((1, "Математика"),)},
            (100, "Просит: математика. Предлагает: математика, физика"),
        ),
        ("topics", {"topics": ((2, "ЕГЭ"),)}, {"topics": ((1, "IT"),)}, (0, "Просит: IT. Предлагает: ЕГЭ")),
        (
            "interests", {"interests": ("Игра в шахматы", "музыка")}, {"interests": ("шахматах", "кино", "роботы")},
            (50, "Шахматах (1 из 2)"),
        ),
        (
            "interests", {"interests": ("бег", "настольный теннис")}, {"interests": ("Настольный теннис", "кино")},
            (67, "Настольный теннис (1 из 2)"),
        ),
        ("interests", {"interests": ("кино",)}, {"interests": ("музей",)}, (0, "Общих не нашлось")),
        (
            "time", {"slots": frozenset({(2, 14), (4, 14), (5, 15)})}, {"slots": frozenset({(2, 14), (4, 14)})},
            (80, "Вт и\u00a0чт, 14:00"),
        ),
        ("gender", {"gender": "f", "wishes_gender": "f"}, {"gender": "m", "wishes_gender": "f"},
         (50, "Не исполнено пожелание наставника; исполнено пожелание наставляемого")),
        ("gender", {"gender": "", "wishes_gender": ""}, {"gender": "m", "wishes_gender": "f"},
         (None, "Данных нет: вес роздан остальным")),
        ("time", {}, {"slots": frozenset({(2, 14)})}, (None, "Данных нет: вес роздан остальным")),
    ],
)  # fmt: skip
def test_component_has_points_and_the_fact_behind_them(code, ours, theirs, expected):
    asked = problem([mentor(1, party=ours)], [mentee(1, party=theirs)])

    assert told(asked, code) == expected


@pytest.mark.parametrize(
    ("grades", "expected"),
    [
        ((10, 8), (100, "2\u00a0класса")),
        ((11, 8), (75, "3\u00a0класса, лучше всего 2")),
        ((8, 8), (50, "Одна параллель, лучше всего разница 2")),
        ((7, 8), (25, "Наставник младше на 1\u00a0класс, лучше всего 2")),
        ((None, 8), (None, "Данных нет: вес роздан остальным")),
    ],
)
def test_grade_is_best_at_the_ideal_distance(grades, expected):
    asked = problem([mentor(1, grade=grades[0])], [mentee(1, grade=grades[1])])

    assert told(asked, "grade") == expected


def test_test_and_last_year_speak_only_where_they_are_known():
    asked = problem(
        [mentor(1), mentor(2)], [mentee(1), mentee(2)],
        conclusions={(1, 1): ("reservation", "короткие встречи")}, continued=frozenset({(1, 1001)}),
    )  # fmt: skip

    assert told(asked, "test") == (50, "Психолог: с оговоркой")
    assert told(asked, "continuity") == (100, "Хорошая пара прошлого года")
    other = explain_edge(asked, Settings(weights={"test": 50, "continuity": 50}), 2, 1)
    assert [(c.points, c.fact) for c in other.components] == [
        (None, "Данных нет: вес роздан остальным"), (0, "В прошлом году был другой наставник"),
    ]  # fmt: skip


def test_rare_topic_weighs_more_than_a_common_one():
    common, rare = (1, "Математика"), (2, "Астрономия")
    asked = problem(
        [
            mentor(1, party={"topics": (rare,)}),
            *(mentor(n, party={"topics": (common,)}) for n in range(2, 9)),
        ],
        [mentee(1, party={"topics": (common, rare)})],
    )
    settings = Settings(weights={"topics": 100})

    scores = [explain_edge(asked, settings, n, 1).score for n in (1, 2)]

    assert scores[0] > 50 > scores[1] > 0


def test_missing_component_leaves_its_weight_to_the_others():
    asked = problem([mentor(1)], [mentee(1)])

    view = explain_edge(asked, Settings(), 1, 1)

    assert view.score == 100
    assert {c.code: (c.points, c.out_of) for c in view.components if c.points is not None} == {
        "grade": (100, 100)
    }
    assert view.reasons == ("Разница классов: 2\u00a0класса",)


def test_pair_of_which_nothing_is_known_has_no_points_at_all():
    view = explain_edge(problem([mentor(1)], [mentee(1)]), PREFERENCE_ONLY, 1, 1)

    assert (view.score, view.reasons, [c.points for c in view.components]) == (0, (), [None])


def test_every_component_has_a_weight_and_words_for_the_settings_page():
    assert set(PARTS) == set(Part) == set(DEFAULT_WEIGHTS)
    assert all(words.label and words.explanation.endswith(".") for words in PARTS.values())


@pytest.mark.parametrize(
    "words",
    [
        "шахматы шахмат шахматах шахматами шахматный",
        "рисование рисования рисованием рисованию",
        "музыка музыку музыкой",
        "театр театры театре",
        "программирование программирования программировать",
        "гитара гитаре гитару",
        "робототехника робототехнике робототехнику",
        "книги книгами книгах книгу",
        "футбол футболом футбола",
        "чтение чтением чтения",
        "танцы танцев танцами",
    ],
)
def test_forms_of_one_word_share_a_stem(words):
    assert len({stem(word) for word in words.split()}) == 1


@pytest.mark.parametrize(
    "pair", ["физика физкультура", "кино кони", "музыка музей", "роботы работа", "химия хобби"]
)
def test_other_words_do_not(pair):
    one, other = pair.split()

    assert stem(one) != stem(other)


def test_phrases_lose_the_words_that_everybody_writes():
    assert stems(["Люблю играть в шахматы", "игра на гитаре", "C++ и IT"]) == {
        "шахмат": "шахматы", "гитар": "гитаре", "c++": "c++", "it": "it",
    }  # fmt: skip
