"""The psychologist's room of this year: methods, protocols, the journal, calls for help, a round of questions."""

from __future__ import annotations

from datetime import date

from pairing.enums import ConsultationKind, PairState, ReferralOrigin
from pairing.models import Pair, TestMethod
from pairing.services.consultations import Talk, record_talk
from pairing.services.methods import add_shipped_methods
from pairing.services.pair_surveys import start_round, type_answers
from pairing.services.protocols import record_protocol
from pairing.services.referrals import answer_referral, ask_for_help, refer
from participants.enums import ConsentPurpose
from participants.models import Mentee
from participants.services.consents import may_process
from roadmap.demo.world import World

PROTOCOLS = 6  # people with results by one method
TALKS = (
    (ConsultationKind.GROUP, "участники группы, 7-е классы", "обсудили, как договариваться о времени встреч"),
    (ConsultationKind.PARENTS, "родители наставляемых 6-х классов", "рассказано о программе и о согласиях"),
    (ConsultationKind.TEACHERS, "классные руководители 5–7 классов", "разобраны признаки тревожности"),
)
ANSWERS = (
    {"satisfaction": 9, "comfort": 9, "helped": "Он не торопит и объясняет по-своему.", "needs_help": False},
    {"satisfaction": 8, "comfort": 7, "needs_help": False},
    {"satisfaction": 10, "comfort": 9, "helped": "Общее дело: готовим проект.", "needs_help": False},
    {
        "satisfaction": 4,
        "comfort": 3,
        "needs_help": True,
        "help_about": "Не о чем говорить, молчим обе встречи.",
        "tells_curator": True,
    },
    {"satisfaction": 7, "comfort": 8, "needs_help": False},
)  # fmt: skip


def furnish_room(world: World) -> None:
    """A bit of every state; people and days follow from the year that has been told already."""
    psychologist = world.users["psychologist"]
    add_shipped_methods(school=world.school, by=psychologist)
    pairs = list(
        Pair.objects.with_people().filter(program=world.program, state=PairState.ACTIVE).order_by("pk")
    )
    _measure(world)
    _talk(world, pairs)
    _refer(world, pairs)
    _ask(world, pairs)


def _measure(world: World) -> None:
    """The same scale for some mentees with the paper, before the pairs begin."""
    day, by = world.calendar.day(44), world.users["psychologist"]
    world.at(day)
    method = TestMethod.objects.get(school=world.school, title="Школьная тревожность Филлипса")
    scales = list(method.scales.all())
    mentees = Mentee.objects.filter(program=world.program, form__code="pupil_pupil").order_by("pk")
    made = 0
    for mentee in mentees.select_related("person"):
        if made == PROTOCOLS:
            return
        if not may_process(mentee.person, ConsentPurpose.TESTING, day).is_allowed:
            continue
        values = {scale.pk: world.rng.randrange(20, 70) for scale in scales[: 4 + made % 4]}
        record_protocol(
            program=world.program, person=mentee.person, method=method, conducted_on=day, scales=values,
            notes="Отвечает охотно, у доски теряется." if made % 2 == 0 else "", by=by, today=world.calendar.today,
        )  # fmt: skip
        made += 1


def _talk(world: World, pairs: list[Pair]) -> None:
    by, today = world.users["psychologist"], world.calendar.today
    days = [world.calendar.day(number) for number in (46, 52, 57)]
    for day, (kind, whom, result) in zip(days, TALKS, strict=True):
        _record(world, day, Talk(held_on=day, kind=kind, result=result, with_whom=whom))
    day = world.calendar.day(66)
    talk = Talk(
        held_on=day,
        kind=ConsultationKind.PAIR,
        result="договорились о правилах пары, повторная встреча через месяц",
        pair=pairs[0],
        notes="Говорит в основном наставник; наставляемому дать слово первым.",
    )
    _record(world, day, talk)
    person = pairs[1].members.all()[0].mentee.person
    world.at(today)
    record_talk(
        program=world.program, by=by, today=today,
        talk=Talk(
            held_on=world.calendar.ago(6), kind=ConsultationKind.PERSONAL, person=person,
            result="тревога перед ответом у доски, даны упражнения",
        ),
    )  # fmt: skip


def _record(world: World, day: date, talk: Talk) -> None:
    world.at(day)
    record_talk(program=world.program, talk=talk, by=world.users["psychologist"], today=world.calendar.today)


def _refer(world: World, pairs: list[Pair]) -> None:
    """One answered word of the curator, one fresh; a mentor's call for help that the curator may not know of."""
    by = world.users["psychologist"]
    world.at(world.calendar.ago(12))
    answered = refer(
        person=pairs[2].members.all()[0].mentee.person,
        program=world.program,
        reason="После каникул стал замкнутым, на встречах молчит. Классный руководитель тоже заметил.",
        by=world.curator,
    )
    world.at(world.calendar.ago(9))
    answer_referral(
        referral=answered, by=by, reply="Поговорили. Пару не меняем: встречи короче, раз в неделю. Проверю через месяц."
    )  # fmt: skip
    world.at(world.calendar.ago(1))
    refer(
        person=pairs[3].members.all()[0].mentee.person,
        program=world.program,
        reason="Просит сменить наставника, причину не называет.",
        by=world.curator,
    )
    world.at(world.calendar.ago(4))
    ask_for_help(
        person=pairs[4].mentor.person,
        pair=pairs[4],
        reason="Не понимаю, как вести себя, когда он злится.",
        tells_curator=False,
        origin=ReferralOrigin.MEETING,
    )


def _ask(world: World, pairs: list[Pair]) -> None:
    """A round over half of the pairs: most answered, somebody asks for help, somebody keeps silent."""
    by, today = world.users["psychologist"], world.calendar.today
    world.at(world.calendar.ago(3))
    survey = start_round(program=world.program, pairs=pairs[:6], by=by, on=world.calendar.ago(3))
    invites = survey.invites.select_related("person", "survey__questionnaire", "pair").order_by("pk")
    world.at(world.calendar.ago(2))
    answered = 0
    for number, invite in enumerate(invites):
        if number % 5 == 4 or not may_process(invite.person, ConsentPurpose.PARTICIPATION, today).is_allowed:
            continue
        type_answers(invite=invite, answers=dict(ANSWERS[answered % len(ANSWERS)]), by=by, on=today)
        answered += 1
