import re
from dataclasses import asdict
from pathlib import Path

import pytest

from skincare_site.face import palette
from skincare_site.face.colours import contrast

from .test_colours import random_colours

SITE = Path(__file__).resolve().parents[3] / "static/site/site.css"


def tokens() -> dict[str, tuple[str, str]]:
    """Each colour token of site.css in light and in dark."""
    text = SITE.read_text().split("@layer modes {")[0]
    plain = {name: (value, value) for name, value in re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", text)}
    both = {
        name: (day, night)
        for name, day, night in re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\);", text)
    }
    return {name: tuple(_long(value) for value in pair) for name, pair in (plain | both).items()}  # type: ignore[misc]


def _long(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(2 * digit for digit in colour[1:])


def test_the_grounds_are_those_of_the_pages():
    known = tokens()
    names = ("paper", "surface", "urgent-tint", "emergency-tint")

    assert {ground for ground, _ratio in palette.LIGHT} == {known[name][0] for name in names} | {"#ffffff"}
    assert {ground for ground, _ratio in palette.DARK} == {known[name][1] for name in names}
    assert known["on-strip"][0] == palette.ON_STRIP
    assert known["accent"][0] == palette.DEFAULT_ACCENT


def test_the_own_colours_of_the_site_can_be_read():
    known = tokens()
    for side in (0, 1):
        for ground in ("paper", "surface", "urgent-tint", "emergency-tint"):
            for text in ("ink", "accent"):
                assert contrast(known[text][side], known[ground][side]) >= 4.5, (text, ground, side)
        for text in ("soft", "warm", "no"):
            for ground in ("paper", "surface"):
                assert contrast(known[text][side], known[ground][side]) >= 4.5, (text, ground, side)
        for ground in ("paper", "surface"):
            assert contrast(known["edge"][side], known[ground][side]) >= 3, (ground, side)
            assert contrast(known["focus"][side], known[ground][side]) >= 3, (ground, side)
        for words, ground in (
            ("on-accent", "accent"),
            ("on-urgent", "urgent"),
            ("on-emergency", "emergency"),
        ):
            assert contrast(known[words][side], known[ground][side]) >= 4.5, (words, side)


@pytest.mark.parametrize("accent", ["#ffc94f", "#ff69b4", "#ffffff", "#777777", "#00ffff"])
def test_too_light_a_colour_is_not_readable_and_its_proposal_is(accent):
    assert not palette.is_readable(accent)
    assert palette.is_readable(palette.readable(accent))


def test_every_accent_gives_colours_that_can_be_read_in_light_and_dark():
    known = tokens()
    for colour in [*random_colours(300), "#000000", "#ffffff", "#ffff00", "#0000ff", "#ff0000", "#00ff00"]:
        accent = palette.readable(colour)
        for side, scheme in enumerate(palette.schemes(accent)):
            grounds = ("paper", "surface", "urgent-tint", "emergency-tint")
            for ground in grounds:
                assert contrast(scheme.accent, known[ground][side]) >= 4.5, (colour, ground, side)
            assert contrast(scheme.on_accent, scheme.accent) >= 4.5, (colour, side)
            assert contrast(palette.ON_STRIP, scheme.strip) >= 4.5, (colour, side)
            assert contrast(known["ink"][side], scheme.tint) >= 4.5, (colour, side)
            assert contrast(known["soft"][side], scheme.tint) >= 4.5, (colour, side)
            assert contrast(scheme.accent, scheme.tint) >= 3, (colour, side)


def test_style_sheet_says_every_token_and_only_known_ones():
    text = palette.style_sheet("#0a4f8f")

    known = set(tokens())
    assert set(re.findall(r"--([\w-]+):", text)) <= known
    for scheme in palette.schemes("#0a4f8f"):
        assert all(value in text for value in asdict(scheme).values())
    assert palette.version("#0a4f8f") != palette.version("#0a4f90")
