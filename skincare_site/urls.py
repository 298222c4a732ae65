"""Every address of the site."""

from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from . import health, home
from .sitemaps import SITEMAPS

urlpatterns = [
    path("", home.home, name="home"),
    path("", include("skincare_site.search.urls")),
    path("", include("skincare_site.clinics.urls")),
    path("", include("articles.urls")),
    path("", include("aftercare.urls")),
    path("admin/", admin.site.urls),
    path("healthz/", health.live, name="health"),
    path("robots.txt", home.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("media/<path:path>", home.media, name="media"),
]

handler400 = "skincare_site.errors.bad_request"
handler403 = "skincare_site.errors.forbidden"
handler404 = "skincare_site.errors.not_found"
handler500 = "skincare_site.errors.failed"
