"""The admin of terms that pages use: their history is kept, and a used one is not deleted but says where it is used."""

from itertools import islice
from typing import Any

from django.http import HttpRequest

from skincare_site.history.admin import HistoryAdmin

from .uses import NAMED, told, uses_of


class TermAdmin(HistoryAdmin):
    """Base of the admins of symptoms, treatments, sources and reviewers."""

    delete_confirmation_template = "admin/publishing/term/delete.html"
    delete_selected_confirmation_template = "admin/publishing/term/delete_selected.html"

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What Django tells before a deletion; `protected` are the reasons why there is none."""
        to_delete, count, lacking, protected = super().get_deleted_objects(objs, request)
        reasons = [told(term, uses) for term in objs if (uses := list(islice(uses_of(term), NAMED + 1)))]
        return to_delete, count, lacking, reasons or protected
