"""What happens to an account's sign-in. The audit trail listens (audit_trail.py); this room does not know it."""

from typing import Any

from django.dispatch import Signal

TWO_STEP_ON = "Second sign-in step set up"
TWO_STEP_OFF = "Second sign-in step removed"
TWO_STEP_RESET = "Second sign-in step reset by somebody else"
NEW_CODES = "New recovery codes"
CODE_USED = "Recovery code used"
SIGNED_OUT = "Signed out everywhere"

# Sent with `what` (one of the above), `account` and `by`: whose account, and who did it.
happened = Signal()


def tell(what: str, account: Any, by: Any) -> None:
    happened.send(sender=type(account), what=what, account=account, by=by)
