"""Opening the ballot boxes: what waited is counted, in batches of five or more and in no order of arrival."""

import logging
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from sqlalchemy import Connection
from sqlalchemy.exc import InterfaceError, OperationalError

from survey_app import clock as calendar
from survey_app.box_keys import BoxKeys, UnreadableBallotError
from survey_app.db import Database
from survey_app.questionnaires import Questionnaires
from survey_app.services.counting import Batch, SealedPart, fold
from survey_app.services.due import Due
from survey_app.services.pooling import Pool, climb, find_old_leftovers
from survey_app.store import ballots, closings, erasure, responses, tallies, unit_questions, written_texts
from survey_app.store.ballots import WaitingBallot
from survey_app.submission import Submission
from survey_app.vault import Vault

MINIMUM = 5  # a box with fewer waits
LARGEST = 500  # a larger box is split by hash into parts of at least half of this
# Before the last run: no form is valid longer than that, and a clock that jumps ahead does not forget them all at once.
SPENT_KEYS_HALF_DAYS = 12
NEVER = 2**31 - 1  # a half-day that no clock reaches
FAR_AHEAD = (
    2  # half-days by which another machine's clock may be ahead; a key further on was made under a wrong one
)

log = logging.getLogger("hailong.sealer")

Ticker = Callable[[int], None]
Opened = tuple[WaitingBallot, Submission]


class LostBallotsError(RuntimeError):
    """Somebody else took ballots while they were being counted; nothing of this part was written."""


@dataclass(slots=True)
class SealReport:
    """What one run of the sealer did. Parts are never smaller than MINIMUM, so no count in it is."""

    closed: list[int] = field(default_factory=list)
    parts: int = 0
    sealed: int = 0
    rekeyed: int = 0
    unreadable: int = 0
    failed: int = 0  # boxes that could not be counted; they go on waiting
    erased: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealer:
    """The one process that opens boxes; `rest` pauses as long as the write lock was held."""

    database: Database
    keys: BoxKeys
    vault: Vault
    questionnaires: Questionnaires
    rest: bool = True

    def fill_missing(self) -> None:
        """Count anew what was sealed before the house kept sums of boxes and moments."""
        with self.database.reading() as connection:
            missing = bool(responses.list_months_without_sums(connection))
        if missing:
            from survey_app.services.summing import fill_missing

            with self.database.writing() as connection:
                fill_missing(connection, self.questionnaires)

    def close_due(self, due: Due, *, report: SealReport, tick: Ticker = lambda _n: None) -> None:
        """Close every half-day that may be closed and is not yet, in order (after an outage: several)."""
        for half_day in range(due.closed + 1, due.through + 1):
            self.close(half_day, seen=due.now, report=report, tick=tick)
        if report.closed:
            with self.database.writing() as connection:
                ballots.delete_spent_keys(connection, before=due.closed - SPENT_KEYS_HALF_DAYS)
                closings.forget_shut_keys(connection, through=report.closed[-1])
        self.finish_closing(now=due.now, report=report)

    def close(self, half_day: int, *, seen: int, report: SealReport, tick: Ticker = lambda _n: None) -> None:
        """Seal what is due at the end of a half-day, then record that it is closed, as a clock at `seen` said."""
        self.seal_boxes(half_day, report=report, tick=tick)
        if calendar.ends_month(half_day):
            self.seal_leftovers(half_day, report=report, tick=tick)
            self.seal_upwards(half_day, report=report, tick=tick)
        with self.database.writing() as connection:
            closings.add_closing(connection, half_day, seen=seen)
        report.closed.append(half_day)

    def seal_boxes(self, half_day: int, *, report: SealReport, tick: Ticker = lambda _n: None) -> None:
        """Seal every box that holds MINIMUM or more of half-days up to this one."""
        with self.database.reading() as connection:
            boxes = ballots.list_boxes(connection, through=half_day)
        for box in boxes:
            if box.waiting >= MINIMUM:
                self._seal_apart(Pool.of_counter(box, through=half_day), half_day, report, tick)

    def seal_leftovers(self, half_day: int, *, report: SealReport, tick: Ticker = lambda _n: None) -> None:
        """At a month's end the leftovers of a unit's counters with one version go together, with no counter."""
        with self.database.reading() as connection:
            boxes = ballots.list_boxes(connection, through=half_day)
        boxes.sort(key=lambda box: (box.unit_id, box.version_id))
        for _, group in groupby(boxes, key=lambda box: (box.unit_id, box.version_id)):
            together = list(group)
            if sum(box.waiting for box in together) >= MINIMUM:
                self._seal_apart(Pool.of_unit(together, through=half_day), half_day, report, tick)

    def seal_upwards(self, half_day: int, *, report: SealReport, tick: Ticker = lambda _n: None) -> None:
        """What has waited since an earlier month is counted with a unit above, where five come together."""
        with self.database.reading() as connection:
            waiting = find_old_leftovers(connection, half_day)
        climb(waiting, lambda pool: self._seal_apart(pool, half_day, report, tick))

    def finish_closing(self, *, now: int, report: SealReport) -> None:
        """Put what still waits under the next key, make deletions final, and destroy the closed keys."""
        with self.database.reading() as connection:
            closed = closings.find_last_closed(connection)
            next_key = closings.find_open_key(connection, at_least=now)
        if closed is None:
            return
        far = [half_day for half_day in self.keys.held(NEVER) if half_day > next_key + FAR_AHEAD]
        if far:
            with self.database.writing() as connection:
                closings.shut_keys(connection, far)
        if far or self.keys.held(closed):
            self._rekey(closed, far, next_key, report)
        report.erased = erasure.erase(self.database)
        # PostgreSQL's log keeps ciphertext whatever is cleared: there the keys go at once.
        if report.erased or not self.database.is_sqlite:
            self.keys.destroy(closed, also=far)
        report.erased &= not self.keys.held(closed)
        self.keys.make_ready(next_key)

    def _seal_apart(self, pool: Pool, half_day: int, report: SealReport, tick: Ticker) -> bool:
        """A box that cannot be counted stops no other."""
        try:
            return self._seal(pool, half_day, report, tick)
        except (OperationalError, InterfaceError, OSError):
            raise  # the database or the disk is away, for all boxes
        except Exception as error:  # noqa: BLE001  # whatever it is, others must be counted
            # Not the error's own words: they may tell of an answer.
            log.error("a box could not be counted: %s", type(error).__name__)  # noqa: TRY400
            report.failed += 1
            return False

    def _seal(self, pool: Pool, half_day: int, report: SealReport, tick: Ticker) -> bool:
        """Tell whether there were enough that can be read."""
        with self.database.reading() as connection:
            waiting = [
                ballot
                for box in pool.boxes
                for ballot in ballots.list_ballots(connection, box, through=pool.through)
            ]
            questionnaire = self.questionnaires.find(connection, pool.version_id)
        opened = list(self._open(waiting, report))
        if len(opened) < MINIMUM:
            return False
        opened.sort(key=lambda pair: self.vault.response_id(pair[1].receipt_hash))
        for part in split(opened):
            taken_from = [ballot for ballot, _ in part]
            batch = Batch(
                half_day=half_day,
                unit_id=pool.unit_id,
                version_id=pool.version_id,
                counter_id=pool.counter_id,
                procedure_field=pool.procedure_field,
                first_half_day=min(ballot.half_day for ballot in taken_from),
                last_half_day=max(ballot.half_day for ballot in taken_from),
            )
            self._write(
                fold(batch, questionnaire, [submission for _, submission in part], self.vault), taken_from
            )
            report.parts += 1
            report.sealed += len(part)
            tick(len(part))
        return True

    def _open(self, waiting: Iterable[WaitingBallot], report: SealReport) -> Iterable[Opened]:
        for ballot in waiting:
            try:
                yield ballot, Submission.from_bytes(self.keys.decrypt(ballot.key_half_day, ballot.content))
            except (ValueError, TypeError, LookupError):
                # Nothing is thrown away: it stays in its box until its key is brought back.
                report.unreadable += 1

    def _write(self, part: SealedPart, taken_from: Sequence[WaitingBallot]) -> None:
        began = time.monotonic()
        with self.database.writing() as connection:
            taken = ballots.take_ballots(connection, taken_from)
            if taken != {ballot.id for ballot in taken_from}:
                raise LostBallotsError
            write_part(connection, part)
        self._pause(began)

    def _rekey(self, closed: int, far: Collection[int], key_half_day: int, report: SealReport) -> None:
        lost: set[bytes] = set()
        while True:
            with self.database.reading() as connection:
                waiting = ballots.list_ballots_under(connection, key_through=closed, also=far, without=lost)
                for version_id in {ballot.version_id for ballot in waiting}:
                    self.questionnaires.find(connection, version_id)
            if not waiting:
                return
            anew = {}
            for ballot in waiting:
                try:
                    plain = self.keys.decrypt(ballot.key_half_day, ballot.content)
                except UnreadableBallotError:
                    lost.add(ballot.id)
                else:
                    room = self.questionnaires.room(ballot.version_id)
                    anew[ballot.id] = self.keys.encrypt(key_half_day, plain, room=room)
            readable = [ballot for ballot in waiting if ballot.id in anew]
            began = time.monotonic()
            with self.database.writing() as connection:
                ballots.rekey_ballots(connection, readable, key_half_day=key_half_day, contents=anew)
            report.rekeyed += len(readable)
            self._pause(began)

    def _pause(self, began: float) -> None:
        if self.rest:
            time.sleep(min(time.monotonic() - began, 1.0))


def write_part(connection: Connection, part: SealedPart) -> None:
    """Write a seal with its responses, and fold them into counts, sums and moments."""
    from survey_app.services.summing import add_box

    seal_id = responses.add_seal(connection, **part.seal)
    rows = [{**row, "seal_id": seal_id} for row in part.responses]
    responses.add_responses(connection, rows)
    written_texts.add_texts(connection, part.texts)
    unit_questions.add_answers(connection, part.own)
    tallies.add_tallies(connection, part.counted)
    add_box(connection, part.place, part.moments, part.shape)


def split(things: Sequence[Opened]) -> list[Sequence[Opened]]:
    """Cut a box over LARGEST into equal parts, each at least half of it."""
    parts = -(-len(things) // LARGEST)
    bounds = [len(things) * i // parts for i in range(parts + 1)]
    return [things[a:b] for a, b in pairwise(bounds)]
