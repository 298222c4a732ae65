"""Restoring a backup: a second database is built beside the one in use, compared, and put in its stead."""

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from django.apps import apps
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.graph import MigrationGraph

from . import backup_rows as rows
from .backup import PREFIX, make, plain_errors, quiet
from .backup_archive import Archive, BackupError, Progress, checked
from .backup_media import exchanged
from .backup_places import Place, beside, media_files, one_moment, standing_in
from .richtext.allowed import clean
from .richtext.fields import RichTextField
from .search import index

BEFORE_RESTORE = f"{PREFIX}-before-restore"
# What a database that was only migrated holds already.
MADE_BY_MIGRATIONS = {
    "django_migrations", "django_content_type", "auth_permission", "auth_group", "auth_group_permissions",
    "page_cache_change",
}  # fmt: skip


@dataclass
class Restored:
    """What a restore brought back, and where the data lie that it replaced."""

    rows: int
    files: int
    made_at: str
    safety_copy: Path | None = None
    warnings: list[str] = field(default_factory=list)


def is_empty(place: Place) -> bool:
    """No file, and no row but those that every migrated database has."""
    if next(media_files(place.media), None):
        return False
    if place.is_sqlite and not place.file().exists():
        return True
    with standing_in(place.database) as database, database.cursor() as cursor:
        for table in database.introspection.table_names(cursor):
            if table in MADE_BY_MIGRATIONS or table.startswith("search_fts"):
                continue
            cursor.execute(f"SELECT 1 FROM {database.ops.quote_name(table)} LIMIT 1")  # noqa: S608
            if cursor.fetchone():
                return False
    return True


def restore(
    place: Place,
    path: Path,
    folder: Path,
    *,
    overwrite: bool = False,
    safety_copy: bool = True,
    clean_texts: bool = True,
    progress: Progress = quiet,
) -> Restored:
    """Make `place` as the archive says, brought up to today's code: all of it, or nothing is changed.

    What is there is backed up into `folder` first. Without `clean_texts` every text stays as it is in the archive,
    for one that we have just made ourselves. Raises BackupError.
    """
    with plain_errors(), checked(path, progress) as archive:
        _refuse_newer(archive)
        empty = is_empty(place)
        if not empty and not overwrite:
            raise BackupError("There are data here already. Say --yes to put the backup in their place.")
        done = Restored(0, len(archive.media()), archive.manifest["made_at"])
        if not empty and safety_copy:
            done.safety_copy = _put_aside(place, folder, progress)
        old_tables = _tables_at(place)
        with beside(place) as new:
            with standing_in(new.database) as database:
                done.rows = _build(database, archive, progress)
                call_command("migrate", interactive=False, verbosity=0)
                if clean_texts and (cleaned := _clean_texts()):
                    done.warnings.append(f"{cleaned} texts held markup that is not allowed and were cleaned.")
                index.rebuild(partial(progress, "Writing the search index"))
                new_tables = database.introspection.table_names()
            with exchanged(place.media, archive, progress) as media:
                new.exchange(old_tables, new_tables)
            if media:
                done.warnings += media.remove_surplus()
    try:
        cache.clear()
    except Exception as error:  # a cache that is away is no reason to call the restore failed
        done.warnings.append(f"The cache could not be emptied ({error}).")
    return done


def _refuse_newer(archive: Archive) -> None:
    missing = rows.unknown(archive.migrations())
    if missing:
        names = ", ".join(".".join(key) for key in missing[:3])
        raise BackupError(
            f"The backup was made by newer code than this: it knows {names}. Restore it with that code."
        )


def _put_aside(place: Place, folder: Path, progress: Progress) -> Path:
    try:
        return make(place, folder, prefix=BEFORE_RESTORE, progress=progress).path
    except BackupError as error:
        raise BackupError(
            f"What is here now could not be backed up first ({error}). Move it away yourself, "
            "or say --no-safety-copy."
        ) from error


def _tables_at(place: Place) -> list[str]:
    """The tables that migrations have made here; none when that can't be told any more."""
    try:
        with one_moment(place) as database:
            return [model._meta.db_table for model in rows.models_of(database)]
    except (BackupError, DatabaseError):
        return []


def _build(database: BaseDatabaseWrapper, archive: Archive, progress: Progress) -> int:
    """Fill the empty database: the tables as they were recorded, then their rows; how many rows."""
    recorded = archive.migrations()
    executor = MigrationExecutor(database)
    progress("Making tables", 0, 1)
    executor.migrate(_last(recorded, executor.loader.graph))
    if rows.applied(database) != recorded:
        raise BackupError("Its list of migrations is not one that this code can follow.")
    progress("Making tables", 1, 1)
    known = rows.models_of(database)
    kept = {model._meta.db_table: model for model in known if rows.is_kept(model)}
    if sorted(kept) != archive.tables():
        raise BackupError("Its tables are not those of its migrations.")
    rows.empty_all(database, known)
    total = 0
    with transaction.atomic():
        for number, (table, model) in enumerate(kept.items(), 1):
            with archive.open(f"rows/{table}.jsonl") as lines:
                try:
                    total += rows.load(database, model, lines)
                except (ValidationError, IntegrityError) as error:
                    raise BackupError(f"A row of {table} does not fit: {error}") from error
            progress("Reading tables", number, len(kept))
        try:
            database.check_constraints()
        except IntegrityError as error:
            raise BackupError(f"Its rows contradict each other: {error}") from error
    rows.set_counters(database, kept.values(), archive.manifest["counters"])
    for number, (table, model) in enumerate(kept.items(), 1):
        with archive.open(f"rows/{table}.jsonl") as lines:
            if rows.fingerprint(rows.lines(model)) != rows.fingerprint(lines):
                raise BackupError(f"The rows of {table} did not arrive as they were.")
        progress("Comparing tables", number, len(kept))
    return total


def _last(recorded: list[rows.Key], graph: MigrationGraph) -> list[rows.Key]:
    """The recorded migrations that no other recorded one builds on: going to them is going through them all."""
    nodes = {key: graph.node_map[key] for key in recorded if key in graph.nodes}
    return [key for key, node in nodes.items() if not any(child.key in nodes for child in node.children)]


def _clean_texts() -> int:
    """Every stored rich text passes today's allow-list, whatever was done to the archive; how many changed."""
    changed = 0
    for model in apps.get_models():
        for each in model._meta.local_fields:
            if not isinstance(each, RichTextField):
                continue
            for pk, text in list(model._base_manager.values_list("pk", each.attname)):
                if clean(text or "") != (text or ""):
                    model._base_manager.filter(pk=pk).update(**{each.attname: text})  # the field cleans it
                    changed += 1
    return changed
