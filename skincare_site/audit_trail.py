"""What staff do beside pages reaches the audit trail too: every other row of the admin, and who signed in.

Pages write their own lines (publishing/acts.py). Everything else in the admin passes Django's log.
"""

import datetime
from typing import Any, cast

from django.contrib.admin import actions
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db.models import QuerySet
from django.db.models.signals import post_save
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from .accounts.events import happened
from .publishing.models import AuditEntry, Publishable
from .publishing.records import who

DONE = {ADDITION: "Added", CHANGE: "Changed", DELETION: "Deleted"}
SIGNED_IN, SIGN_IN_FAILED = "Signed in", "Sign-in failed"
# Somebody who tries names and passwords fills no more than this: one line a name and minute.
QUIET = datetime.timedelta(minutes=1)
NO_SUCH_NAME = "(a name without an account)"


def connect() -> None:
    """Listen. Called once, when the apps are ready."""
    post_save.connect(_logged, sender=LogEntry, dispatch_uid="audit_trail")
    user_logged_in.connect(_signed_in, dispatch_uid="audit_trail")
    user_login_failed.connect(_sign_in_failed, dispatch_uid="audit_trail")
    happened.connect(_account, dispatch_uid="audit_trail")


def _logged(sender: Any, instance: LogEntry, created: bool, raw: bool = False, **kwargs: Any) -> None:
    if created and not raw:
        write(instance)


def write(entry: LogEntry) -> None:
    """One line of the trail for one line of Django's log; none for pages."""
    kind = entry.content_type
    model = kind.model_class() if kind else None
    if model is not None and issubclass(model, Publishable):
        return
    key = str(entry.object_id or "")
    AuditEntry.objects.create(
        **who(entry.user),
        content_type=kind,
        object_id=int(key) if key.isascii() and key.isdecimal() else None,
        action=DONE.get(entry.action_flag, "Changed"),
        title=entry.object_repr[:200],
        note="" if entry.action_flag == DELETION else entry.get_change_message()[:300],
    )


def delete_selected(modeladmin: Any, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
    """Django's own "delete selected". It logs several deletions in bulk, which sends no signal: they are written here."""
    mine = LogEntry.objects.filter(user_id=cast(int, request.user.pk), action_flag=DELETION)
    before = mine.order_by("-pk").values_list("pk", flat=True).first() or 0
    answer = actions.delete_selected(modeladmin, request, queryset)
    logged = list(mine.filter(pk__gt=before).order_by("pk"))
    if len(logged) > 1:
        for entry in logged:
            write(entry)
    return answer


for _name in ("allowed_permissions", "short_description"):
    setattr(delete_selected, _name, getattr(actions.delete_selected, _name))


def _signed_in(sender: Any, user: Any, **kwargs: Any) -> None:
    AuditEntry.objects.create(**who(user), action=SIGNED_IN, title=user.get_username())


def _account(sender: Any, what: str, account: Any, by: Any, **kwargs: Any) -> None:
    """Second step and sessions: whose, and who did it."""
    AuditEntry.objects.create(**who(by), action=what, title=account.get_username())


def _sign_in_failed(sender: Any, credentials: dict[str, Any], **kwargs: Any) -> None:
    """The account's name only: what else is typed there may be a password."""
    users = get_user_model()
    typed = str(credentials.get(users.USERNAME_FIELD) or "")[:150].replace("\x00", "")
    known = users._default_manager.filter(**{users.USERNAME_FIELD: typed}).exists()
    title = typed if known else NO_SUCH_NAME
    lately = AuditEntry.objects.filter(action=SIGN_IN_FAILED, title=title, at__gte=timezone.now() - QUIET)
    if not lately.exists():
        AuditEntry.objects.create(action=SIGN_IN_FAILED, title=title)
