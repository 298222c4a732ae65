"""Who may move a page from which status to which: one table, read by the model and by the admin."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models


class Status(models.TextChoices):
    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    PUBLISHED = "published", "Published"
    ARCHIVED = "archived", "Archived"


PUBLISH = "publishing.publish_content"
REVIEW = "publishing.review_content"


@dataclass(frozen=True)
class Move:
    """One allowed change of status."""

    name: str
    label: str
    sources: frozenset[Status]
    target: Status
    permission: str | None  # None: whoever may edit the page
    gate: bool = False  # the page must be complete


MOVES = {
    move.name: move
    for move in [
        Move("submit", "Send for review", frozenset({Status.DRAFT}), Status.IN_REVIEW, None),
        Move(
            "return_to_draft",
            "Back to draft",
            frozenset({Status.IN_REVIEW, Status.ARCHIVED}),
            Status.DRAFT,
            None,
        ),
        Move(
            "publish",
            "Publish",
            frozenset({Status.DRAFT, Status.IN_REVIEW}),
            Status.PUBLISHED,
            PUBLISH,
            gate=True,
        ),
        Move("unpublish", "Take offline to edit", frozenset({Status.PUBLISHED}), Status.DRAFT, PUBLISH),
        Move(
            "archive",
            "Archive",
            frozenset({Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED}),
            Status.ARCHIVED,
            PUBLISH,
        ),
    ]
}


# What higher rooms have to say about a page that is about to be public, as (sentence, address) pairs. They fill
# this list when the apps are ready. Advice warns, it never blocks; what blocks is `Publishable.missing()`.
ADVISERS: list[Callable[[Any], list[tuple[str, str]]]] = []


def advice(page: Any) -> list[tuple[str, str]]:
    return [row for adviser in ADVISERS for row in adviser(page)]


class NotAllowed(Exception):
    """This person may not make this move, or the page is not in a status that allows it."""


class NotComplete(Exception):
    """The page lacks something that readers need. `missing` is a list of (field name, sentence)."""

    def __init__(self, missing: list[tuple[str, str]]) -> None:
        self.missing = missing
        super().__init__(" ".join(sentence for _field, sentence in missing))
