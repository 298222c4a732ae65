"""Clinics, hours and the red-flag cards in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from skincare_site.history.admin import HistoryAdmin

from .models import Clinic, OpeningHours, RedFlagCard


class Hours(admin.TabularInline):
    model = OpeningHours
    extra = 0


@admin.register(Clinic)
class ClinicAdmin(HistoryAdmin):
    list_display = ["name", "city", "phone", "is_example"]
    search_fields = ["name", "city"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [Hours]


@admin.register(RedFlagCard)
class RedFlagCardAdmin(HistoryAdmin):
    """One text per level, shown on every page; there is nothing to add and nothing to delete."""

    list_display = ["level", "first_line", "updated_at"]

    @admin.display(description="first line")
    def first_line(self, card: RedFlagCard) -> str:
        return card.line_list[0] if card.line_list else ""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and RedFlagCard.objects.count() < 2

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: RedFlagCard | None = None) -> list[str]:
        return ["level"] if obj else []
