"""A citizen's answer: from the code of a counter to a row in the ballot box."""

import secrets
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from forms.answers import Body, Reading, read
from forms.questionnaire import Questionnaire
from survey_app import thanks_addresses
from survey_app.form_keys import FIELD, BadFormKeyError, FormKey
from survey_app.platform import Platform
from survey_app.services.quota_filling import Full, what_is_full
from survey_app.services.unit_questions import read_answer
from survey_app.store import ballots, closings, counters
from survey_app.store.ballots import ID_BYTES
from survey_app.store.counters import CounterDoor
from survey_app.store.intake import Entry, Outcome
from survey_app.submission import Submission
from survey_app.translating import SOURCE, offered

MOST_MOVES = 20  # of one counter, one after the other
TRIES = 3  # a half-day can be closed between encrypting and storing, hardly twice


class UnknownCounterError(LookupError):
    """No counter has this code."""


class CounterGoneError(LookupError):
    """The code was revoked, its counter is closed, or no publication is open."""

    def __init__(self, door: CounterDoor) -> None:
        super().__init__(door.code)
        self.door = door


class CounterFullError(CounterGoneError):
    """As many as were to be asked have answered: today, or since the publication opened."""

    def __init__(self, door: CounterDoor, *, until_tomorrow: bool) -> None:
        super().__init__(door)
        self.until_tomorrow = until_tomorrow


class NotStoredError(RuntimeError):
    """The answer could not be put into the box; it is not counted and the citizen is told so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenForm:
    """A form to render: whose it is, which version, with a fresh key."""

    door: CounterDoor
    version_id: int
    questionnaire: Questionnaire
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The form comes again with what was given: there are problems, or its key was too old."""

    form: OpenForm
    reading: Reading
    expired: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """On the disk, exactly once. The receipt is the same however often the form is sent."""

    code: str
    receipt: str


def open_form(platform: Platform, *, code: str) -> OpenForm:
    """The form of a counter as it is open today. One statement once the version has been read.

    The code of a counter that moved leads to the one that follows it.
    """
    with platform.database.glancing() as connection:
        door = _find_door(platform, connection, code)
        for _ in range(MOST_MOVES):
            if not door.closed or door.moved_to is None or door.revoked:
                break
            door = replace(_find_door(platform, connection, door.moved_to), moved_from=code)
        return _open_form(platform, connection, door)


def find_counter(platform: Platform, *, code: str) -> CounterDoor:
    """Whose counter this is, open or not."""
    with platform.database.glancing() as connection:
        return _find_door(platform, connection, code)


def address_of_thanks(platform: Platform, done: Accepted) -> str:
    """What stands behind the counter's code in the address of the page of thanks: see thanks_addresses.py."""
    return thanks_addresses.make(
        platform.box_keys,
        half_day=platform.half_day,
        now=platform.clock.now(),
        code=done.code,
        receipt=done.receipt,
    )


def read_thanks(platform: Platform, *, code: str, text: str) -> str:
    """The receipt of a page of thanks. Raises NoLongerShownError."""
    now, half_day = platform.clock.now(), platform.half_day
    return thanks_addresses.read(platform.box_keys, half_day=half_day, now=now, code=code, text=text)


def submit(
    platform: Platform, *, code: str, body: Body, language: str = "vi", assisted: bool = False
) -> Accepted | Refused:
    """Read a sent form by the version it was rendered from and put it into the box.

    `assisted`: somebody helped to fill it in, as its address said.

    Raises UnknownCounterError, CounterGoneError, BadFormKeyError (a key missing, forged or of another counter) and
    whatever the database raises: then nothing is stored.
    """
    sent = body.getlist(FIELD)
    key = platform.form_keys.read(sent[0] if len(sent) == 1 else "")
    if key.expired(platform.half_day):
        _check(platform, code, key)
        return _thanked(platform, code, key) or _renewed(platform, code, body, language)
    questionnaire = _questionnaire(platform, key)
    language = _offered(questionnaire, language)
    reading = read(questionnaire, platform.questionnaires.form(key.version_id, questionnaire, language), body)
    if reading.problems:
        form = OpenForm(
            door=_check(platform, code, key),
            version_id=key.version_id,
            questionnaire=questionnaire,
            key=sent[0],
        )
        return _thanked(platform, code, key) or Refused(form=form, reading=reading, expired=False)
    own = read_answer(platform, body, counter_id=key.counter_id) if questionnaire.unit_question else None
    submission = make_submission(key, reading, language=language, channel="qr", assisted=assisted, own=own)
    put_into_box(platform, code=code, key=key, submission=submission)
    return Accepted(code=code, receipt=key.receipt)


def _thanked(platform: Platform, code: str, key: FormKey) -> Accepted | None:
    """For a form that was counted before: its thanks again.

    Who mended a form and sent it can go back to the page with the faults; sent once more from there, what was
    given must not be shown to whoever holds the device by now.
    """
    with platform.database.glancing() as connection:
        spent = ballots.is_spent(connection, key.hash)
    return Accepted(code=code, receipt=key.receipt) if spent else None


def _offered(questionnaire: Questionnaire, language: str) -> str:
    """The language of an address; Vietnamese where the form is not offered in it."""
    if language == SOURCE or language in offered(questionnaire.languages):
        return language
    return SOURCE


def _questionnaire(platform: Platform, key: FormKey) -> Questionnaire:
    known = platform.questionnaires.known(key.version_id)
    if known is not None:
        return known
    with platform.database.glancing() as connection:
        return platform.questionnaires.find(connection, key.version_id)


def _check(platform: Platform, code: str, key: FormKey) -> CounterDoor:
    """The door of a form that came to its own code, where the code still takes answers."""
    door = find_counter(platform, code=code)
    if door.counter_id != key.counter_id:
        raise BadFormKeyError
    # A form that was open when its publication or counter closed is still taken; a revoked code is not.
    if door.revoked:
        raise CounterGoneError(door)
    return door


def _renewed(platform: Platform, code: str, body: Body, language: str) -> Refused:
    """For an old form: today's form of the counter, filled with what still fits."""
    form = open_form(platform, code=code)
    ballot_form = platform.questionnaires.form(
        form.version_id, form.questionnaire, _offered(form.questionnaire, language)
    )
    return Refused(form=form, reading=read(form.questionnaire, ballot_form, body), expired=True)


def _find_door(platform: Platform, connection: Connection, code: str) -> CounterDoor:
    door = counters.find_door(connection, code, today=platform.today)
    if door is None:
        raise UnknownCounterError(code)
    return door


def _open_form(platform: Platform, connection: Connection, door: CounterDoor) -> OpenForm:
    if door.revoked or door.closed or door.version_id is None:
        raise CounterGoneError(door)
    # A form that was opened before is still taken: nobody who has answered is sent away.
    full = what_is_full(connection, door, today=platform.today)
    if full is not None:
        raise CounterFullError(door, until_tomorrow=full is Full.TODAY)
    return OpenForm(
        door=door,
        version_id=door.version_id,
        questionnaire=platform.questionnaires.find(connection, door.version_id),
        key=_issue(platform, door, door.version_id),
    )


def _issue(platform: Platform, door: CounterDoor, version_id: int) -> str:
    return platform.form_keys.issue(
        half_day=platform.half_day, counter_id=door.counter_id, version_id=version_id
    )


def make_submission(
    key: FormKey,
    reading: Reading,
    *,
    language: str,
    channel: str,
    assisted: bool = False,
    own: tuple[int, str] | None = None,
) -> Submission:
    return Submission(
        receipt_hash=key.receipt_hash,
        answers=reading.answers,
        texts=reading.texts,
        language=language,
        channel=channel,
        evidence_class="C",
        assisted=assisted,
        own=own,
    )


def put_into_box(platform: Platform, *, code: str, key: FormKey, submission: Submission) -> None:
    """On the disk when it returns, once for each key. Raises CounterGoneError, NotStoredError, KeyFolderError."""
    if platform.disk.is_short():
        raise NotStoredError  # the room that is left is for counting what was thanked for
    arrived = key_half_day = platform.half_day
    plain = submission.to_bytes()
    _questionnaire(platform, key)  # its limits say how long the content of the box is
    room = platform.questionnaires.room(key.version_id)
    for _ in range(TRIES):
        entry = Entry(
            code=code,
            day=platform.today,
            key_hash=key.hash,
            half_day=arrived,
            counter_id=key.counter_id,
            version_id=key.version_id,
            id=secrets.token_bytes(ID_BYTES),
            key_half_day=key_half_day,
            content=platform.box_keys.encrypt(key_half_day, plain, room=room),
        )
        outcome = platform.intake.put(entry)
        if outcome is Outcome.CODE_REFUSED:
            _check(platform, code, key)  # says why
        elif outcome is not Outcome.KEY_CLOSED:
            return
        with platform.database.reading() as connection:
            key_half_day = closings.find_open_key(connection, at_least=arrived)
    raise NotStoredError
