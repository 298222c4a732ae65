"""The guide for staff: one text, for everybody who may sign in, with pictures that exist."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.contrib.staticfiles import finders

from skincare_site import staff_help

pytestmark = pytest.mark.django_db
STEPS = [
    "Sign in", "Find a page", "Write an explainer", "Read the content checks", "Send it for review",
    "Sign off, as a reviewer", "Publish it, or plan it", "See what patients asked", "Add a picture, with consent",
    "When two write at once, and how to get an old text back",
]  # fmt: skip
LARGEST = 120_000  # bytes


def sign_in(client, user):
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")


def test_every_staff_group_reads_the_ten_steps_in_order(client, staff):
    groups = ["Author", "Clinical reviewer", "Publisher"]
    staff(name="new")  # makes the groups where a browser test has emptied the database
    assert set(groups) == set(Group.objects.values_list("name", flat=True))
    for group in groups:
        sign_in(client, staff(group))

        text = client.get("/admin/help/").content.decode()

        headings = re.findall(r'<h2 id="([^"]+)">\d+\. ([^<]+)</h2>', text)
        assert [heading for _id, heading in headings] == STEPS
        assert all(f'href="#{id_}"' in text for id_, _heading in headings)


def test_strangers_are_sent_to_sign_in(client):
    response = client.get("/admin/help/")

    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")


def test_every_admin_page_leads_to_it(client, staff):
    sign_in(client, staff(name="new"))

    assert '<a href="/admin/help/">Help</a>' in client.get("/admin/").content.decode()


def test_every_picture_it_names_exists_is_small_and_is_described(client, staff):
    sign_in(client, staff(name="new"))
    text = client.get("/admin/help/").content.decode()

    pictures = re.findall(r'<img src="/static/([^"]+)" alt="([^"]*)" width="(\d+)" height="(\d+)"', text)

    assert len(pictures) == text.count("<img") == staff_help.GUIDE.read_text().count("![")
    for path, alt, width, _height in pictures:
        found = finders.find(path)
        assert found, path
        assert Path(found).stat().st_size <= LARGEST, path
        assert alt
        assert width in ("1280", "585"), path


def test_what_it_says_of_buttons_and_lists_stands_in_the_admin(client, staff):
    """The names in bold of the moves are the ones on the buttons."""
    from skincare_site.publishing.workflow import MOVES

    bold = set(re.findall(r"\*\*([^*]+)\*\*", staff_help.GUIDE.read_text()))

    for name in ("submit", "sign_off", "return_to_draft", "publish", "still_correct"):
        assert MOVES[name].label in bold


def test_a_tag_in_the_text_is_shown_and_not_obeyed(tmp_path):
    guide = tmp_path / "guide.md"
    guide.write_text("# Title\n\n## Step\n\n<script>alert(1)</script> [x](javascript:alert(1))\n")

    read = staff_help.read(guide)

    assert (read.title, read.steps) == ("Title", [("step", "Step")])
    assert "<script" not in read.html
    assert "href" not in read.html


def test_a_site_without_the_file_says_so_and_does_not_fail(client, staff, tmp_path, monkeypatch):
    monkeypatch.setattr(staff_help, "GUIDE", tmp_path / "gone.md")
    sign_in(client, staff(name="new"))

    assert client.get("/admin/help/").status_code == 404
