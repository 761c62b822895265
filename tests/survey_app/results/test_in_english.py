"""Results in English: no Vietnamese sentence is left on a page or in a file, and numbers are written the English way."""

import pytest
from support.stray_words import stray_vietnamese

from forms.reading import load_instrument
from survey_app.store.units import list_units

from .conftest import SEPTEMBER
from .test_unit_page import answers

COMPARISON = "/giam-sat?template=QUICK&period=2026-10"


@pytest.fixture
def full(province):
    """Something for every state: three bands, few answers, none, a filter, a change, several versions' worth of words."""
    province.plant("A1", [2, 3, 10, 60, 65, 7])
    province.plant("A1", [9, 9, 9, 9, 9], month=SEPTEMBER)
    province.plant("A1b", [1, 1, 1, 9, 9])
    province.plant("A2", [10, 12, 18, 30, 20])
    province.seal("A2", [answers("3", reasons=("cho_lau",), words="~answered")] * 12, 202610, field="Hộ tịch")
    province.mix("A3", {"qr": [1, 1, 2, 6, 2], "paper": [0, 0, 1, 4, 4]})
    province.plant("A4", [0, 0, 1, 1, 1, 3])
    province.seal("A4", [{"S1": "4"}] * 9, 202610, template="OS9")
    return province


@pytest.fixture
def names(full):
    """Data: names of units and counters, and everything the questionnaires say."""
    with full.platform.database.reading() as connection:
        found = {unit.name for unit in list_units(connection)}
    for code in ("QUICK", "OS9"):
        found |= _texts(load_instrument(code))
    return found | {"Quầy 1", "Quầy 2", "Hộ tịch", "Hài Lòng"}


def _texts(questionnaire):
    items = [(item.text, *(choice.label for choice in item.options)) for item in questionnaire.items]
    sections = [(section.title, section.lead) for section in questionnaire.sections]
    factors = [(factor.name,) for factor in questionnaire.factors]
    told = [questionnaire.name, *(text for texts in (*items, *sections, *factors) for text in texts)]
    return {str(text) for text in told if text}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "address",
    [
        COMPARISON,
        f"{COMPARISON}&level=counter&parent=A1",
        f"{COMPARISON}&level=office&parent=37",
        f"{COMPARISON}&loc=kenh:qr",
        f"{COMPARISON}&loc=kenh:phone",
        f"{COMPARISON}&loc=linh-vuc:Hộ tịch",
        f"{COMPARISON}&loc=xyz",
        f"{COMPARISON}&xem=dieu-chinh",
        f"{COMPARISON}&xem=thu-hang",
        f"{COMPARISON}&block=xyz",
        f"{COMPARISON}&item=Q5",
        f"{COMPARISON}&parent=A9",
        "/giam-sat?template=QUICK&period=2026-Q4",
        "/giam-sat?template=QUICK&period=2026-11",
        "/giam-sat?template=QUICK&period=2026-09",
        "/giam-sat?template=QUICK&period=xyz",
        "/giam-sat?template=CQTT",
        "/giam-sat/don-vi/A1?template=QUICK&period=2026-10",
        "/giam-sat/don-vi/A2?template=QUICK&period=2026-10",
        "/giam-sat/don-vi/A4?template=QUICK&period=2026-10",
        "/giam-sat/don-vi/A4?template=OS9&period=2026-10",
        "/giam-sat/don-vi/A4?template=OS9&period=2026-09",
        "/giam-sat/don-vi/37?template=QUICK&period=2026-10",
        "/giam-sat/don-vi/7K4M2QX0?template=QUICK&period=2026-10",
        "/giam-sat/don-vi/S1?template=QUICK&period=2026-10",
    ],
)
def test_no_page_of_results_speaks_vietnamese_to_who_chose_english(names, visit, address):
    page = visit(address, language="en")
    assert page.status_code in {200, 400, 404}
    assert stray_vietnamese(page.text, names=names) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("table", ["tom-tat", "cau-hoi", "lua-chon", "ben-trong", "dien-bien"])
def test_no_file_of_results_speaks_vietnamese_to_who_chose_english(names, visit, table):
    address = f"/giam-sat/don-vi/A1?template=QUICK&period=2026-10&dang=csv&bang={table}"
    file = visit(address, language="en")
    assert file.mimetype == "text/csv"
    lines = file.get_data().decode("utf-8-sig").splitlines()
    page = "".join(f"<p>{line}</p>" for line in lines)
    assert stray_vietnamese(f'<html lang="en"><body>{page}</body></html>', names=names) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("full")
def test_numbers_and_months_follow_the_language_of_the_page(visit):
    english, vietnamese = visit(COMPARISON, language="en").text, visit(COMPARISON).text
    assert ("October 2026" in english, "tháng 10/2026" in vietnamese) == (True, True)
    assert ("73.5%" in english, "73,5\N{NO-BREAK SPACE}%" in vietnamese) == (True, True)
    assert ("73,5" in english, "73.5%" in vietnamese) == (False, False)
