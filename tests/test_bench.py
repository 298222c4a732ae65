"""The search benchmark's own pages follow the rules of the house, so that the benchmark does not rot unseen."""

import pytest

from skincare_site.search.index import differences
from skincare_site.symptoms.models import page_kinds
from tests.bench import documents


@pytest.mark.django_db
def test_benchmark_pages_can_be_written_and_are_indexed(starter, monkeypatch):
    monkeypatch.setattr(documents, "settle", lambda: None)  # VACUUM does not run inside a test's transaction

    documents.fill(130)

    assert sum(kind._default_manager.count() for kind in page_kinds()) == 130
    assert differences() == []
