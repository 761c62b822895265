"""What an accepted answer costs, on both engines, against a bare Flask route on the same server.

    ./run bench intake [--quick] [--engine sqlite|postgresql] [--rounds 5] [--form SIP5]

Compared things run by turns within one process of measuring, at least five rounds; median and range are told.
"""

import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]


def main() -> None:
    # The rooms first, then the helpers, as in the tests.
    sys.path[:0] = [str(TESTS.parent), str(TESTS)]
    from bench.runs import main as run

    run(__doc__)


if __name__ == "__main__":
    main()
