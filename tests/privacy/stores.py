"""Looking for marks in bytes, whatever they are wrapped in, and in every store of a site."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import brotli

from .words import forms_of

DEEPEST = 3  # an archive in an archive in an archive


def unwrapped(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """The bytes, and what they hold when they are an archive or compressed."""
    yield data
    if depth == DEEPEST:
        return
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield from unwrapped(archive.read(name), depth + 1)
    elif data[:2] == b"\x1f\x8b":
        yield from unwrapped(gzip.decompress(data), depth + 1)
    elif len(data) < 2_000_000:
        for undo in (zlib.decompress, brotli.decompress):
            try:
                inner = undo(data)
            except (zlib.error, brotli.error):
                continue
            if inner:
                yield inner


def found_in(data: bytes, marks: Iterable[str]) -> set[str]:
    """Those of `marks` that stand in `data` in some form, in any case."""
    found = set()
    lowered = [part.lower() for part in unwrapped(data)]
    for mark in marks:
        if any(form in part for form in forms_of(mark) for part in lowered):
            found.add(mark)
    return found


def files(folder: Path) -> Iterator[bytes]:
    """Name and content of every file below the folder."""
    for path in sorted(folder.rglob("*")):
        yield str(path.relative_to(folder)).encode()
        if path.is_file():
            yield path.read_bytes()


def tables(connection) -> Iterator[tuple[str, str]]:
    """Each table of this database with its rows as sorted lines of text, bytes as Python writes them."""
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  (a table's own name)
            yield table, "\n".join(sorted(map(repr, cursor.fetchall())))


def rows(connection) -> Iterator[bytes]:
    """Every row of every table."""
    return (text.encode() for _table, text in tables(connection))


def sessions() -> Iterator[bytes]:
    """What sessions hold; in the database it is compressed."""
    from skincare_site.accounts.models import AccountSession

    for row in AccountSession.objects.all():
        yield repr(row.get_decoded()).encode()
        yield repr(row.__dict__).encode()


def redis_values(url: str) -> Iterator[bytes]:
    import redis

    client = redis.Redis.from_url(url)
    for key in client.scan_iter():
        yield key
        kind = client.type(key)
        yield client.get(key) or b"" if kind == b"string" else client.dump(key) or b""
    # The slow log and the clients' last words are kept, too.
    yield repr(client.slowlog_get(128)).encode()
