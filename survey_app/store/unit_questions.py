"""Units' own questions and their answers."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from survey_app.models import Counter, UnitAnswer, UnitQuestion


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitQuestionRow:
    id: int
    words: str
    choices: tuple[str, ...]
    asked_from: date
    asked_to: date | None
    asked_by: str


_COLUMNS = tuple(getattr(UnitQuestion, name) for name in UnitQuestionRow.__dataclass_fields__)


def list_questions(connection: Connection, unit_id: int) -> list[UnitQuestionRow]:
    """The newest first."""
    query = select(*_COLUMNS).where(UnitQuestion.unit_id == unit_id).order_by(UnitQuestion.id.desc())
    return [_row(row) for row in connection.execute(query).mappings()]


def find_question_of_counter(
    connection: Connection, question_id: int, counter_id: int
) -> UnitQuestionRow | None:
    """A question of a counter's unit, also one that has ended; None where it is another's."""
    query = (
        select(*_COLUMNS)
        .join(Counter, Counter.unit_id == UnitQuestion.unit_id)
        .where(UnitQuestion.id == question_id, Counter.id == counter_id)
    )
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _row(row)


def add_question(connection: Connection, *, choices: Sequence[str], **values: Any) -> None:
    connection.execute(insert(UnitQuestion).values(choices=json.dumps(choices, ensure_ascii=False), **values))


def end_question(connection: Connection, unit_id: int, *, on: date) -> bool:
    """Tell whether there was one to end."""
    running = (UnitQuestion.unit_id == unit_id, UnitQuestion.asked_to.is_(None))
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


def list_answers(connection: Connection, question_id: int, months: Sequence[int]) -> list[str]:
    query = select(UnitAnswer.answer).where(
        UnitAnswer.question_id == question_id, UnitAnswer.month.in_(months)
    )
    return list(connection.scalars(query.order_by(UnitAnswer.month.desc(), UnitAnswer.id)))


def _row(row: RowMapping) -> UnitQuestionRow:
    return UnitQuestionRow(**{**row, "choices": tuple(json.loads(row["choices"]))})
