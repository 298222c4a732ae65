"""The vocabulary in the admin."""

from typing import Any

from django.contrib import admin
from django.db.models import Count

from skincare_site.history.admin import HistoryAdmin
from skincare_site.publishing.terms import TermAdmin

from .csv_admin import CSVAdmin
from .models import DangerSign, LayName, NeverSuggested, Symptom, Treatment
from .resources import SymptomResource, WordingResource


class LayNames(admin.TabularInline):
    model = LayName
    fields = ["phrase", "kind", "language"]
    extra = 3
    verbose_name = "wording"
    verbose_name_plural = "wordings: what people call it"


@admin.register(Symptom)
class SymptomAdmin(CSVAdmin, TermAdmin):
    resource_classes = [SymptomResource]
    change_form_template = "admin/symptoms/symptom/change_form.html"
    list_display = ["name", "patient_words", "wordings", "may_suggest", "order"]
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
class TreatmentAdmin(TermAdmin):
    list_display = ["name", "description"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [LayNames]


@admin.register(LayName)
class LayNameAdmin(CSVAdmin, HistoryAdmin):
    resource_classes = [WordingResource]
    list_display = ["phrase", "symptom", "treatment", "kind", "language"]
    list_filter = ["kind", "language", "symptom"]
    list_select_related = ["symptom", "treatment"]
    search_fields = ["phrase"]
    autocomplete_fields = ["symptom", "treatment"]

    def belongs_to(self, obj: LayName) -> list[Any]:
        return [obj.symptom or obj.treatment]


@admin.register(DangerSign)
class DangerSignAdmin(HistoryAdmin):
    list_display = ["phrase", "level"]
    list_filter = ["level"]
    search_fields = ["phrase"]


@admin.register(NeverSuggested)
class NeverSuggestedAdmin(HistoryAdmin):
    """The deny list of the search box. Danger signs are never suggested and need no line here."""

    list_display = ["phrase"]
    search_fields = ["phrase"]
