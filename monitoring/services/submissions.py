"""Nominations of mentors to other levels: what is sent where, until when, with which result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from mentoring_site.texts import clean_text
from monitoring.enums import AwardLevel, SubmissionState
from monitoring.models import LevelSubmission
from monitoring.services.attachments import GivenFile, forget_files, save_with_files
from participants.services.guards import refuse_closed
from programs.models import Program, User
from programs.services.audit import Refusal, lock_version, record_event

FIELDS = (
    *("mentor", "pair", "level", "competition", "due_on", "papers"),
    *("state", "sent_on", "result", "result_on"),
)
FILES = ("file", "result_file")  # the papers that were sent, the diploma or the protocol that came back
WITH_RESULT = frozenset({SubmissionState.WON, SubmissionState.PRIZE, SubmissionState.PARTICIPANT})


@transaction.atomic
def save_submission(
    *,
    program: Program,
    values: Mapping[str, Any],
    submission: LevelSubmission | None = None,
    shown_version: int = 0,
    by: User,
    files: Mapping[str, GivenFile] | None = None,
) -> LevelSubmission:
    """Add or correct. files: by field of FILES.

    Raises Refusal for a closed year, StaleVersion, ValidationError by field.
    """
    refuse_closed(program)
    if submission is None:
        submission = LevelSubmission(school=program.school, program=program)
    else:
        submission = LevelSubmission.objects.select_for_update(of=("self",)).get(pk=submission.pk)
        lock_version(submission, shown_version)
    for name in FIELDS:
        if name in values:
            value = values[name]
            setattr(submission, name, clean_text(value) if isinstance(value, str) else value)
    _refuse_unfit(submission)
    submission.full_clean(exclude=["school", "program", *FILES])
    is_new = submission.pk is None
    save_with_files(submission, files or {}, program=program, by=by)
    record_event(
        "submission.save",
        by=by,
        target=submission,
        program=program,
        sentence=f"{'добавлено' if is_new else 'изменено'} выдвижение: {submission.get_level_display()} уровень, "
        f"{submission.get_state_display()}",
        people=[submission.mentor.person_id],
    )
    return submission


@transaction.atomic
def remove_submission(*, submission: LevelSubmission, by: User) -> None:
    """Locked, so that a file which somebody is bringing just now does not stay behind."""
    submission = LevelSubmission.objects.select_for_update(of=("self",)).filter(pk=submission.pk).first()
    if submission is None:
        raise Refusal("Это выдвижение уже удалено. Обновите страницу.")
    refuse_closed(submission.program)
    record_event(
        "submission.remove",
        by=by,
        target=submission,
        program=submission.program,
        sentence="выдвижение удалено",
        people=[submission.mentor.person_id],
    )
    kept = [getattr(submission, f"{name}_id") for name in FILES]
    submission.delete()
    forget_files(kept)


def _refuse_unfit(submission: LevelSubmission) -> None:
    if submission.level == AwardLevel.SCHOOL:
        raise ValidationError(
            {
                "level": "Школьный уровень – это конкурс школы. Выберите муниципальный, региональный или федеральный."
            }
        )
    if submission.state in (SubmissionState.SENT, *WITH_RESULT) and submission.sent_on is None:
        raise ValidationError({"sent_on": "Документы отправлены: укажите, когда."})
    if submission.state in WITH_RESULT and submission.result_on is None:
        raise ValidationError({"result_on": "Результат известен: укажите его дату."})
    if submission.pair is not None and submission.pair.mentor_id != submission.mentor_id:
        raise ValidationError({"pair": "Эта пара другого наставника."})
