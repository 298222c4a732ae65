"""What a folder of content files holds: one item a thing, with the place to name when something is wrong."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .content_kinds import LISTINGS, Data, Kind, Listing, kinds
from .content_writing import FORMAT, MARKER, ContentError

ALL = "all"  # the key of a file of plain lists


@dataclass(frozen=True)
class Item:
    """One thing that a folder holds. `label`, `text` and `table` are for messages: the file and its lines."""

    kind: Kind | Listing
    key: str
    data: Data
    label: str
    text: str
    folder: Path
    table: str = ""  # in which it stands; "" when it has the file for itself


def items(folder: Path) -> list[Item]:
    """Everything in the folder, in an order in which each thing finds what it points at. Raises ContentError."""
    marker = _read(folder, folder / MARKER)[0] if (folder / MARKER).is_file() else {}
    if marker.get("format", FORMAT) != FORMAT:
        raise ContentError(
            f"{MARKER}: this export has format {marker['format']}; this site reads format {FORMAT}."
        )
    found = [*_items(folder)]
    every: list[Kind | Listing] = [*kinds(), *LISTINGS]
    known = {item.label for item in found} | {MARKER} | {f"{thing.name}.toml" for thing in every}
    for path in sorted(folder.rglob("*.toml")):
        if (label := path.relative_to(folder).as_posix()) not in known:
            raise ContentError(f"{label}: no content belongs at this place; is its folder misspelt?")
    if not found:
        raise ContentError(f"{folder} holds no content files.")
    return found


def _items(folder: Path) -> Iterator[Item]:
    every: list[Kind | Listing] = [*kinds(), *LISTINGS]
    for thing in every:
        if isinstance(thing, Kind) and thing.is_folder:
            for path in sorted((folder / thing.name).glob("*.toml")):
                data, text = _read(folder, path)
                yield Item(thing, path.stem, data, f"{thing.name}/{path.name}", text, folder)
        elif (path := folder / f"{thing.name}.toml").exists():
            data, text = _read(folder, path)
            if isinstance(thing, Listing):
                yield Item(thing, ALL, data, path.name, text, folder)
                continue
            for key, table in data.items():
                if not isinstance(table, dict):
                    raise ContentError(f"{path.name}{line_of(text, key)}: {key} must be a table, [{key}].")
                yield Item(thing, key, table, path.name, text, folder, table=key)


def _read(folder: Path, path: Path) -> tuple[Data, str]:
    label = path.relative_to(folder).as_posix()
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ContentError(f"{label}: leads out of the folder.")
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return tomllib.loads(text), text
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ContentError(f"{label}: {error}") from error


def line_of(text: str, key: str, table: str = "") -> str:
    """ ", line 12" for the line on which a key of a table (or of the file) is set; "" when it is nowhere."""
    inside = not table
    for number, line in enumerate(text.splitlines(), 1):
        if table and re.match(rf"\[\[?\"?{re.escape(table)}\"?[.\]]", line):
            inside = True
        if inside and re.match(rf"\s*(\[+(\S+\.)?)?\"?{re.escape(key)}\"?\s*(=|\])", line):
            return f", line {number}"
    return ""
