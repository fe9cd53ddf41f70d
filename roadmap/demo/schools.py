"""The two schools: requisites, classes, staff. Everything is invented."""

from __future__ import annotations

from datetime import date
from random import Random

from mentoring_site.permissions import Role
from programs.models import Membership, Program, School, SchoolClass, SubjectGroup, User
from programs.services.programs import create_school, open_program
from programs.services.staff import set_classes, set_groups
from programs.services.structure import add_classes, appoint_substitute, save_group
from roadmap.demo.calendar import Calendar, StoryClock
from roadmap.demo.names import Name, NameMaker
from roadmap.demo.world import World, mail

SOSH59 = {
    "slug": "sosh59",
    "full_name": "Муниципальное бюджетное общеобразовательное учреждение "
    "«Средняя общеобразовательная школа № 59 им. Г. М. Мыльникова»",
    "short_name": "МБОУ «СОШ № 59 им. Г. М. Мыльникова»",
    "list_name": "СОШ № 59",
    "name_genitive": "муниципального бюджетного общеобразовательного учреждения "
    "«Средняя общеобразовательная школа № 59 им. Г. М. Мыльникова»",
    "name_dative": "муниципальному бюджетному общеобразовательному учреждению "
    "«Средняя общеобразовательная школа № 59 им. Г. М. Мыльникова»",
    "founder": "Управление образования администрации города Заречинска",
    "place": "г. Заречинск",
    "address": "999059, г. Заречинск, ул. Школьная, д. 59",
    "inn": "9902590019",
    "ogrn": "1029902590013",
    "phone": "8 (900) 000-00-59",
    "email": "sosh59@example.org",
    "site": "https://sosh59.example.org/",
}
LYCEUM2 = {
    "slug": "lyceum2",
    "full_name": "Муниципальное автономное общеобразовательное учреждение «Лицей № 2»",
    "short_name": "МАОУ «Лицей № 2»",
    "list_name": "Лицей № 2",
    "name_genitive": "муниципального автономного общеобразовательного учреждения «Лицей № 2»",
    "name_dative": "муниципальному автономному общеобразовательному учреждению «Лицей № 2»",
    "founder": "Управление образования администрации города Заречинска",
    "place": "г. Заречинск",
    "address": "999002, г. Заречинск, пер. Лицейский, д. 2",
    "inn": "9902590026",
    "ogrn": "1039902590023",
    "phone": "8 (900) 000-00-02",
    "email": "lyceum2@example.org",
    "site": "https://lyceum2.example.org/",
}
# key (a login of DEMO_ACCOUNTS or a name of the plan), name, position, roles
STAFF = (
    ("director", Name("Ершова", "Нина", "Викторовна", "f"), "директор", (Role.DIRECTOR,)),
    ("deputy-uvr", Name("Климова", "Татьяна", "Юрьевна", "f"), "заместитель директора по УВР", (Role.DEPUTY_UVR,)),
    ("deputy-vr", Name("Рыжова", "Елена", "Михайловна", "f"), "заместитель директора по ВР", (Role.DEPUTY_VR,)),
    ("curator", Name("Савельева", "Ольга", "Сергеевна", "f"), "учитель русского языка", (Role.CURATOR,)),
    ("psychologist", Name("Мещерякова", "Анна", "Борисовна", "f"), "педагог-психолог", (Role.PSYCHOLOGIST,)),
    ("social", Name("Тихонова", "Ирина", "Львовна", "f"), "социальный педагог", (Role.SOCIAL,)),
    ("secretary", Name("Фомина", "Лидия", "Павловна", "f"), "секретарь", (Role.REGISTER_KEEPER,)),
    ("data-officer", Name("Зуев", "Роман", "Ильич", "m"), "специалист по кадрам", (Role.DATA_OFFICER,)),
)  # fmt: skip
# key, name, subject group
HEADS = (
    ("subject-head", Name("Лаптева", "Галина", "Фёдоровна", "f"), "ШМО учителей математики и информатики"),
    ("head-language", Name("Суворова", "Марина", "Олеговна", "f"), "ШМО учителей русского языка и литературы"),
    ("head-science", Name("Ломакин", "Сергей", "Кузьмич", "m"), "ШМО учителей естественных наук"),
)  # fmt: skip
CLASS_TEACHER = Name("Дроздова", "Вера", "Николаевна", "f")
ADMIN = Name("Гордеев", "Павел", "Андреевич", "m")
COORDINATOR = Name("Белозёрова", "Юлия", "Денисовна", "f")
LYCEUM_STAFF = (
    ("admin2", Name("Котов", "Егор", "Игоревич", "m"), "системный администратор", (Role.ADMINISTRATOR,)),
    ("director2", Name("Мальцев", "Юрий", "Петрович", "m"), "директор", (Role.DIRECTOR,)),
    ("curator2", Name("Жукова", "Инна", "Леонидовна", "f"), "учитель физики", (Role.CURATOR,)),
    ("teacher2", Name("Шилова", "Дарья", "Антоновна", "f"), "учитель химии", (Role.CLASS_TEACHER,)),
)  # fmt: skip
PLANNED_NAMES = tuple(
    name.full
    for name in (
        ADMIN, COORDINATOR, CLASS_TEACHER,
        *(row[1] for row in STAFF), *(row[1] for row in HEADS), *(row[1] for row in LYCEUM_STAFF),
    )
)  # fmt: skip


def make_sosh59(rng: Random, names: NameMaker, label: str, today: date, clock: StoryClock) -> World:
    """The school with its staff and last year's programme, which is still a draft."""
    first = int(label[:4]) - 1
    clock.at(date(first, 8, 25))
    school = create_school(by=None, **SOSH59, is_demo=True)
    program = _open(school, f"{first}-{first + 1}", None)
    world = World(rng, names, Calendar(program.starts, today), school, program, clock)
    with world.opened():
        world.add_first_admin("admin", ADMIN)
        for key, name, position, roles in STAFF:
            world.add_user(key, name, *roles, position=position)
        _add_structure(world)
        _add_teachers(world)
    _add_coordinator(world)
    return world


def open_year(world: World, label: str, today: date) -> None:
    """Go on to the next programme of the school, made from the one before."""
    world.at(date(int(label[:4]), 8, 26))
    world.program = _open(world.school, label, world.curator, previous=world.program)
    world.calendar = Calendar(world.program.starts, today)
    _add_structure(world)
    for key, user in world.users.items():
        if key.startswith("class-teacher"):
            grade, letter = CLASS_OF[key]
            set_classes(
                user=user, program=world.program, classes=[world.classes[grade, letter]], by=world.curator
            )
    for key, _, title in HEADS:
        group = SubjectGroup.objects.get(program=world.program, title=title)
        set_groups(user=world.users[key], program=world.program, groups=[group], by=world.curator)


def make_lyceum2(rng: Random, names: NameMaker, label: str, today: date, first: World) -> World:
    """A small school whose curator must never meet the first one's people."""
    first.at(date(int(label[:4]), 8, 25))
    school = create_school(by=None, **LYCEUM2, is_demo=True)
    program = _open(school, label, None)
    world = World(rng, names, Calendar(program.starts, today), school, program, first.clock)
    world.password_hash = first.password_hash
    with world.opened():
        key, name, *_ = LYCEUM_STAFF[0]
        world.add_first_admin(key, name)
        world.users["admin"] = world.users[key]
        world.users[key].set_unusable_password()
        world.users[key].save()
        for key, name, position, roles in LYCEUM_STAFF[1:]:
            world.add_user(key, name, *roles, position=position)
        world.users |= {"curator": world.users["curator2"], "director": world.users["director2"]}
        _add_classes(world, 5, 11, ["А"])
        set_classes(
            user=world.users["teacher2"], program=program, classes=[world.classes[7, "А"]],
            by=world.users["curator"],
        )  # fmt: skip
    return world


def let_deputy_stand_in(world: World) -> None:
    """The director was away for five days; papers of those days say «И. о. директора»."""
    starts, ends = world.calendar.day(41), world.calendar.day(45)
    world.at(starts)
    appoint_substitute(
        program=world.program, deputy=world.users["deputy-uvr"], starts=starts, ends=max(starts, ends),
        basis=f"приказ от {starts:%d.%m.%Y} № 87-к", by=world.users["director"], on=starts,
    )  # fmt: skip


# Each class has one teacher for years; «class-teacher» leads 7 «А» this year.
LETTERS = {grade: "АБВ" if grade <= 9 else "АБ" for grade in range(5, 12)}
CLASS_OF = {"class-teacher": (7, "А")} | {
    f"class-teacher-{grade}{letter}": (grade, letter)
    for grade, letters in LETTERS.items()
    for letter in letters
    if (grade, letter) != (7, "А")
}


def _open(school: School, label: str, by: User | None, previous: Program | None = None) -> Program:
    first, last = (int(year) for year in label.split("-"))
    return open_program(
        school=school, label=label, starts=date(first, 9, 1), ends=date(last, 6, 30), by=by, previous=previous
    )


def _add_structure(world: World) -> None:
    by = world.curator
    _add_classes(world, 5, 9, ["А", "Б", "В"])
    _add_classes(world, 10, 11, ["А", "Б"])
    carried = set(SubjectGroup.objects.filter(program=world.program).values_list("title", flat=True))
    for _, _, title in HEADS:
        if title not in carried:
            save_group(program=world.program, title=title, head=None, by=by)


def _add_classes(world: World, first: int, last: int, letters: list[str]) -> None:
    add_classes(
        program=world.program, first_grade=first, last_grade=last, letters=letters, by=world.users["curator"]
    )
    world.classes = {
        (school_class.grade, school_class.letter): school_class
        for school_class in SchoolClass.objects.filter(program=world.program)
    }


def _add_teachers(world: World) -> None:
    for key, name, title in HEADS:
        group = SubjectGroup.objects.get(program=world.program, title=title)
        subject = SUBJECT_OF_GROUP[title]
        world.add_user(key, name, Role.SUBJECT_HEAD, position=f"учитель {subject}", groups=[group])
    for key, place in CLASS_OF.items():
        name = (
            CLASS_TEACHER
            if key == "class-teacher"
            else world.names.draw("f" if world.rng.random() < 0.85 else "m")
        )
        position = f"учитель {world.rng.choice(SUBJECTS)}"
        world.add_user(key, name, Role.CLASS_TEACHER, position=position, classes=[world.classes[place]])


def _add_coordinator(world: World) -> None:
    """The only account without a school: it sees totals, no names."""
    user = User(
        username="coordinator", last_name=COORDINATOR.last, first_name=COORDINATOR.first,
        middle_name=COORDINATOR.middle, position="методист управления образования", email=mail("coordinator"),
        password=world.password_hash,
    )  # fmt: skip
    user.save()
    Membership.objects.create(user=user, role=Role.COORDINATOR)
    world.users["coordinator"] = user


SUBJECT_OF_GROUP = {
    HEADS[0][2]: "математики",
    HEADS[1][2]: "русского языка и литературы",
    HEADS[2][2]: "биологии",
}
SUBJECTS = (
    "математики", "информатики", "русского языка и литературы", "истории", "географии", "биологии", "химии",
    "физики", "английского языка", "технологии", "музыки", "физической культуры",
)  # fmt: skip
