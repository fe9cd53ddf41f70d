from participants import urls_bases, urls_consents, urls_duplicates, urls_import

app_name = "participants"

urlpatterns = [
    *urls_bases.urlpatterns,
    *urls_consents.urlpatterns,
    *urls_duplicates.urlpatterns,
    *urls_import.urlpatterns,
]
