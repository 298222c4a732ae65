"""All content as readable files: TOML in a folder or a zip, the same bytes for the same content.

The format is that of the starter content (`starter_content/README.md`), and more; `content_reading` reads both.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomli_w
from django.core.validators import slug_re
from django.db import connection, models, transaction

from .content_kinds import LISTINGS, Data, Kind, kinds
from .content_pictures import content_name
from .content_values import Names, to_file, written_fields

FORMAT = 1
MARKER = "export.toml"
README = "README.md"
ABOUT = (Path(__file__).parent / "content_readme.md").read_text(encoding="utf-8")

Progress = Callable[[int, int, str], None]


class ContentError(Exception):
    """Content that can't be written or read; one plain sentence with the place."""


@dataclass
class Export:
    """Paths → text, paths → stored picture files, and what could not be written as it is."""

    texts: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def paths(self) -> list[str]:
        return sorted([*self.texts, *self.pictures])

    def data(self, path: str) -> bytes:
        if path in self.texts:
            return self.texts[path].encode()
        with self.pictures[path].storage.open(self.pictures[path].name, "rb") as stored:
            return bytes(stored.read())


def row_data(kind: Kind, row: Any, names: Names) -> Data:
    """Everything a file says of one row: columns, links by name, and parts from other tables."""
    data: Data = {}
    for column in written_fields(kind.model):
        value = to_file(column, row, names)
        if value is not None:
            data[column.name] = value
    for link in kind.model._meta.many_to_many:
        data[link.name] = sorted(
            names.name(link.related_model, thing.pk) for thing in getattr(row, link.name).all()
        )
    for table, columns in kind.tables:
        data[table] = {name: data.pop(name) for name in columns if name in data}
    for part in kind.parts:
        data.update(part.write(row, names))
    return data


def as_toml(data: Data) -> str:
    """`data` as TOML, texts of several lines written as such, byte for byte what was there."""
    return _ONE_LINE.sub(_spread, tomli_w.dumps(data))


# tomli_w's own multi-line strings lose carriage returns and escape every quote, so its exact one-line strings are
# spread here: each \n becomes a line end, and \" a plain quote where no other quote or the end follows.
_ONE_LINE = re.compile(r'^([\w-]+) = "(.*\\n.*)"$', re.MULTILINE | re.ASCII)
_ESCAPE = re.compile(r'\\(?:(n|"(?!\\"|\Z))|.)')


def _spread(line: re.Match[str]) -> str:
    def plain(escape: re.Match[str]) -> str:
        return escape[0] if escape[1] is None else escape[1].replace("n", "\n")

    return f'{line[1]} = """\n{_ESCAPE.sub(plain, line[2])}"""'


def collect() -> Export:
    """All content as one moment of the database holds it. Raises ContentError."""
    with _one_moment():
        export, names = Export(), Names()
        for kind in kinds():
            _collect(kind, names, export)
        for listing in LISTINGS:
            export.texts[f"{listing.name}.toml"] = as_toml(listing.write(names))
        export.texts[MARKER] = as_toml({"format": FORMAT})
        export.texts[README] = ABOUT
    return export


def _collect(kind: Kind, names: Names, export: Export) -> None:
    links = [link.name for link in kind.model._meta.many_to_many]
    rows = kind.model._default_manager.order_by("pk").prefetch_related(*links)
    tables: Data = {}
    for name, row in sorted(
        ((names.name(kind.model, row.pk), row) for row in rows), key=lambda pair: pair[0]
    ):
        if not slug_re.match(name):
            raise ContentError(
                f"The {kind.model._meta.verbose_name} “{row}” has no usable address: “{name}”."
            )
        tables[name] = row_data(kind, row, names)
        _collect_files(kind, name, row, export)
    if kind.is_folder:
        export.texts.update({f"{kind.name}/{name}.toml": as_toml(data) for name, data in tables.items()})
    else:
        export.texts[f"{kind.name}.toml"] = as_toml(tables)


def _collect_files(kind: Kind, name: str, row: Any, export: Export) -> None:
    for column in kind.model._meta.concrete_fields:
        if isinstance(column, models.FileField):
            stored = getattr(row, column.name)
            if path := content_name(stored):
                export.pictures[f"{kind.name}/{path}"] = stored
            else:
                export.warnings.append(f"{kind.name}/{name}: the file {stored.name or '(none)'} is missing.")


@contextmanager
def _one_moment() -> Iterator[None]:
    """A transaction that sees the content of one moment, whatever is saved meanwhile."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def write_folder(folder: Path, progress: Progress = lambda done, total, name: None) -> Export:
    """Write all content into `folder`; what an earlier export left there and is gone now goes.

    Raises ContentError for a folder that holds other things and no earlier export.
    """
    if folder.exists() and not folder.is_dir():
        raise ContentError(f"{folder} is a file, not a folder.")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARKER).is_file():
        raise ContentError(
            f"{folder} is not empty and holds no earlier export. Name an empty or a new folder."
        )
    export = collect()
    paths = export.paths()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARKER).write_text(
        export.texts[MARKER], encoding="utf-8"
    )  # first: a broken run can be repeated
    for number, path in enumerate(paths, 1):
        target = folder / path
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(export.data(path))
        progress(number, len(paths), path)
    written = set(paths)
    for kind in kinds():
        for old in (folder / kind.name).glob("*") if kind.is_folder else []:
            if f"{kind.name}/{old.name}" not in written and old.is_file():
                old.unlink()
    return export


def zip_chunks(export: Export) -> Iterator[bytes]:
    """The export as a zip file, piece by piece; the same content gives the same bytes."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in export.paths():
            entry = zipfile.ZipInfo(path)  # its date is 1980 on purpose: no clock in the bytes
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, export.data(path))
            yield sink.take()
    yield sink.take()


class _Sink(io.RawIOBase):
    """A file that can only be written; what was written is taken away in pieces."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        parts, self._parts = self._parts, []
        return b"".join(parts)
