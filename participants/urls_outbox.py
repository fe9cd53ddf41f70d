from django.urls import path

from participants.views import outbox

urlpatterns = [
    path("outbox/", outbox.letter_list, name="letter_list"),
    path("outbox/send/", outbox.letters_send, name="letters_send"),
    path("outbox/print/", outbox.letters_print, name="letters_print"),
    path("outbox/<int:pk>/", outbox.letter_detail, name="letter_detail"),
    path("outbox/<int:pk>/pdf/", outbox.letter_pdf, name="letter_pdf"),
    path("outbox/<int:pk>/send/", outbox.letter_send, name="letter_send"),
    path("outbox/<int:pk>/drop/", outbox.letter_drop, name="letter_drop"),
    path("outbox/<int:pk>/restore/", outbox.letter_restore, name="letter_restore"),
]
