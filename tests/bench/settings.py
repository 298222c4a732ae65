"""The site's own settings, with Wagtail's search engine and the peers' tables beside it.

`wagtail.search` re-exports modelsearch; under its own label it asks for all of Wagtail's tables.
"""

from skincare_site.settings.local import *  # noqa: F403
from skincare_site.settings.local import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "modelsearch", "tests.bench"]
# Only the benchmark's own tables are made without migrations.
SILENCED_SYSTEM_CHECKS = ["ckeditor.W001", "fields.W344"]
LOGGING = {"version": 1, "disable_existing_loggers": False}
