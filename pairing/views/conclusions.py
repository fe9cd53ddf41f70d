"""Conclusions of all proposed pairs on one page."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from mentoring_site.access import requires
from mentoring_site.permissions import Permission
from mentoring_site.words import counted
from pairing.forms_psychologist import CONCLUSIONS, ManyTestsForm
from pairing.services.conclusions import WordsRefused, record_words, waiting_seats
from pairing.services.methods import method_names
from pairing.services.tests import blanks_url
from pairing.views.common import url
from pairing.views.room import form_page
from programs.services.audit import Refusal, claim_key


@requires(Permission.TEST_RECORD)
def test_many(request: HttpRequest) -> HttpResponse:
    """One row for a mentor and a mentee of a proposed pair; all chosen are saved together or none."""
    seats = waiting_seats(request.program, request.today)
    form = ManyTestsForm(
        request.POST or None,
        methods=method_names(request.school),
        seats=seats,
        initial={"conducted_on": request.today},
    )
    errors: dict[int, str] = {}
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():  # a refused page gives its key back
                if not claim_key(request.POST.get("once", ""), by=request.user):
                    messages.info(request, "Эти заключения уже записаны: второй раз ничего не добавлено.")
                    return redirect(url(request, "test_many"))
                made = record_words(
                    program=request.program,
                    words=form.words(),
                    by=request.user,
                    today=request.today,
                    **form.cleaned_data,
                )
        except WordsRefused as refused:
            errors = refused.by_member
            form.add_error(None, str(refused))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            number = counted(len(made), "заключение", "заключения", "заключений")
            messages.success(request, f"Записано: {number}.")
            return redirect(url(request, "test_many" if len(made) < len(seats) else "test_list"))
    lacking = {
        person.pk: person
        for seat in seats
        for person in (seat.member.pair.mentor.person, seat.member.mentee.person)
        if person.list_name in dict(seat.lacking)
    }
    return form_page(
        request,
        form,
        heading="Заключения о предложенных парах",
        back=("Совместимость", "test_list"),
        button="Записать заключения",
        template="test_many",
        lead="Все предложенные пары, о которых заключения ещё нет. Личные записи – в отдельном тесте пары.",
        rows=form.rows(errors),
        row_errors=[
            (
                f"reservation-{seat.member.pk}",
                f"{seat.member.pair.mentor.person.list_name} — {seat.member.mentee.person.list_name}",
                errors[seat.member.pk],
            )
            for seat in seats
            if seat.member.pk in errors
        ],
        choices=CONCLUSIONS,
        lacking=bool(lacking),
        lacking_text=f"{counted(len(lacking), 'человек', 'человека', 'человек')}: их строки пока закрыты.",
        blanks_url=blanks_url(request.program, lacking.values()) if lacking else "",
        is_open=request.program.is_open,
        status=422 if form.errors else 200,
    )
