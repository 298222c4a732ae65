"""What every template may use. Asks no database and touches no session: error pages use it too."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, str]:
    """The name of the site, as visitors read it."""
    return {"site_name": settings.SITE_NAME}
