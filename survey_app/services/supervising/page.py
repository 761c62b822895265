"""What a supervisor sees at /giam-sat: the choices in the account's scope, and the comparison that was chosen."""

from dataclasses import dataclass

from survey_app.access import Rights
from survey_app.clock import Period, half_day_date, last_half_day, month_of
from survey_app.platform import Platform
from survey_app.services.comparing.compare import MINIMUM, compare
from survey_app.services.comparing.comparison import Comparison, NothingYetError
from survey_app.services.comparing.words import day
from survey_app.services.supervising.menus import Menu, menus_of
from survey_app.services.supervising.scene import Scene, Wanted, look_around
from survey_app.store import responses


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why there is nothing to see, and what to do; `is_fault` where the address itself is wrong."""

    heading: str
    sentence: str
    remedy: str
    is_fault: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """The page: the form, and either a comparison or the reason why there is none."""

    menus: tuple[Menu, ...]
    place: str
    comparison: Comparison | None
    refusal: Refusal | None
    running_month: int
    running_total: int | None  # sealed answers of all templates in the account's scope


def survey(platform: Platform, rights: Rights, wanted: Wanted) -> Survey:
    """Put the page together. Raises OutOfScopeError where the address names what the account may not know."""
    month = month_of(platform.half_day)
    with platform.database.reading() as connection:
        scene = look_around(platform, connection, rights, wanted)
        sealed = responses.count_sealed_by_unit(connection, month=month)
    total = sum(sealed.get(unit.id, 0) for unit in scene.mine)
    found = _look(platform, scene, wanted)
    comparison, refusal = (found, None) if isinstance(found, Comparison) else (None, found)
    return Survey(
        menus=menus_of(scene, comparison),
        place=scene.parent.name if scene.parent else "",
        comparison=comparison,
        refusal=refusal,
        running_month=month,
        running_total=total if total >= MINIMUM else None,
    )


def _look(platform: Platform, scene: Scene, wanted: Wanted) -> Comparison | Refusal:
    if scene.parent is None:
        return Refusal(
            heading="Tài khoản chưa được giao đơn vị nào",
            sentence="Trang này so sánh các đơn vị trong phạm vi được giao; phạm vi của tài khoản đang trống.",
            remedy="Hãy đề nghị người quản trị giao phạm vi giám sát.",
        )
    if not scene.template:
        return Refusal(
            heading="Chưa có mẫu phiếu nào",
            sentence="Khi một mẫu phiếu được phát hành tới các quầy và có người trả lời, kết quả sẽ hiện ở đây.",
            remedy="Người thiết kế mẫu phiếu bắt đầu ở mục Mẫu phiếu.",
        )
    if not scene.period:
        return _nothing_closed(platform)
    try:
        return compare(
            platform,
            template=scene.template,
            period=Period.parse(scene.period),
            level=scene.level,
            parent=scene.parent.code,
            item=scene.item or None,
            block=wanted.block or None,
        )
    except NothingYetError as error:
        return Refusal(
            heading="Chưa có số liệu để so sánh",
            sentence=str(error),
            remedy="Hãy chọn một kỳ khác, một đơn vị cấp cao hơn hoặc một mẫu phiếu khác ở trên.",
        )
    except ValueError as error:  # a wrong question, or what is no period
        return Refusal(
            heading="Không so sánh được như vậy",
            sentence=str(error),
            remedy="Hãy chọn lại ở trên rồi bấm Xem.",
            is_fault=True,
        )


def _nothing_closed(platform: Platform) -> Refusal:
    end = half_day_date(last_half_day(month_of(platform.half_day)))
    return Refusal(
        heading="Chưa có tháng nào khép lại",
        sentence="Kết quả chỉ gồm những tháng đã khép và có phiếu, để không con số nào còn thay đổi. "
        f"Tháng này khép vào 24 giờ ngày {day(end)}.",
        remedy="Trong lúc chờ, hãy kiểm tra xem mã QR đã được treo ở các quầy chưa.",
    )
