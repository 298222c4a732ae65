"""Search in the admin: each part in its own module."""

from . import asked_admin, trying_admin  # noqa: F401
