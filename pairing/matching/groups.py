"""From the mentees of one mentor to his pairs and groups.

Bounds of a group never cost anybody a place: whoever does not fit a group becomes a separate pair with the same
mentor, which the same rules allow. So the assignment by places stays the exact optimum (docs/decisions/0037).
"""

from __future__ import annotations

from collections.abc import Sequence

from pairing.matching.model import Party, Settings


def split(mentor: Party, mentees: Sequence[Party], settings: Settings) -> list[list[int]]:
    """Positions in `mentees`: groups first, the largest first, then pairs.

    Only a mentor who agreed leads groups. All of a group have an hour in common with him, as far as they gave any.
    """
    waiting = list(range(len(mentees)))
    groups: list[list[int]] = []
    if mentor.side.takes_group:
        while size := _size(len(waiting), settings):
            together = _together(mentor, mentees, waiting)
            if len(together) < max(2, settings.group_min):
                break
            group = sorted(together[: max(size, settings.group_min)])
            groups.append(group)
            waiting = [index for index in waiting if index not in group]
    groups.sort(key=lambda group: (-len(group), group))
    return groups + [[index] for index in waiting]


def _size(count: int, settings: Settings) -> int:
    """How many the next group takes so that all are nearly equal; 0 when no group can be made."""
    groups = min(count // max(2, settings.group_min), -(-count // settings.group_max))
    return min(settings.group_max, -(-count // groups)) if groups else 0


def _together(mentor: Party, mentees: Sequence[Party], waiting: Sequence[int]) -> list[int]:
    """The largest set of those who can meet at one hour, those with the fewest hours first; unknown hours fit any."""
    known = {slot for index in waiting for slot in mentees[index].slots}
    hours = sorted(mentor.slots & known if mentor.slots else known)
    best: list[int] = [index for index in waiting if not mentees[index].slots]
    for hour in hours:
        fit = [index for index in waiting if not mentees[index].slots or hour in mentees[index].slots]
        if len(fit) > len(best):
            best = fit
    return sorted(best, key=lambda index: (not mentees[index].slots, len(mentees[index].slots), index))
