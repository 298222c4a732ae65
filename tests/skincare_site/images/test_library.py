"""The library: files that come and go with their rows, consent, and where a picture is used."""

import datetime
import io
import re

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.template import Context, Template
from django.utils import timezone
from PIL import Image

from articles.models import Article
from skincare_site.backup_places import media_files, this_site
from skincare_site.images import renditions
from skincare_site.images.drawings import DRAWINGS
from skincare_site.images.models import Consent, Picture
from skincare_site.images.uses import uses
from tests.builders import make_article, make_tip

from .pictures import encoded, make_consent, make_picture, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Where pictures are kept: an empty folder, or an empty bucket (`pytest --bucket`)."""
    settings.MEDIA_ROOT = tmp_path
    return default_storage


def uploaded():
    """The rows of the tests; the starter drawings stand beside them."""
    return Picture.objects.filter(drawing="")


def stored(media) -> set[str]:
    return set(media_files(this_site().media))


def content(media, name: str) -> bytes:
    with media.open(name) as file:
        return file.read()


def shown(picture: Picture | None, **options: object) -> str:
    words = " ".join(f"{name}={value}" for name, value in options.items())
    return (
        Template("{% load pictures %}{% picture picture " + words + " %}")
        .render(Context({"picture": picture}))
        .strip()
    )


class TestRenditions:
    def test_are_made_with_the_upload_in_both_formats_and_never_larger(self, media):
        picture = make_picture(size=(1000, 500))

        assert renditions.widths(1000) == [320, 640, 960, 1000]
        assert stored(media) == set(picture.file_names())
        assert len(picture.file_names()) == 8
        for name in picture.file_names():
            with Image.open(io.BytesIO(content(media, name))) as file:
                width = int(found[1]) if (found := re.search(r"-(\d+)\.", name)) else 1000
                assert file.size == (width, width // 2)
                assert file.format == name.rpartition(".")[2].upper()

    def test_small_picture_is_not_blown_up(self):
        assert renditions.widths(200) == [200]

    def test_every_road_stores_a_safe_copy(self, media):
        exif = Image.Exif()
        exif[0x010F] = "SecretCamera"

        picture = make_picture(file=ContentFile(encoded(exif=exif), name="../IMG_1.jpg"))

        assert re.fullmatch(r"pictures/[0-9a-f]{20}\.webp", picture.file.name)
        assert all(b"SecretCamera" not in content(media, name) for name in stored(media))
        with pytest.raises(ValidationError):
            make_picture(file=ContentFile(b"<svg/>", name="x.webp"))

    def test_own_copy_keeps_its_bytes_when_it_comes_back(self, media):
        picture = make_picture()
        data = content(media, picture.file.name)
        uploaded().delete()

        again = make_picture(file=ContentFile(data, name="back.webp"))

        assert content(media, again.file.name) == data

    def test_are_served_with_the_right_type_for_ever(self, client, settings):
        picture = make_picture(size=(700, 400))

        for name, kind in [
            (picture.file.name.replace(".webp", "-320.avif"), "avif"),
            (picture.file.name, "webp"),
        ]:
            response = client.get(f"/media/{name}")
            assert response["Content-Type"] == f"image/{kind}"
            assert "immutable" in response["Cache-Control"]
            assert response["X-Content-Type-Options"] == "nosniff"
            assert "sandbox" in response["Content-Security-Policy"]


class TestFiles:
    def test_go_when_the_picture_is_replaced_but_not_before_the_commit(self, media, committed):
        picture = make_picture(size=(700, 400))
        before = set(picture.file_names())
        with committed():
            picture.file = ContentFile(encoded("PNG", (400, 300)), name="new.png")
            picture.save()
            assert before <= stored(media)

        assert stored(media) == set(picture.file_names())
        assert not before & stored(media)
        assert (picture.width, picture.height) == (400, 300)

    @pytest.mark.parametrize("road", ["one", "several"])
    def test_go_with_the_row(self, media, committed, road):
        picture = make_picture()
        with committed():
            if road == "one":
                picture.delete()
            else:
                Picture.objects.filter(pk=picture.pk).delete()

        assert stored(media) == set()

    def test_stay_when_the_deletion_is_rolled_back(self, media, committed):
        picture = make_picture()
        names = set(picture.file_names())
        with committed(), transaction.atomic():
            picture.delete()
            transaction.set_rollback(True)

        assert stored(media) == names == set(uploaded().get().file_names())

    def test_failed_save_leaves_none(self, media):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_picture(alt="")

        assert stored(media) == set()

    def test_failed_rendition_leaves_neither_file_nor_row(self, media, monkeypatch):
        storage = storages["default"]
        real = storage.save

        def full(name, content, **options):
            if name.endswith("-320.webp"):
                raise OSError(28, "No space left on device")
            return real(name, content, **options)

        monkeypatch.setattr(storage, "save", full)
        with pytest.raises(OSError, match="space"):
            make_picture(size=(700, 400))

        assert stored(media) == set()
        assert uploaded().count() == 0

    def test_failure_after_the_save_leaves_none_in_the_admin(self, admin_client, media, monkeypatch):
        from skincare_site.images.admin import PictureAdmin

        def fail(*args, **kwargs):
            raise RuntimeError

        monkeypatch.setattr(PictureAdmin, "log_addition", fail)
        data = {"title": "Cheek", "alt": "A cheek", "skin_tone": "brown", "file": upload(encoded())}
        with pytest.raises(RuntimeError):
            admin_client.post("/admin/images/picture/add/", data)

        assert uploaded().count() == 0
        assert stored(media) == set()


class TestConsent:
    def test_person_without_valid_consent_may_not_be_shown(self):
        today = timezone.localdate()
        day = datetime.timedelta(days=1)
        good = make_picture(shows_person=True)
        thing = make_picture()
        bad = [
            make_picture(shows_person=True, consent=consent)
            for consent in [
                None,
                make_consent(withdrawn_on=today),
                make_consent(given_on=today + day),
                make_consent(scope="clinic"),
                make_consent(given_on=today - 9 * day, withdrawn_on=today - 3 * day),
            ]
        ]

        for picture in uploaded().select_related("consent"):
            assert picture.may_be_shown == (picture.pk in (good.pk, thing.pk))
        assert set(uploaded().showable()) == {good, thing}
        assert all(shown(picture) == "" for picture in bad)

    def test_withdrawal_hides_it_everywhere_at_once(self, client, media, committed):
        picture = make_picture(shows_person=True, caption="A caption")
        place = f'<p>Before.</p><figure data-picture="{picture.pk}"></figure><p>After.</p>'
        article = make_article(picture=picture, what_it_is=place)
        tip = make_tip(text=place)
        address = f"/media/{picture.file.name}"
        addresses = [article.get_absolute_url(), tip.get_absolute_url()]
        assert all("A caption" in client.get(page).content.decode() for page in addresses)
        assert client.get(address).status_code == 200

        with committed():
            picture.consent.withdrawn_on = timezone.localdate()
            picture.consent.save()

        for page in addresses:
            text = client.get(page).content.decode()
            assert "A caption" not in text
            assert "<figure" not in text
            assert "/media/" not in text
            assert "After." in text
        # Nor does an old link to the file lead anywhere; the file lives on under a name nobody knows.
        assert client.get(address).status_code == 404
        picture = Picture.objects.get(pk=picture.pk)
        assert stored(media) == set(picture.file_names())
        assert picture.file.name not in address

    def test_dates_make_sense(self):
        consent = make_consent()
        consent.withdrawn_on = consent.given_on - datetime.timedelta(days=1)
        with pytest.raises(ValidationError, match="before"):
            consent.full_clean()
        consent.withdrawn_on = timezone.localdate() + datetime.timedelta(days=2)
        with pytest.raises(ValidationError, match="not come"):
            consent.full_clean()

    def test_record_with_pictures_stays(self):
        picture = make_picture(shows_person=True)
        with pytest.raises(ProtectedError):
            picture.consent.delete()


class TestUses:
    def test_names_links_and_texts_of_every_kind(self, admin_client):
        picture = make_picture()
        other = make_picture()
        place = f'<figure data-picture="{picture.pk}"></figure>'
        article = make_article(title="With a link", picture=picture, status="draft")
        inside = make_article(title="In a text", why_it_happens=place)
        tip = make_tip(title="A tip", text=place)
        make_article(title="Another picture", what_it_is=f'<figure data-picture="{other.pk}"></figure>')

        assert {(use.thing, use.field) for use in uses(picture)} == {
            (article, "Picture"),
            (inside, "Why it happens"),
            (tip, "Text"),
        }
        page = admin_client.get(f"/admin/images/picture/{picture.pk}/change/").content.decode()
        assert f"/admin/aftercare/caretip/{tip.pk}/change/" in page
        assert "Another picture" not in page

    def test_used_picture_can_not_be_deleted(self, admin_client, media):
        picture = make_picture()
        make_tip(title="A tip", text=f'<figure data-picture="{picture.pk}"></figure>')

        page = admin_client.post(f"/admin/images/picture/{picture.pk}/delete/", {"post": "yes"})
        admin_client.post(
            "/admin/images/picture/",
            {"action": "delete_selected", "_selected_action": [picture.pk], "post": "yes"},
        )

        assert "A tip" in page.content.decode()
        assert Picture.objects.filter(pk=picture.pk).exists()
        assert stored(media) == set(picture.file_names())
        with pytest.raises(ProtectedError):
            picture.delete()
        assert stored(media) == set(picture.file_names())


class TestMarkup:
    def test_offers_both_formats_in_every_width_with_size_and_words(self):
        picture = make_picture(
            size=(700, 350), alt="Brown cheek, day 2", caption="It fades.", long_description="More\n\nwords"
        )
        html = shown(picture)
        stem = picture.file.name.removesuffix(".webp")

        assert (
            f'type="image/avif" srcset="/media/{stem}-320.avif 320w, /media/{stem}-640.avif 640w,'
            f' /media/{stem}-700.avif 700w"'
        ) in html
        assert f"/media/{stem}.webp 700w" in html
        assert 'width="700" height="350" alt="Brown cheek, day 2" loading="lazy"' in html
        assert "<figcaption>It fades.</figcaption>" in html
        assert "<details><summary>" in html
        assert "<p>More</p>" in html

    def test_eager_and_decorative(self):
        html = shown(make_picture(decorative=True, alt="left over"), eager=True)

        assert 'alt=""' in html
        assert "loading" not in html

    def test_words_are_escaped(self):
        html = shown(
            make_picture(alt='"><script>x</script>', caption="<b>x</b>", long_description="<i>x</i>")
        )

        assert "<script" not in html
        assert "<b>" not in html
        assert "<i>" not in html

    @pytest.mark.parametrize("name", DRAWINGS)
    def test_drawing_is_one_small_file_of_ours(self, client, name):
        picture = make_picture(drawing=name, skin_tone="drawing")
        html = shown(picture)
        drawing = DRAWINGS[name]
        response = client.get(f"/static/{drawing.path}")
        data = b"".join(response.streaming_content)

        assert f'src="/static/{drawing.path}" width="{drawing.width}" height="{drawing.height}"' in html
        assert "<source" not in html
        assert response["Content-Type"] == "image/svg+xml"
        assert len(data) < 8_000
        assert b"<text" not in data  # no words in pictures
        assert b"<script" not in data
        assert b"prefers-color-scheme:dark" in data
        assert f'viewBox="0 0 {drawing.width} {drawing.height}"'.encode() in data

    def test_nothing_for_no_picture(self):
        assert shown(None) == ""


class TestForms:
    DATA = {"title": "Cheek", "alt": "A brown cheek", "skin_tone": "brown"}

    def post(self, client, **values):
        return client.post("/admin/images/picture/add/", {**self.DATA, **values})

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"alt": ""}, None),
            ({"alt": "Picture of a cheek"}, "alt"),
            ({"caption": "a brown cheek."}, "caption"),
            ({"skin_tone": ""}, "skin_tone"),
            ({"shows_person": "on", "skin_tone": "not_a_person"}, "skin_tone"),
            ({"from_day": "3", "until_day": "1"}, None),
            ({"until_day": "1"}, None),
            ({"drawing": "sunscreen"}, None),
            ({"alt": "x" * 126}, "alt"),
        ],
    )
    def test_gap_is_named_and_nothing_stored(self, admin_client, media, values, field):
        page = self.post(admin_client, file=upload(encoded()), **values)

        assert page.status_code == 200
        assert list(page.context["adminform"].form.errors) == [field or "__all__"]
        assert stored(media) == set()

    def test_neither_file_nor_drawing_is_a_gap(self, admin_client):
        assert "Choose a file" in self.post(admin_client).content.decode()

    def test_decorative_picture_needs_no_words(self, admin_client):
        assert self.post(admin_client, file=upload(encoded()), alt="", decorative="on").status_code == 302

    def test_same_picture_twice_is_refused_with_its_name(self, admin_client):
        self.post(admin_client, file=upload(encoded()), title="The first")
        page = self.post(admin_client, file=upload(encoded()), title="The second")

        assert "The first" in str(page.context["adminform"].form.errors["file"])

    def test_page_takes_only_pictures_that_may_be_shown(self, admin_client):
        good, bad = (
            make_picture(title="Fine cheek"),
            make_picture(title="No consent", shows_person=True, consent=None),
        )
        asked = "/admin/autocomplete/?app_label=articles&model_name=article&field_name=picture&term="
        article = make_article()

        found = admin_client.get(asked).json()["results"]
        article.picture = bad
        with pytest.raises(ValidationError) as refusal:
            article.clean_fields()

        assert str(good) in [row["text"] for row in found]
        assert str(bad) not in [row["text"] for row in found]
        assert "may not be shown" in str(refusal.value)

    def test_text_with_a_picture_that_may_not_be_shown_is_refused_in_words(self):
        field = Article._meta.get_field("what_it_is").formfield()
        bad = make_picture(title="No consent", shows_person=True, consent=None)

        with pytest.raises(ValidationError, match="“No consent” shows a person without valid consent"):
            field.clean(f'<figure data-picture="{bad.pk}"></figure>')
        with pytest.raises(ValidationError, match="not in the library"):
            field.clean('<figure data-picture="999999999"></figure>')
        good = make_picture()
        assert field.clean(f'<figure data-picture="{good.pk}"></figure>')


class TestChooser:
    def test_lists_what_may_be_shown_and_finds_words(self, admin_client):
        cheek = make_picture(title="Cheek", alt="Red dots on brown skin")
        make_picture(title="Chin")
        hidden = make_picture(title="Hidden cheek", shows_person=True, consent=None)

        Article.objects.update(picture=None)
        Picture.objects.exclude(drawing="").delete()
        every = admin_client.get("/admin/images/picture/choose/").content.decode()
        some = admin_client.get("/admin/images/picture/choose/?q=DOTS+cheek&page=99").content.decode()

        assert every.count("data-picture-id") == 2
        assert f'data-picture-id="{hidden.pk}"' not in every
        assert some.count("data-picture-id") == 1
        assert f'data-picture-id="{cheek.pk}"' in some

    def test_is_for_staff_who_may_see_pictures(self, client, staff, django_user_model):
        make_picture()
        for address in [
            "/admin/images/picture/choose/",
            f"/admin/images/picture/{uploaded().get().pk}/preview/",
        ]:
            client.logout()
            assert client.get(address).status_code == 302
            client.force_login(
                staff("Author", name=f"a{len(address)}"), "django.contrib.auth.backends.ModelBackend"
            )
            assert client.get(address).status_code in (200, 302)
            nobody = django_user_model.objects.create_user(f"n{len(address)}", is_staff=True)
            client.force_login(nobody, "django.contrib.auth.backends.ModelBackend")
            assert client.get(address).status_code == 403

    def test_preview_of_a_hidden_or_unknown_picture_is_not_found(self, admin_client):
        hidden = make_picture(shows_person=True, consent=None)
        for number in (hidden.pk, 0, 987_654_321, 10**30):
            assert admin_client.get(f"/admin/images/picture/{number}/preview/").status_code == 404


class TestCheckPictures:
    def test_sound_library_is_quiet(self, capsys):
        make_picture(size=(700, 300))
        make_picture(drawing="sunscreen")

        call_command("check_pictures")

        assert "every file in its place" in capsys.readouterr().out

    def test_names_and_mends_what_is_wrong(self, media, capsys, monkeypatch):
        from skincare_site.images.management.commands import check_pictures

        picture = make_picture(size=(700, 300))
        media.delete(picture.file_names()[1])
        orphan = media.save("pictures/orphan.webp", ContentFile(b"x"))
        with pytest.raises(CommandError, match="2 to mend"):
            call_command("check_pictures")
        with pytest.raises(CommandError, match="1 to mend"):
            call_command("check_pictures", mend=True)
        assert media.exists(orphan)  # it may belong to a save that runs right now

        monkeypatch.setattr(check_pictures, "GRACE", datetime.timedelta(0))
        call_command("check_pictures", mend=True)

        assert stored(media) == set(picture.file_names())
        with Image.open(io.BytesIO(content(media, picture.file_names()[1]))) as made:
            assert made.width == 320

    def test_tells_where_a_hidden_picture_still_stands(self, capsys):
        picture = make_picture(title="Cheek", shows_person=True)
        make_article(title="A page", picture=picture)
        Consent.objects.update(withdrawn_on=timezone.localdate())

        call_command("check_pictures")

        assert "“Cheek”" in capsys.readouterr().out
