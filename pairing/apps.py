from django.apps import AppConfig


class PairingConfig(AppConfig):
    name = "pairing"
    verbose_name = "Пары и группы"

    def ready(self) -> None:
        import pairing.registrations
        import pairing.registrations_agreement
        import pairing.registrations_data
        import pairing.registrations_events
        import pairing.registrations_facts
        import pairing.registrations_matching
        import pairing.registrations_meetings
        import pairing.registrations_orders
        import pairing.registrations_psychologist
        import pairing.registrations_reports
        import pairing.registrations_rooms
        import pairing.registrations_staffing
        import pairing.registrations_watch
        import pairing.registrations_wishes  # noqa: F401
