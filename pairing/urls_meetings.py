"""Routes of the work of pairs: meetings, individual plans, results."""

from django.urls import path

from pairing.views import development, meeting_desk, meetings, results

urlpatterns = [
    path("meetings/", meetings.meeting_overview, name="meeting_overview"),
    path("meetings/visas/", meeting_desk.meeting_visas, name="meeting_visas"),
    path("meetings/visas/sign/", meeting_desk.meeting_sign, name="meeting_sign"),
    path("meetings/links/", meeting_desk.meeting_links, name="meeting_links"),
    path("meetings/links/issue/", meeting_desk.meeting_links_issue, name="meeting_links_issue"),
    path("meetings/links/pdf/", meeting_desk.meeting_links_pdf, name="meeting_links_pdf"),
    path("meetings/links/<int:pk>/revoke/", meeting_desk.meeting_link_revoke, name="meeting_link_revoke"),
    path("meetings/<int:pk>/edit/", meetings.meeting_edit, name="meeting_edit"),
    path("meetings/<int:pk>/cancel/", meetings.meeting_cancel, name="meeting_cancel"),
    path("meetings/<int:pk>/move/", meetings.meeting_move, name="meeting_move"),
    path("meetings/<int:pk>/unsign/", meeting_desk.meeting_unsign, name="meeting_unsign"),
    path("pairs/<int:pk>/meetings/", meetings.meeting_list, name="meeting_list"),
    path("pairs/<int:pk>/meetings/add/", meetings.meeting_create, name="meeting_create"),
    path("pairs/<int:pk>/meetings/draft/", meetings.meeting_draft, name="meeting_draft"),
    path("pairs/<int:pk>/meetings/pdf/", meetings.meeting_pdf, name="meeting_pdf"),
    path("pairs/<int:pk>/help/", meetings.meeting_help, name="meeting_help"),
    path("pairs/<int:pk>/links/", meeting_desk.meeting_pair_links, name="meeting_pair_links"),
    path("pairs/<int:pk>/links/add/", meeting_desk.meeting_link_create, name="meeting_link_create"),
    path("development/", development.development_list, name="development_list"),
    path("pairs/<int:pk>/development/add/", development.development_create, name="development_create"),
    path("development/<int:pk>/", development.development_detail, name="development_detail"),
    path("development/<int:pk>/edit/", development.development_edit, name="development_edit"),
    path("development/<int:pk>/submit/", development.development_submit, name="development_submit"),
    path("development/<int:pk>/agree/", development.development_agree, name="development_agree"),
    path("development/<int:pk>/approve/", development.development_approve, name="development_approve"),
    path("development/<int:pk>/return/", development.development_return, name="development_return"),
    path("development/<int:pk>/pdf/", development.development_pdf, name="development_pdf"),
    path("development/tasks/<int:pk>/mark/", development.task_mark, name="task_mark"),
    path("development/tasks/<int:pk>/tick/", development.task_tick, name="task_tick"),
    path("results/", results.result_list, name="result_list"),
    path("results/export/", results.result_export, name="result_export"),
    path("pairs/<int:pk>/results/add/", results.result_create, name="result_create"),
    path("results/<int:pk>/edit/", results.result_edit, name="result_edit"),
    path("results/<int:pk>/delete/", results.result_delete, name="result_delete"),
    path("results/<int:pk>/file/", results.result_download, name="result_download"),
]
