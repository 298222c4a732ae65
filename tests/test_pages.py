"""Sweeps over every page: what must hold on all of them."""

import re

import pytest
from django.urls import reverse

from skincare_site.publishing.models import published_kinds
from skincare_site.publishing.workflow import Status
from skincare_site.symptoms.models import Symptom
from tests.admin_forms import posted
from tests.builders import make_article

FIXED = [
    "/",
    "/search/",
    "/search/?q=redness",
    "/search/?q=parking",
    "/symptoms/",
    "/articles/",
    "/aftercare/",
    "/clinics/",
    "/offline/",
]
RECOVERY = [
    "/recovery/microneedling/",
    *(f"/recovery/microneedling/day/{number}/" for number in (0, 3, 8, 14, 21, 371)),
    "/aftercare/sheet/microneedling/",
]
ROWS = ["/clinics/barrie/", "/clinics/toronto/", "/symptoms/redness/"]


def every_page() -> list[str]:
    things = [thing.get_absolute_url() for kind in published_kinds() for thing in kind.objects.visible()]
    return [
        *FIXED,
        *ROWS,
        *RECOVERY,
        *things,
        *(symptom.get_absolute_url() for symptom in Symptom.objects.all()),
    ]


@pytest.mark.usefixtures("starter")
class TestEveryPage:
    def test_answers_with_one_h1_a_title_and_the_emergency_line(self, client):
        titles: dict[str, str] = {}
        pages = every_page()
        assert len(pages) > 90
        for address in pages:
            response = client.get(address)
            text = response.content.decode()
            assert response.status_code == 200, address
            assert len(re.findall(r"<h1[ >]", text)) == 1, address
            assert "tel:911" in text.split("</header>")[0], address
            assert re.search(r'<meta name="description" content="[^"]{20,}"', text), address
            title = re.search(r"<title>(.*?)</title>", text, re.DOTALL).group(1).strip()
            assert title, address
            if not address.startswith("/search/"):
                assert titles.setdefault(title, address) == address, (
                    f"{address} has the title of {titles[title]}"
                )
                assert f'<link rel="canonical" href="http://testserver{address}">' in text, address

    def test_leaves_no_trace_and_asks_no_other_host(self, client):
        for address in every_page():
            response = client.get(address)
            text = response.content.decode()
            assert not response.cookies, address
            assert (
                "Cookie" not in response.get("Vary", "")
                or "/articles/" in address
                or "/aftercare/" in address
            )
            loaded = re.findall(r'<(?:script|img|link|iframe|source)[^>]+(?:src|href)="(https?:)?//', text)
            assert [link for link in loaded if "testserver" not in link and link != "http:"] == [], address
            assert not re.search(r"\sstyle=\"|\son[a-z]+=\"", text), address

    def test_carries_the_policy_and_safe_headers(self, client):
        for address in [
            *FIXED,
            *ROWS,
            *RECOVERY,
            "/articles/redness/",
            "/nowhere/",
            "/robots.txt",
            "/static/site/site.css",
        ]:
            response = client.get(address)
            assert response["X-Content-Type-Options"] == "nosniff", address
            assert response["Cross-Origin-Resource-Policy"] == "same-origin", address
            if not address.startswith("/static/"):
                policy = response["Content-Security-Policy"]
                assert "default-src 'none'" in policy, address
                assert "unsafe" not in policy, address

    def test_internal_links_lead_somewhere(self, client):
        seen: dict[str, str] = {}
        for address in every_page():
            for link in re.findall(r'href="(/[^"#?]*)', client.get(address).content.decode()):
                seen.setdefault(link, address)
        broken = {
            link: where
            for link, where in seen.items()
            if not link.startswith("/admin") and client.get(link).status_code != 200
        }
        assert broken == {}


@pytest.mark.usefixtures("starter")
class TestErrorPages:
    @pytest.mark.parametrize(
        "address",
        ["/nowhere/", "/articles/nowhere/", "/aftercare/nowhere/", "/symptoms/nowhere/", "/clinics/x/"],
    )
    def test_not_found_helps_without_asking_the_database(self, client, address):
        response = client.get(address)
        text = response.content.decode()

        assert response.status_code == 404
        assert 'action="/search/"' in text
        assert "911" in text
        assert "811" in text

    def test_error_templates_need_no_database_and_no_request(self, django_assert_num_queries):
        from django.template.loader import render_to_string

        with django_assert_num_queries(0):
            for name in ("400.html", "403.html", "404.html", "500.html"):
                text = render_to_string(name)
                assert "tel:911" in text
                assert 'name="q"' in text

    def test_server_error_shows_the_kind_page(self, client, monkeypatch):
        client.raise_request_exception = False
        monkeypatch.setattr("skincare_site.home.Article.objects.visible", lambda: 1 / 0)

        response = client.get("/")

        assert response.status_code == 500
        assert b"tel:911" in response.content

    @pytest.mark.parametrize(
        "address", ["/articles/?x=%00", "/%00", "/articles/a%00b/", "/?" + "q" * 9000, "/" + "a" * 3000]
    )
    def test_malformed_addresses_get_a_kind_page(self, client, address):
        assert client.get(address).status_code in (400, 404, 414)

    @pytest.mark.parametrize("address", ["/", "/search/", "/articles/redness/"])
    def test_other_methods_are_refused(self, client, address):
        assert client.post(address).status_code == 405


@pytest.mark.django_db
class TestStaffPages:
    def test_every_admin_page_refuses_strangers(self, client):
        from django.contrib import admin

        for model in admin.site._registry:
            meta = model._meta
            address = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
            response = client.get(address)
            assert response.status_code == 302
            assert "/admin/login/" in response["Location"]

    def test_every_admin_page_opens_for_a_superuser(self, admin_client, starter):
        from django.contrib import admin

        for model, _model_admin in admin.site._registry.items():
            meta = model._meta
            base = f"admin:{meta.app_label}_{meta.model_name}"
            assert admin_client.get(reverse(f"{base}_changelist")).status_code == 200, meta.label
            assert admin_client.get(reverse(f"{base}_changelist"), {"q": "red"}).status_code == 200, (
                meta.label
            )
            row = model._default_manager.first()
            if row:
                assert admin_client.get(reverse(f"{base}_change", args=[row.pk])).status_code == 200, (
                    meta.label
                )
            add = admin_client.get(reverse(f"{base}_add"))
            assert add.status_code in (200, 403), meta.label

    def test_only_the_editors_forms_relax_the_policy(self, admin_client, starter):
        article = make_article()
        relaxed = [
            f"/admin/articles/article/{article.pk}/change/",
            "/admin/articles/article/add/",
            "/admin/aftercare/caretip/add/",
        ]
        strict = [
            "/admin/",
            "/admin/articles/article/",
            "/admin/symptoms/symptom/",
            "/admin/login/",
            f"/articles/{article.slug}/",
        ]

        for address in relaxed:
            assert "'unsafe-inline'" in admin_client.get(address)["Content-Security-Policy"]
        for address in [*relaxed, *strict]:
            assert "unsafe-eval" not in admin_client.get(address)["Content-Security-Policy"]
        for address in strict:
            assert "unsafe" not in admin_client.get(address)["Content-Security-Policy"], address

    def test_author_changes_a_draft_and_never_what_the_public_reads(self, client, staff):
        article = make_article(title="Public")
        client.force_login(staff("Author"), backend="django.contrib.auth.backends.ModelBackend")
        address = f"/admin/articles/article/{article.pk}/change/"

        answer = client.post(address, {**posted(client.get(address)), "title": "Changed"})

        article.refresh_from_db()
        assert answer.status_code == 302
        assert article.title == "Public"
        assert article.newest().title == "Changed"
        assert b'name="_move_publish"' not in client.get(address).content

    def test_dashboard_names_what_waits(self, admin_client, starter):
        waiting = make_article(title="Please read me", status=Status.IN_REVIEW)

        page = admin_client.get("/admin/").content.decode()

        assert "Please read me" in page
        assert f"/admin/articles/article/{waiting.pk}/change/" in page


@pytest.mark.usefixtures("starter")
def test_sitemap_lists_public_pages_only(client):
    make_article(slug="secret-draft", status=Status.DRAFT)

    text = client.get("/sitemap.xml").content.decode()

    assert "/articles/redness/" in text
    assert "/clinics/barrie/" in text
    assert "secret-draft" not in text
    assert "/search/" not in text


def test_robots_keeps_searches_and_admin_out(client, db):
    text = client.get("/robots.txt").content.decode()

    assert "Disallow: /search/" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text


def test_health(client):
    assert client.get("/healthz/").content == b"ok\n"


def test_media_is_served_so_that_no_browser_runs_it(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "a.webp").write_bytes(b"RIFF")

    response = client.get("/media/a.webp")

    assert response.status_code == 200
    assert response["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert client.get("/media/../secret_key").status_code in (400, 404)
