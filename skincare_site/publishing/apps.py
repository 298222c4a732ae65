from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "skincare_site.publishing"
    verbose_name = "Publishing"

    def ready(self) -> None:
        from . import checks  # noqa: F401
