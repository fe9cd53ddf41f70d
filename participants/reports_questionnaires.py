"""Papers of questionnaires and applications: the blank to fill by hand, the poster with its QR code."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string

from participants.applications.posters import HEADINGS, form_of, loopback_note, qr_svg
from participants.enums import ConsentPurpose, ParticipationRole, QuestionKind, QuestionnaireRole, Weekday
from participants.models import Application, Questionnaire
from participants.questionnaires.answers import HOURS, SHORT_DAYS
from participants.questionnaires.page import questions_of, topics_for
from participants.questionnaires.respondents import promise_of
from participants.reports_consents import blank_page, pages_html
from participants.services.consent_texts import wording_of
from programs.models import PersonalLink
from programs.services.documents import school_snapshot
from programs.services.links import link_url

LINES = 5  # of an open question
TEENAGER_GRADE = 8  # from here on pupils turn 14 and sign beside the guardian; a line too many does no harm
LINES = 4  # of an open question
POSTER_WORDS = {
    ParticipationRole.MENTOR: (
        "Ты многое умеешь, и кому-то рядом этого не хватает.",
        "Наставник – не учитель: это тот, кто рядом, поддержит и покажет, как можно.",
        "Расскажи о себе: это займёт пять минут с телефона.",
    ),
    ParticipationRole.MENTEE: (
        "Трудно с предметом, не хватает уверенности или просто хочется большего?",
        "Наставник поможет разобраться, поддержит и пойдёт рядом весь год.",
        "Расскажи, что тебе нужно: это займёт пять минут с телефона.",
    ),
}
ADULT_WORDS = {
    ParticipationRole.MENTOR: (
        "Вы многое умеете, и кому-то в школе этого не хватает.",
        "Наставник поддерживает, делится опытом и помогает сделать следующий шаг.",
        "Расскажите о себе: это займёт пять минут с телефона.",
    ),
    ParticipationRole.MENTEE: (
        "Новая школа, новый класс, новая задача – вдвоём легче.",
        "Наставник поделится опытом и поможет там, где трудно.",
        "Расскажите, что вам нужно: это займёт пять минут с телефона.",
    ),
}


def blank_context(questionnaire: Questionnaire, *, name: str = "", place: str = "") -> dict[str, Any]:
    """Plain data of the printed questionnaire. name, place: printed instead of the lines to fill."""
    topics = topics_for(questionnaire)
    questions = questions_of(questionnaire, topics)
    is_parents = questionnaire.role == QuestionnaireRole.PARENT
    return {
        "school": school_snapshot(questionnaire.program.school),
        "title": questionnaire.title,
        "intro": questionnaire.intro,
        "promise": promise_of(questionnaire),
        "document_title": questionnaire.title,
        "running_foot": f"{questionnaire.title}, версия {questionnaire.edition}",
        "year_label": questionnaire.program.year_label,
        "is_anonymous": questionnaire.is_anonymous,
        "who_label": "Кто отвечает" if is_parents else "Фамилия, имя, отчество",
        "place_label": "Ребёнок, класс" if is_parents else "Класс или должность",
        "name": name,
        "place": place,
        "topics": [{"number": pk, "title": title} for pk, title in topics.items()],
        "days": [{"number": day.value, "short": SHORT_DAYS[day.value]} for day in Weekday],
        "hours": [
            {"label": f"{hour}:00", "codes": [f"{day.value}{hour:02d}" for day in Weekday]} for hour in HOURS
        ],
        "lines": range(LINES),
        "questions": [
            {
                "kind": question.kind,
                "text": question.text,
                "help": question.help_text,
                "is_required": question.is_required,
                "options": question.options,
                "cells": range(question.scale_min, question.scale_max + 1)
                if question.kind == QuestionKind.SCALE
                else (),
                "ends": question.scale_labels if len(question.scale_labels) == 2 else None,
            }
            for question in questions
        ],
        "has_required": any(question.is_required for question in questions),
    }


def blank_html(questionnaire: Questionnaire, *, name: str = "", place: str = "") -> str:
    context = blank_context(questionnaire, name=name, place=place)
    return render_to_string("reports/questionnaire_blank.html", context)


def poster_context(link: PersonalLink) -> dict[str, Any]:
    role, form, url = ParticipationRole(link.payload["role"]), form_of(link), link_url(link)
    is_pupil = form is not None and "pupil" in (form.mentor_kind if role == "mentor" else form.mentee_kind)
    return {
        "school": school_snapshot(link.school),
        "year_label": link.program.year_label,
        "heading": HEADINGS[role],
        "whom": form.title if form else "Родители, выпускники, ветераны",
        "words": (POSTER_WORDS if is_pupil else ADULT_WORDS)[role],
        "qr": qr_svg(url),
        "url": url,
        "warning": loopback_note(),
        "until": link.expires_at,
        "document_title": f"Плакат: {link}",
    }


def poster_html(link: PersonalLink) -> str:
    return render_to_string("reports/application_poster.html", poster_context(link))


def applicant_blank_html(application: Application, purpose: ConsentPurpose) -> str:
    """The consent of somebody who is in no base yet: his name is filled, the rest are lines."""
    place = str(application.school_class) if application.school_class else application.position
    grade = application.school_class.grade if application.school_class else 0
    page = blank_page(
        application.full_name,
        place=place,
        is_minor=not application.is_adult,
        is_teenager=not application.is_adult and grade >= TEENAGER_GRADE,
    )
    return pages_html([page], wording_of(purpose), application.program)
