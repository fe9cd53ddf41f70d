"""What the director provides: curators by order, resources in every state, partners with agreements."""

from __future__ import annotations

from datetime import date, timedelta

from programs.enums import PartnerKind, ResourceState
from programs.models import Partner, Program, Resource
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
# Of the rows whose term has come: as many of the first are there, the second is late, the rest is being prepared.
PROVIDED, LATE = 5, 1


def provide_last_year(world: World) -> None:
    """Everything was there, and the curator worked by order."""
    program = world.program
    _appoint(world, number="12-од", ends=program.ends)
    world.at(program.starts + timedelta(days=14))
    for resource in Resource.objects.filter(program=program):
        _set(resource, ResourceState.PROVIDED, world)
    for name, kind, gives, email in PARTNERS:
        add_partner(program=program, name=name, kind=kind, gives=gives, email=email, by=world.curator)
    _agree(world, COLLEGE, starts=program.starts, ends=world.calendar.today + timedelta(days=20), number="3")


def provide_this_year(world: World) -> None:
    """The curator by order, a proposal beside it; most is ready, one thing is late; one agreement waits."""
    program = world.program
    _appoint(world, number="14-од", ends=None)
    world.at(world.calendar.today)
    propose_appointment(
        program=program,
        user=world.users["head-language"],
        form=world.form("teacher_teacher"),
        starts=world.calendar.today,
        ends=program.ends,
        duties="Подбирать наставников молодым педагогам\nСледить за выполнением индивидуальных планов",
        by=world.users["deputy-uvr"],
    )
    due = [one for one in Resource.objects.filter(program=program) if _is_due(one, world)]
    for number, resource in enumerate(due):
        if number != LATE:
            _set(resource, ResourceState.PROVIDED if number < PROVIDED else ResourceState.IN_PROGRESS, world)
    library = Partner.objects.get(name=LIBRARY)
    edit_partner(partner=library, program=program, version=library.version, is_active=False, by=world.curator)
    _agree(world, PLANT, starts=world.calendar.today, ends=program.ends)


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
    _sign(world, order, number, program)


def _agree(world: World, name: str, *, starts: date, ends: date, number: str = "") -> None:
    agreement = add_agreement(
        partner=Partner.objects.get(name=name),
        program=world.program,
        subject="участие сотрудников партнёра в программе наставничества школы",
        starts=starts,
        ends=ends,
        by=world.curator,
    )
    if number:
        _sign(world, agreement.document, number, world.program)


def _sign(world: World, document: object, number: str, program: Program) -> None:
    sign_document(document=document, number=number, date=program.starts, by=world.users["director"])


def _is_due(resource: Resource, world: World) -> bool:
    return resource.due_on is not None and resource.due_on <= world.calendar.today


def _set(resource: Resource, state: str, world: World) -> None:
    edit_resource(resource=resource, version=resource.version, state=state, by=world.users["deputy-uvr"])
