"""The same site with wagtail-cache in local memory, as its manual says to set it up; room for every page."""

from .settings import *  # noqa: F403
from .settings import INSTALLED_APPS, MIDDLEWARE

INSTALLED_APPS = [*INSTALLED_APPS, "wagtailcache"]
MIDDLEWARE = [
    "wagtailcache.cache.UpdateCacheMiddleware",
    *MIDDLEWARE,
    "wagtailcache.cache.FetchFromCacheMiddleware",
]
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "KEY_PREFIX": "wagtailcache",
        "TIMEOUT": 4 * 60 * 60,
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
