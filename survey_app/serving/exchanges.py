"""One request on its way through the gate: its turn in a lane, the door's answer, and what is said when there is none."""

import asyncio
from typing import Protocol

from survey_app.serving.backends import Backend, Pool
from survey_app.serving.doors import Door, Doors, is_for_citizens
from survey_app.serving.lanes import Turn
from survey_app.serving.refusals import Refusal, refusal
from survey_app.serving.requests import Request

AWAY_SECONDS = 15.0  # how long a door may be away (it is being started again) before the visitor hears so
TRIES = 5
HELD_BACK = (
    64 * 1024
)  # bytes of an answer that is not whole yet: until then the door may die and be asked again


class Visitor(Protocol):
    """The connection that asked."""

    @property
    def is_gone(self) -> bool: ...
    def give(self, data: bytes) -> None: ...
    def answered(self, *, keeps_connection: bool) -> None: ...
    def say(self, refusal: Refusal) -> None: ...


class Exchange:
    """Keeps its place in the lane until the door has ended its work, also for a visitor who left meanwhile."""

    def __init__(self, doors: Doors, door: Door, pool: Pool, request: Request, visitor: Visitor) -> None:
        self._door, self._pool, self._request, self._visitor = door, pool, request, visitor
        self._lane = doors.lane(request)
        self._tries = 0
        self._deadline = 0.0
        self._started = False  # the visitor has part of an answer
        self._held_back = bytearray()
        self._backend: Backend | None = None
        self.turn = Turn(visitor=b"", begin=self._begin, give_up=self._give_up)
        self._is_answer = request.method == b"POST" and is_for_citizens(request.path)
        # An answer counts once however often it is sent: its form's key says so. A page read twice harms nobody.
        self._may_be_sent_again = self._is_answer or request.method in {b"GET", b"HEAD"}

    def enter(self, name: bytes) -> None:
        self.turn.visitor = name
        self._lane.enter(self.turn)

    def visitor_left(self) -> None:
        """Nobody waits any more: what has not begun never will, but for an answer, which was sent to be counted."""
        if not self.turn.has_begun and not self._is_answer:
            self._lane.leave(self.turn)

    def _begin(self) -> None:
        self._deadline = asyncio.get_running_loop().time() + AWAY_SECONDS
        self._ask()

    def _ask(self) -> None:
        self._tries += 1
        self._held_back.clear()
        self._pool.connect(self._send, deadline=self._deadline, anew=self._tries > 1)

    def _send(self, backend: Backend) -> None:
        self._backend = backend
        backend.ask(
            self._request.to_bytes(without=self._door.without),
            self,
            without_body=self._request.method == b"HEAD",
            to_the_end=self._request.is_http_1_0,
        )

    # What the connection to the door calls.

    def receive(self, data: bytes) -> None:
        if self._started:
            self._visitor.give(data)
            return
        self._held_back += data
        if len(self._held_back) > HELD_BACK:
            self._give()

    def _give(self) -> None:
        self._started = True
        self._visitor.give(bytes(self._held_back))
        self._held_back.clear()

    def complete(self) -> None:
        self._backend = None
        if not self._started:
            self._give()
        self._lane.leave(self.turn)
        self._visitor.answered(keeps_connection=self._request.keeps_connection)

    def lost(self, *, began: bool) -> None:
        """The connection broke: a kept one that the door had closed, or the door itself died."""
        was_kept = self._backend is not None and self._backend.was_used
        self._backend = None
        loop = asyncio.get_running_loop()
        may_be_sent_again = self._may_be_sent_again and not self._started
        again = may_be_sent_again or (not began and was_kept and self._tries == 1)
        if again and self._tries < TRIES and loop.time() < self._deadline:
            self._ask()
            return
        self._lane.leave(self.turn)
        if self._started:
            self._visitor.answered(keeps_connection=False)
        else:
            self._visitor.say(refusal(503, self._request))

    def _give_up(self) -> None:
        self._visitor.say(refusal(503, self._request, crowded=True))
