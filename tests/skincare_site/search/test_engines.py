"""One contract for the engine of whichever database the suite runs on; no skips."""

import datetime
import random
from typing import ClassVar

import pytest
from django.utils import timezone

from skincare_site.search.candidates import by_title
from skincare_site.search.engines import engine
from skincare_site.search.models import IndexEntry

NOW = timezone.now()
BASE = 10_000_000  # far from the starter content's keys


def put_row(key: int, title: str, body: str, **values) -> tuple[int, str, str]:
    """An index row that no engine has written yet, as the arguments of `write`."""
    row = {
        "id": BASE + key, "kind": "test", "object_id": key, "title_stems": title, "body_stems": body, "title_length": 1,
        "body_length": 1, "is_live": True, "visible_from": NOW - datetime.timedelta(hours=1), **values,
    }  # fmt: skip
    IndexEntry.objects.create(**row)
    return BASE + key, title, body


def put(key: int, title: str, body: str, **values) -> int:
    engine().write(*put_row(key, title, body, **values))
    return BASE + key


def match(*groups: list[str], title_only: bool = False, limit: int = 50) -> list[int]:
    found = engine().match(list(groups), title_only=title_only, at=NOW, limit=limit)
    return [key - BASE for key in found if key >= BASE]


@pytest.mark.django_db
class TestContract:
    def test_all_stems_of_any_group(self):
        put(1, "aaa", "bbb ccc")
        put(2, "aaa", "ddd")
        put(3, "eee", "fff")

        assert match(["aaa", "bbb"]) == [1]
        assert match(["aaa", "bbb"], ["fff"]) == [3, 1]
        assert match(["aaa"]) == [2, 1]

    def test_title_only(self):
        put(1, "aaa", "bbb")
        put(2, "bbb", "aaa")

        assert match(["aaa"], title_only=True) == [1]

    def test_highest_key_first_and_limit(self):
        for key in (2, 5, 3):
            put(key, "aaa", "")

        assert match(["aaa"], limit=2) == [5, 3]

    def test_highest_keys_first_however_far_apart_and_however_common_the_words(self):
        chance = random.Random(3)
        share = {"everywhere": 1.0, "often": 0.5, "seldom": 0.06}
        titles, texts = {}, {}
        new = []
        for key in chance.sample(range(150_000), 400):
            title, body = ({stem for stem in share if chance.random() < share[stem]} for _ in range(2))
            if key < 20_000:
                body.add("old")
            titles[key], texts[key] = title, title | body
            new.append(put_row(key, " ".join(title), " ".join(body)))
        engine().write_new(new[:300])
        for row in new[300:]:
            engine().write(*row)

        several = [["seldom", "old"], ["often", "seldom"]]
        for groups in ([["everywhere"]], [["often"]], [["seldom"]], [["old"]], [["often", "old"]], several):
            for title_only, held in ((False, texts), (True, titles)):
                right = [key for key in sorted(held, reverse=True) if any({*g} <= held[key] for g in groups)]
                for limit in (1, 7, 40, 1000):
                    assert match(*groups, title_only=title_only, limit=limit) == right[:limit]

    def test_nothing_asked_and_nothing_known(self):
        assert match() == []
        assert match(["zzzunknown"]) == []

    def test_only_rows_visible_at_the_moment(self):
        hour = datetime.timedelta(hours=1)
        put(1, "aaa", "")
        put(2, "aaa", "", is_live=False)
        put(3, "aaa", "", visible_from=NOW + datetime.timedelta(seconds=1))
        put(4, "aaa", "", visible_until=NOW)
        put(5, "aaa", "", visible_until=NOW + hour)
        put(6, "aaa", "", visible_from=None)
        put(7, "aaa", "", visible_from=NOW)

        assert match(["aaa"]) == [7, 5, 1]

    def test_write_replaces(self):
        key = put(1, "aaa", "bbb")

        engine().write(key, "ccc", "bbb")

        assert match(["aaa"]) == []
        assert match(["ccc"]) == [1]

    def test_remove(self):
        key = put(1, "aaa", "")

        engine().remove([key])
        IndexEntry.objects.filter(pk=key).delete()

        assert match(["aaa"]) == []

    @pytest.mark.parametrize("stem", ['a"b', "a'b", "a\\b", "OR", "a*", "a:b", "é", "a)b", "NEAR", "日本"])
    def test_odd_stems_are_data_and_never_syntax(self, stem):
        put(1, "plain", "")

        assert match([stem]) == []


@pytest.mark.django_db
class TestByTitle:
    RARITY: ClassVar = {"aaa": 3.0, "bbb": 1.0}

    @pytest.mark.parametrize(("least", "found"), [(2.9, {1, 2}), (3.4, {1}), (0.9, {1, 2, 3}), (4.5, set())])
    def test_stems_that_are_worth_enough_together(self, least, found):
        put(1, "aaa bbb", "")
        put(2, "aaa", "bbb")
        put(3, "bbb", "aaa")

        assert {key - BASE for key in by_title(self.RARITY, NOW, least)} == found

    def test_of_many_stems_the_rarest_decide(self):
        """Others may stand in the title: it is read afterwards."""
        rarity = {"aaa": 5.0, "bbb": 5.0, "ccc": 5.0, "ddd": 5.0, "eee": 1.0}
        put(1, "aaa bbb ccc ddd", "")
        put(2, "aaa bbb ccc eee", "")

        assert {key - BASE for key in by_title(rarity, NOW, 0.9 * 21)} == {1}
