"""The audit trail in the admin: who did what and when. It is read, filtered and taken along; nobody changes it."""

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from .models import AuditEntry

COLUMNS = ["when", "who", "action", "kind", "what", "note"]
AT_ONCE = 2000  # rows read at a time for the CSV


class Values(admin.SimpleListFilter):
    """A filter over the values that occur in one column."""

    column: str

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        used = AuditEntry.objects.exclude(**{self.column: ""}).order_by(self.column)
        return [(value, value) for value in used.values_list(self.column, flat=True).distinct()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(**{self.column: self.value()}) if self.value() else queryset


class WhoFilter(Values):
    title, parameter_name, column = "who", "who", "by_name"


class ActionFilter(Values):
    title, parameter_name, column = "action", "action", "action"


class KindFilter(admin.SimpleListFilter):
    title, parameter_name = "kind", "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        used = AuditEntry.objects.order_by().values_list("content_type", flat=True).distinct()
        kinds = ContentType.objects.filter(pk__in=[pk for pk in used if pk])
        return sorted(((str(kind.pk), capfirst(kind.name)) for kind in kinds), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        known = self.value() in {key for key, _name in self.lookup_choices}
        return queryset.filter(content_type=self.value()) if known else queryset


class DatesFilter(admin.DateFieldListFilter):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "when"


def harmless(text: str) -> str:
    """The text as a spreadsheet shows it: a leading apostrophe keeps it from being run as a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text


class _Echo:
    def write(self, line: str) -> str:
        return line


def lines(entries: Any) -> Iterator[str]:
    """The CSV, line by line; moments in the clinic's time zone."""
    writer: Any = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(COLUMNS)  # the mark by which spreadsheets know UTF-8
    for entry in entries.iterator(chunk_size=AT_ONCE):
        kind = entry.content_type.name if entry.content_type else ""
        cells = [entry.by_name, entry.action, kind, entry.title, entry.note]
        when = timezone.localtime(entry.at).isoformat(" ", "seconds")
        yield writer.writerow([when, *map(harmless, cells)])


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):
    list_display = ["when", "who_did", "action", "kind", "what", "note"]
    list_display_links = None
    list_filter = [WhoFilter, ActionFilter, KindFilter, ("at", DatesFilter)]
    list_select_related = ["content_type"]
    list_per_page = 100
    date_hierarchy = "at"
    search_fields = ["title", "note", "by_name"]
    search_help_text = "Search titles, notes and names"
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = None
    ordering = ["-pk"]
    sortable_by = ()
    change_list_template = "admin/publishing/audit.html"

    # Nobody changes it, superusers included; the model refuses too.

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_safe(self.csv_view))
        return [path("csv/", view, name="publishing_auditentry_csv"), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        query = request.GET.copy()
        query.pop("p", None)
        address = reverse("admin:publishing_auditentry_csv")
        link = f"{address}?{query.urlencode()}" if query else address
        return super().changelist_view(
            request, {**(extra_context or {}), "title": "Audit trail", "csv_link": link}
        )

    def csv_view(self, request: HttpRequest) -> HttpResponseBase:
        """What the list shows with the same filters, all of it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            entries = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(reverse("admin:publishing_auditentry_changelist"))
        answer = StreamingHttpResponse(lines(entries), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = (
            f'attachment; filename="audit-trail-{timezone.localdate():%Y-%m-%d}.csv"'
        )
        return answer

    # Columns.

    @admin.display(description="when")
    def when(self, entry: AuditEntry) -> str:
        return f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M}"

    @admin.display(description="who")
    def who_did(self, entry: AuditEntry) -> str:
        return entry.by_name or "–"

    @admin.display(description="kind")
    def kind(self, entry: AuditEntry) -> str:
        return capfirst(entry.content_type.name) if entry.content_type else "–"

    @admin.display(description="what")
    def what(self, entry: AuditEntry) -> str:
        """The title, with a link to its form where the admin has one."""
        if entry.content_type is None or entry.object_id is None or entry.action == "Deleted":
            return entry.title
        kind = entry.content_type
        try:
            link = reverse(f"admin:{kind.app_label}_{kind.model}_change", args=[entry.object_id])
        except NoReverseMatch:
            return entry.title
        return format_html('<a href="{}">{}</a>', link, entry.title)
