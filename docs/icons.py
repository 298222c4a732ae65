"""Draws the icons for home screens and the picture of shared links, from the same dots as favicon.svg.

    .venv/bin/python docs/icons.py

Needs only Pillow. The written files are kept in the repository; run it again when the mark changes.
"""

from pathlib import Path

from PIL import Image, ImageDraw

SITE = Path(__file__).resolve().parent.parent / "static" / "site"
GREEN, SKIN, PAPER, SOFT = "#14524c", "#ffdccb", "#fffdfb", "#fbf0e9"
# favicon.svg: x, y, radius in a square of 32.
DOTS = [
    (16, 7, 1.6),
    (10, 11.5, 1.9),
    (22, 11.5, 1.9),
    (16, 16, 2.8),
    (10, 20.5, 1.9),
    (22, 20.5, 1.9),
    (16, 25, 1.6),
]
FINE = 4  # drawn larger and made smaller: smooth edges


def dots(draw: ImageDraw.ImageDraw, left: float, top: float, unit: float, colour: str) -> None:
    for x, y, radius in DOTS:
        box = [
            left + (x - radius) * unit,
            top + (y - radius) * unit,
            left + (x + radius) * unit,
            top + (y + radius) * unit,
        ]
        draw.ellipse(box, fill=colour)


def icon(size: int, *, full: bool) -> Image.Image:
    """The mark in a circle; `full` fills the square, for phones that cut their own shape out of it."""
    side = size * FINE
    image = Image.new("RGBA", (side, side), GREEN if full else (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    if not full:
        draw.ellipse([0, 0, side - 1, side - 1], fill=GREEN)
    # What every phone shows of a full square is a circle of 80 %: the dots stay within it.
    unit = side * (0.84 if full else 1) / 32
    dots(draw, (side - 32 * unit) / 2, (side - 32 * unit) / 2, unit, SKIN)
    small = image.resize((size, size), Image.Resampling.LANCZOS)
    return small.convert("RGB") if full else small


def share() -> Image.Image:
    """1200 × 630: the mark, calm and large. No words: the link's own title stands beside it."""
    width, height = 1200 * 2, 630 * 2
    image = Image.new("RGB", (width, height), SOFT)
    draw = ImageDraw.Draw(image)
    step = 44
    for y in range(step // 2, height, step):
        for x in range(step // 2, width, step):
            # The needle pattern of the front page, fading towards the mark.
            far = abs(x - width / 2) / (width / 2)
            radius = 5 * max(0.0, far - 0.35)
            draw.ellipse([x - radius, y - radius, x + radius, y + radius], fill="#e7b9a4")
    side = 800
    left, top = (width - side) / 2, (height - side) / 2
    draw.ellipse([left - 34, top - 34, left + side + 34, top + side + 34], fill=PAPER)
    draw.ellipse([left, top, left + side, top + side], fill=GREEN)
    dots(draw, left, top, side / 32, SKIN)
    return image.resize((1200, 630), Image.Resampling.LANCZOS)


def write(image: Image.Image, name: str, colours: int) -> None:
    method = Image.Quantize.FASTOCTREE if image.mode == "RGBA" else Image.Quantize.MEDIANCUT
    kept = image.quantize(colours, method=method, dither=Image.Dither.NONE)
    kept.save(SITE / name, optimize=True)
    print(f"{name}: {(SITE / name).stat().st_size} bytes")


if __name__ == "__main__":
    (SITE / "icons").mkdir(exist_ok=True)
    write(icon(192, full=False), "icons/192.png", 64)
    write(icon(512, full=False), "icons/512.png", 64)
    write(icon(512, full=True), "icons/512-maskable.png", 32)
    write(share(), "share.png", 128)
