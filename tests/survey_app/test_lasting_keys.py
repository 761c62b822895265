"""Secrets that stay: made once, marked in the database, never made anew in silence; and what lies under them."""

import hashlib
import json
import secrets
import stat
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, select, text
from support.disks import disk_under, flush
from support.receipts import response_id

from survey_app.config import ConfigError
from survey_app.form_keys import receipt_hash
from survey_app.lasting_keys import FOLDER, NAMES, make, mark_of, read
from survey_app.models import Response, Setting, WrittenText
from survey_app.models.guards import GUARDS
from survey_app.platform import open_platform
from survey_app.services import counting
from survey_app.services.key_moving import KeyMoveError, renew
from survey_app.services.setting_up import downgrade, migrate, set_up
from survey_app.services.written_words import read_choices, read_words
from survey_app.store.written_texts import LockedWords, place_of_text
from survey_app.vault import OPEN, LockedWordsError, Vault

COMMENTS = [f"Ý kiến số {number}: bàn số ba ghi sai giấy" for number in range(6)]


def key_file(house, name):
    return house.config.key_folder / FOLDER / f"{name}.key"


def locked_texts(house):
    with house.platform.database.reading() as connection:
        return [dict(row) for row in connection.execute(select(WrittenText.__table__)).mappings()]


def unlocked(house):
    vault = house.platform.vault
    return [
        vault.unlock(row["content"], place_of_text(row))[counting.SALT_BYTES :] for row in locked_texts(house)
    ]


def ids(house):
    with house.platform.database.reading() as connection:
        return set(connection.scalars(select(Response.id)))


@pytest.fixture
def disk(house, request):
    is_sqlite = house.platform.database.is_sqlite
    cluster = None if is_sqlite else request.getfixturevalue("postgres_server").cluster
    return disk_under(house.platform.database, cluster, since=time.time() - 1)


def told(house, comments=COMMENTS):
    for comment in comments:
        house.answer(Q5=comment)
    house.half_day_later()
    house.seal()


def test_a_secret_is_made_once_whole_and_for_its_owner_alone(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: make(tmp_path / "keys", "texts"), range(32)))
    assert found == {read(tmp_path / "keys", "texts")}
    assert len(found.pop()) == 32
    assert [path.name for path in (tmp_path / "keys" / FOLDER).iterdir()] == ["texts.key"]
    assert stat.S_IMODE((tmp_path / "keys" / FOLDER).stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "keys" / FOLDER / "texts.key").stat().st_mode) == 0o600


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("harm", ["lost", "cut", "empty", "exchanged"])
def test_a_lost_or_exchanged_secret_is_told_and_neither_start_nor_init_makes_another(house, name, harm):
    path = key_file(house, name)
    if harm == "lost":
        path.unlink()
    else:
        path.write_bytes({"cut": b"x" * 31, "empty": b"", "exchanged": secrets.token_bytes(32)}[harm])
    before = path.read_bytes() if path.exists() else None
    for start in (open_platform, lambda config: set_up(config=config, kind="test")):
        with pytest.raises(ConfigError, match=r"Khóa lâu dài|khóa lâu dài"):
            start(house.config)
    assert (path.read_bytes() if path.exists() else None) == before


@pytest.mark.parametrize("harm", ["lost", "exchanged"])
def test_a_secret_lost_for_good_is_renewed_only_when_asked_and_the_house_goes_on(house, harm):
    told(house)
    before = ids(house)
    with pytest.raises(KeyMoveError, match="không cần tạo mới"):
        renew(house.platform.database, house.config)
    key_file(house, "texts").unlink()
    if harm == "exchanged":
        key_file(house, "texts").write_bytes(secrets.token_bytes(32))
    renew(house.platform.database, house.config)
    set_up(config=house.config, kind="test")
    house.platform.close()
    house.platform = open_platform(house.config, clock=house.clock)
    assert ids(house) == before == {response_id(house.platform, receipt) for receipt in house.receipts}
    places = [LockedWords(row["content"], place_of_text(row)) for row in locked_texts(house)]
    assert read_words(house.platform.vault, places) == []
    told(house)
    assert len(ids(house)) == 2 * len(before)
    house.platform.close()


def test_the_database_knows_a_mark_from_which_no_secret_follows(house):
    with house.platform.database.reading() as connection:
        marks = set(connection.scalars(select(Setting.value).where(Setting.name.startswith("mark_of_"))))
    for name in NAMES:
        secret = key_file(house, name).read_bytes()
        assert mark_of(name, secret) in marks
        assert secret.hex() not in marks


def test_who_has_database_and_receipts_but_no_key_folder_finds_no_answer(house):
    told(house)
    guesses = {receipt_hash(receipt) for receipt in house.receipts}
    guesses |= {hashlib.sha256(receipt.encode()).digest() for receipt in house.receipts}
    assert not ids(house) & guesses
    assert ids(house) == {response_id(house.platform, receipt) for receipt in house.receipts}


def test_no_written_word_is_readable_on_the_disk_once_it_is_counted(house, disk):
    # Words of its own: a server's log has those of the tests before it, some of which write them in the open.
    comments = [f"{secrets.token_hex(8)}: bàn số ba ghi sai giấy" for _ in COMMENTS]
    told(house, comments)
    flush(house.platform.database)
    needles = [comment.encode() for comment in comments]
    assert sorted(unlocked(house)) == sorted(needles)
    assert not any(needle in path.read_bytes() for path in disk.files() for needle in needles)


def test_the_same_search_finds_words_where_the_lock_is_left_open(house, disk, monkeypatch):
    monkeypatch.setattr(Vault, "lock", lambda _self, words, _place: OPEN + words)
    told(house)
    flush(house.platform.database)
    assert any(COMMENTS[0].encode() in path.read_bytes() for path in disk.files())


def test_a_text_names_no_response_and_its_length_is_one_of_few(house):
    lengths = ["a" * 3, "b" * 150, "c" * 230]
    for text_ in (*lengths, *COMMENTS):
        house.answer(Q5=text_)
    house.half_day_later()
    house.seal()
    rows = locked_texts(house)
    with house.platform.database.reading() as connection:
        salts = set(connection.scalars(select(Response.salt)))
    assert len({len(row["content"]) for row in rows}) == 1
    assert not {row["id"] for row in rows} & ids(house)
    assert not any(salt in row["content"] for salt in salts for row in rows)


def test_the_salt_under_lock_gives_the_hash_that_the_response_keeps_until_the_text_is_erased(house):
    told(house)
    hashes = {
        hashlib.sha256(house.platform.vault.unlock(row["content"], place_of_text(row))).hexdigest()
        for row in locked_texts(house)
    }
    with house.platform.database.reading() as connection:
        kept = {json.loads(each)["Q5"] for each in connection.scalars(select(Response.text_hashes))}
    assert hashes == kept
    with house.platform.database.writing() as connection:
        connection.execute(delete(WrittenText))
    assert len(ids(house)) == len(COMMENTS)


def test_words_moved_to_another_place_or_altered_are_left_out_and_the_others_read(house):
    told(house)
    rows = locked_texts(house)
    moved = LockedWords(rows[0]["content"], place_of_text({**rows[0], "unit_id": 99}))
    altered = LockedWords(rows[1]["content"][:-1] + b"x", place_of_text(rows[1]))
    for each in (moved, altered, LockedWords(b"", b""), LockedWords(OPEN + b"clear", b"")):
        with pytest.raises(LockedWordsError):
            house.platform.vault.unlock(*each)
    vault = house.platform.vault
    good = LockedWords(vault.lock("Gọi chị Lan 0912345678".encode(), b"p"), b"p")
    assert read_words(vault, [moved, good, altered]) == ["Gọi chị [tên] [số điện thoại]"]
    assert read_choices(vault, [moved, good], ["Gọi chị Lan 0912345678"]) == ["Gọi chị Lan 0912345678"]


def test_a_house_of_before_has_its_answers_renamed_and_its_words_locked_and_nothing_is_lost(house, disk):
    told(house)
    answers = everything(house)
    as_before(house)
    assert ids(house) == {receipt_hash(receipt) for receipt in house.receipts}, (
        "as it was: a receipt opens an answer"
    )
    with pytest.raises(ConfigError, match="hailong init"):
        open_platform(house.config)
    set_up(config=house.config, kind="test")
    house.platform = open_platform(house.config, clock=house.clock)
    assert ids(house) == {response_id(house.platform, receipt) for receipt in house.receipts}
    assert sorted(unlocked(house)) == sorted(comment.encode() for comment in COMMENTS)
    assert everything(house) == answers
    with pytest.raises(Exception, match="append-only"), house.platform.database.writing() as connection:
        connection.execute(delete(Response))
    flush(house.platform.database)
    old = [receipt_hash(receipt) for receipt in house.receipts]
    # PostgreSQL's own log keeps what was written until it is recycled.
    tables = [path for path in disk.files() if path.parent.name != "pg_wal"]
    assert not any(each in path.read_bytes() for path in tables for each in old)
    house.platform.close()


def everything(house):
    with house.platform.database.reading() as connection:
        return sorted(
            tuple(row)
            for row in connection.execute(select(Response.salt, Response.answers, Response.text_hashes))
        )


def as_before(house):
    """Put the house back to where it was before it had lasting secrets, rows and all."""
    database, texts = house.platform.database, unlocked(house)
    hashes = {hashlib.sha256(each).hexdigest(): each for each in salted(house)}
    house.platform.close()
    downgrade(house.config.database_url, "0019")
    on_sqlite = database.is_sqlite
    guard = next(each for each in GUARDS if each.table == "response")
    with database.writing() as connection:
        for kept in ("written_text_kept", "unit_answer_kept"):
            connection.execute(text(f"DROP TABLE {kept}"))
        connection.execute(text("DELETE FROM setting WHERE name LIKE 'mark_of_%'"))
        off = (
            ["DROP TRIGGER response_append_only_update"]
            if on_sqlite
            else [f"ALTER TABLE response DISABLE TRIGGER {guard.name}"]
        )
        for statement in off:
            connection.exec_driver_sql(statement)
        before = {response_id(house.platform, receipt): receipt_hash(receipt) for receipt in house.receipts}
        for new, old in before.items():
            connection.execute(
                text("UPDATE response SET id = :old WHERE id = :new"), {"old": old, "new": new}
            )
        connection.exec_driver_sql(
            guard.sqlite[0] if on_sqlite else f"ALTER TABLE response ENABLE TRIGGER {guard.name}"
        )
        for row_id, kept in connection.execute(text("SELECT id, text_hashes FROM response")).all():
            words = hashes[json.loads(kept)["Q5"]]
            connection.execute(
                text(
                    "INSERT INTO response_text (response_id, item, salt, text) VALUES (:id, 'Q5', :salt, :text)"
                ),
                {
                    "id": row_id,
                    "salt": words[: counting.SALT_BYTES],
                    "text": words[counting.SALT_BYTES :].decode(),
                },
            )
    for name in NAMES:
        key_file(house, name).unlink()
    assert len(texts) == len(COMMENTS)


def salted(house):
    return [house.platform.vault.unlock(row["content"], place_of_text(row)) for row in locked_texts(house)]


def test_what_is_locked_comes_through_a_migration_down_and_up_again(house):
    told(house)
    before = sorted(unlocked(house))
    house.platform.close()
    downgrade(house.config.database_url, "0019")
    migrate(house.config.database_url)
    assert sorted(unlocked(house)) == before
