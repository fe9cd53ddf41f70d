"""Sign-in at the root of the site, and leaving it."""

from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse


class SignInView(LoginView):
    """The first page; whoever is signed in already goes to his work."""

    template_name = "registration/login.html"
    redirect_authenticated_user = True


class SignOutView(LogoutView):
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        # A shared school computer must not show the last pages by the Back button.
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response
