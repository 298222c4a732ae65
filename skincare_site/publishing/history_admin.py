"""The history of a page in the admin: every version, any two side by side, one brought back, deleted ones too."""

from typing import Any

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from . import acts
from .models import Publishable
from .records import AuditEntry, Version
from .texts import Values, changes, values_of
from .workflow import NotAllowed

ENTRIES = 200  # lines of history shown at once


class PageHistory:
    """Mixed into the admin of every published kind."""

    model: Any
    admin_site: Any
    opts: Any

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        wrap = self.admin_site.admin_view
        return [
            path("deleted/", wrap(self.deleted_view), name=f"{name}_deleted"),
            path("deleted/<row:version_id>/recover/", wrap(self.recover_view), name=f"{name}_recover"),
            path("<row:object_id>/compare/", wrap(self.compare_view), name=f"{name}_compare"),
            path(
                "<row:object_id>/restore/<row:version_id>/", wrap(self.restore_view), name=f"{name}_restore"
            ),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def _address(self, name: str, *args: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=args)

    def _page(self, request: HttpRequest, object_id: Any) -> Any:
        known = str(object_id).isascii() and str(object_id).isdecimal()
        page = self.model._default_manager.filter(pk=object_id).first() if known else None
        if page is None:
            raise Http404
        if not self.has_view_permission(request, page):  # type: ignore[attr-defined]
            raise PermissionDenied
        return page

    def _context(self, request: HttpRequest, title: str, **more: Any) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts, "title": title, **more}

    # One page.

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        page = self._page(request, object_id)
        acts.first_version(page)
        entries = list(AuditEntry.objects.about(page).select_related("version")[:ENTRIES])
        newest = page.draft_id or self._same_as_row(page)
        applied = [entry.version for entry in entries if entry.version is not None]
        texts = [version.pk for version in applied if version.kept != Version.Kept.CONFLICT]
        context = self._context(
            request, f"History of “{page.newest().title}”", page=page, entries=entries, newest_version=newest,
            compared={"from": texts[1] if len(texts) > 1 else None, "to": texts[0] if texts else None},
            can_restore=self.has_change_permission(request) and request.user.has_perm(self._change_right()),  # type: ignore[attr-defined]
        )  # fmt: skip
        return TemplateResponse(request, "admin/publishing/page/history.html", context)

    def _change_right(self) -> str:
        return f"{self.opts.app_label}.change_{self.opts.model_name}"

    def _same_as_row(self, page: Publishable) -> int | None:
        version = Version.objects.about(page).exclude(kept=Version.Kept.CONFLICT).first()
        return version.pk if version else None

    def compare_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Two texts side by side: `a` and `b` are version keys, or “live” and “newest”."""
        page = self._page(request, object_id)
        old_name, old = self._text(page, request.GET.get("a", "live"))
        new_name, new = self._text(page, request.GET.get("b", "newest"))
        context = self._context(
            request, f"Compare: {page.newest().title}", page=page, old_name=old_name, new_name=new_name,
            changes=changes(self.model, old, new), versions=Version.objects.about(page)[:ENTRIES],
            a=request.GET.get("a", "live"), b=request.GET.get("b", "newest"),
        )  # fmt: skip
        return TemplateResponse(request, "admin/publishing/page/compare.html", context)

    def _text(self, page: Any, name: str) -> tuple[str, Values]:
        if name == "live":
            return ("What patients read" if page.is_visible() else "The page", values_of(page))
        if name == "newest":
            return "The newest text", acts.newest_values(page)
        version = (
            Version.objects.about(page).filter(pk=name).first() if name.isascii() and name.isdigit() else None
        )
        if version is None:
            raise Http404
        return f"Version of {version}, {version.by_name or 'nobody'}", version.values

    def restore_view(self, request: HttpRequest, object_id: int, version_id: int) -> HttpResponse:
        page = self._page(request, object_id)
        version = Version.objects.about(page).filter(pk=version_id).first()
        if version is None:
            raise Http404
        if not request.user.has_perm(self._change_right()):
            raise PermissionDenied
        return self._restore(request, page, version)

    @staticmethod
    def _tell(request: HttpRequest, words: str, level: int) -> None:
        messages.add_message(request, level, words)

    def _restore(self, request: HttpRequest, page: Any, version: Version) -> HttpResponse:
        if request.method != "POST":
            context = self._context(
                request, f"Bring back the text of {version}", page=page, version=version,
                changes=changes(self.model, acts.newest_values(page), version.values),
            )  # fmt: skip
            return TemplateResponse(request, "admin/publishing/page/restore.html", context)
        try:
            lost = acts.restore(page, version, request.user)
        except NotAllowed as refusal:
            self._tell(request, str(refusal), messages.WARNING)
        else:
            words = "The older text is back, as a draft. Patients see it only after it is signed off and published."
            if lost:
                words += f" What it linked to is gone and was left out: {', '.join(lost)}."
            self._tell(request, words, messages.SUCCESS)
        return HttpResponseRedirect(self._address("change", page.pk))

    # Deleted pages.

    def deleted_view(self, request: HttpRequest) -> HttpResponse:
        """Pages that were deleted, newest text first; superusers bring them back."""
        self._superusers_only(request)
        kind = ContentType.objects.get_for_model(self.model)
        gone = Version.objects.filter(content_type=kind).exclude(kept=Version.Kept.CONFLICT)
        gone = gone.exclude(object_id__in=self.model._default_manager.values("pk"))
        last: dict[int, Version] = {}
        for version in gone.defer("values").order_by("-pk")[:1000]:
            last.setdefault(version.object_id, version)
        context = self._context(
            request, f"Deleted {self.opts.verbose_name_plural}", versions=list(last.values()),
        )  # fmt: skip
        return TemplateResponse(request, "admin/publishing/page/deleted.html", context)

    def recover_view(self, request: HttpRequest, version_id: int) -> HttpResponse:
        self._superusers_only(request)
        if request.method != "POST":
            return HttpResponseRedirect(self._address("deleted"))
        kind = ContentType.objects.get_for_model(self.model)
        version = Version.objects.filter(content_type=kind, pk=version_id).first()
        if version is None:
            raise Http404
        try:
            page = acts.recover(version, request.user)
        except NotAllowed as refusal:
            self._tell(request, str(refusal), messages.ERROR)
            return HttpResponseRedirect(self._address("deleted"))
        self._tell(request, f"“{page.title}” is back, as a draft.", messages.SUCCESS)
        return HttpResponseRedirect(self._address("change", page.pk))

    @staticmethod
    def _superusers_only(request: HttpRequest) -> None:
        if not request.user.is_superuser:
            raise PermissionDenied

    # A save that came too late.

    def conflict(self, request: HttpRequest, page: Any, typed: Values) -> dict[str, Any]:
        """Keep what was typed, and show it beside what is stored now."""
        version = acts.keep_conflict(page, typed, request.user)
        theirs = page.draft or Version.objects.about(page).exclude(kept=Version.Kept.CONFLICT).first()
        return {
            "changes": changes(self.model, acts.newest_values(page), typed),
            "by": theirs.by_name if theirs else "",
            "at": theirs.at if theirs else page.updated_at,
            "version": version,
        }
