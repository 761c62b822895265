"""Attackers who know who came when, and want to know who answered what: each gives a guess for every visitor.

A day is a half-day at one counter. The attacker has the list of visitors in order of arrival and the sealed answers, and one
more thing: a copy at noon, the whole disk after the seal, lengths, deleted rows, or the times of files. Whoever only guesses
finds one in n.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import text

from survey_app.box_keys import NONCE_BYTES, _unfilled
from survey_app.models.ballot import PARTITIONS
from survey_app.platform import Platform
from survey_app.services.seal_runs import seal
from survey_app.submission import Submission

VISITORS = 20
POINTS = 0.03
# Four kinds of people: who ticks only, who adds a word, a sentence, a page.
LENGTHS = (0, 8, 90, 480)
SYLLABLE = "aăâbcdđeêghiklmnoôơpqrstuưvxy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is taken: contents of the box with the order in which they came, keys that lie beside them, plain sizes."""

    contents: tuple[bytes, ...]
    keys: tuple[bytes, ...]


@dataclass(slots=True, kw_only=True)
class Day:
    """Marks of the visitors in order of arrival, and what was taken at noon and after the seal."""

    marks: tuple[str, ...]
    sizes: dict[str, int]  # of each sealed answer, as whoever reads the results may count it
    noon: Evidence
    late: Evidence


def words(chance: random.Random, mark: str) -> str:
    length = chance.choice(LENGTHS)
    return " ".join([mark, "".join(chance.choice(SYLLABLE) for _ in range(length))]).strip()


def copied_keys(*folders: Path) -> tuple[bytes, ...]:
    found = (path for folder in folders for path in folder.rglob("*.key") if path.is_file())
    return tuple(path.read_bytes() for path in found if path.stat().st_size == 32)


def in_order_of_arrival(platform: Platform, came: Sequence[bytes]) -> tuple[bytes, ...]:
    """The contents of the box in the order of the log, which every copy of SQLite's or PostgreSQL's files gives."""
    with platform.database.reading() as connection:
        found = {bytes(i): bytes(c) for i, c in connection.execute(text("SELECT id, content FROM ballot"))}
    return tuple(found[identity] for identity in came if identity in found)


def live_day(
    platform: Platform,
    answer: Callable[[str], object],
    later: Callable[[], None],
    chance: random.Random,
    *,
    data_folders: Sequence[Path],
    key_folder: Path,
    heap: Callable[[], bytes] = bytes,
) -> Day:
    """Twenty people come, one after the other; copies are taken at noon and after the seal."""
    marks = tuple(f"{number:02d}{chance.randrange(16**6):06x}" for number in range(VISITORS))
    said = {mark: words(chance, mark) for mark in marks}
    came: list[bytes] = []
    for mark in marks:
        before = set(came)
        answer(said[mark])
        with platform.database.reading() as connection:
            came += [
                bytes(i) for i in connection.scalars(text("SELECT id FROM ballot")) if bytes(i) not in before
            ]
    contents = in_order_of_arrival(platform, came)
    noon = Evidence(contents=contents, keys=copied_keys(*data_folders))
    later()
    assert seal(platform, rest=False).sealed == VISITORS
    left = heap()
    still = tuple(content for content in contents if content[:48] in left)
    return Day(
        marks=marks,
        sizes={mark: len(said[mark].encode()) for mark in marks},
        noon=noon,
        late=Evidence(contents=still, keys=copied_keys(*data_folders, key_folder)),
    )


def heap_of(platform: Platform, data: Path | None) -> Callable[[], bytes]:
    """The files in which the box lies, byte for byte: SQLite's and its log, PostgreSQL's tables."""
    if platform.database.is_sqlite:
        file = Path(str(platform.database.engine.url.database))
        return lambda: b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    if data is None:
        return bytes

    def read() -> bytes:
        with platform.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("CHECKPOINT"))
            paths = [connection.scalar(text(f"SELECT pg_relation_filepath('{part}')")) for part in PARTITIONS]
        return b"".join((data / path).read_bytes() for path in paths)

    return read


def by_copied_keys(day: Day, evidence: Evidence, chance: random.Random) -> float:
    """Open what the copied keys open; the order of the contents says whose it is."""
    found = [_opened(content, evidence.keys) for content in evidence.contents]
    if not any(found):
        return _share(day, _shuffled(day, chance))
    return _share(day, [mark or "" for mark in found])


def by_lengths(day: Day, evidence: Evidence, chance: random.Random) -> float:
    """The k-th longest content belongs to the k-th longest answer; where lengths are alike, at random."""
    if len(evidence.contents) < len(day.marks):
        return _share(day, _shuffled(day, chance))
    ranked = sorted(range(len(day.marks)), key=lambda n: (len(evidence.contents[n]), chance.random()))
    answers = sorted(_shuffled(day, chance), key=lambda mark: day.sizes[mark])
    guess = dict(zip(ranked, answers, strict=True))
    return _share(day, [guess[n] for n in range(len(day.marks))])


def by_key_times(answer: Callable[[], object], key_folder: Path, chance: random.Random) -> bool:
    """Of twenty who passed the camera one answered: say the last before a key file's time, as a copy keeps it."""
    answered, passed = chance.randrange(VISITORS), []
    for number in range(VISITORS):
        passed.append(time.time())
        if number == answered:
            answer()
        time.sleep(0.002)
    moments = [path.stat().st_mtime for path in key_folder.glob("*.key")]
    latest = max(moments)
    before = [number for number in range(VISITORS) if passed[number] <= latest]
    return (before[-1] if before else chance.randrange(VISITORS)) == answered


def _opened(content: bytes, keys: Sequence[bytes]) -> str | None:
    for key in keys:
        try:
            plain = AESGCM(key).decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], None)
        except InvalidTag:
            continue
        return str(Submission.from_bytes(_unfilled(plain)).texts["Q5"]).split(" ")[0]
    return None


def _shuffled(day: Day, chance: random.Random) -> list[str]:
    return chance.sample(day.marks, len(day.marks))


def _share(day: Day, guess: Sequence[str]) -> float:
    return sum(a == b for a, b in zip(day.marks, guess, strict=True)) / len(day.marks)


def attacks(days: Sequence[Day], chance: random.Random) -> Iterator[tuple[str, float]]:
    """Each attacker's share of visitors linked to their own answer, over all days."""
    for name, attack in (
        ("copy at noon", lambda day: by_copied_keys(day, day.noon, chance)),
        ("lengths at noon", lambda day: by_lengths(day, day.noon, chance)),
        ("disk after the seal", lambda day: by_copied_keys(day, day.late, chance)),
        ("deleted rows after the seal", lambda day: by_lengths(day, day.late, chance)),
    ):
        yield name, sum(map(attack, days)) / len(days)
