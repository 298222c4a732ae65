"""The interface in French: every public page type, with the staff's English marked as English."""

import re
from collections import defaultdict
from html.parser import HTMLParser

import polib
import pytest
from django.template.loader import render_to_string
from django.test import override_settings

from aftercare.models import CareTip
from articles.models import Article
from articles.timeline import Course
from skincare_site import catalogues
from skincare_site.clinics.models import Clinic, RedFlagCard
from skincare_site.search.picker import SPANS
from skincare_site.symptoms.models import Symptom
from tests.browser.pages import PAGES

FRENCH = {
    **PAGES,
    "day of treatment": "/recovery/microneedling/day/0/",
    "second page of results": "/search/?q=red&page=2",
    "unsure": "/search/?q=my+skin+feels+odd+somehow",
    "nothing fits": "/symptoms/?what=blood&where=eyes&day=later",
}
# The same words in both languages, or an English word inside a longer French text.
LONG = 12
# Words that no French sentence has, and no name of a clinic or treatment either.
ENGLISH = re.compile(r"\b(?:the|and|your|you|with|what|this|not|are|is|to|of)\b", re.IGNORECASE)


@pytest.fixture(autouse=True)
def french():
    with override_settings(LANGUAGE_CODE="fr-ca"):
        yield


class Reader(HTMLParser):
    """The words of a page by language, as a browser takes them: each text, and each attribute that is read out."""

    READ_OUT = (
        "aria-label",
        "alt",
        "title",
        "placeholder",
        "data-saved",
        "data-one",
        "data-many",
        "data-gone",
    )
    EMPTY = ("meta", "link", "input", "img", "br", "source", "hr")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = [("", "")]  # (element, its language)
        self.words: dict[str, list[str]] = defaultdict(list)
        self.description = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        lang = values.get("lang", self.open[-1][1])
        if tag == "meta" and values.get("name") == "description" and not self.words["en"]:
            self.description = values["content"]  # ours, unless the title before it is the staff's
        self.words[lang] += [value for name, value in attrs if value and name in self.READ_OUT]
        if tag not in self.EMPTY:
            self.open.append((tag, lang))

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        while self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        tag, lang = self.open[-1]
        if tag not in ("script", "style"):
            self.words[lang].append(data)

    def said(self, lang: str) -> str:
        return "\n".join(self.words[lang])


def read(client, address: str) -> Reader:
    return Reader(client.get(address).content.decode())


def english_pieces() -> set[str]:
    """The interface's English, cut at what is filled in and at markup, where French says something else."""
    pieces = set()
    for entry in catalogues.updated("fr", catalogues.collected().values()):
        french_words = " ".join(catalogues.translations(entry))
        for text in filter(None, (entry.msgid, entry.msgid_plural)):
            for piece in re.split(r"%\(\w+\)s|\{\w+\}|<[^>]+>", text):
                if len(piece.strip()) > LONG and piece.strip() not in french_words:
                    pieces.add(piece.strip())
    return pieces


def content_pieces() -> set[str]:
    """What staff typed: titles, summaries, tips, lines of cards."""
    pages = [*Article.objects.visible(), *CareTip.objects.visible()]
    said = [text for page in pages for text in (page.title, page.search_text().summary)]
    said += [line for page in pages if isinstance(page, Article) for line in page.call_line_list]
    said += [line for card in RedFlagCard.objects.all() for line in card.line_list]
    said += [
        text for symptom in Symptom.objects.all() for text in (symptom.patient_words, symptom.description)
    ]
    said += [text for clinic in Clinic.objects.all() for text in (clinic.after_hours, clinic.directions)]
    return {text for text in said if len(text) > LONG}


@pytest.mark.usefixtures("starter")
class TestEveryPage:
    def test_is_french_and_keeps_no_english_of_the_interface(self, client):
        pieces = english_pieces()
        assert len(pieces) > 250
        left: dict[str, list[str]] = {}
        for name, address in FRENCH.items():
            page = read(client, address)
            assert set(page.words) <= {"", "fr-CA", "en"}, name
            ours = f"{page.description}\n{page.said('fr-CA')}"
            if found := sorted(piece for piece in pieces if piece in ours):
                left[name] = found
        assert left == {}

    def test_has_no_unmarked_english(self, client):
        """Words that no catalogue knows, because nobody marked them."""
        left: dict[str, list[str]] = {}
        for name, address in FRENCH.items():
            page = read(client, address)
            if found := [text for text in page.words["fr-CA"] if ENGLISH.search(text)]:
                left[name] = found
        assert left == {}

    def test_marks_what_staff_wrote_as_english(self, client):
        content = content_pieces()
        seen: set[str] = set()
        unmarked: dict[str, list[str]] = {}
        for name, address in FRENCH.items():
            page = read(client, address)
            seen |= {text for text in content if text in page.said("en")}
            if found := sorted(text for text in content if text in page.said("fr-CA")):
                unmarked[name] = found
        assert unmarked == {}
        assert len(seen) > 100

    def test_has_one_h1_and_the_emergency_line_in_french(self, client):
        for name, address in FRENCH.items():
            text = client.get(address).content.decode()
            assert len(re.findall(r"<h1[ >]", text)) == 1, name
            assert "Appelez le 911." in text.split("</header>")[0], name
            assert "811 (Santé811)" in text.split("</header>")[0], name

    def test_sets_no_cookie_and_varies_by_no_language(self, client):
        for name, address in FRENCH.items():
            response = client.get(address, headers={"Accept-Language": "en"})
            assert not response.cookies, name
            assert "Accept-Language" not in response.get("Vary", ""), name
            assert '<html lang="fr-CA">' in response.content.decode(), name


def test_english_site_has_no_language_marks(client, starter):
    with override_settings(LANGUAGE_CODE="en-ca"):
        for name, address in PAGES.items():
            text = client.get(address).content.decode()
            assert re.findall(r'\slang="[^"]*"', text) == [' lang="en-CA"'], name


@pytest.mark.usefixtures("starter")
class TestDanger:
    """What somebody in danger reads first. Written out here: a change of these words must be meant."""

    def test_cards_say_whom_to_call(self, client):
        text = client.get("/search/?q=pus+and+fever").content.decode()

        assert "D’abord, vérifiez ces signes" in text
        assert (
            "Agissez immédiatement\u00a0: </span>Appelez le 911 ou allez à l’urgence maintenant si\u00a0:"
            in text
        )
        assert (
            "Conseil urgent\u00a0: </span>Appelez la clinique maintenant, ou composez le 811 si elle est fermée, si\u00a0:"
            in text
        )

    def test_a_page_of_its_own_danger_lines_needs_no_database(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            text = render_to_string("500.html")
        assert "vous avez de la difficulté à respirer ou à avaler" in text
        assert "Clinique fermée\u202f? Composez le <strong>811</strong>" in text

    def test_call_sentences(self):
        assert (
            Course(0, call_at_once=True).call_sentence()
            == "Appelez la clinique le jour même où vous le voyez."
        )
        assert (
            Course(0, 0, 1, 1, 3, 7).sentence()
            == "Commence habituellement le jour du traitement, est à son plus fort du jour 0 au jour 1 et passe en "
            "1 à 3 jours. Appelez la clinique si c’est encore là après le jour 7."
        )
        assert (
            Course(14, 28, 60, 60, 120, 90).sentence()
            == "Commence habituellement dès la semaine 2, est à son plus fort entre la semaine 4 et le mois 2 et passe "
            "en 2 à 4 mois. Appelez la clinique si c’est encore là après le mois 3."
        )


@pytest.mark.usefixtures("starter")
class TestFormats:
    def test_times_dates_and_counts(self, client):
        clinic = client.get("/clinics/barrie/").content.decode()
        results = client.get("/search/?q=red").content.decode()
        source = client.get("/articles/redness/").content.decode()

        assert "<td>9\u00a0h à 17\u00a0h</td>" in clinic
        assert re.search(r"\d+ pages qui peuvent aider", results)
        assert "Consulté le 1er novembre 2026." in source

    def test_half_hours(self):
        import datetime

        from skincare_site.clinics.templatetags.care_cards import clock

        assert clock(datetime.time(9, 30)) == "9\u00a0h\u00a030"
        with override_settings(LANGUAGE_CODE="en-ca"):
            assert [clock(datetime.time(9, 30)), clock(datetime.time(17))] == ["9:30 a.m.", "5 p.m."]

    def test_lists_made_at_import_follow_the_language(self):
        assert [span.label for span in SPANS[:2]] == ["Jour 0, le jour du traitement", "Jour 1"]
        with override_settings(LANGUAGE_CODE="en-ca"):
            assert SPANS[15].label == "Week 3 (days 15 to 21)"

    def test_what_machines_are_told(self, client):
        manifest = client.get("/manifest.webmanifest").json()
        page = client.get("/articles/redness/").content.decode()
        home = client.get("/").content.decode()
        worker = client.get("/sw.js").content.decode()

        assert manifest["lang"] == "fr-CA"
        assert '"inLanguage":"en-CA"' in page  # the text, not its buttons
        assert '<meta property="og:locale" content="en_CA">' in page
        assert '<meta property="og:locale" content="fr_CA">' in home
        assert '"inLanguage":["fr-CA","en-CA"]' in home
        assert '"locale": "fr-CA"' in worker
        assert "Vous \\u00eates hors ligne" in worker

    def test_saved_pages_are_made_anew_when_the_language_changes(self, db):
        from skincare_site.offline import content_version

        french_version = content_version()
        with override_settings(LANGUAGE_CODE="en-ca"):
            assert content_version() != french_version


class TestCatalogues:
    @pytest.fixture(params=["en", "fr"])
    def language(self, request):
        return request.param

    def test_hold_exactly_the_strings_of_the_code(self, language):
        """`make messages` mends it."""
        kept = polib.pofile(str(catalogues.path_of(language)))

        assert {(entry.msgctxt or "", entry.msgid, entry.msgid_plural) for entry in kept} == {
            (one.context, one.singular, one.plural) for one in catalogues.collected().values()
        }

    def test_compiled_file_is_as_new_as_its_source(self, language):
        path = catalogues.path_of(language)

        assert path.with_suffix(".mo").read_bytes() == catalogues.compiled(polib.pofile(str(path)))

    def test_french_is_whole_and_fills_in_the_same_names(self):
        assert catalogues.faults(catalogues.updated("fr", catalogues.collected().values())) == []

    def test_french_spaces_do_not_break(self):
        wrong = []
        for entry in catalogues.updated("fr", catalogues.collected().values()):
            for text in catalogues.translations(entry):
                plain = re.sub(r"<[^>]+>|%\(\w+\)s", "x", text)
                if re.search(r"(?<!\u00a0):(?=\s|$)|(?<!\u202f)[;?!]|«(?!\u00a0)|(?<!\u00a0)»|'", plain):
                    wrong.append(text)
        assert wrong == []

    def test_strings_are_found_in_code_and_templates(self):
        code = 'from x import gettext as _\n# Translators: short\n_("One")\nngettext("%(n)s day", "%(n)s days", n)\n'
        template = (
            '{% translate "Two" context "menu" %}{% include "a" with b=_("Three") %}{{ c|default:_("Four") }}'
            "{% blocktranslate count n=3 %}{{ n }} page{% plural %}{{ n }} pages{% endblocktranslate %}"
        )
        found = [*catalogues.in_python(code), *catalogues.in_template(template)]

        assert [(one.context, one.singular, one.plural) for one in found] == [
            ("", "One", ""), ("", "%(n)s day", "%(n)s days"), ("menu", "Two", ""), ("", "Three", ""), ("", "Four", ""),
            ("", "%(n)s page", "%(n)s pages"),
        ]  # fmt: skip
        assert found[0].comment == "short"

    def test_faults_are_named(self):
        message = catalogues.Message("", "Day %(day)s of %(all)s")
        catalogue = catalogues.updated("fr", [message, catalogues.Message("", "Never said before")])
        catalogue[0].msgstr = "Jour %(jour)s"

        assert catalogues.faults(catalogue) == [
            "other placeholders: Day %(day)s of %(all)s", "not translated: Never said before",
        ]  # fmt: skip
