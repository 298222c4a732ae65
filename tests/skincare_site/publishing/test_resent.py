"""A form that is sent twice counts once."""

import pytest

from aftercare.models import CareTip
from skincare_site.publishing.records import Version
from skincare_site.publishing.workflow import Status
from tests.admin_forms import posted
from tests.builders import make_article

pytestmark = pytest.mark.django_db


def test_a_save_sent_twice_is_kept_once_and_is_no_conflict(admin_client):
    page = make_article(status=Status.DRAFT)
    address = f"/admin/articles/article/{page.pk}/change/"
    form = {**posted(admin_client.get(address)), "summary": "It settles in 4 days."}
    answers = [admin_client.post(address, form) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Version.objects.about(page).filter(values__summary="It settles in 4 days.").count() == 1
    assert not Version.objects.about(page).filter(kept=Version.Kept.CONFLICT).exists()


def test_another_text_on_the_old_form_is_a_conflict_still(admin_client):
    page = make_article(status=Status.DRAFT)
    address = f"/admin/articles/article/{page.pk}/change/"
    form = posted(admin_client.get(address))
    admin_client.post(address, {**form, "summary": "It settles in 4 days."})
    refused = admin_client.post(address, {**form, "summary": "It settles in 5 days."})

    assert refused.status_code == 200
    assert (
        Version.objects.about(page).get(kept=Version.Kept.CONFLICT).values["summary"]
        == "It settles in 5 days."
    )


def test_a_new_page_sent_twice_is_one_page(admin_client):
    address = "/admin/aftercare/caretip/add/"
    form = {**posted(admin_client.get(address)), "title": "Sleep facing up"}
    first, second = (admin_client.post(address, form) for _time in range(2))

    assert first.status_code == second.status_code == 302
    assert CareTip.objects.filter(title="Sleep facing up").count() == 1
    admin_client.post(address, {**form, "title": "Sleep facing the wall"})
    assert CareTip.objects.filter(title__startswith="Sleep facing").count() == 2


def test_a_page_that_was_changed_since_is_not_taken_for_a_new_one(admin_client):
    address = "/admin/aftercare/caretip/add/"
    form = {**posted(admin_client.get(address)), "title": "Sleep facing up"}
    admin_client.post(address, form)
    tip = CareTip.objects.get(title="Sleep facing up")
    change = f"/admin/aftercare/caretip/{tip.pk}/change/"
    admin_client.post(change, {**posted(admin_client.get(change)), "why": "It helps."})
    admin_client.post(address, form)

    assert CareTip.objects.filter(title="Sleep facing up").count() == 2
