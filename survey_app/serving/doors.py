"""Which door and which lane a request belongs to, and how long its body may be: all by the path."""

from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import unquote_to_bytes

from survey_app.serving.lanes import Lane
from survey_app.serving.requests import Request

CITIZEN_PLACES = frozenset({b"K", b"T", b"R", b"tra-cuu", b"kiosk", b"cong-khai"})
LOGIN_PLACES = frozenset({b"dang-nhap", b"tf-validate", b"mf-recovery"})
QUICK_PLACES = frozenset({b"static", b"healthz", b"readyz"})

LONGEST_FORM = 64 * 1024
LONGEST_UPLOAD = 7 * 1024 * 1024  # a little over what the staff door takes, whose page says so better
# An address is nobody's business behind the citizens' door.
_ADDRESSES = frozenset(
    {b"forwarded", b"x-forwarded-for", b"x-real-ip", b"cf-connecting-ip", b"true-client-ip"}
)
CITIZENS_AT_ONCE = 8
STAFF_AT_ONCE, LOGINS_AT_ONCE, QUICK_AT_ONCE, FILES_AT_ONCE = 4, 2, 4, 2


def place_of(path: bytes) -> bytes:
    """The first part of a path as the application will see it."""
    return unquote_to_bytes(path).lstrip(b"/").partition(b"/")[0]


def is_for_citizens(path: bytes) -> bool:
    """Whether a path is of the citizens' door. A code is accepted in any case, and so is the letter before it."""
    place = place_of(path)
    return place in CITIZEN_PLACES or (len(place) == 1 and place.upper() in CITIZEN_PLACES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A process behind the gate, by its socket."""

    name: str
    socket: str
    without: frozenset[bytes] = frozenset()  # headers it is not told


class StaffCookies(Protocol):
    """Who reads the cookies of the staff door."""

    def is_logged_in(self, cookies: bytes) -> bool: ...
    def browser(self, cookies: bytes, body: bytes) -> bytes: ...


@dataclass(slots=True, kw_only=True)
class Doors:
    """The doors behind the gate and the lanes before them; a door that is not given is served elsewhere."""

    citizens: Door | None
    staff: Door | None
    staff_cookies: StaffCookies
    citizens_at_once: int = CITIZENS_AT_ONCE
    _lanes: dict[str, Lane] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._lanes = {
            "answers": Lane(
                at_once=self.citizens_at_once, for_one=self.citizens_at_once, most_waiting=2_000, patience=15
            ),
            "pages": Lane(at_once=STAFF_AT_ONCE, for_one=2, most_waiting=200, patience=30),
            "logins": Lane(at_once=LOGINS_AT_ONCE, for_one=LOGINS_AT_ONCE, most_waiting=400, patience=30),
            # A file may take its reader many seconds: pages do not wait behind it.
            "files": Lane(at_once=FILES_AT_ONCE, for_one=1, most_waiting=50, patience=30),
            "quick": Lane(at_once=QUICK_AT_ONCE, for_one=QUICK_AT_ONCE, most_waiting=400, patience=10),
        }

    def door(self, request: Request) -> Door | None:
        return self.citizens if is_for_citizens(request.path) else self.staff

    def lane(self, request: Request) -> Lane:
        if is_for_citizens(request.path):
            return self._lanes["answers"]
        place = place_of(request.path)
        if place in QUICK_PLACES:
            return self._lanes["quick"]
        if request.method != b"POST":
            return self._lanes["pages"]
        if place in LOGIN_PLACES:
            return self._lanes["logins"]
        brings_a_file = request.header(b"content-type").lower().startswith(b"multipart/")
        return self._lanes["files" if brings_a_file else "pages"]

    def visitor(self, request: Request, address: bytes) -> bytes:
        """Who shares turns: a browser by its session; at the log-in a browser that is known, or an address."""
        if is_for_citizens(request.path):
            return b""
        if request.method == b"POST" and place_of(request.path) in LOGIN_PLACES:
            # A browser in which this name was right before has turns of its own, whatever floods the others. Else what
            # the nearest proxy says of the visitor; from a visitor himself it moves him among turns, no more.
            known = self.staff_cookies.browser(request.header(b"cookie"), bytes(request.body))
            return known or request.header(b"x-forwarded-for").rpartition(b",")[2].strip() or address
        return request.header(b"cookie") or address

    def longest_body(self, request: Request) -> int:
        """Large bodies only from who is logged in, and only at the staff door."""
        if is_for_citizens(request.path):
            return LONGEST_FORM
        announced = request.header(b"content-length")
        may_be_large = not announced or int(announced) > LONGEST_FORM
        if (
            may_be_large
            and request.method == b"POST"
            and self.staff_cookies.is_logged_in(request.header(b"cookie"))
        ):
            return LONGEST_UPLOAD
        return LONGEST_FORM


def citizens_door(socket: str) -> Door:
    return Door(name="citizens", socket=socket, without=_ADDRESSES)


def staff_door(socket: str) -> Door:
    return Door(name="staff", socket=socket)
