"""Printed sheets, read back as a phone and an eye read them: from the rendered PDF."""

import pypdfium2
import pytest
from PIL import Image, ImageFilter
from support.sheets import codes_on, pages_of

from survey_app.services import qr, registering
from survey_app.services.poster_registry import PosterError, list_posters
from survey_app.services.posters import MOST_SHEETS, Paper, print_posters
from survey_app.store import posters

CODES_A_PAGE = {Paper.A4: 1, Paper.A5: 1, Paper.TENT: 2, Paper.STICKER: 12}
SIZES = {Paper.A4: (210, 297), Paper.A5: (148, 210), Paper.TENT: (210, 297), Paper.STICKER: (210, 297)}


def _print(platform, paper=Paper.A4, **more):
    registry = list_posters(platform)
    return registry, print_posters(platform, registry.counters, paper=paper, **more)


def _worn(picture, how):
    match how:
        case "as printed":
            return picture
        case "blurred":
            return picture.filter(ImageFilter.GaussianBlur(2))
        case "crooked":
            return picture.rotate(10, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


@pytest.mark.parametrize("how", ["as printed", "blurred", "crooked"])
@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_code_on_every_page_is_read_from_the_rendered_sheet(house, paper, how):
    registry, printed = _print(house.platform, paper)
    pages = list(pages_of(printed.pdf))
    assert len(pages) == printed.sheets == 3
    for one, (picture, _text, _size) in zip(registry.counters, pages, strict=True):
        assert codes_on(_worn(picture, how)) == [one.content.address.upper()] * CODES_A_PAGE[paper]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_code_with_a_corner_covered_is_found_by_the_same_reading(house, monkeypatch):
    """The planted weakness: a frame drawn over one of the three corners by which a phone finds the symbol."""
    covered = '<path fill="#fff" d="M0 0h12v12H0z"/></svg>'
    monkeypatch.setattr(
        "survey_app.services.posters.qr_svg", lambda address: qr.qr_svg(address).replace("</svg>", covered)
    )
    _registry, printed = _print(house.platform)
    picture, _text, _size = next(pages_of(printed.pdf))
    assert codes_on(picture) == []


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_sheet_says_whose_counter_it_is_and_where_to_type_and_which_number_it_has(house, paper):
    registry, printed = _print(house.platform, paper)
    for one, (_picture, text, size) in zip(registry.counters, pages_of(printed.pdf), strict=True):
        words = " ".join(text.split())
        for wanted in (
            one.content.counter,
            one.content.unit,
            one.content.address.partition("://")[2],
            "Tờ số 1",
            "01/10/2026",
        ):
            assert wanted in words, (wanted, words)
        assert [round(side / 72 * 25.4) for side in size] == list(SIZES[paper])


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_longest_names_keep_to_one_page_and_lose_no_word(empty_house, paper):
    """Names of two hundred letters, the longest that a unit and a counter can have."""
    platform = empty_house.platform
    unit, counter = (" ".join([word] * 40)[:199] for word in ("Nguyễn", "Quầy đủ"))
    units = f"code,name,level,type,block,parent_code,valid_from\n37,{unit},province,tinh,,,2025-07-01\n"
    table = f"code,name,unit_code,procedure_field,opened_on\n,{counter},37,,2025-07-01\n"
    assert not registering.import_units(platform.database, source=units.encode()).faults
    assert not registering.import_counters(
        platform.database, source=table.encode(), today=platform.today
    ).faults
    registry, printed = _print(platform, paper)
    pages = list(pages_of(printed.pdf))
    assert len(pages) == 1
    words = " ".join(pages[0][1].split())
    assert words.count("Nguyễn") // CODES_A_PAGE[paper] >= 28
    assert words.count("Quầy đủ") // CODES_A_PAGE[paper] >= 24
    assert codes_on(pages[0][0]) == [registry.counters[0].content.address.upper()] * CODES_A_PAGE[paper]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_font_is_embedded_so_that_vietnamese_prints_right_everywhere(house):
    _registry, printed = _print(house.platform)
    document = pypdfium2.PdfDocument(printed.pdf)
    texts = [part for part in document[0].get_objects() if isinstance(part, pypdfium2.PdfTextObj)]
    assert texts
    assert {text.get_font().get_base_name().partition("+")[2] for text in texts} == {
        "BeVietnamPro-Regular",
        "BeVietnamPro-Bold",
    }
    assert all(text.get_font().is_embedded for text in texts)


def test_a_trial_says_so_and_stands_in_no_registry(house):
    _registry, printed = _print(house.platform, is_trial=True)
    assert "BẢN IN THỬ" in next(pages_of(printed.pdf))[1]
    assert all(one.newest == () for one in list_posters(house.platform).counters)


def test_nothing_and_too_much_are_refused_in_a_sentence(house):
    with pytest.raises(PosterError, match="Không có quầy nào"):
        print_posters(house.platform, (), paper=Paper.A4)
    many = list_posters(house.platform).counters * MOST_SHEETS
    with pytest.raises(PosterError, match="tối đa"):
        print_posters(house.platform, many, paper=Paper.A4)


def test_two_who_print_at_once_never_share_a_number(house, monkeypatch):
    """Between the other's question and answer somebody else prints: the second is told to print again."""
    chosen = list_posters(house.platform).counters
    drawn = []

    def draw(*_sheet):
        if not drawn:
            drawn.append(True)
            print_posters(house.platform, chosen, paper=Paper.A4)
        return b"%PDF"

    monkeypatch.setattr("survey_app.services.posters.draw_pdf", draw)
    with pytest.raises(PosterError, match="cùng lúc"):
        print_posters(house.platform, chosen, paper=Paper.A4)
    with house.platform.database.reading() as connection:
        serials = posters.find_last_serials(connection, counter_ids=[one.counter_id for one in chosen])
    assert set(serials.values()) == {1}
