"""Reading without a network: the service worker, its page, and the manifest of the installable site.

docs/decisions/0009-found-and-offline.md says what is kept on a patient's device, and for how long.
"""

import hashlib
import json

from django.conf import settings
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from .clinics.models import Clinic, OpeningHours, RedFlagCard
from .face.current import face
from .page_cache.reads import cacheable
from .publishing.models import published_kinds
from .seo.languages import interface_language
from .symptoms.models import VocabularyVersion

MINUTES = 5  # how long a browser may go without asking whether the content has changed
ICONS = [("192", "any"), ("512", "any"), ("512-maskable", "maskable")]
PAPER = "#fffdfb"


def content_version() -> str:
    """A short stamp of what the public reads now: other after every change, also when a page appears by its time."""
    pages = [
        kind._default_manager.visible().aggregate(Count("pk"), Max("updated_at"))
        for kind in published_kinds()
    ]
    seen = [
        pages,
        RedFlagCard.objects.aggregate(Max("updated_at")),
        list(Clinic.objects.order_by("pk").values_list()),
        list(OpeningHours.objects.order_by("pk").values_list()),
        VocabularyVersion.current(),
        face(),
        _always_kept(),
        interface_language(),
    ]
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:12]


def date_locale() -> str:
    """The locale in which a browser writes the moment of a saved copy."""
    # Translators: a locale of JavaScript whose dates read "6 November at 09:30": fr-CA in French.
    return pgettext("locale of dates", "en-GB")


def _words() -> dict[str, str]:
    """What the worker's bar says; `{when}` is a moment."""
    return {
        "locale": date_locale(),
        "copy": _("Saved on {when}."),
        "old": _("You are offline; this may have changed."),
        "none": _("You are offline, and the page you asked for is not saved on this device."),
        "shown": _("What you see here was saved on {when}."),
        "label": _("Saved copy"),
        "again": _("Try again"),
    }


def _always_kept() -> list[str]:
    """What every saved page needs: the page of last resort, styles and marks. Nothing in it is private."""
    shown = face()
    own = [static(f"site/{name}") for name in ("site.css", "saved.js", "favicon.svg")]
    return [reverse("saved"), *own, *filter(None, [shown.style_sheet, shown.logo])]


@require_safe
@cacheable
def worker(request: HttpRequest) -> HttpResponse:
    """`/sw.js`. Its bytes hold the content version: when they differ, browsers renew what they keep."""
    admin, search = reverse("admin:index"), reverse("search:results")
    values = {
        "FIRST": _always_kept(),
        "STATIC": static("site/"),
        "ADMIN": admin,
        "WORDS": _words(),
        "NEVER": [admin, search, reverse("preview", args=["-"])[:-2], settings.MEDIA_URL],
    }
    context = {
        "version": content_version(),
        "values": {name: json.dumps(value) for name, value in values.items()},
    }
    response = render(request, "offline/sw.js", context, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = f"max-age={MINUTES * 60}"
    return response


@require_safe
@cacheable
def saved(request: HttpRequest) -> HttpResponse:
    """Red flags and phones, the pages kept on this device, and how to forget them."""
    context = {"clinics": Clinic.objects.prefetch_related("hours"), "date_locale": date_locale()}
    response = render(request, "offline/saved.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@cacheable
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the site on its home screen."""
    shown = face()
    # No apple-touch-icon in the pages: iOS 15.4 and later read these.
    icons = [
        {
            "src": static(f"site/icons/{file}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for file, purpose in ICONS
        for size in [file.partition("-")[0]]
    ]
    data = {
        "id": "/",
        "name": shown.name,
        "lang": interface_language(),
        "start_url": reverse("home"),
        "scope": reverse("home"),
        "display": "standalone",
        "theme_color": shown.accent,
        "background_color": PAPER,
        "icons": icons,
    }
    response = JsonResponse(
        data, content_type="application/manifest+json", json_dumps_params={"separators": (",", ":")}
    )
    response["Cache-Control"] = "max-age=86400"
    return response
