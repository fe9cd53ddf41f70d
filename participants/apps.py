from django.apps import AppConfig


class ParticipantsConfig(AppConfig):
    name = "participants"
    verbose_name = "Участники"

    def ready(self) -> None:
        from participants import (  # noqa: F401  (fill the registries)
            registrations,
            registrations_consents,
            registrations_data,
            registrations_events,
            registrations_facts,
            registrations_needs,
            registrations_new_year,
            registrations_nominations,
            registrations_outbox,
            registrations_papers,
            registrations_partners,
            registrations_questions,
            registrations_selection,
        )
