"""Columns and filters of page lists in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html

from .models import Publishable
from .votes import Tally, with_votes
from .workflow import Status


class CheckedFilter(admin.SimpleListFilter):
    """Starter pages that nobody has checked, and all others."""

    title = "checked by a clinician"
    parameter_name = "checked"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Checked"), ("no", "Starter text, not checked"), ("overdue", "Review overdue")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "yes":
            return queryset.filter(reviewed_on__isnull=False)
        if self.value() == "no":
            return queryset.filter(is_starter=True, reviewed_on=None)
        if self.value() == "overdue":
            return queryset.overdue()
        return queryset


class DraftFilter(admin.SimpleListFilter):
    """Public pages by the draft beside them."""

    title = "draft beside the public text"
    parameter_name = "draft"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        stages = [Status.DRAFT, Status.IN_REVIEW, Status.SIGNED_OFF]
        return [(stage.value, stage.label) for stage in stages] + [("due", "Goes live by itself")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "due":
            return queryset.filter(draft_due_at__isnull=False)
        return queryset.filter(draft_status=self.value()) if self.value() else queryset


class PageColumns:
    """How the state of a page is shown in lists and in its form."""

    def get_queryset(self, request: HttpRequest) -> Any:
        return with_votes(super().get_queryset(request))  # type: ignore[misc]

    @admin.display(description="useful", ordering="votes_no")
    def useful(self, obj: Any) -> str:
        tally = Tally(obj.votes_yes, obj.votes_no)
        return f"{tally.yes} of {tally.total}" if tally.total else "–"

    @admin.display(description="status")
    def status_now(self, obj: Publishable) -> str:
        return self.status_badge(obj) if obj and obj.pk else "New"

    @admin.display(description="status", ordering="status")
    def status_badge(self, obj: Publishable) -> str:
        words = obj.get_status_display()
        if obj.status == Status.PUBLISHED and not obj.is_visible():
            words = "Expired" if obj.expires_at and obj.expires_at <= timezone.now() else "Scheduled"
        badge = format_html('<span class="badge badge-{}">{}</span>', obj.status, words)
        if obj.draft_id:
            beside = "Change scheduled" if obj.draft_due_at else f"New text: {obj.stage.label.lower()}"
            badge = format_html('{} <span class="badge badge-{}">{}</span>', badge, obj.draft_status, beside)
        return badge

    @admin.display(description="checked", ordering="reviewed_on")
    def checked(self, obj: Publishable) -> str:
        if obj.is_unchecked_starter():
            return format_html('<span class="badge badge-unchecked">{}</span>', "Starter text")
        return str(obj.reviewer.name) if obj.reviewer else "–"
