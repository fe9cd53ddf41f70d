from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from mentoring_site.access import requires
from mentoring_site.pdf import pdf_response, render_pdf
from mentoring_site.permissions import Permission
from mentoring_site.spreadsheets import table_response
from programs.forms.staff import (
    HandOverForm,
    LastDayForm,
    PlacesForm,
    ProfileForm,
    RoleGrantForm,
    StaffCreateForm,
    StaffFilter,
)
from programs.lists import export_format, ordering, page_of, query_with, sortable
from programs.models import Membership, User
from programs.querysets import (
    PARTICIPANT_ROLES,
    accounts_of,
    former,
    history_of,
    loosely,
    present_staff,
    with_role,
)
from programs.registries.programme import HANDOVER_OFFERS
from programs.reports import list_paper
from programs.services.audit import Refusal, claim_key
from programs.services.handover import hand_over
from programs.services.roles_by_order import ordered_forms
from programs.services.staff import (
    close_access,
    create_staff,
    grant_role,
    grantable_roles,
    may_manage,
    reset_password,
    set_places,
    update_profile,
    withdraw_role,
)
from programs.slips import keep_slips, waiting_slips
from programs.stories import told
from programs.tables import is_present, places_of, plain_rows, role_words, shown_rows, staff_columns
from programs.tenancy import program_url

SORTS = {
    "name": ("last_name", "first_name", "middle_name"),
    "position": ("position", "last_name"),
    "seen": ("last_login",),
}
VIEWS = {"staff": "Работают", "participants": "Участники с входом", "former": "Бывшие"}


def _found(request: HttpRequest) -> tuple[QuerySet[User], StaffFilter, str]:
    """Accounts of the chosen view that pass the filter."""
    program, on = request.program, request.today
    view = request.GET.get("view", "staff")
    view = view if view in VIEWS else "staff"
    form = StaffFilter(request.GET)
    accounts = _of_view(accounts_of(program), view, program, on)
    if form.is_valid():
        if q := form.cleaned_data["q"]:
            accounts = accounts.filter(loosely(q, "last_name", "first_name", "middle_name", "position"))
        if role := form.cleaned_data["role"]:
            accounts = with_role(accounts, program, on, [role])
    return accounts, form, view


def _of_view(accounts: QuerySet, view: str, program: Any, on: Any) -> QuerySet:
    if view == "former":
        return former(accounts, program, on)
    if view == "participants":
        return with_role(accounts, program, on, PARTICIPANT_ROLES)
    return present_staff(accounts, program, on)


@requires(Permission.STAFF_VIEW)
def staff_list(request: HttpRequest) -> HttpResponse:
    accounts, form, view = _found(request)
    can_manage = request.access.has(Permission.STAFF_MANAGE)
    columns = staff_columns(request.program, request.today, with_logins=can_manage)
    asked, order = ordering(request, SORTS, "name")
    page = page_of(request, accounts.order_by(*order))
    return render(
        request,
        "programs/staff_list.html",
        {
            "heading": "Сотрудники",
            "lead": "Кто работает с программой, в каких ролях и с какими классами.",
            "form": form,
            "keep": [("view", view)],
            "view": view,
            "tabs": [
                {"label": label, "url": query_with(request.GET, view=code), "active": code == view}
                for code, label in VIEWS.items()
            ],
            "tools": _tools(request),
            "columns": sortable(request, [column.declared() for column in columns], asked),
            "rows": shown_rows(columns, page, lambda user: _url(request, "staff_detail", pk=user.pk)),
            "page_obj": page,
            "can_manage": can_manage,
            "slips": len(waiting_slips(request, request.school.pk)) if can_manage else 0,
            "is_filtered": any(request.GET.get(name) for name in ("q", "role")),
        },
    )


def _tools(request: HttpRequest) -> list[dict[str, str]]:
    query = query_with(request.GET)
    joiner = "&" if len(query) > 1 else ""
    return [
        {
            "label": "Excel",
            "url": f"{_url(request, 'staff_export')}{query}{joiner}format=xlsx",
            "icon": "download",
        },
        {"label": "PDF", "url": f"{_url(request, 'staff_pdf')}{query}", "icon": "printer"},
    ]


def _url(request: HttpRequest, name: str, **kwargs: Any) -> str:
    return program_url(request.program, f"programs:{name}", **kwargs)


def _crumbs(request: HttpRequest, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Сотрудники", _url(request, "staff_list")), *more]


@requires(Permission.STAFF_VIEW)
def staff_export(request: HttpRequest) -> HttpResponse:
    accounts, _, view = _found(request)
    columns = staff_columns(
        request.program, request.today, with_logins=request.access.has(Permission.STAFF_MANAGE)
    )
    return table_response(
        export_format(request),
        f"Сотрудники {request.program.year_label}",
        title=f"Сотрудники: {VIEWS[view].lower()}, {request.school.list_name}",
        header=[column.label for column in columns],
        rows=plain_rows(columns, accounts),
        sheet_name="Сотрудники",
    )


@requires(Permission.STAFF_VIEW)
def staff_pdf(request: HttpRequest) -> HttpResponse:
    accounts, _, view = _found(request)
    columns = staff_columns(request.program, request.today, with_logins=False)
    data = render_pdf(
        "reports/office_list.html",
        list_paper(
            school=request.school,
            program=request.program,
            title="Список сотрудников",
            header=[column.label for column in columns],
            rows=plain_rows(columns, accounts),
            on=request.today,
            shown=VIEWS[view].lower(),
        ),
    )
    return pdf_response(data, f"Сотрудники {request.program.year_label}.pdf")


def _account(request: HttpRequest, pk: int) -> User:
    return get_object_or_404(accounts_of(request.program), pk=pk)


@requires(Permission.STAFF_VIEW)
def staff_detail(request: HttpRequest, pk: int) -> HttpResponse:
    user = _account(request, pk)
    on, access = request.today, request.access
    manages = access.has(Permission.STAFF_MANAGE)
    grantable = grantable_roles(access.user, request.school, on) if manages else frozenset()
    is_self = user.pk == access.user.pk
    ordered = ordered_forms(request.program, on)
    roles = [
        {
            "membership": membership,
            "label": role_words(membership, on, ordered),
            "dialog_id": f"withdraw-{membership.pk}",
            "question": f"Снять роль «{membership.get_role_display()}»?",
            "state": ("ok", "действует")
            if is_present(membership, on)
            else (
                ("none", "снята")
                if membership.ends and membership.ends < on
                else ("draft", "ещё не началась")
            ),
            "can_withdraw": not is_self
            and membership.role in grantable
            and not (membership.ends and membership.ends < on),
            "form": LastDayForm(
                initial={"last_day": on - timedelta(days=1)}, auto_id=f"id_role{membership.pk}_%s"
            ),
        }
        for membership in user.school_roles
    ]
    held = {r["membership"].role for r in roles if not (r["membership"].ends and r["membership"].ends < on)}
    return render(
        request,
        "programs/staff_detail.html",
        {
            "heading": str(user),
            "crumbs": _crumbs(request, (str(user), "")),
            "lead": user.position,
            "person": user,
            "is_self": is_self,
            "roles": roles,
            "facts": _facts(user, manages),
            "history": told(history_of(user)[:20], with_year=True),
            "can_grant": bool(grantable - held) and not is_self,
            "can_manage": manages and may_manage(access.user, user, request.school, on),
            "can_places": manages and request.program.is_open,
            "can_close": any(role["can_withdraw"] for role in roles),
            "close_form": LastDayForm(initial={"last_day": on}, auto_id="id_close_%s"),
        },
    )


def _facts(user: User, manages: bool) -> list[dict[str, Any]]:
    facts = [
        {"label": "Должность", "value": user.position},
        {"label": "Классы и ШМО", "value": places_of(user)},
        {"label": "Электронная почта", "value": user.email},
        {"label": "Телефон", "value": user.phone},
    ]
    if manages:
        note = "Выдан одноразовый пароль, ещё не сменён" if user.must_change_password else ""
        facts.append({"label": "Логин", "value": user.username, "note": note})
    return facts


@requires(Permission.STAFF_MANAGE)
def staff_create(request: HttpRequest) -> HttpResponse:
    allowed = grantable_roles(request.user, request.school, request.today)
    form = StaffCreateForm(request.POST or None, access=request.access, allowed=allowed)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():  # a refused account gives its key back
                if not claim_key(request.POST.get("once", ""), by=request.user):
                    messages.info(request, "Этот сотрудник уже добавлен: второй раз ничего не записано.")
                    return redirect(_url(request, "staff_list"))
                issued = create_staff(program=request.program, new=form.new_staff(), by=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            keep_slips(request, request.school.pk, [issued])
            messages.success(request, f"Сотрудник добавлен: {issued.user}. Распечатайте записку с паролем.")
            return redirect(_url(request, "staff_slips"))
    return render(
        request,
        "programs/staff_form.html",
        {
            "heading": "Новый сотрудник",
            "crumbs": _crumbs(request, ("Новый сотрудник", "")),
            "lead": "Пароль составим сами: он печатается на записке и меняется при первом входе.",
            "form": form,
            "button": "Добавить сотрудника",
            "cancel_url": _url(request, "staff_list"),
        },
    )


@requires(Permission.STAFF_MANAGE)
def staff_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = _account(request, pk)
    initial = {name: getattr(user, name) for name in ProfileForm.base_fields}
    form = ProfileForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            update_profile(user=user, program=request.program, profile=form.profile(), by=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Данные сотрудника сохранены.")
            return redirect(_url(request, "staff_detail", pk=user.pk))
    return _edit_page(request, user, form, "Данные сотрудника", "Сохранить данные")


@requires(Permission.STAFF_MANAGE)
def staff_places(request: HttpRequest, pk: int) -> HttpResponse:
    user = _account(request, pk)
    initial = {
        "classes": [link.school_class_id for link in user.own_classes],
        "groups": [group.pk for group in user.own_groups],
    }
    form = PlacesForm(request.POST or None, initial=initial, access=request.access)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            set_places(user=user, program=request.program, by=request.user, **data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Классы и объединения сохранены.")
            return redirect(_url(request, "staff_detail", pk=user.pk))
    return _edit_page(request, user, form, "Классы и объединения", "Сохранить классы и объединения")


@requires(Permission.STAFF_MANAGE)
def role_grant(request: HttpRequest, pk: int) -> HttpResponse:
    user = _account(request, pk)
    living = {m.role for m in user.school_roles if not (m.ends and m.ends < request.today)}
    allowed = grantable_roles(request.user, request.school, request.today) - living
    form = RoleGrantForm(request.POST or None, access=request.access, allowed=allowed)
    if request.method == "POST" and form.is_valid():
        try:
            for grant in form.grants():
                grant_role(user=user, program=request.program, grant=grant, by=request.user)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Роли добавлены.")
            return redirect(_url(request, "staff_detail", pk=user.pk))
    return _edit_page(request, user, form, "Добавить роли", "Добавить роли")


def _edit_page(request: HttpRequest, user: User, form: Any, heading: str, button: str) -> HttpResponse:
    back = _url(request, "staff_detail", pk=user.pk)
    return render(
        request,
        "programs/staff_form.html",
        {
            "heading": heading,
            "crumbs": _crumbs(request, (str(user), back), (heading, "")),
            "lead": str(user),
            "form": form,
            "button": button,
            "cancel_url": back,
            "person": user,
        },
    )


@require_POST
@requires(Permission.STAFF_MANAGE)
def role_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    membership = get_object_or_404(Membership.objects.filter(school=request.school), pk=pk)
    form = LastDayForm(request.POST)
    if form.is_valid():
        try:
            withdraw_role(
                membership=membership,
                program=request.program,
                last_day=form.cleaned_data["last_day"],
                by=request.user,
            )
            messages.success(request, f"Роль «{membership.get_role_display()}» снята.")
        except Refusal as refusal:
            messages.error(request, str(refusal))
    else:
        messages.error(request, "Роль не снята. Укажите последний день, например 12.11.2026.")
    return redirect(_url(request, "staff_detail", pk=membership.user_id))


@requires(Permission.STAFF_MANAGE)
def role_hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    membership = get_object_or_404(
        Membership.objects.select_related("user").filter(school=request.school), pk=pk
    )
    form = HandOverForm(request.POST or None, membership=membership, access=request.access, on=request.today)
    if request.method == "POST" and form.is_valid():
        try:
            hand_over(
                membership=membership,
                successor=form.cleaned_data["successor"],
                starts=form.cleaned_data["starts"],
                program=request.program,
                by=request.user,
                on=request.today,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Роль «{membership.get_role_display()}» передана.")
            for offer in HANDOVER_OFFERS:
                about = {"program": request.program, "role": membership.role, "giver": membership.user}
                if words := offer(**about):
                    messages.info(request, words)
            return redirect(_url(request, "staff_detail", pk=form.cleaned_data["successor"].pk))
    heading = f"Передать роль «{membership.get_role_display()}»"
    return _edit_page(request, membership.user, form, heading, "Передать роль")


@require_POST
@requires(Permission.STAFF_MANAGE)
def staff_close(request: HttpRequest, pk: int) -> HttpResponse:
    user = _account(request, pk)
    form = LastDayForm(request.POST)
    if form.is_valid():
        try:
            close_access(
                user=user, program=request.program, last_day=form.cleaned_data["last_day"], by=request.user
            )
            messages.success(request, f"Доступ закрыт: {user}. История и подписи сохранены.")
        except Refusal as refusal:
            messages.error(request, str(refusal))
    else:
        messages.error(request, "Доступ не закрыт. Укажите последний день, например 12.11.2026.")
    return redirect(_url(request, "staff_detail", pk=pk))


@require_POST
@requires(Permission.STAFF_MANAGE)
def staff_password(request: HttpRequest, pk: int) -> HttpResponse:
    user = _account(request, pk)
    try:
        issued = reset_password(user=user, program=request.program, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(_url(request, "staff_detail", pk=pk))
    keep_slips(request, request.school.pk, [issued])
    return redirect(_url(request, "staff_slips"))
