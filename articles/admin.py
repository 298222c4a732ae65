"""Explainers in the admin."""

from typing import Any

from django.contrib import admin
from django.forms import Textarea
from django.http import HttpRequest

from skincare_site.publishing.page_admin import PublishableAdmin
from skincare_site.symptoms.models import Treatment

from .models import Article


@admin.register(Article)
class ArticleAdmin(PublishableAdmin):
    list_display = [
        "title",
        "status_badge",
        "kind",
        "main_symptom",
        "checked",
        "useful",
        "next_review_on",
        "updated_at",
    ]
    list_filter = [*PublishableAdmin.list_filter, "kind"]
    autocomplete_fields = ["picture"]
    radio_fields = {**PublishableAdmin.radio_fields, "how_common": admin.VERTICAL}
    fieldsets = [
        (None, {"fields": ["title", "kind", "treatment", "main_symptom", "symptoms", "summary"]}),
        (
            "What patients read",
            {
                "fields": [
                    "what_it_is", "course_note", "what_you_can_do", "why_it_happens", "who_is_more_likely", "picture",
                ],
                "description": "The page writes the section headings. Short sentences, plain word first, numerals.",
            },
        ),
        ("When to call", {"fields": ["call_lines", "urgent_first"]}),
        (
            "Recovery course",
            {
                "fields": [
                    "how_common", "starts_day", ("strongest_from_day", "strongest_to_day"),
                    ("settles_from_day", "settles_to_day"), "call_after_day", "call_at_once",
                ],
                "description": "Day 0 is the day of treatment, day 7 is a week later. Guides leave this empty.",
            },
        ),
        PublishableAdmin.review_fieldset,
        PublishableAdmin.publishing_fieldset,
    ]  # fmt: skip

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "summary":
            kwargs["widget"] = Textarea(attrs={"rows": 2, "cols": 60})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        first = Treatment.objects.order_by("pk").first()
        return {"treatment": first.pk if first else None, **super().get_changeform_initial_data(request)}
