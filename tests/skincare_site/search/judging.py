"""What an answer is judged by, the same in the suite and in the benchmark."""

from html.parser import HTMLParser

from skincare_site.search.reading import read
from skincare_site.symptoms.recognise import recognise
from skincare_site.symptoms.vocabulary import current


def first_symptom(text: str) -> str:
    """Web address of the symptom that `text` is recognised as first; "" for none."""
    vocabulary = current()
    found = recognise(read(text, vocabulary).words, vocabulary).symptoms
    return found[0].symptom.slug if found else ""


class Tags(HTMLParser):
    """Collects every tag, comment and declaration that a browser would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(f"{tag} with attributes" if attrs else tag)

    def handle_comment(self, data: str) -> None:
        self.seen.add("comment")

    def handle_decl(self, decl: str) -> None:
        self.seen.add("declaration")

    def unknown_decl(self, data: str) -> None:
        self.seen.add("declaration")

    def handle_pi(self, data: str) -> None:
        self.seen.add("instruction")


def tags_of(html: str) -> set[str]:
    parser = Tags()
    parser.feed(html)
    parser.close()
    return parser.seen
