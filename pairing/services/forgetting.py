"""Stored runs of the matching forget a person whose data are destroyed: neither his name nor what he had said stays.

Numbers stay: how many were placed, the scores, who else was with whom.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from mentoring_site.names import decline, guess_gender
from pairing.models import MatchingRun
from participants.models import Mentee, Mentor, Person

FORGOTTEN = "данные уничтожены"
FORMS = ("genitive", "dative", "accusative", "instrumental")


def forget_in_runs(people: Sequence[Person]) -> None:
    """Every run of the school that knows one of them by his entry of a base."""
    if not people:
        return
    entries = {
        "mentors": {str(pk) for pk in Mentor.objects.filter(person__in=people).values_list("pk", flat=True)},
        "mentees": {str(pk) for pk in Mentee.objects.filter(person__in=people).values_list("pk", flat=True)},
    }
    names = [form for person in people for form in _forms(person)]
    for run in MatchingRun.objects.filter(school=people[0].school_id).iterator():
        gone = {side: keys & set(run.people.get(side, {})) for side, keys in entries.items()}
        if not any(gone.values()):
            continue
        for side, keys in gone.items():
            run.people[side].update(dict.fromkeys(keys, FORGOTTEN))
        _forget_seats(run.result, gone)
        run.result = _without(run.result, names)
        run.save(update_fields=["people", "result"])


def _forget_seats(result: dict[str, Any], gone: dict[str, set[str]]) -> None:
    """Facts behind the points: topics, interests, hours."""
    for match in result["matches"]:
        for seat in match["seats"]:
            view = seat["view"]
            if str(view["mentor_id"]) in gone["mentors"] or str(view["mentee_id"]) in gone["mentees"]:
                view["reasons"], view["findings"] = [], []
                for component in view["components"]:
                    component["fact"] = ""
    for row in result["unplaced"]:
        if str(row["mentee_id"]) in gone["mentees"]:
            row["help"] = ""


def _without(result: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Sentences about others name him too: «перейдёт к Власовой Екатерине»."""
    text = json.dumps(result, ensure_ascii=False)
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, FORGOTTEN)
    return json.loads(text)


def _forms(person: Person) -> list[str]:
    name = person.list_name
    gender = person.gender or guess_gender(name)
    return [name, *(decline(name, case, gender) for case in FORMS)] if gender else [name]
