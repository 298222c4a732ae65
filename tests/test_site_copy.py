"""Moving house: from SQLite into the database of this run (PostgreSQL on its run), from a folder into a bucket."""

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection

from articles.models import Article
from skincare_site import backup_drill, backup_media, site_copy
from skincare_site.backup_archive import BackupError
from skincare_site.backup_drill import scratch, sqlite_like
from skincare_site.backup_places import Place, media_files, standing_in, this_site
from skincare_site.images.models import Picture, SkinTone
from skincare_site.publishing.models import AuditEntry
from skincare_site.search import index
from skincare_site.symptoms.models import Symptom
from tests.builders import make_symptom
from tests.two_machines import address_of

pytestmark = pytest.mark.django_db

# Nobody could save this: a copy must not make anything else of it.
RAW = '<p onclick="x()">Kept <b>as it is</b> &amp; raw, é ’ 🙂.</p>'


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker):
    """A site on SQLite with the starter content, an account, an audit trail, two pictures and a raw text."""
    with django_db_blocker.unblock(), scratch(sqlite_like(this_site())) as place:
        backup_drill.fill(place)
        with standing_in(place.database):
            call_command("createsuperuser", username="nurse", email="n@clinic.example", interactive=False)
            AuditEntry.objects.create(action="began", title="Here")
            key = Article.objects.order_by("pk").first().pk
            with connection.cursor() as cursor:
                cursor.execute("UPDATE articles_article SET what_it_is = %s WHERE id = %s", [RAW, key])
        for name in ("one", "two"):
            add_picture(place, name)
        yield place


def add_picture(place, name):
    path = place.media / "pictures" / f"{name}.webp"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(name.encode())
    with standing_in(place.database):
        Picture.objects.bulk_create(
            [Picture(title=name, file=f"pictures/{name}.webp", width=320, height=1, alt="An arm", skin_tone=SkinTone.BROWN)]
        )  # fmt: skip


@pytest.fixture
def there(bucket):
    """An empty database on the engine of this run, and an empty bucket."""
    with scratch(this_site()) as place:
        yield Place(place.database, bucket)


def test_everything_arrives_as_it_is(filled, there, tmp_path):
    done = site_copy.copy(filled, there, tmp_path)

    assert done.written
    assert done.is_equal
    names = {table.name for table in done.tables}
    assert {"articles_article", "articles_article_symptoms", "auth_user", "auth_permission"} < names
    assert list(media_files(there.media)) == ["pictures/one.webp", "pictures/two.webp"]
    with there.media.open("pictures/two.webp") as file:
        assert file.read() == b"two"
    with standing_in(filled.database):
        ours = list(Article.objects.order_by("pk").values_list("pk", "what_it_is", "updated_at"))
    with standing_in(there.database) as database:
        assert list(Article.objects.order_by("pk").values_list("pk", "what_it_is", "updated_at")) == ours
        assert ours[0][1] == RAW
        assert not index.differences()
        assert database.vendor == this_engine()
        newest = Symptom.objects.order_by("-pk").first().pk
        assert make_symptom("new", slug="new").pk > newest  # the counters came along


def this_engine():
    return "sqlite" if this_site().is_sqlite else "postgresql"


def test_a_second_run_finds_nothing_to_do_and_a_third_brings_what_has_changed(filled, there, tmp_path):
    site_copy.copy(filled, there, tmp_path)
    assert not site_copy.copy(filled, there, tmp_path).written

    add_picture(filled, "three")
    with standing_in(filled.database):
        AuditEntry.objects.create(action="went on", title="Here")
    written = []
    save = there.media.save
    there.media.save = lambda name, content: written.append(name) or save(name, content)
    done = site_copy.copy(filled, there, tmp_path)

    assert done.written
    assert done.is_equal
    assert written == ["pictures/three.webp"]


def test_a_dry_run_says_what_differs_and_writes_nothing(filled, there, tmp_path):
    done = site_copy.copy(filled, there, tmp_path, dry_run=True)

    assert not done.written
    assert not done.is_equal
    assert done.rows > 1000
    assert list(media_files(there.media)) == []
    with standing_in(there.database) as database:
        assert database.introspection.table_names() == []


def test_what_was_worked_on_there_is_not_written_over(filled, there, tmp_path):
    site_copy.copy(filled, there, tmp_path)
    with standing_in(there.database):
        AuditEntry.objects.create(action="worked", title="There")

    with pytest.raises(BackupError, match="not from this site"):
        site_copy.copy(filled, there, tmp_path)
    done = site_copy.copy(filled, there, tmp_path, overwrite=True)

    assert done.is_equal
    assert done.safety_copy.exists()


def test_somebody_elses_files_are_not_written_over(filled, there, tmp_path):
    there.media.save("thesis.txt", ContentFile(b"mine"))

    with pytest.raises(BackupError, match="1 unknown files"):
        site_copy.copy(filled, there, tmp_path)
    assert list(media_files(there.media)) == ["thesis.txt"]


@pytest.mark.parametrize("where", ["files", "rows"])
def test_stopped_in_the_middle_it_is_right_when_run_again(filled, there, tmp_path, monkeypatch, where):
    class Killed(BaseException):
        pass

    def kill(*args, **kwargs):
        raise Killed

    if where == "files":
        save, done = there.media.save, []

        def second(name, content):
            if done:
                raise Killed
            done.append(name)
            return save(name, content)

        there.media.save = second
        monkeypatch.setattr(backup_media.BucketExchange, "take_back", kill)  # nobody tidies up after kill -9
    else:
        monkeypatch.setattr("skincare_site.backup_restore.index.rebuild", kill)
    with pytest.raises(Killed):
        site_copy.copy(filled, there, tmp_path)
    monkeypatch.undo()
    if where == "files":
        there.media.save = save

    assert site_copy.copy(filled, there, tmp_path).is_equal


def test_a_file_that_changes_on_its_way_is_seen(filled, there, tmp_path):
    save = there.media.save
    there.media.save = lambda name, content: save(name, ContentFile(b"other bytes"))

    with pytest.raises(BackupError, match="did not arrive"):
        site_copy.copy(filled, there, tmp_path)
    assert list(media_files(there.media)) == []


def test_a_site_is_not_copied_onto_itself(filled, tmp_path):
    with pytest.raises(BackupError, match="not onto this site itself"):
        site_copy.copy(filled, filled, tmp_path)


def test_the_command_prints_both_digests_of_every_table(filled, settings, tmp_path, capsys, monkeypatch):
    settings.BACKUP_DIR = tmp_path / "backups"
    monkeypatch.setattr("skincare_site.management.commands.copy_site.this_site", lambda: filled)
    with scratch(this_site()) as place:
        target = {"to_database": address_of(place), "to_media": tmp_path / "media"}

        call_command("copy_site", dry_run=True, **target)
        assert "would be copied. Nothing was written." in capsys.readouterr().out
        call_command("copy_site", **target)
        out = capsys.readouterr().out
        assert "both sides are equal" in out
        line = next(line for line in out.splitlines() if line.startswith("articles_article "))
        _name, rows, here, there, verdict = line.split()
        assert (int(rows) > 10, len(here), here, verdict) == (True, 12, there, "equal")
        call_command("copy_site", **target)
        assert "Nothing to do" in capsys.readouterr().out

        with standing_in(place.database):
            AuditEntry.objects.create(action="worked", title="There")
        with pytest.raises(CommandError, match=r"Nothing was changed there.*--yes"):
            call_command("copy_site", **target)


def test_without_a_place_for_pictures_they_stay_where_they_are(filled, tmp_path):
    before = list(media_files(filled.media))
    with scratch(this_site()) as place:
        done = site_copy.copy(filled, Place(place.database, None), tmp_path)
        with standing_in(place.database):
            assert Picture.objects.filter(file="pictures/one.webp").exists()

    assert done.is_equal
    assert site_copy.MEDIA not in {table.name for table in done.tables}
    assert list(media_files(filled.media)) == before
