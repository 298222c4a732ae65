"""What the admin's pages tell the script that keeps unsaved text."""

from typing import Any

from django import template
from django.utils.crypto import salted_hmac

from ..votes import WEEKS, tally_of

register = template.Library()


@register.filter
def keeper(user: Any) -> str:
    """Whose text a browser keeps: a name that tells nobody who it is; "" for nobody."""
    if not getattr(user, "is_authenticated", False):
        return ""
    return salted_hmac("publishing.unsaved", str(user.pk)).hexdigest()[:20]


@register.inclusion_tag("admin/publishing/page/_useful.html")
def useful_so_far(page: Any) -> dict[str, Any]:
    """What readers answered to “Was this page useful?”, beside the page's form."""
    return {"tally": tally_of(page), "weeks": WEEKS}
