"""“Download all content” in the admin: for superusers, on a button, as one zip."""

import io
import zipfile

import pytest
from django.urls import reverse

from skincare_site.content_reading import import_folder

from .builders import make_tip

pytestmark = pytest.mark.django_db


@pytest.fixture
def address():
    return reverse("admin:content_export")


def test_the_button_gives_everything_as_a_zip_that_import_reads(admin_client, address, starter, tmp_path):
    make_tip(slug="ours", title="Ours")
    response = admin_client.post(address)
    assert response["Content-Type"] == "application/zip"
    assert 'attachment; filename="content-' in response["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        archive.extractall(tmp_path)
    assert 'title = "Ours"' in (tmp_path / "tips/ours.toml").read_text()
    result = import_folder(tmp_path, update=False)
    assert (result.created, result.updated) == (0, 0)


def test_opening_the_page_says_what_is_in_it_and_downloads_nothing(admin_client, address, starter):
    response = admin_client.get(address)
    assert response["Content-Type"].startswith("text/html")
    assert "Symptoms: 19" in response.content.decode()
    assert address in admin_client.get(reverse("admin:index")).content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_is_refused_to_everybody_but_superusers(client, address, staff, method):
    assert getattr(client, method)(address).status_code == 302
    client.force_login(
        staff("Author", "Clinical reviewer", "Publisher"), backend="django.contrib.auth.backends.ModelBackend"
    )
    assert getattr(client, method)(address).status_code == 403
    assert address not in client.get(reverse("admin:index")).content.decode()
