from django.apps import AppConfig


class MentoringSiteConfig(AppConfig):
    """Plumbing that knows no other app; its checks run at every start."""

    name = "mentoring_site"
    verbose_name = "Сайт"

    def ready(self) -> None:
        from django.forms import Field

        # Django's «Обязательное поле.» says what the field is, not what to do.
        Field.default_error_messages = Field.default_error_messages | {"required": "Заполните это поле."}

        from . import checks  # noqa: F401 (registers the start-up checks)
