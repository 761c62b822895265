"""A unit's own question: asked last where the template allows it and a second person approved it, answered apart."""

from collections import Counter as Tally
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from forms.answers import Body
from forms.cleaning import tidy
from forms.identity import asks_who_or_when
from survey_app.access import MANAGER, Rights, may
from survey_app.clock import month_of
from survey_app.platform import Platform
from survey_app.rows import UnitRow
from survey_app.services.rare_choices import common_and_rest
from survey_app.services.written_words import read_choices, read_words
from survey_app.store import unit_questions, units
from survey_app.store.unit_questions import UnitQuestionRow
from survey_app.translating import gettext as _
from survey_app.vault import Vault

FIELD = "rieng-"  # then the question's number; no item's code has a dash
LONGEST_WORDS, LONGEST_CHOICE, LONGEST_ANSWER = 200, 80, 500
LEAST_CHOICES, MOST_CHOICES = 2, 6
LEAST_SHOWN = 10  # whoever asks can also answer: see docs/threats.md
RARE = 5  # choices of fewer are told together


class UnitQuestionError(ValueError):
    """Cannot be asked like this; the text is a sentence for whoever tried."""


class State(StrEnum):
    """`WITHDRAWN`: ended before anybody decided over it."""

    WAITING = "waiting"
    ASKED = "asked"
    ENDED = "ended"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with what is known of its answers: of months that are over, with ten answers or more each."""

    row: UnitQuestionRow
    state: State
    n: int
    counted: Mapping[str, int]
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitQuestions:
    unit: UnitRow
    running: Asked | None
    past: tuple[Asked, ...]


def find_unit_questions(platform: Platform, rights: Rights, code: str) -> UnitQuestions | None:
    """None where there is no such unit or the account may not know of it."""
    with platform.database.reading() as connection:
        unit = _unit(connection, rights, code)
        if unit is None:
            return None
        rows = unit_questions.list_questions(connection, unit.id)
        counts = unit_questions.count_by_month(connection, [row.id for row in rows])
        this_month = month_of(platform.half_day)
        asked = [_asked(connection, platform.vault, row, counts, this_month) for row in rows]
    return UnitQuestions(
        unit=unit,
        running=next((each for each in asked if each.row.asked_to is None), None),
        past=tuple(each for each in asked if each.row.asked_to is not None),
    )


def ask(platform: Platform, rights: Rights, code: str, *, words: str, lines: str) -> None:
    """Ask for approval; lines are the choices, one each, or nothing where people are to write. Raises UnitQuestionError."""
    words = " ".join(tidy(words, LONGEST_WORDS + 1).split())
    choices = [" ".join(line.split()) for line in tidy(lines, 2000).splitlines() if line.strip()]
    if not words or len(words) > LONGEST_WORDS:
        raise UnitQuestionError(_("Câu hỏi có từ 1 đến %(most)s ký tự.", most=LONGEST_WORDS))
    if choices and not LEAST_CHOICES <= len(choices) <= MOST_CHOICES:
        raise UnitQuestionError(
            _(
                "Ghi từ %(least)s đến %(most)s lựa chọn, hoặc để trống.",
                least=LEAST_CHOICES,
                most=MOST_CHOICES,
            )
        )
    if len(set(choices)) < len(choices) or any(len(choice) > LONGEST_CHOICE for choice in choices):
        raise UnitQuestionError(
            _("Mỗi lựa chọn ghi một dòng khác nhau, dài nhất %(most)s ký tự.", most=LONGEST_CHOICE)
        )
    _refuse_identifying(words, choices)
    try:
        with platform.database.writing() as connection:
            unit = _unit(connection, rights, code)
            if unit is None:
                raise UnitQuestionError(_("Không có đơn vị này trong phạm vi của tài khoản."))
            unit_questions.add_question(
                connection,
                unit_id=unit.id,
                words=words,
                choices=choices,
                asked_from=platform.today,
                asked_to=None,
                asked_by=rights.account,
            )
    except IntegrityError as error:
        raise UnitQuestionError(
            _("Đơn vị đang hỏi hoặc chờ duyệt một câu rồi. Hãy kết thúc câu đó trước.")
        ) from error


def stop(platform: Platform, rights: Rights, code: str, *, question_id: int) -> None:
    """Ask no longer from now on, or take back what waits; what was answered stays. Another question stays as it is."""
    with platform.database.writing() as connection:
        unit = _unit(connection, rights, code)
        if unit is None or not unit_questions.end_question(
            connection, unit.id, question_id, on=platform.today
        ):
            raise UnitQuestionError(_("Câu hỏi riêng này không còn hỏi hay chờ duyệt. Hãy xem lại trang."))


def _refuse_identifying(words: str, choices: list[str]) -> None:
    asked = asks_who_or_when(words, *choices)
    if asked:
        raise UnitQuestionError(
            _(
                "Câu này hỏi %(what)s. Phiếu hứa không ghi tên, nên không câu nào được hỏi người trả lời "
                "là ai hay đến lúc nào.",
                what=_(asked.what),
            )
        )


def given(body: Body) -> dict[str, tuple[str, ...]]:
    """What a citizen's form holds for it, to be shown again."""
    return {name: tuple(body.getlist(name)) for name in body if name.startswith(FIELD)}


def read_answer(platform: Platform, body: Body, *, counter_id: int) -> tuple[int, str] | None:
    """The question's number and the answer. What no form of this counter could hold is as good as nothing."""
    for name, values in given(body).items():
        number = name.removeprefix(FIELD)
        answer = tidy(values[0], LONGEST_ANSWER)[:LONGEST_ANSWER] if values else ""
        if not answer or not (number.isascii() and number.isdecimal() and len(number) < 10):
            continue
        with platform.database.glancing() as connection:
            row = unit_questions.find_question_of_counter(connection, int(number), counter_id)
        if row is not None and (not row.choices or answer in row.choices):
            return row.id, answer
    return None


def _unit(connection: Connection, rights: Rights, code: str) -> UnitRow | None:
    """Its manager alone asks; a co-surveyor sees counters, no more."""
    found = units.list_units(connection)
    unit = next((each for each in found if each.code == code and each.valid_to is None), None)
    if unit is None or not (rights.is_administrator or MANAGER in rights.roles):
        return None
    return unit if may(rights, "see_counters", unit.id, found) else None


def state_of(row: UnitQuestionRow) -> State:
    if row.decision is None:
        return State.WAITING if row.asked_to is None else State.WITHDRAWN
    if row.decision == "refused":
        return State.REFUSED
    return State.ASKED if row.asked_to is None else State.ENDED


def _asked(
    connection: Connection,
    vault: Vault,
    row: UnitQuestionRow,
    counts: Mapping[tuple[int, int], int],
    this_month: int,
) -> Asked:
    # A month that is not over, or a thin one, would tell by subtraction what one person said.
    months = [
        month
        for (question, month), n in counts.items()
        if question == row.id and month < this_month and n >= LEAST_SHOWN
    ]
    locked = unit_questions.list_answers(connection, row.id, months)
    tally = Tally(read_choices(vault, locked, row.choices) if row.choices else ())
    return Asked(
        row=row,
        state=state_of(row),
        n=len(locked),
        counted=dict(common_and_rest([(c, tally[c]) for c in row.choices], minimum=RARE, counted=True)),
        # Words in answer to what nobody approved are shown to nobody.
        said=tuple(read_words(vault, locked)) if not row.choices and row.decision == "approved" else (),
    )
