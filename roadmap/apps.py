from django.apps import AppConfig


class RoadmapConfig(AppConfig):
    name = "roadmap"
    verbose_name = "Дорожная карта"

    def ready(self) -> None:
        from roadmap import registrations  # noqa: F401  (fills the registries; needs loaded models)
