"""The same site with wagtail-cache in a Redis, as several machines need it."""

import os

from .cached import *  # noqa: F403
from .cached import CACHES

CACHES = {
    "default": {
        **CACHES["default"],
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": os.environ["PEER_REDIS"],
        "KEY_PREFIX": f"wagtailcache-{os.environ['PEER_DIR']}",
        "OPTIONS": {},
    }
}
