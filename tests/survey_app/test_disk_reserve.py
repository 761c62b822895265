"""A disk that fills up closes the door before a seal has no room, and says so; without the reserve the seal fails."""

import shutil
from dataclasses import replace

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from support.small_disks import small_disk
from werkzeug.datastructures import MultiDict

from survey_app.commands import main
from survey_app.config import ConfigError, read_config
from survey_app.disk_reserve import LEAST, MEGABYTE, DiskReserve
from survey_app.form_keys import FIELD
from survey_app.services import alarms
from survey_app.services.answering import NotStoredError, open_form, submit
from survey_app.services.house_state import find_readiness
from survey_app.services.seal_runs import seal
from survey_app.views.citizen import create_citizen_app

CODE = "7K4M2QX0"
HUGE = 10**15
ROOM = 4 * MEGABYTE


def reserve(house, **settings):
    """The same house with another reserve."""
    given = {"folders": (house.config.home,), "keys": house.config.key_folder, "fixed": None, "measure": int}
    return replace(house.platform, disk=DiskReserve(**{**given, "look_seconds": 0.0, **settings}))


def send(platform, **answers):
    form = open_form(platform, code=CODE)
    return submit(platform, code=CODE, body=MultiDict({"Q1": "5", **answers, FIELD: form.key}))


def test_while_the_reserve_is_all_that_is_left_the_form_comes_back_filled_and_counts_once_there_is_room(
    house,
):
    full, roomy = reserve(house, fixed=HUGE), reserve(house, fixed=0)
    key = open_form(full, code=CODE).key
    client = create_citizen_app(full).test_client()
    client.get(f"/K/{CODE}")  # the form is in memory
    refused = client.post(f"/K/{CODE}", data={"Q1": "5", "Q5": "Chờ lâu", "k": key})
    assert refused.status_code == 503
    assert "hưa ghi nhận" in refused.text
    assert "Chờ lâu" in refused.text
    sent = {"Q1": "5", "Q5": "Chờ lâu", "k": key}
    assert create_citizen_app(roomy).test_client().post(f"/K/{CODE}", data=sent).status_code == 303
    with house.platform.database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM ballot")).scalar_one() == 1


def test_whoever_asks_how_the_house_stands_hears_of_a_full_disk(house):
    full = reserve(house, fixed=HUGE)
    assert [alarm.reason for alarm in alarms.alarms_of(full)] == ["disk"]
    assert find_readiness(full).reason == "disk"
    assert "Ổ đĩa" in find_readiness(full).sentence
    assert [alarm.reason for alarm in seal(full, rest=False).alarms] == ["disk"]
    assert alarms.alarms_of(reserve(house, fixed=0)) == ()
    house.platform.close()
    environment = {
        "HAILONG_HOME": str(house.config.home),
        "HAILONG_DATABASE_URL": house.config.database_url,
        "HAILONG_DISK_RESERVE": "999999999",
        "HAILONG_DISK_WATCH": "/",
        "HAILONG_CLOCK": house.clock.at.isoformat(),
    }
    told = CliRunner().invoke(main, ["doctor"], env=environment)
    assert told.exit_code == 1
    assert "giữ lại 999999999 MB để kiểm phiếu" in told.stdout


def test_the_reserve_grows_with_what_waits(house):
    for _ in range(6):
        house.answer()
    weighed = house.platform.disk
    weighed.weigh()
    assert 6 * 2_000 < weighed.measure() < 6 * 200_000
    assert reserve(house).disk.look().reserve == LEAST
    heavy = reserve(house, measure=lambda: LEAST).disk
    heavy.weigh()
    assert heavy.look().reserve == 2 * LEAST


def test_keys_on_a_small_disk_of_their_own_close_no_door(house, tmp_path):
    disk = replace(reserve(house, fixed=None).disk, folders=())
    assert disk.look().reserve == MEGABYTE
    assert not replace(disk, keys=tmp_path / "not" / "there").is_short()


def test_a_reserve_that_is_no_number_is_told_by_its_name():
    with pytest.raises(ConfigError, match="HAILONG_DISK_RESERVE"):
        read_config({"HAILONG_DISK_RESERVE": "2 GB"})


class TestOnASmallDisk:
    @pytest.fixture
    def disk(self):
        with small_disk(megabytes=48) as disk:
            yield disk

    @pytest.fixture(params=["sqlite", "postgresql"])
    def database_url(self, request, disk, tmp_path, originals, furnishing):
        if request.param == "sqlite":
            yield originals.copy(None, furnishing, tmp_path, database_at=disk.folder)
            return
        server = request.getfixturevalue("postgres_server")
        if server.cluster is None:
            pytest.skip("somebody else's server has no small disk")
        place = disk.folder / "pg"
        place.mkdir()
        shutil.chown(place, "postgres", "postgres")
        with server.tablespace(place) as tablespace:
            url = originals.copy(server, furnishing, tmp_path, tablespace=tablespace)
            yield url
            server.drop_database(url.rpartition("/")[2])

    def fill(self, house, platform):
        """Answer until the door closes; gives how many were thanked for."""
        thanked = 0
        try:
            while thanked < 20_000:
                send(platform)
                thanked += 1
        except (NotStoredError, SQLAlchemyError):
            return thanked
        raise AssertionError("the disk was never full")

    def sealed(self, house):
        house.half_day_later()
        seal(house.platform, rest=False)
        with house.platform.database.reading() as connection:
            return connection.execute(text("SELECT coalesce(sum(n), 0) FROM seal")).scalar_one()

    def test_with_a_reserve_everything_that_was_thanked_for_is_counted_on_the_full_disk(self, house, disk):
        disk.leave_free(ROOM + 2 * MEGABYTE)
        thanked = self.fill(house, reserve(house, folders=(disk.folder,), fixed=ROOM))
        assert thanked > 50
        assert self.sealed(house) == thanked

    def test_the_same_test_finds_a_house_without_a_reserve_whose_seal_has_no_room(self, house, disk):
        disk.leave_free(2 * MEGABYTE)
        thanked = self.fill(house, reserve(house, folders=(disk.folder,), fixed=0))
        assert thanked > 50
        with pytest.raises(SQLAlchemyError):
            self.sealed(house)
        disk.clear()  # nothing is lost: with room it is counted
        seal(house.platform, rest=False)
        with house.platform.database.reading() as connection:
            assert connection.execute(text("SELECT coalesce(sum(n), 0) FROM seal")).scalar_one() == thanked
