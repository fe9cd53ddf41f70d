"""Routes of interviews and training."""

from django.urls import path

from participants.views import criteria, interviews, sessions, training

urlpatterns = [
    path("interviews/", interviews.interview_list, name="interview_list"),
    path("interviews/export/", interviews.interview_export, name="interview_export"),
    path("interviews/plan/", interviews.interview_plan, name="interview_plan"),
    path("interviews/blanks/", interviews.interview_blanks, name="interview_blanks"),
    path("interviews/criteria/", criteria.criterion_list, name="criterion_list"),
    path("interviews/criteria/<int:pk>/", criteria.criterion_edit, name="criterion_edit"),
    path("interviews/criteria/<int:pk>/move/", criteria.criterion_move, name="criterion_move"),
    path("interviews/<int:pk>/", interviews.interview_detail, name="interview_detail"),
    path("interviews/<int:pk>/save/", interviews.interview_save, name="interview_save"),
    path("interviews/<int:pk>/correct/", interviews.interview_correct, name="interview_correct"),
    path("interviews/<int:pk>/cancel/", interviews.interview_cancel, name="interview_cancel"),
    path("interviews/<int:pk>/pdf/", interviews.interview_pdf, name="interview_pdf"),
    path("training/", training.course_list, name="course_list"),
    path("training/export/", training.course_export, name="course_export"),
    path("training/add/", training.course_add, name="course_add"),
    path("training/<int:pk>/", training.course_detail, name="course_detail"),
    path("training/<int:pk>/edit/", training.course_edit, name="course_edit"),
    path("training/<int:pk>/close/", training.course_close, name="course_close"),
    path("training/<int:pk>/complete/", training.course_complete, name="course_complete"),
    path("training/<int:pk>/certificates/", training.course_certificates_pdf, name="course_certificates_pdf"),
    path("training/<int:pk>/journal/pdf/", training.course_journal_pdf, name="course_journal_pdf"),
    path("training/<int:pk>/journal/export/", training.course_journal_export, name="course_journal_export"),
    path("training/<int:pk>/sessions/add/", sessions.session_add, name="session_add"),
    path("training/sessions/<int:pk>/", sessions.session_detail, name="session_detail"),
    path("training/sessions/<int:pk>/edit/", sessions.session_edit, name="session_edit"),
    path("training/sessions/<int:pk>/mark/", sessions.session_mark, name="session_mark"),
    path("training/sessions/<int:pk>/mark-all/", sessions.session_mark_all, name="session_mark_all"),
    path("training/sessions/<int:pk>/hold/", sessions.session_hold, name="session_hold"),
    path("training/sessions/<int:pk>/reopen/", sessions.session_reopen, name="session_reopen"),
    path("training/sessions/<int:pk>/cancel/", sessions.session_cancel, name="session_cancel"),
    path("training/completions/<int:pk>/certificate/", training.completion_pdf, name="completion_pdf"),
    path("training/completions/<int:pk>/cancel/", training.completion_cancel, name="completion_cancel"),
]
