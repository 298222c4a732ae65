"""Who works on the scratch site, and what they write."""

import itertools
import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from articles.models import Article
from skincare_site.publishing.records import AuditEntry, Version
from skincare_site.publishing.texts import values_of
from skincare_site.publishing.workflow import Status
from tests.builders import make_article

from .bench import Row
from .browser import Browser, Fields

PAGES = ["/", "/symptoms/", "/articles/", "/aftercare/", "/clinics/", "/search/?q=my+face+is+pealing"]

_numbers = itertools.count(1)


def editor(port: int, timeout: float = 60) -> Browser:
    """Somebody with all rights who has signed in."""
    user = get_user_model().objects.create_superuser(f"editor-{secrets.token_hex(4)}")
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    name = settings.SESSION_COOKIE_NAME
    browser = Browser(port, (name, client.cookies[name].value), timeout)
    browser.user = user
    return browser


def draft() -> Article:
    """A page of its own for a fault; text and rich text are there to be written over."""
    title = f"Scratch page {next(_numbers)}"
    return make_article(title=title, slug=f"scratch-{secrets.token_hex(4)}", status=Status.DRAFT)


def address_of(page: Any) -> str:
    return reverse(f"admin:{page._meta.app_label}_{page._meta.model_name}_change", args=[page.pk])


def written(form: Fields, mark: str, length: int = 0) -> Fields:
    """The form with `mark` in every text of it. `length`: characters of rich text that go along."""
    filling = secrets.token_hex(length // 2)
    return {
        **form,
        "summary": [f"The mark {mark}."],
        "what_it_is": [f"<p>The mark {mark}.</p><p>{filling}</p><p>The mark {mark}.</p>"],
        "call_lines": [f"the mark {mark}"],
        "_save": ["Save"],
    }


def mark_in(values: dict[str, Any]) -> str | None:
    """The mark that all texts carry; None when they do not agree."""
    summary = values["summary"].removeprefix("The mark ").removesuffix(".")
    whole = values["what_it_is"].count(f"<p>The mark {summary}.</p>") == 2
    return summary if whole and values["call_lines"] == f"the mark {summary}" else None


def audit(row: Row, page: Any, acknowledged: list[str], *, keeps: int = 1) -> None:
    """Count into `row` what was lost, torn or kept twice of the saves of one page."""
    versions = list(Version.objects.about(page).exclude(kept=Version.Kept.CONFLICT).order_by("pk"))
    mine = [version for version in versions if version.values["summary"].startswith("The mark")]
    marks = [mark_in(version.values) for version in mine]
    row.torn += marks.count(None)
    row.lost += sum(mark not in marks for mark in acknowledged)
    row.duplicates += len(marks) - len(set(marks))
    page.refresh_from_db()
    if mine:
        row.torn += page.newest().summary != mine[-1].values["summary"]
        row.torn += page.status == Status.DRAFT and mark_in(values_of(page)) != marks[-1]
    # Every version has its line in the audit trail, and every save has raised the revision by one.
    entries = AuditEntry.objects.about(page).exclude(version=None).values_list("version", flat=True)
    row.torn += len({version.pk for version in versions} - set(entries))
    row.torn += page.revision != len(mine)
