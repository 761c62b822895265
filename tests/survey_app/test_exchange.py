"""Templates come in and go out by the command line: as drafts, wholly or not at all."""

import json

import pytest
from click.testing import CliRunner
from support.lime_files import LimeFile
from support.spreadsheets import as_xlsx

from forms.canonical import canonical_json
from forms.reading import load_instrument
from forms.writing import to_document
from survey_app.commands import main
from survey_app.services.drafting.importing import notes_of

FORM = {
    "survey": [
        ["type", "name", "label", "appearance"],
        ["select_one m", "chung", "Ông/Bà hài lòng thế nào?", "minimal"],
        ["text", "y", "Góp ý?", ""],
    ],
    "choices": [
        ["list_name", "name", "label"],
        ["m", "3", "Hài lòng"],
        ["m", "2", "Bình thường"],
        ["m", "1", "Không hài lòng"],
    ],
    "settings": [["form_title", "form_id"], ["Phiếu thử", "THU"]],
}


@pytest.fixture
def hailong(config, database_url, monkeypatch):
    """Call the command line in the home of the test's own house."""
    monkeypatch.setenv("HAILONG_HOME", str(config.home))
    monkeypatch.setenv("HAILONG_DATABASE_URL", database_url)
    return lambda *arguments: CliRunner().invoke(main, list(arguments))


@pytest.fixture
def file(tmp_path):
    def write(name, contents):
        path = tmp_path / name
        path.write_bytes(contents)
        return str(path)

    return write


def test_our_own_format_comes_back_to_the_byte(hailong, file, tmp_path):
    written = canonical_json(to_document(load_instrument("SIP5"))).encode()
    assert hailong("templates", "import", file("a.json", written)).exit_code == 0
    target = tmp_path / "b.json"
    assert hailong("templates", "export", "SIP5", "--format", "json", "-o", str(target)).exit_code == 0
    assert target.read_bytes() == written


def test_a_dry_run_tells_what_would_be_and_writes_nothing(hailong, file):
    told = hailong("templates", "import", file("a.xlsx", as_xlsx(FORM)), "--dry-run", "--json")
    assert told.exit_code == 0
    report = json.loads(told.stdout)
    assert (report["code"], report["items"], report["saved"], report["faults"]) == ("THU", 2, False, [])
    assert "survey, cột appearance" in {note["place"] for note in report["notes"]}
    assert hailong("templates", "export", "THU", "-o", file("x.json", b"")).exit_code == 1


def test_a_form_with_faults_is_refused_with_places_and_nothing_is_kept(hailong, file):
    wrong = {**FORM, "survey": [*FORM["survey"], ["select_one nowhere", "z", "Z?", ""]]}
    told = hailong("templates", "import", file("a.xlsx", as_xlsx(wrong)), "--json")
    assert told.exit_code == 1
    (fault,) = json.loads(told.stdout)["faults"]
    assert (fault["sheet"], fault["row"], fault["column"]) == ("survey", 4, "type")
    plain = hailong("templates", "import", file("a.xlsx", as_xlsx(wrong)))
    assert plain.exit_code == 1
    assert "survey, dòng 4, cột type" in plain.stderr
    assert hailong("templates", "export", "THU", "-o", file("x.json", b"")).exit_code == 1


def test_an_xlsform_goes_round_and_its_notes_stay(hailong, empty_house, file, tmp_path):
    assert hailong("templates", "import", file("a.xlsx", as_xlsx(FORM))).exit_code == 0
    assert any("minimal" in note.words for note in notes_of(empty_house.platform, code="THU"))
    target = tmp_path / "b.xlsx"
    assert hailong("templates", "export", "THU", "--format", "xlsform", "-o", str(target)).exit_code == 0
    assert hailong("templates", "import", str(target), "--code", "THU2").exit_code == 0


def test_a_second_import_under_the_same_code_is_refused_and_the_draft_stays(hailong, file):
    path = file("a.lss", LimeFile().group(1, "Phần").ask(1, "S", "A", "Một?").current())
    assert hailong("templates", "import", path, "--code", "LIME").exit_code == 0
    again = hailong("templates", "import", path, "--code", "LIME")
    assert again.exit_code == 1
    assert "đang có bản nháp" in again.stderr


def test_what_cannot_be_written_or_read_is_a_sentence(hailong, tmp_path):
    assert hailong("templates", "export", "NONE", "-o", str(tmp_path / "x")).exit_code == 1
    assert hailong("templates", "export", "QUICK", "-o", str(tmp_path / "no" / "x")).exit_code == 2
    assert hailong("templates", "import", str(tmp_path / "nothing.xlsx")).exit_code == 2
    assert hailong("templates", "import", "run", "--code", "not a code").exit_code == 1
