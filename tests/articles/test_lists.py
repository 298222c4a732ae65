"""The list of explainers: whole while it is short, page by page when it is long."""

import re

import pytest
from django.utils import timezone

from articles import lists
from articles.models import Article
from skincare_site.publishing.workflow import Status
from skincare_site.symptoms.models import Treatment
from tests.builders import make_article, make_symptom, make_treatment

pytestmark = pytest.mark.django_db
LISTED = re.compile(r'<li>\s*<a href="/articles/([-\w]+)/">')


@pytest.fixture(autouse=True)
def no_starter_explainers(db):
    Article.objects.all().delete()


@pytest.fixture
def small_pages(monkeypatch):
    monkeypatch.setattr(lists, "PAGE", 4)
    for prepared in (lists._first, lists._following):  # a written statement holds how many rows are wanted
        monkeypatch.setattr(prepared, "_written", {})


def make_effects(*titles, **values):
    treatment = Treatment.objects.first() or make_treatment()
    for number, title in enumerate(titles):
        slug = f"{title.lower().replace(' ', '-')}-{number}"
        make_article(title=title, slug=slug, treatment=treatment, **values)


def make_many():
    """Two guides and nine effects, two of one title, written down in no order."""
    make_effects("Swelling", "Acne", "Milia", "Redness", "Itching", "Milia", "Bruising", "Peeling", "Dryness")
    make_effects(
        "What to expect", "Before you come", kind=Article.Kind.GUIDE, starts_day=None, call_after_day=None
    )


def walk(client, rel, address):
    """What each page lists, following links of this kind from `address` on."""
    pages = []
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, address
        html = answer.content.decode()
        pages.append(LISTED.findall(html))
        link = re.search(rf'<a rel="{rel}" href="([^"]+)"', html)
        address = link[1] if link else None
        assert len(pages) < 20
    return pages


IN_ORDER = [
    "before-you-come-1", "what-to-expect-0", "acne-1", "bruising-6",
    "dryness-8", "itching-4", "milia-2", "milia-5",
    "peeling-7", "redness-3", "swelling-0",
]  # fmt: skip


def test_a_short_list_is_whole_and_in_calm_order(client):
    rare, usual = make_symptom(order=9), make_symptom(order=1)
    make_article(title="Abscess", slug="abscess", main_symptom=rare)
    make_article(title="Redness", slug="redness", main_symptom=usual)
    make_article(title="About us", slug="about-us", main_symptom=None, is_starter=True)

    html = client.get("/articles/").content.decode()

    assert LISTED.findall(html) == ["redness", "abscess", "about-us"]
    assert "The most usual ones come first." in html
    assert 'rel="next"' not in html
    assert "/articles/letter/" not in html


def test_as_many_as_fit_on_a_page_stay_on_it(client, small_pages):
    make_effects("Milia", "Acne", "Redness", "Itching")

    assert walk(client, "next", "/articles/") == [["acne-1", "itching-3", "milia-0", "redness-2"]]


def test_a_long_list_is_read_page_by_page_from_guides_to_the_last_letter_and_back(client, small_pages):
    make_many()

    forth = walk(client, "next", "/articles/")
    back = walk(client, "prev", f"/articles/from/{forth[-1][0]}/")

    assert forth == [IN_ORDER[:4], IN_ORDER[4:8], IN_ORDER[8:]]
    assert back == forth[::-1]
    html = client.get("/articles/").content.decode()
    assert html.index("Before you come") < html.index("Side effects from A to Z") < html.index("Acne")
    assert "The most usual ones come first." not in html


def test_more_guides_than_a_page_go_on_before_the_effects(client, small_pages):
    make_effects("G3", "G1", "G5", "G2", "G4", kind=Article.Kind.GUIDE, starts_day=None, call_after_day=None)
    make_effects("Bruising", "Acne")

    forth = walk(client, "next", "/articles/")

    assert forth == [["g1-1", "g2-3", "g3-0", "g4-4"], ["g5-2", "acne-1", "bruising-0"]]
    assert walk(client, "prev", "/articles/from/bruising-0/") == [
        ["bruising-0"],
        ["g3-0", "g4-4", "g5-2", "acne-1"],
        forth[0],
    ]


def test_pages_of_many_with_one_title_leave_nobody_out(client, small_pages):
    make_effects(*["Milia"] * 11)

    forth = walk(client, "next", "/articles/")

    assert [len(page) for page in forth] == [4, 4, 3]
    assert len({slug for page in forth for slug in page}) == 11


def test_what_is_not_public_is_on_no_page(client, small_pages):
    make_many()
    Article.objects.filter(slug="itching-4").update(status=Status.ARCHIVED)
    Article.objects.filter(slug="dryness-8").update(expires_at=timezone.now())

    pages = walk(client, "next", "/articles/")

    assert [slug for page in pages for slug in page] == [
        slug for slug in IN_ORDER if slug not in ("itching-4", "dryness-8")
    ]


@pytest.mark.parametrize(
    ("letter", "first"), [("m", "milia-2"), ("f", "itching-4"), ("s", "swelling-0"), ("z", "milia-5")]
)
def test_a_letter_leads_to_its_first_effect_or_the_nearest(client, small_pages, letter, first):
    make_many()

    answer = client.get(f"/articles/letter/{letter}/", follow=True)

    assert LISTED.findall(answer.content.decode())[0] == first


@pytest.mark.parametrize(
    "address",
    [
        "/articles/from/nowhere/",
        "/articles/from/hidden/",
        "/articles/from/before-you-come-1/",
        "/articles/letter/a/",
    ],
)
def test_a_place_that_is_no_place_of_its_own_leads_to_the_first_page(client, small_pages, address):
    make_many() if "letter" not in address else make_effects("Acne", "Milia")
    make_article(title="Hidden", slug="hidden", status=Status.DRAFT)

    answer = client.get(address)

    assert (answer.status_code, answer["Location"]) == (302, "/articles/")


@pytest.mark.parametrize("letter", ["ab", "1", "A"])
def test_what_is_no_letter_is_not_found(client, letter):
    assert client.get(f"/articles/letter/{letter}/").status_code == 404


def test_pages_say_their_own_address_and_where_they_begin(client, small_pages):
    make_many()

    html = client.get("/articles/from/dryness-8/?page=9").content.decode()

    assert re.search(r'<link rel="canonical" href="[^"?]+/articles/from/dryness-8/">', html)
    assert "<title>Side effects and guides: Dryness" in html
    assert html.count("<h1") == 1
