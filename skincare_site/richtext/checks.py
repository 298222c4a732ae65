"""System checks that keep the walls around the editor standing."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import Error, register

from .editor import configuration


@register()
def editor_walls(app_configs: Any, **kwargs: Any) -> list[Error]:
    """No uploader, no switched-off content filter, no whole-page editing."""
    errors = []
    if apps.is_installed("ckeditor_uploader"):
        errors.append(
            Error(
                "ckeditor_uploader is installed.",
                hint="Its upload address skips CSRF checks and takes any file type. Remove it.",
                id="richtext.E001",
            )
        )
    configs = [configuration(), *getattr(settings, "CKEDITOR_CONFIGS", {}).values()]
    if any(config.get("allowedContent") is True or config.get("fullPage") for config in configs):
        errors.append(
            Error(
                "The editor's content filter is off (allowedContent=True or fullPage).",
                hint="Name the allowed tags instead; known holes of CKEditor 4 need exactly this.",
                id="richtext.E002",
            )
        )
    return errors
