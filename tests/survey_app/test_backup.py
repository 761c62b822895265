"""A backup made while answers come, wiped and restored: the same house, without what its keys alone could open."""

import random
import shutil
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from survey_app.commands import main
from survey_app.config import read_config
from survey_app.platform import open_platform
from survey_app.services import backup_file
from survey_app.services.backing_up import back_up
from survey_app.services.backup_file import BackupFileError
from survey_app.services.examining import examine
from survey_app.services.house_state import look_at_house
from survey_app.services.restoring import RestoreRefusedError, restore
from survey_app.services.sealed_secrets import SealedSecretsError, gather, open_sealed, seal
from survey_app.store import database_copies

FIRST, SECOND = "7K4M2QX0", "7K4M2QX1"
PHRASE = "một câu dài và khó đoán"


@pytest.fixture
def filled(house):
    """Twelve sealed, three of an earlier half-day waiting, and the running half-day open."""
    for number in range(12):
        house.answer(FIRST, Q5=f"Góp ý {number}")
    for _ in range(3):
        house.answer(SECOND)
    house.half_day_later()
    house.seal()
    return house


@pytest.fixture
def elsewhere(filled, tmp_path, request):
    """An empty place on the same engine."""
    environment = {"HAILONG_HOME": str(tmp_path / "other" / "home")}
    if filled.platform.database.is_sqlite:
        yield read_config(environment)
        return
    server = request.getfixturevalue("postgres_server")
    url = server.create_database()
    yield read_config({**environment, "HAILONG_DATABASE_URL": url})
    server.drop_database(url.rpartition("/")[2])


def sealed_ids(platform):
    with platform.database.reading() as connection:
        return sorted(bytes(row) for row in connection.scalars(text("SELECT id FROM response")))


def test_a_backup_beside_answers_restores_to_the_same_house_and_tells_what_is_lost(
    filled, elsewhere, tmp_path
):
    file = tmp_path / "b"
    with ThreadPoolExecutor(4) as citizens:
        coming = [citizens.submit(filled.answer, SECOND) for _ in range(24)]
        made = back_up(filled.platform, file)
        for each in coming:
            each.result()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert look_at_house(filled.platform).backup_due is False
    done = restore(elsewhere, file, found=gather(filled.config))
    assert done.manifest == made
    assert 3 <= done.unread <= 27
    elsewhere = read_config(
        {"HAILONG_HOME": str(elsewhere.home), "HAILONG_DATABASE_URL": elsewhere.database_url}
    )
    platform = open_platform(elsewhere, clock=filled.clock)
    assert sealed_ids(platform) == sealed_ids(filled.platform)
    wrong = [sentence for finding in examine(platform) for sentence in finding.wrong]
    assert all("phiếu đã nhận mà không mở được" in sentence for sentence in wrong)
    assert wrong
    filled.platform.close()
    filled.platform = platform
    assert filled.answer(FIRST), "it goes on"
    platform.close()


def test_with_its_key_folder_a_restore_loses_no_waiting_answer(filled, elsewhere, tmp_path):
    back_up(filled.platform, tmp_path / "b")
    shutil.copytree(filled.config.key_folder, elsewhere.key_folder)
    assert restore(elsewhere, tmp_path / "b", found=gather(filled.config)).unread == 0


def test_no_key_of_the_box_stands_in_a_backup(filled, tmp_path):
    filled.answer()
    back_up(filled.platform, tmp_path / "b")
    seal(gather(filled.config), tmp_path / "k", PHRASE)
    held = [path.read_bytes() for path in filled.config.key_folder.glob("*.key")]
    assert held
    plain = b"".join(backup_file.unpack(tmp_path / "b")) + (tmp_path / "k").read_bytes()
    for secret in (*held, filled.config.secret_key.encode()):
        assert secret not in plain


def flipped(path: Path, place: int) -> Path:
    raw = bytearray(path.read_bytes())
    raw[place] ^= 1 << (place % 8)
    changed = path.with_name(f"flipped-{place}")
    changed.write_bytes(raw)
    return changed


def test_a_backup_with_one_flipped_bit_or_a_missing_end_is_refused_and_nothing_is_written(
    filled, elsewhere, tmp_path
):
    file = tmp_path / "b"
    back_up(filled.platform, file)
    size = file.stat().st_size
    chosen = random.Random(3).sample(range(size), 25)  # noqa: S311  # the same in every run
    for place in (0, size - 1, *chosen):
        with pytest.raises(BackupFileError):
            restore(elsewhere, flipped(file, place), found=gather(filled.config))
    (tmp_path / "cut").write_bytes(file.read_bytes()[:-1])
    (tmp_path / "none").write_bytes(b"")
    for name in ("cut", "none"):
        with pytest.raises(BackupFileError):
            restore(elsewhere, tmp_path / name, found=gather(filled.config))
    assert not elsewhere.home.exists()


def test_a_file_whose_fingerprint_is_not_asked_is_taken_with_its_flipped_bit(filled, tmp_path, monkeypatch):
    """Planted: the manifest alone is read."""
    back_up(filled.platform, tmp_path / "b")

    class Agreeing:
        def update(self, _piece): ...
        def digest(self):
            return last

    changed = flipped(tmp_path / "b", (tmp_path / "b").stat().st_size // 2)
    last = changed.read_bytes()[-32:]
    monkeypatch.setattr(backup_file.hashlib, "sha256", Agreeing)
    assert backup_file.read_manifest(changed)


def test_a_restore_goes_only_into_an_empty_place_with_the_servers_secret(filled, elsewhere, tmp_path):
    file = tmp_path / "b"
    back_up(filled.platform, file)
    with pytest.raises(RestoreRefusedError, match="trống"):
        restore(filled.config, file, found=None)
    with pytest.raises(RestoreRefusedError, match="--keys"):
        restore(elsewhere, file, found=None)
    other = replace(gather(filled.config), server="x" * 40)
    with pytest.raises(RestoreRefusedError, match="khác"):
        restore(replace(elsewhere, secret_key=filled.config.secret_key), file, found=other)
    inside = (
        replace(elsewhere, database_url="sqlite:////nowhere/x.db")
        if "postgres" in elsewhere.database_url
        else None
    )
    if inside:
        with pytest.raises(RestoreRefusedError, match="cùng loại"):
            restore(inside, file, found=gather(filled.config))


def test_rows_that_do_not_come_back_are_noticed_and_the_place_is_left_empty(
    filled, elsewhere, tmp_path, monkeypatch
):
    real = database_copies.count_rows
    monkeypatch.setattr(
        database_copies, "count_rows", lambda connection: {**real(connection), "response": 99}
    )
    back_up(filled.platform, tmp_path / "b")
    monkeypatch.setattr(database_copies, "count_rows", real)
    with pytest.raises(database_copies.CopyError, match="response"):
        restore(elsewhere, tmp_path / "b", found=gather(filled.config))
    assert restore_again(filled, elsewhere, tmp_path)


def restore_again(filled, elsewhere, tmp_path):
    back_up(filled.platform, tmp_path / "good")
    return restore(elsewhere, tmp_path / "good", found=gather(filled.config))


def test_sealed_secrets_open_with_their_phrase_alone(house, tmp_path):
    if not house.platform.database.is_sqlite:
        pytest.skip("about a file alone")
    lasting = house.config.key_folder / "lasting"
    lasting.mkdir(exist_ok=True)
    (lasting / "more.key").write_bytes(bytes(range(32)))
    found, file = gather(house.config), tmp_path / "k"
    with pytest.raises(SealedSecretsError, match="12"):
        seal(found, file, "ngắn")
    assert not file.exists()
    seal(found, file, PHRASE)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert open_sealed(file, PHRASE) == found
    assert found.lasting["more.key"] == bytes(range(32))
    for path, phrase in ((file, PHRASE + "x"), (flipped(file, 20), PHRASE), (flipped(file, 60), PHRASE)):
        with pytest.raises(SealedSecretsError):
            open_sealed(path, phrase)


def test_by_command_a_backup_is_made_wiped_and_restored(filled, elsewhere, tmp_path, monkeypatch):
    def hailong(config, *arguments):
        monkeypatch.setenv("HAILONG_HOME", str(config.home))
        monkeypatch.setenv("HAILONG_DATABASE_URL", config.database_url)
        return CliRunner().invoke(main, list(arguments))

    (tmp_path / "phrase").write_text(PHRASE)
    backup, keys = str(tmp_path / "b"), str(tmp_path / "k")
    phrase = ("--passphrase-file", str(tmp_path / "phrase"))
    made = hailong(filled.config, "backup", "-o", backup, "--keys-to", keys, *phrase)
    assert made.exit_code == 0, made.output
    assert "12 phiếu đã kiểm" in made.output
    refused = hailong(elsewhere, "restore", backup)
    assert (refused.exit_code, "--keys" in refused.output) == (1, True)
    done = hailong(elsewhere, "restore", backup, "--keys", keys, *phrase)
    assert done.exit_code == 0, done.output
    assert "không mở được nữa" in done.output
    assert "dưới 5" in done.output
    assert hailong(elsewhere, "restore", backup).exit_code == 1
    assert hailong(filled.config, "backup", "-o", str(tmp_path / "no" / "b")).exit_code == 2
    (elsewhere.home / "secret.key").stat()


def test_without_the_programs_of_postgresql_it_is_said_what_is_needed(filled, tmp_path, monkeypatch):
    if filled.platform.database.is_sqlite:
        pytest.skip("SQLite copies itself")

    def program(name):
        raise database_copies.CopyError(f"Cần chương trình {name}")

    monkeypatch.setattr(database_copies, "_program", program)
    with pytest.raises(database_copies.CopyError, match="pg_dump"):
        back_up(filled.platform, tmp_path / "b")
    assert list(tmp_path.glob("b*")) == []
