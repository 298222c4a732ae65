"""The picture library in the admin: upload, words, consent, where it is used, and the list the editor shows."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_safe

from . import files
from .consent import Consent, valid_consent
from .decoding import digest
from .models import Picture, SkinTone, showable
from .uploads import make_ready, safe_copy_of
from .uses import uses

CHOICES_ON_A_PAGE = 24


class PictureForm(forms.ModelForm):
    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if not isinstance(upload, UploadedFile):
            return upload
        # Only what was decoded is stored; the uploaded bytes never reach the disk.
        copy = safe_copy_of(upload)
        same = Picture.objects.filter(digest=digest(copy.read())).exclude(pk=self.instance.pk).first()
        copy.seek(0)
        if same:
            # A second row would also escape a consent that is withdrawn later.
            raise ValidationError(f"This picture is already in the library: “{same}”.")
        return copy

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        alt, caption = data.get("alt", "").strip(), data.get("caption", "").strip()
        if alt and alt.casefold().rstrip(".") == caption.casefold().rstrip("."):
            self.add_error(
                "caption", "Say what to conclude; the words for people who can't see it are enough once."
            )
        if alt.casefold().startswith(("image of", "picture of", "photo of")):
            self.add_error("alt", "Begin with what is seen: “Cheek with …”, not “Picture of …”.")
        if data.get("consent") and not data.get("shows_person"):
            self.add_error("shows_person", "There is a consent: tick that the picture shows a person.")
        if data.get("shows_person") and data.get("skin_tone") in (SkinTone.NOT_A_PERSON, SkinTone.DRAWING):
            self.add_error("skin_tone", "Choose the skin tone of the person.")
        return data

    class Meta:
        model = Picture
        fields = [
            "title", "file", "drawing", "alt", "decorative", "caption", "long_description",
            "skin_tone", "from_day", "until_day", "shows_person", "consent",
        ]  # fmt: skip
        # Django's own picture field would open the file first, in any format and without our limits.
        field_classes = {"file": forms.FileField}
        widgets = {
            "file": forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
            "long_description": forms.Textarea(attrs={"rows": 4, "cols": 60}),
        }


class ShowableFilter(admin.SimpleListFilter):
    title = "may be shown"
    parameter_name = "shown"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "May be shown"), ("no", "No valid consent")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "yes":
            return queryset.filter(showable())
        if self.value() == "no":
            return queryset.exclude(showable())
        return queryset


@admin.register(Picture)
class PictureAdmin(admin.ModelAdmin):
    form = PictureForm
    list_display = ["preview", "title", "alt", "skin_tone", "days", "shown"]
    list_display_links = ["title"]  # the small picture has no words of its own
    list_filter = [ShowableFilter, "skin_tone", "shows_person"]
    list_select_related = ["consent"]
    search_fields = ["title", "alt", "caption"]
    list_per_page = 50
    readonly_fields = ["preview", "places"]
    fieldsets = [
        (None, {"fields": ["title", "preview", "file", "drawing", "places"]}),
        (
            "In words",
            {
                "fields": ["alt", "decorative", "caption", "long_description"],
                "description": "People who can't see the picture get these words instead.",
            },
        ),
        ("Skin and day", {"fields": ["skin_tone", "from_day", "until_day"]}),
        (
            "Person and consent",
            {
                "fields": ["shows_person", "consent"],
                "description": "A photo of a person is shown only while a signed consent allows it.",
            },
        ),
    ]

    # Columns.

    @admin.display(description="picture")
    def preview(self, picture: Picture) -> str:
        if picture.pk is None or not (picture.file or picture.drawing):
            return "–"
        return format_html('<img src="{}" alt="" width="120" loading="lazy">', picture.small_src)

    @admin.display(description="days")
    def days(self, picture: Picture) -> str:
        return picture.days_in_words() or "–"

    @admin.display(description="may be shown", boolean=True)
    def shown(self, picture: Picture) -> bool:
        return picture.may_be_shown

    @admin.display(description="where it is used")
    def places(self, picture: Picture) -> str:
        rows = uses(picture) if picture.pk else []
        if not rows:
            return "Nowhere yet."
        return format_html(
            '<ul class="places-used">{}</ul>',
            format_html_join(
                "", '<li><a href="{}">{}</a>, {}</li>', ((row.link, row.label, row.field) for row in rows)
            ),
        )

    # Saving and deleting.

    def save_model(self, request: HttpRequest, obj: Picture, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "file" in form.changed_data:
            request.new_files = obj.file_names()  # type: ignore[attr-defined]

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        may_save = self.has_add_permission(request) or self.has_change_permission(request)
        if request.method == "POST" and may_save and "file" in request.FILES:
            make_ready(request.FILES["file"])  # Django opens the transaction of the save after this
        try:
            return super().changeform_view(request, *args, **kwargs)
        except BaseException:
            # The row went back with the transaction; its files must not stay.
            files.remove(getattr(request, "new_files", []))
            raise

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Also what only a text knows: a picture inside an article is in use."""
        deleted, counts, needed, protected = super().get_deleted_objects(objs, request)
        places = [place for picture in objs for place in uses(picture)]
        protected = [
            format_html('<a href="{}">{}</a>', place.link, place.label) for place in places
        ] or protected
        return deleted, counts, needed, protected

    # The list the editor shows.

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("choose/", view(require_safe(self.choose_view)), name="images_picture_choose"),
            path("<row:pk>/preview/", view(require_safe(self.preview_view)), name="images_picture_preview"),
            *super().get_urls(),
        ]

    def choose_view(self, request: HttpRequest) -> HttpResponse:
        """A piece of a page for the editor's dialog: pictures that may be shown, found by `q`."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        words = request.GET.get("q", "").split()
        found = Picture.objects.showable().select_related("consent")
        for word in words[:10]:
            found = found.filter(
                Q(title__icontains=word) | Q(alt__icontains=word) | Q(caption__icontains=word)
            )
        page = Paginator(found, CHOICES_ON_A_PAGE).get_page(request.GET.get("page"))
        return TemplateResponse(
            request, "admin/images/_choices.html", {"page": page, "words": " ".join(words)}
        )

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The small picture, for the editor; not found when it may not be on a page."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        picture = get_object_or_404(Picture.objects.showable(), pk=pk)
        return HttpResponseRedirect(picture.small_src)


class ValidFilter(admin.SimpleListFilter):
    title = "holds"
    parameter_name = "holds"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Holds"), ("no", "Withdrawn, or not for the website")]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "yes":
            return queryset.filter(valid_consent(""))
        if self.value() == "no":
            return queryset.exclude(valid_consent(""))
        return queryset


@admin.register(Consent)
class ConsentAdmin(admin.ModelAdmin):
    list_display = ["reference", "kept_by", "scope", "given_on", "withdrawn_on", "holds"]
    list_filter = [ValidFilter, "scope"]
    search_fields = ["reference", "kept_by", "note"]
    list_per_page = 50
    readonly_fields = ["pictures_under_it"]
    fields = ["reference", "kept_by", "scope", "given_on", "withdrawn_on", "note", "pictures_under_it"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in ("given_on", "withdrawn_on"):
            kwargs["widget"] = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description="holds", boolean=True)
    def holds(self, consent: Consent) -> bool:
        return consent.is_valid

    @admin.display(description="pictures")
    def pictures_under_it(self, consent: Consent) -> str:
        pictures = consent.pictures.all() if consent.pk else []
        return ", ".join(str(picture) for picture in pictures) or "None yet."
