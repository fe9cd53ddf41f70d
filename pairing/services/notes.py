"""Who reads the psychologist's sealed words: who wrote them, and the successor to whom they were handed over.

A handover is an act of its own with a basis: it does not follow the role. Every look leaves a row in the journal.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone

from mentoring_site import clock
from mentoring_site.permissions import Access, Permission, Role
from mentoring_site.texts import clean_text
from mentoring_site.vault import open_sealed, seal
from pairing.models import CompatibilityTest, Consultation, NotesGrant, TestProtocol
from programs.models import Membership, Program, School, User
from programs.services.audit import Refusal, record_event
from programs.services.moments import moment

BASIS_LENGTH = 300
NOTES_LENGTH = 8000  # characters
# Sealed fields of the psychologist: model -> field; the rotation of the key goes through them. Upper apps add theirs.
SEALED: dict[type[models.Model], str] = {
    CompatibilityTest: "notes_sealed",
    TestProtocol: "sealed",
    Consultation: "notes_sealed",
}
AUTHORS: dict[type[models.Model], str] = {}  # where the author stands in a field other than `conducted_by`


# --- reading ----------------------------------------------------------------------------------------------


def readable_authors(user: User, school: School) -> set[int]:
    """Accounts whose sealed words the user may open in the school: his own, and those handed over to him."""
    givers = NotesGrant.objects.filter(school=school, taker=user).values_list("giver", flat=True)
    return {user.pk, *givers}


def may_read(row: Any, user: User) -> bool:
    return row.conducted_by_id == user.pk or row.conducted_by_id in readable_authors(user, row.school)


def place_of(row: Any) -> dict[str, Any]:
    """Where the words of a row lie, as the vault binds them."""
    return {
        "table": row._meta.db_table,
        "pk": row.pk,
        "field": SEALED[type(row)],
        "school_id": row.school_id,
    }


def seal_into(row: Any, text: str) -> None:
    """Seal a text into a row that has its key already."""
    field = SEALED[type(row)]
    setattr(row, field, seal(text, **place_of(row)))
    row.save(update_fields=[field])


def open_words(row: Any, *, by: User, action: str, what: str, people: Iterable[int] = ()) -> str:
    """The sealed words of a row; every look and every refused one leaves a row in the journal.

    action: its code with «view» in it; what: «записей психолога», for the journal's sentence.
    Raises PermissionDenied for who may not read, VaultLocked and VaultTampered as vault.open_sealed does.
    """
    is_allowed = may_read(row, by)
    with transaction.atomic():  # kept also when the words do not open: it was a look
        record_event(
            action if is_allowed else action.replace("view", "refused"),
            by=by,
            target=row,
            program=row.program,
            sentence=f"просмотр {what}" if is_allowed else f"отказано в просмотре {what}",
            people=people,
        )
    if not is_allowed:
        raise PermissionDenied("Записи видит только психолог, который их сделал.")
    sealed = type(row).objects.values_list(SEALED[type(row)], flat=True).get(pk=row.pk)
    return open_sealed(sealed, **place_of(row)) if sealed is not None else ""


def authors_with_notes(program: Program) -> list[User]:
    """Who has sealed words in the school: three small questions."""
    ids: set[int] = set()
    for model, field in SEALED.items():
        rows = model._default_manager.filter(school_id=program.school_id, **{f"{field}__isnull": False})
        author = AUTHORS.get(model, "conducted_by")
        ids |= set(rows.order_by().values_list(author, flat=True).distinct())
    return list(User.objects.filter(pk__in=ids).order_by("last_name", "first_name", "pk"))


# --- handing over -----------------------------------------------------------------------------------------


def psychologists(program: Program, on: date) -> models.QuerySet[User]:
    held = Membership.objects.active(on).filter(school=program.school_id, role=Role.PSYCHOLOGIST)
    return User.objects.filter(pk__in=held.values("user")).order_by("last_name", "first_name", "pk")


def givers_for(access: Access) -> list[User]:
    """Whose notes the user may hand over: his own, the director everybody's."""
    authors = authors_with_notes(access.program)
    if access.has(Permission.PROGRAM_APPROVE):
        return authors
    return [author for author in authors if author.pk == access.user.pk]


def grants_of(access: Access) -> models.QuerySet[NotesGrant]:
    rows = NotesGrant.objects.filter(school=access.school).select_related("giver", "taker", "granted_by")
    if not access.has(Permission.PROGRAM_APPROVE):
        rows = rows.filter(models.Q(giver=access.user) | models.Q(taker=access.user))
    return rows.order_by("-granted_at", "-pk")


def left_behind(program: Program, on: date) -> list[User]:
    """Authors who are psychologists here no longer and whose notes nobody has been given."""
    given = set(NotesGrant.objects.filter(school=program.school_id).values_list("giver", flat=True))
    present = set(psychologists(program, on).values_list("pk", flat=True))
    return [author for author in authors_with_notes(program) if author.pk not in given | present]


@transaction.atomic
def grant_notes(
    *, giver: User, taker: User, basis: str, access: Access, on: date | None = None
) -> NotesGrant:
    """Let the successor read the notes of who leaves. By the director or by the giver himself, with a basis.

    Raises PermissionDenied for anybody else; Refusal without a basis, for a taker who is no psychologist of the
    school, and when it was done before.
    """
    by, program = access.user, access.program
    if giver.pk != by.pk and not access.has(Permission.PROGRAM_APPROVE):
        raise PermissionDenied("Передать записи может их автор или директор.")
    basis = clean_text(basis)[:BASIS_LENGTH]
    if not basis:
        raise Refusal("Укажите основание, например «приказ об увольнении от 12.11.2026 № 45-к».")
    if giver.pk == taker.pk:
        raise Refusal("Записи передают другому человеку, не самому автору.")
    if not psychologists(program, on or clock.today()).filter(pk=taker.pk).exists():
        raise Refusal(f"{taker} не педагог-психолог этой школы. Сначала дайте ему эту роль.")
    grant, is_new = NotesGrant.objects.get_or_create(
        school=program.school,
        giver=giver,
        taker=taker,
        defaults={"basis": basis, "granted_by": by, "granted_at": moment()},
    )
    if not is_new:
        raise Refusal(
            f"Записи уже переданы: {taker} читает их с {timezone.localtime(grant.granted_at):%d.%m.%Y}."
        )
    record_event(
        "notes.grant",
        by=by,
        target=grant,
        program=program,
        sentence=f"записи психолога переданы для чтения: {giver} → {taker}; основание: {basis}",
        details={"giver": giver.pk, "taker": taker.pk},
    )
    return grant
