"""Sign-in at the root of the site, and leaving it."""

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse


class SignInForm(AuthenticationForm):
    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": "Логин или пароль не подошли. Проверьте раскладку клавиатуры и Caps Lock."
    }


class SignInView(LoginView):
    """The first page; whoever is signed in already goes to his work."""

    template_name = "registration/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


class SignOutView(LogoutView):
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        # A shared school computer must not show the last pages by the Back button.
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response
