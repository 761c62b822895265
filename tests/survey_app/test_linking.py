"""Attackers with copies, lengths, deleted rows and times of files link no more than chance; each catches a weaker house.

Where nothing is learnt the guesses come from a fixed seed, so the figures are the same in every run. Many days: `./run bench privacy`.
"""

import random
from dataclasses import replace

import pytest
from sqlalchemy import text
from support.linking import POINTS, VISITORS, attacks, by_key_times, heap_of, live_day

from survey_app import key_folder
from survey_app.box_keys import BoxKeys
from survey_app.questionnaires import Questionnaires
from survey_app.store import erasure

COUNTER = "7K4M2QX0"
DAYS = 5
MOST = 1 / VISITORS + POINTS
WEAK = 0.12


@pytest.fixture
def shares(house, request):
    """Live some days, then let every attacker try."""

    def live(**config):
        if config:
            house.config = replace(house.config, **config)
            house.platform = replace(
                house.platform,
                config=house.config,
                box_keys=replace(house.platform.box_keys, folder=house.config.key_folder, house=lambda: None),
            )
        data = None
        if not house.platform.database.is_sqlite:
            cluster = request.getfixturevalue("postgres_server").cluster
            data = cluster and cluster.folder / "data"
        chance = random.Random(8)  # noqa: S311  # the same in every run
        days = [
            live_day(
                house.platform,
                lambda said: house.answer(COUNTER, Q5=said),
                house.half_day_later,
                chance,
                data_folders=[house.config.home],
                key_folder=house.config.key_folder,
                heap=heap_of(house.platform, data),
            )
            for _ in range(DAYS)
        ]
        return dict(attacks(days, chance))

    return live


def test_who_copies_at_noon_or_takes_the_disk_after_the_seal_links_no_more_than_chance(shares):
    assert {name: share for name, share in shares().items() if share > MOST} == {}


def test_keys_beside_the_data_give_every_answer_to_whoever_copies_at_noon(house, shares):
    inside = house.config.home / "keys"
    inside.mkdir()
    found = shares(keys=inside)
    assert found["copy at noon"] == 1
    assert found["disk after the seal"] <= MOST


def test_contents_rounded_up_to_small_blocks_are_linked_by_their_lengths(shares, monkeypatch):
    monkeypatch.setattr(Questionnaires, "room", lambda _self, _version: 64)
    assert shares()["lengths at noon"] > WEAK


def test_rows_that_are_only_deleted_are_linked_after_the_seal_as_well(house, shares, monkeypatch):
    if house.platform.database.is_sqlite:
        pytest.skip("SQLite overwrites what is deleted: see test_erasure.py")
    monkeypatch.setattr(Questionnaires, "room", lambda _self, _version: 64)
    monkeypatch.setattr(erasure, "erase", lambda _database: True)
    monkeypatch.setattr(BoxKeys, "destroy", lambda _self, _through, **_more: 0)
    found = shares()
    assert found["deleted rows after the seal"] > WEAK
    assert found["disk after the seal"] == 1


def times_tell(house, *, afresh=False):
    chance, days = random.Random(8), 20  # noqa: S311  # the same in every run
    told = 0
    for _ in range(days):
        house.half_day_later()
        house.seal()
        # What waited was put under the next key, which is then made by the seal in any house.
        with house.platform.database.writing() as connection:
            connection.execute(text("DELETE FROM ballot"))
        for path in house.config.key_folder.glob("*.key") if afresh else ():
            path.unlink()
        told += by_key_times(lambda: house.answer(COUNTER), house.config.key_folder, chance)
    return told / days


def test_the_time_of_a_key_file_tells_nobody_who_answered(house):
    if not house.platform.database.is_sqlite:
        pytest.skip("about files alone")
    assert times_tell(house) <= MOST


def test_a_key_made_by_its_first_answer_tells_who_that_was(house, monkeypatch):
    if not house.platform.database.is_sqlite:
        pytest.skip("about files alone")
    monkeypatch.setattr(BoxKeys, "make_ready", lambda _self, _half_day: None)
    monkeypatch.setattr(key_folder.os, "utime", lambda *_more, **_options: None)
    assert times_tell(house, afresh=True) > 0.8
