"""Triggers: rules the database itself keeps, whoever writes to it.

Each guard is written for both engines; migrations and fresh databases install the same text, and a test
compares the two (Alembic's batch mode on SQLite drops triggers silently).
"""

from dataclasses import dataclass

from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    name: str
    table: str
    sqlite: tuple[str, ...]
    postgresql: tuple[str, ...]

    def install(self, connection: Connection) -> None:
        for statement in self.sqlite if connection.dialect.name == "sqlite" else self.postgresql:
            connection.exec_driver_sql(statement)

    def forget(self, connection: Connection) -> None:
        """A trigger goes with its table; on PostgreSQL its function stays behind."""
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {self.name}()")


def _append_only(table: str, *, actions: tuple[str, ...] = ("UPDATE", "DELETE")) -> Guard:
    sentence = f"{table} is append-only"
    name = f"{table}_append_only"
    return Guard(
        name=name,
        table=table,
        sqlite=tuple(
            f"CREATE TRIGGER {name}_{action.lower()} BEFORE {action} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
            for action in actions
        ),
        postgresql=(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{sentence}'; END $$",
            f"CREATE TRIGGER {name} BEFORE {' OR '.join(actions)} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {name}()",
        ),
    )


_OVERLAP = (
    "EXISTS (SELECT 1 FROM publication p WHERE p.counter_id = NEW.counter_id AND p.id <> NEW.id "
    "AND (NEW.closes_on IS NULL OR p.opens_on <= NEW.closes_on) "
    "AND (p.closes_on IS NULL OR p.closes_on >= NEW.opens_on))"
)
OVERLAP_SENTENCE = "a counter has at most one open publication"

# NEW.id is NULL in SQLite before an insert gives it a value, so the insert compares with no id at all.
_ONE_OPEN_PUBLICATION = Guard(
    name="one_open_publication",
    table="publication",
    sqlite=(
        "CREATE TRIGGER one_open_publication_insert BEFORE INSERT ON publication WHEN "
        + _OVERLAP.replace("AND p.id <> NEW.id ", "")
        + f" BEGIN SELECT RAISE(ABORT, '{OVERLAP_SENTENCE}'); END",
        "CREATE TRIGGER one_open_publication_update BEFORE UPDATE ON publication WHEN "
        + _OVERLAP
        + f" BEGIN SELECT RAISE(ABORT, '{OVERLAP_SENTENCE}'); END",
    ),
    postgresql=(
        # The lock makes two transactions that publish at one counter wait for each other; each query of a
        # volatile function then sees what the other has committed.
        "CREATE FUNCTION one_open_publication() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "PERFORM pg_advisory_xact_lock(7002, NEW.counter_id); "
        f"IF {_OVERLAP} THEN RAISE EXCEPTION '{OVERLAP_SENTENCE}'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER one_open_publication BEFORE INSERT OR UPDATE ON publication "
        "FOR EACH ROW EXECUTE FUNCTION one_open_publication()",
    ),
)

# On the day of its closing a version may still go on elsewhere, because a counter that takes answers today can be
# moved or get a new code today. The day is the one in Vietnam, seven hours ahead.
_CLOSED = (
    "EXISTS (SELECT 1 FROM template_event e WHERE e.version_id = NEW.version_id AND e.kind = 'closed' "
    "AND (NEW.closes_on IS NULL OR NEW.closes_on > {}))"
)
_CLOSED_SQLITE = _CLOSED.format("date(e.at + 25200, 'unixepoch')")
_CLOSED_POSTGRESQL = _CLOSED.format("(to_timestamp(e.at + 25200) AT TIME ZONE 'UTC')::date")
CLOSED_SENTENCE = "a closed version is not opened again"
_NO_CLOSED_VERSION = Guard(
    name="no_closed_version",
    table="template_event",  # installed with it: its rule reads this table
    sqlite=(
        "CREATE TRIGGER no_closed_version BEFORE INSERT ON publication WHEN "
        + _CLOSED_SQLITE
        + f" BEGIN SELECT RAISE(ABORT, '{CLOSED_SENTENCE}'); END",
    ),
    postgresql=(
        "CREATE FUNCTION no_closed_version() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {_CLOSED_POSTGRESQL} THEN RAISE EXCEPTION '{CLOSED_SENTENCE}'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER no_closed_version BEFORE INSERT ON publication "
        "FOR EACH ROW EXECUTE FUNCTION no_closed_version()",
    ),
)

# An answer encrypted under a key that is about to be destroyed would be lost after its acknowledgement.
# So nothing enters a box under the key of a closed half-day. On PostgreSQL the shared lock orders every
# answer before or after a closing (which takes the lock alone): see store/closings.py.
KEY_CLOSED = "the key of this half-day is closed"
KEY_LOCK = 7001
_KEY_SHUT = (
    "NEW.key_half_day <= (SELECT max(half_day) FROM closing WHERE era = (SELECT max(era) FROM closing)) "
    "OR EXISTS (SELECT 1 FROM shut_key WHERE half_day = NEW.key_half_day)"
)
_BALLOT_KEY_OPEN = Guard(
    name="ballot_key_open",
    table="ballot",
    sqlite=(
        "CREATE TRIGGER ballot_key_open BEFORE INSERT ON ballot "
        f"WHEN {_KEY_SHUT} "
        f"BEGIN SELECT RAISE(ABORT, '{KEY_CLOSED}'); END",
    ),
    postgresql=(
        "CREATE FUNCTION ballot_key_open() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"PERFORM pg_advisory_xact_lock_shared({KEY_LOCK}); "
        f"IF {_KEY_SHUT} "
        f"THEN RAISE EXCEPTION '{KEY_CLOSED}' USING ERRCODE = 'HL001'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER ballot_key_open BEFORE INSERT ON ballot "
        "FOR EACH ROW EXECUTE FUNCTION ballot_key_open()",
    ),
)

# What was approved is what is asked: neither the words nor who wrote them change under a decision.
_ASKED_WORDS = "NEW.words <> OLD.words OR NEW.choices <> OLD.choices OR NEW.unit_id <> OLD.unit_id OR NEW.asked_by <> OLD.asked_by"
_ASKED_WORDS_STAY = Guard(
    name="asked_words_stay",
    table="unit_question",
    sqlite=(
        f"CREATE TRIGGER asked_words_stay BEFORE UPDATE ON unit_question WHEN {_ASKED_WORDS} "
        "BEGIN SELECT RAISE(ABORT, 'the words of a question stay'); END",
    ),
    postgresql=(
        "CREATE FUNCTION asked_words_stay() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {_ASKED_WORDS} THEN RAISE EXCEPTION 'the words of a question stay'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER asked_words_stay BEFORE UPDATE ON unit_question "
        "FOR EACH ROW EXECUTE FUNCTION asked_words_stay()",
    ),
)

GUARDS: tuple[Guard, ...] = (
    _append_only("template_version"),
    _ONE_OPEN_PUBLICATION,
    _BALLOT_KEY_OPEN,
    _append_only("closing"),
    _append_only("clock_act"),
    _append_only("seal"),
    _append_only("response"),
    _append_only("template_event"),
    _NO_CLOSED_VERSION,
    _append_only("approval"),
    _append_only("item_mark"),
    _append_only("import_note"),
    _ASKED_WORDS_STAY,
    _append_only("unit_question_decision"),
    _append_only("audio_recording"),
    _append_only("audio_decision"),
)
