"""The steps that an event may confirm are called as the roadmap calls them."""

from __future__ import annotations

import tomllib
from pathlib import Path

from participants.event_kinds import PROPOSALS, STEPS
from roadmap import content


def test_steps_of_events_have_the_short_titles_of_the_roadmap():
    steps = tomllib.loads((Path(content.__file__).parent / "steps.toml").read_text(encoding="utf-8"))
    titles = {step["number"]: step["short_title"] for step in steps["step"]}

    assert {number: titles[number] for number in STEPS} == STEPS
    assert {one.step for one in PROPOSALS.values()} <= {0, *STEPS}
