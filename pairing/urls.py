from pairing import urls_compatibility, urls_meetings

app_name = "pairing"

urlpatterns = [
    *urls_compatibility.urlpatterns,
    *urls_meetings.urlpatterns,
]
