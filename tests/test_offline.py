"""What the server hands out for reading without a network; tests/browser/test_offline.py runs it."""

import gzip
import json
import re
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image

from articles.models import Article
from skincare_site.clinics.models import Clinic, OpeningHours, RedFlagCard
from skincare_site.offline import content_version
from tests.builders import make_article

SITE = Path(__file__).resolve().parent.parent / "static" / "site"


@pytest.mark.usefixtures("starter")
class TestContentVersion:
    def test_stays_while_nothing_changes(self):
        assert content_version() == content_version()

    def test_changes_with_everything_a_patient_reads(self):
        seen = [content_version()]

        def changed():
            seen.append(content_version())
            assert len(set(seen)) == len(seen)

        article = Article.objects.get(slug="redness")
        article.save()
        changed()
        RedFlagCard.objects.first().save()
        changed()
        Clinic.objects.filter(slug="barrie").update(phone="705-555-0199")
        changed()
        OpeningHours.objects.first().delete()
        changed()
        make_article()
        changed()

    def test_changes_when_a_page_appears_by_its_time(self):
        article = make_article(publish_at=timezone.now() + timezone.timedelta(days=1))
        before = content_version()

        Article.objects.filter(pk=article.pk).update(publish_at=timezone.now())

        assert content_version() != before


@pytest.mark.usefixtures("starter")
class TestWorker:
    def test_holds_the_content_version_and_is_asked_for_again_soon(self, client):
        response = client.get("/sw.js")

        assert response["Content-Type"] == "text/javascript; charset=utf-8"
        assert response["Cache-Control"] == "max-age=300"
        assert content_version() in response.content.decode()
        assert not response.cookies

    def test_names_what_is_never_kept(self, client):
        text = client.get("/sw.js").content.decode()

        never = json.loads(re.search(r"NEVER = (\[.*?\])", text).group(1))
        assert never == ["/admin/", "/search/", "/preview/", "/media/"]

    def test_first_files_are_there(self, client):
        text = client.get("/sw.js").content.decode()

        for address in json.loads(re.search(r"FIRST = (\[.*?\])", text).group(1)):
            assert client.get(address).status_code == 200, address

    def test_is_small_and_its_registration_tiny(self, client):
        assert len(gzip.compress(client.get("/sw.js").content, 9)) < 1800
        assert len(gzip.compress((SITE / "offline.js").read_bytes(), 9)) < 600

    def test_policy_lets_own_workers_run_and_no_others(self, client):
        assert "worker-src 'self'" in client.get("/")["Content-Security-Policy"]


@pytest.mark.usefixtures("starter")
class TestPages:
    def test_last_resort_has_red_flags_and_every_phone(self, client):
        response = client.get("/offline/")
        text = response.content.decode()

        assert response["X-Robots-Tag"] == "noindex"
        assert response["Cache-Control"] == "no-cache"
        for wanted in ("tel:911", "tel:811", *Clinic.objects.values_list("phone", flat=True)):
            assert wanted in text.split("<main")[1], wanted

    def test_every_page_leads_to_it_and_has_the_script(self, client):
        for address in ("/", "/articles/redness/", "/nowhere/"):
            text = client.get(address).content.decode()
            assert 'href="/offline/"' in text
            assert 'data-worker="/sw.js"' in text

    def test_pages_staff_read_are_kept_by_nothing(self, admin_client, client):
        assert admin_client.get("/articles/redness/")["Cache-Control"] == "no-store, private"
        client.cookies.clear()
        assert client.get("/articles/redness/")["Cache-Control"] == "no-cache"


def test_manifest_names_icons_of_the_size_it_says(client, db):
    response = client.get("/manifest.webmanifest")
    manifest = response.json()

    assert response["Content-Type"] == "application/manifest+json"
    assert manifest["display"] == "standalone"
    assert manifest["start_url"] == manifest["scope"] == "/"
    assert {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    for icon in manifest["icons"]:
        with Image.open(SITE / "icons" / Path(icon["src"]).name) as image:
            assert f"{image.width}x{image.height}" == icon["sizes"]


def test_picture_of_shared_links_is_small():
    with Image.open(SITE / "share.png") as image:
        assert image.size == (1200, 630)
    assert (SITE / "share.png").stat().st_size < 60_000
