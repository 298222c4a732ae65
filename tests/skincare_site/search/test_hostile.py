"""Whatever is typed: an answer, and no tag in a snippet but <mark>."""

import pytest
from django.utils import timezone

from skincare_site.search.find import find
from tests.skincare_site.search import generated
from tests.skincare_site.search.judging import tags_of


def test_the_judge_sees_what_a_browser_would_see():
    assert tags_of('<mark>a</mark> &lt;b&gt; <img src=x onerror="1"><!-- c -->') == {
        "mark", "img with attributes", "comment",
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["crafted", "random"])
def test_hostile_strings_get_an_answer_without_foreign_tags(starter, kind):
    texts = generated.CRAFTED if kind == "crafted" else generated.random_strings(1000)
    now = timezone.now()
    for text in texts:
        found = find(text, at=now)

        assert found.answer in {"nothing asked", "confident", "unsure", "no match"}, text
        for hit in found.hits:
            assert tags_of(hit.snippet) <= {"mark"}, text
