"""From a public address to the page behind it: for visitors, for staff, and for addresses that have moved."""

from collections.abc import Callable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.http.response import HttpResponseRedirectBase
from django.utils import timezone

from .around import OldAddress
from .models import Publishable, PublishableQuerySet
from .workflow import Status

LIVE = "live"  # ?live=1: staff look at what patients read instead of the newest draft


def find_page(
    request: HttpRequest, pages: PublishableQuerySet, slug: str, public: Callable[[str], Any] | None = None
) -> Any:
    """The page at this address as the person who asks may read it, or a redirect to where it is now.

    Visitors get what is public. Staff get the newest draft at the real address, or with `?live=1` the public
    text. A preview link brings its page along. `public`: a cheaper way to the public page of an address. Raises
    Http404.
    """
    preview = getattr(request, "preview_page", None)
    if preview is not None:
        return preview
    staff = pages.may_preview(request.user)
    if public is None or staff:
        found = pages.visible_to(request.user).filter(slug=slug).first()
    else:
        found = public(slug)
    if found is None and staff:
        found = pages.filter(draft__values__slug=slug).first()  # the address that a draft will have
    if found is None:
        return _elsewhere(pages, slug)
    if staff and found.draft_id and LIVE not in request.GET:
        found = found.newest()
    found.staff_view = staff
    return found


def _elsewhere(pages: QuerySet[Any], slug: str) -> HttpResponseRedirectBase:
    """Where a public address leads that has no public page any more. Raises Http404 when it never had one."""
    kind = ContentType.objects.get_for_model(pages.model)
    moved = OldAddress.objects.filter(content_type=kind, slug=slug).first()
    page: Publishable | None = pages.filter(**({"pk": moved.object_id} if moved else {"slug": slug})).first()
    if page is not None and page.is_visible():
        return HttpResponsePermanentRedirect(page.get_absolute_url())
    was_public = page is not None and page.publish_at is not None and page.publish_at <= timezone.now()
    if page is not None and was_public and (page.status == Status.ARCHIVED or page.has_expired()):
        return HttpResponseRedirect(page.instead_address())
    raise Http404  # deleted, or never public: there is nothing to give away
