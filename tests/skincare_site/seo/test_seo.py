"""What search engines and messengers read in the head of a page."""

import datetime
import gzip
import json
import re
from html import unescape

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone

from skincare_site.clinics.models import Clinic, OpeningHours
from skincare_site.images.consent import Consent, Scope
from skincare_site.images.models import Picture, SkinTone
from skincare_site.seo import linked_data
from skincare_site.symptoms.models import LayName
from tests.builders import make_article, make_reviewer, make_symptom, make_tip, make_treatment

HOSTILE = '</script><script>alert("x")</script> & \u2028 <!-- é'


def linked(text: str) -> dict[str, dict]:
    """The JSON-LD blocks of a page by type."""
    blocks = [
        json.loads(block) for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    ]
    assert all(block["@context"] == "https://schema.org" for block in blocks)
    return {block["@type"]: block for block in blocks}


def head_tags(text: str) -> dict[str, str]:
    return {
        name: unescape(value)
        for name, value in re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)"', text)
    }


@pytest.fixture
def read(client, db):
    return lambda address: client.get(address).content.decode()


class TestMedicalPage:
    def test_reviewed_page_names_who_and_when(self, read):
        symptom = make_symptom(name="Redness X", medical_name="erythema")
        article = make_article(
            title="Redness",
            main_symptom=symptom,
            reviewer=make_reviewer(),
            reviewed_on=datetime.date(2026, 9, 1),
        )

        page = linked(read(article.get_absolute_url()))["MedicalWebPage"]

        assert page["url"] == f"http://testserver{article.get_absolute_url()}"
        assert page["name"] == "Redness"
        assert page["inLanguage"] == "en-CA"
        assert page["audience"] == {"@type": "Patient"}
        assert page["about"] == {
            "@type": "MedicalCondition",
            "name": "Redness X",
            "alternateName": ["erythema"],
        }
        assert page["lastReviewed"] == "2026-09-01"
        assert page["reviewedBy"] == {"@type": "Person", "name": "Dana Roy", "jobTitle": "Registered nurse"}

    def test_unchecked_starter_page_claims_no_review(self, read):
        article = make_article(is_starter=True, reviewer=make_reviewer())

        page = linked(read(article.get_absolute_url()))["MedicalWebPage"]

        assert "lastReviewed" not in page
        assert "reviewedBy" not in page

    def test_page_without_symptom_is_about_the_treatment(self, read):
        tip = make_tip(treatment=make_treatment(name="Needling"))

        page = linked(read(tip.get_absolute_url()))["MedicalWebPage"]

        assert page["about"] == {"@type": "MedicalProcedure", "name": "Needling"}

    def test_symptom_page_gives_its_lay_names(self, read):
        symptom = make_symptom(name="Milia", medical_name="milia")
        LayName.objects.create(phrase="white bumps", symptom=symptom, kind=LayName.Kind.ALSO_CALLED)
        LayName.objects.create(phrase="brand words", symptom=symptom, kind=LayName.Kind.BRAND)

        page = linked(read(symptom.get_absolute_url()))["MedicalWebPage"]

        assert page["about"]["alternateName"] == ["white bumps"]

    def test_draft_shown_to_staff_describes_nothing(self, admin_client):
        article = make_article(status="draft")

        text = admin_client.get(article.get_absolute_url()).content.decode()

        assert "MedicalWebPage" not in linked(text)

    def test_no_title_closes_the_block(self, read):
        article = make_article(title=HOSTILE, summary=HOSTILE)

        text = read(article.get_absolute_url())

        found = linked(text)
        assert found["MedicalWebPage"]["name"] == HOSTILE
        assert found["BreadcrumbList"]["itemListElement"][-1]["name"] == HOSTILE
        assert "<script>alert" not in text
        tags = head_tags(text)
        assert tags["og:title"] == HOSTILE
        assert tags["og:description"] == tags["description"] == HOSTILE

    def test_block_holds_none_of_the_characters_that_html_or_old_scripts_read(self):
        text = linked_data.script({"name": HOSTILE})

        inner = text.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
        assert not set(inner) & set("<>&\u2028\u2029")
        assert json.loads(inner)["name"] == HOSTILE


@pytest.mark.usefixtures("starter")
class TestEveryKindOfPage:
    def test_blocks_stay_small(self, read):
        for address in ("/", "/articles/redness/", "/symptoms/redness/", "/aftercare/do-not-pick/"):
            blocks = re.findall(r"<script type=.application/ld\+json.>.*?</script>", read(address))
            assert len(gzip.compress("".join(blocks).encode(), 9)) < 500, address

    def test_breadcrumbs_say_what_the_page_shows(self, read):
        text = read("/articles/redness/")

        shown = re.search(r'aria-label="Breadcrumb".*?</nav>', text, re.DOTALL).group()
        words = [unescape(word) for word in re.findall(r">([^<>]+)</(?:a|span)>", shown)]
        links = [f"http://testserver{link}" for link in re.findall(r'href="([^"]+)"', shown)]
        steps = linked(text)["BreadcrumbList"]["itemListElement"]
        assert [step["name"] for step in steps] == words
        assert [step["item"] for step in steps[:-1]] == links
        assert [step["position"] for step in steps] == [1, 2, 3]
        assert "item" not in steps[-1]

    def test_front_page_is_the_site_and_offers_no_search_to_others(self, read):
        text = read("/")

        assert linked(text)["WebSite"]["url"] == "http://testserver/"
        assert "SearchAction" not in text

    def test_shared_link_has_title_words_and_picture(self, client):
        tags = head_tags(client.get("/articles/redness/?from=mail").content.decode())

        assert tags["og:url"] == "http://testserver/articles/redness/"
        assert tags["og:title"] == "Redness after microneedling"
        assert tags["og:description"] == tags["description"]
        assert tags["twitter:card"] == "summary_large_image"
        assert tags["og:image"] == "http://testserver/static/site/share.png"
        assert client.get("/static/site/share.png").status_code == 200

    def test_search_address_shares_no_question(self, read):
        text = read("/search/?q=pus+and+fever")

        assert head_tags(text)["og:url"] == "http://testserver/search/"
        assert "pus" not in text.split("</head>")[0]


class TestClinic:
    def make(self, **values):
        clinic = Clinic.objects.create(
            **{
                "name": "Orillia clinic", "slug": "orillia", "street": "1 Lake Street", "city": "Orillia",
                "postal_code": "L3V 1A1", "phone": "705-555-0100", "after_hours": "Dial 811.", **values,
            }
        )  # fmt: skip
        for day in (0, 1, 4):
            OpeningHours.objects.create(clinic=clinic, weekday=day, opens="09:00", closes="17:00")
        OpeningHours.objects.create(clinic=clinic, weekday=5, opens="10:00", closes="14:00")
        return clinic

    def test_clinic_gives_phone_address_and_hours(self, read):
        found = linked(read(self.make().get_absolute_url()))["MedicalClinic"]

        assert found["telephone"] == "705-555-0100"
        assert found["address"]["addressLocality"] == "Orillia"
        assert found["address"]["addressCountry"] == "CA"
        assert [
            (hours["dayOfWeek"], hours["opens"], hours["closes"])
            for hours in found["openingHoursSpecification"]
        ] == [(["Monday", "Tuesday", "Friday"], "09:00", "17:00"), (["Saturday"], "10:00", "14:00")]

    def test_example_details_are_told_to_no_machine(self, read):
        assert "MedicalClinic" not in read(self.make(is_example=True).get_absolute_url())


class TestSharedPicture:
    def picture(self, **values):
        made = Picture(
            title="P", file="pictures/a.webp", width=900, height=600, digest="d" * 64, alt="Pink cheek",
            skin_tone=SkinTone.BROWN, **values,
        )  # fmt: skip
        return made

    def shared(self, picture) -> dict[str, str]:
        template = Template("{% load seo %}{% share_picture picture %}")
        return head_tags(
            template.render(Context({"request": RequestFactory().get("/a/"), "picture": picture}))
        )

    def test_picture_of_the_page_goes_with_the_link(self):
        tags = self.shared(self.picture())

        assert tags["og:image"] == "http://testserver/media/pictures/a.webp"
        assert (tags["og:image:width"], tags["og:image:height"]) == ("900", "600")
        assert tags["og:image:alt"] == "Pink cheek"

    def test_photo_of_a_person_never_goes_with_the_link(self):
        consent = Consent(reference="F-1", scope=Scope.WEBSITE, given_on=timezone.localdate())
        photo = self.picture(shows_person=True, consent=consent)

        assert photo.may_be_shown
        assert "share.png" in self.shared(photo)["og:image"]

    def test_drawing_does_not_go_with_the_link(self):
        drawing = Picture(title="P", drawing="sunscreen", alt="x", skin_tone=SkinTone.DRAWING)

        assert "share.png" in self.shared(drawing)["og:image"]


class TestAddresses:
    def test_own_origin_beats_the_host_that_was_asked_for(self, read, client, settings):
        settings.CANONICAL_ORIGIN, settings.ALLOWED_HOSTS = "https://care.example", ["*"]
        article = make_article()

        text = client.get(article.get_absolute_url(), headers={"host": "evil.example"}).content.decode()

        assert "evil.example" not in text
        assert f'<link rel="canonical" href="https://care.example{article.get_absolute_url()}">' in text
        assert linked(text)["MedicalWebPage"]["url"].startswith("https://care.example/")
        for address in ("/sitemap.xml", "/robots.txt"):
            answer = client.get(address, headers={"host": "evil.example"}).content.decode()
            assert "evil.example" not in answer
            assert "https://care.example/" in answer

    def test_unknown_host_is_refused_where_no_origin_is_set(self, client, db):
        assert client.get("/", headers={"host": "evil.example"}).status_code == 400


class TestLanguages:
    def rendered(self, translations) -> str:
        template = Template(
            "{% load seo %}{% alternates as all %}{% for language, address in all %}{{ language }} {{ address }};{% endfor %}"
        )
        return template.render(
            Context({"request": RequestFactory().get("/a/"), "translations": translations})
        )

    def test_one_language_needs_no_alternates(self):
        assert self.rendered(None) == ""
        assert self.rendered([("en-ca", "/a/")]) == ""

    def test_each_language_and_a_default_for_all_others(self):
        assert self.rendered([("en-ca", "/a/"), ("fr-ca", "/fr/a/")]) == (
            "en-ca http://testserver/a/;fr-ca http://testserver/fr/a/;x-default http://testserver/a/;"
        )
