"""Adding many people at once, and the slips with one-time passwords."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.names import normalise_name
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import SpreadsheetError, read_workbook
from mentoring_site.words import counted
from programs.forms.staff import StaffListForm
from programs.models import SchoolClass, SubjectGroup
from programs.querysets import accounts_of, present_staff
from programs.services.audit import Refusal, claim_key
from programs.services.staff import NewStaff, Profile, RoleGrant, create_many_staff, grantable_roles
from programs.slips import keep_slips, take_slips, waiting_slips
from programs.staff_list import MAX_ROWS, ListRow, lines_of_table, read_list
from programs.tenancy import program_url


@requires(Permission.STAFF_MANAGE)
def staff_many(request: HttpRequest) -> HttpResponse:
    """A list goes in, verdicts come out; nothing is written until «Добавить» on the same page."""
    form = StaffListForm(request.POST or None, request.FILES or None)
    rows: list[ListRow] = []
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        if file := form.cleaned_data["file"]:
            try:
                text = lines_of_table(read_workbook(file.read(), file.name).sheets[0].rows)
            except SpreadsheetError as error:
                form.add_error("file", str(error))
        if not form.errors:
            rows = _read(request, text)
            if not rows:
                form.add_error("text", "В списке нет ни одного человека.")
            elif len(rows) > MAX_ROWS:
                form.add_error("text", f"В списке больше {MAX_ROWS} человек. Добавьте их по частям.")
                rows = []
            elif "write" in request.POST and {row.verdict for row in rows} in ({"new"}, {"new", "same"}):
                return _write(request, rows)
            else:
                form = StaffListForm(initial={"text": text})
    return _page(request, form, rows)


def _read(request: HttpRequest, text: str) -> list[ListRow]:
    program = request.program
    present = present_staff(accounts_of(program), program, request.today)
    return read_list(
        text,
        classes={(c.grade, c.letter): c for c in SchoolClass.objects.filter(program=program)},
        groups={normalise_name(g.title): g for g in SubjectGroup.objects.filter(program=program)},
        known=frozenset(normalise_name(user.full_name) for user in present),
        allowed=grantable_roles(request.user, request.school, request.today),
    )


def _write(request: HttpRequest, rows: list[ListRow]) -> HttpResponse:
    new = [
        NewStaff(
            Profile(row.last_name, row.first_name, row.middle_name, row.position),
            [RoleGrant(role) for role in row.roles],
            classes=tuple(row.classes),
            groups=tuple(row.groups),
        )
        for row in rows
        if row.verdict == "new"
    ]
    try:
        with transaction.atomic():  # a refused list gives its key back
            if not claim_key(request.POST.get("once", ""), by=request.user):
                messages.info(request, "Этот список уже добавлен: второй раз ничего не записано.")
                return redirect(program_url(request.program, "programs:staff_list"))
            issued = create_many_staff(program=request.program, rows=new, by=request.user)
    except Refusal as refusal:
        messages.error(request, f"Никто не добавлен. {refusal}")
        return _page(request, StaffListForm(initial={"text": "\n".join(row.text for row in rows)}), rows)
    keep_slips(request, request.school.pk, issued)
    people = counted(len(issued), "сотрудник", "сотрудника", "сотрудников")
    messages.success(request, f"Добавлено: {people}. Распечатайте записки с паролями.")
    return redirect(program_url(request.program, "programs:staff_slips"))


def _crumbs(request: HttpRequest, here: str) -> list[tuple[str, str]]:
    return [("Сотрудники", program_url(request.program, "programs:staff_list")), (here, "")]


def _page(request: HttpRequest, form: StaffListForm, rows: list[ListRow]) -> HttpResponse:
    count = {verdict: sum(row.verdict == verdict for row in rows) for verdict in ("new", "same", "error")}
    people = counted(count["new"], "сотрудника", "сотрудников", "сотрудников")
    return render(
        request,
        "programs/staff_many.html",
        {
            "heading": "Добавить сотрудников списком",
            "crumbs": _crumbs(request, "Добавить списком"),
            "lead": "Сначала покажем, что получится; запишем только после вашего подтверждения.",
            "form": form,
            "rows": rows,
            "count": count,
            "can_write": bool(count["new"]) and not count["error"],
            "write_label": f"Добавить {people}",
            "cancel_url": program_url(request.program, "programs:staff_list"),
        },
    )


@requires(Permission.STAFF_MANAGE)
def staff_slips(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "programs/staff_slips.html",
        {
            "heading": "Записки с паролями",
            "crumbs": _crumbs(request, "Записки с паролями"),
            "lead": "Одноразовый пароль виден только на записке и печатается один раз.",
            "slips": waiting_slips(request, request.school.pk),
        },
    )


@require_POST
@requires(Permission.STAFF_MANAGE)
def staff_slips_pdf(request: HttpRequest) -> HttpResponse:
    slips = take_slips(request, request.school.pk)
    if not slips:
        messages.error(
            request,
            "Записок для печати нет: они уже напечатаны или прошло полчаса. Выдайте новый пароль на карточке.",
        )
        return redirect(program_url(request.program, "programs:staff_slips"))
    data = render_pdf(
        "reports/staff_slips.html",
        {"school": request.school, "slips": slips, "address": settings.SITE_URL + reverse("sign_in")},
    )
    return pdf_response(data, "Записки с паролями.pdf", inline=False)
