"""`/admin/` works inside one chosen school and year; who has no right to it anywhere gets 403."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django_scopes import scope

from mentoring_site.permissions import ROLE_PERMISSIONS, Permission
from programs.models import Membership, Program
from programs.tenancy import access_for

SESSION_KEY = "admin_program"
ADMIN_ROLES = tuple(role for role, granted in ROLE_PERMISSIONS.items() if Permission.ADMIN_SITE in granted)


def programs_of(request: Any) -> QuerySet[Program]:
    """Programmes of the schools where the user has the right to this site today."""
    schools = Membership.objects.of_user(request.user).active(request.today).filter(role__in=ADMIN_ROLES)
    return (
        Program.objects.filter(school__in=schools.values("school"))
        .select_related("school")
        .order_by("school__list_name", "-label")
    )


class SchoolAdminSite(AdminSite):
    site_title = "Наставник"
    site_header = "Наставник: управление"
    index_title = "Учётные записи и справочники"
    site_url = "/home/"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only pages made for one school: those of other packages show rows of all schools at once."""
        from programs.admin_tools import SchoolModelAdmin  # it imports this module's neighbours

        if admin_class is not None and issubclass(admin_class, SchoolModelAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: Any) -> bool:
        access = getattr(request, "admin_access", None)
        return access is not None and access.has(Permission.ADMIN_SITE)

    def admin_view(self, view: Callable[..., HttpResponse], cacheable: bool = False) -> Callable[..., Any]:
        inner = super().admin_view(view, cacheable)

        def in_school(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            programs = list(programs_of(request))
            if not programs:
                raise PermissionDenied
            if request.user.must_change_password:
                return redirect("account:password_change")
            chosen = request.session.get(SESSION_KEY)
            program = next(
                (p for p in programs if p.pk == chosen), programs[0] if len(programs) == 1 else None
            )
            if program is None:
                return redirect("admin:choose_school")
            with scope(school=program.school):
                request.admin_program = program
                request.admin_access = access_for(request.user, program, request.today)
                response = inner(request, *args, **kwargs)
                # Rows are read while the page is drawn, so it is drawn inside the scope.
                if isinstance(response, TemplateResponse) and not response.is_rendered:
                    response.render()
                return response

        return update_wrapper(in_school, view)

    def get_urls(self) -> list[URLPattern]:
        return [path("school/", self.choose_school, name="choose_school"), *super().get_urls()]

    def choose_school(self, request: Any) -> HttpResponse:
        programs = list(programs_of(request))
        if not programs:
            raise PermissionDenied
        if request.method == "POST":
            wanted = next((p for p in programs if str(p.pk) == request.POST.get("program")), None)
            if wanted is None:
                raise PermissionDenied
            request.session[SESSION_KEY] = wanted.pk
            return redirect("admin:index")
        context = {
            **self.each_context(request),
            "title": "Выберите школу и год",
            "is_nav_sidebar_enabled": False,  # without a school it would say that nothing may be seen
            "programs": programs,
            "chosen": request.session.get(SESSION_KEY),
        }
        return TemplateResponse(request, "admin/choose_school.html", context)

    def each_context(self, request: Any) -> dict[str, Any]:
        return {**super().each_context(request), "admin_program": getattr(request, "admin_program", None)}

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """One way in: the site's own sign-in with its lock-out."""
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"), settings.LOGIN_URL)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account:password_change")
