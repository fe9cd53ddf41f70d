from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitoring.agreement import agreement_of

CODES = ("A1", "A2", "B1")
SHEETS = st.lists(st.dictionaries(st.sampled_from(CODES), st.sampled_from([None, 0, 1, 2])), max_size=6)


def test_agreement_counts_only_what_two_assessors_have_given():
    found = agreement_of(
        CODES, [{"A1": 2, "A2": 0, "B1": None}, {"A1": 2, "A2": 2, "B1": 1}, {"A1": 2, "A2": 1}]
    )

    assert (found.sheets, found.compared, found.agreed, found.far_apart) == (3, 2, 1, ["A2"])
    assert found.indicators["A2"].words == "2, 1, 0"
    assert found.indicators["B1"].is_compared is False


@given(SHEETS, st.randoms())
def test_order_of_sheets_changes_nothing(sheets, random):
    shuffled = list(sheets)
    random.shuffle(shuffled)

    assert agreement_of(CODES, shuffled) == agreement_of(CODES, sheets)
