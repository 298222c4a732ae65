"""What every published kind shares in the admin: the form on the newest draft, saving, moves, conflicts."""

import datetime
from functools import partial
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.forms import CharField, CheckboxSelectMultiple, DateInput, DateTimeField, DateTimeInput, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import slugify

from skincare_site.richtext.editor import RichTextAdminMixin

from . import acts, desk, resent
from .columns import CheckedFilter, DraftFilter, PageColumns
from .history_admin import PageHistory
from .models import Publishable
from .records import Version
from .rules import findings
from .texts import Values, link_fields, same, text_fields, values_of
from .workflow import MOVES, PUBLISH, REVIEW, NotAllowed, NotComplete, Status, advice

TOKEN = "_revision"  # noqa: S105  the hidden box that says which revision a form was opened on
ON_NEW_PAGES = ("submit",)  # what a page that was never saved can be moved to
CONFLICT = (
    "Somebody else saved this page while you were writing. Nothing of yours is lost: it is in the boxes below and in "
    "the history. Compare the two texts, put into the boxes what should stand, and save again."
)


# A moment outside is a slip of the keyboard, and its UTC can lie beyond any calendar.
YEARS = range(2000, 2200)
LAST_DAY = 730  # days after treatment; two years hold every course


class MomentField(DateTimeField):
    """A moment in the clinic's time zone, within `YEARS`."""

    def clean(self, value: Any) -> Any:
        moment: datetime.datetime | None = super().clean(value)
        if moment is not None and moment.year not in YEARS:
            raise ValidationError(f"Choose a year from {YEARS.start} to {YEARS.stop - 1}.", code="year")
        return moment


class PageForm(ModelForm):
    """The form of a page. A save over somebody else's newer save is refused here, whatever else is wrong."""

    version_note = CharField(
        label="Note on this change",
        required=False,
        max_length=300,
        help_text="For the history: what you changed and why. Optional.",
    )

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if getattr(self.instance, "is_stale", False) and not self._is_there_already():
            self.add_error(None, ValidationError(CONFLICT, code="conflict"))

    def typed(self) -> Values:
        """What stands in the form, as the values of a version."""
        names = {field.name for field in link_fields(self._meta.model)}
        links = {name: self.cleaned_data[name] for name in names & self.cleaned_data.keys()}
        return values_of(self.instance, links)

    def _is_there_already(self) -> bool:
        """Whether exactly this is stored: the same form came twice, and its first answer was lost."""
        stored = getattr(self.instance, "stored_values", None)
        return not self.errors and stored is not None and same(self.typed(), stored)

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data.get("slug") or ""
        if slug:
            if other := acts.holder_of(self.instance, slug):
                raise ValidationError(
                    f"“{other.newest().title}” has this web address already. Choose another."
                )
            return slug
        base = slug = slugify(self.cleaned_data.get("title") or "")[:70].strip("-") or "page"
        number = 1
        while acts.holder_of(self.instance, slug):
            number += 1
            slug = f"{base}-{number}"
        return slug


class PublishableAdmin(PageColumns, PageHistory, RichTextAdminMixin, admin.ModelAdmin):
    """Base of the admins of explainers and care tips."""

    form = PageForm
    change_form_template = "admin/publishing/page/change_form.html"
    change_list_template = "admin/publishing/page/change_list.html"
    list_filter = ["status", CheckedFilter, DraftFilter, "main_symptom", "needs_confirmation"]
    list_display = [
        "title",
        "status_badge",
        "main_symptom",
        "checked",
        "useful",
        "next_review_on",
        "updated_at",
    ]
    search_fields = ["title", "slug"]
    list_select_related = ["main_symptom", "reviewer", "draft"]
    list_per_page = 50
    show_full_result_count = False  # the list counts what it shows; all pages are not counted once more
    date_hierarchy = None
    save_on_top = True
    prepopulated_fields = {"slug": ["title"]}
    # Short lists are plain: an open list of tick boxes is quicker to read than a search box, and everybody's
    # keyboard and screen reader knows it.
    autocomplete_fields: ClassVar[Any] = []
    readonly_fields = ["status_now", "reviewer", "reviewed_on"]
    formfield_overrides = {
        models.DateField: {"widget": DateInput(attrs={"type": "date"}, format="%Y-%m-%d")},
        # One field in the clinic's own time instead of the admin's two. Seconds are kept, so that saving
        # a page does not move the moment it was published; browsers hide them when they are zero.
        models.DateTimeField: {
            "form_class": MomentField,
            "widget": DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M:%S"),
        },
        models.ManyToManyField: {"widget": CheckboxSelectMultiple},
        models.PositiveSmallIntegerField: {"max_value": LAST_DAY},
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
            "description": "Who stands behind this text, and until when. Signing off fills in the name and the dates.",
        },
    )
    publishing_fieldset: Any = (
        "Publishing",
        {
            "fields": ["status_now", "slug", "publish_at", "expires_at", "version_note"],
            "description": "Times are in the clinic's time zone. Use the buttons at the end of the form to publish.",
        },
    )

    def get_urls(self) -> Any:
        return [*desk.urls(self), *super().get_urls()]

    # Who may do what.

    def has_delete_permission(self, request: HttpRequest, obj: Publishable | None = None) -> bool:
        """Pages are archived. Only superusers delete, never what is public, and history brings it back."""
        if obj is not None and obj.status == Status.PUBLISHED:
            return False
        return bool(request.user.is_active and request.user.is_superuser)

    def get_readonly_fields(self, request: HttpRequest, obj: Publishable | None = None) -> list[str]:
        fields = list(super().get_readonly_fields(request, obj))
        if not request.user.has_perm(REVIEW):
            fields += ["next_review_on"]
        if not request.user.has_perm(PUBLISH):
            fields += ["publish_at", "expires_at"]
        if obj is not None and obj.status == Status.ARCHIVED:
            # Back to draft first: what is archived stays as it was.
            fields += [field.name for field in [*text_fields(self.model), *link_fields(self.model)]]
        return list(dict.fromkeys(fields))

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
        if field is not None and db_field.name == "slug":
            field.required = False
            field.error_messages["invalid"] = (
                "Use letters, numbers and hyphens, without spaces: for example tiny-red-dots."
            )
        return field

    # The form opens on the newest text.

    def change_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.saves_page = request.method == "POST"  # type: ignore[attr-defined]
        return super().change_view(request, *args, **kwargs)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        row = super().get_object(request, object_id, from_field)
        if row is None or from_field is not None:
            return row
        saves = getattr(request, "saves_page", False)
        if saves:
            row = acts.locked(row)  # nobody saves between this look and our save
        page = row.newest()
        page.is_stale = saves and request.POST.get(TOKEN) != str(row.revision)
        if page.is_stale and not self._move_in(request):
            page.stored_values = acts.newest_values(row)
        return page

    # Saving.

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        if not change and (page := resent.page_made_of(self.model, form.typed(), request.user)):
            request.was_there = True  # type: ignore[attr-defined]
            return page
        return super().save_form(request, form, change)

    def save_model(self, request: HttpRequest, obj: Publishable, form: Any, change: bool) -> None:
        if not change and not hasattr(request, "was_there"):
            obj.updated_by = request.user  # type: ignore[assignment]
            super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        page, note = form.instance, form.cleaned_data.get("version_note", "")
        if hasattr(request, "was_there"):
            return
        if not change:
            super().save_related(request, form, formsets, change)
            acts.first_version(page, request.user, Version.Kept.SAVED)
        elif page.status != Status.ARCHIVED:
            kept = acts.keep_text(page, form.typed(), request.user, note)
            if kept is None and note and not self._move_in(request):
                acts.audit(page, "Noted", request.user, note)  # a note alone is kept too

    @staticmethod
    def _move_in(request: HttpRequest) -> str | None:
        """The name of the move whose button was pressed."""
        return next((name for name in MOVES if f"_move_{name}" in request.POST), None)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Pages write their own audit trail (acts.py)."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Pages write their own audit trail (acts.py)."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Pages write their own audit trail (acts.py)."""

    def delete_model(self, request: HttpRequest, obj: Publishable) -> None:
        acts.delete(obj, request.user)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for page in queryset:
            acts.delete(page, request.user)

    # Moving.

    def response_add(
        self, request: HttpRequest, obj: Publishable, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._moved(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Publishable) -> HttpResponse:
        return self._moved(request, obj) or super().response_change(request, obj)

    def _moved(self, request: HttpRequest, obj: Publishable) -> HttpResponse | None:
        """Carry out the move whose button was pressed, after the save; None when it was a plain save."""
        name = self._move_in(request)
        if name is None:
            return None
        page: Any = type(obj)._default_manager.get(pk=obj.pk)
        change_url = f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change"
        here = HttpResponseRedirect(reverse(change_url, args=[obj.pk]))
        try:
            page.move(name, request.user, request.POST.get("version_note", ""))
        except NotAllowed as refusal:
            self.message_user(request, f"Saved, but: {refusal}", messages.ERROR)
        except NotComplete as gaps:
            self.message_user(
                request,
                format_html(
                    "Saved. But “{}” has to wait:<ul>{}</ul>",
                    MOVES[name].label,
                    format_html_join("", '<li><a href="#id_{}">{}</a></li>', gaps.missing),
                ),
                messages.WARNING,
            )
        else:
            self.message_user(request, self._moved_words(page, name), messages.SUCCESS)
            if page.status == Status.PUBLISHED:
                # After the commit, when everything that follows a save has seen the page go public.
                transaction.on_commit(partial(self._advise, request, page))
        return here

    def _advise(self, request: HttpRequest, obj: Publishable) -> None:
        if rows := advice(obj):
            lines = format_html_join("", '<li>{} <a href="{}">See why</a></li>', rows)
            self.message_user(request, format_html("Worth a look:<ul>{}</ul>", lines), messages.WARNING)

    @staticmethod
    def _moved_words(page: Publishable, name: str) -> str:
        title = page.newest().title
        if name == "discard":
            return (
                f"The draft is set aside; the history keeps it. Patients read the same “{title}” as before."
            )
        if page.draft_due_at:
            return f"Saved. The new text of “{title}” goes live by itself at its time."
        if page.draft_id:
            return f"Saved. The draft of “{title}” is now: {page.stage.label}. Patients still read the public text."
        if page.is_visible():
            return format_html(
                'Saved. “{}” is public now: <a href="{}">view it on the site</a>.',
                title,
                page.get_absolute_url(),
            )
        if page.status == Status.PUBLISHED:
            return f"Saved. “{title}” will be public by itself at its time."
        return f"Saved. “{title}” is now: {page.stage.label}."

    # The form's surroundings.

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj = context.get("original")
        form = context["adminform"].form
        # The bound form has laid what was typed over `original`; the state is that of the stored page.
        stored = self.model._default_manager.get(pk=obj.pk) if obj else None
        newest = stored.newest() if stored else None
        names = (stored or self.model()).allowed_moves(request.user)
        context["moves"] = [(name, MOVES[name]) for name in names if stored or name in ON_NEW_PAGES]
        context["stored"], context["newest"] = stored, newest
        context["revision"] = stored.revision if stored else 0
        context["missing"], context["findings"], context["advice"] = [], [], []
        if newest is not None and newest.stage in (Status.DRAFT, Status.IN_REVIEW, Status.SIGNED_OFF):
            context["missing"] = acts.gaps(newest)
            context["advice"] = advice(newest)
        context["missing_fields"] = [field for field, _sentence in context["missing"]]
        if newest is not None:
            context["findings"] = findings(newest)
        if obj is not None and form.has_error(NON_FIELD_ERRORS, "conflict"):
            context["conflict"] = self.conflict(request, stored, form.typed())
        context |= desk.context(self, request, newest)
        context["show_save_and_add_another"] = False
        if stored is not None and stored.status == Status.ARCHIVED:
            context["show_save"] = context["show_save_and_continue"] = False  # there is nothing to fill in
        return super().render_change_form(request, context, *args, **kwargs)
