"""Memory is bounded by bytes, whatever is asked for; two threads never lose the count."""

import itertools

from skincare_site.page_cache.page import Page
from skincare_site.page_cache.store import Store


class NeverChanges:
    def is_due(self) -> bool:
        return True

    def look(self) -> set[str]:
        return set()

    def ask_again(self) -> None: ...

    def close(self) -> None: ...


def page(size: int) -> Page:
    made = Page("200 OK", [("Content-Type", "text/html")], bytes(size), [])
    made.seen = made.generation = 1
    made.until = 4e9
    return made


def test_the_page_not_asked_for_the_longest_goes_first():
    store = Store(NeverChanges(), limit=3 * page(10_000).size)
    for key in "abc":
        store.put(key, page(10_000))
    assert store.get("a")

    store.put("d", page(10_000))

    assert [key for key in "abcd" if store.get(key)] == ["a", "c", "d"]
    assert store.size <= store.limit


def test_twenty_thousand_pages_stay_within_the_limit():
    store = Store(NeverChanges(), limit=5 * 1024 * 1024)
    for number in range(20_000):
        store.put(number, page(20_000))
        assert store.size <= store.limit
    assert len(store) > 100
    assert store.size == sum(kept.size for kept in store._pages.values())


def test_a_page_larger_than_everything_is_not_kept():
    store = Store(NeverChanges(), limit=50_000)
    store.put("a", page(1000))
    store.put("b", page(60_000))
    assert store.get("a")
    assert not store.get("b")


def test_packed_bodies_count():
    text = " ".join(str(number) for number in itertools.islice(itertools.count(), 20_000)).encode()
    made = Page("200 OK", [("Content-Type", "text/html")], text, [])
    made.seen = made.generation = 1
    made.until = 4e9
    store = Store(NeverChanges(), limit=10_000_000)
    store.put("a", made)
    assert store.size == made.size > len(text)

    for accept in ["br", "gzip", ""]:
        before = made.size
        made.answer(accept, "")
        store.resized(before, made)
        assert store.size == made.size

    made = Page("200 OK", [("Content-Type", "text/html")], text, [])
    made.answer("br", "")
    assert made.size < len(text)  # the plain bytes can be had from the packed ones
    assert made.answer("", "")[2] == text
