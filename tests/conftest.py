"""Fixtures for the whole suite. Rows are made by the small builders in `builders.py`."""

import pytest

from skincare_site import starter as starter_content


@pytest.fixture
def starter(db):
    """The starter content, loaded and public."""
    starter_content.load(as_drafts=False)
