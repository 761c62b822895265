"""Opening the ballot boxes: what waited is counted, in batches of five or more and in no order of arrival."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from sqlalchemy import Connection

from survey_app import clock as calendar
from survey_app.box_keys import BoxKeys, UnreadableBallotError
from survey_app.db import Database
from survey_app.questionnaires import Questionnaires
from survey_app.services.counting import Batch, SealedPart, fold
from survey_app.store import ballots, closings, erasure, responses, tallies, unit_questions
from survey_app.store.ballots import Box, WaitingBallot
from survey_app.submission import Submission

MINIMUM = 5  # a box with fewer waits
LARGEST = 500  # a larger box is split by hash into parts of at least half of this
SPENT_KEYS_HALF_DAYS = 14  # a week

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
    erased: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealer:
    """The one process that opens boxes; `rest` pauses as long as the write lock was held."""

    database: Database
    keys: BoxKeys
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

    def close_due(self, *, now: int, report: SealReport, tick: Ticker = lambda _n: None) -> None:
        """Close every half-day before `now` that is not closed yet, in order (after an outage: several)."""
        with self.database.reading() as connection:
            last = closings.find_last_closed(connection)
        for half_day in range(now if last is None else last + 1, now):
            self.close(half_day, report=report, tick=tick)
        self.finish_closing(now=now, report=report)

    def close(self, half_day: int, *, report: SealReport, tick: Ticker = lambda _n: None) -> None:
        """Seal what is due at the end of a half-day, then record that it is closed."""
        self.seal_boxes(half_day, report=report, tick=tick)
        if calendar.ends_month(half_day):
            self.seal_leftovers(half_day, report=report, tick=tick)
        with self.database.writing() as connection:
            closings.add_closing(connection, half_day)
            ballots.delete_spent_keys(connection, before=half_day - SPENT_KEYS_HALF_DAYS)
        report.closed.append(half_day)

    def seal_boxes(self, half_day: int, *, report: SealReport, tick: Ticker = lambda _n: None) -> None:
        """Seal every box that holds MINIMUM or more of half-days up to this one."""
        with self.database.reading() as connection:
            boxes = ballots.list_boxes(connection, through=half_day)
        for box in boxes:
            if box.waiting >= MINIMUM:
                self._seal([box], half_day, report, tick)

    def seal_leftovers(self, half_day: int, *, report: SealReport, tick: Ticker = lambda _n: None) -> None:
        """At a month's end the leftovers of a unit's counters with one version go together, with no counter."""
        with self.database.reading() as connection:
            boxes = ballots.list_boxes(connection, through=half_day)
        boxes.sort(key=lambda box: (box.unit_id, box.version_id))
        for _, group in groupby(boxes, key=lambda box: (box.unit_id, box.version_id)):
            together = list(group)
            if sum(box.waiting for box in together) >= MINIMUM:
                self._seal(together, half_day, report, tick)

    def finish_closing(self, *, now: int, report: SealReport) -> None:
        """Put what still waits under the next key, make deletions final, and destroy the closed keys."""
        with self.database.reading() as connection:
            closed = closings.find_last_closed(connection)
        if closed is None:
            return
        if self.keys.held(closed):
            self._rekey(closed, max(now, closed + 1), report)
        report.erased = erasure.erase(self.database)
        # PostgreSQL's log keeps ciphertext whatever is cleared: there the keys go at once.
        if report.erased or not self.database.is_sqlite:
            self.keys.destroy(closed)
        report.erased &= not self.keys.held(closed)
        self.keys.make_ready(max(now, closed + 1))

    def _seal(self, boxes: Sequence[Box], half_day: int, report: SealReport, tick: Ticker) -> None:
        first = boxes[0]
        lone = first if len(boxes) == 1 else None
        with self.database.reading() as connection:
            waiting = [b for box in boxes for b in ballots.list_ballots(connection, box, through=half_day)]
            questionnaire = self.questionnaires.find(connection, first.version_id)
        opened = list(self._open(waiting, report))
        if len(opened) < MINIMUM:
            return
        opened.sort(key=lambda pair: pair[1].response_id)
        for part in split(opened):
            taken_from = [ballot for ballot, _ in part]
            batch = Batch(
                half_day=half_day,
                unit_id=first.unit_id,
                version_id=first.version_id,
                counter_id=lone.counter_id if lone else None,
                procedure_field=lone.procedure_field if lone else "",
                first_half_day=min(ballot.half_day for ballot in taken_from),
                last_half_day=max(ballot.half_day for ballot in taken_from),
            )
            self._write(fold(batch, questionnaire, [submission for _, submission in part]), taken_from)
            report.parts += 1
            report.sealed += len(part)
            tick(len(part))

    def _open(self, waiting: Iterable[WaitingBallot], report: SealReport) -> Iterable[Opened]:
        for ballot in waiting:
            try:
                yield ballot, Submission.from_bytes(self.keys.decrypt(ballot.key_half_day, ballot.content))
            except UnreadableBallotError:
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

    def _rekey(self, closed: int, key_half_day: int, report: SealReport) -> None:
        lost: set[bytes] = set()
        while True:
            with self.database.reading() as connection:
                waiting = ballots.list_ballots_under(connection, key_through=closed, without=lost)
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
    responses.add_responses(connection, rows, part.texts)
    unit_questions.add_answers(connection, part.own)
    tallies.add_tallies(connection, part.counted)
    add_box(connection, part.place, part.moments)


def split(things: Sequence[Opened]) -> list[Sequence[Opened]]:
    """Cut a box over LARGEST into equal parts, each at least half of it."""
    parts = -(-len(things) // LARGEST)
    bounds = [len(things) * i // parts for i in range(parts + 1)]
    return [things[a:b] for a, b in pairwise(bounds)]
