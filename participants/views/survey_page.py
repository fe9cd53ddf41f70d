"""A questionnaire behind a personal link: answer from a phone, look through, send, thanks."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring_site import clock
from mentoring_site.pdf import html_to_pdf, pdf_response
from mentoring_site.words import ru_date
from participants.enums import ResponseState
from participants.models import Question, Response
from participants.questionnaires import by_link
from participants.questionnaires.answers import count_answered, in_words, unanswered
from participants.questionnaires.page import AnswersForm, questions_of, read_draft, topics_for
from participants.questionnaires.respondents import promise_of
from participants.reports_questionnaires import blank_html
from programs.enums import LinkPurpose
from programs.links import behind_link
from programs.models import PersonalLink
from programs.services.audit import Refusal
from programs.services.links import token_of

DRAFT_SECONDS = 30 * 24 * 3600
DRAFT_COOKIE = "nastavnik_draft"  # only for the path of the link


def _asked(request: HttpRequest, link: PersonalLink) -> by_link.Asked:
    asked = by_link.asked_by(link)
    if asked is None:
        raise Http404  # the questionnaire or the person is no more
    return by_link.with_key(asked, request.COOKIES.get(DRAFT_COOKIE, ""))


def _keep_key(request: HttpRequest, response: HttpResponse, asked: by_link.Asked) -> HttpResponse:
    """A nameless draft opens only in the browser that wrote it."""
    if asked.questionnaire.is_anonymous and request.method == "POST":
        response.set_cookie(
            DRAFT_COOKIE,
            asked.key,
            path=_url("page", asked.link),
            secure=settings.SITE_IS_HTTPS,
            httponly=True,
            samesite="Lax",
            max_age=DRAFT_SECONDS,
        )
    return response


def _url(name: str, link: PersonalLink) -> str:
    return reverse(f"survey:{name}", kwargs={"token": token_of(link)})


def _render(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    frame = {
        "plain_title": request.school.list_name,
        "plain_sub": f"{request.program.year_label} учебный год",
    }
    return render(request, f"participants/survey_{template}.html", frame | context, status=status)


@behind_link(LinkPurpose.SURVEY)
def page(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """The questions; once sent, thanks. A right form goes on to the look-through, a wrong one keeps what is right."""
    asked, today = _asked(request, link), clock.today()
    try:
        response = by_link.look(asked, today)
    except Refusal as refusal:
        return _stopped(request, asked, str(refusal))
    if response.state == ResponseState.SUBMITTED:
        return _thanks(request, asked, response)
    topics = topics_for(asked.questionnaire)
    form = AnswersForm(
        request.POST or None,
        questions=questions_of(asked.questionnaire, topics),
        topics=topics,
        answers=response.answers,
    )
    if request.method == "POST":
        is_right = form.is_valid()
        try:
            response = by_link.keep(asked, form.answers(), today)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            if is_right:
                return _keep_key(request, redirect(_url("check", link)), asked)
    shown = _render(
        request,
        "answers",
        {
            "heading": asked.questionnaire.title,
            "lead": asked.about,
            "intro": asked.questionnaire.intro,
            "promise": promise_of(asked.questionnaire),
            "hello": asked.hello,
            "form": form,
            "questions": form.shown(),
            "progress": _progress(form.questions, response.answers),
            "draft_url": _url("draft", link),
            "answers_url": _url("page", link),
            "blank_url": _url("blank", link),
        },
        status=422 if form.errors else 200,
    )
    return _keep_key(request, shown, asked)


@require_POST
@behind_link(LinkPurpose.SURVEY)
def draft(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """Keeps what is answered so far: by itself with JavaScript, by a button without."""
    asked = _asked(request, link)
    topics = topics_for(asked.questionnaire)
    questions = questions_of(asked.questionnaire, topics)
    progress = None
    try:
        response = by_link.keep(asked, read_draft(request.POST, questions, topics), clock.today())
        said, progress = (
            f"Черновик сохранён в {timezone.localtime():%H:%M}",
            _progress(questions, response.answers),
        )
    except Refusal as refusal:
        said = f"Черновик не сохранён. {refusal}"
    if request.headers.get("HX-Request"):
        saved = render(request, "participants/survey_saved.html", {"said": said, "progress": progress})
        return _keep_key(request, saved, asked)
    (messages.success if progress else messages.error)(request, said)
    return _keep_key(request, redirect(_url("page", link)), asked)


@behind_link(LinkPurpose.SURVEY)
def check(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """The answers as they were understood; sending them ends the draft."""
    asked, today = _asked(request, link), clock.today()
    try:
        response = by_link.look(asked, today)
        if request.method == "POST":
            by_link.send(asked, today)
            sent = redirect(_url("page", link))
            sent.delete_cookie(DRAFT_COOKIE, path=_url("page", link), samesite="Lax")
            return sent
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(_url("page", link))
    topics = topics_for(asked.questionnaire)
    questions = questions_of(asked.questionnaire, topics)
    if response.state == ResponseState.SUBMITTED or unanswered(questions, response.answers, topics):
        return redirect(_url("page", link))
    return _render(
        request,
        "check",
        {
            "heading": "Проверьте ответы",
            "lead": asked.questionnaire.title,
            "facts": [
                {"label": one.text, "value": in_words(one, response.answers.get(one.code), topics)}
                for one in questions
            ],
            "is_anonymous": asked.questionnaire.is_anonymous,
            "back_url": _url("page", link),
        },
    )


@behind_link(LinkPurpose.SURVEY)
def blank(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """The same questions on paper, for who writes by hand."""
    asked = _asked(request, link)
    html = blank_html(asked.questionnaire, name=asked.name_on_paper)
    return pdf_response(html_to_pdf(html), "Анкета.pdf")


def _progress(questions: list[Question], answers: dict[str, Any]) -> dict[str, int]:
    done, total = count_answered(questions, answers)
    return {"done": done, "total": total}


def _thanks(request: HttpRequest, asked: by_link.Asked, response: Response) -> HttpResponse:
    """Of a nameless answer neither the day nor the answers are known: only that the link was used."""
    at = response.submitted_at
    context = {
        "heading": "Спасибо, ответы получены",
        "lead": asked.questionnaire.title,
        "day": ru_date(timezone.localtime(at).date()) if at else "",
    }
    return _render(request, "thanks", context)


def _stopped(request: HttpRequest, asked: by_link.Asked, reason: str) -> HttpResponse:
    context = {"heading": asked.questionnaire.title, "lead": asked.about, "reason": reason}
    return _render(request, "stopped", context)
