"""The column «Ответственный» → roles, in the order written (domain §7.2-5). The text itself is kept and printed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mentoring_site.permissions import Role

LABEL = re.compile(
    r"^\s*(?:ответственн\w+|отв\.?|исполнител\w+)(?:\s+за исполнение)?\s*[:–—-]?\s+(?=\S)", re.IGNORECASE
)
# «. » before a capital parts two persons, but not after an initial or a short word («зам. Директора», «Е. А. Орлова»).
SHORT_WORDS = ("зам", "кл", "рук", "пед", "соц", "отв")
SHORTENED = r"(?<!\b[А-ЯЁ])" + "".join(rf"(?<!\b{word})(?<!\b{word.title()})" for word in SHORT_WORDS)
DIVIDER = re.compile(
    rf"[;,\n•]|(?<!\bШМО)/(?!ВР)|\s+и\s+(?!о\.|ВР\b|воспит)|{SHORTENED}\.\s+(?=[А-ЯЁ])|\s[–—-]\s(?=[а-яё]*\s*(?:директор|куратор))"
)
TAIL = re.compile(r"(?<!\b[А-ЯЁ])\.+$")  # a full stop that ends no initial
DEPUTY = r"(?:зам\w*\.?\s*(?:по\b|дир|руковод|\()|зам\w*\.?$|завуч|зд\s*(?:по\s*)?[ув])"
DEPUTY_WORDS = re.compile(DEPUTY, re.IGNORECASE)
# «Завуч» alone is for teaching; «завуч по ВР» says otherwise.
UVR = re.compile(
    r"у\.?\s*в\.?\s*р|умр|\bур\b|\bнмр\b|учебн|методич|зд\s*ур|завуч\w*(?!\w|\s*(?:по\s*)?в)", re.IGNORECASE
)
VR = re.compile(
    r"(?<![ум])(?<!у\.)\bв\.?\s*р\b|здвр|(?<!учебно-)(?<!учебно - )(?<!учебно – )воспитат", re.IGNORECASE
)
# Order matters: «классный руководитель-наставник» teaches a class; «куратор наставников» is no mentor.
PATTERNS: tuple[tuple[Role, re.Pattern[str]], ...] = tuple(
    (role, re.compile(words, re.IGNORECASE))
    for role, words in (
        (Role.CURATOR, r"куратор|координатор"),
        (
            Role.SUBJECT_HEAD,
            r"(?:рук\w*\.?|председател\w*)\s*(?:ш?\.?м\.?о|школьн\w* метод|метод\w* об)|\bш?мо\b",
        ),
        (Role.CLASS_TEACHER, r"кл\w*\.?\s*рук|классн"),
        (Role.PSYCHOLOGIST, r"психолог"),
        (Role.SOCIAL, r"соц\w*\.?[\s-]*пед"),
        (Role.MENTOR, r"^(?:педагог\w*[\s-]*)?наставник\w*(?:\s+и|$|,|\s*\()|учител\w*-наставник"),
        (Role.DIRECTOR, r"директор|руководител\w*\s+(?:оо|образоват|организац|школы|учрежд)"),
    )
)
BOTH_DEPUTIES = re.compile(r"администрац", re.IGNORECASE)


@dataclass(frozen=True)
class Responsibles:
    """roles: codes in the order written, each once. unknown: parts that name none of our roles."""

    roles: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def read_responsibles(text: str, people: dict[str, str] | None = None) -> Responsibles:
    """people: surname in lower case → role of an employee, for maps that name persons."""
    roles: list[str] = []
    unknown: list[str] = []
    for part in split_responsibles(text):
        found = _roles_of(part) or _role_of_person(part, people or {})
        if not found:
            unknown.append(part)
        roles += [role for role in found if role not in roles]
    return Responsibles(tuple(roles), tuple(unknown))


def split_responsibles(text: str) -> list[str]:
    """«Директор. Заместитель директора по УВР» → two; «Орлова Е. А.» → one."""
    plain = LABEL.sub("", text.replace("\u00a0", " "))
    parts = [TAIL.sub("", " ".join(part.split()).strip(" –—")) for part in DIVIDER.split(plain)]
    return [part for part in parts if re.search(r"\w", part) and part.casefold() not in ("и", "др", "и др")]


def has_role_word(text: str) -> bool:
    return bool(read_responsibles(text).roles)


def printed(text: str) -> str:
    """As the school wrote it, without the label that the column's head repeats."""
    return LABEL.sub("", text)


def _roles_of(part: str) -> list[str]:
    if DEPUTY_WORDS.search(part):
        is_uvr, is_vr = bool(UVR.search(part)), bool(VR.search(part))
        if is_uvr == is_vr:  # «заместители директора», «по УВР и ВР»
            return [Role.DEPUTY_UVR.value, Role.DEPUTY_VR.value]
        return [Role.DEPUTY_UVR.value if is_uvr else Role.DEPUTY_VR.value]
    for role, words in PATTERNS:
        if words.search(part):
            return [role.value]
    if re.fullmatch(r"(?:по\s+)?в\.?р", part, re.IGNORECASE):  # the second half of «УВР, ВР»
        return [Role.DEPUTY_VR.value]
    if BOTH_DEPUTIES.search(part):
        return [Role.DIRECTOR.value, Role.DEPUTY_UVR.value, Role.DEPUTY_VR.value]
    return []


def _role_of_person(part: str, people: dict[str, str]) -> list[str]:
    found = re.match(r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?", part) or re.search(r"[А-ЯЁ][а-яё]{2,}$", part)
    role = people.get(found[0].casefold()) if found else None
    return [role] if role else []
