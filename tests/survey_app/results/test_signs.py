"""What is planted makes nobody else worse, and is said where the number stands; honest months are left in peace."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from survey_app.commands import main
from survey_app.services.comparing import words
from survey_app.services.comparing.document import document
from survey_app.services.comparing.narrowing import parse_narrowing
from survey_app.services.comparing.sheet import comparison_sheet
from survey_app.services.comparing.sheets import csv_file

HONEST = (1, 1, 2, 3, 3)  # of ten answers a half-day; 60 % satisfied
STUFFED = "/giam-sat?template=QUICK&period=2026-10&level=commune&parent=37"


def units(comparison):
    return {unit.code: unit for unit in comparison.units}


@pytest.fixture
def honest(province):
    """Four communes of which nobody can be told from the others, in two months."""
    for where in ("A1", "A1b", "A2", "A3", "A4"):
        for month in (202609, 202610):
            province.ordinary(where, HONEST, month=month)
    return province


@pytest.fixture
def stuffed(honest):
    """A thousand forms in one half-day at the second counter of Phủ Lý, all of them the best."""
    honest.burst("A1b", 1000)
    return honest


def test_honest_months_have_no_sign_and_keep_their_shape(honest):
    found = honest.compare()
    assert not found.to_look_at
    assert {unit.band for unit in found.units} == {"not_distinguishable"}
    assert not any(note for note in words.notes(found) if "Dấu hiệu" in note)
    assert "kiểm tra" not in words.verdict(found)


def test_a_thousand_forms_in_one_half_day_name_nobody_above_and_nobody_below(stuffed):
    found = stuffed.compare()
    assert units(found)["A1"].band == "check"
    assert {units(found)[code].band for code in ("A2", "A3", "A4")} == {"not_distinguishable"}
    assert not found.in_band("above") + found.in_band("below")
    assert words.verdict(found).endswith("Cần kiểm tra trước khi kết luận: Phường Phủ Lý.")


def test_the_weak_version_that_counts_all_boxes_alike_names_three_honest_communes(stuffed, monkeypatch):
    """What the test above would catch: with no sign found, the old verdict is back."""
    from survey_app.services.comparing import windows
    from survey_app.services.comparing.signs import Signs

    monkeypatch.setattr(windows, "find_signs", lambda _evidence, **_wanted: Signs())
    found = stuffed.compare()
    assert units(found)["A1"].band == "above"
    assert [unit.code for unit in found.in_band("below")] == ["A3", "A2", "A4"]


def test_the_score_stands_with_and_without_and_the_counter_and_month_are_named(stuffed):
    own = units(stuffed.compare())["A1"]
    assert own.n == 1120
    assert own.without
    assert own.without.n == 60  # the other counter of the unit, its whole month
    assert own.without.share.value == pytest.approx(0.6)
    told = " ".join(words.remarks(own))
    assert "Quầy 2, tháng 10/2026" in told
    assert "gấp từ 100 lần" in told
    assert "1.000" not in told  # never a number of one half-day
    assert stuffed.compare().total.without.n == 240


def test_a_real_difference_beside_a_stuffed_box_is_still_told(stuffed):
    stuffed.ordinary("A3", (19, 1, 0, 0, 0))
    found = stuffed.compare()
    assert units(found)["A3"].band == "below"
    assert units(found)["A1"].band == "check"


def test_sixty_sheets_typed_by_one_account_are_a_sign_and_sheets_typed_by_two_are_none(honest):
    honest.ordinary("A2", (0, 0, 0, 0, 20), half_days=3, channel="paper")
    assert not honest.compare().to_look_at
    honest.typed_alone("A3", 60)
    own = units(honest.compare())["A3"]
    assert [sign.kind for sign in own.signs] == ["typed"]
    assert own.band == "check"
    assert "từ 60 tờ phiếu giấy" in " ".join(words.remarks(own))


def test_a_heap_of_sheets_typed_in_one_half_day_is_no_burst(honest):
    honest.burst("A2", 90, channel="paper")
    assert not honest.compare().to_look_at


def test_a_market_day_three_times_as_large_is_no_burst(honest):
    honest.burst("A2", 35)
    assert not honest.compare().to_look_at


def test_a_commune_with_one_counter_shows_no_score_without_it(honest):
    honest.burst("A2", 1000)
    own = units(honest.compare())["A2"]
    assert own.without is None
    assert "không còn đủ phiếu" in " ".join(words.remarks(own))


def test_every_way_of_looking_names_nobody_on_the_strength_of_the_box(stuffed):
    for asked in (
        {"item": "Q1"},
        {"view": "adjusted"},
        {"view": "ranks"},
        {"narrowing": parse_narrowing("kenh:qr")},
        {"level": "counter"},
        {"block": "xa"},
    ):
        found = stuffed.compare(**asked)
        assert not found.in_band("above") + found.in_band("below"), asked
        assert found.to_look_at, asked
        if found.adjustment:
            assert {own.band for own in found.adjustment.units.values()} == {"not_distinguishable"}
            assert "A1" not in found.adjustment.units
        if found.ranks is not None:
            assert "A1" not in found.ranks
            assert set(found.ranks.values()) == {(1, 3)}


def test_a_change_that_only_the_box_makes_is_not_told(stuffed):
    found = stuffed.compare()
    assert found.change is None
    assert "cần kiểm tra" in found.no_change_because


def test_what_is_set_aside_is_a_counters_whole_month_never_one_box(stuffed):
    """Whoever stuffs a half-day would read by subtraction what the others in it said."""
    found = units(stuffed.compare())["A1"]
    gone = found.n - found.without.n
    whole = stuffed.compare(level="counter", parent="A1")
    assert gone == units(whole)["7K4M2QX1"].n == 1060


def test_file_json_and_command_say_the_same_as_the_page(stuffed, visit):
    found = stuffed.compare()
    told = document(found)
    own = next(unit for unit in told["units"] if unit["code"] == "A1")
    assert own["band"] == "check"
    assert own["difference"]["p_value"] is None
    assert own["signs"][0]["kind"] == "burst"
    assert own["without_signs"]["n"] == 60
    assert "1000" not in json.dumps(told["units"])
    rows = list(csv.reader(io.StringIO(csv_file(comparison_sheet(found)).decode("utf-8-sig"))))
    assert "Hài lòng, không tính quầy cần kiểm tra (%)" in rows[0]
    assert next(row for row in rows if row[0] == "A1")[2] == "Cần kiểm tra trước khi kết luận"
    page = visit(STUFFED).text
    assert "Cần kiểm tra trước khi kết luận: Phường Phủ Lý." in page
    assert "gấp từ 100 lần" in page
    assert "không tính quầy cần kiểm tra: 60,0" in page
    assert "#dau-hieu" in page
    unit = visit("/giam-sat/don-vi/A1?template=QUICK&period=2026-10").text
    assert "Cần kiểm tra trước khi kết luận." in unit
    assert "◇ Cần kiểm tra" in unit
    english = visit(STUFFED, language="en").text
    assert "Needs a look before concluding: Phường Phủ Lý." in english


def test_the_command_says_it_too(stuffed):
    home = stuffed.platform.config
    environment = {"HAILONG_HOME": str(home.home), "HAILONG_DATABASE_URL": home.database_url}
    asked = ["results", "--template", "QUICK", "--period", "2026-10", "--level", "commune", "--parent", "37"]
    said = CliRunner().invoke(main, asked, env=environment, catch_exceptions=False).output
    assert "Cần kiểm tra trước khi kết luận" in said
    assert "không tính quầy cần kiểm tra: 60,0" in said


def test_signs_hang_on_the_counter_not_on_who_asks(stuffed):
    """Pages of different families set the same aside, so that nothing follows from laying them side by side."""
    signs = {
        asked: {sign.counter for unit in stuffed.compare(**dict(asked)).units for sign in unit.signs}
        for asked in (
            (("level", "commune"),),
            (("level", "office"), ("parent", "A1")),
            (("level", "counter"),),
            (("level", "counter"), ("parent", "A1")),
        )
    }
    assert set(map(frozenset, signs.values())) == {frozenset({"7K4M2QX1"})}


def test_the_tables_of_signs_are_counted_anew_from_the_responses(stuffed):
    from survey_app.services.examining import examine
    from survey_app.store import box_shapes

    assert not [each for each in examine(stuffed.platform) if each.wrong and each.check.startswith("tổng")]
    with stuffed.platform.database.reading() as connection:
        shapes = box_shapes.list_month(connection, 202610)
    largest = max(shape.largest for shape in shapes.values())
    assert largest == 500
