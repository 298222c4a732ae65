import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from skincare_site.page_cache import changes
from tests.skincare_site.page_cache.asking import Site


@pytest.fixture
def site(transactional_db, monkeypatch):
    """The page cache sees what is committed, so these tests commit. It looks as often as in real life."""
    monkeypatch.setattr(changes, "EVERY", 0.25)
    monkeypatch.setattr(changes, "HITS", 0.005)
    made = Site()
    yield made
    made.cache.close()


def local(*parts: int, fold: int = 0) -> datetime.datetime:
    return datetime.datetime(*parts, tzinfo=ZoneInfo("America/Toronto"), fold=fold)


class Clock:
    """What Django and the cache take for now."""

    def __init__(self, at: datetime.datetime) -> None:
        self.at = at

    def pass_to(self, at: datetime.datetime) -> None:
        self.at = at

    def now(self) -> datetime.datetime:
        return self.at.astimezone(datetime.UTC)

    def __call__(self) -> float:
        return self.at.timestamp()


@pytest.fixture
def clock(site, monkeypatch):
    clock = Clock(local(2030, 11, 20, 12, 0))  # a Wednesday
    monkeypatch.setattr(timezone, "now", clock.now)
    site.ask("/")
    site.cache.store.clock = clock
    site.cache.store.clear()
    return clock
