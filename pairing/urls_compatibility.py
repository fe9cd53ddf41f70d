from django.urls import path

from pairing.views import compatibility

urlpatterns = [
    path("compatibility/", compatibility.test_list, name="test_list"),
    path("compatibility/export/", compatibility.test_export, name="test_export"),
    path("compatibility/add/", compatibility.test_create, name="test_create"),
    path("compatibility/<int:pk>/", compatibility.test_detail, name="test_detail"),
    path("compatibility/<int:pk>/notes/", compatibility.test_notes, name="test_notes"),
]
