"""Open links of applications, printed as posters with a QR code."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import segno
from django.conf import settings
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from participants.enums import ParticipationRole, PersonKind, QuestionnaireKind, QuestionnaireState
from participants.models import Application, Questionnaire
from participants.questionnaires.editing import open_questionnaire
from programs.enums import LinkPurpose
from programs.models import MentoringForm, PersonalLink, Program
from programs.services.audit import Refusal
from programs.services.links import issue_link

HEADINGS = {
    ParticipationRole.MENTOR: "Хочу быть наставником",
    ParticipationRole.MENTEE: "Ищу наставника",
}
# Who may come by a poster without a form: «не определена».
KINDS_WITHOUT_FORM = {
    ParticipationRole.MENTOR: (
        PersonKind.PARENT,
        PersonKind.GRADUATE,
        PersonKind.VETERAN,
        PersonKind.TEACHER,
    ),
    ParticipationRole.MENTEE: (PersonKind.GRADUATE, PersonKind.TEACHER),
}


@transaction.atomic
def issue_poster(
    *,
    program: Program,
    role: str,
    form: MentoringForm | None,
    by: Any,
    expires_at: datetime | None = None,
) -> PersonalLink:
    """A link for many people. The draft of its questionnaire is opened at once: nobody finds a closed door.

    expires_at: None lasts as long as the programme is open. Raises Refusal for a moment that has passed.
    """
    if expires_at is not None and expires_at <= timezone.now():
        raise Refusal(
            "Этот день уже прошёл: ссылка сразу была бы закрыта. Выберите другой или оставьте пустым."
        )
    found = Questionnaire.objects.filter(
        program=program, kind=QuestionnaireKind.APPLICATION, role=role, form=form
    )
    if not found.filter(state=QuestionnaireState.OPEN).exists():
        draft = found.filter(state=QuestionnaireState.DRAFT).order_by("-edition").first()
        if draft is not None and draft.questions.exists():
            open_questionnaire(questionnaire=draft, by=by)
    title = HEADINGS[ParticipationRole(role)] + (f": {form.title}" if form else "")
    return issue_link(
        program=program,
        purpose=LinkPurpose.APPLICATION,
        by=by,
        title=title,
        payload={"role": role, "form": form.pk if form else None},
        expires_at=expires_at,
    )


def questionnaire_for(program: Program, role: str, form: MentoringForm | None) -> Questionnaire | None:
    """The open one of this side and form."""
    found = Questionnaire.objects.filter(
        program=program,
        kind=QuestionnaireKind.APPLICATION,
        role=role,
        form=form,
        state=QuestionnaireState.OPEN,
    )
    return found.select_related("form").order_by("-opened_at").first()


def form_of(link: PersonalLink) -> MentoringForm | None:
    form_id = link.payload.get("form")
    return link.program.forms.filter(pk=form_id).first() if form_id else None


def kinds_for(role: str, form: MentoringForm | None) -> tuple[str, ...]:
    """Who may apply: a form says it, without one the applicant chooses."""
    if form is None:
        return KINDS_WITHOUT_FORM[ParticipationRole(role)]
    return (PersonKind(form.mentor_kind if role == ParticipationRole.MENTOR else form.mentee_kind),)


def posters_of(program: Program) -> QuerySet[PersonalLink]:
    """Open links, without those by which single applicants come back."""
    return PersonalLink.objects.filter(
        program=program, purpose=LinkPurpose.APPLICATION, payload__has_key="role"
    ).order_by("-created_at", "-pk")


def arrived_by(links: list[PersonalLink]) -> dict[int, int]:
    """link id -> how many applications came by it."""
    rows = Application.objects.filter(poster__in=links).order_by().values_list("poster")
    return dict(rows.annotate(count=Count("pk")))


def qr_svg(url: str) -> str:
    """A data: address of a black and white picture, for pages and papers alike."""
    return segno.make(url, error="m").svg_data_uri(scale=8, border=2, xmldecl=False)


def loopback_note() -> str:
    """QR codes with the address of this very computer open on no phone: pages that show one say so."""
    if not settings.SITE_IS_LOOPBACK:
        return ""
    return (
        "Сайт открыт только на этом компьютере: с телефона эта ссылка не откроется. Попросите администратора "
        "указать адрес сайта в школьной сети и после этого напечатайте код заново."
    )
