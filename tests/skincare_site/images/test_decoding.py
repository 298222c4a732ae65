import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from skincare_site.backup_places import media_files, this_site
from skincare_site.images.decoding import MAX_SIDE, safe_copy
from skincare_site.images.models import Picture


def upload(data: bytes, name: str = "a.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def encoded(kind: str = "JPEG", size: tuple[int, int] = (40, 20), **save) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "salmon").save(buffer, kind, **save)
    return buffer.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG that claims a huge size in a few bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_sound_picture_comes_out_as_webp(kind):
    copy = safe_copy(upload(encoded(kind)))

    with Image.open(copy) as picture:
        assert (picture.format, picture.size) == ("WEBP", (40, 20))


def test_camera_data_goes_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90°
    exif[0x010F] = "SecretCamera"

    copy = safe_copy(upload(encoded(exif=exif)))

    data = copy.read()
    assert b"SecretCamera" not in data
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.size == (20, 40)
        assert not picture.getexif()


def test_large_picture_is_made_smaller():
    with Image.open(safe_copy(upload(encoded(size=(4000, 1000))))) as picture:
        assert picture.size == (MAX_SIDE, 400)


@pytest.mark.parametrize(
    "data",
    [b"", b"no picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>", encoded()[:200], encoded("BMP"), encoded("TIFF"),
     bomb(60_000, 60_000), bomb(8_000, 8_000), b"GIF89a" + b"\xff" * 40, b"\x89PNG\r\n\x1a\n" + b"\0" * 50],
)  # fmt: skip
def test_everything_else_is_refused_in_words(data):
    with pytest.raises(ValidationError):
        safe_copy(upload(data))


@pytest.mark.django_db
class TestAdmin:
    def test_upload_stores_only_the_copy(self, admin_client, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path

        response = admin_client.post(
            "/admin/images/picture/add/",
            {
                "title": "Cheek",
                "alt": "A cheek",
                "skin_tone": "brown",
                "file": upload(encoded(), "IMG_1.jpg"),
            },
        )

        assert response.status_code == 302
        picture = Picture.objects.get(title="Cheek")
        assert picture.file.name.endswith(".webp")
        assert (picture.width, picture.height) == (40, 20)
        assert {name[-5:] for name in media_files(this_site().media)} == {".webp", ".avif"}

    @pytest.mark.parametrize("values", [{"file": b"no picture"}, {"alt": ""}])
    def test_bad_upload_gets_a_message(self, admin_client, settings, tmp_path, values):
        settings.MEDIA_ROOT = tmp_path
        file = upload(values.pop("file", encoded()))

        response = admin_client.post(
            "/admin/images/picture/add/",
            {"title": "Cheek", "alt": "A cheek", "skin_tone": "brown", "file": file, **values},
        )

        assert response.status_code == 200
        assert response.context["errors"]
        assert list(media_files(this_site().media)) == []
