"""A site to ask: as on a laptop, with the log lines, the error mails and the cache of a server."""

from skincare_site.settings.local import *  # noqa: F403
from skincare_site.settings.local import DATA_DIR

ROOT_URLCONF = "tests.privacy.urls"
SEARCH_FLUSH_SECONDS = 1
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_FILE_PATH.mkdir(parents=True, exist_ok=True)
