"""What the database holds: one noun a file."""

from sqlalchemy import Connection, MetaData, event

from survey_app.models.accounts import Account, AccountScope, EndedSession, Role
from survey_app.models.audio import AudioDecision, AudioRecording
from survey_app.models.ballot import Ballot, SpentKey
from survey_app.models.base import Base
from survey_app.models.closings import ClockAct, Closing, ShutKey
from survey_app.models.drafts import Approval, Draft, DraftChange, ImportNote, ItemMark, TemplateEvent
from survey_app.models.guards import GUARDS
from survey_app.models.paper import PaperEntry, TypedAlone
from survey_app.models.responses import Response, Seal, WrittenText
from survey_app.models.settings import Setting
from survey_app.models.tallies import BoxShape, BoxSum, MomentSum, Tally
from survey_app.models.templates import Publication, Quota, Template, TemplateVersion
from survey_app.models.unit_questions import UnitAnswer, UnitQuestion, UnitQuestionDecision
from survey_app.models.units import Counter, Poster, Succession, Unit
from survey_app.models.working_days import CalendarDay

__all__ = [
    "Account",
    "AccountScope",
    "Approval",
    "AudioDecision",
    "AudioRecording",
    "Ballot",
    "Base",
    "BoxShape",
    "BoxSum",
    "CalendarDay",
    "ClockAct",
    "Closing",
    "Counter",
    "Draft",
    "DraftChange",
    "EndedSession",
    "ImportNote",
    "ItemMark",
    "MomentSum",
    "PaperEntry",
    "Poster",
    "Publication",
    "Quota",
    "Response",
    "Role",
    "Seal",
    "Setting",
    "ShutKey",
    "SpentKey",
    "Succession",
    "Tally",
    "Template",
    "TemplateEvent",
    "TemplateVersion",
    "TypedAlone",
    "Unit",
    "UnitAnswer",
    "UnitQuestion",
    "UnitQuestionDecision",
    "WrittenText",
]


@event.listens_for(Base.metadata, "after_create")
def _install_guards(_target: MetaData, connection: Connection, **_options: object) -> None:
    for guard in GUARDS:
        guard.install(connection)
