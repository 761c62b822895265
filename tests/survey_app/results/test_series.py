"""A unit's series over the real lineage: counts pooled over whole successions, a visible break at partial ones."""

from collections import defaultdict

import pytest
from support.page_tree import Tree

from forms.reading import load_instrument
from survey_app import clock as calendar
from survey_app.access import ROLES, Rights
from survey_app.charts.series import Moment, series_chart, series_svg
from survey_app.clock import Period
from survey_app.services import national, publishing
from survey_app.services.unit_results.ancestry import trace
from survey_app.services.unit_results.find import find_results
from survey_app.services.unit_results.series_words import series_notes
from survey_app.services.unit_results.subject import find_subject
from survey_app.store import closings, successions, tallies, units
from survey_app.store.tallies import TallyKey

# Present province and former province inside it, of the seeds.
SEEDS = {
    "Hà Nam": ("37", "35"),
    "Bình Dương": ("79", "74"),
    "Trà Vinh": ("86", "84"),
    "Tuyên Quang": ("08", "08"),
}
MONTHS = (202504, 202505, 202506, 202507, 202508, 202509)
EVERYBODY = Rights(account="x", display_name="x", roles=frozenset(ROLES), scope=frozenset())


@pytest.fixture(params=SEEDS, ids=SEEDS)
def lineage(request, empty_house):
    present, former = SEEDS[request.param]
    national.load(empty_house.platform.database, codes=[present])
    with empty_house.platform.database.reading() as connection:
        return empty_house, units.list_units(connection), successions.list_successions(connection), former


def _new_communes(rows, ways, former):
    """Communes of today into which something of the former province went, with their predecessors' ways."""
    tree = {row.id: row for row in rows}
    old_province = next(row for row in rows if row.code == former and row.valid_to is not None)
    came = defaultdict(list)
    for way in ways:
        if tree[way.predecessor_id].level == "commune":  # the districts above them ended as well
            came[way.successor_id].append(way)
    for unit in rows:
        if unit.level != "commune" or unit.valid_to is not None:
            continue
        above = {tree[tree[way.predecessor_id].parent_id].parent_id for way in came[unit.id]}
        if old_province.id in above:
            yield unit, came[unit.id]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_commune_of_the_seeds_is_pooled_over_whole_and_broken_at_partial_successions(lineage):
    _house, rows, ways, former = lineage
    tree = {row.id: row for row in rows}
    pooled = broken = 0
    for unit, came in _new_communes(rows, ways, former):
        found = trace(unit, tree, ways)
        if all(way.is_full for way in came):
            assert found.broken is None
            assert {way.predecessor_id for way in came} <= found.joined
            pooled += 1
        else:
            assert found.broken.on == unit.valid_from
            assert found.joined == frozenset()
            assert set(found.broken.split) == {tree[w.predecessor_id].name for w in came if not w.is_full}
            broken += 1
    assert pooled > 0
    assert pooled + broken >= 30


def _plant(house, counts):
    """Headline answers by unit and month; the first version is QUICK."""
    database = house.platform.database
    publishing.freeze(database, questionnaire=load_instrument("QUICK"))
    with database.writing() as connection:
        counted = {
            TallyKey(
                unit_id=unit,
                month=month,
                version_id=1,
                item="Q1",
                level=level,
                counter_id=0,
                procedure_field="",
                channel="qr",
                evidence_class="C",
            ): n
            for (unit, month), row in counts.items()
            for level, n in zip("12345", row, strict=True)
            if n
        }
        tallies.add_tallies(connection, counted)
        closings.add_closing(connection, calendar.last_half_day(MONTHS[-1]))


def _series(house, code):
    with house.platform.database.reading() as connection:
        subject = find_subject(connection, EVERYBODY, code, period=Period.parse("2025-09"))
    found = find_results(
        house.platform, subject, template="QUICK", period=Period.parse("2025-09"), narrowing=None
    )
    return {str(point.period): point for point in found.series.points}, found.series


@pytest.mark.parametrize("lineage", ["Hà Nam"], indirect=True)
def test_a_pooled_series_is_the_share_of_the_sum_of_counts_not_a_mean_of_shares(lineage):
    house, rows, ways, former = lineage
    unit, came = next(
        (u, c) for u, c in _new_communes(rows, ways, former) if len(c) > 1 and all(w.is_full for w in c)
    )
    old = [way.predecessor_id for way in came]
    counts = {
        (old[0], 202506): (0, 0, 0, 0, 90),
        (old[1], 202506): (10, 0, 0, 0, 0),
        (old[1], 202505): (0, 0, 4, 6, 0),
        (unit.id, 202509): (0, 0, 5, 5, 0),
    }
    _plant(house, counts)
    points, series = _series(house, unit.code)
    assert (points["2025-06"].n, points["2025-06"].share.value) == (100, 0.9)
    assert (points["2025-05"].n, points["2025-05"].share.value) == (10, 0.6)
    assert points["2025-07"].share is None
    assert not any(point.after_break for point in series.points)
    assert "được cộng lại" in " ".join(series_notes(unit.name, series))


@pytest.mark.parametrize("lineage", ["Hà Nam"], indirect=True)
def test_a_series_breaks_where_a_predecessor_was_split_and_says_why(lineage):
    house, rows, ways, former = lineage
    tree = {row.id: row for row in rows}
    unit, came = next((u, c) for u, c in _new_communes(rows, ways, former) if not all(w.is_full for w in c))
    counts = {(way.predecessor_id, 202506): (0, 0, 0, 5, 5) for way in came}
    _plant(house, counts | {(unit.id, month): (0, 0, 5, 5, 10) for month in (202507, 202508, 202509)})
    points, series = _series(house, unit.code)
    assert points["2025-06"].share is None
    assert points["2025-07"].share.value == 0.75
    assert [str(p.period) for p in series.points if p.after_break] == ["2025-07"]
    told = " ".join(series_notes(unit.name, series))
    assert "Trước ngày 01/07/2025 không nối được số liệu" in told
    assert tree[next(w for w in came if not w.is_full).predecessor_id].name in told


@pytest.mark.parametrize("lineage", ["Hà Nam"], indirect=True)
def test_a_group_too_small_to_speak_of_is_a_gap_and_tells_no_number(lineage):
    house, rows, ways, former = lineage
    unit, _came = next((u, c) for u, c in _new_communes(rows, ways, former) if all(w.is_full for w in c))
    _plant(house, {(unit.id, 202508): (0, 0, 0, 1, 2), (unit.id, 202509): (0, 0, 0, 5, 5)})
    points, _found = _series(house, unit.code)
    assert (points["2025-08"].n, points["2025-08"].share, points["2025-08"].is_few) == (0, None, True)


def test_the_picture_joins_nothing_over_a_gap_or_a_break():
    moments = [
        Moment(label="1", value=80, low=75, high=85),
        Moment(label="2"),
        Moment(label="3", value=90, low=88, high=92),
        Moment(label="4", value=91, low=89, high=93),
        Moment(label="5", value=70, low=60, high=80, after_break=True),
    ]
    picture = series_svg(series_chart(moments), "spoken <words>")
    assert picture.count('class="run"') == 1
    assert picture.count('class="break"') == 1
    assert picture.count("<circle") == 4
    assert "spoken &lt;words&gt;" in picture
    assert not Tree.of(f"<!doctype html><html><body>{picture}</body></html>").parse_faults


@pytest.mark.parametrize("lowest", [0, 37, 55, 79, 81, 99.5])
def test_the_axis_holds_every_limit_and_never_shows_less_than_twenty_points(lowest):
    chart = series_chart([Moment(label="1", value=100, low=lowest, high=100)])
    assert chart.floor <= min(lowest, 80)
    assert chart.floor % 10 == 0
