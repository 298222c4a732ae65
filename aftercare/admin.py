"""Care tips in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from skincare_site.publishing.page_admin import PublishableAdmin
from skincare_site.symptoms.models import Treatment

from .models import CareTip


@admin.register(CareTip)
class CareTipAdmin(PublishableAdmin):
    list_display = [
        "title",
        "status_badge",
        "kind",
        "days_in_words",
        "main_symptom",
        "checked",
        "useful",
        "updated_at",
    ]
    list_filter = [*PublishableAdmin.list_filter, "kind"]
    fieldsets = [
        (None, {"fields": ["kind", "title", "why", "text", ("from_day", "until_day")]}),
        ("What it helps with", {"fields": ["treatment", "main_symptom", "symptoms"]}),
        PublishableAdmin.review_fieldset,
        PublishableAdmin.publishing_fieldset,
    ]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        first = Treatment.objects.order_by("pk").first()
        return {"treatment": first.pk if first else None, **super().get_changeform_initial_data(request)}
