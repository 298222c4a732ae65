"""Nobody's save waits while a colleague's picture is worked on."""

import pytest
from django.db import connection

from skincare_site.images import decoding, files, renditions, uploads
from skincare_site.images.models import Picture

from .pictures import encoded, upload

FORM = {"title": "Cheek, day 2", "alt": "Cheek with a few dry flakes", "skin_tone": "brown"}


@pytest.mark.django_db(transaction=True)
def test_pixels_are_worked_on_once_and_before_the_save_begins(admin_client, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    in_a_save = []

    def watched(module, name):
        really = getattr(module, name)

        def act(*given):
            in_a_save.append((name, connection.in_atomic_block))
            return really(*given)

        monkeypatch.setattr(module, name, act)

    watched(uploads, "safe_copy")
    watched(renditions, "encode")
    answer = admin_client.post(
        "/admin/images/picture/add/", {**FORM, "file": upload(encoded(size=(700, 500)))}
    )

    assert answer.status_code == 302
    assert in_a_save == [("safe_copy", False), ("encode", False)]
    picture = Picture.objects.get(title=FORM["title"])
    assert files.stored() == set(picture.file_names())


def test_a_refused_upload_says_why_when_it_is_taken():
    file = upload(b"no picture at all")
    uploads.make_ready(file)
    with pytest.raises(decoding.ValidationError, match="can't be read as a picture"):
        uploads.safe_copy_of(file)
