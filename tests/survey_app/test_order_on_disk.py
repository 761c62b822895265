"""Whether the place of a sealed answer, on the disk or in the table, tells when its writer came."""

from itertools import combinations

import pytest
from scipy.stats import spearmanr
from sqlalchemy import select, text
from support.disks import disk_under, flush, places
from support.receipts import response_id

from survey_app.models import Response
from survey_app.store import responses

COUNTER = "7K4M2QX0"
MANY = 250
# Of 250 answers in an order of chance, fewer than 2 houses in a million lie outside.
CHANCE = 0.3


@pytest.fixture
def disk(house, request):
    cluster = None
    if not house.platform.database.is_sqlite:
        cluster = request.getfixturevalue("postgres_server").cluster
    return disk_under(house.platform.database, cluster, since=0)


def seal_many(house):
    for _ in range(MANY):
        house.answer(COUNTER)
    house.half_day_later()
    assert house.seal().parts == 1
    flush(house.platform.database)


def correlations(house, disk):
    """How three readings agree with the order of arrival: the file, each page of it, the table as it is scanned.

    Salts mark the rows: they stand in no index.
    """
    database = house.platform.database
    with database.reading() as connection:
        file, page = (
            ("hailong.db", 4096)
            if database.is_sqlite
            else (connection.scalar(text("SELECT pg_relation_filepath('response')")), 8192)
        )
        scanned = connection.execute(select(Response.id, Response.salt)).all()
    arrival = {response_id(house.platform, receipt): number for number, receipt in enumerate(house.receipts)}
    came = {row.salt: arrival[row.id] for row in scanned}
    lying = places(disk.folder / file, {salt: salt for salt in came})
    assert len(lying) == len(came) == MANY
    return {
        "file": spearmanr(range(MANY), [came[salt] for salt in lying]).statistic,
        "page": _within_pages([(place // page, came[salt]) for salt, place in lying.items()]),
        "scan": spearmanr(range(MANY), [came[row.salt] for row in scanned]).statistic,
    }


def _within_pages(lying):
    """Kendall's tau over the pairs that share a page; a page is filled from its end."""
    pairs = [later < earlier for (p, earlier), (q, later) in combinations(lying, 2) if p == q]
    return 2 * sum(pairs) / len(pairs) - 1


def arrive_in_order(house, monkeypatch):
    """Planted: a seal that writes answers in the order in which they came, into a table that keeps the order."""
    in_hash_order = responses.add_responses

    def add(connection, rows):
        arrived = [response_id(house.platform, receipt) for receipt in house.receipts]
        in_hash_order(connection, sorted(rows, key=lambda row: arrived.index(row["id"])))

    monkeypatch.setattr(responses, "add_responses", add)
    if house.platform.database.is_sqlite:
        # Clustered by id the table would hide the order by itself; hidden row numbers keep it.
        with house.platform.database.writing() as connection:
            table = connection.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'response'"))
            connection.execute(text("DROP TABLE response"))
            connection.execute(text(table.replace("WITHOUT ROWID", "")))


def test_neither_the_disk_nor_the_table_tells_when_a_sealed_answer_came(house, disk):
    seal_many(house)
    found = correlations(house, disk)
    assert {reading: r for reading, r in found.items() if abs(r) > CHANCE} == {}


def test_the_same_measure_finds_answers_that_are_written_in_order_of_arrival(house, disk, monkeypatch):
    arrive_in_order(house, monkeypatch)
    seal_many(house)
    found = correlations(house, disk)
    assert found["page"] > 0.9
    assert found["scan"] > 0.9
