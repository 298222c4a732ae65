from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "skincare_site.search"
    verbose_name = "Search"

    def ready(self) -> None:
        from . import receivers

        receivers.connect()
