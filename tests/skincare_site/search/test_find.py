import datetime
from pathlib import Path

import pytest
from django.utils import timezone

from skincare_site.search.evaluation import evaluate, read_cases, report
from skincare_site.search.find import find
from tests.builders import make_article, make_symptom, make_tip

NOW = timezone.now()
DEV_QUERIES = Path(__file__).parent / "dev_queries.tsv"


@pytest.mark.django_db
class TestFind:
    def test_explainer_of_the_symptom_comes_before_its_tips(self, committed):
        with committed():
            symptom = make_symptom("frobnitzing")
            tip = make_tip(main_symptom=symptom)
            article = make_article(main_symptom=symptom)
            other = make_article(symptoms=[symptom])

        found = find("frobnitzing all day", at=NOW)

        assert [hit.thing for hit in found.hits] == [article, tip, other]

    def test_day_prefers_what_holds_on_that_day(self, committed):
        with committed():
            symptom = make_symptom("frobnitzing")
            early = make_tip(main_symptom=symptom, from_day=0, until_day=1)
            late = make_tip(main_symptom=symptom, from_day=4, until_day=7)

        assert [hit.thing for hit in find("frobnitzing day 1", at=NOW).hits] == [early, late]
        assert [hit.thing for hit in find("frobnitzing day 5", at=NOW).hits] == [late, early]

    def test_scheduled_page_shows_on_its_second(self, committed):
        with committed():
            symptom = make_symptom("frobnitzing")
            make_article(main_symptom=symptom, publish_at=NOW + datetime.timedelta(seconds=10))

        assert find("frobnitzing", at=NOW + datetime.timedelta(seconds=9)).hits == []
        assert len(find("frobnitzing", at=NOW + datetime.timedelta(seconds=10)).hits) == 1

    def test_title_words_find_a_page_without_any_symptom(self, committed):
        with committed():
            article = make_article(title="Frobnitz before a wedding")

        assert [hit.thing for hit in find("frobnitz wedding", at=NOW).hits] == [article]

    def test_exact_title_finds_its_page_beside_a_recognised_symptom(self, starter, committed):
        with committed():
            article = make_article(title="Tiny scratch marks after microneedling")

        found = find("tiny scratch marks after microneedling", at=timezone.now())

        assert article in [hit.thing for hit in found.hits]

    def test_special_word_finds_the_text_that_holds_it(self, committed):
        with committed():
            article = make_article(what_it_is="<p>Ask about frobnitzumab.</p>")

        assert [hit.thing for hit in find("frobnitzumab", at=NOW).hits] == [article]

    def test_pages(self, committed):
        with committed():
            symptom = make_symptom("frobnitzing")
            for _ in range(12):
                make_tip(main_symptom=symptom)

        first, second, beyond = (find("frobnitzing", at=NOW, page=page) for page in (1, 2, 99))

        assert (len(first.hits), len(second.hits), first.total) == (10, 2, 12)
        assert [hit.thing for hit in beyond.hits] == [hit.thing for hit in second.hits]

    def test_nothing_found_says_so(self, starter):
        assert find("parking", at=timezone.now()).answer == "no match"
        assert find("   ", at=NOW).answer == "nothing asked"

    def test_number_of_queries_does_not_grow_with_the_pages(self, committed, django_assert_max_num_queries):
        with committed():
            symptom = make_symptom("frobnitzing")
            for _ in range(10):
                make_tip(main_symptom=symptom)
                make_article(main_symptom=symptom, symptoms=[make_symptom()])
        find("warm up the vocabulary", at=NOW)

        with django_assert_max_num_queries(14):
            find("frobnitzing", at=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    ["\x00", "'", '"', "%", "_", "\\", "*", "NEAR(a b)", "a AND OR", "(", ")", "<script>", "'; DROP TABLE x;--", "🙂" * 300,
     "a" * 5000, "ا" * 300, "\u202e\u200b", "é\u0301" * 200, "-- ", "{{7*7}}", "title:x", "red:*", "1e400", "day 99999999999"],
)  # fmt: skip
def test_hostile_questions_get_an_answer(starter, text):
    assert find(text, at=NOW).answer in {"nothing asked", "confident", "unsure", "no match"}


def test_development_questions_reach_the_bar(starter):
    told = report(evaluate(read_cases(DEV_QUERIES), timezone.now()))

    assert told["questions"] == 60
    assert told["success@1"] >= 0.95
    assert told["success@3"] >= 0.98
    assert told["none_correct"] >= 0.95
