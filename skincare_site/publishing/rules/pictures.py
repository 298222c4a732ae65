"""B4, B5 and A9: pictures that everybody can read, and photos of people only with their consent."""

from collections.abc import Iterator

from .base import Hit, Rule
from .reading import Reading

MAX_ALT = 125
OPENERS = ("image of", "picture of", "photo of", "photograph of", "a photo of", "a picture of", "an image of")


def described(reading: Reading) -> Iterator[Hit]:
    for field, picture in reading.pictures:
        if not picture.decorative and not picture.alt.strip():
            yield Hit(field, f"The picture “{picture.title}” has no text for people who can't see it.")


def consented(reading: Reading) -> Iterator[Hit]:
    for field, picture in reading.pictures:
        if not picture.may_be_shown:
            yield Hit(field, f"The photo “{picture.title}” shows a person, and no valid consent is recorded.")


def well_described(reading: Reading) -> Iterator[Hit]:
    for field, picture in reading.pictures:
        alt = picture.alt.strip()
        if len(alt) > MAX_ALT:
            yield Hit(
                field, f"The picture's text has {len(alt)} characters; at most {MAX_ALT} are read well.", alt
            )
        if alt.casefold().startswith(OPENERS):
            yield Hit(field, "The picture's text begins by saying that it is a picture.", alt)


RULES = [
    Rule(
        "B4", "Picture without text", True,
        "A patient who can't see the picture gets nothing from it.",
        "Open the picture in the library and describe it, or mark it as decorative.",
        described,
    ),
    Rule(
        "B5", "Photo of a person without consent", True,
        "A photo of a person is health information about that person.",
        "Record the consent in the picture library, or choose another picture.",
        consented,
    ),
    Rule(
        "A9", "Picture text too long, or “image of”", False,
        "A screen reader reads it in one breath, and already says that it is an image.",
        "Say what it shows in 125 characters or fewer, starting with the thing itself.",
        well_described,
    ),
]  # fmt: skip
