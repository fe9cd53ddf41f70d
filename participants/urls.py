from participants import urls_bases, urls_consents

app_name = "participants"

urlpatterns = [
    *urls_bases.urlpatterns,
    *urls_consents.urlpatterns,
]
