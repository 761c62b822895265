import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from survey_app.box_keys import BoxKeys, UnreadableBallotError


def test_what_is_encrypted_under_a_key_is_read_by_another_process(tmp_path):
    content = BoxKeys(tmp_path).encrypt(10, "Ý kiến".encode())
    assert BoxKeys(tmp_path).decrypt(10, content) == "Ý kiến".encode()


def test_after_its_key_is_destroyed_nobody_reads_a_content(tmp_path):
    keys = BoxKeys(tmp_path)
    old, new = keys.encrypt(10, b"old"), keys.encrypt(11, b"new")
    assert keys.destroy(10) == 1
    assert keys.held(100) == [11]
    for reader in (keys, BoxKeys(tmp_path)):
        assert reader.decrypt(11, new) == b"new"
        with pytest.raises(UnreadableBallotError):
            reader.decrypt(10, old)


def test_an_altered_content_is_not_read(tmp_path):
    keys = BoxKeys(tmp_path)
    content = bytearray(keys.encrypt(10, b"answer"))
    content[-1] ^= 1
    with pytest.raises(UnreadableBallotError):
        keys.decrypt(10, bytes(content))


def test_a_short_and_a_long_comment_look_alike_in_the_box(tmp_path):
    keys = BoxKeys(tmp_path)
    assert len(keys.encrypt(10, b"x")) == len(keys.encrypt(10, b"x" * 200))


def test_processes_that_need_a_key_at_the_same_moment_get_the_same(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        contents = list(pool.map(lambda n: BoxKeys(tmp_path).encrypt(10, b"%d" % n), range(64)))
    reader = BoxKeys(tmp_path)
    assert [reader.decrypt(10, content) for content in contents] == [b"%d" % n for n in range(64)]
    assert [path.name for path in tmp_path.iterdir()] == ["10.key"]


def test_only_the_owner_may_read_a_key(tmp_path):
    folder = tmp_path / "keys"
    BoxKeys(folder).encrypt(10, b"x")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "10.key").stat().st_mode) == 0o600
