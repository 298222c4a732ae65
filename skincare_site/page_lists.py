"""The lists of pages that staff work through, over all kinds: for the front page, and each as a page of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from . import content_tally
from .publishing import acts
from .publishing.models import AuditEntry, Publishable, Version, kinds_for
from .publishing.workflow import MOVES, PUBLISH, REVIEW, Status

Model = Any
SENT_BACK = MOVES["return_to_draft"].done


def at_stage(stage: str) -> Q:
    """Pages whose newest text is at this stage: the draft beside a public page, else the page itself."""
    return Q(draft_status=stage) | Q(draft_status="", status=stage)


def _mine(model: Model, user: Any) -> QuerySet[Any]:
    """Drafts whose newest text this person wrote, whoever sent them back."""
    kind = ContentType.objects.get_for_model(model)
    written = [Version.Kept.SAVED, Version.Kept.RESTORED]
    versions = Version.objects.filter(content_type=kind, object_id=OuterRef("pk"), kept__in=written)
    newest = Subquery(versions.order_by("-pk").values("by_id")[:1])
    return (
        model._default_manager.filter(at_stage(Status.DRAFT)).annotate(writer=newest).filter(writer=user.pk)
    )


def _to_sign(model: Model, user: Any) -> QuerySet[Any]:
    """What waits for a clinician other than its writers."""
    waiting = model._default_manager.filter(at_stage(Status.IN_REVIEW))
    if settings.OWN_SIGN_OFF:
        return waiting
    writers = acts.writers_of(model, list(waiting.values_list("pk", flat=True)))
    return waiting.exclude(pk__in=[key for key, accounts in writers.items() if user.pk in accounts])


def _scheduled(model: Model, user: Any) -> QuerySet[Any]:
    return model._default_manager.filter(
        Q(draft_due_at__isnull=False) | Q(status=Status.PUBLISHED, publish_at__gt=timezone.now())
    )


def _tallied(name: str) -> Callable[[Model, Any], QuerySet[Any]]:
    def find(model: Model, user: Any) -> QuerySet[Any]:
        return model._default_manager.filter(pk__in=getattr(content_tally.tally(), name)[model])

    return find


def _what_is_wrong(name: str) -> "Details":
    def details(pages: list[Any]) -> dict[Any, str]:
        found = getattr(content_tally.tally(), name)
        return {page: found[type(page)].get(page.pk, "") for page in pages}

    return details


def _in_state(stage: Status) -> Callable[[Model, Any], QuerySet[Any]]:
    return lambda model, user: model._default_manager.filter(status=stage)


def _days_due(pages: list[Any]) -> dict[Any, str]:
    return {page: f"was due on {date_format(page.next_review_on, 'j F Y')}" for page in pages}


def _stages(pages: list[Any]) -> dict[Any, str]:
    return {page: page.stage.label.lower() for page in pages}


def sent_back(pages: list[Any]) -> dict[Any, str]:
    """For pages whose last entry in the audit trail says that they were sent back: by whom, and why."""
    found = {}
    for model in {type(page) for page in pages}:
        keys = {page.pk: page for page in pages if type(page) is model}
        kind = ContentType.objects.get_for_model(model)
        entries = AuditEntry.objects.filter(content_type=kind, object_id__in=keys)
        newest = entries.filter(object_id=OuterRef("object_id")).order_by("-pk").values("pk")[:1]
        for entry in entries.filter(pk=Subquery(newest), action=SENT_BACK):
            words = f"sent back by {entry.by_name}" if entry.by_name else "sent back"
            found[keys[entry.object_id]] = f"{words}: {entry.note}" if entry.note else words
    return found


Details = Callable[[list[Any]], dict[Any, str]]


@dataclass(frozen=True)
class PageList:
    """One list: what it is called, which pages of a kind stand in it for this person, oldest `order` first."""

    name: str
    title: str
    meaning: str
    find: Callable[[Model, Any], QuerySet[Any]]
    order: str = "updated_at"
    permission: str = ""  # who acts on it; empty: whoever may look at pages
    details: Details = lambda pages: {}


LISTS = {
    entry.name: entry
    for entry in [
        PageList(
            "overdue", "Review overdue",
            "Published pages whose next review date has passed. Patients still read them, under a notice.",
            lambda model, user: model._default_manager.overdue(), "next_review_on",
            details=_days_due,
        ),
        PageList(
            "to-sign", "Waiting for your sign-off", "Sent for review, and written by somebody else.",
            _to_sign, permission=REVIEW,
        ),
        PageList(
            "to-publish", "Signed off, waiting to be published", "A clinician stands behind these texts.",
            lambda model, user: model._default_manager.filter(at_stage(Status.SIGNED_OFF)), permission=PUBLISH,
        ),
        PageList("mine", "Your drafts", "What you wrote last and have not sent for review.", _mine, details=sent_back),
        PageList(
            "drafts-beside", "New texts beside public pages",
            "Patients read the public text until the new one is published.",
            lambda model, user: model._default_manager.drafted(),
            details=_stages,
        ),
        PageList(
            "scheduled", "Planned", "Pages and new texts that go public by themselves.", _scheduled,
        ),
        PageList(
            "unchecked", "Starter texts, not checked",
            "Public pages that no clinician has read yet. Readers see a notice on them.",
            lambda model, user: model._default_manager.unchecked(),
        ),
        PageList(
            "to-mend", "Public pages with something to mend",
            "Content checks find something here that a new text could not be published with.",
            _tallied("blocked"), details=_what_is_wrong("blocked"),
        ),
        PageList(
            "broken-links", "Public pages with a broken link", "Somebody who presses it finds nothing there.",
            _tallied("broken"), details=_what_is_wrong("broken"),
        ),
        *[
            PageList(f"state-{stage.value}", str(stage.label), "Every page in this state.", _in_state(stage))
            for stage in Status
        ],
    ]
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One page in a list: its newest title, its kind, its form, and what is worth knowing here."""

    title: str
    kind: str
    link: str
    detail: str = ""


@dataclass(frozen=True)
class Found:
    """What stands in one list for one person: keys of all pages in order, as (kind, primary key)."""

    entry: PageList
    keys: list[tuple[Model, int]]

    @property
    def count(self) -> int:
        return len(self.keys)

    @property
    def address(self) -> str:
        return reverse("admin:pages", args=[self.entry.name])

    def rows(self, start: int = 0, stop: int | None = None) -> list[Row]:
        """The rows from `start` up to `stop`: one query a kind, and those of its details."""
        wanted = self.keys[start:stop]
        pages = {
            model: model._default_manager.select_related("draft").in_bulk([pk for kind, pk in wanted if kind is model])
            for model in {kind for kind, _pk in wanted}
        }  # fmt: skip
        here = [pages[model][pk] for model, pk in wanted if pk in pages[model]]
        details = self.entry.details(here)
        return [row(page, details.get(page, "")) for page in here]


def row(page: Publishable, detail: str = "") -> Row:
    title = page.draft.title if page.draft else page.title
    return Row(title, str(page._meta.verbose_name), form_address(page), detail)


def form_address(page: Publishable) -> str:
    return reverse(f"admin:{page._meta.app_label}_{page._meta.model_name}_change", args=[page.pk])


def look(name: str, user: Any) -> Found:
    """One list for this person: one or two queries a kind."""
    entry = LISTS[name]
    if entry.permission and not user.has_perm(entry.permission):
        return Found(entry, [])
    keys = [
        (order, number, pk, model)
        for number, model in enumerate(kinds_for(user))
        for order, pk in entry.find(model, user).order_by().values_list(entry.order, "pk")
    ]
    keys.sort(key=lambda key: key[:3])
    return Found(entry, [(model, pk) for _order, _number, pk, model in keys])
