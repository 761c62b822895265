"""Folding counts into the table of tallies."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, text

_ADD = text(
    "INSERT INTO tally (unit_id, month, version_id, item, level, counter_id, procedure_field, channel, "
    "evidence_class, n) VALUES (:unit_id, :month, :version_id, :item, :level, :counter_id, :procedure_field, "
    ":channel, :evidence_class, :n) ON CONFLICT (unit_id, month, version_id, item, level, counter_id, "
    "procedure_field, channel, evidence_class) DO UPDATE SET n = tally.n + excluded.n"
)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class TallyKey:
    unit_id: int
    month: int
    version_id: int
    item: str
    level: str
    counter_id: int
    procedure_field: str
    channel: str
    evidence_class: str


def add_tallies(connection: Connection, counted: Mapping[TallyKey, int]) -> None:
    """Add to what stands. In key order, so that neighbours on the disk are written together."""
    rows = [
        {name: getattr(key, name) for name in TallyKey.__slots__} | {"n": counted[key]}
        for key in sorted(counted)
    ]
    if rows:
        connection.execute(_ADD, rows)
