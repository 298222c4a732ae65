"""Who is answered from memory, and that the answer is Django's to the letter."""

import gzip
import threading

import brotli
from django.urls import get_resolver

from skincare_site.publishing.models import published_kinds
from skincare_site.publishing.workflow import Status
from tests.builders import make_article
from tests.skincare_site.page_cache.asking import ask
from tests.test_pages import every_page

EXPLAINER = "/articles/redness/"
# What the layer itself says about the body.
ABOUT_THE_BODY = {"etag", "content-length", "content-encoding", "vary"}
ENCODINGS = {
    "gzip, deflate, br, zstd": "br", "gzip, deflate": "gzip", "br;q=0, gzip": "gzip", "": "", "identity": "",
    "*": "br", "br;q=0.2, gzip;q=0.9": "gzip", "gzip;q=0": "", "br;q=x": "",
}  # fmt: skip
NOT_KEPT = [
    "/search/", "/search/?q=redness", "/search/suggest/?q=re", "/symptoms/?what=itch", "/recovery/microneedling/?d=2026-11-01",
    "/articles/redness/?live=1", "/articles/redness/?utm_source=x", "/admin/", "/admin/login/", "/healthz/", "/healthz/ready/",
    "/useful/article/redness/yes/", "/no/such/page/", "/articles/no-such-page/", "/recovery/microneedling/day/99/",
]  # fmt: skip


def views(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from views(pattern.url_patterns)
        else:
            yield pattern.callback


def kept_addresses() -> list[str]:
    """Every public page but search."""
    pages = dict.fromkeys(every_page())
    return [address for address in pages if not address.startswith("/search/")]


class TestWhoIsAnswered:
    def test_every_public_page_is_kept_and_costs_django_nothing(self, site):
        pages = [*kept_addresses(), "/sw.js", "/manifest.webmanifest", "/sitemap.xml"]
        first = {address: site.ask(address).body for address in pages}
        made = site.made
        assert made == len(pages) > 90

        for address in pages:
            assert site.ask(address).body == first[address], address

        assert site.made == made

    def test_a_kept_page_asks_the_database_nothing(self, site, django_assert_max_num_queries):
        site.ask(EXPLAINER)
        with django_assert_max_num_queries(1):  # PostgreSQL: whether something has changed
            site.ask(EXPLAINER)

    def test_nothing_typed_nothing_private_and_no_error(self, site):
        assert [address for address in NOT_KEPT if site.is_kept(address)] == []

    def test_who_brings_a_cookie_or_a_password_is_answered_by_django(self, site):
        for header, other in [("cookie", "swelling"), ("authorization", "milia")]:
            site.ask(EXPLAINER)
            before = site.made

            site.ask(EXPLAINER, **{header: "a=b"})
            assert site.made == before + 1

            site.ask(f"/articles/{other}/", **{header: "a=b"})
            site.ask(f"/articles/{other}/")
            assert site.made == before + 3  # nothing was kept of the answer to a cookie

    def test_posting_is_answered_by_django(self, site):
        site.ask(EXPLAINER)
        assert site.ask(EXPLAINER, "POST").status in (403, 405)

    def test_another_host_has_pages_of_its_own_and_a_foreign_one_none(self, site):
        site.ask("/robots.txt")
        here = site.ask("/", host="localhost")
        there = site.ask("/", host="127.0.0.1")

        assert 'href="http://localhost/"' in here.text
        assert 'href="http://127.0.0.1/"' in there.text
        assert site.ask("/", host="evil.example").status == 400

    def test_behind_a_proxy_a_plain_request_gets_no_secure_page(self, site, settings):
        settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        site.cache.__init__(site._counted)

        secure = site.ask("/", x_forwarded_proto="https")
        plain = site.ask("/", x_forwarded_proto="http")

        assert 'href="https://localhost/"' in secure.text
        assert 'href="http://localhost/"' in plain.text

    def test_previews_and_drafts_are_never_kept(self, site, admin_user, client):
        from skincare_site.publishing.around import PreviewLink
        from skincare_site.publishing.records import about

        draft = make_article(status=Status.DRAFT, slug="a-draft", title="A secret draft")
        link = PreviewLink.objects.create(**about(draft), made_by=admin_user)
        client.force_login(admin_user, backend="django.contrib.auth.backends.ModelBackend")
        cookie = f"sessionid={client.cookies['sessionid'].value}"

        assert "A secret draft" in site.ask(f"/preview/{link.token}/").text
        assert not site.is_kept(f"/preview/{link.token}/")
        assert "A secret draft" in site.ask("/articles/a-draft/", cookie=cookie).text
        assert site.ask("/articles/a-draft/").status == 404

    def test_only_views_that_say_so_are_kept(self):
        """A new view is not kept by accident: whoever adds one to this list has thought of it."""
        said = [view for view in views(get_resolver().url_patterns) if getattr(view, "is_cacheable", False)]
        assert {f"{view.__module__}.{view.__name__}" for view in said} == {
            "aftercare.recovery_views.course", "aftercare.recovery_views.day", "aftercare.sheet_views.sheet",
            "aftercare.views.detail", "aftercare.views.index", "articles.views.detail", "articles.views.index",
            "articles.views.index_from", "articles.views.index_letter",
            "skincare_site.sitemaps.sitemap", "skincare_site.clinics.views.detail",
            "skincare_site.clinics.views.index", "skincare_site.face.views.style_sheet", "skincare_site.home.home",
            "skincare_site.offline.manifest", "skincare_site.offline.saved", "skincare_site.offline.worker",
            "skincare_site.search.views.symptom", "skincare_site.search.views.symptoms",
        }  # fmt: skip


class TestTheAnswer:
    def test_headers_and_bytes_are_djangos(self, site):
        for address in [*kept_addresses()[:40], "/sw.js", "/manifest.webmanifest", "/sitemap.xml"]:
            plain = ask(site.django, address)
            for answer in [site.ask(address), site.ask(address)]:
                assert answer.status == plain.status
                if plain.status == 200:
                    assert answer.body == plain.body, address
                same = {name.lower() for name, _value in plain.headers} - ABOUT_THE_BODY
                for name in same:
                    assert answer[name] == plain[name], (address, name)
                mine = {name.lower() for name, _value in answer.headers}
                assert mine - same <= ABOUT_THE_BODY, address

    def test_is_packed_as_the_browser_takes_it(self, site):
        plain = site.ask(EXPLAINER)
        unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}

        for accept, encoding in [*ENCODINGS.items(), *ENCODINGS.items()]:
            answer = site.ask(EXPLAINER, accept_encoding=accept)
            assert answer["Content-Encoding"] == encoding, accept
            assert unpack[encoding](answer.body) == plain.body
            assert answer["Content-Length"] == str(len(answer.body))
            assert "Accept-Encoding" in answer["Vary"]

    def test_who_has_it_already_is_told_so(self, site):
        plain, packed = site.ask(EXPLAINER), site.ask(EXPLAINER, accept_encoding="br")
        assert plain["ETag"] != packed["ETag"]
        assert not plain["ETag"].startswith("W/")

        for tag in [plain["ETag"], f'"other", {plain["ETag"]}', f"W/{plain['ETag']}", "*"]:
            answer = site.ask(EXPLAINER, if_none_match=tag)
            assert (answer.status, answer.body) == (304, b"")
            assert answer["ETag"] == plain["ETag"]
            assert answer["Content-Security-Policy"] == plain["Content-Security-Policy"]

        assert site.ask(EXPLAINER, if_none_match='"other"').status == 200
        assert site.ask(EXPLAINER, if_none_match=plain["ETag"], accept_encoding="br").status == 200
        assert site.ask(EXPLAINER, if_none_match=packed["ETag"], accept_encoding="br").status == 304

    def test_the_tag_changes_with_the_page(self, site):
        article = make_article(slug="changing")
        before = site.ask("/articles/changing/")["ETag"]
        type(article).objects.filter(pk=article.pk).update(title="Other words")
        site.edited()

        answer = site.ask("/articles/changing/", if_none_match=before)

        assert answer.status == 200
        assert "Other words" in answer.text

    def test_head_has_the_headers_and_no_body(self, site):
        for _time in range(2):
            head, get = site.ask("/clinics/", "HEAD"), site.ask("/clinics/")
            assert head.body == b""
            assert sorted(head.headers) == sorted(get.headers)

    def test_no_page_that_is_kept_carries_a_form_token_or_a_cookie(self, site):
        for address in kept_addresses():
            answer = site.ask(address)
            assert "csrfmiddlewaretoken" not in answer.text, address
            assert not answer["Set-Cookie"], address

    def test_the_question_whether_it_was_useful_works_from_a_kept_page(self, site):
        assert site.is_kept(EXPLAINER)
        assert 'action="/useful/article/redness/yes/"' in site.ask(EXPLAINER).text
        answer = site.ask("/useful/article/redness/yes/", "POST", sec_fetch_site="same-origin")
        assert answer.status == 303


def test_many_at_once_make_a_page_once(site):
    """Sixteen ask for a page that is not there: one makes it, the others wait for that one."""
    gate, made = threading.Barrier(16), []
    site.ask("/articles/swelling/")
    before = site.made

    def visit() -> None:
        from django.db import connection

        gate.wait()
        made.append(site.ask(EXPLAINER).status)
        connection.close()

    threads = [threading.Thread(target=visit) for _number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert made == [200] * 16
    assert site.made == before + 1


def test_kinds_are_all_covered(site):
    """A new kind of page is kept and renewed as the others are."""
    for kind in published_kinds():
        page = kind.objects.visible().first()
        assert site.is_kept(page.get_absolute_url())
