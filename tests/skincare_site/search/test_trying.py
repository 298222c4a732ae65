"""Staff try a patient's words, keep them as checks, and are told when one fails."""

import re
from html import unescape

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from skincare_site.publishing import workflow
from skincare_site.publishing.workflow import Status
from skincare_site.search.kept import advise, check
from skincare_site.search.models import KeptPhrase
from skincare_site.search.pages import page_key, page_of
from skincare_site.search.trying import try_words
from skincare_site.symptoms.models import LayName, Symptom
from tests.admin_forms import posted
from tests.builders import make_article, make_symptom, make_tip, ready_to_publish

TRY = "/admin/search/try/"
BACKEND = "django.contrib.auth.backends.ModelBackend"


def tried(phrase, **seen_from):
    return try_words(phrase, at=timezone.now(), **seen_from)


@pytest.fixture
def blorps(db, committed):
    """A symptom in words of its own, with an explainer, a tip, and a page that also helps."""
    with committed():
        symptom = make_symptom("blorp marks", name="Blorping", slug="blorping")
        LayName.objects.create(phrase="blurp marks", kind=LayName.Kind.MISSPELLING, symptom=symptom)
        explainer = make_article(title="Blorping after treatment", slug="blorping", main_symptom=symptom)
        tip = make_tip(title="Rest", slug="rest-blorps", main_symptom=symptom)
        other = make_tip([symptom], title="Cool water", slug="cool-blorps")
    return symptom, explainer, tip, other


@pytest.fixture
def ana(staff, client):
    user = staff("Author", name="ana")
    client.force_login(user, backend=BACKEND)
    return user


def text_of(response) -> str:
    assert response.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


# Where a page comes, and why.


def test_a_page_knows_its_place_and_what_beats_it_by_what(blorps):
    _symptom, explainer, tip, _other = blorps

    seen = tried("blorp marks", page=tip)

    assert seen.page_line.place == 2
    assert [one.line.hit.thing for one in seen.ahead] == [explainer]
    assert "it is the explainer about Blorping (+1.20, your page +1.00)" in seen.ahead[0].because
    assert tried("blorp marks", page=explainer).ahead == []


def test_reasons_name_the_words_the_role_and_the_day(blorps):
    _symptom, _explainer, _tip, other = blorps

    lines = {line.hit.thing: line for line in tried("blorping marks day 2").lines}
    late = {line.hit.thing: line for line in tried("blorping marks day 90").lines}

    texts = [[reason.text for reason in line.reasons] for line in lines.values()]
    assert "it is the explainer about Blorping" in texts[0]
    assert any("“blorping”" in text for text in texts[0])
    assert "it holds on day 2" in texts[0]
    assert "it also helps with Blorping" in [reason.text for reason in lines[other].reasons]
    assert any("does not hold on day 90" in reason.text for line in late.values() for reason in line.reasons)


def test_understanding_names_wording_kind_and_what_lowers_it(blorps):
    assert tried("blurp marks").understood == [
        "Blorping, because of the wording “blurp marks” (misspelling); matched: “blurp”, “marks”."
    ]
    lowered = tried("blorp marks on my wine glass")
    assert "other words in the question lower it to" in " ".join(lowered.understood)
    assert tried("bllorp marks").told["corrections"]


@pytest.mark.parametrize(
    ("phrase", "words"),
    [("parking", "No symptom was understood"), ("my face is peeling", "The page is about: Blorping")],
)
def test_a_page_that_is_not_listed_says_why(starter, blorps, phrase, words):
    seen = tried(phrase, page=blorps[1])

    assert seen.page_line is None
    assert words in seen.not_listed


def test_a_draft_is_not_listed_because_it_is_not_public(blorps):
    draft = make_article(title="Draft", main_symptom=blorps[0], status=Status.DRAFT)

    assert "not public" in tried("blorp marks", page=draft).not_listed


def test_a_symptom_knows_its_place_and_its_first_page(blorps):
    seen = tried("blorp marks", symptom=blorps[0])

    assert (seen.symptom_place, seen.symptom_page_place, seen.passes) == (1, 1, True)
    assert not tried("parking", symptom=blorps[0]).passes


@pytest.mark.parametrize("phrase", ["", " ", "?!", "\x00", "a" * 5000, "<script>", "not", "' OR 1=1 --"])
def test_any_words_can_be_tried(blorps, phrase):
    seen = tried(phrase, page=blorps[1], symptom=blorps[0])

    assert seen.page_line or seen.not_listed


@pytest.mark.parametrize(
    "key", ["", "article", "article:", "article:x", "article:٣", "page:1", "article:" + "9" * 30]
)
def test_a_key_of_no_page_is_no_page(db, key):
    assert page_of(key) is None


# The page in the admin.


def test_a_nurse_reads_why_in_plain_words(blorps, ana, client):
    _symptom, _explainer, tip, _other = blorps

    text = text_of(client.get(TRY, {"phrase": "blurp marks day 3", "page": page_key(tip)}))

    assert "Read as “blurp marks day 3”, day 3." in text
    assert "Understood: Blorping, because of the wording “blurp marks” (misspelling)" in text
    assert "Your page comes 2nd" in text
    assert "1. Blorping after treatment, because it is the explainer about Blorping" in text


def test_only_who_may_see_the_vocabulary_may_try(client, django_user_model, ana):
    client.force_login(django_user_model.objects.create_user("bo", is_staff=True), backend=BACKEND)
    assert client.get(TRY, {"phrase": "red"}).status_code == 403
    assert client.post(TRY, {"phrase": "red"}).status_code == 403
    client.logout()
    assert client.get(TRY).status_code == 302


def test_titles_of_kinds_one_may_not_look_at_stay_hidden(blorps, staff, client):
    from django.contrib.auth.models import Permission

    user = staff(name="cy")
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_layname", "view_caretip"]))
    client.force_login(user, backend=BACKEND)

    offered = client.get(TRY).context["form"].fields["page"].choices
    assert [name for name, _rows in offered[1:]] == ["Care tips"]


@pytest.mark.parametrize(
    "asked",
    [
        {"phrase": ""},
        {"phrase": "x" * 201},
        {"phrase": "<script>alert(1)</script>"},
        {"phrase": "red", "page": "article:999999"},
        {"phrase": "red", "page": "nonsense", "symptom": "x"},
        {"page": "article:x", "symptom": "y"},
    ],
)
def test_any_request_is_answered_and_escaped(starter, ana, client, asked):
    response = client.get(TRY, asked)

    assert response.status_code == 200
    assert b"<script>alert" not in response.content
    assert KeptPhrase.objects.count() == 0


def test_reading_changes_nothing(blorps, ana, client, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(TRY, {"phrase": "blorp marks", "page": page_key(blorps[1])})

    assert not [
        query
        for query in queries
        if re.match(r"(INSERT|UPDATE|DELETE)", query["sql"]) and "session" not in query["sql"]
    ]


def test_change_forms_offer_to_try(blorps, ana, staff, client):
    symptom, explainer, tip, _other = blorps
    client.force_login(staff("Clinical reviewer", name="rey"), backend=BACKEND)
    for thing, name, value in [
        (explainer, "page", page_key(explainer)), (tip, "page", page_key(tip)), (symptom, "symptom", symptom.pk)
    ]:  # fmt: skip
        address = f"admin:{thing._meta.app_label}_{thing._meta.model_name}"
        html = client.get(reverse(f"{address}_change", args=[thing.pk])).content.decode()
        panel = re.search(r'<form class="try-words".*?</form>', html, re.DOTALL)
        assert f'<input type="hidden" name="{name}" value="{value}">' in panel.group()
        assert panel.end() < html.index(f'id="{thing._meta.model_name}_form"')
        assert "try-words" not in client.get(reverse(f"{address}_add")).content.decode()


# Phrases kept as checks.


def test_a_phrase_is_kept_listed_and_deleted(blorps, ana, client):
    symptom, explainer, *_others = blorps

    kept = client.post(
        TRY, {"phrase": "blorp marks", "symptom": symptom.pk, "page": page_key(explainer)}, follow=True
    )

    phrase = KeptPhrase.objects.get()
    assert (phrase.phrase, phrase.symptom, phrase.created_by) == ("blorp marks", symptom, ana)
    assert "Kept. “blorp marks” leads to Blorping now." in text_of(kept)
    assert "Your page comes 1st" in text_of(kept)
    listed = text_of(client.get(reverse("admin:search_keptphrase_changelist")))
    assert "blorp marks Blorping Passes" in listed
    client.post(reverse("admin:search_keptphrase_delete", args=[phrase.pk]), {"post": "yes"})
    assert not KeptPhrase.objects.exists()


def test_a_phrase_is_kept_once_and_may_fail(blorps, ana, client):
    symptom = blorps[0]
    once = client.post(TRY, {"phrase": "parking", "symptom": symptom.pk}, follow=True)
    twice = client.post(TRY, {"phrase": "parking", "symptom": symptom.pk}, follow=True)

    assert "It does not pass yet" in text_of(once)
    assert "Fails understood: no symptom; first pages: no page" in text_of(once)
    assert "kept as a check already" in text_of(twice)
    assert KeptPhrase.objects.count() == 1


@pytest.mark.parametrize(
    "wrong", [{"phrase": ""}, {"symptom": "x"}, {"phrase": "x" * 300}, {"phrase": "\x00"}, {}]
)
def test_what_cannot_be_kept_says_so(blorps, ana, client, wrong):
    given = {"phrase": "blorp", "symptom": blorps[0].pk, **wrong} if wrong else {}

    response = client.post(TRY, given, follow=True)

    assert response.status_code == 200
    assert 'class="error"' in response.content.decode()
    assert not KeptPhrase.objects.exists()


def test_who_may_not_keep_may_still_read(blorps, staff, client):
    from django.contrib.auth.models import Permission

    user = staff(name="cy")
    user.user_permissions.set(Permission.objects.filter(codename="view_layname"))
    client.force_login(user, backend=BACKEND)

    assert "Keep this phrase" not in text_of(client.get(TRY, {"phrase": "blorp marks"}))
    assert client.post(TRY, {"phrase": "a", "symptom": blorps[0].pk}).status_code == 403


def test_a_check_passes_only_with_a_page_in_the_first_three(blorps, committed):
    symptom, *pages = blorps
    kept = KeptPhrase.objects.create(phrase="blorp marks", symptom=symptom)
    assert check([kept], timezone.now())[0].passes

    with committed():
        for page in pages:
            page.status = Status.DRAFT
            page.save()

    assert not check([kept], timezone.now())[0].passes


def test_check_phrases_names_what_came_instead(blorps, capsys):
    symptom = blorps[0]
    KeptPhrase.objects.create(phrase="blorp marks", symptom=symptom)
    call_command("check_phrases")
    assert "1 kept phrases, all lead to their symptom" in capsys.readouterr().out

    other = make_symptom(name="Wobbling", slug="wobbling")
    KeptPhrase.objects.create(phrase="blurp marks", symptom=other)
    with pytest.raises(CommandError, match="1 of 2"):
        call_command("check_phrases")
    told = capsys.readouterr().out
    assert (
        "“blurp marks”: wanted Wobbling; understood: Blorping; first pages: “Blorping after treatment”"
        in told
    )


# Advice before publishing.


def test_a_failing_phrase_is_advice_before_publishing_and_blocks_nothing(blorps, staff, client):
    symptom, explainer, *_others = blorps
    KeptPhrase.objects.create(phrase="parking", symptom=symptom)
    client.force_login(staff("Publisher"), backend=BACKEND)
    Article.objects.filter(pk=explainer.pk).update(status=Status.IN_REVIEW)

    text = text_of(client.get(reverse("admin:articles_article_change", args=[explainer.pk])))

    assert "The check phrase “parking” does not lead to Blorping now" in text
    explainer.refresh_from_db()
    ready_to_publish(explainer).move("publish", staff("Publisher", name="pat"))
    assert explainer.status == Status.PUBLISHED


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("phrase", "warned"), [("blorp marks", False), ("parking", True)])
def test_publishing_warns_of_what_fails_once_the_page_is_public(staff, client, phrase, warned):
    # A check that this very page mends must not be reported: search knows the page only after the commit.
    symptom = make_symptom("blorp marks", name="Blorping", slug="blorping")
    draft = make_article(title="Blorping", slug="blorping", main_symptom=symptom, status=Status.DRAFT)
    ready_to_publish(draft)
    KeptPhrase.objects.create(phrase=phrase, symptom=symptom)
    client.force_login(staff("Publisher"), backend=BACKEND)
    address = reverse("admin:articles_article_change", args=[draft.pk])
    given = posted(client.get(address))

    text = text_of(client.post(address, {**given, "_move_publish": "Publish"}, follow=True))

    assert "is public now" in text
    assert ("Worth a look:" in text) is warned


def test_advice_is_short_and_about_the_pages_own_symptoms(blorps):
    symptom, explainer, *_others = blorps
    other = Symptom.objects.exclude(pk=symptom.pk).first() or make_symptom()
    KeptPhrase.objects.create(phrase="nothing of the kind", symptom=other)
    assert advise(explainer) == []

    for number in range(7):
        KeptPhrase.objects.create(phrase=f"zzz {number}", symptom=symptom)

    assert len(advise(explainer)) == 6
    assert advise(explainer)[-1][0] == "2 more check phrases fail."
    assert set(advise(explainer)) <= set(workflow.advice(explainer))
