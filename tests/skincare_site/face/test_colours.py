import random

import pytest

from skincare_site.face.colours import contrast, from_oklch, nearest, passes, to_oklch

WHITE = (("#ffffff", 4.5),)


def random_colours(number: int) -> list[str]:
    chance = random.Random(5)
    return [f"#{chance.randrange(1 << 24):06x}" for _ in range(number)]


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48), ("#ffffff", "#767676", 4.54), ("#123456", "#123456", 1)],
)  # fmt: skip
def test_contrast_is_that_of_wcag(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)


def test_oklch_there_and_back_is_the_same_colour():
    for colour in random_colours(500):
        assert from_oklch(*to_oklch(colour)) == colour


def test_colour_no_screen_shows_keeps_its_lightness_and_hue():
    lightness, chroma, hue = to_oklch(from_oklch(0.6, 0.5, 1.0))

    assert (lightness, hue) == (pytest.approx(0.6, abs=0.01), pytest.approx(1.0, abs=0.03))
    assert chroma < 0.5


def test_readable_colour_stays_as_it_is():
    assert nearest("#14524c", WHITE, darker=True) == "#14524c"


def test_nearest_shade_passes_and_the_one_before_it_does_not():
    for colour in random_colours(300):
        shade = nearest(colour, WHITE, darker=True)
        assert passes(shade, WHITE), colour
        if shade == colour:
            continue
        lightness, chroma, hue = to_oklch(shade)
        assert lightness < to_oklch(colour)[0]
        assert not passes(from_oklch(lightness + 0.012, chroma, hue), WHITE), colour


def test_lighter_shade_for_the_dark():
    for colour in random_colours(100):
        assert passes(nearest(colour, (("#151817", 7),), darker=False), (("#151817", 7),))


def test_no_shade_passes_between_black_and_white():
    with pytest.raises(ValueError, match="No shade"):
        nearest("#808080", (("#ffffff", 10), ("#000000", 10)), darker=True)
