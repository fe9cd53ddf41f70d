from django.urls import path

from programs.views import dashboard

app_name = "programs"

urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
]
