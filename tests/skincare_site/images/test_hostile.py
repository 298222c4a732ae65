"""Every hostile picture is taken clean or refused in words; never an exception."""

import io
import re

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from PIL import Image, ImageFile

from skincare_site.backup_places import media_files, this_site
from skincare_site.images import decoding, renditions
from skincare_site.images.models import Picture
from tests.hostile.pictures import MARK, NAMES, everything, gps, photo, save

from .pictures import upload

ALL = everything()


def test_there_are_enough_of_them():
    assert len(ALL) >= 60


@pytest.mark.parametrize(("name", "data", "sound"), ALL, ids=[name for name, _data, _sound in ALL])
def test_hostile_picture_is_taken_clean_or_refused_in_words(name, data, sound):
    made, said = [], ""
    try:
        copy = decoding.safe_copy(upload(data, name)).read()
        made = [copy, *(each for _width, _kind, each in renditions.encode(copy))]
    except ValidationError as refusal:
        said = refusal.messages[0]

    assert bool(made) != bool(said.endswith((".", ").")))
    if sound is not None:
        assert bool(made) == sound
    for each in made:
        assert MARK not in each
        assert b"script" not in each
        with Image.open(io.BytesIO(each)) as picture:
            assert max(picture.size) <= decoding.MAX_SIDE
            assert not picture.getexif()
            assert not {"exif", "xmp", "icc_profile", "comment", "XML:com.adobe.xmp"} & set(picture.info)
            assert getattr(picture, "n_frames", 1) == 1
    if made:
        assert decoding.is_safe_copy(made[0])  # a WebP with pixels and no other part


@pytest.mark.parametrize("orientation", range(1, 9))
def test_picture_stands_upright_whichever_way_the_camera_was_held(orientation):
    # The transposition of pixels that each orientation asks a viewer to undo.
    back = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[orientation]
    upright = photo((320, 180))
    stored = upright if back is None else upright.transpose(back)
    data = save(stored, "JPEG", exif=gps(orientation), quality=95)

    with Image.open(decoding.safe_copy(upload(data))) as picture:
        assert picture.size == upright.size
        for point in [(40, 40), (280, 40), (40, 150), (280, 150)]:
            got, wanted = picture.getpixel(point), upright.getpixel(point)
            assert all(abs(a - b) < 12 for a, b in zip(got, wanted, strict=True)), (orientation, point)


def test_a_picture_that_claims_to_be_huge_is_refused_before_a_pixel_is_read(monkeypatch):
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda _picture: pytest.fail("read its pixels"))
    huge = [(name, data) for name, data, _sound in ALL if "that claims" in name]
    assert len(huge) > 4
    for name, data in huge:
        with pytest.raises(ValidationError):
            decoding.safe_copy(upload(data, name))


def test_refusals_say_what_to_do():
    said = {}
    for name, data, _sound in ALL:
        try:
            decoding.safe_copy(upload(data, name))
        except ValidationError as refusal:
            said[name] = refusal.messages[0]

    assert "HEIC" in said["heic.jpg"]
    assert "40 megapixels" in said["png that claims 8000 x 8000"]
    assert "40 megapixels" in said["png that claims 60000 x 60000"]
    assert "10 MB" in said["11 MB of jpeg and rubbish"]
    assert "JPEG or PNG" in said["svg.jpg"]


def test_sixteen_bits_do_not_turn_white():
    data = next(data for name, data, _sound in ALL if name == "16 bit grey png")

    with Image.open(decoding.safe_copy(upload(data))) as picture:
        assert abs(picture.getpixel((5, 5))[0] - 40_000 // 256) < 6


def test_a_wide_colour_profile_is_turned_into_srgb():
    from PIL import ImageCms

    # Red and green change places in this profile: what was stored as red must be shown as green.
    swapped = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = swapped.index(b"rXYZ"), swapped.index(b"gXYZ")
    swapped[red : red + 4], swapped[green : green + 4] = b"gXYZ", b"rXYZ"
    data = save(Image.new("RGB", (40, 40), (250, 10, 10)), "PNG", icc_profile=bytes(swapped))

    with Image.open(decoding.safe_copy(upload(data))) as picture:
        red_part, green_part, _blue = picture.getpixel((20, 20))
        assert green_part > red_part + 100


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_hostile_file_names_never_reach_the_disk(admin_client, settings, tmp_path, name):
    settings.MEDIA_ROOT = tmp_path
    fields = {"title": "Cheek", "alt": "A cheek", "skin_tone": "brown"}
    parts = [
        f'--edge\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}'
        for key, value in fields.items()
    ]
    parts.append(f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n')
    body = "\r\n".join(parts).encode() + save(photo(), "PNG") + b"\r\n--edge--\r\n"

    response = admin_client.post(
        "/admin/images/picture/add/", body, content_type="multipart/form-data; boundary=edge"
    )

    assert response.status_code in (200, 302)
    stored = list(media_files(this_site().media))
    assert bool(stored) == (response.status_code == 302)
    assert all(re.fullmatch(r"pictures/[^/]+\.(webp|avif)", each) for each in stored)
    for picture in Picture.objects.all():
        assert len(picture.file.name) < 60


@pytest.mark.django_db
def test_every_hostile_picture_gets_an_answer_in_the_admin(admin_client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for name, data, sound in ALL:
        response = admin_client.post(
            "/admin/images/picture/add/",
            {"title": name[:80], "alt": "A cheek", "skin_tone": "brown", "file": upload(data, "x.jpg")},
        )
        assert response.status_code in (200, 302), name
        if sound is False:
            assert response.context["errors"], name
    for name in media_files(this_site().media):
        with default_storage.open(name) as file:
            assert MARK not in file.read()
