"""Backup and restore, on scratch sites: one filled, others empty. The writer beside it is in `backup_drill`."""

import contextlib
import errno
import os
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import override_settings

from articles.models import Article
from skincare_site import (
    backup,
    backup_archive,
    backup_drill,
    backup_media,
    backup_places,
    backup_restore,
    backup_rows,
)
from skincare_site.backup_archive import README, BackupError, Writer, checked
from skincare_site.backup_drill import contents, scratch
from skincare_site.backup_places import media_files, standing_in, this_site
from skincare_site.images.models import Picture, SkinTone
from skincare_site.page_cache import triggers
from skincare_site.page_cache.changes import LOG as COUNTS  # counts what is put back as well
from skincare_site.page_cache.changes import PostgresChanges, SqliteChanges
from skincare_site.symptoms.models import Symptom

from .builders import make_symptom

pytestmark = pytest.mark.django_db


def add_picture(name="pictures/one.webp", data=b"one"):
    default_storage.save(name, ContentFile(data))
    return Picture.objects.bulk_create(
        [Picture(title="One", file=name, width=320, height=1, alt="An arm", skin_tone=SkinTone.BROWN)]
    )[0]


@contextlib.contextmanager
def at(place):
    """What the site at `place` does."""
    with standing_in(place.database), override_settings(MEDIA_ROOT=str(place.media)):
        yield


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker, tmp_path_factory):
    """A site with the starter content and one picture, and a backup of it. No test changes it."""
    with django_db_blocker.unblock(), scratch(this_site()) as site:
        backup_drill.fill(site)
        with at(site):
            gone = add_picture("pictures/gone.webp", b"gone")
            add_picture()
            last = add_picture("pictures/last.webp", b"last")
            Picture.objects.filter(pk__in=[gone.pk, last.pk]).delete()
            connection.cursor().execute(
                "INSERT INTO django_session (session_key, session_data, expire_date) "
                "VALUES ('a key', 'flaking skin', '2030-01-01')"
            )
        made = backup.make(site, tmp_path_factory.mktemp("filled"))
        yield SimpleNamespace(site=site, path=made.path, made=made, last_key=last.pk)


@pytest.fixture
def empty():
    with scratch(this_site()) as place:
        yield place


def rows_at(place):
    """Every row and every media file, to tell whether anything changed."""
    with standing_in(place.database) as database:
        models = backup_rows.models_of(database)
        models = [model for model in models if model._meta.db_table != COUNTS]
        found = {model._meta.db_table: backup_rows.fingerprint(backup_rows.lines(model)) for model in models}
    return found, {name: (place.media / name).read_bytes() for name in media_files(place.media)}


def test_a_restored_site_has_the_same_rows_files_and_next_keys(filled, empty, tmp_path):
    done = backup_restore.restore(empty, filled.path, tmp_path)
    assert (done.rows, done.files, done.warnings, done.safety_copy) == (filled.made.rows, 1, [], None)
    assert contents(backup.make(empty, tmp_path).path) == contents(filled.path)
    with at(empty):
        call_command("check_search_index")
        assert Article.objects.count() > 20
        # The last key that was given out belonged to a deleted picture, whose history is still there.
        assert add_picture("pictures/new.webp").pk == filled.last_key + 1


def test_sessions_sign_in_failures_and_secrets_are_not_in_it(filled):
    with checked(filled.path) as archive:
        assert {"django_session", "accounts_accountsession", "axes_accessattempt", "search_stem"} <= set(
            archive.manifest["left_out"]
        )
        assert "auth_user" in archive.tables()
        assert not {"django_session", "axes_accesslog"} & set(archive.tables())
        everything = b"".join(archive.open(name).read() for name in archive.manifest["files"])
    assert b"flaking skin" not in everything
    assert b"only-for-tests-" not in everything


def test_only_its_owner_can_read_a_backup(filled):
    assert filled.path.stat().st_mode & 0o777 == 0o600


def test_a_site_with_data_is_replaced_only_on_request_and_its_data_are_kept(filled, tmp_path):
    with scratch(this_site()) as site:
        backup_restore.restore(site, filled.path, tmp_path)
        with at(site):
            make_symptom("ours", slug="ours")
            add_picture("pictures/ours.webp", b"ours")
            (site.media / "pictures/one.webp").write_bytes(b"damaged on the disk")
        before = rows_at(site)
        with pytest.raises(BackupError, match="--yes"):
            backup_restore.restore(site, filled.path, tmp_path)
        assert rows_at(site) == before

        done = backup_restore.restore(site, filled.path, tmp_path, overwrite=True)
        assert contents(backup.make(site, tmp_path).path) == contents(filled.path)
        backup_restore.restore(site, done.safety_copy, tmp_path, overwrite=True)
        assert rows_at(site) == before


def test_a_database_that_was_only_migrated_counts_as_empty(empty):
    with at(empty):
        call_command("migrate", interactive=False, verbosity=0)
    assert backup_restore.is_empty(empty)


def test_a_backup_of_older_code_is_read_by_its_own_migrations_and_brought_up_to_date(empty, tmp_path):
    with scratch(this_site()) as old, standing_in(old.database) as database:
        call_command("migrate", "articles", "0001", interactive=False, verbosity=0)
        models = {model._meta.label: model for model in backup_rows.models_of(database)}
        assert "publishing.Version" not in models
        treatment = models["symptoms.Treatment"].objects.create(name="Needling", slug="needling")
        symptom = models["symptoms.Symptom"].objects.create(name="Flaking", slug="flaking")
        models["articles.Article"].objects.create(
            title="Old", slug="old", treatment=treatment, main_symptom=symptom
        )
        made = backup.make(old, tmp_path)
    backup_restore.restore(empty, made.path, tmp_path)
    with at(empty):
        old = Article.objects.get()
        assert (old.title, old.main_symptom.name, old.revision) == ("Old", "Flaking", 0)
        call_command("check_search_index")
        call_command("migrate", "--check", verbosity=0)


def test_markup_that_was_put_into_an_archive_does_not_reach_a_page(filled, empty, tmp_path):
    with checked(filled.path) as archive:
        writer = Writer(tmp_path / "changed.zip")
        for name in archive.manifest["files"].keys() - {README}:
            data = archive.open(name).read()
            if name == "rows/articles_article.jsonl":
                data = data.replace(b"<p>", b"<p onclick='steal()'>", 1)
            writer.add(name, [data], compress=True)
        writer.finish({key: value for key, value in archive.manifest.items() if key != "files"})
        writer.publish()
    done = backup_restore.restore(empty, writer.path, tmp_path)
    assert done.warnings == ["1 texts held markup that is not allowed and were cleaned."]
    with at(empty):
        call_command("check_rich_text")


def test_a_cache_that_is_away_does_not_make_a_restore_fail(filled, empty, tmp_path, monkeypatch):
    def away():
        raise ConnectionError("no answer")

    monkeypatch.setattr(backup_restore, "_build", lambda *args: 0)
    monkeypatch.setattr(backup_restore, "cache", SimpleNamespace(clear=away))
    done = backup_restore.restore(empty, filled.path, tmp_path)
    assert done.warnings == ["The cache could not be emptied (no answer)."]


def test_a_restore_that_fails_at_the_exchange_changes_nothing(filled, tmp_path, monkeypatch):
    with scratch(this_site()) as site:
        with at(site):
            call_command("migrate", interactive=False, verbosity=0)
            add_picture("pictures/one.webp", b"another picture under the same name")
        before = rows_at(site)

        def refuse(*args):
            assert (site.media / "pictures/one.webp").read_bytes() == b"one"
            raise OSError(errno.ENOSPC, "No space left on device")

        kind = backup_places.SqliteBeside if site.is_sqlite else backup_places.PostgresBeside
        monkeypatch.setattr(kind, "exchange", refuse)
        with pytest.raises(BackupError, match="No space left"):
            backup_restore.restore(site, filled.path, tmp_path, overwrite=True)
        assert rows_at(site) == before
        assert not list(site.media.glob("**/.restoring"))
        if site.is_sqlite:
            assert not list(site.file().parent.glob("*.restoring*"))


def test_a_full_disk_while_media_are_unpacked_changes_nothing(filled, tmp_path, monkeypatch):
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures/one.webp").write_bytes(b"old")

    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(backup_media.os, "fsync", full)
    with (
        checked(filled.path) as archive,
        pytest.raises(OSError, match="No space left"),
        backup_media.exchanged(tmp_path, archive, backup.quiet),
    ):
        pytest.fail("never inside")
    monkeypatch.undo()
    assert {path.name for path in tmp_path.rglob("*")} == {"pictures", "one.webp"}
    assert (tmp_path / "pictures/one.webp").read_bytes() == b"old"


def test_media_that_were_moved_in_go_again_when_the_database_can_not_be_exchanged(filled, tmp_path):
    with checked(filled.path) as archive:
        exchange = backup_media.exchanged(tmp_path, archive, backup.quiet)
        exchange.__enter__()
        assert list(media_files(tmp_path)) == ["pictures/one.webp"]
        failure = BackupError("The database was locked.")
        assert not exchange.__exit__(BackupError, failure, None)
    assert list(media_files(tmp_path)) == []


def test_media_of_a_restore_that_was_killed_are_put_back_first(filled, tmp_path):
    aside = tmp_path / ".restoring/old/pictures"
    aside.mkdir(parents=True)
    (aside / "two.webp").write_bytes(b"put aside before the machine stopped")
    with checked(filled.path) as archive, backup_media.exchanged(tmp_path, archive, backup.quiet) as media:
        assert sorted(media_files(tmp_path)) == ["pictures/one.webp", "pictures/two.webp"]
        assert media.remove_surplus() == []
    assert sorted(media_files(tmp_path)) == ["pictures/one.webp"]


def test_a_connection_that_was_open_during_a_restore_reads_the_new_rows(filled, tmp_path):
    with scratch(this_site()) as site:
        with at(site):
            call_command("migrate", interactive=False, verbosity=0)
        with standing_in(site.database):
            assert not Article.objects.exists()
            backup_restore.restore(site, filled.path, tmp_path)
            assert Article.objects.count() > 20
            make_symptom("new", slug="new")
        with standing_in(site.database):
            assert Symptom.objects.filter(slug="new").exists()


def test_the_newest_backups_stay_and_safety_copies_too(filled, tmp_path):
    names = [f"skincare-2026010{day}-120000.zip" for day in range(1, 5)]
    for name in [*names, "skincare-before-restore-20250101-120000.zip", "holiday.zip"]:
        (tmp_path / name).touch()
    made = backup.make(filled.site, tmp_path, keep=3)
    assert [path.name for path in made.removed] == names[:2]
    assert {path.name for path in tmp_path.iterdir()} == {
        *names[2:], made.path.name, "skincare-before-restore-20250101-120000.zip", "holiday.zip",
    }  # fmt: skip


def test_a_picture_deleted_around_the_moment_makes_the_backup_take_another_one(filled, tmp_path, monkeypatch):
    really, moments, held = backup.one_moment, [], backup.hold

    def one_moment(place):
        moments.append(place)
        return really(place)

    def hold(folder, names, staging):
        return list(names) if len(moments) < 2 else held(folder, names, staging)

    monkeypatch.setattr(backup, "one_moment", one_moment)
    monkeypatch.setattr(backup, "hold", hold)
    made = backup.make(filled.site, tmp_path)
    assert len(moments) == 2
    assert made.warnings == []
    assert contents(made.path) == contents(filled.path)


def test_a_picture_deleted_right_after_the_moment_is_in_the_backup(filled, tmp_path, monkeypatch):
    really, moments = backup.one_moment, []
    file = filled.site.media / "pictures/one.webp"
    before = file.read_bytes()

    @contextlib.contextmanager
    def one_moment(place):
        moments.append(place)
        with really(place) as database:
            file.unlink()
            yield database

    monkeypatch.setattr(backup, "one_moment", one_moment)
    try:
        made = backup.make(filled.site, tmp_path)
    finally:
        file.write_bytes(before)
    assert len(moments) == 1
    assert made.warnings == []
    assert contents(made.path) == contents(filled.path)


def test_a_file_that_was_lost_before_is_named_and_the_rest_is_backed_up(filled, tmp_path, monkeypatch):
    monkeypatch.setattr(backup, "media_files", lambda folder: iter([]))
    made = backup.make(filled.site, tmp_path)
    assert made.warnings == ["A row names the file pictures/one.webp, which is not there."]
    assert made.rows == filled.made.rows


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES])
def test_a_disk_that_refuses_leaves_no_unfinished_backup_and_every_old_one(
    filled, tmp_path, monkeypatch, number
):
    (tmp_path / "skincare-20260101-120000.zip").touch()

    def refuse(handle):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(backup_archive.os, "fsync", refuse)
    with pytest.raises(BackupError, match=os.strerror(number)):
        backup.make(filled.site, tmp_path, keep=1)
    assert [path.name for path in tmp_path.iterdir()] == ["skincare-20260101-120000.zip"]


def test_a_folder_that_can_not_be_made_is_a_plain_sentence(filled, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(BackupError, match="Not a directory"):
        backup.make(filled.site, tmp_path / "file" / "backups")


def test_the_commands_say_what_they_did(filled, tmp_path, settings, capsys, monkeypatch):
    settings.BACKUP_DIR = tmp_path
    for module in ("backup_site", "restore_site"):
        monkeypatch.setattr(f"skincare_site.management.commands.{module}.this_site", lambda: filled.site)
    call_command("backup_site", keep=2)
    path = next(tmp_path.glob("*.zip"))
    assert f"{path}: {filled.made.rows} rows, 1 files" in capsys.readouterr().out
    call_command("restore_site", path, check=True)
    assert "is whole" in capsys.readouterr().out
    with pytest.raises(CommandError, match=r"Nothing was changed.*--yes"):
        call_command("restore_site", path)
    with pytest.raises(CommandError, match=r"Nothing was changed. There is no file"):
        call_command("restore_site", tmp_path / "none.zip")


def test_a_restore_leaves_every_table_watched_and_says_that_each_has_changed(filled, empty, tmp_path):
    backup_restore.restore(empty, filled.path, tmp_path)
    with standing_in(empty.database) as database:
        changes = (
            PostgresChanges()
            if database.vendor == "postgresql"
            else SqliteChanges(database.settings_dict["NAME"])
        )
        assert changes.look() is None

        backup_restore.restore(empty, filled.path, tmp_path, overwrite=True, safety_copy=False)
        changed = changes.look()
        assert changed is None or changed >= triggers.watched()

        make_symptom("new", slug="new")
        assert "symptoms_symptom" in (changes.look() or ())
        changes.close()
