"""One laptop: SQLite, no secrets to set, the same pages and errors as in production."""

from .base import *
from .base import DATA_DIR, STATIC_ROOT, databases, env

DEBUG = env.bool("DEBUG", default=False)


def _secret_key() -> str:
    """The key in the data folder, made on first use, so that sign-ins outlive a restart."""
    path = DATA_DIR / "secret_key"
    if not path.exists():
        from django.core.management.utils import get_random_secret_key

        DATA_DIR.mkdir(parents=True, exist_ok=True)
        path.write_text(get_random_secret_key())
        path.chmod(0o600)
    return path.read_text().strip()


SECRET_KEY = env("SECRET_KEY", default="") or _secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])
DATABASES = databases(env("DATABASE_URL", default="") or f"sqlite:///{DATA_DIR / 'db.sqlite3'}")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# Static files straight from the source folders: no collectstatic on a laptop.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns about a folder that is not there
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
SERVE_MEDIA = True
