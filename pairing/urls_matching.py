"""Routes of the room «Подбор пар»."""

from django.urls import path

from pairing.views import bans, board, matching, matching_settings

urlpatterns = [
    path("matching/", matching.matching_home, name="matching_home"),
    path("matching/run/", matching.matching_run, name="matching_run"),
    path("matching/runs/", matching.matching_runs, name="matching_runs"),
    path("matching/runs/<int:pk>/", matching.matching_run_detail, name="matching_run_detail"),
    path("matching/runs/<int:pk>/apply/", matching.matching_apply, name="matching_apply"),
    path("matching/board/", board.matching_board, name="matching_board"),
    path("matching/board/choose/", board.matching_choose, name="matching_choose"),
    path("matching/board/submit/", board.matching_submit, name="matching_submit"),
    path("matching/board/<int:pk>/lock/", board.matching_lock, name="matching_lock"),
    path("matching/board/<int:pk>/part/", board.matching_part, name="matching_part"),
    path("settings/matching/", matching_settings.matching_settings, name="matching_settings"),
    path("settings/matching/bans/", bans.ban_list, name="ban_list"),
    path("settings/matching/bans/<int:pk>/lift/", bans.ban_lift, name="ban_lift"),
]
