"""Results of the map beside the rows of the document: whose words have been edited, what is new, what is gone. Pure."""

from __future__ import annotations

from collections.abc import Sequence


def aligned(stored: Sequence[str], document: Sequence[str]) -> list[int | None]:
    """For each stored text the index of its row in the document, None when it is no longer there.

    The same words belong together wherever they stand; a row with new words belongs to the result that stood at its
    place, when that one has lost its own row. No row is given twice.
    """
    left = dict.fromkeys(range(len(document)))
    found: list[int | None] = []
    for text in stored:
        index = next((i for i in left if document[i].strip() == text.strip()), None)
        left.pop(index, None)
        found.append(index)
    for place, index in enumerate(found):
        if index is None and place in left:
            left.pop(place)
            found[place] = place
    return found
