"""Line drawings that come with the site: SVG files of our own in `static/site/drawings/`, never uploads."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Drawing:
    """One drawing: what staff call it, its file under `static/`, its size in px."""

    label: str
    path: str
    width: int
    height: int


DRAWINGS = {
    "face-areas": Drawing("Areas of the face", "site/drawings/face-areas.svg", 640, 480),
    "skin-layers": Drawing(
        "Layers of the skin and needle channels", "site/drawings/skin-layers.svg", 640, 400
    ),
    "sunscreen": Drawing("Applying sunscreen", "site/drawings/sunscreen.svg", 640, 400),
    "cool-pack": Drawing("A wrapped cool pack on the cheek", "site/drawings/cool-pack.svg", 640, 400),
}


def choices() -> list[tuple[str, str]]:
    return [(name, drawing.label) for name, drawing in DRAWINGS.items()]
