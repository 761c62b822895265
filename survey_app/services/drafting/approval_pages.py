"""All that a decision over a draft needs, read in one moment: its text, advice, differences, what was said."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from forms.differences import ItemChange, WordingChange, item_changes, wording_changes
from forms.linting import Advice, advise
from forms.questionnaire import Questionnaire
from forms.setting_changes import SettingChange, setting_changes, settings_of
from forms.texts import FALLBACK
from forms.wordings import Wording, wordings
from survey_app.platform import Platform
from survey_app.services.drafting.changing import Draft, find
from survey_app.services.drafting.history import Event, events_of
from survey_app.services.drafting.seen import seen_of
from survey_app.services.drafting.translations import lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """Word by word and setting by setting; ``items`` says what each question is to its namesake."""

    items: tuple[ItemChange, ...] = ()
    words: tuple[WordingChange, ...] = ()
    settings: tuple[SettingChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalPage:
    """`seen` goes with every button; `outdated` counts translations of Vietnamese that has changed, by language."""

    draft: Draft
    seen: str
    texts: tuple[Wording, ...]
    settings: tuple[SettingChange, ...]
    advice: tuple[Advice, ...]
    outdated: Mapping[str, int]
    since_version: Differences
    events: tuple[Event, ...]


def approval_page(platform: Platform, *, code: str) -> ApprovalPage:
    """Raises UnknownDraftError."""
    with platform.database.reading() as connection:
        draft = find(connection, code)
        return ApprovalPage(
            draft=draft,
            seen=seen_of(connection, draft),
            texts=wordings(draft.questionnaire),
            settings=settings_of(draft.questionnaire),
            advice=advise(draft.questionnaire),
            outdated=_outdated(draft),
            since_version=_since_version(connection, platform, draft),
            events=events_of(connection, code),
        )


def differences(before: Questionnaire, after: Questionnaire) -> Differences:
    return Differences(
        items=item_changes(before, after),
        words=wording_changes(before, after),
        settings=setting_changes(before, after),
    )


def _since_version(connection: Connection, platform: Platform, draft: Draft) -> Differences:
    """Against the version the draft began from; nothing for a new template."""
    based_on = draft.row.based_on_id
    if based_on is None:
        return Differences()
    return differences(platform.questionnaires.find(connection, based_on), draft.questionnaire)


def _outdated(draft: Draft) -> dict[str, int]:
    tags = [tag for tag in draft.questionnaire.languages if tag != FALLBACK]
    counted = {
        tag: sum(line.state == "outdated" for line in lines(draft.questionnaire, draft.sources, tag))
        for tag in tags
    }
    return {tag: n for tag, n in counted.items() if n}
