"""The vocabulary in the admin."""

from typing import Any

from django.contrib import admin
from django.db.models import Count

from .models import DangerSign, LayName, Symptom, Treatment


class LayNames(admin.TabularInline):
    model = LayName
    fields = ["phrase", "kind", "language"]
    extra = 3
    verbose_name = "wording"
    verbose_name_plural = "wordings: what people call it"


@admin.register(Symptom)
class SymptomAdmin(admin.ModelAdmin):
    list_display = ["name", "patient_words", "wordings", "order"]
    list_editable = ["order"]
    search_fields = ["name", "medical_name", "lay_names__phrase"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [LayNames]
    save_on_top = True

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).annotate(wording_count=Count("lay_names"))

    @admin.display(description="wordings", ordering="wording_count")
    def wordings(self, symptom: Any) -> int:
        return int(symptom.wording_count)


@admin.register(Treatment)
class TreatmentAdmin(admin.ModelAdmin):
    list_display = ["name", "description"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [LayNames]


@admin.register(LayName)
class LayNameAdmin(admin.ModelAdmin):
    list_display = ["phrase", "symptom", "treatment", "kind", "language"]
    list_filter = ["kind", "language", "symptom"]
    list_select_related = ["symptom", "treatment"]
    search_fields = ["phrase"]
    autocomplete_fields = ["symptom", "treatment"]


@admin.register(DangerSign)
class DangerSignAdmin(admin.ModelAdmin):
    list_display = ["phrase", "level"]
    list_filter = ["level"]
    search_fields = ["phrase"]
