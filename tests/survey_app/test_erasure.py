"""The box after its closing, in the eyes of a thief who has the whole disk and an older copy of the database."""

import time
from dataclasses import replace

import pytest
from sqlalchemy import event, select, text
from support.disks import Thief, disk_under, flush, places

from survey_app.box_keys import ROOM, BoxKeys
from survey_app.models import Ballot
from survey_app.store import erasure
from survey_app.submission import Submission

FIRST, SECOND = "7K4M2QX0", "7K4M2QX1"
MARKED = [f"Góp ý đánh dấu số {number:02d}" for number in range(12)]


@pytest.fixture
def disk(house, request):
    cluster = None
    if not house.platform.database.is_sqlite:
        cluster = request.getfixturevalue("postgres_server").cluster
    return disk_under(house.platform.database, cluster, since=time.time() - 1)


@pytest.fixture
def steal(house, disk, tmp_path):
    """Copy the database while its boxes are full, but not the keys."""

    def copy():
        flush(house.platform.database)
        with house.platform.database.reading() as connection:
            contents = connection.scalars(select(Ballot.content)).all()
        return Thief(contents=tuple(contents)), disk.copy_to(tmp_path / "stolen")

    return copy


def answer_and_seal(house, steal):
    for sentence in MARKED:
        house.answer(FIRST, Q5=sentence)
    thief, stolen = steal()
    house.half_day_later()
    assert house.seal().sealed == len(MARKED)
    flush(house.platform.database)
    return thief, stolen


class KeepingKeys(BoxKeys):
    """Planted: destroys nothing."""

    def destroy(self, through, *, also=()):
        return 0


class NoKeys(BoxKeys):
    """Planted: a box in clear."""

    def encrypt(self, half_day, plain, *, room=ROOM):
        return plain

    def decrypt(self, half_day, content):
        return content


def leave_deleted_bytes(engine):
    """Planted: SQLite forgets deleted rows without overwriting them."""

    @event.listens_for(engine, "connect")
    def _(connection, _entry):
        connection.execute("PRAGMA secure_delete=OFF").close()

    engine.dispose()


def test_after_a_seal_a_thief_of_the_whole_disk_and_of_an_older_copy_reads_no_answer(house, disk, steal):
    thief, stolen = answer_and_seal(house, steal)
    keys = house.config.key_folder
    assert len(set(thief.contents)) == len(MARKED)
    assert thief.read(stolen, keys) == []
    assert thief.read(disk, keys) == []
    left = {content for lying in thief.find(disk) for content in lying}
    if house.platform.database.is_sqlite:
        assert not left, "not even a ciphertext"
    else:
        assert left == set(thief.contents), (
            "what PostgreSQL keeps is what was sought: the test looks at the right place"
        )


def test_no_key_of_the_box_ever_stands_in_the_database(house, disk, steal):
    house.answer(FIRST)
    secrets = [path.read_bytes() for path in house.config.key_folder.glob("*.key")]
    assert len(secrets) == 1
    for _ in range(4):
        house.answer(FIRST)
    _, stolen = steal()
    house.half_day_later()
    house.seal()
    flush(house.platform.database)
    for place in (disk, stolen):
        assert not [path for path in place.files() if places(path, {secret: secret for secret in secrets})]


def test_the_same_thief_reads_everything_in_order_of_arrival_where_keys_are_kept(house, disk, steal):
    house.platform = replace(house.platform, box_keys=KeepingKeys(house.config.key_folder))
    thief, stolen = answer_and_seal(house, steal)
    keys = house.config.key_folder
    assert in_order(thief.read(stolen, keys))
    if not house.platform.database.is_sqlite:
        # Deleted rows stay in PostgreSQL's heap and log: there the keys are the only erasure.
        assert in_order(thief.read(disk, keys))


def test_the_same_thief_reads_everything_where_sqlite_keeps_plain_deleted_rows(
    house, disk, steal, monkeypatch
):
    if not house.platform.database.is_sqlite:
        pytest.skip("PostgreSQL has no secure deletion to switch off")
    leave_deleted_bytes(house.platform.database.engine)
    monkeypatch.setattr(erasure, "erase", lambda _database: True)
    keys = NoKeys(house.config.key_folder)
    house.platform = replace(house.platform, box_keys=keys)
    thief, _ = answer_and_seal(house, steal)
    assert in_order(thief.read(disk, keys.folder))


def in_order(readings):
    # A page is filled from its end, so the first to come may lie last.
    return MARKED in readings or MARKED[::-1] in readings


def test_nothing_of_a_waiting_answer_joins_it_to_its_former_self_after_the_half_day(house, disk, steal):
    for sentence in MARKED[:3]:
        house.answer(SECOND, Q5=sentence)
    thief, stolen = steal()
    former = waiting(house)
    house.half_day_later()
    assert house.seal().sealed == 0
    flush(house.platform.database)
    assert thief.read(stolen, house.config.key_folder) == []
    assert thief.read(disk, house.config.key_folder) == []
    later = waiting(house)
    assert len(later) == 3
    for column in ("id", "content", "key_half_day"):
        assert not {getattr(row, column) for row in former} & {getattr(row, column) for row in later}
    assert [row.id for row in later] == sorted(row.id for row in later), "put back in the order of a hash"
    read = [house.platform.box_keys.decrypt(row.key_half_day, row.content) for row in later]
    assert {Submission.from_bytes(plain).texts["Q5"] for plain in read} == set(MARKED[:3])


def waiting(house):
    query = select(Ballot.id, Ballot.content, Ballot.key_half_day)
    with house.platform.database.reading() as connection:
        if not house.platform.database.is_sqlite:
            query = query.order_by(text("ctid"))
        return connection.execute(query).all()
