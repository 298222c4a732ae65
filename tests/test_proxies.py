"""Who is believed about a visitor's address and about https."""

import pytest

from skincare_site.proxies import behind_proxies


def seen(peer, trusted, **headers):
    """(address, scheme) that the application sees of a request from `peer`."""
    told = {}

    def application(environ, start_response):
        told.update(environ)
        return []

    environ = {"REMOTE_ADDR": peer, "wsgi.url_scheme": "http", **headers}
    behind_proxies(application, trusted)(environ, lambda *answer: None)
    return told["REMOTE_ADDR"], told["wsgi.url_scheme"]


FORWARDED = {"HTTP_X_FORWARDED_FOR": "203.0.113.9", "HTTP_X_FORWARDED_PROTO": "https"}


@pytest.mark.parametrize(
    ("peer", "trusted", "expected"),
    [
        ("127.0.0.1", ["127.0.0.1"], ("203.0.113.9", "https")),
        ("172.18.0.5", ["172.16.0.0/12"], ("203.0.113.9", "https")),
        ("198.51.100.4", ["127.0.0.1", "172.16.0.0/12"], ("198.51.100.4", "http")),
        ("127.0.0.1", [], ("127.0.0.1", "http")),
    ],
)
def test_only_a_trusted_proxy_is_believed(peer, trusted, expected):
    assert seen(peer, trusted, **FORWARDED) == expected


def test_what_a_visitor_wrote_before_the_proxy_did_does_not_count():
    forged = {**FORWARDED, "HTTP_X_FORWARDED_FOR": "192.0.2.1, 203.0.113.9"}
    assert seen("127.0.0.1", ["127.0.0.1"], **forged) == ("203.0.113.9", "https")
