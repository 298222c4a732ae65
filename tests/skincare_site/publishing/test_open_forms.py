"""Who else has a page's form open: said in the form, renewed by the browser, forgotten by itself."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from skincare_site.publishing import open_forms
from skincare_site.publishing.models import OpenForm
from tests.builders import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return make_article(status="draft")


@pytest.fixture
def dana(staff):
    user = staff("Author", name="dana")
    user.first_name, user.last_name = "Dana", "Roy"
    user.save()
    return user


def signed_in(user, **options) -> Client:
    client = Client(**options)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def address(page, name: str) -> str:
    return reverse(f"admin:articles_article_{name}", args=[page.pk])


def ago(page, seconds: int) -> None:
    then = timezone.now() - datetime.timedelta(seconds=seconds)
    OpenForm.objects.about(page).update(seen_at=then, opened_at=then)


def test_the_form_names_who_has_it_open_and_since_when_without_any_script(page, dana, staff):
    signed_in(dana).get(address(page, "change"))
    form = OpenForm.objects.about(page).get(user=dana)

    answer = signed_in(staff("Author", name="kim")).get(address(page, "change"))

    since = timezone.localtime(form.opened_at)
    assert f"Dana Roy has had this page open since {since:%H:%M}." in answer.text


def test_nobody_is_told_about_themselves_or_about_another_page(page, dana, staff):
    kim = staff("Author", name="kim")
    open_forms.seen(page, dana)
    assert open_forms.notice(page, dana) == ""
    assert open_forms.notice(make_article(status="draft"), kim) == ""


def test_a_beat_renews_the_notice_and_keeps_since_when(page, dana, staff):
    kim = staff("Author", name="kim")
    open_forms.seen(page, dana)
    ago(page, 80)
    since = OpenForm.objects.about(page).get().opened_at

    assert signed_in(dana).post(address(page, "open")).json() == {"notice": ""}

    form = OpenForm.objects.about(page).get(user=dana)
    assert timezone.now() - form.seen_at < datetime.timedelta(seconds=20)
    assert form.opened_at == since
    assert "Dana Roy" in signed_in(kim).post(address(page, "open")).json()["notice"]


def test_a_form_is_forgotten_90_seconds_after_its_last_beat(page, dana, staff):
    kim = staff("Author", name="kim")
    open_forms.seen(page, dana)
    ago(page, 85)
    assert "Dana Roy" in open_forms.notice(page, kim)
    ago(page, 91)
    assert open_forms.notice(page, kim) == ""
    open_forms.seen(page, kim)
    assert not OpenForm.objects.filter(user=dana).exists()  # nothing heaps up


def test_leaving_ends_the_notice_at_once(page, dana, staff):
    open_forms.seen(page, dana)
    assert signed_in(dana).post(address(page, "open"), {"left": "1"}).status_code == 204
    assert open_forms.notice(page, staff("Author", name="kim")) == ""


def test_open_since_yesterday_says_the_day(page, dana, staff):
    open_forms.seen(page, dana)
    then = timezone.now() - datetime.timedelta(days=1)
    OpenForm.objects.about(page).update(opened_at=then)
    day = timezone.localtime(then)
    assert f"since {day.day} {day:%B, %H:%M}." in open_forms.notice(page, staff("Author", name="kim"))


def test_a_beat_needs_the_change_permission_a_token_and_a_page(page, dana, django_user_model):
    looker = django_user_model.objects.create_user("looker", is_staff=True)
    assert signed_in(looker).post(address(page, "open")).status_code == 403
    assert signed_in(dana, enforce_csrf_checks=True).post(address(page, "open")).status_code == 403
    assert signed_in(dana).get(address(page, "open")).status_code == 405
    assert Client().post(address(page, "open")).status_code == 302
    gone = reverse("admin:articles_article_open", args=[page.pk + 1000])
    assert signed_in(dana).post(gone).status_code == 404
    assert not OpenForm.objects.exists()
