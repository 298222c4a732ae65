"""What somebody typed is data to whatever reads it: decoded once, and never SQL, a pattern, a template or code."""

import ast
import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from skincare_site.face.models import Face
from skincare_site.publishing.models import Source
from skincare_site.richtext.allowed import clean
from skincare_site.search.find import find
from skincare_site.search.reading import Question
from skincare_site.symptoms.models import LayName, Symptom
from tests.builders import make_article, make_symptom
from tests.privacy import stores
from tests.skincare_site.publishing.rules.reading import explainer, found

CODE = [
    file
    for folder in ("skincare_site", "articles", "aftercare")
    for file in sorted((settings.BASE_DIR / folder).rglob("*.py"))
]
SCRIPTS = sorted((settings.BASE_DIR / "static").rglob("*.js")) + sorted(
    (settings.BASE_DIR / "templates").rglob("*.js")
)


class Read(HTMLParser):
    """What a browser takes from a page: the question in its box, and the words that are shown."""

    def __init__(self, page: str):
        super().__init__()
        self.box, self.words = None, ""
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag == "input" and values.get("name") == "q":
            self.box = values.get("value")

    def handle_data(self, data):
        self.words += data


# Decoding.


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("%3Cb%3Ered", "<b>red"),
        ("%253Cb%253Ered", "%3Cb%3Ered"),
        ("%26lt%3Bb%26gt%3Bred", "&lt;b&gt;red"),
        ("%5Cu003cb%5Cu003ered", "\\u003cb\\u003ered"),
        ("a+%2B+b%2520c", "a + b%20c"),
    ],
)
def test_a_question_is_decoded_once(client, starter, sent, read):
    assert Read(client.get(f"/search/?q={sent}").content.decode()).box == read


def test_an_address_is_decoded_once(client, starter):
    assert client.get("/articles/%72edness/").status_code == 200
    assert client.get("/articles/%2572edness/").status_code == 404


@pytest.mark.parametrize("text", ["<p>&lt;script&gt;x&lt;/script&gt;</p>", "<p>&amp;lt;script&amp;gt;</p>"])
def test_rich_text_that_shows_a_tag_goes_on_showing_it(text):
    assert clean(text) == text


# Databases.

SQL = ["' OR '1'='1", "1 OR 1=1", '" OR ""="', "x'); DROP TABLE articles_article;--", "%' OR title LIKE '%", "1;SELECT 1"]  # fmt: skip
# `{}` is where the text goes.
ASKING = [
    "/search/?q={}", "/search/suggest/?q={}", "/symptoms/?what={}&where={}", "/articles/?page={}", "/api/v1/tips/?after={}",
    "/admin/articles/article/?q={}", "/admin/articles/article/?o={}", "/admin/articles/article/?status__exact={}",
    "/admin/symptoms/layname/?q={}", "/admin/publishing/auditentry/?who={}", "/admin/publishing/auditentry/csv/?q={}",
    "/admin/schedule/?month={}",
]  # fmt: skip


def content():
    passing = ("accounts_accountsession", "search_asked")
    return {name: rows for name, rows in stores.tables(connection) if not name.startswith(passing)}


def test_sql_in_a_parameter_is_words(starter, admin_client):
    before = content()
    for address in ASKING:
        for text in SQL:
            answer = admin_client.get(address.replace("{}", text.replace("%", "%25")))
            assert answer.status_code < 500, (address, text)

    assert content() == before


@pytest.mark.parametrize("text", SQL)
def test_sql_in_a_box_finds_no_more_rows_than_words_would(starter, admin_client, text):
    listed = admin_client.get("/admin/symptoms/symptom/", {"q": text}).context["cl"]

    assert listed.result_count < Symptom.objects.count()


def test_sql_in_a_stored_text_is_kept_and_found_as_words(starter, committed):
    title = "Robert'); DROP TABLE articles_article;-- frobnitzing"
    with committed():
        page = make_article(title=title)

    page.refresh_from_db()
    assert page.title == title
    assert title in [hit.thing.title for hit in find("frobnitzing", at=timezone.now()).hits]


# Patterns.


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wording", "named", "other"),
    [
        ("glow.pen", "We used a Glow.Pen today.", "We used a glowxpen today."),
        ("glow(pen", "We used a Glow(Pen today.", "We used a glow pen."),
        ("gl.*w", "We used gl.*w today.", "We used gleaming snow today."),
        ("pen|dry", "We used a Pen|Dry today.", "It is dry."),
    ],
)
def test_a_wording_of_staff_is_no_pattern(wording, named, other):
    LayName.objects.create(phrase=wording, symptom=make_symptom(), kind=LayName.Kind.BRAND)

    assert len(found(explainer(named), "A8")) == 1
    assert found(explainer(other), "A8") == []


def test_a_typed_word_is_no_pattern_in_its_correction():
    question = Question(text="axb a.b (c", corrections=[("a.b", "dry"), ("(c", "red")])

    assert question.corrected_text == "axb dry red"


# Templates, format strings and code.

MEANT_FOR_OTHERS = [
    "{{ 7|add:7 }} {% now 'Y' %} {# x #}", "{% load static %}{{ request.user.password }}", "${7*7} <%= 7*7 %> #{7*7}",
    "%s %d %(name)s %n", "{} {0} {0.__class__.__mro__} {settings.SECRET_KEY}",
]  # fmt: skip


@pytest.mark.parametrize("text", MEANT_FOR_OTHERS)
def test_templates_and_format_strings_are_shown_as_they_were_typed(starter, admin_client, text):
    symptom = make_symptom(name=text[:60])
    page = make_article(title=text, summary=text, what_it_is=f"<p>{text}</p>", main_symptom=symptom)
    Face.objects.create(name=text[:60], tagline=text)
    admin_client.post(f"/admin/symptoms/symptom/{symptom.pk}/delete/", {"post": "yes"})  # refused in words
    addresses = [
        page.get_absolute_url(), symptom.get_absolute_url(), "/admin/", "/admin/articles/article/", "/admin/symptoms/symptom/",
        f"/admin/articles/article/{page.pk}/history/",
    ]  # fmt: skip

    for address in addresses:
        answer = admin_client.get(address)
        assert answer.status_code == 200, address
        assert text[:60] in Read(answer.content.decode()).words, address
    assert Read(admin_client.get("/search/", {"q": text}).content.decode()).box == text


RUNS_TEXT = {"eval", "exec", "compile", "__import__", "Template", "engines.from_string"}
READS_OBJECTS = {"pickle", "marshal", "shelve", "dill", "jsonpickle", "yaml"}
STARTS_COMMANDS = {"subprocess", "pty", "os.system", "os.popen", "os.execvp"}
# Run by hand before there is a site; no request reaches it.
NOT_SERVED = {"bootstrap.py"}


def used(tree):
    """Names of what is called and imported in a file of code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)
        elif isinstance(node, ast.Import):
            yield from (name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").split(".")[0]


def test_no_text_is_run_and_no_object_is_read_from_bytes():
    assert len(CODE) > 200
    wrong = {
        str(file.relative_to(settings.BASE_DIR)): names
        for file in CODE
        if (names := (RUNS_TEXT | READS_OBJECTS) & set(used(ast.parse(file.read_text()))))
    }

    assert wrong == {}


def test_nothing_that_answers_requests_starts_a_command():
    starting = {file.name for file in CODE if STARTS_COMMANDS & set(used(ast.parse(file.read_text())))}

    assert starting == NOT_SERVED


def test_no_script_runs_text():
    texts = {file.name: file.read_text() for file in SCRIPTS}
    runs = re.compile(r"\beval\(|\bFunction\(|set(?:Timeout|Interval)\(\s*[\"'`]|\bimport\(")

    assert len(texts) >= 6
    assert [name for name, text in texts.items() if runs.search(text)] == []


# Addresses and heads.


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", " java\nscript:x"]
)
def test_the_address_of_a_source_has_a_safe_scheme(db, admin_client, address):
    def kept(link):
        admin_client.post(
            "/admin/publishing/source/add/",
            {"key": "leaflet", "name": "A leaflet", "link": link, "seen": "2026-01-01"},
        )
        return Source.objects.filter(key="leaflet").exists()

    assert not kept(address)
    assert kept("https://leaflet.example/")


def test_a_question_inside_an_address_comes_back_whole(client, starter):
    typed = "red & dry = #1 + 50% ?"
    page = client.get("/search/", {"q": typed}).content.decode()
    more = re.search(r'rel="next" href="([^"]+)"', page)[1].replace("&amp;", "&")

    following = client.get(f"/search/{more}")

    assert Read(following.content.decode()).box == typed
    assert following.context["found"].page == 2


@pytest.mark.parametrize("text", ["/admin/\r\nSet-Cookie: planted=1", "/admin/%0d%0aSet-Cookie: planted=1"])
def test_no_typed_line_becomes_a_header(client, staff, text):
    staff("Author", name="ana")

    answer = client.post("/admin/login/", {"username": "ana", "password": "a long password", "next": text})

    assert answer.status_code == 302
    assert "planted" not in answer.cookies
    assert not set("\r\n") & set(answer["Location"])
