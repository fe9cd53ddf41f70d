from django.apps import AppConfig


class MentoringSiteConfig(AppConfig):
    """Plumbing that knows no other app; its checks run at every start."""

    name = "mentoring_site"
    verbose_name = "Сайт"

    def ready(self) -> None:
        from . import checks  # noqa: F401 (registers the start-up checks)
