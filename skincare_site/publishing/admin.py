"""Sources and reviewers in the admin. Pages have their own admin: page_admin.py."""

from django.contrib import admin

from . import audit_admin  # noqa: F401  registers the audit trail
from .models import Reviewer, Source
from .terms import TermAdmin


@admin.register(Source)
class SourceAdmin(TermAdmin):
    list_display = ["key", "name", "seen"]
    search_fields = ["key", "name", "note"]
    list_per_page = 50


@admin.register(Reviewer)
class ReviewerAdmin(TermAdmin):
    list_display = ["name", "role", "account"]
    search_fields = ["name", "role"]
    autocomplete_fields = ["account"]
