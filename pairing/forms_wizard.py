"""The closing wizard: its steps, what is kept between them (in the session, by pair), what it all comes to."""

from __future__ import annotations

from datetime import date
from typing import Any

from pairing.enums import MeetingKind, MeetingState, PairState
from pairing.forms_closing import (
    EndingForm,
    FinalMeetingForm,
    NextForm,
    ResultsForm,
    open_members,
    reason_of,
    result_name,
)
from pairing.models import Meeting, Pair
from pairing.services.endings import Ending

LABELS = {
    "meeting": "Итоговая встреча",
    "answers": "Ответы сторон",
    "results": "Результаты",
    "ending": "Как закончилась",
    "next": "Что дальше",
    "check": "Проверка",
}
WORKED = tuple(LABELS)
NOT_BEGUN = ("ending", "next", "check")
CLOSABLE = (PairState.SUBMITTED, PairState.APPROVED, PairState.ACTIVE)


class Wizard:
    """One pair's way to its end. said: step -> raw answers as they were typed; lives in the user's session."""

    def __init__(self, session: Any, pair: Pair) -> None:
        self._session, self._key, self.pair = session, f"closing-{pair.pk}", pair
        self.said: dict[str, dict[str, str]] = dict(session.get(self._key, {}))
        self.steps = WORKED if pair.state == PairState.ACTIVE else NOT_BEGUN

    def keep(self, step: str, answers: dict[str, str]) -> None:
        self.said[step] = answers
        self._session[self._key] = self.said

    def forget(self) -> None:
        self._session.pop(self._key, None)

    def step_of(self, asked: str | None) -> str:
        """The asked step, the first one when it is no step of this pair."""
        return asked if asked in self.steps else self.steps[0]

    def after(self, step: str) -> str:
        return self.steps[min(self.steps.index(step) + 1, len(self.steps) - 1)]

    def before(self, step: str) -> str:
        place = self.steps.index(step)
        return self.steps[place - 1] if place else ""

    def form(self, step: str, today: date, data: Any = None) -> Any:
        """The step's form with what was typed before; None where nothing is asked. data: what is being sent."""
        given = data if data is not None else self.said.get(step)
        only_early = self.pair.state != PairState.ACTIVE
        if step == "meeting":
            return FinalMeetingForm(given, initial={"date": today}) if self.final_meeting() is None else None
        if step == "results":
            return ResultsForm(given, pair=self.pair)
        if step == "ending":
            return EndingForm(given, only_early=only_early, initial={"on": today, "how": "done"})
        if step == "next":
            return NextForm(
                given, only_early=only_early, initial={"wants_case": "no", "wants_new_match": "no"}
            )
        return None

    def final_meeting(self) -> Meeting | None:
        return Meeting.objects.filter(pair=self.pair, kind=MeetingKind.FINAL, state=MeetingState.HELD).first()

    def unfinished(self, today: date) -> str:
        """The first step that still lacks an answer; empty when all is said."""
        for step in self.steps:
            form = self.form(step, today)
            if form is not None and not (form.is_bound and form.is_valid()):
                return step
        return ""

    def ending(self, today: date) -> Ending:
        """Everything said, for the service; call when nothing is unfinished."""
        end, more = self._answers("ending", today), self._answers("next", today)
        is_early = self.pair.state != PairState.ACTIVE or end["how"] == "early"
        results = self._answers("results", today) if "results" in self.steps else {}
        return Ending(
            on=end["on"],
            reason=reason_of(end) if is_early else "",
            results={
                member.pk: results[result_name(member.pk)]
                for member in open_members(self.pair)
                if result_name(member.pk) in results
            },
            wants_case=more["wants_case"] == "yes" if "wants_case" in more else None,
            wants_new_match=more["wants_new_match"] == "yes",
        )

    def _answers(self, step: str, today: date) -> dict[str, Any]:
        form = self.form(step, today)
        form.is_valid()
        return form.cleaned_data

    def shown_steps(self, now: str, address: str) -> list[dict[str, str]]:
        """For components/_stepper.html; steps gone by are links back."""
        place = self.steps.index(now)
        return [
            {
                "label": LABELS[step],
                "state": "past" if number < place else "now" if number == place else "ahead",
                "url": f"{address}?step={step}" if number < place else "",
            }
            for number, step in enumerate(self.steps)
        ]
