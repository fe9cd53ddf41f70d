"""What the director provides: curators by order, resources in every state, partners with agreements."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from programs.enums import PartnerKind, ResourceState
from programs.models import Document, Partner, Resource
from programs.services.appointments import prepare_curator_order, propose_appointment, usual_duties
from programs.services.documents import sign_document
from programs.services.partners import add_agreement, add_partner, edit_partner
from programs.services.resources import edit_resource
from roadmap.demo.world import World

PARTNERS = (
    # name, kind, what it gives, e-mail
    (
        "АО «Заречинский станкозавод»",
        PartnerKind.ENTERPRISE,
        "Экскурсии в цеха и на испытательный стенд\nНаставники-инженеры для проектных групп",
        "zavod@example.org",
    ),
    (
        "Заречинский педагогический колледж",
        PartnerKind.COLLEGE,
        "Мастер-классы для молодых педагогов\nОткрытые уроки",
        "college@example.org",
    ),
    (
        "АНО «Ровесник»",
        PartnerKind.NGO,
        "Тренинги общения для наставников-учеников",
        "rovesnik@example.org",
    ),
    ("Детская библиотека № 4", PartnerKind.CULTURE, "Читальный зал для встреч пар по субботам", ""),
)
COLLEGE, PLANT, FRIENDS, LIBRARY = (PARTNERS[number][0] for number in (1, 0, 2, 3))
# Of the rows whose term has come the first are there, but for one; the rest gets two weeks more.
PROVIDED, LATE = 5, 1


def provide_last_year(world: World) -> None:
    """Everything was there, and the curator worked by order."""
    program = world.program
    _appoint(world, number="12-од", ends=program.ends)
    day = program.starts + timedelta(days=14)
    world.at(day)
    for resource in Resource.objects.filter(program=program):
        _set(resource, world, state=ResourceState.PROVIDED)
    _find_partners(world)
    ends = world.calendar.today + timedelta(days=20)
    _agree(world, COLLEGE, starts=day, ends=ends, number="3")


def provide_this_year(world: World) -> None:
    """The curator by order, a proposal beside it; most is ready, one thing is late; one agreement waits."""
    program = world.program
    _appoint(world, number="14-од", ends=None)
    _find_partners(world)
    day = min(world.calendar.today, program.ends)
    world.at(day)
    propose_appointment(
        program=program,
        user=world.users["head-language"],
        form=world.form("teacher_teacher"),
        starts=day,
        ends=program.ends,
        duties="Подбирать наставников молодым педагогам\nСледить за выполнением индивидуальных планов",
        by=world.users["deputy-uvr"],
    )
    for number, resource in enumerate(Resource.objects.filter(program=program)):
        if resource.due_on > world.calendar.today or number == LATE:
            continue
        if number < PROVIDED:
            _set(resource, world, state=ResourceState.PROVIDED)
        else:
            soon = world.calendar.today + timedelta(days=14)
            _set(resource, world, state=ResourceState.IN_PROGRESS, due_on=soon)
    library = Partner.objects.get(name=LIBRARY)
    edit_partner(partner=library, program=program, version=library.version, is_active=False, by=world.curator)
    _agree(world, PLANT, starts=day, ends=program.ends)


def _find_partners(world: World) -> None:
    known = set(Partner.objects.values_list("name", flat=True))
    for name, kind, gives, email in PARTNERS:
        if name not in known:
            add_partner(
                program=world.program, name=name, kind=kind, gives=gives, email=email, by=world.curator
            )


def provide_the_rest(world: World) -> None:
    """Whatever was promised is there."""
    for resource in Resource.objects.filter(program=world.program).exclude(state=ResourceState.PROVIDED):
        _set(resource, world, state=ResourceState.PROVIDED)


def _appoint(world: World, *, number: str, ends: date | None) -> None:
    program = world.program
    world.at(program.starts)
    one = propose_appointment(
        program=program,
        user=world.curator,
        form=None,
        starts=program.starts,
        ends=ends,
        duties=usual_duties(program),
        by=world.users["deputy-uvr"],
    )
    order = prepare_curator_order(
        program=program, appointments=[one], by=world.users["deputy-uvr"], on=program.starts
    )
    _sign(world, order, number, program.starts)


def _agree(world: World, name: str, *, starts: date, ends: date, number: str = "") -> None:
    agreement = add_agreement(
        partner=Partner.objects.get(name=name),
        program=world.program,
        subject="участие сотрудников партнёра в программе наставничества школы",
        starts=starts,
        ends=ends,
        by=world.curator,
        on=starts,
    )
    if number:
        _sign(world, agreement.document, number, starts)


def _sign(world: World, document: Document, number: str, day: date) -> None:
    sign_document(document=document, number=number, date=day, by=world.users["director"])


def _set(resource: Resource, world: World, **values: Any) -> None:
    edit_resource(resource=resource, version=resource.version, by=world.users["deputy-uvr"], **values)
