from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PageCacheConfig(AppConfig):
    name = "skincare_site.page_cache"

    def ready(self) -> None:
        # After every migrate: Django's SQLite makes a table anew to change it, and loses what hung on it.
        post_migrate.connect(_install, sender=self, dispatch_uid="page-cache-triggers")


def _install(sender: Any, using: str, **kwargs: Any) -> None:
    from django.db import connections

    from . import triggers

    triggers.install(connections[using])
