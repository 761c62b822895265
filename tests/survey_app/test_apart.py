"""Files of strangers are read in a process of its own: it has a deadline, a limit of memory, and nothing of the house."""

import os
import subprocess
import sys
import threading
import time

import pytest
from flask import Flask

from forms.exchange.importing import read_file
from forms.faults import QuestionnaireError
from survey_app import apart as room
from survey_app.apart import ApartError, CrowdedError, TooHeavyError, apart, here
from survey_app.services.place_tables import examine_counters, unwatched
from survey_app.translating import wire_languages

ASCENDING = "| survey | | | |\n| |type|name|label|\n| |text|q|Góp ý?|".encode()


@pytest.fixture
def briefly(monkeypatch):
    monkeypatch.setattr(room, "SECONDS", 2)


@pytest.mark.usefixtures("briefly")
@pytest.mark.parametrize("endless", [(sum, range(10**15)), (time.sleep, 100)], ids=["computing", "waiting"])
def test_work_without_end_ends_at_the_deadline_with_a_sentence(endless):
    with pytest.raises(TooHeavyError, match="đã dừng đọc"):
        apart(*endless)


def test_work_that_takes_all_memory_ends_with_a_sentence_and_so_does_an_answer_without_end():
    with pytest.raises(TooHeavyError):
        apart(bytes, 2 * room.MEMORY)
    with pytest.raises(TooHeavyError):
        apart(bytes, 300_000_000)


def test_a_reader_that_dies_or_raises_anything_is_a_file_that_cannot_be_read():
    for work, argument in ((os._exit, 3), (int, "x"), (open, "/nowhere")):
        with pytest.raises(ApartError, match="không đọc được") as caught:
            apart(work, argument)
        assert caught.value.remedy
        assert 400 <= caught.value.status < 500


def test_what_a_library_prints_is_no_answer():
    assert apart(print, "not an answer") is None


def test_a_questionnaire_and_its_faults_are_the_same_apart_and_here():
    assert apart(read_file, ASCENDING, name="a.md") == here(read_file, ASCENDING, name="a.md")
    for run in (apart, here):
        with pytest.raises(QuestionnaireError) as caught:
            run(read_file, b"|survey|\n| |type|name|\n| |none|q|", name="a.md")
        assert [(fault.row, fault.column) for fault in caught.value.faults] == [(3, "type")]


def test_faults_are_told_in_the_language_of_whoever_asks():
    app = Flask("survey_app")
    wire_languages(app, lambda: "en")
    with app.test_request_context():
        read = apart(examine_counters, b"name\nA\n", set(), {}, None, unwatched)
    assert read.faults[0].problem.startswith("Missing")


def test_the_other_process_knows_nothing_of_the_house(monkeypatch):
    monkeypatch.setenv("HAILONG_SECRET", "x" * 40)
    assert (here(os.getenv, "HAILONG_SECRET"), apart(os.getenv, "HAILONG_SECRET")) == ("x" * 40, None)


def test_whoever_waits_too_long_for_a_turn_is_told_so_and_turns_come_back(monkeypatch):
    monkeypatch.setattr(room, "AT_ONCE", threading.BoundedSemaphore(1))
    monkeypatch.setattr(room, "PATIENCE_SECONDS", 0.01)
    with room.AT_ONCE, pytest.raises(CrowdedError, match="của người khác"):
        apart(int, "5")
    with pytest.raises(ApartError):
        apart(int, "x")
    assert apart(int, "5") == 5


@pytest.mark.parametrize(
    "reader",
    [
        "forms.exchange.importing",
        "survey_app.services.place_tables",
        "survey_app.services.reorganisation_table",
        "survey_app.services.working_day_table",
        "survey_app.services.drafting.translation_sheets",
    ],
)
def test_who_reads_a_file_apart_loads_nothing_of_the_database_or_of_statistics(reader):
    asked = f"import sys, {reader}; print([m for m in ('sqlalchemy', 'scipy', 'pandas', 'openpyxl') if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
