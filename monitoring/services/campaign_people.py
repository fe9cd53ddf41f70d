"""Who may be asked: people of the questionnaire's role and form, parents of mentees, or typed addressees."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q, QuerySet

from mentoring_site.permissions import Role
from mentoring_site.texts import clean_text
from monitoring.models import Campaign, Invitation
from pairing.enums import PairState
from pairing.models import Pair, PairMember
from participants.enums import MentorStatus, QuestionnaireRole
from participants.models import Mentee, Mentor, Person, Representative
from programs.models import Membership, Partner, Program, SchoolClass
from programs.services.audit import Refusal

TYPED_ROLES = frozenset({QuestionnaireRole.CURATOR, QuestionnaireRole.PARTNER})
# A draft pair may still change, so its people don't know yet that they are one.
KNOWN_PAIRS = (PairState.APPROVED, PairState.ACTIVE, PairState.COMPLETED)
MAX_ADDRESSEES = 200
MAX_ADDRESSEE = 250


@dataclass(frozen=True)
class Candidate:
    """One to ask. person: who answers, or the child whose parent does."""

    person: Person | None
    representative: Representative | None = None
    school_class: SchoolClass | None = None
    place: str = ""
    addressee: str = ""
    email: str = ""
    is_in_pair: bool = False

    @property
    def key(self) -> str:
        """«p12», «r5»: what a tick of the page sends."""
        return f"r{self.representative.pk}" if self.representative else f"p{self.person.pk}"

    @property
    def representative_id(self) -> int | None:
        return self.representative.pk if self.representative else None

    @property
    def name(self) -> str:
        if self.representative:
            return self.representative.full_name
        return self.person.full_name if self.person else self.addressee

    @property
    def group(self) -> str:
        return str(self.school_class) if self.school_class else "Взрослые"


def is_typed(campaign: Campaign) -> bool:
    """Organisations and employees have no cards: they are typed."""
    return campaign.questionnaire.role in TYPED_ROLES


def candidates_of(campaign: Campaign) -> list[Candidate]:
    """Everybody of the role and form who is in a base of the year and not invited yet, by class and name."""
    questionnaire = campaign.questionnaire
    if is_typed(campaign):
        return []
    found: dict[int, Candidate] = {}
    if questionnaire.role in ("", QuestionnaireRole.MENTOR):
        paired = set(_known_pairs(campaign.program).values_list("mentor", flat=True))
        _take(found, campaign, Mentor.objects.exclude(status=MentorStatus.RESERVE), paired)
    if questionnaire.role in ("", QuestionnaireRole.MENTEE, QuestionnaireRole.PARENT):
        _take(found, campaign, Mentee.objects.all(), _mentees_in_pairs(campaign.program))
    rows = _parents(found) if questionnaire.role == QuestionnaireRole.PARENT else found.values()
    known = set(campaign.invitations.values_list("person", "representative"))
    free = [row for row in rows if (row.person.pk, row.representative_id) not in known]
    return sorted(free, key=_in_list)


def _take(found: dict[int, Candidate], campaign: Campaign, entries: QuerySet, paired: set[int]) -> None:
    rows = entries.of_program(campaign.program).present().for_list(campaign.program)
    if campaign.questionnaire.form_id:
        rows = rows.filter(form=campaign.questionnaire.form_id)
    for entry in rows:
        year = entry.enrolment
        old = found.get(entry.person_id)
        found[entry.person_id] = Candidate(
            entry.person,
            school_class=year.school_class if year else None,
            place=entry.place,
            email=entry.person.email,
            is_in_pair=entry.pk in paired or bool(old and old.is_in_pair),
        )


def _known_pairs(program: Program) -> QuerySet[Pair]:
    return Pair.objects.of_program(program).in_state(*KNOWN_PAIRS)


def _mentees_in_pairs(program: Program) -> set[int]:
    stays = Q(is_open=True) | Q(pair__state=PairState.COMPLETED)
    members = PairMember.objects.filter(stays, pair__in=_known_pairs(program).values("pk"))
    return set(members.values_list("mentee", flat=True))


def _parents(children: dict[int, Candidate]) -> list[Candidate]:
    """Every representative of every child, each with a link of his own."""
    return [
        Candidate(
            children[row.person_id].person,
            row,
            children[row.person_id].school_class,
            f"{row.kinship or 'представитель'}: {children[row.person_id].person.list_name}, "
            f"{children[row.person_id].place}",
            email=row.email,
            is_in_pair=children[row.person_id].is_in_pair,
        )
        for row in Representative.objects.filter(person__in=children).order_by("id")
    ]


def _in_list(row: Candidate) -> tuple[object, ...]:
    place = (row.school_class.grade, row.school_class.letter) if row.school_class else (99, "")
    return (*place, row.person.search_key, row.key)


# --- typed addressees -------------------------------------------------------------------------------------


def suggested_addressees(campaign: Campaign, on: date) -> str:
    """Lines to begin with: the curators, or the partner organisations of the school, with their addresses."""
    known = set(campaign.invitations.values_list("addressee", flat=True))
    rows: list[tuple[str, str]] = []
    if campaign.questionnaire.role == QuestionnaireRole.CURATOR:
        held = Membership.objects.active(on).filter(school=campaign.school_id, role=Role.CURATOR)
        rows = [(one.user.full_name, one.user.email) for one in held.select_related("user")]
    elif campaign.questionnaire.role == QuestionnaireRole.PARTNER:
        partners = Partner.objects.filter(is_active=True).values_list("name", "email")
        rows = [(name.replace(";", ","), email) for name, email in partners]
    return "\n".join("; ".join(filter(None, row)) for row in rows if row[0] not in known)


def read_addressees(text: str) -> list[Candidate]:
    """«Название; почта», one a line. Raises Refusal that names the line."""
    found: dict[str, Candidate] = {}
    lines = [line for line in clean_text(text).splitlines() if line.strip()]
    if len(lines) > MAX_ADDRESSEES:
        raise Refusal(f"За один раз — не больше {MAX_ADDRESSEES} адресатов, а строк {len(lines)}.")
    for line in lines:
        name, _, email = (part.strip() for part in line.partition(";"))
        if not name:
            raise Refusal(f"Строка «{line.strip()[:60]}»: перед «;» нужно название или имя.")
        if len(name) > MAX_ADDRESSEE:
            raise Refusal(f"Строка «{name[:60]}…» длиннее {MAX_ADDRESSEE} знаков. Сократите её.")
        if email:
            try:
                validate_email(email)
            except ValidationError as error:
                raise Refusal(
                    f"«{name[:60]}»: проверьте адрес почты «{email[:60]}», в нём опечатка."
                ) from error
        found[name] = Candidate(None, addressee=name, email=email)
    return list(found.values())


def new_invitations(campaign: Campaign, candidates: Iterable[Candidate]) -> list[Invitation]:
    """Unsaved rows of those who are not invited yet: nobody is asked twice."""
    known = set(campaign.invitations.values_list("person", "representative", "addressee"))
    made = []
    for one in candidates:
        key = (one.person.pk if one.person else None, one.representative_id, one.addressee)
        if key in known:
            continue
        known.add(key)
        made.append(
            Invitation(
                school_id=campaign.school_id,
                program_id=campaign.program_id,
                campaign=campaign,
                person=one.person,
                representative=one.representative,
                addressee=one.addressee,
                email=one.email,
                school_class=one.school_class,
                is_anonymous=campaign.questionnaire.is_anonymous,
            )
        )
    return made
