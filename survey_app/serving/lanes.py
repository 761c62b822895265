"""Lanes: how many requests of a kind are worked on at once, who comes next, and who has waited too long.

Within a lane turns go round between visitors (by session or address, known here only while they wait), so somebody
who asks a hundred times waits behind himself. Who hangs up loses the turn: nothing is begun that nobody waits for.
"""

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class Turn:
    """One request's place in a lane. `begin` is called once when it comes, or `give_up` when it did not in time."""

    visitor: bytes
    begin: Callable[[], None]
    give_up: Callable[[], None]
    timer: asyncio.TimerHandle | None = None
    has_begun: bool = False


@dataclass(slots=True, kw_only=True)
class Lane:
    """`at_once` requests are worked on, `for_one` of one visitor; `most_waiting` wait for at most `patience` seconds."""

    at_once: int
    for_one: int
    most_waiting: int
    patience: float
    _at_work: int = 0
    _of_visitor: Counter[bytes] = field(default_factory=Counter)
    _waiting: "OrderedDict[bytes, deque[Turn]]" = field(default_factory=OrderedDict)
    _number_waiting: int = 0

    def enter(self, turn: Turn) -> None:
        """Begin at once where there is room; else wait. Calls `begin` or `give_up`, now or later."""
        if self._has_room_for(turn.visitor) and turn.visitor not in self._waiting:
            self._begin(turn)
        elif self._number_waiting >= self.most_waiting:
            turn.give_up()
        else:
            self._waiting.setdefault(turn.visitor, deque()).append(turn)
            self._number_waiting += 1
            loop = asyncio.get_running_loop()
            turn.timer = loop.call_later(self.patience, self._lose_patience, turn)

    def leave(self, turn: Turn) -> None:
        """The work of a turn is over, or whoever waited has gone."""
        if not turn.has_begun:
            self._forget(turn)
            return
        self._at_work -= 1
        self._of_visitor[turn.visitor] -= 1
        if not self._of_visitor[turn.visitor]:
            del self._of_visitor[turn.visitor]
        self._call_next()

    def _has_room_for(self, visitor: bytes) -> bool:
        return self._at_work < self.at_once and self._of_visitor[visitor] < self.for_one

    def _begin(self, turn: Turn) -> None:
        turn.has_begun = True
        self._at_work += 1
        self._of_visitor[turn.visitor] += 1
        turn.begin()

    def _call_next(self) -> None:
        while self._at_work < self.at_once:
            visitor = next((each for each in self._waiting if self._has_room_for(each)), None)
            if visitor is None:
                return
            turn = self._waiting[visitor][0]
            self._forget(turn)
            if visitor in self._waiting:
                self._waiting.move_to_end(visitor)  # the others first
            self._begin(turn)

    def _lose_patience(self, turn: Turn) -> None:
        self._forget(turn)
        turn.give_up()

    def _forget(self, turn: Turn) -> None:
        queue = self._waiting.get(turn.visitor)
        if queue is None or turn not in queue:
            return
        queue.remove(turn)
        self._number_waiting -= 1
        if not queue:
            del self._waiting[turn.visitor]
        if turn.timer is not None:
            turn.timer.cancel()
