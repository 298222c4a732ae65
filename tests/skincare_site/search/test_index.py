import random

import pytest
from django.core.management import CommandError, call_command

from aftercare.models import CareTip
from articles.models import Article
from skincare_site.publishing.workflow import Status
from skincare_site.search import index
from skincare_site.search.models import IndexEntry, Stem
from tests.builders import make_article, make_symptom, make_tip


def entry_of(thing) -> IndexEntry | None:
    return IndexEntry.objects.filter(pk=index.key_of(type(thing), thing.pk)).first()


@pytest.mark.django_db
class TestRefresh:
    def test_save_reaches_the_index_on_commit(self, committed):
        with committed():
            article = make_article(title="Glowing frobnitz")
            assert entry_of(article) is None

        assert " frobnitz " in entry_of(article).title_stems

    def test_changed_words_leave_no_trace(self, committed):
        with committed():
            article = make_article(title="Glowing frobnitz")
        with committed():
            article.title = "Calm"
            article.save()

        assert not Stem.objects.filter(text="frobnitz").exists()
        assert index.differences() == []

    def test_delete(self, committed):
        with committed():
            tip = make_tip(title="Frobnitz")
        with committed():
            tip.delete()

        assert not Stem.objects.filter(text="frobnitz").exists()
        assert index.differences() == []

    def test_twice_changes_nothing(self, committed):
        with committed():
            article = make_article(symptoms=[make_symptom()])
        before = list(Stem.objects.order_by("text").values_list())

        index.refresh(Article, article.pk)

        assert list(Stem.objects.order_by("text").values_list()) == before
        assert index.differences() == []


@pytest.mark.django_db
def test_rebuild_equals_what_random_edits_left(committed, starter):
    chance = random.Random(5)
    words = "peel red itch calm sun scab gel cool mask day week nurse clinic zebra".split()
    symptoms = [make_symptom() for _ in range(4)]

    def phrase() -> str:
        return " ".join(chance.choices(words, k=chance.randint(1, 6)))

    for _ in range(500):
        with committed():
            kind, make = chance.choice([(Article, make_article), (CareTip, make_tip)])
            things = list(kind.objects.order_by("pk"))
            action = chance.choice(["make", "edit", "edit", "symptoms", "archive", "delete"])
            if action == "make":
                make(
                    title=phrase(), symptoms=chance.sample(symptoms, 2), main_symptom=chance.choice(symptoms)
                )
                continue
            thing = chance.choice(things)
            if action == "edit":
                thing.title = phrase()
                thing.save()
            elif action == "symptoms":
                thing.symptoms.set(chance.sample(symptoms, chance.randint(0, 3)))
            elif action == "archive":
                thing.status = Status.ARCHIVED
                thing.save()
            else:
                thing.delete()

    assert index.differences() == []
    grown = (
        list(IndexEntry.objects.order_by("pk").values()),
        list(Stem.objects.order_by("text").values_list()),
    )
    index.rebuild()
    assert (
        list(IndexEntry.objects.order_by("pk").values()),
        list(Stem.objects.order_by("text").values_list()),
    ) == grown


@pytest.mark.django_db
def test_check_search_index_names_differences_and_rebuild_mends_them(committed, starter, capsys):
    call_command("check_search_index")
    Article.objects.filter(slug="redness").update(title="Changed behind the index's back")

    with pytest.raises(CommandError, match="rebuild_search"):
        call_command("check_search_index")
    assert "redness: title_stems differs" in capsys.readouterr().err

    call_command("rebuild_search", verbosity=0)
    call_command("check_search_index")
