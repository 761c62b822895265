"""A frozen version as its designer looks at it, and the instruments that ship with the product."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from forms.questionnaire import Questionnaire
from forms.reading import instruments, load_instrument
from survey_app.clock import VIETNAM
from survey_app.platform import Platform
from survey_app.services.drafting.history import Event, history_of
from survey_app.services.publishing import freeze
from survey_app.store import accounts, publications, template_events, templates
from survey_app.store.template_events import ApprovalRow
from survey_app.store.templates import VersionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionPage:
    row: VersionRow
    questionnaire: Questionnaire
    open_at: int
    kinds: Mapping[str, int]
    approval: "Approved | None"
    marks: Mapping[str, Sequence[str]]
    events: tuple[Event, ...]

    @property
    def is_closed(self) -> bool:
        return any(event.kind == "closed" for event in self.events)


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """By whom, in names."""

    submitted_by: str
    approved_by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipped:
    """An instrument of the library."""

    code: str
    name: str
    about: str
    questions: int


class UnknownInstrumentError(LookupError):
    """The library has no instrument of this code."""


def find_version(platform: Platform, *, template: str, number: int) -> VersionPage | None:
    with platform.database.reading() as connection:
        found = [v for v in templates.list_versions(connection, template=template) if v.number == number]
        if not found:
            return None
        questionnaire = platform.questionnaires.find(connection, found[0].id)
        open_at = publications.count_open_by_version(connection, today=platform.today)
        approval = template_events.list_approvals(connection, [found[0].id]).get(found[0].id)
        marks = template_events.list_marks(connection, [found[0].id]).get(found[0].id, {})
        names = accounts.display_names(
            connection, {approval.submitted_by, approval.approved_by} if approval else set()
        )
    kinds: dict[str, int] = {}
    for item in questionnaire.items:
        kinds[item.kind.value] = kinds.get(item.kind.value, 0) + 1
    return VersionPage(
        row=found[0],
        questionnaire=questionnaire,
        open_at=open_at.get(found[0].id, 0),
        kinds=kinds,
        approval=None if approval is None else _named(approval, names),
        marks={
            mark: [item for item, own in marks.items() if own == mark] for mark in sorted(set(marks.values()))
        },
        events=tuple(event for event in history_of(platform, code=template) if event.version == number),
    )


def _named(row: ApprovalRow, names: Mapping[str, str]) -> Approved:
    return Approved(
        submitted_by=names.get(row.submitted_by, row.submitted_by),
        approved_by=names.get(row.approved_by, row.approved_by),
        at=datetime.fromtimestamp(row.approved_at, VIETNAM),
    )


def list_shipped(platform: Platform) -> tuple[Shipped, ...]:
    """Instruments that are not templates yet."""
    with platform.database.reading() as connection:
        known = {version.template for version in templates.list_versions(connection)}
    return tuple(_shipped(load_instrument(code)) for code in instruments() if code not in known)


def add_instrument(platform: Platform, *, code: str) -> VersionRow:
    """Keep an instrument as a template; the same text again is the same version. Raises UnknownInstrumentError."""
    if code not in instruments():
        raise UnknownInstrumentError(code)
    return freeze(platform.database, questionnaire=load_instrument(code))


def _shipped(questionnaire: Questionnaire) -> Shipped:
    return Shipped(
        code=questionnaire.code,
        name=str(questionnaire.name),
        about=str(questionnaire.about),
        questions=len(questionnaire.items),
    )
