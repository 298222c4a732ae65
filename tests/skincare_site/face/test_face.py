"""The clinic's own face, from the admin's form to the page."""

import io
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from PIL import Image

from skincare_site.face import current, palette
from skincare_site.face.models import Face

pytestmark = pytest.mark.django_db
ADD, CHANGE = "/admin/face/face/add/", "/admin/face/face/1/change/"
BLUE = "#0a4f8f"


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch, settings, tmp_path):
    monkeypatch.setattr(current, "_kept", [])
    settings.MEDIA_ROOT = tmp_path


def picture(width=1200, height=300, mode="RGBA") -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new(mode, (width, height), "#335577").save(buffer, "PNG")
    return SimpleUploadedFile("logo.png", buffer.getvalue(), content_type="image/png")


class TestPages:
    def test_without_a_face_the_setting_names_the_site_and_no_further_style_sheet_is_loaded(
        self, client, settings
    ):
        settings.SITE_NAME = "Set in the environment"
        text = client.get("/clinics/").content.decode()

        assert "Set in the environment</span>" in text
        assert "/face/" not in text

    def test_name_tagline_and_colour_are_on_the_page(self, client):
        Face.objects.create(name="Lakeside Skin", tagline="Care after your visit", accent=BLUE)

        text = client.get("/clinics/").content.decode()

        assert "<span>Lakeside Skin" in text
        assert "– Lakeside Skin</title>" in text
        assert text.count("Care after your visit") == 2
        assert f'name="theme-color" content="{BLUE}"' in text
        assert not re.search(r"\sstyle=|<style", text)

    def test_colours_come_as_a_style_sheet_that_may_be_kept_for_ever(self, client):
        Face.objects.create(accent=BLUE)
        address = re.search(r'href="(/face/\w+\.css)"', client.get("/clinics/").content.decode()).group(1)

        response = client.get(address)

        assert response["Content-Type"].startswith("text/css")
        assert "immutable" in response["Cache-Control"]
        assert BLUE in response.content.decode()
        assert not response.cookies

    def test_old_address_of_the_colours_gives_the_new_ones_and_is_not_kept(self, client):
        Face.objects.create(accent=BLUE)
        old = palette.version(BLUE)
        Face.objects.update(accent="#7a1f3d")

        response = client.get(f"/face/{old}.css")

        assert response["Cache-Control"] == "no-cache"
        assert "#7a1f3d" in response.content.decode()

    def test_logo_stands_in_the_header_with_its_size(self, client):
        Face.objects.create(name="Lakeside Skin", logo=picture())

        text = client.get("/clinics/").content.decode()

        assert re.search(
            r'<img class="logo" src="/media/face/\w+\.webp" width="480" height="120" alt="">', text
        )
        assert "<span>Lakeside Skin" in text

    def test_name_is_not_written_twice_beside_a_logo_that_shows_it(self, client):
        Face.objects.create(name="Lakeside Skin", logo=picture(), logo_says_name=True)

        text = client.get("/clinics/").content.decode()

        assert 'alt="Lakeside Skin"' in text
        assert "<span>Lakeside Skin" not in text

    def test_page_asks_for_the_face_once(self, client, django_assert_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/clinics/")

        assert len([query for query in queries if "face_face" in query["sql"]]) == 1


class TestErrorPages:
    def test_they_show_what_was_read_last_and_ask_nothing(self, rf, django_assert_num_queries):
        from skincare_site.errors import failed

        Face.objects.create(name="Lakeside Skin", accent=BLUE)
        current.face()

        with django_assert_num_queries(0):
            text = failed(rf.get("/")).content.decode()

        assert "Lakeside Skin" in text
        assert palette.version(BLUE) in text

    def test_in_a_fresh_process_they_show_the_default(self, rf, settings):
        from skincare_site.errors import failed

        Face.objects.create(name="Lakeside Skin")

        assert settings.SITE_NAME in failed(rf.get("/")).content.decode()

    def test_database_that_fails_is_no_reason_to_show_nothing(self, monkeypatch):
        Face.objects.create(name="Lakeside Skin")
        current.face()

        def broken(*args, **kwargs):
            raise DatabaseError("gone")

        monkeypatch.setattr(current.Face.objects, "filter", broken)

        assert current.face().name == "Lakeside Skin"


class TestRow:
    def test_there_is_one_only(self):
        Face.objects.create(name="One")
        with pytest.raises(IntegrityError), transaction.atomic():
            Face.objects.bulk_create([Face(pk=2, name="Two")])

    @pytest.mark.parametrize("accent", ["red", "#ffc94f", "#12345", "url(x)", "#14524c;}"])
    def test_unreadable_or_odd_colour_is_refused_by_the_model_too(self, accent):
        with pytest.raises(ValidationError) as refusal:
            Face(accent=accent).full_clean()
        assert "accent" in refusal.value.message_dict

    def test_what_is_no_picture_is_refused_whichever_road_it_comes(self):
        with pytest.raises(ValidationError):
            Face.objects.create(logo=SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>"))
        assert not Face.objects.exists()


class TestForm:
    def test_colour_that_cannot_be_read_is_refused_with_the_nearest_that_can(self, admin_client):
        response = admin_client.post(ADD, {"name": "Lakeside", "tagline": "", "accent": "#FFC94F"})
        text = response.content.decode()

        proposed = palette.readable("#ffc94f")
        assert response.status_code == 200
        assert not Face.objects.exists()
        assert f'name="_use_accent" value="{proposed}"' in text
        assert f'fill="{proposed}"' in text
        assert "style=" not in text.split("_use_accent")[0][-600:]

    def test_one_click_takes_the_proposal_and_keeps_the_rest(self, admin_client):
        proposed = palette.readable("#ffc94f")

        admin_client.post(ADD, {"name": "Lakeside", "accent": "#ffc94f", "_use_accent": proposed})

        face = Face.objects.get()
        assert (face.name, face.accent) == ("Lakeside", proposed)

    def test_a_forged_proposal_is_checked_like_any_colour(self, admin_client):
        admin_client.post(ADD, {"accent": BLUE, "_use_accent": "#ffffff"})
        assert not Face.objects.exists()

    def test_logo_is_made_small_and_holds_nothing_but_pixels(self, admin_client):
        from skincare_site.images.decoding import is_safe_copy

        admin_client.post(ADD, {"name": "Lakeside", "accent": BLUE, "logo": picture(2000, 2000)})

        face = Face.objects.get()
        data = face.logo.read()
        assert (face.logo_width, face.logo_height) == (128, 128)
        assert is_safe_copy(data)
        with Image.open(io.BytesIO(data)) as stored:
            assert stored.size == (128, 128)

    def test_file_that_is_no_picture_is_refused_in_words(self, admin_client):
        bad = SimpleUploadedFile("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
        response = admin_client.post(ADD, {"accent": BLUE, "logo": bad})
        assert "read as a picture" in response.content.decode()

    def test_saving_is_in_the_audit_trail_and_in_history(self, admin_client):
        from skincare_site.publishing.models import AuditEntry

        admin_client.post(ADD, {"name": "Lakeside", "accent": BLUE})
        admin_client.post(CHANGE, {"name": "Lakeside Skin", "accent": BLUE})

        assert LogEntry.objects.count() == 2
        assert AuditEntry.objects.filter(title="Lakeside Skin", action="Changed").exists()
        assert "Lakeside" in admin_client.get("/admin/face/face/1/history/").content.decode()

    @pytest.mark.parametrize(
        ("group", "status"), [("Author", 403), ("Clinical reviewer", 403), ("Publisher", 302)]
    )
    def test_publishers_change_it(self, client, staff, group, status):
        Face.objects.create()
        client.force_login(staff(group), backend="django.contrib.auth.backends.ModelBackend")

        assert client.post(CHANGE, {"name": "New", "accent": BLUE}).status_code == status
        assert client.post(ADD, {"name": "New", "accent": BLUE}).status_code == 403  # there is one

    def test_staff_read_the_name_in_the_admin(self, admin_client):
        Face.objects.create(name="Lakeside Skin")
        assert "Lakeside Skin</a>" in admin_client.get("/admin/").content.decode()


class TestContentFiles:
    def test_round_trip_with_the_logo_differs_in_nothing(self, tmp_path):
        from skincare_site.content_reading import import_folder
        from skincare_site.content_writing import collect, write_folder

        Face.objects.create(name="Lakeside Skin", tagline="Care", accent=BLUE, logo=picture())
        write_folder(tmp_path / "out")
        before = {path: collect().data(path) for path in collect().paths() if path.startswith("face/")}
        assert len(before) == 2
        assert import_folder(tmp_path / "out", update=True).updated == 0

        Face.objects.all().delete()
        import_folder(tmp_path / "out", update=True)

        assert {
            path: collect().data(path) for path in collect().paths() if path.startswith("face/")
        } == before

    def test_update_takes_the_logo_of_the_files(self, tmp_path):
        from skincare_site.content_reading import import_folder
        from skincare_site.content_writing import write_folder

        Face.objects.create(name="Lakeside Skin", accent=BLUE, logo=picture())
        write_folder(tmp_path / "out")
        face = Face.objects.get()
        face.logo = picture(100, 100)
        face.save()

        assert import_folder(tmp_path / "out", update=True).updated == 1

        face.refresh_from_db()
        assert (face.logo_width, face.logo_height) == (480, 120)
