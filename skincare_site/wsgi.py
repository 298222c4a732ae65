"""The WSGI door for application servers: the page cache, and Django behind it."""

import gc
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "skincare_site.settings.production")

# Loading makes next to no rubbish, and looking for it takes a third of the time until the first page.
gc.disable()

from django.conf import settings  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import get_resolver  # noqa: E402

from skincare_site import when_asked  # noqa: E402

when_asked.is_serving = True
django_application = get_wsgi_application()

from skincare_site.page_cache.crew import Crewed  # noqa: E402  (Django's settings and apps come first)
from skincare_site.page_cache.layer import PageCache  # noqa: E402
from skincare_site.proxies import behind_proxies  # noqa: E402

get_resolver().url_patterns  # noqa: B018  (loaded here, so that the first visitor does not wait for it)
gc.freeze()  # what is loaded stays: no later search looks through it
gc.enable()

page_cache = PageCache(django_application)
# Other servers may have a thread for each connection, which can't rest.
crewed = Crewed(page_cache) if "granian" in sys.modules else page_cache
application = behind_proxies(crewed, settings.TRUSTED_PROXIES)
