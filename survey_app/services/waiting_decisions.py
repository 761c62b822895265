"""What waits for this person to decide: written by somebody else, and in force nowhere until then."""

from dataclasses import dataclass

from survey_app.access import DESIGNER, Rights
from survey_app.platform import Platform
from survey_app.store import audio_clips, drafts, unit_questions


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingDecisions:
    drafts: tuple[str, ...] = ()  # codes of templates
    unit_questions: int = 0
    recordings: int = 0

    def __bool__(self) -> bool:
        return bool(self.drafts or self.unit_questions or self.recordings)


def waiting_decisions(platform: Platform, rights: Rights) -> WaitingDecisions:
    """Nothing for who may not decide."""
    if not (rights.is_administrator or DESIGNER in rights.roles):
        return WaitingDecisions()
    me = rights.account
    with platform.database.reading() as connection:
        return WaitingDecisions(
            drafts=tuple(
                row.code
                for row in drafts.list_drafts(connection)
                if row.submitted_by is not None and row.submitted_by != me
            ),
            recordings=audio_clips.count_waiting(connection, but=me),
            unit_questions=sum(each.row.asked_by != me for each in unit_questions.list_waiting(connection)),
        )
