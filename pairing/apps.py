from django.apps import AppConfig


class PairingConfig(AppConfig):
    name = "pairing"
    verbose_name = "Пары и группы"

    def ready(self) -> None:
        import pairing.registrations  # noqa: F401 - fills the registries once the models are there
