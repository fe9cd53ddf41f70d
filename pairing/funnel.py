"""«Путь наставляемых»: how many came how far since the programme began, and where they stopped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from mentoring_site.permissions import Access, Permission
from pairing.enums import PAIRED, MeetingState
from pairing.models import Meeting, PairMember
from participants.enums import ConsentPurpose, MenteeStatus
from participants.models import Mentee
from participants.services.consents import has_valid_consent
from programs.tenancy import program_url

BAR_WIDTH = 172  # units of the drawing; the longest bar


@dataclass(frozen=True)
class Stage:
    """One bar. loss: in words, with a link to those who stopped here; shade: 1 (lightest) to 5."""

    label: str
    count: int
    width: float
    shade: int
    loss: str = ""
    loss_url: str = ""
    loss_label: str = ""


def stages_of(counts: list[tuple[str, int, str, str, str]]) -> list[Stage]:
    """counts: (label, people, words of the loss with {n}, url, label of the link), widest first."""
    longest = max((people for _, people, *_ in counts), default=0)
    stages = []
    for place, (label, people, words, url, link) in enumerate(counts):
        lost = counts[place - 1][1] - people if place else 0
        stages.append(
            Stage(
                label,
                people,
                round(BAR_WIDTH * people / longest, 1) if longest else 0,
                place + 1,
                words.format(n=lost) if lost > 0 and words else "",
                url if lost > 0 else "",
                link if lost > 0 else "",
            )
        )
    return stages


def funnel(access: Access, on: date) -> dict[str, Any] | None:
    """The panel of the dashboard; None for who does not see the whole school, and while the base is empty."""
    if not (access.sees_whole_school and access.has(Permission.PAIR_VIEW)):
        return None
    program = access.program
    is_open = program.is_open
    until = on if is_open else min(on, program.ends)  # the papers of a past year have expired since
    counts = _counts(access, until)
    if not counts["proposed"]:
        return None
    mentees = program_url(access.program, "participants:mentee_list")
    pairs = program_url(access.program, "pairing:pair_list")
    blanks = program_url(access.program, "participants:consent_list")
    stages = stages_of(
        [
            ("Предложены", counts["proposed"], "", "", ""),
            (
                "Приняты",
                counts["admitted"],
                "−{n}: ждут решения или выбыли" if is_open else "−{n}: не приняты или выбыли",
                mentees,
                "Показать",
            ),
            (
                "С согласием",
                counts["consented"],
                "−{n}: нет действующего согласия",
                blanks,
                "Напечатать" if is_open else "Показать",
            ),
            (
                "Пара утверждена",
                counts["paired"],
                "−{n}: ждут наставника или решения" if is_open else "−{n}: пары не было",
                f"{mentees}?tab=waiting" if is_open else mentees,
                "Показать",
            ),
            (
                "Провели первую встречу",
                counts["met"],
                "−{n}: встречи ещё не было" if is_open else "−{n}: встречи не было",
                pairs,
                "Показать",
            ),
        ]
    )
    return {
        "stages": stages,
        "since": program.starts,
        "until": until if until < on else None,
        "bar_width": BAR_WIDTH,
    }


def _counts(access: Access, on: date) -> dict[str, int]:
    seats = PairMember.objects.filter(mentee=OuterRef("pk"), pair__state__in=PAIRED)
    held = Meeting.objects.filter(
        pair__members__mentee=OuterRef("pk"), pair__state__in=PAIRED, state=MeetingState.HELD
    )
    admitted = Q(status=MenteeStatus.ADMITTED)
    consented = admitted & Q(has_valid_consent(ConsentPurpose.PARTICIPATION, on))
    paired = consented & Q(Exists(seats))
    return Mentee.objects.filter(program=access.program).aggregate(
        proposed=Count("pk"),
        admitted=Count("pk", filter=admitted),
        consented=Count("pk", filter=consented),
        paired=Count("pk", filter=paired),
        met=Count("pk", filter=paired & Q(Exists(held))),
    )
