"""B3: a clinician stands behind the page, until a day that has not passed. (The sign-off is checked elsewhere.)"""

from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone

from skincare_site.publishing.models import in_months

from .base import Hit, Rule
from .reading import Reading


def reviewed(reading: Reading) -> Iterator[Hit]:
    page = reading.page
    if page.is_unchecked_starter():
        return  # public under its notice, and counted on the dashboard
    if page.reviewer_id is None:
        yield Hit("reviewer", "No reviewer is named.", fix="Choose the clinician who read the whole page.")
    due = page.next_review_on
    if due is None and page.reviewed_on is not None:
        due = in_months(page.reviewed_on, settings.REVIEW_MONTHS)  # what saving will fill in
    if due is None:
        yield Hit(
            "reviewed_on",
            "There is no review date, so no next review either.",
            fix="Fill in the day of the review; the next one follows by itself.",
        )
    elif due < timezone.localdate():
        yield Hit(
            "next_review_on",
            f"The next review was due on {due:%Y-%m-%d}.",
            fix="Read the whole page again, then set “last reviewed” and a next review that lies ahead.",
        )


RULES = [
    Rule(
        "B3", "Reviewer and next review", True,
        "Patients rely on somebody having read this, and not too long ago.",
        "Name the reviewer and set a next review that lies ahead.",
        reviewed,
    ),
]  # fmt: skip
