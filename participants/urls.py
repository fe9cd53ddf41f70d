from participants import (
    urls_bases,
    urls_consents,
    urls_duplicates,
    urls_events,
    urls_import,
    urls_needs,
    urls_new_year,
    urls_nominations,
    urls_outbox,
    urls_papers,
    urls_questions,
    urls_selection,
)

app_name = "participants"

urlpatterns = [
    *urls_bases.urlpatterns,
    *urls_consents.urlpatterns,
    *urls_duplicates.urlpatterns,
    *urls_events.urlpatterns,
    *urls_import.urlpatterns,
    *urls_new_year.urlpatterns,
    *urls_selection.urlpatterns,
    *urls_questions.urlpatterns,
    *urls_nominations.urlpatterns,
    *urls_needs.urlpatterns,
    *urls_outbox.urlpatterns,
    *urls_papers.urlpatterns,
]
