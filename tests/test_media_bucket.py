"""Pictures in a bucket: over real HTTP to a stand-in. `pytest --bucket` runs the library's own tests on it as well."""

import errno

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from skincare_site import backup, backup_drill, backup_media, backup_restore, health
from skincare_site.backup_archive import BackupError, checked
from skincare_site.backup_drill import contents, scratch
from skincare_site.backup_places import Place, hold, media_files, standing_in, this_site
from skincare_site.images.models import Picture
from skincare_site.settings.base import origin
from tests import buckets
from tests.skincare_site.images.pictures import encoded, make_picture, upload

pytestmark = pytest.mark.django_db


def head(bucket, name):
    return bucket.connection.meta.client.head_object(
        Bucket=bucket.bucket_name, Key=f"{bucket.location}/{name}"
    )


@pytest.fixture
def away(settings):
    """A bucket that nobody answers for."""
    settings.STORAGES = {**settings.STORAGES, "default": buckets.storage_settings("http://127.0.0.1:1")}


class TestServing:
    def test_a_picture_is_read_from_the_bucket_and_served_on_our_own_host(self, bucket, client):
        picture = make_picture(size=(400, 200))
        assert picture.src == f"/media/{picture.file_name}"

        for name, kind in [(picture.file_names()[0], "image/webp"), (picture.file_names()[1], "image/avif")]:
            answer = client.get(f"/media/{name}")

            with bucket.open(name) as file:
                assert answer.content == file.read()
            assert answer["Content-Type"] == kind
            assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
            assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
            again = client.get(f"/media/{name}", headers={"if-none-match": answer["ETag"]})
            assert (again.status_code, again.content) == (304, b"")

    @pytest.mark.parametrize(
        "path", ["none.webp", "pictures/", "pictures", "..%2f..%2fother", ".ready", "a/.b/c.webp"]
    )
    def test_what_is_no_picture_is_not_found(self, bucket, client, path):
        bucket.save("pictures/one.webp", ContentFile(b"one"))
        bucket.probe()

        assert client.get(f"/media/{path}").status_code in (400, 404)

    def test_a_bucket_that_is_away_costs_the_picture_only(self, away, client, starter):
        answer = client.get("/media/pictures/one.webp")

        assert answer.status_code == 503
        assert answer["Retry-After"]
        assert client.get("/").status_code == 200


class TestStoring:
    def test_objects_are_private_typed_and_kept_by_caches(self, bucket):
        picture = make_picture(size=(400, 200))

        stored = {name: head(bucket, name) for name in picture.file_names()}
        assert {name[-4:]: answer["ContentType"] for name, answer in stored.items()} == {
            "webp": "image/webp", "avif": "image/avif",
        }  # fmt: skip
        assert {answer["CacheControl"] for answer in stored.values()} == {
            "public, max-age=31536000, immutable"
        }
        grants = bucket.bucket.Object(f"{bucket.location}/{picture.file_name}").Acl().grants
        assert [grant["Permission"] for grant in grants] == ["FULL_CONTROL"]  # its owner's

    def test_the_same_picture_twice_has_files_of_its_own(self, bucket, committed):
        one, two = make_picture(), make_picture()
        assert one.file_name != two.file_name

        with committed():
            one.delete()

        assert set(media_files(bucket)) == set(two.file_names())

    def test_a_bucket_that_is_away_is_an_error_of_the_disk(self, away):
        with pytest.raises(OSError, match="bucket") as caught:
            make_picture()
        assert caught.value.errno == errno.EHOSTUNREACH
        assert not Picture.objects.filter(drawing="").exists()

    def test_an_upload_then_comes_back_with_what_was_typed(self, away, admin_client):
        admin_client.raise_request_exception = False
        typed = {"title": "Cheek", "alt": "A cheek on the second day", "skin_tone": "brown"}

        answer = admin_client.post("/admin/images/picture/add/", {**typed, "file": upload(encoded())})

        assert answer.status_code == 503
        assert answer["Retry-After"]
        assert "A cheek on the second day" in answer.content.decode()
        assert not Picture.objects.filter(title="Cheek").exists()

    def test_readiness_tells(self, bucket, client, starter):
        assert "media: ok" in client.get("/healthz/ready/").content.decode()
        assert list(media_files(bucket)) == []

    def test_readiness_tells_that_it_is_away(self, away):
        assert [check.name for check in health.checks() if not check.holds] == ["media"]


def test_a_host_of_its_own_is_in_the_policy_and_in_every_address(bucket, settings):
    settings.MEDIA_URL = "https://pictures.example/care/"

    assert bucket.url("pictures/one two.webp") == "https://pictures.example/care/pictures/one%20two.webp"
    assert origin(settings.MEDIA_URL) == ["https://pictures.example"]
    assert origin("/media/") == []


class TestBackup:
    @pytest.fixture
    def site(self, bucket):
        """A scratch site whose one picture lies in the bucket."""
        with scratch(this_site()) as place:
            site = Place(place.database, bucket)
            with standing_in(site.database):
                backup_drill.call_command("migrate", interactive=False, verbosity=0)
                make_picture(size=(400, 200))
            yield site

    def test_comes_back_into_an_empty_bucket_byte_for_byte(self, site, s3, tmp_path):
        made = backup.make(site, tmp_path)
        assert made.files == 4

        other = storages.create_storage(buckets.storage_settings(s3))
        with scratch(site) as empty:
            backup_restore.restore(Place(empty.database, other), made.path, tmp_path)

            again = backup.make(Place(empty.database, other), tmp_path)
        assert contents(again.path) == contents(made.path)
        assert not list(other.listdir(backup_media.UNPACKING)[0])

    def test_replaces_what_is_there_and_keeps_it_in_the_safety_copy(self, site, bucket, tmp_path):
        made = backup.make(site, tmp_path)
        names = list(media_files(bucket))
        bucket.delete(names[0])
        bucket.save(names[0], ContentFile(b"damaged"))
        bucket.save("pictures/later.webp", ContentFile(b"later"))

        with pytest.raises(BackupError, match="data here already"):
            backup_restore.restore(site, made.path, tmp_path)
        done = backup_restore.restore(site, made.path, tmp_path, overwrite=True)

        assert list(media_files(bucket)) == names
        with checked(made.path) as archive, bucket.open(names[0]) as file:
            assert file.read() == archive.open(f"media/{names[0]}").read()
        with checked(done.safety_copy) as archive:
            assert archive.open("media/pictures/later.webp").read() == b"later"

    def test_a_failure_and_a_kill_leave_every_file_as_it_was(self, site, bucket, tmp_path):
        made = backup.make(site, tmp_path)
        name, gone = list(media_files(bucket))[:2]
        bucket.delete(name)
        bucket.save(name, ContentFile(b"as it was"))
        bucket.delete(gone)

        with checked(made.path) as archive:
            exchange = backup_media.exchanged(bucket, archive, backup.quiet)
            exchange.__enter__()
            assert gone in list(media_files(bucket))
            assert not exchange.__exit__(BackupError, BackupError("locked"), None)
            assert bucket.open(name).read() == b"as it was"
            assert gone not in list(media_files(bucket))

            killed = backup_media.BucketExchange(bucket, archive)
            killed.unpack(backup.quiet)
            backup_media.BucketExchange(bucket, archive).begin()
        assert bucket.open(name).read() == b"as it was"

    def test_a_file_that_went_meanwhile_is_told(self, bucket, tmp_path):
        bucket.save("pictures/one.webp", ContentFile(b"one"))

        assert hold(bucket, ["pictures/one.webp", "pictures/gone.webp"], tmp_path) == ["pictures/gone.webp"]
        assert (tmp_path / "pictures/one.webp").read_bytes() == b"one"
