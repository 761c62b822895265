"""The page of a unit: the choices, and its results or the reason why there are none."""

from dataclasses import dataclass

from sqlalchemy import Connection

from survey_app.access import Rights
from survey_app.clock import Period
from survey_app.platform import Platform
from survey_app.services.comparing.comparison import NothingYetError
from survey_app.services.comparing.narrowing import parse_narrowing
from survey_app.services.supervising.menus import Menu, menu_of, narrowing_menu, period_menu
from survey_app.services.supervising.refusals import (
    NO_TEMPLATE,
    Refusal,
    nothing_closed,
    nothing_yet,
    wrong_question,
)
from survey_app.services.supervising.scene import (
    OutOfScopeError,
    closed_periods,
    narrowings_in,
    newest_with_answers,
)
from survey_app.services.unit_results.find import find_results
from survey_app.services.unit_results.results import UnitResults
from survey_app.services.unit_results.subject import Subject, find_subject
from survey_app.services.windows import once
from survey_app.store import closings, responses, templates
from survey_app.translating import gettext as _


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitWanted:
    """What the address asks for; empty where it leaves the choice to the program."""

    template: str = ""
    period: str = ""
    loc: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPage:
    subject: Subject
    wanted: UnitWanted  # with what the program chose
    menus: tuple[Menu, ...]
    results: UnitResults | None
    refusal: Refusal | None


def unit_page(platform: Platform, rights: Rights, code: str, wanted: UnitWanted) -> UnitPage:
    """Put the page together. Raises OutOfScopeError where the account may not know of what the address names."""
    with platform.database.reading() as connection:
        subject = find_subject(connection, rights, code, period=_period(wanted.period))
        chosen, menus = _choose(platform, connection, subject, wanted)
    found = _look(platform, subject, chosen)
    return UnitPage(
        subject=subject,
        wanted=chosen,
        menus=menus,
        results=found if isinstance(found, UnitResults) else None,
        refusal=found if isinstance(found, Refusal) else None,
    )


def _period(text: str) -> Period | None:
    try:
        return Period.parse(text)
    except ValueError:
        return None


def _choose(
    platform: Platform, connection: Connection, subject: Subject, wanted: UnitWanted
) -> tuple[UnitWanted, tuple[Menu, ...]]:
    versions = templates.list_versions(connection)
    named = {version.template: version.name for version in versions}
    if wanted.template and wanted.template not in named:
        raise OutOfScopeError(wanted.template)
    closed = closings.find_last_closed(connection) or 0
    periods = closed_periods(responses.list_sealed_months(connection), closed)
    template, period = newest_with_answers(
        platform,
        connection,
        versions=versions,
        below=subject.below,
        periods=periods,
        template=wanted.template,
        period=wanted.period,
    )
    narrowings = narrowings_in(
        platform, connection, versions=versions, below=subject.below, template=template, period=period
    )
    menus = (
        menu_of("template", _("Mẫu phiếu"), named.items(), template),
        period_menu(periods, period),
        narrowing_menu(narrowings, wanted.loc),
    )
    chosen = UnitWanted(template=template, period=period, loc=wanted.loc)
    return chosen, tuple(menu for menu in menus if menu.choices)


def _look(platform: Platform, subject: Subject, wanted: UnitWanted) -> UnitResults | Refusal:
    if not wanted.template:
        return NO_TEMPLATE
    if not wanted.period:
        return nothing_closed(platform)
    try:
        period, narrowing = Period.parse(wanted.period), parse_narrowing(wanted.loc)
        return once(
            platform,
            ("unit", subject.identity, wanted.template, period, narrowing),
            lambda: find_results(
                platform, subject, template=wanted.template, period=period, narrowing=narrowing
            ),
        )
    except NothingYetError as error:
        return nothing_yet(
            platform,
            heading=_("Chưa có số liệu của %(name)s", name=subject.name),
            sentence=str(error),
            template=wanted.template,
            name=subject.name,
            below=subject.below,
        )
    except ValueError as error:  # a wrong filter, or what is no period
        return wrong_question(str(error))
