"""Where the admin is, for those who must not load it to find out (when_asked.py)."""

ADMIN = "admin/"


def may_be_admin(path: str) -> bool:
    """Whether a path can be one of the admin's."""
    return f"/{ADMIN}" in path
