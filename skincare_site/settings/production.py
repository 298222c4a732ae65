"""A real server: refuses to start without its secret key, its host names and its database."""

import os

from django.core.exceptions import ImproperlyConfigured

from .base import *
from .base import MEDIA_URL, STORAGES, databases, env, logging_config, origin


def required(name: str) -> str:
    """The environment's value of `name`; a plain sentence when it is missing."""
    value: str = env(name, default="")
    if not value:
        raise ImproperlyConfigured(f"Set {name} in the environment (README, Configuration).")
    return value


DEBUG = False
SECRET_KEY = required("SECRET_KEY")
ALLOWED_HOSTS = [host.strip() for host in required("ALLOWED_HOSTS").split(",")]
DATABASES = databases(required("DATABASE_URL"))
SITE_URL = env("SITE_URL", default=f"https://{ALLOWED_HOSTS[0].removeprefix('.')}")
CANONICAL_ORIGIN = "" if "*" in SITE_URL else SITE_URL.rstrip("/")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[f"https://{host}" for host in ALLOWED_HOSTS])

REQUIRE_2FA = env.bool("REQUIRE_2FA", default=True)  # docs/decisions/0014-accounts.md
LOG_FORMAT = env("LOG_FORMAT", default="json")
LOG_REQUESTS = env.bool("LOG_REQUESTS", default=True)
LOGGING = logging_config(LOG_FORMAT, LOG_REQUESTS)

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
# Whose word counts for a visitor's address and for https: nobody's, unless a proxy stands in front (proxies.py).
TRUSTED_PROXIES = (
    env.list("TRUSTED_PROXIES", default=["127.0.0.1", "::1"])
    if env.bool("BEHIND_PROXY", default=False)
    else []
)
SECURE_REDIRECT_EXEMPT = [r"^healthz/"]
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
KNOWN_BROWSER_COOKIE = "__Secure-known_browser"  # not __Host-: it stays on the admin's addresses
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"

STORAGES = {
    **STORAGES,
    # Not WhiteNoise's KEEP_ONLY_HASHED_FILES: the editor loads its plugins by their plain names.
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# A folder is served by the proxy. A bucket is read by us, unless pictures have a host of their own.
SERVE_MEDIA = env.bool("SERVE_MEDIA", default="MEDIA_BUCKET" in os.environ and not origin(MEDIA_URL))
