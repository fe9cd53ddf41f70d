from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from programs.tenancy import default_program, program_url


def home(request: HttpRequest) -> HttpResponse:
    """After signing in: the newest open programme of the user's schools."""
    program = default_program(request.user, request.today)
    if program is None:
        return render(request, "programs/no_school.html", status=200)
    return redirect(program_url(program, "programs:dashboard"))


def profile(request: HttpRequest) -> HttpResponse:
    return render(request, "programs/account_profile.html", {"heading": "Моя учётная запись"})


def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "programs/help.html", {"heading": "Справка"})
