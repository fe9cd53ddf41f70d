"""Routes of nominations inside a programme."""

from django.urls import path

from participants.views import nomination_links, nominations

urlpatterns = [
    path("nominations/", nominations.nomination_list, name="nomination_list"),
    path("nominations/add/", nominations.nomination_create, name="nomination_create"),
    path("nominations/links/", nomination_links.nomination_links, name="nomination_links"),
    path("nominations/links/add/", nomination_links.nomination_link_create, name="nomination_link_create"),
    path(
        "nominations/links/<int:pk>/revoke/",
        nomination_links.nomination_link_revoke,
        name="nomination_link_revoke",
    ),
    path("nominations/<int:pk>/", nominations.nomination_detail, name="nomination_detail"),
    path("nominations/<int:pk>/pdf/", nominations.nomination_pdf, name="nomination_pdf"),
    path("nominations/<int:pk>/person/", nomination_links.nomination_identify, name="nomination_identify"),
    path("nominations/<int:pk>/accept/", nominations.nomination_accept, name="nomination_accept"),
    path("nominations/<int:pk>/decline/", nominations.nomination_decline, name="nomination_decline"),
    path("nominations/<int:pk>/special/", nominations.nomination_special, name="nomination_special"),
]
