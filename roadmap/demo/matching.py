"""The room «Подбор пар»: a run over those who are still free, one pair locked, one chosen by hand with a reason."""

from __future__ import annotations

from random import Random

from pairing.enums import MatchingMode, PairOrigin, PairState
from pairing.models import Pair
from pairing.services.matching_edits import choose_mentor, lock_draft
from pairing.services.matching_input import read_input
from pairing.services.matching_runs import board_run, plan_of, run_and_place
from participants.enums import MentorStatus
from participants.models import Availability, Mentee, Mentor, Topic
from participants.services.entries import update_mentee, update_mentor
from roadmap.demo import texts
from roadmap.demo.world import World

HOURS = (14, 15)
REASON = "Живут в одном дворе, и оба просили об этом на групповой встрече"


def match_the_rest(world: World) -> None:
    """After topics are chosen; by a dice of its own, so that nobody else's numbers change."""
    world.at(world.calendar.day(82))
    _tell_interests_and_hours(world)
    _make_them_near(world)
    form, on = world.form("pupil_pupil"), world.calendar.today
    world.at(on)
    run_and_place(form=form, mode=MatchingMode.ALL, on=on, by=world.curator)
    _choose_by_hand(world)
    pair = (
        Pair.objects.filter(form=form, state=PairState.DRAFT, origin=PairOrigin.RUN, is_locked=False)
        .order_by("-score", "pk")
        .first()
    )
    if pair is not None:
        lock_draft(pair=pair, is_locked=True, by=world.curator)


def _tell_interests_and_hours(world: World) -> None:
    dice = Random(61)
    mentors = Mentor.objects.of_program(world.program).filter(status=MentorStatus.ADMITTED)
    mentors = list(mentors.select_related("person", "program").order_by("person__search_key", "pk"))
    mentees = Mentee.objects.of_program(world.program).present()
    mentees = list(mentees.select_related("person", "program").order_by("person__search_key", "pk"))
    for mentee in mentees:
        update_mentee(
            instance=mentee,
            changes={"interests": dice.choice(texts.INTERESTS)},
            version=None,
            by=world.curator,
        )
    # Hours come with an application in life; here people told them to the curator.
    Availability.objects.bulk_create(
        Availability(school=world.school, weekday=day, hour=hour, **{side: entry})
        for side, entries in (("mentor", mentors), ("mentee", mentees))
        for number, entry in enumerate(entries)
        if number % 6
        for day in dice.sample(range(1, 6), 3)
        for hour in HOURS
    )


def _make_them_near(world: World) -> None:
    """The few who are left have something to share: without it nobody of them would suit anybody."""
    found = read_input(world.form("pupil_pupil"), world.calendar.today)
    waiting = [
        party
        for party in found.mentees.values()
        if not party.side.has_open_pair and party.side.is_consent_valid
    ]
    free = [key for key, party in found.mentors.items() if party.side.places_taken < party.side.places]
    for number, key in enumerate(free):
        near = waiting[number :: len(free)]
        topics = [topic for party in near for topic, _ in party.topics]
        update_mentor(
            instance=Mentor.objects.select_related("person", "program").get(pk=key),
            changes={"interests": texts.INTERESTS[number % len(texts.INTERESTS)]},
            version=None,
            by=world.curator,
            topics=Topic.objects.filter(pk__in=topics),
        )
        for party in near:
            mentee = Mentee.objects.select_related("person", "program").get(pk=party.side.entry_id)
            update_mentee(
                instance=mentee, changes={"interests": texts.INTERESTS[number % len(texts.INTERESTS)]},
                version=None, by=world.curator,
            )  # fmt: skip
    chosen = [("mentor", key) for key in free] + [("mentee", party.side.entry_id) for party in waiting]
    for number, (side, key) in enumerate(chosen):
        hours = Availability.objects.filter(**{side: key})
        hours.delete()
        Availability.objects.bulk_create(
            Availability(school=world.school, weekday=day, hour=hour, **{f"{side}_id": key})
            for day in (1, 2, 4)
            for hour in HOURS[: 1 + number % 2]
        )


def _choose_by_hand(world: World) -> None:
    """The curator gives one mentee another mentor: the change that costs the plan least."""
    run = board_run(world.form("pupil_pupil"))
    choices = [
        (bool(other.left_out), other.cost, seat.view.mentee_id, other.mentor_id)
        for match in (plan_of(run).matches if run else ())
        for seat in match.seats
        for other in seat.alternatives
    ]
    if not choices:
        return
    *_, mentee, mentor = min(choices)
    choose_mentor(
        mentor=Mentor.objects.select_related("person", "form__program__school", "program__school").get(
            pk=mentor
        ),
        mentee=Mentee.objects.select_related("person", "form__program__school", "wished_model").get(
            pk=mentee
        ),
        reason=REASON,
        on=world.calendar.today,
        by=world.curator,
    )
