"""Under pytest: SQLite unless DATABASE_URL names a PostgreSQL."""

import os
import tempfile
from pathlib import Path

from .base import *
from .base import database, env

DEBUG = False
SECRET_KEY = "only-for-tests-" * 4
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
# A folder for each run, shared by its workers: two runs side by side must not share a database file.
_run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or str(os.getpid())
_scratch = Path(tempfile.gettempdir()) / "skincare-site-tests" / _run
_scratch.mkdir(parents=True, exist_ok=True)
MEDIA_ROOT = _scratch / "media"
STATIC_ROOT = _scratch / "static"
STATIC_ROOT.mkdir(exist_ok=True)
DATABASES = {"default": database(env("DATABASE_URL", default="") or "sqlite:///:memory:")}
# A file, not memory: browser tests and parallel writers need several connections, as in real life.
_on_sqlite = "sqlite3" in DATABASES["default"]["ENGINE"]
DATABASES["default"]["TEST"] = {
    "NAME": str(_scratch / "test.sqlite3") if _on_sqlite else f"test_skincare_{_run[:12]}"
}
# Workers that share a Redis have nothing else in common.
CACHES["default"]["KEY_PREFIX"] = f"{_run[:12]}-{os.environ.get('PYTEST_XDIST_WORKER', '')}"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
SERVE_MEDIA = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SEARCH_FLUSH_SECONDS = None  # only `asked.flush()`
SIGN_IN_TRIES, SIGN_IN_TRIES_IN_ALL = 10_000, 10_000  # the tests of the limit set their own
