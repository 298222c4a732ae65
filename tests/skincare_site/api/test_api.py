"""The read-only API: only what is public, always with its review and its red flags, as its own description says."""

import json

import pytest
from django.utils import timezone
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from aftercare.models import CareTip
from articles.models import Article
from skincare_site.images.models import Picture
from skincare_site.symptoms.models import Symptom
from tests.builders import make_article

pytestmark = pytest.mark.django_db
ALL = [("explainers", "Explainer", Article), ("tips", "Tip", CareTip), ("symptoms", "Symptom", Symptom)]


def get(client, path, status=200, **headers):
    response = client.get(f"/api/v1/{path}", headers=headers)
    assert response.status_code == status, response.content
    return json.loads(response.content) if response.content else None


@pytest.fixture
def fits(client):
    """`fits("Tip", data)`: faults of `data` against that schema of the description."""
    described = get(client, "openapi.json")

    def faults(name, data):
        schema = {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
        return [fault.message for fault in Draft202012Validator(schema).iter_errors(data)]

    return faults


def test_the_description_is_valid_openapi_and_names_every_address(client):
    described = get(client, "openapi.json")

    validate(described)
    index = get(client, "")
    for name in ("explainers", "tips", "symptoms"):
        assert f"/{name}/" in described["paths"]
        assert index[name] == f"http://testserver/api/v1/{name}/"
    assert index["description"] == "http://testserver/api/v1/openapi.json"


@pytest.mark.parametrize(("name", "schema", "model"), ALL)
def test_every_list_and_item_is_as_described(client, starter, fits, name, schema, model):
    listed = get(client, f"{name}/?limit=100")

    assert fits(f"{schema}List", listed) == []
    public = model.objects.all() if model is Symptom else model.objects.visible()
    assert {item["slug"] for item in listed["items"]} == set(public.values_list("slug", flat=True))
    for item in listed["items"][:12]:
        path = item["self"].removeprefix("http://testserver/api/v1/")
        assert fits(schema, get(client, path)) == []


def test_a_made_up_field_would_not_be_as_described(client, starter, fits):
    one = get(client, "tips/?limit=1")["items"][0]
    assert fits("TipInList", one) == []
    assert fits("TipInList", {**one, "secret": 1}) != []
    assert fits("TipInList", {key: value for key, value in one.items() if key != "review"}) != []


@pytest.mark.parametrize(("name", "schema", "model"), ALL)
def test_pages_follow_each_other_without_gap_or_double(client, starter, name, schema, model):
    whole = [item["slug"] for item in get(client, f"{name}/?limit=100")["items"]]
    walked, path = [], f"{name}/?limit=7"
    while path:
        page = get(client, path)
        assert len(page["items"]) <= 7
        walked += [item["slug"] for item in page["items"]]
        path = page["next"] and page["next"].removeprefix("http://testserver/api/v1/")

    assert walked == whole[: len(walked)]
    assert (
        len(walked)
        == len(set(walked))
        == (model.objects.count() if model is Symptom else model.objects.visible().count())
    )


def test_drafts_planned_and_expired_pages_are_not_there(client, starter):
    now = timezone.now()
    make_article(title="Only a draft", status="draft", publish_at=None)
    make_article(
        title="Tomorrow", status="published", is_starter=True, publish_at=now + timezone.timedelta(days=1)
    )
    make_article(
        title="Gone", status="published", is_starter=True,
        publish_at=now - timezone.timedelta(days=2), expires_at=now - timezone.timedelta(days=1),
    )  # fmt: skip

    slugs = {item["slug"] for item in get(client, "explainers/?limit=100")["items"]}
    for article in Article.objects.filter(title__in=["Only a draft", "Tomorrow", "Gone"]):
        assert article.slug not in slugs
        get(client, f"explainers/{article.slug}/", status=404)
        assert article.slug not in str(get(client, "symptoms/redness/"))


def test_staff_see_no_more_than_the_public(admin_client, starter):
    draft = make_article(title="Only a draft", status="draft", publish_at=None)
    assert admin_client.get(f"/api/v1/explainers/{draft.slug}/").status_code == 404


def test_an_effect_comes_with_its_call_day_its_red_flags_and_its_notice(client, starter):
    peeling = get(client, "explainers/peeling/")

    assert peeling["call_the_clinic"].startswith("Call the clinic")
    assert [card["level"] for card in peeling["red_flags"]] == ["emergency", "urgent"]
    assert all(card["lines"] for card in peeling["red_flags"])
    assert peeling["review"]["notice"] == "This is a starter text. The clinic has not checked it yet."
    for item in get(client, "explainers/?limit=100")["items"]:
        assert item["call_the_clinic"] or item["kind"] == "guide", item["slug"]


def test_a_picture_whose_consent_is_withdrawn_is_not_named(client, starter):
    article = Article.objects.visible().exclude(picture=None).first()
    assert get(client, f"explainers/{article.slug}/")["picture"]["alt"] == article.picture.shown_alt

    Picture.objects.filter(pk=article.picture_id).update(shows_person=True, consent=None)

    assert get(client, f"explainers/{article.slug}/")["picture"] is None


def test_an_unchanged_answer_is_not_sent_twice_and_a_changed_one_is(client, starter):
    first = client.get("/api/v1/explainers/peeling/")
    tag = first["ETag"]
    again = client.get("/api/v1/explainers/peeling/", headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")

    Article.objects.filter(slug="peeling").update(summary="Peeling is usual.")

    changed = client.get("/api/v1/explainers/peeling/", headers={"if-none-match": tag})
    assert changed.status_code == 200
    assert changed["ETag"] != tag


def test_any_site_may_read_it_and_nobody_gets_a_cookie(client, starter):
    response = client.get("/api/v1/tips/")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize(
    "path",
    [
        "tips/?limit=0",
        "tips/?limit=101",
        "tips/?limit=ten",
        "tips/?limit=-1",
        "tips/?limit=%D9%A1",
        f"tips/?after={'a' * 81}",
    ],
)
def test_a_bad_page_is_refused_in_words(client, path):
    refused = get(client, path, status=400)
    assert refused["detail"]
    assert refused["status"] == 400


@pytest.mark.parametrize("path", ["nothing/", "tips/no-such-tip/", "nothing/at-all/", f"tips/{'a' * 200}/"])
def test_what_is_not_there_is_said_as_json(client, path):
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert json.loads(response.content)["status"] == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_is_read_only(client, method):
    assert getattr(client, method)("/api/v1/tips/").status_code == 405


@pytest.mark.parametrize("path", ["explainers/", "tips/", "symptoms/", "explainers/peeling/"])
def test_the_queries_do_not_grow_with_the_content(client, starter, path, django_assert_max_num_queries):
    with django_assert_max_num_queries(7):
        get(client, path)
