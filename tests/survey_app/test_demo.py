from collections import defaultdict
from datetime import datetime

from survey_app.clock import VIETNAM, SetClock, month_of, next_month
from survey_app.config import read_config
from survey_app.demo.loading import first_half_day, load
from survey_app.demo.simulating import PLANTED
from survey_app.platform import open_platform
from survey_app.services.examining import examine
from survey_app.services.setting_up import set_up
from survey_app.store import units
from survey_app.store.counts import Dimension, TallyCounts, Where

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
