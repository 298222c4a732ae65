from tests.serving.peers.base import *  # noqa: F403
from tests.serving.peers.base import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.serving.peers.plain"]
ROOT_URLCONF = "tests.serving.peers.plain.urls"
