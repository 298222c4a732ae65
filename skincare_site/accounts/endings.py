"""Sessions end with the account: disabled, or with a new password.

Django alone only ignores them: an account that is enabled again would find its old sessions open.
"""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_save

from . import browsers, sessions
from .models import end_sessions


def connect() -> None:
    """Listen. Called once, when the apps are ready."""
    post_save.connect(_saved, sender=get_user_model(), dispatch_uid="end_sessions")
    user_logged_in.connect(_signed_in, dispatch_uid="name_session")


def _saved(sender: Any, instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    if not created and not raw and not instance.is_active:
        end_sessions(instance)


def _signed_in(sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
    session = getattr(request, "session", None)
    if session is not None:
        session[sessions.DEVICE] = browsers.name_of(request.META.get("HTTP_USER_AGENT", ""))
