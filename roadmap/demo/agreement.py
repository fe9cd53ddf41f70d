"""Words of both sides, the council's protocols, labour papers and telling: a bit of every state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from mentoring_site.words import initials_surname
from pairing.enums import AnswerSource, LabourPaperKind, NoticeChannel, Respondent
from pairing.models import Pair, PairPlan
from pairing.services.agreement import ask_sides, record_answer
from pairing.services.council import pairs_for_council, record_council, waiting_pairs
from pairing.services.labour import IN_DUTIES, pairs_needing, register_paper
from pairing.services.telling import pairs_to_tell, prepare_telling, record_told
from pairing.sides import sides_of
from participants.models import Letter
from participants.services.letters import drop_letter, edit_letter
from programs.models import Document
from roadmap.demo.world import World

PLACE = "личное дело, отдел кадров"
PAYS = ("3 000 руб. в месяц", IN_DUTIES, "2 500 руб. в месяц, выплата стимулирующего характера")
NO = "Не успеваю: по вторникам и четвергам веду кружок."


def let_council_speak(world: World, plan: PairPlan, on: date) -> None:
    """The protocol of the methodical council, for a plan that needs it."""
    if pairs_for_council(waiting_pairs(plan)):
        record_council(
            plan=plan, protocol=str(plan.number + 1), on=on, by=world.curator, today=world.calendar.today
        )


def keep_labour_papers(world: World, order: Document, on: date) -> None:
    """Consent and agreement of every mentor of the order who is an employee."""
    pairs = list(Pair.objects.with_people().filter(order=order))
    for number, pair in enumerate(pairs_needing(pairs)):
        for kind in (LabourPaperKind.CONSENT, LabourPaperKind.AGREEMENT):
            register_paper(
                pair=pair, kind=kind, signed_on=on, kept_at=PLACE, pay=PAYS[number % len(PAYS)],
                by=world.curator, today=world.calendar.today,
            )  # fmt: skip


def tell_everybody(world: World, order: Document, on: date, *, but: int = 0) -> None:
    """Participants by the sheet, parents personally; the last `but` pairs do not know yet."""
    pairs = list(pairs_to_tell(world.program).filter(order=order).with_people())
    told = pairs[: len(pairs) - but]
    world.at(on)
    sides = [side for found in sides_of(told, on).values() for side in found]
    for channel, of_parents in ((NoticeChannel.SHEET, False), (NoticeChannel.TOLD, True)):
        keys = [side.key for side in sides if side.is_representative == of_parents]
        if keys:
            record_told(
                program=world.program, keys=keys, channel=channel, told_on=on, by=world.curator,
                today=world.calendar.today,
            )  # fmt: skip


def fill_outbox(world: World, order: Document) -> None:
    """Letters about the order to those who do not know; one was taken off."""
    today = world.calendar.today
    world.at(today)
    pairs = list(pairs_to_tell(world.program).filter(order=order))
    prepare_telling(
        program=world.program, pairs=pairs, on=today, curator=initials_surname(world.curator.full_name),
        by=world.curator,
    )  # fmt: skip
    first, second, third, *_ = Letter.objects.filter(program=world.program).order_by("pk")
    drop_letter(letter=first, by=world.curator)
    for letter, address in ((second, "family1@example.org"), (third, "family2@example.org")):
        edit_letter(
            letter=letter, to_name=letter.to_name, email=address, subject=letter.subject, body=letter.body,
            shown_version=letter.version, by=world.curator,
        )  # fmt: skip


def ask_drafts(world: World, drafts: Sequence[Pair], declined: Pair) -> None:
    """Of the first draft everybody agreed, of the second one side answered, of the third the mentee said no."""
    today = world.calendar.today
    day = today - timedelta(days=1)
    world.at(today)
    agreed, waiting = drafts[0], drafts[1]
    ask_sides(program=world.program, pairs=[agreed, waiting, declined], on=day, by=world.curator)
    for side in sides_of([Pair.objects.with_people().get(pk=agreed.pk)], today)[agreed.pk]:
        source = AnswerSource.SLIP if side.is_representative else AnswerSource.STAFF
        _answer(world, agreed, side.person.pk, side.role, agrees=True, source=source)
    _answer(world, waiting, waiting.mentor.person_id, Respondent.MENTOR, agrees=True)
    mentee = declined.members.all()[0].mentee
    _answer(world, declined, mentee.person_id, Respondent.MENTEE, agrees=False, comment=NO)


def _answer(
    world: World, pair: Pair, person: int, role: str, *, agrees: bool, source: str = AnswerSource.STAFF,
    comment: str = "",
) -> None:  # fmt: skip
    record_answer(
        pair=pair, person=person, role=role, agrees=agrees, source=source, comment=comment,
        on=world.calendar.today, by=world.curator,
    )  # fmt: skip
