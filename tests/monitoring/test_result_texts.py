from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.result_texts import aligned


@pytest.mark.parametrize(
    ("stored", "document", "expected"),
    [
        (["а", "б"], ["а", "б"], [0, 1]),
        (["а", "б"], ["б", "а"], [1, 0]),  # moved: the same words belong together
        (["а", "б"], ["а", "б иначе"], [0, 1]),  # edited in its place
        (["а", "б"], ["новое", "а", "б"], [1, 2]),  # added above
        (["а", "б", "в"], ["а", "в"], [0, None, 1]),  # taken away
        (["а", "а"], ["а", "а"], [0, 1]),
        (["а"], [], [None]),
        ([], ["а"], []),
    ],
)
def test_aligned_stored_and_document_finds_the_row_of_each(stored, document, expected):
    assert aligned(stored, document) == expected


@given(st.lists(st.sampled_from("абвг"), max_size=6), st.lists(st.sampled_from("абвгд"), max_size=6))
def test_aligned_any_lists_gives_no_row_twice(stored, document):
    found = [index for index in aligned(stored, document) if index is not None]

    assert len(found) == len(set(found))
    assert all(0 <= index < len(document) for index in found)
