"""Rounds of short questions to pairs: choose pairs, hand out links, read by pair or in sums, type paper answers."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.pdf import html_to_pdf_in_child, pdf_response
from mentoring_site.permissions import Permission
from mentoring_site.words import counted, short_date
from pairing.enums import PairState, Respondent
from pairing.forms_psychologist import RoundForm
from pairing.models import Pair, PairSurvey, PairSurveyInvite
from pairing.pair_sums import sums
from pairing.reports_psychologist import chat_text, slips_context
from pairing.services.pair_surveys import close_survey, edition_now, start_round, surveys_of, type_answers
from pairing.tables_psychologist import PAIR_CHOICE_COLUMNS, SURVEY_COLUMNS, pair_of_invites, survey_badge
from pairing.views.common import url
from pairing.views.room import act, can_record, crumbs, form_page, heading_of, saved, tab_page
from participants.questionnaires.page import AnswersForm, questions_of, topics_for
from participants.questionnaires.reading import answers_of
from programs.lists import page_of, row_ids
from programs.services.links import link_url
from programs.tables import shown_rows

BACK = ("Опросы пар", "pair_survey_list")


@requires(Permission.TEST_VIEW)
def pair_survey_list(request: HttpRequest) -> HttpResponse:
    page = page_of(request, surveys_of(request.program))
    is_room = request.access.has(Permission.TEST_RECORD)
    return tab_page(
        request,
        "pair_survey_list",
        "pair_survey_list",
        {
            "lead": "Короткие вопросы обеим половинам пары: довольны ли, нужна ли помощь."
            if is_room
            else "Как пары довольны друг другом: сводка без имён. Ответы читает психолог.",
            "columns": [column.declared() for column in SURVEY_COLUMNS],
            "rows": shown_rows(
                SURVEY_COLUMNS, page, lambda row: url(request, "pair_survey_detail", pk=row.pk)
            ),
            "page_obj": page,
        },
    )


def _active_pairs(request: HttpRequest) -> Any:
    return (
        Pair.objects.of_program(request.program)
        .in_state(PairState.ACTIVE)
        .with_people()
        .order_by("mentor__person__search_key", "pk")
    )


@requires(Permission.TEST_RECORD)
def pair_survey_create(request: HttpRequest) -> HttpResponse:
    pairs = list(_active_pairs(request))
    chosen = set(row_ids(request.POST.getlist("ids")))
    form = RoundForm(request.POST or None, initial={"title": f"Как дела в паре, {short_date(request.today)}"})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            made, status = saved(
                request,
                form,
                lambda: start_round(
                    program=request.program,
                    pairs=[pair for pair in pairs if pair.pk in chosen],
                    title=form.cleaned_data["title"],
                    by=request.user,
                    on=request.today,
                ),
                once=True,
            )
            if status == 0:
                if made is None:
                    return redirect(url(request, "pair_survey_list"))
                messages.success(request, "Опрос начат. Раздайте листки или отправьте ссылки.")
                return redirect(url(request, "pair_survey_detail", pk=made.pk))
    return form_page(
        request,
        form,
        heading="Новый опрос пар",
        back=BACK,
        button="Начать опрос",
        template="pair_survey_form",
        lead="Отметьте действующие пары. Каждый участник получит свою ссылку.",
        columns=[column.declared() for column in PAIR_CHOICE_COLUMNS],
        rows=[
            row | {"selected": row["id"] in chosen or request.method == "GET"}
            for row in shown_rows(PAIR_CHOICE_COLUMNS, pairs)
        ],
        status=status,
    )


def _survey(request: HttpRequest, pk: int) -> PairSurvey:
    return get_object_or_404(surveys_of(request.program), pk=pk)


def _invites(survey: PairSurvey) -> list[PairSurveyInvite]:
    return list(
        survey.invites.select_related("person", "link", "response").order_by(
            "pair__mentor__person__search_key", "pair", "pk"
        )
    )


@requires(Permission.TEST_VIEW)
def pair_survey_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """By pair for the psychologist; sums for the others."""
    survey = _survey(request, pk)
    invites = _invites(survey)
    given = [invite.response.answers for invite in invites if invite.response is not None]
    questions = list(edition_now(survey.questionnaire).questions.all())
    is_room = request.access.has(Permission.TEST_RECORD)
    return render(
        request,
        "pairing/pair_survey_detail.html",
        {
            "heading": survey.title,
            "lead": f"{counted(survey.pairs_total, 'пара', 'пары', 'пар')}, "
            f"ответили {survey.answered} из {survey.asked}",
            "crumbs": crumbs(
                request, (heading_of(request), url(request, "pair_survey_list")), (survey.title, "")
            ),
            "back_url": url(request, "pair_survey_list"),
            "back_label": "Опросы пар",
            "badge": survey_badge(survey),
            "survey": survey,
            "sums": sums(questions, given),
            "pairs": _by_pair(request, invites) if is_room else None,
            "can_close": can_record(request) and survey.closed_at is None,
            "slips_url": url(request, "pair_survey_pdf", pk=pk) if is_room and not survey.closed_at else "",
            "close_url": url(request, "pair_survey_close", pk=pk),
        },
    )


def _by_pair(request: HttpRequest, invites: list[PairSurveyInvite]) -> list[dict[str, Any]]:
    groups = {pk: list(rows) for pk, rows in groupby(invites, key=lambda invite: invite.pair_id)}
    pairs = Pair.objects.with_people().in_bulk(list(groups))
    found = [pair_of_invites(pairs[pk], rows) for pk, rows in groups.items()]
    for row in found:
        for half in row["halves"]:
            half["url"] = url(request, "pair_survey_invite", pk=half["invite"].pk)
    return found


@require_POST
@requires(Permission.TEST_RECORD)
def pair_survey_close(request: HttpRequest, pk: int) -> HttpResponse:
    survey = _survey(request, pk)
    to = url(request, "pair_survey_detail", pk=pk)
    return act(request, "Опрос закончен: ссылки больше не открываются.", close_survey, to, survey=survey)


@requires(Permission.TEST_RECORD)
def pair_survey_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Slips to cut for who has not answered yet."""
    survey = _survey(request, pk)
    html = render_to_string(
        "reports/survey_slips.html", slips_context(survey, _invites(survey), request.school)
    )
    return pdf_response(html_to_pdf_in_child(html), "Листки со ссылками.pdf")


@requires(Permission.TEST_RECORD)
def pair_survey_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """One half of a pair: the answers; before them the link, a text for the chat, and a form to type a paper sheet."""
    invite = get_object_or_404(
        PairSurveyInvite.objects.filter(survey__program=request.program).select_related(
            "person", "link", "pair", "survey__questionnaire", "response__questionnaire"
        ),
        pk=pk,
    )
    shown = answers_of(invite.response)
    form, status = None, 200
    is_asked = (
        invite.survey.closed_at is None or request.method == "POST"
    )  # typed before the end: told why not
    if shown is None and can_record(request) and is_asked:
        form = _typing_form(request, invite)
        if request.method == "POST":
            status = 422
            if form.is_valid():
                made, status = saved(
                    request,
                    form,
                    lambda: type_answers(
                        invite=invite, answers=form.answers(), by=request.user, on=request.today
                    ),
                )
                if made is not None:
                    messages.success(request, f"Ответы набраны: {invite.person.list_name}.")
                    return redirect(url(request, "pair_survey_detail", pk=invite.survey_id))
    back = url(request, "pair_survey_detail", pk=invite.survey_id)
    return render(
        request,
        "pairing/pair_survey_invite.html",
        {
            "heading": invite.person.list_name,
            "lead": f"{Respondent(invite.role).label.capitalize()} · «{invite.survey}»",
            "crumbs": crumbs(
                request,
                (BACK[0], url(request, BACK[1])),
                (invite.survey.title, back),
                (invite.person.list_name, ""),
            ),
            "back_url": back,
            "back_label": "К опросу",
            "answers": shown,
            "form": form,
            "questions": form.shown() if form else [],
            "link": link_url(invite.link) if form and invite.link else "",
            "text": chat_text(invite) if form and invite.link else "",
        },
        status=status,
    )


def _typing_form(request: HttpRequest, invite: PairSurveyInvite) -> AnswersForm:
    """A sheet is taken as it is: nothing is required, since who filled it can't be asked again."""
    questionnaire = edition_now(invite.survey.questionnaire)
    topics = topics_for(questionnaire)
    return AnswersForm(
        request.POST or None, questions=questions_of(questionnaire, topics), topics=topics, is_draft=True
    )
