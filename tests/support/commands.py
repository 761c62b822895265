"""The command line called inside the test's process: what it prints and how it ends, without two seconds of start-up each time.

That the same holds for a process of its own is one test's affair (tests/survey_app/test_commands.py).
"""

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from survey_app.commands import main


def hailong(
    *arguments: str,
    code: int = 0,
    cwd: Path | None = None,
    environment: Mapping[str, str | None] | None = None,
) -> Any:
    """Call `hailong`; it must end with this code and without an unforeseen error. A variable of None is unset."""
    rights = os.umask(0o022)  # commands that write take group and others their rights for their whole process
    try:
        with contextlib.chdir(cwd or Path.cwd()):
            done = CliRunner().invoke(main, arguments, env=dict(environment or {}), prog_name="hailong")
    finally:
        os.umask(rights)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == code, done.output
    return done
