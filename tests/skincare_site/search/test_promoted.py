"""The page that staff chose to answer a symptom first."""

import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from aftercare.models import CareTip
from skincare_site.publishing.workflow import Status
from skincare_site.search.find import find
from skincare_site.search.models import PromotedPage
from skincare_site.search.pages import page_key
from skincare_site.search.promoted import promoted_page
from skincare_site.search.trying import try_words
from tests.builders import make_article, make_symptom, make_tip

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def blorps(db, committed):
    with committed():
        symptom = make_symptom("blorp marks", name="Blorping", slug="blorping")
        explainer = make_article(title="Blorping after treatment", slug="blorping", main_symptom=symptom)
        tip = make_tip([symptom], title="Cool water", slug="cool-blorps")
    return symptom, explainer, tip


@pytest.fixture
def publisher(staff, client):
    user = staff("Publisher")
    client.force_login(user, backend=BACKEND)
    return user


def promote(symptom, page) -> PromotedPage:
    return PromotedPage.objects.create(symptom=symptom, kind=page.search_kind, object_id=page.pk)


def listed(phrase="blorp marks"):
    return [hit.thing for hit in find(phrase, at=timezone.now()).hits]


def test_it_comes_first_in_search_and_says_so(blorps):
    symptom, explainer, tip = blorps
    assert listed()[0] == explainer

    promote(symptom, tip)

    assert listed()[0] == tip
    seen = try_words("blorp marks", at=timezone.now(), page=explainer)
    assert seen.lines[0].is_promoted
    assert "promoted by staff for Blorping (+2.00, your page +0.00)" in seen.ahead[0].because


def test_it_comes_first_on_the_symptoms_own_page(blorps, client):
    symptom, _explainer, tip = blorps
    promote(symptom, tip)

    html = client.get(symptom.get_absolute_url()).content.decode()

    assert html.index("Read this first") < html.index(tip.get_absolute_url())
    assert html.index(tip.get_absolute_url()) < html.index("/articles/blorping/")
    assert html.count(tip.get_absolute_url()) == 1


def test_it_may_be_the_only_page(db, client, committed):
    with committed():
        symptom = make_symptom()
        tip = make_tip(main_symptom=symptom)
    promote(symptom, tip)

    html = client.get(symptom.get_absolute_url()).content.decode()

    assert tip.get_absolute_url() in html
    assert "No page about this yet" not in html


@pytest.mark.parametrize(
    "change", [{"status": Status.DRAFT}, {"status": Status.ARCHIVED}, {"expires_at": "now"}]
)
def test_a_page_that_is_not_public_is_ignored(blorps, client, committed, change):
    symptom, explainer, tip = blorps
    promote(symptom, tip)
    if "expires_at" in change:
        change = {"expires_at": timezone.now()}
    with committed():
        for name, value in change.items():
            setattr(tip, name, value)
        tip.save()

    assert promoted_page(symptom) is None
    assert listed() == [explainer]
    assert "Read this first" not in client.get(symptom.get_absolute_url()).content.decode()


def test_a_page_that_is_about_it_no_more_is_ignored(blorps, committed):
    symptom, explainer, tip = blorps
    promote(symptom, tip)
    with committed():
        tip.symptoms.clear()

    assert promoted_page(symptom) is None
    assert listed()[0] == explainer


@pytest.mark.parametrize("how", ["instance", "queryset"])
def test_a_deleted_page_is_forgotten(blorps, how):
    symptom, explainer, tip = blorps
    other = make_symptom()
    promote(symptom, tip)
    kept = promote(other, explainer)

    if how == "instance":
        tip.delete()
    else:
        CareTip.objects.filter(pk=tip.pk).delete()

    assert list(PromotedPage.objects.all()) == [kept]


# Choosing it.


def test_staff_choose_from_public_pages_by_kind(blorps, publisher, client):
    symptom, explainer, tip = blorps
    make_article(title="Hidden draft", status=Status.DRAFT, main_symptom=symptom)
    address = reverse("admin:search_promotedpage_add")

    html = client.get(address, {"symptom": symptom.pk}).content.decode()
    assert '<optgroup label="Explainers">' in html
    assert '<optgroup label="Care tips">' in html
    assert "Hidden draft" not in html
    saved = client.post(address, {"symptom": symptom.pk, "page": page_key(tip)})

    assert saved.status_code == 302
    assert promoted_page(symptom) == tip
    change = reverse("admin:search_promotedpage_change", args=[PromotedPage.objects.get().pk])
    assert re.search(rf'value="{page_key(tip)}" selected', client.get(change).content.decode())
    client.post(change, {"symptom": symptom.pk, "page": page_key(explainer)})
    assert promoted_page(symptom) == explainer
    assert (
        "Blorping after treatment"
        in client.get(reverse("admin:search_promotedpage_changelist")).content.decode()
    )


def test_a_choice_that_does_not_fit_says_why(blorps, publisher, client):
    symptom, _explainer, tip = blorps
    other = make_symptom(name="Wobbling", slug="wobbling")
    promote(symptom, tip)
    address = reverse("admin:search_promotedpage_add")

    def refusal(**given) -> str:
        response = client.post(address, given)
        assert response.status_code == 200
        return unescape(response.content.decode())

    assert "“Cool water” is not about Wobbling (it is about: Blorping)." in refusal(
        symptom=other.pk, page=page_key(tip)
    )
    assert "This page is not public any more." in refusal(symptom=other.pk, page="article:999999")
    assert "A page is promoted for this symptom already." in refusal(symptom=symptom.pk, page=page_key(tip))
    assert "This field is required." in refusal(symptom=other.pk, page="")
    assert PromotedPage.objects.count() == 1


def test_the_form_still_opens_when_its_page_went_offline_or_away(blorps, publisher, client, committed):
    symptom, _explainer, tip = blorps
    promoted = promote(symptom, tip)
    change = reverse("admin:search_promotedpage_change", args=[promoted.pk])
    with committed():
        tip.status = Status.DRAFT
        tip.save()

    assert "not public now, so it is ignored" in client.get(change).content.decode()
    PromotedPage.objects.filter(pk=promoted.pk).update(object_id=999_999)
    assert client.get(change).status_code == 200
    assert "Gone" in client.get(reverse("admin:search_promotedpage_changelist")).content.decode()


def test_the_try_page_leads_to_the_choice(blorps, publisher, client):
    symptom, _explainer, tip = blorps
    before = client.get("/admin/search/try/", {"phrase": "blorp marks"}).content.decode()
    promoted = promote(symptom, tip)
    after = client.get("/admin/search/try/", {"phrase": "blorp marks"}).content.decode()

    assert f"{reverse('admin:search_promotedpage_add')}?symptom={symptom.pk}" in before
    assert reverse("admin:search_promotedpage_change", args=[promoted.pk]) in after
    assert "promoted by staff" in after


def test_groups_have_their_rights(staff):
    author, reviewer = staff("Author"), staff("Clinical reviewer")

    assert author.has_perms(["search.view_keptphrase", "search.add_keptphrase", "search.delete_keptphrase"])
    assert not author.has_perm("search.change_promotedpage")
    for user in (reviewer, staff("Publisher")):
        assert user.has_perms([f"search.{name}_promotedpage" for name in ("add", "change", "delete")])
        assert user.has_perm("search.add_keptphrase")
