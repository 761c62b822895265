"""What a test needs from the machine: where it is absent the test skips, where it is required it fails."""

import os
from typing import NoReturn

import pytest


def absent(sentence: str) -> NoReturn:
    """Skip the running test, or fail it under HAILONG_TEST_REQUIRE=1 so that CI cannot skip silently."""
    if os.environ.get("HAILONG_TEST_REQUIRE") == "1":
        pytest.fail(f"required here, but absent: {sentence}", pytrace=False)
    pytest.skip(sentence)
