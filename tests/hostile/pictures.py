"""Pictures nobody should send: (name, bytes, whether a sound picture can be made of it) for each.

`None` means either answer is fine. Everything is made here, nothing is a file of somebody.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from PIL import Image, ImageCms, PngImagePlugin

Hostile = tuple[str, bytes, bool | None]

MARK = b"SecretMark-49.2827N"  # hidden in every kind of metadata: no byte of it may survive


def save(image: Image.Image, kind: str, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def photo(size: tuple[int, int] = (160, 90), mode: str = "RGB") -> Image.Image:
    """Four quarters of different colours, so that turning it shows."""
    image = Image.new("RGB", size, (200, 120, 100))
    width, height = size
    image.paste((30, 160, 60), (0, 0, width // 2, height // 2))
    image.paste((40, 60, 200), (width // 2, 0, width, height // 2))
    return image.convert(mode)


def png_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, *chunks: bytes, depth: int = 8, colour: int = 2, data: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            png_chunk(b"IHDR", head),
            *chunks,
            png_chunk(b"IDAT", data),
            png_chunk(b"IEND", b""),
        ]
    )


def gps(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = MARK.decode()
    exif.get_ifd(0x8825)[29] = MARK.decode()
    exif.get_ifd(0x8825)[2] = (49.0, 16.0, 57.0)
    return exif


def webp_chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("evil.html", "<script>alert(1)</script>" + MARK.decode())
    return buffer.getvalue()


def bombs() -> Iterator[Hostile]:
    small = zlib.compress(b"\0" * 1000)
    for width, height in [
        (60_000, 60_000),
        (8_000, 8_000),
        (2**31 - 1, 1),
        (1, 2**31 - 1),
        (40_000_001, 1),
        (0, 0),
    ]:
        yield f"png that claims {width} x {height}", png(width, height, data=small), False
    yield "png bomb of real zeros", png(6_500, 6_500, data=zlib.compress(b"\0" * (6_500 * 19_501))), False
    zeros = zlib.compress(b"\0" * (6_200 * (6_200 * 3 + 1)))
    yield "png of 38 megapixels that is really there", png(6_200, 6_200, data=zeros), None
    text = zlib.compress(MARK * 4_000_000)
    yield (
        "png with a compressed text bomb",
        png(4, 4, png_chunk(b"zTXt", b"k\0\0" + text), data=zlib.compress(b"\0" * 52)),
        None,
    )
    yield (
        "png with an icc bomb",
        png(4, 4, png_chunk(b"iCCP", b"k\0\0" + text), data=zlib.compress(b"\0" * 52)),
        None,
    )
    yield "jpeg that claims 65,500 x 65,500", _jpeg_size(65_500, 65_500), False
    yield "gif that claims 65,535 x 65,535", b"GIF89a\xff\xff\xff\xff" + save(photo(), "GIF")[10:], False
    yield "webp that claims 16,384 x 16,384", _webp_size(16_383, 16_383), False
    yield "11 MB of jpeg and rubbish", save(photo(), "JPEG") + b"\0" * (11 * 1024 * 1024), False
    yield "very thin", save(Image.new("RGB", (30_000, 1)), "PNG"), True
    yield "very tall", save(Image.new("RGB", (1, 30_000)), "PNG"), True
    yield "one pixel", save(Image.new("RGB", (1, 1)), "PNG"), True


def _jpeg_size(width: int, height: int) -> bytes:
    data = bytearray(save(photo(), "JPEG"))
    place = data.index(b"\xff\xc0") + 5
    data[place : place + 4] = struct.pack(">HH", height, width)
    return bytes(data)


def _webp_size(width: int, height: int) -> bytes:
    body = webp_chunk(b"VP8X", b"\x10\0\0\0" + struct.pack("<I", width)[:3] + struct.pack("<I", height)[:3])
    body += save(photo(), "WEBP")[12:]
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def broken() -> Iterator[Hostile]:
    for kind in ("JPEG", "PNG", "WEBP", "GIF"):
        data = save(photo((400, 300)), kind)
        for part in (10, len(data) // 2, len(data) - 20):
            yield f"{kind} cut after {part}", data[:part], False if part < len(data) - 20 else None
        middle = len(data) // 2
        yield (
            f"{kind} with rubbish in the middle",
            data[:middle] + b"\xff\x00\xaa" * 40 + data[middle + 120 :],
            None,
        )
    yield "0 bytes", b"", False
    yield "one byte", b"\xff", False
    yield "NUL bytes", b"\0" * 5000, False
    yield "png head and nothing", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, False
    yield "gif head and 0xff", b"GIF89a" + b"\xff" * 60, False
    yield "riff without webp", b"RIFF\x04\0\0\0WEBX" + b"\0" * 30, False
    broken_exif = save(photo(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff" + MARK)
    yield "jpeg with broken camera data", broken_exif, True
    yield "jpeg with a broken colour profile", save(photo(), "JPEG", icc_profile=MARK * 20), True


def disguised() -> Iterator[Hostile]:
    yield "svg.jpg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", False
    yield "svg with xml head.png", b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", False
    yield "html.gif", b"<!doctype html><script>alert(1)</script>", False
    yield "zip.png", zipped(), False
    yield "pdf.jpg", b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj", False
    yield "eps.jpg", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n", False
    yield "script.jpg", b"#!/bin/sh\nrm -rf /\n", False
    yield "exe.png", b"MZ\x90\0" + b"\0" * 500, False
    for kind in ("BMP", "TIFF", "ICO", "PPM", "TGA", "PCX", "AVIF", "DDS", "JPEG2000"):
        yield f"{kind}.jpg", save(photo((64, 64)), kind), False
    heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 200
    yield "heic.jpg", heic, False
    yield "jpeg that is also html", save(photo(), "JPEG", comment=b"<script>" + MARK + b"</script>"), True
    yield "jpeg with a zip behind", save(photo(), "JPEG") + zipped(), True
    yield "png with a zip behind", save(photo(), "PNG") + zipped(), True
    yield "gif with html behind", save(photo(), "GIF") + b"<script>" + MARK + b"</script>", True
    yield "png called .html", save(photo(), "PNG"), True


def metadata() -> Iterator[Hostile]:
    for orientation in range(1, 9):
        yield f"jpeg turned {orientation}", save(photo(), "JPEG", exif=gps(orientation)), True
    yield "png with camera data", save(photo(), "PNG", exif=gps()), True
    yield "webp with camera data", save(photo(), "WEBP", exif=gps(), xmp=b"<x>" + MARK + b"</x>"), True
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", MARK.decode())
    words.add_itxt("XML:com.adobe.xmp", "<x>" + MARK.decode() + "</x>")
    yield "png with words", save(photo(), "PNG", pnginfo=words), True
    yield "gif with a comment", save(photo(), "GIF", comment=MARK), True
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    yield "jpeg with a colour profile", save(photo(), "JPEG", icc_profile=profile + MARK), True
    grey = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    yield "png with a profile of another kind", save(photo(), "PNG", icc_profile=grey), True


def unusual() -> Iterator[Hostile]:
    yield "cmyk jpeg", save(photo(mode="CMYK"), "JPEG"), True
    yield "grey jpeg", save(photo(mode="L"), "JPEG"), True
    yield "16 bit grey png", save(Image.new("I;16", (60, 40), 40_000), "PNG"), True
    yield "16 bit colour png", png(2, 2, depth=16, data=zlib.compress((b"\0" + b"\x80\0" * 6) * 2)), True
    yield "one bit png", save(photo(mode="1"), "PNG"), True
    yield "palette png", save(photo(mode="P"), "PNG"), True
    yield "palette png with a see-through colour", save(photo(mode="P"), "PNG", transparency=0), True
    yield (
        "palette png with see-through bytes",
        save(photo(mode="P"), "PNG", transparency=bytes(range(256))),
        True,
    )
    yield "rgb png with a see-through colour", save(photo(), "PNG", transparency=(30, 160, 60)), True
    yield "grey png with alpha", save(photo(mode="LA"), "PNG"), True
    yield "rgba png", save(photo(mode="RGBA"), "PNG"), True
    yield "rgba webp", save(photo(mode="RGBA"), "WEBP"), True
    yield "interlaced gif", save(photo(), "GIF", interlace=1), True
    yield "progressive jpeg", save(photo(), "JPEG", progressive=True), True
    frames = [Image.new("RGB", (80, 60), (step, 0, 0)) for step in range(60)]
    for kind in ("GIF", "PNG", "WEBP"):
        more = {"save_all": True, "append_images": frames[1:], "duration": 20}
        yield f"animated {kind}", save(frames[0], kind, **more), True
    mpo = save(photo(), "MPO", save_all=True, append_images=[photo()])
    yield "two pictures in one jpeg (mpo)", mpo, None


NAMES = [
    "../../etc/passwd", "..\\..\\windows\\x.jpg", "/etc/cron.d/x", "a\x00b.jpg", "a.jpg\x00.html", "x" * 300 + ".jpg",
    "<script>alert(1)</script>.jpg", "picture.php.jpg", "picture.jpg.html", ".htaccess", "", ".", "CON.jpg",
    "a;b.jpg", "“émoji 🧊”.jpg", "line\nbreak.jpg", "%2e%2e%2fx.jpg",
]  # fmt: skip


def everything() -> list[Hostile]:
    return [*bombs(), *broken(), *disguised(), *metadata(), *unusual()]
