"""The clinic's face in the admin: one row, a colour that can be read, a logo that is safe."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from skincare_site.history.admin import HistoryAdmin

from . import palette
from .colours import HEX, contrast
from .logo import logo_copy
from .models import Face

USE = "_use_accent"  # the button that takes the proposed colour

_REFUSED = (
    "Words in this colour would be hard to read: the contrast is {found} to 1, and it takes {wanted} to 1. "
    'The nearest colour that can be read is <svg class="swatch" width="44" height="24" aria-hidden="true">'
    '<rect width="44" height="24" rx="4" fill="{nearest}" /></svg> {nearest}. '
    '<button type="submit" name="{name}" value="{nearest}">Use {nearest} and save</button>'
)
# The page, a link and a button in one scheme.
_SAMPLE = (
    '<svg x="{x}" width="200" height="120"><rect width="200" height="120" fill="{paper}" />'
    '<rect width="200" height="28" fill="{strip}" /><text x="12" y="19" fill="{on_strip}">Emergency? 911</text>'
    '<text x="12" y="56" fill="{accent}" text-decoration="underline">When to call</text>'
    '<rect x="12" y="72" width="92" height="36" rx="8" fill="{accent}" />'
    '<text x="32" y="95" fill="{on_accent}" font-weight="600">Search</text>'
    '<rect x="116" y="76" width="72" height="28" rx="14" fill="{tint}" />'
    '<text x="132" y="95" fill="{ink}">Peeling</text></svg>'
)


class FaceForm(forms.ModelForm):
    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None and HEX.fullmatch(data.get(USE, "")):
            data = data.copy()
            data["accent"] = data[USE]
        super().__init__(data, *args, **kwargs)

    def clean_accent(self) -> str:
        accent: str = self.cleaned_data["accent"].lower()
        if HEX.fullmatch(accent) and not palette.is_readable(accent):
            found = min(contrast(accent, ground) for ground, _ratio in palette.LIGHT)
            raise ValidationError(
                format_html(
                    _REFUSED,
                    found=f"{found:.1f}", wanted=palette.TEXT, nearest=palette.readable(accent), name=USE,
                )
            )  # fmt: skip
        return accent

    def clean_logo(self) -> Any:
        upload = self.cleaned_data["logo"]
        # Only what was decoded is stored; the uploaded bytes never reach the disk.
        return logo_copy(upload)[0] if isinstance(upload, UploadedFile) else upload

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("logo_says_name") and not data.get("logo") and "logo" not in self.errors:
            self.add_error("logo_says_name", "There is no logo yet: choose a file, or untick this.")
        return data

    class Meta:
        model = Face
        fields = ["name", "tagline", "logo", "logo_says_name", "accent"]
        widgets = {
            "accent": forms.TextInput(attrs={"type": "color"}),
            "logo": AdminFileWidget(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
        }


@admin.register(Face)
class FaceAdmin(HistoryAdmin):
    form = FaceForm
    list_display = ["__str__", "tagline", "accent"]
    fields = ["name", "tagline", "logo", "logo_says_name", "accent", "colours"]
    readonly_fields = ["colours"]

    @admin.display(description="how it looks")
    def colours(self, face: Face) -> SafeString:
        """Two small pages, light and dark, as they were saved last."""
        light, dark = palette.schemes(face.accent)
        grounds = ((light, "#fffdfb", "#1b2726"), (dark, "#151817", "#f0ebe6"))
        samples = [
            format_html(
                _SAMPLE,
                x=212 * place, paper=paper, ink=ink, on_strip=palette.ON_STRIP, accent=scheme.accent,
                on_accent=scheme.on_accent, strip=scheme.strip, tint=scheme.tint,
            )
            for place, (scheme, paper, ink) in enumerate(grounds)
        ]  # fmt: skip
        return format_html(
            '<svg class="face-sample" viewBox="0 0 412 120" width="412" role="img" '
            'aria-label="The saved colour on a light and on a dark page" font-size="14">{}{}</svg>',
            *samples,
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Face.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
