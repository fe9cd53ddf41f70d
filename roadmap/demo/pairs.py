"""Pairs and groups in every state of their lives, with tests, orders and meetings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mentoring_site.permissions import Role
from pairing import edges
from pairing.enums import Conclusion, MeetingKind, PairState
from pairing.models import Pair
from pairing.services.closing import complete_pair, dissolve_pair
from pairing.services.facts import candidates
from pairing.services.meetings import plan_meeting, record_meeting
from pairing.services.pairs import create_pair
from pairing.services.plans import approve_plan, return_plan, submit_plan
from pairing.services.tests import record_test
from participants.enums import ConsentPurpose
from participants.models import Mentee, Mentor, Person
from participants.services.consents import may_process
from programs.models import Document
from programs.services.documents import sign_document
from roadmap.demo import texts
from roadmap.demo.agreement import (
    ask_drafts,
    fill_outbox,
    keep_labour_papers,
    let_council_speak,
    tell_everybody,
)
from roadmap.demo.names import Name
from roadmap.demo.orders import end_by_order
from roadmap.demo.people import Bases
from roadmap.demo.world import World

METHOD = "Методика «Шкала принятия других» (В. Фейя), беседа"
KINDS = (MeetingKind.INTRODUCTION, MeetingKind.TRIAL, MeetingKind.PLANNING)


@dataclass
class _Pool:
    """Who is still without a pair. A mentor goes on while he has places."""

    mentors: list[Mentor]
    mentees: list[Mentee]
    taken: dict[int, int]

    @classmethod
    def of(cls, mentors: Sequence[Mentor], mentees: Sequence[Mentee]) -> _Pool:
        return cls(list(mentors), list(mentees), {})


class PairMaker:
    def __init__(self, world: World, bases: Bases) -> None:
        self.world, self.calendar, self.rng = world, world.calendar, world.rng
        self.by, self.director = world.curator, world.users["director"]
        self.pupils = _Pool.of(bases.pupil_mentors, bases.pupil_mentees)
        self.teachers = _Pool.of(bases.teacher_mentors, bases.teacher_mentees)

    # --- composing ------------------------------------------------------------------------------------

    def compose(self, pool: _Pool, sizes: Sequence[int], on: date) -> list[Pair]:
        """Draft pairs (size 1) and groups of people whom the rules let together without a remark."""
        self.world.at(on)
        return [self._compose_one(pool, size, on) for size in sizes]

    def _compose_one(self, pool: _Pool, size: int, on: date) -> Pair:
        for mentor in pool.mentors:
            if mentor.places - pool.taken.get(mentor.pk, 0) < size or (size > 1 and not mentor.takes_group):
                continue
            if size == 1 and mentor.takes_group and any(not other.takes_group for other in pool.mentors):
                continue  # kept for the groups while there are others
            lawful = _lawful_partners(mentor, on)
            suiting = [mentee for mentee in pool.mentees if mentee.pk in lawful][:size]
            if len(suiting) < size:
                continue
            pair = create_pair(
                program=self.world.program, mentor=mentor, by=self.by, on=on,
                seats=[(mentee, mentee.wished_model) for mentee in suiting],
            )  # fmt: skip
            pool.taken[mentor.pk] = pool.taken.get(mentor.pk, 0) + size
            pool.mentees = [mentee for mentee in pool.mentees if mentee not in suiting]
            # The next pair is somebody else's: who has places left comes again at the end.
            pool.mentors.remove(mentor)
            pool.mentors.append(mentor)
            return pair
        raise LookupError(f"the plan of the demo has no lawful {size} for {self.world.program}")

    # --- decisions ------------------------------------------------------------------------------------

    def approve(self, pairs: Sequence[Pair], on: date) -> Document:
        """Submit, approve, and so make the order «к подписи»."""
        self.world.at(on)
        plan = submit_plan(program=self.world.program, pairs=pairs, on=on, by=self.by)
        let_council_speak(self.world, plan, on)
        return approve_plan(plan=plan, on=on, by=self.director).order

    def sign(self, order: Document, on: date) -> list[Pair]:
        self.world.at(on)
        keep_labour_papers(self.world, order, on)
        sign_document(
            document=order, number=order.number, date=on, by=self.director, today=self.calendar.today
        )
        return list(Pair.objects.with_people().filter(order=order))

    # --- tests and meetings ---------------------------------------------------------------------------

    def test_together(self, pairs: Sequence[Pair], on: date) -> int:
        """Tests of pairs whose both sides agreed to diagnostics; returns how many there were."""
        made = 0
        self.world.at(on)
        for pair in pairs:
            for member in pair.members.all():
                people = (pair.mentor.person, member.mentee.person)
                if not all(may_process(who, ConsentPurpose.TESTING, on).is_allowed for who in people):
                    continue
                has_reservation = made % 4 == 2
                record_test(
                    mentor=pair.mentor, mentee=member.mentee, method=METHOD, conducted_on=on,
                    conclusion=Conclusion.RESERVATION if has_reservation else Conclusion.RECOMMENDED,
                    reservation="первые встречи — с куратором, чтобы оба привыкли" if has_reservation else "",
                    notes="Контакт устанавливает легко, задания понимает с первого раза." if made % 3 == 0 else "",
                    by=self.world.users["psychologist"], today=self.calendar.today,
                )  # fmt: skip
                made += 1
        return made

    def test_strangers(self, on: date) -> None:
        """One couple of the free that the psychologist advises against."""
        self.world.at(on)
        for mentor in self.pupils.mentors:
            for mentee in self.pupils.mentees:
                people = (mentor.person, mentee.person)
                if all(may_process(who, ConsentPurpose.TESTING, on).is_allowed for who in people):
                    record_test(
                        mentor=mentor, mentee=mentee, method=METHOD, conducted_on=on,
                        conclusion=Conclusion.NOT_RECOMMENDED, notes="Оба ждут, что решать будет другой.",
                        by=self.world.users["psychologist"], today=self.calendar.today,
                    )  # fmt: skip
                    return

    def meet(self, pair: Pair, count: int, *, until: date, step: int = 5) -> None:
        """The first `count` meetings, every `step` days from the start: three special ones, then regular."""
        members = list(pair.members.all())
        day = pair.starts_on + timedelta(days=3)
        for number in range(count):
            if day > until:
                return
            kind = KINDS[number] if number < len(KINDS) else MeetingKind.REGULAR
            self.world.at(day)
            record_meeting(
                pair=pair, kind=kind, date=day, duration_minutes=self.rng.choice((30, 40, 45, 60)),
                topic=self.rng.choice(texts.MEETING_TOPICS[kind]), content=self.rng.choice(texts.MEETING_CONTENT),
                absent=members[-1:] if len(members) > 1 and number % 3 == 1 else (),
                by=self.by, today=self.calendar.today,
            )  # fmt: skip
            day += timedelta(days=step + self.rng.randrange(3))

    def plan_next(self, pair: Pair, days: int) -> None:
        self.world.at(self.calendar.today)
        plan_meeting(
            pair=pair, kind=MeetingKind.REGULAR, date=self.calendar.today + timedelta(days=days), by=self.by,
            topic=self.rng.choice(texts.MEETING_TOPICS[MeetingKind.REGULAR]), today=self.calendar.today,
        )  # fmt: skip


def run_year(world: World, bases: Bases) -> None:
    """This year: two signed orders, one to sign, a plan at the director's, one returned, drafts."""
    maker, day, today = PairMaker(world, bases), world.calendar.day, world.calendar.today
    pupils, teachers = maker.pupils, maker.teachers

    first = maker.compose(pupils, [3, 2, *[1] * 8], day(43)) + maker.compose(teachers, [1] * 4, day(43))
    maker.test_together(first, day(45))
    active = maker.sign(maker.approve(first, day(48)), day(50))
    second = maker.compose(pupils, [1] * 3, day(58)) + maker.compose(teachers, [1], day(58))
    active += maker.sign(maker.approve(second, day(60)), day(62))
    tell_everybody(world, active[0].order, day(51))
    tell_everybody(world, active[-1].order, day(63), but=2)
    _live_through(maker, active)
    world.at(day(66))
    give_accounts(world, active)

    # Each later set is younger; nobody of it has met yet.
    waiting_for_paper = maker.compose(pupils, [1, 1], day(74))
    maker.approve(waiting_for_paper, day(77))
    returned = maker.compose(pupils, [1], day(75)) + maker.compose(teachers, [1], day(75))
    world.at(day(76))
    plan = submit_plan(program=world.program, pairs=returned, on=day(76), by=maker.by)
    return_plan(
        plan=plan,
        comment="Уточните дни встреч: во вторник у девятых классов консультации.",
        by=maker.director,
    )
    submitted = maker.compose(pupils, [1, 1, 1], day(80)) + maker.compose(teachers, [1], day(80))
    world.at(day(81))
    plan = submit_plan(program=world.program, pairs=submitted, on=day(81), by=maker.by)
    let_council_speak(world, plan, day(81))
    drafts = maker.compose(pupils, [1, 1], today)
    maker.test_together(submitted, day(79))
    maker.test_strangers(day(80))
    ask_drafts(world, drafts, returned[-1])
    fill_outbox(world, active[-1].order)


def _live_through(maker: PairMaker, active: list[Pair]) -> None:
    """Meetings of active pairs, a few of which are silent; one pair reaches its goal early, one falls apart."""
    today = maker.calendar.today
    silent = {3, 7, 12}
    for number, pair in enumerate(active):
        if number in silent:
            continue
        maker.meet(pair, 2 + number % 4, until=today)
        if number % 3 == 0:
            maker.plan_next(pair, 2 + number % 5)
    singles = [pair for pair in active if len(pair.members.all()) == 1]
    done, parted = singles[4], singles[9]
    maker.world.at(maker.calendar.ago(5))
    complete_pair(
        pair=done, on=maker.calendar.ago(5), by=maker.by, today=today,
        results={member.pk: texts.RESULTS[0] for member in done.members.all()}, wants_case=True, wants_new_match=False,
    )  # fmt: skip
    maker.world.at(maker.calendar.ago(3))
    dissolve_pair(
        pair=parted, reason="По просьбе наставляемого: не совпадает расписание", on=maker.calendar.ago(3), by=maker.by,
        wants_case=False, wants_new_match=True, today=today,
    )  # fmt: skip


def run_last_year(world: World, bases: Bases) -> None:
    """Last year: eight pairs and a group by one order, closed with results in May, but for one that parted."""
    maker, program = PairMaker(world, bases), world.program
    day = world.calendar.day
    drafts = maker.compose(maker.pupils, [2, *[1] * 6], day(60)) + maker.compose(
        maker.teachers, [1] * 3, day(60)
    )
    pairs = maker.sign(maker.approve(drafts, day(64)), day(66))
    tell_everybody(world, pairs[0].order, day(67))
    end = date(program.ends.year, 5, 22)
    for number, pair in enumerate(pairs):
        maker.meet(pair, 5 + number % 3, until=end, step=21)
    for number, pair in enumerate(pairs):
        if number == 5:
            world.at(date(program.ends.year, 2, 13))
            dissolve_pair(
                pair=pair, reason="Наставник перешёл в другую школу", on=date(program.ends.year, 2, 13), by=maker.by,
                today=world.calendar.today,
            )  # fmt: skip
            end_by_order(
                world, [pair], prepared=date(program.ends.year, 2, 16), signed=date(program.ends.year, 2, 17)
            )
            continue
        world.at(end)
        results = {member.pk: texts.RESULTS[number % len(texts.RESULTS)] for member in pair.members.all()}
        complete_pair(pair=pair, on=end, results=results, by=maker.by, today=world.calendar.today)


def run_lyceum(world: World, bases: Bases) -> None:
    maker, day = PairMaker(world, bases), world.calendar.day
    drafts = maker.compose(maker.pupils, [1, 1], day(50))
    for pair in maker.sign(maker.approve(drafts, day(55)), day(56)):
        maker.meet(pair, 2, until=world.calendar.today)
    maker.compose(maker.pupils, [1], day(70))


def give_accounts(world: World, active: Sequence[Pair]) -> None:
    """`mentor`, `mentee` and `parent` sign in as the people of one living pair."""
    pair = next(
        pair
        for pair in Pair.objects.with_people().filter(
            pk__in=[pair.pk for pair in active], state=PairState.ACTIVE
        )
        if len(pair.members.all()) == 1 and pair.members.all()[0].mentee.person.representatives.exists()
    )
    let_in(world, pair.mentor.person, pair.members.all()[0].mentee.person)


def let_in(world: World, mentor: Person, mentee: Person) -> None:
    """Open accounts of a mentor, a mentee and one of his parents."""
    for key, person, role in (("mentor", mentor, Role.MENTOR), ("mentee", mentee, Role.MENTEE)):
        name = Name(person.last_name, person.first_name, person.middle_name, person.gender)
        person.user = world.add_user(key, name, role)
        person.save(update_fields=["user"])
    representative = mentee.representatives.first()
    last, first, *middle = representative.full_name.split()
    representative.user = world.add_user("parent", Name(last, first, " ".join(middle), ""), Role.PARENT)
    representative.save(update_fields=["user"])


def _lawful_partners(mentor: Mentor, on: date) -> set[int]:
    """Ids of mentees whom no rule, hard or soft, keeps from this mentor with the model that they wish."""
    return {
        edge.mentee.entry_id
        for edge, found in candidates(mentor, None, on)
        if all(finding.level == edges.Level.WARNING for finding in found)
    }
