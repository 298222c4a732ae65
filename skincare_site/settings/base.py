"""What every environment shares. Everything that differs comes from the environment (README, Configuration)."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

# Everything the running site writes on one machine lies in one folder.
DATA_DIR = Path(env("DATA_DIR", default=str(BASE_DIR / "var")))

INSTALLED_APPS = [
    "skincare_site.apps.RoofConfig",
    "skincare_site.apps.ClinicAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "axes",
    "ckeditor",
    "reversion",
    "import_export",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "skincare_site.policy",
    "skincare_site.page_cache",
    "skincare_site.accounts",
    "skincare_site.clinics",
    "skincare_site.richtext",
    "skincare_site.images",
    "skincare_site.seo",
    "skincare_site.face",
    "skincare_site.publishing",
    "skincare_site.symptoms",
    "skincare_site.search",
    "articles",
    "aftercare",
]

MIDDLEWARE = [
    "skincare_site.logs.access",
    "django.middleware.security.SecurityMiddleware",
    "skincare_site.middleware.headers",
    "skincare_site.policy.middleware.ContentPolicy",
    "skincare_site.static_files.StaticFiles",
    "skincare_site.front_door.front_door",
    "skincare_site.accounts.limiter.limit_sign_in",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "skincare_site.unsaved.tell_saved",
    "skincare_site.middleware.due_drafts",
    "skincare_site.public_reads.replica_for_visitors",
]

ROOT_URLCONF = "skincare_site.urls"
WSGI_APPLICATION = "skincare_site.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "skincare_site.context.site",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "skincare_site.seo.templatetags.languages",
                "skincare_site.templatetags.frame",
                "skincare_site.clinics.templatetags.care_cards",
            ],
        },
    },
]


def database(url: str) -> dict[str, Any]:
    """Django's settings for one database address, with what we measured to matter on each engine."""
    config: dict[str, Any] = env.db_url_config(url)
    config.setdefault("CONN_MAX_AGE", 60)
    if "sqlite3" in config["ENGINE"]:
        # IMMEDIATE takes the write lock at BEGIN, so sixteen writers wait their turn instead of
        # failing with "database is locked"; FULL keeps an acknowledged save through a power cut. A cache of 512 kB
        # for each connection, and no mapped file: with 20,000 pages more cost 50 MB in each worker and made no page
        # faster; a search takes a tenth longer without them.
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-512;"
            ),
        }
    else:
        config["CONN_HEALTH_CHECKS"] = True
        # A server that is not there is noticed, and a foreign lock is waited for, no longer than on SQLite.
        waits = {"connect_timeout": 5, "options": "-c lock_timeout=20s"}
        config["OPTIONS"] = {**waits, **config.get("OPTIONS", {})}
    return config


def media_storage(bucket: str, *, endpoint: str = "", region: str = "") -> dict[str, Any]:
    """Django's settings for where pictures lie: the bucket `name` or `name/folder`, or MEDIA_ROOT when it is empty.

    Who we are to the bucket comes from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or from the machine itself.
    """
    if not bucket:
        return {"BACKEND": "skincare_site.media_folder.Folder"}
    name, _slash, folder = bucket.partition("/")
    options = {"bucket_name": name, "location": folder, "endpoint_url": endpoint, "region_name": region}
    return {
        "BACKEND": "skincare_site.media_bucket.Bucket",
        "OPTIONS": {key: value for key, value in options.items() if value},
    }


def origin(address: str) -> list[str]:
    """The scheme and host of an address as the policy names them; none when it is on our own host."""
    parts = urlsplit(address)
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []


def cache_settings(url: str) -> dict[str, Any]:
    """Django's settings for one cache address. A Redis that does not answer holds nobody up for long."""
    config: dict[str, Any] = env.cache_url_config(url)
    if "redis" in config["BACKEND"].lower():
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        # Seconds; tried once: redis-py itself would try four times with pauses in between.
        waits = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5, "retry": Retry(NoBackoff(), 0)}
        config["OPTIONS"] = {**waits, **config.get("OPTIONS", {})}
        config.setdefault("KEY_PREFIX", "skincare")  # a Redis may be shared
    return config


def databases(url: str) -> dict[str, Any]:
    """The database at `url`, and the one that follows it (READ_DATABASE_URL) when there is one."""
    found = {"default": database(url)}
    if follower := env("READ_DATABASE_URL", default=""):
        found["replica"] = database(follower)
        if any("postgresql" not in each["ENGINE"] for each in found.values()):
            raise ImproperlyConfigured("READ_DATABASE_URL needs PostgreSQL, there and in DATABASE_URL.")
        found["replica"]["OPTIONS"]["connect_timeout"] = 2  # seconds; then the primary is asked
        found["replica"]["TEST"] = {"MIRROR": "default"}
    return found


DATABASE_ROUTERS = ["skincare_site.database.replica.Router"]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": cache_settings(env("CACHE_URL", default="locmemcache://"))}

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "skincare_site.accounts.passwords.OwnWordsValidator"},
]
LOGIN_URL = "admin:login"
CSRF_FAILURE_VIEW = "skincare_site.errors.form_out_of_date"
# Name and address together: five slips by one nurse must not lock out the whole clinic.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "admin/locked_out.html"
AXES_DISABLE_ACCESS_LOG = True  # the audit trail keeps who signed in, without address and browser

# A code from an app after the password, for everybody: who has none is led to set it up (accounts/). On in production.
REQUIRE_2FA = env.bool("REQUIRE_2FA", default=False)
OTP_TOTP_ISSUER = env("SITE_NAME", default="Skin Clinic Care Guide")  # the name in the app
# Sign-in tries a minute before any password is hashed: from one address or known browser, and in all. Per process,
# and over all processes where CACHE_URL names a shared cache.
SIGN_IN_TRIES, SIGN_IN_TRIES_IN_ALL = 20, 30
KNOWN_BROWSER_COOKIE = "known_browser"

SESSION_ENGINE = "skincare_site.accounts.sessions"
SESSION_COOKIE_AGE = 8 * 60 * 60  # seconds from signing in, however busy
SESSION_IDLE_SECONDS = 30 * 60  # without a request
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"

# The words of the interface; what staff write is English until pages have translations
# (docs/decisions/0012-interface-language.md).
LANGUAGE_CODE = env("LANGUAGE_CODE", default="en-ca").lower()
LANGUAGES = [("en-ca", "English"), ("fr-ca", "Français")]
LOCALE_PATHS = [BASE_DIR / "skincare_site" / "locale"]
CONTENT_LANGUAGE = "en-ca"
TIME_ZONE = "America/Toronto"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ALLOW_ALL_ORIGINS = False
MEDIA_ROOT = DATA_DIR / "media"
# Pictures in a bucket: MEDIA_BUCKET=name or name/folder. They still have addresses on our own host, which reads them
# from the bucket, unless MEDIA_URL names another one.
MEDIA_URL = env("MEDIA_URL", default="/media/").rstrip("/") + "/"
STORAGES = {
    "default": media_storage(
        env("MEDIA_BUCKET", default=""),
        endpoint=env("MEDIA_ENDPOINT", default=""),
        region=env("MEDIA_REGION", default=""),
    ),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
BACKUP_DIR = Path(env("BACKUP_DIR", default=str(DATA_DIR / "backups")))
BACKUP_KEEP = env.int("BACKUP_KEEP", default=14)  # newest backups that stay; 0 for all

TRUSTED_PROXIES: list[str] = []
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, *origin(MEDIA_URL)],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "report-uri": "/csp-report/",
    },
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
# A picture (10 MB at most) never goes through a file of its own first: on a full disk the form still comes back whole.
FILE_UPLOAD_MAX_MEMORY_SIZE = 11 * 1024 * 1024

SILENCED_SYSTEM_CHECKS = [
    # The bundled CKEditor 4 has no more updates. Known; see docs/decisions/0002-editor.md for the walls.
    "ckeditor.W001",
]

# The clinic group's name, as visitors read it, until the clinic writes its own in the admin (face/).
SITE_NAME = env("SITE_NAME", default="Skin Clinic Care Guide")
# Months between two whole-page reviews, unless a page says otherwise.
REVIEW_MONTHS = env.int("REVIEW_MONTHS", default=12)
# Whether a clinical reviewer may sign off a text that they wrote themselves.
OWN_SIGN_OFF = env.bool("OWN_SIGN_OFF", default=False)

# Review reminders go by mail (publishing/reminders.py). Without EMAIL_URL they are printed; a server sends them with
# EMAIL_URL=smtp+tls://user:password@host:587. SITE_URL is what their links begin with.
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="care-guide@localhost")
SITE_URL = env("SITE_URL", default=f"http://127.0.0.1:{env('PORT', default='8000')}")
# What addresses begin with that others keep (canonical, sitemap, shared links); empty: the host that was asked for.
CANONICAL_ORIGIN = env("SITE_URL", default="").rstrip("/")

# Counting what is asked (docs/decisions/0005-asked.md): seconds between two writings (None: only by hand), and
# from how many searches on how many days staff see a phrase of common words, and one with unknown words.
SEARCH_FLUSH_SECONDS: float | None = 5
SEARCH_SHOW_COMMON = (3, 2)
SEARCH_SHOW_UNKNOWN = (11, 3)
SEARCH_KEEP_DAYS = 180

# What the front door lets in. Characters of a path, of a query string and of all headers; what is longer is no
# visitor's. Bytes of a body from whoever is not signed in, and of a form with a file (a picture has 10 MB at most).
MAX_PATH, MAX_QUERY, MAX_HEAD = 512, 8000, 32_768
MAX_BODY_OF_STRANGERS, MAX_UPLOAD = 64 * 1024, 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# Finished pages in the memory of each process, in megabytes; 0 keeps none (docs/decisions/0015-page-cache.md).
PAGE_CACHE_MB = env.float("PAGE_CACHE_MB", default=4.0)
# Tables, by app or model, that change all the time and that no public page shows: their changes are not noted, and
# a page that reads one is not kept.
PAGE_CACHE_UNWATCHED = [
    "accounts", "admin", "auth", "axes", "otp_static", "otp_totp", "sessions",
    "publishing.openform", "publishing.pagevotes", "publishing.previewlink", "publishing.reviewreminder",
    "search.askedday", "search.askedphrase", "search.askedsymptom", "search.askedweek",
    "search.indexedsymptom", "search.indexentry", "search.stem",
]  # fmt: skip

# Log lines without anything typed and without anybody's address (logs.py). A server turns on JSON and a line a request.
LOG_FORMAT = env("LOG_FORMAT", default="plain")
LOG_REQUESTS = env.bool("LOG_REQUESTS", default=False)
# Who gets a mail when a page fails; it holds no more than the log line does.
ADMINS = [("", address) for address in env.list("ADMINS", default=[])]
DEFAULT_EXCEPTION_REPORTER = "skincare_site.logs.Report"
DEFAULT_EXCEPTION_REPORTER_FILTER = "skincare_site.logs.NothingTyped"


def logging_config(form: str, requests: bool) -> dict[str, Any]:
    """`form` is json or plain; `requests`: whether each request gets a line."""
    formatters = {"plain": "skincare_site.logs.Plain", "json": "skincare_site.logs.JsonLines"}
    if form not in formatters:
        raise ImproperlyConfigured("LOG_FORMAT must be json or plain (README, Configuration).")
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {name: {"()": path} for name, path in formatters.items()},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": form},
            "mail": {"class": "skincare_site.logs.ErrorMail", "level": "ERROR", "formatter": "plain"},
            "nothing": {"class": "logging.NullHandler"},
        },
        "root": {"handlers": ["console", "mail"], "level": "WARNING"},
        "loggers": {
            # Without Django's own handlers: their mails carry the whole request.
            "django": {"handlers": [], "level": "WARNING"},
            # The development server writes whole request lines, questions included; it writes none here.
            "django.server": {"handlers": ["nothing"], "propagate": False},
            # Names, addresses and browsers of who signs in; the audit trail keeps what is needed of that.
            "axes": {"handlers": ["nothing"], "propagate": False},
            "skincare_site.access": {"level": "INFO" if requests else "WARNING"},
        },
    }


LOGGING = logging_config(LOG_FORMAT, LOG_REQUESTS)
