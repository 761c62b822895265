"""Printed sheets, read back as a phone and an eye read them."""

from collections.abc import Iterator

import pypdfium2
import zxingcpp
from PIL.Image import Image

DPI = 150


def pages_of(pdf: bytes) -> Iterator[tuple[Image, str, tuple[float, float]]]:
    """Each page as a grey picture, its text, its size in points."""
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        yield (
            page.render(scale=DPI / 72).to_pil().convert("L"),
            page.get_textpage().get_text_range(),
            page.get_size(),
        )


def codes_on(picture: Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]
