from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    name = "monitoring"
    verbose_name = "Мониторинг"

    def ready(self) -> None:
        from monitoring import (  # noqa: F401  (need loaded models)
            registrations,
            registrations_camp,
            registrations_changes,
            registrations_data,
            registrations_facts,
            registrations_forms,
            registrations_indicators,
            registrations_measure,
            registrations_papers,
            registrations_partners,
            registrations_public,
            registrations_recognition,
            registrations_report,
            registrations_results,
            registrations_swot,
        )
