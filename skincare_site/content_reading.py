"""Content files → rows. The starter content and `import_content` are both read here.

Everything that can be wrong with a file a person wrote is a ContentError that names the file and, where there
is one, the line.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import slug_re
from django.db import DatabaseError, models, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from skincare_site.images import files
from skincare_site.images.models import Picture
from skincare_site.publishing.models import Publishable
from skincare_site.publishing.workflow import Status
from skincare_site.richtext.fields import RichTextField
from skincare_site.symptoms.models import VocabularyVersion

from .content_drafts import keep_what_was, remember
from .content_items import Item, items, line_of
from .content_kinds import Data, Kind, Listing, texts
from .content_pictures import content_name, read_back
from .content_values import (
    Names,
    WrongValue,
    from_file,
    is_automatic,
    key_field,
    linked,
    to_file,
    written_fields,
)
from .content_writing import ContentError, Progress


class Existing(Enum):
    """What happens to a thing that is in the database already."""

    KEEP = "keep"  # it is staff's; only missing wordings and hours are added
    REFUSE = "refuse"  # an error, unless it says exactly the same
    REPLACE = "replace"  # it becomes as in the file


@dataclass
class Result:
    """How many things were new, changed, and as they were already."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


@dataclass
class Loader:
    """Writes items into the database; inside one transaction, which the caller opens.

    `check` may object to a new page before it is saved. After the last item call `finish`.
    """

    existing: Existing
    check: Callable[[Any], None] = lambda page: None
    names: Names = field(default_factory=Names)
    result: Result = field(default_factory=Result)
    files: list[Any] = field(default_factory=list)  # picture rows whose files a rollback leaves behind
    late: list[tuple[Item, Any, Any]] = field(default_factory=list)

    def load(self, item: Item) -> None:
        if isinstance(item.kind, Listing):
            with _place(item):
                lists = {key: texts(value, key) for key, value in item.data.items()}
                new = item.kind.read(lists, self.names, self.existing is Existing.REPLACE)
            self.result.created += bool(new)
            self.result.unchanged += not new
            return
        if not slug_re.match(item.key):
            raise ContentError(
                f"{item.label}: “{item.key}” is no name: use letters, digits, hyphens and underscores."
            )
        self._load_row(item, item.kind)

    def finish(self) -> None:
        """What points at later things; new wordings are seen by the next question."""
        for item, part, row in self.late:
            with _place(item):
                part.read(row, item.data, self.names, self.existing is not Existing.KEEP)
        VocabularyVersion.renew()

    def _load_row(self, item: Item, kind: Kind) -> None:
        with _place(item):
            pk = self.names.find(kind.model, item.key)
        row = kind.model() if pk is None else kind.model._default_manager.get(pk=pk)
        if pk is not None and self.existing is Existing.KEEP:
            self._read_parts(item, kind, row, replace=False)
            self.result.unchanged += 1
            return
        columns, links = self._values(item, kind)
        if pk is not None:
            if self._says(item, kind, row, columns, links):
                self.result.unchanged += 1
                return
            if self.existing is Existing.REFUSE:
                raise ContentError(
                    f"{item.label}: {kind.model._meta.verbose_name} “{item.key}” is in this database already "
                    "and says something else. Nothing was imported. With --update it becomes as in the file."
                )
        with _place(item):
            self._write(item, kind, row, columns, links)
        if pk is None:
            self.names.add(kind.model, item.key, row.pk)
            self.result.created += 1
        else:
            self.result.updated += 1

    def _values(self, item: Item, kind: Kind) -> tuple[Data, dict[str, list[int]]]:
        """The file's values of every column (what is left out has its default), and of every link."""
        data = dict(item.data)
        for table, names in kind.tables:
            inner = data.pop(table, {})
            if not isinstance(inner, dict):
                raise ContentError(
                    f"{item.label}{line_of(item.text, table)}: {table} must be a table, [{table}]."
                )
            if unknown := set(inner) - {*names, "needs_confirmation"}:
                self._unknown(item, unknown.pop())
            data.update(inner)
        for part in kind.parts:
            for key in part.keys:
                data.pop(key, None)
        columns: Data = {}
        for column in written_fields(kind.model):
            given = data.pop(column.name, None)
            if given is None:
                columns[column.attname] = timezone.now() if is_automatic(column) else column.get_default()
                continue
            with _place(item, column.name):
                if isinstance(column, models.FileField):
                    columns[column.attname] = self._file(item, given)
                else:
                    columns[column.attname] = from_file(column, given, self.names)
        links = {}
        for link in kind.model._meta.many_to_many:
            with _place(item, link.name):
                wanted = texts(data.pop(link.name, []), link.name)
                links[link.name] = sorted({linked(link.related_model, name, self.names) for name in wanted})
        if data:
            self._unknown(item, next(iter(data)))
        return columns, links

    @staticmethod
    def _unknown(item: Item, key: str) -> None:
        raise ContentError(f"{item.label}{line_of(item.text, key, item.table)}: there is no field “{key}”.")

    @staticmethod
    def _file(item: Item, name: Any) -> Path:
        """The file beside the item's own; only a plain name in the same folder."""
        if not isinstance(name, str) or not re.fullmatch(r"[\w-][\w.-]*", name) or len(name) > 100:
            raise WrongValue(f"“{name}” is no plain file name")
        path = item.folder / item.label.rpartition("/")[0] / name
        if path.is_symlink() or not path.is_file():
            raise WrongValue(f"there is no file “{name}” beside it")
        return path

    def _says(self, item: Item, kind: Kind, row: Any, columns: Data, links: dict[str, list[int]]) -> bool:
        """Whether the row already says what the file says; times that the database keeps do not count."""
        for column in written_fields(kind.model):
            if isinstance(column, models.FileField):
                if isinstance(row, Picture):
                    continue  # the row's name is the checksum of its file
                wanted = columns[column.attname]
                if content_name(getattr(row, column.attname)) != (wanted.name if wanted else ""):
                    return False
                continue
            says, wanted = getattr(row, column.attname), columns[column.attname]
            if isinstance(column, RichTextField):  # the number of a lost picture is no difference
                says = from_file(column, to_file(column, row, self.names), self.names)
            if not is_automatic(column) and says != wanted:
                return False
        if any(
            sorted(getattr(row, name).values_list("pk", flat=True)) != keys for name, keys in links.items()
        ):
            return False
        for part in kind.parts:
            given = {key: item.data[key] for key in part.keys if key in item.data}
            if part.write(row, self.names) != given:
                return False
        return True

    def _write(self, item: Item, kind: Kind, row: Any, columns: Data, links: dict[str, list[int]]) -> None:
        is_new, is_page = row.pk is None, isinstance(row, Publishable)
        if (key := key_field(kind.model)) is not None and is_new:
            with _place(item, key):
                setattr(row, key, from_file(kind.model._meta.get_field(key), item.key, self.names))
        if is_page and not is_new:
            keep_what_was(row)
            row.draft, row.draft_status, row.draft_due_at = None, "", None
        automatic = {}
        for column in written_fields(kind.model):
            value = columns[column.attname]
            if is_automatic(column):
                automatic[column.name] = value
            elif not isinstance(column, models.FileField):
                setattr(row, column.attname, value)
            elif is_new or not isinstance(row, Picture):
                setattr(row, column.attname, read_back(value) if value else "")
                if value:
                    self.files.append(row)
        if is_page:
            self._may_be_public(row, item)
        if is_new:
            self.check(row)
        row.validate_unique()
        row.validate_constraints()
        row.save()
        for name, keys in links.items():
            getattr(row, name).set(keys)
        if is_page:
            remember(row, is_new=is_new)
        self._read_parts(item, kind, row, replace=True)
        if is_new and automatic:
            kind.model._base_manager.filter(pk=row.pk).update(**automatic)

    @staticmethod
    def _may_be_public(row: Any, item: Item) -> None:
        if row.status == Status.PUBLISHED and not row.is_starter and "signed_off" not in item.data:
            raise WrongValue(
                'status: a text that no clinician signed off can\'t be public: write status = "draft"'
            )
        # Until the links are there and the sign-off can be checked, which is in this same transaction.
        row.live_digest = "not checked yet" if row.status == Status.PUBLISHED else ""

    def _read_parts(self, item: Item, kind: Kind, row: Any, *, replace: bool) -> None:
        for part in kind.parts:
            if part.late:
                self.late.append((item, part, row))
            elif replace or not isinstance(row, Publishable):
                part.read(row, item.data, self.names, replace)


@contextmanager
def _place(item: Item, key: str = "") -> Iterator[None]:
    """Whatever is wrong inside becomes a ContentError that says where."""
    try:
        yield
    except ContentError:
        raise
    except WrongValue as error:
        named = key or str(error).partition(":")[0]
        place = f"{item.label}{line_of(item.text, named, item.table)}"
        raise ContentError(f"{place}: {f'{key}: ' if key else ''}{str(error).rstrip('.')}.") from error
    except ValidationError as error:
        raise ContentError(f"{item.label}: {item.key}: {' '.join(error.messages)}") from error
    except (DatabaseError, ProtectedError) as error:
        raise ContentError(f"{item.label}: {item.key}: the database refuses it: {error}") from error


def import_folder(
    folder: Path, *, update: bool, progress: Progress = lambda done, total, name: None
) -> Result:
    """Read an export into this database: all of it, or nothing. Raises ContentError.

    What is there already and says something else is an error, or with `update` becomes as in the folder.
    """
    if not folder.is_dir():
        raise ContentError(f"{folder} is not a folder.")
    found = items(folder)
    loader = Loader(Existing.REPLACE if update else Existing.REFUSE)
    try:
        with transaction.atomic():
            for number, item in enumerate(found, 1):
                loader.load(item)
                progress(number, len(found), item.label)
            loader.finish()
    except BaseException:
        for picture in loader.files:  # a rollback does not take files back
            files.remove(picture.file_names())
        raise
    return loader.result
