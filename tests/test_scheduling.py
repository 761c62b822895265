"""The tests' own schedule: slow files first, every file whole, and a record that fits the files there are."""

from types import SimpleNamespace

from support.scheduling import TESTS, Stopwatch, known_durations, slow_files_first


def items(*names):
    return [SimpleNamespace(nodeid=name) for name in names]


def test_slow_and_unknown_files_start_first_and_stay_whole():
    found = items("a.py::1", "a.py::2", "b.py::1", "new.py::1", "c.py::1", "c.py::2")
    slow_files_first(found, {"a.py": 1.0, "b.py": 50.0, "c.py": 9.0})
    assert [item.nodeid for item in found] == [
        "new.py::1", "b.py::1", "c.py::1", "c.py::2", "a.py::1", "a.py::2"
    ]  # fmt: skip


def test_the_record_knows_most_files_and_none_that_is_gone():
    files = {str(path.relative_to(TESTS.parent)) for path in TESTS.rglob("test_*.py")}
    known = set(known_durations())
    assert known <= files
    assert len(known) > len(files) * 0.4, "run ./run test --keep-durations once"


def test_what_a_run_took_is_added_up_by_file(tmp_path, monkeypatch):
    monkeypatch.setattr("support.scheduling.KEPT", tmp_path / "durations.json")
    watch = Stopwatch()
    for nodeid, duration in (("a.py::1", 1.0), ("a.py::2[x]", 0.26), ("b.py::1", 3.0)):
        watch.pytest_runtest_logreport(SimpleNamespace(nodeid=nodeid, duration=duration))
    watch.pytest_sessionfinish()
    assert known_durations() == {"a.py": 1.3, "b.py": 3.0}
