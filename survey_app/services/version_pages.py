"""A frozen version as its designer looks at it, and the instruments that ship with the product."""

from collections.abc import Mapping
from dataclasses import dataclass

from forms.questionnaire import Questionnaire
from forms.reading import instruments, load_instrument
from survey_app.platform import Platform
from survey_app.services.publishing import freeze
from survey_app.store import publications, templates
from survey_app.store.templates import VersionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionPage:
    row: VersionRow
    questionnaire: Questionnaire
    open_at: int
    kinds: Mapping[str, int]


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
    kinds: dict[str, int] = {}
    for item in questionnaire.items:
        kinds[item.kind.value] = kinds.get(item.kind.value, 0) + 1
    return VersionPage(
        row=found[0], questionnaire=questionnaire, open_at=open_at.get(found[0].id, 0), kinds=kinds
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
