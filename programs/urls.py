from programs import urls_office, urls_programme

app_name = "programs"

urlpatterns = [*urls_office.urlpatterns, *urls_programme.urlpatterns]
