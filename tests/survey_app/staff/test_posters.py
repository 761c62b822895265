"""/quan-ly/ap-phich and `hailong posters`: who may print what, and what they are told."""

import pypdfium2
import pytest
from click.testing import CliRunner

from survey_app.commands import main
from survey_app.services.poster_registry import list_posters

PAGE = "/quan-ly/ap-phich"


def _ask(visitor, **data):
    return visitor.post(PAGE, {"wanted": "", "paper": "a4", **data}, from_page=PAGE)


def test_a_manager_prints_the_counters_of_the_unit_and_no_other(door):
    manager = door.visitor_as("manager", units=["13285"])
    assert "Bình Lục" not in manager.get(PAGE).text
    answer = _ask(manager)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert len(pypdfium2.PdfDocument(answer.data)) == 2
    printed = {one.content.unit for one in list_posters(door.platform).counters if one.newest}
    assert printed == {"Phường Phủ Lý"}


def test_what_is_shown_is_what_is_printed(door):
    administrator = door.visitor_as("administrator")
    assert len(pypdfium2.PdfDocument(_ask(administrator, wanted="7K4M2QX2").data)) == 1
    page = administrator.get(f"{PAGE}?can-in=co")
    assert "In 2 quầy đang hiện" in page.text
    assert len(pypdfium2.PdfDocument(_ask(administrator, only_due="yes").data)) == 2
    assert "Không quầy nào cần in" in administrator.get(f"{PAGE}?can-in=co").text


@pytest.mark.parametrize("paper", ["", "a3", "a4\x00"])
def test_a_paper_we_do_not_have_is_told_and_nothing_is_registered(door, paper):
    answer = _ask(door.visitor_as("administrator"), paper=paper)
    assert answer.status_code == 422
    assert "Hãy chọn khổ giấy" in answer.text
    assert not any(one.newest for one in list_posters(door.platform).counters)


def test_a_search_without_a_match_is_no_fault(door):
    administrator = door.visitor_as("administrator")
    assert "Không có quầy nào khớp" in administrator.get(f"{PAGE}?tim=zz%00").text
    assert _ask(administrator, wanted="zz").status_code == 422


def test_the_whole_page_speaks_english(door):
    visitor = door.visitor_as("administrator")
    _ask(visitor)
    visitor.speak("en")
    assert "Printed sheets" in visitor.get(PAGE).text


def test_supervisors_designers_and_viewers_print_nothing(door):
    for role in ("supervisor", "designer", "viewer"):
        assert door.visitor_as(role, units=["37"] if role != "designer" else []).get(PAGE).status_code == 403


@pytest.fixture
def command(house, monkeypatch):
    for name, value in {
        "HAILONG_HOME": house.config.home,
        "HAILONG_DATABASE_URL": house.config.database_url,
        "HAILONG_CLOCK": "2026-10-01T08:00",
    }.items():
        monkeypatch.setenv(name, str(value))
    return lambda *words: CliRunner().invoke(main, ["posters", *words])


def test_the_command_prints_a_unit_lists_the_registry_and_refuses_in_a_sentence(command, tmp_path):
    path = tmp_path / "ap-phich.pdf"
    done = command("13285", "-o", str(path), "--paper", "a5")
    assert (done.exit_code, len(pypdfium2.PdfDocument(path.read_bytes()))) == (0, 2), done.output
    listed = command("37")
    assert "a5 số 1" in listed.output
    assert "chưa in" in listed.output
    unknown = command("99", "-o", str(tmp_path / "no.pdf"))
    assert (unknown.exit_code, (tmp_path / "no.pdf").exists()) == (1, False)


def test_a_file_that_cannot_be_written_registers_nothing(command, house, tmp_path):
    assert command("37", "-o", str(tmp_path / "nowhere" / "p.pdf")).exit_code == 2
    assert not any(one.newest for one in list_posters(house.platform).counters)
