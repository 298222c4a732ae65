import gc
import re

import pytest

from articles.models import Article
from skincare_site.page_cache import fragments
from skincare_site.search import views
from tests.builders import make_article, make_symptom

pytestmark = pytest.mark.usefixtures("starter")


def ask(client, question: str, **extra) -> str:
    response = client.get("/search/", {"q": question, **extra})
    assert response.status_code == 200
    return response.content.decode()


def test_marks_that_outside_checks_rely_on(client):
    page = ask(client, "my face is pealing day 3")

    hits = re.findall(
        r'<li[^>]*data-kind="(article|tip)"[^>]*data-slug="([^"]+)"[^>]*data-symptoms="([^"]*)"', page
    )
    assert hits[0][:2] == ("article", "peeling")
    assert hits[0][2].split()[0] == "peeling"
    assert re.findall(r'data-symptom="([^"]+)"', page)[0] == "peeling"
    assert "data-no-match" not in page


def test_no_answer_is_marked_and_helps(client):
    page = ask(client, "parking")

    assert re.search(r"<main[^>]*data-no-match", page)
    assert "data-slug" not in page
    assert "/symptoms/redness/" in page
    assert "705-555-0142" in page
    assert "911" in page


@pytest.mark.parametrize(
    ("question", "address"),
    [
        ("my face is pealing day 3", "/recovery/microneedling/day/3/"),
        ("peeling on day 14", "/recovery/microneedling/day/14/"),
        ("still red on day 20", "/recovery/microneedling/"),  # only weeks have pages by then
    ],
)
def test_day_in_the_question_leads_to_what_is_usual_on_it(client, question, address):
    assert f'href="{address}"' in ask(client, question)
    assert client.get(address).status_code == 200


def test_question_without_a_day_leads_to_no_day(client):
    assert "/recovery/" not in ask(client, "my face is pealing")


def test_correction_is_shown_and_not_silent(client):
    page = ask(client, "brruises on cheek")

    assert re.search(r"Did you mean <a[^>]*>bruises on cheek</a>", page)
    assert 'value="brruises on cheek"' in page
    assert "Did you mean" not in ask(client, "bruises on cheek")


@pytest.mark.parametrize("question", ["parking", "opening hours", "price list", "cancel my booking"])
def test_questions_for_the_clinic_lead_to_the_clinics_page(client, question):
    page = ask(client, question)

    assert "question for the clinic" in page
    assert 'href="/clinics/"' in page.split("<main")[1]
    assert "data-symptom=" not in page


def test_questions_about_skin_are_not_sent_away(client):
    assert "question for the clinic" not in ask(client, "redness")
    assert "question for the clinic" not in ask(client, "qwerty")


@pytest.mark.parametrize(
    ("question", "level"), [("my eye is swollen shut", "emergency"), ("pus coming out", "urgent")]
)
def test_danger_card_stands_above_the_results(client, question, level):
    page = ask(client, question)

    card = re.search(rf'id="call-{level}"', page)
    first_hit = re.search(r"data-slug=", page)
    assert card
    assert first_hit is None or card.start() < first_hit.start()


def test_results_leave_no_trace(client):
    response = client.get("/search/", {"q": "secret itching"})

    assert response["Cache-Control"] == "no-store, private"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]
    assert not response.cookies
    title = re.search(r"<title>(.*?)</title>", response.content.decode(), re.DOTALL).group(1)
    assert "secret" not in title


def test_pieces_that_are_remembered_hold_nothing_that_was_typed(client, monkeypatch):
    made, really = [], fragments._rendered
    monkeypatch.setattr(fragments, "_rendered", lambda *given: made.append(really(*given)) or made[-1])
    fragments._remembered.cache_clear()

    assert "qwzx" in ask(client, "my qwzx face is red and peeling")
    keys = [repr(piece.key) for piece in gc.get_objects() if type(piece) is fragments._Piece]

    assert any("redness" in key and "article" in key for key in keys)
    assert any("<mark>" in html for html in made)
    assert not any("qwzx" in text for text in [*keys, *made])


def test_a_result_follows_its_page(client):
    first = ask(client, "redness")
    Article.objects.filter(slug="redness").update(title="Quite another title")
    assert "Quite another title" not in first
    assert "Quite another title" in ask(client, "redness")


def test_brand_names_are_searched_and_never_shown(client):
    from skincare_site.symptoms.models import LayName

    brands = LayName.objects.filter(kind=LayName.Kind.BRAND).values_list("phrase", flat=True)
    assert len(brands) > 20
    shown = "".join(client.get(address).content.decode().casefold() for address in ("/", "/symptoms/"))

    assert [brand for brand in brands if f">{brand}<" in shown] == []


@pytest.mark.parametrize("page", ["2", "0", "-1", "abc", "9999999999", "1e5", "٣", ""])
def test_any_page_number_is_answered(client, page):
    ask(client, "redness", page=page)


@pytest.mark.parametrize(
    "question", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "\x00pus", "a" * 9000]
)
def test_hostile_questions_are_shown_as_text(client, question):
    response = client.get("/search/", {"q": question})

    assert response.status_code in (200, 400)
    assert b"<script>alert" not in response.content
    assert b"<img src=x" not in response.content


def test_box_holds_what_was_asked_and_only_there(client):
    page = ask(client, 'red "cheeks" & value=""')
    assert 'name="q" value="red &quot;cheeks&quot; &amp; value=&quot;&quot;"' in page
    assert 'name="q" value=""' in client.get("/").content.decode()


def test_a_to_z_lists_lay_names_and_leads_to_the_symptom(client):
    page = client.get("/symptoms/").content.decode()

    assert "erythema" in page.casefold()
    assert page.count('href="/symptoms/') > 19


def test_symptom_page_shows_its_explainer_and_tips(client):
    page = client.get("/symptoms/peeling/").content.decode()

    assert "/articles/peeling/" in page
    assert "/aftercare/let-flakes-fall/" in page


def test_symptom_page_of_very_many_pages_lists_the_first_and_leads_to_search(client, monkeypatch):
    monkeypatch.setattr(views, "MOST", 3)
    symptom, other = make_symptom(name="Warm & pink", slug="warm"), make_symptom()
    for title in ("Main 2", "Main 1"):
        make_article(title=title, slug=title.lower().replace(" ", "-"), main_symptom=symptom)
    make_article([symptom], title="Beside 1", slug="beside-1", main_symptom=other)
    make_article([symptom, other], title="Beside 2", slug="beside-2", main_symptom=None, is_starter=True)

    short = client.get("/symptoms/warm/").content.decode()
    monkeypatch.setattr(views, "MOST", 4)
    whole = client.get("/symptoms/warm/").content.decode()

    listed = re.compile(r'<a href="/articles/([-\w]+)/">')
    assert listed.findall(short) == ["main-1", "main-2", "beside-1"]
    assert '<a class="more" href="/search/?q=Warm%20%26%20pink">' in short
    assert listed.findall(whole) == ["main-1", "main-2", "beside-1", "beside-2"]
    assert 'class="more"' not in whole
