from programs import urls_office

app_name = "programs"

urlpatterns = [*urls_office.urlpatterns]
