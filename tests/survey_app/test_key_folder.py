"""The key folder belongs to its house: what is lost, exchanged, damaged or strange in it stops nothing and is told."""

import json
import os
import shutil
import stat
from dataclasses import replace

import pytest
from sqlalchemy import text

from survey_app import key_folder
from survey_app.box_keys import BoxKeys
from survey_app.config import ConfigError, read_config
from survey_app.key_folder import KeyFolderError
from survey_app.platform import open_platform
from survey_app.services import sealing
from survey_app.services.examining import examine
from survey_app.services.key_moving import KeyMoveError, move, renew
from survey_app.services.seal_runs import anything_due
from survey_app.services.setting_up import set_up
from survey_app.submission import Submission

FIRST, SECOND, THIRD = "7K4M2QX0", "7K4M2QX1", "7K4M2QX2"


@pytest.fixture
def keys(house):
    return house.config.key_folder


def told(house):
    return [wrong for finding in examine(house.platform) for wrong in finding.wrong]


def restarted(house):
    """As a process that has seen nothing yet."""
    house.platform.close()
    engine = house.platform.database.engine
    house.platform = open_platform(house.config, engine=engine, clock=house.clock)


def sealed(house):
    with house.platform.database.reading() as connection:
        return connection.scalar(text("SELECT count(*) FROM response"))


def test_the_keys_lie_beside_the_data_and_nothing_of_them_inside(house, keys):
    house.answer()
    assert keys == house.config.home.with_name("home-keys")
    held = [path.read_bytes() for path in keys.glob("*.key")]
    assert len(held) == 1
    inside = [path.read_bytes() for path in house.config.home.rglob("*") if path.is_file()]
    assert not [content for content in inside if held[0] in content]


@pytest.mark.parametrize("damage", ["empty", "cut", "folder", "other bytes"])
def test_one_key_that_cannot_be_read_stops_no_other_box_and_is_told(house, keys, damage):
    for _ in range(5):
        house.answer(FIRST)
    spoilt = keys / f"{house.platform.half_day}.key"
    half_day = house.platform.half_day
    house.half_day_later()
    house.platform.box_keys._known.clear()
    with house.platform.database.writing() as connection:
        connection.execute(text("DELETE FROM spent_key"))
    for _ in range(6):
        house.answer(SECOND)
    spoil(spoilt, damage)
    restarted(house)
    house.half_day_later()
    run = house.seal()
    assert run.sealed == 6 == sealed(house)
    assert run.unreadable
    assert any("không mở được" in sentence for sentence in told(house))
    house.half_day_later()
    assert house.seal().closed == (half_day + 2,), "the next seal goes on as well"


def spoil(path, damage):
    content = path.read_bytes()
    path.unlink()
    if damage == "folder":
        path.mkdir()
    else:
        path.write_bytes({"empty": b"", "cut": content[:7], "other bytes": bytes(32)}[damage])


def test_a_key_that_comes_back_opens_what_waited_under_it(house, keys, tmp_path):
    for _ in range(5):
        house.answer(FIRST)
    key = keys / f"{house.platform.half_day}.key"
    away = tmp_path / "away"
    shutil.move(key, away)
    restarted(house)
    house.half_day_later()
    assert house.seal().sealed == 0
    shutil.move(away, key)
    assert anything_due(house.platform)
    house.half_day_later()
    assert house.seal().sealed == 5
    assert not key.exists()


@pytest.mark.parametrize("name", ["copy of 123.key", ".DS_Store", "x.key", "12345678901234.key", "٣.key"])
@pytest.mark.parametrize("kind", ["file", "folder"])
def test_a_strange_thing_beside_the_keys_stops_no_erasure_and_is_told(house, keys, name, kind):
    if not house.platform.database.is_sqlite:
        pytest.skip("about files alone")
    for _ in range(5):
        house.answer()
    (keys / name).mkdir() if kind == "folder" else (keys / name).write_bytes(bytes(32))
    house.half_day_later()
    run = house.seal()
    assert run.sealed == 5
    assert not run.erasure_pending
    assert house.platform.box_keys.held(house.platform.half_day - 1) == []
    assert (keys / name).exists()
    assert any(name in sentence for sentence in told(house))


def test_a_key_that_another_process_is_writing_is_told_of_only_when_it_stays(house, keys, monkeypatch):
    name = f"{house.platform.half_day}.{'0' * 16}"
    (keys / name).write_bytes(bytes(32))
    assert not any(name in sentence for sentence in told(house))
    monkeypatch.setattr(key_folder, "_WRITING_SECONDS", 0)
    assert any(name in sentence for sentence in told(house))


@pytest.mark.parametrize("how", ["away", "emptied", "another house's"])
def test_no_answer_is_taken_while_the_key_folder_is_not_this_houses(house, keys, how):
    house.answer()
    shutil.rmtree(keys)
    if how != "away":
        keys.mkdir()
    if how == "another house's":
        (keys / "house").write_text("f" * 32)
        (keys / f"{house.platform.half_day}.key").write_bytes(bytes(32))
    with pytest.raises(KeyFolderError):
        house.answer()
    with pytest.raises(KeyFolderError):
        house.seal()
    assert any("khóa" in sentence for sentence in told(house))
    with pytest.raises(ConfigError):
        set_up(config=house.config, kind="test")
    assert waiting(house) == 1


def waiting(house):
    with house.platform.database.reading() as connection:
        return connection.scalar(text("SELECT count(*) FROM ballot"))


def test_a_check_that_trusts_memory_thanks_under_a_key_that_no_disk_holds(house, keys, monkeypatch):
    """Planted: what the intake did before."""
    house.answer()
    monkeypatch.setattr(key_folder.KeyFile, "stands", lambda _self: True)
    shutil.rmtree(keys)
    assert house.answer()


@pytest.mark.parametrize("lost", [True, False])
def test_a_key_that_left_the_disk_or_was_replaced_is_noticed_before_the_next_thanks(house, keys, lost):
    house.answer(Q5="trước")
    key = keys / f"{house.platform.half_day}.key"
    key.unlink()
    if not lost:
        key.write_bytes(bytes(range(32)))
    house.answer(Q5="sau")
    restarted(house)
    assert {opened.texts["Q5"] for opened in open_all(house)} == {"trước", "sau"}, "by what lies on the disk"
    house.half_day_later()
    house.seal()
    assert house.platform.box_keys.held(house.platform.half_day - 1) == []
    assert {opened.texts["Q5"] for opened in open_all(house)} == {"trước", "sau"}


def open_all(house):
    with house.platform.database.reading() as connection:
        rows = connection.execute(text("SELECT key_half_day, content FROM ballot")).all()
    return [Submission.from_bytes(house.platform.box_keys.decrypt(*row)) for row in rows]


def test_a_box_that_cannot_be_counted_stops_no_other_and_goes_on_waiting(house, monkeypatch):
    for code in (FIRST, SECOND):
        for _ in range(5):
            house.answer(code)
    real, failed = sealing.fold, []

    def fold(batch, *rest):
        if not failed:
            failed.append(batch)
            raise ZeroDivisionError
        return real(batch, *rest)

    monkeypatch.setattr(sealing, "fold", fold)
    house.half_day_later()
    run = house.seal()
    assert (run.sealed, run.unreadable) == (5, True)
    house.half_day_later()
    assert house.seal().sealed == 5


def test_a_content_that_is_no_answer_waits_and_its_box_is_counted(house):
    for _ in range(5):
        house.answer()
    half_day = house.platform.half_day
    content = house.platform.box_keys.encrypt(half_day, b"[1]")
    with house.platform.database.writing() as connection:
        connection.execute(
            text(
                "INSERT INTO ballot (counter_id, version_id, id, half_day, key_half_day, content) "
                "SELECT counter_id, version_id, :id, half_day, key_half_day, :content FROM ballot LIMIT 1"
            ),
            {"id": bytes(16), "content": content},
        )
    house.half_day_later()
    run = house.seal()
    assert (run.sealed, run.unreadable, waiting(house)) == (5, True, 1)


def test_two_data_folders_at_one_database_are_refused(house, tmp_path):
    other = replace(house.config, home=tmp_path / "other", secret_key=house.config.secret_key)
    with pytest.raises(ConfigError, match="khóa"):
        set_up(config=other, kind="test")
    assert not list(other.key_folder.glob("*.key"))


def test_a_real_house_is_not_set_up_with_its_keys_inside_its_data(tmp_path):
    for place in ("home/keys", "home", "home/a/b"):
        settings = {"HAILONG_HOME": str(tmp_path / "home"), "HAILONG_KEYS": str(tmp_path / place)}
        with pytest.raises(ConfigError, match="HAILONG_KEYS"):
            set_up(config=read_config(settings), kind="production")
    (tmp_path / "two").symlink_to(tmp_path / "home")
    settings["HAILONG_KEYS"] = str(tmp_path / "two" / "keys")
    with pytest.raises(ConfigError, match="HAILONG_KEYS"):
        set_up(config=read_config(settings), kind="production")
    with pytest.raises(ConfigError, match="HAILONG_KEYS"):
        read_config({"HAILONG_HOME": str(tmp_path / "home"), "HAILONG_KEYS": "keys"})


def old_house(house):
    """A house of before: keys inside, no name on them."""
    inside = house.config.home / "keys"
    house.platform.close()
    shutil.move(house.config.key_folder, inside)
    (inside / "house").unlink()
    with house.platform.database.writing() as connection:
        connection.execute(text("DELETE FROM setting WHERE name = 'key_folder'"))
    assert house.config.key_folder == inside
    return inside


def test_a_house_of_before_goes_on_and_its_keys_can_be_moved_with_what_waits(house, tmp_path):
    house.answer(Q5="chờ")
    inside = old_house(house)
    restarted(house)
    house.answer(Q5="vẫn nhận")
    set_up(config=house.config, kind="test")
    restarted(house)
    house.platform = replace(house.platform, kind="production")
    assert any("hailong keys move" in sentence for sentence in told(house))
    target = tmp_path / "apart"
    with pytest.raises(KeyMoveError, match="dừng"):
        move(house.platform.database, house.config, target=target)
    house.platform.close()
    assert move(house.platform.database, house.config, target=target).left == ()
    assert not inside.exists()
    assert stat.S_IMODE(target.stat().st_mode) == 0o700
    house.config = replace(house.config, keys=target)
    restarted(house)
    assert {opened.texts["Q5"] for opened in open_all(house)} == {"chờ", "vẫn nhận"}
    assert told(house) == []


def test_a_move_goes_nowhere_it_should_not(house, tmp_path):
    house.platform.close()
    full = tmp_path / "full"
    full.mkdir()
    (full / "x").write_text("x")
    for target in (house.config.home / "keys", full, house.config.key_folder):
        with pytest.raises(KeyMoveError):
            move(house.platform.database, house.config, target=target)
    assert key_folder.read_name(house.config.key_folder)


@pytest.mark.parametrize("running", [True, False])
def test_a_lost_folder_is_begun_anew_and_what_it_opened_is_told(house, keys, running):
    for _ in range(7):
        house.answer()
    with pytest.raises(KeyMoveError):
        renew(house.platform.database, house.config)
    shutil.rmtree(keys)
    assert renew(house.platform.database, house.config) == 7
    with pytest.raises(KeyMoveError):
        renew(house.platform.database, house.config)
    if running:
        assert house.answer(SECOND), "the server finds the new folder, and puts the key it still has into it"
    restarted(house)
    assert any("ít nhất 5" in sentence for sentence in told(house)) is not running


def test_the_check_of_an_answer_costs_microseconds(house):
    """Beside the encryption itself, in one process: a ratio, no time."""
    from timeit import repeat

    keys = BoxKeys(house.config.key_folder, house.platform.box_keys.house)
    keys.encrypt(10, b"x")
    known = keys._known[10]
    looking, encrypting = (
        min(repeat(act, number=100, repeat=15)) for act in (known.stands, lambda: keys.encrypt(10, b"x"))
    )
    assert looking < encrypting


def test_no_files_time_tells_more_than_its_half_day(house, keys):
    house.answer()
    key = keys / f"{house.platform.half_day}.key"
    from survey_app.clock import half_day_begin

    assert key.stat().st_mtime == half_day_begin(house.platform.half_day).timestamp()
    house.half_day_later()
    house.seal()
    assert (keys / f"{house.platform.half_day}.key").exists(), "made by the seal, not by the first answer"


def test_keys_are_told_by_their_command(house, keys, monkeypatch):
    from click.testing import CliRunner

    from survey_app.commands import main

    environment = {
        "HAILONG_HOME": str(house.config.home),
        "HAILONG_DATABASE_URL": house.config.database_url,
    }
    monkeypatch.setattr(os, "environ", {**os.environ, **environment})
    done = CliRunner().invoke(main, ["keys", "--json"])
    assert (done.exit_code, json.loads(done.stdout)["wrong"]) == (0, [])
    (keys / "house").write_text("0" * 32)
    assert CliRunner().invoke(main, ["keys"]).exit_code == 1
    for command in (["seal"], ["keys", "move"], ["keys", "renew", "--yes"]):
        done = CliRunner().invoke(main, command)
        assert done.exit_code in (1, 2)
        assert str(keys) in done.output
