"""The reports over all content: the starter content is clean, and staff see what is not."""

import io

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command

from aftercare.models import CareTip
from articles.models import Article
from skincare_site.clinics.models import RedFlagCard
from skincare_site.publishing.contradictions import contradictions
from skincare_site.publishing.models import published_kinds
from skincare_site.publishing.rules import findings_of
from skincare_site.publishing.workflow import Status
from skincare_site.reports import content_rows, link_rows, newest_texts
from tests.builders import make_article, make_tip

CONTENT, LINKS, PAIRS = "/admin/reports/content/", "/admin/reports/links/", "/admin/reports/contradictions/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client, staff):
    """A signed-in author."""
    client.force_login(staff("Author"), backend="django.contrib.auth.backends.ModelBackend")
    return client


# The starter content.


def test_no_rule_blocks_a_starter_page(starter):
    pages = [page for kind in published_kinds() for page in kind._default_manager.filter(is_starter=True)]
    assert len(pages) > 60
    blocking = [
        (page.slug, finding.code, finding.quote or finding.sentence)
        for page, findings in findings_of(pages)
        for finding in findings
        if finding.blocks
    ]
    assert blocking == []


def test_little_is_advised_on_starter_pages(starter):
    pages = [page for kind in published_kinds() for page in kind._default_manager.filter(is_starter=True)]
    advice = [
        (page.slug, finding.code, finding.quote) for page, found in findings_of(pages) for finding in found
    ]
    assert advice == []


def test_starter_pages_and_red_flags_do_not_contradict_each_other(starter):
    assert [
        (pair.topic, pair.left[0], pair.right[0]) for pair in contradictions(newest_texts(published_kinds()))
    ] == []


def test_a_red_flag_card_is_compared_with_pages(starter):
    make_tip(text="<p>Call for a fever of 39 °C or higher.</p>")
    (pair,) = contradictions(newest_texts(published_kinds()))
    assert pair.topic == "Fever"
    assert isinstance(pair.left[0].page.card, RedFlagCard)


# The pages in the admin.


@pytest.mark.parametrize("address", [CONTENT, LINKS, PAIRS])
def test_a_report_is_for_staff_who_may_look_at_pages(client, staff, reader, address):
    assert reader.get(address).status_code == 200
    client.logout()
    assert client.get(address).status_code == 302
    client.force_login(staff(name="nobody"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address).status_code == 403


@pytest.mark.parametrize("address", [CONTENT, LINKS, PAIRS])
def test_a_report_of_clean_content_says_so(starter, reader, address):
    assert 'class="nothing"' in reader.get(address).content.decode()


def test_only_kinds_a_person_may_look_at_are_listed(client, staff):
    make_article(title="An explainer", what_it_is="<p>It is painless.</p>")
    make_tip(title="A tip", text="<p>It is painless.</p>")
    person = staff(name="tips-only")
    person.user_permissions.add(Permission.objects.get(codename="view_caretip"))
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    shown = client.get(CONTENT).content.decode()
    assert "A tip" in shown
    assert "An explainer" not in shown


def test_findings_are_listed_with_reason_fix_and_a_link_to_the_field(reader):
    page = make_article(title="Bad words", what_it_is="<p>It is painless. It is normal.</p>")
    shown = reader.get(CONTENT).content.decode()
    assert f'href="/admin/articles/article/{page.pk}/change/#id_what_it_is"' in shown
    assert shown.index("B9: Absolute claim") < shown.index("A1: ")
    assert "Skin differs" in shown
    assert "Say what usually happens" in shown
    assert "It is painless." in shown


def test_findings_can_be_filtered_by_rule_and_kind(reader):
    make_article(title="Bad explainer", what_it_is="<p>It is painless. It is normal.</p>")
    make_tip(title="Bad tip", text="<p>It is painless.</p>")
    only_rule = reader.get(CONTENT, {"rule": "A1"}).content.decode()
    assert "Bad explainer" in only_rule
    assert "Bad tip" not in only_rule
    only_kind = reader.get(CONTENT, {"kind": "tip"}).content.decode()
    assert "Bad tip" in only_kind
    assert "Bad explainer" not in only_kind


@pytest.mark.parametrize("query", [{"rule": "Z9"}, {"kind": "<b>"}, {"page": "x"}, {"page": "99"}])
def test_nonsense_in_the_address_is_ignored(reader, query):
    make_article(what_it_is="<p>It is painless.</p>")
    assert "It is painless." in reader.get(CONTENT, query).content.decode()


def test_many_findings_are_cut_into_pages(reader):
    for number in range(60):
        make_tip(title=f"Tip number {number}", text="<p>It is painless. This is normal.</p>")
    first = reader.get(CONTENT).content.decode()
    assert "page=2" in first
    assert first.count('class="report-where"') == 100


def test_a_draft_beside_a_public_page_is_read_too(reader):
    page = make_article(title="Live", what_it_is="<p>It is painless.</p>")
    from skincare_site.publishing.records import Version, about
    from skincare_site.publishing.texts import values_of

    values = {**values_of(page), "title": "Newest", "what_it_is": "<p>It is painless. It is guaranteed.</p>"}
    page.draft = Version.objects.create(**about(page), title="Newest", values=values, digest="x")
    page.draft_status = Status.DRAFT
    page.save()
    rows = [row for row in content_rows([Article]) if row.page.pk == page.pk and row.finding.code == "B9"]
    assert [(row.page.title, row.is_draft, row.quote) for row in rows] == [
        ("Live", False, "It is painless."),
        ("Newest", True, "It is guaranteed."),
    ]
    assert "Draft beside the public page" in reader.get(CONTENT).content.decode()


def test_archived_pages_are_left_out():
    make_tip(title="Old", text="<p>It is painless.</p>", status=Status.ARCHIVED)
    assert [row for row in content_rows([CareTip]) if row.page.title == "Old"] == []


def test_broken_links_are_listed(reader):
    make_article(title="Linking", what_it_is='<p>See <a href="/articles/nowhere/">this page</a>.</p>')
    (row,) = link_rows([Article])
    assert row.quote == "/articles/nowhere/"
    shown = reader.get(LINKS).content.decode()
    assert "Linking" in shown
    assert "There is no page at /articles/nowhere/." in shown


def test_a_contradiction_is_shown_with_both_sentences_and_both_pages(starter, reader):
    page = make_tip(title="Odd one out", text="<p>Use SPF 15 every day.</p>")
    shown = reader.get(PAIRS).content.decode()
    assert "Sun protection factor" in shown
    assert "Use SPF 15 every day." in shown
    assert f"/admin/aftercare/caretip/{page.pk}/change/#id_text" in shown
    assert "SPF 30 or higher" in shown


# One pass over everything.


def test_a_pass_over_all_content_costs_the_same_queries_however_many_pages(
    starter, django_assert_max_num_queries
):
    for number in range(30):
        make_tip(
            title=f"Tip {number}", text='<p>See <a href="/articles/redness/">redness</a>. It is normal.</p>'
        )
    with django_assert_max_num_queries(20):
        rows = content_rows(published_kinds())
    assert [row.finding.code for row in rows].count("A1") == 30


def test_the_command_prints_the_same_and_fails_for_a_public_page(starter):
    out = io.StringIO()
    call_command("check_content", stdout=out)
    assert out.getvalue().startswith("0 findings")
    make_tip(slug="draft-tip", text="<p>It is painless.</p>", status=Status.DRAFT)
    call_command("check_content", stdout=out)
    assert "B9 /aftercare/draft-tip/ text (draft)" in out.getvalue()
    make_tip(slug="public-tip", text="<p>It is painless. It is normal. Use SPF 15.</p>", is_starter=True)
    with pytest.raises(CommandError, match="Public pages break a rule"):
        call_command("check_content", stdout=out)
    assert "A1 /aftercare/public-tip/" in out.getvalue()
    assert "Contradiction, Sun protection factor" in out.getvalue()
    short = io.StringIO()
    with pytest.raises(CommandError):
        call_command("check_content", "--blocking", stdout=short)
    assert "A1" not in short.getvalue()


# Beside the form.


def test_findings_stand_beside_the_form(admin_client):
    page = make_article(what_it_is="<p>It is painless. It is normal.</p>")
    shown = admin_client.get(f"/admin/articles/article/{page.pk}/change/").content.decode()
    assert "Content checks" in shown
    assert 'href="#id_what_it_is"' in shown
    assert "promises what nobody can promise" in shown
