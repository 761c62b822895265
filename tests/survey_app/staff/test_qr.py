"""QR codes of counters, read back by another program."""

import re
from io import BytesIO

import pytest
import qrcode
import zxingcpp
from PIL import Image

from survey_app.addresses import counter_address
from survey_app.form_keys import ALPHABET
from survey_app.services import qr

ADDRESS = "https://hailong.ninhbinh.gov.vn/K/7K4M2QX0"


def _decode(picture):
    found = zxingcpp.read_barcodes(picture)
    assert len(found) == 1
    return found[0]


def _modules_of_svg(svg):
    """The picture again from the path alone: rectangles one module high on a white ground."""
    size = int(re.search(r'viewBox="0 0 (\d+) \1"', svg)[1])
    picture = [[False] * size for _ in range(size)]
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1H\1z", svg):
        for column in range(int(x), int(x) + int(width)):
            picture[int(y)][column] = True
    return picture


@pytest.mark.parametrize("code", ["7K4M2QX0", ALPHABET[:8], ALPHABET[-8:]])
@pytest.mark.parametrize(
    "public_url", ["https://hailong.ninhbinh.gov.vn", "http://127.0.0.1:8000", "https://a.vn"]
)
def test_a_png_reads_as_the_counters_address_in_capitals(public_url, code):
    address = counter_address(public_url, code)
    found = _decode(Image.open(BytesIO(qr.qr_png(address))))
    assert found.text == f"{public_url.upper()}/K/{code}"
    assert found.ec_level == "M"


def test_an_svg_holds_the_same_modules_as_the_png_and_reads_alike():
    modules = _modules_of_svg(qr.qr_svg(ADDRESS))
    assert modules == qr.qr_modules(ADDRESS)
    size = len(modules)
    picture = Image.new("L", (size, size), 255)
    picture.putdata([0 if dark else 255 for row in modules for dark in row])
    assert _decode(picture.resize((size * 8, size * 8), Image.Resampling.NEAREST)).text == ADDRESS.upper()


def test_four_modules_around_the_symbol_stay_white():
    modules = qr.qr_modules(ADDRESS)
    ring = [*modules[:4], *modules[-4:], *([*row[:4], *row[-4:]] for row in modules)]
    assert not any(dark for row in ring for dark in row)


def test_capitals_make_the_symbol_smaller_than_small_letters_would():
    address = counter_address("https://khaosat.ninhbinh.gov.vn", "7K4M2QX0") + "/"
    mixed = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M)
    mixed.add_data(address)
    mixed.make(fit=True)
    assert len(qr.qr_modules(address)) - 2 * qr.QUIET_ZONE < mixed.modules_count


@pytest.mark.parametrize("name", ["ma.svg", "ma.PNG"])
def test_a_file_is_written_in_the_format_its_name_says(tmp_path, name):
    qr.write_qr(ADDRESS, tmp_path / name)
    begin = (tmp_path / name).read_bytes()[:4]
    assert begin == (b"<svg" if name.endswith("svg") else b"\x89PNG")


def test_a_manager_gets_the_picture_on_the_page_and_the_file_to_print(door):
    manager = door.visitor_as("manager", units=["13285"])
    page = manager.get("/quan-ly/quay/7K4M2QX0").text
    assert 'src="/quan-ly/quay/7K4M2QX0/qr.svg"' in page
    assert manager.get("/quan-ly/quay/7K4M2QX0/qr.svg").mimetype == "image/svg+xml"
    file = manager.get("/quan-ly/quay/7K4M2QX0/qr.png")
    assert file.headers["Content-Disposition"] == 'attachment; filename="quay-7K4M2QX0.png"'
    assert _decode(Image.open(BytesIO(file.data))).text == "HTTP://127.0.0.1:8000/K/7K4M2QX0"
