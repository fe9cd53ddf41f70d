"""The open pages of one school, without sign-in: /public/<school>/"""

from django.urls import path

from monitoring.views import public_pages

app_name = "public"

urlpatterns = [
    path("", public_pages.home, name="home"),
    path("mentors/", public_pages.section_page("mentors"), name="mentors"),
    path("mentors/<int:pk>/photo/", public_pages.photo, name="photo"),
    path("board/", public_pages.section_page("board"), name="board"),
    path("cases/", public_pages.section_page("cases"), name="cases"),
    path("cases/<int:pk>/", public_pages.case, name="case"),
    path("cases/<int:pk>/files/<int:file>/", public_pages.case_file, name="case_file"),
    path("library/", public_pages.section_page("library"), name="library"),
    path("library/<int:pk>/file/", public_pages.library_file, name="library_file"),
    path("results/", public_pages.section_page("results"), name="results"),
]
