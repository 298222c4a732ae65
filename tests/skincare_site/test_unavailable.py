"""The database or the disk fails: readers are told when to come back, and no editor types anything twice."""

import errno
import re
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import DatabaseError, OperationalError, connection
from django.db.models.signals import pre_save

from articles.models import Article
from skincare_site.images import files
from skincare_site.images.models import Picture
from skincare_site.publishing.workflow import Status
from skincare_site.symptoms.models import Treatment
from skincare_site.unavailable import Trouble, trouble_of
from tests.admin_forms import posted
from tests.builders import make_article
from tests.faults.browser import form_of

from .database.locks import foreign_lock, impatient
from .images.pictures import encoded, upload

TEXT = "It settles in 4 days, “usually”.\nNot in 3."


@pytest.fixture
def away(transactional_db, client):
    """`away()`: from here on nobody can reach the database; the client shows answers, not exceptions."""
    usual = dict(connection.settings_dict)

    def go():
        connection.close()
        connection.settings_dict.update(
            {"NAME": "/nowhere/at/all"}
            if connection.vendor == "sqlite"
            else {"HOST": "127.0.0.1", "PORT": "1"}
        )

    client.raise_request_exception = False
    yield go
    connection.close()
    connection.settings_dict.update(usual)


def test_a_page_without_its_database_says_when_to_come_back(client, away):
    away()
    answer = client.get("/symptoms/")
    html = answer.content.decode()

    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert answer["Cache-Control"] == "no-store, private"
    assert "lips, tongue or throat swell" in html
    assert 'type="search"' in html


def test_a_form_without_its_database_comes_back_with_its_text(client, admin_user, away):
    client.force_login(admin_user)
    page = make_article(status=Status.DRAFT)
    address = f"/admin/articles/article/{page.pk}/change/"
    form = posted(client.get(address))
    away()
    answer = client.post(address, {**form, "summary": TEXT})

    assert answer.status_code == 503
    assert form_of(answer.content.decode())["summary"] == [TEXT]


def test_no_password_is_shown_again(client, away):
    client.get("/admin/login/")
    away()
    answer = client.post("/admin/login/", {"username": "nurse", "password": "correct horse battery"})

    assert answer.status_code == 503
    assert "correct horse" not in answer.content.decode()
    assert "never kept" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_save_that_waited_too_long_keeps_the_text_and_can_be_sent_again(client, admin_user):
    client.force_login(admin_user)
    client.raise_request_exception = False
    page = make_article(status=Status.DRAFT)
    address = f"/admin/articles/article/{page.pk}/change/"
    form = posted(client.get(address))
    with foreign_lock("articles_article"), impatient():
        refused = client.post(address, {**form, "summary": TEXT})
    again = form_of(refused.content.decode())
    saved = client.post(address, again)

    assert refused.status_code == 503
    assert "Nothing you typed is lost" in refused.content.decode()
    assert again["summary"] == [TEXT]
    assert saved.status_code == 302
    assert Article.objects.get(pk=page.pk).summary.replace("\r", "") == TEXT


def test_two_who_take_one_name_at_the_same_moment(client, admin_user):
    """The form looked whether the name is free, and somebody took it before the row was written."""
    client.force_login(admin_user)
    client.raise_request_exception = False
    add = "/admin/symptoms/treatment/add/"
    form = form_of(client.get(add).content.decode())

    def rival(**_sent):
        Treatment.objects.bulk_create([Treatment(name="Gentle peel of ours", slug="gentle-peel")])

    pre_save.connect(rival, sender=Treatment)
    try:
        refused = client.post(add, {**form, "name": "Gentle peel, the other one", "slug": "gentle-peel"})
    finally:
        pre_save.disconnect(rival, sender=Treatment)
    again = form_of(refused.content.decode())
    rival()
    told = client.post(add, again)

    assert refused.status_code == 409
    assert "Somebody else saved the same name" in refused.content.decode()
    assert again["name"] == ["Gentle peel, the other one"]
    assert told.status_code == 200
    assert "already exists" in told.content.decode()


@pytest.mark.django_db(transaction=True)
def test_readers_and_forms_do_not_wait_for_a_writer(client, admin_user):
    client.force_login(admin_user)
    page = make_article(status=Status.DRAFT)
    with foreign_lock("publishing_openform", "articles_article", "accounts_accountsession"):
        assert client.get(f"/admin/articles/article/{page.pk}/change/").status_code == 200
        assert client.get("/articles/").status_code == 200


def test_a_full_disk_keeps_the_words_of_a_picture_and_leaves_no_file(admin_client, monkeypatch):
    admin_client.raise_request_exception = False
    usual, before, written = FileSystemStorage._save, set(files.stored()), []

    def save(storage, name, content):
        if not written:
            written.append(name)
            return usual(storage, name, content)
        Path(storage.path(name)).write_bytes(b"the first half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", save)
    data = {"title": "Cheek on day 3", "alt": "Brown skin, a red cheek", "skin_tone": "brown"}
    file = upload(encoded(size=(900, 700)), "cheek.jpg")
    answer = admin_client.post("/admin/images/picture/add/", {**data, "file": file})
    html = answer.content.decode()

    assert answer.status_code == 503
    assert "no room left" in html
    assert form_of(html)["alt"] == ["Brown skin, a red cheek"]
    assert re.search(r'type="file"[^>]* name="file"', html)
    assert not Picture.objects.filter(title="Cheek on day 3").exists()
    assert set(files.stored()) == before


@pytest.mark.django_db
def test_a_fault_of_ours_is_no_trouble_of_the_database():
    with pytest.raises(DatabaseError) as raised, connection.cursor() as cursor:
        cursor.execute("SELECT * FROM no_such_table")

    assert trouble_of(raised.value) is None
    assert trouble_of(ValueError()) is None
    assert trouble_of(OSError(errno.ENOSPC, "full")) is Trouble.DISK


@pytest.mark.django_db(transaction=True)
def test_the_trouble_is_found_behind_other_exceptions():
    with foreign_lock("articles_article"), impatient(), pytest.raises(OperationalError) as raised:
        make_article()
    behind = RuntimeError()
    behind.__cause__ = raised.value

    assert trouble_of(behind) is Trouble.BUSY
