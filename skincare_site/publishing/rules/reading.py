"""A page as the rules read it: cut into blocks and sentences once, with look-ups shared between pages."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.db import models
from django.utils.module_loading import autodiscover_modules

from skincare_site.images.models import Picture
from skincare_site.publishing.passages import Passage
from skincare_site.richtext.pictures import picture_ids
from skincare_site.richtext.text import blocks, links, sentences


@dataclass(frozen=True)
class Sentence:
    """One sentence with the field it stands in; `lead` is what it continues (“Call the clinic if:”)."""

    field: str
    text: str
    lead: str = ""

    @property
    def whole(self) -> str:
        return f"{self.lead} {self.text}" if self.lead else self.text

    @cached_property
    def folded(self) -> str:
        return self.text.casefold()

    def has_any(self, pieces: tuple[str, ...]) -> bool:
        """Whether one of these lower-case pieces stands in it: a quick look before a slow pattern."""
        folded = self.folded
        for piece in pieces:  # noqa: SIM110  a plain loop: this runs a million times in a report
            if piece in folded:
                return True
        return False


@dataclass(frozen=True)
class Paragraph:
    """One block of the page; `tag` is "p", "li", "h3" and so on, "line" for a plain field."""

    field: str
    tag: str
    words: str
    sentences: list[Sentence]


@dataclass(frozen=True)
class Link:
    field: str
    address: str
    words: str


@cache
def discover() -> None:
    """Load what rooms above say about texts (their modules `rules` and `claims`), the first time that one is read:
    a visitor's page needs none of it."""
    autodiscover_modules("rules", "claims")


class Shared:
    """Look-ups made once for all pages of a run: brand names, public addresses."""

    def __init__(self) -> None:
        discover()
        self._kept: dict[Any, Any] = {}

    def once(self, key: Any, load: Callable[[], Any]) -> Any:
        if key not in self._kept:
            self._kept[key] = load()
        return self._kept[key]


class Reading:
    """One page, read. `page` may be unsaved or a draft laid over its row."""

    def __init__(self, page: Any, shared: Shared | None = None) -> None:
        self.page = page
        self.shared = shared or Shared()

    @cached_property
    def passages(self) -> list[Passage]:
        return [passage for passage in self.page.passages() if passage.text and passage.text.strip()]

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        found = []
        for passage in self.passages:
            if passage.kind == "line":
                cut = [("line", " ".join(passage.text.split()), passage.lead)]
            else:
                cut = [(block.tag, block.words, block.lead) for block in blocks(passage.text)]
            for tag, words, lead in cut:
                pieces = [
                    Sentence(passage.field, text, "" if number else lead)
                    for number, text in enumerate(sentences(words))
                ]
                found.append(Paragraph(passage.field, tag, words, pieces))
        return found

    @cached_property
    def sentences(self) -> list[Sentence]:
        return [sentence for paragraph in self.paragraphs for sentence in paragraph.sentences]

    @cached_property
    def pictures(self) -> list[tuple[str, Picture]]:
        """(field, picture) for every picture on the page, in a field of its own or inside a text."""
        page = self.page
        own = [
            (field.name, getattr(page, field.name))
            for field in page._meta.concrete_fields
            if isinstance(field, models.ForeignKey) and field.related_model is Picture
        ]
        inside = [
            (passage.field, number)
            for passage in self.passages
            if passage.kind == "html"
            for number in picture_ids(passage.text)
        ]
        ids = {number for _field, number in inside}
        found = Picture.objects.select_related("consent").in_bulk(ids) if ids else {}
        return [row for row in own if row[1]] + [(field, found[key]) for field, key in inside if key in found]

    @cached_property
    def links(self) -> list[Link]:
        return [
            Link(passage.field, address, words)
            for passage in self.passages
            if passage.kind == "html" and "<a" in passage.text
            for address, words in links(passage.text)
        ]
