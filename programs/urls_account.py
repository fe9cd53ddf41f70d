"""Pages that belong to no school: the way in, one's own account, help, the first start."""

from django.urls import path

from programs.views import account, municipality, setup

app_name = "account"

urlpatterns = [
    path("home/", account.home, name="home"),
    path("account/", account.profile, name="profile"),
    path("account/password/", account.ChangePasswordView.as_view(), name="password_change"),
    path("municipality/<year:year>/", municipality.municipality, name="municipality"),
    path("setup/", setup.setup_code, name="setup"),
    path("setup/<slug:step>/", setup.setup_step, name="setup_step"),
    path("help/", account.help_page, name="help"),
]
