"""The catalogues of interface strings: collected from code and templates, checked, compiled. For developers.

`make messages` runs it. GNU gettext is not needed: Python is read with `ast`, templates with what Django's
makemessages makes of them, and polib writes the files.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

ROOT: Path = settings.BASE_DIR
CODE = ("skincare_site", "articles", "aftercare")
TEMPLATES = "templates"

# What marks a string → how its arguments read: c context, s singular, p plural.
MARKS = {"gettext": "s", "ngettext": "sp", "pgettext": "cs", "npgettext": "csp"}
_STRING = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_CALL = re.compile(rf"\b(_|n?p?gettext)\(({_STRING}(?:\s*,\s*{_STRING})*)")
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")
PLURAL_FORMS = {"en": "nplurals=2; plural=(n != 1);", "fr": "nplurals=2; plural=(n > 1);"}

Key = tuple[str, str]  # context ("" for none) and the English words


@dataclass
class Message:
    """One string of the interface, with its plural where it counts something, and the files it stands in."""

    context: str
    singular: str
    plural: str = ""
    comment: str = ""
    files: set[str] = field(default_factory=set)

    @property
    def key(self) -> Key:
        return self.context, self.singular


def _message(function: str, words: list[str], comment: str = "") -> Message:
    mark = "gettext" if function == "_" else function.removesuffix("_lazy")
    found = dict(zip(MARKS[mark], words, strict=False))
    return Message(found.get("c", ""), found["s"], found.get("p", ""), comment)


def in_python(source: str) -> Iterator[Message]:
    """The strings marked in one Python file."""
    lines = source.splitlines()
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for node in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        words = [
            arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
        ]
        if words and (name == "_" or name.removesuffix("_lazy") in MARKS):
            _code, _mark, comment = lines[node.lineno - 2].partition("# Translators: ")
            yield _message(name, words, comment)


def in_template(source: str) -> Iterator[Message]:
    """The strings marked in one template."""
    for function, words in _CALL.findall(templatize(source)):
        yield _message(function, list(ast.literal_eval(f"({words},)")))


def collected() -> dict[Key, Message]:
    """Every marked string of the project, in the order of its files."""
    found: dict[Key, Message] = {}
    code = (path for room in CODE for path in sorted((ROOT / room).rglob("*.py")))
    pages = sorted((ROOT / TEMPLATES).rglob("*.html"))
    for path in [*pages, *code]:
        read = in_template if path.suffix == ".html" else in_python
        for message in read(path.read_text()):
            kept = found.setdefault(message.key, message)
            kept.plural = kept.plural or message.plural
            kept.files.add(path.relative_to(ROOT).as_posix())
    return found


def languages() -> list[str]:
    """The folders of `locale/`: one a language, without its country."""
    return [to_locale(code).partition("_")[0] for code, _name in settings.LANGUAGES]


def source_language() -> str:
    """The language the strings are written in: its catalogue may stay empty."""
    return "en"


def path_of(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def updated(language: str, messages: Iterable[Message]) -> polib.POFile:
    """The catalogue with exactly these strings; translations it already has are kept."""
    path = path_of(language)
    known = (
        {(entry.msgctxt or "", entry.msgid): entry for entry in polib.pofile(str(path))}
        if path.exists()
        else {}
    )
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURAL_FORMS[language],
    }
    for message in messages:
        old = known.get(message.key)
        entry = polib.POEntry(
            msgctxt=message.context or None,
            msgid=message.singular,
            comment=message.comment,
            occurrences=[(name, "") for name in sorted(message.files)],
        )
        if message.plural:
            entry.msgid_plural = message.plural
            entry.msgstr_plural = dict(old.msgstr_plural) if old and old.msgstr_plural else {0: "", 1: ""}
        else:
            entry.msgstr = old.msgstr if old else ""
        catalogue.append(entry)
    return catalogue


def translations(entry: polib.POEntry) -> list[str]:
    """What stands in the catalogue for one string: one text, or one for each plural form."""
    return (
        [entry.msgstr_plural[form] for form in sorted(entry.msgstr_plural)]
        if entry.msgid_plural
        else [entry.msgstr]
    )


def placeholders(text: str) -> set[str]:
    """The names that are filled in: `%(day)s` and `{when}`."""
    return {first or second for first, second in _PLACEHOLDER.findall(text)}


def faults(catalogue: polib.POFile) -> list[str]:
    """What is not translated, or fills in other names than the English words do."""
    said = []
    for entry in catalogue:
        texts = translations(entry)
        wanted = placeholders(entry.msgid_plural or entry.msgid)
        if not all(texts):
            said.append(f"not translated: {entry.msgid}")
        elif any(placeholders(text) - wanted for text in texts) or placeholders(texts[-1]) != wanted:
            said.append(f"other placeholders: {entry.msgid}")
    return said


def compiled(catalogue: polib.POFile) -> bytes:
    """The catalogue as the running site reads it."""
    return bytes(catalogue.to_binary())
