"""Honours of the demo: last year ended with a contest, an order and letters to parents; this year they begin."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from monitoring.candidates import Candidate, candidates_of
from monitoring.candidates_data import honour_facts
from monitoring.enums import AwardKind, AwardLevel, ContestAction, EntryState, NomineeKind, SubmissionState
from monitoring.forms_contest import RULES
from monitoring.jury import proposed_places
from monitoring.models import Award, Contest, HonourNomination
from monitoring.services.attachments import GivenFile
from monitoring.services.candidates import propose_candidates
from monitoring.services.contest_jury import add_member, admitted_of, conflicts_of, save_marks, totals_for
from monitoring.services.contest_results import close_contest
from monitoring.services.contests import add_contest, decide_entry, edit_entry, move_contest
from monitoring.services.own_entries import apply_oneself, own_choices, own_mentor
from monitoring.services.recognition import Proposal, hand_awards, propose, put_on_board
from monitoring.services.recognition_orders import prepare_award_order
from monitoring.services.submissions import save_submission
from monitoring.services.texts import save_text
from participants.enums import PersonKind
from programs.services.documents import sign_document
from roadmap.demo.scans import scan
from roadmap.demo.world import World

CRITERIA = (
    ("Регулярность встреч и выполнение плана", 5),
    ("Результаты наставляемого", 5),
    ("Готовность делиться опытом", 5),
)
GUEST = "Гордеева Марина Львовна"
NOTES = {
    "measure-1": "В марте наставники провели мастер-классы на школьном фестивале.",
    "measure-8": "Письма вручены родителям на торжественном мероприятии.",
}
OWN_WORDS = (
    "Встречаемся каждую неделю, по понедельникам. За осень разобрали темы, которые не давались с прошлого года, вместе "
    "подготовили выступление на классном часе. Теперь мы готовим памятку для тех, кто только начинает."
)
REASON = "за внимание к наставляемому, регулярные встречи и общий результат"


def honour_year(world: World) -> None:
    """Whole: the contest with its protocol, the order, handing, the board, a prize of the town."""
    year = world.program.ends.year
    contest = _contest(
        world, f"Наставник года – {year}", date(year, 4, 1), date(year, 4, 30), date(year, 5, 20)
    )
    chosen = _best(world, date(year, 4, 20), 4)
    _open_and_admit(world, contest, chosen, date(year, 4, 20))
    _judge(world, contest, date(year, 5, 15))
    winners = _close(world, contest, date(year, 5, 20))
    awards = _propose(world, winners, date(year, 5, 21))
    _order_and_hand(world, awards, date(year, 5, 22), date(year, 5, 25))
    world.at(date(year, 6, 10))
    save_submission(
        program=world.program,
        values={
            "mentor": winners[0].mentor,
            "level": AwardLevel.MUNICIPAL,
            "competition": "Городской конкурс «Наставник – наставнику»",
            "due_on": date(year, 4, 10),
            "papers": "Представление\nПортфолио наставника",
            "state": SubmissionState.PRIZE,
            "sent_on": date(year, 4, 8),
            "result": "Лауреат II степени",
            "result_on": date(year, 5, 30),
        },
        by=world.curator,
        files={
            "file": GivenFile("Представление и портфолио.png", scan()),
            "result_file": GivenFile("Диплом лауреата.png", scan(lines=9, is_stamped=True)),
        },
    )
    save_submission(
        program=world.program,
        values={
            "mentor": winners[-1].mentor,
            "level": AwardLevel.REGIONAL,
            "competition": "Областной форум наставников",
            "due_on": date(year, 3, 20),
            "state": SubmissionState.PARTICIPANT,
            "sent_on": date(year, 3, 16),
            "result": "Выступление на секции",
            "result_on": date(year, 4, 18),
        },
        by=world.curator,
    )
    for code, text in NOTES.items():
        save_text(program=world.program, code=code, text=text, shown_version=0, by=world.curator)


def honour_this_year(world: World) -> None:
    """A contest before its jury, one that takes applications, one being written; awards and papers on their way."""
    today, starts = world.calendar.today, world.program.starts
    opens = max(starts, today - timedelta(days=21))
    closes = max(opens, today - timedelta(days=2))
    chosen = _best(world, closes, 4)
    if len(chosen) < 2:
        return
    judged = _contest(world, "Наставник первого полугодия", opens, closes, closes + timedelta(days=14))
    _open_and_admit(world, judged, chosen, closes, admitted=2)
    world.at(today)
    move_contest(contest=judged, action=ContestAction.JUDGE, by=world.curator)
    _take_applications(world, today)
    spring = date(world.program.ends.year, 4, 1)
    _contest(
        world,
        "Лучший наставник весны",
        *(spring, spring + timedelta(days=29), spring + timedelta(days=49)),
        honours=("Лучший наставник",),
        on=today,
    )
    honour = HonourNomination.objects.get(program=world.program, title="Лучший наставник")
    propose_candidates(honour=honour, candidates=chosen, kind=AwardKind.GRATITUDE, on=today, by=world.curator)
    awards = list(Award.objects.filter(program=world.program).order_by("pk"))
    prepare_award_order(program=world.program, ids=[awards[0].pk], on=today, by=world.curator)
    hand_awards(
        program=world.program, ids=[awards[1].pk], on=today, event=None, today=today, by=world.curator
    )
    save_submission(
        program=world.program,
        values={
            "mentor": awards[0].mentor,
            "level": AwardLevel.MUNICIPAL,
            "competition": "Городская ярмарка практик",
            "due_on": today,
            "papers": "Описание практики",
            "state": SubmissionState.SENT,
            "sent_on": today,
        },
        by=world.curator,
        files={"file": GivenFile("Описание практики.png", scan())},
    )
    save_submission(
        program=world.program,
        values={
            "mentor": awards[-1].mentor,
            "level": AwardLevel.REGIONAL,
            "competition": "Региональный конкурс практик наставничества",
            "due_on": today + timedelta(days=18),
            "papers": "Представление школы\nОписание практики",
            "state": SubmissionState.PLANNED,
        },
        by=world.curator,
    )


def _take_applications(world: World, today: date) -> None:
    """A contest open to mentors themselves: one pair is named by the curator, with another its mentor applied."""
    running = _contest(
        world,
        "Лучшая пара осени",
        *(today, today + timedelta(days=21), today + timedelta(days=35)),
        honours=("Лучшая пара", "Наставник+"),
        takes_own=True,
    )
    move_contest(contest=running, action=ContestAction.OPEN, by=world.curator)
    user = world.users.get("mentor")
    mentor = own_mentor(world.program, user) if user else None
    own = (
        {choice.pair.pk: choice for choice in own_choices([running], mentor)[running.pk] if choice.pair}
        if mentor
        else {}
    )
    pairs = candidates_of(honour_facts(world.program, NomineeKind.PAIR, today))
    honour = running.nominations.select_related("program", "contest").get(title="Лучшая пара")
    others = [one for one in pairs if one.facts.key not in own]
    propose_candidates(honour=honour, candidates=others[:1], kind="", on=today, by=world.curator)
    for choice in list(own.values())[:1]:
        apply_oneself(
            contest=running,
            nomination=choice.nomination,
            pair=choice.pair,
            text=OWN_WORDS,
            on=today,
            by=user,
            file=GivenFile("Памятка.png", scan(lines=12)),
        )


def _best(world: World, on: date, number: int) -> list[Candidate]:
    return candidates_of(honour_facts(world.program, NomineeKind.MENTOR, on))[:number]


def _contest(
    world: World,
    title: str,
    opens: date,
    closes: date,
    results: date,
    *,
    honours: Sequence[str] = ("Наставник года",),
    takes_own: bool = False,
    on: date | None = None,
) -> Contest:
    """on: when it is written, if not on the day of its opening."""
    world.at(on or opens)
    nominations = list(HonourNomination.objects.filter(program=world.program, title__in=honours))
    contest = add_contest(
        program=world.program,
        values={
            "title": title,
            "rules": RULES,
            "opens_on": opens,
            "closes_on": closes,
            "results_on": results,
            "takes_own": takes_own,
        },
        nominations=nominations,
        criteria=CRITERIA,
        by=world.curator,
    )
    director, deputy = world.users["director"], world.users["deputy-vr"]
    for user, name, post in (
        (director, "", ""),
        (deputy, "", ""),
        (None, GUEST, "методист городского центра"),
    ):
        add_member(
            contest=contest,
            user=user,
            name=name,
            position_title=post,
            is_chair=user is director,
            by=world.curator,
        )
    return contest


def _open_and_admit(
    world: World, contest: Contest, chosen: Sequence[Candidate], on: date, admitted: int | None = None
) -> None:
    """admitted: how many of the applications, the next is declined, others are withdrawn; None admits all."""
    move_contest(contest=contest, action=ContestAction.OPEN, by=world.curator)
    world.at(on)
    honour = contest.nominations.select_related("program", "contest").get()
    propose_candidates(honour=honour, candidates=chosen, kind="", on=on, by=world.curator)
    entries = list(contest.entries.select_related("contest__program").order_by("pk"))
    edit_entry(
        entry=entries[0],
        text=entries[0].text,
        shown_version=entries[0].version,
        by=world.curator,
        file=GivenFile("Отзыв родителей.png", scan(lines=14)),
    )
    admitted = len(entries) if admitted is None else admitted
    for place, entry in enumerate(entries):
        if place < admitted:
            decide_entry(entry=entry, state=EntryState.ADMITTED, by=world.curator)
        elif place == admitted:
            reason = "в заявке нет отзыва наставляемого"
            decide_entry(entry=entry, state=EntryState.DECLINED, reason=reason, by=world.curator)
        else:
            decide_entry(entry=entry, state=EntryState.WITHDRAWN, by=world.curator)


def _judge(world: World, contest: Contest, on: date) -> None:
    world.at(on)
    move_contest(contest=contest, action=ContestAction.JUDGE, by=world.curator)
    entries, criteria = admitted_of(contest), list(contest.criteria.all())
    for turn, member in enumerate(contest.jury.select_related("contest").order_by("pk")):
        own = {entry for _, entry in conflicts_of(contest, [member])}
        marks = {
            (entry.pk, criterion.pk): 5 - (place + index * turn) % 3 if place else 5 - index % 2 * (turn % 2)
            for place, entry in enumerate(entries)
            for index, criterion in enumerate(criteria)
            if entry.pk not in own
        }
        save_marks(member=member, marks=marks, is_final=True, by=member.user or world.curator)


def _close(world: World, contest: Contest, on: date) -> list:
    world.at(on)
    totals = totals_for(contest)
    places = proposed_places(totals)
    left = [one.entry for one in sorted(totals, key=lambda one: (-(one.mean or 0), one.entry))]
    for entry in left[:3]:  # ties are decided in the order of the applications
        places.setdefault(entry, left.index(entry) + 1)
    contest = close_contest(
        contest=contest,
        places=places,
        reason="При равных баллах выше тот, чья заявка подана раньше.",
        on=on,
        by=world.curator,
    )
    sign_document(
        document=contest.protocol, number="5", date=on, by=world.users["director"], today=world.calendar.today
    )
    return list(
        contest.entries.filter(place__isnull=False)
        .select_related("mentor__person", "nomination")
        .order_by("place")
    )


def _propose(world: World, winners: Sequence, on: date) -> list[Award]:
    world.at(on)
    proposals = []
    for entry in winners:
        person = entry.mentor.person
        kind = AwardKind.DIPLOMA if entry.place == 1 else AwardKind.CERTIFICATE
        shared = {"person": person, "mentor": entry.mentor, "entry": entry, "reason": REASON}
        proposals.append(Proposal(kind=kind, nomination=entry.nomination, **shared))
        if person.kind == PersonKind.PUPIL:
            proposals.append(Proposal(kind=AwardKind.PARENT_LETTER, parents="Уважаемые родители!", **shared))
    return propose(program=world.program, proposals=proposals, by=world.curator)


def _order_and_hand(world: World, awards: Sequence[Award], signed: date, handed: date) -> None:
    world.at(signed)
    document = prepare_award_order(
        program=world.program, ids=[award.pk for award in awards], on=signed, by=world.curator
    )
    sign_document(
        document=document,
        number=document.number,
        date=signed,
        by=world.users["director"],
        today=world.calendar.today,
    )
    world.at(handed)
    # One of the letters still lies at the school: nobody has come for it.
    waiting = [award.pk for award in awards if award.kind == AwardKind.PARENT_LETTER][-1:]
    ids = [award.pk for award in awards if award.pk not in waiting]
    hand_awards(
        program=world.program, ids=ids, on=handed, event=None, today=world.calendar.today, by=world.curator
    )
    best = [award.pk for award in awards if award.kind != AwardKind.PARENT_LETTER]
    put_on_board(program=world.program, ids=best, is_on=True, by=world.curator)
