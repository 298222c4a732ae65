"""What every template may use. Touches no session."""

from typing import Any

from django.http import HttpRequest

from .face.current import face


def site(request: HttpRequest) -> dict[str, Any]:
    """The clinic's face, looked at once a request, and the name of the site. Error pages bring a kept one (errors.py)."""
    if not hasattr(request, "face"):
        request.face = face()  # type: ignore[attr-defined]
    shown = request.face  # type: ignore[attr-defined]
    return {"face": shown, "site_name": shown.name, "preview_page": getattr(request, "preview_page", None)}
