"""The site's WSGI application with a clock that says what stands in the file CLOCK (seconds since 1970)."""

import datetime
import os
import time
from pathlib import Path

from django.utils import timezone

_file = Path(os.environ["CLOCK"])


def _now() -> float:
    return float(_file.read_text())


time.time = _now
timezone.now = lambda: datetime.datetime.fromtimestamp(_now(), datetime.UTC)

from skincare_site.wsgi import application  # noqa: E402, F401
