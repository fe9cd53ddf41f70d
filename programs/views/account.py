from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views.decorators.http import require_GET, require_http_methods

from mentoring_site.words import short_date
from programs.forms.fields import password_hint
from programs.forms.staff import OwnAccountForm
from programs.models import Membership, User
from programs.municipality import municipal_label
from programs.services.staff import change_own_password, edit_own_account
from programs.tenancy import default_program, program_url


def home(request: Any) -> HttpResponse:
    """After signing in: the newest open programme of the user's schools; the coordinator's totals."""
    if request.user.must_change_password:
        return redirect("account:password_change")
    program = default_program(request.user, request.today)
    if program is not None:
        return redirect(program_url(program, "programs:dashboard"))
    label = municipal_label(request.user, request.today)
    if label:
        return redirect("account:municipality", year=label)
    return render(request, "programs/no_school.html", {"heading": "Роль ещё не назначена"})


@require_http_methods(["GET", "POST"])
def profile(request: Any) -> HttpResponse:
    user = request.user
    form = OwnAccountForm(request.POST or None, initial=OwnAccountForm.initial_of(user))
    if request.method == "POST" and form.is_valid():
        edit_own_account(
            user=User.objects.get(pk=user.pk), theme=form.cleaned_data["theme"], profile=form.profile()
        )
        messages.success(request, "Учётная запись сохранена.")
        return redirect("account:profile")
    roles = Membership.objects.of_user(user).active(request.today).select_related("school")
    facts = [
        {
            "label": role.school.list_name if role.school else "Муниципалитет",
            "value": role.get_role_display(),
            "note": f"по {short_date(role.ends)}" if role.ends else "",
        }
        for role in roles.order_by("school__list_name", "role")
    ]
    return render(
        request,
        "programs/account_profile.html",
        {
            "heading": "Моя учётная запись",
            "lead": f"Логин {user.username}",
            "form": form,
            "roles": facts,
        },
    )


@require_GET
def help_page(request: Any) -> HttpResponse:
    return render(request, "programs/help.html", {"heading": "Помощь"})


class ChangePasswordView(PasswordChangeView):
    """One's own password; who came with a one-time password gets nowhere else (programs/middleware.py)."""

    success_url = reverse_lazy("account:home")

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.fields["new_password1"].help_text = password_hint()
        form.fields["new_password2"].label = "Новый пароль ещё раз"
        form.fields["new_password2"].help_text = ""
        return form

    def form_valid(self, form: Any) -> HttpResponse:
        change_own_password(user=form.user, password=form.cleaned_data["new_password1"])
        update_session_auth_hash(self.request, form.user)
        messages.success(self.request, "Пароль изменён.")
        return HttpResponseRedirect(self.get_success_url())
