"""The admin of things whose every save is kept: history, bringing back, what was deleted."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import zip_longest
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import quote, unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import ProtectedError, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from reversion import add_to_revision, get_comment, set_comment
from reversion.admin import VersionAdmin
from reversion.models import Version

from .record import keep_as_is, write_down
from .restore import bring_back

SHOWN = 200  # versions in one list
NOTE = "history_note"  # the name of the note's box in the forms
MAX_NOTE = 300


class HistoryAdmin(VersionAdmin):
    """Django's admin with every save kept. Own rows (inlines) are part of a thing's versions."""

    object_history_template = "admin/history/list.html"
    change_list_template = "admin/history/change_list.html"
    change_form_template = "admin/history/change_form.html"
    recover_list_template = "admin/history/deleted.html"
    history_latest_first = True

    def belongs_to(self, obj: Any) -> Iterable[models.Model | None]:
        """The things of whose history a change of `obj` is a part, such as the symptom of a wording."""
        return []

    # Every save.

    @contextmanager
    def create_revision(self, request: HttpRequest) -> Iterator[None]:
        if request.method != "POST":
            yield  # reading needs no transaction, which on SQLite would wait for writers
            return
        with super().create_revision(request):
            yield
            said = getattr(request, "brought_back", "") or get_comment()
            note = request.POST.get(NOTE, "").replace("\x00", "").strip()[:MAX_NOTE]
            set_comment("\n".join(filter(None, [said.replace("\n", " "), " ".join(note.split())])))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        stored = type(obj)._base_manager.filter(pk=obj.pk).first() if change else None
        touched = [*(self.belongs_to(stored) if stored else ()), *self.belongs_to(obj)]
        for thing in [] if hasattr(request, "brought_back") else [stored, *touched]:
            keep_as_is(thing)
        super().save_model(request, obj, form, change)
        for thing in touched:
            if thing is not None:
                add_to_revision(thing)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self._before_deleting(request, [obj])
        super().delete_model(request, obj)
        self._after_deleting(request, [obj])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        gone = list(queryset)
        self._before_deleting(request, gone)
        super().delete_queryset(request, queryset)
        self._after_deleting(request, gone)

    def _before_deleting(self, request: HttpRequest, gone: list[Any]) -> None:
        for obj in gone:
            for thing in self.belongs_to(obj):
                keep_as_is(thing)
            write_down(obj, "As it was when it was deleted.", request.user)

    def _after_deleting(self, request: HttpRequest, gone: list[Any]) -> None:
        homes = {thing for obj in gone for thing in self.belongs_to(obj) if thing is not None}
        for thing in homes:
            names = ", ".join(f"“{obj}”" for obj in gone if thing in self.belongs_to(obj))
            write_down(thing, f"Deleted {self.opts.verbose_name} {names}.", request.user)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except ProtectedError as refusal:
            messages.error(request, refusal.args[0])
            return HttpResponseRedirect(self._address("change", object_id))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().changelist_view(request, extra_context)
        except ProtectedError as refusal:
            messages.error(request, refusal.args[0])
            return HttpResponseRedirect(self._address("changelist"))

    # History.

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        found = Version.objects.get_for_object_reference(self.model, unquote(object_id))
        versions = list(found.select_related("revision__user").order_by("-pk")[: SHOWN + 1])
        rows = [
            {
                "version": version,
                "said": version.revision.comment.partition("\n")[0],
                "note": version.revision.comment.partition("\n")[2],
                "before": before,
                "link": self._address("revision", quote(version.object_id), version.pk),
            }
            for version, before in zip_longest(versions, versions[1:])
        ][:SHOWN]
        context = {"rows": rows, "has_more": len(versions) > SHOWN, "object_id": object_id}
        return super().history_view(request, object_id, {**context, **(extra_context or {})})

    def revision_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        version = self._version(version_id, object_id=unquote(object_id))
        if request.method == "POST":
            if not self.has_change_permission(request):
                raise PermissionDenied
            stored = self.model._base_manager.filter(pk=version.object_id).first()
            for thing in [stored, *(self.belongs_to(stored) if stored else ())]:
                keep_as_is(thing)
        title = f"{version.object_repr}, as it was on {_moment(version)}"
        return self._bring_back(request, version, "admin/history/version.html", {"title": title})

    def recover_view(
        self, request: HttpRequest, version_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_add_permission(request) or not self.has_change_permission(request):
            raise PermissionDenied
        version = self._version(version_id)
        if self.model._base_manager.filter(pk=version.object_id).exists():
            messages.info(request, f"“{version.object_repr}” is back already.")
            return HttpResponseRedirect(self._address("change", quote(version.object_id)))
        context = {"title": f"Bring back “{version.object_repr}”", "recover": True}
        return self._bring_back(request, version, "admin/history/recover.html", context)

    def _version(self, version_id: str, **values: Any) -> Any:
        """A version of this admin's own kind: another kind may be one this person must not write."""
        kind = ContentType.objects.get_for_model(self.model)
        return get_object_or_404(Version, pk=version_id, content_type=kind, **values)

    def _bring_back(
        self, request: HttpRequest, version: Any, template: str, context: dict[str, Any]
    ) -> HttpResponse:
        """A GET shows the form as the version fills it and undoes it all; a POST keeps it."""
        version.revision.revert = lambda delete=False: bring_back(version)
        request.brought_back = f"Brought back as it was on {_moment(version)}."  # type: ignore[attr-defined]
        return self._reversion_revisionform_view(request, version, template, {"version": version, **context})

    def _address(self, name: str, *args: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=args)


def _moment(version: Any) -> str:
    return date_format(timezone.localtime(version.revision.date_created), "j F Y, H:i")
