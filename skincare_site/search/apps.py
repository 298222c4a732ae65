from typing import Any

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "skincare_site.search"
    verbose_name = "Search"

    def ready(self) -> None:
        from skincare_site.publishing.workflow import ADVISERS

        from . import receivers

        receivers.connect()
        ADVISERS.append(advise)


def advise(page: Any) -> list[tuple[str, str]]:
    """What kept phrases say of `page`: loaded when staff send one, not with every worker."""
    from . import kept

    return kept.advise(page)
