from django.apps import AppConfig


class ParticipantsConfig(AppConfig):
    name = "participants"
    verbose_name = "Участники"

    def ready(self) -> None:
        from participants import registrations  # noqa: F401  (fills the registries; needs loaded models)
