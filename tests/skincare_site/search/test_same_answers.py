"""SQLite and PostgreSQL list the same pages in the same order: both are held to one file (see first_ten.py)."""

import json

import pytest
from django.utils import timezone

from skincare_site.search import ranking
from skincare_site.search.ranking import rank
from skincare_site.search.reading import read
from skincare_site.symptoms.recognise import recognise
from skincare_site.symptoms.vocabulary import current
from tests.skincare_site.search import first_ten


@pytest.mark.django_db
def test_ordered_first_ten_is_the_same_on_every_database(starter):
    kept = json.loads(first_ten.FILE.read_text(encoding="utf-8"))

    assert len(kept) == 120
    changed = {question: first_ten.ten(question) for question in kept}
    assert [question for question in kept if changed[question] != kept[question]] == []


@pytest.mark.django_db
@pytest.mark.parametrize(("few", "read_first"), [(ranking.FEW, ranking.READ_FIRST), (2, 4)])
def test_reading_only_what_can_reach_the_page_changes_no_place(starter, monkeypatch, few, read_first):
    monkeypatch.setattr(ranking, "FEW", few)
    monkeypatch.setattr(ranking, "READ_FIRST", read_first)
    vocabulary = current()
    now = timezone.now()
    for text in first_ten.asked():
        question = read(text, vocabulary)
        recognition = recognise(question.words, vocabulary)
        full = rank(question, recognition, now)
        quick = rank(question, recognition, now, first=3)

        assert [one.entry.pk for one in quick[:3]] == [one.entry.pk for one in full[:3]], text
        assert {one.entry.pk for one in quick} == {one.entry.pk for one in full}, text
