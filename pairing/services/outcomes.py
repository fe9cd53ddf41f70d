"""What the end of a pair writes into the two bases, and takes back when the pair lives again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import F

from pairing.enums import PairState
from pairing.models import Pair, PairMember
from participants.models import Mentee, Mentor
from programs.models import Program
from programs.services.audit import Refusal

RESULTS_LENGTH = 2000
COMPLETION_MARK = "прошёл программу"
BETWEEN = "; "


def write_outcome(
    pair: Pair, members: Collection[PairMember], on: date, *, is_completed: bool, wants_new_match: bool
) -> None:
    """Results, end and mark of the mentees; of the mentor when this was his last open pair.

    is_completed: the work was done; an early end leaves «дата завершения» empty. wants_new_match: the mentee goes
    on in the programme, so his end is not written either. Call inside the closing, with people locked.
    """
    for member in members:
        mentee = Mentee.objects.select_for_update().get(pk=member.mentee_id)
        mentee.results = _with_result(mentee, member.result)
        if is_completed and not wants_new_match:
            mentee.completed_on = _not_before_entering(mentee, on)
            mentee.completion_mark = mentee.completion_mark or COMPLETION_MARK
        _save(mentee, "results", "completed_on", "completion_mark")
    if PairMember.objects.filter(is_open=True, pair__mentor=pair.mentor_id).exists():
        return
    mentor = Mentor.objects.select_for_update().get(pk=pair.mentor_id)
    mentor.results = results_of_mentor(mentor)
    if is_completed:
        mentor.completed_on = _not_before_entering(mentor, on)
    _save(mentor, "results", "completed_on")


def refuse_unfit_results(said: Mapping[PairMember, str]) -> None:
    """Results of members that will be written on signing must fit in the base today: then nobody can shorten them."""
    for member, result in said.items():
        _with_result(Mentee.objects.select_related("person").get(pk=member.mentee_id), result)


def take_back_outcome(pair: Pair) -> None:
    """A pair begins or begins again: its people have not completed the programme, their old results wait with it.

    Costs nothing for people who complete nothing: an order may bring a hundred pairs to life.
    """
    members = [member for member in pair.members.all() if member.is_open]
    entries = [pair.mentor, *(member.mentee for member in members)]
    if not any(entry.completed_on for entry in entries) and not any(member.result for member in members):
        return
    for member in members:
        mentee = Mentee.objects.select_for_update().get(pk=member.mentee_id)
        mentee.results = _without(mentee.results, member.result)
        mentee.completed_on = None
        if mentee.completion_mark == COMPLETION_MARK:
            mentee.completion_mark = ""
        _save(mentee, "results", "completed_on", "completion_mark")
    mentor = Mentor.objects.select_for_update().get(pk=pair.mentor_id)
    for member in members:
        mentor.results = _without(mentor.results, member.result)
    mentor.completed_on = None
    _save(mentor, "results", "completed_on")


def results_of_mentor(mentor: Mentor) -> str:
    """What he had and what his pairs reached; when that is too long the base prints the pairs' own (bases.py)."""
    reached = PairMember.objects.filter(pair__mentor=mentor).exclude(result="").order_by("pair_id", "pk")
    said = mentor.results
    for result in dict.fromkeys(reached.values_list("result", flat=True)):
        said = _with(said, result)
    return said if len(said) <= RESULTS_LENGTH else mentor.results


def asking_new_match(program: Program) -> set[int]:
    """Mentees whose pair ended with the wish for another mentor and who have none yet: they go first."""
    parted = PairMember.objects.filter(
        pair__program=program,
        pair__wants_new_match=True,
        pair__state__in=(PairState.COMPLETED, PairState.DISSOLVED),
    ).values_list("mentee", flat=True)
    open_now = PairMember.objects.filter(pair__program=program, is_open=True).values_list("mentee", flat=True)
    return set(parted) - set(open_now)


def _with_result(mentee: Mentee, result: str) -> str:
    said = _with(mentee.results, result)
    if len(said) > RESULTS_LENGTH:
        raise Refusal(
            f"{mentee.person.list_name}: вместе с прежними результатами выходит больше {RESULTS_LENGTH} знаков. "
            "Сократите результат этой пары."
        )
    return said


def _with(results: str, result: str) -> str:
    """Results and one more, once."""
    if not result or _fenced(result) in _fenced(results):
        return results
    return f"{results}{BETWEEN}{result}" if results else result


def _without(results: str, result: str) -> str:
    """Results without one of them; a result that is only a part of another stays."""
    if not result:
        return results
    left = _fenced(results).replace(_fenced(result), BETWEEN, 1)
    return left.removeprefix(BETWEEN).removesuffix(BETWEEN)


def _fenced(text: str) -> str:
    return f"{BETWEEN}{text}{BETWEEN}"


def _not_before_entering(entry: Mentee | Mentor, on: date) -> date:
    """The constraint of the card: nobody completes before he enters."""
    return max(on, entry.entered_on) if entry.entered_on else on


def _save(entry: Mentee | Mentor, *fields: str) -> None:
    """Only what changed, with a new version: an open form of the card must not write the old over it."""
    model = type(entry)
    stored = model.objects.filter(pk=entry.pk).values(*fields).get()
    changed = {name: getattr(entry, name) for name in fields if getattr(entry, name) != stored[name]}
    if changed:
        model.objects.filter(pk=entry.pk).update(version=F("version") + 1, **changed)
