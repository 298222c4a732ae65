"""The admin's front page: what waits for this person, what is worth a look, and how the content stands."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from . import (
    audit_trail,
    content_download,
    content_tally,
    dashboard_pictures,
    health,
    histories,
    reports,
    schedule,
    skin_tones,
    staff_help,
    useful_report,
)
from .accounts.site import SignInSite
from .page_lists import LISTS, Found, Row, look
from .publishing.models import AuditEntry, kinds_for
from .search import asked

SHOWN = 4  # rows of a list
LATELY = 8  # acts of one's own
PER_PAGE = 50


@dataclass(frozen=True)
class Panel:
    """One list of the front page with its first rows."""

    found: Found
    rows: list[Row]

    @property
    def more(self) -> int:
        return self.found.count - len(self.rows)


@require_safe
def pages(request: HttpRequest, name: str) -> HttpResponse:
    """`/admin/pages/overdue/`: one list of pages in full."""
    if name not in LISTS:
        raise Http404("No such list.")
    entry = LISTS[name]
    if not kinds_for(request.user) or (entry.permission and not request.user.has_perm(entry.permission)):
        raise PermissionDenied
    found = look(name, request.user)
    page = Paginator(found.keys, PER_PAGE).get_page(request.GET.get("p"))
    context = {
        **admin.site.each_context(request),
        "title": entry.title,
        "name": name,
        "meaning": entry.meaning,
        "rows": found.rows(page.start_index() - 1 if found.keys else 0, page.end_index()),
        "pages": page,
    }
    return TemplateResponse(request, "admin/page_list.html", context)


def _many(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


class ClinicAdminSite(SignInSite):
    """Django's admin with our name and our front page."""

    site_header = settings.SITE_NAME
    site_title = settings.SITE_NAME
    index_title = "What to do next"
    index_template = "admin/dashboard.html"
    empty_value_display = "–"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self._actions["delete_selected"] = audit_trail.delete_selected
        self._global_actions["delete_selected"] = audit_trail.delete_selected

    def get_urls(self) -> list[Any]:
        return [
            path("history/compare/", self.admin_view(histories.compare_view), name="history_compare"),
            path("content/export/", self.admin_view(content_download.export), name="content_export"),
            path("system/", self.admin_view(health.system), name="system"),
            path("schedule/", self.admin_view(schedule.schedule), name="schedule"),
            path("pages/<short_slug:name>/", self.admin_view(pages), name="pages"),
            *reports.urls(self),
            *skin_tones.urls(self),
            *staff_help.urls(self),
            *useful_report.urls(self),
            *super().get_urls(),
        ]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return super().index(request, {**(extra_context or {}), **self.board(request)})

    def board(self, request: HttpRequest) -> dict[str, Any]:
        """What the front page shows to this person: only kinds they may look at."""
        kinds = kinds_for(request.user)
        waiting = [look(name, request.user) for name in ("overdue", "to-sign", "to-publish", "mine")]
        return {
            "panels": [Panel(found, found.rows(0, SHOWN)) for found in waiting if found.keys],
            "worth_a_look": self._worth_a_look(request, kinds),
            "next_steps": self._next_steps(request, kinds),
            "states": dashboard_pictures.states(kinds),
            "reviews": dashboard_pictures.reviews(kinds, timezone.localdate()) if kinds else [],
            "lately": AuditEntry.objects.filter(by_id=request.user.pk).exclude(action=audit_trail.SIGNED_IN)[
                :LATELY
            ],
        }

    @staticmethod
    def _worth_a_look(request: HttpRequest, kinds: list[Any]) -> list[tuple[str, str]]:
        """What nobody is waiting for, but somebody has to see: (sentence, link) pairs, most pressing first."""
        lines: list[tuple[str, str]] = []

        def add(number: int, one: str, many: str, link: str) -> None:
            if number:
                lines.append((_many(number, one, many), link))

        if kinds:
            tally = content_tally.tally(content_tally.MOMENT)
            add(
                tally.count("blocked"), "public page with something to mend", "public pages with something to mend",
                reverse("admin:pages", args=["to-mend"]),
            )  # fmt: skip
            add(
                tally.count("broken"), "public page with a broken link", "public pages with a broken link",
                reverse("admin:pages", args=["broken-links"]),
            )  # fmt: skip
            add(
                tally.topics, "topic on which pages contradict each other", "topics on which pages contradict each other",
                reverse("admin:contradictions_report"),
            )  # fmt: skip
        if request.user.has_perm("search.view_askedphrase"):
            add(
                asked.waiting(), "question without an answer", "questions without an answer",
                reverse("admin:search_askedphrase_changelist"),
            )  # fmt: skip
        if kinds:
            unchecked, beside = look("unchecked", request.user), look("drafts-beside", request.user)
            words = "that no clinician has checked"
            add(
                unchecked.count, f"public page with starter text {words}", f"public pages with starter text {words}",
                unchecked.address,
            )  # fmt: skip
            add(
                beside.count, "new text beside a public page", "new texts beside public pages", beside.address
            )
            planned = look("scheduled", request.user).count
            add(planned, "change planned", "changes planned", reverse("admin:schedule"))
            if tally.unread:
                words = _many(tally.unread, "public text", "public texts")
                lines.append(
                    (f"{words} still to be read by the content checks", reverse("admin:content_report"))
                )
        return lines

    @staticmethod
    def _next_steps(request: HttpRequest, kinds: list[Any]) -> list[tuple[str, str]]:
        """What this person can start now: (words, link) pairs."""
        steps = []
        for model in kinds:
            meta = model._meta
            if request.user.has_perm(f"{meta.app_label}.add_{meta.model_name}"):
                link = reverse(f"admin:{meta.app_label}_{meta.model_name}_add")
                steps.append((f"Write a new {meta.verbose_name}", link))
        if kinds:
            steps.append(("See what is planned", reverse("admin:schedule")))
            steps.append(("Check all texts", reverse("admin:content_report")))
        if request.user.has_perm("search.view_askedphrase"):
            steps.append(("See how search does", reverse("admin:search_askedphrase_how")))
        if request.user.has_perm("publishing.view_auditentry"):
            steps.append(("Who did what", reverse("admin:publishing_auditentry_changelist")))
        return steps
