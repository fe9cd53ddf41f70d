"""Papers and tables of one group meeting."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from mentoring_site.access import requires
from mentoring_site.pdf import html_to_pdf_in_child, pdf_response
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import table_response
from mentoring_site.words import short_date
from pairing.forms_wishes import InvitedFilter
from pairing.preference_lists import ONE_OF
from pairing.reports_wishes import meeting_sheet_html, slips_of_meeting_html
from pairing.views.common import url
from pairing.views.group_meetings import find_meeting, marks_of, narrowed
from pairing.views.wishes_common import KEEPERS
from participants.enums import AttendanceMark
from participants.views.training import moment_words
from programs.lists import export_format
from programs.reports import paper_curator

EXPORT_HEADER = ("Фамилия, имя, отчество", "Класс или должность", "Кто", "Был ли на встрече")


@requires(Permission.TEST_VIEW)
def group_meeting_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """«Лист групповой встречи»: signatures to collect, or marks once it was held; ?kind=invite lists the invited."""
    event, form = find_meeting(request, pk), InvitedFilter(request.GET or None, program=request.program)
    is_invitation = request.GET.get("kind") == "invite"
    html = meeting_sheet_html(
        event,
        narrowed(request, form),
        marks_of(event),
        is_invitation=is_invitation,
        curator=paper_curator(request.access, request.today),
    )
    name = "Список приглашённых" if is_invitation else "Лист групповой встречи"
    return pdf_response(html_to_pdf_in_child(html), f"{name} {short_date(event.planned_on)}.pdf")


@requires(*KEEPERS)
def group_meeting_invite_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Slips to cut: an invitation with a name for each."""
    event, form = find_meeting(request, pk), InvitedFilter(request.GET or None, program=request.program)
    people = narrowed(request, form)
    if not people:
        messages.info(request, "Печатать нечего: в этом списке никого нет.")
        return redirect(url(request, "group_meeting_detail", pk=pk))
    data = html_to_pdf_in_child(slips_of_meeting_html(event, people))
    return pdf_response(data, f"Приглашения {short_date(event.planned_on)}.pdf")


@requires(Permission.TEST_VIEW)
def group_meeting_export(request: HttpRequest, pk: int) -> HttpResponse:
    event = find_meeting(request, pk)
    marks = marks_of(event)
    form = InvitedFilter(request.GET or None, program=request.program)
    return table_response(
        export_format(request),
        f"Групповая встреча {short_date(event.planned_on)}",
        title=f"{event.title}, {moment_words(event)}",
        header=EXPORT_HEADER,
        rows=[
            [row.name, row.place, ONE_OF[row.side], AttendanceMark(mark).label if mark else "не отмечен"]
            for row in narrowed(request, form)
            for mark in [marks.get(row.person_id, "")]
        ],
        sheet_name="Встреча",
    )
