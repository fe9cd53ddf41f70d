from django.urls import path

from participants.views import duplicates

urlpatterns = [
    path("duplicates/", duplicates.duplicate_list, name="duplicate_list"),
    path("duplicates/<int:pk>/<int:other>/", duplicates.duplicate_compare, name="duplicate_compare"),
    path("duplicates/<int:pk>/<int:other>/apart/", duplicates.duplicate_apart, name="duplicate_apart"),
]
