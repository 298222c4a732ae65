from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "skincare_site.search"
    verbose_name = "Search"

    def ready(self) -> None:
        from skincare_site.publishing.workflow import ADVISERS

        from . import kept, receivers

        receivers.connect()
        ADVISERS.append(kept.advise)
