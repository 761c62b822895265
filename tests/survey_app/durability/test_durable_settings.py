"""What a power cut would show and no kill does: SQLite waits for the disk before anybody is thanked."""

import subprocess
import sys

ASKED = """
import sys
from survey_app.db import open_engine
with open_engine(sys.argv[1]).connect() as connection:
    print(*[connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("synchronous", "journal_mode", "secure_delete")])
"""


def test_sqlite_waits_for_the_disk_at_every_commit_and_overwrites_what_is_deleted(tmp_path):
    command = [sys.executable, "-c", ASKED, f"sqlite:///{tmp_path / 'hailong.db'}"]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["2", "wal", "1"]  # 2: FULL
