"""Sessions that end: 8 hours after signing in, after 30 minutes without a request, and when somebody ends them.

Django's database sessions with four columns more. All limits stand in the query that reads the session, so no view
and no middleware can forget them.
"""

import datetime
import logging
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.db import DatabaseError
from django.utils import timezone

from skincare_site.database.waiting import short_wait

logger = logging.getLogger(__name__)

DEVICE = "device"  # in the session's data: the short name of the browser
MARK_EVERY = datetime.timedelta(minutes=1)


class SessionStore(DatabaseSessionStore):
    _started_at: datetime.datetime | None = None

    @classmethod
    def get_model_class(cls) -> Any:
        from .models import AccountSession

        return AccountSession

    def _get_session_from_db(self) -> Any:
        row = super()._get_session_from_db()  # type: ignore[misc]
        now = timezone.now()
        if row is None:
            return None
        if row.seen_at < now - datetime.timedelta(seconds=settings.SESSION_IDLE_SECONDS):
            self.delete(row.session_key)
            self._session_key = None
            return None
        self._started_at = row.started_at
        if row.seen_at < now - MARK_EVERY:
            self._mark(row.session_key, now)
        return row

    def _mark(self, key: str, now: datetime.datetime) -> None:
        """One small write a minute. A page that only reads must not fail when it cannot be made."""
        try:
            with short_wait():
                self.get_model_class().objects.filter(session_key=key).update(seen_at=now)
        except DatabaseError as error:
            logger.warning("A session could not be marked as used: %s", type(error).__name__)

    def save(self, must_create: bool = False) -> None:
        if must_create or self._started_at is None:
            self._started_at = timezone.now()
        super().save(must_create)

    def create_model_instance(self, data: Any) -> Any:
        row: Any = super().create_model_instance(data)
        started = self._started_at or timezone.now()
        row.started_at, row.seen_at = started, timezone.now()
        row.expire_date = started + datetime.timedelta(seconds=settings.SESSION_COOKIE_AGE)
        account = data.get(SESSION_KEY)
        row.account_id = get_user_model()._meta.pk.to_python(account) if account else None
        row.device = str(data.get(DEVICE, ""))[:60]
        return row
