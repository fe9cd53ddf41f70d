from programs import urls_calendar, urls_conditions, urls_office, urls_papers, urls_programme

app_name = "programs"

urlpatterns = [
    *urls_office.urlpatterns,
    *urls_programme.urlpatterns,
    *urls_calendar.urlpatterns,
    *urls_conditions.urlpatterns,
    *urls_papers.urlpatterns,
]
