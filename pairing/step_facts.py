"""What pairs, their orders and meetings say of the roadmap's steps (domain: §1.4). Counts, no names."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q

from mentoring_site.words import counted, plural, short_date
from pairing.enums import MeetingKind, MeetingState, PairState, PlanStage
from pairing.models import DevelopmentPlan, Meeting, Pair, PairMember, PreferenceSheet
from pairing.order_kinds import PAIRS, WORDS
from pairing.services.form_rules import rules_by_form
from pairing.services.meetings import with_meetings
from pairing.services.preference_links import SIDES
from pairing.services.preferences import waiting
from pairing.services.telling import untold_pairs
from pairing.watch import Facts, Sign, signals
from participants.enums import EventKind, EventState, MenteeStatus
from participants.models import Mentee
from participants.step_facts import events_of
from programs.enums import DocumentState
from programs.models import Document, Program
from programs.registries.programme import StepFact
from programs.services.calendar import calendar_of
from programs.step_facts import page, share, shared

LIVED = (PairState.ACTIVE, PairState.COMPLETED)
STAYED = Q(left_on=None) | Q(left_on=F("pair__closed_on"))  # to the end of the pair
# What says that meetings are rarer than the order of work of the form wants.
RARE = frozenset({Sign.NO_FIRST_MEETING, Sign.SILENT, Sign.RARE})


# --- steps 17–19 --------------------------------------------------------------------------------------------


def group_meeting(program: Program, on: date) -> StepFact | None:
    """Step 17: a group meeting took place and somebody is marked as present."""
    meetings = [one for one in events_of(program, on) if one.kind == EventKind.GROUP_MEETING]
    if not meetings:
        return None
    held = [one for one in meetings if one.state == EventState.HELD and one.held_on and one.held_on <= on]
    if not held:
        first = meetings[0]
        url = page(program, "pairing:group_meeting_detail", pk=first.pk)
        return StepFact(f"Назначена на {short_date(first.planned_on)}", url=url)
    best = max(held, key=lambda one: (one.came, one.held_on))
    url = page(program, "pairing:group_meeting_detail", pk=best.pk)
    day = short_date(best.held_on)
    if not best.came:
        return StepFact(f"{day}, не отмечено, кто был", url=url)
    return share(f"{day}, пришли {best.came} из {best.asked}", best.came, best.asked, url, is_complete=True)


def preferences(program: Program, on: date) -> StepFact | None:
    """Step 18: nobody who may still choose is waited for, or the choices have been used: pairs live."""
    answered = PreferenceSheet.objects.filter(program=program).count()
    if not answered:
        return None
    silent = sum(waiting(side, program, on).filter(completed_on=None).count() for side in SIDES)
    url = page(program, "pairing:preference_list")
    is_used = any(pair_states(program, on)[state] for state in LIVED)
    total = answered + silent
    return share(f"Ответили {answered} из {total}", answered, total, url, is_complete=is_used or not silent)


def joined_in_pairs(program: Program, on: date) -> StepFact | None:
    """Step 19: every admitted mentee has a pair, be it a draft yet."""
    seats = PairMember.objects.filter(mentee=OuterRef("pk")).exclude(pair__state=PairState.DISSOLVED)
    counts = (
        Mentee.objects.filter(program=program, status=MenteeStatus.ADMITTED)
        .annotate(has_pair=Exists(seats))
        .aggregate(total=Count("pk"), done=Count("pk", filter=Q(has_pair=True)))
    )
    if not counts["done"]:
        return None
    text = f"В парах {counts['done']} из {counts['total']} наставляемых"
    return share(text, counts["done"], counts["total"], page(program, "pairing:pair_list"))


# --- step 20 ------------------------------------------------------------------------------------------------


def order(program: Program, on: date) -> StepFact | None:
    """Step 20: orders are signed, no pair waits for one, everybody knows."""
    rows = Document.objects.filter(program=program, kind=PAIRS).order_by("date", "pk")
    papers = list(rows.values_list("pk", "number", "date", "state", "snapshot__word"))
    signed = [row for row in papers if row[3] == DocumentState.SIGNED]
    waiting_papers = [row for row in papers if row[3] == DocumentState.TO_SIGN]
    states = pair_states(program, on)
    undecided = states[PairState.SUBMITTED] + states[PairState.APPROVED]
    if not signed:
        if not (waiting_papers or undecided):
            return None
        said = "ждёт подписи" if waiting_papers else "ещё не готово, пары у директора"
        return StepFact(f"{_word(waiting_papers)} {said}", url=page(program, "programs:document_list"))
    pk, number, day, _, _ = signed[0]
    text = f"{_word(signed)} №\u00a0{number} от {short_date(day)}"
    if len(signed) > 1:
        text += f" и ещё\u00a0{len(signed) - 1}"
    if waiting_papers:
        text += f", {plural(len(waiting_papers), 'ждёт', 'ждут', 'ждут')} подписи {len(waiting_papers)}"
    untold = untold_pairs(program, on).count()
    if untold:
        text += f", не знают {counted(untold, 'пара', 'пары', 'пар')}"
    is_complete = not (waiting_papers or undecided or untold)
    return StepFact(text, is_complete, page(program, "programs:document_detail", pk=pk))


def _word(papers: list[tuple[object, ...]]) -> str:
    """«Распоряжение», or the word that the newest paper bears."""
    word = str(papers[-1][4]) if papers and papers[-1][4] else "disposition"
    return WORDS.get(word, WORDS["disposition"])["nominative"].capitalize()


@shared
def pair_states(program: Program, on: date) -> Counter[str]:
    return Counter(Pair.objects.of_program(program).counts_by_state())


# --- meetings: steps 21–24, 26 --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Met:
    """pairs: kind of meeting -> pairs that have had one; meetings: all that were held."""

    pairs: dict[str, int]
    meetings: int


@shared
def met(program: Program, on: date) -> Met:
    """Of pairs that work or have worked to the end."""
    rows = Meeting.objects.filter(program=program, state=MeetingState.HELD, date__lte=on)
    rows = rows.filter(pair__state__in=LIVED).order_by().values_list("kind")
    found = list(rows.annotate(Count("pair", distinct=True), Count("pk", distinct=True)))
    return Met({kind: pairs for kind, pairs, _ in found}, sum(meetings for *_, meetings in found))


class MeetingFact:
    """Every pair has had its meeting of this kind."""

    def __init__(self, kind: MeetingKind) -> None:
        self.kind = kind

    def __call__(self, program: Program, on: date) -> StepFact | None:
        states = pair_states(program, on)
        total, done = sum(states[state] for state in LIVED), met(program, on).pairs.get(self.kind, 0)
        if not total or (not done and self.kind == MeetingKind.FINAL):
            return None
        text = f"Встретились {done} из {counted(total, 'пары', 'пар', 'пар')}"
        return share(text, done, total, page(program, "pairing:meeting_overview"))


def planning(program: Program, on: date) -> StepFact | None:
    """Step 23: as the others, and every member has an individual plan that is more than a draft."""
    found = MeetingFact(MeetingKind.PLANNING)(program, on)
    if found is None:
        return None
    members = PairMember.objects.filter(pair__program=program, pair__state__in=LIVED, joined_on__isnull=False)
    members = members.filter(STAYED)
    plans = DevelopmentPlan.objects.filter(member=OuterRef("pk")).exclude(state=PlanStage.DRAFT)
    counts = members.annotate(has_plan=Exists(plans)).aggregate(
        total=Count("pk"), done=Count("pk", filter=Q(has_plan=True))
    )
    text = f"{found.text}, планы у {counts['done']} из {counts['total']}"
    is_complete = found.is_complete and counts["done"] >= counts["total"]
    return StepFact(text, is_complete, found.url, found.done, found.total)


def regular_meetings(program: Program, on: date) -> StepFact | None:
    """Step 24: the frequency against the order of work; confirmed when the pairs have worked to the end."""
    states, held = pair_states(program, on), met(program, on)
    lived = sum(states[state] for state in LIVED)
    if not lived or not held.pairs.get(MeetingKind.REGULAR):
        return None
    text = counted(held.meetings, "встреча", "встречи", "встреч")
    rare = _rare_pairs(program, on) if states[PairState.ACTIVE] else 0
    if rare:
        text += f", реже нормы {counted(rare, 'пара', 'пары', 'пар')} из {states[PairState.ACTIVE]}"
    elif states[PairState.ACTIVE]:
        text += ", все пары встречаются в срок"
    url = page(program, "pairing:meeting_overview")
    return StepFact(text, not states[PairState.ACTIVE], url)


def _rare_pairs(program: Program, on: date) -> int:
    living = Pair.objects.of_program(program).in_state(PairState.ACTIVE).select_related("form__school")
    pairs = list(with_meetings(living))
    rules, calendar = rules_by_form({pair.form for pair in pairs}), calendar_of(program.school)
    rare = 0
    for pair in pairs:
        if pair.starts_on is None:
            continue
        facts = Facts(pair.starts_on, pair.first_held_on, pair.last_held_on, pair.next_planned_on)
        rare += any(one.sign in RARE for one in signals(facts, rules[pair.form_id], calendar, on))
    return rare


# --- step 35 --------------------------------------------------------------------------------------------------


def outcomes(program: Program, on: date) -> StepFact | None:
    """Step 35: end and results stand in the base for everybody whose pair has completed its work, and none is open."""
    members = PairMember.objects.filter(pair__program=program, pair__state=PairState.COMPLETED)
    counts = members.filter(STAYED, joined_on__isnull=False).aggregate(
        total=Count("mentee", distinct=True),
        done=Count(
            "mentee",
            distinct=True,
            filter=~Q(mentee__results="")
            & (Q(mentee__completed_on__isnull=False) | Q(pair__wants_new_match=True)),
        ),
    )
    if not counts["total"]:
        return None
    is_open = pair_states(program, on)[PairState.ACTIVE] > 0
    text = f"Итоги записаны у {counts['done']} из {counts['total']} наставляемых"
    is_complete = not is_open and counts["done"] >= counts["total"]
    url = page(program, "participants:mentee_list")
    return share(text, counts["done"], counts["total"], url, is_complete=is_complete)
