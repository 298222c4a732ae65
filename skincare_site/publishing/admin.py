"""What every published kind shares in the admin: status moves as buttons, review fields, previews."""

from functools import partial
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models, transaction
from django.forms import CheckboxSelectMultiple, DateInput, DateTimeField, DateTimeInput
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from skincare_site.richtext.editor import RichTextAdminMixin

from .models import Publishable, Reviewer, Source
from .workflow import MOVES, PUBLISH, REVIEW, NotAllowed, NotComplete, Status, advice


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


class PublishableAdmin(RichTextAdminMixin, admin.ModelAdmin):
    """Base of the admins of explainers and care tips."""

    change_form_template = "admin/publishing/page/change_form.html"
    list_filter = ["status", CheckedFilter, "main_symptom", "needs_confirmation"]
    list_display = ["title", "status_badge", "main_symptom", "checked", "next_review_on", "updated_at"]
    search_fields = ["title", "slug"]
    list_select_related = ["main_symptom", "reviewer"]
    list_per_page = 50
    date_hierarchy = None
    save_on_top = True
    prepopulated_fields = {"slug": ["title"]}
    # Short lists are plain: an open list of tick boxes is quicker to read than a search box, and everybody's
    # keyboard and screen reader knows it.
    autocomplete_fields: ClassVar[Any] = []
    readonly_fields = ["status_now"]
    formfield_overrides = {
        models.DateField: {"widget": DateInput(attrs={"type": "date"}, format="%Y-%m-%d")},
        # One field in the clinic's own time instead of the admin's two. Seconds are kept, so that saving
        # a page does not move the moment it was published; browsers hide them when they are zero.
        models.DateTimeField: {
            "form_class": DateTimeField,
            "widget": DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M:%S"),
        },
        models.ManyToManyField: {"widget": CheckboxSelectMultiple},
    }
    radio_fields = {"kind": admin.HORIZONTAL}
    review_fieldset: Any = (
        "Review",
        {
            "fields": [
                "reviewer",
                "reviewed_on",
                "next_review_on",
                "needs_confirmation",
                "confirm_note",
                "sources",
            ],
            "description": "Who stands behind this text, and until when. The dates move only after a whole-page review.",
        },
    )
    publishing_fieldset: Any = (
        "Publishing",
        {
            "fields": ["status_now", "slug", "publish_at", "expires_at"],
            "description": "Times are in the clinic's time zone. Use the buttons at the end of the form to publish.",
        },
    )

    # Who may do what.

    def has_change_permission(self, request: HttpRequest, obj: Publishable | None = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        if allowed and obj is not None and obj.status in (Status.PUBLISHED, Status.ARCHIVED):
            # What the public reads is changed by those who answer for it.
            return request.user.has_perm(PUBLISH) or request.user.has_perm(REVIEW)
        return allowed

    def has_delete_permission(self, request: HttpRequest, obj: Publishable | None = None) -> bool:
        if obj is not None and obj.status == Status.PUBLISHED:
            return False  # archive first: a public address does not just vanish
        return super().has_delete_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Publishable | None = None) -> list[str]:
        fields = list(super().get_readonly_fields(request, obj))
        if not request.user.has_perm(REVIEW):
            fields += ["reviewer", "reviewed_on", "next_review_on"]
        if not request.user.has_perm(PUBLISH):
            fields += ["publish_at", "expires_at"]
        return fields

    def get_prepopulated_fields(self, request: HttpRequest, obj: Publishable | None = None) -> dict[str, Any]:
        # Only while the page is new: an address that patients may have kept does not follow the title.
        return dict(super().get_prepopulated_fields(request, obj)) if obj is None else {}

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            # Adding a source on the way is part of writing; changing or deleting a shared one is not.
            field.widget.can_change_related = field.widget.can_delete_related = False
            field.widget.can_view_related = False
            field.widget.can_add_related &= db_field.name in ("sources", "picture")
        return field

    # Saving and moving.

    def save_model(self, request: HttpRequest, obj: Publishable, form: Any, change: bool) -> None:
        obj.updated_by = request.user  # type: ignore[assignment]
        super().save_model(request, obj, form, change)

    def response_add(
        self, request: HttpRequest, obj: Publishable, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._moved(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Publishable) -> HttpResponse:
        return self._moved(request, obj) or super().response_change(request, obj)

    def _moved(self, request: HttpRequest, obj: Publishable) -> HttpResponse | None:
        """Carry out the move whose button was pressed, after the save; None when it was a plain save."""
        name = next((name for name in MOVES if f"_move_{name}" in request.POST), None)
        if name is None:
            return None
        change_url = f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change"
        here = HttpResponseRedirect(reverse(change_url, args=[obj.pk]))
        try:
            obj.move(name, request.user)
        except NotAllowed as refusal:
            self.message_user(request, f"Saved, but: {refusal}", messages.ERROR)
        except NotComplete as gaps:
            self.message_user(
                request,
                format_html(
                    "Saved as it was, but not published. Still missing:<ul>{}</ul>",
                    format_html_join("", '<li><a href="#id_{}">{}</a></li>', gaps.missing),
                ),
                messages.WARNING,
            )
        else:
            self.log_change(request, obj, f"{MOVES[name].label}.")
            self.message_user(request, self._moved_words(obj), messages.SUCCESS)
            if obj.status == Status.PUBLISHED:
                # After the commit, when everything that follows a save has seen the page go public.
                transaction.on_commit(partial(self._advise, request, obj))
        return here

    def _advise(self, request: HttpRequest, obj: Publishable) -> None:
        if rows := advice(obj):
            lines = format_html_join("", '<li>{} <a href="{}">See why</a></li>', rows)
            self.message_user(request, format_html("Worth a look:<ul>{}</ul>", lines), messages.WARNING)

    @staticmethod
    def _moved_words(obj: Publishable) -> str:
        if obj.is_visible():
            return format_html(
                'Saved. “{}” is public now: <a href="{}">view it on the site</a>.',
                obj.title,
                obj.get_absolute_url(),
            )
        if obj.status == Status.PUBLISHED:
            return f"Saved. “{obj.title}” will be public by itself at its time."
        return f"Saved. “{obj.title}” is now: {obj.get_status_display()}."

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj = context.get("original")
        page = obj or self.model()
        names = (
            page.allowed_moves(request.user)
            if obj is None or self.has_change_permission(request, obj)
            else []
        )
        context["moves"] = [
            (name, MOVES[name].label) for name in names if obj or name in ("submit", "publish")
        ]
        context["missing"] = obj.missing() if obj else []
        is_ahead = obj is not None and obj.status in (Status.DRAFT, Status.IN_REVIEW)
        context["advice"] = advice(obj) if is_ahead else []
        context["show_save_and_add_another"] = False
        return super().render_change_form(request, context, *args, **kwargs)

    # Columns.

    @admin.display(description="status")
    def status_now(self, obj: Publishable) -> str:
        return self.status_badge(obj) if obj and obj.pk else "New"

    @admin.display(description="status", ordering="status")
    def status_badge(self, obj: Publishable) -> str:
        words = obj.get_status_display()
        if obj.status == Status.PUBLISHED and not obj.is_visible():
            words = "Expired" if obj.expires_at and obj.expires_at <= timezone.now() else "Scheduled"
        return format_html('<span class="badge badge-{}">{}</span>', obj.status, words)

    @admin.display(description="checked", ordering="reviewed_on")
    def checked(self, obj: Publishable) -> str:
        if obj.is_unchecked_starter():
            return format_html('<span class="badge badge-unchecked">{}</span>', "Starter text")
        return str(obj.reviewer.name) if obj.reviewer else "–"


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):
    list_display = ["key", "name", "seen"]
    search_fields = ["key", "name", "note"]
    list_per_page = 50


@admin.register(Reviewer)
class ReviewerAdmin(admin.ModelAdmin):
    list_display = ["name", "role", "account"]
    search_fields = ["name", "role"]
    autocomplete_fields = ["account"]
