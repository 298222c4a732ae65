"""Symptoms and wordings as CSV: the columns, what each row means, and what can be wrong with it."""

import re
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.db.models import F
from import_export.fields import Field
from import_export.formats.base_formats import CSV
from import_export.resources import Diff, ModelResource
from import_export.widgets import CharWidget, IntegerWidget, Widget

from skincare_site.history.record import keep_as_is
from skincare_site.publishing.compare import Change, compare

from .models import LayName, Symptom, Treatment, tidy_phrase

# A spreadsheet runs a cell that begins so. An apostrophe before it makes it text; reading takes it off again.
_FORMULA = re.compile(r"^\'*[=+\-@\t\r]")
_GUARDED = re.compile(r"^\'+[=+\-@\t\r]")


class SpreadsheetCSV(CSV):
    """CSV as Excel writes and reads it: UTF-8 with a byte order mark, commas or semicolons, no live formulas."""

    CONTENT_TYPE = "text/csv; charset=utf-8"

    def export_data(self, dataset: Any, **kwargs: Any) -> str:
        guarded = tablib.Dataset(headers=dataset.headers)
        for row in dataset:
            guarded.append([f"'{cell}" if _FORMULA.match(str(cell)) else cell for cell in row])
        return "\ufeff" + str(super().export_data(guarded, **kwargs))

    def create_dataset(self, in_stream: Any, **kwargs: Any) -> Any:
        """Rows of a file. Raises ValueError with a sentence for whoever chose the file."""
        try:
            text = in_stream.decode("utf-8-sig") if isinstance(in_stream, bytes) else in_stream
        except UnicodeDecodeError as error:
            raise ValueError(
                "This is not a UTF-8 file. In Excel, save it as “CSV UTF-8 (comma delimited)”."
            ) from error
        if "\x00" in text:
            raise ValueError("This is not a CSV file.")
        first = text.partition("\n")[0]
        delimiter = max(",;\t", key=first.count)
        try:
            dataset = super().create_dataset(text, delimiter=delimiter, **kwargs)
        except Exception as error:  # the library has a dozen names for a row that is too long
            raise ValueError(
                "This file can't be read as CSV: a line has more cells than the first one."
            ) from error
        read = tablib.Dataset(headers=[(name or "").strip().casefold() for name in dataset.headers or []])
        for row in dataset:
            if any(cell.strip() for cell in row):
                read.append([cell[1:] if _GUARDED.match(cell) else cell for cell in row])
        return read


class Words(CharWidget):
    """Text as it is typed in a form: no spaces around it."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return str(value or "").strip()


class Order(IntegerWidget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        text = str(value or "").strip()
        if text and not (text.isascii() and text.isdecimal() and int(text) <= 32767):
            raise ValueError(f"“{text}” is not a whole number from 0 to 32767.")
        return int(text) if text else 500


class YesOrNo(Widget):
    """An empty cell is a yes: search suggests what nobody held back."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        text = str(value or "").strip().casefold()
        if text not in ("", "yes", "no"):
            raise ValueError(f"“{value}” is neither yes nor no.")
        return text != "no"

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "yes" if value else "no"


class Tags(Words):
    """Tags with spaces between; commas, which people write, are understood."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return " ".join(super().clean(value).casefold().replace(",", " ").split())


class KindOfWording(Widget):
    """The short name in the file; the words of the form are understood too."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = str(value or "").strip().casefold()
        if not text:
            return LayName.Kind.PEOPLE_TYPE
        for kind in LayName.Kind:
            if text in (kind.value, kind.label.casefold(), kind.label.partition(" (")[0].casefold()):
                return kind.value
        raise ValueError(f"“{value}” is no kind of wording. Write one of: {', '.join(LayName.Kind.values)}.")

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(value)


class Language(Words):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = super().clean(value).casefold()
        if text not in ("", "en", "fr"):
            raise ValueError(f"“{text}” is no language we keep. Write en or fr.")
        return text or "en"


class Slug(Widget):
    """A symptom or treatment by the last part of its web address. Looked up once an import."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model
        self.known: dict[str, Any] | None = None

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        slug = str(value or "").strip().casefold()
        if not slug:
            return None
        if self.known is None:
            self.known = {thing.slug: thing for thing in self.model.objects.all()}
        if slug not in self.known:
            name = self.model._meta.verbose_name
            raise ValueError(
                f"There is no {name} “{slug}”. The {name}s are: {', '.join(sorted(self.known))}."
            )
        return self.known[slug]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.slug if value else ""


class WordDiff(Diff):
    """What a row changes, told like every other comparison here; the library's own writes inline styles."""

    def as_html(self) -> list[Change]:
        names = [field.column_name for field in self.fields]
        before = {} if self.new else dict(zip(names, self.left, strict=True))
        return compare(before, dict(zip(names, self.right, strict=True)), {name: name for name in names})

    def __init__(self, resource: Any, instance: Any, new: bool) -> None:
        super().__init__(resource, instance, new)
        self.fields = resource.get_import_fields()


class VocabularyResource(ModelResource):
    """What both files share: every mistake is named by its row, all rows or none are saved, all are kept in history."""

    required: tuple[str, ...] = ()

    class Meta:
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True
        use_transactions = True
        use_bulk = False

    @classmethod
    def get_diff_class(cls) -> type[Diff]:
        return WordDiff

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        headers = dataset.headers or []
        columns = [field.column_name for field in self.get_import_fields()]
        lacking = [name for name in self.required if name not in headers]
        unknown = [name for name in headers if name not in columns]
        twice = [name for name in columns if headers.count(name) > 1]
        if lacking or unknown or twice:
            raise ValueError(
                f"The first line of the file must name these columns: {', '.join(columns)}."
                + (f" Missing: {', '.join(lacking)}." if lacking else "")
                + (f" Not known: {', '.join(name or '(empty)' for name in unknown)}." if unknown else "")
                + (f" There twice: {', '.join(twice)}." if twice else "")
            )
        self.stored = {self.key_of(thing): thing for thing in self.get_queryset()}
        self.lines: dict[Any, int] = {}
        self.homes: dict[Any, Any] = {}

    def key_of(self, thing: Any) -> Any:
        raise NotImplementedError

    def key_in(self, row: Any) -> Any:
        raise NotImplementedError

    def home_of(self, thing: Any) -> Any:
        """The thing in whose history the row stands."""
        raise NotImplementedError

    def get_instance(self, instance_loader: Any, row: Any) -> Any:
        """The stored row with the same key, from one query an import."""
        return self.stored.get(self.key_in(row))

    def before_import_row(self, row: Any, row_number: int = 0, **kwargs: Any) -> None:
        key = self.key_in(row)
        if key in self.lines:
            raise ValidationError(
                f"The same row stands in line {self.lines[key]} of the file. Keep one of them."
            )
        self.lines[key] = row_number + 1  # the first line of the file names the columns

    def before_save_instance(self, instance: Any, row: Any, dry_run: bool = False, **kwargs: Any) -> None:
        home = self.home_of(instance)
        if not dry_run and home.pk and home.pk not in self.homes:
            keep_as_is(home)

    def after_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        home = self.home_of(instance)
        self.homes[home.pk] = home


class SymptomResource(VocabularyResource):
    """One row a symptom; its web address is the key."""

    required = ("slug", "name", "patient_words")
    slug = Field("slug", "slug", Words())
    name = Field("name", "name", Words())
    medical_name = Field("medical_name", "medical_name", Words())
    patient_words = Field("patient_words", "patient_words", Words())
    description = Field("description", "description", Words())
    order = Field("order", "order", Order())
    feels = Field("feels", "feels", Tags())
    places = Field("places", "places", Tags())
    may_suggest = Field("may_suggest", "may_suggest", YesOrNo())

    class Meta(VocabularyResource.Meta):
        model = Symptom
        fields = [
            "slug", "name", "medical_name", "patient_words", "description", "order", "feels", "places", "may_suggest",
        ]  # fmt: skip
        import_id_fields = ["slug"]

    def key_of(self, thing: Any) -> Any:
        return thing.slug

    def key_in(self, row: Any) -> Any:
        return (row.get("slug") or "").strip()

    def home_of(self, thing: Any) -> Any:
        return thing

    def filter_export(self, queryset: Any, **kwargs: Any) -> Any:
        return queryset.order_by("order", "slug")


class WordingResource(VocabularyResource):
    """One row a wording; the phrase with its symptom or treatment is the key. The phrase is normalised as in the form."""

    required = ("phrase",)
    phrase = Field("phrase", "phrase", Words())
    symptom = Field("symptom", "symptom", Slug(Symptom))
    treatment = Field("treatment", "treatment", Slug(Treatment))
    kind = Field("kind", "kind", KindOfWording())
    language = Field("language", "language", Language())

    class Meta(VocabularyResource.Meta):
        model = LayName
        fields = ["phrase", "symptom", "treatment", "kind", "language"]
        import_id_fields = ["phrase", "symptom", "treatment"]

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        super().before_import(dataset, **kwargs)
        if not {"symptom", "treatment"} & set(dataset.headers or []):
            raise ValueError(
                "The file needs a column “symptom” or “treatment”, to say what each wording means."
            )

    def _check_import_id_fields(self, headers: Any) -> None:
        """Said in plain words by `before_import`; the library would want both symptom and treatment."""

    def before_import_row(self, row: Any, row_number: int = 0, **kwargs: Any) -> None:
        try:
            row["phrase"] = tidy_phrase(row.get("phrase") or "")
            self.home_in(row)
        except ValueError as error:
            raise ValidationError(str(error)) from error
        super().before_import_row(row, row_number, **kwargs)

    def home_in(self, row: Any) -> Any:
        """The symptom or treatment a row names. Raises ValueError or ValidationError with a sentence."""
        symptom, treatment = (
            self.fields[name].clean(row) if name in row else None for name in ("symptom", "treatment")
        )
        if bool(symptom) == bool(treatment):
            raise ValidationError(
                "A wording belongs to one symptom or to one treatment: fill in one of the two."
            )
        return symptom or treatment

    def key_of(self, thing: Any) -> Any:
        return thing.phrase, thing.symptom_id, thing.treatment_id

    def key_in(self, row: Any) -> Any:
        home = self.home_in(row)
        is_symptom = isinstance(home, Symptom)
        return row["phrase"], home.pk if is_symptom else None, None if is_symptom else home.pk

    def home_of(self, thing: Any) -> Any:
        return thing.symptom or thing.treatment

    def get_queryset(self) -> Any:
        return LayName.objects.select_related("symptom", "treatment")

    def filter_export(self, queryset: Any, **kwargs: Any) -> Any:
        by_symptom, by_treatment = (
            F(f"{name}__slug").asc(nulls_last=True) for name in ("symptom", "treatment")
        )
        return queryset.select_related("symptom", "treatment").order_by(by_symptom, by_treatment, "phrase")
