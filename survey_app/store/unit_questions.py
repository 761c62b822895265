"""Units' own questions and their answers."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, func, insert, select, update

from survey_app.models import Counter, Unit, UnitAnswer, UnitQuestion, UnitQuestionDecision
from survey_app.store.written_texts import LockedWords


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitQuestionRow:
    id: int
    words: str
    choices: tuple[str, ...]
    asked_from: date
    asked_to: date | None
    asked_by: str
    decision: str | None
    decided_by: str | None
    remark: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingQuestionRow:
    """A question that nobody has decided over yet, with the unit it belongs to."""

    row: UnitQuestionRow
    unit_code: str
    unit: str


_OWN = ("id", "words", "choices", "asked_from", "asked_to", "asked_by")
_DECIDED = ("decision", "decided_by", "remark")
_COLUMNS = (
    *(getattr(UnitQuestion, name) for name in _OWN),
    *(getattr(UnitQuestionDecision, name) for name in _DECIDED),
)


def _questions(*more: Any) -> Select[Any]:
    decision = UnitQuestionDecision.question_id == UnitQuestion.id
    return (
        select(*_COLUMNS, *more)
        .select_from(UnitQuestion)
        .outerjoin(UnitQuestionDecision, decision)
        .order_by(UnitQuestion.id.desc())
    )


def list_questions(connection: Connection, unit_id: int) -> list[UnitQuestionRow]:
    """The newest first."""
    query = _questions().where(UnitQuestion.unit_id == unit_id)
    return [_row(row) for row in connection.execute(query).mappings()]


def list_waiting(connection: Connection) -> list[WaitingQuestionRow]:
    """Of every unit, the newest first."""
    query = (
        _questions(Unit.code.label("unit_code"), Unit.name.label("unit"))
        .join(Unit, Unit.id == UnitQuestion.unit_id)
        .where(UnitQuestion.asked_to.is_(None), UnitQuestionDecision.decision.is_(None))
    )
    return [
        WaitingQuestionRow(
            row=_row({name: row[name] for name in (*_OWN, *_DECIDED)}),
            unit_code=row["unit_code"],
            unit=row["unit"],
        )
        for row in connection.execute(query).mappings()
    ]


def find_undecided(connection: Connection, question_id: int) -> UnitQuestionRow | None:
    """A question that waits, this transaction's alone until its end; None where it was decided or taken back."""
    locked = select(UnitQuestion.id).where(UnitQuestion.id == question_id).with_for_update()
    if connection.scalar(locked) is None:
        return None
    query = _questions().where(
        UnitQuestion.id == question_id,
        UnitQuestion.asked_to.is_(None),
        UnitQuestionDecision.decision.is_(None),
    )
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _row(row)


def add_decision(connection: Connection, **values: Any) -> None:
    connection.execute(insert(UnitQuestionDecision).values(**values))


def put_dates(connection: Connection, question_id: int, **days: date) -> None:
    """From when to when it is asked; its words stay."""
    connection.execute(update(UnitQuestion).where(UnitQuestion.id == question_id).values(**days))


def find_question_of_counter(
    connection: Connection, question_id: int, counter_id: int
) -> UnitQuestionRow | None:
    """An approved question of a counter's unit, also one that has ended; None where it is another's."""
    query = (
        _questions()
        .join(Counter, Counter.unit_id == UnitQuestion.unit_id)
        .where(
            UnitQuestion.id == question_id,
            Counter.id == counter_id,
            UnitQuestionDecision.decision == "approved",
        )
    )
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _row(row)


def add_question(connection: Connection, *, choices: Sequence[str], **values: Any) -> None:
    connection.execute(insert(UnitQuestion).values(choices=json.dumps(choices, ensure_ascii=False), **values))


def end_question(connection: Connection, unit_id: int, question_id: int, *, on: date) -> bool:
    """Tell whether this one was there to end."""
    running = (
        UnitQuestion.id == question_id,
        UnitQuestion.unit_id == unit_id,
        UnitQuestion.asked_to.is_(None),
    )
    ended = update(UnitQuestion).where(*running).values(asked_to=on).returning(UnitQuestion.id)
    return connection.execute(ended).first() is not None


def add_answers(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """In the order of their random ids."""
    if rows:
        connection.execute(insert(UnitAnswer), sorted(rows, key=lambda row: row["id"]))


def count_by_month(connection: Connection, question_ids: Iterable[int]) -> dict[tuple[int, int], int]:
    """By question and month."""
    query = (
        select(UnitAnswer.question_id, UnitAnswer.month, func.count())
        .where(UnitAnswer.question_id.in_(list(question_ids)))
        .group_by(UnitAnswer.question_id, UnitAnswer.month)
    )
    return {(question, month): int(n) for question, month, n in connection.execute(query)}


def list_answers(connection: Connection, question_id: int, months: Sequence[int]) -> list[LockedWords]:
    """Under lock, the newest months first."""
    query = select(UnitAnswer.month, UnitAnswer.id, UnitAnswer.content).where(
        UnitAnswer.question_id == question_id, UnitAnswer.month.in_(months)
    )
    return [
        LockedWords(content, place_of_own({"question_id": question_id, "month": month, "id": row_id}))
        for month, row_id, content in connection.execute(
            query.order_by(UnitAnswer.month.desc(), UnitAnswer.id)
        )
    ]


def place_of_own(row: Mapping[str, Any]) -> bytes:
    """What the lock on an answer is bound to."""
    row_id: bytes = row["id"]
    return f"own {row['question_id']} {row['month']} ".encode() + row_id


def _row(row: RowMapping | dict[str, Any]) -> UnitQuestionRow:
    return UnitQuestionRow(**{**row, "choices": tuple(json.loads(row["choices"]))})
