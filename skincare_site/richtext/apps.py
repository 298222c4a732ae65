from django.apps import AppConfig


class RichTextConfig(AppConfig):
    name = "skincare_site.richtext"
    verbose_name = "Rich text"

    def ready(self) -> None:
        from . import checks  # noqa: F401
