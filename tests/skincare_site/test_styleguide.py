import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.django_db
STATIC = Path(__file__).resolve().parents[2] / "static/site"


def test_strangers_are_sent_to_sign_in(client):
    response = client.get("/styleguide/")

    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/")


def test_staff_without_any_group_may_look(client, staff):
    client.force_login(staff(name="new"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/styleguide/").status_code == 200


@pytest.mark.parametrize(("scheme", "mark"), [("", ""), ("dark", ' class="only-dark"'), ('x"><b>', "")])
def test_one_scheme_can_be_chosen(admin_client, scheme, mark):
    response = admin_client.get("/styleguide/", {"scheme": scheme})

    assert f'<main id="main" tabindex="-1"{mark}>' in response.content.decode()


def test_it_is_not_found_by_search_engines(admin_client):
    response = admin_client.get("/styleguide/")

    assert "noindex" in response["X-Robots-Tag"]
    assert "no-store" in response["Cache-Control"]
    assert "/styleguide/" not in admin_client.get("/sitemap.xml").content.decode()


def test_every_colour_token_and_every_card_is_shown(admin_client, starter):
    text = admin_client.get("/styleguide/").content.decode()
    tokens = set(re.findall(r"--([\w-]+): #", (STATIC / "site.css").read_text().split("@layer modes")[0]))

    assert {name for name in tokens if f"swatch-{name}" not in text} <= {"brand-dots"}
    for level in ("non-urgent", "urgent", "emergency"):
        assert f"card-{level}" in text
    shown = set(re.findall(r"swatch-([\w-]+)", text))
    assert shown == set(re.findall(r"\.swatch-([\w-]+)", (STATIC / "styleguide.css").read_text()))


def test_no_colour_is_written_outside_the_tokens():
    """A colour in a rule would escape dark, contrast and the clinic's own. Paper is black on white."""
    rules = (STATIC / "site.css").read_text().split("@layer base {")[1].split("@layer print {")[0]

    assert re.findall(r"#[0-9a-f]{3,8}\b", re.sub(r"#000, transparent", "", rules)) == []
