"""Words of a programme for the gaps of its papers; what nobody has told is empty and prints as a line."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from mentoring_site.permissions import ROLE_LABELS, Role
from mentoring_site.words import joined, ru_date
from programs.models import Membership, MentoringForm, Program
from programs.registries.papers import PaperGap

GROUP_ROLES = (
    *(Role.DEPUTY_UVR, Role.DEPUTY_VR, Role.CURATOR, Role.PSYCHOLOGIST, Role.SOCIAL, Role.SUBJECT_HEAD),
)
SCHOOL_GAPS = (
    PaperGap("школа", "полное наименование"),
    PaperGap("школа кратко", "сокращённое наименование"),
    PaperGap("школа в родительном падеже", "как вписано в сведениях о школе"),
    PaperGap("школа в дательном падеже", "как вписано в сведениях о школе"),
    PaperGap("учредитель", "из сведений о школе"),
    PaperGap("адрес", "из сведений о школе"),
    PaperGap("учебный год", "2026–2027"),
    PaperGap("начало программы", "1 сентября 2026 г."),
    PaperGap("окончание программы", "31 мая 2027 г."),
    PaperGap("протокол педсовета", "вписан при утверждении программы"),
    PaperGap("формы наставничества", "действующие формы, каждая с новой строки"),
    PaperGap("директор", "фамилия, имя, отчество"),
    PaperGap("куратор", "фамилия, имя, отчество; нескольких — через запятую"),
    PaperGap("педагог-психолог", "фамилия, имя, отчество"),
    PaperGap("ответственный за сайт", "у кого есть эта роль"),
    PaperGap("рабочая группа", "заместители, куратор, специалисты, руководители ШМО; каждый с новой строки"),
    PaperGap("руководитель рабочей группы", "заместитель директора, если он один"),
)


def program_values(program: Program, on: date) -> dict[str, str]:
    """Values of SCHOOL_GAPS; two queries."""
    school = program.school
    held = _holders(program, on)
    deputies = [*held[Role.DEPUTY_UVR], *held[Role.DEPUTY_VR]]
    forms = MentoringForm.objects.filter(program=program, is_active=True)
    return {
        "школа": school.full_name,
        "школа кратко": school.short_name,
        "школа в родительном падеже": school.name_genitive,
        "школа в дательном падеже": school.name_dative,
        "учредитель": school.founder,
        "адрес": school.address,
        "учебный год": program.year_label,
        "начало программы": ru_date(program.starts),
        "окончание программы": ru_date(program.ends),
        "протокол педсовета": program.protocol_words,
        "формы наставничества": "\n".join(f"«{form.title}»" for form in forms),
        "директор": _names(held[Role.DIRECTOR][:1]),
        "куратор": _names(held[Role.CURATOR]),
        "педагог-психолог": _names(held[Role.PSYCHOLOGIST]),
        "ответственный за сайт": _names(held[Role.SITE_EDITOR]),
        "рабочая группа": _group(held),
        "руководитель рабочей группы": _names(deputies) if len(deputies) == 1 else "",
    }


def _holders(program: Program, on: date) -> dict[str, list[Membership]]:
    held: dict[str, list[Membership]] = defaultdict(list)
    rows = Membership.objects.active(on).filter(school=program.school_id, user__is_active=True)
    for member in rows.select_related("user").order_by("user__last_name", "user__first_name", "pk"):
        held[member.role].append(member)
    return held


def _names(members: list[Membership]) -> str:
    return ", ".join(dict.fromkeys(member.user.full_name for member in members))


def _group(held: dict[str, list[Membership]]) -> str:
    """A line for each person, with the post, or with the roles where no post is written."""
    roles: dict[str, list[str]] = {}
    posts: dict[str, str] = {}
    for role in GROUP_ROLES:
        for member in held[role]:
            roles.setdefault(member.user.full_name, []).append(_role_words(role))
            posts[member.user.full_name] = member.user.position
    return "\n".join(
        f"{name}, {posts[name] or joined(list(dict.fromkeys(own)))}" for name, own in roles.items()
    )


def _role_words(role: str) -> str:
    label = ROLE_LABELS[role]
    return label[:1].lower() + label[1:]
