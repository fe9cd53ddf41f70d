"""Cases, the library, what stands on the open pages, the mentor's portfolio."""

from django.urls import path

from monitoring.views import cases, library, portfolio, public_cards, public_edit

urlpatterns = [
    path("cases/", cases.case_list, name="case_list"),
    path("cases/new/", cases.case_choose, name="case_choose"),
    path("cases/new/<int:pk>/", cases.case_create, name="case_create"),
    path("cases/<int:pk>/", cases.case_detail, name="case_detail"),
    path("cases/<int:pk>/edit/", cases.case_edit, name="case_edit"),
    path("cases/<int:pk>/move/", cases.case_move, name="case_move"),
    path("cases/<int:pk>/pdf/", cases.case_pdf, name="case_pdf"),
    path("cases/<int:pk>/words/<int:person>/", cases.case_word, name="case_word"),
    path("cases/<int:pk>/files/add/", cases.case_file_add, name="case_file_add"),
    path("cases/<int:pk>/files/<int:file>/", cases.case_file_download, name="case_file_download"),
    path("cases/<int:pk>/files/<int:file>/show/", cases.case_file_show, name="case_file_show"),
    path("cases/<int:pk>/files/<int:file>/remove/", cases.case_file_remove, name="case_file_remove"),
    path("library/", library.library_list, name="library_list"),
    path("library/new/", library.library_create, name="library_create"),
    path("library/acts/", library.library_acts, name="library_acts"),
    path("library/<int:pk>/edit/", library.library_edit, name="library_edit"),
    path("library/<int:pk>/delete/", library.library_delete, name="library_delete"),
    path("library/<int:pk>/file/", library.library_download, name="library_download"),
    path("open-pages/", public_edit.public_home, name="public_home"),
    path("open-pages/mentors/", public_cards.public_cards, name="public_cards"),
    path("open-pages/mentors/add/", public_cards.card_create, name="card_create"),
    path("open-pages/mentors/<int:pk>/", public_cards.card_edit, name="card_edit"),
    path("open-pages/mentors/<int:pk>/move/", public_cards.card_move, name="card_move"),
    path("open-pages/mentors/<int:pk>/delete/", public_cards.card_delete, name="card_delete"),
    path("open-pages/mentors/<int:pk>/photo/", public_cards.card_photo, name="card_photo"),
    path("open-pages/paste/", public_edit.public_paste, name="public_paste"),
    path("open-pages/paste/file/", public_edit.public_paste_file, name="public_paste_file"),
    path("open-pages/elsewhere/", public_edit.published_list, name="published_list"),
    path("open-pages/elsewhere/new/", public_edit.published_create, name="published_create"),
    path("open-pages/elsewhere/<int:pk>/", public_edit.published_edit, name="published_edit"),
    path("people/<int:pk>/portfolio/", portfolio.portfolio_pdf, name="portfolio_pdf"),
]
