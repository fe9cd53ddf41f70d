"""The words of certificates, diplomas and letters of thanks (D33): who, in which case, what for, on what ground.

Everything is a proposal until somebody types it: `shown_name`, `shown_dative`, `shown_position` of an award win.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from mentoring_site.names import guess_gender, signature_name, split_name
from mentoring_site.words import ru_date, short_date
from monitoring.enums import AwardKind, CertificateDesign
from monitoring.models import Award
from pairing.order_texts import declined
from participants.enums import Gender, PersonKind
from participants.models import Enrolment, Person
from programs.enums import DocumentState
from programs.models import Document, Program
from programs.services.documents import Signatory

# Honours that are given without a sheet of their own.
UNPRINTED = frozenset({AwardKind.PRIZE, AwardKind.BOARD})
HEADINGS: dict[str, str] = {
    AwardKind.CERTIFICATE: "Грамота",
    AwardKind.GRATITUDE: "Благодарность",
    AwardKind.DIPLOMA: "Диплом",
    AwardKind.ATTESTATION: "Сертификат",
    AwardKind.PARENT_LETTER: "Благодарственное письмо",
}
# (verb over the name, whether the name stands in the dative)
VERBS: dict[str, tuple[str, bool]] = {
    AwardKind.CERTIFICATE: ("награждается", False),
    AwardKind.GRATITUDE: ("объявляется", True),
    AwardKind.DIPLOMA: ("награждается", False),
    AwardKind.ATTESTATION: ("вручается", True),
}
GONE = "Печатать нечего: этих поощрений больше нет."
PLACES = {1: "победитель", 2: "второе место", 3: "третье место"}
CLOSING = (
    "Ваша поддержка помогает детям становиться ответственными и внимательными к другим людям. "
    "Желаем вашей семье здоровья и добра."
)
LONG_NAME, VERY_LONG_NAME = 15, 24  # letters of the longer of the two lines of a name
LONG_HEADING = 10  # letters of a word that need smaller type


@dataclass(frozen=True)
class AwardPage:
    """One sheet as templates/reports/award_pages.html prints it. An empty text prints a line to fill by hand."""

    design: str
    school: str
    heading: str
    heading_size: str  # "", "heading-m", "heading-s"
    subtitle: str
    verb: str
    name_lines: list[str]
    name_size: str  # "", "name-m", "name-s"
    position: str
    reason: str
    year_line: str
    signer_title: str
    signer_name: str
    foot: str
    number: str = ""
    salutation: str = ""  # of a letter
    letter: list[str] = field(default_factory=list)  # its paragraphs

    @property
    def is_letter(self) -> bool:
        return bool(self.letter)


def printable(program: Program, ids: Iterable[int] | None = None) -> list[Award]:
    """Awards that have a sheet, by kind, nomination and name; two queries. ids: only these."""
    rows = Award.objects.filter(program=program).exclude(kind__in=UNPRINTED)
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    related = ("person", "nomination", "order", "entry")
    return list(
        rows.select_related(*related).order_by("kind", "nomination__position", "person__search_key", "pk")
    )


def heading_size(heading: str) -> str:
    return (
        "heading-s" if len(heading) > 2 * LONG_HEADING else "heading-m" if len(heading) > LONG_HEADING else ""
    )


def shown_name(award: Award) -> str:
    return award.shown_name or award.person.full_name


def shown_dative(award: Award) -> str:
    """«Лебедеву Артёму Игоревичу»; as it is while nobody knows how to decline it."""
    return award.shown_dative or declined(award.person, "dative")


def shown_position(award: Award, year: Enrolment | None, case: str = "nominative") -> str:
    """«ученик 10 «А» класса», «учитель математики»; typed words win.

    case: "nominative", or "genitive" and "dative" for pupils: posts of adults stay as they are.

    The bare class («10 «А»») is what the order's table has of itself: nobody typed it.
    """
    if award.shown_position and (year is None or award.shown_position != year.place):
        return award.shown_position
    if year is None:
        return ""
    if award.person.kind == PersonKind.PUPIL and year.school_class_id:
        return f"{pupil_word(award.person, case)} {year.school_class} класса"
    return (year.position or year.workplace)[:1].lower() + (year.position or year.workplace)[1:]


def pupil_word(person: Person, case: str = "nominative") -> str:
    """«ученик», «ученица», «ученика», «ученицы»; without a known gender «обучающийся» speaks of both."""
    gender = person.gender or guess_gender(person.full_name)
    words = {
        (Gender.MALE, "nominative"): "ученик",
        (Gender.FEMALE, "nominative"): "ученица",
        (Gender.MALE, "genitive"): "ученика",
        (Gender.FEMALE, "genitive"): "ученицы",
        (Gender.MALE, "dative"): "ученику",
        (Gender.FEMALE, "dative"): "ученице",
    }
    fallback = {"nominative": "учащийся", "genitive": "учащегося", "dative": "учащемуся"}
    return words.get((gender, case), fallback[case])


def page_of(
    award: Award, program: Program, year: Enrolment | None, signer: Signatory, school: dict[str, str]
) -> AwardPage:
    """The sheet of one award. year: the person's year in the programme; school: school_snapshot()."""
    order = award.order if award.order and award.order.state == DocumentState.SIGNED else None
    signed = Signatory(order.signer_title, order.signer_name) if order else signer
    verb, in_dative = VERBS.get(award.kind, ("", False))
    name = shown_dative(award) if in_dative else shown_name(award)
    lines = name_lines(name)
    heading = HEADINGS.get(award.kind, award.get_kind_display())
    is_letter = award.kind == AwardKind.PARENT_LETTER
    return AwardPage(
        design=award.design or CertificateDesign.CLASSIC,
        school=school["name_short"],
        heading=heading,
        heading_size=heading_size(heading),
        subtitle=_subtitle(award),
        verb=verb,
        name_lines=[] if is_letter else lines,
        name_size=_name_size(lines),
        position="" if is_letter else shown_position(award, year, "dative" if in_dative else "nominative"),
        reason=award.reason,
        year_line=f"Программа наставничества {program.year_label} учебного года",
        signer_title=signed.title,
        signer_name=signature_name(signed.name) if signed.name else "",
        foot=_foot(award, order),
        number=award.blank_number,
        salutation=salutation(award) if is_letter else "",
        letter=letter_paragraphs(award, program, year) if is_letter else [],
    )


def salutation(award: Award) -> str:
    """«Уважаемые Ирина Петровна и Олег Ильич!»; without typed names «Уважаемые родители Лебедева Артёма!»."""
    if award.parents:
        typed = award.parents.strip().rstrip("!.")
        return f"{typed}!" if typed.lower().startswith(("уважаем", "дорог")) else f"Уважаемые {typed}!"
    without_patronymic = len(award.person.list_name.split())
    child = " ".join(declined(award.person, "genitive").split()[:without_patronymic])
    return f"Уважаемые родители {child}!"


def letter_paragraphs(award: Award, program: Program, year: Enrolment | None) -> list[str]:
    who = declined(award.person, "genitive")
    return letter_text(who, shown_position(award, year, "genitive"), program.year_label, award.reason)


def letter_text(who: str, place: str, year_label: str, reason: str) -> list[str]:
    """Paragraphs of a letter to parents. who: the child's name in the genitive; place: «ученика 10 «А» класса»."""
    of_whom = f"{who}, {place}, наставника" if place else f"{who}, наставника"
    what_for = reason.strip().rstrip(".")
    return [
        f"Благодарим вас за воспитание {of_whom} Программы наставничества {year_label} учебного года.",
        *([f"{what_for[:1].upper()}{what_for[1:]}."] if what_for else []),
        CLOSING,
    ]


def name_lines(name: str) -> list[str]:
    """Surname on the first line, the rest on the second."""
    parts = split_name(name)
    rest = f"{parts.first} {parts.patronymic}".strip()
    return [line for line in (parts.surname, rest) if line]


def _name_size(lines: list[str]) -> str:
    longest = max((len(line) for line in lines), default=0)
    return "name-s" if longest > VERY_LONG_NAME else "name-m" if longest > LONG_NAME else ""


def _subtitle(award: Award) -> str:
    if award.nomination is None:
        return ""
    title = award.nomination.title.strip('«»"')
    if award.kind == AwardKind.DIPLOMA and award.entry and award.entry.place in PLACES:
        return f"{PLACES[award.entry.place]} в номинации «{title}»"
    return f"«{title}»"


def _foot(award: Award, order: Document | None) -> str:
    """«25 июня 2027 г. · приказ от 21.06.2027 № 84-од»; what is not known yet is left out."""
    day = award.handed_on or (order.date if order else None)
    ground = f"приказ от {short_date(order.date)} № {order.number}" if order else ""
    return "  ·  ".join(words for words in (ru_date(day) if day else "", ground) if words)
