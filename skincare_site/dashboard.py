"""The admin's front page: what awaits review, what is overdue, what is newest, what to do next."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse

from skincare_site.publishing.models import Publishable, published_kinds
from skincare_site.publishing.workflow import REVIEW, Status
from skincare_site.search import asked

SHOWN = 5  # rows in a list


@dataclass(frozen=True)
class Row:
    """One page in a dashboard list."""

    thing: Publishable
    kind: str
    link: str


@dataclass(frozen=True)
class Panel:
    """One list of the dashboard: its heading, what it means, its first rows and how many there are."""

    title: str
    empty: str
    rows: list[Row]
    count: int


def _row(thing: Publishable) -> Row:
    meta = thing._meta
    try:
        link = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[thing.pk])
    except NoReverseMatch:
        link = thing.get_absolute_url()
    return Row(thing, str(meta.verbose_name), link)


def _panel(title: str, empty: str, querysets: list[Any], key: str, reverse_order: bool = False) -> Panel:
    """The first rows over all kinds, ordered by the field `key`."""
    order = f"-{key}" if reverse_order else key
    things = [thing for queryset in querysets for thing in queryset.order_by(order, "pk")[:SHOWN]]
    things.sort(key=lambda thing: (getattr(thing, key), thing.pk), reverse=reverse_order)
    return Panel(
        title,
        empty,
        [_row(thing) for thing in things[:SHOWN]],
        sum(queryset.count() for queryset in querysets),
    )


class ClinicAdminSite(admin.AdminSite):
    """Django's admin with our name and our front page."""

    site_header = settings.SITE_NAME
    site_title = settings.SITE_NAME
    index_title = "What to do next"
    index_template = "admin/dashboard.html"
    empty_value_display = "–"

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return super().index(request, {**(extra_context or {}), **self.board(request)})

    def board(self, request: HttpRequest) -> dict[str, Any]:
        """What the front page shows to this person: only kinds they may look at."""
        kinds = [
            model
            for model in published_kinds()
            if request.user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")
        ]
        managers = [model._default_manager for model in kinds]
        panels = [
            _panel(
                "Waiting for review", "Nothing is waiting.",
                [manager.filter(status=Status.IN_REVIEW) for manager in managers], "updated_at",
            ),
            _panel(
                "Review overdue", "No page is overdue.", [manager.overdue() for manager in managers], "next_review_on"
            ),
            _panel(
                "Drafts", "No drafts.",
                [manager.filter(status=Status.DRAFT) for manager in managers], "updated_at", reverse_order=True,
            ),
            _panel("Scheduled", "Nothing is scheduled.", [manager.scheduled() for manager in managers], "publish_at"),
            _panel(
                "Newest in public", "Nothing is public yet.",
                [manager.visible() for manager in managers], "publish_at", reverse_order=True,
            ),
        ]  # fmt: skip
        unchecked = sum(manager.unchecked().count() for manager in managers)
        return {
            "panels": panels,
            "unchecked": unchecked,
            "next_steps": self._next_steps(request, kinds, panels, unchecked),
        }

    @staticmethod
    def _next_steps(
        request: HttpRequest, kinds: list[type[Publishable]], panels: list[Panel], unchecked: int
    ) -> list[tuple[str, str]]:
        """What this person can usefully do now: (sentence, link) pairs, most pressing first."""
        waiting, overdue = panels[0], panels[1]
        steps = []
        if request.user.has_perm(REVIEW):
            if overdue.rows:
                steps.append(
                    (f"Review “{overdue.rows[0].thing.title}”: its review is overdue", overdue.rows[0].link)
                )
            if waiting.rows:
                steps.append((f"Read “{waiting.rows[0].thing.title}” and sign it off", waiting.rows[0].link))
            for model in kinds if unchecked else []:
                address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
                steps.append(
                    (f"Check the starter {model._meta.verbose_name_plural}", f"{address}?checked=no")
                )
        looks_at_search = request.user.has_perm("search.view_askedphrase")
        unanswered = asked.waiting() if looks_at_search else 0
        if unanswered:
            address = reverse("admin:search_askedphrase_changelist")
            steps.append((f"{unanswered} question{'s' if unanswered > 1 else ''} without an answer", address))
        for model in kinds:
            meta = model._meta
            if request.user.has_perm(f"{meta.app_label}.add_{meta.model_name}"):
                steps.append(
                    (
                        f"Write a new {meta.verbose_name}",
                        reverse(f"admin:{meta.app_label}_{meta.model_name}_add"),
                    )
                )
        if looks_at_search:
            steps.append(("See how search does", reverse("admin:search_askedphrase_how")))
        return steps
