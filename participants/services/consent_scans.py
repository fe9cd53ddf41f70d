"""Scans of signed papers: passport and address are written on them by hand, so every look is logged."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from mentoring_site.files import JPG, PDF, PNG, recognise_file
from participants.models import Consent, StoredFile
from participants.services.files import keep_file
from participants.services.guards import refuse_closed
from programs.models import Program, User
from programs.services.audit import Refusal, record_event

SCAN_KINDS = (PDF, JPG, PNG)


def read_scan(name: str, data: bytes) -> None:
    """Raises ValidationError for what is not a scan."""
    if recognise_file(name, data) not in SCAN_KINDS:
        raise ValidationError(f"Файл «{name}» — не скан. Приложите PDF, JPG или PNG.")


@transaction.atomic
def attach_scan(*, consent: Consent, program: Program, name: str, data: bytes, by: User) -> Consent:
    """Put a scan beside the paper; a former one is deleted. Raises Refusal for another kind of file."""
    refuse_closed(program)
    consent = Consent.objects.select_for_update(of=("self",)).select_related("person").get(pk=consent.pk)
    try:
        read_scan(name, data)
        scan = keep_file(program=program, name=name, data=data, by=by)
    except ValidationError as error:
        raise Refusal(" ".join(error.messages)) from error
    former, consent.scan = consent.scan_id, scan
    consent.save(update_fields=["scan"])
    StoredFile.objects.filter(pk=former).delete()
    _record("consent.scan_add", consent, program, by, "приложен скан согласия")
    return consent


@transaction.atomic
def open_scan(*, consent: Consent, program: Program, by: User) -> StoredFile:
    """The file, leaving a row in the journal: who looked and whose paper it is."""
    if consent.scan_id is None:
        raise Refusal("У этого согласия нет скана. Посмотрите, где лежит оригинал.")
    _record("consent.scan_view", consent, program, by, "просмотр скана согласия")
    return StoredFile.objects.get(pk=consent.scan_id)


def _record(action: str, consent: Consent, program: Program, by: User, sentence: str) -> None:
    record_event(
        action,
        by=by,
        target=consent.person,
        program=program,
        sentence=f"{sentence}: {consent.get_purpose_display()}, от {consent.signed_on:%d.%m.%Y}",
        people=[consent.person_id],
    )
