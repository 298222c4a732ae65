"""A flood of sign-in tries is turned away before any password is hashed."""

import threading

import pytest
from django.http import HttpResponse

from skincare_site.accounts import limiter

from .codes import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh(settings, request):
    """Own counters, in a cache of this test's own."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.name}
    }
    limiter.counters.clear()
    yield
    limiter.counters.clear()


@pytest.fixture
def hashed(monkeypatch):
    """The names whose password somebody began to check."""
    asked = []
    monkeypatch.setattr(
        "skincare_site.accounts.sign_in.SignIn.post",
        lambda self, request, *a, **k: asked.append(request.POST["username"]) or self.get(request),
    )
    return asked


def knock(client, address="192.0.2.1", name="ana"):
    return client.post("/admin/login/", {"username": name, "password": "x"}, REMOTE_ADDR=address)


@pytest.fixture(autouse=True)
def frozen(monkeypatch):
    """The middle of a minute: no window ends inside a test."""
    monkeypatch.setattr(limiter.time, "time", lambda: 1_700_000_010.0)


def test_an_address_that_tries_too_often(client, hashed, settings):
    settings.SIGN_IN_TRIES, settings.SIGN_IN_TRIES_IN_ALL = 3, 100
    answers = [knock(client) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert len(hashed) == 3
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert "try again" in answers[-1].content.decode()
    assert answers[-1].headers["Cache-Control"] == "no-store, private"
    assert knock(client, "192.0.2.2").status_code == 200


def test_a_refused_try_asks_no_database(client, settings, django_assert_num_queries):
    settings.SIGN_IN_TRIES = 0

    with django_assert_num_queries(0):
        assert knock(client).status_code == 429


def test_many_addresses_together(client, hashed, settings):
    settings.SIGN_IN_TRIES, settings.SIGN_IN_TRIES_IN_ALL = 3, 10
    answers = [knock(client, f"192.0.2.{number}").status_code for number in range(20)]

    assert answers.count(200) == len(hashed) == 10


def test_one_noisy_address_does_not_use_up_everybodys_allowance(client, settings, hashed):
    settings.SIGN_IN_TRIES, settings.SIGN_IN_TRIES_IN_ALL = 3, 10
    for _ in range(50):
        knock(client)

    assert knock(client, "192.0.2.9").status_code == 200


def test_one_ipv6_network_is_one_address(client, settings, hashed):
    settings.SIGN_IN_TRIES, settings.SIGN_IN_TRIES_IN_ALL = 2, 100
    answers = [knock(client, f"2001:db8::{number}").status_code for number in range(1, 5)]

    assert answers == [200, 200, 429, 429]


def test_a_known_browser_gets_in_while_strangers_knock(client, staff, settings):
    staff("Author", name="ana")
    sign_in(client, "ana")
    client.post("/admin/logout/")
    settings.SIGN_IN_TRIES, settings.SIGN_IN_TRIES_IN_ALL = 5, 5
    for number in range(30):
        knock(type(client)(), f"192.0.2.{number}", name=f"x{number}")

    assert sign_in(type(client)(), "ana").status_code == 429
    assert sign_in(client, "ana").status_code == 302
    forged = type(client)()
    forged.cookies[settings.KNOWN_BROWSER_COOKIE] = "eyJpZCI6IjEifQ:1:forged"
    assert sign_in(forged, "ana").status_code == 429


def test_without_the_cache_the_processs_own_limit_stays(client, hashed, settings, monkeypatch):
    settings.SIGN_IN_TRIES, settings.SIGN_IN_TRIES_IN_ALL = 3, 100

    class Gone:
        def add(self, *args):
            raise ConnectionError("cache")

    monkeypatch.setattr(limiter, "cache", Gone())
    answers = [knock(client).status_code for _ in range(5)]

    assert answers == [200, 200, 200, 429, 429]


def test_the_shared_cache_counts_what_other_processes_let_in(client, hashed, settings):
    settings.SIGN_IN_TRIES, settings.SIGN_IN_TRIES_IN_ALL = 3, 100
    for _ in range(3):
        knock(client)
    limiter.counters.clear()  # another process

    assert knock(client).status_code == 429


def test_memory_is_bounded():
    counters = limiter.Counters()
    for number in range(3 * limiter.MOST_KEYS):
        counters.add(f"at:{number}", 1)
        counters.add("all", 1)

    assert len(counters) == limiter.MOST_KEYS
    assert counters.add("all", 1) == 3 * limiter.MOST_KEYS + 1


def test_one_hash_at_a_time_and_a_short_queue(rf, monkeypatch):
    monkeypatch.setattr(limiter, "WAIT", 0.2)
    release, inside, most = threading.Event(), [], []

    def slow(request):
        inside.append(1)
        most.append(len(inside))
        release.wait(5)
        inside.pop()
        return HttpResponse("in")

    guard = limiter.limit_sign_in(slow)
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(guard(rf.post("/admin/login/")).status_code))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads[1:]:
        thread.join(1)
    release.set()
    for thread in threads:
        thread.join(5)

    assert max(most) == 1
    assert answers.count(429) >= 5
    assert limiter._hashing.acquire(blocking=False)
    limiter._hashing.release()


def test_other_requests_pass(client, settings):
    settings.SIGN_IN_TRIES = settings.SIGN_IN_TRIES_IN_ALL = 0

    assert client.get("/admin/login/").status_code == 200
    assert client.post("/search/").status_code != 429
