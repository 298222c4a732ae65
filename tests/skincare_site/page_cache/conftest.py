import pytest

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
