from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from monitoring.aggregation import Gap, Tally, gap, held_cells, mean_mark, tally
from monitoring.shares import Share


@dataclass
class Question:
    kind: str
    code: str = "q"
    options: list[str] = field(default_factory=list)
    scale_min: int = 1
    scale_max: int = 10


SCALE = Question("scale")
YES_NO = Question("yes_no")
ONE = Question("one", options=["часто", "редко"])
MANY = Question("many", options=["сайт", "класс", "друзья"])
OPEN = Question("open")
QUESTIONS = [SCALE, YES_NO, ONE, MANY, OPEN]

values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 13),
    st.sampled_from(["часто", "редко", "иногда", " ", "Спасибо!"]),
    st.lists(st.sampled_from(["сайт", "класс", "чат"]), max_size=3),
)
sheets = st.lists(st.one_of(st.just({}), st.fixed_dictionaries({"q": values})), max_size=12)


def said(*answers):
    return [{"q": answer} if answer is not None else {} for answer in answers]


def test_scale_with_a_missing_and_a_wild_answer_counts_them_apart():
    found = tally(SCALE, said(7, 9, None, 11, 2), high_mark=7)

    counts = tuple((str(mark), int(mark in (2, 7, 9))) for mark in range(1, 11))
    assert found == Tally("scale", 5, 3, counts, high=2, mean=6.0, median=7.0)
    assert (found.missing, found.share) == (2, Share(2, 3))


def test_yes_no_with_a_missing_answer_is_not_a_no():
    found = tally(YES_NO, said(True, False, True, None), high_mark=7)

    assert found == Tally("yes_no", 4, 3, (("да", 2), ("нет", 1)), yes=2)
    assert found.share == Share(2, 3)


def test_one_of_a_list_with_an_unknown_option_counts_it_as_missing():
    found = tally(ONE, said("редко", "редко", "иногда"), high_mark=7)

    assert found == Tally("one", 3, 2, (("часто", 0), ("редко", 2)))


def test_many_counts_each_option_and_each_person_once():
    found = tally(MANY, said(["сайт", "класс"], ["класс"], []), high_mark=7)

    assert found == Tally("many", 3, 2, (("сайт", 1), ("класс", 2), ("друзья", 0)))


def test_open_texts_stand_by_letter_not_by_time():
    found = tally(OPEN, said("яблоко", "Арбуз", " "), high_mark=7)

    assert found == Tally("open", 3, 2, texts=("Арбуз", "яблоко"))


def test_nobody_answered_has_no_mean_and_no_per_cent():
    found = tally(SCALE, [], high_mark=7)

    assert (found.mean, found.median, found.share) == (None, None, Share(0, 0))
    assert found.share.percent is None


def test_even_number_of_marks_has_the_median_between():
    assert tally(SCALE, said(4, 7, 7, 10), high_mark=7).median == 7.0
    assert tally(SCALE, said(4, 5, 8, 10), high_mark=7).median == 6.5


@given(sheets, st.randoms(use_true_random=False))
def test_tally_of_any_order_is_the_same(answers, random):
    shuffled = list(answers)
    random.shuffle(shuffled)

    for question in QUESTIONS:
        assert tally(question, shuffled, high_mark=7) == tally(question, answers, high_mark=7)


@given(sheets)
def test_tally_of_anything_loses_nobody(answers):
    for question in QUESTIONS:
        found = tally(question, answers, high_mark=7)
        assert found.n + found.missing == found.asked == len(answers)
        if question.kind in ("scale", "yes_no", "one"):
            assert sum(count for _, count in found.counts) == found.n


@given(st.integers(1, 10), st.integers(1, 20), st.integers(1, 10))
def test_ties_only_are_their_own_mean_and_median(mark, n, high_mark):
    found = tally(SCALE, said(*[mark] * n), high_mark=high_mark)

    assert (found.mean, found.median) == (mark, mark)
    assert found.share == Share(n if mark >= high_mark else 0, n)


@given(sheets, st.integers(0, 5))
def test_missing_answers_change_only_how_many_are_missing(answers, more):
    for question in QUESTIONS:
        before, after = (tally(question, sheet, high_mark=7) for sheet in (answers, answers + [{}] * more))
        assert after.missing == before.missing + more
        assert (after.n, after.counts, after.mean, after.texts) == (
            before.n,
            before.counts,
            before.mean,
            before.texts,
        )


def test_mean_mark_is_of_the_scales_that_were_answered():
    second = Question("scale", code="b")

    assert mean_mark([SCALE, second, YES_NO], {"q": 6}) == 6
    assert mean_mark([SCALE, second], {"q": 6, "b": 9}) == 7.5
    assert mean_mark([YES_NO], {"q": True}) is None


def test_held_cells_without_a_small_one_hold_nothing():
    assert held_cells({"a": 5, "b": 8, "c": 0}, smallest=5) == set()


def test_held_cells_with_one_small_take_the_next_so_that_it_cannot_be_subtracted():
    assert held_cells({"a": 3, "b": 8, "c": 6}, smallest=5) == {"a", "c"}


def test_held_cells_of_several_small_ones_that_hide_each_other_take_no_more():
    assert held_cells({"a": 3, "b": 4, "c": 9}, smallest=5) == {"a", "b"}
    assert held_cells({"a": 1, "b": 2, "c": 9}, smallest=5) == {"a", "b", "c"}


@given(
    st.dictionaries(st.text("абв", min_size=1, max_size=3), st.integers(0, 12), max_size=6), st.integers(5, 9)
)
def test_held_cells_never_leave_a_small_group_to_be_computed(sizes, smallest):
    held = held_cells(sizes, smallest=smallest)

    shown = {key: size for key, size in sizes.items() if key not in held}
    assert all(size == 0 or size >= smallest for size in shown.values())
    hidden = sum(sizes[key] for key in held)
    if held and any(shown.values()):
        assert len(held) > 1
        assert hidden >= smallest
    assert held == held_cells(dict(reversed(list(sizes.items()))), smallest=smallest)


def test_gap_by_name_compares_only_who_answered_twice():
    found = gap({1: 9, 2: 8, 3: 1}, {1: 7, 2: 8, 4: 10})

    assert found == Gap(3, 3, 2, 6.0, 25 / 3, -1.0)


def test_gap_without_names_compares_the_means_and_says_nothing_of_both():
    assert gap([8, 8], {1: 7}) == Gap(2, 1, None, 8.0, 7.0, -1.0)


def test_gap_with_nothing_after_has_no_difference():
    assert gap({1: 9}, {}) == Gap(1, 0, 0, 9.0, None, None)


@given(
    st.dictionaries(st.integers(1, 30), st.integers(1, 10), max_size=15),
    st.dictionaries(st.integers(1, 30), st.integers(1, 10), max_size=15),
)
def test_gap_of_any_order_is_the_same(before, after):
    turned = gap(dict(reversed(list(before.items()))), dict(reversed(list(after.items()))))

    assert turned == gap(before, after)
