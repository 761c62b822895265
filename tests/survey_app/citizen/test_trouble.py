"""When the database, the disk or our own code fails: nobody is thanked for what is not stored."""

import logging
import re
import sqlite3
from contextlib import closing, contextmanager

import pytest
from sqlalchemy import text

from survey_app import db
from survey_app.form_keys import FormKeys
from survey_app.views.citizen import create_citizen_app

CODE = "7K4M2QX0"
FIELD = re.compile(r'name=(\w+) value="?([^">]+)')
NONE_SUCH = 99


@contextmanager
def away(house, table):
    """Hide a table: every statement that needs it fails."""
    database = house.platform.database
    with database.writing() as connection:
        connection.execute(text(f"ALTER TABLE {table} RENAME TO {table}_away"))
    yield
    with database.writing() as connection:
        connection.execute(text(f"ALTER TABLE {table}_away RENAME TO {table}"))


@pytest.mark.parametrize("table", ["ballot", "counter"])
def test_what_could_not_be_stored_comes_back_as_the_filled_form(visit, house, table):
    key = visit.key()
    with away(house, table):
        response = visit.send(key=key, Q1="4", Q2="ignored", Q5="Còn <đây>")
    page = response.text
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert "Chưa ghi nhận" in page
    assert "Đã ghi nhận" not in page
    assert re.search(r"name=Q1 value=4[^>]* checked", page)
    assert "Còn &lt;đây&gt;</textarea>" in page
    assert f"name=k value={key}>" in page or f'name=k value="{key}">' in page
    assert visit.send(key=key, Q1="4").status_code == 303


def test_without_its_key_folder_nobody_is_thanked_and_with_it_the_same_form_is_taken(visit, house):
    folder, key = house.config.key_folder, visit.key()
    folder.rename(folder.with_name("away"))
    response = visit.send(key=key, Q1="4", Q5="Còn đây")
    assert response.status_code == 503
    assert "Chưa ghi nhận" in response.text
    assert "Còn đây</textarea>" in response.text
    folder.with_name("away").rename(folder)
    assert visit.send(key=key, Q1="4").status_code == 303


def test_a_file_that_another_program_keeps_locked_is_trouble_as_any_other(visit, house, monkeypatch):
    database = house.platform.database
    if not database.is_sqlite:
        pytest.skip("only SQLite has one lock for all")
    key = visit.key()
    monkeypatch.setattr(db, "BUSY_MILLISECONDS", 100)
    database.engine.dispose()
    with closing(sqlite3.connect(database.engine.url.database, isolation_level=None)) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        response = visit.send(key=key, Q1="4")
    assert response.status_code == 503
    assert "Chưa ghi nhận" in response.text
    assert visit.send(key=key, Q1="4").status_code == 303


def test_a_process_that_never_showed_the_form_still_keeps_the_answers(visit, house):
    key = visit.key()
    newly_started = create_citizen_app(house.platform).test_client()
    body = {"Q1": "5", "Q2": ["cho_lau", "khac"], "Q5": "Dòng một\nDòng hai", "k": key}
    with away(house, "ballot"):
        response = newly_started.post(f"/K/{CODE}", data=body)
    assert response.status_code == 503
    assert "Chưa ghi nhận" in response.text
    kept = FIELD.findall(response.text)
    assert ("Q2", "cho_lau") in kept
    assert ("Q2", "khac") in kept
    assert ("Q5", "Dòng một\nDòng hai") in kept
    assert visit.post(f"/K/{CODE}", data={**dict(kept), "Q2": "khac"}).status_code == 303


def test_without_a_database_the_form_cannot_be_opened_and_says_so(visit, house):
    with away(house, "counter"):
        response = visit.get(f"/K/{CODE}")
    assert response.status_code == 503
    assert "Chưa mở được phiếu" in response.text
    assert response.headers["Retry-After"]


def test_who_was_accepted_reads_so_even_when_the_database_went_away_since(visit, house):
    thanks = visit.send(Q1="5").headers["Location"]
    with away(house, "counter"):
        response = visit.get(thanks)
    assert response.status_code == 200
    assert "Đã ghi nhận" in response.text


def test_a_form_of_a_version_that_is_no_longer_there_is_not_a_crash(visit, house):
    with house.platform.database.reading() as connection:
        counter_id = connection.scalar(text("SELECT id FROM counter WHERE code = '7K4M2QX0'"))
    keys = FormKeys(house.config.require_secret())
    key = keys.issue(half_day=house.platform.half_day, counter_id=counter_id, version_id=NONE_SUCH)
    response = visit.send(key=key, Q1="5")
    assert response.status_code == 503
    assert "Chưa ghi nhận" in response.text


def test_a_failure_is_written_down_without_the_address_and_without_the_answer(visit, house, caplog):
    key = visit.key()
    with caplog.at_level(logging.INFO), away(house, "ballot"), away(house, "counter"):
        visit.send(key=key, Q1="5", Q5="bí mật")
        visit.get(f"/K/{CODE}?who=an")
    assert "an answer was not stored" in caplog.text
    assert "GET /K/<text> failed" in caplog.text
    for trace in (CODE, "who=an", "bí mật", key):
        assert trace not in caplog.text
