"""Static files as production serves them: made ready one by one, whatever lies in the folder."""

import gzip

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from skincare_site.static_files import StaticFiles

CSS = b"body { color: black }\n" * 50


@pytest.fixture
def middleware(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    settings.WHITENOISE_AUTOREFRESH = settings.WHITENOISE_USE_FINDERS = False
    (settings.STATIC_ROOT / "css").mkdir(parents=True)
    (settings.STATIC_ROOT / "css" / "page.css").write_bytes(CSS)
    (settings.STATIC_ROOT / "css" / "page.css.gz").write_bytes(gzip.compress(CSS))
    (tmp_path / "secret.txt").write_text("secret")
    return StaticFiles(lambda _request: HttpResponse("page", status=404))


def ask(middleware, path, **headers):
    return middleware(RequestFactory().get(path, headers=headers))


def test_no_file_is_looked_at_before_it_is_asked_for_and_then_it_is_kept(middleware):
    assert middleware.files == {}
    assert b"".join(ask(middleware, "/static/css/page.css")) == CSS
    assert list(middleware.files) == ["/static/css/page.css"]


def test_a_file_comes_packed_and_typed_every_time(middleware):
    for _ in range(2):
        answer = ask(middleware, "/static/css/page.css", accept_encoding="gzip")
        assert (answer["Content-Type"], answer["Content-Encoding"]) == ('text/css; charset="utf-8"', "gzip")
        assert gzip.decompress(b"".join(answer)) == CSS


@pytest.mark.parametrize(
    "path",
    [
        "/static/", "/static/css", "/static/css/", "/static/none.css", "/static/css/page.css.gz", "/css/page.css",
        "/static/../secret.txt", "/static//css/page.css", "/static/\x00", f"/static/{'x' * 5000}",
    ],
)  # fmt: skip
def test_everything_else_goes_on_to_django_and_is_not_remembered(middleware, path):
    request = RequestFactory().get("/")
    request.path_info = path
    assert middleware(request).content == b"page"
    assert middleware.files == {}
