from collections import defaultdict
from datetime import datetime

import pytest
from click.testing import CliRunner

from survey_app.clock import VIETNAM, SetClock, month_of, next_month
from survey_app.commands import main
from survey_app.config import read_config
from survey_app.demo.loading import first_half_day, load
from survey_app.demo.simulating import PLANTED
from survey_app.platform import open_platform, opened
from survey_app.services.examining import examine
from survey_app.services.registering import import_units
from survey_app.services.setting_up import set_up
from survey_app.store import units
from survey_app.store.counts import Dimension, TallyCounts, Where

UNITS = "code,name,level,valid_from\n37,Tỉnh,province,2025-07-01\n"
OPENING = datetime(2026, 10, 1, 8, tzinfo=VIETNAM)


def test_the_demo_fills_the_last_four_closed_months_through_the_real_services(database_url, tmp_path):
    environment = {"HAILONG_HOME": str(tmp_path / "home"), "HAILONG_DATABASE_URL": database_url}
    set_up(config=read_config(environment), kind="demo", since=first_half_day(OPENING))
    platform = open_platform(read_config(environment), clock=SetClock(OPENING))
    answers = 3000
    load(platform, now=SetClock(OPENING), answers=answers)
    assert not any(finding.wrong for finding in examine(platform))
    with platform.database.reading() as connection:
        codes = {unit.id: unit.code for unit in units.list_units(connection)}
        headline = Where({Dimension.ITEM: ("Q1", "O1", "G1", "G")})
        cells = (
            TallyCounts(connection).counts(headline, (Dimension.UNIT, Dimension.MONTH, Dimension.LEVEL)).cells
        )
    platform.close()
    now = month_of(first_half_day(OPENING))
    assert {month for _, month, _ in cells} == {next_month(now, by) for by in range(4)}
    assert sum(cells.values()) > answers * 0.8, "what is not sealed waits in boxes under five"
    assert planted_are_seen(cells, codes)


def planted_are_seen(cells, codes):
    """The communes above in truth score above those below in truth."""
    satisfied, total = defaultdict(int), defaultdict(int)
    for (unit, _, level), n in cells.items():
        commune = codes[unit].removesuffix("-TTHCC")
        total[commune] += n
        satisfied[commune] += n * (level in {"4", "5"})
    share = {commune: satisfied[commune] / total[commune] for commune in PLANTED}
    above = [share[commune] for commune, effect in PLANTED.items() if effect > 0]
    below = [share[commune] for commune, effect in PLANTED.items() if effect < 0]
    return min(above) > max(below)


def hailong(*words, **environment):
    return CliRunner().invoke(main, words, env=environment)


@pytest.mark.parametrize("test", [(), ("--test",)])
def test_in_an_empty_house_that_init_made_the_demo_says_which_folder_it_needs_and_touches_nothing(
    empty_database_url, tmp_path, test
):
    home = tmp_path / "nhà thật"
    given = {"HAILONG_HOME": str(home), "HAILONG_KEYS": str(tmp_path / "khoa")}
    if not empty_database_url.startswith("sqlite"):
        given["HAILONG_DATABASE_URL"] = empty_database_url
    assert hailong("init", *test, **given).exit_code == 0
    before = sorted(home.rglob("*"))
    for words in (("demo",), ("demo", "--if-empty")):
        told = hailong(*words, **given)
        assert told.exit_code == 1
        assert f"HAILONG_HOME='{home}-demo' hailong demo" in told.output
        assert ("HAILONG_DATABASE_URL" in told.output) is ("HAILONG_DATABASE_URL" in given)
    assert sorted(home.rglob("*")) == before
    assert hailong("units", **given).output.startswith("Chưa có đơn vị nào")


def test_a_filling_that_was_cut_off_is_told_with_the_folder_to_remove(tmp_path):
    given = {"HAILONG_HOME": str(tmp_path / "thu"), "HAILONG_KEYS": str(tmp_path / "khoa")}
    set_up(config=read_config(given), kind="demo")
    with opened(read_config(given)) as platform:
        assert not import_units(platform.database, source=UNITS.encode()).faults
    told = hailong("demo", **given)
    assert told.exit_code == 1
    assert f"Hãy xóa {tmp_path / 'thu'} và {tmp_path / 'khoa'}" in told.output
