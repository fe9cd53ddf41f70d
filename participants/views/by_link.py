"""Pages behind an application's link: the poster's short form, then the applicant's own page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring_site import clock
from mentoring_site.errors import too_many_requests
from mentoring_site.pdf import html_to_pdf, pdf_response
from mentoring_site.words import ru_date
from participants.applications import sending
from participants.applications.posters import HEADINGS, form_of
from participants.enums import ApplicationState, ConsentPurpose, ParticipationRole, ResponseState
from participants.forms import absorb
from participants.forms_applications import ApplicationForm
from participants.forms_questionnaires import PaperForm
from participants.models import Application
from participants.questionnaires.page import AnswersForm, questions_of, read_draft, topics_for
from participants.questionnaires.responses import save_draft
from participants.reports_questionnaires import applicant_blank_html, blank_html
from participants.services.consents import may_process
from participants.tables_questionnaires import own_badge, wish_of
from programs.enums import LinkPurpose
from programs.links import behind_link
from programs.models import PersonalLink
from programs.services.audit import Refusal
from programs.services.links import link_url, token_of

# The paper that opens the door, then those that may be signed at the same visit.
BLANKS = (
    (ConsentPurpose.PARTICIPATION, "Согласие на участие в программе", "обязательно"),
    (ConsentPurpose.TESTING, "Согласие на тест совместимости", "по желанию"),
    (ConsentPurpose.PUBLICATION, "Согласие на имя и фото на сайте", "по желанию"),
)


def _frame(request: HttpRequest) -> dict[str, Any]:
    return {
        "plain_title": request.school.list_name,
        "plain_sub": f"{request.program.year_label} учебный год",
    }


def _own(link: PersonalLink) -> Application:
    application = sending.application_of(link)
    if application is None:
        raise Http404
    return application


def _to(name: str, link: PersonalLink) -> HttpResponse:
    return redirect(reverse(f"application:{name}", kwargs={"token": token_of(link)}))


@behind_link(LinkPurpose.APPLICATION)
def page(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """A poster takes the short form; an own link shows how the application stands."""
    application = sending.application_of(link)
    if application is not None:
        return _status_page(request, link, application)
    if "role" not in link.payload:
        raise Http404  # its application is no more
    return _poster_page(request, link)


# --- poster -----------------------------------------------------------------------------------------------


def _poster_page(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    role, form_asked = link.payload["role"], form_of(link)
    form = ApplicationForm(request.POST or None, program=link.program, role=role, form=form_asked)
    if request.method == "POST" and form.is_valid():
        try:
            sent = sending.send_application(
                poster=link, data=form.values(), once=request.POST.get("once", "")
            )
        except ValidationError as error:
            absorb(form, error)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        except sending.TooManyApplications:
            return too_many_requests(
                request,
                message="По этой ссылке за последний час пришло слишком много заявок. Попробуйте через час или "
                "подойдите к куратору программы.",
                retry_after_seconds=3600,
            )
        else:
            return _after_sending(sent.application)
    return render(
        request,
        "participants/apply_poster.html",
        {
            **_frame(request),
            "heading": HEADINGS[ParticipationRole(role)],
            "lead": form_asked.title if form_asked else "Родители, выпускники, ветераны",
            "form": form,
            "is_open": link.program.is_open,
            "is_for_pupils": "school_class" in form.fields,
        },
        status=422 if form.errors else 200,
    )


def _after_sending(application: Application) -> HttpResponse:
    """An adult goes on to the questionnaire at once, a minor to what comes next."""
    can_answer = not sending.why_not_yet(application, clock.today())
    if can_answer and sending.questionnaire_of(application) is not None:
        return _to("answers", application.own_link)
    return _to("page", application.own_link)


# --- own page ---------------------------------------------------------------------------------------------


def _status_page(
    request: HttpRequest, link: PersonalLink, application: Application, *, status: int = 200, error: str = ""
) -> HttpResponse:
    today = clock.today()
    reason = sending.why_not_yet(application, today)
    questionnaire = sending.questionnaire_of(application)
    response = application.response
    return render(
        request,
        "participants/apply_status.html",
        {
            **_frame(request),
            "heading": f"Здравствуйте, {application.first_name}!",
            "lead": f"Ваша заявка: {wish_of(application)}.",
            "application": application,
            "badge": own_badge(application),
            "state": str(application.state),
            "sent_on": ru_date(timezone.localtime(application.created_at).date()),
            "is_asked": application.state == ApplicationState.ASKED_BACK,
            "error": error,
            "reply": request.POST.get("reply", ""),
            "needs_paper": _needs_paper(application, today),
            "blanks": [
                (
                    reverse("application:consent", kwargs={"token": token_of(link), "purpose": purpose}),
                    label,
                    need,
                )
                for purpose, label, need in BLANKS
            ],
            "questionnaire": questionnaire,
            "answers_done": response is not None and response.state == ResponseState.SUBMITTED,
            "answers_begun": response is not None and response.state == ResponseState.DRAFT,
            "why_not": reason,
            "token": token_of(link),
            "own_url": link_url(link),
        },
        status=status,
    )


def _needs_paper(application: Application, on: Any) -> bool:
    if application.state == ApplicationState.DECLINED:
        return False
    if application.person is None:
        return True
    return not may_process(application.person, ConsentPurpose.PARTICIPATION, on).is_allowed


@require_POST
@behind_link(LinkPurpose.APPLICATION)
def reply(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    application = _own(link)
    try:
        sending.answer_back(application=application, text=request.POST.get("reply", ""))
    except Refusal as refusal:
        return _status_page(request, link, application, status=422, error=str(refusal))
    messages.success(request, "Ответ отправлен куратору.")
    return _to("page", link)


@behind_link(LinkPurpose.APPLICATION)
def consent(request: HttpRequest, link: PersonalLink, purpose: str) -> HttpResponse:
    """A blank with the name filled; passport and address are lines."""
    application = _own(link)
    if purpose not in {code for code, _, _ in BLANKS}:
        raise Http404
    data = html_to_pdf(applicant_blank_html(application, ConsentPurpose(purpose)))
    return pdf_response(data, "Бланк согласия.pdf")


@behind_link(LinkPurpose.APPLICATION)
def blank(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """The questionnaire on paper, for who writes by hand."""
    application = _own(link)
    questionnaire = sending.questionnaire_of(application)
    if questionnaire is None:
        raise Http404
    place = str(application.school_class) if application.school_class else application.position
    data = html_to_pdf(blank_html(questionnaire, name=application.full_name, place=place))
    return pdf_response(data, "Анкета.pdf")


# --- questionnaire ----------------------------------------------------------------------------------------


@behind_link(LinkPurpose.APPLICATION)
def answers(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """The phone page of the questionnaire; sending it ends the draft."""
    application, today = _own(link), clock.today()
    try:
        if request.method == "POST":
            response = sending.begin_answers(application=application, on=today)
        else:
            response = sending.look_at_answers(application, today)
    except Refusal as refusal:
        messages.info(request, str(refusal))
        return _to("page", link)
    if response.state == ResponseState.SUBMITTED:
        messages.info(request, "Анкета уже отправлена, спасибо.")
        return _to("page", link)
    topics = topics_for(response.questionnaire)
    form = AnswersForm(
        request.POST or None,
        questions=questions_of(response.questionnaire, topics),
        topics=topics,
        answers=response.answers,
    )
    if request.method == "POST" and form.is_valid():
        try:
            sending.finish_answers(application=application, answers=form.answers(), on=today)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Анкета отправлена. Спасибо!")
            return _to("page", link)
    return _answers_page(request, link, response, form, PaperForm(use_required_attribute=False))


@require_POST
@behind_link(LinkPurpose.APPLICATION)
def draft(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """Keeps what is answered so far: by itself with JavaScript, by a button without."""
    application, today = _own(link), clock.today()
    try:
        response = sending.begin_answers(application=application, on=today)
        topics = topics_for(response.questionnaire)
        found = read_draft(request.POST, questions_of(response.questionnaire, topics), topics)
        save_draft(response=response, answers=found, on=today)
        said, is_saved = f"Черновик сохранён в {timezone.localtime():%H:%M}", True
    except Refusal as refusal:
        said, is_saved = f"Черновик не сохранён. {refusal}", False
    if request.headers.get("HX-Request"):
        return HttpResponse(said)
    (messages.success if is_saved else messages.error)(request, said)
    return _to("answers" if is_saved else "page", link)


@require_POST
@behind_link(LinkPurpose.APPLICATION)
def paper(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """A scan or free text instead: the document wants the written free form too."""
    application, today = _own(link), clock.today()
    try:
        response = sending.begin_answers(application=application, on=today)
    except Refusal as refusal:
        messages.info(request, str(refusal))
        return _to("page", link)
    form = PaperForm(request.POST, request.FILES, use_required_attribute=False)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            sending.finish_with_paper(
                application=application,
                free_text=form.cleaned_data["free_text"],
                file_name=file.name if file else "",
                data=file.read() if file else b"",
                on=today,
            )
        except ValidationError as error:
            form.add_error("file", error.messages)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Анкета отправлена. Спасибо!")
            return _to("page", link)
    topics = topics_for(response.questionnaire)
    own = AnswersForm(
        questions=questions_of(response.questionnaire, topics), topics=topics, answers=response.answers
    )
    return _answers_page(request, link, response, own, form)


def _answers_page(
    request: HttpRequest, link: PersonalLink, response: Any, form: Any, paper_form: Any
) -> HttpResponse:
    token = {"token": token_of(link)}
    return render(
        request,
        "participants/apply_answers.html",
        {
            **_frame(request),
            "heading": response.questionnaire.title,
            "lead": response.questionnaire.intro,
            "form": form,
            "questions": form.shown(),
            "paper_form": paper_form,
            "draft_url": reverse("application:draft", kwargs=token),
            "answers_url": reverse("application:answers", kwargs=token),
            "paper_url": reverse("application:paper", kwargs=token),
            "blank_url": reverse("application:blank", kwargs=token),
            "back_url": reverse("application:page", kwargs=token),
        },
        status=422 if form.errors or paper_form.errors else 200,
    )
