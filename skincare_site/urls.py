"""Every address of the site."""

from django.urls import include, path, register_converter

from skincare_site.accounts.addresses import ADMIN

from . import front_door
from .when_asked import WhenAsked, views_of

register_converter(front_door.Slug, "short_slug")
register_converter(front_door.RowNumber, "row")

health, home, offline = (views_of(f"skincare_site.{name}") for name in ("health", "home", "offline"))
previews, sitemaps, styleguide = (
    views_of(f"skincare_site.{name}") for name in ("previews", "sitemaps", "styleguide")
)
policy, useful = views_of("skincare_site.policy.views"), views_of("skincare_site.publishing.useful")

urlpatterns = [
    path("", home.home, name="home"),
    path("", include("skincare_site.search.urls")),
    path("", include("skincare_site.clinics.urls")),
    path("", include("skincare_site.face.urls")),
    path("", include("articles.urls")),
    path("", include("aftercare.urls")),
    path("api/v1/", include("skincare_site.api.urls")),
    WhenAsked(ADMIN, "skincare_site.admin_urls", namespace="admin"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("useful/<short_slug:kind>/<short_slug:slug>/<short_slug:answer>/", useful.useful, name="useful"),
    path("preview/<str:token>/", previews.preview, name="preview"),
    path("csp-report/", policy.report, name="policy_report"),
    path("healthz/", health.live, name="health"),
    path("healthz/ready/", health.ready, name="ready"),
    path("sw.js", offline.worker, name="worker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("offline/", offline.saved, name="saved"),
    path("robots.txt", home.robots, name="robots"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("media/<path:path>", home.media, name="media"),
]

handler400 = "skincare_site.errors.bad_request"
handler403 = "skincare_site.errors.forbidden"
handler404 = "skincare_site.errors.not_found"
handler500 = "skincare_site.unavailable.failed"
