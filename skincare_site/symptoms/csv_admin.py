"""CSV files in the admin: export in one click; import shows what it would change before anything is saved."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from import_export.admin import ImportExportMixin
from import_export.forms import ConfirmImportForm, ImportForm
from import_export.results import Result, RowResult
from reversion import add_to_revision

from skincare_site.history.record import recorded

from .resources import SpreadsheetCSV

MAX_BYTES = 1024 * 1024
SHOWN = 500  # changed rows listed in a preview
_KEEP = 60 * 60  # seconds between the preview and the yes


class InTheForm:
    """The uploaded file between preview and yes: signed, inside the form. Nothing lies on a disk, nobody can
    name another file, and every process of the server can read it."""

    def __init__(self, name: str | None = None, **kwargs: Any) -> None:
        self.name = name

    def save(self, data: bytes) -> None:
        self.name = signing.dumps(data.decode("latin-1"), salt="symptoms.csv", compress=True)

    def read(self) -> bytes:
        text: str = signing.loads(self.name or "", salt="symptoms.csv", max_age=_KEEP)
        return text.encode("latin-1")

    def remove(self) -> None:
        """Nothing is kept."""


class FileForm(ImportForm):
    """One CSV file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["import_file"].label = "CSV file"
        self.fields["import_file"].widget.attrs["accept"] = ".csv,text/csv"
        self.fields["format"].widget = forms.HiddenInput()
        self.fields["format"].required = False

    @property
    def media(self) -> forms.Media:
        return forms.Media()  # one format: nothing to guess

    def clean_format(self) -> str:
        return "0"

    def clean_import_file(self) -> Any:
        file = self.cleaned_data["import_file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError("This file is larger than 1 MB. Split it into two.")
        return file


class YesForm(ConfirmImportForm):
    def clean_import_file_name(self) -> str:
        """The signed file is no path: nothing to cut off."""
        return str(self.cleaned_data["import_file_name"])


class CSVAdmin(ImportExportMixin):
    """Mixed into the admins of symptoms and wordings, before `HistoryAdmin`."""

    import_export_change_list_template = "admin/symptoms/change_list.html"
    import_template_name = "admin/symptoms/import.html"
    import_form_class = FileForm
    confirm_form_class = YesForm
    formats = [SpreadsheetCSV]
    tmp_storage_class = InTheForm
    skip_export_form = True
    skip_export_form_from_action = True

    def has_import_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_add_permission(request) and self.has_change_permission(request))

    def has_export_permission(self, request: HttpRequest) -> bool:
        return bool(self.has_view_permission(request))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context = {"has_export_permission": self.has_export_permission(request), **(extra_context or {})}
        return super().changelist_view(request, context)

    def export_action(self, request: HttpRequest) -> HttpResponse:
        try:
            response: HttpResponse = super().export_action(request)
        except IncorrectLookupParameters:  # a filter that the list does not know: the list says so
            return HttpResponseRedirect(f"../?{ERROR_FLAG}=1")
        return response

    def get_export_filename(self, request: HttpRequest, queryset: Any, file_format: Any) -> str:
        return f"{self.opts.verbose_name_plural}.csv".replace(" ", "-")

    def add_data_read_fail_error_to_form(self, form: Any, e: Exception) -> None:
        form.add_error(
            "import_file", str(e) if isinstance(e, ValueError) else "This file can't be read as CSV."
        )

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = super().import_action(request, **kwargs)
        context = response.context_data
        context["title"] = f"Import {self.opts.verbose_name_plural} from a CSV file"
        if not context["fields_list"]:  # the file could not be read: the page still says what belongs in it
            resource = self.get_import_resource_classes(request)[0]()
            columns = [field.column_name for field in resource.get_user_visible_fields()]
            context["fields_list"] = [(resource.get_display_name(), columns)]
        result = context.get("result")
        if result is not None:
            context["preview"] = preview(result)
        return response

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return super().process_import(request, **kwargs)
        except (signing.BadSignature, ValueError):
            messages.error(
                request, "Too much time has passed since the preview. Please choose the file again."
            )
            return HttpResponseRedirect(self._import_address())

    def process_dataset(self, dataset: Any, form: Any, request: HttpRequest, **kwargs: Any) -> Result:
        resource = self.choose_import_resource_class(form, request)()
        name = form.cleaned_data["original_file_name"]
        with recorded(request.user, f"Imported from the file {name[:100]}."):
            result: Result = resource.import_data(
                dataset,
                user=request.user,
                file_name=name,
                rollback_on_validation_errors=True,
                retain_instance_in_row_result=True,
            )
            if is_clean(result):
                for home in resource.homes.values():
                    add_to_revision(home)
            else:
                transaction.set_rollback(True)  # rows that could be saved are not kept in history either
        return result

    def process_result(self, result: Result, request: HttpRequest) -> HttpResponse:
        if not is_clean(result):
            messages.error(
                request, "Nothing was imported: something changed here meanwhile. Look at the preview again."
            )
            return HttpResponseRedirect(self._import_address())
        return super().process_result(result, request)

    def add_success_message(self, result: Result, request: HttpRequest) -> None:
        new, changed = (
            result.totals[kind] for kind in (RowResult.IMPORT_TYPE_NEW, RowResult.IMPORT_TYPE_UPDATE)
        )
        same = result.totals[RowResult.IMPORT_TYPE_SKIP]
        messages.success(request, f"Imported: {new} new, {changed} changed, {same} the same as before.")

    def _import_address(self) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_import")


def is_clean(result: Result) -> bool:
    return not result.has_errors() and not result.has_validation_errors()


def preview(result: Result) -> dict[str, Any]:
    """What the page shows of a trial import: mistakes by line, or the rows that would change."""
    mistakes = [(0, str(error.error)) for error in result.base_errors]
    if mistakes:
        return {"mistakes": mistakes}  # the columns are wrong: what each row then lacks is only noise
    for row in result.invalid_rows:
        for field, sentences in row.field_specific_errors.items():
            mistakes += [(row.number + 1, f"{field}: {sentence}") for sentence in sentences]
        mistakes += [(row.number + 1, str(sentence)) for sentence in row.non_field_specific_errors]
    for row in result.error_rows:
        mistakes += [(row.number + 1, "This row can't be saved as it is.") for _error in row.errors]
    rows = [
        row
        for row in result.rows
        if row.import_type in (RowResult.IMPORT_TYPE_NEW, RowResult.IMPORT_TYPE_UPDATE)
    ]
    return {
        "mistakes": sorted(mistakes)[:SHOWN],
        "rows": rows[:SHOWN],
        "more": max(0, len(rows) - SHOWN),
        "new": result.totals[RowResult.IMPORT_TYPE_NEW],
        "changed": result.totals[RowResult.IMPORT_TYPE_UPDATE],
        "same": result.totals[RowResult.IMPORT_TYPE_SKIP],
    }
