"""What can be chosen on the comparison page: templates, parents, periods, items."""

from collections.abc import Collection
from dataclasses import dataclass

from survey_app import clock as calendar
from survey_app.clock import Period
from survey_app.platform import Platform
from survey_app.services.results.comparing import comparable_items
from survey_app.store import closings, responses, templates, units
from survey_app.store.units import UnitRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    templates: tuple[tuple[str, str], ...]
    parents: tuple[UnitRow, ...]
    periods: tuple[Period, ...]
    items: tuple[tuple[str, str], ...]


def list_units_now(platform: Platform) -> list[UnitRow]:
    with platform.database.reading() as connection:
        return units.list_units(connection, on=platform.today)


def list_choices(platform: Platform, *, template: str | None, scope: Collection[int]) -> Choices:
    """Templates with versions, units of the reader's scope that have others below, periods that are closed."""
    with platform.database.reading() as connection:
        versions = templates.list_versions(connection)
        standing = units.list_units(connection, on=platform.today)
        months = responses.list_sealed_months(connection)
        closed = closings.find_last_closed(connection) or 0
        chosen = [version for version in versions if version.template == template]
        items = comparable_items(platform.questionnaires.find(connection, chosen[-1].id)) if chosen else []
    above = {unit.parent_id for unit in standing}
    return Choices(
        templates=tuple({version.template: version.name for version in versions}.items()),
        parents=tuple(unit for unit in standing if unit.id in scope and unit.id in above),
        periods=tuple(closed_periods(months, closed)),
        items=tuple((item.code, item.text.in_language("vi")) for item in items),
    )


def closed_periods(months: Collection[int], last_closed: int) -> list[Period]:
    """Months with answers that are closed, newest first, then the quarters and years made of closed months."""
    closed = sorted((m for m in months if calendar.last_half_day(m) <= last_closed), reverse=True)
    texts = [f"{m // 100}-{m % 100:02d}" for m in closed]
    quarters = dict.fromkeys(f"{m // 100}-Q{(m % 100 + 2) // 3}" for m in closed)
    years = dict.fromkeys(str(m // 100) for m in closed)
    wider = [Period.parse(text) for text in (*quarters, *years)]
    ended = [period for period in wider if calendar.last_half_day(period.last) <= last_closed]
    return [*(Period.parse(text) for text in texts), *ended]
