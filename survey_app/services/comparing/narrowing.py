"""One filter at a time: a field of procedures, a channel or a class of evidence.

No subtraction gives a small group away, whichever pages are laid side by side: the answers of a unit's own month are
cut once, into groups that may be shown and one rest, each of nobody or of five and more (see `admitting`). Every filtered
number is a sum of such groups, over any units, any months and any filter.
"""

from dataclasses import dataclass

from sqlalchemy import Connection

from survey_app.services.comparing.comparison import WrongQuestionError
from survey_app.store.counts import Dimension, TallyCounts, Where
from survey_app.translating import gettext as _
from survey_app.translating import lazy_gettext

# What the address calls a dimension, and what the page calls it.
KINDS: dict[str, Dimension] = {
    "linh-vuc": Dimension.PROCEDURE_FIELD,
    "kenh": Dimension.CHANNEL,
    "chung-cu": Dimension.EVIDENCE_CLASS,
}
PAPER = (Dimension.CHANNEL, "paper")
KIND_WORDS: dict[Dimension, str] = {
    Dimension.PROCEDURE_FIELD: lazy_gettext("Lĩnh vực"),
    Dimension.CHANNEL: lazy_gettext("Kênh"),
    Dimension.EVIDENCE_CLASS: lazy_gettext("Loại chứng cứ"),
}
CHANNEL_WORDS = {
    "qr": lazy_gettext("quét mã QR"),
    "ticket": lazy_gettext("phiếu một lần"),
    "kiosk": lazy_gettext("máy tính bảng tại quầy"),
    "paper": lazy_gettext("phiếu giấy"),
    "home_visit": lazy_gettext("hỏi tại nhà"),
    "post": lazy_gettext("bưu điện"),
    "phone": lazy_gettext("điện thoại"),
}
EVIDENCE_WORDS = {
    "A": lazy_gettext("A, phiếu một lần"),
    "B": lazy_gettext("B, mã đổi theo giờ"),
    "C": lazy_gettext("C, mã mở"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """Only the answers with this value."""

    dimension: Dimension
    value: str

    @property
    def address(self) -> str:
        """As it stands in an address: kenh:qr."""
        kind = next(kind for kind, dimension in KINDS.items() if dimension == self.dimension)
        return f"{kind}:{self.value}"

    @property
    def label(self) -> str:
        """In words: Kênh: quét mã QR."""
        named = {**CHANNEL_WORDS, **EVIDENCE_WORDS}.get(self.value, self.value)
        return _("%(kind)s: %(value)s", kind=KIND_WORDS[self.dimension], value=named)


def parse_narrowing(text: str) -> Narrowing | None:
    """Read kenh:qr; nothing is no filter. Raises WrongQuestionError."""
    if not text:
        return None
    kind, _colon, value = text.partition(":")
    if kind not in KINDS or not value:
        raise WrongQuestionError(
            _(
                "Bộ lọc “%(text)s” không đúng: hãy chọn lĩnh vực, kênh hoặc loại chứng cứ trong danh sách.",
                text=text[:40],
            )
        )
    if (KINDS[kind], value) == PAPER:
        # Whoever types sheets knows them, and would read in a group of paper what he did not type.
        raise WrongQuestionError(
            _(
                "Phiếu giấy không tách riêng được: ai nhập phiếu sẽ biết những tờ còn lại. Phiếu giấy nằm trong số liệu chung."
            )
        )
    return Narrowing(dimension=KINDS[kind], value=value)


def list_narrowings(connection: Connection, where: Where) -> list[Narrowing]:
    """What there is to filter by among these answers; an empty field is nothing to choose, nor is paper (see parse_narrowing)."""
    by = tuple(KINDS.values())
    found = TallyCounts(connection).counts(where, by).cells
    values = {
        (place, str(value))
        for key in found
        for place, value in enumerate(key)
        if value not in {"", None} and (by[place], value) != PAPER
    }
    return [Narrowing(dimension=by[place], value=value) for place, value in sorted(values)]
