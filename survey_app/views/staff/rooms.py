"""The rooms of the house, each with its door plate; an account sees those it may enter."""

from dataclasses import dataclass

from survey_app.access import ADMINISTRATOR, CO_SURVEYOR, DESIGNER, MANAGER, SUPERVISOR, VIEWER, Rights
from survey_app.translating import lazy_gettext


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    path: str
    name: str
    sentence: str
    roles: frozenset[str]


ROOMS = (
    Room(
        path="/giam-sat",
        name=lazy_gettext("Giám sát"),
        sentence=lazy_gettext("So sánh các đơn vị: nơi nào thật sự khác, nơi nào chưa đủ căn cứ để nói."),
        roles=frozenset({SUPERVISOR, CO_SURVEYOR, VIEWER}),
    ),
    Room(
        path="/quan-ly",
        name=lazy_gettext("Quầy"),
        sentence=lazy_gettext("Quầy và điểm khảo sát của đơn vị, phiếu đang mở và mã QR để treo."),
        roles=frozenset({MANAGER, CO_SURVEYOR}),
    ),
    Room(
        path="/thiet-ke",
        name=lazy_gettext("Mẫu phiếu"),
        sentence=lazy_gettext("Các mẫu phiếu, từng bản đã ban hành và nơi đang dùng."),
        roles=frozenset({DESIGNER}),
    ),
    Room(
        path="/quan-tri",
        name=lazy_gettext("Quản trị"),
        sentence=lazy_gettext("Tình trạng hệ thống, tài khoản, cài đặt và lịch làm việc."),
        roles=frozenset({ADMINISTRATOR}),
    ),
)


def rooms_of(rights: Rights | None) -> tuple[Room, ...]:
    if rights is None:
        return ()
    return tuple(room for room in ROOMS if rights.is_administrator or room.roles & rights.roles)
