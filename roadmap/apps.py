from django.apps import AppConfig


class RoadmapConfig(AppConfig):
    name = "roadmap"
    verbose_name = "Дорожная карта"

    def ready(self) -> None:
        from roadmap import (  # noqa: F401  (fill the registries; need loaded models)
            registrations,
            registrations_papers,
        )
