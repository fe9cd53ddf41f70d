"""What a revision changes: added, removed, changed by field; on the draft, in the queue, in the paper."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from programs.models import AuditEvent
from programs.services.audit import Refusal
from programs.tenancy import access_for, program_url
from roadmap.changes import FieldChange, changes_of, compare
from roadmap.dashboard import approvals
from roadmap.enums import RoadmapState
from roadmap.models import Roadmap, Step
from roadmap.services.editing import StepPlan, add_step, edit_step, remove_step
from roadmap.services.lives import approve_roadmap, set_reason, start_revision, submit_roadmap
from roadmap.services.making import add_steps, roles_of, steps_with_roles
from tests.factories import make_member
from tests.roadmap.makers import make_short_roadmap

TODAY = date(2026, 11, 23)
REASON = "Педсовет перенесён из-за карантина"


def plan(**changes):
    values = {
        "title": "Мероприятие № 1 полностью",
        "short_title": "Мероприятие 1",
        "stage": 1,
        "term_text": "ноябрь 2026",
        "starts": date(2026, 11, 1),
        "ends": date(2026, 11, 30),
        "roles": ("curator",),
    }
    return StepPlan(**values | changes)


def approved(program, director, steps=3):
    roadmap = submit_roadmap(roadmap=make_short_roadmap(program, *[("curator",)] * steps), by=director)
    return approve_roadmap(roadmap=roadmap, by=director)


def revised(program, director):
    """Revision 2: the first step later and for the director, one put in, the last one out."""
    approved(program, director)
    draft = start_revision(program=program, by=director, reason=REASON)
    first = draft.steps.get(number=1)
    later = plan(
        term_text="декабрь 2026", starts=date(2026, 12, 1), ends=date(2026, 12, 31), roles=("director",)
    )
    edit_step(step=first, plan=later, shown_version=first.version, by=director)
    add_step(roadmap=draft, plan=plan(title="Новый шаг", short_title="Новый шаг"), after=1, by=director)
    remove_step(step=draft.steps.get(number=4), by=director)
    return draft


@pytest.fixture
def director(program):
    return make_member(program.school, "director", "curator")


def test_changes_name_added_removed_and_each_field_old_and_new(program, director):
    changes = changes_of(revised(program, director))

    assert [step.short_title for step in changes.added] == ["Новый шаг"]
    assert [step.short_title for step in changes.removed] == ["Мероприятие 3"]
    (changed,) = changes.changed  # the number that moved by the new step is no change
    assert (changed.number, changed.fields) == (
        "1",
        [
            FieldChange("срок", "ноябрь 2026", "декабрь 2026"),
            FieldChange("даты", "01.11.2026 – 30.11.2026", "01.12.2026 – 31.12.2026"),
            FieldChange("ответственные", "Куратор программы", "Директор"),
        ],
    )
    assert changes.words == "добавлено: 1\u00a0шаг, убрано: 1\u00a0шаг, изменено: 1\u00a0шаг"


def test_changes_of_the_first_revision_are_none_and_of_a_fresh_draft_empty(program, director):
    first = approved(program, director)
    draft = start_revision(program=program, by=director)

    assert changes_of(first) is None
    assert changes_of(draft).is_empty


def test_changes_of_a_map_from_a_file_know_the_standard_step_and_the_same_words(program, director):
    old = approved(program, director, steps=2)
    Step.objects.filter(roadmap=old, number=1).update(standard=5)
    old_steps = steps_with_roles(old)
    draft = Roadmap.objects.create(school=program.school, program=program, revision=2)
    common = {"stage": 1, "term_text": "ноябрь 2026", "starts": date(2026, 11, 1), "ends": date(2026, 11, 30)}
    add_steps(
        draft,
        [
            (
                Step(number=1, standard=5, title="Другие слова", short_title="Мероприятие 1", **common),
                ["curator"],
            ),
            (
                Step(number=2, title="МЕРОПРИЯТИЕ № 2  полностью", short_title="Мероприятие 2", **common),
                ["curator"],
            ),
        ],
    )

    changes = compare(old_steps, steps_with_roles(draft))

    assert (changes.added, changes.removed) == ([], [])
    assert [(one.number, [field.label for field in one.fields]) for one in changes.changed] == [
        ("1", ["мероприятие"]),
        ("2", ["мероприятие"]),
    ]


def test_submit_of_a_revision_without_a_reason_is_refused_until_it_is_written(program, director):
    approved(program, director)
    draft = start_revision(program=program, by=director)

    with pytest.raises(Refusal, match="что и почему меняется"):
        submit_roadmap(roadmap=draft, by=director)
    with pytest.raises(Refusal, match="Напишите"):
        set_reason(roadmap=draft, by=director, reason="  ")
    set_reason(roadmap=draft, by=director, reason=REASON)
    submit_roadmap(roadmap=draft, by=director)

    saved = Roadmap.objects.get(revision=2)
    assert (saved.state, saved.reason) == (RoadmapState.SUBMITTED, REASON)
    assert AuditEvent.objects.get(action="roadmap.reason").sentence == f"пояснение к редакции 2: {REASON}"
    with pytest.raises(Refusal, match="у директора"):
        set_reason(roadmap=draft, by=director, reason="другое")


def test_queue_of_the_director_shows_what_changes_and_why(program, director, sign_in):
    submit_roadmap(roadmap=revised(program, director), by=director)

    (item,) = approvals(access_for(director, program, TODAY), TODAY)
    page = sign_in(director).get(program_url(program, "programs:approvals")).content.decode()

    assert ("Меняется", changes_of(Roadmap.objects.get(revision=2)).words) in item.facts
    assert all(text in page for text in (REASON, "Мероприятие 3", "Новый шаг", "<del>ноябрь 2026</del>"))


def test_draft_page_asks_why_and_lists_the_differences(program, director, sign_in):
    approved(program, director)
    client = sign_in(director)

    client.post(program_url(program, "roadmap:roadmap_revise"), {"reason": REASON})
    client.post(program_url(program, "roadmap:revision_reason"), {"reason": "Перенос на декабрь"})
    page = client.get(program_url(program, "roadmap:roadmap_table") + "?revision=2").content.decode()

    assert Roadmap.objects.get(revision=2).reason == "Перенос на декабрь"
    assert "Что меняет редакция 2" in page
    assert "Отличий от прежней редакции пока нет" in page


def test_paper_of_a_revision_has_the_list_of_changes_and_the_old_one_keeps_its_grif(
    program, director, sign_in
):
    draft = submit_roadmap(roadmap=revised(program, director), by=director)
    approve_roadmap(roadmap=draft, by=director)
    client, url = sign_in(director), program_url(program, "roadmap:roadmap_pdf")

    old, new = (
        "\n".join(page.extract_text() for page in PdfReader(BytesIO(client.get(url + query).content)).pages)
        for query in ("?revision=1", "?revision=2")
    )

    assert "УТВЕРЖДАЮ" in old
    assert "ЛИСТ ИЗМЕНЕНИЙ" not in old
    assert "УТВЕРЖДАЮ" in new
    assert "ЛИСТ ИЗМЕНЕНИЙ" in new
    assert REASON[:20] in new
    assert roles_of(Step.objects.get(roadmap__revision=1, number=1)) == ["curator"]


@pytest.mark.parametrize("name", ["revisions", "roadmap_table"])
def test_pages_of_revisions_cost_the_same_for_1_and_3_steps(program, director, sign_in, queries_of, name):
    client, counts = sign_in(director), []
    roadmap = approved(program, director, steps=1)
    draft = start_revision(program=program, by=director, reason=REASON)
    url = program_url(program, f"roadmap:{name}") + "?revision=2"

    counts.append(queries_of(client, url))
    for number in (1, 2):
        add_step(roadmap=draft, plan=plan(title=f"Новый {number}"), after=number, by=director)
    counts.append(queries_of(client, url))

    assert counts[0] == counts[1]
    assert roadmap.revision == 1
