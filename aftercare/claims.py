"""What a care tip's day fields say, for the contradiction report."""

from collections.abc import Iterator

from skincare_site.publishing.contradictions import SPEAKERS, Claim, topics_of
from skincare_site.publishing.rules import Reading

from .models import CareTip


def from_days(reading: Reading) -> Iterator[Claim]:
    """A do-not tip says until when; a do tip says from when on."""
    page = reading.page
    if not isinstance(page, CareTip):
        return
    if page.is_do:
        for topic in topics_of(page.title, "start"):
            yield Claim(
                topic.name, page.from_day, page.from_day, "days", page, "from_day", page.days_in_words()
            )
    elif page.until_day is not None:
        for topic in topics_of(page.title, "wait"):
            yield Claim(
                topic.name, page.until_day, page.until_day, "days", page, "until_day", page.days_in_words()
            )


SPEAKERS.append(from_days)
