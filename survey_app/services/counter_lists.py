"""What a unit manager sees: the counters in scope, what is open there, and sealed totals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal

from sqlalchemy import Connection

from forms.questionnaire import Questionnaire
from survey_app.access import Rights, may, visible_units
from survey_app.addresses import counter_address
from survey_app.platform import Platform
from survey_app.rows import UnitRow
from survey_app.store import counters, publications, quotas, responses, templates, units
from survey_app.store.counters import CounterRow
from survey_app.store.publications import PublicationRow
from survey_app.store.quotas import QuotaRow

State = Literal["open", "quiet", "future", "closed", "revoked"]
LEAST_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenForm:
    """The form open at a counter today."""

    template: str
    name: str
    number: int
    opens_on: date
    closes_on: date | None
    quota: QuotaRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterLine:
    code: str
    name: str
    procedure_field: str
    address: str
    state: State
    form: OpenForm | None
    opened_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCounters:
    """One unit with its counters; `sealed` is this month's total, None while it is under five."""

    code: str
    name: str
    above: tuple[str, ...]
    sealed: int | None
    counters: tuple[CounterLine, ...]


def list_counters_in_scope(platform: Platform, rights: Rights) -> tuple[UnitCounters, ...]:
    """Units in scope that have counters, in Vietnamese order."""
    today = platform.today
    with platform.database.reading() as connection:
        tree = {unit.id: unit for unit in units.list_units(connection)}
        mine = visible_units(rights, tree.values())
        rows = counters.list_counters(connection, unit_ids=None if rights.is_administrator else mine)
        forms = _open_forms(connection, rows, today)
        sealed = responses.count_sealed_by_unit(connection, month=today.year * 100 + today.month)
    return tuple(
        UnitCounters(
            code=tree[unit_id].code,
            name=tree[unit_id].name,
            above=_above(tree, unit_id),
            sealed=_shown(sealed.get(unit_id, 0)),
            counters=tuple(_line(platform, row, forms) for row in group),
        )
        for unit_id, group in groupby(rows, key=lambda row: row.unit_id)
    )


def find_counter_in_scope(platform: Platform, rights: Rights, code: str) -> UnitCounters | None:
    """One counter with its unit; None where there is none or the account may not know of it."""
    today = platform.today
    with platform.database.reading() as connection:
        row = counters.find_counter(connection, code)
        if row is None:
            return None
        tree = {unit.id: unit for unit in units.list_units(connection)}
        if not may(rights, "see_counters", row.unit_id, tree.values()):
            return None
        forms = _open_forms(connection, [row], today)
        sealed = responses.count_sealed_by_unit(connection, month=today.year * 100 + today.month)
    return UnitCounters(
        code=row.unit_code,
        name=row.unit,
        above=_above(tree, row.unit_id),
        sealed=_shown(sealed.get(row.unit_id, 0)),
        counters=(_line(platform, row, forms),),
    )


def find_open_questionnaire(platform: Platform, line: CounterLine) -> Questionnaire | None:
    """What a counter asks today."""
    if line.form is None:
        return None
    with platform.database.reading() as connection:
        versions = templates.list_versions(connection, template=line.form.template)
        return platform.questionnaires.find(
            connection, next(v.id for v in versions if v.number == line.form.number)
        )


def _open_forms(connection: Connection, rows: Sequence[CounterRow], today: date) -> dict[str, OpenForm]:
    names = {(v.template, v.number): v.name for v in templates.list_versions(connection)}
    found = publications.list_publications(connection, counter_ids=[row.id for row in rows])
    aims = quotas.list_quotas(connection, [row.id for row in found])
    return {
        row.counter: OpenForm(
            template=row.template,
            name=names[row.template, row.version],
            number=row.version,
            opens_on=row.opens_on,
            closes_on=row.closes_on,
            quota=aims.get(row.id),
        )
        for row in found
        if _is_open(row, today)
    }


def _is_open(row: PublicationRow, today: date) -> bool:
    return row.opens_on <= today and (row.closes_on is None or row.closes_on >= today)


def _line(platform: Platform, row: CounterRow, forms: Mapping[str, OpenForm]) -> CounterLine:
    form = forms.get(row.code)
    return CounterLine(
        code=row.code,
        name=row.name,
        procedure_field=row.procedure_field,
        address=counter_address(platform.config.public_url, row.code),
        state=_state(row, form, platform.today),
        form=form,
        opened_on=row.opened_on,
    )


def _state(row: CounterRow, form: OpenForm | None, today: date) -> State:
    if row.revoked_on is not None and row.revoked_on <= today:
        return "revoked"
    if row.closed_on is not None and row.closed_on < today:
        return "closed"
    if row.opened_on > today:
        return "future"
    return "quiet" if form is None else "open"


def _shown(n: int) -> int | None:
    return n if n >= LEAST_SHOWN else None


def _above(tree: Mapping[int, UnitRow], unit_id: int) -> tuple[str, ...]:
    """Names of the units above, nearest first."""
    names: list[str] = []
    above = tree[unit_id].parent_id
    while above is not None and above in tree and len(names) < len(tree):
        names.append(tree[above].name)
        above = tree[above].parent_id
    return tuple(names)
