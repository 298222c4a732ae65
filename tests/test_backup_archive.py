"""An archive that is not exactly what was written is refused before anything is touched."""

import hashlib
import json
import random
import zipfile

import pytest

from skincare_site import backup_restore
from skincare_site.backup_archive import MANIFEST, README, BackupError, Writer, checked, safe_media_name
from skincare_site.backup_drill import scratch
from skincare_site.backup_places import media_files, this_site

pytestmark = pytest.mark.django_db

FACTS = {"made_at": "2026-11-21T12:00:00+00:00", "migrations": [["articles", "0001_initial"]], "counters": {}}


def write(folder, files=None, **facts):
    writer = Writer(folder / "skincare-20261121-120000.zip")
    for name, data in (
        files or {"rows/one.jsonl": b'["id"]\n[1]\n', "media/pictures/a.webp": b"a" * 500}
    ).items():
        writer.add(name, [data], compress=name.startswith("rows"))
    writer.finish({**FACTS, **facts})
    writer.publish()
    return writer.path


def copied(path, change):
    """The archive again, where `change(name, data)` says what a file holds, or None to leave it out."""
    target = path.with_name("changed.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        new.comment = old.comment
        for name in old.namelist():
            if (data := change(name, old.read(name))) is not None:
                new.writestr(name, data)
    return target


def refused(path, match=None):
    with scratch(this_site()) as site:
        site.media.mkdir()
        with pytest.raises(BackupError, match=match):
            backup_restore.restore(site, path, path.parent, overwrite=True)
        assert not list(media_files(site.media))
        assert backup_restore.is_empty(site)


def test_what_was_written_is_read(tmp_path):
    with checked(write(tmp_path)) as archive:
        assert archive.tables() == ["one"]
        assert list(archive.media()) == ["pictures/a.webp"]
        assert archive.open("rows/one.jsonl").read() == b'["id"]\n[1]\n'


def test_every_file_and_the_list_of_them_stand_under_sha_256(tmp_path):
    path = write(tmp_path)
    with checked(path) as archive, zipfile.ZipFile(path) as file:
        assert {name: entry["sha256"] for name, entry in archive.manifest["files"].items()} == {
            name: hashlib.sha256(file.read(name)).hexdigest() for name in set(file.namelist()) - {MANIFEST}
        }
        assert file.comment.decode() == hashlib.sha256(file.read(MANIFEST)).hexdigest()


def test_a_truncated_archive_is_refused_wherever_it_ends(tmp_path):
    path = write(tmp_path)
    data = path.read_bytes()
    for length in range(0, len(data), 7):
        path.write_bytes(data[:length])
        with pytest.raises(BackupError), checked(path):
            pass


def test_a_flipped_byte_is_refused_or_in_nothing_that_is_read(tmp_path):
    path = write(tmp_path)
    data = path.read_bytes()
    with checked(path) as archive:
        whole = {name: archive.open(name).read() for name in archive.manifest["files"]}
    caught = 0
    places = range(len(data))
    for place in places:
        broken = bytearray(data)
        broken[place] ^= 1 << random.Random(place).randrange(8)
        path.write_bytes(broken)
        try:
            with checked(path) as archive:
                assert {name: archive.open(name).read() for name in archive.manifest["files"]} == whole
        except BackupError:
            caught += 1
    assert caught > len(places) * 0.8


@pytest.mark.parametrize("name", ["rows/one.jsonl", "media/pictures/a.webp", MANIFEST])
def test_a_file_that_is_missing_or_changed_is_refused(tmp_path, name):
    path = write(tmp_path)
    refused(copied(path, lambda each, data: None if each == name else data))
    refused(copied(path, lambda each, data: data.replace(b"1", b"2") + b" " if each == name else data))


def test_a_file_more_than_the_manifest_says_is_refused(tmp_path):
    path = write(tmp_path)
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("media/more.webp", b"more")
    refused(path, match="media/more.webp")


@pytest.mark.parametrize(
    "name",
    [
        "media/../settings.py", "/etc/passwd", "media//etc/passwd", "media/pictures/../../a", "media/..\\a",
        "media/C:/a", "rows/../../a.jsonl", "elsewhere/a", "media/", "media/a\nb", "media/./a",
    ],
)  # fmt: skip
def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path, name):
    assert not safe_media_name(name)
    refused(write(tmp_path, {name: b"data"}), match="name")


def test_a_backup_of_newer_code_is_refused_by_name(tmp_path):
    path = write(tmp_path, migrations=[["articles", "0001_initial"], ["articles", "0999_from_the_future"]])
    refused(path, match=r"newer code.*articles\.0999_from_the_future")


def test_a_format_of_the_future_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("skincare_site.backup_archive.FORMAT", 2)
    path = write(tmp_path)
    monkeypatch.undo()
    refused(path, match="newer code")


def test_tables_that_are_not_those_of_its_migrations_are_refused(tmp_path):
    refused(write(tmp_path, migrations=[["contenttypes", "0001_initial"]]), match="tables")


def test_rows_that_do_not_fit_are_refused(tmp_path):
    migrations = [["contenttypes", "0001_initial"]]
    columns = ["app_label", "id", "model", "name"]
    for row in (["a", 1, "b"], ["a", "one", "b", "n"], {"a": 1}, ["a", 1, "b", None]):
        text = f"{json.dumps(columns)}\n{json.dumps(row)}\n".encode()
        (tmp_path / "skincare-20261121-120000.zip").unlink(missing_ok=True)
        refused(write(tmp_path, {"rows/django_content_type.jsonl": text}, migrations=migrations))


def test_what_is_no_archive_is_a_plain_sentence(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(b"not a zip")
    refused(path, match="not a whole backup")
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(README, "hello")
    refused(path, match="not a backup of this site")
