"""The roof as a Django app (for its commands), and the admin with our front page."""

from django.apps import AppConfig
from django.contrib import admin
from django.contrib.admin.apps import SimpleAdminConfig

from . import when_asked


class RoofConfig(AppConfig):
    name = "skincare_site"
    verbose_name = "Site"

    def ready(self) -> None:
        # Rich text and the picture library do not know each other; the roof knows both.
        from skincare_site.images import library, uses
        from skincare_site.richtext import pictures

        from . import picture_uses

        pictures.connect(library)
        uses.USES.extend([pictures.texts_showing, picture_uses.drafts_showing])

        from skincare_site import audit_trail, moments, terms
        from skincare_site.page_cache.moments import connect

        terms.protect_all()
        audit_trail.connect()
        connect(moments.of_pages)
        connect(moments.of_clinics)


class ClinicAdminConfig(SimpleAdminConfig):
    default_site = "skincare_site.dashboard.ClinicAdminSite"

    def ready(self) -> None:
        super().ready()
        if not when_asked.is_serving:
            admin.autodiscover()
