from participants import urls_bases

app_name = "participants"

urlpatterns = [
    *urls_bases.urlpatterns,
]
