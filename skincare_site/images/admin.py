"""The picture library in the admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import format_html

from .decoding import safe_copy
from .models import Picture


class PictureForm(forms.ModelForm):
    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        # Only what was decoded is stored; the uploaded bytes never reach the disk.
        return safe_copy(upload) if isinstance(upload, UploadedFile) else upload

    class Meta:
        model = Picture
        fields = ["title", "file", "alt", "decorative", "caption"]


@admin.register(Picture)
class PictureAdmin(admin.ModelAdmin):
    form = PictureForm
    list_display = ["preview", "title", "alt", "uploaded_at"]
    list_display_links = ["preview", "title"]
    search_fields = ["title", "alt", "caption"]
    list_per_page = 50

    @admin.display(description="picture")
    def preview(self, picture: Picture) -> str:
        return format_html('<img src="{}" alt="" width="80" loading="lazy">', picture.file.url)
