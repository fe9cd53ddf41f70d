"""Papers of the room: jury sheets, their summary, the board of honour, the measures of section 8."""

from __future__ import annotations

from datetime import date
from typing import Any

from mentoring_site.permissions import Access, Role
from monitoring.jury import mean_words
from monitoring.models import Contest
from monitoring.motivation import factors_of, measures_of
from monitoring.recognition_lists import board_of
from monitoring.services.contest_jury import admitted_of, conflicts_of, totals_for
from monitoring.services.contest_results import nominee_words
from pairing.order_texts import staff_on
from programs.models import Program
from programs.services.documents import school_snapshot, signatory

BOARD_COLUMNS = {"a3": 3, "a4": 2}


def blanks_context(contest: Contest) -> dict[str, Any]:
    """One sheet for each member; an own entry is crossed out. Without a jury: one sheet without a name."""
    entries, members = admitted_of(contest), list(contest.jury.all())
    barred = conflicts_of(contest, members)
    criteria = list(contest.criteria.all())
    return {
        "school": school_snapshot(contest.school),
        "contest": contest,
        "criteria": criteria,
        "most": sum(one.max_mark for one in criteria),
        "sheets": [
            {
                "name": member.name if member else "",
                "post": member.position_title if member else "",
                "rows": [
                    {
                        "name": nominee_words(entry),
                        "nomination": entry.nomination.title,
                        "is_barred": member is not None and (member.pk, entry.pk) in barred,
                    }
                    for entry in entries
                ],
            }
            for member in (members or [None])
        ],
    }


def summary_context(contest: Contest) -> dict[str, Any]:
    """Sums of every member by entry, the mean, the spread; a gap is said, never counted as 0."""
    members = list(contest.jury.all())
    totals = {one.entry: one for one in totals_for(contest)}
    groups: dict[int, dict[str, Any]] = {}
    for entry in admitted_of(contest):
        total = totals[entry.pk]
        group = groups.setdefault(entry.nomination_id, {"title": entry.nomination.title, "rows": []})
        group["rows"].append(
            {
                "name": nominee_words(entry),
                "sums": [_sum(total.sums, member.pk) for member in members],
                "total": "" if total.total is None else total.total,
                "mean": mean_words(total.mean),
                "spread": "" if total.spread is None else total.spread,
                "place": entry.place or "",
                "order": -(total.mean or 0),
            }
        )
    for group in groups.values():
        group["rows"].sort(key=lambda row: (row["order"], row["name"]))
    return {
        "school": school_snapshot(contest.school),
        "contest": contest,
        "members": [
            {"number": number, "name": member.name, "is_final": member.is_final, "is_chair": member.is_chair}
            for number, member in enumerate(members, 1)
        ],
        "groups": list(groups.values()),
        "chair": next((member.name for member in members if member.is_chair), ""),
    }


def board_context(program: Program, size: str) -> dict[str, Any]:
    awards = board_of(program)
    columns = BOARD_COLUMNS[size]
    cards: list[dict[str, str] | None] = [
        {
            "name": award.shown_name or award.person.full_name,
            "place": award.shown_position,
            "honour": award.nomination.title if award.nomination else "",
            "reason": award.reason,
        }
        for award in awards
    ]
    cards += [None] * (-len(cards) % columns)  # the last row keeps the width of its cards
    return {
        "school": school_snapshot(program.school),
        "size": size,
        "year": program.year_label,
        "rows": [cards[start : start + columns] for start in range(0, len(cards), columns)],
        "document_title": "Доска почёта «Лучшие наставники»",
    }


def measures_context(program: Program, access: Access, on: date) -> dict[str, Any]:
    curator = staff_on(program, on).get(Role.CURATOR)
    signer = signatory(program, on)
    return {
        "school": school_snapshot(program.school),
        "program": program,
        "factors": factors_of(program),
        "measures": measures_of(program, None, on),
        "curator": curator.full_name if curator else "",
        "signer": signer,
        "date": on,
    }


def _sum(sums: Any, member: int) -> str:
    if member not in sums:
        return "–"
    return "нет" if sums[member] is None else str(sums[member])
