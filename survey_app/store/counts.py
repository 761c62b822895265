"""The one seam between storage and statistics: counts(where, by), from tallies or from the responses themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from sqlalchemy import Connection, bindparam, text


class Dimension(StrEnum):
    UNIT = "unit_id"
    MONTH = "month"
    VERSION = "version_id"
    ITEM = "item"
    LEVEL = "level"
    COUNTER = "counter_id"  # 0: leftovers of a unit
    PROCEDURE_FIELD = "procedure_field"
    CHANNEL = "channel"
    EVIDENCE_CLASS = "evidence_class"


Key = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Where:
    """Allowed values of each dimension; a dimension that is absent allows all. Empty values allow nothing."""

    allowed: Mapping[Dimension, tuple[int | str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Counts n > 0 by a key with one value for each dimension of `by`."""

    by: tuple[Dimension, ...]
    cells: Mapping[Key, int]


class CountSource(Protocol):
    def counts(self, where: Where, by: tuple[Dimension, ...]) -> Counts: ...


# Each answer, one row for each chosen level; leftovers carry no counter. {beside}: other answers of the same response.
_FROM_RESPONSES = {
    "sqlite": """
        SELECT {beside} seal.unit_id, seal.month, seal.version_id, answer.key AS item, chosen.value AS level,
               coalesce(seal.counter_id, 0) AS counter_id, response.procedure_field, response.channel,
               response.evidence_class, 1 AS n
        FROM seal JOIN response ON response.seal_id = seal.id, json_each(response.answers) AS answer,
             json_each(CASE answer.type WHEN 'array' THEN answer.value ELSE json_array(answer.value) END) AS chosen
    """,
    "postgresql": """
        SELECT {beside} seal.unit_id, seal.month, seal.version_id, answer.key AS item, chosen.level,
               coalesce(seal.counter_id, 0) AS counter_id, response.procedure_field, response.channel,
               response.evidence_class, 1 AS n
        FROM seal JOIN response ON response.seal_id = seal.id
             CROSS JOIN LATERAL jsonb_each(response.answers::jsonb) AS answer
             CROSS JOIN LATERAL jsonb_array_elements_text(
                 CASE jsonb_typeof(answer.value) WHEN 'array' THEN answer.value
                 ELSE jsonb_build_array(answer.value) END) AS chosen(level)
    """,
}


class TallyCounts:
    """Folded beforehand: as fast at a billion answers as at a thousand."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def counts(self, where: Where, by: tuple[Dimension, ...]) -> Counts:
        return _sum(self._connection, "tally", where, by)


class ResponseCounts:
    """Counted from the responses: for cuts that no tally holds, and to check the tallies.

    `beside` names other items: the key of a cell then ends with the levels that the same people gave there, one for each.
    """

    def __init__(self, connection: Connection, *, beside: Sequence[str] = ()) -> None:
        self._connection = connection
        self._beside = {f"beside_{number}": code for number, code in enumerate(beside)}

    def counts(self, where: Where, by: tuple[Dimension, ...]) -> Counts:
        dialect = self._connection.dialect.name
        told = "".join(f"{_BESIDE[dialect].format(name)} AS {name}, " for name in self._beside)
        source = f"({_FROM_RESPONSES[dialect].format(beside=told)})"
        return _sum(self._connection, source, where, by, beside=self._beside)


_BESIDE = {
    "sqlite": "coalesce(json_extract(response.answers, '$.\"' || :{} || '\"'), '')",
    "postgresql": "coalesce(response.answers::jsonb ->> :{}, '')",
}


def _sum(
    connection: Connection,
    source: str,
    where: Where,
    by: tuple[Dimension, ...],
    *,
    beside: Mapping[str, str] | None = None,
) -> Counts:
    if not all(where.allowed.values()):
        return Counts(by=by, cells={})
    # Names come from Dimension, values go as parameters.
    conditions = " AND ".join(f"cell.{d.value} IN :{d.value}" for d in where.allowed) or "1 = 1"
    names = [f"cell.{name}" for name in (*(d.value for d in by), *(beside or ()))]
    columns = "".join(f"{name}, " for name in names)
    grouping = f" GROUP BY {', '.join(names)}" if names else ""
    query = text(f"SELECT {columns}sum(cell.n) AS n FROM {source} AS cell WHERE {conditions}{grouping}")  # noqa: S608  # see above
    query = query.bindparams(*(bindparam(d.value, expanding=True) for d in where.allowed))
    asked = {d.value: list(values) for d, values in where.allowed.items()} | dict(beside or {})
    rows = connection.execute(query, asked).all()
    return Counts(by=by, cells={tuple(row[:-1]): int(row[-1]) for row in rows if row[-1]})
