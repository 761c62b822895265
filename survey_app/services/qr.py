"""QR codes of counters: upper-case, so that the symbol is small and reads from a worn poster."""

from io import BytesIO
from pathlib import Path

import qrcode
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M

QUIET_ZONE = 4
PIXELS_A_MODULE = 20


def qr_modules(address: str, *, as_written: bool = False) -> list[list[bool]]:
    """The dark modules of an address, quiet zone included, row by row.

    Scheme, host and `/K/<CODE>` mean the same in capitals, and capitals alone fit QR's alphanumeric mode. Other
    addresses are kept `as_written`.
    """
    symbol = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    symbol.add_data(address if as_written else address.upper(), optimize=0)
    symbol.make(fit=True)
    return [[bool(module) for module in row] for row in symbol.get_matrix()]


def qr_svg(address: str, *, as_written: bool = False) -> str:
    """Draw the code as one path, a unit a module; it prints sharp at any size."""
    rows = qr_modules(address, as_written=as_written)
    runs = "".join(_runs(y, row) for y, row in enumerate(rows))
    size = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{runs}"/></svg>'
    )


def _runs(y: int, row: list[bool]) -> str:
    """Dark stretches of a row as rectangles one module high."""
    parts, start = [], None
    for x, dark in enumerate([*row, False]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            parts.append(f"M{start} {y}h{x - start}v1H{start}z")
            start = None
    return "".join(parts)


def qr_png(address: str) -> bytes:
    """Draw the code in black and white, large enough for a poster."""
    rows = qr_modules(address)
    size = len(rows)
    picture = Image.new("1", (size, size), 1)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                picture.putpixel((x, y), 0)
    picture = picture.resize((size * PIXELS_A_MODULE,) * 2, Image.Resampling.NEAREST)
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def write_qr(address: str, path: Path) -> None:
    """Write the code as PNG or SVG, as the file's name ends."""
    if path.suffix.lower() == ".png":
        path.write_bytes(qr_png(address))
    else:
        path.write_text(qr_svg(address), encoding="utf-8")
