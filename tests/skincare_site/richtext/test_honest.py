"""Honest texts come through cleaning whole, and twice the same."""

import pytest

from skincare_site.richtext.allowed import clean
from tests.hostile import honest


def test_there_are_enough_of_them():
    assert len(set(honest.RICH)) >= 20


@pytest.mark.parametrize("text", honest.RICH, ids=range(len(honest.RICH)))
def test_honest_text_is_not_damaged(text):
    assert clean(text) == text
