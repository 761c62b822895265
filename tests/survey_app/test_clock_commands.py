"""What the command line says and asks about a clock that is wrong; in this process, on both engines."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner

from survey_app.commands import demo, doctor, seal
from survey_app.store.closings import find_last_closed


@pytest.fixture
def call(house, monkeypatch):
    """Call a command in the house at its clock; gives what a person or a program reads."""
    monkeypatch.setenv("HAILONG_HOME", str(house.config.home))
    monkeypatch.setenv("HAILONG_DATABASE_URL", house.config.database_url)

    def run(command, *arguments, code=0):
        monkeypatch.setenv("HAILONG_CLOCK", house.clock.at.isoformat())
        done = CliRunner().invoke(command.command, arguments)
        assert done.exit_code == code, done.output
        return done.stdout if "--json" in arguments else done.output

    return run


def test_a_clock_that_is_not_believed_is_told_and_confirmed_by_naming_the_day(house, call):
    house.clock.at += timedelta(days=40)
    assert "--confirm-through" in call(seal, code=1)
    assert json.loads(call(seal, "--json", code=1))["alarms"][0]["reason"] == "clock"
    to_come = (house.clock.at + timedelta(days=1)).date().isoformat()
    assert "chưa đóng được" in call(seal, "--confirm-through", to_come, code=2)
    done = json.loads(call(seal, "--json", "--confirm-through", house.clock.at.date().isoformat()))
    assert len(done["closed"]) == 80
    assert done["alarms"] == []


def test_what_a_wrong_clock_has_closed_is_told_and_repaired_by_naming_today(house, call):
    house.clock.at += timedelta(days=3)
    assert len(json.loads(call(seal, "--json"))["closed"]) == 6
    house.clock.at -= timedelta(days=3)
    assert "tương lai" in call(seal, code=1)
    assert "tương lai" in call(doctor, code=1)
    today = house.clock.at.date().isoformat()
    assert f"--today {today}" in call(seal, "--repair", code=1)
    assert "chưa thay đổi gì" in call(seal, "--repair", "--today", "2020-01-02", code=1)
    assert "--repair" in call(seal, "--today", today, code=2)
    call(seal, "--repair", "--today", today)
    call(seal)
    assert "Đã nhận mà chưa đếm" in call(doctor)
    assert json.loads(call(seal, "--repair", "--json"))["closed"] == [], "nothing is left to repair"


def test_a_demo_left_for_months_is_caught_up_with_by_whoever_starts_it(house):
    house.clock.at += timedelta(days=40)
    demo.catch_up(replace(house.config, clock=house.clock.at))
    with house.platform.database.reading() as connection:
        assert find_last_closed(connection) == house.platform.half_day - 1


def test_the_watching_process_says_what_is_wrong_at_once_and_again_every_hour_while_it_lasts(caplog):
    passed = [0.0]
    speaker = seal.Speaker(elapsed=lambda: passed[0])
    for seconds, wrong in [
        (5, ["a"]),
        (5, ["a"]),
        (5, ["a", "b"]),
        (3000, ["a", "b"]),
        (700, ["a", "b"]),
        (5, []),
        (5, ["a"]),
    ]:
        passed[0] += seconds
        speaker.say(*wrong)
    assert [record.message for record in caplog.records] == ["a", "a", "b", "a", "b", "a"]
    assert {record.levelname for record in caplog.records} == {"ERROR"}
