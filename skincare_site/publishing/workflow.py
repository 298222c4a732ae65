"""Who may move a page from which state to which: one table, read by the model and by the admin."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models


class Status(models.TextChoices):
    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    SIGNED_OFF = "signed_off", "Signed off"
    PUBLISHED = "published", "Published"
    ARCHIVED = "archived", "Archived"


PUBLISH = "publishing.publish_content"
REVIEW = "publishing.review_content"


@dataclass(frozen=True)
class Move:
    """One allowed change of state.

    A public page can have a draft beside it, which has a state of its own. `sources` are states of the newest
    text (the draft, where there is one); with `of_public` they are states of the page that the public reads.
    """

    name: str
    label: str
    done: str  # the past tense, for history
    sources: frozenset[Status]
    target: Status | None  # None: the state stays as it is
    permission: str | None = None  # None: whoever may edit the page
    gate: bool = False  # the text must be complete
    of_public: bool = False
    needs_draft: bool = False  # there must be a draft beside the public text


WORKING = frozenset({Status.DRAFT, Status.IN_REVIEW, Status.SIGNED_OFF})

MOVES = {
    move.name: move
    for move in [
        Move("submit", "Send for review", "Sent for review", frozenset({Status.DRAFT}), Status.IN_REVIEW),
        Move(
            "return_to_draft", "Back to draft", "Sent back to draft",
            frozenset({Status.IN_REVIEW, Status.SIGNED_OFF, Status.ARCHIVED}), Status.DRAFT,
        ),
        Move(
            "sign_off", "Sign off", "Signed off", frozenset({Status.IN_REVIEW}), Status.SIGNED_OFF, REVIEW, gate=True
        ),
        Move("publish", "Publish", "Published", frozenset({Status.SIGNED_OFF}), Status.PUBLISHED, PUBLISH, gate=True),
        Move(
            "still_correct", "Still correct", "Read again: still correct", frozenset({Status.PUBLISHED}), None, REVIEW,
            of_public=True,
        ),
        Move(
            "discard", "Discard this draft", "Draft discarded", WORKING | {Status.PUBLISHED}, None, needs_draft=True
        ),
        Move(
            "unpublish", "Take offline", "Taken offline", frozenset({Status.PUBLISHED}), Status.DRAFT, PUBLISH,
            of_public=True,
        ),
        Move(
            "archive", "Archive", "Archived", WORKING | {Status.PUBLISHED}, Status.ARCHIVED, PUBLISH, of_public=True
        ),
    ]
}  # fmt: skip


# What higher rooms have to say about a page that is about to be public, as (sentence, address) pairs. They fill
# this list when the apps are ready. Advice warns, it never blocks; what blocks is the gate (`acts.gaps`).
ADVISERS: list[Callable[[Any], list[tuple[str, str]]]] = []


def advice(page: Any) -> list[tuple[str, str]]:
    return [row for adviser in ADVISERS for row in adviser(page)]


class NotAllowed(Exception):
    """This person may not make this move, or the page is not in a state that allows it."""


class NotComplete(Exception):
    """The page lacks something that readers need. `missing` is a list of (field name, sentence)."""

    def __init__(self, missing: list[tuple[str, str]]) -> None:
        self.missing = missing
        super().__init__(" ".join(sentence for _field, sentence in missing))
