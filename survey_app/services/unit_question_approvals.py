"""A unit's question is asked when somebody else has read it: a designer who did not write it."""

from collections.abc import Sequence
from dataclasses import dataclass

from survey_app.access import DESIGNER, Rights
from survey_app.platform import Platform
from survey_app.services.unit_questions import UnitQuestionError
from survey_app.store import accounts, unit_questions
from survey_app.translating import gettext as _

LONGEST_REMARK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """`is_own`: the reader wrote it, so somebody else decides."""

    id: int
    unit_code: str
    unit: str
    words: str
    choices: tuple[str, ...]
    by: str
    is_own: bool


def list_waiting(platform: Platform, rights: Rights) -> Sequence[Waiting]:
    """All that wait, the newest first."""
    with platform.database.reading() as connection:
        found = unit_questions.list_waiting(connection)
        names = accounts.display_names(connection, {each.row.asked_by for each in found})
    return [
        Waiting(
            id=each.row.id,
            unit_code=each.unit_code,
            unit=each.unit,
            words=each.row.words,
            choices=each.row.choices,
            by=names.get(each.row.asked_by, each.row.asked_by),
            is_own=each.row.asked_by == rights.account,
        )
        for each in found
    ]


def decide(platform: Platform, rights: Rights, *, question_id: int, approved: bool, remark: str = "") -> None:
    """Approve or refuse a question as it stands: its number stands for its words, which never change.

    Raises UnitQuestionError.
    """
    if not (rights.is_administrator or DESIGNER in rights.roles):
        raise UnitQuestionError(_("Chỉ người thiết kế mẫu phiếu mới duyệt được câu hỏi riêng."))
    remark = " ".join(remark.split())[:LONGEST_REMARK]
    if not approved and not remark:
        raise UnitQuestionError(_("Hãy ghi lý do không duyệt, để đơn vị biết phải sửa gì."))
    with platform.database.writing() as connection:
        row = unit_questions.find_undecided(connection, question_id)
        if row is None:
            raise UnitQuestionError(
                _("Câu này không còn chờ duyệt: đơn vị đã rút lại, hoặc người khác đã quyết định.")
            )
        if row.asked_by == rights.account:
            raise UnitQuestionError(_("Người viết câu hỏi không tự duyệt được. Hãy nhờ một người khác."))
        unit_questions.add_decision(
            connection,
            question_id=row.id,
            asked_by=row.asked_by,
            decision="approved" if approved else "refused",
            decided_by=rights.account,
            decided_at=int(platform.clock.now().timestamp()),
            remark=remark,
        )
        # Asked from the day it may be asked; what was refused leaves its place to another question.
        unit_questions.put_dates(
            connection, row.id, **{"asked_from" if approved else "asked_to": platform.today}
        )
