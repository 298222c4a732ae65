"""The report of answers to “Was this page useful?”."""

import pytest

from skincare_site.publishing import votes
from skincare_site.publishing.workflow import Status
from tests.builders import make_article, make_tip

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/reports/useful/"


def answers(page, yes, no):
    for answer in ["yes"] * yes + ["no"] * no:
        votes.count(page, answer)
    return page


def test_the_largest_share_of_no_comes_first_and_few_answers_stand_apart(admin_client):
    answers(make_article(title="Mostly liked"), 9, 1)
    answers(make_tip(title="Mostly not"), 2, 4)
    answers(make_article(title="Hardly asked"), 0, 1)
    answers(make_article(title="Taken offline", status=Status.ARCHIVED), 0, 9)

    text = admin_client.get(ADDRESS).content.decode()

    assert text.index("Mostly not") < text.index("Mostly liked") < text.index("Hardly asked")
    assert "67 %" in text
    assert "0 of 1 said yes" in text
    assert "Taken offline" not in text


def test_without_answers_it_says_so(admin_client):
    make_article()

    text = admin_client.get(ADDRESS).content.decode()

    assert "No page has 5 answers yet." in text
    assert "no answer yet" in text


def test_only_staff_who_may_look_at_pages(client, staff):
    assert client.get(ADDRESS).status_code == 302
    client.force_login(staff("Author"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(ADDRESS).status_code == 200
    client.force_login(staff(name="nobody"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(ADDRESS).status_code == 403
