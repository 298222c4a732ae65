"""`RichTextField`: HTML that is clean in the database, whichever road it came by."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from . import pictures
from .allowed import check_size, clean


class RichTextFormField(forms.CharField):
    """The form side: says in words when a text cannot be stored."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from .editor import RichTextWidget

        kwargs["widget"] = RichTextWidget
        super().__init__(*args, **kwargs)
        self.widget.say_name(self.label)

    def clean(self, value: Any) -> str:
        # Size first: the rest of cleaning costs time that a hostile text would choose.
        check_size(str(value or ""))
        text = clean(super().clean(value))
        if refusals := pictures.refusals(text):
            raise ValidationError(refusals, code="picture")
        return text


class RichTextField(models.TextField):
    """A text column whose HTML passes the allow-list on every write.

    `get_db_prep_save` is on the way of save, create, bulk_create, bulk_update, update(), fixtures and
    raw saves; `pre_save` also puts the clean text back on the instance. Database expressions and raw
    SQL are the only roads around it (`manage.py check_rich_text` looks for those).
    """

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = clean(value)
            setattr(model_instance, self.attname, value)
        return value

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if isinstance(value, str):
            value = clean(value)
        return super().get_db_prep_save(value, connection)

    def formfield(self, **kwargs: Any) -> Any:
        kwargs.pop("widget", None)  # the admin would put its own textarea here
        return super().formfield(**{"form_class": RichTextFormField, **kwargs})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        # A plain text column in migrations: the editor can go without a trace in history.
        return name, "django.db.models.TextField", args, kwargs
