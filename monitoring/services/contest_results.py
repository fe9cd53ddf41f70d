"""Closing a contest: places by the marks, ties by the chair's word, and the protocol of the jury."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from mentoring_site.texts import clean_text
from mentoring_site.words import joined, short_date
from monitoring.enums import ContestAction, ContestState, EntryState
from monitoring.jury import PLACES, EntryTotal, mean_words, ranked, ties_of, wrong_order
from monitoring.models import Contest, ContestEntry
from monitoring.services.contest_jury import admitted_of, totals_for
from monitoring.services.contests import locked
from monitoring.transitions import CONTEST_MOVES
from pairing.order_texts import curator_keys, staff_on
from participants.services.guards import refuse_closed
from programs.models import Document, User
from programs.services.audit import Refusal, record_event
from programs.services.documents import prepare_document

KIND = "contest_protocol"
REASON_LENGTH = 500
NOT_JUDGING = {
    ContestState.DRAFT: "Подводить итоги рано: конкурс ещё не объявлен. Откройте приём заявок.",
    ContestState.OPEN: "Подводить итоги рано: конкурс принимает заявки. Сначала передайте заявки жюри.",
    ContestState.CLOSED: "Итоги этого конкурса уже подведены. Места и протокол — на этой странице.",
}


@transaction.atomic
def close_contest(
    *, contest: Contest, places: Mapping[int, int | None], reason: str, on: date, by: User
) -> Contest:
    """Fix places (entry -> 1, 2, 3 or None) and prepare the protocol «к подписи».

    reason: the chair's word on ties, wanted when a place of 1–3 depends on one. Raises Refusal while sheets are not
    handed in and for places that contradict the marks.
    """
    contest = locked(contest)
    refuse_early(contest)
    if late := [member.name for member in contest.jury.filter(is_final=False)]:
        raise Refusal(
            f"Листы не сданы: {joined(late)}. Дождитесь их или уберите из жюри того, кто оценивать не будет."
        )
    totals = totals_for(contest)
    reason = " ".join(clean_text(reason).split())
    _refuse_places(contest, totals, places, reason)
    for entry in admitted_of(contest):
        if place := places.get(entry.pk):
            ContestEntry.objects.filter(pk=entry.pk).update(place=place)
    contest.protocol = prepare_document(
        program=contest.program,
        kind=KIND,
        title=f"Протокол жюри конкурса «{contest.title}»"[:300],
        snapshot=protocol_snapshot(contest, totals, places, reason, on),
        by=by,
        on=on,
    )
    contest.state = CONTEST_MOVES[ContestAction.CLOSE][1]
    contest.version += 1
    contest.save()
    record_event(
        "contest.close",
        by=by,
        target=contest,
        program=contest.program,
        sentence=f"подведены итоги конкурса «{contest}»",
    )
    return contest


def refuse_early(contest: Contest) -> None:
    """Places are given once, after the jury's work. Raises Refusal with what comes before, or that it is over."""
    refuse_closed(contest.program)
    if contest.state not in CONTEST_MOVES[ContestAction.CLOSE][0]:
        raise Refusal(NOT_JUDGING[ContestState(contest.state)])


def protocol_snapshot(
    contest: Contest, totals: list[EntryTotal], places: Mapping[int, int | None], reason: str, on: date
) -> dict[str, Any]:
    """Plain data of templates/reports/contest_protocol.html: jury, sums by nomination, places, the chair's word."""
    entries = {entry.pk: entry for entry in admitted_of(contest)}
    members = list(contest.jury.all())
    by_nomination = []
    for groups in ranked(totals).values():
        lines = [one for group in groups for one in group]
        lines.sort(key=lambda one: (places.get(one.entry) or len(PLACES) + 1, -(one.mean or 0)))
        by_nomination.append(
            {
                "title": entries[lines[0].entry].nomination.title,
                "rows": [
                    {
                        "name": nominee_words(entries[one.entry]),
                        "marks": [_mark(one, member.pk) for member in members],
                        "mean": mean_words(one.mean),
                        "place": places.get(one.entry) or "",
                    }
                    for one in lines
                ],
            }
        )
    declined = contest.entries.filter(state=EntryState.DECLINED).count()
    return {
        "contest": contest.title,
        "dates": f"{short_date(contest.opens_on)} – {short_date(contest.closes_on)}",
        "members": [
            {"name": one.name, "post": one.position_title, "is_chair": one.is_chair} for one in members
        ],
        "criteria": [f"{criterion.text} (до {criterion.max_mark})" for criterion in contest.criteria.all()],
        "admitted": len(entries),
        "declined": declined,
        "nominations": by_nomination,
        "reason": reason,
        **curator_keys(staff_on(contest.program, on)),
    }


def chair_of(document: Document) -> tuple[str, str]:
    """Who signs the protocol: (title, name), "" when the jury had no chair."""
    chairs = (one["name"] for one in document.snapshot.get("members", ()) if one["is_chair"])
    return "Председатель жюри", next(chairs, "")


def nominee_words(entry: ContestEntry) -> str:
    """«Лебедев Артём Игоревич», of a pair «Лебедев Артём – Жданов Матвей»."""
    if entry.pair_id is None:
        return entry.mentor.person.full_name
    names = ", ".join(one.mentee.person.list_name for one in entry.pair.staying)
    return f"{entry.mentor.person.list_name} – {names}" if names else entry.mentor.person.full_name


def _mark(total: EntryTotal, member: int) -> str:
    """A dash where the member did not judge: his own entry."""
    if member not in total.sums:
        return "–"
    found = total.sums[member]
    return "" if found is None else str(found)


def _refuse_places(
    contest: Contest, totals: list[EntryTotal], places: Mapping[int, int | None], reason: str
) -> None:
    names = {entry.pk: nominee_words(entry) for entry in admitted_of(contest)}
    given = {entry: place for entry, place in places.items() if place}
    if set(given) - set(names) or any(place not in PLACES for place in given.values()):
        raise Refusal("Место бывает первым, вторым или третьим, и только у допущенной заявки.")
    if not given:
        raise Refusal("Ни одного места не названо. Поставьте хотя бы одно.")
    if bad := wrong_order(totals, given):
        higher, lower = names[bad[0]], names[bad[1]]
        raise Refusal(
            f"У «{higher}» средний балл выше, чем у «{lower}», а место ниже. Места следуют за оценками жюри."
        )
    ties = [group for group in ties_of(totals) if any(one.entry in given for one in group)]
    if ties and not reason:
        said = "; ".join(joined([names[one.entry] for one in group]) for group in ties)
        raise Refusal(f"Баллы равны: {said}. Напишите, как решил председатель жюри и почему.")
    if len(reason) > REASON_LENGTH:
        raise Refusal(f"Решение длиннее {REASON_LENGTH} знаков. Сократите его.")
