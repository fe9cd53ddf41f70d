from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "monitoring"
    verbose_name = "Мониторинг"

    def ready(self) -> None:
        from monitoring import registrations, registrations_data, registrations_report  # noqa: F401  (need loaded models)
